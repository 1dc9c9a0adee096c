#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "aws/service.hpp"
#include "gateway/api/errors.hpp"
#include "gateway/api/planes.hpp"
#include "gateway/http_api/api/apigatewayv2_shapes.hpp"
#include "gateway/http_api/api/catalogue.hpp"
#include "gateway/http_api/api/stage_planes.hpp"

namespace wt::gateway::http_api::api {

template <class T>
using Later = Task<Result<T, aws::Error>>;

/// API Gateway's control plane for HTTP APIs over the catalogue. Every answer waits until what it says is on disk; a
/// stage meets traffic as it was changed before the answer leaves. Amazon API Gateway Version 2 API Reference,
/// 2018-11-29.
class ApiGatewayV2 final : public aws::Service {
public:
    struct Parts {
        Catalogue& catalogue;
        StagePlanes& planes;
        /// What REST and HTTP APIs share: ids, custom domains and what stands at their paths.
        gateway::api::Catalogue& shared;
        gateway::api::Planes& domains;
    };
    /// All of it outlives this.
    explicit ApiGatewayV2(const Parts& parts)
        : catalogue_(parts.catalogue), planes_(parts.planes), shared_(parts.shared), domains_(parts.domains) {
        // API Gateway quotas: a definition has 6 MB, and more as a text in JSON.
        model_.max_body = std::size_t{16} * 1024 * 1024;
    }

    [[nodiscard]] const aws::ServiceModel& model() const override { return model_; }
    [[nodiscard]] void* instance() override { return this; }
    [[nodiscard]] std::optional<std::string> resource(const aws::Call& call, const aws::Operation& operation) override;
    /// But custom domains, which are REST's to forget.
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    // APIs and tags: api_operations.cpp
    Later<Api> create_api(const aws::Call& call, CreateApiRequest input);
    Later<Api> get_api(const aws::Call& call, GetApiRequest input);
    Later<GetApisResponse> get_apis(const aws::Call& call, GetApisRequest input);
    Later<Api> update_api(const aws::Call& call, UpdateApiRequest input);
    Later<aws::Nothing> delete_api(const aws::Call& call, DeleteApiRequest input);
    Later<aws::Nothing> delete_cors_configuration(const aws::Call& call, DeleteCorsConfigurationRequest input);
    Later<GetTagsResponse> get_tags(const aws::Call& call, GetTagsRequest input);
    Later<TagResourceResponse> tag_resource(const aws::Call& call, TagResourceRequest input);
    Later<aws::Nothing> untag_resource(const aws::Call& call, UntagResourceRequest input);

    // Documents: import_operations.cpp
    Later<Api> import_api(const aws::Call& call, ImportApiRequest input);
    Later<Api> reimport_api(const aws::Call& call, ReimportApiRequest input);
    Later<ExportApiResponse> export_api(const aws::Call& call, ExportApiRequest input);

    // Routes: route_operations.cpp
    Later<Route> create_route(const aws::Call& call, CreateRouteRequest input);
    Later<Route> get_route(const aws::Call& call, GetRouteRequest input);
    Later<GetRoutesResponse> get_routes(const aws::Call& call, GetRoutesRequest input);
    Later<Route> update_route(const aws::Call& call, UpdateRouteRequest input);
    Later<aws::Nothing> delete_route(const aws::Call& call, DeleteRouteRequest input);
    Later<aws::Nothing> delete_route_request_parameter(const aws::Call& call, DeleteRouteRequestParameterRequest input);

    // Integrations: integration_operations.cpp
    Later<Integration> create_integration(const aws::Call& call, CreateIntegrationRequest input);
    Later<Integration> get_integration(const aws::Call& call, GetIntegrationRequest input);
    Later<GetIntegrationsResponse> get_integrations(const aws::Call& call, GetIntegrationsRequest input);
    Later<Integration> update_integration(const aws::Call& call, UpdateIntegrationRequest input);
    Later<aws::Nothing> delete_integration(const aws::Call& call, DeleteIntegrationRequest input);

    // Authorizers: authorizer_operations.cpp
    Later<Authorizer> create_authorizer(const aws::Call& call, CreateAuthorizerRequest input);
    Later<Authorizer> get_authorizer(const aws::Call& call, GetAuthorizerRequest input);
    Later<GetAuthorizersResponse> get_authorizers(const aws::Call& call, GetAuthorizersRequest input);
    Later<Authorizer> update_authorizer(const aws::Call& call, UpdateAuthorizerRequest input);
    Later<aws::Nothing> delete_authorizer(const aws::Call& call, DeleteAuthorizerRequest input);
    Later<aws::Nothing> reset_authorizers_cache(const aws::Call& call, ResetAuthorizersCacheRequest input);

