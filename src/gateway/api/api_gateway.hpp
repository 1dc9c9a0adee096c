#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "aws/service.hpp"
#include "gateway/api/apigateway_shapes.hpp"
#include "gateway/api/catalogue.hpp"
#include "gateway/api/errors.hpp"
#include "gateway/api/planes.hpp"

namespace wt::gateway::api {

/// API Gateway's control plane for REST APIs over the catalogue. Every answer waits until what it says is on disk; a
/// stage meets traffic as it was changed before the answer leaves. Amazon API Gateway API Reference, 2015-07-09.
class ApiGateway final : public aws::Service {
public:
    /// Both outlive this.
    ApiGateway(Catalogue& catalogue, Planes& planes) : catalogue_(catalogue), planes_(planes) {}

    [[nodiscard]] const aws::ServiceModel& model() const override { return apigateway_model(); }
    [[nodiscard]] void* instance() override { return this; }
    [[nodiscard]] Task<std::optional<aws::Error>> settle() override {
        return on_disk(catalogue_.durable(), apigateway_errors::service_unavailable);
    }
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    // APIs, the account, and tags: rest_api_operations.cpp
    aws::Outcome<RestApiDetail> create_rest_api(const aws::Call& call, CreateRestApiRequest input);
    aws::Outcome<RestApiDetail> get_rest_api(const aws::Call& call, GetRestApiRequest input);
    aws::Outcome<RestApiPage> get_rest_apis(const aws::Call& call, GetRestApisRequest input);
    aws::Outcome<RestApiDetail> update_rest_api(const aws::Call& call, UpdateRestApiRequest input);
    aws::Outcome<aws::Nothing> delete_rest_api(const aws::Call& call, DeleteRestApiRequest input);
    aws::Outcome<Account> get_account(const aws::Call& call, GetAccountRequest input);
    aws::Outcome<Account> update_account(const aws::Call& call, UpdateAccountRequest input);
    aws::Outcome<Tags> get_tags(const aws::Call& call, GetTagsRequest input);
    aws::Outcome<aws::Nothing> tag_resource(const aws::Call& call, TagResourceRequest input);
    aws::Outcome<aws::Nothing> untag_resource(const aws::Call& call, UntagResourceRequest input);

    // Documents: import_operations.cpp
    aws::Outcome<RestApiDetail> import_rest_api(const aws::Call& call, ImportRestApiRequest input);
    aws::Outcome<RestApiDetail> put_rest_api(const aws::Call& call, PutRestApiRequest input);
    aws::Outcome<ExportResponse> get_export(const aws::Call& call, GetExportRequest input);

    // Resources: resource_operations.cpp
    aws::Outcome<Resource> create_resource(const aws::Call& call, CreateResourceRequest input);
    aws::Outcome<Resource> get_resource(const aws::Call& call, GetResourceRequest input);
    aws::Outcome<Resources> get_resources(const aws::Call& call, GetResourcesRequest input);
    aws::Outcome<Resource> update_resource(const aws::Call& call, UpdateResourceRequest input);
    aws::Outcome<aws::Nothing> delete_resource(const aws::Call& call, DeleteResourceRequest input);

    // Methods and what they answer: method_operations.cpp
    aws::Outcome<Method> put_method(const aws::Call& call, PutMethodRequest input);
    aws::Outcome<Method> get_method(const aws::Call& call, GetMethodRequest input);
    aws::Outcome<Method> update_method(const aws::Call& call, UpdateMethodRequest input);
    aws::Outcome<aws::Nothing> delete_method(const aws::Call& call, DeleteMethodRequest input);
    aws::Outcome<MethodResponse> put_method_response(const aws::Call& call, PutMethodResponseRequest input);
    aws::Outcome<MethodResponse> get_method_response(const aws::Call& call, GetMethodResponseRequest input);
    aws::Outcome<MethodResponse> update_method_response(const aws::Call& call, UpdateMethodResponseRequest input);
    aws::Outcome<aws::Nothing> delete_method_response(const aws::Call& call, DeleteMethodResponseRequest input);

    /// test_operations.cpp
    aws::Later<TestInvokeMethodResponse> test_invoke_method(const aws::Call& call, TestInvokeMethodRequest input);

