#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/sync.hpp"
#include "base/task.hpp"
#include "front/loop.hpp"
#include "front/tls_client.hpp"
#include "http/message.hpp"

namespace wt::front {

struct LoadClientOptions {
    /// IP addresses of the server; the first that answers is taken.
    std::vector<std::string> addresses = {"127.0.0.1"};
    std::uint16_t port = 4566;
    /// Of requests that name none.
    std::string host = "localhost";
    /// At most so many connections; a request that finds none free waits in line.
    std::int64_t connections = 512;
    std::size_t max_body_bytes = 64 * 1024 * 1024;
    /// Whether the request's client address, number and point of presence travel with it.
    bool names_itself = true;
    /// Where connections have TLS; null: they are plain.
    std::shared_ptr<TlsClient> tls;
};

/// Sends requests over real sockets: HTTP/1.1 with keep-alive, on the same loop as everything else. The request's
/// client address, number and point of presence travel in X-Windtunnel-Client-Ip, -Request and -Pop, which the server
/// takes off again. No time-outs (whoever awaits sets them) and no retries (a scenario counts what failed).
class LoadClient {
public:
    /// Connects when it is first needed. The loop must outlive the client, and the client every send().
    LoadClient(Loop& loop, LoadClientOptions options);
    ~LoadClient();
    LoadClient(const LoadClient&) = delete;
    LoadClient& operator=(const LoadClient&) = delete;

    /// The answer; one broken_by `refused` when nothing listens, by `reset` when the connection ended before the answer
    /// did. Where a certificate is not trusted, its body says why. When the task is cancelled its connection is closed.
    [[nodiscard]] Task<http::Response> send(http::Request request);

private:
    class Wire;
    class Exchange;
    [[nodiscard]] std::shared_ptr<Wire> take_wire();

    Loop& loop_;
    LoadClientOptions options_;
    Semaphore places_;
    std::vector<std::shared_ptr<Wire>> idle_;
};

}  // namespace wt::front
