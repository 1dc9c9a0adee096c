#pragma once
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "edge/waf/config.hpp"
#include "http/message.hpp"

namespace wt::edge::waf {

/// The texts of one part of a request, as they came. They point into the request, or into this object.
class FieldText {
public:
    /// Replaces the texts by those of `request`. Of a body the first `body_limit` bytes count, of headers and cookies
    /// the first 200 and 8,192 bytes (AWS WAF quotas).
    void read(const Inspection& inspection, const http::Request& request, std::uint64_t body_limit);

    [[nodiscard]] const std::vector<std::string_view>& texts() const { return texts_; }
    /// There was more than what is inspected.
    [[nodiscard]] bool oversize() const { return oversize_; }
    /// The body was to be JSON, and is none.
    [[nodiscard]] bool malformed() const { return malformed_; }

    static constexpr std::size_t most_fields = 200;
    static constexpr std::size_t most_field_bytes = 8192;

private:
    void read_arguments(const Field& field, std::string_view query);
    void read_named(const Field& field, std::string_view name, std::string_view value, bool ignore_case);
    void read_headers(const Field& field, const http::Request& request);
    void read_cookies(const Field& field, const http::Request& request);
    void read_json(const Field& field, std::string_view body);

    std::vector<std::string_view> texts_;
    std::deque<std::string> owned_;
    bool oversize_ = false;
    bool malformed_ = false;
};

}  // namespace wt::edge::waf
