#include "stream/kinesis/kinesis.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "iam/resource_access.hpp"

namespace wt::stream::kinesis {

namespace {

/// Records of 10 MiB, in base64, and what stands around 500 of them.
constexpr std::size_t longest_body = std::size_t{15} * 1024 * 1024;

constexpr aws::Protocol more_protocols[] = {aws::Protocol::rpc_v2_cbor};

[[nodiscard]] std::string missing(const std::string& name, const std::string& account) {
    return fmt::format("Stream {} under account {} not found.", name, account);
}

}  // namespace

Said parts_of(const wt::Error& said) {
    const std::size_t colon = std::min(said.message.find(": "), said.message.size());
    return {said.message.substr(0, colon), said.message.substr(std::min(colon + 2, said.message.size()))};
}

aws::Error error_of(const wt::Error& said) {
    const Said parts = parts_of(said);
    for (const aws::ErrorRow& row :
         {kinesis_errors::provisioned_throughput_exceeded, kinesis_errors::validation, kinesis_errors::invalid_argument,
          kinesis_errors::expired_iterator, kinesis_errors::resource_not_found}) {
        if (row.code == parts.code) return aws::Error(row, parts.text);
    }
    return internal_failure(said.message);
}

Kinesis::Kinesis(const Context& context, Catalogue& catalogue, aws::Keys& keys)
    : context_(context), catalogue_(catalogue), keys_(keys), model_(kinesis_model()) {
    model_.max_body = longest_body;
    model_.also = more_protocols;
}

Task<std::optional<wt::Error>> Kinesis::reset(std::string_view account) {
    catalogue_.reset(account);
    co_return co_await catalogue_.durable();
}

std::optional<aws::Error> Kinesis::refuse_key(const aws::Call& call, const StreamEntry& entry, const std::string& key,
                                              std::string_view action) const {
    // Kinesis Data Streams Developer Guide, "Permissions to use user-generated KMS keys".
    const aws::KeyUse use{"kinesis", action, entry.place, {{"aws:kinesis:arn", entry.arn()}}, {}};
    const auto usable = keys_.usable(call, key, use);
    if (usable.ok()) return std::nullopt;
    using Why = aws::KeyFault::Why;
    const std::string& text = usable.error().text;
    switch (usable.error().why) {
        case Why::not_found: return aws::Error(kinesis_errors::kms_not_found, text);
        case Why::disabled: return aws::Error(kinesis_errors::kms_disabled, text);
        case Why::pending_deletion: return aws::Error(kinesis_errors::kms_invalid_state, text);
        case Why::wrong_kind: return invalid_argument(text);  // Assumed
        case Why::access_denied: break;
    }
    return aws::Error(kinesis_errors::kms_access_denied, text);
}

std::optional<aws::Error> Kinesis::refuse(const aws::Call& call, std::string_view action) const {
    return iam::refuse(call, model_, action, iam::Resource());
}

aws::Outcome<StreamEntry*> Kinesis::stream(const aws::Call& call, std::string_view action, const Name& name,
                                           const Name& arn) {
    StreamArn wanted{aws::account_region_of(call), name.value_or(""), {}, 0};
    if (arn) {
        auto read = parse_stream_arn(*arn);
        if (!read || read->place.region != call.region)
            return invalid_argument(fmt::format("{} is no ARN of a stream in {}.", *arn, call.region));  // Assumed
        wanted = std::move(*read);
        if (name && *name != wanted.name)
            return invalid_argument("StreamName and StreamARN name different streams.");  // Assumed: the sentence
    } else if (!name) {
        return invalid_argument("Either StreamName or StreamARN must be specified.");  // Assumed: the sentence
    }
    StreamEntry* const entry = catalogue_.find(wanted.place, wanted.name);
    iam::Resource target{
        fmt::format("arn:aws:kinesis:{}:{}:stream/{}", wanted.place.region, wanted.place.account, wanted.name),
        wanted.place.account, entry == nullptr ? nullptr : catalogue_.policy_of(entry->policy)};
    if (auto refused = iam::refuse(call, model_, action, target)) return std::move(*refused);
    if (entry == nullptr) return not_found(missing(wanted.name, wanted.place.account));
    return entry;
}

aws::Outcome<Kinesis::Standing> Kinesis::active(const aws::Call& call, std::string_view action, const Name& name,
                                                const Name& arn) {
    const auto found = stream(call, action, name, arn);
    if (!found.ok()) return found.error();
    StreamEntry& entry = **found;
    if (!entry.passing.status.empty())
        return in_use(fmt::format("Stream {} under account {} not ACTIVE, instead in state {}", entry.name,
                                  entry.place.account, entry.status()));
    return Standing{&entry, catalogue_.standing(entry)};
}

aws::Outcome<Kinesis::Standing> Kinesis::open(const aws::Call& call, std::string_view action, const Name& name,
                                              const Name& arn) {
    const auto found = stream(call, action, name, arn);
    if (!found.ok()) return found.error();
    auto standing = catalogue_.standing(**found);
    if (standing == nullptr) return not_found(missing((*found)->name, (*found)->place.account));
    return Standing{*found, std::move(standing)};
}

aws::Outcome<Kinesis::Found> Kinesis::named(const aws::Call& call, std::string_view action, const std::string& arn) {
    const auto read = parse_stream_arn(arn);
    if (!read) return invalid_argument(fmt::format("{} is no ARN of a stream or a consumer.", arn));  // Assumed
    if (!read->consumer.empty()) return consumer(call, action, std::nullopt, std::nullopt, arn);
    const auto entry = stream(call, action, std::nullopt, arn);
    if (!entry.ok()) return entry.error();
    return Found{*entry, nullptr, {}};
}

aws::Outcome<Kinesis::Found> Kinesis::consumer(const aws::Call& call, std::string_view action, const Name& stream_arn,
                                               const Name& name, const Name& arn) {
    // Assumed: the sentences about what a request lacks.
    StreamArn wanted;
    const auto read = parse_stream_arn(arn ? *arn : stream_arn.value_or(""));
    if (!read) return invalid_argument("Either ConsumerARN, or StreamARN and ConsumerName, must be specified.");
    wanted = *read;
    if (!arn) wanted.consumer = name.value_or("");
    StreamEntry* const entry = catalogue_.find(wanted.place, wanted.name);
    ConsumerEntry* found = nullptr;
    if (entry != nullptr) {
        const auto there = entry->consumers.find(wanted.consumer);
        if (there != entry->consumers.end()) found = &there->second;
        if (found != nullptr && arn && unix_seconds(found->created) != wanted.consumer_created) found = nullptr;
    }
    iam::Resource target{arn.value_or(fmt::format("{}/consumer/{}", stream_arn.value_or(""), wanted.consumer)),
                         wanted.place.account, found == nullptr ? nullptr : catalogue_.policy_of(found->policy)};
    if (auto refused = iam::refuse(call, model_, action, target)) return std::move(*refused);
    if (entry == nullptr) return not_found(missing(wanted.name, wanted.place.account));
    if (found == nullptr || wanted.place.region != call.region)
        return not_found(fmt::format("Consumer {}, account {} not found.",
                                     arn.value_or(fmt::format("{} under stream {}", wanted.consumer, entry->arn())),
                                     wanted.place.account));
    return Found{entry, found, wanted.consumer};
}

}  // namespace wt::stream::kinesis
