#pragma once
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "aws/error.hpp"
#include "identity/cognito_idp_shapes.hpp"
#include "identity/tokens.hpp"

namespace wt::identity {

// What Cognito says at more than one place, in the words that it was seen to use.

[[nodiscard]] inline aws::Error no_client(std::string_view id) {
    return aws::Error(cognito_idp_errors::resource_not_found, fmt::format("User pool client {} does not exist.", id));
}
[[nodiscard]] inline aws::Error no_user() {
    return aws::Error(cognito_idp_errors::user_not_found, "User does not exist.");
}
[[nodiscard]] inline aws::Error wrong_parameter(std::string message) {
    return aws::Error(cognito_idp_errors::invalid_parameter, std::move(message));
}
[[nodiscard]] inline aws::Error not_allowed(std::string message) {
    return aws::Error(cognito_idp_errors::not_authorized, std::move(message));
}
[[nodiscard]] inline aws::Error wrong_password() { return not_allowed("Incorrect username or password."); }
[[nodiscard]] inline aws::Error wrong_code() {
    return aws::Error(cognito_idp_errors::code_mismatch, "Invalid verification code provided, please try again.");
}
[[nodiscard]] inline aws::Error old_code() {
    return aws::Error(cognito_idp_errors::expired_code, "Invalid code provided, please request a code again.");
}
[[nodiscard]] inline aws::Error too_often() {
    return aws::Error(cognito_idp_errors::limit_exceeded, "Attempt limit exceeded, please try after some time.");
}

/// Whether a list with blanks between has that word.
[[nodiscard]] inline bool has_word(std::string_view list, std::string_view word) {
    while (!list.empty()) {
        const std::size_t blank = std::min(list.find(' '), list.size());
        if (list.substr(0, blank) == word) return true;
        list.remove_prefix(std::min(blank + 1, list.size()));
    }
    return false;
}

}  // namespace wt::identity
