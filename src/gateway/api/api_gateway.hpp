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

template <class T>
using Later = Task<Result<T, aws::Error>>;

/// API Gateway's control plane for REST APIs over the catalogue. Every answer waits until what it says is on disk; a
/// stage meets traffic as it was changed before the answer leaves. Amazon API Gateway API Reference, 2015-07-09.
class ApiGateway final : public aws::Service {
public:
    /// Both outlive this.
    ApiGateway(Catalogue& catalogue, Planes& planes) : catalogue_(catalogue), planes_(planes) {}

    [[nodiscard]] const aws::ServiceModel& model() const override { return apigateway_model(); }
    [[nodiscard]] void* instance() override { return this; }
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    // APIs, the account, and tags: rest_api_operations.cpp
    Later<RestApiDetail> create_rest_api(const aws::Call& call, CreateRestApiRequest input);
    Later<RestApiDetail> get_rest_api(const aws::Call& call, GetRestApiRequest input);
    Later<RestApiPage> get_rest_apis(const aws::Call& call, GetRestApisRequest input);
    Later<RestApiDetail> update_rest_api(const aws::Call& call, UpdateRestApiRequest input);
    Later<aws::Nothing> delete_rest_api(const aws::Call& call, DeleteRestApiRequest input);
    Later<Account> get_account(const aws::Call& call, GetAccountRequest input);
    Later<Account> update_account(const aws::Call& call, UpdateAccountRequest input);
    Later<Tags> get_tags(const aws::Call& call, GetTagsRequest input);
    Later<aws::Nothing> tag_resource(const aws::Call& call, TagResourceRequest input);
    Later<aws::Nothing> untag_resource(const aws::Call& call, UntagResourceRequest input);

    // Documents: import_operations.cpp
    Later<RestApiDetail> import_rest_api(const aws::Call& call, ImportRestApiRequest input);
    Later<RestApiDetail> put_rest_api(const aws::Call& call, PutRestApiRequest input);
    Later<ExportResponse> get_export(const aws::Call& call, GetExportRequest input);

    // Resources: resource_operations.cpp
    Later<Resource> create_resource(const aws::Call& call, CreateResourceRequest input);
    Later<Resource> get_resource(const aws::Call& call, GetResourceRequest input);
    Later<Resources> get_resources(const aws::Call& call, GetResourcesRequest input);
    Later<Resource> update_resource(const aws::Call& call, UpdateResourceRequest input);
    Later<aws::Nothing> delete_resource(const aws::Call& call, DeleteResourceRequest input);

    // Methods and what they answer: method_operations.cpp
    Later<Method> put_method(const aws::Call& call, PutMethodRequest input);
    Later<Method> get_method(const aws::Call& call, GetMethodRequest input);
    Later<Method> update_method(const aws::Call& call, UpdateMethodRequest input);
    Later<aws::Nothing> delete_method(const aws::Call& call, DeleteMethodRequest input);
    Later<MethodResponse> put_method_response(const aws::Call& call, PutMethodResponseRequest input);
    Later<MethodResponse> get_method_response(const aws::Call& call, GetMethodResponseRequest input);
    Later<MethodResponse> update_method_response(const aws::Call& call, UpdateMethodResponseRequest input);
    Later<aws::Nothing> delete_method_response(const aws::Call& call, DeleteMethodResponseRequest input);

    /// test_operations.cpp
    Later<TestInvokeMethodResponse> test_invoke_method(const aws::Call& call, TestInvokeMethodRequest input);

    // Integrations: integration_operations.cpp
    Later<Integration> put_integration(const aws::Call& call, PutIntegrationRequest input);
    Later<Integration> get_integration(const aws::Call& call, GetIntegrationRequest input);
    Later<Integration> update_integration(const aws::Call& call, UpdateIntegrationRequest input);
    Later<aws::Nothing> delete_integration(const aws::Call& call, DeleteIntegrationRequest input);
    Later<IntegrationResponse> put_integration_response(const aws::Call& call, PutIntegrationResponseRequest input);
    Later<IntegrationResponse> get_integration_response(const aws::Call& call, GetIntegrationResponseRequest input);
    Later<IntegrationResponse> update_integration_response(const aws::Call& call,
                                                           UpdateIntegrationResponseRequest input);
    Later<aws::Nothing> delete_integration_response(const aws::Call& call, DeleteIntegrationResponseRequest input);

