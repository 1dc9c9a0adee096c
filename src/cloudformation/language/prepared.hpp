#pragma once
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cloudformation/language/evaluate.hpp"
#include "cloudformation/language/parameters.hpp"

namespace wt::cloudformation::language {

/// A template with its parameters, ready to be made: conditions decided, loops written out, in order.
struct Prepared {
    OrderedJson tree;  // as it came
    Template parts;
    Template made;  // as the conditions leave it
    std::map<std::string, OrderedJson, std::less<>> parameters;
    std::map<std::string, OrderedJson, std::less<>> pseudo;
    std::map<std::string, bool, std::less<>> conditions;
    std::vector<std::size_t> order;  // of made.resources
    /// What Fn::GetAtt asks for: resources and their attributes.
    std::set<std::pair<std::string, std::string>> asked;
    /// Properties that were left out, by the logical id of their resource.
    std::map<std::string, std::vector<std::string>> left_out;

    [[nodiscard]] Scope scope() const { return {made, parameters, pseudo, conditions}; }
};

/// What a stack is made of: a template's text and what it is given. All of it outlives this.
struct Source {
    const std::string& text;
    const std::map<std::string, std::string>& parameters;  // those that were given
    const std::vector<std::string>& notification_arns;
};

/// Where a template is made.
struct Site {
    std::string account;
    std::string region;
    std::string stack_name;
    std::string stack_id;
};

/// The template's tree with its loops written out; what is left of its transforms is the Serverless one's. `looked_up`
/// are values of SSM's parameters. Throws a Flaw.
[[nodiscard]] OrderedJson expanded(const Source& source, const Site& site, const Given& looked_up);
/// What AWS's translator is asked for a tree with AWS::Serverless types, in JSON; empty: it has none.
[[nodiscard]] std::string translation_of(const OrderedJson& tree, const Source& source, const Site& site);
/// `tree` has nothing left to expand. Throws a Flaw for what cannot be made.
[[nodiscard]] Prepared prepare(const Source& source, const Site& site, const Given& looked_up, const OrderedJson& tree);
/// The names of SSM's parameters whose values it needs. Throws a Flaw.
[[nodiscard]] std::vector<std::string> ssm_names(const Source& source);

}  // namespace wt::cloudformation::language
