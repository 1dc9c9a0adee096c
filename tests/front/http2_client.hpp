#pragma once
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nghttp2/nghttp2.h>

#include "raw_client.hpp"

namespace wt::front {

enum class FrameType : std::uint8_t {
    data,
    headers,
    priority,
    reset,
    settings,
    push,
    ping,
    go_away,
    window,
    continuation
};
constexpr std::uint8_t end_stream = 1;
constexpr std::uint8_t end_headers = 4;

using FieldList = std::vector<std::pair<std::string, std::string>>;

/// A frame of HTTP/2 (RFC 9113, 4.1).
[[nodiscard]] inline std::string frame(FrameType type, std::uint8_t flags, std::int32_t stream,
                                       std::string_view payload) {
    std::string bytes;
    for (const int shift : {16, 8, 0}) bytes += static_cast<char>(payload.size() >> shift);
    bytes += static_cast<char>(type);
    bytes += static_cast<char>(flags);
    for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(stream >> shift);
    return bytes += payload;
}

[[nodiscard]] inline std::string number32(std::uint32_t number) {
    std::string bytes;
    for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(number >> shift);
    return bytes;
}

/// Fields as literals that no table remembers (RFC 7541, 6.2.2).
[[nodiscard]] inline std::string literals(const FieldList& fields) {
    const auto text = [](const std::string& of) {
        std::string bytes;
        std::size_t size = of.size();
        if (size < 127) return bytes + static_cast<char>(size) + of;
        bytes += '\x7f';
        for (size -= 127; size >= 128; size >>= 7) bytes += static_cast<char>(128 | (size & 127));
        return bytes + static_cast<char>(size) + of;
    };
    std::string bytes;
    for (const auto& [name, value] : fields) bytes += '\0' + text(name) + text(value);
    return bytes;
}

[[nodiscard]] inline FieldList asks(const std::string& method, const std::string& path, const FieldList& more = {}) {
    FieldList fields{{":method", method}, {":scheme", "http"}, {":path", path}, {":authority", "h:1"}};
    fields.insert(fields.end(), more.begin(), more.end());
    return fields;
}

/// Speaks HTTP/2 frame by frame, over a RawClient. Acknowledges settings; gives no window but what the test says.
class Http2Client {
public:
    explicit Http2Client(std::uint16_t port, std::string_view settings = {}) : client_(port) {
        nghttp2_hd_inflate_new(&inflater_);
        client_.say("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(FrameType::settings, 0, 0, settings));
    }
    Http2Client(const Http2Client&) = delete;
    Http2Client& operator=(const Http2Client&) = delete;
    ~Http2Client() { nghttp2_hd_inflate_del(inflater_); }

    void say(std::string_view bytes) { client_.say(bytes); }
    void ask(std::int32_t stream, const FieldList& fields, std::uint8_t flags = end_stream | end_headers) {
        say(frame(FrameType::headers, flags, stream, literals(fields)));
    }
    void send(std::int32_t stream, std::string_view body, std::uint8_t flags = end_stream) {
        for (; body.size() > 16'384; body.remove_prefix(16'384))
            say(frame(FrameType::data, 0, stream, body.substr(0, 16'384)));
        say(frame(FrameType::data, flags, stream, body));
    }
    void give_window(std::int32_t stream, std::uint32_t size) {
        say(frame(FrameType::window, 0, stream, number32(size)));
    }

    struct Answer {
        std::vector<std::string> statuses;  // "100", then "200"
        std::map<std::string, std::string> fields;
        std::string body;
        bool whole = false;
        std::int64_t reset = -1;  // the code
    };
    /// All that comes for that stream until its end, or the connection's.
    Answer answer(std::int32_t stream) {
        while (!streams[stream].whole && streams[stream].reset < 0 && hear()) {
        }
        return streams[stream];
    }
    /// Takes in one frame; false when the server has closed.
    bool hear() {
        while (heard_.size() < 9 || heard_.size() < 9 + length()) {
            const std::string more = client_.hear();
            if (more.empty()) return false;
            heard_ += more;
        }
        const auto type = static_cast<FrameType>(heard_[3]);
        const auto flags = static_cast<std::uint8_t>(heard_[4]);
        const auto stream = static_cast<std::int32_t>(number(heard_, 5));
        const std::string payload = heard_.substr(9, length());
        heard_.erase(0, 9 + payload.size());
        take(type, flags, stream, payload);
        return true;
    }
    void hear_until_closed() {
        while (hear()) {
        }
    }

    std::map<std::int32_t, Answer> streams;
    std::map<std::int32_t, std::uint64_t> windows;  // what the server has given
    std::vector<std::int32_t> order;                // in which answers began
    std::int64_t go_away = -1;                      // the code
    std::size_t pings = 0;

private:
    [[nodiscard]] static std::uint32_t number(const std::string& bytes, std::size_t at) {
        std::uint32_t value = 0;
        for (std::size_t i = at; i < at + 4; ++i) value = value << 8 | static_cast<std::uint8_t>(bytes.at(i));
        return value;
    }
    [[nodiscard]] std::size_t length() const { return number(std::string(1, '\0') + heard_.substr(0, 3), 0); }

    void take(FrameType type, std::uint8_t flags, std::int32_t stream, const std::string& payload) {
        Answer& answer = streams[stream];
        switch (type) {
            case FrameType::headers: inflate(stream, payload); break;
            case FrameType::data: answer.body += payload; break;
            case FrameType::reset: answer.reset = number(payload, 0); break;
            case FrameType::go_away: go_away = number(payload, 4); break;
            case FrameType::window: windows[stream] += number(payload, 0); break;
            case FrameType::ping: ++pings; break;
            case FrameType::settings:
                if ((flags & 1) == 0) say(frame(FrameType::settings, 1, 0, {}));
                return;
            default: throw std::runtime_error("a frame that the server never sends");
        }
        const bool ends = type == FrameType::headers || type == FrameType::data;
        if (ends && (flags & end_stream) != 0) answer.whole = true;
    }

    void inflate(std::int32_t stream, const std::string& payload) {
        Answer& answer = streams[stream];
        auto* at = reinterpret_cast<std::uint8_t*>(const_cast<char*>(payload.data()));
        std::size_t left = payload.size();
        for (;;) {
            nghttp2_nv field{};
            int flags = 0;
            const ssize_t used = nghttp2_hd_inflate_hd2(inflater_, &field, &flags, at, left, 1);
            if (used < 0) throw std::runtime_error("fields that cannot be read");
            at += used;
            left -= static_cast<std::size_t>(used);
            if ((flags & NGHTTP2_HD_INFLATE_EMIT) != 0) {
                const std::string name(reinterpret_cast<char*>(field.name), field.namelen);
                const std::string value(reinterpret_cast<char*>(field.value), field.valuelen);
                if (name == ":status") answer.statuses.push_back(value);
                answer.fields[name] = value;
            }
            if ((flags & NGHTTP2_HD_INFLATE_FINAL) != 0) break;
        }
        nghttp2_hd_inflate_end_headers(inflater_);
        if (answer.statuses.size() == 1) order.push_back(stream);
    }

    RawClient client_;
    nghttp2_hd_inflater* inflater_ = nullptr;
    std::string heard_;
};

}  // namespace wt::front
