#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace wt::aws {

/// Why a token opens no page; services have words of their own for each.
enum class TokenFault : std::uint8_t {
    broken,   // made up, changed, or of another operation
    expired,  // good once
};

/// The tokens with which an operation hands out its next page ("NextToken"): a cursor that only the operation reads,
/// sealed, so that one that somebody made up, changed, or got from another operation is refused. Not for secrets: the
/// cursor can be read by whoever has the token, and the seal keeps out mistakes, not somebody who knows how it is made.
class PageTokens {
public:
    /// `scope`: the operation, and what of its parameters must stay the same from page to page:
    /// "kinesis:ListShards/orders". Must outlive the object. AWS's tokens of most services do not end; Kinesis's live
    /// five minutes.
    explicit PageTokens(std::string_view scope, std::optional<Duration> lifetime = std::nullopt)
        : scope_(scope), lifetime_(lifetime) {}

    /// In the alphabet of URLs. At most 1.4 times as long as the cursor, and 40.
    [[nodiscard]] std::string seal(std::string_view cursor, Instant now) const;
    /// The cursor. Takes any bytes.
    [[nodiscard]] Result<std::string, TokenFault> open(std::string_view token, Instant now) const;

    /// Longer tokens are broken.
    static constexpr std::size_t longest = 8 * 1024;

private:
    [[nodiscard]] std::string seal_of(std::string_view content) const;

    std::string_view scope_;
    std::optional<Duration> lifetime_;
};

}  // namespace wt::aws
