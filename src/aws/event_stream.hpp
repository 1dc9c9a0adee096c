#pragma once
#include <initializer_list>
#include <string>
#include <string_view>

/// application/vnd.amazon.eventstream: what operations answer that give one message after another.
namespace wt::aws {

inline constexpr std::string_view event_stream_type = "application/vnd.amazon.eventstream";

/// A header of a message; its value travels as a text (type 7).
struct EventHeader {
    std::string_view name;   // at most 255 bytes
    std::string_view value;  // at most 65,535 bytes
};

/// Appends one message: the prelude (lengths, their CRC-32), headers, payload, and the CRC-32 of all before it.
void append_message(std::string& to, std::initializer_list<EventHeader> headers, std::string_view payload);

/// Appends an event of this type. An empty content type is left out.
void append_event(std::string& to, std::string_view type, std::string_view content_type, std::string_view payload);

/// Appends what ends a stream that broke: the status has left already.
void append_error(std::string& to, std::string_view code, std::string_view text);

}  // namespace wt::aws
