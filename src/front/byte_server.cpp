#include "front/byte_server.hpp"

#include <array>
#include <list>

#include <fmt/format.h>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include "front/server.hpp"
#include "front/transport.hpp"

namespace wt::front {

namespace {

namespace net = boost::asio;
using boost::asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t enough_waits = std::size_t{1024} * 1024;
constexpr std::size_t too_much_waits = std::size_t{32} * 1024 * 1024;

[[nodiscard]] bool is_only_not_yet(const error_code& error) {
    return error == net::error::would_block || error == net::error::interrupted;
}

}  // namespace

struct ByteServer::State : std::enable_shared_from_this<State> {
    State(Loop& on, std::shared_ptr<Tls> with, Converse talk)
        : loop(on), acceptor(on.io()), tls(std::move(with)), converse(std::move(talk)) {}

    void accept();

    Loop& loop;
    tcp::acceptor acceptor;
    std::shared_ptr<Tls> tls;
    Converse converse;
    std::list<std::shared_ptr<Connection>> connections;
    std::array<char, 64 * 1024> scratch{};
    std::uint16_t port = 0;
    bool closed = false;
};

class ByteServer::Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(std::shared_ptr<State> state, tcp::socket socket)
        : state_(std::move(state)), transport_(std::move(socket)) {
        peer_ = transport_.peer().text();
    }

    void start(std::uint16_t port) {
        std::function<void()> wake = [weak = weak_from_this()] {
            const auto self = weak.lock();
            if (self == nullptr || std::exchange(self->woken_, true)) return;
            net::post(self->state_->loop.io(), [weak] {
                const auto then = weak.lock();
                if (then == nullptr) return;
                then->woken_ = false;
                then->state_->loop.advance();
                then->flush();
            });
        };
        conversation_ = state_->converse(fmt::format("{}:{}", peer_, port), std::move(wake));
        if (conversation_ == nullptr) {
            transport_.reset();
            return leave();
        }
        wait();
    }

    /// Ends it now; no more of its callbacks do anything.
    void close() {
        if (std::exchange(closed_, true)) return;
        transport_.close();
        conversation_.reset();
    }

private:
    void leave() {
        close();
        state_->connections.remove_if([this](const auto& each) { return each.get() == this; });
    }

    void wait() {
        if (std::exchange(reading_, true)) return;
        transport_.wait_readable([self = shared_from_this()](const error_code& error) {
            self->reading_ = false;
            if (error || self->closed_) return;
            self->state_->loop.advance();
            if (!self->closed_) self->on_readable();
        });
    }

    void on_readable() {
        if (!known_) {
            (void)begins_tls();
            if (!conversation_->may_come(shaking_)) {
                transport_.reset();
                return leave();
            }
        }
        if (shaking_) return shake();
        error_code error;
        auto& scratch = state_->scratch;
        const std::size_t size = transport_.read_some(scratch.data(), scratch.size(), error);
        if (size == 0 && !is_only_not_yet(error)) return leave();
        if (size > 0) conversation_->take(std::string_view(scratch.data(), size));
        flush();
    }

    [[nodiscard]] bool begins_tls() {
        known_ = true;
        if (state_->tls == nullptr) return false;
        std::array<char, 2> first{};
        error_code error;
        if (transport_.peek(first, error) == 0 || first[0] != 0x16) return false;
        try {
            transport_.secure(*state_->tls);
        } catch (const std::exception&) {
            return false;
        }
        return shaking_ = true;
    }

    void shake() {
        switch (transport_.handshake()) {
            case Transport::Handshake::again: return wait();
            case Transport::Handshake::failed: return leave();
            case Transport::Handshake::done: break;
        }
        shaking_ = false;
        wait();
    }

    void flush() {
        if (closed_) return;
        if (conversation_->is_broken()) {
            transport_.reset();
            return leave();
        }
        std::string& output = conversation_->output();
        std::size_t sent = 0;
        error_code error;
        while (!writing_ && sent < output.size() && !error)
            sent += transport_.send({net::buffer(output.data() + sent, output.size() - sent), net::const_buffer()},
                                    false, error);
        output.erase(0, sent);
        if (error && !is_only_not_yet(error)) return leave();
        if (output.size() > too_much_waits) return leave();
        if (!output.empty()) {
            wait_to_write();
        } else if (conversation_->is_over()) {
            transport_.shut_down();
            return leave();
        }
        if (output.size() < enough_waits && !conversation_->is_over()) wait();
    }

    void wait_to_write() {
        if (std::exchange(writing_, true)) return;
        transport_.wait_writable([self = shared_from_this()](const error_code& error) {
            self->writing_ = false;
            if (!error && !self->closed_) self->flush();
        });
    }

    std::shared_ptr<State> state_;
    Transport transport_;
    std::string peer_;
    std::unique_ptr<Conversation> conversation_;
    bool known_ = false;  // whether it is TLS
    bool shaking_ = false;
    bool reading_ = false;
    bool writing_ = false;
    bool woken_ = false;
    bool closed_ = false;
};

void ByteServer::State::accept() {
    acceptor.async_accept([self = shared_from_this()](const error_code& error, tcp::socket socket) {
        if (error == net::error::operation_aborted || self->closed) return;
        if (!error && self->connections.size() < most_connections) {
            self->loop.advance();
            error_code ignored;
            const std::uint16_t from = socket.remote_endpoint(ignored).port();
            const auto made = std::make_shared<Connection>(self, std::move(socket));
            self->connections.push_back(made);
            made->start(from);
        }
        self->accept();
    });
}

ByteServer::ByteServer(Loop& loop, const std::string& address, std::uint16_t port, std::shared_ptr<Tls> tls,
                       Converse converse)
    : state_(std::make_shared<State>(loop, std::move(tls), std::move(converse))) {
    error_code error;
    const auto ip = net::ip::make_address(address == "localhost" ? "127.0.0.1" : address, error);
    const tcp::endpoint endpoint(ip, port);
    tcp::acceptor& acceptor = state_->acceptor;
    if (!error) acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(net::socket_base::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(net::socket_base::max_listen_connections, error);
    if (error) throw ListenError(fmt::format("cannot listen on {} port {}: {}", address, port, error.message()));
    state_->port = acceptor.local_endpoint().port();
    state_->accept();
}

ByteServer::~ByteServer() {
    state_->closed = true;
    error_code ignored;
    state_->acceptor.close(ignored);
    for (const auto& connection : std::exchange(state_->connections, {})) connection->close();
}

std::uint16_t ByteServer::port() const { return state_->port; }

}  // namespace wt::front
