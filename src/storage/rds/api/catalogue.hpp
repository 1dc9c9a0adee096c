#pragma once
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/context.hpp"
#include "base/pace.hpp"
#include "base/scope.hpp"
#include "base/sync.hpp"
#include "secrets/catalogue.hpp"
#include "storage/rds/api/kept.hpp"
#include "storage/rds/api/records.hpp"
#include "storage/rds/api/servers.hpp"
#include "storage/rds/api/sql_databases.hpp"
#include "storage/rds/databases.hpp"

namespace wt::rds::api {

/// Something that happened to a resource, as DescribeEvents tells it.
struct Happening {
    aws::AccountRegion place;
    std::string source;
    std::string kind;      // "db-instance"
    std::string category;  // "availability"
    std::string message;
    Instant when;
};

/// What the API does to a scenario's databases. Whoever wires them knows.
class Tier {
public:
    Tier() = default;
    Tier(const Tier&) = delete;
    Tier& operator=(const Tier&) = delete;
    virtual ~Tier() = default;

    /// The instance restarts; clients are cut off.
    virtual void restart(const std::string& component, Duration outage) = 0;
    /// A standby takes its place; how long that takes.
    virtual Duration fail_over(const std::string& component) = 0;

    struct Proxy {
        std::string name;
        ProxyConfig config;
        std::uint64_t most_connections = 0;  // that its primary takes
    };
    /// The scenario's proxies.
    [[nodiscard]] virtual std::vector<Proxy> proxies() const = 0;
};

/// Every account's instances, clusters, groups and snapshots: what the API made, with its rows in the store, and the
/// scenario's databases beside them.
class Catalogue {
public:
    /// Reads what an earlier process left; throws std::runtime_error, with a sentence, when it cannot. All outlive
    /// this.
    Catalogue(const Context& context, store::Store& store, Pace& pace, secrets::Catalogue& secrets,
              SqlDatabases& databases);
    Catalogue(const Catalogue&) = delete;
    Catalogue& operator=(const Catalogue&) = delete;

    /// From now on the scenario's databases are told, of `usual`, and instances have servers, which start now; all
    /// outlive this.
    void stand_among(Databases& databases, Tier& tier, Servers& servers, const aws::AccountRegion& usual);

    [[nodiscard]] Kept<InstanceRecord>& instances() { return instances_; }
    [[nodiscard]] Kept<ClusterRecord>& clusters() { return clusters_; }
    [[nodiscard]] Kept<EndpointRecord>& cluster_endpoints() { return cluster_endpoints_; }
    [[nodiscard]] Kept<SubnetGroupRecord>& subnet_groups() { return subnet_groups_; }
    [[nodiscard]] Kept<ParameterGroupRecord>& parameter_groups() { return parameter_groups_; }
    [[nodiscard]] Kept<ParameterGroupRecord>& cluster_parameter_groups() { return cluster_parameter_groups_; }
    [[nodiscard]] Kept<OptionGroupRecord>& option_groups() { return option_groups_; }
    [[nodiscard]] Kept<SnapshotRecord>& snapshots() { return snapshots_; }
    [[nodiscard]] Kept<SnapshotRecord>& cluster_snapshots() { return cluster_snapshots_; }
    [[nodiscard]] Kept<ProxyRecord>& proxies() { return proxies_; }
    [[nodiscard]] Kept<ProxyEndpointRecord>& proxy_endpoints() { return proxy_endpoints_; }
    [[nodiscard]] Kept<SubscriptionRecord>& subscriptions() { return subscriptions_; }
    /// Of no region: by in_every_region().
    [[nodiscard]] Kept<GlobalClusterRecord>& global_clusters() { return global_clusters_; }
    [[nodiscard]] static aws::AccountRegion in_every_region(const aws::AccountRegion& place) {
        return {place.account, "every"};
    }
    /// Whose member that cluster is; null: nobody's.
    [[nodiscard]] GlobalClusterRecord* global_cluster_of(const aws::AccountRegion& place, const std::string& cluster);
    [[nodiscard]] SqlDatabases& databases() { return sql_; }
    [[nodiscard]] Tier& tier() { return *tier_; }
    [[nodiscard]] Servers& servers() { return *servers_; }

    /// The instances of a cluster, the writer first, then by promotion tier.
    [[nodiscard]] std::vector<InstanceRecord*> members(const aws::AccountRegion& place, const std::string& cluster);

