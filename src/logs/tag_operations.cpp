#include "logs/logs.hpp"

namespace wt::logs {

aws::Outcome<aws::Nothing> Logs::tag_resource(const aws::Call& call, TagResourceRequest input) {
    return tag(call, named_by(call, input.resource_arn), input.tags, errors::too_many_tags);
}
aws::Outcome<aws::Nothing> Logs::tag_log_group(const aws::Call& call, TagLogGroupRequest input) {
    return tag(call, group(call, input.log_group_name), input.tags, errors::invalid_parameter);
}
aws::Outcome<aws::Nothing> Logs::untag_resource(const aws::Call& call, UntagResourceRequest input) {
    return untag(named_by(call, input.resource_arn), input.tag_keys);
}
aws::Outcome<aws::Nothing> Logs::untag_log_group(const aws::Call& call, UntagLogGroupRequest input) {
    return untag(group(call, input.log_group_name), input.tags);
}

template <class Output>
aws::Outcome<Output> Logs::tags_of(const aws::Outcome<LogGroup*>& group) {
    if (!group.ok()) return group.error();
    Output output;
    output.tags = (*group)->tags.all();
    return output;
}

aws::Outcome<ListTagsForResourceResponse> Logs::list_tags_for_resource(const aws::Call& call,
                                                                       ListTagsForResourceRequest input) {
    return tags_of<ListTagsForResourceResponse>(named_by(call, input.resource_arn));
}
aws::Outcome<ListTagsLogGroupResponse> Logs::list_tags_log_group(const aws::Call& call, ListTagsLogGroupRequest input) {
    return tags_of<ListTagsLogGroupResponse>(group(call, input.log_group_name));
}

aws::Outcome<aws::Nothing> Logs::tag(const aws::Call& call, const aws::Outcome<LogGroup*>& group,
                                     const std::map<std::string, std::string>& tags, const aws::ErrorRow& too_many) {
    if (!group.ok()) return group.error();
    if (const auto fault = (*group)->tags.add(tags, call.via)) {
        if (fault->why == aws::TagFault::Why::too_many) return aws::Error(too_many, fault->text);
        return invalid_parameter(fault->text);
    }
    groups_.changed(**group);
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> Logs::untag(const aws::Outcome<LogGroup*>& group, const std::vector<std::string>& keys) {
    if (!group.ok()) return group.error();
    if (const auto fault = (*group)->tags.remove(keys)) return invalid_parameter(fault->text);
    groups_.changed(**group);
    return aws::Nothing();
}

}  // namespace wt::logs
