// Clusters' endpoints as the API tells them, and custom ones.
#include <algorithm>

#include "base/ascii.hpp"
#include "storage/rds/api/checks.hpp"
#include "storage/rds/api/rds.hpp"

namespace wt::rds::api {

namespace {

/// Amazon Aurora User Guide, "Custom endpoints".
constexpr std::size_t most_custom_endpoints = 5;
/// Assumed: how long a client of an endpoint waits that leads to nobody.
constexpr Duration endpoint_patience = 10s;

[[nodiscard]] aws::Error no_endpoint(const std::string& id) {
    return aws::Error(rds_errors::db_cluster_endpoint_not_found,
                      fmt::format("DBClusterEndpoint {} not found.", id));  // Assumed
}
[[nodiscard]] bool names_instance(const std::vector<std::string>& names, const std::string& id) {
    return std::find(names.begin(), names.end(), id) != names.end();
}
[[nodiscard]] std::vector<std::string> lowered_ids(const std::vector<std::string>& ids) {
    std::vector<std::string> small;
    for (const std::string& id : ids) small.push_back(lowered(id));
    return small;
}

/// "db-cluster-endpoint-type" and its like, whose values are small letters.
[[nodiscard]] bool endpoint_passes(const DbClusterEndpoint& told, const std::vector<Filter>& filters) {
    return std::all_of(filters.begin(), filters.end(), [&](const Filter& filter) {
        const std::string text =
            filter.name == "db-cluster-endpoint-type"          ? told.endpoint_type.value_or("")
            : filter.name == "db-cluster-endpoint-custom-type" ? told.custom_endpoint_type.value_or("")
            : filter.name == "db-cluster-endpoint-id"          ? told.db_cluster_endpoint_identifier.value_or("")
            : filter.name == "db-cluster-endpoint-status"      ? told.status.value_or("")
                                                               : "";
        return std::any_of(filter.values.begin(), filter.values.end(),
                           [&](const std::string& value) { return lowered(value) == lowered(text); });
    });
}

}  // namespace

void Catalogue::drop_endpoint(const aws::AccountRegion& place, const std::string& id) {
    const EndpointRecord* const record = cluster_endpoints_.find(place, id);
    if (record == nullptr) return;
    servers_->relay_nowhere(record->resource_id);
    cluster_endpoints_.erase(place, id);
}

void Catalogue::lead_endpoints(const aws::AccountRegion& place, const ClusterRecord& cluster) {
    if (!servers_->has(cluster.engine)) return;
    const auto real = servers_->cluster_endpoints(cluster.resource_id);
    for (const auto& [key, record] : cluster_endpoints_.all()) {
        if (key.first != place || record.cluster != cluster.id) continue;
        Servers::Relay how;
        how.engine = cluster.engine.find("mysql") == std::string::npos ? "postgres" : "mysql";
        // Clients know the cluster's port only.
        how.port = real ? real->writer.port : cluster.port;
        how.patience = endpoint_patience;
        for (const InstanceRecord* const member : members(place, cluster.id)) {
            const std::string status = member->status();
            if (status == "creating" || status == "stopped" || status == "failed" || status == "deleting") continue;
            if (record.type == "READER" && member->id == cluster.writer) continue;
            if (!record.members.empty() && !names_instance(record.members, member->id)) continue;
            if (!names_instance(record.excluded, member->id)) how.to.push_back(member->server());
        }
        servers_->relay(record.resource_id, how);
    }
}

DbClusterEndpoint Rds::told(const aws::AccountRegion& place, const EndpointRecord& record) {
    DbClusterEndpoint told;
    told.db_cluster_endpoint_identifier = record.id;
    told.db_cluster_identifier = record.cluster;
    told.db_cluster_endpoint_resource_identifier = record.resource_id;
    told.endpoint = fmt::format("{}.cluster-custom-{}", record.id, domain_of(place));
    if (const auto real = catalogue_.servers().relay_endpoint(record.resource_id)) told.endpoint = real->address;
    told.status = "available";
    told.endpoint_type = "CUSTOM";
    told.custom_endpoint_type = record.type;
    told.static_members = record.members;
    told.excluded_members = record.excluded;
    told.db_cluster_endpoint_arn = rds_arn(place, "cluster-endpoint", record.id);
    return told;
}

Rds::Refusal Rds::check(const aws::AccountRegion& place, const EndpointRecord& record) {
    if (record.type != "READER" && record.type != "ANY")
        return aws::Error(invalid_value, fmt::format("Invalid value {} for EndpointType. Must be READER or ANY.",
                                                     record.type));  // Assumed
    if (!record.members.empty() && !record.excluded.empty())
        return aws::Error(invalid_combination,
                          "StaticMembers and ExcludedMembers can't be specified together.");  // Assumed
    for (const auto* const list : {&record.members, &record.excluded}) {
        for (const std::string& id : *list) {
            const InstanceRecord* const member = catalogue_.instances().find(place, id);
            if (member == nullptr)
                return aws::Error(rds_errors::db_instance_not_found, fmt::format("DBInstance {} not found.", id));
            if (member->cluster != record.cluster)
                return aws::Error(rds_errors::invalid_db_instance_state,
                                  fmt::format("Instance {} is not in the cluster {}.", id, record.cluster));  // Assumed
        }
    }
    return std::nullopt;
}

aws::Outcome<DbClusterEndpoint> Rds::create_db_cluster_endpoint(const aws::Call& call,
                                                                CreateDbClusterEndpointMessage input) {
    const auto create = [&]() -> aws::Outcome<DbClusterEndpoint> {
        const aws::AccountRegion place = place_of(call);
        const auto found = available_cluster(call, input.db_cluster_identifier);
        if (!found.ok()) return found.error();
        EndpointRecord record;
        record.id = lowered(input.db_cluster_endpoint_identifier);
        record.cluster = (*found)->id;
        record.type = input.endpoint_type;
        record.members = lowered_ids(input.static_members);
        record.excluded = lowered_ids(input.excluded_members);
        if (!is_rds_id(record.id))
            return aws::Error(invalid_value, "The parameter DBClusterEndpointIdentifier is not a valid identifier.");
        if (catalogue_.cluster_endpoints().has(place, record.id))
            return aws::Error(rds_errors::db_cluster_endpoint_already_exists,
                              fmt::format("DBClusterEndpoint {} already exists.", record.id));  // Assumed
        const auto& all = catalogue_.cluster_endpoints().all();
        const auto there = std::count_if(all.begin(), all.end(), [&](const auto& each) {
            return each.first.first == place && each.second.cluster == record.cluster;
        });
        if (static_cast<std::size_t>(there) >= most_custom_endpoints)
            return aws::Error(rds_errors::db_cluster_endpoint_quota_exceeded,
                              "A cluster has at most 5 custom endpoints.");  // Assumed
        if (auto wrong = check(place, record)) return std::move(*wrong);
        if (auto wrong = set_tags(record.tags, input.tags, call.via)) return std::move(*wrong);
        record.resource_id = catalogue_.fresh_resource_id("cluster-endpoint-");
        const std::string id = record.id;
        const EndpointRecord& made = catalogue_.cluster_endpoints().put(place, id, std::move(record));
        catalogue_.lead_endpoints(place, **found);
        DbClusterEndpoint output = told(place, made);
        output.status = "creating";
        return output;
    };
    return create();
}

aws::Outcome<DbClusterEndpointMessage> Rds::describe_db_cluster_endpoints(const aws::Call& call,
                                                                          DescribeDbClusterEndpointsMessage input) {
    const auto describe = [&]() -> aws::Outcome<DbClusterEndpointMessage> {
        const aws::AccountRegion place = place_of(call);
        std::string cluster;
        if (input.db_cluster_identifier) {
            const std::string& named = *input.db_cluster_identifier;
            const auto found = named_cluster(call, named.substr(named.rfind(':') + 1));
            if (!found.ok()) return found.error();
            cluster = (*found)->id;
        }
        if (auto wrong = check_filters(input.filters, {"db-cluster-endpoint-type", "db-cluster-endpoint-custom-type",
                                                       "db-cluster-endpoint-id", "db-cluster-endpoint-status"}))
            return std::move(*wrong);
        std::map<std::string, DbClusterEndpoint> all;
        const auto add = [&](const std::string& key, DbClusterEndpoint endpoint) {
            if (!cluster.empty() && endpoint.db_cluster_identifier != cluster) return;
            const Name& wanted = input.db_cluster_endpoint_identifier;
            if (wanted && endpoint.db_cluster_endpoint_identifier != lowered(*wanted)) return;
            if (endpoint_passes(endpoint, input.filters)) all.emplace(key, std::move(endpoint));
        };
        for (const auto& [key, record] : catalogue_.clusters().all()) {
            if (key.first != place) continue;
            const DbCluster of = told(place, record);
            for (const bool writes : {true, false}) {
                DbClusterEndpoint endpoint;
                endpoint.db_cluster_identifier = record.id;
                endpoint.endpoint = writes ? of.endpoint : of.reader_endpoint;
                endpoint.status = record.status() == "creating" ? "creating" : "available";
                endpoint.endpoint_type = writes ? "WRITER" : "READER";
                add(fmt::format("{} {}", record.id, writes ? 1 : 2), std::move(endpoint));
            }
        }
        for (const auto& [key, record] : catalogue_.cluster_endpoints().all()) {
            if (key.first == place) add(fmt::format("{} 3 {}", record.cluster, record.id), told(place, record));
        }
        auto part = page(call, std::move(all), input.marker, input.max_records);
        if (!part.ok()) return part.error();
        DbClusterEndpointMessage output;
        output.db_cluster_endpoints = std::move(part->items);
        output.marker = part->next;
        return output;
    };
    return describe();
}

aws::Outcome<DbClusterEndpoint> Rds::modify_db_cluster_endpoint(const aws::Call& call,
                                                                ModifyDbClusterEndpointMessage input) {
    const auto modify = [&]() -> aws::Outcome<DbClusterEndpoint> {
        const aws::AccountRegion place = place_of(call);
        EndpointRecord* const found =
            catalogue_.cluster_endpoints().find(place, lowered(input.db_cluster_endpoint_identifier));
        if (found == nullptr) return no_endpoint(input.db_cluster_endpoint_identifier);
        const auto cluster = available_cluster(call, found->cluster);
        if (!cluster.ok()) return cluster.error();
        EndpointRecord changed = *found;
        if (input.endpoint_type) changed.type = *input.endpoint_type;
        // One list takes the other's place.
        if (!input.static_members.empty() || !input.excluded_members.empty()) {
            changed.members = lowered_ids(input.static_members);
            changed.excluded = lowered_ids(input.excluded_members);
        }
        if (auto wrong = check(place, changed)) return std::move(*wrong);
        *found = std::move(changed);
        catalogue_.cluster_endpoints().keep(place, found->id);
        catalogue_.lead_endpoints(place, **cluster);
        return told(place, *found);
    };
    return modify();
}

aws::Outcome<DbClusterEndpoint> Rds::delete_db_cluster_endpoint(const aws::Call& call,
                                                                DeleteDbClusterEndpointMessage input) {
    const auto remove = [&]() -> aws::Outcome<DbClusterEndpoint> {
        const aws::AccountRegion place = place_of(call);
        const std::string id = lowered(input.db_cluster_endpoint_identifier);
        const EndpointRecord* const found = catalogue_.cluster_endpoints().find(place, id);
        if (found == nullptr) return no_endpoint(input.db_cluster_endpoint_identifier);
        DbClusterEndpoint output = told(place, *found);
        output.status = "deleting";
        catalogue_.drop_endpoint(place, id);
        return output;
    };
    return remove();
}

}  // namespace wt::rds::api
