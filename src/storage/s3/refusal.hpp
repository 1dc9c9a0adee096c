#pragma once
#include <string>
#include <utility>

#include "aws/error.hpp"

/// The errors that several of a bucket's configurations answer with. Amazon S3 API Reference, "Error responses"; texts
/// as recorded from AWS.
namespace wt::s3 {

[[nodiscard]] inline aws::Error malformed_xml() {
    static constexpr aws::ErrorRow row{
        "MalformedXML", 400,
        "The XML you provided was not well-formed or did not validate against our published schema"};
    return aws::Error(row);
}

[[nodiscard]] inline aws::Error invalid_request(std::string text) {
    static constexpr aws::ErrorRow row{"InvalidRequest", 400, ""};
    return {row, std::move(text)};
}

[[nodiscard]] inline aws::Error invalid_argument(std::string text) {
    static constexpr aws::ErrorRow row{"InvalidArgument", 400, ""};
    return {row, std::move(text)};
}

[[nodiscard]] inline aws::Error invalid_argument(std::string text, std::string name, std::string value) {
    return invalid_argument(std::move(text))
        .with("ArgumentName", std::move(name))
        .with("ArgumentValue", std::move(value));
}

[[nodiscard]] inline aws::Error access_denied(std::string text = "Access Denied") {
    static constexpr aws::ErrorRow row{"AccessDenied", 403, "Access Denied"};
    return {row, std::move(text)};
}

}  // namespace wt::s3
