#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <variant>
#include <vector>

#include "base/contexts.hpp"
#include "base/scope.hpp"
#include "edge/distributions.hpp"
#include "edge/waf/web_acls.hpp"
#include "gateway/http_api/http_apis.hpp"
#include "gateway/rest_apis.hpp"
#include "http/tier.hpp"
#include "identity/signing_key.hpp"
#include "identity/user_pools.hpp"
#include "lambda/async_queue.hpp"
#include "lambda/functions.hpp"
#include "stack/architecture.hpp"
#include "stack/outside.hpp"
#include "stack/pool_verifier.hpp"
#include "stack/port.hpp"
#include "stack/queue_port.hpp"
#include "stack/service_port.hpp"
#include "stack/stream_port.hpp"
#include "stack/ways.hpp"
#include "storage/cache/caches.hpp"
#include "storage/rds/databases.hpp"
#include "store/memory_store.hpp"
#include "stream/delivery_streams.hpp"
#include "stream/event_source_mapping.hpp"
#include "stream/kinesis_streams.hpp"

namespace wt::stack {

/// One line of a report: a tier of the path or a backend, with what passed through it.
struct Stage {
    std::string name;
    std::string type;
    const http::Flow* flow;
    /// The share of its capacity that was in use on average; none for what has no capacity.
    std::function<std::optional<double>(Instant now)> utilisation;
};

/// What a fresh start is about.
enum class Fresh : std::uint8_t { everything, scenario };

/// The assembled account: every component of an architecture, built and wired together, with its background services.
/// Owned by a run; the Context must outlive it.
class Stack {
public:
    /// `key` signs the user pools' tokens. What the architecture needs of `outside` must be there, and outlive this.
    Stack(const Context& context, const Architecture& architecture, std::shared_ptr<const identity::SigningKey> key,
          Outside outside = {});
    Stack(const Stack&) = delete;
    Stack& operator=(const Stack&) = delete;
    ~Stack();

    /// Puts `rows` items, "0" on, into every database, as if they had always been there.
    void preload(std::uint64_t rows);
    /// Starts the background services: delivery, replication, replay. Once.
    void start();
    /// A fresh start between two tests: what was made since the beginning is gone, what went or changed is as it was;
    /// rows as preload() left them, empty streams, queues and caches, cold functions, full allowances. What is under
    /// way goes on, and may still be seen. Rows in an engine and what buckets hold stay; user pools are as new, with
    /// the ids, users and keys that they had. `scenario`: what was made since stays, too, as it is.
    void start_over(Fresh what = Fresh::everything);
    /// The rest of a fresh start: the architecture's buckets are there, with what it puts into them; what else they
    /// hold stays.
    [[nodiscard]] Task<void> refill_buckets();

    // What stands there, a collection for each kind, with the verbs that make, change and remove. The architecture's
    // components are the first of them; whatever is made later meets traffic at once.
    [[nodiscard]] edge::Distributions& distributions() { return distributions_; }
    [[nodiscard]] edge::waf::WebAcls& web_acls() { return web_acls_; }
    [[nodiscard]] gateway::RestApis& rest_apis() { return rest_apis_; }
    [[nodiscard]] gateway::http_api::HttpApis& http_apis() { return http_apis_; }
    [[nodiscard]] lambda::Functions& functions() { return functions_; }
    [[nodiscard]] identity::UserPools& user_pools() { return user_pools_; }
    [[nodiscard]] stream::KinesisStreams& kinesis_streams() { return kinesis_streams_; }
    [[nodiscard]] stream::DeliveryStreams& delivery_streams() { return delivery_streams_; }

    [[nodiscard]] rds::Databases& databases() { return databases_; }
    [[nodiscard]] cache::Caches& caches() { return caches_; }
    /// The concurrent executions that all functions share.
    [[nodiscard]] lambda::AccountConcurrency& concurrency() { return account_; }
    /// The hop at that address, made when nobody has pointed there yet.
    [[nodiscard]] http::Hop& at(std::string_view address) { return ways_.hop(address); }
    /// From now on that web ACL stands before the API, in place of whichever did; empty: none does. `source`: what its
    /// logs call the API.
    void protect_api(const std::string& api, const std::string& acl, std::string source);
    /// The same of a distribution's cache. Gives the address where requests meet the web ACL.
    [[nodiscard]] std::string protect_distribution(const std::string& distribution, const std::string& acl);
    /// Each PoP's share of the distribution's viewers, adding up to one; empty when there is none of that name.
    [[nodiscard]] std::vector<double> pop_weights(std::string_view distribution) const;

    /// S3, with the architecture's buckets in it.
    [[nodiscard]] s3::Service& s3() { return s3_; }
    /// Null when there is no such stream.
    [[nodiscard]] KinesisPort* kinesis(std::string_view name);
    /// The same of an ARN: those that the API made stand under it, the scenario's under their names.
    [[nodiscard]] KinesisPort* kinesis_at(std::string_view arn);
    [[nodiscard]] StreamPort* delivery_stream(std::string_view name);
    [[nodiscard]] StreamPort* delivery_stream_at(std::string_view arn);

