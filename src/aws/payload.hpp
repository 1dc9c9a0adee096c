#pragma once
#include <cstdint>
#include <memory>
#include <optional>

#include "aws/error.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "base/text.hpp"

namespace wt::aws {

/// The bytes that an operation is given, after the wire's own coding is off (aws-chunked) and checked (hashes,
/// signatures) on the way. What fails shows as the error that the operation then answers; the caller throws away what
/// came before it.
class Payload {
public:
    Payload() = default;
    Payload(const Payload&) = delete;
    Payload& operator=(const Payload&) = delete;
    virtual ~Payload() = default;

    /// The decoded length, where the request says it.
    [[nodiscard]] virtual std::optional<std::uint64_t> length() const = 0;
    /// The next piece; an empty one at the end, when everything has proven right.
    [[nodiscard]] virtual Task<Result<Text, Error>> next() = 0;
    /// After the end: a trailing field ("x-amz-checksum-crc32"), by its name in lower case; none when it did not come.
    [[nodiscard]] virtual std::optional<std::string> trailer(std::string_view name) const = 0;
};

}  // namespace wt::aws
