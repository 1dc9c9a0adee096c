#pragma once
#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "aws/error.hpp"
#include "aws/operation.hpp"
#include "identity/api/challenges.hpp"
#include "identity/cognito_idp_shapes.hpp"
#include "identity/records.hpp"
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

[[nodiscard]] inline aws::Error no_session(Challenges::Seen seen) {
    switch (seen) {
        case Challenges::Seen::expired: return not_allowed("Invalid session for the user, session is expired.");
        case Challenges::Seen::spent:
            return not_allowed("Invalid session for the user, session can only be used once.");
        default: return not_allowed("Invalid session for the user.");
    }
}

/// What somebody hears who does not exist, or whom no code can reach, so that nobody learns it. Assumed: the form.
[[nodiscard]] inline CodeDeliveryDetailsType pretended_delivery(std::string_view username) {
    CodeDeliveryDetailsType details;
    details.attribute_name = "email";
    details.delivery_medium = "EMAIL";
    details.destination = fmt::format("{}***@{}***", username.substr(0, 1), username.substr(username.size() / 2, 1));
    return details;
}

/// What PreSignUp functions see of somebody: what was said, and the address that is the name, but nothing made of it.
[[nodiscard]] inline std::map<std::string, std::string> submitted(const UserEntry& user,
                                                                  const std::vector<UserAttribute>& said) {
    std::map<std::string, std::string> shown = user.attributes;
    for (const char* const made : {"email_verified", "phone_number_verified"}) {
        const bool is_said =
            std::any_of(said.begin(), said.end(), [made](const UserAttribute& each) { return each.name == made; });
        if (!is_said) shown.erase(made);
    }
    return shown;
}

/// This server, as whoever asks knows it: "http://127.0.0.1:4566"; empty: they do not say.
[[nodiscard]] inline std::string site_of(const aws::Call& call) {
    const std::string_view host = call.request.headers.get("Host");
    return host.empty() ? std::string() : fmt::format("{}://{}", call.request.secure ? "https" : "http", host);
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
