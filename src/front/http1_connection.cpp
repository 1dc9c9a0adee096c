#include "front/http1_connection.hpp"

#include <algorithm>
#include <exception>

namespace wt::front {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t read_step = 16 * 1024;
/// How long a client may go on sending after its last answer.
constexpr Duration longest_linger = 30s;

}  // namespace

Http1Connection::Http1Connection(std::shared_ptr<Listener> listener, Transport transport)
    : Connection(std::move(listener), std::move(transport)),
      reader_(listener_->options.limits, &listener_->options.streams),
      flushed_(listener_->loop.clock()) {}

Http1Connection::Http1Connection(Connection& before)
    : Connection(before),
      reader_(listener_->options.limits, &listener_->options.streams),
      flushed_(listener_->loop.clock()) {}

Http1Connection::~Http1Connection() {
    let_body_go();
    (void)listener_->hold_body(body_held_, 0);
}

void Http1Connection::turn_away() {
    listener_->counts.turned_away.add();
    refuse(503);
    if (flush()) proceed();
}

void Http1Connection::finish() {
    if (writing_) return;
    if (phase_ == Phase::idle) return close();
    if (phase_ == Phase::dropping) {
        last_ = true;
        linger();
    }
}

void Http1Connection::close() {
    if (phase_ == Phase::closed) return;
    phase_ = Phase::closed;
    transport_.close();
    if (incoming_ != nullptr) incoming_->fail(http::BodyError::gone);
    body_coming_ = false;
    flushed_.pulse();
}