    // Deployments and stages: stage_operations.cpp
    Later<Deployment> create_deployment(const aws::Call& call, CreateDeploymentRequest input);
    Later<Deployment> get_deployment(const aws::Call& call, GetDeploymentRequest input);
    Later<GetDeploymentsResponse> get_deployments(const aws::Call& call, GetDeploymentsRequest input);
    Later<Deployment> update_deployment(const aws::Call& call, UpdateDeploymentRequest input);
    Later<aws::Nothing> delete_deployment(const aws::Call& call, DeleteDeploymentRequest input);
    Later<Stage> create_stage(const aws::Call& call, CreateStageRequest input);
    Later<Stage> get_stage(const aws::Call& call, GetStageRequest input);
    Later<GetStagesResponse> get_stages(const aws::Call& call, GetStagesRequest input);
    Later<Stage> update_stage(const aws::Call& call, UpdateStageRequest input);
    Later<aws::Nothing> delete_stage(const aws::Call& call, DeleteStageRequest input);
    Later<aws::Nothing> delete_route_settings(const aws::Call& call, DeleteRouteSettingsRequest input);
    Later<aws::Nothing> delete_access_log_settings(const aws::Call& call, DeleteAccessLogSettingsRequest input);

    // Custom domains: domain_operations.cpp
    Later<DomainName> create_domain_name(const aws::Call& call, CreateDomainNameRequest input);
    Later<DomainName> get_domain_name(const aws::Call& call, GetDomainNameRequest input);
    Later<GetDomainNamesResponse> get_domain_names(const aws::Call& call, GetDomainNamesRequest input);
    Later<DomainName> update_domain_name(const aws::Call& call, UpdateDomainNameRequest input);
    Later<aws::Nothing> delete_domain_name(const aws::Call& call, DeleteDomainNameRequest input);
    Later<ApiMapping> create_api_mapping(const aws::Call& call, CreateApiMappingRequest input);
    Later<ApiMapping> get_api_mapping(const aws::Call& call, GetApiMappingRequest input);
    Later<GetApiMappingsResponse> get_api_mappings(const aws::Call& call, GetApiMappingsRequest input);
    Later<ApiMapping> update_api_mapping(const aws::Call& call, UpdateApiMappingRequest input);
    Later<aws::Nothing> delete_api_mapping(const aws::Call& call, DeleteApiMappingRequest input);

private:
    // What a request names, or the error that says what of it is not there. The pointers are good until the part goes.
    [[nodiscard]] Result<ApiRecord*, aws::Error> find_api(const aws::Call& call, const std::string& id);
    template <class T>
    struct PartFound {
        ApiRecord* api;
        T* part;
    };
    /// `what`: how AWS calls it. Assumed: the sentence.
    template <class T>
    [[nodiscard]] Result<PartFound<T>, aws::Error> find_part(const aws::Call& call, const std::string& api_id,
                                                             const std::string& id, std::string_view what) {
        const auto found = find_api(call, api_id);
        if (!found.ok()) return found.error();
        T* const there = catalogue_.find<T>(**found, id);
        if (there == nullptr)
            return gateway::api::not_found(fmt::format("Invalid {} identifier specified {}", what, id));
        return PartFound<T>{*found, there};
    }
    [[nodiscard]] Result<gateway::api::DomainMapping*, aws::Error> find_mapping(const aws::AccountRegion& place,
                                                                                const std::string& domain,
                                                                                const std::string& id);
    /// Why nothing can be mapped onto that stage.
    [[nodiscard]] std::optional<aws::Error> refuse_mapping(const aws::AccountRegion& place,
                                                           const gateway::api::DomainMapping& mapping);
    void map_domain(const aws::AccountRegion& place, const std::string& domain);

    [[nodiscard]] std::string new_id(std::size_t letters);
    [[nodiscard]] std::string new_api_id();
    /// After what a deployment freezes changed: stages that deploy themselves do.
    void changed(ApiRecord& api, const aws::Call& call);
    /// Puts a new deployment behind the stage, where the API can be deployed.
    void deploy_itself(ApiRecord& api, Stage& stage, const aws::Call& call);
    [[nodiscard]] DeploymentEntry new_deployment(const ApiRecord& api, const aws::Call& call);
    [[nodiscard]] Later<Stage> placed(ApiRecord& api, Stage stage);

    using TagMap = std::map<std::string, std::string>;
    /// Adds to what an ARN is of, and takes from it; the tags that it has then.
    [[nodiscard]] Result<TagMap, aws::Error> tag(const aws::Call& call, const std::string& arn, const TagMap& added,
                                                 const std::vector<std::string>& removed);

    /// The answer, once all is on disk.
    template <class T>
    [[nodiscard]] Later<T> settled(T output) {
        std::optional<wt::Error> problem = co_await catalogue_.durable();
        if (!problem) problem = co_await shared_.durable();
        if (problem) {
            aws::Error failed(gateway::api::apigateway_errors::service_unavailable, std::move(problem->message));
            co_return failed;
        }
        co_return output;
    }
    /// The same of what stays where it is.
    template <class T>
    [[nodiscard]] Later<T> told(const T& part) {
        T copy = part;
        return settled(std::move(copy));
    }
    /// The same of a part that is new or was changed.
    template <class T>
    [[nodiscard]] Later<T> kept(ApiRecord& api, T part, const aws::Call& call) {
        const T& there = catalogue_.keep(api, std::move(part));
        changed(api, call);
        return told(there);
    }

    aws::ServiceModel model_ = apigatewayv2_model();
    Catalogue& catalogue_;
    StagePlanes& planes_;
    gateway::api::Catalogue& shared_;
    gateway::api::Planes& domains_;
};

}  // namespace wt::gateway::http_api::api
