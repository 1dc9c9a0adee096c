#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/accounts.hpp"
#include "base/context.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "gateway/api/apigateway_shapes.hpp"
#include "gateway/api/rows.hpp"
#include "store/store.hpp"

namespace wt::gateway::api {

template <class T>
using Parts = std::map<std::string, T>;

/// An API as it is written down, and as a deployment freezes it. What is empty in a part of AWS's model is absent.
struct Definition {
    RestApiDetail settings;
    Parts<Resource> resources;                       // by id
    Parts<Model> models;                             // by name
    Parts<RequestValidator> validators;              // by id
    Parts<GatewayResponseDetail> gateway_responses;  // by type: those that somebody put
    Parts<AuthorizerDetail> authorizers;             // by id
};

const aws::Structure& shape_of(aws::Tag<Definition>);

struct DeploymentEntry {
    Deployment detail;
    std::shared_ptr<const Definition> frozen;
};

/// A REST API of an account.
struct Api {
    aws::AccountRegion place;
    std::string id;
    Definition now;  // what the next deployment freezes
    Parts<DeploymentEntry> deployments;
    Parts<Stage> stages;
    /// The component of the scenario that it stands for; empty for others. Nothing of it outlives the process.
    std::string component;
};

/// A key's place in a usage plan.
struct PlanMember {
    std::string plan;
    std::string key;
};
const aws::Structure& shape_of(aws::Tag<PlanMember>);

/// What a key has used of its usage plan, as UsagePlans::Use; days and periods are texts.
struct KeyUse {
    std::string plan;
    std::string key;
    std::map<std::string, std::int64_t> days;
    std::optional<std::int64_t> first_period;
    std::map<std::string, std::int64_t> more;
};
const aws::Structure& shape_of(aws::Tag<KeyUse>);

/// What stands at a path of a custom domain.
struct DomainMapping {
    std::string domain;
    BasePathMapping told;
    std::string id;  // as an API mapping
};
const aws::Structure& shape_of(aws::Tag<DomainMapping>);

/// What belongs to an account in a region, and to no API.
struct Place {
    Account settings;
    Parts<ApiKey> keys;         // by id
    Parts<UsagePlan> plans;     // by id
    Parts<PlanMember> members;  // by "PLAN/KEY", as are
    Parts<KeyUse> uses;
    Parts<DomainName> domains;
    Parts<DomainMapping> mappings;  // by "DOMAIN/PATH"
};

/// What an API, or a place, is made of, as the catalogue keeps it.
template <class T>
struct PartOf;
template <>
struct PartOf<ApiKey> {
    static constexpr std::string_view space = "apigateway.api-keys";
    [[nodiscard]] static Parts<ApiKey>& in(Place& place) { return place.keys; }
    [[nodiscard]] static const std::string& id(const ApiKey& part) { return *part.id; }
};
template <>
struct PartOf<UsagePlan> {
    static constexpr std::string_view space = "apigateway.usage-plans";
    [[nodiscard]] static Parts<UsagePlan>& in(Place& place) { return place.plans; }
    [[nodiscard]] static const std::string& id(const UsagePlan& part) { return *part.id; }
};
template <>
struct PartOf<PlanMember> {
    static constexpr std::string_view space = "apigateway.usage-plan-keys";
    [[nodiscard]] static Parts<PlanMember>& in(Place& place) { return place.members; }
    [[nodiscard]] static std::string id(const PlanMember& part) { return part.plan + "/" + part.key; }
};
template <>
struct PartOf<KeyUse> {
    static constexpr std::string_view space = "apigateway.usage";
    [[nodiscard]] static Parts<KeyUse>& in(Place& place) { return place.uses; }
    [[nodiscard]] static std::string id(const KeyUse& part) { return part.plan + "/" + part.key; }
};
template <>
struct PartOf<DomainName> {
    static constexpr std::string_view space = "apigateway.domain-names";
    [[nodiscard]] static Parts<DomainName>& in(Place& place) { return place.domains; }
    [[nodiscard]] static const std::string& id(const DomainName& part) { return *part.domain_name; }
};
template <>
struct PartOf<DomainMapping> {
    static constexpr std::string_view space = "apigateway.base-path-mappings";
    [[nodiscard]] static Parts<DomainMapping>& in(Place& place) { return place.mappings; }
    [[nodiscard]] static std::string id(const DomainMapping& part) { return part.domain + "/" + *part.told.base_path; }
};
template <>
struct PartOf<Resource> {
    static constexpr std::string_view space = "apigateway.resources";
    [[nodiscard]] static Parts<Resource>& in(Api& api) { return api.now.resources; }
    [[nodiscard]] static const std::string& id(const Resource& part) { return *part.id; }
};
template <>
struct PartOf<Model> {
    static constexpr std::string_view space = "apigateway.models";
    [[nodiscard]] static Parts<Model>& in(Api& api) { return api.now.models; }
    [[nodiscard]] static const std::string& id(const Model& part) { return *part.name; }
};
template <>
struct PartOf<RequestValidator> {
    static constexpr std::string_view space = "apigateway.request-validators";
    [[nodiscard]] static Parts<RequestValidator>& in(Api& api) { return api.now.validators; }
    [[nodiscard]] static const std::string& id(const RequestValidator& part) { return *part.id; }
};
template <>
struct PartOf<GatewayResponseDetail> {
    static constexpr std::string_view space = "apigateway.gateway-responses";
    [[nodiscard]] static Parts<GatewayResponseDetail>& in(Api& api) { return api.now.gateway_responses; }
    [[nodiscard]] static const std::string& id(const GatewayResponseDetail& part) { return *part.response_type; }
};
template <>
struct PartOf<AuthorizerDetail> {
    static constexpr std::string_view space = "apigateway.authorizers";
    [[nodiscard]] static Parts<AuthorizerDetail>& in(Api& api) { return api.now.authorizers; }
    [[nodiscard]] static const std::string& id(const AuthorizerDetail& part) { return *part.id; }
};
template <>
struct PartOf<DeploymentEntry> {
    static constexpr std::string_view space = "apigateway.deployments";
    [[nodiscard]] static Parts<DeploymentEntry>& in(Api& api) { return api.deployments; }
    [[nodiscard]] static const std::string& id(const DeploymentEntry& part) { return *part.detail.id; }
};
template <>
struct PartOf<Stage> {
    static constexpr std::string_view space = "apigateway.stages";
    [[nodiscard]] static Parts<Stage>& in(Api& api) { return api.stages; }
    [[nodiscard]] static const std::string& id(const Stage& part) { return *part.stage_name; }
};

[[nodiscard]] std::string row_of(const DeploymentEntry& part);

/// Every account's REST APIs, as plain data with rows in the store. It knows no request and no traffic.
class Catalogue {
public:
    /// Reads what an earlier process left; throws std::runtime_error, with a sentence, when it cannot. Both outlive
    /// this.
    Catalogue(const Context& context, store::Store& store);
    Catalogue(const Catalogue&) = delete;
    Catalogue& operator=(const Catalogue&) = delete;

