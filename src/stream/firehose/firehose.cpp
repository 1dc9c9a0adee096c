#include "stream/firehose/firehose.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "aws/tags.hpp"
#include "base/base64.hpp"
#include "iam/pass_role.hpp"
#include "stream/firehose/destination.hpp"

namespace wt::stream::firehose {

namespace {

constexpr aws::ErrorRow unwritten_here{"NotImplemented", 501, ""};

/// Assumed: about as long as AWS takes.
constexpr Duration making = 30s;
constexpr Duration removing = 30s;
constexpr Duration encrypting = 30s;

/// Records of a batch (4 MiB), in base64, and what stands around 500 of them.
constexpr std::size_t longest_body = std::size_t{8} * 1024 * 1024;

constexpr std::string_view destination_id = "destinationId-000000000001";

/// Amazon Data Firehose Developer Guide, "Quota".
constexpr std::size_t most_streams = 5'000;

/// The component's "Code: sentence".
[[nodiscard]] std::pair<std::string, std::string> parts_of(const wt::Error& said) {
    const std::size_t colon = std::min(said.message.find(": "), said.message.size());
    return {said.message.substr(0, colon), said.message.substr(std::min(colon + 2, said.message.size()))};
}

constexpr aws::ErrorRow validation{"ValidationException", 400, ""};

[[nodiscard]] aws::Error error_of(const wt::Error& said) {
    auto [code, text] = parts_of(said);
    for (const aws::ErrorRow& row :
         {firehose_errors::service_unavailable, firehose_errors::invalid_argument, validation}) {
        if (row.code == code) return aws::Error(row, std::move(text));
    }
    return aws::Error(firehose_errors::service_unavailable, said.message);
}

}  // namespace

Firehose::Firehose(const Context& context, Catalogue& catalogue, aws::Keys& keys)
    : context_(context),
      catalogue_(catalogue),
      keys_(keys),
      model_(firehose_model()),
      ids_(context.random(fmt::format("firehose.records.{}", context.now().time_since_epoch().count()))) {
    model_.max_body = longest_body;
}

std::optional<aws::Error> Firehose::refuse_key(const aws::Call& call, const std::string& arn,
                                               std::string_view action) const {
    const auto usable = keys_.usable(call, arn, {"firehose", action, aws::account_region_of(call), {}, {}});
    if (usable.ok()) return std::nullopt;
    return aws::Error(firehose_errors::invalid_kms_resource, usable.error().text);  // Assumed: KMS's sentence
}

/// Amazon Data Firehose API Reference, "DeliveryStreamEncryptionConfigurationInput". Assumed: the sentences.
std::optional<aws::Error> Firehose::refuse_encryption(const aws::Call& call,
                                                      const DeliveryStreamEncryptionConfigurationInput& said) const {
    const bool own = said.key_type == "CUSTOMER_MANAGED_CMK";
    if (own && !said.key_arn) return invalid_argument("KeyARN is required when KeyType is CUSTOMER_MANAGED_CMK.");
    if (!own && said.key_arn) return invalid_argument("KeyARN is not allowed when KeyType is AWS_OWNED_CMK.");
    if (!own) return std::nullopt;
    return refuse_key(call, *said.key_arn, "CreateGrant");
}

std::optional<aws::Error> Firehose::refuse_put(const aws::Call& call, const DeliveryEntry& entry) const {
    if (!entry.encryption.key_arn || !refuse_key(call, *entry.encryption.key_arn, "GenerateDataKey"))
        return std::nullopt;
    return aws::Error(firehose_errors::invalid_kms_resource,
                      "The grant for the CMK to this delivery stream might have been revoked or caller might not have "
                      "sufficient permissions for the CMK.");
}

Task<std::optional<wt::Error>> Firehose::reset(std::string_view account) {
    catalogue_.reset(account);
    co_return co_await catalogue_.durable();
}

aws::Outcome<DeliveryEntry*> Firehose::stream(const aws::Call& call, const std::string& name) {
    const aws::AccountRegion place = aws::account_region_of(call);
    if (DeliveryEntry* const found = catalogue_.find(place, name)) return found;
    return aws::Error(firehose_errors::resource_not_found,
                      fmt::format("Firehose {} under account {} not found.", name, place.account));
}

aws::Outcome<DeliveryEntry*> Firehose::active(const aws::Call& call, const std::string& name) {
    auto found = stream(call, name);
    if (!found.ok() || (*found)->passing.status.empty()) return found;
    return aws::Error(firehose_errors::resource_in_use,
                      fmt::format("Firehose {} under account {} is not ACTIVE, instead in state {}.", name,
                                  (*found)->place.account, (*found)->status()));  // Assumed: the sentence
}

aws::Outcome<Firehose::Standing> Firehose::open(const aws::Call& call, const std::string& name) {
    const auto found = stream(call, name);
    if (!found.ok()) return found.error();
    auto standing = catalogue_.standing(**found);
    if (standing == nullptr)
        return aws::Error(firehose_errors::resource_not_found,
                          fmt::format("Firehose {} under account {} not found.", name, (*found)->place.account));
    if ((*found)->source)
        return invalid_argument("This operation is not permitted on KinesisStreamAsSource delivery stream type.");
    return Standing{*found, std::move(standing)};
}

std::optional<aws::Error> Firehose::refuse_roles(const aws::Call& call, const DeliveryEntry& entry) const {
    const Target target = target_of(entry);
    for (const std::string& role : {target.role, target.backup_role}) {
        if (auto refused = iam::refuse_pass_role(call, model_, role)) return refused;
    }
    return std::nullopt;
}

aws::Outcome<DeliveryEntry> Firehose::made_of(const aws::Call& call, const CreateDeliveryStreamInput& input) {
    const std::pair<bool, std::string_view> others[] = {
        {input.redshift_destination_configuration.has_value(), "RedshiftDestinationConfiguration"},
        {input.elasticsearch_destination_configuration.has_value(), "ElasticsearchDestinationConfiguration"},
        {input.amazonopensearchservice_destination_configuration.has_value(),
         "AmazonopensearchserviceDestinationConfiguration"},
        {input.splunk_destination_configuration.has_value(), "SplunkDestinationConfiguration"},
        {input.amazon_open_search_serverless_destination_configuration.has_value(),
         "AmazonOpenSearchServerlessDestinationConfiguration"},
        {input.snowflake_destination_configuration.has_value(), "SnowflakeDestinationConfiguration"},
        {input.iceberg_destination_configuration.has_value(), "IcebergDestinationConfiguration"},
        {input.msk_source_configuration.has_value(), "MSKSourceConfiguration"},
        {input.database_source_configuration.has_value(), "DatabaseSourceConfiguration"}};
    for (const auto& [is_there, name] : others) {
        if (is_there) return not_there(name);
    }
    const int destinations = (input.s3_destination_configuration ? 1 : 0) +
                             (input.extended_s3_destination_configuration ? 1 : 0) +
                             (input.http_endpoint_destination_configuration ? 1 : 0);
    if (destinations != 1) return invalid_argument("Exactly one destination configuration is supported for a Firehose");
    DeliveryEntry entry;
    entry.place = aws::account_region_of(call);
    entry.name = input.delivery_stream_name;
    entry.created = call.now;
    entry.encryption.status = "DISABLED";
    const std::string type = input.delivery_stream_type.value_or("DirectPut");
    if (type != "DirectPut" && type != "KinesisStreamAsSource")
        return not_there(fmt::format("delivery streams of the type {}", type));
    if (type == "KinesisStreamAsSource" && !input.kinesis_stream_source_configuration)
        return invalid_argument(
            "KinesisStreamSourceConfiguration is required for the KinesisStreamAsSource stream type.");  // Assumed
    if (type != "KinesisStreamAsSource" && input.kinesis_stream_source_configuration)
        return invalid_argument("KinesisStreamSourceConfig is only applicable for KinesisStreamAsSource stream type.");
    if (const auto& source = input.kinesis_stream_source_configuration) {
        if (auto refused = iam::refuse_pass_role(call, model_, source->role_arn)) return std::move(*refused);
        if (auto refused = catalogue_.surroundings().refuse_source(source->kinesis_stream_arn, source->role_arn))
            return std::move(*refused);
        entry.source = KinesisStreamSourceDescription{source->kinesis_stream_arn, source->role_arn, call.now};
    }
    if (input.direct_put_source_configuration)
        entry.throughput_hint = input.direct_put_source_configuration->throughput_hint_in_m_bs;
    if (const auto& encryption = input.delivery_stream_encryption_configuration_input) {
        if (entry.source) return invalid_argument("Server-side encryption is for DirectPut streams.");  // Assumed
        if (auto refused = refuse_encryption(call, *encryption)) return std::move(*refused);
        entry.encryption.key_type = encryption->key_type;
        entry.encryption.key_arn = encryption->key_arn;
        entry.encryption.status = "ENABLED";
    }
    if (const auto& http = input.http_endpoint_destination_configuration) {
        auto told = description_of(*http);
        if (!told.ok()) return told.error();
        if (auto refused = catalogue_.surroundings().refuse_endpoint(http->endpoint_configuration.url))
            return std::move(*refused);
        entry.http = std::move(*told);
        entry.url = http->endpoint_configuration.url;
        entry.access_key = http->endpoint_configuration.access_key.value_or("");
    } else {
        auto told =
            description_of(input.extended_s3_destination_configuration ? *input.extended_s3_destination_configuration
                                                                       : extended(*input.s3_destination_configuration));
        if (!told.ok()) return told.error();
        entry.s3 = std::move(*told);
    }
    if (auto refused = refuse_roles(call, entry)) return std::move(*refused);
    if (auto wrong = add_tags(entry, input.tags); !wrong.ok()) return wrong.error();
    return entry;
}

aws::Outcome<CreateDeliveryStreamOutput> Firehose::create_delivery_stream(const aws::Call& call,
                                                                          CreateDeliveryStreamInput input) {
    const auto make = [&]() -> aws::Outcome<CreateDeliveryStreamOutput> {
        const aws::AccountRegion place = aws::account_region_of(call);
        if (catalogue_.find(place, input.delivery_stream_name) != nullptr)
            return aws::Error(firehose_errors::resource_in_use,
                              fmt::format("Firehose {} under accountId {} already exists", input.delivery_stream_name,
                                          place.account));
        const auto count = std::count_if(catalogue_.all().begin(), catalogue_.all().end(),
                                         [&](const auto& each) { return each.first.first == place; });
        if (static_cast<std::size_t>(count) >= most_streams)
            return aws::Error(firehose_errors::limit_exceeded,
                              fmt::format("An account has at most {} delivery streams.", most_streams));
        auto entry = made_of(call, input);
        if (!entry.ok()) return entry.error();
        CreateDeliveryStreamOutput output;
        output.delivery_stream_arn = entry->arn();
        catalogue_.add(std::move(*entry), making);
        return output;
    };
    return make();
}

aws::Outcome<DeleteDeliveryStreamOutput> Firehose::delete_delivery_stream(const aws::Call& call,
                                                                          DeleteDeliveryStreamInput input) {
    const auto remove = [&]() -> aws::Outcome<DeleteDeliveryStreamOutput> {
        const auto found = stream(call, input.delivery_stream_name);
        if (!found.ok()) return found.error();
        if ((*found)->passing.status == "CREATING")
            return aws::Error(firehose_errors::resource_in_use,
                              fmt::format("Firehose {} under account {} is not ACTIVE, instead in state CREATING.",
                                          (*found)->name, (*found)->place.account));  // Assumed: the sentence
        if ((*found)->passing.status.empty()) catalogue_.remove(**found, removing);
        return DeleteDeliveryStreamOutput();
    };
    return remove();
}

aws::Outcome<DescribeDeliveryStreamOutput> Firehose::describe_delivery_stream(const aws::Call& call,
                                                                              DescribeDeliveryStreamInput input) {
    const auto describe = [&]() -> aws::Outcome<DescribeDeliveryStreamOutput> {
        const auto found = stream(call, input.delivery_stream_name);
        if (!found.ok()) return found.error();
        const DeliveryEntry& entry = **found;
        count(entry, "describes");
        DescribeDeliveryStreamOutput output;
        DeliveryStreamDescription& told = output.delivery_stream_description;
        told.delivery_stream_name = entry.name;
        told.delivery_stream_arn = entry.arn();
        told.delivery_stream_status = entry.status();
        told.delivery_stream_encryption_configuration = entry.encryption;
        if (!told.delivery_stream_encryption_configuration->status)
            told.delivery_stream_encryption_configuration->status = "DISABLED";
        told.delivery_stream_type = entry.source ? "KinesisStreamAsSource" : "DirectPut";
        told.version_id = std::to_string(entry.version);
        told.create_timestamp = entry.created;
        if (entry.ever_updated) told.last_update_timestamp = entry.updated;
        if (entry.source) told.source.emplace().kinesis_stream_source_description = entry.source;
        if (entry.throughput_hint > 0)
            told.source.emplace().direct_put_source_description =
                DirectPutSourceDescription{static_cast<std::int32_t>(entry.throughput_hint)};
        DestinationDescription destination;
        destination.destination_id = destination_id;
        if (entry.s3) {
            destination.extended_s3_destination_description = entry.s3;
            destination.s3_destination_description = plain(*entry.s3);
        }
        if (entry.http) destination.http_endpoint_destination_description = entry.http;
        const bool passed = input.exclusive_start_destination_id == destination_id;
        if (!passed) told.destinations.push_back(std::move(destination));
        return output;
    };
    return describe();
}

aws::Outcome<ListDeliveryStreamsOutput> Firehose::list_delivery_streams(const aws::Call& call,
                                                                        ListDeliveryStreamsInput input) {
    ListDeliveryStreamsOutput output;
    const aws::AccountRegion place = aws::account_region_of(call);
    const auto limit = static_cast<std::size_t>(input.limit.value_or(10));
    for (auto each = catalogue_.all().upper_bound({place, input.exclusive_start_delivery_stream_name.value_or("")});
         each != catalogue_.all().end() && each->first.first == place; ++each) {
        const bool reads = each->second->source.has_value();
        if (input.delivery_stream_type && (*input.delivery_stream_type == "KinesisStreamAsSource") != reads) continue;
        output.has_more_delivery_streams = output.delivery_stream_names.size() == limit;
        if (output.has_more_delivery_streams) break;
        output.delivery_stream_names.push_back(each->first.second);
    }
    return output;
}

aws::Outcome<UpdateDestinationOutput> Firehose::update_destination(const aws::Call& call,
                                                                   UpdateDestinationInput input) {
    const auto change = [&]() -> aws::Outcome<UpdateDestinationOutput> {
        const auto found = active(call, input.delivery_stream_name);
        if (!found.ok()) return found.error();
        DeliveryEntry& entry = **found;
        count(entry, "updates");
        if (entry.of_scenario)
            return aws::Error(unwritten_here,
                              "Windtunnel does not implement changes of a scenario's delivery stream yet.");
        if (input.current_delivery_stream_version_id != std::to_string(entry.version))
            return aws::Error(firehose_errors::concurrent_modification,
                              fmt::format("Cannot update firehose: {} since the current version id: {} and specified "
                                          "version id: {} do not match",
                                          entry.name, entry.version, input.current_delivery_stream_version_id));
        if (input.destination_id != destination_id)
            return invalid_argument("Destination Id is not valid.");  // Assumed: the sentence
        DeliveryEntry changed_entry = entry;
        if (input.s3_destination_update) input.extended_s3_destination_update = extended(*input.s3_destination_update);
        if (entry.s3 && input.extended_s3_destination_update) {
            auto told = changed(*entry.s3, *input.extended_s3_destination_update);
            if (!told.ok()) return told.error();
            changed_entry.s3 = std::move(*told);
        } else if (entry.http && input.http_endpoint_destination_update) {
            const auto& endpoint = input.http_endpoint_destination_update->endpoint_configuration;
            auto told = changed(*entry.http, *input.http_endpoint_destination_update);
            if (!told.ok()) return told.error();
            changed_entry.http = std::move(*told);
            if (endpoint) {
                if (auto refused = catalogue_.surroundings().refuse_endpoint(endpoint->url)) return std::move(*refused);
                changed_entry.url = endpoint->url;
                if (endpoint->access_key) changed_entry.access_key = *endpoint->access_key;
            }
        } else {
            const bool any = input.extended_s3_destination_update || input.http_endpoint_destination_update ||
                             input.redshift_destination_update || input.elasticsearch_destination_update ||
                             input.amazonopensearchservice_destination_update || input.splunk_destination_update ||
                             input.amazon_open_search_serverless_destination_update ||
                             input.snowflake_destination_update || input.iceberg_destination_update;
            if (!any) return invalid_argument("Exactly one destination update must be specified.");  // Assumed
            return not_there("a change to another kind of destination");
        }
        if (auto refused = refuse_roles(call, changed_entry)) return std::move(*refused);
        entry = std::move(changed_entry);
        ++entry.version;
        entry.updated = call.now;
        entry.ever_updated = true;
        catalogue_.keep(entry);
        return UpdateDestinationOutput();
    };
    return change();
}

void Firehose::count(const DeliveryEntry& entry, std::string_view requests) {
    const std::string name = fmt::format("{}.{}", Catalogue::address_of(entry), requests);
    context_.metrics.counter(name).add();
    context_.metrics.histogram(name + ".latency").record(Duration::zero());
}

std::string Firehose::new_record_id() {
    std::array<char, 144> bytes;
    for (std::size_t i = 0; i < bytes.size(); i += 8) {
        const std::uint64_t drawn = ids_.next();
        for (std::size_t each = 0; each < 8; ++each) bytes[i + each] = static_cast<char>(drawn >> (8 * each));
    }
    return base64_encode({bytes.data(), bytes.size()});
}

aws::Later<PutRecordOutput> Firehose::put_record(const aws::Call& call, PutRecordInput input) {
    const Instant asked = context_.now();
    const auto found = open(call, input.delivery_stream_name);
    if (!found.ok()) co_return found.error();
    if (auto refused = refuse_put(call, *found->entry)) co_return std::move(*refused);
    const std::shared_ptr<DeliveryStream> stream = found->stream;
    PutRecordOutput output;
    output.encrypted = found->entry->is_encrypted();
    const auto place = stream->put(std::move(input.record.data.bytes), 0);
    if (!place.ok()) co_return error_of(place.error());
    output.record_id = new_record_id();
    auto problem = co_await stream->durable();
    if (problem) co_return unavailable(std::move(problem->message));
    stream->answered_single(context_.now() - asked);
    co_return output;
}

aws::Later<PutRecordBatchOutput> Firehose::put_record_batch(const aws::Call& call, PutRecordBatchInput input) {
    const Instant asked = context_.now();
    const auto found = open(call, input.delivery_stream_name);
    if (!found.ok()) co_return found.error();
    if (auto refused = refuse_put(call, *found->entry)) co_return std::move(*refused);
    const std::shared_ptr<DeliveryStream> stream = found->stream;
    std::vector<DeliveryStream::Entry> entries;
    entries.reserve(input.records.size());
    for (Record& record : input.records) entries.push_back({std::move(record.data.bytes), 0});
    PutRecordBatchOutput output;
    output.encrypted = found->entry->is_encrypted();
    const auto places = stream->put_batch(std::move(entries));
    if (!places.ok()) co_return error_of(places.error());
    output.request_responses.reserve(places->size());
    for (const auto& place : *places) {
        PutRecordBatchResponseEntry& told = output.request_responses.emplace_back();
        if (place.ok()) {
            told.record_id = new_record_id();
        } else {
            std::tie(told.error_code, told.error_message) = parts_of(place.error());
            ++output.failed_put_count;
        }
    }
    auto problem = co_await stream->durable();
    if (problem) co_return unavailable(std::move(problem->message));
    stream->answered_batch(context_.now() - asked);
    co_return output;
}

aws::Outcome<aws::Nothing> Firehose::add_tags(DeliveryEntry& entry, const std::vector<Tag>& tags) const {
    aws::TagSet all(entry.tags);
    std::vector<aws::ResourceTag> added;
    for (const Tag& tag : tags) added.push_back({tag.key, tag.value.value_or("")});
    if (const auto fault = all.add(added)) {
        if (fault->why == aws::TagFault::Why::too_many) return aws::Error(firehose_errors::limit_exceeded, fault->text);
        return invalid_argument(fault->text);
    }
    entry.tags = all.all();
    return aws::Nothing();
}

aws::Outcome<TagDeliveryStreamOutput> Firehose::tag_delivery_stream(const aws::Call& call,
                                                                    TagDeliveryStreamInput input) {
    const auto change = [&]() -> aws::Outcome<TagDeliveryStreamOutput> {
        const auto found = stream(call, input.delivery_stream_name);
        if (!found.ok()) return found.error();
        if (auto wrong = add_tags(**found, input.tags); !wrong.ok()) return wrong.error();
        catalogue_.keep(**found);
        return TagDeliveryStreamOutput();
    };
    return change();
}

aws::Outcome<UntagDeliveryStreamOutput> Firehose::untag_delivery_stream(const aws::Call& call,
                                                                        UntagDeliveryStreamInput input) {
    const auto change = [&]() -> aws::Outcome<UntagDeliveryStreamOutput> {
        const auto found = stream(call, input.delivery_stream_name);
        if (!found.ok()) return found.error();
        aws::TagSet tags((*found)->tags);
        if (const auto fault = tags.remove(input.tag_keys)) return invalid_argument(fault->text);
        (*found)->tags = tags.all();
        catalogue_.keep(**found);
        return UntagDeliveryStreamOutput();
    };
    return change();
}

aws::Outcome<ListTagsForDeliveryStreamOutput> Firehose::list_tags_for_delivery_stream(
    const aws::Call& call, ListTagsForDeliveryStreamInput input) {
    const auto list = [&]() -> aws::Outcome<ListTagsForDeliveryStreamOutput> {
        const auto found = stream(call, input.delivery_stream_name);
        if (!found.ok()) return found.error();
        const auto& tags = (*found)->tags;
        const auto limit = static_cast<std::size_t>(input.limit.value_or(50));
        ListTagsForDeliveryStreamOutput output;
        auto each = input.exclusive_start_tag_key ? tags.upper_bound(*input.exclusive_start_tag_key) : tags.begin();
        for (; each != tags.end() && output.tags.size() < limit; ++each)
            output.tags.push_back({each->first, each->second});
        output.has_more_tags = each != tags.end();
        return output;
    };
    return list();
}

aws::Outcome<StartDeliveryStreamEncryptionOutput> Firehose::start_delivery_stream_encryption(
    const aws::Call& call, StartDeliveryStreamEncryptionInput input) {
    const auto change = [&]() -> aws::Outcome<StartDeliveryStreamEncryptionOutput> {
        const auto found = active(call, input.delivery_stream_name);
        if (!found.ok()) return found.error();
        if ((*found)->source) return invalid_argument("Server-side encryption is for DirectPut streams.");  // Assumed
        DeliveryStreamEncryptionConfiguration& encryption = (*found)->encryption;
        const auto& said = input.delivery_stream_encryption_configuration_input;
        if (said) {
            if (auto refused = refuse_encryption(call, *said)) return std::move(*refused);
        }
        encryption.key_type = said ? said->key_type : "AWS_OWNED_CMK";
        encryption.key_arn = said ? said->key_arn : std::nullopt;
        encryption.status = "ENABLED";
        catalogue_.encrypt(**found, encrypting);
        return StartDeliveryStreamEncryptionOutput();
    };
    return change();
}

aws::Outcome<StopDeliveryStreamEncryptionOutput> Firehose::stop_delivery_stream_encryption(
    const aws::Call& call, StopDeliveryStreamEncryptionInput input) {
    const auto change = [&]() -> aws::Outcome<StopDeliveryStreamEncryptionOutput> {
        const auto found = active(call, input.delivery_stream_name);
        if (!found.ok()) return found.error();
        (*found)->encryption = {};
        (*found)->encryption.status = "DISABLED";
        catalogue_.encrypt(**found, encrypting);
        return StopDeliveryStreamEncryptionOutput();
    };
    return change();
}

}  // namespace wt::stream::firehose
