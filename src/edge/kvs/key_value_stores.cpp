#include "edge/kvs/key_value_stores.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/base64.hpp"
#include "http/uri.hpp"

namespace wt::edge::kvs {

namespace {

using namespace cloudfront_keyvaluestore_errors;  // NOLINT(google-build-using-namespace): rows, named once

// CloudFront Developer Guide, "Quotas on key value stores"; the others are in edge/api/function_catalogue.hpp.
using edge::api::largest_store;
using edge::api::longest_store_key;
using edge::api::longest_store_value;
constexpr std::size_t most_at_once = 50;

[[nodiscard]] std::int64_t size_of(const script::KeyValues& held) {
    std::int64_t size = 0;
    for (const auto& [key, value] : held.values) size += static_cast<std::int64_t>(key.size() + value.size());
    return size;
}

template <class Output>
void tell_size(const script::KeyValues& held, Output& output) {
    output.item_count = static_cast<std::int32_t>(held.values.size());
    output.total_size_in_bytes = size_of(held);
}

/// Why a change is refused, with its sentence, which is Assumed.
[[nodiscard]] std::optional<aws::Error> refuse_change(const UpdateKeysRequest& what, const script::KeyValues& held) {
    if (what.puts.size() + what.deletes.size() > most_at_once)
        return aws::Error(validation, "At most 50 keys can be changed at once.");
    std::set<std::string> named;
    std::int64_t size = size_of(held);
    const auto before = [&](const std::string& key) -> std::int64_t {
        const auto found = held.values.find(key);
        return found == held.values.end() ? 0 : static_cast<std::int64_t>(key.size() + found->second.size());
    };
    for (const PutKeyRequestListItem& put : what.puts) {
        if (put.key.size() > longest_store_key || put.value.size() > longest_store_value)
            return aws::Error(validation, "A key has at most 512 characters, and a value 1024.");
        if (!named.insert(put.key).second) return aws::Error(validation, "A key is named twice: " + put.key);
        size += static_cast<std::int64_t>(put.key.size() + put.value.size()) - before(put.key);
    }
    for (const DeleteKeyRequestListItem& gone : what.deletes) {
        if (!named.insert(gone.key).second) return aws::Error(validation, "A key is named twice: " + gone.key);
        if (!held.values.contains(gone.key)) return aws::Error(resource_not_found, "Key not found: " + gone.key);
        size -= before(gone.key);
    }
    if (size > largest_store) return aws::Error(service_quota_exceeded, "A key value store has at most 5 MB.");
    return std::nullopt;
}

}  // namespace

bool KeyValueStores::claims(const http::Request& request) const {
    return request.headers.get("Host").find(".cloudfront-kvs.") != std::string_view::npos;
}

std::optional<std::string> KeyValueStores::resource(const aws::Call& call, const aws::Operation& /*operation*/) {
    // Service Authorization Reference, "Actions, resources, and condition keys for Amazon CloudFront KeyValueStore".
    std::string_view path = call.path;
    constexpr std::string_view stores = "/key-value-stores/";
    if (!path.starts_with(stores)) return "*";
    path.remove_prefix(stores.size());
    return http::percent_decode(path.substr(0, path.find('/')));
}

Task<std::optional<aws::Error>> KeyValueStores::settle() { return on_disk(catalogue_.durable(), internal_server); }

Task<std::optional<wt::Error>> KeyValueStores::reset(std::string_view /*account*/) { co_return std::nullopt; }

aws::Outcome<const api::KeyValueStoreRecord*> KeyValueStores::find(const aws::Call& call,
                                                                   const std::string& arn) const {
    const api::KeyValueStoreRecord* const found = catalogue_.functions().find_store_arn(call.caller.account, arn);
    if (found == nullptr) return aws::Error(resource_not_found, "Key Value Store was not found.");
    if (call.now < found->ready) return aws::Error(conflict, "Key Value Store is not ready.");
    return found;
}

aws::Outcome<DescribeKeyValueStoreResponse> KeyValueStores::describe_key_value_store(
    const aws::Call& call, DescribeKeyValueStoreRequest input) {
    const auto found = find(call, input.kvs_arn);
    if (!found.ok()) return found.error();
    DescribeKeyValueStoreResponse output;
    tell_size(*catalogue_.functions().values(**found), output);
    output.kvs_arn = (*found)->arn();
    output.created = (*found)->created;
    output.last_modified = (*found)->values_modified;
    output.etag = (*found)->values_etag;
    output.status = "READY";
    return output;
}

aws::Outcome<GetKeyResponse> KeyValueStores::get_key(const aws::Call& call, GetKeyRequest input) {
    const auto found = find(call, input.kvs_arn);
    if (!found.ok()) return found.error();
    const auto held = catalogue_.functions().values(**found);
    const auto value = held->values.find(input.key);
    if (value == held->values.end()) return aws::Error(resource_not_found, "Key not found: " + input.key);
    GetKeyResponse output;
    output.key = value->first;
    output.value = value->second;
    tell_size(*held, output);
    return output;
}

aws::Outcome<ListKeysResponse> KeyValueStores::list_keys(const aws::Call& call, ListKeysRequest input) {
    const auto found = find(call, input.kvs_arn);
    if (!found.ok()) return found.error();
    const auto held = catalogue_.functions().values(**found);
    const auto after = input.next_token ? base64url_decode(*input.next_token) : std::optional<std::string>();
    if (input.next_token && !after) return aws::Error(validation, "The NextToken is not valid.");
    constexpr std::int32_t usual = 10;
    const auto most = static_cast<std::size_t>(input.max_results.value_or(usual));
    ListKeysResponse output;
    output.items.emplace();
    auto at = after ? held->values.upper_bound(*after) : held->values.begin();
    for (; at != held->values.end() && output.items->size() < most; ++at)
        output.items->push_back({at->first, at->second});
    if (at != held->values.end()) output.next_token = base64url_encode(output.items->back().key);
    return output;
}

template <class Output>
aws::Outcome<Output> KeyValueStores::change(const aws::Call& call, UpdateKeysRequest what) {
    const auto found = find(call, what.kvs_arn);
    if (!found.ok()) return found.error();
    if (what.if_match != (*found)->values_etag)
        return aws::Error(conflict, "The If-Match version is not the current version of the Key Value Store.");
    if (auto error = refuse_change(what, *catalogue_.functions().values(**found))) return std::move(*error);
    api::KeyValueStoreRecord record = **found;
    record.values_etag = catalogue_.new_etag();
    record.values_modified = call.now;
    const api::KeyValueStoreRecord& kept = catalogue_.functions().keep(std::move(record));
    for (PutKeyRequestListItem& put : what.puts) catalogue_.functions().put_value(kept, put.key, std::move(put.value));
    for (const DeleteKeyRequestListItem& gone : what.deletes)
        catalogue_.functions().put_value(kept, gone.key, std::nullopt);
    Output output;
    tell_size(*catalogue_.functions().values(kept), output);
    output.etag = kept.values_etag;
    return output;
}

aws::Outcome<PutKeyResponse> KeyValueStores::put_key(const aws::Call& call, PutKeyRequest input) {
    UpdateKeysRequest what;
    what.kvs_arn = std::move(input.kvs_arn);
    what.if_match = std::move(input.if_match);
    what.puts.push_back({std::move(input.key), std::move(input.value)});
    return change<PutKeyResponse>(call, std::move(what));
}

aws::Outcome<DeleteKeyResponse> KeyValueStores::delete_key(const aws::Call& call, DeleteKeyRequest input) {
    UpdateKeysRequest what;
    what.kvs_arn = std::move(input.kvs_arn);
    what.if_match = std::move(input.if_match);
    what.deletes.push_back({std::move(input.key)});
    return change<DeleteKeyResponse>(call, std::move(what));
}

aws::Outcome<UpdateKeysResponse> KeyValueStores::update_keys(const aws::Call& call, UpdateKeysRequest input) {
    return change<UpdateKeysResponse>(call, std::move(input));
}

}  // namespace wt::edge::kvs
