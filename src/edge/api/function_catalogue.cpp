#include "edge/api/function_catalogue.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "aws/row_shape.hpp"
#include "store/unreadable.hpp"

namespace wt::edge::api {

namespace {

constexpr std::string_view function_space = "cloudfront.functions";
constexpr std::string_view store_space = "cloudfront.key-value-stores";
constexpr std::string_view value_space = "cloudfront.key-values";

template <class Records>
[[nodiscard]] const typename Records::mapped_type* find_in(const Records& records, const std::string& account,
                                                           const std::string& name) {
    const auto found = records.find({account, name});
    return found == records.end() ? nullptr : &found->second;
}

template <class Records>
[[nodiscard]] const typename Records::mapped_type* find_by_arn(const Records& records, const std::string& account,
                                                               std::string_view arn) {
    for (const auto& [key, record] : records) {
        if (key.first == account && record.arn() == arn) return &record;
    }
    return nullptr;
}

/// Copies of those that an account has; every account's when it is empty.
template <class Records>
[[nodiscard]] std::vector<typename Records::mapped_type> all_of(const Records& records, std::string_view account) {
    std::vector<typename Records::mapped_type> some;
    for (const auto& [key, record] : records) {
        if (account.empty() || key.first == account) some.push_back(record);
    }
    return some;
}

template <class Record>
[[nodiscard]] std::string row_key(const Record& record) {
    return record.account + "/" + record.name;
}

}  // namespace

std::string FunctionRecord::arn() const { return fmt::format("arn:aws:cloudfront::{}:function/{}", account, name); }
std::string KeyValueStoreRecord::arn() const {
    return fmt::format("arn:aws:cloudfront::{}:key-value-store/{}", account, id);
}

const aws::Structure& shape_of(aws::Tag<FunctionStage> /*of*/) {
    using Row = FunctionStage;
    static const aws::RowShape shape{aws::row_member<&Row::config>("config"), aws::row_member<&Row::code>("code"),
                                     aws::row_member<&Row::etag>("etag"), aws::row_member<&Row::created>("created"),
                                     aws::row_member<&Row::modified>("modified")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<FunctionRecord> /*of*/) {
    using Row = FunctionRecord;
    static const aws::RowShape shape{aws::row_member<&Row::account>("account"), aws::row_member<&Row::name>("name"),
                                     aws::row_member<&Row::development>("development"),
                                     aws::row_member<&Row::live>("live"), aws::row_member<&Row::tags>("tags")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<KeyValueStoreRecord> /*of*/) {
    using Row = KeyValueStoreRecord;
    static const aws::RowShape shape{
        aws::row_member<&Row::account>("account"), aws::row_member<&Row::id>("id"),
        aws::row_member<&Row::name>("name"),       aws::row_member<&Row::comment>("comment"),
        aws::row_member<&Row::etag>("etag"),       aws::row_member<&Row::values_etag>("valuesEtag"),
        aws::row_member<&Row::created>("created"), aws::row_member<&Row::modified>("modified"),
        aws::row_member<&Row::ready>("ready"),     aws::row_member<&Row::values_modified>("valuesModified"),
        aws::row_member<&Row::tags>("tags")};
    return shape;
}

std::optional<std::string> store_of(const FunctionConfig& config) {
    const auto& said = config.key_value_store_associations;
    if (!said || !said->items || said->items->empty()) return std::nullopt;
    return said->items->front().key_value_store_arn;
}

void FunctionCatalogue::load(store::Store& store) {
    store.load(function_space, [this](std::string_view key, std::string_view row) {
        auto record = aws::read_row<FunctionRecord>(row);
        if (!record) store::unreadable(function_space, key);
        Key at{record->account, record->name};
        functions_.emplace(std::move(at), std::move(*record));
    });
    store.load(store_space, [this](std::string_view key, std::string_view row) {
        auto record = aws::read_row<KeyValueStoreRecord>(row);
        if (!record) store::unreadable(store_space, key);
        Key at{record->account, record->name};
        stores_.emplace(std::move(at), std::move(*record));
    });
    store.load(value_space, [this](std::string_view key, std::string_view row) {
        const std::size_t slash = key.find('/');
        auto& known = values_[std::string(key.substr(0, slash))];
        if (known == nullptr) known = std::make_shared<script::KeyValues>();
        known->values.emplace(std::string(key.substr(slash + 1)), std::string(row));
    });
}

const FunctionRecord* FunctionCatalogue::find(const std::string& account, const std::string& name) const {
    return find_in(functions_, account, name);
}
const FunctionRecord* FunctionCatalogue::find_arn(const std::string& account, std::string_view arn) const {
    return find_by_arn(functions_, account, arn);
}
const KeyValueStoreRecord* FunctionCatalogue::find_store(const std::string& account, const std::string& name) const {
    return find_in(stores_, account, name);
}
const KeyValueStoreRecord* FunctionCatalogue::find_store_arn(const std::string& account, std::string_view arn) const {
    return find_by_arn(stores_, account, arn);
}

const FunctionRecord& FunctionCatalogue::keep(FunctionRecord record) {
    rows_.put(function_space, row_key(record), aws::row_of(record));
    Key key{record.account, record.name};
    return functions_.insert_or_assign(std::move(key), std::move(record)).first->second;
}
void FunctionCatalogue::drop(const FunctionRecord& record) {
    rows_.put(function_space, row_key(record), std::nullopt);
    functions_.erase(Key{record.account, record.name});
}

const KeyValueStoreRecord& FunctionCatalogue::keep(KeyValueStoreRecord record) {
    rows_.put(store_space, row_key(record), aws::row_of(record));
    Key key{record.account, record.name};
    const KeyValueStoreRecord& kept = stores_.insert_or_assign(std::move(key), std::move(record)).first->second;
    (void)values(kept);
    return kept;
}
void FunctionCatalogue::drop(const KeyValueStoreRecord& record) {
    const auto held = values(record);
    for (const auto& [key, value] : held->values) rows_.put(value_space, record.id + "/" + key, std::nullopt);
    values_.erase(record.id);
    rows_.put(store_space, row_key(record), std::nullopt);
    stores_.erase(Key{record.account, record.name});
}

std::shared_ptr<script::KeyValues> FunctionCatalogue::values(const KeyValueStoreRecord& record) {
    std::shared_ptr<script::KeyValues>& held = values_[record.id];
    if (held == nullptr) held = std::make_shared<script::KeyValues>();
    held->id = record.id;
    held->created = record.created;
    held->changed = record.values_modified;
    return held;
}

void FunctionCatalogue::put_value(const KeyValueStoreRecord& record, const std::string& key,
                                  std::optional<std::string> value) {
    rows_.put(value_space, record.id + "/" + key, value);
    const auto held = values(record);
    if (value) {
        held->values.insert_or_assign(key, std::move(*value));
    } else {
        held->values.erase(key);
    }
}

functions::Function FunctionCatalogue::compile(const FunctionRecord& record, const FunctionStage& stage) {
    const bool second = stage.config.runtime == "cloudfront-js-2.0";
    functions::Function made;
    made.program = std::make_shared<const script::Program>(stage.code.bytes.str(),
                                                           second ? script::Edition::second : script::Edition::first);
    const auto arn = store_of(stage.config);
    const KeyValueStoreRecord* const store = arn ? find_store_arn(record.account, *arn) : nullptr;
    if (store != nullptr) made.values = values(*store);
    return made;
}

void FunctionCatalogue::reset(std::string_view account) {
    for (const FunctionRecord& record : all_of(functions_, account)) drop(record);
    for (const KeyValueStoreRecord& record : all_of(stores_, account)) drop(record);
}

}  // namespace wt::edge::api