    /// Null when the account has none of that id there.
    [[nodiscard]] Api* find(const aws::AccountRegion& place, std::string_view id);
    [[nodiscard]] const std::map<std::string, std::unique_ptr<Api>, std::less<>>& all() const { return apis_; }
    /// The API that stands for that component of the scenario; null when there is none.
    [[nodiscard]] Api* find_component(std::string_view component);
    /// A new one whose id is free.
    Api& add(std::unique_ptr<Api> api);
    void remove(Api& api);
    /// After its settings changed.
    void keep(const Api& api);

    template <class T>
    [[nodiscard]] T* find(Api& api, const std::string& id) {
        const auto found = PartOf<T>::in(api).find(id);
        return found == PartOf<T>::in(api).end() ? nullptr : &found->second;
    }
    /// A part that is new, or that replaces the one of its id. It stays where it is until it is dropped.
    template <class T>
    T& keep(Api& api, T part) {
        std::string id = PartOf<T>::id(part);
        T& kept = PartOf<T>::in(api).insert_or_assign(std::move(id), std::move(part)).first->second;
        if (has_rows(api)) rows_.put(PartOf<T>::space, row_key(api, PartOf<T>::id(kept)), row_of(kept));
        return kept;
    }
    /// After a part was changed where it stands.
    template <class T>
    void note(Api& api, const T& part) {
        if (has_rows(api)) rows_.put(PartOf<T>::space, row_key(api, PartOf<T>::id(part)), row_of(part));
    }
    template <class T>
    void drop(Api& api, const std::string& id) {
        if (has_rows(api)) rows_.put(PartOf<T>::space, row_key(api, id), std::nullopt);
        PartOf<T>::in(api).erase(id);
    }

