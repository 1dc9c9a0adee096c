#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/accounts.hpp"
#include "aws/rows.hpp"
#include "aws/shape.hpp"
#include "base/context.hpp"
#include "base/pace.hpp"
#include "iam/policy.hpp"
#include "store/journal.hpp"
#include "store/store.hpp"
#include "stream/kinesis_streams.hpp"

namespace wt::stream::kinesis {

/// What is on its way for so long; empty: nothing.
struct Passing {
    std::string status;  // "CREATING"
    Instant began;
    Instant ends;
};
const aws::Structure& shape_of(aws::Tag<Passing>);

/// A consumer of enhanced fan-out.
struct ConsumerEntry {
    Instant created;
    Passing passing;
    std::map<std::string, std::string> tags;
    std::string policy;
    [[nodiscard]] std::string status() const { return passing.status.empty() ? "ACTIVE" : passing.status; }
};
const aws::Structure& shape_of(aws::Tag<ConsumerEntry>);

/// How a stream's shards change when what is on its way is over.
struct Resharding {
    std::string kind;  // "split", "merge", "count"; empty: they do not
    std::int64_t shard = 0;
    std::int64_t adjacent = 0;
    std::int64_t count = 0;
    std::string hash_key;
};
const aws::Structure& shape_of(aws::Tag<Resharding>);

/// What is said of a stream beside what it holds. Settings that the component has (retention, sizes) stand here, too,
/// so that it can be made again.
struct StreamEntry {
    aws::AccountRegion place;
    std::string name;
    bool of_scenario = false;

    Instant created;
    std::string journal;  // its name; of those that nobody keeps empty
    std::string mode = "PROVISIONED";
    std::int64_t shards = 1;  // that it began with
    std::int64_t retention_hours = 24;
    std::int64_t max_record_kib = 1024;
    std::string encryption = "NONE";
    std::string key;
    std::vector<std::string> metrics;  // at the level of shards
    std::map<std::string, std::string> tags;
    std::string policy;
    std::map<std::string, ConsumerEntry> consumers;
    Passing passing;
    Resharding resharding;

    [[nodiscard]] std::string arn() const;
    [[nodiscard]] std::string consumer_arn(const std::string& consumer) const;
    [[nodiscard]] std::string status() const { return passing.status.empty() ? "ACTIVE" : passing.status; }
    [[nodiscard]] bool is_on_demand() const { return mode == "ON_DEMAND"; }
};
const aws::Structure& shape_of(aws::Tag<StreamEntry>);

/// What an account has said of all its streams in a region.
struct AccountSettings {
    bool committed = false;  // to a minimum of throughput (On-demand Advantage)
    Instant began;
    Instant ended;
    bool ever = false;
};
const aws::Structure& shape_of(aws::Tag<AccountSettings>);

/// Every account's streams: what the API made, with its rows and journals in the store, and the scenario's beside them.
/// A stream of the API stands among the components under its ARN, the scenario's under their names.
class Catalogue {
public:
    /// Reads what an earlier process left; throws std::runtime_error, with a sentence, when it cannot. All outlive
    /// this.
    Catalogue(const Context& context, store::Store& store, Pace& pace);
    Catalogue(const Catalogue&) = delete;
    Catalogue& operator=(const Catalogue&) = delete;

    /// From now on the streams stand among these, which outlive this; the scenario's are of `usual`.
    void stand_among(KinesisStreams& streams, const aws::AccountRegion& usual);
    /// The scenario's streams are told of as they are now, whatever clients have said of them.
    void list_anew();

    using Key = std::pair<aws::AccountRegion, std::string>;
    [[nodiscard]] const std::map<Key, std::unique_ptr<StreamEntry>>& all() const { return entries_; }
    /// Null when there is none. Valid until the next await.
    [[nodiscard]] StreamEntry* find(const aws::AccountRegion& place, const std::string& name);
    /// The component; null while it is being made.
    [[nodiscard]] std::shared_ptr<KinesisStream> standing(const StreamEntry& entry) const;

    /// A new one, which takes so long to make.
    void add(StreamEntry entry, Duration usually);
    /// After a change.
    void keep(StreamEntry& entry);
    /// The entry is of that status for so long; at the end its shards change as it says, or it goes.
    void pass(StreamEntry& entry, std::string status, Duration usually);
    void pass(StreamEntry& entry, const std::string& consumer, std::string status, Duration usually);
    /// The component takes what the entry says of it.
    void apply(const StreamEntry& entry);

    [[nodiscard]] AccountSettings& settings(const aws::AccountRegion& place) { return settings_[place]; }
    void keep_settings(const aws::AccountRegion& place);

    /// Read once. Null for none.
    [[nodiscard]] std::shared_ptr<const iam::Policy> policy_of(const std::string& document);

    /// As Rows::durable().
    [[nodiscard]] Task<std::optional<Error>> durable() { return rows_.durable(); }
    void reset(std::string_view account);

    /// Where its component stands, and what its counts begin with.
    [[nodiscard]] static std::string address_of(const StreamEntry& entry) {
        return entry.of_scenario ? entry.name : entry.arn();
    }

private:
    void note(const std::string& name, const KinesisStream* now);
    void stand(const StreamEntry& entry);
    void settle(const Key& key);
    void settle_consumer(const Key& key, const std::string& consumer);
    void remove(const Key& key);
    void drop_journals();
    [[nodiscard]] static KinesisConfig config_of(const StreamEntry& entry);
    [[nodiscard]] Passing begin(std::string status, Duration usually);

    Context context_;
    store::Journals* journals_;  // null: none are kept
    Pace& pace_;
    aws::Rows rows_;
    KinesisStreams* streams_ = nullptr;
    aws::AccountRegion usual_;
    std::map<Key, std::unique_ptr<StreamEntry>> entries_;
    std::map<aws::AccountRegion, AccountSettings> settings_;
    std::map<std::string, std::shared_ptr<const iam::Policy>> policies_;  // by their text
    std::uint64_t made_ = 0;
};

/// "arn:aws:kinesis:REGION:ACCOUNT:stream/NAME", and what stands behind that of a consumer.
struct StreamArn {
    aws::AccountRegion place;
    std::string name;
    std::string consumer;  // empty: the stream itself
    std::int64_t consumer_created = 0;
};
[[nodiscard]] std::optional<StreamArn> parse_stream_arn(std::string_view arn);

}  // namespace wt::stream::kinesis
