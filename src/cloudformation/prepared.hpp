#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "cloudformation/language/evaluate.hpp"
#include "cloudformation/language/parameters.hpp"
#include "cloudformation/stacks.hpp"

namespace wt::cloudformation {

/// A template with its parameters, ready to be made: conditions decided, loops written out, in order.
struct Prepared {
    language::OrderedJson tree;  // as it came
    language::Template parts;
    language::Template made;  // as the conditions leave it
    std::map<std::string, language::OrderedJson, std::less<>> parameters;
    std::map<std::string, language::OrderedJson, std::less<>> pseudo;
    std::map<std::string, bool, std::less<>> conditions;
    std::vector<std::size_t> order;  // of made.resources
    /// What Fn::GetAtt asks for: resources and their attributes.
    std::set<std::pair<std::string, std::string>> asked;

    [[nodiscard]] language::Scope scope() const { return {made, parameters, pseudo, conditions}; }
};

/// Where a template is made.
struct Site {
    aws::AccountRegion place;
    std::string stack_name;
    std::string stack_id;
};

/// The template's tree with its loops written out; what is left of its transforms is the Serverless one's. `looked_up`
/// are values of SSM's parameters. Throws a language::Flaw.
[[nodiscard]] language::OrderedJson expanded(const StackSource& source, const Site& site,
                                             const language::Given& looked_up);
/// What AWS's translator is asked for a tree with AWS::Serverless types, in JSON; empty: it has none.
[[nodiscard]] std::string translation_of(const language::OrderedJson& tree, const StackSource& source,
                                         const Site& site);
/// `tree` has nothing left to expand. Throws a language::Flaw for what cannot be made.
[[nodiscard]] Prepared prepare(const StackSource& source, const Site& site, const language::Given& looked_up,
                               const language::OrderedJson& tree);
/// The names of SSM's parameters whose values it needs. Throws a language::Flaw.
[[nodiscard]] std::vector<std::string> ssm_names(const StackSource& source);

/// What a stack tells of itself that comes with its source.
void tell(StackRecord& stack, const Prepared& made);

/// What Ref and Fn::GetAtt find in a stack that is being made, and Fn::ImportValue in others.
class StackAnswers final : public language::Answers {
public:
    /// Both outlive this.
    StackAnswers(const StackRecord& stack, const Stacks& stacks) : stack_(stack), stacks_(stacks) {}

    [[nodiscard]] language::OrderedJson reference(const std::string& resource) override;
    [[nodiscard]] language::OrderedJson attribute(const std::string& resource, const std::string& name) override;
    [[nodiscard]] language::OrderedJson import(const std::string& name) override;

    /// Resources of which nothing is known until they are made (change sets).
    std::set<std::string> unknown;
    /// The exports that were asked for.
    std::set<std::string> imported;

private:
    const StackRecord& stack_;
    const Stacks& stacks_;
};

}  // namespace wt::cloudformation
