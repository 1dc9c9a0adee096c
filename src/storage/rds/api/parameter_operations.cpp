// Parameter groups, of instances and of clusters.
#include <algorithm>
#include <charconv>

#include "base/ascii.hpp"
#include "storage/rds/api/engines.hpp"
#include "storage/rds/api/formula.hpp"
#include "storage/rds/api/rds.hpp"

namespace wt::rds::api {

namespace {

/// API Reference, "ModifyDBParameterGroup".
constexpr std::size_t most_parameters = 20;

constexpr std::string_view default_head = "default.";

/// Everybody's, of a family that there is; none for other names.
[[nodiscard]] std::optional<ParameterGroupRecord> usual_group(std::string_view name) {
    if (!name.starts_with(default_head) || !is_family(name.substr(default_head.size()))) return std::nullopt;
    ParameterGroupRecord record;
    record.name = name;
    record.family = name.substr(default_head.size());
    record.description = fmt::format("Default parameter group for {}", record.family);
    return record;
}

/// All of the text.
[[nodiscard]] std::optional<double> number_of(std::string_view text) {
    double value = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (wrong != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

[[nodiscard]] const ParameterRow* row_named(const std::vector<ParameterRow>& rows, std::string_view name) {
    const auto found =
        std::find_if(rows.begin(), rows.end(), [&](const ParameterRow& row) { return row.name == name; });
    return found == rows.end() ? nullptr : &*found;
}

/// Each part of a text between commas, without the spaces around it, until one is not `good`.
template <typename Good>
[[nodiscard]] bool all_parts(std::string_view text, Good good) {
    for (;;) {
        const std::size_t end = std::min(text.find(','), text.size());
        std::string_view part = text.substr(0, end);
        while (part.starts_with(' ')) part.remove_prefix(1);
        while (part.ends_with(' ')) part.remove_suffix(1);
        if (!good(part)) return false;
        if (end == text.size()) return true;
        text.remove_prefix(end + 1);
    }
}

/// Whether its AllowedValues, such as "6-8388607" or "none,ddl", have it. Of a formula its value is not known yet.
[[nodiscard]] bool allows(const ParameterRow& row, std::string_view value) {
    if (row.allowed.empty()) return true;
    if (row.type != "integer" && row.type != "float") {
        const auto has = [&](std::string_view one) {
            const std::string wanted = lowered(one);
            return !all_parts(row.allowed, [&](std::string_view each) { return lowered(each) != wanted; });
        };
        if (row.type == "list") return value.empty() || all_parts(value, has);
        return has(value);
    }
    constexpr double any_memory = 1024.0 * 1024 * 1024;
    if (value.find_first_of("{(") != std::string_view::npos) return value_of_formula(value, any_memory).has_value();
    const std::size_t middle = row.allowed.find('-', 1);
    const auto number = number_of(value);
    const auto least = number_of(row.allowed.substr(0, middle));
    const auto most = number_of(row.allowed.substr(middle + 1));
    const bool whole = row.type == "float" || value.find_first_of(".eE") == std::string_view::npos;
    return number && whole && *number >= *least && *number <= *most;
}

[[nodiscard]] ToldParameter told_parameter(const ParameterRow& row, const Tags& values) {
    ToldParameter told;
    const auto own = values.find(std::string(row.name));
    told.parameter_name = std::string(row.name);
    if (own != values.end()) {
        told.parameter_value = own->second;
    } else if (!row.value.empty()) {
        told.parameter_value = std::string(row.value);
    }
    told.source = own != values.end() ? "user" : row.value.empty() ? "engine-default" : "system";
    told.apply_type = row.dynamic ? "dynamic" : "static";
    told.data_type = std::string(row.type);
    told.allowed_values = std::string(row.allowed);
    told.is_modifiable = row.modifiable;
    told.apply_method = row.dynamic && own != values.end() ? "immediate" : "pending-reboot";
    return told;
}

[[nodiscard]] DbParameterGroup told_group(const aws::AccountRegion& place, const ParameterGroupRecord& record) {
    return {record.name, record.family, record.description, rds_arn(place, "pg", record.name)};
}
[[nodiscard]] DbClusterParameterGroup told_cluster_group(const aws::AccountRegion& place,
                                                         const ParameterGroupRecord& record) {
    return {record.name, record.family, record.description, rds_arn(place, "cluster-pg", record.name)};
}

}  // namespace

aws::Outcome<ParameterGroupRecord*> Rds::parameter_group(Kept<ParameterGroupRecord>& in, const aws::Call& call,
                                                         const std::string& name, bool changes) {
    const std::string wanted = lowered(name);
    if (changes && wanted.starts_with(default_head))
        return aws::Error(invalid_value,
                          "The parameter DBParameterGroupName is not a valid identifier: a default "
                          "parameter group cannot be changed.");  // Assumed
    ParameterGroupRecord* const found = in.find(place_of(call), wanted);
    if (found != nullptr) return found;
    return aws::Error(rds_errors::db_parameter_group_not_found, fmt::format("DBParameterGroup not found: {}", wanted));
}

aws::Outcome<const ParameterGroupRecord*> Rds::create_group(Kept<ParameterGroupRecord>& in, const aws::Call& call,
                                                            ParameterGroupRecord record,
                                                            const std::vector<aws::ResourceTag>& tags) {
    record.name = lowered(record.name);
    if (!is_rds_id(record.name, 255) || record.name.starts_with(default_head))
        return aws::Error(invalid_value, "The parameter DBParameterGroupName is not a valid identifier.");
    if (!is_family(record.family))
        return aws::Error(invalid_value,
                          fmt::format("ParameterGroupFamily {} is not a valid parameter group family", record.family));
    if (in.has(place_of(call), record.name))
        return aws::Error(rds_errors::db_parameter_group_already_exists,
                          fmt::format("Parameter group {} already exists", record.name));
    if (auto wrong = set_tags(record.tags, tags, call.via)) return std::move(*wrong);
    const std::string name = record.name;
    return &in.put(place_of(call), name, std::move(record));
}

aws::Outcome<const ParameterGroupRecord*> Rds::copy_group(Kept<ParameterGroupRecord>& in, const aws::Call& call,
                                                          const std::string& source, ParameterGroupRecord record,
                                                          const std::vector<aws::ResourceTag>& tags) {
    const std::string name = source.starts_with("arn:") ? source.substr(source.rfind(':') + 1) : source;
    // User Guide, "Copying a DB parameter group"; the sentence is assumed.
    if (lowered(name).starts_with(default_head))
        return aws::Error(invalid_value, "A default parameter group cannot be copied.");
    const auto found = parameter_group(in, call, name, false);
    if (!found.ok()) return found.error();
    record.family = (*found)->family;
    record.values = (*found)->values;
    return create_group(in, call, std::move(record), tags);
}

aws::Outcome<EngineDefaults> Rds::engine_defaults(const aws::Call& call, const std::string& family, bool clusters,
                                                  const Name& marker, std::optional<std::int32_t> most) {
    if (!is_family(family) || (clusters && !is_aurora(family)))
        return aws::Error(invalid_value,
                          fmt::format("ParameterGroupFamily {} is not a valid parameter group family", family));
    std::map<std::string, ToldParameter> all;
    for (const ParameterRow& row : parameter_rows(family)) all.emplace(row.name, told_parameter(row, {}));
    auto part = page(call, std::move(all), marker, most);
    if (!part.ok()) return part.error();
    EngineDefaults told;
    told.db_parameter_group_family = family;
    told.marker = part->next;
    told.parameters = std::move(part->items);
    return told;
}

aws::Outcome<aws::Page<ParameterGroupRecord>> Rds::list_groups(Kept<ParameterGroupRecord>& in, const aws::Call& call,
                                                               const Name& name, const Name& marker,
                                                               std::optional<std::int32_t> most) {
    const bool clusters = &in == &catalogue_.cluster_parameter_groups();
    std::map<std::string, ParameterGroupRecord> all;
    for (const EngineRow& row : engine_rows()) {
        if (clusters && !is_aurora(row.engine)) continue;
        const auto usual = usual_group(fmt::format("default.{}", row.family));
        all.emplace(usual->name, *usual);
    }
    for (const auto& [key, record] : in.all()) {
        if (key.first == place_of(call)) all.emplace(record.name, record);
    }
    if (name) {
        std::erase_if(all, [&](const auto& each) { return each.first != lowered(*name); });
        if (all.empty())
            return aws::Error(
                clusters ? rds_errors::db_cluster_parameter_group_not_found : rds_errors::db_parameter_group_not_found,
                fmt::format("DBParameterGroup not found: {}", *name));
    }
    return page(call, std::move(all), marker, most);
}

aws::Outcome<aws::Page<ToldParameter>> Rds::list_parameters(Kept<ParameterGroupRecord>& in, const aws::Call& call,
                                                            const std::string& name, const Name& source,
                                                            const Name& marker, std::optional<std::int32_t> most) {
    const auto usual = usual_group(lowered(name));
    const ParameterGroupRecord* record = usual ? &*usual : nullptr;
    if (record == nullptr) {
        const auto found = parameter_group(in, call, name, false);
        if (!found.ok()) return found.error();
        record = *found;
    }
    std::map<std::string, ToldParameter> all;
    for (const ParameterRow& row : parameter_rows(record->family)) {
        ToldParameter told = told_parameter(row, record->values);
        if (!source || told.source == *source) all.emplace(row.name, std::move(told));
    }
    return page(call, std::move(all), marker, most);
}

aws::Outcome<std::string> Rds::set_parameters(Kept<ParameterGroupRecord>& in, const aws::Call& call,
                                              const std::string& name, const std::vector<ToldParameter>& parameters) {
    const auto found = parameter_group(in, call, name, true);
    if (!found.ok()) return found.error();
    ParameterGroupRecord& record = **found;
    if (parameters.size() > most_parameters)
        return aws::Error(invalid_value, "A request changes at most 20 parameters.");  // Assumed
    const std::vector<ParameterRow> rows = parameter_rows(record.family);
    for (const ToldParameter& each : parameters) {
        const ParameterRow* const row = row_named(rows, each.parameter_name.value_or(""));
        if (row == nullptr)
            return aws::Error(invalid_value,
                              fmt::format("Could not find parameter with name: {}", each.parameter_name.value_or("")));
        if (!row->modifiable)
            return aws::Error(invalid_value, fmt::format("The parameter {} cannot be modified.", row->name));
        if (!row->dynamic && each.apply_method != "pending-reboot")
            return aws::Error(invalid_combination,
                              fmt::format("cannot use immediate apply method for static parameter {}", row->name));
        if (!each.parameter_value) return aws::Error(missing, "The request must contain the parameter ParameterValue.");
        if (!allows(*row, *each.parameter_value))
            return aws::Error(invalid_value, fmt::format("Invalid parameter value: {} for: {} allowed values are: {}",
                                                         *each.parameter_value, row->name, row->allowed));
    }
    std::set<std::string> at_once;
    bool waits = false;
    for (const ToldParameter& each : parameters) {
        record.values[*each.parameter_name] = *each.parameter_value;
        if (each.apply_method == "pending-reboot") {
            waits = true;
        } else {
            at_once.insert(*each.parameter_name);
        }
    }
    in.keep(place_of(call), record.name);
    spread_parameters(in, place_of(call), record.name, at_once, waits);
    return record.name;
}

void Rds::spread_parameters(Kept<ParameterGroupRecord>& in, const aws::AccountRegion& place, const std::string& group,
                            const std::set<std::string>& at_once, bool waits) {
    const bool clusters = &in == &catalogue_.cluster_parameter_groups();
    for (auto& [key, instance] : catalogue_.instances().all()) {
        if (key.first != place || instance.of_scenario) continue;
        const ClusterRecord* const cluster = catalogue_.clusters().find(place, instance.cluster);
        const std::string shared = cluster == nullptr ? "" : cluster->parameter_group;
        if ((clusters ? shared : instance.parameter_group) != group) continue;
        if (waits) instance.parameters_wait = true;
        catalogue_.keep(place, instance);
        if (!at_once.empty()) catalogue_.take_parameters(place, instance, at_once);
    }
}

aws::Outcome<std::string> Rds::reset_parameters(Kept<ParameterGroupRecord>& in, const aws::Call& call,
                                                const std::string& name, bool all,
                                                const std::vector<ToldParameter>& parameters) {
    const auto found = parameter_group(in, call, name, true);
    if (!found.ok()) return found.error();
    ParameterGroupRecord& record = **found;
    std::set<std::string> at_once;
    bool waits = false;
    const std::vector<ParameterRow> rows = parameter_rows(record.family);
    const auto drop = [&](const std::string& which, bool now) {
        if (record.values.erase(which) == 0) return;
        const ParameterRow* const row = row_named(rows, which);
        if (now && row != nullptr && row->dynamic) {
            at_once.insert(which);
        } else {
            waits = true;
        }
    };
    if (all) {
        // API Reference, "ResetDBParameterGroup": dynamic ones at once, static ones at the next reboot.
        const Tags before = record.values;
        for (const auto& [which, value] : before) drop(which, true);
    }
    for (const ToldParameter& each : parameters)
        drop(each.parameter_name.value_or(""), each.apply_method != "pending-reboot");
    in.keep(place_of(call), record.name);
    spread_parameters(in, place_of(call), record.name, at_once, waits);
    return (*found)->name;
}

Rds::Refusal Rds::drop_group(Kept<ParameterGroupRecord>& in, const aws::Call& call, const std::string& name) {
    const auto found = parameter_group(in, call, name, true);
    if (!found.ok()) return found.error();
    const std::string wanted = (*found)->name;
    const aws::AccountRegion place = place_of(call);
    const auto used_by = [&](const auto& all) {
        return std::any_of(all.begin(), all.end(), [&](const auto& each) {
            return each.first.first == place && each.second.parameter_group == wanted;
        });
    };
    const bool clusters = &in == &catalogue_.cluster_parameter_groups();
    if (clusters ? used_by(catalogue_.clusters().all()) : used_by(catalogue_.instances().all()))
        return aws::Error(rds_errors::invalid_db_parameter_group_state,
                          "One or more database instances are still members of this parameter group, so the group "
                          "cannot be deleted");
    in.erase(place, wanted);
    return std::nullopt;
}

aws::Outcome<CreateDbParameterGroupResult> Rds::create_db_parameter_group(const aws::Call& call,
                                                                          CreateDbParameterGroupMessage input) {
    const auto create = [&]() -> aws::Outcome<CreateDbParameterGroupResult> {
        ParameterGroupRecord record;
        record.name = input.db_parameter_group_name;
        record.family = input.db_parameter_group_family;
        record.description = input.description;
        const auto made = create_group(catalogue_.parameter_groups(), call, std::move(record), input.tags);
        if (!made.ok()) return made.error();
        return CreateDbParameterGroupResult{told_group(place_of(call), **made)};
    };
    return create();
}

aws::Outcome<DbParameterGroupsMessage> Rds::describe_db_parameter_groups(const aws::Call& call,
                                                                         DescribeDbParameterGroupsMessage input) {
    const auto describe = [&]() -> aws::Outcome<DbParameterGroupsMessage> {
        auto part = list_groups(catalogue_.parameter_groups(), call, input.db_parameter_group_name, input.marker,
                                input.max_records);
        if (!part.ok()) return part.error();
        DbParameterGroupsMessage output;
        output.marker = part->next;
        auto& told = output.db_parameter_groups.emplace();
        for (const ParameterGroupRecord& each : part->items) told.push_back(told_group(place_of(call), each));
        return output;
    };
    return describe();
}

aws::Outcome<DbParameterGroupDetails> Rds::describe_db_parameters(const aws::Call& call,
                                                                  DescribeDbParametersMessage input) {
    const auto describe = [&]() -> aws::Outcome<DbParameterGroupDetails> {
        auto part = list_parameters(catalogue_.parameter_groups(), call, input.db_parameter_group_name, input.source,
                                    input.marker, input.max_records);
        if (!part.ok()) return part.error();
        return DbParameterGroupDetails{std::move(part->items), part->next};
    };
    return describe();
}

aws::Outcome<DbParameterGroupNameMessage> Rds::modify_db_parameter_group(const aws::Call& call,
                                                                         ModifyDbParameterGroupMessage input) {
    const auto modify = [&]() -> aws::Outcome<DbParameterGroupNameMessage> {
        auto name =
            set_parameters(catalogue_.parameter_groups(), call, input.db_parameter_group_name, input.parameters);
        if (!name.ok()) return name.error();
        return DbParameterGroupNameMessage{*name};
    };
    return modify();
}

aws::Outcome<DbParameterGroupNameMessage> Rds::reset_db_parameter_group(const aws::Call& call,
                                                                        ResetDbParameterGroupMessage input) {
    const auto reset_them = [&]() -> aws::Outcome<DbParameterGroupNameMessage> {
        auto name = reset_parameters(catalogue_.parameter_groups(), call, input.db_parameter_group_name,
                                     input.reset_all_parameters.value_or(false), input.parameters);
        if (!name.ok()) return name.error();
        return DbParameterGroupNameMessage{*name};
    };
    return reset_them();
}

aws::Outcome<aws::Nothing> Rds::delete_db_parameter_group(const aws::Call& call, DeleteDbParameterGroupMessage input) {
    const auto remove = [&]() -> aws::Outcome<aws::Nothing> {
        if (auto wrong = drop_group(catalogue_.parameter_groups(), call, input.db_parameter_group_name))
            return std::move(*wrong);
        return aws::Nothing();
    };
    return remove();
}

aws::Outcome<CreateDbClusterParameterGroupResult> Rds::create_db_cluster_parameter_group(
    const aws::Call& call, CreateDbClusterParameterGroupMessage input) {
    const auto create = [&]() -> aws::Outcome<CreateDbClusterParameterGroupResult> {
        ParameterGroupRecord record;
        record.name = input.db_cluster_parameter_group_name;
        record.family = input.db_parameter_group_family;
        record.description = input.description;
        const auto made = create_group(catalogue_.cluster_parameter_groups(), call, std::move(record), input.tags);
        if (!made.ok()) return made.error();
        return CreateDbClusterParameterGroupResult{told_cluster_group(place_of(call), **made)};
    };
    return create();
}

aws::Outcome<DbClusterParameterGroupsMessage> Rds::describe_db_cluster_parameter_groups(
    const aws::Call& call, DescribeDbClusterParameterGroupsMessage input) {
    const auto describe = [&]() -> aws::Outcome<DbClusterParameterGroupsMessage> {
        auto part = list_groups(catalogue_.cluster_parameter_groups(), call, input.db_cluster_parameter_group_name,
                                input.marker, input.max_records);
        if (!part.ok()) return part.error();
        DbClusterParameterGroupsMessage output;
        output.marker = part->next;
        auto& told = output.db_cluster_parameter_groups.emplace();
        for (const ParameterGroupRecord& each : part->items) told.push_back(told_cluster_group(place_of(call), each));
        return output;
    };
    return describe();
}

aws::Outcome<DbClusterParameterGroupDetails> Rds::describe_db_cluster_parameters(
    const aws::Call& call, DescribeDbClusterParametersMessage input) {
    const auto describe = [&]() -> aws::Outcome<DbClusterParameterGroupDetails> {
        auto part = list_parameters(catalogue_.cluster_parameter_groups(), call, input.db_cluster_parameter_group_name,
                                    input.source, input.marker, input.max_records);
        if (!part.ok()) return part.error();
        return DbClusterParameterGroupDetails{std::move(part->items), part->next};
    };
    return describe();
}

aws::Outcome<DbClusterParameterGroupNameMessage> Rds::modify_db_cluster_parameter_group(
    const aws::Call& call, ModifyDbClusterParameterGroupMessage input) {
    const auto modify = [&]() -> aws::Outcome<DbClusterParameterGroupNameMessage> {
        auto name = set_parameters(catalogue_.cluster_parameter_groups(), call, input.db_cluster_parameter_group_name,
                                   input.parameters);
        if (!name.ok()) return name.error();
        return DbClusterParameterGroupNameMessage{*name};
    };
    return modify();
}

aws::Outcome<DbClusterParameterGroupNameMessage> Rds::reset_db_cluster_parameter_group(
    const aws::Call& call, ResetDbClusterParameterGroupMessage input) {
    const auto reset_them = [&]() -> aws::Outcome<DbClusterParameterGroupNameMessage> {
        auto name = reset_parameters(catalogue_.cluster_parameter_groups(), call, input.db_cluster_parameter_group_name,
                                     input.reset_all_parameters.value_or(false), input.parameters);
        if (!name.ok()) return name.error();
        return DbClusterParameterGroupNameMessage{*name};
    };
    return reset_them();
}

aws::Outcome<aws::Nothing> Rds::delete_db_cluster_parameter_group(const aws::Call& call,
                                                                  DeleteDbClusterParameterGroupMessage input) {
    const auto remove = [&]() -> aws::Outcome<aws::Nothing> {
        if (auto wrong = drop_group(catalogue_.cluster_parameter_groups(), call, input.db_cluster_parameter_group_name))
            return std::move(*wrong);
        return aws::Nothing();
    };
    return remove();
}

aws::Outcome<CopyDbParameterGroupResult> Rds::copy_db_parameter_group(const aws::Call& call,
                                                                      CopyDbParameterGroupMessage input) {
    const auto copy = [&]() -> aws::Outcome<CopyDbParameterGroupResult> {
        ParameterGroupRecord record;
        record.name = input.target_db_parameter_group_identifier;
        record.description = input.target_db_parameter_group_description;
        const auto made = copy_group(catalogue_.parameter_groups(), call, input.source_db_parameter_group_identifier,
                                     std::move(record), input.tags);
        if (!made.ok()) return made.error();
        return CopyDbParameterGroupResult{told_group(place_of(call), **made)};
    };
    return copy();
}

aws::Outcome<CopyDbClusterParameterGroupResult> Rds::copy_db_cluster_parameter_group(
    const aws::Call& call, CopyDbClusterParameterGroupMessage input) {
    const auto copy = [&]() -> aws::Outcome<CopyDbClusterParameterGroupResult> {
        ParameterGroupRecord record;
        record.name = input.target_db_cluster_parameter_group_identifier;
        record.description = input.target_db_cluster_parameter_group_description;
        const auto made = copy_group(catalogue_.cluster_parameter_groups(), call,
                                     input.source_db_cluster_parameter_group_identifier, std::move(record), input.tags);
        if (!made.ok()) return made.error();
        return CopyDbClusterParameterGroupResult{told_cluster_group(place_of(call), **made)};
    };
    return copy();
}

aws::Outcome<DescribeEngineDefaultParametersResult> Rds::describe_engine_default_parameters(
    const aws::Call& call, DescribeEngineDefaultParametersMessage input) {
    auto told = engine_defaults(call, input.db_parameter_group_family, false, input.marker, input.max_records);
    if (!told.ok()) return told.error();
    return DescribeEngineDefaultParametersResult{std::move(*told)};
}

aws::Outcome<DescribeEngineDefaultClusterParametersResult> Rds::describe_engine_default_cluster_parameters(
    const aws::Call& call, DescribeEngineDefaultClusterParametersMessage input) {
    auto told = engine_defaults(call, input.db_parameter_group_family, true, input.marker, input.max_records);
    if (!told.ok()) return told.error();
    return DescribeEngineDefaultClusterParametersResult{std::move(*told)};
}

}  // namespace wt::rds::api
