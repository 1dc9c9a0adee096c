#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "aws/rest_routes.hpp"
#include "aws/service.hpp"
#include "lambda/api/catalogue.hpp"
#include "lambda/api/invoker.hpp"
#include "lambda/api/lambda_shapes.hpp"
#include "lambda/api/policies.hpp"
#include "lambda/api/surroundings.hpp"

namespace wt::lambda::api {

/// AWS Lambda's API over the catalogue. Every answer waits until what it says is on disk. AWS Lambda API Reference,
/// 2015-03-31.
class Lambda final : public aws::Service {
public:
    template <class Output>
    using Outcome = Result<Output, aws::Error>;
    template <class Output>
    using Answer = Task<Outcome<Output>>;
    using Nothing = aws::Nothing;

    /// What it is given outlives this.
    Lambda(const Context& context, Catalogue& catalogue, Invoker& invoker, Surroundings& surroundings);

    [[nodiscard]] const aws::ServiceModel& model() const override;
    [[nodiscard]] void* instance() override { return this; }
    /// The addresses where packages are fetched from.
    [[nodiscard]] bool claims(const http::Request& request) const override;
    [[nodiscard]] std::optional<Task<http::Response>> beside(const aws::Call& call) override;
    [[nodiscard]] bool authorizes() const override { return true; }
    [[nodiscard]] std::optional<aws::Error> refuse_unread(const aws::Call& call,
                                                          const aws::Operation& operation) override;
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    // Functions.
    [[nodiscard]] Answer<FunctionConfiguration> create_function(const aws::Call& call, CreateFunctionRequest input);
    [[nodiscard]] Answer<GetFunctionResponse> get_function(const aws::Call& call, GetFunctionRequest input);
    [[nodiscard]] Answer<FunctionConfiguration> get_function_configuration(const aws::Call& call,
                                                                           GetFunctionConfigurationRequest input);
    [[nodiscard]] Answer<FunctionConfiguration> update_function_code(const aws::Call& call,
                                                                     UpdateFunctionCodeRequest input);
    [[nodiscard]] Answer<FunctionConfiguration> update_function_configuration(const aws::Call& call,
                                                                              UpdateFunctionConfigurationRequest input);
    [[nodiscard]] Answer<DeleteFunctionResponse> delete_function(const aws::Call& call, DeleteFunctionRequest input);
    [[nodiscard]] Answer<ListFunctionsResponse> list_functions(const aws::Call& call, ListFunctionsRequest input);

    // Versions and aliases.
    [[nodiscard]] Answer<FunctionConfiguration> publish_version(const aws::Call& call, PublishVersionRequest input);
    [[nodiscard]] Answer<ListVersionsByFunctionResponse> list_versions_by_function(const aws::Call& call,
                                                                                   ListVersionsByFunctionRequest input);
    [[nodiscard]] Answer<AliasConfiguration> create_alias(const aws::Call& call, CreateAliasRequest input);
    [[nodiscard]] Answer<AliasConfiguration> get_alias(const aws::Call& call, GetAliasRequest input);
    [[nodiscard]] Answer<AliasConfiguration> update_alias(const aws::Call& call, UpdateAliasRequest input);
    [[nodiscard]] Answer<Nothing> delete_alias(const aws::Call& call, DeleteAliasRequest input);
    [[nodiscard]] Answer<ListAliasesResponse> list_aliases(const aws::Call& call, ListAliasesRequest input);

    // Layers.
    [[nodiscard]] Answer<PublishLayerVersionResponse> publish_layer_version(const aws::Call& call,
                                                                            PublishLayerVersionRequest input);
    [[nodiscard]] Answer<GetLayerVersionResponse> get_layer_version(const aws::Call& call,
                                                                    GetLayerVersionRequest input);
    [[nodiscard]] Answer<GetLayerVersionResponse> get_layer_version_by_arn(const aws::Call& call,
                                                                           GetLayerVersionByArnRequest input);
    [[nodiscard]] Answer<Nothing> delete_layer_version(const aws::Call& call, DeleteLayerVersionRequest input);
    [[nodiscard]] Answer<ListLayersResponse> list_layers(const aws::Call& call, ListLayersRequest input);
    [[nodiscard]] Answer<ListLayerVersionsResponse> list_layer_versions(const aws::Call& call,
                                                                        ListLayerVersionsRequest input);
    [[nodiscard]] Answer<AddLayerVersionPermissionResponse> add_layer_version_permission(
        const aws::Call& call, AddLayerVersionPermissionRequest input);
    [[nodiscard]] Answer<GetLayerVersionPolicyResponse> get_layer_version_policy(const aws::Call& call,
                                                                                 GetLayerVersionPolicyRequest input);
    [[nodiscard]] Answer<Nothing> remove_layer_version_permission(const aws::Call& call,
                                                                  RemoveLayerVersionPermissionRequest input);

