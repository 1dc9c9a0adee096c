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
    [[nodiscard]] Task<std::optional<aws::Error>> settle() override;
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    // APIs and tags: api_operations.cpp
    aws::Outcome<Api> create_api(const aws::Call& call, CreateApiRequest input);
    aws::Outcome<Api> get_api(const aws::Call& call, GetApiRequest input);
    aws::Outcome<GetApisResponse> get_apis(const aws::Call& call, GetApisRequest input);
    aws::Outcome<Api> update_api(const aws::Call& call, UpdateApiRequest input);
    aws::Outcome<aws::Nothing> delete_api(const aws::Call& call, DeleteApiRequest input);
    aws::Outcome<aws::Nothing> delete_cors_configuration(const aws::Call& call, DeleteCorsConfigurationRequest input);
    aws::Outcome<GetTagsResponse> get_tags(const aws::Call& call, GetTagsRequest input);
    aws::Outcome<TagResourceResponse> tag_resource(const aws::Call& call, TagResourceRequest input);
    aws::Outcome<aws::Nothing> untag_resource(const aws::Call& call, UntagResourceRequest input);

    // Documents: import_operations.cpp
    aws::Outcome<Api> import_api(const aws::Call& call, ImportApiRequest input);
    aws::Outcome<Api> reimport_api(const aws::Call& call, ReimportApiRequest input);
    aws::Outcome<ExportApiResponse> export_api(const aws::Call& call, ExportApiRequest input);

    // Routes: route_operations.cpp
    aws::Outcome<Route> create_route(const aws::Call& call, CreateRouteRequest input);
    aws::Outcome<Route> get_route(const aws::Call& call, GetRouteRequest input);
    aws::Outcome<GetRoutesResponse> get_routes(const aws::Call& call, GetRoutesRequest input);
    aws::Outcome<Route> update_route(const aws::Call& call, UpdateRouteRequest input);
    aws::Outcome<aws::Nothing> delete_route(const aws::Call& call, DeleteRouteRequest input);
    aws::Outcome<aws::Nothing> delete_route_request_parameter(const aws::Call& call,
                                                              DeleteRouteRequestParameterRequest input);

    // Integrations: integration_operations.cpp
    aws::Outcome<Integration> create_integration(const aws::Call& call, CreateIntegrationRequest input);
    aws::Outcome<Integration> get_integration(const aws::Call& call, GetIntegrationRequest input);
    aws::Outcome<GetIntegrationsResponse> get_integrations(const aws::Call& call, GetIntegrationsRequest input);
    aws::Outcome<Integration> update_integration(const aws::Call& call, UpdateIntegrationRequest input);
    aws::Outcome<aws::Nothing> delete_integration(const aws::Call& call, DeleteIntegrationRequest input);

    // Authorizers: authorizer_operations.cpp
    aws::Outcome<Authorizer> create_authorizer(const aws::Call& call, CreateAuthorizerRequest input);
    aws::Outcome<Authorizer> get_authorizer(const aws::Call& call, GetAuthorizerRequest input);
    aws::Outcome<GetAuthorizersResponse> get_authorizers(const aws::Call& call, GetAuthorizersRequest input);
    aws::Outcome<Authorizer> update_authorizer(const aws::Call& call, UpdateAuthorizerRequest input);
    aws::Outcome<aws::Nothing> delete_authorizer(const aws::Call& call, DeleteAuthorizerRequest input);
    aws::Outcome<aws::Nothing> reset_authorizers_cache(const aws::Call& call, ResetAuthorizersCacheRequest input);

    // Deployments and stages: stage_operations.cpp
    aws::Outcome<Deployment> create_deployment(const aws::Call& call, CreateDeploymentRequest input);
    aws::Outcome<Deployment> get_deployment(const aws::Call& call, GetDeploymentRequest input);
    aws::Outcome<GetDeploymentsResponse> get_deployments(const aws::Call& call, GetDeploymentsRequest input);
    aws::Outcome<Deployment> update_deployment(const aws::Call& call, UpdateDeploymentRequest input);
    aws::Outcome<aws::Nothing> delete_deployment(const aws::Call& call, DeleteDeploymentRequest input);
    aws::Outcome<Stage> create_stage(const aws::Call& call, CreateStageRequest input);
    aws::Outcome<Stage> get_stage(const aws::Call& call, GetStageRequest input);
    aws::Outcome<GetStagesResponse> get_stages(const aws::Call& call, GetStagesRequest input);
    aws::Outcome<Stage> update_stage(const aws::Call& call, UpdateStageRequest input);
    aws::Outcome<aws::Nothing> delete_stage(const aws::Call& call, DeleteStageRequest input);
    aws::Outcome<aws::Nothing> delete_route_settings(const aws::Call& call, DeleteRouteSettingsRequest input);
    aws::Outcome<aws::Nothing> delete_access_log_settings(const aws::Call& call, DeleteAccessLogSettingsRequest input);

    // Custom domains: domain_operations.cpp
    aws::Outcome<DomainName> create_domain_name(const aws::Call& call, CreateDomainNameRequest input);
    aws::Outcome<DomainName> get_domain_name(const aws::Call& call, GetDomainNameRequest input);
    aws::Outcome<GetDomainNamesResponse> get_domain_names(const aws::Call& call, GetDomainNamesRequest input);
    aws::Outcome<DomainName> update_domain_name(const aws::Call& call, UpdateDomainNameRequest input);
    aws::Outcome<aws::Nothing> delete_domain_name(const aws::Call& call, DeleteDomainNameRequest input);
    aws::Outcome<ApiMapping> create_api_mapping(const aws::Call& call, CreateApiMappingRequest input);
    aws::Outcome<ApiMapping> get_api_mapping(const aws::Call& call, GetApiMappingRequest input);
    aws::Outcome<GetApiMappingsResponse> get_api_mappings(const aws::Call& call, GetApiMappingsRequest input);
    aws::Outcome<ApiMapping> update_api_mapping(const aws::Call& call, UpdateApiMappingRequest input);
    aws::Outcome<aws::Nothing> delete_api_mapping(const aws::Call& call, DeleteApiMappingRequest input);

