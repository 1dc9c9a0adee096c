#pragma once
#include <string>
#include <string_view>

#include "aws/error.hpp"

/// Lambda's errors. Its JSON says of each whose fault it is, beside the sentence.
namespace wt::lambda::api {

[[nodiscard]] aws::Error error(const aws::ErrorRow& row, std::string message);
[[nodiscard]] aws::Error invalid_parameter(std::string message);
[[nodiscard]] aws::Error validation(std::string message);
[[nodiscard]] aws::Error not_found(std::string message);
[[nodiscard]] aws::Error conflict(std::string message);
/// What AWS has and we have not: 501, and names itself.
[[nodiscard]] aws::Error not_there(std::string_view what);
/// The disk does not take what should be kept.
[[nodiscard]] aws::Error unavailable(std::string message);

}  // namespace wt::lambda::api
