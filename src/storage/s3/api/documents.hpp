#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "aws/json.hpp"
#include "storage/s3/bucket.hpp"

/// The configurations of a bucket, as the buckets keep them: a JSON document for each kind.
namespace wt::s3::api {

namespace kinds {
inline constexpr std::string_view accelerate = "accelerate";
inline constexpr std::string_view acl = "acl";
inline constexpr std::string_view cors = "cors";
inline constexpr std::string_view encryption = "encryption";
inline constexpr std::string_view lifecycle = "lifecycle";
inline constexpr std::string_view logging = "logging";
inline constexpr std::string_view notification = "notification";
inline constexpr std::string_view ownership = "ownership";
inline constexpr std::string_view policy = "policy";  // as its owner wrote it
inline constexpr std::string_view public_access_block = "publicAccessBlock";
inline constexpr std::string_view replication = "replication";
inline constexpr std::string_view request_payment = "requestPayment";
inline constexpr std::string_view tagging = "tagging";
inline constexpr std::string_view website = "website";
}  // namespace kinds

template <aws::Shaped T>
[[nodiscard]] std::string document_of(const T& configuration) {
    std::string text;
    aws::write_json(text, shape_of(aws::Tag<T>{}), &configuration);
    return text;
}

/// What document_of() wrote; none for what it did not write.
template <aws::Shaped T>
[[nodiscard]] std::optional<T> read_document(std::string_view text) {
    T configuration{};
    aws::Violations violations;
    if (aws::read_json(text, shape_of(aws::Tag<T>{}), &configuration, violations)) return std::nullopt;
    return configuration;
}

/// The bucket's configuration of that kind; none when there is none.
template <aws::Shaped T>
[[nodiscard]] std::optional<T> document(const s3::Bucket& bucket, std::string_view kind) {
    const std::string* const text = bucket.document(kind);
    if (text == nullptr) return std::nullopt;
    return read_document<T>(*text);
}

}  // namespace wt::s3::api
