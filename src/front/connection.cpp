#include "front/connection.hpp"

#include <algorithm>
#include <exception>

#include <fmt/format.h>

#include "front/json_text.hpp"

namespace wt::front {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using tcp = asio::ip::tcp;

constexpr std::size_t read_step = 16 * 1024;
/// So much of a body that its handler did not want is read and dropped, so that the connection can be kept.
constexpr std::uint64_t dropped_body = 256 * 1024;
/// Answers to pipelined requests gather up to here before they are sent.
constexpr std::size_t gathered = 64 * 1024;
/// How long a client may be silent after its last answer, so that it can read it, and how long it may go on sending.
constexpr Duration linger_time = 2s;
constexpr Duration longest_linger = 30s;

[[nodiscard]] std::string_view reason(int status) {
    switch (status) {
        case 408: return "The request did not arrive in time.";
        case 413: return "The body is larger than the limit of this listener.";
        case 414: return "The URL is longer than the limit of this listener.";
        case 494: return "The request's header is larger than the limit of this listener.";
        case 500: return "Internal server error";
        case 501: return "This method or transfer coding is not implemented.";
        case 503: return "Too many connections or too large bodies at once; try again later.";
        default: return "This is not a valid HTTP/1.1 request.";
    }
}

[[nodiscard]] http::Response plain_answer(int status) {
    return http::json_response(status, Text(fmt::format(R"({{"message":{}}})", json_string(reason(status)))));
}

[[nodiscard]] http::IpAddress ip_of(const asio::ip::address& address) {
    if (address.is_v4()) return http::IpAddress::v4(address.to_v4().to_uint());
    http::IpAddress ip;
    ip.bytes = address.to_v6().to_bytes();
    return ip;
}

}  // namespace

Connection::Connection(std::shared_ptr<Listener> listener, tcp::socket socket)
    : listener_(std::move(listener)),
      socket_(std::move(socket)),
      place_(listener_->enter(*this)),
      reader_(listener_->options.limits, &listener_->options.streams),
      flushed_(listener_->loop.clock()) {
    error_code ignored;  // a client that has already gone shows at the first read
    socket_.non_blocking(true, ignored);
    socket_.set_option(tcp::no_delay(true), ignored);
    peer_ = ip_of(socket_.remote_endpoint(ignored).address());
    peer_is_local_ = is_loopback(peer_);
}

Connection::~Connection() {
    let_body_go();
    (void)listener_->hold_body(body_held_, 0);
    listener_->leave(place_);
}

void Connection::turn_away() {
    listener_->counts.turned_away.add();
    refuse(503);
    if (flush()) proceed();
}

void Connection::finish() {
    if (writing_) return;
    if (phase_ == Phase::idle) return close();
    if (phase_ == Phase::dropping) {
        last_ = true;
        linger();
    }
}

void Connection::close() {
    if (phase_ == Phase::closed) return;
    phase_ = Phase::closed;
    error_code ignored;
    socket_.close(ignored);
    if (incoming_ != nullptr) incoming_->fail(http::BodyError::gone);
    body_coming_ = false;
    flushed_.pulse();
}

void Connection::check_time(std::uint64_t beat) {
    if (writing_ && beat >= write_deadline_) {
        listener_->counts.timeouts.add();
        return close();
    }
    if (beat < deadline_ || writing_) return;
    switch (phase_) {
        case Phase::idle:
        case Phase::lingering: return close();
        case Phase::header:
        case Phase::body:
            listener_->counts.timeouts.add();
            refuse(408);
            if (flush()) proceed();
            return;
        case Phase::dropping: last_ = true; return linger();
        case Phase::answering:
            if (!body_coming_ || !reading_) return;
            listener_->counts.timeouts.add();
            return body_failed(http::BodyError::gone);
        case Phase::closed: return;
    }
}

void Connection::enter(Phase phase) {
    phase_ = phase;
    const Limits& limits = listener_->options.limits;
    switch (phase) {
        case Phase::idle: deadline_ = listener_->beat_after(limits.idle_timeout); break;
        case Phase::header: deadline_ = listener_->beat_after(limits.header_timeout); break;
        case Phase::body: deadline_ = listener_->beat_after(limits.body_timeout); break;
        case Phase::dropping: deadline_ = listener_->beat_after(linger_time); break;
        case Phase::lingering:
            deadline_ = listener_->beat_after(linger_time);
            longest_linger_ = listener_->beat_after(longest_linger);
            break;
        case Phase::answering:
        case Phase::closed: break;
    }
}

