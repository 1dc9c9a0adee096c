#pragma once
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/hash.hpp"
#include "base/time.hpp"

namespace wt::identity {

/// A sign-in on its way: who has shown what so far, and what is asked for next.
struct SignIn {
    std::string pool;
    std::string client;
    std::string user;
    std::string sub;  // whose name it was when the sign-in began: a name may be given again
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
    std::string totp_name;
    bool totp_set = false;
    /// Of a custom sign-in: "NAME:RESULT", and what the function keeps to itself.
    bool is_custom = false;
    std::vector<std::string> steps;
    std::string private_parameters;
    std::string metadata_of_step;
    std::map<std::string, std::string> metadata;    // of the last answer's request
    std::map<std::string, std::string> validation;  // ClientMetadata of the request that began it
    bool is_unknown = false;                        // nobody has the name, which whoever tries is not to learn
    std::string source = "TokenGeneration_Authentication";
    std::string address;  // from where; empty: nobody said
    /// Factors and how they were shown, as events tell them: "Password", "Success".
    std::vector<std::pair<std::string, std::string>> factors;
    std::string event;  // its key among the user's events; empty: none yet
    Instant expires;
};

/// Sign-ins that wait for an answer, by their session. Each is good for one good answer and for as long as its client
/// says. Holds `most`; the oldest leaves first.
class Challenges {
public:
    explicit Challenges(std::size_t most) : most_(most) {}

    void add(const std::string& session, SignIn state) {
        while (order_.size() >= most_) {
            drop(order_.front());
            spent_.erase(order_.front());
            order_.pop_front();
        }
        order_.push_back(session);
        if (state.challenge == device_challenge) by_device_.insert_or_assign(device_of(state), session);
        waiting_.insert_or_assign(session, std::move(state));
    }
    /// The session of the last sign-in that waits for that device; empty: there is none.
    [[nodiscard]] std::string of_device(const SignIn& named) const {
        const auto found = by_device_.find(device_of(named));
        return found == by_device_.end() ? std::string() : found->second;
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
        if (!waiting_.contains(session)) return;
        const std::string whole(session);
        spent_.insert(whole);
        drop(whole);
    }
    [[nodiscard]] std::size_t size() const { return waiting_.size(); }

private:
    static constexpr std::string_view device_challenge = "DEVICE_SRP_AUTH";
    [[nodiscard]] static std::string device_of(const SignIn& state) {
        return state.client + '\n' + state.user + '\n' + state.device;
    }
    void drop(const std::string& session) {
        const auto found = waiting_.find(session);
        if (found == waiting_.end()) return;
        if (found->second.challenge == device_challenge) {
            const auto last = by_device_.find(device_of(found->second));
            if (last != by_device_.end() && last->second == session) by_device_.erase(last);
        }
        waiting_.erase(found);
    }

    std::size_t most_;
    std::unordered_map<std::string, SignIn, TextHash, std::equal_to<>> waiting_;
    std::unordered_set<std::string> spent_;
    std::unordered_map<std::string, std::string> by_device_;
    std::deque<std::string> order_;
};

}  // namespace wt::identity