    // Integrations: integration_operations.cpp
    aws::Outcome<Integration> put_integration(const aws::Call& call, PutIntegrationRequest input);
    aws::Outcome<Integration> get_integration(const aws::Call& call, GetIntegrationRequest input);
    aws::Outcome<Integration> update_integration(const aws::Call& call, UpdateIntegrationRequest input);
    aws::Outcome<aws::Nothing> delete_integration(const aws::Call& call, DeleteIntegrationRequest input);
    aws::Outcome<IntegrationResponse> put_integration_response(const aws::Call& call,
                                                               PutIntegrationResponseRequest input);
    aws::Outcome<IntegrationResponse> get_integration_response(const aws::Call& call,
                                                               GetIntegrationResponseRequest input);
    aws::Outcome<IntegrationResponse> update_integration_response(const aws::Call& call,
                                                                  UpdateIntegrationResponseRequest input);
    aws::Outcome<aws::Nothing> delete_integration_response(const aws::Call& call,
                                                           DeleteIntegrationResponseRequest input);

    // Deployments and stages: stage_operations.cpp
    aws::Outcome<Deployment> create_deployment(const aws::Call& call, CreateDeploymentRequest input);
    aws::Outcome<Deployment> get_deployment(const aws::Call& call, GetDeploymentRequest input);
    aws::Outcome<Deployments> get_deployments(const aws::Call& call, GetDeploymentsRequest input);
    aws::Outcome<Deployment> update_deployment(const aws::Call& call, UpdateDeploymentRequest input);
    aws::Outcome<aws::Nothing> delete_deployment(const aws::Call& call, DeleteDeploymentRequest input);
    aws::Outcome<Stage> create_stage(const aws::Call& call, CreateStageRequest input);
    aws::Outcome<Stage> get_stage(const aws::Call& call, GetStageRequest input);
    aws::Outcome<Stages> get_stages(const aws::Call& call, GetStagesRequest input);
    aws::Outcome<Stage> update_stage(const aws::Call& call, UpdateStageRequest input);
    aws::Outcome<aws::Nothing> delete_stage(const aws::Call& call, DeleteStageRequest input);
    aws::Outcome<aws::Nothing> flush_stage_cache(const aws::Call& call, FlushStageCacheRequest input);
    aws::Outcome<aws::Nothing> flush_stage_authorizers_cache(const aws::Call& call,
                                                             FlushStageAuthorizersCacheRequest input);

    // Models, validators and gateway responses: part_operations.cpp
    aws::Outcome<Model> create_model(const aws::Call& call, CreateModelRequest input);
    aws::Outcome<Model> get_model(const aws::Call& call, GetModelRequest input);
    aws::Outcome<Models> get_models(const aws::Call& call, GetModelsRequest input);
    aws::Outcome<Model> update_model(const aws::Call& call, UpdateModelRequest input);
    aws::Outcome<aws::Nothing> delete_model(const aws::Call& call, DeleteModelRequest input);
    aws::Outcome<RequestValidator> create_request_validator(const aws::Call& call, CreateRequestValidatorRequest input);
    aws::Outcome<RequestValidator> get_request_validator(const aws::Call& call, GetRequestValidatorRequest input);
    aws::Outcome<RequestValidators> get_request_validators(const aws::Call& call, GetRequestValidatorsRequest input);
    aws::Outcome<RequestValidator> update_request_validator(const aws::Call& call, UpdateRequestValidatorRequest input);
    aws::Outcome<aws::Nothing> delete_request_validator(const aws::Call& call, DeleteRequestValidatorRequest input);
    aws::Outcome<GatewayResponseDetail> put_gateway_response(const aws::Call& call, PutGatewayResponseRequest input);
    aws::Outcome<GatewayResponseDetail> get_gateway_response(const aws::Call& call, GetGatewayResponseRequest input);
    aws::Outcome<GatewayResponses> get_gateway_responses(const aws::Call& call, GetGatewayResponsesRequest input);
    aws::Outcome<GatewayResponseDetail> update_gateway_response(const aws::Call& call,
                                                                UpdateGatewayResponseRequest input);
    aws::Outcome<aws::Nothing> delete_gateway_response(const aws::Call& call, DeleteGatewayResponseRequest input);

