#pragma once
#include <coroutine>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/assert.hpp"
#include "base/clock.hpp"

namespace wt {

namespace detail {

/// A list of waiting frames; each node lives in its waiter's frame and unlinks itself when that is destroyed.
class WaitList {
public:
    struct Node {
        explicit Node(Clock& clock) : sleeper(clock) {}
        Node(const Node&) = delete;
        Node& operator=(const Node&) = delete;
        ~Node() { unlink(); }
        void unlink() {
            if (list == nullptr) return;
            (before != nullptr ? before->after : list->first_) = after;
            (after != nullptr ? after->before : list->last_) = before;
            --list->size_;
            list = nullptr;
            before = after = nullptr;
        }
        WaitList* list = nullptr;
        Node* before = nullptr;
        Node* after = nullptr;
        std::coroutine_handle<> frame;
        void* owner = nullptr;  // the awaitable that the node is part of, where its list needs to know
        Sleeper sleeper;
    };
    WaitList() = default;
    WaitList(const WaitList&) = delete;
    WaitList& operator=(const WaitList&) = delete;
    ~WaitList() { WT_ASSERT(first_ == nullptr); }

    [[nodiscard]] bool empty() const { return first_ == nullptr; }
    [[nodiscard]] std::size_t size() const { return size_; }
    void push(Node& node, std::coroutine_handle<> frame) {
        node.list = this;
        node.frame = frame;
        node.before = std::exchange(last_, &node);
        (node.before != nullptr ? node.before->after : first_) = &node;
        ++size_;
    }
    /// Takes the one who has waited longest and lets the clock resume it after all that is due now, even if it also
    /// waits for a later moment.
    Node& wake_first() {
        Node& node = *first_;
        node.unlink();
        node.sleeper.cancel();
        node.sleeper.clock().wake_soon(node.sleeper, node.frame);
        return node;
    }

private:
    Node* first_ = nullptr;
    Node* last_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace detail

/// Something that happens; everyone who waits for it goes on. reset() makes it wait-for-able again.
class Event {
public:
    explicit Event(Clock& clock) : clock_(clock) {}

    void set() {
        is_set_ = true;
        while (!waiting_.empty()) waiting_.wake_first();
    }
    void reset() { is_set_ = false; }
    /// Lets those who wait now go on, without staying set.
    void pulse() {
        while (!waiting_.empty()) waiting_.wake_first();
    }
    [[nodiscard]] bool is_set() const { return is_set_; }

    struct Wait {
        Event& event;
        detail::WaitList::Node node;
        bool await_ready() const { return event.is_set_; }
        void await_suspend(std::coroutine_handle<> frame) { event.waiting_.push(node, frame); }
        void await_resume() const {}
    };
    [[nodiscard]] Wait wait() { return Wait{*this, detail::WaitList::Node(clock_)}; }
    /// Waits until `deadline` at the most; true when it happened first. The event outlives the wait.
    [[nodiscard]] Task<bool> wait_until(Instant deadline) {
        const std::optional<bool> happened =
            co_await Timeout<bool>(clock_, deadline - clock_.now(), [](Event& event) -> Task<bool> {
                co_await event.wait();
                co_return true;
            }(*this));
        co_return happened.has_value();
    }

private:
    Clock& clock_;
    bool is_set_ = false;
    detail::WaitList waiting_;
};

/// A number of places, taken one at a time; who finds none waits in line, first come first served.
class Semaphore {
public:
    Semaphore(Clock& clock, std::int64_t places) : clock_(clock), free_(places) {}

    /// A place that is held; given back when it goes out of scope.
    class Place {
    public:
        Place() = default;
        explicit Place(Semaphore& semaphore) : semaphore_(&semaphore) {}
        Place(Place&& other) noexcept : semaphore_(std::exchange(other.semaphore_, nullptr)) {}
        Place& operator=(Place&& other) noexcept {
            if (this != &other) {
                give_back();
                semaphore_ = std::exchange(other.semaphore_, nullptr);
            }
            return *this;
        }
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;
        ~Place() { give_back(); }
        void give_back() {
            if (semaphore_ != nullptr) std::exchange(semaphore_, nullptr)->release();
        }

    private:
        Semaphore* semaphore_ = nullptr;
    };

    struct Acquire {
        Semaphore& semaphore;
        detail::WaitList::Node node;
        bool granted = false;
        Acquire(Semaphore& from, Clock& clock) : semaphore(from), node(clock) {}
        Acquire(const Acquire&) = delete;
        Acquire& operator=(const Acquire&) = delete;
        ~Acquire() {
            // Handed a place by release(), then cancelled before it could run: the place goes to the next in line.
            if (granted) semaphore.release();
        }
        bool await_ready() {
            if (semaphore.free_ <= 0 || !semaphore.waiting_.empty()) return false;
            --semaphore.free_;
            granted = true;
            return true;
        }
        void await_suspend(std::coroutine_handle<> frame) {
            semaphore.waiting_.push(node, frame);
            node.owner = this;
        }
        [[nodiscard]] Place await_resume() {
            WT_ASSERT(granted);
            granted = false;
            return Place(semaphore);
        }
    };
    [[nodiscard]] Acquire acquire() { return Acquire(*this, clock_); }

    /// A place at once, or nothing.
    [[nodiscard]] std::optional<Place> try_acquire() {
        if (free_ <= 0 || !waiting_.empty()) return std::nullopt;
        --free_;
        return Place(*this);
    }

    /// So many places more, or fewer: those that are held stay held, and are given to nobody afterwards.
    void change(std::int64_t by) {
        free_ += by;
        hand_out();
    }

    /// Below zero while more are held than there are.
    [[nodiscard]] std::int64_t free() const { return free_; }
    [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }

private:
    void release() {
        ++free_;
        hand_out();
    }
    void hand_out() {
        for (; free_ > 0 && !waiting_.empty(); --free_)
            static_cast<Acquire*>(waiting_.wake_first().owner)->granted = true;
    }

    Clock& clock_;
    std::int64_t free_;
    detail::WaitList waiting_;
};

}  // namespace wt
