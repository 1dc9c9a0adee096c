#pragma once
#include <cstdint>
#include <string>

#include "base/text.hpp"
#include "front/transport.hpp"
#include "http/body.hpp"

namespace wt::front {

/// Answers to pipelined requests, or frames, gather up to here before they are written.
inline constexpr std::size_t gathered = 64 * 1024;
/// What one connection may write before the others have their turn.
inline constexpr std::uint64_t turn = 4 * 1024 * 1024;

/// What waits to be written to a client: heads and small bodies, one answer behind another, and behind them perhaps a
/// large body, which stays where it is: a text, or a part of a file.
class Outbox {
public:
    /// Where heads and small bodies are added; only while there is no large body behind them.
    [[nodiscard]] std::string& text() { return text_; }
    void add(Text body);
    void add(http::FileSlice slice);

    [[nodiscard]] bool has_large_body() const { return !body_.empty() || slice_.size > 0; }
    /// Bytes that are not written yet.
    [[nodiscard]] std::uint64_t left() const { return text_.size() + body_.size() - written_ + slice_.size; }

    /// How a write ended: with everything written, with a socket that takes no more now, with one that might but has
    /// had its turn (others wait too), or with one that is broken (or a file that is shorter than was said).
    enum class Written : std::uint8_t { all, blocked, turn_over, failed };
    /// Writes what the transport takes now.
    [[nodiscard]] Written write(Transport& transport);

private:
    [[nodiscard]] Written write_texts(Transport& transport);
    [[nodiscard]] Written write_slice(Transport& transport);
    void clear();

    std::string text_;
    Text body_;
    std::size_t written_ = 0;  // of both
    http::FileSlice slice_;    // what is left of it
};

}  // namespace wt::front
