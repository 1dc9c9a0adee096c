#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "base/sync.hpp"
#include "http/body.hpp"
#include "http/message.hpp"

namespace wt::front {

/// A request's body between the connection that puts in what it reads and the handler that takes it out. Shared by the
/// two, because either may end first. It holds what it is given; the connection looks at waiting() and reads no more
/// than it means to hold.
class IncomingBody final : public http::BodyReader {
public:
    /// `length`: what Content-Length announced. The clock must outlive the body.
    IncomingBody(Clock& clock, std::optional<std::uint64_t> length) : length_(length), arrived_(clock) {}

    [[nodiscard]] std::optional<std::uint64_t> length() const override { return length_; }
    [[nodiscard]] Task<Result<Text, http::BodyError>> next() override;
    [[nodiscard]] std::string_view trailer(std::string_view name) const override { return trailers_.get(name); }

    /// Who puts it in: is told when a piece is asked for, and when one was taken.
    class Source {
    public:
        virtual void on_asked() = 0;

    protected:
        ~Source() = default;
    };

    // For the source.
    /// Lasts until let_go().
    void come_from(Source& source) { source_ = &source; }
    void put(Text piece);
    /// The body is whole.
    void end(http::Headers trailers = {});
    /// No more will come, because of that. What waits may still be taken.
    void fail(http::BodyError why);
    /// The source goes its own way: what waits is dropped, nothing more is asked for.
    void let_go();
    /// The memory that waits to be taken, in bytes: small pieces count for more than they hold.
    [[nodiscard]] std::size_t waiting() const { return waiting_; }

private:
    enum class State : std::uint8_t { coming, whole, failed };
    void ask() {
        if (source_ != nullptr) source_->on_asked();
    }

    std::optional<std::uint64_t> length_;
    std::deque<Text> pieces_;
    http::Headers trailers_;
    std::size_t waiting_ = 0;
    State state_ = State::coming;
    http::BodyError error_ = http::BodyError::gone;
    Event arrived_;
    Source* source_ = nullptr;
};

}  // namespace wt::front
