#include "front/connection.hpp"

#include <array>
#include <cstdio>

#include <fmt/format.h>

#include "front/json_text.hpp"

namespace wt::front {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using tcp = asio::ip::tcp;

constexpr std::size_t read_step = 16 * 1024;
/// A larger body is sent from where it lies, a smaller one is copied behind its head.
constexpr std::size_t copied_body = 8 * 1024;
/// Answers to pipelined requests gather up to here before they are sent.
constexpr std::size_t gathered = 64 * 1024;
/// How long a client may go on sending after its last answer, so that it can read it.
constexpr Duration linger_time = 2s;

[[nodiscard]] std::string_view reason(int status) {
    switch (status) {
        case 408: return "The request did not arrive in time.";
        case 413: return "The body is larger than the limit of this listener.";
        case 414: return "The URL is longer than the limit of this listener.";
        case 417: return "Only 'Expect: 100-continue' is understood.";
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
      reader_(listener_->options.limits) {
    error_code ignored;  // a client that has already gone shows at the first read
    socket_.non_blocking(true, ignored);
    socket_.set_option(tcp::no_delay(true), ignored);
    peer_ = ip_of(socket_.remote_endpoint(ignored).address());
    peer_is_local_ = is_loopback(peer_);
}

Connection::~Connection() {
    (void)listener_->hold_body(body_held_, 0);
    listener_->leave(place_);
}

void Connection::turn_away() {
    listener_->counts.turned_away.add();
    refuse(503);
    if (flush()) proceed();
}

void Connection::finish() {
    if (phase_ == Phase::idle && !writing_) close();
}

void Connection::close() {
    if (phase_ == Phase::closed) return;
    phase_ = Phase::closed;
    error_code ignored;
    socket_.close(ignored);
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
        case Phase::answering:
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
        case Phase::lingering: deadline_ = listener_->beat_after(linger_time); break;
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
    if (phase_ == Phase::closed || phase_ == Phase::answering || writing_) return;
    const std::string_view bytes = read();
    if (phase_ == Phase::closed) return;
    if (phase_ == Phase::lingering || bytes.empty()) return wait_readable();
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
    if ((out_.size() >= gathered || !out_body_.empty()) && !flush()) return false;
    if (bytes.empty()) return false;
    bytes.remove_prefix(reader_.feed(bytes));
    switch (reader_.progress()) {
        case Progress::complete: begin(); return true;
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
    const std::size_t now = reader_.body_bytes();
    const bool fits = listener_->hold_body(body_held_, now);
    body_held_ = now;
    if (!fits) return refuse(503);
    if (reader_.incoming().expects_continue && !said_continue_ && now == 0) {
        said_continue_ = true;
        out_ += "HTTP/1.1 100 Continue\r\n\r\n";
    }
}

void Connection::begin() {
    Incoming incoming = reader_.take();
    (void)listener_->hold_body(body_held_, 0);
    body_held_ = 0;
    said_continue_ = false;
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
    listener_->scope.spawn(serve(shared_from_this(), std::move(request)));
}

Task<void> Connection::serve(std::shared_ptr<Connection> self, http::Request request) {
    http::Response response;
    try {
        response = co_await self->listener_->handler(std::move(request));
    } catch (const std::exception& error) {
        // Our own mistake: the client learns no more than from AWS, whoever runs the program learns what it was.
        std::fprintf(stderr, "windtunnel: a request failed: %s\n", error.what());
        self->listener_->counts.failures.add();
        response = plain_answer(500);
    }
    self->answered(std::move(response));
}

void Connection::answered(http::Response response) {
    if (listener_->log != nullptr && listener_->log->on())
        listener_->log->end(std::move(log_line_), response, listener_->loop.time().now() - began_);
    if (phase_ == Phase::closed) return;
    enter(Phase::idle);
    if (response.broken()) {
        last_ = reset_ = true;
    } else {
        if (listener_->draining()) answer_to_.keep_alive = false;
        last_ = !answer_to_.keep_alive;
        append(std::move(response));
    }
    if (!consuming_ && !writing_) consume(unread_);
}

/// The last answer, whatever stands before it.
void Connection::refuse(int status) {
    answer_to_ = AnswerTo{};
    answer_to_.keep_alive = false;
    last_ = true;
    append(plain_answer(status));
}

void Connection::append(http::Response response) {
    append_head(out_, response, answer_to_, listener_->http_date());
    if (!has_body(response, answer_to_)) return;
    if (response.body.size() <= copied_body) {
        out_ += response.body.view();
    } else {
        out_body_ = std::move(response.body);
    }
}

/// True when everything has left. Otherwise it goes on when the client has taken some, or the connection is closed.
bool Connection::flush() {
    if (writing_ || phase_ == Phase::closed) return false;
    while (written_ < out_.size() + out_body_.size()) {
        const std::size_t of_head = std::min(written_, out_.size());
        const std::size_t of_body = written_ - of_head;
        const std::array<asio::const_buffer, 2> pieces{
            asio::const_buffer(out_.data() + of_head, out_.size() - of_head),
            asio::const_buffer(out_body_.data() + of_body, out_body_.size() - of_body)};
        error_code error;
        written_ += socket_.write_some(pieces, error);
        if (error == asio::error::would_block) {
            wait_writable();
            return false;
        }
        if (error && error != asio::error::interrupted) {
            close();
            return false;
        }
    }
    out_.clear();
    if (out_.capacity() > copied_body) std::string().swap(out_);
    out_body_ = Text();
    written_ = 0;
    return true;
}

void Connection::wait_writable() {
    writing_ = true;
    write_deadline_ = listener_->beat_after(listener_->options.limits.write_timeout);
    socket_.async_wait(tcp::socket::wait_write, [self = shared_from_this()](const error_code& error) {
        self->writing_ = false;
        if (error || self->phase_ == Phase::closed) return;
        self->listener_->loop.advance();
        if (!self->flush()) return;
        if (self->phase_ == Phase::answering) return;
        self->consume(self->unread_);
    });
}

/// Everything written: waits for what comes next.
void Connection::proceed() {
    if (reset_) {
        error_code ignored;
        socket_.set_option(asio::socket_base::linger(true, 0), ignored);
        return close();
    }
    if (last_) return linger();
    if (phase_ == Phase::answering) return;
    const Progress progress = reader_.progress();
    const Phase next = progress == Progress::body     ? Phase::body
                       : progress == Progress::header ? Phase::header
                                                      : Phase::idle;
    // The time for a header or a body runs from its start.
    if (next != phase_ || next == Phase::idle) enter(next);
    wait_readable();
}

void Connection::linger() {
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    enter(Phase::lingering);
    wait_readable();
}

}  // namespace wt::front
