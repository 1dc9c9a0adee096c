#include "front/connection.hpp"

#include <fmt/format.h>

#include "front/json_text.hpp"

namespace wt::front {

namespace {

[[nodiscard]] std::string_view reason(int status) {
    switch (status) {
        case 408: return "The request did not arrive in time.";
        case 413: return "The body is larger than the limit of this listener.";
        case 414: return "The URL is longer than the limit of this listener.";
        case 494: return "The request's header is larger than the limit of this listener.";
        case 500: return "Internal server error";
        case 501: return "This method or transfer coding is not implemented.";
        case 503: return "Too many connections or too large bodies at once; try again later.";
        default: return "This is not a valid HTTP request.";
    }
}

}  // namespace

http::Response plain_answer(int status) {
    return http::json_response(status, Text(fmt::format(R"({{"message":{}}})", json_string(reason(status)))));
}

void Connection::name(Incoming& incoming) {
    listener_->counts.requests.add();
    http::Request& request = incoming.request;
    request.number = listener_->next_number();
    request.client = transport_.peer();
    request.secure = transport_.is_secure();
    if (transport_.peer_is_local()) {
        request.number = incoming.said_number.value_or(request.number);
        request.client = incoming.said_client.value_or(request.client);
        request.pop = incoming.said_pop.value_or(0);
    }
}

LogEntry begin_log(Listener& listener, const http::Request& request) {
    if (listener.log == nullptr || !listener.log->on()) return {};
    const Instant now = listener.loop.time().now();
    return {listener.log->begin(now + listener.loop.calendar_offset(), request), now};
}

void end_log(Listener& listener, LogEntry entry, const http::Response& response, std::uint64_t sent) {
    if (listener.log == nullptr || !listener.log->on()) return;
    listener.log->end(std::move(entry.line), response, sent, listener.loop.time().now() - entry.began);
}

}  // namespace wt::front