private:
    // What a request names, or the error that says what of it is not there. The pointers are good until the part goes.
    [[nodiscard]] aws::Outcome<ApiRecord*> find_api(const aws::Call& call, const std::string& id);
    template <class T>
    struct PartFound {
        ApiRecord* api;
        T* part;
    };
    /// `what`: how AWS calls it. Assumed: the sentence.
    template <class T>
    [[nodiscard]] aws::Outcome<PartFound<T>> find_part(const aws::Call& call, const std::string& api_id,
                                                       const std::string& id, std::string_view what) {
        const auto found = find_api(call, api_id);
        if (!found.ok()) return found.error();
        T* const there = catalogue_.find<T>(**found, id);
        if (there == nullptr)
            return gateway::api::not_found(fmt::format("Invalid {} identifier specified {}", what, id));
        return PartFound<T>{*found, there};
    }
    [[nodiscard]] aws::Outcome<gateway::api::DomainMapping*> find_mapping(const aws::AccountRegion& place,
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
    const Stage& placed(ApiRecord& api, Stage stage);

    using TagMap = std::map<std::string, std::string>;
    /// Adds to what an ARN is of, and takes from it; the tags that it has then.
    [[nodiscard]] aws::Outcome<TagMap> tag(const aws::Call& call, const std::string& arn, const TagMap& added,
                                           const std::vector<std::string>& removed);

    /// A part that is new or was changed, as it now stands.
    template <class T>
    [[nodiscard]] T kept(ApiRecord& api, T part, const aws::Call& call) {
        const T& there = catalogue_.keep(api, std::move(part));
        changed(api, call);
        return there;
    }

    aws::ServiceModel model_ = apigatewayv2_model();
    Catalogue& catalogue_;
    StagePlanes& planes_;
    gateway::api::Catalogue& shared_;
    gateway::api::Planes& domains_;
};

}  // namespace wt::gateway::http_api::api
