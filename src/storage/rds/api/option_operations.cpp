// Option groups: kept and told. No engine here has options that do anything.
#include <algorithm>

#include "base/ascii.hpp"
#include "storage/rds/api/engines.hpp"
#include "storage/rds/api/rds.hpp"

namespace wt::rds::api {

namespace {

/// Amazon RDS User Guide, "Quotas and constraints".
constexpr std::size_t most_option_groups = 20;
constexpr std::string_view usual_options_head = "default:";

struct OptionRow {
    std::string_view engine;
    std::string_view name;
    std::string_view description;
};
/// Amazon RDS User Guide, "Options for MySQL DB instances", "Options for MariaDB database engine". PostgreSQL has none.
constexpr OptionRow rows_of_options[] = {
    {"mysql", "MARIADB_AUDIT_PLUGIN", "MariaDB Audit Plugin"},
    {"mysql", "MEMCACHED", "Innodb Memcached for MySQL"},
    {"mariadb", "MARIADB_AUDIT_PLUGIN", "MariaDB Audit Plugin"},
};

[[nodiscard]] aws::Error no_option_group(const std::string& name) {
    return aws::Error(rds_errors::option_group_not_found,
                      fmt::format("Specified OptionGroupName: {} not found.", name));
}

/// "16" of "16.8", "8.0" of "8.0.41".
[[nodiscard]] bool is_major_of(std::string_view major, const EngineRow& row) {
    return !major.empty() && row.family.ends_with(major) &&
           row.family.substr(0, row.family.size() - major.size()) == row.engine;
}

}  // namespace

OptionGroup Rds::told_options(const aws::AccountRegion& place, const OptionGroupRecord& record) const {
    OptionGroup told;
    told.option_group_name = record.name;
    told.option_group_description = record.description;
    told.engine_name = record.engine;
    told.major_engine_version = record.version;
    told.allows_vpc_and_non_vpc_instance_memberships = true;
    told.option_group_arn = rds_arn(place, "og", record.name);
    auto& options = told.options.emplace();
    for (const std::string& name : record.options) {
        Option& option = options.emplace_back();
        option.option_name = name;
        for (const OptionRow& row : rows_of_options) {
            if (row.engine == record.engine && row.name == name)
                option.option_description = std::string(row.description);
        }
        option.persistent = option.permanent = false;
        auto& settings = option.option_settings.emplace();
        for (const auto& [key, value] : record.settings) {
            if (!key.starts_with(name + "/")) continue;
            OptionSetting& setting = settings.emplace_back();
            setting.name = key.substr(name.size() + 1);
            setting.value = value;
        }
    }
    return told;
}

aws::Outcome<CreateOptionGroupResult> Rds::create_option_group(const aws::Call& call, CreateOptionGroupMessage input) {
    const auto create = [&]() -> aws::Outcome<CreateOptionGroupResult> {
        const aws::AccountRegion place = place_of(call);
        OptionGroupRecord record;
        record.name = lowered(input.option_group_name);
        record.engine = lowered(input.engine_name);
        record.version = input.major_engine_version;
        record.description = input.option_group_description;
        if (!is_rds_id(record.name, 255))
            return aws::Error(invalid_value, "The parameter OptionGroupName is not a valid identifier.");
        const auto rows = engine_rows();
        const bool known = std::any_of(rows.begin(), rows.end(), [&](const EngineRow& row) {
            return row.engine == record.engine && is_major_of(record.version, row);
        });
        if (!known)
            return aws::Error(invalid_combination,
                              fmt::format("Cannot find major version {} for {}", record.version, record.engine));
        if (catalogue_.option_groups().has(place, record.name))
            return aws::Error(rds_errors::option_group_already_exists,
                              fmt::format("An option group named {} already exists.", record.name));
        const auto& all = catalogue_.option_groups().all();
        const auto there =
            std::count_if(all.begin(), all.end(), [&](const auto& each) { return each.first.first == place; });
        if (static_cast<std::size_t>(there) >= most_option_groups)
            return aws::Error(rds_errors::option_group_quota_exceeded,
                              "The quota of 20 option groups was exceeded for this account.");  // Assumed
        if (auto wrong = set_tags(record.tags, input.tags, call.via)) return std::move(*wrong);
        const std::string name = record.name;
        CreateOptionGroupResult output;
        output.option_group = told_options(place, catalogue_.option_groups().put(place, name, std::move(record)));
        return output;
    };
    return create();
}

aws::Outcome<OptionGroups> Rds::describe_option_groups(const aws::Call& call, DescribeOptionGroupsMessage input) {
    const auto describe = [&]() -> aws::Outcome<OptionGroups> {
        const aws::AccountRegion place = place_of(call);
        std::map<std::string, OptionGroup> all;
        const auto add = [&](const OptionGroupRecord& record) {
            if (input.option_group_name && record.name != lowered(*input.option_group_name)) return;
            if (input.engine_name && record.engine != lowered(*input.engine_name)) return;
            if (input.major_engine_version && record.version != *input.major_engine_version) return;
            all.emplace(record.name, told_options(place, record));
        };
        // Everybody's, one a major version.
        for (const EngineRow& row : engine_rows()) {
            OptionGroupRecord usual;
            usual.engine = row.engine;
            usual.version = row.family.substr(row.engine.size());
            std::string dashed = usual.version;
            std::replace(dashed.begin(), dashed.end(), '.', '-');
            usual.name = fmt::format("{}{}-{}", usual_options_head, row.engine, dashed);
            usual.description = fmt::format("Default option group for {} {}", row.engine, usual.version);
            add(usual);
        }
        for (const auto& [key, record] : catalogue_.option_groups().all()) {
            if (key.first == place) add(record);
        }
        if (input.option_group_name && all.empty()) return no_option_group(*input.option_group_name);
        auto part = page(call, std::move(all), input.marker, input.max_records);
        if (!part.ok()) return part.error();
        OptionGroups output;
        output.option_groups_list = std::move(part->items);
        output.marker = part->next;
        return output;
    };
    return describe();
}

aws::Outcome<ModifyOptionGroupResult> Rds::modify_option_group(const aws::Call& call, ModifyOptionGroupMessage input) {
    const auto modify = [&]() -> aws::Outcome<ModifyOptionGroupResult> {
        const aws::AccountRegion place = place_of(call);
        OptionGroupRecord* const found = catalogue_.option_groups().find(place, lowered(input.option_group_name));
        if (found == nullptr) return no_option_group(input.option_group_name);
        if (input.options_to_include.empty() && input.options_to_remove.empty())
            return aws::Error(invalid_value, "At least one option must be added, modified, or removed.");
        for (const OptionConfiguration& each : input.options_to_include) {
            const bool known = std::any_of(
                std::begin(rows_of_options), std::end(rows_of_options),
                [&](const OptionRow& row) { return row.engine == found->engine && row.name == each.option_name; });
            if (!known)
                return aws::Error(invalid_value, fmt::format("Invalid option: {} for the engine {}.", each.option_name,
                                                             found->engine));  // Assumed
        }
        const auto drop = [found](const std::string& name) {
            std::erase(found->options, name);
            std::erase_if(found->settings, [&](const auto& each) { return each.first.starts_with(name + "/"); });
        };
        for (const std::string& name : input.options_to_remove) drop(name);
        for (const OptionConfiguration& each : input.options_to_include) {
            drop(each.option_name);
            found->options.push_back(each.option_name);
            for (const OptionSetting& setting : each.option_settings)
                found->settings[fmt::format("{}/{}", each.option_name, setting.name.value_or(""))] =
                    setting.value.value_or("");
        }
        catalogue_.option_groups().keep(place, found->name);
        ModifyOptionGroupResult output;
        output.option_group = told_options(place, *found);
        return output;
    };
    return modify();
}

aws::Outcome<aws::Nothing> Rds::delete_option_group(const aws::Call& call, DeleteOptionGroupMessage input) {
    const auto remove = [&]() -> aws::Outcome<aws::Nothing> {
        const aws::AccountRegion place = place_of(call);
        const std::string name = lowered(input.option_group_name);
        if (name.starts_with(usual_options_head))
            return aws::Error(rds_errors::invalid_option_group_state,
                              fmt::format("The option group {} is a default option group and cannot be deleted.",
                                          name));  // Assumed
        if (!catalogue_.option_groups().has(place, name)) return no_option_group(name);
        const auto& all = catalogue_.instances().all();
        const bool used = std::any_of(all.begin(), all.end(), [&](const auto& each) {
            return each.first.first == place && each.second.option_group == name;
        });
        if (used)
            return aws::Error(rds_errors::invalid_option_group_state,
                              fmt::format("The option group {} cannot be deleted because it is in use.",
                                          name));  // Assumed
        catalogue_.option_groups().erase(place, name);
        return aws::Nothing();
    };
    return remove();
}

}  // namespace wt::rds::api
