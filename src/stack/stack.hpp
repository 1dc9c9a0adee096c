#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <variant>
#include <vector>

#include "base/context.hpp"
#include "base/scope.hpp"
#include "edge/distribution.hpp"
#include "edge/waf/web_acl.hpp"
#include "gateway/rest_api.hpp"
#include "http/tier.hpp"
#include "identity/signing_key.hpp"
#include "identity/user_pool.hpp"
#include "lambda/async_queue.hpp"
#include "lambda/function.hpp"
#include "stack/architecture.hpp"
#include "stack/outside.hpp"
#include "stack/port.hpp"
#include "stack/stream_port.hpp"
#include "stack/ways.hpp"
#include "store/memory_store.hpp"
#include "stream/event_source_mapping.hpp"

namespace wt::stack {

/// One line of a report: a tier of the path or a backend, with what passed through it.
struct Stage {
    std::string name;
    std::string type;
    const http::Flow* flow;
    /// The share of its capacity that was in use on average; none for what has no capacity.
    std::function<std::optional<double>(Instant now)> utilisation;
};

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
    /// A fresh start between two tests: rows as preload() left them, empty streams, queues and caches, cold functions,
    /// full allowances. What is under way goes on, and may still be seen. Rows in an engine, buckets and tokens stay.
    void start_over();

    /// Where viewers come in, and where a client that knows the API's own address does.
    [[nodiscard]] http::Hop& entry() { return *path_.front(); }
    [[nodiscard]] http::Hop* api_entry() { return api_hop_; }
    /// The user pool of the gateway's authorizer; null when there is none.
    [[nodiscard]] identity::UserPool* users() { return users_; }
    /// Every user pool, by name.
    [[nodiscard]] std::vector<identity::UserPool*> user_pools();
    /// Each PoP's share of the viewers, adding up to one; empty without a distribution.
    [[nodiscard]] std::vector<double> pop_weights() const;

    /// S3, with the architecture's buckets in it.
    [[nodiscard]] s3::Service& s3() { return s3_; }
    /// Null when there is no such stream.
    [[nodiscard]] KinesisPort* kinesis(std::string_view name);
    [[nodiscard]] StreamPort* delivery_stream(std::string_view name);
    [[nodiscard]] bool has_function(std::string_view name) const { return functions_.contains(name); }
    /// Tells `log` of every invocation of every function from now on; null: nobody any more.
    void watch_invocations(lambda::InvocationLog* log);
    /// Of a function that is there.
    [[nodiscard]] const lambda::FunctionConfig& function_config(std::string_view name) const {
        return std::get<lambda::FunctionConfig>(architecture_.find(name)->config);
    }

    // Changes while requests come.
    /// The component of that name becomes what `to` says. What is under way ends as it began; what is cached, buffered,
    /// counted or stored stays. Refused with a sentence, it changes nothing.
    [[nodiscard]] std::optional<Error> update(const Component& to);
    void update(const lambda::AccountConfig& to);

