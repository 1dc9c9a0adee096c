#include "scenario/engine.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/assert.hpp"

namespace wt::scenario {

namespace {

constexpr Duration look_every = 10s;
constexpr Duration settle_look_every = 1s;
/// How long, after the load and every fault have ended, the system may take to come to rest.
constexpr Duration settle_limit = 2h;
constexpr Duration settle_limit_real = 2min;

}  // namespace

Duration Scenario::length() const {
    if (clock.duration) return *clock.duration;
    Duration total{0};
    for (const Phase& phase : workload.phases) total += phase.duration;
    return total;
}

Engine::Engine(const Context& context, const Scenario& scenario, stack::Stack& stack, Target& target,
               std::string path_prefix)
    : context_(context),
      scenario_(scenario),
      stack_(stack),
      traffic_(context, scenario, target, stack.users(), ledger_, stack.pop_weights(), std::move(path_prefix)),
      start_(context.now()),
      load_over_(context.clock),
      faults_(context, scenario, stack, traffic_, load_over_) {
    for (std::size_t i = 0; i < scenario.slo.size(); ++i) {
        const Slo& slo = scenario.slo[i];
        auto watch = std::make_unique<SloWatch>();
        watch->slo = &slo;
        watch->first_judgement = outcome_.judgements.size();
        for (const Expectation& expectation : slo.expect) {
            Judgement judgement;
            judgement.id = fmt::format("slo.{}", outcome_.judgements.size());
            judgement.text = fmt::format("{}: {}", slo.metric.text, expectation.text);
            if (!slo.during.empty()) judgement.text += " during " + slo.during;
            if (!slo.phase.empty()) judgement.text += " in phase " + slo.phase;
            judgement.unit = expectation.unit;
            judgement.failure = exit_expectation;
            outcome_.judgements.push_back(std::move(judgement));
        }
        slos_.push_back(std::move(watch));
    }
    const Evidence evidence{stack, context.metrics, ledger_};
    for (std::size_t i = 0; i < scenario.invariants.size(); ++i) {
        const Invariant& invariant = scenario.invariants[i];
        Judgement judgement;
        judgement.id = fmt::format("invariant.{}", i);
        judgement.text = invariant.text;
        judgement.failure = invariant.when == Invariant::When::sometimes  ? exit_never_happened
                            : invariant.when == Invariant::When::recovers ? exit_no_recovery
                                                                          : exit_invariant;
        invariants_.push_back({&invariant, make_check(invariant, evidence), outcome_.judgements.size()});
        WT_ASSERT(invariants_.back().check != nullptr || invariant.when == Invariant::When::recovers);
        outcome_.judgements.push_back(std::move(judgement));
    }
}

std::pair<Instant, Instant> Engine::span_of(const Slo& slo) const {
    const Instant end = start_ + scenario_.length();
    if (slo.window) return {start_ + slo.window->first, std::min(end, start_ + slo.window->second)};
    if (!slo.phase.empty() && slo.phase != "all") {
        Instant from = start_;
        for (const Phase& phase : scenario_.workload.phases) {
            if (phase.name == slo.phase) return {from, std::min(end, from + phase.duration)};
            from += phase.duration;
        }
    }
    return {start_ + (slo.phase == "all" ? Duration::zero() : scenario_.clock.warmup), end};
}

void Engine::start() {
    start_ = context_.now();
    faults_.prepare();
    stack_.preload(key_population(scenario_));
    stack_.start();
    for (const auto& slo : slos_) {
        scope_.spawn(slo->slo->during.empty() ? watch(*slo) : watch_during(*slo));
    }
    for (std::size_t i = 0; i < scenario_.faults.size(); ++i) scope_.spawn(faults_.play(i, start_));
    for (InvariantWatch& invariant : invariants_) {
        if (invariant.invariant->when == Invariant::When::recovers) scope_.spawn(watch_recovery(invariant));
    }
    scope_.spawn(look_around());
    scope_.spawn(run());
}

Task<void> Engine::run() {
    co_await traffic_.run(start_);
    const Instant end = start_ + scenario_.length();
    if (context_.now() < end) co_await context_.clock.sleep_until(end);
    outcome_.load = context_.now() - start_;
    loading_ = false;
    load_over_.set();  // the faults end, whatever they planned
    co_await faults_.all_ended();

    // Everything has stopped; now the system must come back by itself.
    stack_.drain();
    const Instant limit =
        context_.clock.after(scenario_.clock.mode == ClockMode::virtual_time ? settle_limit : settle_limit_real);
    while (!(traffic_.quiet() && stack_.settled()) && context_.now() < limit) {
        co_await context_.clock.sleep_for(settle_look_every);
    }
    conclude();
}

Task<void> Engine::watch(SloWatch& watch) {
    const auto [from, to] = span_of(*watch.slo);
    co_await context_.clock.sleep_until(from);
    watch.window.emplace(context_.metrics, watch.slo->metric, context_.now());
    co_await context_.clock.sleep_until(to);
    judge(watch);
}

Task<void> Engine::watch_during(SloWatch& watch) {
    FaultPlayer::Course& fault = faults_.course(watch.slo->during);
    co_await fault.begun.wait();
    watch.window.emplace(context_.metrics, watch.slo->metric, context_.now());
    co_await fault.ended.wait();
    judge(watch);
}

Task<void> Engine::watch_recovery(InvariantWatch& watch) {
    const Invariant& invariant = *watch.invariant;
    co_await faults_.course(invariant.after).ended.wait();
    co_await context_.clock.sleep_for(invariant.within.value_or(Duration::zero()));
    // From here until the load ends it must be as it should be.
    const MetricsWindow window(context_.metrics, invariant.metric, context_.now());
    if (loading_) co_await load_over_.wait();
    const auto value = window.measure(invariant.condition, context_.now());
    if (value && MetricsWindow::holds(invariant.condition, *value)) {
        watch.recovered = true;
        co_return;
    }
    judge(watch, value ? fmt::format("it is {}", format_count(*value)) : "there was nothing to measure");
}

Task<void> Engine::look_around() {
    for (;;) {
        for (InvariantWatch& watch : invariants_) {
            if (watch.check != nullptr) judge(watch, watch.check->look(context_.now()));
        }
        co_await context_.clock.sleep_for(look_every);
    }
}

void Engine::judge(SloWatch& watch) {
    if (watch.judged) return;
    watch.judged = true;
    for (std::size_t i = 0; i < watch.slo->expect.size(); ++i) {
        Judgement& judgement = outcome_.judgements[watch.first_judgement + i];
        const Expectation& expectation = watch.slo->expect[i];
        if (watch.window) judgement.value = watch.window->measure(expectation, context_.now());
        if (!judgement.value) {
            // A share of nothing, a count of what never was counted: only "at most" and "below" can hold of it.
            if (expectation.comparison == Expectation::Comparison::less ||
                expectation.comparison == Expectation::Comparison::at_most) {
                judgement.verdict = Verdict::pass;
                judgement.value = 0;
            } else {
                judgement.verdict = Verdict::fail;
                judgement.detail = "there was nothing to measure";
            }
            continue;
        }
        judgement.verdict = MetricsWindow::holds(expectation, *judgement.value) ? Verdict::pass : Verdict::fail;
        if (judgement.verdict == Verdict::fail) judgement.moment = context_.now() - start_;
    }
}

void Engine::judge(InvariantWatch& watch, std::optional<std::string> violation) {
    Judgement& judgement = outcome_.judgements[watch.judgement];
    if (judgement.verdict == Verdict::fail || !violation) return;
    judgement.verdict = Verdict::fail;
    judgement.detail = std::move(*violation);
    judgement.moment = context_.now() - start_;
}

void Engine::conclude() {
    const bool whole = !outcome_.interrupted;
    for (const auto& slo : slos_) {
        if (whole || slo->window) judge(*slo);
    }
    for (InvariantWatch& watch : invariants_) {
        if (whole && watch.check != nullptr) judge(watch, watch.check->look_at_end(context_.now()));
        if (whole && watch.check == nullptr && !watch.recovered) judge(watch, "the load ended before it could be seen");
        Judgement& judgement = outcome_.judgements[watch.judgement];
        if (judgement.verdict != Verdict::fail && whole) judgement.verdict = Verdict::pass;
    }
    if (whole) {
        Judgement recovery;
        recovery.id = "recovery";
        recovery.text = "everything comes to rest after the load";
        recovery.failure = exit_no_recovery;
        const std::string busy = traffic_.quiet() ? stack_.unsettled() : "requests are still without an answer";
        recovery.verdict = busy.empty() ? Verdict::pass : Verdict::fail;
        recovery.detail = busy;
        outcome_.judgements.push_back(std::move(recovery));
    }
    outcome_.faults = faults_.windows();
    outcome_.ran = context_.now() - start_;
    if (!whole) outcome_.load = outcome_.ran;
    outcome_.requests = traffic_.requests();
    outcome_.events = context_.clock.events();
    outcome_.digest = context_.digest.hex();
    finished_ = true;
}

void Engine::interrupt() {
    if (finished_) return;
    outcome_.interrupted = true;
    conclude();
}

Engine::Progress Engine::progress() const {
    const double length = seconds(scenario_.length());
    const double share = length > 0 ? seconds(context_.now() - start_) / length : 1;
    return {std::min(share, 1.0), traffic_.requests(), !loading_};
}

}  // namespace wt::scenario
