#include "identity/sync/datasets.hpp"

#include <algorithm>

#include "aws/row_shape.hpp"
#include "store/unreadable.hpp"

namespace wt::identity::sync {

const aws::Structure& shape_of(aws::Tag<DatasetEntry>) {
    static const aws::RowShape shape{
        aws::row_member<&DatasetEntry::pool>("pool"),
        aws::row_member<&DatasetEntry::identity>("identity"),
        aws::row_member<&DatasetEntry::name>("name"),
        aws::row_member<&DatasetEntry::sync_count>("sync_count"),
        aws::row_member<&DatasetEntry::deleted>("deleted"),
        aws::row_member<&DatasetEntry::created>("created"),
        aws::row_member<&DatasetEntry::modified>("modified"),
        aws::row_member<&DatasetEntry::modified_by>("modified_by"),
        aws::row_member<&DatasetEntry::records>("records"),
    };
    return shape;
}

const aws::Structure& shape_of(aws::Tag<PoolSettings>) {
    static const aws::RowShape shape{
        aws::row_member<&PoolSettings::push_sync>("push_sync"),
        aws::row_member<&PoolSettings::streams>("streams"),
        aws::row_member<&PoolSettings::events>("events"),
        aws::row_member<&PoolSettings::publish_status>("publish_status"),
        aws::row_member<&PoolSettings::publish_began>("publish_began"),
        aws::row_member<&PoolSettings::publish_ended>("publish_ended"),
        aws::row_member<&PoolSettings::publish_failure>("publish_failure"),
        aws::row_member<&PoolSettings::sessions>("sessions"),
    };
    return shape;
}

std::int64_t DatasetEntry::size() const {
    std::size_t bytes = 0;
    for (const auto& [key, record] : records) {
        if (record.value) bytes += key.size() + record.value->size();
    }
    return static_cast<std::int64_t>(bytes);
}

std::int64_t DatasetEntry::count() const {
    return std::count_if(records.begin(), records.end(),
                         [](const auto& each) { return each.second.value.has_value(); });
}

Datasets::Datasets(store::Store& store) : rows_(store) {
    store.load(space, [this](std::string_view key, std::string_view row) {
        auto entry = aws::read_row<DatasetEntry>(row);
        if (!entry) store::unreadable(space, key);
        datasets_.emplace(std::string(key), std::move(*entry));
    });
    store.load(settings_space, [this](std::string_view key, std::string_view row) {
        auto settings = aws::read_row<PoolSettings>(row);
        if (!settings) store::unreadable(settings_space, key);
        settings_.emplace(std::string(key), std::move(*settings));
    });
}

DatasetEntry* Datasets::find(const std::string& identity, const std::string& name) {
    const auto found = datasets_.find(identity + "/" + name);
    return found == datasets_.end() ? nullptr : &found->second;
}

std::vector<const DatasetEntry*> Datasets::of_identity(const std::string& identity) const {
    std::vector<const DatasetEntry*> all;
    for (const auto& [key, each] : datasets_) {
        if (each.identity == identity && !each.deleted) all.push_back(&each);
    }
    return all;
}

std::vector<const DatasetEntry*> Datasets::of_pool(const std::string& pool) const {
    std::vector<const DatasetEntry*> all;
    for (const auto& [key, each] : datasets_) {
        if (each.pool == pool && !each.deleted) all.push_back(&each);
    }
    return all;
}

DatasetEntry& Datasets::keep(DatasetEntry entry) {
    std::string key = entry.identity + "/" + entry.name;
    rows_.put(space, key, aws::row_of(entry));
    return datasets_.insert_or_assign(std::move(key), std::move(entry)).first->second;
}

void Datasets::keep_settings(const std::string& pool) { rows_.put(settings_space, pool, aws::row_of(settings_[pool])); }

}  // namespace wt::identity::sync
