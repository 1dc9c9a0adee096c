#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/service.hpp"
#include "cloudformation/cloudformation_shapes.hpp"
#include "cloudformation/engine.hpp"
#include "cloudformation/errors.hpp"
#include "cloudformation/stacks.hpp"
#include "cloudformation/surroundings.hpp"

namespace wt::cloudformation {

/// CloudFormation's API over the stacks. AWS CloudFormation API Reference, 2010-05-15.
class CloudFormation final : public aws::Service {
public:
    /// All outlive this.
    CloudFormation(const Context& context, Stacks& stacks, Engine& engine, Surroundings& surroundings)
        : context_(context), stacks_(stacks), engine_(engine), surroundings_(surroundings) {}

    [[nodiscard]] const aws::ServiceModel& model() const override;
    [[nodiscard]] void* instance() override { return this; }
    [[nodiscard]] bool claims(const http::Request& request) const override;
    [[nodiscard]] Task<std::optional<aws::Error>> settle() override {
        return on_disk(stacks_.durable(), unavailable_row);
    }
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    /// Makes a stack of a template, or changes the one of that name to it, with all capabilities; returns when nothing
    /// happens to it any more. What went wrong is an error, with the reasons of each resource that failed.
    [[nodiscard]] aws::Later<StackRef> deploy(const aws::Call& call, Wanted wanted);

    // stack_operations.cpp
    [[nodiscard]] aws::Later<CreateStackOutput> create_stack(const aws::Call& call, CreateStackInput input);
    [[nodiscard]] aws::Later<UpdateStackOutput> update_stack(const aws::Call& call, UpdateStackInput input);
    [[nodiscard]] aws::Later<aws::Nothing> delete_stack(const aws::Call& call, DeleteStackInput input);
    [[nodiscard]] aws::Later<aws::Nothing> cancel_update_stack(const aws::Call& call, CancelUpdateStackInput input);
    [[nodiscard]] aws::Later<ContinueUpdateRollbackOutput> continue_update_rollback(const aws::Call& call,
                                                                                    ContinueUpdateRollbackInput input);
    [[nodiscard]] aws::Later<RollbackStackOutput> rollback_stack(const aws::Call& call, RollbackStackInput input);
    [[nodiscard]] aws::Later<aws::Nothing> signal_resource(const aws::Call& call, SignalResourceInput input);
    [[nodiscard]] aws::Outcome<UpdateTerminationProtectionOutput> update_termination_protection(
        const aws::Call& call, UpdateTerminationProtectionInput input);
    [[nodiscard]] aws::Later<aws::Nothing> set_stack_policy(const aws::Call& call, SetStackPolicyInput input);
    [[nodiscard]] aws::Outcome<GetStackPolicyOutput> get_stack_policy(const aws::Call& call, GetStackPolicyInput input);

    // change_set_operations.cpp
    [[nodiscard]] aws::Later<CreateChangeSetOutput> create_change_set(const aws::Call& call,
                                                                      CreateChangeSetInput input);
    [[nodiscard]] aws::Outcome<DescribeChangeSetOutput> describe_change_set(const aws::Call& call,
                                                                            DescribeChangeSetInput input);
    [[nodiscard]] aws::Later<ExecuteChangeSetOutput> execute_change_set(const aws::Call& call,
                                                                        ExecuteChangeSetInput input);
    [[nodiscard]] aws::Outcome<DeleteChangeSetOutput> delete_change_set(const aws::Call& call,
                                                                        DeleteChangeSetInput input);
    [[nodiscard]] aws::Outcome<ListChangeSetsOutput> list_change_sets(const aws::Call& call, ListChangeSetsInput input);

    // describe_operations.cpp
    [[nodiscard]] aws::Outcome<DescribeStacksOutput> describe_stacks(const aws::Call& call, DescribeStacksInput input);
    [[nodiscard]] aws::Outcome<DescribeStackEventsOutput> describe_stack_events(const aws::Call& call,
                                                                                DescribeStackEventsInput input);
    [[nodiscard]] aws::Outcome<DescribeStackResourceOutput> describe_stack_resource(const aws::Call& call,
                                                                                    DescribeStackResourceInput input);
    [[nodiscard]] aws::Outcome<DescribeStackResourcesOutput> describe_stack_resources(
        const aws::Call& call, DescribeStackResourcesInput input);
    [[nodiscard]] aws::Outcome<ListStackResourcesOutput> list_stack_resources(const aws::Call& call,
                                                                              ListStackResourcesInput input);
    [[nodiscard]] aws::Outcome<ListStacksOutput> list_stacks(const aws::Call& call, ListStacksInput input);
    [[nodiscard]] aws::Outcome<ListExportsOutput> list_exports(const aws::Call& call, ListExportsInput input);
    [[nodiscard]] aws::Outcome<ListImportsOutput> list_imports(const aws::Call& call, ListImportsInput input);
    [[nodiscard]] aws::Outcome<DescribeAccountLimitsOutput> describe_account_limits(const aws::Call& call,
                                                                                    DescribeAccountLimitsInput input);

