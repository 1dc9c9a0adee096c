#include "front/forwarder.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <list>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include "front/server.hpp"

namespace wt::front {

namespace {

using ForwarderTcp = boost::asio::ip::tcp;
using ForwarderError = boost::system::error_code;

/// How long one who waited in vain may take to read why.
constexpr std::chrono::milliseconds longest_farewell{1000};

}  // namespace

struct Forwarder::State : std::enable_shared_from_this<State> {
    explicit State(Loop& on) : loop(on), acceptor(on.io()) {}

    /// A client whose turn has not come.
    struct Waiting {
        Waiting(ForwarderTcp::socket of, Loop& on) : client(std::move(of)), timer(on.io()) {}
        ForwarderTcp::socket client;
        boost::asio::steady_timer timer;
        std::array<char, 4096> rest{};
    };

    void accept();
    void take(ForwarderTcp::socket client);
    void begin(ForwarderTcp::socket client);
    void queue(ForwarderTcp::socket client);
    static void see_off(const std::shared_ptr<Waiting>& one);
    /// A connection has ended, or more may be there than before.
    void next_turns();
    [[nodiscard]] bool has_room() const { return bounds.connections == 0 || open < bounds.connections; }

    Loop& loop;
    ForwarderTcp::acceptor acceptor;
    std::vector<Target> targets;
    Bounds bounds;
    std::size_t next = 0;
    std::size_t open = 0;
    std::list<std::shared_ptr<Waiting>> waiting;
    std::list<std::weak_ptr<Connection>> connections;
    std::uint16_t port = 0;
};

/// Kept by its callbacks.
class Forwarder::Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(std::weak_ptr<State> of, Loop& loop, ForwarderTcp::socket client, Target target,
               std::chrono::milliseconds idle)
        : of_(std::move(of)),
          client_(std::move(client)),
          server_(loop.io()),
          timer_(loop.io()),
          target_(std::move(target)),
          idle_(idle) {}
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() {
        const auto state = of_.lock();
        if (state == nullptr) return;
        --state->open;
        state->next_turns();
    }

    void start() {
        ForwarderError wrong;
        const auto address = boost::asio::ip::make_address(target_.address, wrong);
        if (wrong) return close();
        server_.async_connect({address, target_.port}, [self = shared_from_this()](const ForwarderError& error) {
            if (error) return self->close();
            ForwarderError ignored;
            self->client_.set_option(ForwarderTcp::no_delay(true), ignored);
            self->server_.set_option(ForwarderTcp::no_delay(true), ignored);
            self->watch();
            self->pump(self->client_, self->server_, self->up_);
            self->pump(self->server_, self->client_, self->down_);
        });
    }
    [[nodiscard]] const Target& target() const { return target_; }
    void close() {
        ForwarderError ignored;
        client_.close(ignored);
        server_.close(ignored);
        timer_.cancel();
    }

private:
    using Buffer = std::array<char, 64 * 1024>;
    void pump(ForwarderTcp::socket& from, ForwarderTcp::socket& to, Buffer& buffer) {
        from.async_read_some(boost::asio::buffer(buffer), [self = shared_from_this(), &from, &to, &buffer](
                                                              const ForwarderError& error, std::size_t size) {
            // An end of either side is the end of both: a database's protocol has no halves.
            if (error) return self->close();
            self->moved_ = true;
            boost::asio::async_write(to, boost::asio::buffer(buffer.data(), size),
                                     [self, &from, &to, &buffer](const ForwarderError& failed, std::size_t) {
                                         if (failed) return self->close();
                                         self->pump(from, to, buffer);
                                     });
        });
    }
    /// Looks, after each stretch of time, whether a byte has moved in it.
    void watch() {
        if (idle_.count() == 0) return;
        moved_ = false;
        timer_.expires_after(idle_);
        timer_.async_wait([self = shared_from_this()](const ForwarderError& error) {
            if (error || !self->client_.is_open()) return;
            if (!self->moved_) return self->close();
            self->watch();
        });
    }

    std::weak_ptr<State> of_;
    ForwarderTcp::socket client_;
    ForwarderTcp::socket server_;
    boost::asio::steady_timer timer_;
    Target target_;
    std::chrono::milliseconds idle_;
    bool moved_ = false;
    Buffer up_{};
    Buffer down_{};
};

void Forwarder::State::accept() {
    acceptor.async_accept([self = shared_from_this()](const ForwarderError& error, ForwarderTcp::socket client) {
        if (error == boost::asio::error::operation_aborted || !self->acceptor.is_open()) return;
        if (!error) self->take(std::move(client));
        self->accept();
    });
}

void Forwarder::State::take(ForwarderTcp::socket client) {
    const bool waits = bounds.patience.count() > 0;
    if (targets.empty() && !waits) return;
    if (!targets.empty() && has_room() && waiting.empty()) return begin(std::move(client));
    queue(std::move(client));
}

void Forwarder::State::begin(ForwarderTcp::socket client) {
    std::erase_if(connections, [](const auto& each) { return each.expired(); });
    const Target& target = targets[next++ % targets.size()];
    ++open;
    const auto made = std::make_shared<Connection>(weak_from_this(), loop, std::move(client), target, bounds.idle);
    connections.push_back(made);
    made->start();
}

void Forwarder::State::queue(ForwarderTcp::socket client) {
    const auto one = std::make_shared<Waiting>(std::move(client), loop);
    waiting.push_back(one);
    one->timer.expires_after(bounds.patience);
    one->timer.async_wait([self = shared_from_this(), one](const ForwarderError& error) {
        if (error) return;
        self->waiting.remove(one);
        const auto sorry = std::make_shared<std::string>(self->bounds.refusal);
        boost::asio::async_write(one->client, boost::asio::buffer(*sorry),
                                 [one, sorry](const ForwarderError&, std::size_t) { see_off(one); });
    });
}

void Forwarder::State::see_off(const std::shared_ptr<Waiting>& one) {
    // To close on bytes that were not read would take back what was written.
    ForwarderError ignored;
    one->client.shutdown(ForwarderTcp::socket::shutdown_send, ignored);
    one->timer.expires_after(longest_farewell);
    one->timer.async_wait([one](const ForwarderError& error) {
        ForwarderError closed;
        if (!error) one->client.close(closed);
    });
    one->client.async_wait(ForwarderTcp::socket::wait_read, [one](const ForwarderError&) {
        ForwarderError failed;
        while (one->client.available(failed) > 0 && !failed)
            (void)one->client.read_some(boost::asio::buffer(one->rest), failed);
    });
}

void Forwarder::State::next_turns() {
    while (!waiting.empty() && !targets.empty() && has_room()) {
        const auto one = waiting.front();
        waiting.pop_front();
        one->timer.cancel();
        begin(std::move(one->client));
    }
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
    for (const auto& each : state_->waiting) each->timer.cancel();
    state_->waiting.clear();
    lead_to({});
}

void Forwarder::bound(Bounds bounds) {
    state_->bounds = std::move(bounds);
    state_->next_turns();
}

Forwarder::Numbers Forwarder::numbers() const { return {state_->open, state_->waiting.size()}; }

std::uint16_t Forwarder::port() const { return state_->port; }

void Forwarder::lead_to(std::vector<Target> targets) {
    state_->targets = std::move(targets);
    // A copy: those that end make room for others.
    const auto now_there = state_->connections;
    for (const auto& each : now_there) {
        const auto connection = each.lock();
        if (connection == nullptr) continue;
        const auto& now = state_->targets;
        if (std::find(now.begin(), now.end(), connection->target()) == now.end()) connection->close();
    }
    state_->next_turns();
}

}  // namespace wt::front
