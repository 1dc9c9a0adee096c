#include "base/clock.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"
#include "base/hash.hpp"

namespace wt {

std::uint64_t Clock::next_order() {
    const std::uint64_t order = asked_++;
    return tie_seed_ == 0 ? order : mix(order, tie_seed_);
}

void Clock::wake_at(Sleeper& sleeper, Instant deadline, std::coroutine_handle<> frame) {
    WT_ASSERT(!sleeper.asleep() && deadline >= now_);
    sleeper.frame_ = frame;
    const Entry entry{deadline, next_order(), &sleeper};
    if (std::exchange(gap_, false)) return sift_down(0, entry);
    heap_.emplace_back();
    sift_up(heap_.size() - 1, entry);
}

void Clock::close_gap() {
    if (std::exchange(gap_, false)) remove(0);
}

void Clock::wake_soon(Sleeper& sleeper, std::coroutine_handle<> frame) {
    if (tie_seed_ != 0) return wake_at(sleeper, now_, frame);
    WT_ASSERT(!sleeper.asleep());
    sleeper.frame_ = frame;
    sleeper.place_ = Sleeper::in_ready_queue;
    ready_.push_back(Ready{next_order(), &sleeper});
}

void Clock::cancel(Sleeper& sleeper) {
    if (sleeper.place_ == Sleeper::in_ready_queue) {
        for (Ready& entry : ready_) {
            if (entry.sleeper == &sleeper) entry.sleeper = nullptr;
        }
    } else {
        close_gap();
        remove(sleeper.place_);
    }
    sleeper.place_ = Sleeper::awake;
}

void Clock::remove(std::size_t place) {
    const Entry last = heap_.back();
    heap_.pop_back();
    if (place == heap_.size()) return;
    if (place > 0 && last.before(heap_[(place - 1) / 4])) {
        sift_up(place, last);
    } else {
        sift_down(place, last);
    }
}

void Clock::sift_up(std::size_t place, Entry entry) {
    while (place > 0) {
        const std::size_t parent = (place - 1) / 4;
        if (!entry.before(heap_[parent])) break;
        put(place, heap_[parent]);
        place = parent;
    }
    put(place, entry);
}

void Clock::sift_down(std::size_t place, Entry entry) {
    const auto earlier = [](const Entry* a, const Entry* b) { return b->before(*a) ? b : a; };
    const Entry* const heap = heap_.data();
    const std::size_t size = heap_.size();
    for (;;) {
        const std::size_t first = 4 * place + 1;
        if (first >= size) break;
        const Entry* least = heap + first;
        if (first + 4 <= size) {
            least = earlier(earlier(least, least + 1), earlier(least + 2, least + 3));
        } else {
            for (const Entry* child = least + 1; child < heap + size; ++child) least = earlier(least, child);
        }
        if (!least->before(entry)) break;
        put(place, *least);
        place = static_cast<std::size_t>(least - heap);
    }
    put(place, entry);
}

void Clock::drop_cancelled() {
    while (!ready_.empty() && ready_.front().sleeper == nullptr) ready_.pop_front();
}

std::optional<Instant> Clock::next_deadline() const {
    for (const Ready& entry : ready_) {
        if (entry.sleeper != nullptr) return now_;
    }
    if (!gap_) return heap_.empty() ? std::nullopt : std::optional(heap_.front().deadline);
    std::optional<Instant> next;
    for (std::size_t child = 1; child < std::min<std::size_t>(heap_.size(), 5); ++child) {
        next = std::min(next.value_or(never), heap_[child].deadline);
    }
    return next;
}

bool Clock::wake_one(Instant limit) {
    close_gap();
    drop_cancelled();
    Sleeper* next = nullptr;
    const bool ready = !ready_.empty();
    // Both wait for now: the one who asked first goes first.
    const bool heap_first =
        !heap_.empty() && (!ready || (heap_.front().deadline == now_ && heap_.front().order < ready_.front().order));
    if (heap_first) {
        if (heap_.front().deadline > limit) return false;
        WT_ASSERT(heap_.front().deadline >= now_);
        now_ = heap_.front().deadline;
        next = heap_.front().sleeper;
        gap_ = true;
    } else if (ready) {
        next = ready_.front().sleeper;
        ready_.pop_front();
    } else {
        return false;
    }
    next->place_ = Sleeper::awake;
    ++events_;
    next->frame_.resume();
    return true;
}

std::uint64_t Clock::run_until(Instant limit) {
    const std::uint64_t before = events_;
    while (wake_one(limit)) {
    }
    if (now_ < limit) now_ = limit;
    return events_ - before;
}

std::uint64_t Clock::run(Instant limit) {
    const std::uint64_t before = events_;
    while (wake_one(limit)) {
    }
    return events_ - before;
}

}  // namespace wt
