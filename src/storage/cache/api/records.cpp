#include "storage/cache/api/records.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "aws/row_shape.hpp"

namespace wt::cache::api {

using aws::row_member;
using aws::RowShape;

std::string CacheRecord::arn() const {
    return fmt::format("arn:aws:elasticache:{}:{}:{}:{}", place.region, place.account, kind, id);
}

std::uint16_t ShardRecord::number() const {
    std::uint16_t number = 0;
    std::from_chars(id.data(), id.data() + id.size(), number);
    return number;
}

bool ShardRecord::has(std::int64_t node) const {
    return std::any_of(nodes.begin(), nodes.end(), [node](const NodeRecord& each) { return each.number == node; });
}

std::string CacheRecord::member(const Seat& seat) const {
    if (kind != "replicationgroup") return id;
    return shards.empty() ? fmt::format("{}-{:03}", id, seat.number)
                          : fmt::format("{}-{}-{:03}", id, shards[seat.shard].id, seat.number);
}

std::vector<Seat> CacheRecord::seats() const {
    std::vector<Seat> all;
    for (std::int64_t i = 1; shards.empty() && i <= members; ++i) all.push_back({0, i});
    for (std::size_t shard = 0; shard < shards.size(); ++shard) {
        for (const NodeRecord& node : shards[shard].nodes) all.push_back({shard, node.number});
    }
    return all;
}

const aws::Structure& shape_of(aws::Tag<NodeRecord>) {
    using Row = NodeRecord;
    static const RowShape shape{row_member<&Row::number>("number"), row_member<&Row::address>("address"),
                                row_member<&Row::port>("port")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<ShardRecord>) {
    using Row = ShardRecord;
    static const RowShape shape{row_member<&Row::id>("id"), row_member<&Row::slots>("slots"),
                                row_member<&Row::primary>("primary"), row_member<&Row::nodes>("nodes")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<CacheRecord>) {
    using Row = CacheRecord;
    static const RowShape shape{row_member<&Row::kind>("kind"),
                                row_member<&Row::id>("id"),
                                row_member<&Row::created>("created"),
                                row_member<&Row::description>("description"),
                                row_member<&Row::engine>("engine"),
                                row_member<&Row::version>("version"),
                                row_member<&Row::node_type>("node_type"),
                                row_member<&Row::members>("members"),
                                row_member<&Row::primary>("primary"),
                                row_member<&Row::failover>("failover"),
                                row_member<&Row::multi_az>("multi_az"),
                                row_member<&Row::port_wanted>("port_wanted"),
                                row_member<&Row::address>("address"),
                                row_member<&Row::port>("port"),
                                row_member<&Row::reader_address>("reader_address"),
                                row_member<&Row::reader_port>("reader_port"),
                                row_member<&Row::parameter_group>("parameter_group"),
                                row_member<&Row::subnet_group>("subnet_group"),
                                row_member<&Row::security_groups>("security_groups"),
                                row_member<&Row::subnets>("subnets"),
                                row_member<&Row::snapshots_kept>("snapshots_kept"),
                                row_member<&Row::snapshot_window>("snapshot_window"),
                                row_member<&Row::maintenance_window>("maintenance_window"),
                                row_member<&Row::token>("token"),
                                row_member<&Row::token_before>("token_before"),
                                row_member<&Row::token_changed>("token_changed"),
                                row_member<&Row::tls>("tls"),
                                row_member<&Row::tls_mode>("tls_mode"),
                                row_member<&Row::at_rest>("at_rest"),
                                row_member<&Row::minor_upgrades>("minor_upgrades"),
                                row_member<&Row::user_groups>("user_groups"),
                                row_member<&Row::durability>("durability"),
                                row_member<&Row::most_gigabytes>("most_gigabytes"),
                                row_member<&Row::tags>("tags"),
                                row_member<&Row::status>("status"),
                                row_member<&Row::began>("began"),
                                row_member<&Row::ends>("ends"),
                                row_member<&Row::snapshot>("snapshot"),
                                row_member<&Row::shards>("shards"),
                                row_member<&Row::shards_next>("shards_next"),
                                row_member<&Row::most_units>("most_units"),
                                row_member<&Row::least_gigabytes>("least_gigabytes"),
                                row_member<&Row::least_units>("least_units")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<UserRecord>) {
    using Row = UserRecord;
    static const RowShape shape{row_member<&Row::id>("id"),
                                row_member<&Row::name>("name"),
                                row_member<&Row::engine>("engine"),
                                row_member<&Row::access>("access"),
                                row_member<&Row::passwords>("passwords"),
                                row_member<&Row::authentication>("authentication"),
                                row_member<&Row::tags>("tags")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<UserGroupRecord>) {
    using Row = UserGroupRecord;
    static const RowShape shape{row_member<&Row::id>("id"), row_member<&Row::engine>("engine"),
                                row_member<&Row::users>("users"), row_member<&Row::tags>("tags")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<ParameterGroupRecord>) {
    using Row = ParameterGroupRecord;
    static const RowShape shape{row_member<&Row::name>("name"), row_member<&Row::family>("family"),
                                row_member<&Row::description>("description"), row_member<&Row::values>("values"),
                                row_member<&Row::tags>("tags")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<SubnetGroupRecord>) {
    using Row = SubnetGroupRecord;
    static const RowShape shape{row_member<&Row::name>("name"), row_member<&Row::description>("description"),
                                row_member<&Row::subnets>("subnets"), row_member<&Row::tags>("tags")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<SnapshotRecord>) {
    using Row = SnapshotRecord;
    static const RowShape shape{row_member<&Row::name>("name"),     row_member<&Row::taken>("taken"),
                                row_member<&Row::source>("source"), row_member<&Row::of>("of"),
                                row_member<&Row::tags>("tags"),     row_member<&Row::status>("status"),
                                row_member<&Row::began>("began"),   row_member<&Row::ends>("ends")};
    return shape;
}

}  // namespace wt::cache::api
