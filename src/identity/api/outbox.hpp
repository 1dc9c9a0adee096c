#pragma once
#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace wt::identity {

/// What a pool sends to a person.
struct Message {
    Instant sent;
    std::string pool;
    std::string user;
    std::string medium;   // "EMAIL", "SMS"
    std::string to;       // an address or a number
    std::string about;    // why, as triggers call it: "CustomMessage_SignUp"
    std::string code;     // the code or temporary password in it; empty: none
    std::string subject;  // empty for SMS
    std::string text;
};

/// What pools have sent. Nothing leaves the machine: whoever tests looks here. Holds the last thousand.
class Outbox {
public:
    void add(Message message) {
        if (messages_.size() >= most) messages_.pop_front();
        messages_.push_back(std::move(message));
        if (told_) told_(messages_.back());
    }
    [[nodiscard]] const std::deque<Message>& messages() const { return messages_; }
    void clear() { messages_.clear(); }
    /// Told of each message from now on.
    void watch(std::function<void(const Message&)> told) { told_ = std::move(told); }

    static constexpr std::size_t most = 1000;

private:
    std::deque<Message> messages_;
    std::function<void(const Message&)> told_;
};

}  // namespace wt::identity