    // Changes while requests come.
    /// The component of that name becomes what `to` says. What is under way ends as it began; what is cached, buffered,
    /// counted or stored stays. Refused with a sentence, it changes nothing.
    [[nodiscard]] std::optional<Error> update(const Component& to);
    void update(const lambda::AccountConfig& to);

    // Faults. A name that has no such thing answers null or false.
    /// The ways into it: several into a firewall that stands before several. Empty when there is no such thing.
    [[nodiscard]] std::vector<Gate*> gates(std::string_view name);
    /// The caches that go by that name or id.
    [[nodiscard]] std::vector<std::string> caches_called(std::string_view name) const;
    [[nodiscard]] lambda::InvocationFaults* invocation_faults(std::string_view name);
    /// Forgets everything, or only these: keys of Redis, paths of a distribution (a '*' at the end is a wildcard).
    bool flush(std::string_view name, const std::vector<std::string>& keys = {});
    bool recycle(std::string_view name, double fraction);
    bool set_lag(std::string_view name, const std::optional<Distribution>& lag, Ramp ramp = {});
    bool set_pop_down(std::string_view name, std::string_view pop, Duration detection);
    bool set_pop_up(std::string_view name, std::string_view pop);
    /// Sets the calendar of a component that writes or checks dates; see Context::calendar.
    void set_skew(const std::string& name, Duration skew) { contexts_.set_skew(name, skew); }
    /// The primary is gone for `outage`, and comes back without what it committed in the last `lose_tail`, for which
    /// keep_history() must have been called before. A cache loses what its replica or its log has not yet.
    bool take_over(std::string_view name, Duration outage, Duration lose_tail);
    void keep_history(std::string_view name, Duration span);
    /// How long a failover of it takes; nothing where it has none.
    [[nodiscard]] std::optional<Duration> draw_failover_time(std::string_view name);
    /// The primary, or every replica of a set, is down for `outage`.
    bool crash(std::string_view name, Duration outage);
    /// The primary is lost; its most recent replica takes its place after `outage`.
    bool promote(std::string_view name, Duration outage);
    /// Offers the archive's objects to its function again.
    bool replay(std::string_view name, std::string_view prefix);

    // The end of a run.
    /// Delivers what the streams hold without waiting for their intervals.
    void drain();
    /// Why the stack is not at rest, in a sentence; empty when it is.
    [[nodiscard]] std::string unsettled() const;
    [[nodiscard]] bool settled() const { return unsettled().empty(); }

    // Looking at it.
    /// What a component of that name is handed: with metrics, calendar and chance of its own.
    [[nodiscard]] Context context_of(const std::string& name) { return contexts_.of(name); }
    /// What it began with, with what update() made of it.
    [[nodiscard]] const Architecture& architecture() const { return architecture_; }
    /// Where something stands now, in the order in which a request travels.
    [[nodiscard]] std::vector<http::Hop*> hops() const;
    /// Everything that stands there, as it is now: the architecture's, in its order, then what was made later.
    [[nodiscard]] std::vector<Component> standing() const;
    /// Its names and types.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> components() const;
    /// Also where nobody stands any more.
    [[nodiscard]] const std::vector<http::Hop*>& every_hop() const { return ways_.all(); }
    /// Null when nobody ever pointed there.
    [[nodiscard]] http::Hop* hop(std::string_view name) const { return ways_.find(name); }
    /// The name of the tier with that stage (Response::answered_by); empty for the network.
    [[nodiscard]] std::string_view tier_name(std::uint32_t stage) const { return ways_.name_of(stage); }
    [[nodiscard]] std::vector<Stage> path_stages() const;
    [[nodiscard]] std::vector<Stage> backend_stages() const;
    [[nodiscard]] std::vector<Stage> stages() const;
    /// Latencies that nobody measured or published: "api overhead lognormal(p50=8ms, p99=30ms)".
    [[nodiscard]] std::vector<std::string> assumed_latencies() const;
    /// What exact_limits() says of what stands.
    [[nodiscard]] std::string exact_limits() const;