    // Who else may.
    [[nodiscard]] Answer<AddPermissionResponse> add_permission(const aws::Call& call, AddPermissionRequest input);
    [[nodiscard]] Answer<Nothing> remove_permission(const aws::Call& call, RemovePermissionRequest input);
    [[nodiscard]] Answer<GetPolicyResponse> get_policy(const aws::Call& call, GetPolicyRequest input);
    [[nodiscard]] Answer<PutResourcePolicyResponse> put_resource_policy(const aws::Call& call,
                                                                        PutResourcePolicyRequest input);
    [[nodiscard]] Answer<GetResourcePolicyResponse> get_resource_policy(const aws::Call& call,
                                                                        GetResourcePolicyRequest input);
    [[nodiscard]] Answer<Nothing> delete_resource_policy(const aws::Call& call, DeleteResourcePolicyRequest input);

    // Concurrency, and what else is set of a function.
    [[nodiscard]] Answer<Concurrency> put_function_concurrency(const aws::Call& call,
                                                               PutFunctionConcurrencyRequest input);
    [[nodiscard]] Answer<GetFunctionConcurrencyResponse> get_function_concurrency(const aws::Call& call,
                                                                                  GetFunctionConcurrencyRequest input);
    [[nodiscard]] Answer<Nothing> delete_function_concurrency(const aws::Call& call,
                                                              DeleteFunctionConcurrencyRequest input);
    [[nodiscard]] Answer<PutProvisionedConcurrencyConfigResponse> put_provisioned_concurrency_config(
        const aws::Call& call, PutProvisionedConcurrencyConfigRequest input);
    [[nodiscard]] Answer<GetProvisionedConcurrencyConfigResponse> get_provisioned_concurrency_config(
        const aws::Call& call, GetProvisionedConcurrencyConfigRequest input);
    [[nodiscard]] Answer<Nothing> delete_provisioned_concurrency_config(
        const aws::Call& call, DeleteProvisionedConcurrencyConfigRequest input);
    [[nodiscard]] Answer<ListProvisionedConcurrencyConfigsResponse> list_provisioned_concurrency_configs(
        const aws::Call& call, ListProvisionedConcurrencyConfigsRequest input);
    [[nodiscard]] Answer<GetAccountSettingsResponse> get_account_settings(const aws::Call& call,
                                                                          GetAccountSettingsRequest input);
    [[nodiscard]] Answer<GetRuntimeManagementConfigResponse> get_runtime_management_config(
        const aws::Call& call, GetRuntimeManagementConfigRequest input);
    [[nodiscard]] Answer<PutRuntimeManagementConfigResponse> put_runtime_management_config(
        const aws::Call& call, PutRuntimeManagementConfigRequest input);
    [[nodiscard]] Answer<GetFunctionRecursionConfigResponse> get_function_recursion_config(
        const aws::Call& call, GetFunctionRecursionConfigRequest input);
    [[nodiscard]] Answer<PutFunctionRecursionConfigResponse> put_function_recursion_config(
        const aws::Call& call, PutFunctionRecursionConfigRequest input);
    [[nodiscard]] Answer<GetFunctionCodeSigningConfigResponse> get_function_code_signing_config(
        const aws::Call& call, GetFunctionCodeSigningConfigRequest input);
    [[nodiscard]] Answer<Nothing> tag_resource(const aws::Call& call, TagResourceRequest input);
    [[nodiscard]] Answer<Nothing> untag_resource(const aws::Call& call, UntagResourceRequest input);
    [[nodiscard]] Answer<ListTagsResponse> list_tags(const aws::Call& call, ListTagsRequest input);

