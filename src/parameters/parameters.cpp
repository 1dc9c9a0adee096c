#include "parameters/parameters.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <re2/re2.h>

#include "aws/digests.hpp"
#include "base/base64.hpp"

namespace wt::parameters {

namespace {

// Systems Manager endpoints and quotas, "Parameter Store".
constexpr std::size_t longest_standard = 4096;
constexpr std::size_t longest_advanced = 8192;
constexpr std::size_t most_versions = 100;
constexpr std::size_t most_parameters = 10'000;

constexpr std::string_view usual_key = "alias/aws/ssm";

[[nodiscard]] std::optional<aws::Error> refuse_value(const PutParameterRequest& input, const std::string& pattern) {
    if (input.value.empty())
        return validation(
            "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must "
            "have length greater than or equal to 1.");
    if (pattern.empty()) return std::nullopt;
    const RE2 allowed(pattern, RE2::Quiet);
    if (!allowed.ok())
        return aws::Error(ssm_errors::invalid_allowed_pattern, fmt::format("{} is no pattern.", pattern));
    if (RE2::FullMatch(input.value, allowed)) return std::nullopt;
    return aws::Error(ssm_errors::parameter_pattern_mismatch,
                      fmt::format("Parameter value, cannot be validated against allowedPattern: {}", pattern));
}

/// The tier that it will have, or why it cannot have the one that is asked for.
[[nodiscard]] aws::Outcome<std::string> tier_of(const PutParameterRequest& input, const std::string& before) {
    const bool is_long = input.value.size() > longest_standard;
    std::string tier = input.tier.value_or(before.empty() ? "Standard" : before);
    if (tier == "Intelligent-Tiering") tier = is_long || before == "Advanced" ? "Advanced" : "Standard";
    if (tier == "Standard" && before == "Advanced")
        return validation(
            "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the "
            "advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the "
            "advanced parameter and recreate it as a standard parameter.");
    if (tier == "Standard" && is_long)
        return validation(
            "Standard tier parameters support a maximum parameter value of 4096 characters. To create a "
            "larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more "
            "information, see "
            "https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-"
            "parameters.html");
    if (input.value.size() > longest_advanced)
        return validation("Advanced tier parameters support a maximum parameter value of 8192 characters.");
    return tier;
}

}  // namespace

std::string shown_value(const ParameterRecord& record, const ParameterHistory& version, bool decrypted) {
    std::string value = version.value.value_or("");
    if (version.type != "SecureString" || decrypted) return value;
    // What a key would make of it: nobody can tell the value, and the same version always looks the same.
    const std::string text = fmt::format("{}:{}:{}", record.arn(), version.version.value_or(0), value);
    return "AQICAH" + aws::digest(aws::Algorithm::sha256, text).base64();
}

Parameter told_of(const ParameterRecord& record, const ParameterHistory& version, bool decrypted) {
    Parameter told;
    told.name = record.name;
    told.type = version.type;
    told.value = shown_value(record, version, decrypted);
    told.version = version.version;
    told.last_modified_date = version.last_modified_date;
    told.arn = record.arn();
    told.data_type = version.data_type;
    return told;
}

bool Parameters::claims(const http::Request& request) const { return request.headers.get("Host").starts_with("ssm."); }

std::optional<std::string> Parameters::resource(const aws::Call& call, const aws::Operation& operation) {
    if (operation.name == "DescribeParameters") return "*";
    // The name, or the path, or the first of several: the rest is asked for by whoever may have that.
    for (const std::string_view member : {"\"Name\":", "\"Path\":", "\"ResourceId\":", "\"Names\":["}) {
        const std::size_t at = call.body.view().find(member);
        if (at == std::string_view::npos) continue;
        std::string_view rest = call.body.view().substr(at + member.size());
        rest = rest.substr(std::min(rest.find('"') + 1, rest.size()));
        const Selected named = read_selected(rest.substr(0, rest.find('"')));
        ParameterRecord record;
        record.place = aws::account_region_of(call);
        record.name = named.name;
        return record.arn();
    }
    return std::nullopt;
}

Task<std::optional<wt::Error>> Parameters::reset(std::string_view account) {
    store_.reset(account);
    return store_.durable();
}

aws::Outcome<ParameterRecord*> Parameters::find(const aws::Call& call, const std::string& name) {
    ParameterRecord* const found = store_.find(aws::account_region_of(call), read_selected(name).name);
    if (found == nullptr) return aws::Error(ssm_errors::parameter_not_found);
    return found;
}

aws::Outcome<Parameter> Parameters::read(const aws::Call& call, const std::string& text, bool decrypted) {
    const auto record = find(call, text);
    if (!record.ok()) return record.error();
    const Selected selected = read_selected(text);
    const std::vector<ParameterHistory>& versions = (*record)->versions;
    if (selected.selector.empty()) return told_of(**record, versions.back(), decrypted);
    const auto number = selected.version();
    const auto found = std::find_if(versions.begin(), versions.end(), [&](const ParameterHistory& each) {
        if (number) return each.version == number;
        return std::find(each.labels.begin(), each.labels.end(), selected.label()) != each.labels.end();
    });
    if (found == versions.end())
        return aws::Error(ssm_errors::parameter_version_not_found,
                          number
                              ? fmt::format("Systems Manager could not find version {} of {}. Verify the version and "
                                            "try again.",
                                            *number, selected.name)
                              : fmt::format("Systems Manager could not find label {} for parameter {}. Verify the "
                                            "label and try again.",
                                            selected.label(), selected.name));
    Parameter told = told_of(**record, *found, decrypted);
    told.selector = selected.selector;
    return told;
}

aws::Outcome<PutParameterResult> Parameters::put_parameter(const aws::Call& call, PutParameterRequest input) {
    if (input.policies && !input.policies->empty())
        return aws::Error(unwritten, "Windtunnel does not implement policies of parameters yet.");
    const std::string name = read_selected(input.name).name;
    if (auto refused = refuse_name(name)) return std::move(*refused);
    if (input.data_type && *input.data_type != "text" && *input.data_type != "aws:ec2:image" &&
        *input.data_type != "aws:ssm:integration")
        return validation("The following data type is not supported: " + *input.data_type +
                          " (Data type names are all lowercase.)");
    const aws::AccountRegion place = aws::account_region_of(call);
    ParameterRecord* record = store_.find(place, name);
    const bool overwrites = input.overwrite.value_or(false);
    if (overwrites && !input.tags.empty())
        return validation(
            "Invalid request: tags and overwrite can't be used together. To create a parameter with "
            "tags, please remove overwrite flag. To update tags for an existing parameter, please use "
            "AddTagsToResource or RemoveTagsFromResource.");
    if (record != nullptr && !overwrites)
        return aws::Error(ssm_errors::parameter_already_exists,
                          "The parameter already exists. To overwrite this value, set the overwrite option in the "
                          "request to true.");
    if (record == nullptr && !input.type)
        return validation("A parameter type is required when you create a parameter.");
    const ParameterHistory before = record == nullptr ? ParameterHistory() : record->latest();
    const std::string pattern = input.allowed_pattern.value_or("");
    if (auto refused = refuse_value(input, pattern)) return std::move(*refused);
    auto tier = tier_of(input, before.tier.value_or(""));
    if (!tier.ok()) return tier.error();
    if (record == nullptr && store_.all(place).size() >= most_parameters)
        return aws::Error(ssm_errors::parameter_limit_exceeded, "You have exceeded the number of parameters.");

    ParameterHistory version;
    version.name = name;
    version.type = input.type ? input.type : before.type;
    if (version.type == "SecureString") version.key_id = input.key_id.value_or(std::string(usual_key));
    version.last_modified_date = call.now;
    version.last_modified_user = call.caller.arn;
    version.description = input.description ? input.description : before.description;
    version.value = std::move(input.value);
    if (!pattern.empty()) version.allowed_pattern = pattern;
    version.version = before.version.value_or(0) + 1;
    version.tier = *tier;
    version.data_type = input.data_type.value_or(before.data_type.value_or("text"));
    PutParameterResult result;
    result.version = version.version;
    result.tier = version.tier;
    if (record == nullptr) {
        ParameterRecord fresh;
        fresh.place = place;
        fresh.name = name;
        aws::TagSet tags;
        if (const auto fault = tags.add(input.tags, call.via)) return validation(fault->text);
        fresh.tags = tags.all();
        fresh.versions.push_back(std::move(version));
        store_.add(std::move(fresh));
        return result;
    }
    if (record->versions.size() >= most_versions) {
        if (!record->versions.front().labels.empty())
            return aws::Error(ssm_errors::parameter_max_version_limit_exceeded,
                              fmt::format("You attempted to create a new version of {} by calling the PutParameter API "
                                          "with the overwrite flag. Version {}, the oldest version, can't be deleted "
                                          "because it has a label associated with it. Move the label to another "
                                          "version of the parameter, and try again.",
                                          name, record->versions.front().version.value_or(0)));
        record->versions.erase(record->versions.begin());
    }
    record->versions.push_back(std::move(version));
    store_.keep(*record);
    return result;
}

aws::Outcome<GetParameterResult> Parameters::get_parameter(const aws::Call& call, GetParameterRequest input) {
    auto told = read(call, input.name, input.with_decryption.value_or(false));
    if (!told.ok()) return told.error();
    GetParameterResult result;
    result.parameter = std::move(*told);
    return result;
}

aws::Outcome<GetParametersResult> Parameters::get_parameters(const aws::Call& call, GetParametersRequest input) {
    GetParametersResult result;
    for (const std::string& name : input.names) {
        auto told = read(call, name, input.with_decryption.value_or(false));
        if (told.ok()) {
            result.parameters.push_back(std::move(*told));
        } else {
            result.invalid_parameters.push_back(name);
        }
    }
    return result;
}

aws::Outcome<DeleteParameterResult> Parameters::delete_parameter(const aws::Call& call, DeleteParameterRequest input) {
    const auto record = find(call, input.name);
    if (!record.ok()) return record.error();
    const std::string name = (*record)->name;
    store_.remove(aws::account_region_of(call), name);
    return DeleteParameterResult();
}

aws::Outcome<DeleteParametersResult> Parameters::delete_parameters(const aws::Call& call,
                                                                   DeleteParametersRequest input) {
    DeleteParametersResult result;
    for (const std::string& each : input.names) {
        const auto record = find(call, each);
        (record.ok() ? result.deleted_parameters : result.invalid_parameters).push_back(each);
        if (!record.ok()) continue;
        const std::string name = (*record)->name;
        store_.remove(aws::account_region_of(call), name);
    }
    return result;
}

}  // namespace wt::parameters
