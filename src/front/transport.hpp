#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include "front/tls.hpp"
#include "front/tls_client.hpp"
#include "http/body.hpp"
#include "http/message.hpp"

namespace wt::front {

/// A connected socket, plain or with TLS over it. Nothing blocks: what cannot go on ends with would_block, and one
/// waits for the socket. A plain one pays a test for that, not a virtual call.
class Transport {
public:
    using error_code = boost::system::error_code;
    using tcp = boost::asio::ip::tcp;
    using Buffers = std::array<boost::asio::const_buffer, 2>;

    explicit Transport(tcp::socket socket);

    [[nodiscard]] const http::IpAddress& peer() const { return peer_; }
    [[nodiscard]] bool peer_is_local() const { return peer_is_local_; }
    [[nodiscard]] bool is_secure() const { return secure_; }

    /// The first bytes that stand to be read, without taking them; at most two.
    [[nodiscard]] std::size_t peek(std::array<char, 2>& first, error_code& error);
    /// From here on TLS; once its handshake() is done, one may read and write.
    void secure(Tls& tls);
    /// The same as the one who connected.
    void secure(TlsClient& tls);
    enum class Handshake : std::uint8_t { done, again, failed };
    [[nodiscard]] Handshake handshake();
    /// After a handshake that failed: why the peer was not trusted; empty where that is not why.
    [[nodiscard]] std::string why_not_trusted() const;
    /// After the handshake: whether the two agreed upon HTTP/2.
    [[nodiscard]] bool agreed_on_http2() const;

    [[nodiscard]] std::size_t read_some(char* to, std::size_t most, error_code& error) {
        if (tls_ != nullptr) [[unlikely]]
            return read_tls(to, most, error);
        return socket_.read_some(boost::asio::buffer(to, most), error);
    }
    /// About so much can be read now.
    [[nodiscard]] std::size_t available(error_code& error) const;
    /// `more`: something else follows at once.
    [[nodiscard]] std::size_t send(const Buffers& buffers, bool more, error_code& error);
    /// Sends a part of a file, by the kernel alone where that can be.
    [[nodiscard]] std::size_t send(const http::FileSlice& slice, error_code& error);

    template <class Handler>
    void wait_readable(Handler handler) {
        if (has_rest()) {
            boost::asio::post(socket_.get_executor(), [handler = std::move(handler)] { handler(error_code()); });
        } else {
            socket_.async_wait(wants_write_ ? tcp::socket::wait_write : tcp::socket::wait_read, std::move(handler));
        }
    }
    template <class Handler>
    void wait_writable(Handler handler) {
        socket_.async_wait(tcp::socket::wait_write, std::move(handler));
    }

    /// No more will be sent.
    void shut_down();
    void close();
    /// Closes so that the client sees a broken connection.
    void reset();

private:
    /// Deciphered and not yet read.
    [[nodiscard]] bool has_rest() const;
    [[nodiscard]] std::size_t read_tls(char* to, std::size_t most, error_code& error);
    [[nodiscard]] std::size_t send_tls(const void* bytes, std::size_t size, error_code& error);
    [[nodiscard]] error_code why(int result);

    tcp::socket socket_;
    TlsStream tls_;
    http::IpAddress peer_;
    bool peer_is_local_ = false;
    bool secure_ = false;
    bool wants_write_ = false;  // TLS cannot read on before it has written something
};

}  // namespace wt::front
