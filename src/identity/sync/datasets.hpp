#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/rows.hpp"
#include "base/context.hpp"
#include "identity/sync/cognito_sync_shapes.hpp"
#include "store/store.hpp"

namespace wt::identity::sync {

/// What one identity keeps under one name. A record that was removed stays, without a value, so that other devices
/// learn of it.
struct DatasetEntry {
    std::string pool;
    std::string identity;
    std::string name;
    std::int64_t sync_count = 0;
    bool deleted = false;
    Instant created;
    Instant modified;
    std::string modified_by;
    std::map<std::string, Record> records;

    /// Bytes of keys and values.
    [[nodiscard]] std::int64_t size() const;
    [[nodiscard]] std::int64_t count() const;
};
const aws::Structure& shape_of(aws::Tag<DatasetEntry>);

/// What is said of a pool's sync.
struct PoolSettings {
    std::optional<PushSync> push_sync;
    std::optional<CognitoStreams> streams;
    std::map<std::string, std::string> events;  // functions, by what for: "SyncTrigger"
    std::string publish_status = "NOT_STARTED";
    std::optional<Instant> publish_began;
    std::optional<Instant> publish_ended;
    std::string publish_failure;
    std::int64_t sessions = 0;  // that were begun
};
const aws::Structure& shape_of(aws::Tag<PoolSettings>);

/// All datasets and settings, with rows in the store.
class Datasets {
public:
    /// Reads what an earlier process left; throws std::runtime_error, with a sentence, when it cannot. The store
    /// outlives this.
    explicit Datasets(store::Store& store);
    Datasets(const Datasets&) = delete;
    Datasets& operator=(const Datasets&) = delete;

    /// Null when it was never there. Valid until it goes.
    [[nodiscard]] DatasetEntry* find(const std::string& identity, const std::string& name);
    [[nodiscard]] std::vector<const DatasetEntry*> of_identity(const std::string& identity) const;
    [[nodiscard]] std::vector<const DatasetEntry*> of_pool(const std::string& pool) const;
    DatasetEntry& keep(DatasetEntry entry);
    [[nodiscard]] PoolSettings& settings(const std::string& pool) { return settings_[pool]; }
    void keep_settings(const std::string& pool);
    /// Of pools for which `goes`.
    template <class Goes>
    void remove_if(const Goes& goes) {
        for (auto each = datasets_.begin(); each != datasets_.end();) {
            const bool gone = goes(each->second.pool);
            if (gone) rows_.put(space, each->first, std::nullopt);
            each = gone ? datasets_.erase(each) : std::next(each);
        }
        std::erase_if(settings_, [&](const auto& each) {
            if (!goes(each.first)) return false;
            rows_.put(settings_space, each.first, std::nullopt);
            return true;
        });
    }
    /// As Rows::durable().
    [[nodiscard]] Task<std::optional<Error>> durable() { return rows_.durable(); }

private:
    static constexpr std::string_view space = "cognito-sync.datasets";
    static constexpr std::string_view settings_space = "cognito-sync.pools";

    aws::Rows rows_;
    std::map<std::string, DatasetEntry> datasets_;  // by "IDENTITY/NAME"
    std::map<std::string, PoolSettings> settings_;
};

}  // namespace wt::identity::sync
