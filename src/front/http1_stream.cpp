// The bodies of a connection of HTTP/1 in pieces: a request's on its way in, an answer's on its way out.
#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "front/http1_connection.hpp"

namespace wt::front {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

/// The largest piece of a request's body.
constexpr std::size_t longest_piece = 256 * 1024;

}  // namespace

void Http1Connection::begin_streamed() {
    Incoming head = reader_.take_head();
    Text first = reader_.take_body();
    incoming_ = std::make_shared<IncomingBody>(listener_->loop.clock(), reader_.length());
    incoming_->come_from(*this);
    body_coming_ = true;
    owes_continue_ = head.expects_continue && first.empty();
    incoming_->put(std::move(first));
    account_body();
    head.request.stream = incoming_;
    begin(std::move(head));
}

/// Somebody waits for a piece of the body, or has taken one.
void Http1Connection::on_asked() {
    account_body();
    if (phase_ != Phase::answering) return;
    if (owes_continue_) {
        owes_continue_ = false;
        outbox_.text() += go_on;
        if (!consuming_) (void)flush();
    }
    read_on();
}

/// Reads the body that is streamed, if there is room for it.
void Http1Connection::read_on() {
    if (phase_ != Phase::answering || !body_coming_ || owes_continue_) return;
    if (incoming_->waiting() >= listener_->room_for_stream()) return;
    deadline_ = listener_->beat_after(listener_->options.limits.body_timeout);
    wait_readable();
}

void Http1Connection::receive() {
    if (incoming_->waiting() >= listener_->room_for_stream()) return;
    if (reader_.body_left() > 0) {
        receive_straight();
    } else {
        receive_parsed();
    }
    account_body();
    read_on();
}

/// A body of known length goes past the parser, into the piece that the handler will get.
void Http1Connection::receive_straight() {
    error_code error;
    std::size_t size =
        std::max<std::size_t>(transport_.available(error), 1);  // none: reading tells whether that is the end
    size = std::min({size, longest_piece, listener_->room_for_stream() - incoming_->waiting()});
    size = static_cast<std::size_t>(std::min<std::uint64_t>(size, reader_.body_left()));
    std::size_t came = 0;
    Text piece = Text::make(size, [&](char* to) { came = transport_.read_some(to, size, error); });
    if (error && error != asio::error::would_block && error != asio::error::interrupted) return close();
    if (came < size) piece = Text(piece.view().substr(0, came));
    reader_.skip(came);
    incoming_->put(std::move(piece));
    if (reader_.body_left() == 0) body_ended();
}

void Http1Connection::receive_parsed() {
    std::string_view bytes = read();
    if (phase_ == Phase::closed || bytes.empty()) return;
    bytes.remove_prefix(reader_.feed(bytes));
    keep(bytes);
    incoming_->put(reader_.take_body());
    if (reader_.progress() == Progress::complete) return body_ended();
    if (reader_.progress() != Progress::failed) return;
    listener_->counts.malformed.add();
    body_failed(reader_.failure() == 413 ? http::BodyError::too_large : http::BodyError::malformed);
}

void Http1Connection::body_ended() {
    body_coming_ = false;
    http::Headers trailers = reader_.take_trailers();
    reader_.finish();
    incoming_->end(std::move(trailers));
}

void Http1Connection::body_failed(http::BodyError why) {
    body_coming_ = false;
    owes_continue_ = false;
    answer_to_.keep_alive = false;
    incoming_->fail(why);
}

void Http1Connection::account_body() {
    const std::size_t now = incoming_->waiting();
    (void)listener_->hold_body(body_held_, now);
    body_held_ = now;
}

void Http1Connection::let_body_go() {
    if (incoming_ == nullptr) return;
    incoming_->let_go();
    account_body();
    incoming_.reset();
    body_coming_ = owes_continue_ = false;
}

bool Http1Connection::pours(const http::Response& response) const {
    return response.stream != nullptr && !response.broken() && has_body(response, answer_to_) &&
           phase_ != Phase::closed;
}

/// A body that is made while it leaves: each piece leaves at once, in a chunk of its own.
Task<std::uint64_t> Http1Connection::pour_on(std::shared_ptr<Http1Connection> self,
                                             std::shared_ptr<http::BodyStream> stream) {
    const bool chunked = !self->answer_to_.http_1_0;
    std::uint64_t given = 0;
    bool left = self->flush();  // the head does not wait for the first piece
    while (self->phase_ != Phase::closed) {
        if (!left) co_await self->flushed_.wait();
        if (self->phase_ == Phase::closed) break;
        const Result<Text> piece = co_await stream->next();
        if (self->phase_ == Phase::closed) break;
        if (!piece.ok()) {
            // A client learns of it by the end that is missing.
            self->answer_to_.keep_alive = false;
            self->reset_ = !chunked;
            break;
        }
        std::string& text = self->outbox_.text();
        if (piece->empty()) {
            if (chunked) text += "0\r\n\r\n";
            break;
        }
        if (chunked) text += fmt::format("{:x}\r\n", piece->size());
        text += piece->view();
        if (chunked) text += "\r\n";
        given += piece->size();
        left = self->flush();
    }
    co_return given;
}

/// Writes a body piece by piece, each when the one before has left. Returns how many bytes have.
Task<std::uint64_t> Http1Connection::pour(std::shared_ptr<Http1Connection> self,
                                          std::shared_ptr<http::BodyStream> stream) {
    if (!stream->size()) co_return co_await pour_on(std::move(self), std::move(stream));
    const std::uint64_t size = *stream->size();
    std::uint64_t given = 0;
    std::uint64_t turns = 1;
    try {
        while (given < size && self->phase_ != Phase::closed) {
            const std::optional<http::FileSlice> slice = stream->take_file();
            Text text;
            if (!slice) {
                Result<Text> next = co_await stream->next();
                if (!next) throw std::runtime_error(next.error().message);
                text = std::move(*next);
                if (self->phase_ == Phase::closed) break;
            }
            const std::uint64_t piece = slice ? slice->size : text.size();
            if (piece == 0 || piece > size - given)
                throw std::runtime_error("a streamed answer is not as long as it said");
            if (slice) {
                self->outbox_.add(*slice);
            } else {
                self->outbox_.add(std::move(text));
            }
            given += piece;
            bool left = self->flush();
            if (left && given < size && given >= turns * turn) {
                turns = given / turn + 1;
                self->wait_writable();
                left = false;
            }
            if (!left && self->phase_ != Phase::closed) co_await self->flushed_.wait();
        }
    } catch (const std::exception& error) {
        self->listener_->report(error.what());
        self->reset_ = true;
    }
    co_return given - std::min(given, self->outbox_.left());
}

}  // namespace wt::front
