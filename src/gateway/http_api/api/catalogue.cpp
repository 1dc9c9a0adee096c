#include "gateway/http_api/api/catalogue.hpp"

#include <vector>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "gateway/api/part_rows.hpp"

namespace wt::gateway::http_api::api {

namespace {

constexpr std::string_view api_space = "apigatewayv2.apis";

[[nodiscard]] std::string api_key(const ApiRecord& api) {
    return fmt::format("{}/{}", gateway::api::place_key(api.place), api.id);
}

}  // namespace

const aws::Structure& shape_of(aws::Tag<Definition>) {
    static const aws::RowShape shape{aws::row_member<&Definition::settings>("settings"),
                                     aws::row_member<&Definition::routes>("routes"),
                                     aws::row_member<&Definition::integrations>("integrations"),
                                     aws::row_member<&Definition::authorizers>("authorizers")};
    return shape;
}

std::string row_of(const DeploymentEntry& part) { return gateway::api::deployment_row(part); }

Catalogue::Catalogue(store::Store& store) : rows_(store) {
    store.load(api_space, [this](std::string_view key, std::string_view row) {
        auto settings = gateway::api::read_row<Api>(row);
        if (!settings) store::unreadable(api_space, key);
        auto api = std::make_unique<ApiRecord>();
        api->place.account = gateway::api::take_part(key);
        api->place.region = gateway::api::take_part(key);
        api->id = gateway::api::take_part(key);
        api->now.settings = std::move(*settings);
        std::string id = api->id;
        apis_.emplace(std::move(id), std::move(api));
    });
    using gateway::api::load_parts;
    const auto of = [this](const aws::AccountRegion& place, const std::string& id) { return find(place, id); };
    load_parts<Route, PartOf<Route>>(store, of);
    load_parts<Integration, PartOf<Integration>>(store, of);
    load_parts<Authorizer, PartOf<Authorizer>>(store, of);
    load_parts<DeploymentEntry, PartOf<DeploymentEntry>>(store, of);
    load_parts<Stage, PartOf<Stage>>(store, of);
}

ApiRecord* Catalogue::find(const aws::AccountRegion& place, std::string_view id) {
    const auto found = apis_.find(id);
    return found == apis_.end() || found->second->place != place ? nullptr : found->second.get();
}

void Catalogue::keep_parts(ApiRecord& api, Definition definition) {
    for (auto& [id, part] : definition.routes) keep(api, std::move(part));
    for (auto& [id, part] : definition.integrations) keep(api, std::move(part));
    for (auto& [id, part] : definition.authorizers) keep(api, std::move(part));
}

ApiRecord& Catalogue::add(std::unique_ptr<ApiRecord> api) {
    ApiRecord& added = *api;
    const bool is_new = apis_.emplace(added.id, std::move(api)).second;
    WT_ASSERT(is_new);
    keep(added);
    Definition parts = added.now;
    keep_parts(added, std::move(parts));
    return added;
}

void Catalogue::keep(const ApiRecord& api) { rows_.put(api_space, api_key(api), row_of(api.now.settings)); }

template <class T>
void Catalogue::drop_all(ApiRecord& api) {
    std::vector<std::string> ids;
    for (const auto& [id, part] : PartOf<T>::in(api)) ids.push_back(id);
    for (const std::string& id : ids) drop<T>(api, id);
}

void Catalogue::replace(ApiRecord& api, Definition definition) {
    drop_all<Route>(api);
    drop_all<Integration>(api);
    drop_all<Authorizer>(api);
    api.now.settings = definition.settings;
    keep(api);
    keep_parts(api, std::move(definition));
}

void Catalogue::remove(ApiRecord& api) {
    drop_all<Route>(api);
    drop_all<Integration>(api);
    drop_all<Authorizer>(api);
    drop_all<DeploymentEntry>(api);
    drop_all<Stage>(api);
    rows_.put(api_space, api_key(api), std::nullopt);
    apis_.erase(apis_.find(api.id));
}

void Catalogue::reset(std::string_view account) {
    std::vector<ApiRecord*> gone;
    for (const auto& [id, api] : apis_) {
        if (account.empty() || api->place.account == account) gone.push_back(api.get());
    }
    for (ApiRecord* api : gone) remove(*api);
}

std::string Catalogue::row_key(const ApiRecord& api, std::string_view id) {
    return fmt::format("{}/{}", api_key(api), id);
}

}  // namespace wt::gateway::http_api::api
