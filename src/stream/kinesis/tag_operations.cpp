// Tags and policies, of streams and consumers.
#include <algorithm>

#include <fmt/format.h>

#include "aws/tags.hpp"
#include "stream/kinesis/kinesis.hpp"

namespace wt::stream::kinesis {

namespace {

/// Kinesis Data Streams Developer Guide, "Resource-based policies". Assumed: as long as IAM's.
constexpr std::size_t longest_policy = 20'480;

[[nodiscard]] Tag tag_of(const std::string& key, const std::string& value) { return {key, value}; }

}  // namespace

aws::Outcome<aws::Nothing> Kinesis::add_tags(const StreamEntry& entry, std::map<std::string, std::string>& to,
                                             const std::map<std::string, std::string>& tags) const {
    aws::TagSet all(to);
    for (const auto& [key, value] : tags) {
        // Assumed: the sentence.
        if (!aws::is_tag_text(key) || !aws::is_tag_text(value))
            return invalid_argument(fmt::format("The tag {} has characters that a tag cannot have.", key));
    }
    if (const auto fault = all.add(tags)) {
        if (fault->why == aws::TagFault::Why::too_many)
            return invalid_argument(
                fmt::format("Failed to add tags to stream {} under account {} because a given stream cannot have more "
                            "than {} tags associated with it.",
                            entry.name, entry.place.account, aws::TagSet::most));
        return invalid_argument(fault->text);
    }
    to = all.all();
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> Kinesis::add_tags_to_stream(const aws::Call& call, AddTagsToStreamInput input) {
    const auto change = [&]() -> aws::Outcome<aws::Nothing> {
        const auto found = stream(call, "kinesis:AddTagsToStream", input.stream_name, input.stream_arn);
        if (!found.ok()) return found.error();
        if (auto wrong = add_tags(**found, (*found)->tags, input.tags); !wrong.ok()) return wrong.error();
        catalogue_.keep(**found);
        return aws::Nothing();
    };
    return change();
}

aws::Outcome<aws::Nothing> Kinesis::remove_tags_from_stream(const aws::Call& call, RemoveTagsFromStreamInput input) {
    const auto change = [&]() -> aws::Outcome<aws::Nothing> {
        const auto found = stream(call, "kinesis:RemoveTagsFromStream", input.stream_name, input.stream_arn);
        if (!found.ok()) return found.error();
        aws::TagSet tags((*found)->tags);
        if (const auto fault = tags.remove(input.tag_keys)) return invalid_argument(fault->text);
        (*found)->tags = tags.all();
        catalogue_.keep(**found);
        return aws::Nothing();
    };
    return change();
}

aws::Outcome<ListTagsForStreamOutput> Kinesis::list_tags_for_stream(const aws::Call& call,
                                                                    ListTagsForStreamInput input) {
    const auto list = [&]() -> aws::Outcome<ListTagsForStreamOutput> {
        const auto found = stream(call, "kinesis:ListTagsForStream", input.stream_name, input.stream_arn);
        if (!found.ok()) return found.error();
        const auto& tags = (*found)->tags;
        const auto limit = static_cast<std::size_t>(input.limit.value_or(50));
        ListTagsForStreamOutput output;
        auto each = input.exclusive_start_tag_key ? tags.upper_bound(*input.exclusive_start_tag_key) : tags.begin();
        for (; each != tags.end() && output.tags.size() < limit; ++each)
            output.tags.push_back(tag_of(each->first, each->second));
        output.has_more_tags = each != tags.end();
        return output;
    };
    return list();
}

aws::Outcome<aws::Nothing> Kinesis::tag_resource(const aws::Call& call, TagResourceInput input) {
    const auto change = [&]() -> aws::Outcome<aws::Nothing> {
        const auto found = named(call, "kinesis:TagResource", input.resource_arn);
        if (!found.ok()) return found.error();
        if (auto wrong = add_tags(*found->entry, found->tags(), input.tags); !wrong.ok()) return wrong.error();
        catalogue_.keep(*found->entry);
        return aws::Nothing();
    };
    return change();
}

aws::Outcome<aws::Nothing> Kinesis::untag_resource(const aws::Call& call, UntagResourceInput input) {
    const auto change = [&]() -> aws::Outcome<aws::Nothing> {
        const auto found = named(call, "kinesis:UntagResource", input.resource_arn);
        if (!found.ok()) return found.error();
        aws::TagSet tags(found->tags());
        if (const auto fault = tags.remove(input.tag_keys)) return invalid_argument(fault->text);
        found->tags() = tags.all();
        catalogue_.keep(*found->entry);
        return aws::Nothing();
    };
    return change();
}

aws::Outcome<ListTagsForResourceOutput> Kinesis::list_tags_for_resource(const aws::Call& call,
                                                                        ListTagsForResourceInput input) {
    const auto list = [&]() -> aws::Outcome<ListTagsForResourceOutput> {
        const auto found = named(call, "kinesis:ListTagsForResource", input.resource_arn);
        if (!found.ok()) return found.error();
        ListTagsForResourceOutput output;
        for (const auto& [key, value] : found->tags()) output.tags.push_back(tag_of(key, value));
        return output;
    };
    return list();
}

aws::Outcome<aws::Nothing> Kinesis::put_resource_policy(const aws::Call& call, PutResourcePolicyInput input) {
    const auto change = [&]() -> aws::Outcome<aws::Nothing> {
        const auto found = named(call, "kinesis:PutResourcePolicy", input.resource_arn);
        if (!found.ok()) return found.error();
        const auto read = iam::parse_policy(input.policy, iam::PolicyUse::resource, longest_policy);
        if (!read.ok()) return invalid_argument("The policy document is malformed.");  // Assumed: the sentence
        found->policy() = input.policy;
        catalogue_.keep(*found->entry);
        return aws::Nothing();
    };
    return change();
}

aws::Outcome<GetResourcePolicyOutput> Kinesis::get_resource_policy(const aws::Call& call,
                                                                   GetResourcePolicyInput input) {
    const auto get = [&]() -> aws::Outcome<GetResourcePolicyOutput> {
        const auto found = named(call, "kinesis:GetResourcePolicy", input.resource_arn);
        if (!found.ok()) return found.error();
        if (found->policy().empty())
            return not_found(fmt::format("No resource policy found for resource ARN {}", input.resource_arn));
        return GetResourcePolicyOutput{found->policy()};
    };
    return get();
}

aws::Outcome<aws::Nothing> Kinesis::delete_resource_policy(const aws::Call& call, DeleteResourcePolicyInput input) {
    const auto remove = [&]() -> aws::Outcome<aws::Nothing> {
        const auto found = named(call, "kinesis:DeleteResourcePolicy", input.resource_arn);
        if (!found.ok()) return found.error();
        if (found->policy().empty())
            return not_found(fmt::format("No resource policy found for resource ARN {}", input.resource_arn));
        found->policy().clear();
        catalogue_.keep(*found->entry);
        return aws::Nothing();
    };
    return remove();
}

}  // namespace wt::stream::kinesis
