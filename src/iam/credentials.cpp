#include "iam/credentials.hpp"

namespace wt::iam {

void Credentials::add(Credential credential) {
    remove(credential.access_key_id);
    if (credential.expiration) by_end_.emplace(*credential.expiration, credential.access_key_id);
    std::string id = credential.access_key_id;
    known_.emplace(std::move(id), std::move(credential));
    while (by_end_.size() > most_temporary_) {
        const std::string first = by_end_.begin()->second;
        remove(first);
    }
}

const Credential* Credentials::find(std::string_view access_key_id) const {
    const auto found = known_.find(access_key_id);
    return found == known_.end() ? nullptr : &found->second;
}

void Credentials::forget_temporary(std::string_view account) {
    std::vector<std::string> gone;
    for (const auto& [end, id] : by_end_) {
        if (account.empty() || find(id)->principal.account == account) gone.push_back(id);
    }
    for (const std::string& id : gone) remove(id);
}

void Credentials::forget_expired(Instant now) {
    while (!by_end_.empty() && by_end_.begin()->first <= now) {
        const std::string first = by_end_.begin()->second;
        remove(first);
    }
}

void Credentials::remove(std::string_view access_key_id) {
    const auto found = known_.find(access_key_id);
    if (found == known_.end()) return;
    if (found->second.expiration) by_end_.erase({*found->second.expiration, found->first});
    known_.erase(found);
}

}  // namespace wt::iam
