#include "front/server.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <cstdio>

#include <fmt/format.h>
#include <boost/asio/error.hpp>

#include "front/arrival.hpp"
#include "front/http1_connection.hpp"
#include "front/listener.hpp"

namespace wt::front {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using tcp = asio::ip::tcp;

/// Beyond the limit so many connections are still answered, with 503; the rest are just closed.
constexpr std::size_t turned_away_at_once = 64;

/// What every streamed body may hold, however full the memory is.
constexpr std::size_t least_room_for_stream = 64 * 1024;

/// Time-outs are measured in these.
[[nodiscard]] Duration beat_for(const Limits& limits) {
    const Duration shortest =
        std::min({limits.idle_timeout, limits.header_timeout, limits.body_timeout, limits.write_timeout});
    return std::clamp<Duration>(shortest / 4, 10ms, 500ms);
}

/// Many systems let a program open 1024 files unless it asks for more.
void allow_open_files(std::size_t wanted) {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted) return;
    limit.rlim_cur = std::min<rlim_t>(wanted, limit.rlim_max);
    setrlimit(RLIMIT_NOFILE, &limit);
}

/// sendfile(2), unlike send(2), cannot be told to do without the signal when the client has gone. It is caught, not
/// ignored, so that programs started from here have it as usual.
void survive_broken_pipes() {
    struct sigaction action{};
    action.sa_handler = [](int) {};
    action.sa_flags = SA_RESTART;
    struct sigaction before{};
    if (sigaction(SIGPIPE, nullptr, &before) == 0 && before.sa_handler == SIG_DFL) sigaction(SIGPIPE, &action, nullptr);
}

[[nodiscard]] std::string cannot_listen(const ServerOptions& options, const error_code& error) {
    if (error == asio::error::address_in_use) {
        return fmt::format("port {} on {} is in use; choose another with --port, or stop the program that holds it",
                           options.port, options.address);
    }
    if (error == asio::error::access_denied) {
        return fmt::format("port {} on {} is reserved for the system; choose one above 1023 with --port", options.port,
                           options.address);
    }
    return fmt::format("cannot listen on {} port {}: {}", options.address, options.port, error.message());
}

[[nodiscard]] Task<bool> has_set(Event& event) {
    co_await event.wait();
    co_return true;
}

}  // namespace

bool is_loopback(const http::IpAddress& address) {
    if (address.is_v4()) return address.bytes[12] == 127;
    return address == http::IpAddress::parse("::1");
}

bool is_loopback(std::string_view address) {
    if (address == "localhost") return true;
    const auto ip = http::IpAddress::parse(address);
    return ip && is_loopback(*ip);
}

Listener::Counts::Counts(Metrics& metrics)
    : requests(metrics.counter("front.requests")),
      malformed(metrics.counter("front.malformed")),
      timeouts(metrics.counter("front.timeouts")),
      turned_away(metrics.counter("front.turned_away")),
      failures(metrics.counter("front.failures")),
      connections(metrics.gauge("front.connections")) {}

Listener::Listener(Loop& on, Metrics& metrics, ServerOptions with, Handler answers, AccessLog* into)
    : loop(on),
      options(std::move(with)),
      handler(std::move(answers)),
      log(into),
      counts(metrics),
      acceptor_(on.io()),
      timer_(on.io()),
      beat_length_(beat_for(options.limits)),
      empty_(on.clock()) {
    empty_.set();
    open();
}

void Listener::open() {
    error_code error;
    const auto address = asio::ip::make_address(options.address == "localhost" ? "127.0.0.1" : options.address, error);
    if (error)
        throw ListenError(fmt::format("{} is not an IP address to listen on, such as 127.0.0.1", options.address));
    const tcp::endpoint endpoint(address, options.port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) throw ListenError(cannot_listen(options, error));
    port_ = acceptor_.local_endpoint().port();
    allow_open_files(options.limits.max_connections + 512);
    survive_broken_pipes();
}

