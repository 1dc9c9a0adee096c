// Subnet groups, what engines there are, events and tags.
#include <algorithm>

#include "aws/tags.hpp"
#include "base/ascii.hpp"
#include "storage/rds/api/engines.hpp"
#include "storage/rds/api/rds.hpp"

namespace wt::rds::api {

namespace {

/// API Reference, "DescribeEvents": an hour unless said, two weeks at most.
constexpr std::int64_t usual_span_minutes = 60;
constexpr std::int64_t longest_span_minutes = 20'160;

[[nodiscard]] aws::Error no_subnet_group(const std::string& name) {
    return aws::Error(rds_errors::db_subnet_group_not_found, fmt::format("DBSubnetGroup '{}' not found.", name));
}

}  // namespace

DbSubnetGroup Rds::told(const aws::AccountRegion& place, const SubnetGroupRecord& record) const {
    DbSubnetGroup told;
    told.db_subnet_group_name = record.name;
    told.db_subnet_group_description = record.description;
    told.vpc_id = "vpc-00000000";
    told.subnet_group_status = "Complete";
    told.db_subnet_group_arn = rds_arn(place, "subgrp", record.name);
    told.supported_network_types = {{"IPV4"}};
    auto& subnets = told.subnets.emplace();
    for (const std::string& id : record.subnets) {
        Subnet& subnet = subnets.emplace_back();
        subnet.subnet_identifier = id;
        subnet.subnet_availability_zone =
            AvailabilityZone{place.region + static_cast<char>('a' + (subnets.size() - 1) % 3)};
        subnet.subnet_status = "Active";
    }
    return told;
}

aws::Outcome<CreateDbSubnetGroupResult> Rds::create_db_subnet_group(const aws::Call& call,
                                                                    CreateDbSubnetGroupMessage input) {
    const auto create = [&]() -> aws::Outcome<CreateDbSubnetGroupResult> {
        const aws::AccountRegion place = place_of(call);
        SubnetGroupRecord record;
        record.name = lowered(input.db_subnet_group_name);
        record.description = input.db_subnet_group_description;
        record.subnets = input.subnet_ids;
        if (record.name == "default" || record.name.empty() || record.name.size() > 255)
            return aws::Error(invalid_value, "The parameter DBSubnetGroupName is not a valid identifier.");
        if (catalogue_.subnet_groups().has(place, record.name))
            return aws::Error(rds_errors::db_subnet_group_already_exists,
                              fmt::format("The DB subnet group '{}' already exists.", record.name));
        if (record.subnets.size() < 2)
            return aws::Error(
                rds_errors::db_subnet_group_does_not_cover_enough_a_zs,
                "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ "
                "coverage: 1. Add subnets to cover at least 2 AZs.");
        if (record.subnets.size() > 20)
            return aws::Error(rds_errors::db_subnet_quota_exceeded,
                              "A subnet group has at most 20 subnets.");  // Assumed
        if (auto wrong = set_tags(record.tags, input.tags, call.via)) return std::move(*wrong);
        const std::string name = record.name;
        CreateDbSubnetGroupResult output;
        output.db_subnet_group = told(place, catalogue_.subnet_groups().put(place, name, std::move(record)));
        return output;
    };
    return create();
}

aws::Outcome<DbSubnetGroupMessage> Rds::describe_db_subnet_groups(const aws::Call& call,
                                                                  DescribeDbSubnetGroupsMessage input) {
    const auto describe = [&]() -> aws::Outcome<DbSubnetGroupMessage> {
        std::map<std::string, DbSubnetGroup> all;
        const Name& wanted = input.db_subnet_group_name;
        for (const auto& [key, record] : catalogue_.subnet_groups().all()) {
            if (key.first == place_of(call) && (!wanted || lowered(*wanted) == record.name))
                all.emplace(record.name, told(key.first, record));
        }
        if (wanted && all.empty()) return no_subnet_group(*wanted);
        auto part = page(call, std::move(all), input.marker, input.max_records);
        if (!part.ok()) return part.error();
        DbSubnetGroupMessage output;
        output.db_subnet_groups = std::move(part->items);
        output.marker = part->next;
        return output;
    };
    return describe();
}

aws::Outcome<ModifyDbSubnetGroupResult> Rds::modify_db_subnet_group(const aws::Call& call,
                                                                    ModifyDbSubnetGroupMessage input) {
    const auto modify = [&]() -> aws::Outcome<ModifyDbSubnetGroupResult> {
        const aws::AccountRegion place = place_of(call);
        SubnetGroupRecord* const found = catalogue_.subnet_groups().find(place, lowered(input.db_subnet_group_name));
        if (found == nullptr) return no_subnet_group(input.db_subnet_group_name);
        if (input.db_subnet_group_description) found->description = *input.db_subnet_group_description;
        if (!input.subnet_ids.empty()) found->subnets = input.subnet_ids;
        catalogue_.subnet_groups().keep(place, found->name);
        ModifyDbSubnetGroupResult output;
        output.db_subnet_group = told(place, *found);
        return output;
    };
    return modify();
}

aws::Outcome<aws::Nothing> Rds::delete_db_subnet_group(const aws::Call& call, DeleteDbSubnetGroupMessage input) {
    const auto remove = [&]() -> aws::Outcome<aws::Nothing> {
        const aws::AccountRegion place = place_of(call);
        const std::string name = lowered(input.db_subnet_group_name);
        if (!catalogue_.subnet_groups().has(place, name)) return no_subnet_group(name);
        const auto used_by = [&](const auto& all) {
            return std::any_of(all.begin(), all.end(), [&](const auto& each) {
                return each.first.first == place && each.second.subnet_group == name;
            });
        };
        if (used_by(catalogue_.instances().all()) || used_by(catalogue_.clusters().all()))
            return aws::Error(rds_errors::invalid_db_subnet_group_state,
                              fmt::format("Cannot delete the subnet group '{}' because at least one database instance "
                                          "is still using it.",
                                          name));
        catalogue_.subnet_groups().erase(place, name);
        return aws::Nothing();
    };
    return remove();
}

aws::Outcome<DbEngineVersionMessage> Rds::describe_db_engine_versions(const aws::Call& call,
                                                                      DescribeDbEngineVersionsMessage input) {
    const auto describe = [&]() -> aws::Outcome<DbEngineVersionMessage> {
        std::map<std::string, DbEngineVersion> all;
        for (const EngineRow& row : engine_rows()) {
            if (input.engine && lowered(*input.engine) != row.engine) continue;
            if (input.engine_version && find_engine(row.engine, *input.engine_version) != &row) continue;
            if (input.db_parameter_group_family && *input.db_parameter_group_family != row.family) continue;
            if (input.default_only.value_or(false) && find_engine(row.engine, "") != &row) continue;
            const std::string version = version_of(row, input.engine_version.value_or(""));
            DbEngineVersion& told = all[fmt::format("{} {}", row.engine, version)];
            told.engine = std::string(row.engine);
            told.engine_version = version;
            told.major_engine_version = std::string(row.family.substr(row.engine.size()));
            told.db_parameter_group_family = std::string(row.family);
            told.db_engine_description = std::string(row.description);
            told.db_engine_version_description = fmt::format("{} {}", row.description, version);
            told.valid_upgrade_target.emplace();
            told.supports_read_replica = !is_aurora(row.engine);
            told.supports_log_exports_to_cloudwatch_logs = false;
            told.status = "available";
            told.supports_parallel_query = told.supports_global_databases = told.supports_babelfish = false;
            told.supported_engine_modes = {{"provisioned"}};
        }
        auto part = page(call, std::move(all), input.marker, input.max_records);
        if (!part.ok()) return part.error();
        DbEngineVersionMessage output;
        output.db_engine_versions = std::move(part->items);
        output.marker = part->next;
        return output;
    };
    return describe();
}

aws::Outcome<EventsMessage> Rds::describe_events(const aws::Call& call, DescribeEventsMessage input) {
    const auto describe = [&]() -> aws::Outcome<EventsMessage> {
        const std::int64_t minutes = input.duration.value_or(static_cast<std::int32_t>(usual_span_minutes));
        if (minutes < 0 || minutes > longest_span_minutes)
            return aws::Error(invalid_value, "Duration must be between 0 and 20160 minutes.");  // Assumed
        if (input.source_identifier && !input.source_type)
            return aws::Error(invalid_combination, "The parameter SourceType must be provided with SourceIdentifier.");
        const Instant until = input.end_time.value_or(context_.calendar());
        const Instant from = input.start_time.value_or(until - 1min * minutes);
        std::map<std::string, Event> all;
        std::size_t number = 0;
        for (const Happening& each : catalogue_.happenings()) {
            ++number;
            if (each.place != place_of(call) || each.when < from || each.when > until) continue;
            if (input.source_type && *input.source_type != each.kind) continue;
            if (input.source_identifier && lowered(*input.source_identifier) != each.source) continue;
            const auto& wanted = input.event_categories;
            if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), each.category) == wanted.end()) continue;
            Event event;
            event.source_identifier = each.source;
            event.source_type = each.kind;
            event.message = each.message;
            event.event_categories = {{each.category}};
            event.date = each.when;
            event.source_arn = rds_arn(each.place, each.kind == "db-cluster" ? "cluster" : "db", each.source);
            all.emplace(fmt::format("{:08}", number), std::move(event));
        }
        auto part = page(call, std::move(all), input.marker, input.max_records);
        if (!part.ok()) return part.error();
        EventsMessage output;
        output.events = std::move(part->items);
        output.marker = part->next;
        return output;
    };
    return describe();
}

