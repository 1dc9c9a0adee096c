#include "scenario/fault_player.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/assert.hpp"
#include "scenario/settings.hpp"

namespace wt::scenario {

namespace {

constexpr std::string_view elasticache_power = "aws:elasticache:replicationgroup-interrupt-az-power";
constexpr Duration look_at_conditions_every = 1s;
constexpr Duration never_began = Duration::max();  // after all that did, in order of beginning
constexpr std::size_t looks_back = 10;             // a condition is measured over so many looks

[[nodiscard]] std::string tail(const FaultSpec& fault) {
    if (fault.lose_tail <= Duration::zero()) return {};
    return fmt::format(", and loses its last {}", format_duration(fault.lose_tail));
}

/// True when `task` came to its end before the load did; cancelled when the load came first.
template <class T>
[[nodiscard]] Task<std::optional<T>> unless(Clock& clock, Event& over, Task<T> task) {
    struct Race {
        std::optional<T> result;
        Event done;
    };
    Race race{std::nullopt, Event(clock)};
    const auto run = [](Task<T> what, Race& to) -> Task<void> {
        to.result.emplace(co_await what);
        to.done.set();
    };
    const auto watch = [](Event& what, Race& to) -> Task<void> {
        co_await what.wait();
        to.done.set();
    };
    Scope both;
    both.spawn(run(std::move(task), race));
    both.spawn(watch(over, race));
    co_await race.done.wait();
    co_return std::move(race.result);
}

}  // namespace

std::string describe(const FaultSpec& fault) {
    switch (fault.kind) {
        case FaultKind::unavailable: {
            static constexpr std::string_view modes[] = {"refuse", "hang", "reset"};
            return fmt::format("{} unavailable ({})", fault.target,
                               modes[static_cast<int>(fault.fault.outage.value_or(Outage::refuse))]);
        }
        case FaultKind::error:
            if (fault.invocation)
                return fmt::format("{} fails {} of its invocations", fault.target,
                                   format_share(fault.invocation->share));
            return fmt::format("{} answers {} to {}", fault.target, fault.fault.error_status,
                               format_share(fault.fault.error_probability));
        case FaultKind::response:
            return fmt::format("{} answers {} to {}", fault.target, fault.fault.error_status,
                               format_share(fault.fault.error_probability));
        case FaultKind::latency:
            // What FIS's names say in milliseconds was not written as a law.
            return fmt::format("{} slower by {} for {}", fault.target,
                               fault.action == "aws:lambda:invocation-add-delay"
                                   ? format_duration(fault.fault.added_latency.mean())
                                   : fault.fault.added_latency.text(),
                               format_share(fault.fault.toxicity));
        case FaultKind::failover: return fmt::format("{} fails over{}", fault.target, tail(fault));
        case FaultKind::crash: return fmt::format("{} crashes{}", fault.target, tail(fault));
        case FaultKind::promote: return fmt::format("{} is lost, and a replica is promoted", fault.target);
        case FaultKind::pop_down: return fmt::format("{} loses {}", fault.target, fault.pop);
        case FaultKind::skew:
            return fmt::format("{}'s calendar is {} {}", fault.target,
                               format_duration(fault.skew < Duration::zero() ? -fault.skew : fault.skew),
                               fault.skew < Duration::zero() ? "behind" : "ahead");
        case FaultKind::replay: return fmt::format("{} is loaded again", fault.target);
        case FaultKind::load:
            return fmt::format("{}/s more of {} by {}{}", format_count(fault.attack.rate.per_second()),
                               fault.load.route(), fault.client.empty() ? "the first clients" : fault.client,
                               fault.target.empty() ? "" : " on " + fault.target);
        case FaultKind::recycle:
            return fmt::format("{} loses {} of its environments", fault.target, format_share(fault.fraction));
        case FaultKind::set: return fmt::format("{} is {}", fault.setting, fault.to->text());
        case FaultKind::flush:
            return fault.keys.empty() ? fmt::format("{} flushed", fault.target)
                                      : fmt::format("{} flushed of {}", fault.target, fmt::join(fault.keys, ", "));
        case FaultKind::lag: return fmt::format("{} lags by {}", fault.target, fault.lag.text());
        case FaultKind::attack: {
            static constexpr std::string_view profiles[] = {"SQL injection", "cross-site scripting", "flood"};
            return fmt::format("{} attack on {}, {}/s from {} addresses",
                               profiles[static_cast<int>(fault.attack.profile)], fault.target,
                               format_count(fault.attack.rate.per_second()), fault.attack.ips);
        }
    }
    return fault.target;
}

FaultPlayer::FaultPlayer(const Context& context, const Scenario& scenario, stack::Stack& stack, Traffic& traffic,
                         Event& load_over)
    : context_(context),
      scenario_(scenario),
      stack_(stack),
      traffic_(traffic),
      load_over_(load_over),
      changed_(context.clock) {
    for (std::size_t i = 0; i < scenario.faults.size(); ++i) {
        courses_.push_back(std::make_unique<Course>(context.clock));
    }
}

void FaultPlayer::prepare() {
    for (const FaultSpec& fault : scenario_.faults) {
        if (fault.lose_tail > Duration::zero()) stack_.keep_history(fault.target, fault.lose_tail);
    }
}

Task<void> FaultPlayer::all_ended() {
    for (const auto& course : courses_) {
        if (course->begun.is_set()) co_await course->ended.wait();
    }
}

bool FaultPlayer::over() const {
    for (std::size_t i = 0; i < courses_.size(); ++i) {
        const bool may_begin = !scenario_.faults[i].when;
        if (courses_[i]->begun.is_set() ? !courses_[i]->ended.is_set() : may_begin) return false;
    }
    return true;
}

bool FaultPlayer::none_begun() const {
    return std::none_of(courses_.begin(), courses_.end(), [](const auto& course) { return course->begun.is_set(); });
}

FaultPlayer::Course& FaultPlayer::course(std::string_view id) {
    for (std::size_t i = 0; i < courses_.size(); ++i) {
        if (scenario_.faults[i].id == id) return *courses_[i];
    }
    WT_ASSERT(false);
    return *courses_.front();
}

std::vector<FaultWindow> FaultPlayer::windows() const {
    std::vector<FaultWindow> windows = windows_;
    for (std::size_t i = 0; i < courses_.size(); ++i) {
        const FaultSpec& fault = scenario_.faults[i];
        if (!courses_[i]->begun.is_set())
            windows.push_back({fault.id, describe(fault), never_began, never_began, false});
    }
    std::sort(windows.begin(), windows.end(), [](const FaultWindow& a, const FaultWindow& b) {
        return std::pair(a.from, a.id) < std::pair(b.from, b.id);
    });
    return windows;
}

Task<bool> FaultPlayer::holds(const Condition& condition) {
    std::deque<MetricsWindow> windows;
    for (;;) {
        windows.emplace_back(context_.metrics, condition.metric, context_.now());
        if (windows.size() > looks_back) windows.pop_front();
        co_await context_.clock.sleep_for(look_at_conditions_every);
        const auto value = windows.front().measure(condition.expectation, context_.now()).value;
        if (value && MetricsWindow::holds(condition.expectation, *value)) co_return true;
    }
}

Task<bool> FaultPlayer::begins(const FaultSpec& fault, Instant start) {
    co_await context_.clock.sleep_until(start + fault.at);
    if (!fault.when) co_return !load_over_.is_set();
    const auto begun = co_await unless(context_.clock, load_over_, holds(*fault.when));
    co_return begun.has_value() && !load_over_.is_set();
}

Task<void> FaultPlayer::lasts(const FaultSpec& fault, Instant start, Duration span) {
    Instant end = span > Duration::zero() ? context_.clock.after(span) : never;
    if (fault.until_moment) end = std::min(end, start + *fault.until_moment);
    Event over(context_.clock);
    Scope both;
    if (fault.until) {
        const auto watch = [](Task<bool> condition, Event& done) -> Task<void> {
            (void)co_await condition;
            done.set();
        };
        both.spawn(watch(holds(*fault.until), over));
    }
    const auto load = [](Event& ended, Event& done) -> Task<void> {
        co_await ended.wait();
        done.set();
    };
    both.spawn(load(load_over_, over));
    (void)co_await over.wait_until(end);
}

std::function<void()> FaultPlayer::strike(const FaultSpec& fault, Duration& span) {
    const Ramp ramp{context_.now(), fault.ramp};
    switch (fault.kind) {
        case FaultKind::unavailable:
        case FaultKind::error:
        case FaultKind::latency:
        case FaultKind::response: {
            // A node without power forgets what it held.
            if (fault.action == elasticache_power) (void)stack_.flush(fault.target);
            if (fault.invocation) {
                lambda::InvocationFaults* faults = stack_.invocation_faults(fault.target);
                WT_ASSERT(faults != nullptr);
                lambda::InvocationFault made = *fault.invocation;
                made.ramp = ramp;
                const auto struck = faults->strike(std::move(made));
                return [faults, struck] { faults->lift(struck); };
            }
            Fault made = fault.fault;
            made.ramp = ramp;
            std::vector<std::pair<Gate*, Gate::FaultId>> struck;
            for (Gate* const gate : stack_.gates(fault.target)) struck.emplace_back(gate, gate->strike(made));
            WT_ASSERT(!struck.empty());
            return [struck] {
                for (const auto& [gate, id] : struck) gate->lift(id);
            };
        }
        case FaultKind::lag:
            stack_.set_lag(fault.target, fault.lag, ramp);
            return [this, &fault] { stack_.set_lag(fault.target, std::nullopt, {}); };
        case FaultKind::pop_down:
            stack_.set_pop_down(fault.target, fault.pop, fault.detect);
            return [this, &fault] { stack_.set_pop_up(fault.target, fault.pop); };
        case FaultKind::skew:
            stack_.set_skew(fault.target, fault.skew);
            return [this, &fault] { stack_.set_skew(fault.target, Duration::zero()); };
        case FaultKind::attack:
        case FaultKind::load: {
            auto traffic = std::make_shared<Scope>();
            traffic->spawn(fault.kind == FaultKind::load ? traffic_.load(fault) : traffic_.attack(fault));
            return [traffic] { traffic->cancel(); };
        }
        case FaultKind::set:
            set_.push_back(&fault);
            apply_settings(fault.target);
            return [this, &fault] {
                std::erase(set_, &fault);
                apply_settings(fault.target);
            };
        case FaultKind::failover:
            if (span <= Duration::zero()) span = stack_.draw_failover_time(fault.target).value_or(Duration::zero());
            stack_.take_over(fault.target, span, fault.lose_tail);
            break;
        case FaultKind::crash:
            if (fault.lose_tail > Duration::zero()) {
                stack_.take_over(fault.target, span, fault.lose_tail);
            } else {
                stack_.crash(fault.target, span);
            }
            break;
        case FaultKind::promote: stack_.promote(fault.target, span); break;
        case FaultKind::recycle: stack_.recycle(fault.target, fault.fraction); break;
        case FaultKind::flush: stack_.flush(fault.target, fault.keys); break;
        case FaultKind::replay: stack_.replay(fault.target, fault.prefix); break;
    }
    return [] {};
}

bool FaultPlayer::try_settings(const std::string& target, const std::vector<const FaultSpec*>& sets) {
    const Result<stack::Architecture, Problems> changed = with_settings(scenario_, sets);
    if (!changed) return false;
    if (const stack::Component* component = changed->find(target)) return !stack_.update(*component);
    stack_.update(changed->account);
    return true;
}

void FaultPlayer::apply_settings(const std::string& target) {
    std::vector<const FaultSpec*> sets;
    std::copy_if(set_.begin(), set_.end(), std::back_inserter(sets),
                 [&](const FaultSpec* fault) { return fault->target == target; });
    if (try_settings(target, sets)) return;
    // Each was tried when the file was read, and the way back, but not every order of several: then the last one
    // counts.
    WT_ASSERT(!sets.empty());
    const bool alone = try_settings(target, {sets.back()});
    WT_ASSERT(alone);
}

Task<void> FaultPlayer::play(std::size_t index, Instant start) {
    const FaultSpec& fault = scenario_.faults[index];
    Course& course = *courses_[index];
    const bool begun = co_await begins(fault, start);
    if (!begun) co_return;
    const Duration from = context_.now() - start;
    course.begun.set();
    changed_.pulse();
    context_.digest.add(context_.now(), 0xfa, static_cast<std::uint64_t>(fault.kind), 0);
    Duration span = fault.lasts;
    const std::function<void()> undo = strike(fault, span);
    if (!fault.momentary()) co_await lasts(fault, start, span);
    undo();
    context_.digest.add(context_.now(), 0xfb, static_cast<std::uint64_t>(fault.kind), 0);
    course.ended.set();
    changed_.pulse();
    windows_.push_back({fault.id, describe(fault), from, context_.now() - start});
}

}  // namespace wt::scenario
