#include "front/http2_connection.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <limits>
#include <stdexcept>
#include <vector>

#include "front/body_collector.hpp"
#include "front/incoming_body.hpp"

namespace wt::front {

namespace {

using boost::system::error_code;

/// A client that does not read its frames is not read from either.
constexpr std::size_t most_frames = 1'000;
/// So many streams may be broken off at once, and so many more at each beat.
constexpr std::uint64_t most_broken_off = 500;
constexpr std::uint64_t forgiven_a_beat = 16;
constexpr std::uint64_t unknown = std::numeric_limits<std::uint64_t>::max();

}  // namespace

struct Http2Connection::Stream final : IncomingBody::Source {
    Stream(Http2Connection& its, std::int32_t number)
        : connection(its), id(number), flushed(its.listener_->loop.clock()) {}
    ~Stream() {
        if (incoming != nullptr) incoming->let_go();
        hold(0);
    }

    void hold(std::size_t now) {
        fits = connection.listener_->hold_body(held, now);
        held = now;
    }
    void account() { hold(body.memory() + (incoming != nullptr ? incoming->waiting() : 0)); }

    /// Somebody waits for a piece of the body, or has taken one.
    void on_asked() override {
        if (std::exchange(owes_continue, false)) connection.session_.say_continue(id);
        hand_over();
        connection.flush();
    }
    /// Gives the handler what has come, once it has taken what came before; then the client may send more.
    void hand_over() {
        if (incoming->waiting() == 0 && body.memory() > 0) {
            const std::size_t size = body.memory();
            incoming->put(body.take());
            if (!closed) connection.session_.consume(id, size);
            deadline = connection.listener_->beat_after(connection.listener_->options.limits.body_timeout);
        }
        if (!coming && body.memory() == 0) incoming->end();
        account();
    }
    void fail(http::BodyError why) {
        coming = false;
        owes_continue = false;
        if (incoming == nullptr) return;
        incoming->put(body.take());
        incoming->fail(why);
        account();
    }

    Http2Connection& connection;
    const std::int32_t id;

    Incoming head;       // until the body is whole
    BodyCollector body;  // of a streamed one: what does not wait in `incoming`
    std::shared_ptr<IncomingBody> incoming;
    std::uint64_t came = 0;
    std::size_t held = 0;        // as the listener has it on its account
    std::uint64_t deadline = 0;  // for what the client sends
    bool fits = true;
    bool open = false;    // the client has not ended its side
    bool coming = false;  // ... and the handler has not ended its own
    std::uint64_t dropped = 0;
    bool owes_continue = false;

