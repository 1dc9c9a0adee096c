#include "front/http2_head.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "front/number.hpp"

namespace wt::front {

void Http2Head::add(std::string_view name, std::string_view value) {
    size_ += name.size() + value.size() + field_overhead;
    if (size_ > limits_.max_header_bytes) return fail(494);
    if (name.starts_with(':')) return pseudo(name, value);
    http::Headers& headers = incoming_.request.headers;
    if (name == "host") {
        if (host_) fail(400);
        host_ = Text(value);
    } else if (name == "cookie") {
        if (!cookie_.empty()) cookie_ += "; ";
        cookie_ += value;
    } else if (name == "expect") {
        if (same_ignoring_case(value, "100-continue")) incoming_.expects_continue = true;
    } else if (name == "te" || name == "trailer") {
        return;  // between two neighbours, as in HTTP/1
    } else if (!take_note(incoming_, name, value)) {
        if (name == "content-length") length_ = parse_number<std::uint64_t>(value);
        headers.add(Text(name), Text(value));
    }
}

void Http2Head::pseudo(std::string_view name, std::string_view value) {
    if (name == ":method") {
        if (!http::set_method(incoming_.request, value)) return fail(501);
    } else if (name == ":path") {
        target(value);
    } else if (name == ":authority") {
        authority_ = Text(value);
    }
}

void Http2Head::target(std::string_view path) {
    if (path.size() > limits_.max_url_bytes) return fail(414);
    // "*" is for OPTIONS alone, which :method may say later: take() looks.
    const bool fits = std::all_of(path.begin(), path.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte > 0x20 && byte != 0x7f;
    });
    if (!fits || (!path.starts_with('/') && path != "*")) return fail(400);
    const std::size_t mark = path.find('?');
    incoming_.request.path = Text(path.substr(0, mark));
    if (mark != std::string_view::npos) incoming_.request.query = Text(path.substr(mark + 1));
}

Http2Head::Whole Http2Head::take() {
    http::Request& request = incoming_.request;
    // Where both are given they are the same (RFC 9113, 8.3.1); clients that sign sign one of them.
    if (authority_ && host_ && !same_ignoring_case(*authority_, *host_)) fail(400);
    if (request.path == "*" && request.method != http::Method::options) fail(400);
    if (authority_ || host_) request.headers.add("Host", authority_ ? *authority_ : *host_);
    if (!cookie_.empty()) request.headers.add("cookie", Text(cookie_));
    return {std::move(incoming_), failure_, length_};
}

}  // namespace wt::front