void Connection::wait_readable() {
    if (reading_) return;
    reading_ = true;
    socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](const error_code& error) {
        self->reading_ = false;
        if (!error) self->on_readable();
    });
}

void Connection::on_readable() {
    if (phase_ == Phase::closed) return;
    listener_->loop.advance();
    if (phase_ == Phase::answering && body_coming_) return receive();
    if (phase_ == Phase::closed || phase_ == Phase::answering || writing_) return;
    const std::string_view bytes = read();
    if (phase_ == Phase::closed) return;
    if (phase_ == Phase::lingering) {
        deadline_ = std::min(listener_->beat_after(linger_time), longest_linger_);
        return wait_readable();
    }
    if (bytes.empty()) return wait_readable();
    consume(bytes);
}

/// Everything that stands to be parsed: what was left, and what has come. Nothing, when nothing has come after all.
std::string_view Connection::read() {
    error_code error;
    std::string_view bytes;
    if (unread_.empty() || phase_ == Phase::lingering) {
        auto& scratch = listener_->scratch;
        bytes = {scratch.data(), socket_.read_some(asio::buffer(scratch), error)};
    } else {
        const std::size_t before = unread_.size();
        unread_.resize(before + read_step);
        const std::size_t more = socket_.read_some(asio::buffer(unread_.data() + before, read_step), error);
        unread_.resize(before + more);
        if (more > 0) bytes = unread_;
    }
    if (error && error != asio::error::would_block && error != asio::error::interrupted) close();
    return bytes;
}

void Connection::consume(std::string_view bytes) {
    consuming_ = true;
    while (step(bytes)) {
    }
    consuming_ = false;
    keep(bytes);
    if (flush()) proceed();
}

/// Reads one request off the front of `bytes` and begins it. False when it has to wait: for bytes, for the answer, or
/// for the client to take what was written.
bool Connection::step(std::string_view& bytes) {
    if (last_ || phase_ == Phase::answering || phase_ == Phase::closed) return false;
    if ((outbox_.has_large_body() || outbox_.left() >= gathered) && !flush()) return false;
    if (bytes.empty()) return false;
    bytes.remove_prefix(reader_.feed(bytes));
    switch (reader_.progress()) {
        case Progress::complete:
            if (phase_ == Phase::dropping) {
                reader_.finish();
                enter(Phase::idle);
            } else {
                begin_whole();
            }
            return true;
        case Progress::body: on_body(); return false;
        case Progress::failed:
            listener_->counts.malformed.add();
            refuse(reader_.failure());
            return false;
        case Progress::nothing:
        case Progress::header: return false;
    }
    return false;
}

/// `bytes` may be the end of unread_, or lie elsewhere.
void Connection::keep(std::string_view bytes) {
    if (bytes.empty() || last_) {
        std::string().swap(unread_);
    } else if (bytes.data() >= unread_.data() && bytes.data() < unread_.data() + unread_.size()) {
        unread_.erase(0, static_cast<std::size_t>(bytes.data() - unread_.data()));
    } else {
        unread_.assign(bytes);
    }
}

void Connection::on_body() {
    if (phase_ == Phase::dropping) return (void)reader_.take_body();
    if (reader_.streams()) return begin_streamed();
    const std::size_t now = reader_.body_bytes();
    const bool fits = listener_->hold_body(body_held_, now);
    body_held_ = now;
    if (!fits) return refuse(503);
    if (reader_.incoming().expects_continue && !said_continue_ && now == 0) {
        said_continue_ = true;
        outbox_.text() += go_on;
    }
}

/// The last answer, whatever stands before it.
void Connection::refuse(int status) {
    answer_to_ = AnswerTo{};
    answer_to_.keep_alive = false;
    last_ = true;
    answer(plain_answer(status));
}

void Connection::begin_whole() {
    Incoming incoming = reader_.take();
    (void)listener_->hold_body(body_held_, 0);
    body_held_ = 0;
    // Without a body nobody has to be told to go on (RFC 9110, 10.1.1), but S3 does, and botocore takes the next answer
    // on the connection for a broken one when this one came without.
    if (incoming.expects_continue && !said_continue_ && incoming.request.body.empty()) outbox_.text() += go_on;
    said_continue_ = false;
    begin(std::move(incoming));
}

