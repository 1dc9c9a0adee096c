#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "lambda/api/catalogue.hpp"
#include "lambda/async_queue.hpp"

namespace wt::lambda::api {

/// An event in a function's queue, and how far it has come; or the record of one that has ended, on its way to a
/// bucket.
struct WaitingEvent {
    FunctionName function;
    lambda::Event event;
    AsyncProgress progress;
    /// Where the record goes that the event's body is then, under the event's key; empty: it is in the queue.
    std::string bucket;
};

/// What functions' queues hold, as rows, for as long as it takes: whoever was told that an event is taken finds it
/// done with, also after a crash, and perhaps twice. Without a store that keeps anything it holds nothing.
class WaitingEvents {
public:
    explicit WaitingEvents(Catalogue& catalogue);

    /// What earlier runs left, as it stood. Once.
    [[nodiscard]] std::vector<std::pair<std::uint64_t, WaitingEvent>> take_left() { return std::move(left_); }
    /// It waits from now on, by this number; zero where nothing is kept.
    [[nodiscard]] std::uint64_t add(WaitingEvent waiting);
    /// The same, where its row is staged by whoever has `rows`.
    [[nodiscard]] std::uint64_t add(WaitingEvent waiting, std::vector<store::Change>& rows);
    /// One of take_left() goes on.
    void go_on(std::uint64_t number, WaitingEvent waiting) { waiting_.emplace(number, std::move(waiting)); }
    void move_on(std::uint64_t number, const AsyncProgress& progress);
    /// It is done with. Zero is nobody's.
    void remove(std::uint64_t number);
    /// What is in the queues of that function, whatever its qualifier.
    void forget(const FunctionName& function);

    /// What is changed while there is one happens together.
    class Step {
    public:
        explicit Step(WaitingEvents& of) : of_(of) { ++of_.steps_; }
        Step(const Step&) = delete;
        Step& operator=(const Step&) = delete;
        ~Step() {
            --of_.steps_;
            of_.stage();
        }

    private:
        WaitingEvents& of_;
    };

private:
    void change(std::uint64_t number, const WaitingEvent* waiting);
    void stage();

    Catalogue& catalogue_;
    std::uint64_t last_ = 0;
    std::map<std::uint64_t, WaitingEvent> waiting_;
    std::vector<std::pair<std::uint64_t, WaitingEvent>> left_;
    int steps_ = 0;
    std::vector<store::Change> changes_;
};

}  // namespace wt::lambda::api
