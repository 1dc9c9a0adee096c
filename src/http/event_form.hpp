#pragma once
#include <string_view>

#include "base/text.hpp"
#include "http/message.hpp"

namespace wt::http {

/// A field of an invocation, and its value where the caller takes a program's answer piece by piece.
inline constexpr std::string_view transfer_mode = "X-Amz-Response-Transfer-Mode";
inline constexpr std::string_view transfer_stream = "STREAM";

/// How a request looks to a program that takes events: what the service in front of a function makes of it. Asked only
/// when there is such a program, so a request that meets a handler as data costs nothing. It belongs to whoever sends
/// the request, and is there until the answer is, or nobody waits for it any more.
class EventForm {
public:
    EventForm() = default;
    EventForm(const EventForm&) = delete;
    EventForm& operator=(const EventForm&) = delete;
    virtual ~EventForm() = default;

    /// The event, as JSON.
    [[nodiscard]] virtual Text event(const Request& request) = 0;

    /// What goes along with the event: the fields that a request without a form has for it. Whoever stands on the way
    /// adds some; what the client sent is none of them.
    Headers fields;
};

}  // namespace wt::http
