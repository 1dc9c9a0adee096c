#include "front/transport.hpp"

#include <sys/sendfile.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <boost/asio/error.hpp>

#include "front/server.hpp"

namespace wt::front {

namespace {

namespace asio = boost::asio;

/// What one call hands to the kernel, and what TLS puts into one record.
constexpr std::uint64_t slice_step = 1024 * 1024;
constexpr std::size_t record = 16 * 1024;

[[nodiscard]] http::IpAddress ip_of(const asio::ip::address& address) {
    if (address.is_v4()) return http::IpAddress::v4(address.to_v4().to_uint());
    http::IpAddress ip;
    ip.bytes = address.to_v6().to_bytes();
    return ip;
}

[[nodiscard]] boost::system::error_code of_errno() { return {errno, boost::system::system_category()}; }

}  // namespace

Transport::Transport(tcp::socket socket) : socket_(std::move(socket)) {
    error_code ignored;  // a client that has already gone shows at the first read
    socket_.non_blocking(true, ignored);
    socket_.set_option(tcp::no_delay(true), ignored);
    peer_ = ip_of(socket_.remote_endpoint(ignored).address());
    peer_is_local_ = is_loopback(peer_);
}

std::size_t Transport::peek(std::array<char, 2>& first, error_code& error) {
    return socket_.receive(asio::buffer(first), tcp::socket::message_peek, error);
}

void Transport::secure(Tls& tls) {
    error_code ignored;
    tls_ = tls.accept(socket_.native_handle(), ip_of(socket_.local_endpoint(ignored).address()).text());
    secure_ = true;
}

void Transport::secure(TlsClient& tls) {
    tls_ = tls.connect(socket_.native_handle());
    secure_ = true;
}

std::string Transport::why_not_trusted() const { return tls_ == nullptr ? std::string() : distrust(tls_.get()); }

Transport::Handshake Transport::handshake() {
    if (tls_ == nullptr) return Handshake::failed;
    ERR_clear_error();
    const int result = SSL_do_handshake(tls_.get());
    if (result == 1) return Handshake::done;
    return why(result) == asio::error::would_block ? Handshake::again : Handshake::failed;
}

bool Transport::agreed_on_http2() const {
    const unsigned char* name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(tls_.get(), &name, &size);
    return size == 2 && name[0] == 'h' && name[1] == '2';
}

Transport::error_code Transport::why(int result) {
    wants_write_ = false;
    switch (SSL_get_error(tls_.get(), result)) {
        case SSL_ERROR_WANT_READ: return asio::error::would_block;
        case SSL_ERROR_WANT_WRITE: wants_write_ = true; return asio::error::would_block;
        case SSL_ERROR_ZERO_RETURN: return asio::error::eof;
        default: return asio::error::connection_reset;
    }
}

bool Transport::has_rest() const { return tls_ != nullptr && SSL_pending(tls_.get()) > 0; }

std::size_t Transport::read_tls(char* to, std::size_t most, error_code& error) {
    std::size_t got = 0;
    while (got < most) {
        ERR_clear_error();
        const int result = SSL_read(tls_.get(), to + got, static_cast<int>(std::min(most - got, std::size_t{1} << 30)));
        if (result <= 0) {
            error = why(result);
            break;
        }
        got += static_cast<std::size_t>(result);
    }
    // What stopped it shows again at the next read.
    if (got > 0) error = {};
    return got;
}

std::size_t Transport::send_tls(const void* bytes, std::size_t size, error_code& error) {
    ERR_clear_error();
    const int result = SSL_write(tls_.get(), bytes, static_cast<int>(std::min(size, std::size_t{1} << 30)));
    if (result > 0) return static_cast<std::size_t>(result);
    error = why(result);
    wants_write_ = false;  // that is about reading
    return 0;
}

std::size_t Transport::available(error_code& error) const {
    const std::size_t rest = has_rest() ? static_cast<std::size_t>(SSL_pending(tls_.get())) : 0;
    return std::max(rest, socket_.available(error));
}

std::size_t Transport::send(const Buffers& buffers, bool more, error_code& error) {
    if (tls_ == nullptr) return socket_.send(buffers, more ? MSG_MORE : 0, error);
    std::size_t sent = 0;
    for (const asio::const_buffer& buffer : buffers) {
        if (buffer.size() == 0) continue;
        const std::size_t part = send_tls(buffer.data(), buffer.size(), error);
        sent += part;
        if (part < buffer.size()) break;
    }
    if (sent > 0) error = {};
    return sent;
}

std::size_t Transport::send(const http::FileSlice& slice, error_code& error) {
    auto offset = static_cast<off_t>(slice.offset);
    if (tls_ == nullptr) {
        const ssize_t sent = ::sendfile(socket_.native_handle(), slice.descriptor, &offset,
                                        static_cast<std::size_t>(std::min(slice.size, slice_step)));
        if (sent > 0) return static_cast<std::size_t>(sent);
        error = sent == 0 ? error_code(asio::error::eof) : of_errno();
        return 0;
    }
    std::array<char, record> bytes;
    const ssize_t got = ::pread(slice.descriptor, bytes.data(),
                                static_cast<std::size_t>(std::min<std::uint64_t>(slice.size, bytes.size())), offset);
    if (got > 0) return send_tls(bytes.data(), static_cast<std::size_t>(got), error);
    error = got == 0 ? error_code(asio::error::eof) : of_errno();
    return 0;
}

void Transport::shut_down() {
    error_code ignored;
    if (tls_ != nullptr) {
        ERR_clear_error();
        (void)SSL_shutdown(tls_.get());
    }
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
}

void Transport::close() {
    error_code ignored;
    tls_.reset();
    socket_.close(ignored);
}

void Transport::reset() {
    error_code ignored;
    socket_.set_option(asio::socket_base::linger(true, 0), ignored);
    close();
}

}  // namespace wt::front