    void add(const aws::AccountRegion& place, InstanceRecord record);
    void add(const aws::AccountRegion& place, ClusterRecord record);
    /// One that begins with the data that another's server has now.
    void add_copy(const aws::AccountRegion& place, InstanceRecord record, const std::string& server);
    /// One that begins with the history of another's server, up to the moment that its record names.
    void add_recovered(const aws::AccountRegion& place, InstanceRecord record, const std::string& server);
    /// It is of that status for so long; at the end of "deleting" it goes, of "stopping" it is stopped.
    void pass(const aws::AccountRegion& place, InstanceRecord& record, std::string status, Duration usually);
    void pass(const aws::AccountRegion& place, ClusterRecord& record, std::string status, Duration usually);

    // Proxies: proxy_work.cpp.
    void add(const aws::AccountRegion& place, ProxyRecord record);
    /// As of a cluster.
    void pass(const aws::AccountRegion& place, ProxyRecord& record, std::string status, Duration usually);
    void drop_proxy_endpoint(const aws::AccountRegion& place, const std::string& name);
    /// "prx-" and 17 digits.
    [[nodiscard]] std::string fresh_proxy_id(std::string_view kind);
    /// What proxies lead to is what they and their targets are now.
    void lead_proxies(const aws::AccountRegion& place);
    [[nodiscard]] bool has_credentials(const aws::AccountRegion& place, const ProxyRecord& record);
    /// The instances that clients of a proxy get to.
    [[nodiscard]] std::vector<const InstanceRecord*> targets(const aws::AccountRegion& place,
                                                             const ProxyRecord& record);
    /// The scenario's, in the usual place, as records that nobody keeps.
    [[nodiscard]] std::vector<ProxyRecord> scenario_proxies(const aws::AccountRegion& place) const;

    // Real servers: server_work.cpp.
    using Work = Task<Servers::Problem>;
    /// Whether a server that runs is cut off, too.
    enum class Start : std::uint8_t { here, again };
    [[nodiscard]] bool has_server(const InstanceRecord& record) const;
    /// None: there is no server, or it is not there yet.
    [[nodiscard]] std::optional<Servers::Endpoint> endpoint(const InstanceRecord& record) const;
    /// It is of that status until the work is done, and not shorter than `usually`; then it is what pass() says, or has
    /// failed.
    void pass(const aws::AccountRegion& place, InstanceRecord& record, std::string status, Duration usually, Work work);
    /// pass() with its server brought to what the record says, where it has one.
    void bring_up(const aws::AccountRegion& place, InstanceRecord& record, std::string status, Duration usually,
                  Start start = Start::here);
    /// Its standby in another zone takes its place and its port.
    [[nodiscard]] Work swap_with_standby(aws::AccountRegion place, std::string id);
    /// Of a cluster, whose record names the new writer already.
    [[nodiscard]] Work hand_over(aws::AccountRegion place, std::string from, std::string to);
    /// A cluster's endpoints lead to those of its instances that are there.
    void lead(const aws::AccountRegion& place, const std::string& cluster);
    /// A cluster has another name from now on; who names it follows: members, endpoints, proxies, global clusters,
    /// subscriptions.
    ClusterRecord& rename_cluster(const aws::AccountRegion& place, const ClusterRecord& record, const std::string& to);
    /// Of the API's custom endpoints: one goes, or, as lead(), all of a cluster lead where they are to.
    void drop_endpoint(const aws::AccountRegion& place, const std::string& id);
    void lead_endpoints(const aws::AccountRegion& place, const ClusterRecord& cluster);
    [[nodiscard]] Work stop_server(InstanceRecord record);
    /// What an instance's groups and its cluster's say.
    [[nodiscard]] Tags values_of_groups(const aws::AccountRegion& place, const InstanceRecord& record);
    /// Those parameters are from now on what its groups say.
    void take_parameters(const aws::AccountRegion& place, InstanceRecord& record, const std::set<std::string>& names);
    struct TakenAway {
        std::string backup;                   // to keep its data under; empty: none
        std::optional<std::string> snapshot;  // that is settled with it
        std::vector<std::string> orphans;     // replicas that stand alone from now on
        std::string heir;                     // the writer in its place
    };
    [[nodiscard]] Work take_away(aws::AccountRegion place, InstanceRecord record, TakenAway how);
    /// Of an instance, or of the cluster that it is of: the id of its history.
    [[nodiscard]] std::string archive_of(const aws::AccountRegion& place, const InstanceRecord& record);
    /// Between what moments what that history is of can be restored, if it goes back so many days; none: it cannot.
    struct Restorable {
        Instant earliest;
        Instant latest;
    };
    [[nodiscard]] std::optional<Restorable> restorable(const std::string& archive, std::int64_t days) const;
    /// That work makes the cluster's volume; its first instance waits for it. A process that goes before it is done
    /// leaves it to the next, if the record names a backup or a history.
    void restore(const aws::AccountRegion& place, ClusterRecord& cluster, Work work);
    /// restore() from that backup, or from the history of another cluster up to that moment.
    void restore_from(const aws::AccountRegion& place, ClusterRecord& cluster, std::string backup);
    void recover(const aws::AccountRegion& place, ClusterRecord& cluster, const std::string& archive, Instant until);
    /// A snapshot whose data is being saved.
    void save(const aws::AccountRegion& place, const std::string& id, Work work);
    void save_cluster(const aws::AccountRegion& place, const std::string& id, Work work);
    /// Work that was begun since the last time, and is waited for by who began it.
    [[nodiscard]] std::vector<std::shared_ptr<wt::Event>> take_begun() { return std::exchange(begun_, {}); }
    [[nodiscard]] static Task<void> until_begun(std::vector<std::shared_ptr<wt::Event>> begun, Instant deadline);

