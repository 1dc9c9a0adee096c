#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "http/message.hpp"

namespace wt::edge {

/// What a viewer's GET or HEAD asked for of an object: only if it has changed (If-None-Match, If-Modified-Since), or
/// only a part (Range, If-Range). The edge fetches and keeps whole objects, and narrows them for each viewer.
class Conditions {
public:
    Conditions() = default;
    /// Takes the fields out of the request, so that they do not reach the origin.
    [[nodiscard]] static Conditions take_from(http::Request& request);

    [[nodiscard]] bool none() const { return none_; }
    /// Makes of a whole 200 what was asked for: 304, 206, 416, or itself. A range that is not one ascending part is
    /// passed over (RFC 9110, 14.2; CloudFront answers some lists of parts as multipart, this does not).
    void narrow(http::Response& response) const;

private:
    [[nodiscard]] bool unchanged(const http::Response& response) const;
    [[nodiscard]] bool range_applies(const http::Response& response) const;

    Text if_none_match_;
    Text if_modified_since_;
    Text range_;
    Text if_range_;
    bool none_ = true;
};

/// The bytes that a Range field asks for of `size`; none when it is no single range, `satisfiable` false when it lies
/// beyond the end.
struct ByteRange {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    bool satisfiable = true;
};
[[nodiscard]] std::optional<ByteRange> parse_range(std::string_view field, std::uint64_t size);

}  // namespace wt::edge
