#include "lambda/answer_stream.hpp"

namespace wt::lambda {

void AnswerPipe::begin(Text content_type) {
    if (begun_ || end_) return;
    begun_ = true;
    if (const OnBegin told = std::exchange(on_begin_, nullptr)) told(std::move(content_type));
}

Task<void> AnswerPipe::write(Text piece) {
    if (piece.empty() || left_ || end_) co_return;
    waiting_ += piece.size();
    pieces_.push_back(std::move(piece));
    changed_.pulse();
    while (waiting_ > most_waiting && !left_ && !end_) co_await changed_.wait();
}

void AnswerPipe::end(AnswerEnd how) {
    on_begin_ = nullptr;
    if (end_) return;
    end_ = std::move(how);
    changed_.pulse();
}

Task<Text> AnswerPipe::read() {
    while (pieces_.empty() && !end_) co_await changed_.wait();
    if (pieces_.empty()) co_return Text();
    Text piece = std::move(pieces_.front());
    pieces_.pop_front();
    waiting_ -= piece.size();
    changed_.pulse();
    co_return piece;
}

void AnswerPipe::leave() {
    left_ = true;
    pieces_.clear();
    waiting_ = 0;
    changed_.pulse();
}

Task<Result<Text>> AnswerStream::next() {
    Text piece = co_await pipe_->read();
    if (piece.empty() && !pipe_->how_ended().error.empty()) co_return Error{"the function failed in its answer"};
    co_return std::move(piece);
}

}  // namespace wt::lambda