aws::Outcome<Rds::Tagged> Rds::tagged(const aws::Call& call, const std::string& arn) {
    const aws::AccountRegion place = place_of(call);
    const std::string head = fmt::format("arn:aws:rds:{}:{}:", place.region, place.account);
    // A global cluster is of no region.
    const std::string global = fmt::format("arn:aws:rds::{}:global-cluster:", place.account);
    if (arn.starts_with(global)) {
        const std::string named = arn.substr(global.size());
        const aws::AccountRegion everywhere = Catalogue::in_every_region(place);
        GlobalClusterRecord* const record = catalogue_.global_clusters().find(everywhere, named);
        if (record == nullptr)
            return aws::Error(rds_errors::global_cluster_not_found, fmt::format("Global cluster {} not found.", named));
        return Tagged{&record->tags,
                      [this, everywhere, named] { catalogue_.global_clusters().keep(everywhere, named); }};
    }
    const std::size_t colon = arn.find(':', std::min(head.size(), arn.size()));
    if (!arn.starts_with(head) || colon == std::string::npos)
        return aws::Error(invalid_value, fmt::format("Invalid resource name: {}", arn));
    const std::string kind = arn.substr(head.size(), colon - head.size());
    const std::string id = arn.substr(colon + 1);
    Tagged found;
    const auto look = [&](auto& in) {
        auto* const record = in.find(place, id);
        if (record != nullptr) found = {&record->tags, [&in, place, id] { in.keep(place, id); }};
    };
    if (kind == "db") {
        InstanceRecord* const record = catalogue_.instances().find(place, id);
        if (record == nullptr)
            return aws::Error(rds_errors::db_instance_not_found, fmt::format("DBInstance {} not found.", id));
        return Tagged{&record->tags, [this, place, record] { catalogue_.keep(place, *record); }};
    }
    if (kind == "cluster") look(catalogue_.clusters());
    if (kind == "cluster-endpoint") look(catalogue_.cluster_endpoints());
    if (kind == "snapshot") look(catalogue_.snapshots());
    if (kind == "cluster-snapshot") look(catalogue_.cluster_snapshots());
    if (kind == "pg") look(catalogue_.parameter_groups());
    if (kind == "cluster-pg") look(catalogue_.cluster_parameter_groups());
    if (kind == "es") look(catalogue_.subscriptions());
    if (kind == "db-proxy-endpoint") {
        for (auto& [key, record] : catalogue_.proxy_endpoints().all()) {
            if (key.first == place && record.resource_id == id)
                return Tagged{&record.tags,
                              [this, place, name = record.name] { catalogue_.proxy_endpoints().keep(place, name); }};
        }
        return aws::Error(rds_errors::db_proxy_endpoint_not_found, fmt::format("{} is not there.", arn));  // Assumed
    }
    if (kind == "og") look(catalogue_.option_groups());
    if (kind == "subgrp") look(catalogue_.subnet_groups());
    if (kind == "db-proxy") {
        for (auto& [key, record] : catalogue_.proxies().all()) {
            if (key.first == place && record.resource_id == id)
                return Tagged{&record.tags,
                              [this, place, name = record.name] { catalogue_.proxies().keep(place, name); }};
        }
        return aws::Error(rds_errors::db_proxy_not_found, fmt::format("{} is not there.", arn));  // Assumed
    }
    if (found.tags != nullptr) return found;
    if (kind == "cluster")
        return aws::Error(rds_errors::db_cluster_not_found, fmt::format("DBCluster {} not found.", id));
    return aws::Error(rds_errors::db_snapshot_not_found, fmt::format("{} is not there.", arn));  // Assumed
}

