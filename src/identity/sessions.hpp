#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/hash.hpp"
#include "base/time.hpp"

namespace wt::identity {

/// A sign-in, as its refresh token stands for it.
struct Session {
    std::uint64_t user = 0;
    std::string origin;     // origin_jti of all its tokens
    Instant authenticated;  // auth_time of all its tokens
    Instant expires;
};

/// The sign-ins that may be refreshed, by refresh token. Holds `most` of them; the oldest leaves first.
class Sessions {
public:
    explicit Sessions(std::size_t most) : most_(most) {}

    /// `refresh_token` is not one that was added before.
    void add(std::string refresh_token, Session session);
    /// Null when it is not known. Valid until the next add().
    [[nodiscard]] const Session* find(std::string_view refresh_token) const;
    [[nodiscard]] std::size_t size() const { return sessions_.size(); }

private:
    std::size_t most_;
    std::unordered_map<std::string, Session, TextHash, std::equal_to<>> sessions_;
    std::deque<std::string_view> order_;  // the oldest first; names in sessions_
};

}  // namespace wt::identity
