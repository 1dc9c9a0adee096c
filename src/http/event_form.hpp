#pragma once
#include "base/text.hpp"

namespace wt::http {

struct Request;

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
};

}  // namespace wt::http
