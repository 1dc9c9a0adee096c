#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/hash.hpp"
#include "base/time.hpp"

namespace wt::identity {

/// A refresh token of a sign-in that is not its newest one: another was given for it, or a retry was given another.
struct OlderToken {
    bool is_spent = false;  // somebody was given another for it
    Instant spent = epoch;  // when first
};

/// A sign-in, as its refresh token stands for it.
struct Session {
    std::string user;       // by name; empty: a client for itself
    std::string client;     // its id
    std::string origin;     // origin_jti of all its tokens
    Instant authenticated;  // auth_time of all its tokens
    Instant expires;
    std::string scope;
    std::string nonce;
    std::string device;
    std::string token;                        // the newest refresh token's digest; empty: it has none
    std::map<std::string, OlderToken> older;  // by their digests
    bool revoked = false;
    std::string event;  // of a pool with threat protection: the sign-in's id, in all of its tokens
};

/// The sign-ins that may be refreshed, or whose tokens were revoked. Holds `most` of them; the oldest leaves first.
class Sessions {
public:
    explicit Sessions(std::size_t most) : most_(most) {}

    /// A new one, whose origin no other has.
    Session& add(std::string_view refresh_token, Session session);
    /// One that was written down, or that takes the place of the one of its origin.
    Session& put(Session session);
    /// By one of its refresh tokens. Null when it is not known. Valid until the next change.
    [[nodiscard]] Session* find(std::string_view refresh_token);
    [[nodiscard]] Session* of_origin(std::string_view origin);
    [[nodiscard]] std::vector<Session*> of_user(std::string_view user);
    void remove(std::string_view origin);
    [[nodiscard]] std::size_t size() const { return sessions_.size(); }
    [[nodiscard]] std::vector<std::string> origins() const;
    /// Origins of those that left since this was last asked.
    [[nodiscard]] std::vector<std::string> left() { return std::exchange(left_, {}); }

private:
    void forget(const Session& session);

    std::size_t most_;
    std::unordered_map<std::string, Session, TextHash, std::equal_to<>> sessions_;      // by origin
    std::unordered_map<std::string, std::string, TextHash, std::equal_to<>> by_token_;  // origins, by digest
    std::deque<std::string> order_;                                                     // origins; the oldest first
    std::vector<std::string> left_;
};

}  // namespace wt::identity
