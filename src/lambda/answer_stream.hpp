#pragma once
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/sync.hpp"
#include "http/body.hpp"

namespace wt::lambda {

/// How an answer ended that was written piece by piece.
struct AnswerEnd {
    Text error;       // a function error's JSON; empty: there was none
    std::string log;  // the end of the log, where it was asked for
};

/// A program's answer between the program that writes it and whoever invoked it. Both have it, and either may end
/// first: who writes too far ahead waits, and for a reader that has gone everything counts as read, so that an
/// invocation never depends on its caller.
class AnswerPipe {
public:
    using OnBegin = std::function<void(Text content_type)>;

    /// `on_begin` is told when the answer begins, once. The clock outlives the pipe.
    AnswerPipe(Clock& clock, OnBegin on_begin) : on_begin_(std::move(on_begin)), changed_(clock) {}
    AnswerPipe(const AnswerPipe&) = delete;
    AnswerPipe& operator=(const AnswerPipe&) = delete;

    // For who writes.
    void begin(Text content_type);
    [[nodiscard]] bool begun() const { return begun_; }
    [[nodiscard]] Task<void> write(Text piece);
    /// Whoever waits on either side goes on. What comes after the first end counts for nothing.
    void end(AnswerEnd how);

    // For who reads.
    /// The next piece; an empty one at the end.
    [[nodiscard]] Task<Text> read();
    [[nodiscard]] const AnswerEnd& how_ended() const { return *end_; }
    void leave();

    /// So much may wait to be read.
    static constexpr std::size_t most_waiting = 1024 * 1024;

private:
    OnBegin on_begin_;
    bool begun_ = false;
    bool left_ = false;
    std::deque<Text> pieces_;
    std::size_t waiting_ = 0;
    std::optional<AnswerEnd> end_;
    Event changed_;
};

/// The reader's side, as a body: the stream of an answer that is a payload (Function) is one. It ends with an error
/// where the function did.
class AnswerStream final : public http::BodyStream {
public:
    explicit AnswerStream(std::shared_ptr<AnswerPipe> pipe) : pipe_(std::move(pipe)) {}
    ~AnswerStream() override { pipe_->leave(); }

    [[nodiscard]] std::optional<std::uint64_t> size() const override { return std::nullopt; }
    [[nodiscard]] Task<Result<Text>> next() override;
    /// After the last piece.
    [[nodiscard]] const AnswerEnd& how_ended() const { return pipe_->how_ended(); }

private:
    std::shared_ptr<AnswerPipe> pipe_;
};

}  // namespace wt::lambda