    // API keys: key_operations.cpp
    aws::Outcome<ApiKey> create_api_key(const aws::Call& call, CreateApiKeyRequest input);
    aws::Outcome<ApiKey> get_api_key(const aws::Call& call, GetApiKeyRequest input);
    aws::Outcome<ApiKeys> get_api_keys(const aws::Call& call, GetApiKeysRequest input);
    aws::Outcome<ApiKey> update_api_key(const aws::Call& call, UpdateApiKeyRequest input);
    aws::Outcome<aws::Nothing> delete_api_key(const aws::Call& call, DeleteApiKeyRequest input);
    aws::Outcome<ApiKeyIds> import_api_keys(const aws::Call& call, ImportApiKeysRequest input);

    // Usage plans: usage_plan_operations.cpp
    aws::Outcome<UsagePlan> create_usage_plan(const aws::Call& call, CreateUsagePlanRequest input);
    aws::Outcome<UsagePlan> get_usage_plan(const aws::Call& call, GetUsagePlanRequest input);
    aws::Outcome<UsagePlanPage> get_usage_plans(const aws::Call& call, GetUsagePlansRequest input);
    aws::Outcome<UsagePlan> update_usage_plan(const aws::Call& call, UpdateUsagePlanRequest input);
    aws::Outcome<aws::Nothing> delete_usage_plan(const aws::Call& call, DeleteUsagePlanRequest input);
    aws::Outcome<UsagePlanKey> create_usage_plan_key(const aws::Call& call, CreateUsagePlanKeyRequest input);
    aws::Outcome<UsagePlanKey> get_usage_plan_key(const aws::Call& call, GetUsagePlanKeyRequest input);
    aws::Outcome<UsagePlanKeys> get_usage_plan_keys(const aws::Call& call, GetUsagePlanKeysRequest input);
    aws::Outcome<aws::Nothing> delete_usage_plan_key(const aws::Call& call, DeleteUsagePlanKeyRequest input);
    aws::Outcome<Usage> get_usage(const aws::Call& call, GetUsageRequest input);
    aws::Outcome<Usage> update_usage(const aws::Call& call, UpdateUsageRequest input);

    // Custom domains: domain_operations.cpp
    aws::Outcome<DomainName> create_domain_name(const aws::Call& call, CreateDomainNameRequest input);
    aws::Outcome<DomainName> get_domain_name(const aws::Call& call, GetDomainNameRequest input);
    aws::Outcome<DomainNames> get_domain_names(const aws::Call& call, GetDomainNamesRequest input);
    aws::Outcome<DomainName> update_domain_name(const aws::Call& call, UpdateDomainNameRequest input);
    aws::Outcome<aws::Nothing> delete_domain_name(const aws::Call& call, DeleteDomainNameRequest input);
    aws::Outcome<BasePathMapping> create_base_path_mapping(const aws::Call& call, CreateBasePathMappingRequest input);
    aws::Outcome<BasePathMapping> get_base_path_mapping(const aws::Call& call, GetBasePathMappingRequest input);
    aws::Outcome<BasePathMappings> get_base_path_mappings(const aws::Call& call, GetBasePathMappingsRequest input);
    aws::Outcome<BasePathMapping> update_base_path_mapping(const aws::Call& call, UpdateBasePathMappingRequest input);
    aws::Outcome<aws::Nothing> delete_base_path_mapping(const aws::Call& call, DeleteBasePathMappingRequest input);

