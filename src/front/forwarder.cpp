#include "front/forwarder.hpp"

#include <algorithm>
#include <array>
#include <list>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include "front/server.hpp"

namespace wt::front {

namespace {

using ForwarderTcp = boost::asio::ip::tcp;
using ForwarderError = boost::system::error_code;

}  // namespace

struct Forwarder::State : std::enable_shared_from_this<State> {
    explicit State(Loop& on) : loop(on), acceptor(on.io()) {}

    void accept();

    Loop& loop;
    ForwarderTcp::acceptor acceptor;
    std::vector<Target> targets;
    std::size_t next = 0;
    std::list<std::weak_ptr<Connection>> connections;
    std::uint16_t port = 0;
};

/// Kept by its callbacks.
class Forwarder::Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(Loop& loop, ForwarderTcp::socket client, Target target)
        : client_(std::move(client)), server_(loop.io()), target_(std::move(target)) {}

    void start() {
        ForwarderError wrong;
        const auto address = boost::asio::ip::make_address(target_.address, wrong);
        if (wrong) return close();
        server_.async_connect({address, target_.port}, [self = shared_from_this()](const ForwarderError& error) {
            if (error) return self->close();
            ForwarderError ignored;
            self->client_.set_option(ForwarderTcp::no_delay(true), ignored);
            self->server_.set_option(ForwarderTcp::no_delay(true), ignored);
            self->pump(self->client_, self->server_, self->up_);
            self->pump(self->server_, self->client_, self->down_);
        });
    }
    [[nodiscard]] const Target& target() const { return target_; }
    void close() {
        ForwarderError ignored;
        client_.close(ignored);
        server_.close(ignored);
    }

private:
    using Buffer = std::array<char, 64 * 1024>;
    void pump(ForwarderTcp::socket& from, ForwarderTcp::socket& to, Buffer& buffer) {
        from.async_read_some(boost::asio::buffer(buffer), [self = shared_from_this(), &from, &to, &buffer](
                                                              const ForwarderError& error, std::size_t size) {
            // An end of either side is the end of both: PostgreSQL's protocol has no halves.
            if (error) return self->close();
            boost::asio::async_write(to, boost::asio::buffer(buffer.data(), size),
                                     [self, &from, &to, &buffer](const ForwarderError& failed, std::size_t) {
                                         if (failed) return self->close();
                                         self->pump(from, to, buffer);
                                     });
        });
    }

    ForwarderTcp::socket client_;
    ForwarderTcp::socket server_;
    Target target_;
    Buffer up_{};
    Buffer down_{};
};

void Forwarder::State::accept() {
    acceptor.async_accept([self = shared_from_this()](const ForwarderError& error, ForwarderTcp::socket client) {
        if (error == boost::asio::error::operation_aborted || !self->acceptor.is_open()) return;
        if (!error && !self->targets.empty()) {
            std::erase_if(self->connections, [](const auto& each) { return each.expired(); });
            const Target& target = self->targets[self->next++ % self->targets.size()];
            const auto made = std::make_shared<Connection>(self->loop, std::move(client), target);
            self->connections.push_back(made);
            made->start();
        }
        self->accept();
    });
}

Forwarder::Forwarder(Loop& loop, const std::string& address, std::uint16_t port)
    : state_(std::make_shared<State>(loop)) {
    ForwarderError wrong;
    const ForwarderTcp::endpoint at(boost::asio::ip::make_address(address, wrong), port);
    if (!wrong) state_->acceptor.open(at.protocol(), wrong);
    if (!wrong) state_->acceptor.set_option(boost::asio::socket_base::reuse_address(true), wrong);
    if (!wrong) state_->acceptor.bind(at, wrong);
    if (!wrong) state_->acceptor.listen(boost::asio::socket_base::max_listen_connections, wrong);
    if (wrong) throw ListenError(wrong.message());
    state_->port = state_->acceptor.local_endpoint().port();
    state_->accept();
}

Forwarder::~Forwarder() {
    ForwarderError ignored;
    state_->acceptor.close(ignored);
    lead_to({});
}

std::uint16_t Forwarder::port() const { return state_->port; }

void Forwarder::lead_to(std::vector<Target> targets) {
    state_->targets = std::move(targets);
    for (const auto& each : state_->connections) {
        const auto connection = each.lock();
        if (connection == nullptr) continue;
        const auto& now = state_->targets;
        if (std::find(now.begin(), now.end(), connection->target()) == now.end()) connection->close();
    }
}

}  // namespace wt::front