    // Deployments and stages: stage_operations.cpp
    Later<Deployment> create_deployment(const aws::Call& call, CreateDeploymentRequest input);
    Later<Deployment> get_deployment(const aws::Call& call, GetDeploymentRequest input);
    Later<Deployments> get_deployments(const aws::Call& call, GetDeploymentsRequest input);
    Later<Deployment> update_deployment(const aws::Call& call, UpdateDeploymentRequest input);
    Later<aws::Nothing> delete_deployment(const aws::Call& call, DeleteDeploymentRequest input);
    Later<Stage> create_stage(const aws::Call& call, CreateStageRequest input);
    Later<Stage> get_stage(const aws::Call& call, GetStageRequest input);
    Later<Stages> get_stages(const aws::Call& call, GetStagesRequest input);
    Later<Stage> update_stage(const aws::Call& call, UpdateStageRequest input);
    Later<aws::Nothing> delete_stage(const aws::Call& call, DeleteStageRequest input);
    Later<aws::Nothing> flush_stage_cache(const aws::Call& call, FlushStageCacheRequest input);
    Later<aws::Nothing> flush_stage_authorizers_cache(const aws::Call& call, FlushStageAuthorizersCacheRequest input);

    // Models, validators and gateway responses: part_operations.cpp
    Later<Model> create_model(const aws::Call& call, CreateModelRequest input);
    Later<Model> get_model(const aws::Call& call, GetModelRequest input);
    Later<Models> get_models(const aws::Call& call, GetModelsRequest input);
    Later<Model> update_model(const aws::Call& call, UpdateModelRequest input);
    Later<aws::Nothing> delete_model(const aws::Call& call, DeleteModelRequest input);
    Later<RequestValidator> create_request_validator(const aws::Call& call, CreateRequestValidatorRequest input);
    Later<RequestValidator> get_request_validator(const aws::Call& call, GetRequestValidatorRequest input);
    Later<RequestValidators> get_request_validators(const aws::Call& call, GetRequestValidatorsRequest input);
    Later<RequestValidator> update_request_validator(const aws::Call& call, UpdateRequestValidatorRequest input);
    Later<aws::Nothing> delete_request_validator(const aws::Call& call, DeleteRequestValidatorRequest input);
    Later<GatewayResponseDetail> put_gateway_response(const aws::Call& call, PutGatewayResponseRequest input);
    Later<GatewayResponseDetail> get_gateway_response(const aws::Call& call, GetGatewayResponseRequest input);
    Later<GatewayResponses> get_gateway_responses(const aws::Call& call, GetGatewayResponsesRequest input);
    Later<GatewayResponseDetail> update_gateway_response(const aws::Call& call, UpdateGatewayResponseRequest input);
    Later<aws::Nothing> delete_gateway_response(const aws::Call& call, DeleteGatewayResponseRequest input);

    // API keys: key_operations.cpp
    Later<ApiKey> create_api_key(const aws::Call& call, CreateApiKeyRequest input);
    Later<ApiKey> get_api_key(const aws::Call& call, GetApiKeyRequest input);
    Later<ApiKeys> get_api_keys(const aws::Call& call, GetApiKeysRequest input);
    Later<ApiKey> update_api_key(const aws::Call& call, UpdateApiKeyRequest input);
    Later<aws::Nothing> delete_api_key(const aws::Call& call, DeleteApiKeyRequest input);
    Later<ApiKeyIds> import_api_keys(const aws::Call& call, ImportApiKeysRequest input);

    // Usage plans: usage_plan_operations.cpp
    Later<UsagePlan> create_usage_plan(const aws::Call& call, CreateUsagePlanRequest input);
    Later<UsagePlan> get_usage_plan(const aws::Call& call, GetUsagePlanRequest input);
    Later<UsagePlanPage> get_usage_plans(const aws::Call& call, GetUsagePlansRequest input);
    Later<UsagePlan> update_usage_plan(const aws::Call& call, UpdateUsagePlanRequest input);
    Later<aws::Nothing> delete_usage_plan(const aws::Call& call, DeleteUsagePlanRequest input);
    Later<UsagePlanKey> create_usage_plan_key(const aws::Call& call, CreateUsagePlanKeyRequest input);
    Later<UsagePlanKey> get_usage_plan_key(const aws::Call& call, GetUsagePlanKeyRequest input);
    Later<UsagePlanKeys> get_usage_plan_keys(const aws::Call& call, GetUsagePlanKeysRequest input);
    Later<aws::Nothing> delete_usage_plan_key(const aws::Call& call, DeleteUsagePlanKeyRequest input);
    Later<Usage> get_usage(const aws::Call& call, GetUsageRequest input);
    Later<Usage> update_usage(const aws::Call& call, UpdateUsageRequest input);

