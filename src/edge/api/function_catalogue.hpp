#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "aws/rows.hpp"
#include "edge/api/cloudfront_shapes.hpp"
#include "edge/functions/cloudfront_function.hpp"
#include "store/store.hpp"

namespace wt::edge::api {

/// A function at one of its stages.
struct FunctionStage {
    FunctionConfig config;
    aws::Blob code;
    std::string etag;
    Instant created;
    Instant modified;
};
const aws::Structure& shape_of(aws::Tag<FunctionStage>);

struct FunctionRecord {
    std::string account;
    std::string name;
    FunctionStage development;
    std::optional<FunctionStage> live;
    std::map<std::string, std::string> tags;

    [[nodiscard]] std::string arn() const;
    /// Null: it is not published.
    [[nodiscard]] const FunctionStage* at(std::string_view stage) const {
        if (stage != "LIVE") return &development;
        return live ? &*live : nullptr;
    }
};
const aws::Structure& shape_of(aws::Tag<FunctionRecord>);

// CloudFront Developer Guide, "Quotas on key value stores".
inline constexpr std::size_t longest_store_key = 512;           // characters
inline constexpr std::size_t longest_store_value = 1024;        // characters
inline constexpr std::int64_t largest_store = 5 * 1024 * 1024;  // bytes of keys and values

struct KeyValueStoreRecord {
    std::string account;
    std::string id;
    std::string name;
    std::string comment;
    std::string etag;         // of what is told of it here
    std::string values_etag;  // of what is in it
    Instant created;
    Instant modified;
    Instant values_modified;
    Instant ready;
    std::map<std::string, std::string> tags;

    [[nodiscard]] std::string arn() const;
};
const aws::Structure& shape_of(aws::Tag<KeyValueStoreRecord>);

/// Every account's functions and key value stores, with a row of the store for each, and for each value.
class FunctionCatalogue {
public:
    using Key = std::pair<std::string, std::string>;  // account, name

    /// Outlives this.
    explicit FunctionCatalogue(aws::Rows& rows) : rows_(rows) {}
    void load(store::Store& store);

    [[nodiscard]] const std::map<Key, FunctionRecord>& functions() const { return functions_; }
    [[nodiscard]] const FunctionRecord* find(const std::string& account, const std::string& name) const;
    [[nodiscard]] const FunctionRecord* find_arn(const std::string& account, std::string_view arn) const;
    const FunctionRecord& keep(FunctionRecord record);
    void drop(const FunctionRecord& record);

    [[nodiscard]] const std::map<Key, KeyValueStoreRecord>& stores() const { return stores_; }
    [[nodiscard]] const KeyValueStoreRecord* find_store(const std::string& account, const std::string& name) const;
    [[nodiscard]] const KeyValueStoreRecord* find_store_arn(const std::string& account, std::string_view arn) const;
    const KeyValueStoreRecord& keep(KeyValueStoreRecord record);
    void drop(const KeyValueStoreRecord& record);

    /// What is in a store, as functions see it.
    [[nodiscard]] std::shared_ptr<script::KeyValues> values(const KeyValueStoreRecord& record);
    /// No value: the key goes.
    void put_value(const KeyValueStoreRecord& record, const std::string& key, std::optional<std::string> value);

    /// As it runs.
    [[nodiscard]] functions::Function compile(const FunctionRecord& record, const FunctionStage& stage);

    void reset(std::string_view account);

private:
    aws::Rows& rows_;
    std::map<Key, FunctionRecord> functions_;
    std::map<Key, KeyValueStoreRecord> stores_;
    std::map<std::string, std::shared_ptr<script::KeyValues>> values_;  // by their store's id
};

/// The only key value store that a function can have.
[[nodiscard]] std::optional<std::string> store_of(const FunctionConfig& config);

}  // namespace wt::edge::api
