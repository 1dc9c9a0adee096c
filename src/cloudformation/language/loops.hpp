#pragma once
#include "cloudformation/language/evaluate.hpp"

namespace wt::cloudformation::language {

/// The tree with its Fn::ForEach loops written out, as AWS::LanguageExtensions does before all else. `scope` knows
/// parameters and pseudo parameters; its template may be empty but for its mappings. Throws a Flaw.
[[nodiscard]] OrderedJson written_out(const OrderedJson& tree, const Scope& scope);

}  // namespace wt::cloudformation::language