    void keep(const aws::AccountRegion& place, const InstanceRecord& record);
    void keep(const aws::AccountRegion& place, const ClusterRecord& record);
    /// What waits for the maintenance window is done.
    static void apply_pending(InstanceRecord& record);
    /// Now, and the instance is changing, or at the next maintenance window. Gives its record, which is another where
    /// it has another id.
    InstanceRecord& change(const aws::AccountRegion& place, InstanceRecord& record, const Changes& changes, bool now);

    /// A secret with the master's password that RDS keeps there; its ARN.
    [[nodiscard]] std::string make_secret(const aws::AccountRegion& place, std::string_view kind,
                                          const std::string& user, const std::string& password);
    void drop_secret(const aws::AccountRegion& place, const std::string& arn);
    [[nodiscard]] std::string fresh_password();
    /// "db-" or "cluster-" and 26 letters and digits.
    [[nodiscard]] std::string fresh_resource_id(std::string_view kind);

    void happen(const aws::AccountRegion& place, std::string_view kind, const std::string& source,
                std::string_view category, std::string message);
    [[nodiscard]] const std::deque<Happening>& happenings() const { return happenings_; }

    [[nodiscard]] Pace& pace() { return pace_; }
    /// As Rows::durable(); with the secrets that RDS keeps.
    [[nodiscard]] Task<std::optional<Error>> durable();
    void reset(std::string_view account);

private:
    InstanceRecord& enter(const aws::AccountRegion& place, InstanceRecord record);
    void note(const std::string& name, const Primary* now);
    void note(const std::string& name, const ReplicaSet* now);
    void settle_instance(const aws::AccountRegion& place, const std::string& id,
                         const Servers::Problem& problem = std::nullopt);
    void settle_snapshot(const aws::AccountRegion& place, const std::string& id, const Servers::Problem& problem) {
        settle_snapshot(snapshots_, place, id, problem);
    }
    void settle_snapshot(Kept<SnapshotRecord>& in, const aws::AccountRegion& place, const std::string& id,
                         const Servers::Problem& problem);
    void save(Kept<SnapshotRecord>& in, const aws::AccountRegion& place, const std::string& id, Work work);
    [[nodiscard]] std::map<std::string, std::string> settings_of(const aws::AccountRegion& place,
                                                                 const InstanceRecord& record);
    /// The instance that it copies; empty: none.
    [[nodiscard]] std::string source_of(const aws::AccountRegion& place, const InstanceRecord& record);
    [[nodiscard]] ServerSpec spec_of(const aws::AccountRegion& place, const InstanceRecord& record);
    [[nodiscard]] std::int64_t retention_of(const aws::AccountRegion& place, const InstanceRecord& record);
    [[nodiscard]] Work recover_volume(aws::AccountRegion place, ServerSpec spec, std::string volume);
    [[nodiscard]] Task<void> see_restore(aws::AccountRegion place, std::string id, std::string volume,
                                         std::shared_ptr<wt::Event> over, Work work);
    void fail_restore(const aws::AccountRegion& place, ClusterRecord& cluster, const std::string& why);
    /// Instances of clusters that an earlier process was restoring wait; and that goes on.
    void hold_restores();
    void resume_restores();
    /// Each history gets a backup a day, in the window of its owner.
    [[nodiscard]] Task<void> keep_histories();
    [[nodiscard]] Task<void> back_up_daily(aws::AccountRegion place, std::string id);
    [[nodiscard]] static ServerSpec standby_of(const ServerSpec& primary, const InstanceRecord& record);
    [[nodiscard]] Task<void> until_quiet(aws::AccountRegion place, std::string instance);
    [[nodiscard]] Work bring(aws::AccountRegion place, std::string id, Start start);
    [[nodiscard]] Work bring_copy(aws::AccountRegion place, std::string id, std::string server);
    [[nodiscard]] Work bring_recovered(aws::AccountRegion place, std::string id, std::string server);
    [[nodiscard]] Work bring_followers(aws::AccountRegion place, std::string id);
    [[nodiscard]] Task<void> work_through(aws::AccountRegion place, std::string id, std::optional<Course> course,
                                          std::shared_ptr<wt::Event> over, Work work);
    void bring_up_all();
    /// AWS lets nothing be stopped for longer.
    [[nodiscard]] Task<void> start_in_time(aws::AccountRegion place, std::string id, Instant then);
    InstanceRecord& apply_changes(const aws::AccountRegion& place, InstanceRecord& record);
    /// Whoever names it names it so: replicas, its cluster, endpoints, proxies, subscriptions.
    InstanceRecord& rename(const aws::AccountRegion& place, const InstanceRecord& record, const std::string& to);
    [[nodiscard]] Work bring_later(aws::AccountRegion place, std::string id);
    void settle_cluster(const aws::AccountRegion& place, const std::string& id);
    void settle_proxy(const aws::AccountRegion& place, const std::string& name);
    void wait_for_window(const aws::AccountRegion& place, const InstanceRecord& record);
    [[nodiscard]] InstanceRecord of_scenario(const std::string& name, const InstanceConfig& config);

