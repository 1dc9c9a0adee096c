#pragma once
#include <set>
#include <string>
#include <utility>

#include "cloudformation/language/prepared.hpp"
#include "cloudformation/stacks.hpp"

namespace wt::cloudformation {

using language::Prepared;
using language::Site;

/// The source as the language takes it; outlives what comes of this.
[[nodiscard]] inline language::Source source_of(const StackSource& source) {
    return {source.template_text, source.parameters, source.notification_arns};
}
[[nodiscard]] inline Site site_of(const aws::AccountRegion& place, std::string stack_name, std::string stack_id) {
    return {place.account, place.region, std::move(stack_name), std::move(stack_id)};
}

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