aws::Outcome<aws::Nothing> Rds::add_tags_to_resource(const aws::Call& call, AddTagsToResourceMessage input) {
    const auto change = [&]() -> aws::Outcome<aws::Nothing> {
        const auto found = tagged(call, input.resource_name);
        if (!found.ok()) return found.error();
        if (auto wrong = set_tags(*found->tags, input.tags, call.via)) return std::move(*wrong);
        found->keep();
        return aws::Nothing();
    };
    return change();
}

aws::Outcome<aws::Nothing> Rds::remove_tags_from_resource(const aws::Call& call, RemoveTagsFromResourceMessage input) {
    const auto change = [&]() -> aws::Outcome<aws::Nothing> {
        const auto found = tagged(call, input.resource_name);
        if (!found.ok()) return found.error();
        aws::TagSet tags(*found->tags);
        if (const auto fault = tags.remove(input.tag_keys)) return aws::Error(invalid_value, fault->text);
        *found->tags = tags.all();
        found->keep();
        return aws::Nothing();
    };
    return change();
}

aws::Outcome<TagListMessage> Rds::list_tags_for_resource(const aws::Call& call, ListTagsForResourceMessage input) {
    const auto list = [&]() -> aws::Outcome<TagListMessage> {
        const auto found = tagged(call, input.resource_name);
        if (!found.ok()) return found.error();
        TagListMessage output;
        auto& told = output.tag_list.emplace();
        for (const auto& [key, value] : *found->tags) told.push_back({key, value});
        return output;
    };
    return list();
}

}  // namespace wt::rds::api