    /// Of backups that are there only until an instance has begun with them.
    static constexpr std::string_view copy_head = "now-";

    Context context_;
    Pace& pace_;
    secrets::Catalogue& secrets_;
    SqlDatabases& sql_;
    aws::Rows rows_;
    Random chance_;
    Databases* databases_ = nullptr;
    Tier* tier_ = nullptr;
    NoServers no_servers_;
    Servers* servers_ = &no_servers_;
    aws::AccountRegion usual_;
    Kept<InstanceRecord> instances_;
    Kept<ClusterRecord> clusters_;
    Kept<EndpointRecord> cluster_endpoints_;
    Kept<SubnetGroupRecord> subnet_groups_;
    Kept<ParameterGroupRecord> parameter_groups_;
    Kept<ParameterGroupRecord> cluster_parameter_groups_;
    Kept<OptionGroupRecord> option_groups_;
    Kept<ProxyRecord> proxies_;
    Kept<ProxyEndpointRecord> proxy_endpoints_;
    Kept<SubscriptionRecord> subscriptions_;
    Kept<GlobalClusterRecord> global_clusters_;
    Kept<SnapshotRecord> snapshots_;
    Kept<SnapshotRecord> cluster_snapshots_;
    std::deque<Happening> happenings_;
    // By place and id; set when it is over.
    std::map<std::pair<aws::AccountRegion, std::string>, std::shared_ptr<wt::Event>> under_way_;
    std::map<std::pair<aws::AccountRegion, std::string>, std::shared_ptr<wt::Event>> restoring_;
    std::vector<std::shared_ptr<wt::Event>> begun_;
    Scope working_;
};

/// The next moment at which a window such as "sun:06:00-sun:06:30" begins; none: it is no window.
[[nodiscard]] std::optional<Instant> next_window(std::string_view window, Instant now);
/// As that, of a window of every day, such as "03:00-03:30".
[[nodiscard]] std::optional<Instant> next_daily_window(std::string_view window, Instant now);

}  // namespace wt::rds::api
