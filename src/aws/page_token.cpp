#include "aws/page_token.hpp"

#include <charconv>

#include <fmt/format.h>

#include "aws/digests.hpp"
#include "base/base64.hpp"

namespace wt::aws {

namespace {

constexpr std::size_t seal_size = 12;

}  // namespace

std::string PageTokens::seal_of(std::string_view content) const {
    // The scope's length keeps it apart from the content.
    const DigestValue whole = sha256(fmt::format("{}:{}{}", scope_.size(), scope_, content));
    return std::string(whole.view().substr(0, seal_size));
}

std::string PageTokens::seal(std::string_view cursor, Instant now) const {
    const std::string content = fmt::format("{:x}.{}", unix_seconds(now), cursor);
    return base64url_encode(seal_of(content) + content);
}

Result<std::string, TokenFault> PageTokens::open(std::string_view token, Instant now) const {
    if (token.size() > longest) return TokenFault::broken;
    const auto bytes = base64url_decode(token);
    if (!bytes || bytes->size() < seal_size) return TokenFault::broken;
    const std::string_view content = std::string_view(*bytes).substr(seal_size);
    if (seal_of(content) != std::string_view(*bytes).substr(0, seal_size)) return TokenFault::broken;
    const std::size_t dot = std::min(content.find('.'), content.size());
    std::int64_t issued = 0;
    const auto [end, error] = std::from_chars(content.data(), content.data() + dot, issued, 16);
    if (error != std::errc() || end != content.data() + dot || dot == content.size()) return TokenFault::broken;
    if (lifetime_ && std::chrono::seconds(unix_seconds(now) - issued) > *lifetime_) return TokenFault::expired;
    return std::string(content.substr(dot + 1));
}

}  // namespace wt::aws