void Http1Connection::check_time(std::uint64_t beat) {
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

void Http1Connection::enter(Phase phase) {
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

void Http1Connection::wait_readable() {
    if (reading_) return;
    reading_ = true;
    transport_.wait_readable([self = shared_from_this()](const error_code& error) {
        self->reading_ = false;
        if (!error) self->on_readable();
    });
}

void Http1Connection::on_readable() {
    if (phase_ == Phase::closed) return;
    listener_->loop.advance();
    if (phase_ == Phase::answering && body_coming_) return receive();
    if (phase_ == Phase::closed || phase_ == Phase::answering || writing_) return;
    const std::string_view bytes = read();
    if (phase_ == Phase::closed) return;
    // What came may be younger than the moment at which it was waited for; its answer must not be older.
    listener_->loop.advance();
    if (phase_ == Phase::closed) return;
    if (phase_ == Phase::lingering) {
        deadline_ = std::min(listener_->beat_after(linger_time), longest_linger_);
        return wait_readable();
    }
    if (bytes.empty()) return wait_readable();
    consume(bytes);
}

/// Everything that stands to be parsed: what was left, and what has come. Nothing, when nothing has come after all.
std::string_view Http1Connection::read() {
    error_code error;
    std::string_view bytes;
    if (unread_.empty() || phase_ == Phase::lingering) {
        auto& scratch = listener_->scratch;
        bytes = {scratch.data(), transport_.read_some(scratch.data(), scratch.size(), error)};
    } else {
        const std::size_t before = unread_.size();
        unread_.resize(before + read_step);
        const std::size_t more = transport_.read_some(unread_.data() + before, read_step, error);
        unread_.resize(before + more);
        if (more > 0) bytes = unread_;
    }
    if (error && error != asio::error::would_block && error != asio::error::interrupted) close();
    return bytes;
}

void Http1Connection::consume(std::string_view bytes) {
    consuming_ = true;
    while (step(bytes)) {
    }
    consuming_ = false;
    keep(bytes);
    if (flush()) proceed();
}

/// Reads one request off the front of `bytes` and begins it. False when it has to wait: for bytes, for the answer, or
/// for the client to take what was written.
bool Http1Connection::step(std::string_view& bytes) {
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
void Http1Connection::keep(std::string_view bytes) {
    if (bytes.empty() || last_) {
        std::string().swap(unread_);
    } else if (bytes.data() >= unread_.data() && bytes.data() < unread_.data() + unread_.size()) {
        unread_.erase(0, static_cast<std::size_t>(bytes.data() - unread_.data()));
    } else {
        unread_.assign(bytes);
    }
}

void Http1Connection::on_body() {
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
void Http1Connection::refuse(int status) {
    answer_to_ = AnswerTo{};
    answer_to_.keep_alive = false;
    last_ = true;
    answer(plain_answer(status));
}

void Http1Connection::begin_whole() {
    Incoming incoming = reader_.take();
    (void)listener_->hold_body(body_held_, 0);
    body_held_ = 0;
    if (incoming.trailers.size() > 0) {
        const auto whole = std::make_shared<IncomingBody>(listener_->loop.clock(), std::nullopt);
        whole->put(std::exchange(incoming.request.body, Text()));
        whole->end(std::move(incoming.trailers));
        incoming.request.stream = whole;
    }
    // Without a body nobody has to be told to go on (RFC 9110, 10.1.1), but S3 does, and botocore takes the next answer
    // on the connection for a broken one when this one came without.
    if (incoming.expects_continue && !said_continue_ && incoming.request.body.empty()) outbox_.text() += go_on;
    said_continue_ = false;
    begin(std::move(incoming));
}

void Http1Connection::begin(Incoming incoming) {
    name(incoming);
    http::Request& request = incoming.request;
    answer_to_ = AnswerTo{request.method == http::Method::head, incoming.keep_alive && !listener_->draining(),
                          incoming.http_1_0};
    log_ = begin_log(*listener_, request);
    enter(Phase::answering);
    if (body_coming_ && incoming_->length() > listener_->options.limits.max_streamed_body_bytes)
        body_failed(http::BodyError::too_large);
    listener_->scope.spawn(serve(shared_from_this(), std::move(request)));
}

Task<void> Http1Connection::serve(std::shared_ptr<Http1Connection> self, http::Request request) {
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
    end_log(*self->listener_, std::move(self->log_), response, sent);
    self->ended();
}

/// Puts the answer into the outbox, of a streamed one the head. With that it is said whether the connection is kept.
void Http1Connection::answer(const http::Response& response) {
    if (phase_ == Phase::closed) return;
    if (response.broken()) {
        reset_ = true;
        return;
    }
    if (listener_->draining()) answer_to_.keep_alive = false;
    // What has no length and no chunks ends with its connection.
    if (answer_to_.http_1_0 && has_body(response, answer_to_) && !body_size(response)) answer_to_.keep_alive = false;
    // A client that was never told to go on may send the body or not (RFC 9110, 10.1.1).
    const bool can_drop = !owes_continue_ && reader_.body_left() > 0 && reader_.body_left() <= dropped_body;
    if (body_coming_ && !can_drop) answer_to_.keep_alive = false;
    owes_continue_ = false;
    append_head(outbox_.text(), response, answer_to_, listener_->http_date());
    if (response.stream == nullptr && has_body(response, answer_to_)) outbox_.add(response.body);
}

/// The request is over; what of its answer has not left yet is in the outbox.
void Http1Connection::ended() {
    const bool rest = body_coming_;
    let_body_go();
    if (phase_ == Phase::closed) return;
    last_ = reset_ || !answer_to_.keep_alive;
    enter(rest && !last_ ? Phase::dropping : Phase::idle);
    if (!consuming_ && !writing_) consume(unread_);
}

/// True when everything has left. Otherwise it goes on when the client has taken some, or the connection is closed.
bool Http1Connection::flush() {
    if (writing_ || phase_ == Phase::closed) return false;
    switch (outbox_.write(transport_)) {
        case Outbox::Written::all: return true;
        case Outbox::Written::blocked:
        case Outbox::Written::turn_over: wait_writable(); return false;
        case Outbox::Written::failed: close(); return false;
    }
    return false;
}

void Http1Connection::wait_writable() {
    writing_ = true;
    write_deadline_ = listener_->beat_after(listener_->options.limits.write_timeout);
    transport_.wait_writable([self = shared_from_this()](const error_code& error) {
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
void Http1Connection::proceed() {
    if (reset_ && last_) {
        transport_.reset();
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

void Http1Connection::linger() {
    transport_.shut_down();
    enter(Phase::lingering);
    wait_readable();
}

}  // namespace wt::front
