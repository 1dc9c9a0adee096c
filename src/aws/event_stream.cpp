#include "aws/event_stream.hpp"

#include <cstddef>
#include <cstdint>

#include "aws/crc.hpp"
#include "base/assert.hpp"

namespace wt::aws {

namespace {

/// The lowest `bytes` bytes of a number, the highest of them first.
void append_number(std::string& to, std::uint64_t number, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) to += static_cast<char>((number >> shift) & 0xff);
}

}  // namespace

void append_message(std::string& to, std::initializer_list<EventHeader> headers, std::string_view payload) {
    constexpr char text_type = 7;
    std::string fields;
    for (const EventHeader& header : headers) {
        WT_ASSERT(header.name.size() <= 0xff && header.value.size() <= 0xffff);
        append_number(fields, header.name.size(), 1);
        fields += header.name;
        fields += text_type;
        append_number(fields, header.value.size(), 2);
        fields += header.value;
    }
    constexpr std::size_t around = 16;  // two lengths and two checks
    const std::size_t begin = to.size();
    append_number(to, around + fields.size() + payload.size(), 4);
    append_number(to, fields.size(), 4);
    append_number(to, crc(Crc::crc32, std::string_view(to).substr(begin)), 4);
    to += fields;
    to += payload;
    append_number(to, crc(Crc::crc32, std::string_view(to).substr(begin)), 4);
}

void append_event(std::string& to, std::string_view type, std::string_view content_type, std::string_view payload) {
    if (content_type.empty()) {
        append_message(to, {{":message-type", "event"}, {":event-type", type}}, payload);
    } else {
        append_message(to, {{":message-type", "event"}, {":event-type", type}, {":content-type", content_type}},
                       payload);
    }
}

void append_error(std::string& to, std::string_view code, std::string_view text) {
    append_message(to, {{":message-type", "error"}, {":error-code", code}, {":error-message", text}}, {});
}

}  // namespace wt::aws
