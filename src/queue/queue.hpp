#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "base/context.hpp"
#include "base/result.hpp"
#include "base/sync.hpp"
#include "base/text.hpp"
#include "queue/config.hpp"

namespace wt::queue {

struct Message {
    std::uint64_t number = 0;  // counted from 1, in the order of sending; a dead letter's is its new queue's
    Text body;
    std::uint64_t request = 0;   // whose write it is
    Instant sent{};              // a dead letter keeps it
    Instant received{};          // for the first time; at the epoch: not yet
    std::uint64_t receives = 0;  // how often it was received, this time included: with the number, its receipt
};

/// A standard queue of SQS: a message that was received is hidden until its visibility timeout, and comes again unless
/// it was deleted by then. Messages come roughly in order, and one whose receiver is late comes twice. Answers without
/// a wait of its own; latency and faults are the caller's.
class Queue {
public:
    /// Takes a message that was received too often.
    using DeadLetters = std::function<void(Message)>;
    Queue(const Context& context, std::string_view name, const QueueConfig& config, DeadLetters dead_letters = {});
    Queue(const Queue&) = delete;
    Queue& operator=(const Queue&) = delete;

    /// Refused, in SQS's words, when it is too large.
    [[nodiscard]] std::optional<Error> send(Text body, std::uint64_t request);
    /// Takes what another queue gave up.
    void take_in(Message dead);
    /// Up to so many of those that can be received; at most `most_per_receive`.
    [[nodiscard]] std::vector<Message> receive(std::uint64_t most);
    /// They are done with, but those that somebody else has received since; in requests of ten.
    void remove(const std::vector<Message>& received);

    /// Happens when there may be something to receive; when messages only come into sight again, whoever waits asks
    /// for next_sight().
    [[nodiscard]] Event& changed() { return changed_; }
    /// How many can be received now.
    [[nodiscard]] std::uint64_t visible();
    /// When a hidden message comes into sight; none: there is none.
    [[nodiscard]] std::optional<Instant> next_sight();
    /// All that are here: in sight, delayed, and in somebody's hands.
    [[nodiscard]] std::uint64_t waiting() const { return messages_.size(); }
    /// Forgets them all.
    void clear();

    [[nodiscard]] const QueueConfig& config() const { return config_; }
    /// For messages that are sent or received from now on.
    [[nodiscard]] std::optional<Error> update(const QueueConfig& config);

private:
    using Hidden = std::multimap<Instant, std::uint64_t>;  // numbers, by when they come into sight
    struct Kept {
        Message message;
        bool in_sight = false;
        Hidden::iterator hidden{};  // while it is not
    };
    using Messages = std::map<std::uint64_t, Kept>;  // by number

    void put(Message message, Duration hidden);
    void hide(Kept& kept, Duration span);
    /// What was hidden for long enough comes into sight.
    void surface();
    void drop(Messages::iterator gone);
    void measure();

    Context context_;
    QueueConfig config_;
    DeadLetters dead_letters_;
    Event changed_;
    std::uint64_t last_number_ = 0;
    Messages messages_;
    std::deque<std::uint64_t> in_sight_;  // in the order of receiving; some may be gone
    Hidden hidden_;
    std::uint64_t visible_ = 0;
    std::uint64_t in_flight_ = 0;

    Counter& requests_;
    Counter& billed_;  // requests, of which one is charged for each 64 KB of a payload
    Counter& sent_;
    Counter& received_;
    Counter& deleted_;
    Counter& expired_;
    Counter& dead_;
    Gauge& visible_now_;
    Gauge& in_flight_now_;
};

}  // namespace wt::queue
