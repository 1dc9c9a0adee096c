#pragma once
#include <map>
#include <string>
#include <string_view>

#include "cloudformation/language/template.hpp"

namespace wt::cloudformation::language {

using Given = std::map<std::string, std::string, std::less<>>;

/// Whether a parameter's value is the name of an SSM parameter, whose value counts: AWS::SSM::Parameter::Value<...>.
[[nodiscard]] bool is_ssm_value(const ParameterDeclaration& parameter);

/// What each parameter is, as functions see it: a text, or a list of texts. `given` are the values that came and those
/// that are kept; `looked_up` are the values of SSM parameters by their names. Throws a Flaw for what a declaration
/// does not take.
[[nodiscard]] std::map<std::string, OrderedJson, std::less<>> parameter_values(
    const std::vector<ParameterDeclaration>& declared, const Given& given, const Given& looked_up);

}  // namespace wt::cloudformation::language
