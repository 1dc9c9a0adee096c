#include "gateway/api/catalogue.hpp"

#include <fmt/format.h>

#include "base/assert.hpp"
#include "base/fresh_random.hpp"
#include "gateway/api/part_rows.hpp"

namespace wt::gateway::api {

namespace {

constexpr std::string_view api_space = "apigateway.apis";
constexpr std::string_view account_space = "apigateway.accounts";

[[nodiscard]] std::string api_key(const Api& api) { return fmt::format("{}/{}", place_key(api.place), api.id); }

}  // namespace

const aws::Structure& shape_of(aws::Tag<Definition>) {
    static const aws::RowShape shape{aws::row_member<&Definition::settings>("settings"),
                                     aws::row_member<&Definition::resources>("resources"),
                                     aws::row_member<&Definition::models>("models"),
                                     aws::row_member<&Definition::validators>("validators"),
                                     aws::row_member<&Definition::gateway_responses>("gatewayResponses"),
                                     aws::row_member<&Definition::authorizers>("authorizers")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<PlanMember>) {
    static const aws::RowShape shape{aws::row_member<&PlanMember::plan>("plan"),
                                     aws::row_member<&PlanMember::key>("key")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<KeyUse>) {
    static const aws::RowShape shape{aws::row_member<&KeyUse::plan>("plan"), aws::row_member<&KeyUse::key>("key"),
                                     aws::row_member<&KeyUse::days>("days"),
                                     aws::row_member<&KeyUse::first_period>("firstPeriod"),
                                     aws::row_member<&KeyUse::more>("more")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<DomainMapping>) {
    static const aws::RowShape shape{aws::row_member<&DomainMapping::domain>("domain"),
                                     aws::row_member<&DomainMapping::told>("told"),
                                     aws::row_member<&DomainMapping::id>("id")};
    return shape;
}

std::string row_of(const DeploymentEntry& part) { return deployment_row(part); }

Catalogue::Catalogue(const Context& context, store::Store& store)
    : context_(context), ids_(fresh_random(context, "apigateway.ids")), rows_(store) {
    load(store);
}

void Catalogue::load(store::Store& store) {
    store.load(account_space, [this](std::string_view key, std::string_view row) {
        auto settings = read_row<Account>(row);
        if (!settings) store::unreadable(account_space, key);
        std::string account = take_part(key);
        places_[{std::move(account), take_part(key)}].settings = std::move(*settings);
    });
    store.load(api_space, [this](std::string_view key, std::string_view row) {
        auto settings = read_row<RestApiDetail>(row);
        if (!settings) store::unreadable(api_space, key);
        auto api = std::make_unique<Api>();
        api->place.account = take_part(key);
        api->place.region = take_part(key);
        api->id = take_part(key);
        api->now.settings = std::move(*settings);
        std::string id = api->id;
        apis_.emplace(std::move(id), std::move(api));
    });
    const auto of = [this](const aws::AccountRegion& place, const std::string& id) { return find(place, id); };
    load_parts<Resource, PartOf<Resource>>(store, of);
    load_parts<Model, PartOf<Model>>(store, of);
    load_parts<RequestValidator, PartOf<RequestValidator>>(store, of);
    load_parts<GatewayResponseDetail, PartOf<GatewayResponseDetail>>(store, of);
    load_parts<AuthorizerDetail, PartOf<AuthorizerDetail>>(store, of);
    load_parts<DeploymentEntry, PartOf<DeploymentEntry>>(store, of);
    load_parts<Stage, PartOf<Stage>>(store, of);
    load_parts_of_places<ApiKey>(store);
    load_parts_of_places<UsagePlan>(store);
    load_parts_of_places<PlanMember>(store);
    load_parts_of_places<KeyUse>(store);
    load_parts_of_places<DomainName>(store);
    load_parts_of_places<DomainMapping>(store);
}

template <class T>
void Catalogue::load_parts_of_places(store::Store& store) {
    store.load(PartOf<T>::space, [this](std::string_view key, std::string_view row) {
        std::string_view rest = key;
        std::string account = take_part(rest);
        std::string region = take_part(rest);
        auto part = read_row<T>(row);
        if (!part) store::unreadable(PartOf<T>::space, key);
        PartOf<T>::in(places_[{std::move(account), std::move(region)}]).emplace(std::string(rest), std::move(*part));
    });
}

template <class T>
void Catalogue::forget(const aws::AccountRegion& place) {
    for (const auto& [id, part] : PartOf<T>::in(at(place)))
        rows_.put(PartOf<T>::space, row_key(place, id), std::nullopt);
}

Api* Catalogue::find(const aws::AccountRegion& place, std::string_view id) {
    const auto found = apis_.find(id);
    return found == apis_.end() || found->second->place != place ? nullptr : found->second.get();
}

Api* Catalogue::find_component(std::string_view component) {
    for (const auto& [id, api] : apis_) {
        if (api->component == component) return api.get();
    }
    return nullptr;
}

Api& Catalogue::add(std::unique_ptr<Api> api) {
    Api& added = *api;
    const bool is_new = apis_.emplace(added.id, std::move(api)).second;
    WT_ASSERT(is_new);
    keep(added);
    return added;
}

void Catalogue::keep(const Api& api) {
    if (has_rows(api)) rows_.put(api_space, api_key(api), row_of(api.now.settings));
}

void Catalogue::keep(const aws::AccountRegion& place, const Account& settings) {
    at(place).settings = settings;
    rows_.put(account_space, place_key(place), row_of(settings));
}

void Catalogue::remove(Api& api) {
    const auto drop_all = [&](std::string_view space, const auto& parts) {
        for (const auto& [id, part] : parts) rows_.put(space, row_key(api, id), std::nullopt);
    };
    drop_all(PartOf<Resource>::space, api.now.resources);
    drop_all(PartOf<Model>::space, api.now.models);
    drop_all(PartOf<RequestValidator>::space, api.now.validators);
    drop_all(PartOf<GatewayResponseDetail>::space, api.now.gateway_responses);
    drop_all(PartOf<AuthorizerDetail>::space, api.now.authorizers);
    drop_all(PartOf<DeploymentEntry>::space, api.deployments);
    drop_all(PartOf<Stage>::space, api.stages);
    rows_.put(api_space, api_key(api), std::nullopt);
    apis_.erase(apis_.find(api.id));
}

std::string Catalogue::new_id(std::size_t letters) {
    constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
    std::string id;
    for (std::size_t i = 0; i < letters; ++i) id += alphabet[ids_.below(alphabet.size())];
    return id;
}

std::string Catalogue::new_api_id() {
    constexpr std::size_t letters = 10;
    std::string id = new_id(letters);
    while (apis_.contains(id)) id = new_id(letters);
    return id;
}

void Catalogue::reset(std::string_view account) {
    std::vector<Api*> gone;
    for (const auto& [id, api] : apis_) {
        if (api->component.empty() && (account.empty() || api->place.account == account)) gone.push_back(api.get());
    }
    for (Api* api : gone) remove(*api);
    for (auto at = places_.begin(); at != places_.end();) {
        const bool goes = account.empty() || at->first.account == account;
        if (goes) {
            rows_.put(account_space, place_key(at->first), std::nullopt);
            forget<ApiKey>(at->first);
            forget<UsagePlan>(at->first);
            forget<PlanMember>(at->first);
            forget<KeyUse>(at->first);
            forget<DomainName>(at->first);
            forget<DomainMapping>(at->first);
        }
        at = goes ? places_.erase(at) : std::next(at);
    }
}

std::string Catalogue::row_key(const aws::AccountRegion& place, std::string_view id) {
    return fmt::format("{}/{}", place_key(place), id);
}

std::string Catalogue::row_key(const Api& api, std::string_view id) { return fmt::format("{}/{}", api_key(api), id); }

}  // namespace wt::gateway::api
