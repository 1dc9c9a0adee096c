// What is told of maintenance, certificates, changes that can be, and quotas.
#include <algorithm>

#include "storage/rds/api/checks.hpp"
#include "storage/rds/api/engines.hpp"
#include "storage/rds/api/rds.hpp"

namespace wt::rds::api {

namespace {

/// Amazon RDS User Guide, "Using SSL/TLS to encrypt a connection to a DB instance". The first is an instance's.
constexpr std::string_view authorities[] = {"rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"};

constexpr std::int32_t least_through = 500;  // MiB/s

/// Amazon RDS User Guide, "Quotas and constraints".
constexpr std::int64_t allowed_instances = 40;
constexpr std::int64_t allowed_total_storage = 100'000;  // GiB
constexpr std::int64_t allowed_groups = 50;
constexpr std::int64_t allowed_manual_snapshots = 100;
constexpr std::int64_t allowed_subnets = 20;
constexpr std::int64_t allowed_option_groups = 20;
constexpr std::int64_t allowed_replicas_of_one = 15;
constexpr std::int64_t allowed_subscriptions = 20;
constexpr std::int64_t allowed_endpoints = 5;
constexpr std::int64_t allowed_roles = 5;

}  // namespace

aws::Outcome<PendingMaintenanceActionsMessage> Rds::describe_pending_maintenance_actions(
    const aws::Call& call, DescribePendingMaintenanceActionsMessage input) {
    if (input.resource_identifier && !tagged(call, *input.resource_identifier).ok())
        return aws::Error(rds_errors::resource_not_found,
                          fmt::format("{} is not there.", *input.resource_identifier));  // Assumed
    // No version here is ever replaced by AWS.
    auto part = page(call, std::map<std::string, ResourcePendingMaintenanceActions>(), input.marker, input.max_records);
    if (!part.ok()) return part.error();
    PendingMaintenanceActionsMessage output;
    output.pending_maintenance_actions = std::move(part->items);
    return output;
}

aws::Outcome<ApplyPendingMaintenanceActionResult> Rds::apply_pending_maintenance_action(
    const aws::Call& /*call*/, ApplyPendingMaintenanceActionMessage input) {
    return aws::Error(rds_errors::resource_not_found,
                      fmt::format("{} has no pending maintenance action {}.", input.resource_identifier,
                                  input.apply_action));  // Assumed
}

aws::Outcome<CertificateMessage> Rds::describe_certificates(const aws::Call& call, DescribeCertificatesMessage input) {
    std::map<std::string, Certificate> all;
    for (const std::string_view each : authorities) {
        if (input.certificate_identifier && *input.certificate_identifier != each) continue;
        Certificate& told = all[std::string(each)];
        told.certificate_identifier = std::string(each);
        told.certificate_type = "CA";
        told.certificate_arn = fmt::format("arn:aws:rds:{}::cert:{}", place_of(call).region, each);
        told.customer_override = false;
    }
    if (input.certificate_identifier && all.empty())
        return aws::Error(rds_errors::certificate_not_found,
                          fmt::format("Certificate not found: {}", *input.certificate_identifier));  // Assumed
    auto part = page(call, std::move(all), input.marker, input.max_records);
    if (!part.ok()) return part.error();
    CertificateMessage output;
    output.default_certificate_for_new_launches = std::string(authorities[0]);
    output.certificates = std::move(part->items);
    output.marker = part->next;
    return output;
}

aws::Outcome<DescribeValidDbInstanceModificationsResult> Rds::describe_valid_db_instance_modifications(
    const aws::Call& call, DescribeValidDbInstanceModificationsMessage input) {
    const auto found = available_instance(call, input.db_instance_identifier);
    if (!found.ok()) return found.error();
    const InstanceRecord& record = **found;
    DescribeValidDbInstanceModificationsResult output;
    ValidDbInstanceModificationsMessage& told = output.valid_db_instance_modifications_message.emplace();
    auto& storage = told.storage.emplace();
    told.valid_processor_features.emplace();
    told.supports_dedicated_log_volume = false;
    // A cluster's instances have its storage, and a scenario's keep what they have.
    if (!record.cluster.empty() || record.of_scenario) return output;
    for (const StorageRow& row : rows_of_storage) {
        // Nothing becomes magnetic any more.
        if (row.type == "standard" && record.storage_type != "standard") continue;
        ValidStorageOptions& option = storage.emplace_back();
        option.storage_type = std::string(row.type);
        // It never shrinks.
        const auto least = std::max(row.least_size, static_cast<std::int32_t>(record.storage));
        option.storage_size = {{Range{least, row.most_size, 1}}};
        option.provisioned_iops.emplace();
        if (row.least_iops > 0) option.provisioned_iops->push_back({row.least_iops, row.most_iops, 1});
        if (row.most_ratio > 0) option.iops_to_storage_ratio = {{DoubleRange{least_ratio, row.most_ratio}}};
        if (row.most_through > 0) option.provisioned_storage_throughput = {{Range{least_through, row.most_through, 1}}};
        option.supports_storage_autoscaling = false;
    }
    return output;
}

aws::Outcome<AccountAttributesMessage> Rds::describe_account_attributes(const aws::Call& call,
                                                                        DescribeAccountAttributesMessage /*input*/) {
    const aws::AccountRegion place = place_of(call);
    const auto count = [&](const auto& all) {
        return static_cast<std::int64_t>(
            std::count_if(all.begin(), all.end(), [&](const auto& each) { return each.first.first == place; }));
    };
    std::int64_t storage = 0;
    std::map<std::string, std::int64_t> replicas;
    for (const auto& [key, record] : catalogue_.instances().all()) {
        if (key.first != place) continue;
        if (record.cluster.empty()) storage += record.storage;
        if (!record.source.empty()) ++replicas[record.source];
    }
    std::int64_t subnets = 0;
    for (const auto& [key, record] : catalogue_.subnet_groups().all()) {
        if (key.first == place) subnets = std::max(subnets, static_cast<std::int64_t>(record.subnets.size()));
    }
    std::int64_t followers = 0;
    for (const auto& [source, number] : replicas) followers = std::max(followers, number);
    const auto most_roles = [&](const auto& all) {
        std::size_t most = 0;
        for (const auto& [key, record] : all) {
            if (key.first == place) most = std::max(most, record.roles.size());
        }
        return static_cast<std::int64_t>(most);
    };
    std::map<std::string, std::int64_t> endpoints;
    std::int64_t most_endpoints = 0;
    for (const auto& [key, record] : catalogue_.cluster_endpoints().all()) {
        if (key.first == place) most_endpoints = std::max(most_endpoints, ++endpoints[record.cluster]);
    }
    // The names are those of the API Reference, "AccountQuota".
    AccountAttributesMessage output;
    output.account_quotas.emplace() = {
        {"DBInstances", count(catalogue_.instances().all()), allowed_instances},
        {"AllocatedStorage", storage, allowed_total_storage},
        {"DBParameterGroups", count(catalogue_.parameter_groups().all()), allowed_groups},
        {"ManualSnapshots", count(catalogue_.snapshots().all()), allowed_manual_snapshots},
        {"DBSubnetGroups", count(catalogue_.subnet_groups().all()), allowed_groups},
        {"OptionGroups", count(catalogue_.option_groups().all()), allowed_option_groups},
        {"SubnetsPerDBSubnetGroup", subnets, allowed_subnets},
        {"ReadReplicasPerMaster", followers, allowed_replicas_of_one},
        {"DBClusters", count(catalogue_.clusters().all()), allowed_instances},
        {"DBClusterParameterGroups", count(catalogue_.cluster_parameter_groups().all()), allowed_groups},
        {"ManualClusterSnapshots", count(catalogue_.cluster_snapshots().all()), allowed_manual_snapshots},
        {"EventSubscriptions", count(catalogue_.subscriptions().all()), allowed_subscriptions},
        {"CustomEndpointsPerDBCluster", most_endpoints, allowed_endpoints},
        {"DBInstanceRoles", most_roles(catalogue_.instances().all()), allowed_roles},
        {"DBClusterRoles", most_roles(catalogue_.clusters().all()), allowed_roles},
    };
    return output;
}

}  // namespace wt::rds::api
