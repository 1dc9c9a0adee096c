#pragma once
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/hash.hpp"
#include "base/time.hpp"

namespace wt::identity {

/// A sign-in on its way: who has shown what so far, and what is asked for next.
struct SignIn {
    std::string pool;
    std::string client;
    std::string user;
    bool is_admin = false;
    bool by_choice = false;  // USER_AUTH
    bool for_page = false;   // managed login makes the tokens
    std::string challenge;   // that waits for an answer; empty: none yet
    std::string attribute;   // to which a code went
    std::string code;        // that went
    std::string srp_key;
    std::string srp_block;
    std::string device;         // by its key
    bool device_known = false;  // it has proved itself
    bool second_done = false;
    std::string totp_secret;  // on its way to be the user's
    bool totp_set = false;
    /// Of a custom sign-in: "NAME:RESULT", and what the function keeps to itself.
    bool is_custom = false;
    std::vector<std::string> steps;
    std::string private_parameters;
    std::string metadata_of_step;
    std::map<std::string, std::string> metadata;
    std::string source = "TokenGeneration_Authentication";
    std::map<std::string, std::string> attributes;  // of somebody who does not exist
    Instant expires;
};

/// Sign-ins that wait for an answer, by their session. Each is good for one good answer and for as long as its client
/// says. Holds `most`; the oldest leaves first.
class Challenges {
public:
    explicit Challenges(std::size_t most) : most_(most) {}

    void add(const std::string& session, SignIn state) {
        while (order_.size() >= most_) {
            waiting_.erase(order_.front());
            spent_.erase(order_.front());
            order_.pop_front();
        }
        order_.push_back(session);
        waiting_.insert_or_assign(session, std::move(state));
    }
    enum class Seen { waiting, spent, expired, unknown };
    struct Found {
        Seen seen;
        const SignIn* state;  // where it waits
    };
    [[nodiscard]] Found find(std::string_view session, Instant now) const {
        const auto found = waiting_.find(session);
        if (found == waiting_.end())
            return {spent_.contains(std::string(session)) ? Seen::spent : Seen::unknown, nullptr};
        if (found->second.expires <= now) return {Seen::expired, nullptr};
        return {Seen::waiting, &found->second};
    }
    /// It is good no more.
    void spend(std::string_view session) {
        const auto found = waiting_.find(session);
        if (found == waiting_.end()) return;
        spent_.insert(found->first);
        waiting_.erase(found);
    }
    [[nodiscard]] std::size_t size() const { return waiting_.size(); }

private:
    std::size_t most_;
    std::unordered_map<std::string, SignIn, TextHash, std::equal_to<>> waiting_;
    std::unordered_set<std::string> spent_;
    std::deque<std::string> order_;
};

}  // namespace wt::identity
