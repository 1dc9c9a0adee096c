// Parameter groups, subnet groups and the engines' versions.
#include <algorithm>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "storage/cache/api/elasticache.hpp"
#include "storage/cache/api/parameters.hpp"
#include "storage/cache/api/versions.hpp"

namespace wt::cache::api {

namespace {

[[nodiscard]] aws::Error no_parameter_group(const std::string& name) {
    return aws::Error(elasticache_errors::cache_parameter_group_not_found,
                      fmt::format("CacheParameterGroup {} not found.", name));
}
[[nodiscard]] aws::Error no_subnet_group(const std::string& name) {
    return aws::Error(elasticache_errors::cache_subnet_group_not_found,
                      fmt::format("Cache Subnet Group {} does not exist.", name));
}

[[nodiscard]] ToldParameter told_parameter(const ParameterRow& row, std::string_view family,
                                           const std::map<std::string, std::string>& values) {
    ToldParameter told;
    const auto own = values.find(std::string(row.name));
    told.parameter_name = std::string(row.name);
    if (own != values.end()) {
        told.parameter_value = own->second;
    } else if (!row.value.empty()) {
        told.parameter_value = std::string(row.value);
    }
    told.description = fmt::format("{} of the engine", row.name);
    told.source = own == values.end() ? "system" : "user";
    told.data_type = std::string(row.type);
    if (!row.allowed.empty()) told.allowed_values = std::string(row.allowed);
    told.is_modifiable = row.modifiable;
    told.minimum_engine_version = first_version(row, family);
    told.change_type = row.at_once ? "immediate" : "requires-reboot";
    return told;
}

[[nodiscard]] CacheParameterGroup told_group(const aws::AccountRegion& place, const ParameterGroupRecord& group) {
    CacheParameterGroup told;
    told.cache_parameter_group_name = group.name;
    told.cache_parameter_group_family = group.family;
    told.description = group.description;
    told.is_global = false;
    told.arn = fmt::format("arn:aws:elasticache:{}:{}:parametergroup:{}", place.region, place.account, group.name);
    return told;
}

[[nodiscard]] CacheSubnetGroup told_subnets(const aws::AccountRegion& place, const SubnetGroupRecord& group) {
    CacheSubnetGroup told;
    told.cache_subnet_group_name = group.name;
    told.cache_subnet_group_description = group.description;
    told.vpc_id = "vpc-00000000";
    told.arn = fmt::format("arn:aws:elasticache:{}:{}:subnetgroup:{}", place.region, place.account, group.name);
    char zone = 'a';
    for (const std::string& id : group.subnets) {
        Subnet& subnet = told.subnets.emplace_back();
        subnet.subnet_identifier = id;
        subnet.subnet_availability_zone = AvailabilityZone{place.region + zone};
        subnet.supported_network_types = {{"ipv4"}};
        zone = zone == 'c' ? 'a' : static_cast<char>(zone + 1);
    }
    told.supported_network_types = {{"ipv4"}};
    return told;
}

/// Everybody's, of a family that is there; none for other names.
[[nodiscard]] std::optional<ParameterGroupRecord> default_group(std::string_view name) {
    constexpr std::string_view head = "default.";
    constexpr std::string_view cluster = ".cluster.on";
    std::string_view family = name.substr(std::min(head.size(), name.size()));
    if (family.ends_with(cluster)) family.remove_suffix(cluster.size());
    if (!name.starts_with(head) || !is_family(family)) return std::nullopt;
    ParameterGroupRecord group;
    group.name = name;
    group.family = family;
    if (name.ends_with(cluster)) group.values["cluster-enabled"] = "yes";
    group.description = fmt::format("Default parameter group for {}", group.family);
    return group;
}

}  // namespace

aws::Outcome<CreateCacheParameterGroupResult> ElastiCache::create_cache_parameter_group(
    const aws::Call& call, CreateCacheParameterGroupMessage input) {
    const auto create = [&]() -> aws::Outcome<CreateCacheParameterGroupResult> {
        ParameterGroupRecord group;
        group.name = lowered(input.cache_parameter_group_name);
        group.family = input.cache_parameter_group_family;
        group.description = input.description;
        if (!is_family(group.family))
            return invalid_value(
                fmt::format("CacheParameterGroupFamily {} is not a valid parameter group family.", group.family));
        if (default_group(group.name) || catalogue_.parameter_groups().contains({place_of(call), group.name}))
            return aws::Error(elasticache_errors::cache_parameter_group_already_exists,
                              fmt::format("Cache parameter group {} already exists.", group.name));
        if (auto wrong = set_tags(group.tags, input.tags, call.via)) return std::move(*wrong);
        catalogue_.keep(place_of(call), group);
        CreateCacheParameterGroupResult output;
        output.cache_parameter_group = told_group(place_of(call), group);
        catalogue_.parameter_groups()[{place_of(call), group.name}] = std::move(group);
        return output;
    };
    return create();
}

aws::Outcome<CacheParameterGroupsMessage> ElastiCache::describe_cache_parameter_groups(
    const aws::Call& call, DescribeCacheParameterGroupsMessage input) {
    const auto describe = [&]() -> aws::Outcome<CacheParameterGroupsMessage> {
        std::map<std::string, CacheParameterGroup> all;
        for (const std::string_view family : families()) {
            for (const std::string_view mode : {"", ".cluster.on"}) {
                const auto group = default_group(fmt::format("default.{}{}", family, mode));
                all.emplace(group->name, told_group(place_of(call), *group));
            }
        }
        for (const auto& [key, group] : catalogue_.parameter_groups()) {
            if (key.first == place_of(call)) all.emplace(group.name, told_group(place_of(call), group));
        }
        const Name& wanted = input.cache_parameter_group_name;
        if (wanted) std::erase_if(all, [&](const auto& each) { return each.first != lowered(*wanted); });
        if (wanted && all.empty()) return no_parameter_group(*wanted);
        auto part = page(call, std::move(all), input.marker, input.max_records);
        if (!part.ok()) return part.error();
        CacheParameterGroupsMessage output;
        output.cache_parameter_groups = std::move(part->items);
        output.marker = part->next;
        return output;
    };
    return describe();
}

aws::Outcome<CacheParameterGroupDetails> ElastiCache::describe_cache_parameters(const aws::Call& call,
                                                                                DescribeCacheParametersMessage input) {
    const auto describe = [&]() -> aws::Outcome<CacheParameterGroupDetails> {
        const std::string name = lowered(input.cache_parameter_group_name);
        const auto found = catalogue_.parameter_groups().find({place_of(call), name});
        const auto usual = default_group(name);
        if (found == catalogue_.parameter_groups().end() && !usual) return no_parameter_group(name);
        const ParameterGroupRecord& group = usual ? *usual : found->second;
        std::map<std::string, ToldParameter> all;
        for (const ParameterRow& row : parameters_of(group.family)) {
            ToldParameter told = told_parameter(row, group.family, group.values);
            if (!input.source || told.source == *input.source) all.emplace(row.name, std::move(told));
        }
        auto part = page(call, std::move(all), input.marker, input.max_records);
        if (!part.ok()) return part.error();
        CacheParameterGroupDetails output;
        output.parameters = std::move(part->items);
        output.marker = part->next;
        return output;
    };
    return describe();
}

aws::Outcome<CacheParameterGroupNameMessage> ElastiCache::modify_cache_parameter_group(
    const aws::Call& call, ModifyCacheParameterGroupMessage input) {
    const auto modify = [&]() -> aws::Outcome<CacheParameterGroupNameMessage> {
        const std::string name = lowered(input.cache_parameter_group_name);
        if (default_group(name))
            return aws::Error(elasticache_errors::invalid_cache_parameter_group_state,
                              fmt::format("Default parameter group {} cannot be modified.", name));
        const auto found = catalogue_.parameter_groups().find({place_of(call), name});
        if (found == catalogue_.parameter_groups().end()) return no_parameter_group(name);
        for (const auto& each : input.parameter_name_values) {
            if (auto wrong = refuse_parameter(found->second.family, each.parameter_name.value_or(""),
                                              each.parameter_value.value_or("")))
                return std::move(*wrong);
        }
        for (const auto& each : input.parameter_name_values)
            found->second.values[*each.parameter_name] = each.parameter_value.value_or("");
        catalogue_.keep(place_of(call), found->second);
        for (auto& [key, cache] : catalogue_.caches()) {
            if (key.first == place_of(call) && cache.parameter_group == name) catalogue_.apply(cache);
        }
        return CacheParameterGroupNameMessage{name};
    };
    return modify();
}

aws::Outcome<CacheParameterGroupNameMessage> ElastiCache::reset_cache_parameter_group(
    const aws::Call& call, ResetCacheParameterGroupMessage input) {
    const auto reset_them = [&]() -> aws::Outcome<CacheParameterGroupNameMessage> {
        const std::string name = lowered(input.cache_parameter_group_name);
        const auto found = catalogue_.parameter_groups().find({place_of(call), name});
        if (found == catalogue_.parameter_groups().end()) return no_parameter_group(name);
        if (input.reset_all_parameters.value_or(false)) found->second.values.clear();
        for (const auto& each : input.parameter_name_values)
            found->second.values.erase(each.parameter_name.value_or(""));
        catalogue_.keep(place_of(call), found->second);
        for (auto& [key, cache] : catalogue_.caches()) {
            if (key.first == place_of(call) && cache.parameter_group == name) catalogue_.apply(cache);
        }
        return CacheParameterGroupNameMessage{name};
    };
    return reset_them();
}

aws::Outcome<aws::Nothing> ElastiCache::delete_cache_parameter_group(const aws::Call& call,
                                                                     DeleteCacheParameterGroupMessage input) {
    const auto remove = [&]() -> aws::Outcome<aws::Nothing> {
        const std::string name = lowered(input.cache_parameter_group_name);
        if (default_group(name))
            return aws::Error(elasticache_errors::invalid_cache_parameter_group_state,
                              fmt::format("Default parameter group {} cannot be deleted.", name));
        if (!catalogue_.parameter_groups().contains({place_of(call), name})) return no_parameter_group(name);
        for (const auto& [key, cache] : catalogue_.caches()) {
            if (key.first == place_of(call) && cache.parameter_group == name)
                return aws::Error(
                    elasticache_errors::invalid_cache_parameter_group_state,
                    fmt::format("One or more cache clusters are still members of this parameter group {}, "
                                "so the group cannot be deleted.",
                                name));
        }
        catalogue_.forget_parameter_group({place_of(call), name});
        return aws::Nothing();
    };
    return remove();
}

aws::Outcome<DescribeEngineDefaultParametersResult> ElastiCache::describe_engine_default_parameters(
    const aws::Call& call, DescribeEngineDefaultParametersMessage input) {
    const auto describe = [&]() -> aws::Outcome<DescribeEngineDefaultParametersResult> {
        if (!is_family(input.cache_parameter_group_family))
            return invalid_value(fmt::format("CacheParameterGroupFamily {} is not a valid parameter group family.",
                                             input.cache_parameter_group_family));
        std::map<std::string, ToldParameter> all;
        const std::string& family = input.cache_parameter_group_family;
        for (const ParameterRow& row : parameters_of(family)) all.emplace(row.name, told_parameter(row, family, {}));
        auto part = page(call, std::move(all), input.marker, input.max_records);
        if (!part.ok()) return part.error();
        DescribeEngineDefaultParametersResult output;
        output.engine_defaults.emplace();
        output.engine_defaults->cache_parameter_group_family = input.cache_parameter_group_family;
        output.engine_defaults->parameters = std::move(part->items);
        output.engine_defaults->marker = part->next;
        return output;
    };
    return describe();
}

aws::Outcome<CacheEngineVersionMessage> ElastiCache::describe_cache_engine_versions(
    const aws::Call& call, DescribeCacheEngineVersionsMessage input) {
    const auto describe = [&]() -> aws::Outcome<CacheEngineVersionMessage> {
        std::map<std::string, CacheEngineVersion> all;
        for (const VersionRow& row : version_rows()) {
            if (input.engine && lowered(*input.engine) != row.engine) continue;
            if (input.engine_version && *input.engine_version != row.version) continue;
            if (input.cache_parameter_group_family && *input.cache_parameter_group_family != row.family) continue;
            if (input.default_only.value_or(false) && row.version != "7.1" && row.version != "8.2") continue;
            CacheEngineVersion& told = all[fmt::format("{} {}", row.engine, row.version)];
            told.engine = std::string(row.engine);
            told.engine_version = std::string(row.version);
            told.cache_parameter_group_family = std::string(row.family);
            told.cache_engine_description = row.engine == "redis" ? "Redis" : "Valkey";
            told.cache_engine_version_description = fmt::format("{} version {}", row.engine, row.version);
        }
        auto part = page(call, std::move(all), input.marker, input.max_records);
        if (!part.ok()) return part.error();
        CacheEngineVersionMessage output;
        output.cache_engine_versions = std::move(part->items);
        output.marker = part->next;
        return output;
    };
    return describe();
}

aws::Outcome<CreateCacheSubnetGroupResult> ElastiCache::create_cache_subnet_group(const aws::Call& call,
                                                                                  CreateCacheSubnetGroupMessage input) {
    const auto create = [&]() -> aws::Outcome<CreateCacheSubnetGroupResult> {
        SubnetGroupRecord group;
        group.name = lowered(input.cache_subnet_group_name);
        group.description = input.cache_subnet_group_description;
        group.subnets = input.subnet_ids;
        if (catalogue_.subnet_groups().contains({place_of(call), group.name}))
            return aws::Error(elasticache_errors::cache_subnet_group_already_exists,
                              fmt::format("Cache subnet group {} already exists.", group.name));
        if (group.subnets.empty() || group.subnets.size() > 20)
            return aws::Error(elasticache_errors::cache_subnet_quota_exceeded,
                              "A subnet group has between 1 and 20 subnets.");  // Assumed
        if (auto wrong = set_tags(group.tags, input.tags, call.via)) return std::move(*wrong);
        catalogue_.keep(place_of(call), group);
        CreateCacheSubnetGroupResult output;
        output.cache_subnet_group = told_subnets(place_of(call), group);
        catalogue_.subnet_groups()[{place_of(call), group.name}] = std::move(group);
        return output;
    };
    return create();
}

aws::Outcome<CacheSubnetGroupMessage> ElastiCache::describe_cache_subnet_groups(
    const aws::Call& call, DescribeCacheSubnetGroupsMessage input) {
    const auto describe = [&]() -> aws::Outcome<CacheSubnetGroupMessage> {
        std::map<std::string, CacheSubnetGroup> all;
        const Name& wanted = input.cache_subnet_group_name;
        for (const auto& [key, group] : catalogue_.subnet_groups()) {
            if (key.first == place_of(call) && (!wanted || lowered(*wanted) == group.name))
                all.emplace(group.name, told_subnets(place_of(call), group));
        }
        if (wanted && all.empty()) return no_subnet_group(*wanted);
        auto part = page(call, std::move(all), input.marker, input.max_records);
        if (!part.ok()) return part.error();
        CacheSubnetGroupMessage output;
        output.cache_subnet_groups = std::move(part->items);
        output.marker = part->next;
        return output;
    };
    return describe();
}

aws::Outcome<ModifyCacheSubnetGroupResult> ElastiCache::modify_cache_subnet_group(const aws::Call& call,
                                                                                  ModifyCacheSubnetGroupMessage input) {
    const auto modify = [&]() -> aws::Outcome<ModifyCacheSubnetGroupResult> {
        const auto found = catalogue_.subnet_groups().find({place_of(call), lowered(input.cache_subnet_group_name)});
        if (found == catalogue_.subnet_groups().end()) return no_subnet_group(input.cache_subnet_group_name);
        if (input.cache_subnet_group_description) found->second.description = *input.cache_subnet_group_description;
        if (!input.subnet_ids.empty()) found->second.subnets = input.subnet_ids;
        catalogue_.keep(place_of(call), found->second);
        ModifyCacheSubnetGroupResult output;
        output.cache_subnet_group = told_subnets(place_of(call), found->second);
        return output;
    };
    return modify();
}

aws::Outcome<aws::Nothing> ElastiCache::delete_cache_subnet_group(const aws::Call& call,
                                                                  DeleteCacheSubnetGroupMessage input) {
    const auto remove = [&]() -> aws::Outcome<aws::Nothing> {
        const Catalogue::Key key{place_of(call), lowered(input.cache_subnet_group_name)};
        if (!catalogue_.subnet_groups().contains(key)) return no_subnet_group(key.second);
        for (const auto& [other, cache] : catalogue_.caches()) {
            if (other.first == key.first && cache.subnet_group == key.second)
                return aws::Error(
                    elasticache_errors::cache_subnet_group_in_use,
                    fmt::format("Cache subnet group {} is currently in use by a cache cluster.", key.second));
        }
        catalogue_.forget_subnet_group(key);
        return aws::Nothing();
    };
    return remove();
}

}  // namespace wt::cache::api
