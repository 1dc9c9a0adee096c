#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "aws/accounts.hpp"
#include "gateway/api/rows.hpp"
#include "gateway/http_api/api/apigatewayv2_shapes.hpp"
#include "store/store.hpp"

namespace wt::gateway::http_api::api {

template <class T>
using Parts = std::map<std::string, T>;

/// An HTTP API as it is written down, and as a deployment freezes it. What is empty in a part of AWS's model is absent.
struct Definition {
    Api settings;
    // By their ids.
    Parts<Route> routes;
    Parts<Integration> integrations;
    Parts<Authorizer> authorizers;
};
const aws::Structure& shape_of(aws::Tag<Definition>);

struct DeploymentEntry {
    Deployment detail;
    std::shared_ptr<const Definition> frozen;
};

/// An HTTP API of an account.
struct ApiRecord {
    aws::AccountRegion place;
    std::string id;
    Definition now;  // what the next deployment freezes
    Parts<DeploymentEntry> deployments;
    Parts<Stage> stages;
};

/// What an API is made of, as the catalogue keeps it.
template <class T>
struct PartOf;
template <>
struct PartOf<Route> {
    static constexpr std::string_view space = "apigatewayv2.routes";
    [[nodiscard]] static Parts<Route>& in(ApiRecord& api) { return api.now.routes; }
    [[nodiscard]] static const std::string& id(const Route& part) { return *part.route_id; }
};
template <>
struct PartOf<Integration> {
    static constexpr std::string_view space = "apigatewayv2.integrations";
    [[nodiscard]] static Parts<Integration>& in(ApiRecord& api) { return api.now.integrations; }
    [[nodiscard]] static const std::string& id(const Integration& part) { return *part.integration_id; }
};
template <>
struct PartOf<Authorizer> {
    static constexpr std::string_view space = "apigatewayv2.authorizers";
    [[nodiscard]] static Parts<Authorizer>& in(ApiRecord& api) { return api.now.authorizers; }
    [[nodiscard]] static const std::string& id(const Authorizer& part) { return *part.authorizer_id; }
};
template <>
struct PartOf<DeploymentEntry> {
    static constexpr std::string_view space = "apigatewayv2.deployments";
    [[nodiscard]] static Parts<DeploymentEntry>& in(ApiRecord& api) { return api.deployments; }
    [[nodiscard]] static const std::string& id(const DeploymentEntry& part) { return *part.detail.deployment_id; }
};
template <>
struct PartOf<Stage> {
    static constexpr std::string_view space = "apigatewayv2.stages";
    [[nodiscard]] static Parts<Stage>& in(ApiRecord& api) { return api.stages; }
    [[nodiscard]] static const std::string& id(const Stage& part) { return part.stage_name; }
};

using gateway::api::row_of;
[[nodiscard]] std::string row_of(const DeploymentEntry& part);

/// Every account's HTTP APIs, as plain data with rows in the store. It knows no request and no traffic.
class Catalogue {
public:
    /// Reads what an earlier process left; throws std::runtime_error, with a sentence, when it cannot. The store
    /// outlives this.
    explicit Catalogue(store::Store& store);
    Catalogue(const Catalogue&) = delete;
    Catalogue& operator=(const Catalogue&) = delete;

    /// Null when the account has none of that id there.
    [[nodiscard]] ApiRecord* find(const aws::AccountRegion& place, std::string_view id);
    [[nodiscard]] const std::map<std::string, std::unique_ptr<ApiRecord>, std::less<>>& all() const { return apis_; }
    /// A new one whose id is free, with all that it is made of.
    ApiRecord& add(std::unique_ptr<ApiRecord> api);
    void remove(ApiRecord& api);
    /// After its settings changed.
    void keep(const ApiRecord& api);
    /// Another definition in place of its own; deployments and stages stay.
    void replace(ApiRecord& api, Definition definition);

    template <class T>
    [[nodiscard]] T* find(ApiRecord& api, const std::string& id) {
        const auto found = PartOf<T>::in(api).find(id);
        return found == PartOf<T>::in(api).end() ? nullptr : &found->second;
    }
    /// A part that is new, or that replaces the one of its id. It stays where it is until it is dropped.
    template <class T>
    T& keep(ApiRecord& api, T part) {
        std::string id = PartOf<T>::id(part);
        T& kept = PartOf<T>::in(api).insert_or_assign(std::move(id), std::move(part)).first->second;
        rows_.put(PartOf<T>::space, row_key(api, PartOf<T>::id(kept)), row_of(kept));
        return kept;
    }
    template <class T>
    void drop(ApiRecord& api, const std::string& id) {
        rows_.put(PartOf<T>::space, row_key(api, id), std::nullopt);
        PartOf<T>::in(api).erase(id);
    }

    /// All that an account has; every account's when it is empty.
    void reset(std::string_view account);
    /// As Rows::durable().
    [[nodiscard]] Task<std::optional<Error>> durable() { return rows_.durable(); }

private:
    template <class T>
    void drop_all(ApiRecord& api);
    void keep_parts(ApiRecord& api, Definition definition);
    [[nodiscard]] static std::string row_key(const ApiRecord& api, std::string_view id);

    std::map<std::string, std::unique_ptr<ApiRecord>, std::less<>> apis_;
    gateway::api::Rows rows_;
};

using gateway::api::in_seconds;

}  // namespace wt::gateway::http_api::api