    // Events, and addresses.
    [[nodiscard]] Answer<FunctionEventInvokeConfig> put_function_event_invoke_config(
        const aws::Call& call, PutFunctionEventInvokeConfigRequest input);
    [[nodiscard]] Answer<FunctionEventInvokeConfig> update_function_event_invoke_config(
        const aws::Call& call, UpdateFunctionEventInvokeConfigRequest input);
    [[nodiscard]] Answer<FunctionEventInvokeConfig> get_function_event_invoke_config(
        const aws::Call& call, GetFunctionEventInvokeConfigRequest input);
    [[nodiscard]] Answer<Nothing> delete_function_event_invoke_config(const aws::Call& call,
                                                                      DeleteFunctionEventInvokeConfigRequest input);
    [[nodiscard]] Answer<ListFunctionEventInvokeConfigsResponse> list_function_event_invoke_configs(
        const aws::Call& call, ListFunctionEventInvokeConfigsRequest input);
    [[nodiscard]] Answer<EventSourceMappingConfiguration> create_event_source_mapping(
        const aws::Call& call, CreateEventSourceMappingRequest input);
    [[nodiscard]] Answer<EventSourceMappingConfiguration> get_event_source_mapping(const aws::Call& call,
                                                                                   GetEventSourceMappingRequest input);
    [[nodiscard]] Answer<EventSourceMappingConfiguration> update_event_source_mapping(
        const aws::Call& call, UpdateEventSourceMappingRequest input);
    [[nodiscard]] Answer<EventSourceMappingConfiguration> delete_event_source_mapping(
        const aws::Call& call, DeleteEventSourceMappingRequest input);
    [[nodiscard]] Answer<ListEventSourceMappingsResponse> list_event_source_mappings(
        const aws::Call& call, ListEventSourceMappingsRequest input);
    [[nodiscard]] Answer<CreateFunctionUrlConfigResponse> create_function_url_config(
        const aws::Call& call, CreateFunctionUrlConfigRequest input);
    [[nodiscard]] Answer<GetFunctionUrlConfigResponse> get_function_url_config(const aws::Call& call,
                                                                               GetFunctionUrlConfigRequest input);
    [[nodiscard]] Answer<UpdateFunctionUrlConfigResponse> update_function_url_config(
        const aws::Call& call, UpdateFunctionUrlConfigRequest input);
    [[nodiscard]] Answer<Nothing> delete_function_url_config(const aws::Call& call,
                                                             DeleteFunctionUrlConfigRequest input);
    [[nodiscard]] Answer<ListFunctionUrlConfigsResponse> list_function_url_configs(const aws::Call& call,
                                                                                   ListFunctionUrlConfigsRequest input);

    // Invocations.
    [[nodiscard]] Answer<InvocationResponse> invoke(const aws::Call& call, InvocationRequest input);
    [[nodiscard]] Answer<InvokeAsyncResponse> invoke_async(const aws::Call& call, InvokeAsyncRequest input);
    [[nodiscard]] Answer<InvokeWithResponseStreamResponse> invoke_with_response_stream(
        const aws::Call& call, InvokeWithResponseStreamRequest input);

private:
    /// A function that is there, as it was named.
    struct Found {
        FunctionName name;
        FunctionRecord* record = nullptr;
        /// The version that the qualifier means.
        [[nodiscard]] const Version& version() const {
            return *record->find_version(record->version_of(name.qualifier));
        }
        /// As AWS tells of it, by the name that was asked for.
        [[nodiscard]] FunctionConfiguration told() const;
    };
    /// The qualifier need not be there.
    [[nodiscard]] Outcome<Found> function(const aws::Call& call, std::string_view name,
                                          const std::optional<std::string>& qualifier = {});
    /// The qualifier is a version or an alias that is there, or none.
    [[nodiscard]] Outcome<Found> qualified(const aws::Call& call, std::string_view name,
                                           const std::optional<std::string>& qualifier);
    [[nodiscard]] static std::optional<aws::Error> refuse_revision(const std::optional<std::string>& said,
                                                                   const std::optional<std::string>& there);
    /// What becomes of a policy: its document changes, unless the caller says another revision than the one there.
    template <class Change>
    [[nodiscard]] Outcome<ResourcePolicy> changed(const ResourcePolicy& policy, const std::optional<std::string>& said,
                                                  const std::optional<std::string>& there, const Change& change) {
        if (auto refused = refuse_revision(said, there)) return std::move(*refused);
        Outcome<std::string> document = change(policy);
        if (!document.ok()) return document.error();
        return ResourcePolicy{std::move(*document), catalogue_.new_revision()};
    }
    void keep(const Found& found, ResourcePolicy policy);
    /// The revision of what a qualifier means, to be read or renewed.
    [[nodiscard]] static std::optional<std::string>& revision_of(const Found& found);

