#include "identity/verified_tokens.hpp"

namespace wt::identity {

const Claims* VerifiedTokens::find(std::string_view token) {
    const auto found = by_tail_.find(tail(token));
    if (found == by_tail_.end() || found->second->token != token) return nullptr;
    tokens_.splice(tokens_.begin(), tokens_, found->second);
    return &found->second->claims;
}

const Claims& VerifiedTokens::add(std::string_view token, Claims claims) {
    if (const auto same = by_tail_.find(tail(token)); same != by_tail_.end()) {
        const auto place = same->second;
        by_tail_.erase(same);
        tokens_.erase(place);
    } else if (tokens_.size() >= most_) {
        by_tail_.erase(tail(tokens_.back().token));
        tokens_.pop_back();
    }
    tokens_.push_front({std::string(token), std::move(claims)});
    by_tail_.emplace(tail(tokens_.front().token), tokens_.begin());
    return tokens_.front().claims;
}

}  // namespace wt::identity
