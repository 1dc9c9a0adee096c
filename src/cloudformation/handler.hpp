#pragma once
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/context.hpp"
#include "base/random.hpp"
#include "cloudformation/fit.hpp"
#include "cloudformation/resource_schemas.hpp"
#include "cloudformation/resource_type.hpp"
#include "cloudformation/surroundings.hpp"
#include "cloudformation/wanted.hpp"

namespace wt::cloudformation {

/// A resource at hand.
struct Job {
    Caller caller;
    std::string stack_id;
    std::string logical_id;
    std::string type;
    std::string name;  // its own, or the one that was made for it
    OrderedJson properties = OrderedJson::object();
    OrderedJson old = OrderedJson::object();  // before an update
    std::string id = {};                      // once it is made
    OrderedJson attributes = OrderedJson::object();
    std::string snapshot = {};  // to be left behind when it is removed; empty: none
    bool goes_back = false;     // an update that failed is undone: what was refused was not done
    bool express = false;       // nobody waits until it is ready, or gone
    std::string nested = {};    // of a nested stack that goes back: the row of what it was made of
    OrderedJson creation_policy = {};
    std::string change_set = {};             // of a nested stack: the one that is carried out
    std::vector<std::string> left_out = {};  // properties that are not here, and went
};

struct Made {
    std::string id;
    std::string ref;
    OrderedJson attributes = OrderedJson::object();
    std::string nested = {};                 // of a nested stack: the row of what it is made of
    std::vector<std::string> left_out = {};  // properties that are not here, and went
};

/// Why it failed, and what was made all the same.
struct Failure {
    std::string reason;
    std::string id = {};
    bool gone = false;  // what it is about is not there
    std::optional<NotTaken> not_taken = {};
};

/// Makes, changes and removes resources by their types' rows.
class Handler {
public:
    /// Both outlive this.
    Handler(const Context& context, Surroundings& surroundings, Unsupported unsupported);

    [[nodiscard]] const ResourceTypes& types() const { return types_; }
    [[nodiscard]] const ResourceSchemas& schemas() const { return schemas_; }
    /// Properties that AWS's type has and the one here has not; "Name.Part" where it has the others.
    [[nodiscard]] std::set<std::string> not_here(const ResourceType& type, const OrderedJson& properties) const;
    /// What is otherwise than AWS's schema of the type says: a sentence; none: nothing is.
    [[nodiscard]] std::optional<std::string> refuse_properties(const ResourceType& type, const std::string& logical_id,
                                                               const OrderedJson& properties) const;

    /// The same of a type that needs no row; of one that AWS has no schema of, nothing is.
    [[nodiscard]] std::optional<std::string> refuse_by_schema(std::string_view type, const std::string& logical_id,
                                                              const OrderedJson& properties) const;

    /// The properties that the type has, by their names.
    [[nodiscard]] std::set<std::string> properties_of(const ResourceType& type) const;

    [[nodiscard]] Task<Result<Made, Failure>> create(const ResourceType& type, Job job);
    [[nodiscard]] Task<Result<Made, Failure>> update(const ResourceType& type, Job job);
    /// What is gone already counts as removed.
    [[nodiscard]] Task<std::optional<Failure>> remove(const ResourceType& type, Job job);

    /// One that is there already, under that id (`job.id`): what Ref and Fn::GetAtt give. A Failure that is `gone`: it
    /// is not there.
    [[nodiscard]] Task<Result<Made, Failure>> adopt(const ResourceType& type, Job job);
    /// Its properties as they are now; those that nothing tells are left out. A Failure that is `gone`: it is not
    /// there.
    [[nodiscard]] Task<Result<OrderedJson, Failure>> actual(const ResourceType& type, Job job);

    /// One operation, by its model's JSON.
    [[nodiscard]] Task<Result<OrderedJson, Failure>> call(Caller caller, std::string service, std::string operation,
                                                          OrderedJson input);

private:
    /// What an API's BodyS3Location names, as its Body.
    [[nodiscard]] Task<std::optional<Failure>> fetch_body(Job& job);
    [[nodiscard]] Task<Result<OrderedJson, Failure>> perform(Caller caller, const Step& step, OrderedJson known);
    // These add to `known`, which outlives them, what the steps answer.
    [[nodiscard]] Task<std::optional<Failure>> run(Caller caller, const std::vector<Step>& steps, OrderedJson& known);
    [[nodiscard]] Task<std::optional<Failure>> run_once(Caller caller, const Step& step, OrderedJson& known);
    /// What tells how it is now; fails, `gone`, where it is not there.
    [[nodiscard]] Task<std::optional<Failure>> look(Caller caller, const ResourceType& type, OrderedJson& known);
    [[nodiscard]] Task<std::optional<Failure>> put(Caller caller, const Part& part, OrderedJson& known);
    [[nodiscard]] Task<std::optional<Failure>> wait_until_ready(Caller caller, const ResourceType& type,
                                                                OrderedJson& known);
    [[nodiscard]] Task<std::optional<Failure>> wait_until_gone(Caller caller, const ResourceType& type,
                                                               OrderedJson& known);
    [[nodiscard]] Task<Result<Made, Failure>> finish(Caller caller, const ResourceType& type, OrderedJson& known);
    [[nodiscard]] OrderedJson known_of(const Job& job) const;
    [[nodiscard]] std::string reason(const std::string& service, const aws::Error& error);

    Context context_;
    Surroundings& surroundings_;
    Unsupported unsupported_;
    ResourceTypes types_;
    ResourceSchemas schemas_;
    Random ids_;
};

/// Whether an error says that what it is about is not there.
[[nodiscard]] bool is_gone(const aws::Error& error);

}  // namespace wt::cloudformation
