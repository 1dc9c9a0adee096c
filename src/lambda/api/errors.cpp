#include "lambda/api/errors.hpp"

#include <fmt/format.h>

#include "lambda/api/lambda_shapes.hpp"

namespace wt::lambda::api {

namespace {

constexpr aws::ErrorRow validation_exception{"ValidationException", 400, ""};
constexpr aws::ErrorRow unwritten{"NotImplemented", 501, ""};

}  // namespace

aws::Error error(const aws::ErrorRow& row, std::string message) {
    return aws::Error(row, std::move(message)).with("Type", row.status < 500 ? "User" : "Service");
}
aws::Error invalid_parameter(std::string message) {
    return error(lambda_errors::invalid_parameter_value, std::move(message));
}
aws::Error validation(std::string message) { return aws::Error(validation_exception, std::move(message)); }
aws::Error not_found(std::string message) { return error(lambda_errors::resource_not_found, std::move(message)); }
aws::Error conflict(std::string message) { return error(lambda_errors::resource_conflict, std::move(message)); }
aws::Error not_there(std::string_view what) {
    return aws::Error(unwritten, fmt::format("Windtunnel does not implement {} of lambda yet.", what));
}
aws::Error unavailable(std::string message) { return error(lambda_errors::service, std::move(message)); }

}  // namespace wt::lambda::api
