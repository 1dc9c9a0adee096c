#include "base/pace.hpp"

namespace wt {

std::optional<Course> Pace::begin(Duration usually) const {
    const Duration takes = of(usually);
    if (takes <= Duration::zero()) return std::nullopt;
    return Course{clock_.now(), clock_.after(takes)};
}

bool Pace::over(const Course& course) const {
    return kind_ == Kind::at_once || clock_.now() >= course.ends || clock_.now() < course.began;
}

void Pace::when_over(const Course& course, std::function<void()> then) {
    if (over(course)) return then();
    waiting_.spawn(wait(clock_, course.ends, std::move(then)));
}

Task<void> Pace::wait(Clock& clock, Instant end, std::function<void()> then) {
    co_await clock.sleep_until(end);
    then();
}

}  // namespace wt
