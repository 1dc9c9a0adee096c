#pragma once
#include <cstddef>
#include <string_view>

#include "base/assert.hpp"

/// Bytes as they come over a socket: some at a time, and what was not used is offered again with more behind it.
class Pieces {
public:
    Pieces(std::string_view bytes, std::size_t step) : left_(bytes), step_(step), seen_(bytes.substr(0, step)) {}

    [[nodiscard]] bool over() const { return left_.empty(); }
    [[nodiscard]] std::string_view seen() const { return seen_; }

    /// So many of what was seen were used, which ended a message: the next begins with a piece of its own.
    void next_message(std::size_t used) {
        use(used);
        seen_ = left_.substr(0, step_);
    }
    /// So many were used, and more are asked for; false when everything has been offered.
    [[nodiscard]] bool more(std::size_t used) {
        use(used);
        const std::size_t kept = seen_.size() - used;
        if (kept == left_.size()) return false;
        seen_ = left_.substr(0, kept + step_);
        return true;
    }

private:
    void use(std::size_t used) {
        WT_ASSERT(used <= seen_.size());
        left_.remove_prefix(used);
    }

    std::string_view left_;
    std::size_t step_;
    std::string_view seen_;
};
