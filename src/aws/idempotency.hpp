#pragma once
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "aws/shape.hpp"
#include "base/hash.hpp"
#include "base/time.hpp"

namespace wt::aws {

/// What an input says, all but the member `token`, as a digest: two inputs with one fingerprint ask for the same. Bytes
/// that are streamed do not count.
[[nodiscard]] std::string fingerprint(const Structure& structure, const void* input, std::string_view token);
template <class Input>
[[nodiscard]] std::string fingerprint(const Input& input, std::string_view token) {
    return fingerprint(shape_of(Tag<Input>{}), &input, token);
}

/// The client tokens of one operation ("ClientToken"): who asks again with the token and the parameters of a call
/// within its lifetime is given the call's outcome, and nothing is done twice. Calls that fail are forgotten, so that
/// they can be tried again. A policy, told the time; holds `most` calls, of which the oldest leaves first.
template <class Outcome>
class ClientTokens {
public:
    enum class Seen : std::uint8_t {
        fresh,             // do it, then finish() or abandon()
        repeated,          // answer `outcome`
        other_parameters,  // the service's error for that
        unfinished,        // the first call is still on its way
    };
    struct Call {
        Seen seen = Seen::fresh;
        const Outcome* outcome = nullptr;  // of a repeated call; valid until the next begin()
    };

    ClientTokens(Duration lifetime, std::size_t most) : lifetime_(lifetime), most_(most) {}

    [[nodiscard]] Call begin(std::string_view token, std::string_view parameters, Instant now) {
        while (!calls_.empty() && now - calls_.front().since >= lifetime_) forget_oldest();
        if (const auto found = by_token_.find(token); found != by_token_.end()) {
            const Known& known = *found->second;
            if (known.parameters != parameters) return {Seen::other_parameters, nullptr};
            if (!known.outcome) return {Seen::unfinished, nullptr};
            return {Seen::repeated, &*known.outcome};
        }
        if (calls_.size() >= most_) forget_oldest();
        calls_.push_back({std::string(token), std::string(parameters), now, std::nullopt});
        by_token_.emplace(calls_.back().token, std::prev(calls_.end()));
        return {};
    }

    /// A fresh call has done what it was asked.
    void finish(std::string_view token, Outcome outcome) {
        if (const auto found = by_token_.find(token); found != by_token_.end())
            found->second->outcome = std::move(outcome);
    }

    /// A fresh call has failed.
    void abandon(std::string_view token) {
        const auto found = by_token_.find(token);
        if (found == by_token_.end()) return;
        const auto call = found->second;
        by_token_.erase(found);
        calls_.erase(call);
    }

    [[nodiscard]] std::size_t size() const { return calls_.size(); }

private:
    struct Known {
        std::string token;
        std::string parameters;
        Instant since;
        std::optional<Outcome> outcome;
    };

    void forget_oldest() {
        if (calls_.empty()) return;
        by_token_.erase(calls_.front().token);
        calls_.pop_front();
    }

    Duration lifetime_;
    std::size_t most_;
    std::list<Known> calls_;  // the oldest first
    std::unordered_map<std::string_view, typename std::list<Known>::iterator, TextHash, std::equal_to<>> by_token_;
};

}  // namespace wt::aws
