// How instances and clusters are told.
#include <algorithm>

#include "storage/rds/api/checks.hpp"
#include "storage/rds/api/engines.hpp"
#include "storage/rds/api/rds.hpp"

namespace wt::rds::api {

namespace {

[[nodiscard]] std::optional<std::string> unless_blank(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}
[[nodiscard]] std::optional<std::vector<VpcSecurityGroupMembership>> security_groups(
    const std::vector<std::string>& ids) {
    std::vector<VpcSecurityGroupMembership> all;
    for (const std::string& id : ids) all.push_back({id, "active"});
    // Who names none gets the one of the default VPC.
    if (all.empty()) all.push_back({"sg-00000000", "active"});
    return all;
}
/// Of the default VPC.
[[nodiscard]] SubnetGroupRecord usual_subnet_group() {
    SubnetGroupRecord record;
    record.name = record.description = "default";
    record.subnets = {"subnet-0000000a", "subnet-0000000b", "subnet-0000000c"};
    return record;
}
[[nodiscard]] std::vector<aws::ResourceTag> tag_list(const Tags& tags) {
    std::vector<aws::ResourceTag> all;
    for (const auto& [key, value] : tags) all.push_back({key, value});
    return all;
}

}  // namespace

std::string domain_of(const aws::AccountRegion& place) {
    std::uint64_t mixed = 1469598103934665603ULL;
    for (const char c : place.account + place.region)
        mixed = (mixed ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    std::string hash = "c";
    for (int i = 0; i < 11; ++i, mixed /= 36) hash += "abcdefghijklmnopqrstuvwxyz0123456789"[mixed % 36];
    return fmt::format("{}.{}.rds.amazonaws.com", hash, place.region);
}

DbInstance Rds::told(const aws::AccountRegion& place, const InstanceRecord& record) {
    DbInstance told;
    told.db_instance_identifier = record.id;
    told.db_instance_arn = rds_arn(place, "db", record.id);
    told.db_instance_class = record.instance_class;
    told.engine = record.engine;
    told.engine_version = record.version;
    told.db_instance_status = record.status();
    told.master_username = unless_blank(record.user);
    told.db_name = unless_blank(record.database);
    const ClusterRecord* const cluster = catalogue_.clusters().find(place, record.cluster);
    if (record.status() != "creating") {
        Endpoint& endpoint = told.endpoint.emplace();
        endpoint.address = fmt::format("{}.{}", record.id, domain_of(place));
        endpoint.port = static_cast<std::int32_t>(cluster == nullptr ? record.port : cluster->port);
        if (const auto real = catalogue_.endpoint(record)) {
            endpoint.address = real->address;
            endpoint.port = real->port;
        }
        endpoint.hosted_zone_id = "Z2R2ITUGPM61AM";
    }
    told.db_instance_port = 0;
    told.allocated_storage = static_cast<std::int32_t>(cluster == nullptr ? record.storage : 1);
    told.storage_type = cluster == nullptr ? record.storage_type : "aurora";
    if (record.iops > 0) told.iops = static_cast<std::int32_t>(record.iops);
    if (told.storage_type == "gp3") {
        const Gp3 usual = baseline_of_gp3(record.storage);
        if (record.iops == 0) told.iops = static_cast<std::int32_t>(usual.iops);
        told.storage_throughput =
            static_cast<std::int32_t>(record.throughput == 0 ? usual.throughput : record.throughput);
    }
    if (record.most_storage > 0) told.max_allocated_storage = static_cast<std::int32_t>(record.most_storage);
    told.instance_create_time = record.created;
    if (record.stopped && record.starts != Instant{}) told.automatic_restart_time = record.starts;
    told.preferred_backup_window = record.backup_window;
    told.backup_retention_period = static_cast<std::int32_t>(record.retention);
    told.db_security_groups.emplace();
    told.vpc_security_groups = security_groups(record.security_groups);
    told.db_parameter_groups = {{{record.parameter_group, record.parameters_wait ? "pending-reboot" : "in-sync"}}};
    told.availability_zone = zone_name(place.region, record.zone);
    if (record.multi_az) told.secondary_availability_zone = zone_name(place.region, record.zone + 1);
    if (const SubnetGroupRecord* const group = catalogue_.subnet_groups().find(place, record.subnet_group))
        told.db_subnet_group = this->told(place, *group);
    if (record.subnet_group.empty() || record.subnet_group == "default")
        told.db_subnet_group = this->told(place, usual_subnet_group());
    told.preferred_maintenance_window = record.maintenance_window;
    PendingModifiedValues& pending = told.pending_modified_values.emplace();
    pending.db_instance_class = record.pending.instance_class;
    if (record.pending.storage) pending.allocated_storage = static_cast<std::int32_t>(*record.pending.storage);
    pending.storage_type = record.pending.storage_type;
    if (record.pending.iops) pending.iops = static_cast<std::int32_t>(*record.pending.iops);
    pending.multi_az = record.pending.multi_az;
    pending.engine_version = record.pending.version;
    pending.db_instance_identifier = record.pending.id;
    if (record.pending.throughput) pending.storage_throughput = static_cast<std::int32_t>(*record.pending.throughput);
    if (record.pending.port) pending.port = static_cast<std::int32_t>(*record.pending.port);
    if (record.retention > 0 && record.cluster.empty() && record.status() != "creating") {
        const auto restorable = catalogue_.restorable(record.resource_id, record.retention);
        if (restorable) told.latest_restorable_time = restorable->latest;
        // One without a server is restored as it is.
        if (!catalogue_.has_server(record)) told.latest_restorable_time = context_.calendar();
    }
    told.multi_az = record.multi_az;
    told.auto_minor_version_upgrade = record.minor_upgrades;
    told.read_replica_source_db_instance_identifier = unless_blank(record.source);
    auto& replicas = told.read_replica_db_instance_identifiers.emplace();
    for (const auto& [key, other] : catalogue_.instances().all()) {
        if (key.first == place && other.source == record.id) replicas.push_back(other.id);
    }
    told.license_model =
        record.engine.find("postgres") == std::string::npos ? "general-public-license" : "postgresql-license";
    const EngineRow* const engine = find_engine(record.engine, record.version);
    std::string major(engine == nullptr ? "" : engine->family.substr(engine->engine.size()));
    std::replace(major.begin(), major.end(), '.', '-');
    const std::string usual = fmt::format("default:{}-{}", record.engine, major);
    told.option_group_memberships = {{{record.option_group.empty() ? usual : record.option_group, "in-sync"}}};
    told.publicly_accessible = record.is_public;
    if (!record.source.empty()) {
        DbInstanceStatusInfo& info = told.status_infos.emplace().emplace_back();
        info.status_type = "read replication";
        info.normal = true;
        info.status = "replicating";
    }
    auto& roles = told.associated_roles.emplace();
    for (const RoleRecord& each : record.roles) roles.push_back({each.arn, each.feature, "ACTIVE"});
    told.db_cluster_identifier = unless_blank(record.cluster);
    told.storage_encrypted = cluster == nullptr ? record.encrypted : cluster->encrypted;
    told.kms_key_id = unless_blank(record.key);
    told.dbi_resource_id = record.resource_id;
    told.ca_certificate_identifier = record.certificate;
    told.copy_tags_to_snapshot = record.copy_tags;
    told.monitoring_interval = static_cast<std::int32_t>(record.monitoring);
    told.monitoring_role_arn = unless_blank(record.monitoring_role);
    if (!record.logs.empty()) told.enabled_cloudwatch_logs_exports = record.logs;
    told.promotion_tier = static_cast<std::int32_t>(record.tier);
    told.iam_database_authentication_enabled = record.iam;
    told.performance_insights_enabled = record.insights;
    told.deletion_protection = record.protection;
    told.tag_list = tag_list(record.tags);
    told.customer_owned_ip_enabled = false;
    told.network_type = "IPV4";
    told.backup_target = "region";
    if (!record.secret.empty()) told.master_user_secret = MasterUserSecret{record.secret, "active", std::nullopt};
    return told;
}

DbCluster Rds::told(const aws::AccountRegion& place, const ClusterRecord& record) {
    DbCluster told;
    told.db_cluster_identifier = record.id;
    told.db_cluster_arn = rds_arn(place, "cluster", record.id);
    told.engine = record.engine;
    told.engine_version = record.version;
    told.engine_mode = "provisioned";
    told.status = record.status();
    told.endpoint = fmt::format("{}.cluster-{}", record.id, domain_of(place));
    told.reader_endpoint = fmt::format("{}.cluster-ro-{}", record.id, domain_of(place));
    told.port = static_cast<std::int32_t>(record.port);
    if (const auto real = catalogue_.servers().cluster_endpoints(record.resource_id)) {
        told.endpoint = real->writer.address;
        told.reader_endpoint = real->reader.address;
        told.port = real->writer.port;
    }
    told.hosted_zone_id = "Z2R2ITUGPM61AM";
    told.master_username = record.user;
    told.database_name = unless_blank(record.database);
    told.allocated_storage = 1;
    told.availability_zones = {{zone_name(place.region, 0), zone_name(place.region, 1), zone_name(place.region, 2)}};
    told.backup_retention_period = static_cast<std::int32_t>(record.retention);
    told.preferred_backup_window = record.backup_window;
    told.preferred_maintenance_window = record.maintenance_window;
    told.db_cluster_parameter_group = record.parameter_group;
    told.db_subnet_group = record.subnet_group.empty() ? "default" : record.subnet_group;
    told.vpc_security_groups = security_groups(record.security_groups);
    auto& members = told.db_cluster_members.emplace();
    for (const InstanceRecord* const member : catalogue_.members(place, record.id))
        members.push_back(
            {member->id, member->id == record.writer, "in-sync", static_cast<std::int32_t>(member->tier)});
    told.multi_az = members.size() > 1;
    told.cluster_create_time = record.created;
    const auto restorable = catalogue_.restorable(record.resource_id, record.retention);
    told.latest_restorable_time = restorable ? restorable->latest : context_.calendar();
    // Told in seconds: the first that it can be restored to.
    told.earliest_restorable_time =
        restorable ? std::chrono::ceil<std::chrono::seconds>(restorable->earliest) : *told.latest_restorable_time;
    told.db_cluster_resource_id = record.resource_id;
    told.storage_encrypted = record.encrypted;
    told.kms_key_id = unless_blank(record.key);
    told.iam_database_authentication_enabled = record.iam;
    if (!record.logs.empty()) told.enabled_cloudwatch_logs_exports = record.logs;
    told.storage_type = unless_blank(record.storage_type);
    if (record.backtrack > 0) told.backtrack_window = record.backtrack;
    auto& roles = told.associated_roles.emplace();
    for (const RoleRecord& each : record.roles) roles.push_back({each.arn, "ACTIVE", unless_blank(each.feature)});
    if (const GlobalClusterRecord* const global = catalogue_.global_cluster_of(place, record.id)) {
        told.global_cluster_identifier = global->id;
        told.global_write_forwarding_status = "disabled";
    }
    told.deletion_protection = record.protection;
    told.http_endpoint_enabled = record.http_endpoint;
    told.copy_tags_to_snapshot = record.copy_tags;
    told.cross_account_clone = false;
    told.auto_minor_version_upgrade = true;
    told.network_type = "IPV4";
    told.tag_list = tag_list(record.tags);
    if (record.most_capacity) {
        ServerlessV2ScalingConfigurationInfo& scaling = told.serverless_v2_scaling_configuration.emplace();
        scaling.min_capacity = record.least_capacity.value_or(0.5);
        scaling.max_capacity = record.most_capacity;
        constexpr std::int64_t usual = 300;  // ServerlessV2ScalingConfiguration, "SecondsUntilAutoPause"
        if (scaling.min_capacity == 0)
            scaling.seconds_until_auto_pause = record.pauses_after == 0 ? usual : record.pauses_after;
    }
    if (!record.secret.empty()) told.master_user_secret = MasterUserSecret{record.secret, "active", std::nullopt};
    return told;
}

}  // namespace wt::rds::api
