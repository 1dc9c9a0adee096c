#pragma once
#include <memory>
#include <optional>

#include "front/listener.hpp"
#include "front/request_reader.hpp"
#include "front/transport.hpp"

namespace wt::front {

/// How long a client may be silent after its last answer, so that it can read it.
inline constexpr Duration linger_time = 2s;
/// So much of a body that its handler did not want is read and dropped, so that a connection of HTTP/1 can be kept. A
/// stream of HTTP/2 gets as much, within linger_time; then it is reset. At once would be allowed (RFC 9113, 8.1), but
/// there are clients that then forget the answer (curl 7.88).
inline constexpr std::uint64_t dropped_body = 256 * 1024;

/// One client's connection, as its listener knows it: a transport (plain or TLS), and the protocol that is spoken over
/// it. An Arrival finds out what these are, and hands the transport on to an Http1Connection or an Http2Connection.
class Connection {
public:
    Connection(std::shared_ptr<Listener> listener, Transport transport)
        : listener_(std::move(listener)), transport_(std::move(transport)), place_(listener_->enter(*this)) {}
    /// In the place of another, with its transport.
    explicit Connection(Connection& before)
        : listener_(before.listener_), transport_(std::move(before.transport_)), place_(before.place_) {
        **place_ = this;
        before.place_.reset();
    }
    Connection& operator=(const Connection&) = delete;
    virtual ~Connection() {
        if (place_) listener_->leave(*place_);
    }

    /// Closes if no request is under way; otherwise after the last answer.
    virtual void finish() = 0;
    /// Closes now. Requests under way run on, for nobody.
    virtual void close() = 0;
    /// Called at every beat.
    virtual void check_time(std::uint64_t beat) = 0;

protected:
    /// Counts a request and says whose it is.
    void name(Incoming& incoming);

    const std::shared_ptr<Listener> listener_;
    Transport transport_;

private:
    std::optional<Listener::Place> place_;
};

/// An answer of the listener itself.
[[nodiscard]] http::Response plain_answer(int status);

/// A line of the access log between a request and its answer.
struct LogEntry {
    std::string line;
    Instant began = epoch;
};
[[nodiscard]] LogEntry begin_log(Listener& listener, const http::Request& request);
void end_log(Listener& listener, LogEntry entry, const http::Response& response, std::uint64_t sent);

}  // namespace wt::front
