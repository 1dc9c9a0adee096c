// What a run looks at while it goes on: whether the steady state is met, and whether the load is to end.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "scenario/engine.hpp"
#include "scenario/metric_table.hpp"

namespace wt::scenario {

namespace {

constexpr Duration look_for_abort_every = 1s;

}  // namespace

void Engine::add_steady_states() {
    using When = SteadyWatch::When;
    for (std::size_t i = 0; i < scenario_.steady_state.size(); ++i) {
        const SteadyState& steady = scenario_.steady_state[i];
        const auto add = [&](When when, std::string_view words) {
            auto watch = std::make_unique<SteadyWatch>();
            watch->steady = &steady;
            watch->when = when;
            watch->first_judgement = outcome_.judgements.size();
            for (const Expectation& expectation : steady.expect) {
                Judgement judgement;
                judgement.id = fmt::format("steady_state.{}.{}", i, words);
                judgement.text = fmt::format("steady state {}: {}: {}", words, steady.metric.text, expectation.text);
                judgement.unit = expectation.unit;
                judgement.failure = exit_no_recovery;
                outcome_.judgements.push_back(std::move(judgement));
            }
            steady_.push_back(std::move(watch));
        };
        if (scenario_.faults.empty()) {
            add(When::throughout, "throughout");
        } else {
            add(When::before, "before");
            add(When::after, "after");
        }
    }
}

bool Engine::may_abort() const {
    return !steady_.empty() ||
           std::any_of(slos_.begin(), slos_.end(), [](const auto& watch) { return watch->slo->abort; });
}

void Engine::abort(std::string why) {
    if (!loading_ || outcome_.aborted) return;
    outcome_.aborted = std::pair(context_.now() - start_, std::move(why));
    // What was looked at ends here, and what was not yet is not.
    watching_.cancel();
    for (const auto& watch : slos_) {
        if (watch->look.from && !watch->look.to) end(watch->look, watch->slo->metric, watch->slo->expect);
    }
    sent_.set();
}

Measured Engine::result_so_far(const Look& look, const Selector& metric, const Expectation& expectation) {
    if (!is_of_clients(metric)) return look.window->measure(expectation, context_.now());
    std::vector<Metrics*> eras;
    const std::size_t end = look.to ? look.end_era : traffic_.seen().era() + 1;
    for (std::size_t era = look.first_era; era < end; ++era) eras.push_back(&traffic_.seen().of_era(era));
    return MetricsWindow(std::move(eras), metric, *look.from).measure(expectation, context_.now());
}

Task<void> Engine::watch_abort(SloWatch& watch) {
    const Slo& slo = *watch.slo;
    while (!watch.look.from) {
        if (!loading_) co_return;
        co_await context_.clock.sleep_for(look_for_abort_every);
    }
    co_await context_.clock.sleep_until(*watch.look.from + slo.grace);
    while (loading_ && !watch.look.to) {
        for (const Expectation& expectation : slo.expect) {
            const Measured measured = result_so_far(watch.look, slo.metric, expectation);
            if (!measured.value || MetricsWindow::holds(expectation, *measured.value)) continue;
            abort(fmt::format("{}: {} did not hold", slo.metric.text, expectation.text));
            co_return;
        }
        co_await context_.clock.sleep_for(look_for_abort_every);
    }
}

Task<bool> Engine::look_once(SteadyWatch& watch, Instant until) {
    watch.look = Look();
    begin(watch.look, watch.steady->metric);
    if (until == never) {
        co_await faults_.changed().wait();
    } else {
        (void)co_await faults_.changed().wait_until(until);
    }
    end(watch.look, watch.steady->metric, watch.steady->expect);
    // A span that was cut short says nothing where it is one of many.
    if (watch.steady->every && context_.now() < until) co_return true;
    bool held = true;
    for (std::size_t i = 0; i < watch.steady->expect.size(); ++i) {
        const Expectation& expectation = watch.steady->expect[i];
        const Measured measured = result_so_far(watch.look, watch.steady->metric, expectation);
        Judgement& judgement = outcome_.judgements[watch.first_judgement + i];
        judgement.value = measured.value;
        judgement.samples = measured.samples;
        judgement.expectation = expectation;
        judgement.span = {*watch.look.from - start_, *watch.look.to - start_};
        const bool holds = measured.value && MetricsWindow::holds(expectation, *measured.value);
        judgement.verdict = holds ? Verdict::pass : Verdict::fail;
        judgement.detail = measured.value ? "" : "no sample";
        held = held && holds;
    }
    co_return held;
}

Task<void> Engine::watch_steady(SteadyWatch& watch) {
    if (watch.when == SteadyWatch::When::after) {
        co_await watch_steady_after(watch);
    } else {
        co_await watch_steady_before(watch);
    }
}

Task<void> Engine::watch_steady_before(SteadyWatch& watch) {
    const std::optional<Duration>& every = watch.steady->every;
    co_await context_.clock.sleep_until(start_ + scenario_.clock.warmup);
    const auto quiet = [this, &watch] {
        return loading_ && (watch.when == SteadyWatch::When::throughout || faults_.none_begun());
    };
    while (quiet() && !watch.failed) {
        const bool held = co_await look_once(watch, every ? context_.clock.after(*every) : never);
        watch.failed = !held;
    }
    if (watch.failed && watch.when == SteadyWatch::When::before)
        abort(fmt::format("the steady state was not met before the faults: {}", watch.steady->metric.text));
}

Task<void> Engine::watch_steady_after(SteadyWatch& watch) {
    const std::optional<Duration>& every = watch.steady->every;
    while (loading_ && !watch.failed) {
        if (!faults_.over()) {
            co_await faults_.changed().wait();
            continue;
        }
        if (watch.steady->within > Duration::zero()) {
            const bool changed = co_await faults_.changed().wait_until(context_.clock.after(watch.steady->within));
            if (changed) continue;
        }
        bool held = true;
        while (loading_ && faults_.over() && held)
            held = co_await look_once(watch, every ? context_.clock.after(*every) : never);
        // A fault that began meanwhile begins all of this anew; what failed before it failed.
        const bool begun_anew = loading_ && !faults_.over() && !every;
        watch.failed = !held && !begun_anew;
    }
}

void Engine::judge(SteadyWatch& watch) {
    // Everything was at rest with the end of the load.
    if (watch.look.from && !watch.look.to) end(watch.look, watch.steady->metric, watch.steady->expect);
    for (std::size_t i = 0; i < watch.steady->expect.size(); ++i) {
        Judgement& judgement = outcome_.judgements[watch.first_judgement + i];
        if (outcome_.interrupted || (outcome_.aborted && judgement.verdict == Verdict::not_judged)) continue;
        if (!watch.look.from || *watch.look.from == *watch.look.to) {
            if (judgement.verdict != Verdict::not_judged) continue;
            judgement.verdict = Verdict::fail;
            judgement.detail = "no sample: there was no time in which it could be seen";
            continue;
        }
        if (watch.steady->every && judgement.verdict == Verdict::not_judged) {
            judgement.verdict = Verdict::fail;
            judgement.detail = "no sample: there was no whole span in which it could be seen";
        }
        // Late answers belong to when they were asked for.
        if (watch.failed || watch.steady->every) continue;
        judge(watch.look, watch.steady->metric, watch.steady->expect[i], i, judgement);
    }
}

}  // namespace wt::scenario
