#pragma once
#include <string>

#include "front/connection.hpp"

namespace wt::front {

/// A connection of which nothing is known yet. Its first bytes tell TLS (RFC 8446, 5.1: a handshake's record) from
/// plain text, and then, unless ALPN has said so, HTTP/2 (RFC 9113, 3.4: its preface) from HTTP/1.
class Arrival final : public Connection, public std::enable_shared_from_this<Arrival> {
public:
    Arrival(std::shared_ptr<Listener> listener, Transport transport);

    void start() { wait(); }
    void finish() override { close(); }
    void close() override;
    void check_time(std::uint64_t beat) override;

private:
    void wait();
    void on_readable();
    [[nodiscard]] bool begins_tls();
    void shake();
    void read();
    /// Something has come: the time for a header runs.
    void hurry();

    std::string first_;  // which could be the beginning of HTTP/2's preface
    std::uint64_t deadline_ = 0;
    bool plain_ = false;  // no TLS, as its first bytes said
    bool shaking_ = false;
    bool hurried_ = false;
    bool closed_ = false;
};

}  // namespace wt::front