    // drift_operations.cpp
    [[nodiscard]] aws::Later<DetectStackDriftOutput> detect_stack_drift(const aws::Call& call,
                                                                        DetectStackDriftInput input);
    [[nodiscard]] aws::Later<DetectStackResourceDriftOutput> detect_stack_resource_drift(
        const aws::Call& call, DetectStackResourceDriftInput input);
    [[nodiscard]] aws::Outcome<DescribeStackDriftDetectionStatusOutput> describe_stack_drift_detection_status(
        const aws::Call& call, DescribeStackDriftDetectionStatusInput input);
    [[nodiscard]] aws::Outcome<DescribeStackResourceDriftsOutput> describe_stack_resource_drifts(
        const aws::Call& call, DescribeStackResourceDriftsInput input);

    // event_operations.cpp
    [[nodiscard]] aws::Outcome<DescribeEventsOutput> describe_events(const aws::Call& call, DescribeEventsInput input);

    // registry_operations.cpp
    [[nodiscard]] aws::Outcome<ListTypesOutput> list_types(const aws::Call& call, ListTypesInput input);
    [[nodiscard]] aws::Outcome<DescribeTypeOutput> describe_type(const aws::Call& call, DescribeTypeInput input);
    [[nodiscard]] aws::Outcome<DescribeChangeSetHooksOutput> describe_change_set_hooks(
        const aws::Call& call, DescribeChangeSetHooksInput input);

    // template_operations.cpp
    [[nodiscard]] aws::Later<GetTemplateOutput> get_template(const aws::Call& call, GetTemplateInput input);
    [[nodiscard]] aws::Later<GetTemplateSummaryOutput> get_template_summary(const aws::Call& call,
                                                                            GetTemplateSummaryInput input);
    [[nodiscard]] aws::Later<ValidateTemplateOutput> validate_template(const aws::Call& call,
                                                                       ValidateTemplateInput input);

private:
    /// The stack with which the same request began something before: it is answered as it was then, and does nothing
    /// more (CloudFormation API Reference, "CreateStack", ClientRequestToken). Null: there is none, or it has no token.
    /// TokenAlreadyExistsException: another request about a stack of that name had the token (Assumed: what AWS holds
    /// a token against).
    [[nodiscard]] aws::Outcome<StackRef> begun_before(const aws::Call& call, const std::string& name,
                                                      const Attempt& by) const;
    [[nodiscard]] aws::Later<StackRef> begin_creation(const aws::Call& call, CreateStackInput input,
                                                      std::size_t longest);
    [[nodiscard]] aws::Later<StackRef> begin_update(const aws::Call& call, UpdateStackInput input, std::size_t longest);
    /// The stack of that name or ARN, or the error that says there is none.
    [[nodiscard]] aws::Outcome<StackRef> stack_of(const aws::Call& call, const std::string& name) const;
    /// The same in the words of those who write [NAME].
    [[nodiscard]] aws::Outcome<StackRef> bracketed(const aws::Call& call, const std::string& name) const;
    struct Found {
        StackRef stack;
        std::string name;  // of the change set
    };
    [[nodiscard]] aws::Outcome<Found> change_set_of(const aws::Call& call, const std::string& name,
                                                    const std::optional<std::string>& stack) const;
    [[nodiscard]] static Caller caller_of(const aws::Call& call);
    /// The caller, or the session of the role that the stack is made with.
    [[nodiscard]] aws::Outcome<Caller> worker_of(const aws::Call& call, const std::string& role_arn) const;
    /// The object that a URL names; `what`: the parameter that has it.
    [[nodiscard]] aws::Later<std::string> object_at(const aws::Call& call, std::string url, std::string what);
    /// The text of a template: as it came, or from S3.
    [[nodiscard]] aws::Later<std::string> text_of(const aws::Call& call, std::optional<std::string> body,
                                                  std::optional<std::string> url, std::size_t longest);
    /// What was given of a template's source; what is kept of `old`'s where it says so.
    [[nodiscard]] static aws::Outcome<StackSource> source_of(std::string text, const std::vector<Parameter>& parameters,
                                                             const StackSource* old);
    /// Tags that only AWS gives.
    [[nodiscard]] static std::optional<aws::Error> refuse_tags(const std::vector<Tag>& tags);
    [[nodiscard]] std::optional<aws::Error> refuse_capabilities(const Prepared& made, const StackSource& source,
                                                                bool expands) const;
    /// A name that no new stack may have. CloudFormation API Reference, "CreateStack", StackName.
    [[nodiscard]] static std::optional<aws::Error> refuse_name(const std::string& name);
    [[nodiscard]] StackRecord new_stack(const aws::Call& call, const std::string& name) const;
    [[nodiscard]] StackRecord new_stack(aws::AccountRegion place, const std::string& name, std::string host) const;
    /// Waits for what ends at once.
    [[nodiscard]] Task<void> soon(StackRef stack);
    /// The same for a while longer.
    [[nodiscard]] Task<void> patiently(StackRef stack);
    // stack_policies.cpp
    /// A stack policy that a request says itself or by an object's URL, checked; `what`: the parameters' name before
    /// "Body" and "URL". None: it says none.
    [[nodiscard]] aws::Later<std::optional<std::string>> policy_of(const aws::Call& call, std::string what,
                                                                   std::optional<std::string> body,
                                                                   std::optional<std::string> url);
    /// The resources that a stack policy keeps from an update that would change them: why, by logical id.
    [[nodiscard]] std::map<std::string, std::string> denied_by_policy(const StackRecord& stack, const Prepared& made,
                                                                      const StackSource& source,
                                                                      const std::string& policy) const;

