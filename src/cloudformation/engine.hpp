#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.hpp"
#include "base/scope.hpp"
#include "base/sync.hpp"
#include "cloudformation/callbacks.hpp"
#include "cloudformation/handler.hpp"
#include "cloudformation/stack_answers.hpp"
#include "cloudformation/stacks.hpp"
#include "cloudformation/surroundings.hpp"
#include "cloudformation/wanted.hpp"

namespace wt::cloudformation {

/// Makes, changes and deletes stacks: a resource after the other, in the order of what they refer to; what fails is
/// rolled back. Every step is a row before it is taken, so that another process goes on where this one ended: what was
/// being made is rolled back, what was being deleted is deleted.
class Engine {
public:
    struct Parts {
        Stacks& stacks;
        Surroundings& surroundings;
    };
    /// All parts outlive this.
    Engine(const Context& context, const Parts& parts, Unsupported unsupported);

    [[nodiscard]] Callbacks& callbacks() { return callbacks_; }
    [[nodiscard]] const ResourceTypes& types() const { return handler_.types(); }

    /// The source, ready to be made, or what is wrong with it, in AWS's words.
    using Ready = Result<std::shared_ptr<const Prepared>, std::string>;
    [[nodiscard]] Task<Ready> prepare(Caller caller, StackSource source, Site site);
    /// The source's tree after its transforms, with the values of SSM's parameters that it needs; or what is wrong.
    struct Processed {
        OrderedJson tree;
        language::Given looked_up;
    };
    [[nodiscard]] Task<Result<Processed, std::string>> process(Caller caller, StackSource source, Site site);

    /// What is wrong with an operation before it makes anything.
    using Validation = std::function<Task<std::vector<OperationEvent>>(StackRef stack)>;
    /// What an operation does to a stack, beside the work itself.
    struct Options {
        std::string token;         // the client's, in events
        std::string request = {};  // that has the token (Attempt)
        bool keep_failed = false;  // no rollback
        bool express = false;      // nobody waits until resources are ready
        bool by_force = false;     // a deletion leaves behind what cannot be deleted
        /// Resources that are there already, by logical id, with their ids.
        std::map<std::string, std::string> adopted = {};
        /// What nested stacks are changed by, by logical id: ARNs of change sets.
        std::map<std::string, std::string> change_sets = {};
        /// What a stack policy keeps from an update: why, by logical id.
        std::map<std::string, std::string> denied = {};
        bool only_adopts = false;                // an import
        bool takes_back = false;                 // a deletion of what failed to be created
        OrderedJson creation_policy = {};        // of the resource at hand
        std::vector<std::string> left_out = {};  // the same: properties that are not here
        Duration within{0};                      // a creation that takes longer fails; 0: it may take its time
        Validation validation = {};
    };
    /// Begins: the stack has its status now, and its first event. `to` is what it becomes; `source` what that was
    /// prepared from.
    [[nodiscard]] Handler& handler() { return handler_; }
    void create(const StackRef& stack, Caller caller, std::shared_ptr<const Prepared> to, Options options);
    void update(const StackRef& stack, Caller caller, StackSource source, std::shared_ptr<const Prepared> to,
                Options options);
    void remove(const StackRef& stack, Caller caller, Options options);
    /// Takes back what failed and was kept.
    void roll_back(const StackRef& stack, Caller caller, Options options);
    /// A change set is executed: the others of its stack, which were of what stood there before, go.
    void carry_out(StackRecord& stack, const std::string& change_set);
    void continue_rollback(const StackRef& stack, Caller caller, std::vector<std::string> skipped, Options options);
    /// Signals a resource that waits for it. False: it does not.
    bool signal(const StackRecord& stack, const std::string& logical, const std::string& unique_id, bool success);
    /// An update under way stops before its next resource, and is rolled back.
    void cancel(const StackRef& stack) { cancelled_[stack->id()] = true; }
    /// Waits until nothing happens to the stack any more, at most so long.
    [[nodiscard]] Task<void> settled(StackRef stack, Duration at_most);

    /// What an earlier process left half done is ended. Once, when this server can be reached.
    void resume();
    /// What an account's stacks are busy with stops; every account's when it is empty.
    void reset(std::string_view account);

