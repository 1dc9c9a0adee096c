#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "storage/s3/api/translate.hpp"
#include "storage/s3/errors.hpp"
#include "storage/s3/listing.hpp"

namespace wt::s3::api {

/// A number of a query that may be left out; S3's refusal when it is negative.
[[nodiscard]] inline aws::Outcome<std::int32_t> whole_number(const std::optional<std::int32_t>& number,
                                                             std::string_view name, std::int32_t otherwise) {
    const std::int32_t given = number.value_or(otherwise);
    if (given >= 0) return given;
    return aws::Error(errors::invalid_argument,
                      fmt::format("Argument {} must be an integer between 0 and 2147483647", name))
        .with("ArgumentName", std::string(name))
        .with("ArgumentValue", fmt::format("{}", given));
}

/// How many a page has; more than a thousand is a page of a thousand.
[[nodiscard]] inline aws::Outcome<std::size_t> page_size(const std::optional<std::int32_t>& most,
                                                         std::string_view name) {
    const auto wanted = whole_number(most, name, static_cast<std::int32_t>(most_listed));
    if (!wanted.ok()) return wanted.error();
    return std::min<std::size_t>(static_cast<std::size_t>(*wanted), most_listed);
}

}  // namespace wt::s3::api
