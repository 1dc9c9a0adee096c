#pragma once
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.hpp"
#include "base/pace.hpp"
#include "secrets/catalogue.hpp"
#include "storage/rds/api/kept.hpp"
#include "storage/rds/api/records.hpp"
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

    /// From now on the scenario's databases are told, of `usual`; both outlive this.
    void stand_among(Databases& databases, Tier& tier, const aws::AccountRegion& usual);

    [[nodiscard]] Kept<InstanceRecord>& instances() { return instances_; }
    [[nodiscard]] Kept<ClusterRecord>& clusters() { return clusters_; }
    [[nodiscard]] Kept<SubnetGroupRecord>& subnet_groups() { return subnet_groups_; }
    [[nodiscard]] Kept<ParameterGroupRecord>& parameter_groups() { return parameter_groups_; }
    [[nodiscard]] Kept<ParameterGroupRecord>& cluster_parameter_groups() { return cluster_parameter_groups_; }
    [[nodiscard]] Kept<SnapshotRecord>& snapshots() { return snapshots_; }
    [[nodiscard]] Kept<SnapshotRecord>& cluster_snapshots() { return cluster_snapshots_; }
    [[nodiscard]] SqlDatabases& databases() { return sql_; }
    [[nodiscard]] Tier& tier() { return *tier_; }

    /// The instances of a cluster, the writer first, then by promotion tier.
    [[nodiscard]] std::vector<InstanceRecord*> members(const aws::AccountRegion& place, const std::string& cluster);

    void add(const aws::AccountRegion& place, InstanceRecord record);
    void add(const aws::AccountRegion& place, ClusterRecord record);
    /// It is of that status for so long; at the end of "deleting" it goes, of "stopping" it is stopped.
    void pass(const aws::AccountRegion& place, InstanceRecord& record, std::string status, Duration usually);
    void pass(const aws::AccountRegion& place, ClusterRecord& record, std::string status, Duration usually);
    void keep(const aws::AccountRegion& place, const InstanceRecord& record);
    void keep(const aws::AccountRegion& place, const ClusterRecord& record);
    /// What waits for the maintenance window is done.
    static void apply_pending(InstanceRecord& record);
    /// Now, and the instance is changing, or at the next maintenance window.
    void change(const aws::AccountRegion& place, InstanceRecord& record, const Changes& changes, bool now);

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
    void note(const std::string& name, const Primary* now);
    void note(const std::string& name, const ReplicaSet* now);
    void settle_instance(const aws::AccountRegion& place, const std::string& id);
    void settle_cluster(const aws::AccountRegion& place, const std::string& id);
    void wait_for_window(const aws::AccountRegion& place, const InstanceRecord& record);
    [[nodiscard]] InstanceRecord of_scenario(const std::string& name, const InstanceConfig& config);

    Context context_;
    Pace& pace_;
    secrets::Catalogue& secrets_;
    SqlDatabases& sql_;
    aws::Rows rows_;
    Random chance_;
    Databases* databases_ = nullptr;
    Tier* tier_ = nullptr;
    aws::AccountRegion usual_;
    Kept<InstanceRecord> instances_;
    Kept<ClusterRecord> clusters_;
    Kept<SubnetGroupRecord> subnet_groups_;
    Kept<ParameterGroupRecord> parameter_groups_;
    Kept<ParameterGroupRecord> cluster_parameter_groups_;
    Kept<SnapshotRecord> snapshots_;
    Kept<SnapshotRecord> cluster_snapshots_;
    std::deque<Happening> happenings_;
};

/// The next moment at which a window such as "sun:06:00-sun:06:30" begins; none: it is no window.
[[nodiscard]] std::optional<Instant> next_window(std::string_view window, Instant now);

}  // namespace wt::rds::api
