#include "front/message_writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/ascii.hpp"
#include "front/number.hpp"
#include "http/body.hpp"

namespace wt::front {

bool is_token(std::string_view name) {
    static constexpr auto table = [] {
        std::array<bool, 256> allowed{};
        for (const char c :
             std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
            allowed[static_cast<unsigned char>(c)] = true;
        return allowed;
    }();
    return !name.empty() &&
           std::all_of(name.begin(), name.end(), [](char c) { return table[static_cast<unsigned char>(c)]; });
}

// The lengths of these names differ from most, so the comparison is rare.
bool is_framing(std::string_view name) {
    switch (name.size()) {
        case 7: return same_ignoring_case(name, "Upgrade");
        case 10: return same_ignoring_case(name, "Connection") || same_ignoring_case(name, "Keep-Alive");
        case 14: return same_ignoring_case(name, "Content-Length");
        case 17: return same_ignoring_case(name, "Transfer-Encoding");
        default: return false;
    }
}

namespace {

void append_number(std::string& to, std::uint64_t value) {
    std::array<char, 20> digits;
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    to.append(digits.data(), end);
}

void append_field(std::string& to, std::string_view name, std::string_view value) {
    if (!is_token(name)) return;
    to += name;
    to += ": ";
    const std::size_t start = to.size();
    to += value;
    if (value.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) {
        std::replace_if(
            to.begin() + static_cast<std::ptrdiff_t>(start), to.end(),
            [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
    }
    to += "\r\n";
}

[[nodiscard]] bool may_have_body(int status) { return status >= 200 && status != 204 && status != 304; }

void append_status_line(std::string& to, int status) {
    if (status == 200) {
        to += "HTTP/1.1 200 OK\r\n";
        return;
    }
    to += "HTTP/1.1 ";
    append_number(to, static_cast<std::uint64_t>(std::clamp(status, 100, 999)));
    to += ' ';
    to += http::reason_phrase(status);
    to += "\r\n";
}

}  // namespace

std::optional<std::uint64_t> body_size(const http::Response& response) {
    return response.stream != nullptr ? response.stream->size() : std::optional<std::uint64_t>(response.body.size());
}

std::optional<std::uint64_t> content_length(const http::Response& response, const AnswerTo& request) {
    if (!may_have_body(response.status)) return std::nullopt;
    const std::optional<std::uint64_t> size = body_size(response);
    if (!request.head || size != 0) return size;
    // The answer to a HEAD may say the length of what a GET would get.
    return parse_number<std::uint64_t>(response.headers.get("Content-Length")).value_or(0);
}

bool has_body(const http::Response& response, const AnswerTo& request) {
    return !request.head && may_have_body(response.status) && body_size(response) != 0;
}

bool is_chunked(const http::Response& response, const AnswerTo& request) {
    return !request.http_1_0 && has_body(response, request) && !body_size(response);
}

void append_head(std::string& to, const http::Response& response, const AnswerTo& request, std::string_view date) {
    append_status_line(to, response.status);
    bool dated = false;
    for (const http::Header& field : response.headers) {
        const std::string_view name = field.name;
        if (is_framing(name)) continue;
        dated = dated || (name.size() == 4 && same_ignoring_case(name, "Date"));
        append_field(to, name, field.value);
    }
    if (!dated) append_field(to, "Date", date);
    if (const auto length = content_length(response, request)) {
        to += "Content-Length: ";
        append_number(to, *length);
        to += "\r\n";
    } else if (is_chunked(response, request)) {
        to += "Transfer-Encoding: chunked\r\n";
    }
    if (!request.keep_alive) {
        to += "Connection: close\r\n";
    } else if (request.http_1_0) {
        to += "Connection: keep-alive\r\n";
    }
    to += "\r\n";
}

void append_request(std::string& to, const http::Request& request, std::string_view host, Sender sender) {
    to += http::method_name(request);
    to += ' ';
    to += request.path;
    if (!request.query.empty()) {
        to += '?';
        to += request.query;
    }
    to += " HTTP/1.1\r\n";
    append_field(to, "Host", host);
    for (const http::Header& field : request.headers) {
        if (!is_framing(field.name) && !same_ignoring_case(field.name, "Host"))
            append_field(to, field.name, field.value);
    }
    if (sender == Sender::named) {
        append_field(to, "X-Windtunnel-Client-Ip", request.client.text());
        to += "X-Windtunnel-Request: ";
        append_number(to, request.number);
        to += "\r\nX-Windtunnel-Pop: ";
        append_number(to, request.pop);
        to += "\r\n";
    }
    const bool sends_body = request.method == http::Method::post || request.method == http::Method::put ||
                            request.method == http::Method::patch;
    if (sends_body || !request.body.empty()) {
        to += "Content-Length: ";
        append_number(to, request.body.size());
        to += "\r\n";
    }
    to += "\r\n";
    to += request.body.view();
}

}  // namespace wt::front
