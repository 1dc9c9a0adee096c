#include "gateway/api/catalogue.hpp"

#include <fmt/format.h>

#include "aws/json.hpp"
#include "base/assert.hpp"
#include "store/unreadable.hpp"

namespace wt::gateway::api {

namespace {

constexpr std::string_view api_space = "apigateway.apis";
constexpr std::string_view account_space = "apigateway.accounts";

[[nodiscard]] std::string place_key(const aws::AccountRegion& place) {
    return fmt::format("{}/{}", place.account, place.region);
}
[[nodiscard]] std::string api_key(const Api& api) { return fmt::format("{}/{}", place_key(api.place), api.id); }

/// Takes what stands before the next slash.
[[nodiscard]] std::string take(std::string_view& key) {
    const std::size_t slash = std::min(key.find('/'), key.size());
    std::string part(key.substr(0, slash));
    key.remove_prefix(std::min(slash + 1, key.size()));
    return part;
}

template <class T>
[[nodiscard]] std::optional<T> read(std::string_view row) {
    T value;
    aws::Violations violations;
    if (aws::read_json(row, shape_of(aws::Tag<T>{}), &value, violations)) return std::nullopt;
    return value;
}

}  // namespace

const aws::Structure& shape_of(aws::Tag<Definition>) {
    static const aws::Structure shape(
        "", {aws::member<&Definition::settings>("settings"), aws::member<&Definition::resources>("resources"),
             aws::member<&Definition::models>("models"), aws::member<&Definition::validators>("validators"),
             aws::member<&Definition::gateway_responses>("gatewayResponses"),
             aws::member<&Definition::authorizers>("authorizers")});
    return shape;
}

/// A deployment as its row has it.
struct DeploymentRow {
    Deployment detail;
    Definition frozen;
};
const aws::Structure& shape_of(aws::Tag<DeploymentRow>) {
    static const aws::Structure shape(
        "", {aws::member<&DeploymentRow::detail>("detail"), aws::member<&DeploymentRow::frozen>("frozen")});
    return shape;
}

const aws::Structure& shape_of(aws::Tag<PlanMember>) {
    static const aws::Structure shape("",
                                      {aws::member<&PlanMember::plan>("plan"), aws::member<&PlanMember::key>("key")});
    return shape;
}

const aws::Structure& shape_of(aws::Tag<DomainMapping>) {
    static const aws::Structure shape(
        "", {aws::member<&DomainMapping::domain>("domain"), aws::member<&DomainMapping::told>("told")});
    return shape;
}

std::string row_of(const aws::Structure& shape, const void* part) {
    std::string row;
    aws::write_json(row, shape, part);
    return row;
}

std::string row_of(const DeploymentEntry& part) { return row_of(DeploymentRow{part.detail, *part.frozen}); }

Catalogue::Catalogue(const Context& context, store::Store& store)
    : context_(context), store_(store), ids_(context.random("apigateway.ids")) {
    load();
}

void Catalogue::load() {
    store_.load(account_space, [this](std::string_view key, std::string_view row) {
        auto settings = read<Account>(row);
        if (!settings) store::unreadable(account_space, key);
        std::string account = take(key);
        places_[{std::move(account), take(key)}].settings = std::move(*settings);
    });
    store_.load(api_space, [this](std::string_view key, std::string_view row) {
        auto settings = read<RestApiDetail>(row);
        if (!settings) store::unreadable(api_space, key);
        auto api = std::make_unique<Api>();
        api->place.account = take(key);
        api->place.region = take(key);
        api->id = take(key);
        api->now.settings = std::move(*settings);
        std::string id = api->id;
        apis_.emplace(std::move(id), std::move(api));
    });
    load_parts<Resource>();
    load_parts<Model>();
    load_parts<RequestValidator>();
    load_parts<GatewayResponseDetail>();
    load_parts<AuthorizerDetail>();
    load_parts<DeploymentEntry>();
    load_parts<Stage>();
    load_parts_of_places<ApiKey>();
    load_parts_of_places<UsagePlan>();
    load_parts_of_places<PlanMember>();
    load_parts_of_places<DomainName>();
    load_parts_of_places<DomainMapping>();
}

template <class T>
void Catalogue::load_parts_of_places() {
    store_.load(PartOf<T>::space, [this](std::string_view key, std::string_view row) {
        std::string_view rest = key;
        std::string account = take(rest);
        std::string region = take(rest);
        auto part = read<T>(row);
        if (!part) store::unreadable(PartOf<T>::space, key);
        PartOf<T>::in(places_[{std::move(account), std::move(region)}]).emplace(std::string(rest), std::move(*part));
    });
}

template <class T>
void Catalogue::forget(const aws::AccountRegion& place) {
    for (const auto& [id, part] : PartOf<T>::in(at(place))) row(PartOf<T>::space, row_key(place, id), std::nullopt);
}

template <class T>
void Catalogue::load_parts() {
    store_.load(PartOf<T>::space, [this](std::string_view key, std::string_view row) {
        std::string_view rest = key;
        const std::string account = take(rest);
        const std::string region = take(rest);
        Api* const api = find({account, region}, take(rest));
        std::optional<T> part;
        if constexpr (std::is_same_v<T, DeploymentEntry>) {
            if (auto read_row = read<DeploymentRow>(row)) {
                part.emplace(DeploymentEntry{std::move(read_row->detail),
                                             std::make_shared<const Definition>(std::move(read_row->frozen))});
            }
        } else {
            part = read<T>(row);
        }
        if (api == nullptr || !part) store::unreadable(PartOf<T>::space, key);
        PartOf<T>::in(*api).emplace(std::string(rest), std::move(*part));
    });
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
    if (has_rows(api)) row(api_space, api_key(api), row_of(api.now.settings));
}

void Catalogue::keep(const aws::AccountRegion& place, const Account& settings) {
    at(place).settings = settings;
    if (store_.keeps()) row(account_space, place_key(place), row_of(settings));
}

void Catalogue::remove(Api& api) {
    const auto drop_all = [&](std::string_view space, const auto& parts) {
        for (const auto& [id, part] : parts) row(space, row_key(api, id), std::nullopt);
    };
    drop_all(PartOf<Resource>::space, api.now.resources);
    drop_all(PartOf<Model>::space, api.now.models);
    drop_all(PartOf<RequestValidator>::space, api.now.validators);
    drop_all(PartOf<GatewayResponseDetail>::space, api.now.gateway_responses);
    drop_all(PartOf<AuthorizerDetail>::space, api.now.authorizers);
    drop_all(PartOf<DeploymentEntry>::space, api.deployments);
    drop_all(PartOf<Stage>::space, api.stages);
    row(api_space, api_key(api), std::nullopt);
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
            row(account_space, place_key(at->first), std::nullopt);
            forget<ApiKey>(at->first);
            forget<UsagePlan>(at->first);
            forget<PlanMember>(at->first);
            forget<DomainName>(at->first);
            forget<DomainMapping>(at->first);
        }
        at = goes ? places_.erase(at) : std::next(at);
    }
}

Task<std::optional<Error>> Catalogue::durable() {
    if (!changes_.empty()) ticket_ = store_.stage(std::exchange(changes_, {}));
    if (store_.is_durable(ticket_)) co_return std::nullopt;
    co_return co_await store_.durable(ticket_);
}

std::string Catalogue::row_key(const aws::AccountRegion& place, std::string_view id) {
    return fmt::format("{}/{}", place_key(place), id);
}

std::string Catalogue::row_key(const Api& api, std::string_view id) { return fmt::format("{}/{}", api_key(api), id); }

void Catalogue::row(std::string_view space, std::string key, std::optional<std::string> value) {
    if (store_.keeps()) changes_.push_back({std::string(space), std::move(key), std::move(value)});
}

}  // namespace wt::gateway::api
