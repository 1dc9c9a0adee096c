#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "front/connection.hpp"
#include "front/incoming_body.hpp"
#include "front/message_writer.hpp"
#include "front/outbox.hpp"
#include "front/request_reader.hpp"

namespace wt::front {

/// A connection that speaks HTTP/1.0 or 1.1. It reads only while it has no request under way, or the body of that
/// request is streamed and not yet taken; so a client that sends faster than it is served is held back by TCP, and what
/// a connection holds is bounded: a request or a part of one, the bytes behind it, an answer or a part of one. What
/// arrives goes through the listener's buffer, so thousands of idle connections cost little.
class Http1Connection final : public Connection,
                              public std::enable_shared_from_this<Http1Connection>,
                              private IncomingBody::Source {
public:
    Http1Connection(std::shared_ptr<Listener> listener, Transport transport);
    explicit Http1Connection(Connection& before);
    ~Http1Connection() override;

    /// With what has come already.
    void begin(std::string_view bytes) { consume(bytes); }
    /// Answers 503 and closes: there are too many connections.
    void turn_away();
    void finish() override;
    void close() override;
    void check_time(std::uint64_t beat) override;

private:
    /// What it waits for from the client's side. `answering`: for nothing but the rest of a streamed body; `dropping`:
    /// for the rest of a body that its handler did not want.
    enum class Phase : std::uint8_t { idle, header, body, answering, dropping, lingering, closed };
    static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";

    void enter(Phase phase);
    void wait_readable();
    void on_readable();
    [[nodiscard]] std::string_view read();

    void consume(std::string_view bytes);
    [[nodiscard]] bool step(std::string_view& bytes);
    void keep(std::string_view bytes);
    void on_body();
    void refuse(int status);

    // A request, from its beginning to its answer.
    void begin_whole();
    void begin(Incoming incoming);
    [[nodiscard]] static Task<void> serve(std::shared_ptr<Http1Connection> self, http::Request request);
    void answer(const http::Response& response);
    void ended();

    [[nodiscard]] bool flush();
    void wait_writable();
    void proceed();
    void linger();

    // A streamed body, on its way in (connection_stream.cpp).
    void begin_streamed();
    void on_asked() override;
    void read_on();
    void receive();
    void receive_straight();
    void receive_parsed();
    void body_ended();
    void body_failed(http::BodyError why);
    void account_body();
    void let_body_go();
    // ... and on its way out.
    [[nodiscard]] bool pours(const http::Response& response) const;
    [[nodiscard]] static Task<std::uint64_t> pour(std::shared_ptr<Http1Connection> self,
                                                  std::shared_ptr<http::BodyStream> stream);
    [[nodiscard]] static Task<std::uint64_t> pour_on(std::shared_ptr<Http1Connection> self,
                                                     std::shared_ptr<http::BodyStream> stream);

    RequestReader reader_;
    std::string unread_;                      // what came and is not parsed yet
    std::shared_ptr<IncomingBody> incoming_;  // of the request under way, when that is streamed
    std::size_t body_held_ = 0;               // as the listener has it on its account
    AnswerTo answer_to_;
    LogEntry log_;

    Outbox outbox_;
    Event flushed_;

    Phase phase_ = Phase::idle;
    std::uint64_t deadline_ = 0;  // in beats, for what the client sends
    std::uint64_t longest_linger_ = 0;
    std::uint64_t write_deadline_ = 0;
    bool reading_ = false;        // waits for the socket to become readable
    bool writing_ = false;        // waits for it to become writable
    bool consuming_ = false;      // consume() is on the stack
    bool body_coming_ = false;    // of incoming_, some is still with the client
    bool owes_continue_ = false;  // ... which waits to hear that it is wanted
    bool said_continue_ = false;
    bool last_ = false;   // closes after what stands in the outbox
    bool reset_ = false;  // ... and by cutting it off
};

}  // namespace wt::front
