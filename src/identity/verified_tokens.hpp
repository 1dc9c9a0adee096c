#pragma once
#include <algorithm>
#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/hash.hpp"
#include "identity/tokens.hpp"

namespace wt::identity {

/// Tokens whose signature was found good, so that one that comes again costs a comparison. Holds `most` of them; the
/// one that was not asked for longest leaves first. Says nothing about time.
class VerifiedTokens {
public:
    explicit VerifiedTokens(std::size_t most) : most_(most) {}

    /// What the token says; null when it is not known, down to the last character. Valid until the next add().
    [[nodiscard]] const Claims* find(std::string_view token);
    const Claims& add(std::string_view token, Claims claims);
    [[nodiscard]] std::size_t size() const { return tokens_.size(); }

private:
    struct Known {
        std::string token;
        Claims claims;
    };
    /// The end of a signature tells tokens apart: only tokens with a good signature are ever added, and nobody can
    /// choose how theirs ends.
    [[nodiscard]] static std::string_view tail(std::string_view token) {
        constexpr std::size_t letters = 32;
        return token.substr(token.size() - std::min(letters, token.size()));
    }

    std::size_t most_;
    std::list<Known> tokens_;  // the latest asked for first
    std::unordered_map<std::string_view, std::list<Known>::iterator, TextHash> by_tail_;
};

}  // namespace wt::identity
