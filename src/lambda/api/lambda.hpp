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
    [[nodiscard]] Task<std::optional<aws::Error>> settle() override { return catalogue_.durable(); }
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    // Functions.
    [[nodiscard]] aws::Later<FunctionConfiguration> create_function(const aws::Call& call, CreateFunctionRequest input);
    [[nodiscard]] aws::Outcome<GetFunctionResponse> get_function(const aws::Call& call, GetFunctionRequest input);
    [[nodiscard]] aws::Outcome<FunctionConfiguration> get_function_configuration(const aws::Call& call,
                                                                                 GetFunctionConfigurationRequest input);
    [[nodiscard]] aws::Later<FunctionConfiguration> update_function_code(const aws::Call& call,
                                                                         UpdateFunctionCodeRequest input);
    [[nodiscard]] aws::Outcome<FunctionConfiguration> update_function_configuration(
        const aws::Call& call, UpdateFunctionConfigurationRequest input);
    [[nodiscard]] aws::Outcome<DeleteFunctionResponse> delete_function(const aws::Call& call,
                                                                       DeleteFunctionRequest input);
    [[nodiscard]] aws::Outcome<ListFunctionsResponse> list_functions(const aws::Call& call, ListFunctionsRequest input);

    // Versions and aliases.
    [[nodiscard]] aws::Outcome<FunctionConfiguration> publish_version(const aws::Call& call,
                                                                      PublishVersionRequest input);
    [[nodiscard]] aws::Outcome<ListVersionsByFunctionResponse> list_versions_by_function(
        const aws::Call& call, ListVersionsByFunctionRequest input);
    [[nodiscard]] aws::Outcome<AliasConfiguration> create_alias(const aws::Call& call, CreateAliasRequest input);
    [[nodiscard]] aws::Outcome<AliasConfiguration> get_alias(const aws::Call& call, GetAliasRequest input);
    [[nodiscard]] aws::Outcome<AliasConfiguration> update_alias(const aws::Call& call, UpdateAliasRequest input);
    [[nodiscard]] aws::Outcome<Nothing> delete_alias(const aws::Call& call, DeleteAliasRequest input);
    [[nodiscard]] aws::Outcome<ListAliasesResponse> list_aliases(const aws::Call& call, ListAliasesRequest input);

    // Layers.
    [[nodiscard]] aws::Later<PublishLayerVersionResponse> publish_layer_version(const aws::Call& call,
                                                                                PublishLayerVersionRequest input);
    [[nodiscard]] aws::Outcome<GetLayerVersionResponse> get_layer_version(const aws::Call& call,
                                                                          GetLayerVersionRequest input);
    [[nodiscard]] aws::Outcome<GetLayerVersionResponse> get_layer_version_by_arn(const aws::Call& call,
                                                                                 GetLayerVersionByArnRequest input);
    [[nodiscard]] aws::Outcome<Nothing> delete_layer_version(const aws::Call& call, DeleteLayerVersionRequest input);
    [[nodiscard]] aws::Outcome<ListLayersResponse> list_layers(const aws::Call& call, ListLayersRequest input);
    [[nodiscard]] aws::Outcome<ListLayerVersionsResponse> list_layer_versions(const aws::Call& call,
                                                                              ListLayerVersionsRequest input);
    [[nodiscard]] aws::Outcome<AddLayerVersionPermissionResponse> add_layer_version_permission(
        const aws::Call& call, AddLayerVersionPermissionRequest input);
    [[nodiscard]] aws::Outcome<GetLayerVersionPolicyResponse> get_layer_version_policy(
        const aws::Call& call, GetLayerVersionPolicyRequest input);
    [[nodiscard]] aws::Outcome<Nothing> remove_layer_version_permission(const aws::Call& call,
                                                                        RemoveLayerVersionPermissionRequest input);

    // Who else may.
    [[nodiscard]] aws::Outcome<AddPermissionResponse> add_permission(const aws::Call& call, AddPermissionRequest input);
    [[nodiscard]] aws::Outcome<Nothing> remove_permission(const aws::Call& call, RemovePermissionRequest input);
    [[nodiscard]] aws::Outcome<GetPolicyResponse> get_policy(const aws::Call& call, GetPolicyRequest input);
    [[nodiscard]] aws::Outcome<PutResourcePolicyResponse> put_resource_policy(const aws::Call& call,
                                                                              PutResourcePolicyRequest input);
    [[nodiscard]] aws::Outcome<GetResourcePolicyResponse> get_resource_policy(const aws::Call& call,
                                                                              GetResourcePolicyRequest input);
    [[nodiscard]] aws::Outcome<Nothing> delete_resource_policy(const aws::Call& call,
                                                               DeleteResourcePolicyRequest input);

    // Concurrency, and what else is set of a function.
    [[nodiscard]] aws::Outcome<Concurrency> put_function_concurrency(const aws::Call& call,
                                                                     PutFunctionConcurrencyRequest input);
    [[nodiscard]] aws::Outcome<GetFunctionConcurrencyResponse> get_function_concurrency(
        const aws::Call& call, GetFunctionConcurrencyRequest input);
    [[nodiscard]] aws::Outcome<Nothing> delete_function_concurrency(const aws::Call& call,
                                                                    DeleteFunctionConcurrencyRequest input);
    [[nodiscard]] aws::Outcome<PutProvisionedConcurrencyConfigResponse> put_provisioned_concurrency_config(
        const aws::Call& call, PutProvisionedConcurrencyConfigRequest input);
    [[nodiscard]] aws::Outcome<GetProvisionedConcurrencyConfigResponse> get_provisioned_concurrency_config(
        const aws::Call& call, GetProvisionedConcurrencyConfigRequest input);
    [[nodiscard]] aws::Outcome<Nothing> delete_provisioned_concurrency_config(
        const aws::Call& call, DeleteProvisionedConcurrencyConfigRequest input);
    [[nodiscard]] aws::Outcome<ListProvisionedConcurrencyConfigsResponse> list_provisioned_concurrency_configs(
        const aws::Call& call, ListProvisionedConcurrencyConfigsRequest input);
    [[nodiscard]] aws::Outcome<GetAccountSettingsResponse> get_account_settings(const aws::Call& call,
                                                                                GetAccountSettingsRequest input);
    [[nodiscard]] aws::Outcome<GetRuntimeManagementConfigResponse> get_runtime_management_config(
        const aws::Call& call, GetRuntimeManagementConfigRequest input);
    [[nodiscard]] aws::Outcome<PutRuntimeManagementConfigResponse> put_runtime_management_config(
        const aws::Call& call, PutRuntimeManagementConfigRequest input);
    [[nodiscard]] aws::Outcome<GetFunctionRecursionConfigResponse> get_function_recursion_config(
        const aws::Call& call, GetFunctionRecursionConfigRequest input);
    [[nodiscard]] aws::Outcome<PutFunctionRecursionConfigResponse> put_function_recursion_config(
        const aws::Call& call, PutFunctionRecursionConfigRequest input);
    [[nodiscard]] aws::Outcome<GetFunctionCodeSigningConfigResponse> get_function_code_signing_config(
        const aws::Call& call, GetFunctionCodeSigningConfigRequest input);
    [[nodiscard]] aws::Outcome<Nothing> tag_resource(const aws::Call& call, TagResourceRequest input);
    [[nodiscard]] aws::Outcome<Nothing> untag_resource(const aws::Call& call, UntagResourceRequest input);
    [[nodiscard]] aws::Outcome<ListTagsResponse> list_tags(const aws::Call& call, ListTagsRequest input);

    // Events, and addresses.
    [[nodiscard]] aws::Outcome<FunctionEventInvokeConfig> put_function_event_invoke_config(
        const aws::Call& call, PutFunctionEventInvokeConfigRequest input);
    [[nodiscard]] aws::Outcome<FunctionEventInvokeConfig> update_function_event_invoke_config(
        const aws::Call& call, UpdateFunctionEventInvokeConfigRequest input);
    [[nodiscard]] aws::Outcome<FunctionEventInvokeConfig> get_function_event_invoke_config(
        const aws::Call& call, GetFunctionEventInvokeConfigRequest input);
    [[nodiscard]] aws::Outcome<Nothing> delete_function_event_invoke_config(
        const aws::Call& call, DeleteFunctionEventInvokeConfigRequest input);
    [[nodiscard]] aws::Outcome<ListFunctionEventInvokeConfigsResponse> list_function_event_invoke_configs(
        const aws::Call& call, ListFunctionEventInvokeConfigsRequest input);
    [[nodiscard]] aws::Outcome<EventSourceMappingConfiguration> create_event_source_mapping(
        const aws::Call& call, CreateEventSourceMappingRequest input);
    [[nodiscard]] aws::Outcome<EventSourceMappingConfiguration> get_event_source_mapping(
        const aws::Call& call, GetEventSourceMappingRequest input);
    [[nodiscard]] aws::Outcome<EventSourceMappingConfiguration> update_event_source_mapping(
        const aws::Call& call, UpdateEventSourceMappingRequest input);
    [[nodiscard]] aws::Outcome<EventSourceMappingConfiguration> delete_event_source_mapping(
        const aws::Call& call, DeleteEventSourceMappingRequest input);
    [[nodiscard]] aws::Outcome<ListEventSourceMappingsResponse> list_event_source_mappings(
        const aws::Call& call, ListEventSourceMappingsRequest input);
    [[nodiscard]] aws::Outcome<CreateFunctionUrlConfigResponse> create_function_url_config(
        const aws::Call& call, CreateFunctionUrlConfigRequest input);
    [[nodiscard]] aws::Outcome<GetFunctionUrlConfigResponse> get_function_url_config(const aws::Call& call,
                                                                                     GetFunctionUrlConfigRequest input);
    [[nodiscard]] aws::Outcome<UpdateFunctionUrlConfigResponse> update_function_url_config(
        const aws::Call& call, UpdateFunctionUrlConfigRequest input);
    [[nodiscard]] aws::Outcome<Nothing> delete_function_url_config(const aws::Call& call,
                                                                   DeleteFunctionUrlConfigRequest input);
    [[nodiscard]] aws::Outcome<ListFunctionUrlConfigsResponse> list_function_url_configs(
        const aws::Call& call, ListFunctionUrlConfigsRequest input);

    // Invocations.
    [[nodiscard]] aws::Later<InvocationResponse> invoke(const aws::Call& call, InvocationRequest input);
    [[nodiscard]] aws::Later<InvokeAsyncResponse> invoke_async(const aws::Call& call, InvokeAsyncRequest input);
    [[nodiscard]] aws::Later<InvokeWithResponseStreamResponse> invoke_with_response_stream(
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
    [[nodiscard]] aws::Outcome<Found> function(const aws::Call& call, std::string_view name,
                                               const std::optional<std::string>& qualifier = {});
    /// The qualifier is a version or an alias that is there, or none.
    [[nodiscard]] aws::Outcome<Found> qualified(const aws::Call& call, std::string_view name,
                                                const std::optional<std::string>& qualifier);
    [[nodiscard]] static std::optional<aws::Error> refuse_revision(const std::optional<std::string>& said,
                                                                   const std::optional<std::string>& there);
    /// What becomes of a policy: its document changes, unless the caller says another revision than the one there.
    template <class Change>
    [[nodiscard]] aws::Outcome<ResourcePolicy> changed(const ResourcePolicy& policy,
                                                       const std::optional<std::string>& said,
                                                       const std::optional<std::string>& there, const Change& change) {
        if (auto refused = refuse_revision(said, there)) return std::move(*refused);
        aws::Outcome<std::string> document = change(policy);
        if (!document.ok()) return document.error();
        return ResourcePolicy{std::move(*document), catalogue_.new_revision()};
    }
    /// The document, with what a scenario's file says beside it.
    [[nodiscard]] std::string shown_policy(const Found& found) const;
    void keep(const Found& found, ResourcePolicy policy);
    /// The revision of what a qualifier means, to be read or renewed.
    [[nodiscard]] static std::optional<std::string>& revision_of(const Found& found);

    struct CodeSource {
        std::optional<Text> zip;
        std::optional<std::string> bucket;
        std::optional<std::string> key;
        std::optional<std::string> version;
    };
    [[nodiscard]] aws::Later<CodeRef> code_of(const aws::Call& call, CodeSource source);
    /// An address from where the package can be fetched for ten minutes.
    [[nodiscard]] static std::string address_of(const aws::Call& call, const Code& code);

    [[nodiscard]] aws::Outcome<FunctionConfiguration> create(const aws::Call& call, const CreateFunctionRequest& input,
                                                             CodeRef code);
    [[nodiscard]] std::optional<aws::Error> refuse_role(const aws::Call& call, const std::string& role) const;
    [[nodiscard]] aws::Outcome<Nothing> set_layers(const aws::Call& call, const std::vector<std::string>& arns,
                                                   Version& to);
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
    [[nodiscard]] aws::Outcome<LayerName> layer(const aws::Call& call, const std::string& name, std::int64_t version);
    [[nodiscard]] GetLayerVersionResponse told_of(const aws::Call& call, const LayerName& name,
                                                  const LayerVersion& version);
    [[nodiscard]] std::optional<aws::Error> refuse_destinations(const std::optional<DestinationConfig>& to);
    /// Of an event source mapping.
    [[nodiscard]] std::optional<aws::Error> refuse_failure_destination(
        const std::optional<DestinationConfig>& to) const;
    [[nodiscard]] aws::Outcome<FunctionEventInvokeConfig> set_event_invoke(const aws::Call& call, const Found& found,
                                                                           FunctionEventInvokeConfig config);
    [[nodiscard]] aws::Outcome<MappingRecord*> mapping(const aws::Call& call, const std::string& uuid);
    [[nodiscard]] EventSourceMappingConfiguration told_of(const MappingRecord& record) const;
    /// On its way to what the record says, it is in that state; kept by `keep`. What is told of it.
    [[nodiscard]] EventSourceMappingConfiguration pass(MappingRecord& record, std::string state,
                                                       const std::function<void()>& keep);
    [[nodiscard]] static std::optional<aws::Error> refuse_passing(const MappingRecord& record, std::string_view verb);
    [[nodiscard]] static aws::Outcome<FunctionUrlConfig*> url(const Found& found);
    [[nodiscard]] std::map<std::string, std::string>* tags_of(const aws::Call& call, const std::string& arn,
                                                              std::optional<aws::Error>& refused);
    [[nodiscard]] aws::Outcome<Nothing> change_tags(const aws::Call& call, const std::string& arn,
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
    [[nodiscard]] aws::Outcome<Asked> asked_of(const aws::Call& call, InvocationRequest input);

    Catalogue& catalogue_;
    Invoker& invoker_;
    Surroundings& surroundings_;
    aws::RestRoutes routes_;
    Random ids_;
};

}  // namespace wt::lambda::api
