#include "front/incoming_body.hpp"

#include <utility>

namespace wt::front {

namespace {

/// What a piece takes besides its bytes; so a client that sends them one by one does not fill the memory.
constexpr std::size_t piece_overhead = 128;

}  // namespace

Task<Result<Text, http::BodyError>> IncomingBody::next() {
    ask();
    while (pieces_.empty() && state_ == State::coming) co_await arrived_.wait();
    if (!pieces_.empty()) {
        Text piece = std::move(pieces_.front());
        pieces_.pop_front();
        waiting_ -= piece.size() + piece_overhead;
        ask();
        co_return std::move(piece);
    }
    if (state_ == State::failed) co_return error_;
    co_return Text();
}

void IncomingBody::put(Text piece) {
    if (piece.empty()) return;
    waiting_ += piece.size() + piece_overhead;
    pieces_.push_back(std::move(piece));
    arrived_.pulse();
}

void IncomingBody::end(http::Headers trailers) {
    if (state_ == State::coming) {
        state_ = State::whole;
        trailers_ = std::move(trailers);
    }
    arrived_.pulse();
}

void IncomingBody::fail(http::BodyError why) {
    if (state_ != State::coming) return;
    state_ = State::failed;
    error_ = why;
    arrived_.pulse();
}

void IncomingBody::let_go() {
    source_ = nullptr;
    // What is dropped was part of it: to whoever still reads, it is not whole.
    if (!pieces_.empty()) state_ = State::coming;
    fail(http::BodyError::gone);
    pieces_.clear();
    waiting_ = 0;
}

}  // namespace wt::front
