#pragma once
#include <array>
#include <list>
#include <memory>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/scope.hpp"
#include "base/sync.hpp"
#include "front/server.hpp"

namespace wt::front {

class Connection;

/// What a server's connections have in common: the socket they came from, the handler, the limits, and the beat that
/// measures their time-outs. The inside of Server; the connections share it, because their last callbacks may come
/// when the server has gone.
class Listener : public std::enable_shared_from_this<Listener> {
public:
    /// Listens, or throws ListenError.
    Listener(Loop& on, Metrics& metrics, ServerOptions with, Handler answers, AccessLog* into);

    /// Begins to accept; once it is owned by a shared_ptr.
    void start();
    void stop_accepting();
    void close();
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::size_t connections() const { return connections_.size(); }
    /// Is set while there are no connections.
    [[nodiscard]] Event& empty() { return empty_; }

    // For the connections.
    using Place = std::list<Connection*>::iterator;
    [[nodiscard]] Place enter(Connection& connection);
    void leave(Place place);
    [[nodiscard]] bool draining() const { return draining_; }
    [[nodiscard]] std::uint64_t next_number() { return ++numbers_; }
    /// The beat at which `span` will have passed.
    [[nodiscard]] std::uint64_t beat_after(Duration span) const;
    [[nodiscard]] std::string_view http_date() { return calendar_.http_date(loop.calendar()); }
    /// Puts `after` bytes of a body in the place of `before`; false when all bodies together have become too large.
    [[nodiscard]] bool hold_body(std::size_t before, std::size_t after);
    [[nodiscard]] std::size_t waiting_bodies() const { return bodies_; }
    /// How much of one streamed body may wait to be taken: less when all bodies together take much.
    [[nodiscard]] std::size_t room_for_stream() const;

    /// A request went wrong by our own mistake: counted, and told to whoever runs the program.
    void report(const char* what);

    struct Counts {
        explicit Counts(Metrics& metrics);
        Counter& requests;
        Counter& malformed;
        Counter& timeouts;
        Counter& turned_away;
        Counter& failures;
        Gauge& connections;
    };

    Loop& loop;
    const ServerOptions options;
    const Handler handler;
    AccessLog* const log;
    Counts counts;
    /// Those of HTTP/2 that are under way, over all connections.
    std::size_t streams_under_way = 0;
    /// The requests under way.
    Scope scope;
    /// Where bytes arrive before they are parsed. Used within one callback only.
    std::array<char, 64 * 1024> scratch;

private:
    void open();
    void accept();
    void admit(boost::asio::ip::tcp::socket socket);
    void beat();
    void note_connections();

    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer timer_;
    Duration beat_length_;
    std::uint64_t beats_ = 0;
    std::list<Connection*> connections_;
    std::uint64_t numbers_ = 0;
    std::size_t bodies_ = 0;
    std::uint16_t port_ = 0;
    bool accepting_ = false;
    bool draining_ = false;
    bool closed_ = false;
    Event empty_;
    Calendar calendar_;
};

}  // namespace wt::front
