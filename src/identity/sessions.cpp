#include "identity/sessions.hpp"

#include "base/assert.hpp"

namespace wt::identity {

void Sessions::add(std::string refresh_token, Session session) {
    if (sessions_.size() >= most_) {
        sessions_.erase(sessions_.find(order_.front()));
        order_.pop_front();
    }
    const auto [place, fresh] = sessions_.emplace(std::move(refresh_token), std::move(session));
    WT_ASSERT(fresh);
    order_.push_back(place->first);
}

const Session* Sessions::find(std::string_view refresh_token) const {
    const auto found = sessions_.find(refresh_token);
    return found == sessions_.end() ? nullptr : &found->second;
}

}  // namespace wt::identity
