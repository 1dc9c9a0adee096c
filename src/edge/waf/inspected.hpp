#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace wt::edge::waf {

/// The texts of a request that the managed injection rules inspect: names and values of query arguments, of cookies and
/// of form fields, as they came and decoded (once, and twice where that makes a difference); names and string values
/// of a JSON body; any other body whole. The path is not among them: AWS's managed SQL rules do not look at it. One
/// object serves many requests, so that its memory is taken once.
class InspectedTexts {
public:
    /// Replaces the texts by those of `request`, of whose body the first `body_limit` bytes count and of whose cookies
    /// the first 8,192 (AWS WAF quotas). They point into the request and into this object.
    void read(const http::Request& request, std::uint64_t body_limit);

    [[nodiscard]] const std::vector<std::string_view>& texts() const { return texts_; }
    /// Those of one place.
    enum class Place : std::uint8_t { arguments, body, cookies };
    [[nodiscard]] std::span<const std::string_view> texts(Place place) const;

    static constexpr std::uint64_t cookie_limit = 8192;

private:
    enum class Encoding : std::uint8_t { query, cookie };
    void add(std::string_view raw, Encoding encoding);
    void add_pairs(std::string_view pairs, char separator, Encoding encoding);
    void add_json(std::string_view json);
    void add_body(std::string_view body, std::string_view type);
    /// Keeps what was appended to decoded_ since it had `from` characters.
    void add_decoded(std::size_t from);

    std::string decoded_;                  // never grows beyond what read() reserves, so that views into it stay
    std::vector<std::string_view> texts_;  // of arguments, of cookies, of the body
    std::size_t cookies_from_ = 0;
    std::size_t body_from_ = 0;
};

}  // namespace wt::edge::waf
