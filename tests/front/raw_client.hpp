#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <string_view>

namespace wt::front {

/// A blocking socket to 127.0.0.1 that says exactly what the test says. Waits at most ten seconds for anything.
class RawClient {
public:
    /// `receive_buffer`: how many bytes the kernel may hold for it (0: as many as it likes).
    explicit RawClient(std::uint16_t port, int receive_buffer = 0) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        if (receive_buffer > 0) ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
        sockaddr_in peer{};
        peer.sin_family = AF_INET;
        peer.sin_port = htons(port);
        peer.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&peer), sizeof peer) != 0)
            throw std::runtime_error("cannot connect");
    }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;
    ~RawClient() { ::close(socket_); }

    /// A peer that has closed already is no failure here: its answer is what the test looks at.
    void say(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
    }
    void end_of_speech() { ::shutdown(socket_, SHUT_WR); }

    /// Some more bytes; empty when the peer has closed.
    std::string hear() {
        pollfd ready{socket_, POLLIN, 0};
        if (::poll(&ready, 1, 10'000) <= 0) throw std::runtime_error("nothing came");
        char bytes[4096];
        const ssize_t got = ::recv(socket_, bytes, sizeof bytes, 0);
        was_reset_ = got < 0;
        return got <= 0 ? std::string() : std::string(bytes, static_cast<std::size_t>(got));
    }
    std::string hear_until(std::string_view mark) {
        while (heard_.find(mark) == std::string::npos) {
            const std::string more = hear();
            if (more.empty()) break;
            heard_ += more;
        }
        const std::size_t end = std::min(heard_.find(mark), heard_.size());
        std::string taken = heard_.substr(0, end + mark.size());
        heard_.erase(0, taken.size());
        return taken;
    }
    /// So many bytes, or what came before the peer closed.
    std::string hear_bytes(std::size_t count) {
        while (heard_.size() < count) {
            const std::string more = hear();
            if (more.empty()) break;
            heard_ += more;
        }
        std::string taken = heard_.substr(0, count);
        heard_.erase(0, taken.size());
        return taken;
    }
    std::string hear_until_closed() {
        std::string all = std::exchange(heard_, {});
        for (std::string more = hear(); !more.empty(); more = hear()) all += more;
        return all;
    }
    [[nodiscard]] bool was_reset() const { return was_reset_; }

private:
    int socket_;
    std::string heard_;
    bool was_reset_ = false;
};

}  // namespace wt::front
