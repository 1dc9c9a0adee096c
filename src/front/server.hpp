#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

#include "base/metrics.hpp"
#include "base/task.hpp"
#include "front/access_log.hpp"
#include "front/limits.hpp"
#include "front/loop.hpp"
#include "front/tls.hpp"
#include "http/message.hpp"

namespace wt::front {

class Listener;

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 4566;  // 0: one that is free; Server::port() tells which
    Limits limits;
    /// Which requests' bodies are streamed: one that has not come whole with its header is then handed over as
    /// Request::stream, while it comes. Asked once a request, with its head; null: none.
    std::function<bool(const http::Request& head)> streams;
    /// Also speaks TLS, told by a connection's first bytes; null: it does not.
    std::shared_ptr<Tls> tls;
};

/// Why a server cannot listen, as one sentence that says what to do.
class ListenError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// True for 127.0.0.0/8, ::1 and "localhost": what only this machine can reach.
[[nodiscard]] bool is_loopback(std::string_view address);
[[nodiscard]] bool is_loopback(const http::IpAddress& address);

/// Answers a request; the Task runs on the loop.
using Handler = std::function<Task<http::Response>(http::Request&&)>;

/// An HTTP listener, plain or over TLS: HTTP/1.1 (keep-alive, pipelining with answers in order, one request of a
/// connection at a time, chunked requests) and HTTP/2 (by prior knowledge or ALPN); 100-continue, bodies in pieces both
/// ways. What is wrong or too large gets its status and the end
/// of its connection. A request whose client has gone runs to its end, as at AWS, and keeps its place among the
/// connections until then. From a client on this machine X-Windtunnel-Client-Ip, -Request and -Pop are believed (see
/// LoadClient).
///
/// Counts front.requests, front.malformed, front.timeouts, front.turned_away, front.failures, and front.connections.
class Server {
public:
    /// Listens at once; answers when the loop runs. Loop, metrics and log must outlive the server.
    Server(Loop& loop, Metrics& metrics, ServerOptions options, Handler handler, AccessLog* log = nullptr);
    /// Closes every connection and cancels every request.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] std::size_t connections() const;
    /// The memory of request bodies that are on their way in, and wait for their rest or to be taken.
    [[nodiscard]] std::size_t waiting_bodies() const;

    /// Closes the listener and the connections that carry no request; every further answer is its connection's last.
    void stop_accepting();
    /// stop_accepting(), then waits for the requests under way, at most for `grace` of the run's time; then closes
    /// what is left.
    [[nodiscard]] Task<void> drain(Duration grace);

private:
    std::shared_ptr<Listener> listener_;
};

}  // namespace wt::front