void Listener::start() {
    accept();
    beat();
}

void Listener::accept() {
    accepting_ = true;
    acceptor_.async_accept([self = shared_from_this()](const error_code& error, tcp::socket socket) {
        self->accepting_ = false;
        if (error == asio::error::operation_aborted || self->draining_) return;
        if (error) return;  // out of descriptors, for instance: the next beat tries again
        self->admit(std::move(socket));
        self->accept();
    });
}

void Listener::admit(tcp::socket socket) {
    loop.advance();
    const std::size_t present = connections_.size();
    const std::size_t most = options.limits.max_connections;
    if (present >= most + turned_away_at_once) return;
    if (present >= most) {
        std::make_shared<Http1Connection>(shared_from_this(), Transport(std::move(socket)))->turn_away();
    } else {
        std::make_shared<Arrival>(shared_from_this(), Transport(std::move(socket)))->start();
    }
}

void Listener::beat() {
    timer_.expires_after(beat_length_);
    timer_.async_wait([self = shared_from_this()](const error_code& error) {
        if (error || self->closed_) return;
        ++self->beats_;
        for (auto at = self->connections_.begin(); at != self->connections_.end();) {
            Connection* const connection = *at++;  // it may leave the list
            connection->check_time(self->beats_);
        }
        if (self->log != nullptr) self->log->flush();
        if (!self->accepting_ && !self->draining_) self->accept();
        self->beat();
    });
}

void Listener::stop_accepting() {
    if (draining_) return;
    draining_ = true;
    error_code ignored;
    acceptor_.close(ignored);
    for (Connection* connection : connections_) connection->finish();
}

void Listener::close() {
    stop_accepting();
    closed_ = true;
    timer_.cancel();
    for (Connection* connection : connections_) connection->close();
    scope.cancel();
    if (log != nullptr) log->flush();
}

Listener::Place Listener::enter(Connection& connection) {
    const Place place = connections_.insert(connections_.end(), &connection);
    note_connections();
    return place;
}

void Listener::leave(Place place) {
    connections_.erase(place);
    if (!closed_) note_connections();
}

void Listener::note_connections() {
    counts.connections.set(static_cast<double>(connections_.size()), loop.clock().now());
    if (connections_.empty()) {
        empty_.set();
    } else {
        empty_.reset();
    }
}

std::uint64_t Listener::beat_after(Duration span) const {
    return beats_ + static_cast<std::uint64_t>(span / beat_length_) + 1;
}

bool Listener::hold_body(std::size_t before, std::size_t after) {
    bodies_ += after - before;  // wraps around and back where it shrinks
    return bodies_ <= options.limits.max_bodies_bytes;
}

std::size_t Listener::room_for_stream() const {
    const Limits& limits = options.limits;
    return bodies_ < limits.max_bodies_bytes / 2 ? limits.max_unread_bytes
                                                 : std::min(limits.max_unread_bytes, least_room_for_stream);
}

void Listener::report(const char* what) {
    std::fprintf(stderr, "windtunnel: a request failed: %s\n", what);
    counts.failures.add();
}

Server::Server(Loop& loop, Metrics& metrics, ServerOptions options, Handler handler, AccessLog* log)
    : listener_(std::make_shared<Listener>(loop, metrics, std::move(options), std::move(handler), log)) {
    listener_->start();
}

Server::~Server() { listener_->close(); }

std::uint16_t Server::port() const { return listener_->port(); }
std::size_t Server::connections() const { return listener_->connections(); }
std::size_t Server::waiting_bodies() const { return listener_->waiting_bodies(); }
void Server::stop_accepting() { listener_->stop_accepting(); }

Task<void> Server::drain(Duration grace) {
    stop_accepting();
    const std::optional<bool> emptied =
        co_await Timeout<bool>(listener_->loop.clock(), grace, has_set(listener_->empty()));
    if (!emptied) listener_->close();
}

}  // namespace wt::front
