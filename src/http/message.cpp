#include "http/message.hpp"

#include <algorithm>
#include <charconv>
#include <memory>
#include <new>
#include <vector>

#include <fmt/format.h>

#include "base/ascii.hpp"

namespace wt::http {

namespace {

constexpr std::array<std::pair<Method, std::string_view>, 7> names{{
    {Method::get, "GET"},
    {Method::head, "HEAD"},
    {Method::post, "POST"},
    {Method::put, "PUT"},
    {Method::patch, "PATCH"},
    {Method::del, "DELETE"},
    {Method::options, "OPTIONS"},
}};

/// Room for the fields that an answer is given between the function and the viewer, so that the list grows once.
constexpr std::size_t fields_on_the_way = 10;

/// How many fields a list has room for when nobody has said how many it will have.
constexpr std::size_t fields_at_first = 7;

}  // namespace

std::string_view name(Method method) {
    for (const auto& [known, text] : names) {
        if (known == method) return text;
    }
    return "";
}

std::optional<Method> parse_method(std::string_view name) {
    for (const auto& [known, text] : names) {
        if (text == name) return known;
    }
    return std::nullopt;
}

std::string_view method_name(const Request& request) {
    return request.other_method == nullptr ? name(request.method) : std::string_view(*request.other_method);
}

bool set_method(Request& request, std::string_view name) {
    constexpr std::size_t longest = 32;
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    if (const auto known = parse_method(name)) {
        request.method = *known;
        request.other_method = nullptr;
        return true;
    }
    const bool token = !name.empty() && name.size() <= longest && std::all_of(name.begin(), name.end(), [&](char c) {
        return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || marks.find(c) != marks.npos;
    });
    if (!token) return false;
    request.method = Method::other;
    request.other_method = std::make_shared<const std::string>(name);
    return true;
}

Headers::Headers(const Headers& other) {
    if (other.size() == 0) return;
    move_to(other.size());
    std::uninitialized_copy(other.begin(), other.end(), list_->fields());
    list_->size = other.list_->size;
    list_->kinds = other.list_->kinds;
}

void Headers::let_go() {
    std::destroy(list_->fields(), list_->end());
    BlockPool::give_back(list_, sizeof(List) + list_->capacity * sizeof(Header));
}

void Headers::move_to(std::size_t capacity) {
    List* const made = new (BlockPool::take(sizeof(List) + capacity * sizeof(Header))) List;
    made->capacity = static_cast<std::uint32_t>(capacity);
    List* const before = std::exchange(list_, made);
    if (before == nullptr) return;
    std::uninitialized_move(before->fields(), before->end(), made->fields());
    made->size = before->size;
    made->kinds = before->kinds;
    Headers old;
    old.list_ = before;
}

Header* Headers::search(std::string_view name) const {
    Header* const found =
        std::find_if(list_->fields(), list_->end(), [&](const Header& f) { return same_ignoring_case(f.name, name); });
    return found == list_->end() ? nullptr : found;
}

void Headers::grow() { move_to(std::max<std::size_t>(fields_at_first, 2 * size())); }

void Headers::set(Text name, Text value) {
    Header* const first = may_have(name) ? search(name) : nullptr;
    if (first == nullptr) return add(std::move(name), std::move(value));
    erase(first + 1, name);
    *first = Header{std::move(name), std::move(value)};
}

void Headers::erase(Header* from, std::string_view name) {
    Header* const end =
        std::remove_if(from, list_->end(), [&](const Header& f) { return same_ignoring_case(f.name, name); });
    std::destroy(end, list_->end());
    list_->size = static_cast<std::uint32_t>(end - list_->fields());
}

IpAddress IpAddress::v4(std::uint32_t address) {
    IpAddress ip;
    ip.bytes[10] = ip.bytes[11] = 0xff;
    for (int i = 0; i < 4; ++i) ip.bytes[12 + i] = static_cast<std::uint8_t>(address >> (24 - 8 * i));
    return ip;
}

bool IpAddress::is_v4() const {
    return bytes[10] == 0xff && bytes[11] == 0xff &&
           std::all_of(bytes.begin(), bytes.begin() + 10, [](auto b) { return b == 0; });
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
    const auto number = [](std::string_view digits, int base, unsigned most) -> std::optional<unsigned> {
        unsigned value = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
        if (digits.empty() || error != std::errc() || end != digits.data() + digits.size() || value > most)
            return std::nullopt;
        return value;
    };
    if (text.find(':') == std::string_view::npos) {
        std::uint32_t address = 0;
        for (int part = 0; part < 4; ++part) {
            const std::size_t dot = part < 3 ? text.find('.') : text.size();
            if (dot == std::string_view::npos || dot > 3) return std::nullopt;
            const auto value = number(text.substr(0, dot), 10, 255);
            if (!value) return std::nullopt;
            address = address << 8 | *value;
            text.remove_prefix(std::min(dot + 1, text.size()));
        }
        if (!text.empty()) return std::nullopt;
        return v4(address);
    }
    // Groups of 16 bits; "::" stands once for as many zero groups as are missing (RFC 4291, 2.2).
    IpAddress ip;
    std::vector<std::uint16_t> head;
    std::vector<std::uint16_t> tail;
    bool gap = false;
    if (text.substr(0, 2) == "::") {
        gap = true;
        text.remove_prefix(2);
    }
    while (!text.empty()) {
        const std::size_t colon = std::min(text.find(':'), text.size());
        const std::string_view group = text.substr(0, colon);
        if (group.find('.') != std::string_view::npos) {
            const auto low = parse(group);
            if (!low || colon != text.size()) return std::nullopt;
            auto& to = gap ? tail : head;
            to.push_back(static_cast<std::uint16_t>(low->bytes[12] << 8 | low->bytes[13]));
            to.push_back(static_cast<std::uint16_t>(low->bytes[14] << 8 | low->bytes[15]));
            break;
        }
        const auto value = group.size() <= 4 ? number(group, 16, 0xffff) : std::nullopt;
        if (!value) return std::nullopt;
        (gap ? tail : head).push_back(static_cast<std::uint16_t>(*value));
        text.remove_prefix(colon);
        if (text.empty()) break;
        text.remove_prefix(1);
        if (text.empty()) return std::nullopt;
        if (text.front() == ':') {
            if (gap) return std::nullopt;
            gap = true;
            text.remove_prefix(1);
        }
    }
    const std::size_t groups = head.size() + tail.size();
    if (groups > 8 || (groups < 8) != gap) return std::nullopt;
    head.resize(8 - tail.size());
    head.insert(head.end(), tail.begin(), tail.end());
    for (std::size_t i = 0; i < 8; ++i) {
        ip.bytes[2 * i] = static_cast<std::uint8_t>(head[i] >> 8);
        ip.bytes[2 * i + 1] = static_cast<std::uint8_t>(head[i]);
    }
    return ip;
}

std::string IpAddress::text() const {
    if (is_v4()) return fmt::format("{}.{}.{}.{}", bytes[12], bytes[13], bytes[14], bytes[15]);
    std::array<unsigned, 8> groups{};
    for (std::size_t i = 0; i < 8; ++i) groups[i] = static_cast<unsigned>(bytes[2 * i] << 8 | bytes[2 * i + 1]);
    // The longest run of two or more zero groups is shortened (RFC 5952).
    std::size_t from = 8;
    std::size_t longest = 1;
    for (std::size_t i = 0; i < 8; ++i) {
        std::size_t run = 0;
        while (i + run < 8 && groups[i + run] == 0) ++run;
        if (run > longest) {
            longest = run;
            from = i;
        }
    }
    std::string text;
    for (std::size_t i = 0; i < 8; ++i) {
        if (i == from) {
            text += "::";
            i += longest - 1;
            continue;
        }
        if (!text.empty() && text.back() != ':') text += ':';
        text += fmt::format("{:x}", groups[i]);
    }
    return text;
}

std::string_view reason_phrase(int status) {
    switch (status) {
        case 100: return "Continue";
        case 200: return "OK";
        case 201: return "Created";
        case 202: return "Accepted";
        case 204: return "No Content";
        case 206: return "Partial Content";
        case 301: return "Moved Permanently";
        case 302: return "Found";
        case 303: return "See Other";
        case 304: return "Not Modified";
        case 307: return "Temporary Redirect";
        case 308: return "Permanent Redirect";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 408: return "Request Timeout";
        case 409: return "Conflict";
        case 410: return "Gone";
        case 411: return "Length Required";
        case 412: return "Precondition Failed";
        case 413: return "Content Too Large";
        case 414: return "URI Too Long";
        case 415: return "Unsupported Media Type";
        case 416: return "Range Not Satisfiable";
        case 417: return "Expectation Failed";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 494: return "Request Header Or Cookie Too Large";
        case 500: return "Internal Server Error";
        case 501: return "Not Implemented";
        case 502: return "Bad Gateway";
        case 503: return "Service Unavailable";
        case 504: return "Gateway Timeout";
        // Some clients take a line without words for none (botocore, after Expect: 100-continue).
        default: return "Unknown";
    }
}

Response Response::broken_by(Delivery how) {
    Response response;
    response.status = 0;
    response.delivery = how;
    return response;
}

Response json_response(int status, Text body) {
    Response response;
    response.status = status;
    response.headers.reserve(fields_on_the_way);
    response.headers.add("Content-Type", "application/json");
    response.body = std::move(body);
    return response;
}

}  // namespace wt::http
