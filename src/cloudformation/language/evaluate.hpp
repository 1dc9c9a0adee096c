#pragma once
#include <map>
#include <string>
#include <string_view>

#include "cloudformation/language/template.hpp"

namespace wt::cloudformation::language {

/// What stands for a value that is known only once the change is made: in change sets, as AWS writes it.
inline constexpr std::string_view known_after_apply = "{{changeSet:KNOWN_AFTER_APPLY}}";

/// What a template's functions find besides resources. Refers to what outlives it.
struct Scope {
    const Template& declared;
    /// A text, or a list of them.
    std::map<std::string, OrderedJson, std::less<>> parameters;
    /// "AWS::Region"; all but AWS::NoValue.
    std::map<std::string, OrderedJson, std::less<>> pseudo;
    std::map<std::string, bool, std::less<>> conditions;
};

/// What resources and other stacks answer. Throws a Flaw where there is no answer.
class Answers {
public:
    Answers() = default;
    Answers(const Answers&) = delete;
    Answers& operator=(const Answers&) = delete;
    virtual ~Answers() = default;

    [[nodiscard]] virtual OrderedJson reference(const std::string& resource) = 0;
    [[nodiscard]] virtual OrderedJson attribute(const std::string& resource, const std::string& name) = 0;
    [[nodiscard]] virtual OrderedJson import(const std::string& name) = 0;
};

/// The value without functions; a discarded one for AWS::NoValue. Throws a Flaw.
[[nodiscard]] OrderedJson evaluate(const OrderedJson& value, const Scope& scope, Answers& answers);

/// Of each condition, by the parameters. Throws a Flaw.
[[nodiscard]] std::map<std::string, bool, std::less<>> condition_values(const Scope& scope);
/// What the rules forbid: none, or the sentence of the first. Throws a Flaw.
[[nodiscard]] std::string broken_rule(const Scope& scope);

/// The template as its conditions leave it: without resources and outputs that are not made, and without Fn::If.
[[nodiscard]] Template chosen(Template all, const std::map<std::string, bool, std::less<>>& conditions);

}  // namespace wt::cloudformation::language