    // Authorizers: authorizer_operations.cpp
    aws::Outcome<AuthorizerDetail> create_authorizer(const aws::Call& call, CreateAuthorizerRequest input);
    aws::Outcome<AuthorizerDetail> get_authorizer(const aws::Call& call, GetAuthorizerRequest input);
    aws::Outcome<Authorizers> get_authorizers(const aws::Call& call, GetAuthorizersRequest input);
    aws::Outcome<AuthorizerDetail> update_authorizer(const aws::Call& call, UpdateAuthorizerRequest input);
    aws::Outcome<aws::Nothing> delete_authorizer(const aws::Call& call, DeleteAuthorizerRequest input);
    // test_operations.cpp
    aws::Later<TestInvokeAuthorizerResponse> test_invoke_authorizer(const aws::Call& call,
                                                                    TestInvokeAuthorizerRequest input);

private:
    // What a request names, or the error that says what of it is not there. The pointers are good until the part goes.
    [[nodiscard]] aws::Outcome<Api*> find_api(const aws::Call& call, const std::string& id);
    struct ResourceFound {
        Api* api;
        Resource* resource;
    };
    [[nodiscard]] aws::Outcome<ResourceFound> find_resource(const aws::Call& call, const std::string& api,
                                                            const std::string& id);
    struct MethodFound {
        Api* api;
        Resource* resource;
        Method* method;
    };
    template <class Input>
    [[nodiscard]] aws::Outcome<MethodFound> find_method(const aws::Call& call, const Input& input);
    template <class Input>
    [[nodiscard]] static aws::Outcome<MethodResponse*> method_response(const MethodFound& found, const Input& input);
    template <class Input>
    [[nodiscard]] static aws::Outcome<IntegrationResponse*> integration_response(const MethodFound& found,
                                                                                 const Input& input);
    [[nodiscard]] static std::optional<aws::Error> refuse_response(const MethodFound& found,
                                                                   const IntegrationResponse& response);
    /// After the method was changed.
    void keep_resource(const MethodFound& found);
    template <class T>
    struct PartFound {
        Api* api;
        T* part;
    };
    template <class T>
    [[nodiscard]] aws::Outcome<PartFound<T>> find_part(const aws::Call& call, const std::string& api,
                                                       const std::string& id);

    /// A new API with all that it is made of; and parts of one that is there.
    Api& add_api(std::unique_ptr<Api> made);
    void keep_parts(Api& api, Definition parts);
    /// A mapping that is there, or the error that says what is not.
    [[nodiscard]] aws::Outcome<DomainMapping*> find_mapping(const aws::AccountRegion& place, const std::string& domain,
                                                            const std::string& path);
    [[nodiscard]] std::optional<aws::Error> refuse_mapping(const aws::AccountRegion& place,
                                                           const BasePathMapping& mapping);
    /// After a domain's mappings changed.
    void map_domain(const aws::AccountRegion& place, const std::string& domain);
    /// A new key, with an id and the time.
    ApiKey add_key(const aws::AccountRegion& place, ApiKey key, Instant now);
    [[nodiscard]] std::optional<aws::Error> add_to_plan(const aws::AccountRegion& place, const std::string& plan,
                                                        const std::string& key);
    /// A key's place in a plan, "PLAN/KEY", and what it used there.
    void drop_member(const aws::AccountRegion& place, const std::string& id);
    UsagePlan keep_plan(const aws::AccountRegion& place, UsagePlan plan);
    [[nodiscard]] std::optional<aws::Error> refuse_stages(const aws::AccountRegion& place, const UsagePlan& plan);
    /// A key as a plan tells of it.
    [[nodiscard]] UsagePlanKey plan_key(const aws::AccountRegion& place, const std::string& key);
    /// `key` is empty for all of the plan's.
    [[nodiscard]] Usage usage_of(const aws::AccountRegion& place, const std::string& plan, const std::string& key,
                                 std::int64_t first, std::int64_t last);

    /// What an ARN of tags is of.
    using TagMap = std::optional<std::map<std::string, std::string>>;
    struct Tagged {
        TagMap* tags;
        std::function<void()> keep;  // after they changed
    };
    [[nodiscard]] aws::Outcome<Tagged> tagged(const aws::Call& call, const std::string& arn);
    [[nodiscard]] std::optional<aws::Error> tag(const aws::Call& call, const std::string& arn,
                                                const std::map<std::string, std::string>& added,
                                                const std::vector<std::string>& removed);

    /// A stage, which meets traffic, in its new form.
    const Stage& placed(Api& api, Stage stage);

    Catalogue& catalogue_;
    Planes& planes_;
};

}  // namespace wt::gateway::api