    AnswerTo answer_to;
    Text piece;  // what goes out next, of a text or a file
    std::size_t given = 0;
    http::FileSlice slice;
    std::uint64_t left = 0;            // of the whole answer's body; of one without a length, until it ends
    std::uint64_t write_deadline = 0;  // for the client to take some of it
    bool answered = false;
    bool over = false;  // a body without a length has come to its end
    bool closed = false;
    Event flushed;
    LogEntry log;
};

/// A request with its handler, on the accounts of its connection and its listener.
class Http2Connection::UnderWay {
public:
    explicit UnderWay(Http2Connection& connection) : connection_(connection) {
        ++connection_.under_way_;
        ++connection_.listener_->streams_under_way;
    }
    UnderWay(const UnderWay&) = delete;
    UnderWay& operator=(const UnderWay&) = delete;
    ~UnderWay() {
        --connection_.under_way_;
        --connection_.listener_->streams_under_way;
        if (connection_.lingering_) return;
        connection_.deadline_ = connection_.listener_->beat_after(connection_.listener_->options.limits.idle_timeout);
    }

private:
    Http2Connection& connection_;
};

Http2Connection::Http2Connection(Connection& before)
    : Connection(before),
      session_(listener_->options.limits, *this),
      deadline_(listener_->beat_after(listener_->options.limits.idle_timeout)) {
    if (listener_->draining()) session_.go_away(Http2Session::Reason::done);
}

Http2Connection::~Http2Connection() = default;

void Http2Connection::begin(std::string_view bytes) { consume(bytes); }

void Http2Connection::finish() {
    session_.go_away(Http2Session::Reason::done);
    flush();
}

void Http2Connection::close() {
    if (std::exchange(closed_, true)) return;
    transport_.close();
    for (const auto& [id, stream] : std::exchange(streams_, {})) {
        stream->closed = true;
        stream->fail(http::BodyError::gone);
        stream->flushed.pulse();
    }
}

void Http2Connection::wait_readable() {
    if (reading_ || closed_ || (writing_ && session_.waiting() > most_frames)) return;
    reading_ = true;
    transport_.wait_readable([self = shared_from_this()](const error_code& error) {
        self->reading_ = false;
        if (!error) self->on_readable();
    });
}

void Http2Connection::on_readable() {
    if (closed_) return;
    listener_->loop.advance();
    if (closed_) return;
    error_code error;
    auto& scratch = listener_->scratch;
    const std::size_t size = transport_.read_some(scratch.data(), scratch.size(), error);
    if (error && error != boost::asio::error::would_block && error != boost::asio::error::interrupted) return close();
    if (size == 0 || lingering_) return wait_readable();
    listener_->loop.advance();
    if (!closed_) consume({scratch.data(), size});
}

void Http2Connection::consume(std::string_view bytes) {
    const auto self = shared_from_this();
    busy_ = true;
    const bool went_well = session_.feed(bytes);
    busy_ = false;
    if (!went_well) listener_->counts.malformed.add();
    if (session_.broken_off() > forgiven_ + most_broken_off) session_.terminate(Http2Session::Reason::too_fast);
    const Limits& limits = listener_->options.limits;
    // What is no request (a PING, say) does not keep a connection.
    if (const bool in_header = session_.in_header(); in_header != header_begun_) {
        header_begun_ = in_header;
        deadline_ = listener_->beat_after(in_header ? limits.header_timeout : limits.idle_timeout);
    }
    flush();
    wait_readable();
}

void Http2Connection::flush() {
    if (busy_ || writing_ || lingering_ || closed_) return;
    busy_ = true;
    for (std::uint64_t in_turn = 0; !closed_;) {
        session_.take(outbox_.text(), gathered);
        const std::uint64_t size = outbox_.left();
        if (size == 0) break;
        const Outbox::Written written = outbox_.write(transport_);
        in_turn += size;
        if (written == Outbox::Written::failed) {
            close();
        } else if (written != Outbox::Written::all || in_turn >= turn) {
            wait_writable();
            break;
        }
    }
    busy_ = false;
    if (!writing_ && !closed_ && session_.over()) linger();
}

void Http2Connection::wait_writable() {
    writing_ = true;
    write_deadline_ = listener_->beat_after(listener_->options.limits.write_timeout);
    transport_.wait_writable([self = shared_from_this()](const error_code& error) {
        self->writing_ = false;
        if (error || self->closed_) return;
        self->listener_->loop.advance();
        self->flush();
        self->wait_readable();
    });
}

void Http2Connection::linger() {
    transport_.shut_down();
    lingering_ = true;
    deadline_ = listener_->beat_after(linger_time);
    wait_readable();
}

void Http2Connection::check_time(std::uint64_t beat) {
    if (closed_) return;
    forgiven_ = std::min(forgiven_ + forgiven_a_beat, session_.broken_off());
    if (writing_ && beat >= write_deadline_) {
        listener_->counts.timeouts.add();
        return close();
    }
    std::vector<StreamPtr> open;
    for (const auto& [id, stream] : streams_) open.push_back(stream);
    for (const StreamPtr& stream : open) check_stream(*stream, beat);
    check_idle(beat);
    flush();
}

void Http2Connection::check_idle(std::uint64_t beat) {
    if (beat < deadline_) return;
    if (lingering_) return close();
    if (header_begun_) {
        listener_->counts.timeouts.add();
        session_.terminate(Http2Session::Reason::cancelled);
    } else if (streams_.empty() && under_way_ == 0) {
        session_.terminate(Http2Session::Reason::done);
    }
}

void Http2Connection::check_stream(Stream& stream, std::uint64_t beat) {
    if (stream.closed) return;
    if (stream.answered && stream.left > 0 && (!stream.piece.empty() || stream.slice.size > 0) &&
        beat >= stream.write_deadline) {
        listener_->counts.timeouts.add();
        return session_.reset(stream.id, Http2Session::Reason::cancelled);
    }
    if (beat < stream.deadline) return;
    if (stream.answered && stream.left == 0 && stream.open) session_.reset(stream.id, Http2Session::Reason::done);
    if (!stream.coming || stream.answered) return;
    if (stream.incoming == nullptr) {
        listener_->counts.timeouts.add();
        refuse(stream, 408);
    } else if (stream.incoming->waiting() == 0 && !stream.owes_continue) {
        listener_->counts.timeouts.add();
        stream.fail(http::BodyError::gone);
    }
}

void Http2Connection::on_request(std::int32_t id, Http2Head::Whole head, bool has_body) {
    const auto stream = std::make_shared<Stream>(*this, id);
    streams_[id] = stream;
    stream->answer_to.head = head.incoming.request.method == http::Method::head;
    stream->open = stream->coming = has_body;
    const Limits& limits = listener_->options.limits;
    if (head.failure != 0) {
        listener_->counts.malformed.add();
        return refuse(*stream, head.failure);
    }
    // Those that are broken off run on; so it is their number that counts, not that of the streams.
    if (under_way_ >= Http2Session::most_streams) return session_.reset(id, Http2Session::Reason::refused);
    if (listener_->streams_under_way >= limits.max_connections) {
        listener_->counts.turned_away.add();
        return refuse(*stream, 503);
    }
    const auto& streams = listener_->options.streams;
    if (has_body && streams && streams(head.incoming.request))
        return begin_streamed(stream, std::move(head.incoming), head.length);
    if (head.length > limits.max_body_bytes) {
        listener_->counts.malformed.add();
        return refuse(*stream, 413);
    }
    if (head.incoming.expects_continue) session_.say_continue(id);
    if (has_body) return collect(stream, std::move(head.incoming));
    begin_request(stream, std::move(head.incoming));
}

void Http2Connection::collect(const StreamPtr& stream, Incoming incoming) {
    stream->head = std::move(incoming);
    stream->deadline = listener_->beat_after(listener_->options.limits.body_timeout);
}

void Http2Connection::begin_streamed(const StreamPtr& stream, Incoming incoming, std::optional<std::uint64_t> length) {
    const Limits& limits = listener_->options.limits;
    stream->incoming = std::make_shared<IncomingBody>(listener_->loop.clock(), length);
    stream->incoming->come_from(*stream);
    stream->owes_continue = incoming.expects_continue;
    stream->deadline = listener_->beat_after(limits.body_timeout);
    session_.widen(stream->id, listener_->room_for_stream());
    if (length > limits.max_streamed_body_bytes) stream->fail(http::BodyError::too_large);
    incoming.request.stream = stream->incoming;
    begin_request(stream, std::move(incoming));
}

void Http2Connection::on_body(std::int32_t id, std::string_view bytes) {
    const auto found = streams_.find(id);
    if (found == streams_.end()) return;
    Stream& stream = *found->second;
    if (!stream.coming || stream.answered) {
        stream.dropped += bytes.size();
        if (stream.dropped <= dropped_body) session_.consume(id, bytes.size());
        return;
    }
    stream.came += bytes.size();
    stream.body.add(bytes, BodyCollector::Piece::more_to_come);
    const Limits& limits = listener_->options.limits;
    if (stream.incoming != nullptr) {
        if (stream.came > limits.max_streamed_body_bytes) return stream.fail(http::BodyError::too_large);
        return stream.hand_over();
    }
    stream.account();
    if (stream.came > limits.max_body_bytes) {
        listener_->counts.malformed.add();
        return refuse(stream, 413);
    }
    if (!stream.fits) return refuse(stream, 503);
    session_.consume(id, bytes.size());
}

void Http2Connection::on_body_end(std::int32_t id) {
    const auto found = streams_.find(id);
    if (found == streams_.end()) return;
    const StreamPtr stream = found->second;
    stream->open = false;
    if (!std::exchange(stream->coming, false)) return;
    stream->owes_continue = false;
    if (stream->incoming != nullptr) return stream->hand_over();
    if (stream->answered) return;
    Incoming whole = std::move(stream->head);
    whole.request.body = stream->body.take();
    stream->hold(0);
    begin_request(stream, std::move(whole));
}

void Http2Connection::on_closed(std::int32_t id, bool malformed) {
    if (malformed) listener_->counts.malformed.add();
    const auto found = streams_.find(id);
    if (found == streams_.end()) return;
    const StreamPtr stream = std::move(found->second);
    streams_.erase(found);
    stream->closed = true;
    if (stream->coming) stream->fail(malformed ? http::BodyError::malformed : http::BodyError::gone);
    stream->flushed.pulse();
    deadline_ = std::max(deadline_, listener_->beat_after(listener_->options.limits.idle_timeout));
}

void Http2Connection::begin_request(const StreamPtr& stream, Incoming incoming) {
    name(incoming);
    stream->log = begin_log(*listener_, incoming.request);
    listener_->scope.spawn(serve(shared_from_this(), stream, std::move(incoming.request)));
}

Task<void> Http2Connection::serve(std::shared_ptr<Http2Connection> self, StreamPtr stream, http::Request request) {
    const UnderWay under_way(*self);
    http::Response response;
    try {
        response = co_await self->listener_->handler(std::move(request));
    } catch (const std::exception& error) {
        // Our own mistake: the client learns no more than from AWS, whoever runs the program learns what it was.
        self->listener_->report(error.what());
        response = plain_answer(500);
    }
    self->answer(*stream, response);
    std::uint64_t sent = response.body.size();
    if (response.stream != nullptr && !response.broken() && has_body(response, stream->answer_to) && !stream->closed)
        sent = co_await pour(self, stream, response.stream);
    end_log(*self->listener_, std::move(stream->log), response, sent);
    if (stream->incoming != nullptr) {
        stream->incoming->let_go();
        (void)stream->body.take();
        stream->account();
    }
}

/// A body that is made while it leaves.
Task<std::uint64_t> Http2Connection::pour_on(std::shared_ptr<Http2Connection> self, StreamPtr stream,
                                             std::shared_ptr<http::BodyStream> body) {
    std::uint64_t given = 0;
    while (!stream->closed) {
        Result<Text> piece = co_await body->next();
        if (stream->closed) break;
        if (!piece.ok()) {
            self->session_.reset(stream->id, Http2Session::Reason::internal);
            self->flush();
            break;
        }
        stream->over = piece->empty();
        if (stream->over) stream->left = 0;
        given += piece->size();
        stream->piece = std::move(*piece);
        stream->write_deadline = self->listener_->beat_after(self->listener_->options.limits.write_timeout);
        self->session_.resume(stream->id);
        self->flush();
        if (stream->over) break;
        while (!stream->closed && !stream->piece.empty()) co_await stream->flushed.wait();
    }
    co_return given;
}

Task<std::uint64_t> Http2Connection::pour(std::shared_ptr<Http2Connection> self, StreamPtr stream,
                                          std::shared_ptr<http::BodyStream> body) {
    if (!body->size()) co_return co_await pour_on(std::move(self), std::move(stream), std::move(body));
    const std::uint64_t size = *body->size();
    std::uint64_t given = 0;
    try {
        while (given < size && !stream->closed) {
            const std::optional<http::FileSlice> slice = body->take_file();
            Text text;
            if (!slice) {
                Result<Text> next = co_await body->next();
                if (!next) throw std::runtime_error(next.error().message);
                text = std::move(*next);
                if (stream->closed) break;
            }
            const std::uint64_t piece = slice ? slice->size : text.size();
            if (piece == 0 || piece > size - given)
                throw std::runtime_error("a streamed answer is not as long as it said");
            if (slice) {
                stream->slice = *slice;
            } else {
                stream->piece = std::move(text);
            }
            given += piece;
            stream->write_deadline = self->listener_->beat_after(self->listener_->options.limits.write_timeout);
            self->session_.resume(stream->id);
            self->flush();
            while (!stream->closed && (!stream->piece.empty() || stream->slice.size > 0))
                co_await stream->flushed.wait();
        }
    } catch (const std::exception& error) {
        self->listener_->report(error.what());
        self->session_.reset(stream->id, Http2Session::Reason::internal);
        self->flush();
    }
    co_return size - std::min(size, stream->left);
}

void Http2Connection::answer(Stream& stream, const http::Response& response) {
    if (stream.closed || stream.answered) return;
    stream.owes_continue = false;
    if (response.broken()) {
        session_.reset(stream.id, response.delivery == http::Delivery::refused ? Http2Session::Reason::refused
                                                                               : Http2Session::Reason::internal);
    } else {
        stream.answered = true;
        stream.left = has_body(response, stream.answer_to) ? body_size(response).value_or(unknown) : 0;
        if (stream.left > 0 && response.stream == nullptr) stream.piece = response.body;
        stream.write_deadline = listener_->beat_after(listener_->options.limits.write_timeout);
        stream.deadline = listener_->beat_after(linger_time);
        session_.answer(stream.id, response, stream.answer_to, listener_->http_date());
    }
    flush();
}

void Http2Connection::refuse(Stream& stream, int status) {
    (void)stream.body.take();
    stream.hold(0);
    answer(stream, plain_answer(status));
}

Http2Session::Owner::Given Http2Connection::on_give(std::int32_t id, char* to, std::size_t most) {
    const auto found = streams_.find(id);
    if (found == streams_.end()) return {Given::How::broken, 0};
    Stream& stream = *found->second;
    std::size_t size = 0;
    if (stream.slice.size > 0) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(most, stream.slice.size));
        const ssize_t got = ::pread(stream.slice.descriptor, to, wanted, static_cast<off_t>(stream.slice.offset));
        if (got <= 0) return {Given::How::broken, 0};
        size = static_cast<std::size_t>(got);
        stream.slice.offset += size;
        stream.slice.size -= size;
    } else if (!stream.piece.empty()) {
        size = std::min(most, stream.piece.size() - stream.given);
        std::memcpy(to, stream.piece.data() + stream.given, size);
        stream.given += size;
        if (stream.given == stream.piece.size()) {
            stream.piece = Text();
            stream.given = 0;
        }
    } else {
        return {stream.over ? Given::How::last : Given::How::later, 0};
    }
    stream.left -= size;
    stream.write_deadline = listener_->beat_after(listener_->options.limits.write_timeout);
    stream.deadline = listener_->beat_after(linger_time);
    if (stream.piece.empty() && stream.slice.size == 0) stream.flushed.pulse();
    return {stream.left == 0 ? Given::How::last : Given::How::more, size};
}

}  // namespace wt::front