    /// When all that it says is on disk.
    template <class Output>
    [[nodiscard]] Answer<Output> settled(Outcome<Output> outcome) {
        if (outcome.ok()) {
            auto problem = co_await catalogue_.durable();
            if (problem) co_return std::move(*problem);
        }
        co_return outcome;
    }

    struct CodeSource {
        std::optional<Text> zip;
        std::optional<std::string> bucket;
        std::optional<std::string> key;
        std::optional<std::string> version;
    };
    [[nodiscard]] Answer<CodeRef> code_of(const aws::Call& call, CodeSource source);
    /// An address from where the package can be fetched for ten minutes.
    [[nodiscard]] static std::string address_of(const aws::Call& call, const Code& code);

    [[nodiscard]] Outcome<FunctionConfiguration> create(const aws::Call& call, const CreateFunctionRequest& input,
                                                        CodeRef code);
    [[nodiscard]] std::optional<aws::Error> refuse_role(const aws::Call& call, const std::string& role) const;
    [[nodiscard]] Outcome<Nothing> set_layers(const aws::Call& call, const std::vector<std::string>& arns, Version& to);
    [[nodiscard]] std::optional<aws::Error> refuse_version(const FunctionName& name, const Version& version) const;
    void touch(const aws::Call& call, Version& version);
    /// What cannot be while a function is made or changed.
    [[nodiscard]] static std::optional<aws::Error> refuse_changing(const FunctionRecord& record);
    [[nodiscard]] static std::optional<aws::Error> refuse_pending(const Version& version);
    void begin_change(FunctionRecord& record, Version changed);
    [[nodiscard]] const Version& publish(const aws::Call& call, FunctionRecord& record,
                                         const std::optional<std::string>& description);
    [[nodiscard]] static std::optional<aws::Error> refuse_routing(const Found& found, const std::string& version,
                                                                  const std::optional<AliasRoutingConfiguration>& to);
    [[nodiscard]] Outcome<LayerName> layer(const aws::Call& call, const std::string& name, std::int64_t version);
    [[nodiscard]] GetLayerVersionResponse told_of(const aws::Call& call, const LayerName& name,
                                                  const LayerVersion& version);
    [[nodiscard]] std::optional<aws::Error> refuse_destinations(const std::optional<DestinationConfig>& to);
    /// Of an event source mapping.
    [[nodiscard]] std::optional<aws::Error> refuse_failure_destination(
        const std::optional<DestinationConfig>& to) const;
    [[nodiscard]] Outcome<FunctionEventInvokeConfig> set_event_invoke(const aws::Call& call, const Found& found,
                                                                      FunctionEventInvokeConfig config);
    [[nodiscard]] Outcome<MappingRecord*> mapping(const aws::Call& call, const std::string& uuid);
    [[nodiscard]] EventSourceMappingConfiguration told_of(const MappingRecord& record) const;
    /// On its way to what the record says, it is in that state; kept by `keep`. What is told of it.
    [[nodiscard]] EventSourceMappingConfiguration pass(MappingRecord& record, std::string state,
                                                       const std::function<void()>& keep);
    [[nodiscard]] static std::optional<aws::Error> refuse_passing(const MappingRecord& record, std::string_view verb);
    [[nodiscard]] static Outcome<FunctionUrlConfig*> url(const Found& found);
    [[nodiscard]] std::map<std::string, std::string>* tags_of(const aws::Call& call, const std::string& arn,
                                                              std::optional<aws::Error>& refused);
    [[nodiscard]] Outcome<Nothing> change_tags(const aws::Call& call, const std::string& arn,
                                               const std::map<std::string, std::string>& added,
                                               const std::vector<std::string>& removed);
    [[nodiscard]] Target target_of(const aws::Call& call, const aws::Operation& operation);
    /// What both ways of invoking ask for; an error: it is refused.
    struct Asked {
        FunctionName name;
        std::string version;  // that the name means
        Invocation invocation;
        std::string type;  // "DryRun"
    };
    [[nodiscard]] Outcome<Asked> asked_of(const aws::Call& call, InvocationRequest input);

    Catalogue& catalogue_;
    Invoker& invoker_;
    Surroundings& surroundings_;
    aws::RestRoutes routes_;
    Random ids_;
};

}  // namespace wt::lambda::api
