#pragma once
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/ip/tcp.hpp>

#include "front/listener.hpp"
#include "front/message_writer.hpp"
#include "front/request_reader.hpp"

namespace wt::front {

/// One client's connection. It reads only while it has no request under way, so a client that sends faster than it is
/// answered is held back by TCP, and what a connection holds is bounded: a request, the bytes behind it, an answer.
/// What arrives goes through the listener's buffer, so thousands of idle connections cost little.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(std::shared_ptr<Listener> listener, boost::asio::ip::tcp::socket socket);
    ~Connection();

    void start() { proceed(); }
    /// Answers 503 and closes: there are too many connections.
    void turn_away();
    /// Closes if no request is under way; otherwise its answer is the last.
    void finish();
    /// Closes now. A request under way runs on, for nobody.
    void close();
    /// Called at every beat.
    void check_time(std::uint64_t beat);

private:
    /// What it waits for from the client's side (nothing, while a request is under way).
    enum class Phase : std::uint8_t { idle, header, body, answering, lingering, closed };

    void enter(Phase phase);
    void wait_readable();
    void on_readable();
    [[nodiscard]] std::string_view read();

    void consume(std::string_view bytes);
    [[nodiscard]] bool step(std::string_view& bytes);
    void keep(std::string_view bytes);
    void on_body();
    void begin();
    [[nodiscard]] static Task<void> serve(std::shared_ptr<Connection> self, http::Request request);
    void answered(http::Response response);
    void refuse(int status);

    void append(http::Response response);
    [[nodiscard]] bool flush();
    void wait_writable();
    void proceed();
    void linger();

    std::shared_ptr<Listener> listener_;
    boost::asio::ip::tcp::socket socket_;
    Listener::Place place_;
    http::IpAddress peer_;
    bool peer_is_local_ = false;

    RequestReader reader_;
    std::string unread_;         // what came and is not parsed yet
    std::size_t body_held_ = 0;  // as the listener has it on its account
    AnswerTo answer_to_;
    std::string log_line_;
    Instant began_ = epoch;

    std::string out_;
    Text out_body_;  // a large body, behind out_ and never copied
    std::size_t written_ = 0;

    Phase phase_ = Phase::idle;
    std::uint64_t deadline_ = 0;  // in beats, for what the client sends
    std::uint64_t write_deadline_ = 0;
    bool reading_ = false;    // waits for the socket to become readable
    bool writing_ = false;    // waits for it to become writable
    bool consuming_ = false;  // consume() is on the stack
    bool said_continue_ = false;
    bool last_ = false;   // closes after what stands in out_
    bool reset_ = false;  // ... and by cutting it off
};

}  // namespace wt::front
