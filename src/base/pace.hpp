#pragma once
#include <cstdint>
#include <functional>
#include <optional>

#include "base/context.hpp"
#include "base/scope.hpp"
#include "base/task.hpp"

namespace wt {

/// What AWS does behind an answer: a function becomes active, a mapping begins to read. Until it is over it is told as
/// a status. Plain data, kept in the row of what it is about, so that it ends after a restart, too.
struct Course {
    Instant began;
    Instant ends;
    bool operator==(const Course&) const = default;
};

/// How long that takes here: nothing, so that nobody waits, or as long as it usually takes at AWS. Goes by the run's
/// clock. Whoever tells a status asks here, whatever the service.
class Pace {
public:
    enum class Kind : std::uint8_t { at_once, aws };

    explicit Pace(const Context& context, Kind kind = Kind::at_once) : clock_(context.clock), kind_(kind) {}
    Pace(const Pace&) = delete;
    Pace& operator=(const Pace&) = delete;

    /// How long that takes which takes so long at AWS.
    [[nodiscard]] Duration of(Duration usually) const { return kind_ == Kind::aws ? usually : Duration::zero(); }
    /// What begins now, and takes that long at AWS; none: it is over already.
    [[nodiscard]] std::optional<Course> begin(Duration usually) const;
    /// One that begins in the future was begun by a clock that has been set back since, and is over, too.
    [[nodiscard]] bool over(const Course& course) const;
    /// Calls at its end, which may be now; not when this is gone.
    void when_over(const Course& course, std::function<void()> then);

private:
    [[nodiscard]] static Task<void> wait(Clock& clock, Instant end, std::function<void()> then);

    Clock& clock_;
    Kind kind_;
    Scope waiting_;
};

}  // namespace wt