    [[nodiscard]] Place& at(const aws::AccountRegion& place) { return places_[place]; }
    [[nodiscard]] const std::map<aws::AccountRegion, Place>& places() const { return places_; }
    void keep(const aws::AccountRegion& place, const Account& settings);
    template <class T>
    [[nodiscard]] T* find_in(const aws::AccountRegion& place, const std::string& id) {
        auto& parts = PartOf<T>::in(at(place));
        const auto found = parts.find(id);
        return found == parts.end() ? nullptr : &found->second;
    }
    /// As keep() of an API's part.
    template <class T>
    T& keep_in(const aws::AccountRegion& place, T part) {
        const std::string id = PartOf<T>::id(part);
        T& kept = PartOf<T>::in(at(place)).insert_or_assign(id, std::move(part)).first->second;
        rows_.put(PartOf<T>::space, row_key(place, id), row_of(kept));
        return kept;
    }
    /// As note() of an API's part.
    template <class T>
    void note_in(const aws::AccountRegion& place, const T& part) {
        rows_.put(PartOf<T>::space, row_key(place, PartOf<T>::id(part)), row_of(part));
    }
    template <class T>
    void drop_in(const aws::AccountRegion& place, const std::string& id) {
        rows_.put(PartOf<T>::space, row_key(place, id), std::nullopt);
        PartOf<T>::in(at(place)).erase(id);
    }

    /// An id that no API has, and one for a part of an API or of an account.
    [[nodiscard]] std::string new_api_id();
    [[nodiscard]] std::string new_id(std::size_t letters = 6);

    /// All that an account has; every account's when it is empty. What a scenario made stays.
    void reset(std::string_view account);
    /// What was kept so far goes to the store, though nobody waits for it.
    void stage() { rows_.stage(); }
    /// As Rows::durable().
    [[nodiscard]] Task<std::optional<Error>> durable() { return rows_.durable(); }

private:
    void load(store::Store& store);
    template <class T>
    void load_parts_of_places(store::Store& store);
    template <class T>
    void forget(const aws::AccountRegion& place);
    [[nodiscard]] bool has_rows(const Api& api) const { return rows_.are_kept() && api.component.empty(); }
    [[nodiscard]] static std::string row_key(const Api& api, std::string_view id);
    [[nodiscard]] static std::string row_key(const aws::AccountRegion& place, std::string_view id);

    Context context_;
    Random ids_;
    std::map<std::string, std::unique_ptr<Api>, std::less<>> apis_;
    std::map<aws::AccountRegion, Place> places_;
    Rows rows_;
};

/// What is in a list or map that may be absent; made where it is.
template <class T>
[[nodiscard]] T& open(std::optional<T>& may_be) {
    return may_be ? *may_be : may_be.emplace();
}
/// A text, list or map that is empty is absent.
template <class T>
[[nodiscard]] std::optional<T> unless_empty(T value) {
    return value.empty() ? std::nullopt : std::optional<T>(std::move(value));
}

}  // namespace wt::gateway::api
