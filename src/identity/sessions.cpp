#include "identity/sessions.hpp"

#include "aws/digests.hpp"
#include "base/assert.hpp"

namespace wt::identity {

Session& Sessions::add(std::string_view refresh_token, Session session) {
    WT_ASSERT(!sessions_.contains(session.origin));
    if (!refresh_token.empty()) session.token = aws::sha256(refresh_token).hex();
    return put(std::move(session));
}

void Sessions::forget(const Session& session) {
    by_token_.erase(session.token);
    for (const auto& [token, use] : session.older) by_token_.erase(token);
}

Session& Sessions::put(Session session) {
    const auto known = sessions_.find(session.origin);
    if (known != sessions_.end()) {
        forget(known->second);
    } else {
        order_.push_back(session.origin);
    }
    // Those that were removed leave the order when their turn comes.
    while (known == sessions_.end() && sessions_.size() >= most_) {
        const std::string oldest = std::move(order_.front());
        order_.pop_front();
        const auto place = sessions_.find(oldest);
        if (place == sessions_.end()) continue;
        forget(place->second);
        sessions_.erase(place);
        left_.push_back(oldest);
    }
    if (!session.token.empty()) by_token_.insert_or_assign(session.token, session.origin);
    for (const auto& [token, use] : session.older) by_token_.insert_or_assign(token, session.origin);
    std::string origin = session.origin;
    return sessions_.insert_or_assign(std::move(origin), std::move(session)).first->second;
}

Session* Sessions::find(std::string_view refresh_token) {
    const auto found = by_token_.find(aws::sha256(refresh_token).hex());
    return found == by_token_.end() ? nullptr : of_origin(found->second);
}

Session* Sessions::of_origin(std::string_view origin) {
    const auto found = sessions_.find(origin);
    return found == sessions_.end() ? nullptr : &found->second;
}

std::vector<Session*> Sessions::of_user(std::string_view user) {
    std::vector<Session*> all;
    for (auto& [origin, session] : sessions_) {
        if (session.user == user) all.push_back(&session);
    }
    return all;
}

std::vector<std::string> Sessions::origins() const {
    std::vector<std::string> all;
    for (const auto& [origin, session] : sessions_) all.push_back(origin);
    return all;
}

void Sessions::remove(std::string_view origin) {
    const auto found = sessions_.find(origin);
    if (found == sessions_.end()) return;
    forget(found->second);
    sessions_.erase(found);
}

}  // namespace wt::identity
