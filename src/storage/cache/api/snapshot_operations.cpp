// Snapshots, events and tags.
#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "aws/tags.hpp"
#include "base/ascii.hpp"
#include "storage/cache/api/durations.hpp"
#include "storage/cache/api/elasticache.hpp"

namespace wt::cache::api {

namespace {

/// API Reference, "DescribeEvents": an hour unless said, two weeks at most.
constexpr std::int64_t usual_minutes = 60;
constexpr std::int64_t most_minutes = 20'160;

[[nodiscard]] aws::Error no_snapshot(const std::string& name) {
    return aws::Error(elasticache_errors::snapshot_not_found, fmt::format("Snapshot {} not found.", name));
}

}  // namespace

Snapshot ElastiCache::told(const aws::AccountRegion& place, const SnapshotRecord& snapshot) {
    const CacheRecord& of = snapshot.of;
    Snapshot told;
    told.snapshot_name = snapshot.name;
    const Course course{snapshot.began, snapshot.ends};
    told.snapshot_status = snapshot.status.empty() || catalogue_.pace().over(course) ? "available" : snapshot.status;
    told.snapshot_source = snapshot.source;
    if (of.kind == "replicationgroup") {
        told.replication_group_id = of.id;
        told.replication_group_description = of.description;
        told.num_node_groups = static_cast<std::int32_t>(std::max<std::size_t>(of.shards.size(), 1));
        told.automatic_failover = of.failover ? "enabled" : "disabled";
    } else {
        told.cache_cluster_id = of.id;
    }
    told.cache_node_type = of.node_type;
    told.engine = of.engine;
    told.engine_version = of.version;
    told.num_cache_nodes = 1;
    told.cache_cluster_create_time = of.created;
    told.preferred_maintenance_window = of.maintenance_window;
    told.port = static_cast<std::int32_t>(of.port);
    told.cache_parameter_group_name = of.parameter_group;
    told.cache_subnet_group_name = of.subnet_group;
    told.auto_minor_version_upgrade = of.minor_upgrades;
    told.snapshot_retention_limit = static_cast<std::int32_t>(of.snapshots_kept);
    told.snapshot_window = of.snapshot_window;
    told.data_tiering = "disabled";
    for (const Seat& seat : of.seats()) {
        if (!of.is_primary(seat)) continue;
        NodeSnapshot& node = told.node_snapshots.emplace_back();
        node.cache_cluster_id = of.member(seat);
        if (of.is_cluster()) node.node_group_id = of.shards[seat.shard].id;
        node.cache_node_id = "0001";
        // Keys of several shards are not counted apart.
        if (told.node_snapshots.size() == 1)
            node.cache_size = fmt::format("{} MB", (snapshot.data.size() + 1'048'575) / 1'048'576);
        node.cache_node_create_time = of.created;
        node.snapshot_create_time = snapshot.taken;
    }
    told.arn = fmt::format("arn:aws:elasticache:{}:{}:snapshot:{}", place.region, place.account, snapshot.name);
    return told;
}

aws::Outcome<CreateSnapshotResult> ElastiCache::create_snapshot(const aws::Call& call, CreateSnapshotMessage input) {
    const auto create = [&]() -> aws::Outcome<CreateSnapshotResult> {
        if (!input.replication_group_id && !input.cache_cluster_id)
            return invalid_combination("Exactly one of CacheClusterId or ReplicationGroupId must be specified.");
        CacheRecord* record = nullptr;
        if (input.replication_group_id) {
            const auto found = available_group(call, *input.replication_group_id);
            if (!found.ok()) return found.error();
            record = *found;
        } else {
            const auto found = member(call, *input.cache_cluster_id);
            if (!found.ok()) return found.error();
            record = found->record;
        }
        if (catalogue_.snapshots().contains({place_of(call), input.snapshot_name}))
            return aws::Error(elasticache_errors::snapshot_already_exists,
                              fmt::format("Snapshot {} already exists.", input.snapshot_name));
        Tags tags;
        if (auto wrong = set_tags(tags, input.tags, call.via)) return std::move(*wrong);
        SnapshotRecord& snapshot = catalogue_.snap(*record, input.snapshot_name, snapshotting);
        snapshot.tags = std::move(tags);
        catalogue_.keep(place_of(call), snapshot);
        catalogue_.happen(place_of(call), "replication-group", record->id,
                          fmt::format("Snapshot succeeded for snapshot with ID '{}'", snapshot.name));
        CreateSnapshotResult output;
        output.snapshot = told(place_of(call), snapshot);
        return output;
    };
    return create();
}

aws::Outcome<DescribeSnapshotsListMessage> ElastiCache::describe_snapshots(const aws::Call& call,
                                                                           DescribeSnapshotsMessage input) {
    const auto describe = [&]() -> aws::Outcome<DescribeSnapshotsListMessage> {
        std::map<std::string, Snapshot> all;
        for (const auto& [key, snapshot] : catalogue_.snapshots()) {
            if (key.first != place_of(call)) continue;
            const bool group = snapshot.of.kind == "replicationgroup";
            if (input.snapshot_name && snapshot.name != *input.snapshot_name) continue;
            if (input.replication_group_id && !(group && snapshot.of.id == lowered(*input.replication_group_id)))
                continue;
            if (input.cache_cluster_id && (snapshot.of.is_cluster() ||
                                           snapshot.of.member(snapshot.of.primary) != lowered(*input.cache_cluster_id)))
                continue;
            if (input.snapshot_source && *input.snapshot_source != "user" && snapshot.source == "manual") continue;
            all.emplace(snapshot.name, told(place_of(call), snapshot));
        }
        if (input.snapshot_name && all.empty()) return no_snapshot(*input.snapshot_name);
        // Pages of snapshots are smaller than others (API Reference, "DescribeSnapshots": at most 50).
        auto part = page(call, std::move(all), input.marker, std::max(input.max_records.value_or(50), 20));
        if (!part.ok()) return part.error();
        DescribeSnapshotsListMessage output;
        output.snapshots = std::move(part->items);
        output.marker = part->next;
        return output;
    };
    return describe();
}

aws::Outcome<CopySnapshotResult> ElastiCache::copy_snapshot(const aws::Call& call, CopySnapshotMessage input) {
    const auto copy = [&]() -> aws::Outcome<CopySnapshotResult> {
        if (input.target_bucket) return not_here("TargetBucket");
        const auto found = catalogue_.snapshots().find({place_of(call), input.source_snapshot_name});
        if (found == catalogue_.snapshots().end()) return no_snapshot(input.source_snapshot_name);
        if (catalogue_.snapshots().contains({place_of(call), input.target_snapshot_name}))
            return aws::Error(elasticache_errors::snapshot_already_exists,
                              fmt::format("Snapshot {} already exists.", input.target_snapshot_name));
        SnapshotRecord made = found->second;
        made.name = input.target_snapshot_name;
        made.tags.clear();
        if (auto wrong = set_tags(made.tags, input.tags, call.via)) return std::move(*wrong);
        CopySnapshotResult output;
        output.snapshot = told(place_of(call), catalogue_.put(place_of(call), std::move(made)));
        return output;
    };
    return copy();
}

aws::Outcome<DeleteSnapshotResult> ElastiCache::delete_snapshot(const aws::Call& call, DeleteSnapshotMessage input) {
    const auto remove = [&]() -> aws::Outcome<DeleteSnapshotResult> {
        const auto found = catalogue_.snapshots().find({place_of(call), input.snapshot_name});
        if (found == catalogue_.snapshots().end()) return no_snapshot(input.snapshot_name);
        DeleteSnapshotResult output;
        output.snapshot = told(place_of(call), found->second);
        output.snapshot->snapshot_status = "deleting";
        catalogue_.forget_snapshot({place_of(call), input.snapshot_name});
        return output;
    };
    return remove();
}

aws::Outcome<EventsMessage> ElastiCache::describe_events(const aws::Call& call, DescribeEventsMessage input) {
    const auto describe = [&]() -> aws::Outcome<EventsMessage> {
        const std::int64_t minutes = input.duration.value_or(static_cast<std::int32_t>(usual_minutes));
        if (minutes < 0 || minutes > most_minutes)
            return invalid_value("Duration must be between 0 and 20160 minutes.");  // Assumed
        if (input.source_identifier && !input.source_type)
            return invalid_combination("SourceType is required when SourceIdentifier is specified.");  // Assumed
        const Instant now = context_.calendar();
        const Instant until = input.end_time.value_or(now);
        const Instant from = input.start_time.value_or(until - 1min * minutes);
        std::map<std::string, Event> all;
        std::size_t number = 0;
        for (const Happening& each : catalogue_.happenings()) {
            ++number;
            if (each.place != place_of(call) || each.when < from || each.when > until) continue;
            if (input.source_type && *input.source_type != each.kind) continue;
            if (input.source_identifier && lowered(*input.source_identifier) != each.source) continue;
            Event event;
            event.source_identifier = each.source;
            event.source_type = each.kind;
            event.message = each.message;
            event.date = each.when;
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

aws::Outcome<ElastiCache::Tagged> ElastiCache::tagged(const aws::Call& call, const std::string& arn) {
    const aws::AccountRegion place = place_of(call);
    const std::string head = fmt::format("arn:aws:elasticache:{}:{}:", place.region, place.account);
    const std::size_t colon = arn.find(':', std::min(head.size(), arn.size()));
    if (!arn.starts_with(head) || colon == std::string::npos)
        return aws::Error(elasticache_errors::invalid_arn, fmt::format("Invalid ARN: {}", arn));
    const std::string kind = arn.substr(head.size(), colon - head.size());
    const std::string id = arn.substr(colon + 1);
    const auto in = [&](auto& all) -> Tagged {
        const auto found = all.find({place, id});
        if (found == all.end()) return {};
        return {&found->second.tags, [this, place, record = &found->second] { catalogue_.keep(place, *record); }};
    };
    Tagged found;
    if (CacheRecord* const cache = catalogue_.find(place, kind, id))
        found = {&cache->tags, [this, cache] { catalogue_.keep(*cache); }};
    if (kind == "cluster" && found.tags == nullptr) {
        const auto as_member = member(call, id);
        if (as_member.ok())
            found = {&as_member->record->tags, [this, cache = as_member->record] { catalogue_.keep(*cache); }};
    }
    if (kind == "user") found = in(catalogue_.users());
    if (kind == "usergroup") found = in(catalogue_.user_groups());
    if (kind == "parametergroup") found = in(catalogue_.parameter_groups());
    if (kind == "subnetgroup") found = in(catalogue_.subnet_groups());
    if (kind == "snapshot") found = in(catalogue_.snapshots());
    if (found.tags != nullptr) return found;
    if (kind == "replicationgroup")
        return aws::Error(elasticache_errors::replication_group_not_found,
                          fmt::format("{} is either not present or not available.", id));
    if (kind == "user") return aws::Error(elasticache_errors::user_not_found, fmt::format("User {} not found.", id));
    return aws::Error(elasticache_errors::cache_cluster_not_found,
                      fmt::format("{} is either not present or not available.", id));
}

TagListMessage ElastiCache::told(const Tags& tags) {
    TagListMessage told;
    for (const auto& [key, value] : tags) told.tag_list.push_back({key, value});
    return told;
}

aws::Outcome<TagListMessage> ElastiCache::add_tags_to_resource(const aws::Call& call, AddTagsToResourceMessage input) {
    const auto change = [&]() -> aws::Outcome<TagListMessage> {
        const auto found = tagged(call, input.resource_name);
        if (!found.ok()) return found.error();
        if (auto wrong = set_tags(*found->tags, input.tags, call.via)) return std::move(*wrong);
        found->keep();
        return told(*found->tags);
    };
    return change();
}

aws::Outcome<TagListMessage> ElastiCache::remove_tags_from_resource(const aws::Call& call,
                                                                    RemoveTagsFromResourceMessage input) {
    const auto change = [&]() -> aws::Outcome<TagListMessage> {
        const auto found = tagged(call, input.resource_name);
        if (!found.ok()) return found.error();
        for (const std::string& key : input.tag_keys) {
            if (!found->tags->contains(key))
                return aws::Error(elasticache_errors::tag_not_found,
                                  fmt::format("The tag {} is not on the resource.", key));  // Assumed
        }
        aws::TagSet tags(*found->tags);
        if (const auto fault = tags.remove(input.tag_keys)) return invalid_value(fault->text);
        *found->tags = tags.all();
        found->keep();
        return told(*found->tags);
    };
    return change();
}

aws::Outcome<TagListMessage> ElastiCache::list_tags_for_resource(const aws::Call& call,
                                                                 ListTagsForResourceMessage input) {
    const auto list = [&]() -> aws::Outcome<TagListMessage> {
        const auto found = tagged(call, input.resource_name);
        if (!found.ok()) return found.error();
        return told(*found->tags);
    };
    return list();
}

}  // namespace wt::cache::api
