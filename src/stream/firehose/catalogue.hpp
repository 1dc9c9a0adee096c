#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "aws/accounts.hpp"
#include "aws/rows.hpp"
#include "base/context.hpp"
#include "base/pace.hpp"
#include "store/journal.hpp"
#include "store/store.hpp"
#include "stream/delivery_streams.hpp"
#include "stream/firehose/firehose_shapes.hpp"
#include "stream/kinesis/catalogue.hpp"

namespace wt::stream::firehose {

/// Where a delivery stream's records go now. Shared with what brings them, so that a change counts for what waits, too.
struct Target {
    std::string bucket;
    std::string backup_bucket;
    std::string function;  // ARN
    std::string url;
    std::string access_key;
    std::string attributes;  // common ones, as a JSON object
    bool gzip = false;
    Duration retry_for = 300s;
    aws::AccountRegion place;
    std::string arn;         // the delivery stream's
    std::string source_arn;  // of the Kinesis stream that it reads; empty: direct puts
    // As which it reads, writes and asks its function; all of its account.
    std::string source_role;
    std::string role;
    std::string backup_role;
};

/// What is said of a delivery stream beside what it holds.
struct DeliveryEntry {
    aws::AccountRegion place;
    std::string name;
    bool of_scenario = false;

    Instant created;
    Instant updated;
    bool ever_updated = false;
    std::string journal;  // its name; of those that nobody keeps empty
    std::int64_t version = 1;
    std::int64_t throughput_hint = 0;  // MiB a second; 0: none was given
    std::optional<ExtendedS3DestinationDescription> s3;
    std::optional<HttpEndpointDestinationDescription> http;
    std::string url;  // the endpoint's
    std::string access_key;
    std::optional<KinesisStreamSourceDescription> source;
    DeliveryStreamEncryptionConfiguration encryption;
    std::map<std::string, std::string> tags;
    kinesis::Passing passing;
    kinesis::Passing encrypting;  // ENABLING or DISABLING, while it is
    std::shared_ptr<Target> target = std::make_shared<Target>();

    [[nodiscard]] std::string arn() const;
    [[nodiscard]] std::string status() const { return passing.status.empty() ? "ACTIVE" : passing.status; }
    [[nodiscard]] bool is_encrypted() const { return encryption.status == "ENABLED"; }
};
const aws::Structure& shape_of(aws::Tag<DeliveryEntry>);

/// What delivery streams reach: buckets, functions, streams, endpoints. Whoever wires the account knows them.
class Surroundings {
public:
    Surroundings() = default;
    Surroundings(const Surroundings&) = delete;
    Surroundings& operator=(const Surroundings&) = delete;
    virtual ~Surroundings() = default;

    /// Why that cannot be read; none: it can.
    [[nodiscard]] virtual std::optional<aws::Error> refuse_source(std::string_view stream_arn,
                                                                  std::string_view role_arn) const = 0;
    /// Why nothing can be sent there; none: it can.
    [[nodiscard]] virtual std::optional<aws::Error> refuse_endpoint(const std::string& url) const = 0;
    /// What leads there; all kinds of it, whether they are needed now or not.
    [[nodiscard]] virtual DeliveryLinks links_to(const std::shared_ptr<const Target>& target) = 0;
};

/// Every account's delivery streams: what the API made, with its rows and ledgers in the store, and the scenario's
/// beside them. Those of the API stand among the components under their ARNs.
class Catalogue {
public:
    /// Reads what an earlier process left; throws std::runtime_error, with a sentence, when it cannot. All outlive
    /// this.
    Catalogue(const Context& context, store::Store& store, Pace& pace);
    Catalogue(const Catalogue&) = delete;
    Catalogue& operator=(const Catalogue&) = delete;

    /// From now on they stand among these, which outlive this; the scenario's are of `usual`.
    void stand_among(DeliveryStreams& streams, Surroundings& surroundings, const aws::AccountRegion& usual);
    /// The scenario's streams are told of as they are now, whatever clients have said of them.
    void list_anew();

    using Key = std::pair<aws::AccountRegion, std::string>;
    [[nodiscard]] const std::map<Key, std::unique_ptr<DeliveryEntry>>& all() const { return entries_; }
    /// Null when there is none. Valid until the next await.
    [[nodiscard]] DeliveryEntry* find(const aws::AccountRegion& place, const std::string& name);
    /// The component; null while it is being made.
    [[nodiscard]] std::shared_ptr<DeliveryStream> standing(const DeliveryEntry& entry) const;
    [[nodiscard]] Surroundings& surroundings() { return *surroundings_; }

    /// A new one, which takes so long to make.
    void add(DeliveryEntry entry, Duration usually);
    /// After a change; the component is as the entry says.
    void keep(DeliveryEntry& entry);
    /// What its encryption says becomes true after so long; until then it is ENABLING, or DISABLING.
    void encrypt(DeliveryEntry& entry, Duration usually);
    /// It goes, after so long.
    void remove(DeliveryEntry& entry, Duration usually);

    /// As Rows::durable().
    [[nodiscard]] Task<std::optional<wt::Error>> durable() { return rows_.durable(); }
    void reset(std::string_view account);

    /// Where its component stands, and what its counts begin with.
    [[nodiscard]] static std::string address_of(const DeliveryEntry& entry) {
        return entry.of_scenario ? entry.name : entry.arn();
    }

private:
    void note(const std::string& name, const DeliveryStream* now);
    void stand(const DeliveryEntry& entry);
    void settle(const Key& key);
    void settle_encryption(const Key& key, Instant ends);
    void take_away(const Key& key);
    void drop_journals();

    Context context_;
    store::Journals* journals_;  // null: none are kept
    Pace& pace_;
    aws::Rows rows_;
    DeliveryStreams* streams_ = nullptr;
    Surroundings* surroundings_ = nullptr;
    aws::AccountRegion usual_;
    std::map<Key, std::unique_ptr<DeliveryEntry>> entries_;
    std::uint64_t made_ = 0;
};

}  // namespace wt::stream::firehose