    // What the data really says.
    [[nodiscard]] std::uint64_t reads_of(std::string_view database) const;
    /// The request numbers of every write that stands in an archive.
    [[nodiscard]] std::unordered_set<std::uint64_t> archived_writes() const;
    /// True when a primary's row of that id was written by that request or a later one.
    [[nodiscard]] bool database_has(std::string_view id, std::uint64_t number) const;
    [[nodiscard]] bool replicas_equal_primary() const;
    /// Remembers from now on what each primary acknowledges: 16 bytes a row.
    void remember_acknowledged();
    /// How many rows' last acknowledged writes are not in their primary any more.
    [[nodiscard]] std::uint64_t acknowledged_but_gone() const;

private:
    struct Update;
    /// By name. What was there once is found there for ever, so that functions may hold on to it.
    template <class Port>
    using Ports = std::map<std::string, std::unique_ptr<Port>, std::less<>>;
    /// How many connections a proxy may have open.
    [[nodiscard]] std::uint64_t places_of(const rds::ProxyConfig& config) const;
    // Each makes what of the architecture is not there.
    void build_backends();
    void build_path();
    /// No web ACL stands before that address any more.
    void unguard(const std::string& behind);
    /// The architecture of the beginning stands, and nothing else.
    void restore(Fresh what);
    /// Of one kind, what stood there at the beginning, as it was then; what cannot become that again goes, too.
    template <class Config, class Collection, class Resources>
    void keep(Collection& collection, const Resources& shelf, Fresh what);
    /// What an edge of the architecture says of itself, with the addresses of what it leads to.
    /// The configuration of a REST API whose routes may lead to services: these stand as integrations.
    [[nodiscard]] gateway::RestApiConfig api_config(gateway::RestApiConfig config);
    [[nodiscard]] edge::DistributionConfig edge_config(const std::string& name, edge::DistributionConfig config);
    void build_notifications();
    void build_event_sources();
    /// Ways to what stands on shelves, as soon as somebody stands there.
    void watch_shelves();
    [[nodiscard]] Task<void> keep_failure(BucketPort& bucket, std::string function, lambda::Event event,
                                          std::string_view condition, int attempts);
    [[nodiscard]] stream::DeliveryLinks links_of(const std::string& name, const stream::DeliveryStreamConfig& config);
    /// The way to a stream, made when there is none yet.
    KinesisPort& kinesis_port(const std::string& name, const Latency& latency);
    StreamPort& delivery_port(const std::string& name, const Latency& latency);
    /// Under which the API makes one in the place of a component of that name; the name itself where there is no such.
    template <class Port>
    [[nodiscard]] std::string arn_in_place_of(const std::string& name) const;
    /// The way to whatever stands on that shelf under that name, or in its place.
    template <class Port, class Resource>
    Port& port_to(Ports<Port>& ports, Shelf<Resource>& shelf, const std::string& name, const Latency& latency);
    [[nodiscard]] gateway::TokenVerifier* verifier_of(const std::string& pool);
    [[nodiscard]] std::string_view type_of(std::string_view address) const;

    /// Visits the components whose settings are a Config.
    template <class Config, class Visit>
    void each(Visit visit) const {
        for (const Component& component : architecture_.components) {
            if (const auto* config = std::get_if<Config>(&component.config)) visit(component, *config);
        }
    }
    /// Null when there is none of that name.
    template <class Map>
    [[nodiscard]] static auto* find(Map& map, std::string_view name) {
        const auto found = map.find(name);
        return found == map.end() ? nullptr : found->second.get();
    }

    Context context_;
    Contexts contexts_;
    const Architecture beginning_;
    Architecture architecture_;    // with what update() made of it
    std::uint64_t preloaded_ = 0;  // rows
    bool remembers_ = false;       // what primaries acknowledge
    Random failover_times_;

    // Backends first, so that they outlive the functions that use them.
    std::unique_ptr<store::Store> own_store_;  // when nobody hands one in
    s3::Service s3_;
    Ports<BucketPort> buckets_;
    Ways ways_;
    stream::KinesisStreams kinesis_streams_;
    Ports<KinesisPort> kinesis_;
    stream::DeliveryStreams delivery_streams_;  // after what they read
    Ports<StreamPort> streams_;
    rds::Databases databases_;
    Ports<PrimaryPort> primary_ports_;
    Ports<ReplicaPort> replica_ports_;
    cache::Caches caches_;
    Ports<RedisPort> cache_ports_;
    Ports<TablePort> tables_;
    Ports<ProxyPort> proxies_;  // after the primaries' ports
    Ports<ServicePort> external_;
    Ports<QueuePort> queues_;
    std::map<std::string, lambda::Backend*> backends_;  // all of these

    identity::UserPools user_pools_;
    std::map<std::string, std::unique_ptr<PoolVerifier>, std::less<>> verifiers_;  // by pool
    lambda::AccountConcurrency account_;
    Random failure_ids_;

    lambda::Functions functions_;
    gateway::RestApis rest_apis_;
    gateway::http_api::HttpApis http_apis_;
    edge::waf::WebAcls web_acls_;
    edge::Distributions distributions_;

    // After the hops, which its invocations are in until they are cancelled. By bucket.
    std::map<std::string, std::unique_ptr<lambda::AsyncQueue>, std::less<>> notifications_;
    /// A mapping with the stream that it reads, at work once the account is.
    struct Mapping {
        KinesisPort::Place source;
        std::unique_ptr<stream::EventSourceMapping> mapping;
        Scope reading;
    };
    std::map<std::string, Mapping, std::less<>> mappings_;  // by function; none whose stream has gone
    /// The same of a queue, which stays.
    struct QueueMapping {
        std::unique_ptr<queue::Consumer> consumer;
        Scope reading;
    };
    std::map<std::string, QueueMapping, std::less<>> queue_mappings_;  // by function

    bool started_ = false;
    Scope services_;  // last: what it runs uses everything above
};

}  // namespace wt::stack