    /// How a resource is now, and keeps it in its row; none: nothing tells.
    [[nodiscard]] Task<std::optional<StackResourceDrift>> drift_of(StackRef stack, Caller caller, std::string logical);
    // validation.cpp
    /// What is to be validated: what a stack becomes, and how it differs from what it is.
    struct Validated {
        std::shared_ptr<const Prepared> made;
        std::vector<Change> changes;
        std::string operation_type;  // "CREATE_STACK"
    };
    struct ValidationResult {
        std::vector<OperationEvent> problems;
        std::map<std::string, std::string> there;  // ids of resources whose names are taken, by logical id
    };
    /// What is wrong before anything is made: the properties of new and changed resources, names that are taken, and
    /// for a change set also buckets that are not empty. Those of `imports` are taken over.
    [[nodiscard]] Task<ValidationResult> problems_of(StackRef stack, Caller caller, Validated what,
                                                     std::map<std::string, std::string> imports);
    [[nodiscard]] Task<std::vector<OperationEvent>> problems_alone(StackRef stack, Caller caller, Validated what);
    /// The same as an operation on the stack itself asks for it.
    [[nodiscard]] Engine::Validation validation_of(const StackRecord& stack, const StackSource& source,
                                                   const Caller& caller, std::shared_ptr<const Prepared> made,
                                                   std::string operation_type);
    // change_sets.cpp
    /// What a change set is asked to be.
    struct ChangeSetWish {
        std::string name;
        bool creates = false;
        bool only_imports = false;
        bool imports_existing = false;
        bool validates = true;
        bool nests = false;  // with change sets of the nested stacks
        std::vector<ResourceToImport> imports = {};
        std::optional<std::string> description = {};
        std::optional<std::string> on_stack_failure = {};
        std::optional<RollbackConfiguration> rollback_configuration = {};
        std::optional<DeploymentConfig> deployment_config = {};
        std::string parent = {};  // of a nested stack: ARNs
        std::string root = {};
    };
    /// A change set that says what the stack would become, with those of its nested stacks where it is asked for: its
    /// ARN. The error: what cannot be imported.
    [[nodiscard]] aws::Later<std::string> draw_up(StackRef stack, Caller worker, StackSource source,
                                                  std::shared_ptr<const Prepared> made, ChangeSetWish wish);
    struct NestedSet {
        std::string id;
        std::string stack_id;
        std::string status_reason;  // empty: it can be executed
    };
    /// The same of a nested stack; one that is not there yet is in review from now on.
    [[nodiscard]] Task<NestedSet> draw_up_nested(StackRef stack, Caller worker, StackSource parent,
                                                 std::shared_ptr<const Prepared> made, std::string logical,
                                                 ChangeSetWish wish);
    [[nodiscard]] ChangeSetRecord blank_set(const StackRecord& stack, const StackSource& source,
                                            const ChangeSetWish& wish);
    /// Its ARN. `reason`: why it cannot be executed; empty: it can.
    std::string keep_set(StackRecord& stack, ChangeSetRecord set, const std::string& reason);
    /// With the change sets of nested stacks that belong to it, and the nested stacks that nothing else is to make.
    void drop_with_nested(StackRecord& stack, const std::string& name);
    /// Nested stacks that are in review go with theirs.
    void forget_reviewed_below(const StackRecord& stack);
    /// Which resources of a template an import names, or why it cannot be.
    [[nodiscard]] aws::Outcome<std::map<std::string, std::string>> imports_of(
        const StackRef& stack, const Prepared& made, const std::vector<ResourceToImport>& wanted,
        const std::vector<Change>& changes) const;

    Context context_;
    Stacks& stacks_;
    Engine& engine_;
    Surroundings& surroundings_;
};

}  // namespace wt::cloudformation
