#pragma once
#include <string_view>

namespace wt::identity {

/// Whether Cognito's identity provider has an operation of that name, written here or not.
[[nodiscard]] bool is_cognito_operation(std::string_view name);

}  // namespace wt::identity
