#pragma once
#include <string_view>

#include "lambda/user_code.hpp"

namespace wt::lambda {

/// What a program hears that its function is called, which stands at `address`: the name in its ARN, where it has one.
[[nodiscard]] inline std::string_view function_name(const UserCode& code, std::string_view address) {
    return code.arn.empty() ? address : std::string_view(code.arn).substr(code.arn.rfind(':') + 1);
}

}  // namespace wt::lambda
