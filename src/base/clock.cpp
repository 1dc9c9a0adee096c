#include "base/clock.hpp"

#include <utility>

#include "base/assert.hpp"
#include "base/hash.hpp"

namespace wt {

void Clock::wake_at(Sleeper& sleeper, Instant deadline, std::coroutine_handle<> frame) {
    WT_ASSERT(!sleeper.asleep() && deadline >= now_);
    sleeper.frame_ = frame;
    sleeper.deadline_ = deadline;
    put(sleeper);
    if (earliest_ != nullptr && deadline < earliest_->deadline_) earliest_ = &sleeper;
    if (tie_seed_ == 0) return;
    // First instead of last, as often as not.
    if ((mix(asked_++, tie_seed_) & 1U) != 0) slots_[sleeper.slot_] = &sleeper;
    earliest_ = nullptr;
}

void Clock::put(Sleeper& sleeper) {
    const std::uint64_t deadline = count_of(sleeper.deadline_);
    const auto highest = static_cast<std::uint32_t>(std::bit_width((deadline ^ count_of(reached_)) | 1U) - 1);
    const std::uint32_t digit = highest / digit_bits;
    const auto value = static_cast<std::uint32_t>(deadline >> (digit * digit_bits)) & (slots_of_digit - 1);
    sleeper.slot_ = digit * slots_of_digit + value;
    Sleeper*& first = slots_[sleeper.slot_];
    if (first == nullptr) {
        first = sleeper.before_ = sleeper.after_ = &sleeper;
        taken_[digit] |= std::uint64_t{1} << value;
        taken_digits_ |= 1U << digit;
    } else {
        sleeper.after_ = first;
        sleeper.before_ = std::exchange(first->before_, &sleeper);
        sleeper.before_->after_ = &sleeper;
    }
}

void Clock::remove(Sleeper& sleeper) {
    Sleeper* const after = std::exchange(sleeper.after_, nullptr);
    if (earliest_ == &sleeper) earliest_ = nullptr;
    Sleeper*& first = slots_[sleeper.slot_];
    if (after != &sleeper) {
        after->before_ = sleeper.before_;
        sleeper.before_->after_ = after;
        if (first == &sleeper) first = after;
        return;
    }
    first = nullptr;
    const std::uint32_t digit = sleeper.slot_ / slots_of_digit;
    taken_[digit] &= ~(std::uint64_t{1} << (sleeper.slot_ % slots_of_digit));
    if (taken_[digit] == 0) taken_digits_ &= ~(1U << digit);
}

Sleeper* Clock::earliest() {
    if (earliest_ != nullptr || taken_digits_ == 0) return earliest_;
    const auto digit = static_cast<std::uint32_t>(std::countr_zero(taken_digits_));
    const auto value = static_cast<std::uint32_t>(std::countr_zero(taken_[digit]));
    Sleeper* const first = slots_[digit * slots_of_digit + value];
    earliest_ = first;
    for (Sleeper* other = first->after_; other != first; other = other->after_) {
        if (other->deadline_ < earliest_->deadline_) earliest_ = other;
    }
    return earliest_;
}

void Clock::spread(std::uint32_t slot) {
    Sleeper* const first = std::exchange(slots_[slot], nullptr);
    if (first == nullptr) return;
    const std::uint32_t digit = slot / slots_of_digit;
    taken_[digit] &= ~(std::uint64_t{1} << (slot % slots_of_digit));
    if (taken_[digit] == 0) taken_digits_ &= ~(1U << digit);
    Sleeper* const last = first->before_;
    for (Sleeper* one = first; one != nullptr;) {
        Sleeper* const next = one == last ? nullptr : one->after_;
        put(*one);
        one = next;
    }
}

std::optional<Instant> Clock::next_deadline() {
    const Sleeper* const next = earliest();
    return next == nullptr ? std::nullopt : std::optional(next->deadline_);
}

bool Clock::wake_one(Instant limit) {
    Sleeper* const next = earliest();
    if (next == nullptr || next->deadline_ > limit) return false;
    WT_ASSERT(next->deadline_ >= now_);
    now_ = reached_ = next->deadline_;
    remove(*next);
    if (next->slot_ >= slots_of_digit) spread(next->slot_);  // in a slot of the lowest digit all are due at once
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