    // Custom domains: domain_operations.cpp
    Later<DomainName> create_domain_name(const aws::Call& call, CreateDomainNameRequest input);
    Later<DomainName> get_domain_name(const aws::Call& call, GetDomainNameRequest input);
    Later<DomainNames> get_domain_names(const aws::Call& call, GetDomainNamesRequest input);
    Later<DomainName> update_domain_name(const aws::Call& call, UpdateDomainNameRequest input);
    Later<aws::Nothing> delete_domain_name(const aws::Call& call, DeleteDomainNameRequest input);
    Later<BasePathMapping> create_base_path_mapping(const aws::Call& call, CreateBasePathMappingRequest input);
    Later<BasePathMapping> get_base_path_mapping(const aws::Call& call, GetBasePathMappingRequest input);
    Later<BasePathMappings> get_base_path_mappings(const aws::Call& call, GetBasePathMappingsRequest input);
    Later<BasePathMapping> update_base_path_mapping(const aws::Call& call, UpdateBasePathMappingRequest input);
    Later<aws::Nothing> delete_base_path_mapping(const aws::Call& call, DeleteBasePathMappingRequest input);

    // Authorizers: authorizer_operations.cpp
    Later<AuthorizerDetail> create_authorizer(const aws::Call& call, CreateAuthorizerRequest input);
    Later<AuthorizerDetail> get_authorizer(const aws::Call& call, GetAuthorizerRequest input);
    Later<Authorizers> get_authorizers(const aws::Call& call, GetAuthorizersRequest input);
    Later<AuthorizerDetail> update_authorizer(const aws::Call& call, UpdateAuthorizerRequest input);
    Later<aws::Nothing> delete_authorizer(const aws::Call& call, DeleteAuthorizerRequest input);
    // test_operations.cpp
    Later<TestInvokeAuthorizerResponse> test_invoke_authorizer(const aws::Call& call,
                                                               TestInvokeAuthorizerRequest input);

private:
    // What a request names, or the error that says what of it is not there. The pointers are good until the part goes.
    [[nodiscard]] Result<Api*, aws::Error> find_api(const aws::Call& call, const std::string& id);
    struct ResourceFound {
        Api* api;
        Resource* resource;
    };
    [[nodiscard]] Result<ResourceFound, aws::Error> find_resource(const aws::Call& call, const std::string& api,
                                                                  const std::string& id);
    struct MethodFound {
        Api* api;
        Resource* resource;
        Method* method;
    };
    template <class Input>
    [[nodiscard]] Result<MethodFound, aws::Error> find_method(const aws::Call& call, const Input& input);
    template <class Input>
    [[nodiscard]] static Result<MethodResponse*, aws::Error> method_response(const MethodFound& found,
                                                                             const Input& input);
    template <class Input>
    [[nodiscard]] static Result<IntegrationResponse*, aws::Error> integration_response(const MethodFound& found,
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
    [[nodiscard]] Result<PartFound<T>, aws::Error> find_part(const aws::Call& call, const std::string& api,
                                                             const std::string& id);

    /// A new API with all that it is made of; and parts of one that is there.
    Api& add_api(std::unique_ptr<Api> made);
    void keep_parts(Api& api, Definition parts);
    /// A mapping that is there, or the error that says what is not.
    [[nodiscard]] Result<DomainMapping*, aws::Error> find_mapping(const aws::AccountRegion& place,
                                                                  const std::string& domain, const std::string& path);
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
    [[nodiscard]] Result<Tagged, aws::Error> tagged(const aws::Call& call, const std::string& arn);
    [[nodiscard]] std::optional<aws::Error> tag(const aws::Call& call, const std::string& arn,
                                                const std::map<std::string, std::string>& added,
                                                const std::vector<std::string>& removed);

    /// The answer, once all is on disk.
    template <class T>
    [[nodiscard]] Later<T> settled(T output) {
        if (auto problem = co_await catalogue_.durable()) {
            aws::Error failed(apigateway_errors::service_unavailable, std::move(problem->message));
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
    [[nodiscard]] Later<T> kept(Api& api, T part) {
        return told(catalogue_.keep(api, std::move(part)));
    }
    /// The same of a stage, which meets traffic.
    [[nodiscard]] Later<Stage> placed(Api& api, Stage stage);

    Catalogue& catalogue_;
    Planes& planes_;
};

}  // namespace wt::gateway::api