void Connection::begin(Incoming incoming) {
    listener_->counts.requests.add();
    http::Request& request = incoming.request;
    request.number = listener_->next_number();
    request.client = peer_;
    if (peer_is_local_) {
        request.number = incoming.said_number.value_or(request.number);
        request.client = incoming.said_client.value_or(peer_);
        request.pop = incoming.said_pop.value_or(0);
    }
    answer_to_ = AnswerTo{request.method == http::Method::head, incoming.keep_alive && !listener_->draining(),
                          incoming.http_1_0};
    if (listener_->log != nullptr && listener_->log->on()) {
        began_ = listener_->loop.time().now();
        log_line_ = listener_->log->begin(began_, request);
    }
    enter(Phase::answering);
    if (body_coming_ && incoming_->length() > listener_->options.limits.max_streamed_body_bytes)
        body_failed(http::BodyError::too_large);
    listener_->scope.spawn(serve(shared_from_this(), std::move(request)));
}

Task<void> Connection::serve(std::shared_ptr<Connection> self, http::Request request) {
    http::Response response;
    try {
        response = co_await self->listener_->handler(std::move(request));
    } catch (const std::exception& error) {
        // Our own mistake: the client learns no more than from AWS, whoever runs the program learns what it was.
        self->listener_->report(error.what());
        response = plain_answer(500);
    }
    self->answer(response);
    std::uint64_t sent = response.body.size();
    if (self->pours(response)) sent = co_await pour(self, response.stream);
    if (self->listener_->log != nullptr && self->listener_->log->on()) {
        self->listener_->log->end(std::move(self->log_line_), response, sent,
                                  self->listener_->loop.time().now() - self->began_);
    }
    self->ended();
}

/// Puts the answer into the outbox, of a streamed one the head. With that it is said whether the connection is kept.
void Connection::answer(const http::Response& response) {
    if (phase_ == Phase::closed) return;
    if (response.broken()) {
        reset_ = true;
        return;
    }
    if (listener_->draining()) answer_to_.keep_alive = false;
    // A client that was never told to go on may send the body or not (RFC 9110, 10.1.1).
    const bool can_drop = !owes_continue_ && reader_.body_left() > 0 && reader_.body_left() <= dropped_body;
    if (body_coming_ && !can_drop) answer_to_.keep_alive = false;
    owes_continue_ = false;
    append_head(outbox_.text(), response, answer_to_, listener_->http_date());
    if (response.stream == nullptr && has_body(response, answer_to_)) outbox_.add(response.body);
}

/// The request is over; what of its answer has not left yet is in the outbox.
void Connection::ended() {
    const bool rest = body_coming_;
    let_body_go();
    if (phase_ == Phase::closed) return;
    last_ = reset_ || !answer_to_.keep_alive;
    enter(rest && !last_ ? Phase::dropping : Phase::idle);
    if (!consuming_ && !writing_) consume(unread_);
}

/// True when everything has left. Otherwise it goes on when the client has taken some, or the connection is closed.
bool Connection::flush() {
    if (writing_ || phase_ == Phase::closed) return false;
    switch (outbox_.write(socket_)) {
        case Outbox::Written::all: return true;
        case Outbox::Written::blocked:
        case Outbox::Written::turn_over: wait_writable(); return false;
        case Outbox::Written::failed: close(); return false;
    }
    return false;
}

void Connection::wait_writable() {
    writing_ = true;
    write_deadline_ = listener_->beat_after(listener_->options.limits.write_timeout);
    socket_.async_wait(tcp::socket::wait_write, [self = shared_from_this()](const error_code& error) {
        self->writing_ = false;
        if (error || self->phase_ == Phase::closed) return;
        self->listener_->loop.advance();
        if (!self->flush()) return;
        if (self->phase_ != Phase::answering) return self->consume(self->unread_);
        self->flushed_.pulse();
        self->proceed();
    });
}

/// Everything written: waits for what comes next.
void Connection::proceed() {
    if (reset_ && last_) {
        error_code ignored;
        socket_.set_option(asio::socket_base::linger(true, 0), ignored);
        return close();
    }
    if (last_) return linger();
    if (phase_ == Phase::answering) return read_on();
    if (phase_ != Phase::dropping) {
        const Progress progress = reader_.progress();
        const Phase next = progress == Progress::body     ? Phase::body
                           : progress == Progress::header ? Phase::header
                                                          : Phase::idle;
        if (next == Phase::idle && listener_->draining()) return linger();
        // The time for a header or a body runs from its start.
        if (next != phase_ || next == Phase::idle) enter(next);
    }
    wait_readable();
}

void Connection::linger() {
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    enter(Phase::lingering);
    wait_readable();
}

}  // namespace wt::front
