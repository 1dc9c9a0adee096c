#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/hash.hpp"
#include "edge/waf/text_arena.hpp"
#include "edge/waf/threats.hpp"
#include "http/message.hpp"

namespace wt::edge::waf {

/// Where the rules of managed groups look, by the endings of their names.
enum class Place : std::uint8_t { path, arguments, query, cookies, headers, body };
inline constexpr std::size_t places = 6;

/// A text of a request, and what it may be.
struct InspectedText {
    std::string_view text;
    Threats may;
};

/// The texts of a request that the rules of managed groups inspect: of the path the whole and its segments; names and
/// values of query arguments, of cookies and of headers; of a body what an application would read in it, whatever its
/// type says (see body_texts.cpp). Each as it came and decoded, twice where that makes a difference. A place is read
/// when it is first asked for. One object serves many requests, so that its memory is taken once.
class InspectedTexts {
public:
    /// From now on the texts of `request`, of whose body the first `body_limit` bytes count, and of whose headers and
    /// cookies the first 8,192 (AWS WAF quotas). They point into the request and into this object.
    void start(const http::Request& request, std::uint64_t body_limit);

    [[nodiscard]] const std::vector<InspectedText>& texts(Place place) { return read(place).texts; }
    /// What any of them may be.
    [[nodiscard]] Threats may(Place place) { return read(place).may; }

    static constexpr std::size_t field_limit = 8192;

private:
    friend class BodyTexts;
    enum class Encoding : std::uint8_t { none, percent, form };
    struct Found {
        std::vector<InspectedText> texts;
        Threats may = 0;
        bool is_read = false;
    };
    [[nodiscard]] Found& read(Place place) {
        Found& found = found_[static_cast<std::size_t>(place)];
        if (!found.is_read) fill(place, found);
        return found;
    }
    void fill(Place place, Found& found);
    void add_path(Found& found, std::string_view path);
    void add_headers(Found& found);
    void add_pairs(Found& found, std::string_view pairs, char separator, Encoding encoding);
    /// A text and what it decodes to.
    void add(Found& found, std::string_view raw, Encoding encoding);
    static void take(Found& found, std::string_view text, Threats may);
    [[nodiscard]] Threats remembered(std::string_view header);

    const http::Request* request_ = nullptr;
    std::uint64_t body_limit_ = 0;
    std::array<Found, places> found_;
    TextArena arena_;
    std::string decoded_;
    /// Values of header fields that come again and again, with what they may be.
    std::unordered_map<std::string, Threats, TextHash, std::equal_to<>> known_;
    static constexpr std::size_t most_known = 256;
};

}  // namespace wt::edge::waf
