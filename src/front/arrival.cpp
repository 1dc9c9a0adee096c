#include "front/arrival.hpp"

#include <array>

#include "front/http1_connection.hpp"
#include "front/http2_connection.hpp"

namespace wt::front {

namespace {

using boost::system::error_code;

constexpr std::string_view preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

[[nodiscard]] bool is_nothing_yet(const error_code& error) {
    return error == boost::asio::error::would_block || error == boost::asio::error::interrupted;
}

}  // namespace

Arrival::Arrival(std::shared_ptr<Listener> listener, Transport transport)
    : Connection(std::move(listener), std::move(transport)),
      deadline_(listener_->beat_after(listener_->options.limits.idle_timeout)) {}

void Arrival::close() {
    closed_ = true;
    transport_.close();
}

void Arrival::check_time(std::uint64_t beat) {
    if (closed_ || beat < deadline_) return;
    if (hurried_) listener_->counts.timeouts.add();
    close();
}

void Arrival::hurry() {
    if (std::exchange(hurried_, true)) return;
    deadline_ = listener_->beat_after(listener_->options.limits.header_timeout);
}

void Arrival::wait() {
    transport_.wait_readable([self = shared_from_this()](const error_code& error) {
        if (!error && !self->closed_) self->on_readable();
    });
}

void Arrival::on_readable() {
    listener_->loop.advance();
    if (closed_) return;
    if (shaking_) return shake();
    if (!plain_ && !transport_.is_secure() && begins_tls()) {
        hurry();
        try {
            transport_.secure(*listener_->options.tls);
        } catch (const std::exception& error) {
            listener_->report(error.what());
            return close();
        }
        shaking_ = true;
        return shake();
    }
    read();
}

bool Arrival::begins_tls() {
    if (listener_->options.tls == nullptr) return false;
    std::array<char, 2> first{};
    error_code error;
    const std::size_t size = transport_.peek(first, error);
    if (size == 0) return false;
    plain_ = first[0] != 0x16 || (size > 1 && first[1] != 0x03);
    return !plain_;
}

void Arrival::shake() {
    switch (transport_.handshake()) {
        case Transport::Handshake::again: return wait();
        case Transport::Handshake::failed: return close();
        case Transport::Handshake::done: break;
    }
    shaking_ = false;
    if (!transport_.agreed_on_http2()) return wait();
    std::make_shared<Http2Connection>(*this)->begin({});
    closed_ = true;
}

void Arrival::read() {
    error_code error;
    auto& scratch = listener_->scratch;
    const std::size_t size = transport_.read_some(scratch.data(), scratch.size(), error);
    if (error && !is_nothing_yet(error)) return close();
    if (size == 0) return wait();
    hurry();
    std::string_view bytes(scratch.data(), size);
    if (!first_.empty() || preface.starts_with(bytes)) {
        first_ += bytes;
        bytes = first_;
    }
    if (bytes.size() < preface.size() && preface.starts_with(bytes)) return wait();
    // What came may be younger than the moment at which it was waited for; its answer must not be older.
    listener_->loop.advance();
    if (closed_) return;
    if (bytes.starts_with(preface)) {
        std::make_shared<Http2Connection>(*this)->begin(bytes);
    } else {
        std::make_shared<Http1Connection>(*this)->begin(bytes);
    }
    closed_ = true;
}

}  // namespace wt::front
