#pragma once
#include <string>
#include <string_view>

#include "aws/error.hpp"
#include "base/result.hpp"
#include "stream/kinesis/kinesis_shapes.hpp"

namespace wt::stream::kinesis {

[[nodiscard]] inline aws::Error invalid_argument(std::string text) {
    return aws::Error(kinesis_errors::invalid_argument, std::move(text));
}
[[nodiscard]] inline aws::Error not_found(std::string text) {
    return aws::Error(kinesis_errors::resource_not_found, std::move(text));
}
[[nodiscard]] inline aws::Error in_use(std::string text) {
    return aws::Error(kinesis_errors::resource_in_use, std::move(text));
}
[[nodiscard]] inline aws::Error limit_exceeded(std::string text) {
    return aws::Error(kinesis_errors::limit_exceeded, std::move(text));
}
[[nodiscard]] inline aws::Error validation(std::string text) {
    return aws::Error(kinesis_errors::validation, std::move(text));
}
/// The disk is full, or broken.
[[nodiscard]] inline aws::Error internal_failure(std::string text) {
    return aws::Error(kinesis_errors::internal_failure, std::move(text));
}
/// "ValidationException: what is wrong", as the component says it.
[[nodiscard]] aws::Error error_of(const wt::Error& said);
/// The code alone, and the sentence behind it.
struct Said {
    std::string code;
    std::string text;
};
[[nodiscard]] Said parts_of(const wt::Error& said);

}  // namespace wt::stream::kinesis
