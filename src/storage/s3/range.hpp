#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "aws/error.hpp"
#include "base/result.hpp"

namespace wt::s3 {

/// Bytes of an object: `size` from `offset` on.
struct Span {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
    friend bool operator==(const Span&, const Span&) = default;
};

/// What a Range header asks of an object of `size` bytes: the span; none when S3 ignores the header (another unit,
/// several ranges, what it cannot read) and answers with everything; or 416 InvalidRange.
[[nodiscard]] Result<std::optional<Span>, aws::Error> resolve_range(std::string_view header, std::uint64_t size);

/// What x-amz-copy-source-range asks of a source of `size` bytes: both ends must be given, and lie within it.
[[nodiscard]] Result<Span, aws::Error> resolve_copy_range(std::string_view header, std::uint64_t size);

}  // namespace wt::s3
