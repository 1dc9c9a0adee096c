#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace wt::edge {

/// A part of an object, as Content-Range tells it: "bytes 0-4/10".
struct Piece {
    std::uint64_t first = 0;
    std::uint64_t last = 0;  // that byte included
    std::uint64_t size = 0;  // of the whole
    [[nodiscard]] static std::optional<Piece> of(std::string_view content_range);
    [[nodiscard]] std::string text() const;
    [[nodiscard]] bool holds(const Piece& other) const { return other.first >= first && other.last <= last; }
};

/// The parts that a Range field asks for of an object of that size. None: it is no list of ranges that CloudFront takes
/// (ascending, none overlapping another), and counts for nothing; an empty list: all of it lies beyond the end.
[[nodiscard]] std::optional<std::vector<Piece>> parse_ranges(std::string_view field, std::uint64_t size);

/// What a viewer's GET or HEAD asked for of an object: only if it has changed (If-None-Match, If-Modified-Since), or
/// only parts of it (Range, If-Range). What is kept is narrowed for each viewer.
class Conditions {
public:
    Conditions() = default;
    /// Takes the fields out of the request, so that they do not reach the origin.
    [[nodiscard]] static Conditions take_from(http::Request& request);

    [[nodiscard]] bool none() const { return none_; }
    /// The Range field; empty when there is none.
    [[nodiscard]] const Text& range() const { return range_; }
    /// Whether the Range counts for this version of the object (If-Range).
    [[nodiscard]] bool range_applies(const http::Response& response) const;
    /// Asks the origin for those parts instead of the whole.
    void ask_for_parts(http::Request& request) const;
    /// Makes of a 200, or of a part that holds all that was asked for, what the viewer gets: 304, 206, 416, or itself.
    /// Of an answer whose length its origin did not say, the whole.
    void narrow(http::Response& response) const;

private:
    [[nodiscard]] bool unchanged(const http::Response& response) const;

    Text if_none_match_;
    Text if_modified_since_;
    Text range_;
    Text if_range_;
    bool none_ = true;
};

}  // namespace wt::edge
