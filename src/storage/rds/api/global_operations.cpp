// Global clusters: clusters of several regions as one database. Their data is not copied from one to another.
#include <algorithm>

#include "base/ascii.hpp"
#include "storage/rds/api/durations.hpp"
#include "storage/rds/api/engines.hpp"
#include "storage/rds/api/rds.hpp"

namespace wt::rds::api {

namespace {

[[nodiscard]] aws::Error no_global_cluster(const std::string& id) {
    return aws::Error(rds_errors::global_cluster_not_found, fmt::format("Global cluster {} not found.", id));
}

[[nodiscard]] std::string global_arn(const aws::AccountRegion& place, const std::string& id) {
    return fmt::format("arn:aws:rds::{}:global-cluster:{}", place.account, id);
}

/// A cluster's place and id: "arn:aws:rds:REGION:ACCOUNT:cluster:ID", or an id of the caller's own place.
struct Named {
    aws::AccountRegion place;
    std::string id;
};
[[nodiscard]] Named named_by(const aws::AccountRegion& place, const std::string& text) {
    if (!text.starts_with("arn:")) return {place, lowered(text)};
    Named named{place, lowered(text.substr(text.rfind(':') + 1))};
    std::vector<std::string> parts{""};
    for (const char c : text) {
        if (c == ':') {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    if (parts.size() == 7) named.place.region = parts[3];
    return named;
}

}  // namespace

GlobalClusterRecord* Catalogue::global_cluster_of(const aws::AccountRegion& place, const std::string& cluster) {
    const std::string arn = fmt::format("arn:aws:rds:{}:{}:cluster:{}", place.region, place.account, cluster);
    for (auto& [key, record] : global_clusters_.all()) {
        const auto& members = record.members;
        if (key.first.account == place.account && std::find(members.begin(), members.end(), arn) != members.end())
            return &record;
    }
    return nullptr;
}

GlobalCluster Rds::told(const aws::AccountRegion& place, const GlobalClusterRecord& record) {
    GlobalCluster told;
    told.global_cluster_identifier = record.id;
    told.global_cluster_resource_id = record.resource_id;
    told.global_cluster_arn = global_arn(place, record.id);
    const bool over = catalogue_.pace().over({record.passing.began, record.passing.ends});
    told.status = record.passing.status.empty() || over ? "available" : record.passing.status;
    told.engine = record.engine;
    told.engine_version = record.version;
    told.engine_lifecycle_support = "open-source-rds-extended-support";
    if (!record.database.empty()) told.database_name = record.database;
    told.storage_encrypted = record.encrypted;
    told.deletion_protection = record.protection;
    told.endpoint =
        fmt::format("{}.global-{}.global.rds.amazonaws.com", record.id, domain_of({place.account, ""}).substr(0, 12));
    auto& members = told.global_cluster_members.emplace();
    for (const std::string& arn : record.members) {
        GlobalClusterMember& member = members.emplace_back();
        member.db_cluster_arn = arn;
        member.is_writer = members.size() == 1;
        auto& readers = member.readers.emplace();
        if (*member.is_writer) readers.assign(record.members.begin() + 1, record.members.end());
        member.global_write_forwarding_status = "disabled";
    }
    auto& tags = told.tag_list.emplace();
    for (const auto& [key, value] : record.tags) tags.push_back({key, value});
    return told;
}

aws::Outcome<GlobalClusterRecord*> Rds::named_global_cluster(const aws::Call& call, const std::string& id) {
    GlobalClusterRecord* const found =
        catalogue_.global_clusters().find(Catalogue::in_every_region(place_of(call)), lowered(id));
    if (found != nullptr) return found;
    return no_global_cluster(id);
}

void Rds::pass_global(const aws::AccountRegion& place, GlobalClusterRecord& record, std::string status,
                      Duration usually) {
    record.passing = {};
    if (const auto course = catalogue_.pace().begin(usually))
        record.passing = {std::move(status), course->began, course->ends};
    catalogue_.global_clusters().keep(Catalogue::in_every_region(place), record.id);
}

aws::Outcome<CreateGlobalClusterResult> Rds::create_global_cluster(const aws::Call& call,
                                                                   CreateGlobalClusterMessage input) {
    const aws::AccountRegion place = place_of(call);
    const aws::AccountRegion everywhere = Catalogue::in_every_region(place);
    GlobalClusterRecord record;
    record.id = lowered(input.global_cluster_identifier);
    if (!is_rds_id(record.id))
        return aws::Error(invalid_value,
                          "The parameter GlobalClusterIdentifier is not a valid identifier.");  // Assumed
    if (catalogue_.global_clusters().has(everywhere, record.id))
        return aws::Error(rds_errors::global_cluster_already_exists,
                          fmt::format("Global cluster {} already exists.", record.id));  // Assumed
    record.protection = input.deletion_protection.value_or(false);
    if (input.source_db_cluster_identifier) {
        // API Reference, "CreateGlobalCluster": what follows from the source cannot be said beside it.
        if (input.engine || input.engine_version || input.database_name || input.storage_encrypted)
            return aws::Error(invalid_combination,
                              "Engine, EngineVersion, DatabaseName and StorageEncrypted can't be specified together "
                              "with SourceDBClusterIdentifier.");  // Assumed
        const Named named = named_by(place, *input.source_db_cluster_identifier);
        const ClusterRecord* const source = catalogue_.clusters().find(named.place, named.id);
        if (source == nullptr)
            return aws::Error(rds_errors::db_cluster_not_found,
                              fmt::format("DBCluster {} not found.", *input.source_db_cluster_identifier));
        if (source->status() != "available" || catalogue_.global_cluster_of(named.place, named.id) != nullptr)
            return aws::Error(rds_errors::invalid_db_cluster_state,
                              fmt::format("Cluster {} can't become part of a global cluster.", named.id));  // Assumed
        record.engine = source->engine;
        record.version = source->version;
        record.database = source->database;
        record.encrypted = source->encrypted;
        record.members.push_back(rds_arn(named.place, "cluster", named.id));
    } else {
        record.engine = lowered(input.engine.value_or(""));
        if (!is_aurora(record.engine))
            return aws::Error(invalid_value, fmt::format("Invalid value {} for Engine.", record.engine));  // Assumed
        const EngineRow* const engine = find_engine(record.engine, input.engine_version.value_or(""));
        if (engine == nullptr)
            return aws::Error(invalid_combination, fmt::format("Cannot find version {} for {}",
                                                               input.engine_version.value_or(""), record.engine));
        record.version = version_of(*engine, input.engine_version.value_or(""));
        record.database = input.database_name.value_or("");
        record.encrypted = input.storage_encrypted.value_or(false);
    }
    if (auto wrong = set_tags(record.tags, input.tags, call.via)) return std::move(*wrong);
    record.resource_id = catalogue_.fresh_resource_id("cluster-");
    const std::string id = record.id;
    GlobalClusterRecord& kept = catalogue_.global_clusters().put(everywhere, id, std::move(record));
    pass_global(place, kept, "creating", creating_cluster);
    CreateGlobalClusterResult output;
    output.global_cluster = told(place, kept);
    return output;
}

aws::Outcome<GlobalClustersMessage> Rds::describe_global_clusters(const aws::Call& call,
                                                                  DescribeGlobalClustersMessage input) {
    const aws::AccountRegion place = place_of(call);
    std::map<std::string, GlobalCluster> all;
    for (const auto& [key, record] : catalogue_.global_clusters().all()) {
        if (key.first.account != place.account) continue;
        if (input.global_cluster_identifier && record.id != lowered(*input.global_cluster_identifier)) continue;
        all.emplace(record.id, told(place, record));
    }
    if (input.global_cluster_identifier && all.empty()) return no_global_cluster(*input.global_cluster_identifier);
    auto part = page(call, std::move(all), input.marker, input.max_records);
    if (!part.ok()) return part.error();
    GlobalClustersMessage output;
    output.global_clusters = std::move(part->items);
    output.marker = part->next;
    return output;
}

aws::Outcome<ModifyGlobalClusterResult> Rds::modify_global_cluster(const aws::Call& call,
                                                                   ModifyGlobalClusterMessage input) {
    const aws::AccountRegion place = place_of(call);
    const aws::AccountRegion everywhere = Catalogue::in_every_region(place);
    const auto found = named_global_cluster(call, input.global_cluster_identifier);
    if (!found.ok()) return found.error();
    GlobalClusterRecord changed = **found;
    if (input.new_global_cluster_identifier) changed.id = lowered(*input.new_global_cluster_identifier);
    if (!is_rds_id(changed.id))
        return aws::Error(invalid_value, "The parameter NewGlobalClusterIdentifier is not a valid identifier.");
    if (changed.id != (*found)->id && catalogue_.global_clusters().has(everywhere, changed.id))
        return aws::Error(rds_errors::global_cluster_already_exists,
                          fmt::format("Global cluster {} already exists.", changed.id));  // Assumed
    if (input.deletion_protection) changed.protection = *input.deletion_protection;
    if (input.engine_version) {
        const EngineRow* const engine = find_engine(changed.engine, *input.engine_version);
        const EngineRow* const now = find_engine(changed.engine, changed.version);
        if (engine == nullptr)
            return aws::Error(invalid_combination,
                              fmt::format("Cannot find version {} for {}", *input.engine_version, changed.engine));
        if (now != nullptr && now->family != engine->family && !input.allow_major_version_upgrade.value_or(false))
            return aws::Error(
                invalid_combination,
                "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.");
        changed.version = version_of(*engine, *input.engine_version);
        for (const std::string& arn : changed.members) {
            const Named named = named_by(place, arn);
            ClusterRecord* const member = catalogue_.clusters().find(named.place, named.id);
            if (member == nullptr) continue;
            member->version = changed.version;
            catalogue_.keep(named.place, *member);
        }
    }
    const std::string before = (*found)->id;
    const std::string id = changed.id;
    if (id != before) catalogue_.global_clusters().erase(everywhere, before);
    GlobalClusterRecord& kept = catalogue_.global_clusters().put(everywhere, id, std::move(changed));
    pass_global(place, kept, "modifying", modifying);
    ModifyGlobalClusterResult output;
    output.global_cluster = told(place, kept);
    return output;
}

aws::Outcome<DeleteGlobalClusterResult> Rds::delete_global_cluster(const aws::Call& call,
                                                                   DeleteGlobalClusterMessage input) {
    const aws::AccountRegion place = place_of(call);
    const auto found = named_global_cluster(call, input.global_cluster_identifier);
    if (!found.ok()) return found.error();
    // Assumed: the sentences.
    if ((*found)->protection)
        return aws::Error(rds_errors::invalid_global_cluster_state,
                          "Cannot delete protected global cluster, please disable deletion protection and try again.");
    if (!(*found)->members.empty())
        return aws::Error(rds_errors::invalid_global_cluster_state,
                          fmt::format("Global Cluster {} is not empty.", global_arn(place, (*found)->id)));
    DeleteGlobalClusterResult output;
    output.global_cluster = told(place, **found);
    output.global_cluster->status = "deleting";
    const std::string id = (*found)->id;
    catalogue_.global_clusters().erase(Catalogue::in_every_region(place), id);
    return output;
}

aws::Outcome<RemoveFromGlobalClusterResult> Rds::remove_from_global_cluster(const aws::Call& call,
                                                                            RemoveFromGlobalClusterMessage input) {
    const aws::AccountRegion place = place_of(call);
    const auto found = named_global_cluster(call, input.global_cluster_identifier);
    if (!found.ok()) return found.error();
    auto& members = (*found)->members;
    const Named named = named_by(place, input.db_cluster_identifier);
    const auto member = std::find(members.begin(), members.end(), rds_arn(named.place, "cluster", named.id));
    if (member == members.end())
        return aws::Error(rds_errors::db_cluster_not_found,
                          fmt::format("DBCluster {} not found.", input.db_cluster_identifier));
    if (member == members.begin() && members.size() > 1)
        return aws::Error(rds_errors::invalid_global_cluster_state,
                          "The primary cluster can't be removed while the global cluster has others.");  // Assumed
    members.erase(member);
    pass_global(place, **found, "modifying", modifying);
    RemoveFromGlobalClusterResult output;
    output.global_cluster = told(place, **found);
    return output;
}

aws::Outcome<GlobalCluster> Rds::switch_over(const aws::Call& call, const std::string& global,
                                             const std::string& target, FailoverState how) {
    const aws::AccountRegion place = place_of(call);
    const auto found = named_global_cluster(call, global);
    if (!found.ok()) return found.error();
    auto& members = (*found)->members;
    const Named named = named_by(place, target);
    const auto member = std::find(members.begin(), members.end(), rds_arn(named.place, "cluster", named.id));
    if (member == members.end())
        return aws::Error(rds_errors::db_cluster_not_found, fmt::format("DBCluster {} not found.", target));
    if (member == members.begin())
        return aws::Error(rds_errors::invalid_db_cluster_state,
                          fmt::format("Cluster {} is the primary cluster already.", named.id));  // Assumed
    const ClusterRecord* const cluster = catalogue_.clusters().find(named.place, named.id);
    if (cluster == nullptr || cluster->status() != "available")
        return aws::Error(rds_errors::invalid_db_cluster_state,
                          fmt::format("Cluster {} is not in available state.", named.id));  // Assumed
    how.from_db_cluster_arn = members.front();
    how.to_db_cluster_arn = *member;
    std::rotate(members.begin(), member, member + 1);
    pass_global(place, **found, *how.status, failing_over_cluster);
    catalogue_.happen(
        named.place, "db-cluster", named.id, "global failover",
        fmt::format("Global {} to DB cluster {} in Region {} finished.",
                    *how.status == "switching-over" ? "switchover" : "failover", named.id, named.place.region));
    GlobalCluster told = this->told(place, **found);
    told.failover_state = std::move(how);
    return told;
}

aws::Outcome<FailoverGlobalClusterResult> Rds::failover_global_cluster(const aws::Call& call,
                                                                       FailoverGlobalClusterMessage input) {
    const bool loses = input.allow_data_loss.value_or(false);
    if (loses && input.switchover.value_or(false))
        return aws::Error(invalid_combination,
                          "AllowDataLoss and Switchover can't be specified together.");  // Assumed
    // API Reference, "FailoverGlobalCluster": without AllowDataLoss it is a switchover.
    FailoverState how;
    how.status = loses ? "failing-over" : "switching-over";
    how.is_data_loss_allowed = loses;
    auto done = switch_over(call, input.global_cluster_identifier, input.target_db_cluster_identifier, std::move(how));
    if (!done.ok()) return done.error();
    return FailoverGlobalClusterResult{std::move(*done)};
}

aws::Outcome<SwitchoverGlobalClusterResult> Rds::switchover_global_cluster(const aws::Call& call,
                                                                           SwitchoverGlobalClusterMessage input) {
    FailoverState how;
    how.status = "switching-over";
    how.is_data_loss_allowed = false;
    auto done = switch_over(call, input.global_cluster_identifier, input.target_db_cluster_identifier, std::move(how));
    if (!done.ok()) return done.error();
    return SwitchoverGlobalClusterResult{std::move(*done)};
}

Rds::Refusal Rds::join(const aws::AccountRegion& place, ClusterRecord& record, const std::string& global) {
    const GlobalClusterRecord* const found =
        catalogue_.global_clusters().find(Catalogue::in_every_region(place), lowered(global));
    if (found == nullptr) return no_global_cluster(global);
    // Assumed: the sentences.
    if (record.engine != found->engine)
        return aws::Error(invalid_combination, "The engine of a cluster is its global cluster's.");
    record.version = found->version;
    record.encrypted = record.encrypted || found->encrypted;
    if (found->members.empty()) {
        if (record.database.empty()) record.database = found->database;
        return std::nullopt;
    }
    for (const std::string& arn : found->members) {
        if (named_by(place, arn).place == place)
            return aws::Error(rds_errors::invalid_global_cluster_state,
                              fmt::format("The global cluster has a cluster in {} already.", place.region));
    }
    if (!record.user.empty() || !record.password.empty())
        return aws::Error(invalid_combination,
                          "Cannot specify user name or password for a secondary cluster of a global cluster.");
    const Named primary = named_by(place, found->members.front());
    const ClusterRecord* const writer = catalogue_.clusters().find(primary.place, primary.id);
    if (writer == nullptr) return no_global_cluster(global);
    record.user = writer->user;
    record.password = writer->password;
    if (record.password.empty()) record.password = "unknown-to-everybody";
    record.database = writer->database;
    return std::nullopt;
}

}  // namespace wt::rds::api
