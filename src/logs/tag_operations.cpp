#include "logs/logs.hpp"

namespace wt::logs {

Logs::Answer<aws::Nothing> Logs::tag_resource(const aws::Call& call, TagResourceRequest input) {
    return settled(tag(named_by(call, input.resource_arn), input.tags, errors::too_many_tags));
}
Logs::Answer<aws::Nothing> Logs::tag_log_group(const aws::Call& call, TagLogGroupRequest input) {
    return settled(tag(group(call, input.log_group_name), input.tags, errors::invalid_parameter));
}
Logs::Answer<aws::Nothing> Logs::untag_resource(const aws::Call& call, UntagResourceRequest input) {
    return settled(untag(named_by(call, input.resource_arn), input.tag_keys));
}
Logs::Answer<aws::Nothing> Logs::untag_log_group(const aws::Call& call, UntagLogGroupRequest input) {
    return settled(untag(group(call, input.log_group_name), input.tags));
}

template <class Output>
Result<Output, aws::Error> Logs::tags_of(const Outcome<LogGroup*>& group) {
    if (!group.ok()) return group.error();
    Output output;
    output.tags = (*group)->tags.all();
    return output;
}

Logs::Answer<ListTagsForResourceResponse> Logs::list_tags_for_resource(const aws::Call& call,
                                                                       ListTagsForResourceRequest input) {
    return settled(tags_of<ListTagsForResourceResponse>(named_by(call, input.resource_arn)));
}
Logs::Answer<ListTagsLogGroupResponse> Logs::list_tags_log_group(const aws::Call& call, ListTagsLogGroupRequest input) {
    return settled(tags_of<ListTagsLogGroupResponse>(group(call, input.log_group_name)));
}

Result<aws::Nothing, aws::Error> Logs::tag(const Outcome<LogGroup*>& group,
                                           const std::map<std::string, std::string>& tags,
                                           const aws::ErrorRow& too_many) {
    if (!group.ok()) return group.error();
    if (const auto fault = (*group)->tags.add(tags)) {
        if (fault->why == aws::TagFault::Why::too_many) return aws::Error(too_many, fault->text);
        return invalid_parameter(fault->text);
    }
    groups_.changed(**group);
    return aws::Nothing();
}

Result<aws::Nothing, aws::Error> Logs::untag(const Outcome<LogGroup*>& group, const std::vector<std::string>& keys) {
    if (!group.ok()) return group.error();
    if (const auto fault = (*group)->tags.remove(keys)) return invalid_parameter(fault->text);
    groups_.changed(**group);
    return aws::Nothing();
}

}  // namespace wt::logs
