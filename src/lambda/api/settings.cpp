#include "lambda/api/settings.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "aws/digests.hpp"
#include "aws/json.hpp"
#include "aws/timestamp.hpp"
#include "lambda/api/errors.hpp"
#include "lambda/api/names.hpp"

namespace wt::lambda::api {

namespace {

// Lambda Developer Guide, "Lambda quotas"; the longest timeout: API reference of November 2026.
constexpr std::int32_t usual_timeout = 3;
constexpr std::int32_t longest_timeout = 1800;
constexpr std::int32_t usual_memory = 128;
constexpr std::int32_t most_memory = 10'240;
constexpr std::int32_t usual_storage = 512;
constexpr std::int32_t most_storage = 10'240;
constexpr std::size_t most_variables = 4096;

/// Lambda Developer Guide, "Defined runtime environment variables".
constexpr std::string_view reserved_variables[] = {
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
};

/// Runtimes whose functions go on, but of which no new one is made (Lambda Developer Guide, "Runtime deprecation
/// policy").
constexpr std::string_view old_runtimes[] = {
    "dotnet6",   "dotnetcore1.0",  "dotnetcore2.0", "dotnetcore2.1", "dotnetcore3.1", "go1.x",
    "java8",     "nodejs",         "nodejs10.x",    "nodejs12.x",    "nodejs14.x",    "nodejs16.x",
    "nodejs4.3", "nodejs4.3-edge", "nodejs6.10",    "nodejs8.10",    "provided",      "python2.7",
    "python3.6", "python3.7",      "python3.8",     "ruby2.5",       "ruby2.7",
};

template <class T>
void set(std::optional<T>& to, const std::optional<T>& said) {
    if (said) to = said;
}
void set(std::optional<std::string>& to, const std::string& said) { to = said; }

[[nodiscard]] VpcConfigResponse told_of(const VpcConfig& said) {
    VpcConfigResponse told;
    told.subnet_ids = said.subnet_ids;
    told.security_group_ids = said.security_group_ids;
    told.vpc_id = said.subnet_ids.empty() ? "" : "vpc-00000000000000000";  // there are no networks
    told.ipv6_allowed_for_dual_stack = said.ipv6_allowed_for_dual_stack.value_or(false);
    return told;
}

template <class Request>
void apply_to(const Request& input, FunctionConfiguration& to) {
    set(to.role, input.role);
    set(to.handler, input.handler);
    set(to.runtime, input.runtime);
    set(to.description, input.description);
    set(to.timeout, input.timeout);
    set(to.memory_size, input.memory_size);
    set(to.ephemeral_storage, input.ephemeral_storage);
    if (input.kms_key_arn) to.kms_key_arn = input.kms_key_arn->empty() ? std::nullopt : input.kms_key_arn;
    if (input.vpc_config) to.vpc_config = told_of(*input.vpc_config);
    if (input.environment) {
        // None are told as none, not as an empty list.
        to.environment.reset();
        if (!input.environment->variables.empty()) to.environment.emplace().variables = input.environment->variables;
    }
    if (input.tracing_config) to.tracing_config->mode = input.tracing_config->mode.value_or("PassThrough");
    if (input.logging_config) {
        LoggingConfig& logging = *to.logging_config;
        set(logging.log_format, input.logging_config->log_format);
        set(logging.log_group, input.logging_config->log_group);
        if (logging.log_format == "JSON") {
            if (!logging.application_log_level) logging.application_log_level = "INFO";
            if (!logging.system_log_level) logging.system_log_level = "INFO";
            set(logging.application_log_level, input.logging_config->application_log_level);
            set(logging.system_log_level, input.logging_config->system_log_level);
        } else {
            logging.application_log_level.reset();
            logging.system_log_level.reset();
        }
    }
}

template <class Request>
[[nodiscard]] std::optional<aws::Error> refuse_missing_of(const Request& input) {
    if (input.image_config) return not_there("ImageConfig");
    if (!input.file_system_configs.empty()) return not_there("FileSystemConfigs");
    if (input.capacity_provider_config) return not_there("CapacityProviderConfig");
    if (input.durable_config) return not_there("DurableConfig");
    if (input.runtime_config) return not_there("RuntimeConfig");
    if (input.accelerator_config) return not_there("AcceleratorConfig");
    if (input.snap_start && input.snap_start->apply_on.value_or("None") != "None") return not_there("SnapStart");
    if (input.dead_letter_config && !input.dead_letter_config->target_arn.value_or("").empty())
        return not_there(
            "DeadLetterConfig (an event that failed goes to the OnFailure destination of "
            "PutFunctionEventInvokeConfig)");
    return std::nullopt;
}

[[nodiscard]] aws::Error out_of_range(std::string_view value, std::string_view member, std::string_view which,
                                      std::int32_t bound) {
    return validation(
        fmt::format("1 validation error detected: Value '{}' at '{}' failed to satisfy constraint: Member "
                    "must have value {} than or equal to {}",
                    value, member, which, bound));
}

[[nodiscard]] std::optional<aws::Error> refuse_variables(const std::map<std::string, std::string>& variables) {
    std::string reserved;
    std::string measured = "{";
    for (const auto& [name, value] : variables) {
        if (std::find(std::begin(reserved_variables), std::end(reserved_variables), name) !=
            std::end(reserved_variables))
            reserved += (reserved.empty() ? "" : ", ") + name;
        if (measured.size() > 1) measured += ',';
        aws::write_json_text(measured, name);
        measured += ':';
        aws::write_json_text(measured, value);
    }
    measured += '}';
    constexpr std::string_view unable =
        "Lambda was unable to configure your environment variables because the "
        "environment variables you have provided";
    if (!reserved.empty())
        return invalid_parameter(
            fmt::format("{} contains reserved keys that are currently not supported for "
                        "modification. Reserved keys used in this request: {}",
                        unable, reserved));
    if (measured.size() > most_variables)
        return invalid_parameter(fmt::format("{} exceeded the 4KB limit. String measured: {}", unable, measured));
    return std::nullopt;
}

}  // namespace

std::optional<aws::Error> refuse_missing(const CreateFunctionRequest& input) {
    if (input.package_type == "Image" || input.code.image_uri)
        return not_there("functions that are container images (PackageType Image)");
    if (input.code_signing_config_arn) return not_there("CodeSigningConfigArn");
    if (input.tenancy_config) return not_there("TenancyConfig");
    if (input.publish_to) return not_there("PublishTo");
    if (input.code.s3_object_storage_mode == "REFERENCE") return not_there("S3ObjectStorageMode REFERENCE");
    return refuse_missing_of(input);
}
std::optional<aws::Error> refuse_missing(const UpdateFunctionConfigurationRequest& input) {
    return refuse_missing_of(input);
}

void apply(const CreateFunctionRequest& input, FunctionConfiguration& to) {
    to.description = "";
    to.timeout = usual_timeout;
    to.memory_size = usual_memory;
    to.package_type = "Zip";
    to.version = latest;
    to.architectures = input.architectures.empty() ? std::vector<std::string>{"x86_64"} : input.architectures;
    to.ephemeral_storage.emplace().size = usual_storage;
    to.tracing_config.emplace().mode = "PassThrough";
    to.snap_start.emplace();
    to.snap_start->apply_on = "None";
    to.snap_start->optimization_status = "Off";
    to.logging_config.emplace();
    to.logging_config->log_format = "Text";
    to.logging_config->log_group = fmt::format("/aws/lambda/{}", to.function_name.value_or(""));
    apply_to(input, to);
}
void apply(const UpdateFunctionConfigurationRequest& input, FunctionConfiguration& to) { apply_to(input, to); }

std::optional<aws::Error> refuse(const FunctionConfiguration& told) {
    if (!told.runtime || !told.handler)
        return invalid_parameter(
            "Runtime and Handler are mandatory parameters for functions created with deployment packages.");
    if (std::find(std::begin(old_runtimes), std::end(old_runtimes), *told.runtime) != std::end(old_runtimes))
        return invalid_parameter(
            fmt::format("The runtime parameter of {} is no longer supported for creating or updating AWS Lambda "
                        "functions. We recommend you use a supported runtime while creating or updating functions.",
                        *told.runtime));
    if (*told.runtime == "custom") return not_there("the runtime \"custom\"");
    if (*told.timeout > longest_timeout)
        return out_of_range(std::to_string(*told.timeout), "timeout", "less", longest_timeout);
    if (*told.memory_size > most_memory)
        return out_of_range(std::to_string(*told.memory_size), "memorySize", "less", most_memory);
    if (told.ephemeral_storage->size > most_storage)
        return out_of_range(std::to_string(told.ephemeral_storage->size), "ephemeralStorage.size", "less",
                            most_storage);
    if (told.environment && told.environment->variables)
        if (auto refused = refuse_variables(*told.environment->variables)) return refused;
    return std::nullopt;
}

FunctionConfiguration creating(FunctionConfiguration told) {
    told.state = "Pending";
    told.state_reason = "The function is being created.";
    told.state_reason_code = "Creating";
    told.last_update_status.reset();
    return told;
}

FunctionConfiguration updating(FunctionConfiguration told) {
    told.last_update_status = "InProgress";
    told.last_update_status_reason = "The function is being created.";
    told.last_update_status_reason_code = "Creating";
    return told;
}

std::string last_modified(Instant now) {
    std::string text = aws::iso8601(now, aws::Fraction::milliseconds);
    text.pop_back();
    return text + "+0000";
}

FunctionConfiguration in_list(FunctionConfiguration told) {
    told.state.reset();
    told.state_reason.reset();
    told.state_reason_code.reset();
    told.last_update_status.reset();
    told.last_update_status_reason.reset();
    told.last_update_status_reason_code.reset();
    told.runtime_version_config.reset();
    return told;
}

bool same_version(const FunctionConfiguration& one, const FunctionConfiguration& other) {
    const auto text = [](FunctionConfiguration told) {
        told = in_list(std::move(told));
        told.function_arn.reset();
        told.version.reset();
        told.revision_id.reset();
        told.last_modified.reset();
        told.description.reset();
        std::string json;
        aws::write_json(json, shape_of(aws::Tag<FunctionConfiguration>{}), &told);
        return json;
    };
    return text(one) == text(other);
}

}  // namespace wt::lambda::api