    // Faults. A name that has no such thing answers null or false.
    [[nodiscard]] Gate* gate(std::string_view name);
    [[nodiscard]] lambda::InvocationFaults* invocation_faults(std::string_view name);
    /// Forgets everything, or only these: keys of Redis, paths of a distribution (a '*' at the end is a wildcard).
    bool flush(std::string_view name, const std::vector<std::string>& keys = {});
    bool recycle(std::string_view name, double fraction);
    bool set_lag(std::string_view name, const std::optional<Distribution>& lag, Ramp ramp = {});
    bool set_pop_down(std::string_view name, std::string_view pop, Duration detection);
    bool set_pop_up(std::string_view name, std::string_view pop);
    /// Sets the calendar of a component that writes or checks dates; see Context::calendar.
    void set_skew(const std::string& name, Duration skew) { skews_[name] = skew; }
    /// The primary is gone for `outage`, and comes back without what it committed in the last `lose_tail`, for which
    /// keep_history() must have been called before.
    bool take_over(std::string_view name, Duration outage, Duration lose_tail);
    void keep_history(std::string_view name, Duration span);
    [[nodiscard]] Duration draw_failover_time(std::string_view name);
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
    [[nodiscard]] const Architecture& architecture() const { return architecture_; }
    [[nodiscard]] const Component* component_of_type(std::string_view type) const;
    /// The hops in the order in which a request travels.
    [[nodiscard]] const std::vector<http::Hop*>& hops() const { return path_; }
    [[nodiscard]] http::Hop* hop(std::string_view name);
    [[nodiscard]] const http::Hop* firewall() const { return firewall_; }
    /// The name of the tier with that stage (Response::answered_by); empty for the network.
    [[nodiscard]] std::string_view tier_name(std::uint32_t stage) const { return ways_.name_of(stage); }
    [[nodiscard]] const std::vector<Stage>& path_stages() const { return path_stages_; }
    [[nodiscard]] const std::vector<Stage>& backend_stages() const { return backend_stages_; }
    [[nodiscard]] std::vector<Stage> stages() const;
    /// Latencies that nobody measured or published: "api overhead lognormal(p50=8ms, p99=30ms)".
    [[nodiscard]] const std::vector<std::string>& assumed_latencies() const { return assumed_; }

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
    class PoolVerifier;
    struct Update;
    void build_backends(rds::Engines* engines);
    void build_functions();
    void build_path(Origins* origins);
    [[nodiscard]] edge::DistributionConfig edge_config(edge::DistributionConfig config) const;
    void build_notifications();
    void build_event_sources();
    [[nodiscard]] Task<void> keep_failure(BucketPort& bucket, std::string function, lambda::Event event,
                                          std::string_view condition, int attempts);
    void describe();
    void note_assumed(std::string_view what, const Latency& latency);

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

    /// The context of a component: with metrics and a calendar of its own.
    [[nodiscard]] Context context_of(const std::string& name);

    Context context_;
    Architecture architecture_;
    std::map<std::string, Duration> skews_;
    std::uint64_t preloaded_ = 0;  // rows
    Random failover_times_;
    std::shared_ptr<const identity::SigningKey> key_;

    // Backends first, so that they outlive the functions that use them.
    std::unique_ptr<store::Store> own_store_;  // when nobody hands one in
    s3::Service s3_;
    std::map<std::string, std::unique_ptr<BucketPort>, std::less<>> buckets_;
    std::map<std::string, std::unique_ptr<KinesisPort>, std::less<>> kinesis_;
    std::map<std::string, std::unique_ptr<StreamPort>, std::less<>> streams_;  // after what they read
    std::map<std::string, std::unique_ptr<PrimaryPort>, std::less<>> primaries_;
    std::map<std::string, std::unique_ptr<ReplicaPort>, std::less<>> replicas_;
    std::map<std::string, std::unique_ptr<RedisPort>, std::less<>> caches_;
    std::map<std::string, std::unique_ptr<identity::UserPool>, std::less<>> pools_;
    std::unique_ptr<PoolVerifier> verifier_;
    identity::UserPool* users_ = nullptr;

    lambda::AccountConcurrency account_;
    Random failure_ids_;
    std::map<std::string, std::unique_ptr<lambda::Function>, std::less<>> functions_;

    Ways ways_;
    std::unique_ptr<edge::Distribution> distribution_;
    std::shared_ptr<gateway::RestApi> api_;
    std::shared_ptr<edge::waf::WebAcl> acl_;
    std::vector<http::Hop*> path_;
    http::Hop* api_hop_ = nullptr;
    http::Hop* firewall_ = nullptr;

    // After the hops, which its invocations are in until they are cancelled. By bucket.
    std::map<std::string, std::unique_ptr<lambda::AsyncQueue>, std::less<>> notifications_;
    std::map<std::string, std::unique_ptr<stream::EventSourceMapping>, std::less<>> mappings_;  // by function

    std::vector<Stage> path_stages_;
    std::vector<Stage> backend_stages_;
    std::vector<std::string> assumed_;
    Scope services_;  // last: what it runs uses everything above
};

}  // namespace wt::stack