    void event(StackRecord& stack, std::string_view status, std::string reason, const std::string& token = {});
    /// Why an output's export cannot be, and the stack's outputs; both without awaiting.
    [[nodiscard]] Result<std::vector<Output>, std::string> outputs_of(const StackRecord& stack,
                                                                      const Prepared& made) const;
    /// A resource's properties with the tags of its stack.
    [[nodiscard]] static OrderedJson tagged(const std::vector<Tag>& more, const ResourceType& type,
                                            OrderedJson properties);
    /// How a service gets a resource's properties: with AWS's own tags. AWS CloudFormation User Guide, "Resource tag".
    [[nodiscard]] static OrderedJson marked(const StackRecord& stack, const std::string& logical,
                                            const ResourceType& type, OrderedJson properties);
    /// Of the capabilities that a template needs, one that its source does not have; empty: it has all. `expands`: its
    /// transforms need theirs.
    [[nodiscard]] std::string missing_capability(const Prepared& made, const StackSource& source, bool expands) const;
    /// Resources of the stack that are of another type in the template: a sentence; empty: none is.
    [[nodiscard]] static std::string refuse_new_types(const StackRecord& stack, const Prepared& made);
    /// Whether a change of a resource's properties makes a new one.
    [[nodiscard]] bool needs_new(const std::string& of_type, const OrderedJson& old, const OrderedJson& now) const;
    // plan.cpp
    /// What an update would do, in the order in which it would.
    [[nodiscard]] std::vector<Change> changes_of(const StackRecord& stack, const Prepared& made,
                                                 const StackSource& source) const;
    /// Whether an update would do nothing at all.
    [[nodiscard]] bool changes_nothing(const StackRecord& stack, const StackSource& source, const Prepared& made) const;
    /// The same of one whose resources have no changes to be told.
    [[nodiscard]] bool leaves_the_rest(const StackRecord& stack, const StackSource& source, const Prepared& made) const;
    /// The ARN of a new stack.
    [[nodiscard]] std::string new_stack_id(const aws::AccountRegion& place, std::string_view name);
    [[nodiscard]] std::string new_id();
    [[nodiscard]] std::string drawn(std::string_view letters, std::size_t count);
    [[nodiscard]] Caller caller_of(const StackRecord& stack) const;
    /// What a nested stack is to be made of: its template, and what it has of its parent.
    [[nodiscard]] Task<Result<StackSource, Failure>> nested_source(StackSource parent, Job job);
    [[nodiscard]] std::string name_for(const StackRecord& stack, const ResourceType* type, const std::string& logical,
                                       const OrderedJson& properties);

private:
    using Changed = Task<std::optional<std::string>>;  // none, or why it failed

    // engine.cpp
    void begin(const StackRef& stack, Task<void> work);
    void begin_operation(StackRecord& stack, std::string_view status);
    /// The status of what a client has begun, whose token is known from now on.
    void initiate(StackRecord& stack, std::string_view status, const Options& options);
    [[nodiscard]] Task<void> expire(StackRef stack, Caller caller, Options options);
    [[nodiscard]] Task<void> give_up(StackRef stack, Options options);
    [[nodiscard]] Task<void> guarded(StackRef stack, Task<void> work);
    void status(StackRecord& stack, std::string_view status, std::string reason, const std::string& token = {});
    void event(StackRecord& stack, const ResourceRecord& resource, std::string_view status, std::string reason,
               const std::string& token);
    void note(StackRecord& stack, ResourceRecord& resource, std::string_view status, std::string reason,
              const std::string& token);

    // engine_deploy.cpp
    [[nodiscard]] Task<void> deploy(StackRef stack, Caller caller, std::shared_ptr<const Prepared> to, Options options,
                                    bool creates);
    /// Resources that a stack policy keeps fail, and none is changed.
    [[nodiscard]] Task<void> deny(StackRef stack, Caller caller, Options options);
    /// Whether validation found something; then the operation has failed, and is taken back.
    [[nodiscard]] Task<bool> is_invalid(StackRef stack, Caller caller, const Options& options, bool creates);
    /// A creation that came to nothing goes by the stack's OnFailure: rolled back, or deleted.
    [[nodiscard]] Task<void> take_back(StackRef stack, Caller caller, Options options, std::string why);
    /// An operation that came to nothing is taken back, or kept as it is.
    [[nodiscard]] Task<void> give_way(StackRef stack, Caller caller, Options options, bool creates, std::string why);
    [[nodiscard]] Changed deploy_resource(StackRef stack, Caller caller, const Prepared& to, std::size_t index,
                                          Options options);
    [[nodiscard]] Changed adopt(StackRef stack, Caller caller, std::string logical, OrderedJson properties,
                                std::string id, std::string token);
    /// What was there before gets the stack's tags and CloudFormation's own, once all is well: the resource of which it
    /// failed.
    [[nodiscard]] Changed mark_adopted(StackRef stack, Caller caller, std::string token);
    [[nodiscard]] Changed make(StackRef stack, Caller caller, std::string logical, OrderedJson properties,
                               Options options);
    [[nodiscard]] Changed change(StackRef stack, Caller caller, std::string logical, OrderedJson properties,
                                 Options options);
    /// By its deletion policy, or another one.
    [[nodiscard]] Changed take_away(StackRef stack, Caller caller, ResourceRecord gone, std::string policy);
    [[nodiscard]] Task<void> finish(StackRef stack, Caller caller, std::shared_ptr<const Prepared> to, Options options,
                                    bool creates);
    [[nodiscard]] Task<Result<OrderedJson, std::string>> resolved(Caller caller, OrderedJson value);

