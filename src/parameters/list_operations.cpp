#include <algorithm>

#include <fmt/format.h>

#include "aws/page_token.hpp"
#include "parameters/parameters.hpp"

namespace wt::parameters {

namespace {

constexpr std::int32_t most_by_path = 10;
constexpr std::int32_t most_listed = 50;

/// A page of a list that stands in order of `name_of`, behind the name that the token has.
template <class T, class Name>
[[nodiscard]] std::optional<aws::Error> cut(std::vector<T>& list, std::optional<std::string>& next,
                                            const std::optional<std::string>& token, std::size_t limit,
                                            const aws::Call& call, std::string_view scope, const Name& name_of) {
    const aws::PageTokens tokens(scope);
    if (token) {
        const auto last = tokens.open(*token, call.now);
        if (!last.ok()) return aws::Error(ssm_errors::invalid_next_token, "The specified token is not valid.");
        std::erase_if(list, [&](const T& each) { return name_of(each) <= *last; });
    }
    if (list.size() > limit) {
        list.resize(limit);
        next = tokens.seal(name_of(list.back()), call.now);
    }
    return std::nullopt;
}

[[nodiscard]] bool any_is(const std::vector<std::string>& values, std::string_view option, std::string_view text) {
    return std::any_of(values.begin(), values.end(), [&](const std::string& each) {
        if (option == "BeginsWith") return text.starts_with(each);
        if (option == "Contains") return text.find(each) != std::string_view::npos;
        return text == each;
    });
}

/// Systems Manager API Reference, "ParameterStringFilter".
[[nodiscard]] bool passes(const ParameterRecord& record, const ParameterStringFilter& filter) {
    const std::string option = filter.option.value_or("Equals");
    const ParameterHistory& latest = record.latest();
    if (filter.key == "Name") {
        // With or without its first slash.
        const std::string_view name = record.name;
        return any_is(filter.values, option, name) ||
               (name.starts_with('/') && any_is(filter.values, option, name.substr(1)));
    }
    if (filter.key == "Type") return any_is(filter.values, option, latest.type.value_or(""));
    if (filter.key == "KeyId") return any_is(filter.values, option, latest.key_id.value_or(""));
    if (filter.key == "Tier") return any_is(filter.values, option, latest.tier.value_or(""));
    if (filter.key == "DataType") return any_is(filter.values, option, latest.data_type.value_or(""));
    if (filter.key == "Path")
        return std::any_of(filter.values.begin(), filter.values.end(), [&](const std::string& path) {
            return is_below(record.name, path, filter.option == "Recursive");
        });
    if (filter.key == "Label")
        return std::any_of(record.versions.begin(), record.versions.end(), [&](const ParameterHistory& version) {
            return std::any_of(version.labels.begin(), version.labels.end(),
                               [&](const std::string& label) { return any_is(filter.values, option, label); });
        });
    const auto tag = record.tags.find(filter.key.substr(std::string_view("tag:").size()));
    return tag != record.tags.end() && (filter.values.empty() || any_is(filter.values, option, tag->second));
}

[[nodiscard]] std::optional<aws::Error> refuse_filter(const ParameterStringFilter& filter, bool by_path) {
    const bool is_tag = filter.key.starts_with("tag:");
    if (by_path && filter.key != "Type" && filter.key != "KeyId" && filter.key != "Label")
        return aws::Error(ssm_errors::invalid_filter_key,
                          fmt::format("The following filter key is not valid: {}. Valid filter keys include: [Type, "
                                      "KeyId, Label].",
                                      filter.key));
    const std::string option = filter.option.value_or("Equals");
    bool fits = option == "Equals" || option == "BeginsWith" || (filter.key == "Name" && option == "Contains");
    if (filter.key == "Path") fits = option == "Recursive" || option == "OneLevel" || !filter.option;
    if (!fits)
        return aws::Error(ssm_errors::invalid_filter_option,
                          fmt::format("The following filter option is not valid: {}.", option));
    if (filter.values.empty() && !is_tag)
        return aws::Error(ssm_errors::invalid_filter_value,
                          "The following filter values are missing : null for filter key " + filter.key);
    return std::nullopt;
}

[[nodiscard]] ParameterMetadata metadata_of(const ParameterRecord& record) {
    const ParameterHistory& latest = record.latest();
    ParameterMetadata told;
    told.name = record.name;
    told.arn = record.arn();
    told.type = latest.type;
    told.key_id = latest.key_id;
    told.last_modified_date = latest.last_modified_date;
    told.last_modified_user = latest.last_modified_user;
    told.description = latest.description;
    told.allowed_pattern = latest.allowed_pattern;
    told.version = latest.version;
    told.tier = latest.tier;
    told.data_type = latest.data_type;
    return told;
}

}  // namespace

aws::Outcome<GetParametersByPathResult> Parameters::get_parameters_by_path(const aws::Call& call,
                                                                           GetParametersByPathRequest input) {
    if (!input.path.starts_with('/'))
        return validation(
            "The parameter doesn't meet the parameter name requirements. The parameter name must begin "
            "with a forward slash \"/\". It can't be prefixed with \"aws\" or \"ssm\" "
            "(case-insensitive). It must use only letters, numbers, or the following symbols: . (period), "
            "- (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, "
            "must use the forward slash symbol \"/\". Valid example: /get/parameters2-/by1./path0_.");
    for (const ParameterStringFilter& filter : input.parameter_filters) {
        if (auto refused = refuse_filter(filter, true)) return std::move(*refused);
    }
    GetParametersByPathResult result;
    for (const auto& [name, record] : store_.all(aws::account_region_of(call))) {
        if (!is_below(name, input.path, input.recursive.value_or(false))) continue;
        const bool wanted = std::all_of(input.parameter_filters.begin(), input.parameter_filters.end(),
                                        [&record = record](const auto& filter) { return passes(*record, filter); });
        if (wanted)
            result.parameters.push_back(told_of(*record, record->latest(), input.with_decryption.value_or(false)));
    }
    const auto limit = static_cast<std::size_t>(input.max_results.value_or(most_by_path));
    if (auto refused = cut(result.parameters, result.next_token, input.next_token, limit, call,
                           "ssm:GetParametersByPath", [](const Parameter& each) { return *each.name; }))
        return std::move(*refused);
    return result;
}

aws::Outcome<DescribeParametersResult> Parameters::describe_parameters(const aws::Call& call,
                                                                       DescribeParametersRequest input) {
    if (!input.filters.empty() && !input.parameter_filters.empty())
        return validation("You can use either Filters or ParameterFilters in a single request.");
    for (const ParametersFilter& old : input.filters) {
        ParameterStringFilter filter;
        filter.key = old.key;
        filter.option = "BeginsWith";
        filter.values = old.values;
        input.parameter_filters.push_back(std::move(filter));
    }
    for (const ParameterStringFilter& filter : input.parameter_filters) {
        if (auto refused = refuse_filter(filter, false)) return std::move(*refused);
    }
    DescribeParametersResult result;
    for (const auto& [name, record] : store_.all(aws::account_region_of(call))) {
        const bool wanted = std::all_of(input.parameter_filters.begin(), input.parameter_filters.end(),
                                        [&record = record](const auto& filter) { return passes(*record, filter); });
        if (wanted && !input.shared.value_or(false)) result.parameters.push_back(metadata_of(*record));
    }
    const auto limit = static_cast<std::size_t>(input.max_results.value_or(most_listed));
    if (auto refused = cut(result.parameters, result.next_token, input.next_token, limit, call,
                           "ssm:DescribeParameters", [](const ParameterMetadata& each) { return *each.name; }))
        return std::move(*refused);
    return result;
}

aws::Outcome<GetParameterHistoryResult> Parameters::get_parameter_history(const aws::Call& call,
                                                                          GetParameterHistoryRequest input) {
    const auto record = find(call, input.name);
    if (!record.ok()) return record.error();
    GetParameterHistoryResult result;
    for (const ParameterHistory& each : (*record)->versions) {
        ParameterHistory told = each;
        told.value = shown_value(**record, each, input.with_decryption.value_or(false));
        result.parameters.push_back(std::move(told));
    }
    const auto limit = static_cast<std::size_t>(input.max_results.value_or(most_listed));
    const auto number = [](const ParameterHistory& each) { return fmt::format("{:019}", each.version.value_or(0)); };
    if (auto refused =
            cut(result.parameters, result.next_token, input.next_token, limit, call, "ssm:GetParameterHistory", number))
        return std::move(*refused);
    return result;
}

}  // namespace wt::parameters
