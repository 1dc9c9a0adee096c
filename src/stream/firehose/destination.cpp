#include "stream/firehose/destination.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "aws/json.hpp"
#include "base/base64.hpp"
#include "stream/firehose/subrecords.hpp"
#include "stream/jq/program.hpp"
#include "stream/time_zone.hpp"

namespace wt::stream::firehose {

namespace {

constexpr std::string_view bucket_arn = "arn:aws:s3:::";
constexpr std::pair<std::string_view, Compression> compressions[] = {{"UNCOMPRESSED", Compression::none},
                                                                     {"GZIP", Compression::gzip},
                                                                     {"ZIP", Compression::zip},
                                                                     {"Snappy", Compression::snappy},
                                                                     {"HADOOP_SNAPPY", Compression::hadoop_snappy}};

[[nodiscard]] Compression compression_of(std::string_view name) {
    for (const auto& [said, compression] : compressions) {
        if (said == name) return compression;
    }
    return Compression::none;
}
[[nodiscard]] std::string name_of(Compression compression) {
    return std::string(compressions[static_cast<std::size_t>(compression)].first);
}

[[nodiscard]] Bytes mebibytes(std::int64_t count) { return Bytes{static_cast<std::uint64_t>(count) << 20U}; }

[[nodiscard]] std::string bucket_of(std::string_view arn) { return std::string(arn.substr(arn.rfind(':') + 1)); }

/// Amazon Data Firehose Developer Guide, "Configure buffering hints".
struct Hints {
    std::int32_t size = 5;
    std::int32_t interval = 300;
    std::int32_t least = 1;
    std::int32_t most = 128;
};
template <class Said>
[[nodiscard]] aws::Outcome<Said> hints_of(const std::optional<Said>& said, const Hints& usual) {
    Said hints = said.value_or(Said());
    if (hints.size_in_m_bs.has_value() != hints.interval_in_seconds.has_value())
        return invalid_argument(
            "Both SizeInMBs and IntervalInSeconds must be specified in BufferingHints.");  // Assumed
    hints.size_in_m_bs = hints.size_in_m_bs.value_or(usual.size);
    hints.interval_in_seconds = hints.interval_in_seconds.value_or(usual.interval);
    if (usual.least > 1 && *hints.size_in_m_bs < usual.least)
        return invalid_argument(fmt::format(
            "BufferingHints.SizeInMBs must be at least {} when Dynamic Partitioning is enabled.", usual.least));
    if (*hints.size_in_m_bs < usual.least || *hints.size_in_m_bs > usual.most)
        return invalid_argument(
            fmt::format("BufferingHints.SizeInMBs must be at least {} and at most {}.", usual.least, usual.most));
    return hints;
}

[[nodiscard]] EncryptionConfiguration encryption_of(const std::optional<EncryptionConfiguration>& said) {
    if (said && (said->kms_encryption_config || said->no_encryption_config)) return *said;
    EncryptionConfiguration none;
    none.no_encryption_config = "NoEncryption";
    return none;
}

[[nodiscard]] CloudWatchLoggingOptions logging_of(const std::optional<CloudWatchLoggingOptions>& said) {
    CloudWatchLoggingOptions logging = said.value_or(CloudWatchLoggingOptions());
    logging.enabled = logging.enabled.value_or(false);
    return logging;
}

[[nodiscard]] const Processor* find_processor(const std::optional<ProcessingConfiguration>& processing,
                                              std::string_view type) {
    if (!processing || !processing->enabled.value_or(false) || !processing->processors) return nullptr;
    const auto found = std::find_if(processing->processors->begin(), processing->processors->end(),
                                    [&](const Processor& each) { return each.type == type; });
    return found == processing->processors->end() ? nullptr : &*found;
}
[[nodiscard]] std::string parameter(const Processor& processor, std::string_view name) {
    if (!processor.parameters) return {};
    for (const ProcessorParameter& each : *processor.parameters) {
        if (each.parameter_name == name) return each.parameter_value;
    }
    return {};
}
[[nodiscard]] std::optional<double> number_in(const Processor& processor, std::string_view name) {
    const std::string text = parameter(processor, name);
    double number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
    return number;
}

[[nodiscard]] std::optional<aws::Error> refuse_processing(const std::optional<ProcessingConfiguration>& processing,
                                                          bool partitions) {
    if (!processing || !processing->enabled.value_or(false) || !processing->processors) return std::nullopt;
    for (const Processor& processor : *processing->processors) {
        if (processor.type == "Lambda") {
            const std::string function = parameter(processor, "LambdaArn");
            // Assumed: both sentences.
            if (function.empty()) return invalid_argument("The processor Lambda needs the parameter LambdaArn.");
            if (!function.starts_with("arn:"))
                return invalid_argument(fmt::format("LambdaArn {} is not a valid ARN of a Lambda function.", function));
            const double size = number_in(processor, "BufferSizeInMBs").value_or(1);
            const double interval = number_in(processor, "BufferIntervalInSeconds").value_or(60);
            if (size < 0.2 || size > 3 || interval < 0 || interval > 900)
                return invalid_argument(
                    "BufferSizeInMBs of a Lambda processor is 0.2 to 3, BufferIntervalInSeconds 0 to 900.");  // Assumed
        } else if (processor.type == "MetadataExtraction" && partitions) {
            if (parameter(processor, "JsonParsingEngine") != "JQ-1.6")
                return invalid_argument("JsonParsingEngine must be JQ-1.6.");  // Assumed
            const auto query = jq::Program::of(parameter(processor, "MetadataExtractionQuery"));
            if (!query.ok())
                return invalid_argument(fmt::format("MetadataExtractionQuery is invalid: {}", query.error().message));
        } else if (processor.type == "RecordDeAggregation") {
            // Assumed: all three sentences.
            if (!partitions)
                return invalid_argument(
                    "RecordDeAggregation processor can only be present when Dynamic Partitioning is enabled.");
            const std::string type = parameter(processor, "SubRecordType");
            if (type != "JSON" && type != "DELIMITED")
                return invalid_argument("SubRecordType of RecordDeAggregation must be JSON or DELIMITED.");
            if (type == "DELIMITED" && base64_decode(parameter(processor, "Delimiter")).value_or("").empty())
                return invalid_argument("Delimiter of RecordDeAggregation must be encoded in base64.");
        } else if (processor.type != "AppendDelimiterToRecord") {
            return not_there(
                fmt::format("the processor {}{}", processor.type,
                            processor.type == "MetadataExtraction" ? " without dynamic partitioning" : ""));
        }
    }
    return std::nullopt;
}

[[nodiscard]] std::optional<aws::Error> refuse_prefixes(const std::optional<std::string>& prefix,
                                                        const std::optional<std::string>& errors, bool partitions) {
    const auto wrong =
        prefix_problem(prefix.value_or(""), errors.value_or(""), partitions, {"Prefix", "ErrorOutputPrefix"});
    if (!wrong) return std::nullopt;
    // AWS spells it so.
    return invalid_argument(fmt::format("Ths supplied prefix(es) do not satisfy the following constraint: {}", *wrong));
}

[[nodiscard]] bool has_partitions(const ExtendedS3DestinationDescription& told) {
    return told.dynamic_partitioning_configuration && told.dynamic_partitioning_configuration->enabled.value_or(false);
}

/// Who says of each record what the prefix asks for (Developer Guide, "Understand partitioning keys"; sentences as they
/// were seen).
[[nodiscard]] std::optional<aws::Error> refuse_partitions(const ExtendedS3DestinationDescription& told) {
    if (!has_partitions(told)) return std::nullopt;
    const std::string prefix = told.prefix.value_or("");
    const bool has_query = find_processor(told.processing_configuration, "MetadataExtraction") != nullptr;
    const bool has_function = find_processor(told.processing_configuration, "Lambda") != nullptr;
    if (partition_names(prefix).empty())
        return invalid_argument(
            "S3 Prefix should contain Dynamic Partitioning namespaces when Dynamic Partitioning is enabled");
    if (!has_query && !has_function)
        return invalid_argument("Processing Configuration is not enabled when DataPartitioning is enabled");
    if (!has_function && prefix.find("!{partitionKeyFromLambda:") != std::string::npos)
        return invalid_argument(
            "Lambda should be present when S3 Prefix contains keys from partitionKeyFromLambda namespace");
    if (!has_query && prefix.find("!{partitionKeyFromQuery:") != std::string::npos)
        return invalid_argument(
            "MetadataExtraction processor should be present when S3 Prefix has partitionKeyFromQuery namespace");
    return std::nullopt;
}

/// What cannot be, as it would be told.
[[nodiscard]] std::optional<aws::Error> refuse(const ExtendedS3DestinationDescription& told) {
    const bool partitions = has_partitions(told);
    if (told.data_format_conversion_configuration &&
        told.data_format_conversion_configuration->enabled.value_or(
            told.data_format_conversion_configuration->output_format_configuration.has_value()))
        return not_there("data format conversion");
    if (auto refused = refuse_prefixes(told.prefix, told.error_output_prefix, partitions)) return refused;
    if (auto refused = refuse_processing(told.processing_configuration, partitions)) return refused;
    if (auto refused = refuse_partitions(told)) return refused;
    if (told.custom_time_zone && !utc_offset(*told.custom_time_zone, epoch))
        return invalid_argument(fmt::format("{} is no time zone.", *told.custom_time_zone));  // Assumed
    if (told.s3_backup_mode == "Enabled" && !told.s3_backup_description)
        return invalid_argument(
            "S3BackupConfiguration cannot be null when S3BackupMode is set to Enabled.");  // Assumed
    return std::nullopt;
}

[[nodiscard]] aws::Outcome<S3DestinationDescription> description_of(const S3DestinationConfiguration& said) {
    const auto hints = hints_of(said.buffering_hints, Hints());
    if (!hints.ok()) return hints.error();
    S3DestinationDescription told;
    told.role_arn = said.role_arn;
    told.bucket_arn = said.bucket_arn;
    told.prefix = said.prefix;
    told.error_output_prefix = said.error_output_prefix;
    told.buffering_hints = *hints;
    told.compression_format = said.compression_format.value_or("UNCOMPRESSED");
    told.encryption_configuration = encryption_of(said.encryption_configuration);
    told.cloud_watch_logging_options = logging_of(said.cloud_watch_logging_options);
    if (auto refused = refuse_prefixes(told.prefix, told.error_output_prefix, false)) return std::move(*refused);
    return told;
}

[[nodiscard]] S3DestinationConfiguration configuration_of(const S3DestinationDescription& told) {
    return {told.role_arn,
            told.bucket_arn,
            told.prefix,
            told.error_output_prefix,
            told.buffering_hints,
            told.compression_format,
            told.encryption_configuration,
            told.cloud_watch_logging_options};
}

template <class Told, class By>
void change_common(Told& to, const By& by) {
    if (by.role_arn) to.role_arn = *by.role_arn;
    if (by.bucket_arn) to.bucket_arn = *by.bucket_arn;
    if (by.prefix) to.prefix = by.prefix;
    if (by.error_output_prefix) to.error_output_prefix = by.error_output_prefix;
    if (by.buffering_hints) to.buffering_hints = by.buffering_hints;
    if (by.compression_format) to.compression_format = by.compression_format;
    if (by.encryption_configuration) to.encryption_configuration = by.encryption_configuration;
    if (by.cloud_watch_logging_options) to.cloud_watch_logging_options = by.cloud_watch_logging_options;
}

void set_processing(DeliveryStreamConfig& config, const std::optional<ProcessingConfiguration>& processing) {
    if (const Processor* const by = find_processor(processing, "Lambda")) {
        config.transform.function = parameter(*by, "LambdaArn");
        config.transform.buffer_size =
            Bytes{static_cast<std::uint64_t>(number_in(*by, "BufferSizeInMBs").value_or(1) * 1024 * 1024)};
        config.transform.buffer_interval = from_seconds(number_in(*by, "BufferIntervalInSeconds").value_or(60));
        config.transform.retries = static_cast<int>(number_in(*by, "NumberOfRetries").value_or(3));
    }
    if (const Processor* const by = find_processor(processing, "AppendDelimiterToRecord")) {
        const std::string said = parameter(*by, "Delimiter");
        config.delimiter = said.empty() || said == "\\n" ? "\n" : said;
    }
}

void set_backup(DeliveryStreamConfig& config, const S3DestinationDescription& to) {
    config.backup.to = bucket_of(to.bucket_arn);
    config.backup.prefix = to.prefix.value_or("");
    config.backup.buffer_size = mebibytes(*to.buffering_hints.size_in_m_bs);
    config.backup.buffer_interval = std::chrono::seconds(*to.buffering_hints.interval_in_seconds);
    config.backup.compression = compression_of(to.compression_format);
}

/// Amazon Data Firehose Developer Guide, "Quota". A hint scales the three together.
[[nodiscard]] PutLimits limits_of(const DeliveryEntry& entry) {
    constexpr std::string_view large[] = {"us-east-1", "us-west-2", "eu-west-1"};
    PutLimits limits;
    const bool is_large = std::find(std::begin(large), std::end(large), entry.place.region) != std::end(large);
    if (!is_large) limits = {100'000, 1'000, Bytes{1024 * 1024}};
    const auto factor = static_cast<std::uint64_t>(entry.throughput_hint) * 1024 * 1024 / limits.bytes.count;
    if (factor > 1) limits = {limits.records * factor, limits.requests * factor, Bytes{limits.bytes.count * factor}};
    return limits;
}

}  // namespace

aws::Error invalid_argument(std::string text) { return aws::Error(firehose_errors::invalid_argument, std::move(text)); }

aws::Error not_there(std::string_view what) {
    return invalid_argument(fmt::format("Windtunnel does not implement {} yet.", what));
}

ExtendedS3DestinationConfiguration extended(const S3DestinationConfiguration& said) {
    ExtendedS3DestinationConfiguration to;
    to.role_arn = said.role_arn;
    to.bucket_arn = said.bucket_arn;
    to.prefix = said.prefix;
    to.error_output_prefix = said.error_output_prefix;
    to.buffering_hints = said.buffering_hints;
    to.compression_format = said.compression_format;
    to.encryption_configuration = said.encryption_configuration;
    to.cloud_watch_logging_options = said.cloud_watch_logging_options;
    return to;
}

ExtendedS3DestinationUpdate extended(const S3DestinationUpdate& said) {
    ExtendedS3DestinationUpdate to;
    change_common(to, said);
    return to;
}

S3DestinationDescription plain(const ExtendedS3DestinationDescription& from) {
    return {from.role_arn,
            from.bucket_arn,
            from.prefix,
            from.error_output_prefix,
            from.buffering_hints,
            from.compression_format,
            from.encryption_configuration,
            from.cloud_watch_logging_options};
}

aws::Outcome<ExtendedS3DestinationDescription> description_of(const ExtendedS3DestinationConfiguration& said) {
    const bool partitions =
        said.dynamic_partitioning_configuration && said.dynamic_partitioning_configuration->enabled.value_or(false);
    // Developer Guide, "Buffer data for dynamic partitioning".
    const auto hints = hints_of(said.buffering_hints, partitions ? Hints{128, 300, 64, 128} : Hints());
    if (!hints.ok()) return hints.error();
    if (partitions && *hints->interval_in_seconds < 60)
        return invalid_argument(
            "BufferingHints.IntervalInSeconds must be at least 60 seconds when Dynamic Partitioning is enabled.");
    ExtendedS3DestinationDescription told;
    told.role_arn = said.role_arn;
    told.bucket_arn = said.bucket_arn;
    told.prefix = said.prefix;
    told.error_output_prefix = said.error_output_prefix;
    told.buffering_hints = *hints;
    told.compression_format = said.compression_format.value_or("UNCOMPRESSED");
    told.encryption_configuration = encryption_of(said.encryption_configuration);
    told.cloud_watch_logging_options = logging_of(said.cloud_watch_logging_options);
    told.processing_configuration = said.processing_configuration;
    told.s3_backup_mode = said.s3_backup_mode.value_or("Disabled");
    if (said.s3_backup_configuration) {
        auto backup = description_of(*said.s3_backup_configuration);
        if (!backup.ok()) return backup.error();
        told.s3_backup_description = std::move(*backup);
    }
    told.data_format_conversion_configuration = said.data_format_conversion_configuration;
    told.dynamic_partitioning_configuration = said.dynamic_partitioning_configuration;
    told.file_extension = said.file_extension;
    told.custom_time_zone = said.custom_time_zone.value_or("").empty() ? "UTC" : *said.custom_time_zone;
    if (auto refused = refuse(told)) return std::move(*refused);
    return told;
}

aws::Outcome<ExtendedS3DestinationDescription> changed(ExtendedS3DestinationDescription from,
                                                       const ExtendedS3DestinationUpdate& by) {
    const auto enabled = [](const std::optional<DynamicPartitioningConfiguration>& said) {
        return said && said->enabled.value_or(false);
    };
    if (by.dynamic_partitioning_configuration &&
        enabled(by.dynamic_partitioning_configuration) != enabled(from.dynamic_partitioning_configuration))
        return invalid_argument("Dynamic Partitioning can only be enabled when a delivery stream is made.");  // Assumed
    if (from.s3_backup_mode == "Enabled" && by.s3_backup_mode == "Disabled")
        return invalid_argument("S3BackupMode cannot be disabled once it is enabled.");  // Assumed
    ExtendedS3DestinationConfiguration to = extended(configuration_of(plain(from)));
    change_common(to, by);
    to.processing_configuration =
        by.processing_configuration ? by.processing_configuration : from.processing_configuration;
    to.s3_backup_mode = by.s3_backup_mode ? by.s3_backup_mode : from.s3_backup_mode;
    if (from.s3_backup_description) to.s3_backup_configuration = configuration_of(*from.s3_backup_description);
    if (by.s3_backup_update) {
        if (!to.s3_backup_configuration) to.s3_backup_configuration.emplace();
        change_common(*to.s3_backup_configuration, *by.s3_backup_update);
    }
    to.data_format_conversion_configuration = by.data_format_conversion_configuration
                                                  ? by.data_format_conversion_configuration
                                                  : from.data_format_conversion_configuration;
    to.dynamic_partitioning_configuration = by.dynamic_partitioning_configuration
                                                ? by.dynamic_partitioning_configuration
                                                : from.dynamic_partitioning_configuration;
    to.file_extension = by.file_extension ? by.file_extension : from.file_extension;
    to.custom_time_zone = by.custom_time_zone ? by.custom_time_zone : from.custom_time_zone;
    return description_of(to);
}

aws::Outcome<HttpEndpointDestinationDescription> description_of(const HttpEndpointDestinationConfiguration& said) {
    const auto hints = hints_of(said.buffering_hints, Hints{5, 300, 1, 64});
    if (!hints.ok()) return hints.error();
    auto backup = description_of(said.s3_configuration);
    if (!backup.ok()) return backup.error();
    if (said.secrets_manager_configuration && said.secrets_manager_configuration->enabled)
        return not_there("SecretsManagerConfiguration");
    if (auto refused = refuse_processing(said.processing_configuration, false)) return std::move(*refused);
    HttpEndpointDestinationDescription told;
    told.endpoint_configuration =
        HttpEndpointDescription{said.endpoint_configuration.url, said.endpoint_configuration.name};
    told.buffering_hints = *hints;
    told.cloud_watch_logging_options = logging_of(said.cloud_watch_logging_options);
    told.request_configuration = said.request_configuration.value_or(HttpEndpointRequestConfiguration());
    told.request_configuration->content_encoding = told.request_configuration->content_encoding.value_or("NONE");
    told.processing_configuration = said.processing_configuration;
    told.role_arn = said.role_arn;
    told.retry_options = said.retry_options.value_or(HttpEndpointRetryOptions());
    told.retry_options->duration_in_seconds = told.retry_options->duration_in_seconds.value_or(300);
    told.s3_backup_mode = said.s3_backup_mode.value_or("FailedDataOnly");
    told.s3_destination_description = std::move(*backup);
    return told;
}

aws::Outcome<HttpEndpointDestinationDescription> changed(HttpEndpointDestinationDescription from,
                                                         const HttpEndpointDestinationUpdate& by) {
    HttpEndpointDestinationConfiguration to;
    to.endpoint_configuration = {from.endpoint_configuration->url.value_or(""), from.endpoint_configuration->name, {}};
    if (by.endpoint_configuration) to.endpoint_configuration = *by.endpoint_configuration;
    to.buffering_hints = by.buffering_hints ? by.buffering_hints : from.buffering_hints;
    to.cloud_watch_logging_options =
        by.cloud_watch_logging_options ? by.cloud_watch_logging_options : from.cloud_watch_logging_options;
    to.request_configuration = by.request_configuration ? by.request_configuration : from.request_configuration;
    to.processing_configuration =
        by.processing_configuration ? by.processing_configuration : from.processing_configuration;
    to.role_arn = by.role_arn ? by.role_arn : from.role_arn;
    to.retry_options = by.retry_options ? by.retry_options : from.retry_options;
    to.s3_backup_mode = by.s3_backup_mode ? by.s3_backup_mode : from.s3_backup_mode;
    to.s3_configuration = configuration_of(*from.s3_destination_description);
    if (by.s3_update) change_common(to.s3_configuration, *by.s3_update);
    return description_of(to);
}

DeliveryStreamConfig config_of(const DeliveryEntry& entry) {
    DeliveryStreamConfig config;
    config.version = static_cast<int>(entry.version);
    config.limits = limits_of(entry);
    if (entry.source) config.source = entry.source->kinesis_stream_arn.value_or("");
    if (entry.http) {
        const HttpEndpointDestinationDescription& told = *entry.http;
        const S3DestinationDescription& bucket = *told.s3_destination_description;
        config.to_endpoint = true;
        config.buffer_size = mebibytes(*told.buffering_hints->size_in_m_bs);
        config.buffer_interval = std::chrono::seconds(*told.buffering_hints->interval_in_seconds);
        config.prefix = bucket.prefix.value_or("");
        config.error_prefix = bucket.error_output_prefix.value_or("");
        set_processing(config, told.processing_configuration);
        if (told.s3_backup_mode == "AllData") set_backup(config, bucket);
        return config;
    }
    const ExtendedS3DestinationDescription& told = *entry.s3;
    config.buffer_size = mebibytes(*told.buffering_hints.size_in_m_bs);
    config.buffer_interval = std::chrono::seconds(*told.buffering_hints.interval_in_seconds);
    config.compression = compression_of(told.compression_format);
    config.extension = told.file_extension.value_or("");
    config.time_zone = told.custom_time_zone.value_or("UTC");
    config.prefix = told.prefix.value_or("");
    config.error_prefix = told.error_output_prefix.value_or("");
    config.partition.by_records =
        told.dynamic_partitioning_configuration && told.dynamic_partitioning_configuration->enabled.value_or(false);
    set_processing(config, told.processing_configuration);
    if (told.s3_backup_mode == "Enabled") set_backup(config, *told.s3_backup_description);
    return config;
}

Target target_of(const DeliveryEntry& entry) {
    Target target;
    target.place = entry.place;
    target.arn = entry.arn();
    if (entry.source) {
        target.source_arn = entry.source->kinesis_stream_arn.value_or("");
        target.source_role = entry.source->role_arn.value_or("");
    }
    const DeliveryStreamConfig config = config_of(entry);
    target.function = config.transform.function;
    target.backup_bucket = config.backup.to;
    if (entry.s3) {
        target.bucket = bucket_of(entry.s3->bucket_arn);
        target.role = entry.s3->role_arn;
        if (entry.s3->s3_backup_description) target.backup_role = entry.s3->s3_backup_description->role_arn;
    }
    if (!entry.http) return target;
    target.role = target.backup_role = entry.http->s3_destination_description->role_arn;
    target.bucket = bucket_of(entry.http->s3_destination_description->bucket_arn);
    target.url = entry.url;
    target.access_key = entry.access_key;
    target.retry_for = std::chrono::seconds(entry.http->retry_options->duration_in_seconds.value_or(300));
    if (const auto& request = entry.http->request_configuration) {
        target.gzip = request->content_encoding == "GZIP";
        if (request->common_attributes && !request->common_attributes->empty()) {
            std::string& json = target.attributes = R"({"commonAttributes":{)";
            for (const HttpEndpointCommonAttribute& each : *request->common_attributes) {
                if (json.back() != '{') json += ',';
                aws::write_json_text(json, each.attribute_name);
                json += ':';
                aws::write_json_text(json, each.attribute_value);
            }
            json += "}}";
        }
    }
    return target;
}

DeliveryStream::Partition partition_of(const DeliveryEntry& entry) {
    const Processor* const by =
        entry.s3 ? find_processor(entry.s3->processing_configuration, "MetadataExtraction") : nullptr;
    if (by == nullptr) return {};
    auto query = jq::Program::of(parameter(*by, "MetadataExtractionQuery"));
    if (!query.ok()) return {};
    const auto program = std::make_shared<const jq::Program>(std::move(*query));
    return [program](std::string_view record) { return program->names_of(record); };
}

DeliveryStream::Split split_of(const DeliveryEntry& entry) {
    const Processor* const by =
        entry.s3 ? find_processor(entry.s3->processing_configuration, "RecordDeAggregation") : nullptr;
    const bool from_producers = entry.source.has_value();
    if (by == nullptr && !from_producers) return {};
    std::string delimiter;
    if (by != nullptr && parameter(*by, "SubRecordType") == "DELIMITED")
        delimiter = base64_decode(parameter(*by, "Delimiter")).value_or("");
    const bool splits = by != nullptr;
    return [splits, from_producers, delimiter](const Text& record) -> Result<std::vector<Text>> {
        std::vector<Text> whole;
        if (from_producers) whole = aggregated_records(record.view()).value_or(std::vector<Text>());
        if (whole.empty()) whole.push_back(record);
        if (!splits) return whole;
        std::vector<Text> all;
        for (const Text& each : whole) {
            if (delimiter.empty()) {
                auto parts = json_subrecords(each.view());
                if (!parts.ok()) return parts.error();
                all.insert(all.end(), parts->begin(), parts->end());
            } else {
                for (Text& part : delimited_subrecords(each.view(), delimiter)) all.push_back(std::move(part));
            }
        }
        if (all.empty()) all.push_back(record);
        return all;
    };
}

void describe(DeliveryEntry& entry, const DeliveryStreamConfig& config) {
    const std::string role = fmt::format("arn:aws:iam::{}:role/{}", entry.place.account, entry.name);
    ExtendedS3DestinationDescription told;
    told.role_arn = role;
    told.bucket_arn = fmt::format("{}{}", bucket_arn, config.to);
    if (!config.prefix.empty()) told.prefix = config.prefix;
    if (!config.error_prefix.empty()) told.error_output_prefix = config.error_prefix;
    told.buffering_hints.size_in_m_bs = static_cast<std::int32_t>(config.buffer_size.count >> 20U);
    told.buffering_hints.interval_in_seconds =
        static_cast<std::int32_t>(std::chrono::duration_cast<std::chrono::seconds>(config.buffer_interval).count());
    told.compression_format = name_of(config.compression);
    told.encryption_configuration = encryption_of(std::nullopt);
    told.cloud_watch_logging_options = logging_of(std::nullopt);
    told.s3_backup_mode = config.backup.to.empty() ? "Disabled" : "Enabled";
    told.custom_time_zone = config.time_zone;
    if (!config.backup.to.empty()) {
        S3DestinationDescription backup = plain(told);
        backup.bucket_arn = fmt::format("{}{}", bucket_arn, config.backup.to);
        backup.prefix = config.backup.prefix;
        told.s3_backup_description = std::move(backup);
    }
    if (!config.transform.function.empty()) {
        Processor by{"Lambda", std::vector<ProcessorParameter>()};
        by.parameters->push_back({"LambdaArn", fmt::format("arn:aws:lambda:{}:{}:function:{}", entry.place.region,
                                                           entry.place.account, config.transform.function)});
        told.processing_configuration = ProcessingConfiguration{true, std::vector<Processor>{std::move(by)}};
    }
    entry.s3 = std::move(told);
    if (config.source.empty()) return;
    KinesisStreamSourceDescription source;
    source.kinesis_stream_arn =
        fmt::format("arn:aws:kinesis:{}:{}:stream/{}", entry.place.region, entry.place.account, config.source);
    source.role_arn = role;
    source.delivery_start_timestamp = entry.created;
    entry.source = std::move(source);
}

}  // namespace wt::stream::firehose
