#include <algorithm>

#include <fmt/format.h>

#include "parameters/parameters.hpp"

namespace wt::parameters {

namespace {

constexpr std::size_t most_labels = 10;

[[nodiscard]] aws::Error no_version(const std::string& name, std::int64_t version) {
    return {ssm_errors::parameter_version_not_found,
            fmt::format("Systems Manager could not find version {} of {}. Verify the version and try again.", version,
                        name)};
}

[[nodiscard]] ParameterHistory* version_of(ParameterRecord& record, std::int64_t number) {
    const auto found = std::find_if(record.versions.begin(), record.versions.end(),
                                    [&](const ParameterHistory& each) { return each.version == number; });
    return found == record.versions.end() ? nullptr : &*found;
}

}  // namespace

aws::Outcome<LabelParameterVersionResult> Parameters::label_parameter_version(const aws::Call& call,
                                                                              LabelParameterVersionRequest input) {
    const auto record = find(call, input.name);
    if (!record.ok()) return record.error();
    const std::int64_t number = input.parameter_version.value_or((*record)->latest().version.value_or(0));
    ParameterHistory* const version = version_of(**record, number);
    if (version == nullptr) return no_version((*record)->name, number);
    LabelParameterVersionResult result;
    result.parameter_version = number;
    std::vector<std::string> good;
    for (const std::string& each : input.labels) (is_label(each) ? good : result.invalid_labels).push_back(each);
    std::vector<std::string> labels = version->labels;
    for (const std::string& each : good) {
        if (std::find(labels.begin(), labels.end(), each) == labels.end()) labels.push_back(each);
    }
    if (labels.size() > most_labels)
        return aws::Error(ssm_errors::parameter_version_label_limit_exceeded,
                          "An error occurred (ParameterVersionLabelLimitExceeded) when calling the "
                          "LabelParameterVersion operation: A parameter version can have maximum 10 labels.Move one or "
                          "more labels to another version and try again.");
    // A label stands at one version.
    for (ParameterHistory& other : (*record)->versions) {
        std::erase_if(other.labels,
                      [&](const std::string& each) { return std::find(good.begin(), good.end(), each) != good.end(); });
    }
    version->labels = std::move(labels);
    store_.keep(**record);
    return result;
}

aws::Outcome<UnlabelParameterVersionResult> Parameters::unlabel_parameter_version(
    const aws::Call& call, UnlabelParameterVersionRequest input) {
    const auto record = find(call, input.name);
    if (!record.ok()) return record.error();
    ParameterHistory* const version = version_of(**record, input.parameter_version);
    if (version == nullptr) return no_version((*record)->name, input.parameter_version);
    UnlabelParameterVersionResult result;
    for (const std::string& each : input.labels) {
        const bool there = std::erase(version->labels, each) > 0;
        (there ? result.removed_labels : result.invalid_labels).push_back(each);
    }
    store_.keep(**record);
    return result;
}

aws::Outcome<ParameterRecord*> Parameters::tagged(const aws::Call& call, const std::string& type,
                                                  const std::string& id) {
    if (type != "Parameter")
        return aws::Error(unwritten, fmt::format("Windtunnel does not implement tags of {} yet.", type));
    ParameterRecord* const found = store_.find(aws::account_region_of(call), id);
    if (found == nullptr) return aws::Error(ssm_errors::invalid_resource_id);
    return found;
}

aws::Outcome<AddTagsToResourceResult> Parameters::add_tags_to_resource(const aws::Call& call,
                                                                       AddTagsToResourceRequest input) {
    const auto record = tagged(call, input.resource_type, input.resource_id);
    if (!record.ok()) return record.error();
    aws::TagSet tags((*record)->tags);
    if (const auto fault = tags.add(input.tags, call.via)) {
        if (fault->why == aws::TagFault::Why::too_many) return aws::Error(ssm_errors::too_many_tags, fault->text);
        return validation(fault->text);
    }
    (*record)->tags = tags.all();
    store_.keep(**record);
    return AddTagsToResourceResult();
}

aws::Outcome<RemoveTagsFromResourceResult> Parameters::remove_tags_from_resource(const aws::Call& call,
                                                                                 RemoveTagsFromResourceRequest input) {
    const auto record = tagged(call, input.resource_type, input.resource_id);
    if (!record.ok()) return record.error();
    aws::TagSet tags((*record)->tags);
    if (const auto fault = tags.remove(input.tag_keys)) return validation(fault->text);
    (*record)->tags = tags.all();
    store_.keep(**record);
    return RemoveTagsFromResourceResult();
}

aws::Outcome<ListTagsForResourceResult> Parameters::list_tags_for_resource(const aws::Call& call,
                                                                           ListTagsForResourceRequest input) {
    const auto record = tagged(call, input.resource_type, input.resource_id);
    if (!record.ok()) return record.error();
    ListTagsForResourceResult result;
    for (const auto& [key, value] : (*record)->tags) result.tag_list.push_back({key, value});
    return result;
}

}  // namespace wt::parameters