    // engine_rollback.cpp
    [[nodiscard]] Task<void> roll_back_creation(StackRef stack, Caller caller, Options options);
    [[nodiscard]] Task<void> roll_back_update(StackRef stack, Caller caller, Options options,
                                              std::vector<std::string> skipped);
    [[nodiscard]] Task<void> roll_back_import(StackRef stack, Options options);
    [[nodiscard]] Changed revert(StackRef stack, Caller caller, std::string logical, std::string token);
    [[nodiscard]] Task<void> clean_up(StackRef stack, Caller caller, std::vector<std::string> leaving,
                                      std::string token);
    [[nodiscard]] Task<void> delete_all(StackRef stack, Caller caller, Options options);
    [[nodiscard]] Task<std::vector<std::string>> delete_resources(StackRef stack, Caller caller, bool creating,
                                                                  std::string token);

    // engine_types.cpp: by the type's row, or as CloudFormation's own types.
    [[nodiscard]] Task<Result<Made, Failure>> create_resource(StackRef stack, Job job);
    [[nodiscard]] Task<Result<Made, Failure>> update_resource(StackRef stack, Job job);
    [[nodiscard]] Task<std::optional<Failure>> remove_resource(StackRef stack, Job job);
    [[nodiscard]] Task<Result<Made, Failure>> ask_function(Job job, std::string request);
    [[nodiscard]] Task<Result<Made, Failure>> await_signals(StackRef stack, Job job);
    [[nodiscard]] Task<Result<Made, Failure>> await_policy(StackRef stack, Job job);
    [[nodiscard]] Task<Result<Made, Failure>> nest(StackRef stack, Job job);
    [[nodiscard]] Task<std::optional<Failure>> remove_nested(StackRef stack, Job job);
    [[nodiscard]] bool is_known(const std::string& type) const;
    /// What is wrong with a template that only the types of its resources tell; empty: nothing.
    [[nodiscard]] std::string refuse_by_types(const Prepared& made) const;
    /// What is said of types that are not here.
    [[nodiscard]] std::string refuse_types(const std::vector<std::string>& types) const;
    /// Properties that AWS's types have and those here have not: a sentence, or they go, and it is empty.
    [[nodiscard]] std::string refuse_or_leave_out(Prepared& made) const;
    /// What stands for a resource of a type that is not here.
    [[nodiscard]] Made skipped(const Job& job);

    Context context_;
    Parts parts_;
    Unsupported unsupported_;
    Handler handler_;
    Callbacks callbacks_;
    Random ids_;
    Event ended_;
    std::map<std::pair<std::string, std::string>, std::string> waiting_;  // tokens, by stack and logical id
    std::map<std::string, bool> cancelled_;                               // by stack
    std::map<std::string, std::unique_ptr<Scope>> under_way_;             // by stack
    std::map<std::string, std::unique_ptr<Scope>> deadlines_;             // by stack
};

/// The logical ids of a stack's resources, the last made first.
[[nodiscard]] std::vector<std::string> last_first(const StackRecord& stack);
/// The stack is again what it was made of before its update.
void take_source_back(StackRecord& stack);
/// The change sets of a stack's nested stacks that belong to one of its own: ARNs, by logical id.
[[nodiscard]] std::map<std::string, std::string> nested_sets(const ChangeSetRecord& set);
/// What a status says of validations that failed; empty: none did.
[[nodiscard]] std::string failed_validations(const std::vector<OperationEvent>& problems);
[[nodiscard]] bool is_name_conflict(const OperationEvent& problem);
inline constexpr std::string_view nested_type = "AWS::CloudFormation::Stack";
/// Whether a text has a dynamic reference, "{{resolve:ssm:/name}}".
[[nodiscard]] bool has_dynamic_reference(std::string_view text);
/// A type that needs no service, or CloudFormation itself.
[[nodiscard]] bool is_own_type(std::string_view type);
[[nodiscard]] bool is_custom(std::string_view type);

}  // namespace wt::cloudformation
