#include "logs/account_records.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "store/unreadable.hpp"

namespace wt::logs {

namespace {

using Json = nlohmann::json;

constexpr std::string_view definition_space = "logs.query_definition";  // by account, region and id
constexpr std::string_view policy_space = "logs.resource_policy";       // by account, region and name or ARN

[[nodiscard]] std::string key_of(const aws::AccountRegion& place, const std::string& name) {
    return fmt::format("{}/{}/{}", place.account, place.region, name);
}

[[nodiscard]] std::string pack(const aws::AccountRegion& place, Json row) {
    row["account"] = place.account;
    row["region"] = place.region;
    std::string bytes;
    Json::to_cbor(row, bytes);
    return bytes;
}

[[nodiscard]] Json write(const QueryDefinition& definition) {
    Json parameters = Json::array();
    for (const QueryDefinition::Parameter& each : definition.parameters) {
        Json row{{"name", each.name}};
        if (each.default_value) row["default"] = *each.default_value;
        if (each.description) row["description"] = *each.description;
        parameters.push_back(std::move(row));
    }
    return {{"id", definition.id},         {"name", definition.name},
            {"text", definition.text},     {"language", definition.language},
            {"groups", definition.groups}, {"modified", definition.modified},
            {"parameters", parameters}};
}

[[nodiscard]] Json write(const ResourcePolicy& policy) {
    return {{"name", policy.name},
            {"document", policy.document},
            {"resource", policy.resource},
            {"updated", policy.updated},
            {"revision", policy.revision}};
}

[[nodiscard]] std::optional<std::string> text_at(const Json& row, const char* name) {
    return row.contains(name) ? std::optional(row.at(name).get<std::string>()) : std::nullopt;
}

// These throw what the library throws when a member is missing or of another type.
[[nodiscard]] QueryDefinition read_definition(const Json& row) {
    QueryDefinition definition;
    definition.id = row.at("id").get<std::string>();
    definition.name = row.at("name").get<std::string>();
    definition.text = row.at("text").get<std::string>();
    definition.language = row.at("language").get<std::string>();
    definition.groups = row.at("groups").get<std::vector<std::string>>();
    definition.modified = row.at("modified").get<std::int64_t>();
    for (const Json& each : row.at("parameters")) {
        definition.parameters.push_back(
            {each.at("name").get<std::string>(), text_at(each, "default"), text_at(each, "description")});
    }
    return definition;
}

[[nodiscard]] ResourcePolicy read_policy(const Json& row) {
    return {row.at("name").get<std::string>(), row.at("document").get<std::string>(),
            row.at("resource").get<std::string>(), row.at("updated").get<std::int64_t>(),
            row.at("revision").get<std::int64_t>()};
}

/// What a policy is known by.
[[nodiscard]] const std::string& name_of(const ResourcePolicy& policy) {
    return policy.resource.empty() ? policy.name : policy.resource;
}
[[nodiscard]] const std::string& name_of(const QueryDefinition& definition) { return definition.id; }

template <class Kept, class Read>
void load(store::Store& store, std::string_view space, Kept& kept, Read read) {
    store.load(space, [&](std::string_view key, std::string_view bytes) {
        try {
            const Json row = Json::from_cbor(bytes);
            const aws::AccountRegion place{row.at("account").get<std::string>(), row.at("region").get<std::string>()};
            auto one = read(row);
            if (key_of(place, name_of(one)) != key) store::unreadable(space, key);
            std::string name = name_of(one);
            kept.emplace(std::pair(place, std::move(name)), std::move(one));
        } catch (const Json::exception&) {
            store::unreadable(space, key);
        }
    });
}

}  // namespace

AccountRecords::AccountRecords(store::Store& store) : store_(store) {
    load(store_, definition_space, definitions_, read_definition);
    load(store_, policy_space, policies_, read_policy);
}

void AccountRecords::put(const aws::AccountRegion& place, QueryDefinition definition) {
    stage(definition_space, key_of(place, definition.id), pack(place, write(definition)));
    std::string id = definition.id;
    definitions_.insert_or_assign(std::pair(place, std::move(id)), std::move(definition));
}

void AccountRecords::put(const aws::AccountRegion& place, ResourcePolicy policy) {
    std::string name = name_of(policy);
    stage(policy_space, key_of(place, name), pack(place, write(policy)));
    policies_.insert_or_assign(std::pair(place, std::move(name)), std::move(policy));
}

void AccountRecords::remove_definition(const aws::AccountRegion& place, const std::string& id) {
    if (definitions_.erase({place, id}) > 0) stage(definition_space, key_of(place, id), std::nullopt);
}

void AccountRecords::remove_policy(const aws::AccountRegion& place, const std::string& key) {
    if (policies_.erase({place, key}) > 0) stage(policy_space, key_of(place, key), std::nullopt);
}

void AccountRecords::reset(std::string_view account) {
    const auto forget = [&](auto& kept, std::string_view space) {
        std::erase_if(kept, [&](const auto& each) {
            const auto& [place, name] = each.first;
            if (!account.empty() && place.account != account) return false;
            stage(space, key_of(place, name), std::nullopt);
            return true;
        });
    };
    forget(definitions_, definition_space);
    forget(policies_, policy_space);
}

Task<std::optional<Error>> AccountRecords::durable() {
    if (store_.is_durable(ticket_)) co_return std::nullopt;
    co_return co_await store_.durable(ticket_);
}

void AccountRecords::stage(std::string_view space, const std::string& key, std::optional<std::string> row) {
    if (!store_.keeps()) return;
    std::vector<store::Change> changes;
    changes.push_back({std::string(space), key, std::move(row)});
    ticket_ = store_.stage(std::move(changes));
}

}  // namespace wt::logs
