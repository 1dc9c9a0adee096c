#include "scenario/engine.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "scenario/bill.hpp"
#include "scenario/left_over.hpp"
#include "scenario/metric_table.hpp"

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
    constexpr Duration longest = 24h * 36500;
    Duration total{0};
    for (const Phase& phase : workload.phases) total = std::min(total + phase.duration, longest);
    return total;
}

std::string Scenario::target_of(const MixEntry& entry) const {
    if (!entry.target.empty()) return entry.target;
    return workload.target.empty() ? architecture.usual_entrance() : workload.target;
}

std::string Scenario::target_of(const FaultSpec& fault) const {
    return fault.target.empty() ? target_of(fault.load) : fault.target;
}

std::string Scenario::sign_in_route(const std::string& target) const {
    return "sign-in " + architecture.users_behind(architecture.entrance_of(target));
}

Engine::Engine(const Context& context, const Scenario& scenario, stack::Stack& stack, Target& target)
    : context_(context),
      scenario_(scenario),
      stack_(stack),
      traffic_(context, scenario, target, stack, ledger_),
      start_(context.now()),
      load_over_(context.clock),
      sent_(context.clock),
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
            if (slo.window) {
                judgement.text += fmt::format(" from {} to {}", format_duration(slo.window->first),
                                              format_duration(slo.window->second));
            }
            judgement.unit = expectation.unit;
            judgement.failure = exit_expectation;
            outcome_.judgements.push_back(std::move(judgement));
        }
        slos_.push_back(std::move(watch));
    }
    add_steady_states();
    const Evidence evidence{stack, context.metrics, ledger_};
    for (std::size_t i = 0; i < scenario.invariants.size(); ++i) {
        const Invariant& invariant = scenario.invariants[i];
        Judgement judgement;
        judgement.id = fmt::format("invariant.{}", i);
        judgement.text = invariant.text;
        judgement.failure = invariant.when == Invariant::When::sometimes  ? exit_never_happened
                            : invariant.when == Invariant::When::recovers ? exit_no_recovery
                                                                          : exit_invariant;
        judgement.unit = invariant.condition.unit;
        invariants_.push_back({&invariant, make_check(invariant, evidence), outcome_.judgements.size(), {}});
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
        if (is_of_bill(slo->slo->metric)) continue;
        watching_.spawn(slo->slo->during.empty() ? watch(*slo) : watch_during(*slo));
        if (slo->slo->abort) scope_.spawn(watch_abort(*slo));
    }
    for (const auto& steady : steady_) scope_.spawn(watch_steady(*steady));
    for (std::size_t i = 0; i < scenario_.faults.size(); ++i) scope_.spawn(faults_.play(i, start_));
    for (InvariantWatch& invariant : invariants_) {
        if (invariant.invariant->when == Invariant::When::recovers) scope_.spawn(watch_recovery(invariant));
    }
    if (!scenario_.outputs.html.empty()) {
        time_line_ = std::make_unique<TimeLine>(context_, stack_);
        scope_.spawn(time_line_->follow(scenario_.length()));
    }
    scope_.spawn(look_around());
    scope_.spawn(run());
}

Task<void> Engine::send_load() {
    co_await traffic_.run(start_);
    const Instant end = start_ + scenario_.length();
    if (context_.now() < end) co_await context_.clock.sleep_until(end);
    sent_.set();
}

Task<void> Engine::run() {
    if (may_abort()) {
        Scope sending;
        sending.spawn(send_load());
        co_await sent_.wait();
    } else {
        co_await send_load();
    }
    traffic_.stop();
    outcome_.load = context_.now() - start_;
    outcome_.behind = behind_now(stack_, context_.metrics);
    outcome_.load_averages = level_averages(context_.metrics, context_.now());
    loading_ = false;
    load_over_.set();  // the faults end, whatever they planned
    faults_.changed().pulse();
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
    begin(watch.look, watch.slo->metric);
    co_await context_.clock.sleep_until(to);
    end(watch.look, watch.slo->metric, watch.slo->expect);
}

Task<void> Engine::watch_during(SloWatch& watch) {
    FaultPlayer::Course& fault = faults_.course(watch.slo->during);
    co_await fault.begun.wait();
    begin(watch.look, watch.slo->metric);
    co_await fault.ended.wait();
    end(watch.look, watch.slo->metric, watch.slo->expect);
}

Task<void> Engine::watch_recovery(InvariantWatch& watch) {
    const Invariant& invariant = *watch.invariant;
    co_await faults_.course(invariant.after).ended.wait();
    co_await context_.clock.sleep_for(invariant.within.value_or(Duration::zero()));
    if (!loading_) co_return;
    // From here until the load ends it must be as it should be.
    begin(watch.look, invariant.metric);
    co_await load_over_.wait();
    end(watch.look, invariant.metric, {invariant.condition});
}

Task<void> Engine::look_around() {
    for (;;) {
        for (InvariantWatch& watch : invariants_) {
            if (watch.check == nullptr) continue;
            std::optional<std::string> violation = watch.check->look(context_.now());
            if (watch.invariant->when != Invariant::When::eventually) violated(watch, std::move(violation));
        }
        co_await context_.clock.sleep_for(look_every);
    }
}

void Engine::begin(Look& look, const Selector& metric) {
    look.from = context_.now();
    if (is_of_clients(metric)) {
        look.first_era = traffic_.seen().begin_era();
    } else {
        look.window.emplace(context_.metrics, metric, context_.now());
    }
}

void Engine::end(Look& look, const Selector& metric, const std::vector<Expectation>& expectations) {
    look.to = context_.now();
    if (is_of_clients(metric)) {
        look.end_era = traffic_.seen().begin_era();
        return;
    }
    for (const Expectation& one : expectations) look.measured.push_back(look.window->measure(one, context_.now()));
}

Measured Engine::result(const Look& look, const Selector& metric, const Expectation& expectation, std::size_t place) {
    if (is_of_clients(metric)) {
        std::vector<Metrics*> eras;
        for (std::size_t era = look.first_era; era < look.end_era; ++era) eras.push_back(&traffic_.seen().of_era(era));
        return MetricsWindow(std::move(eras), metric, *look.from).measure(expectation, *look.to);
    }
    // A span that goes on until the load ends counts what was still under way then; a level is that of the load.
    if (*look.to < start_ + scenario_.length() || look.window->is_level()) return look.measured[place];
    return look.window->measure(expectation, *look.to);
}

void Engine::judge(const Look& look, const Selector& metric, const Expectation& expectation, std::size_t place,
                   Judgement& judgement) {
    const Measured measured = result(look, metric, expectation, place);
    judgement.value = measured.value;
    judgement.samples = measured.samples;
    judgement.expectation = expectation;
    judgement.span = {*look.from - start_, *look.to - start_};
    const bool held = measured.value && MetricsWindow::holds(expectation, *measured.value);
    judgement.verdict = held ? Verdict::pass : Verdict::fail;
    if (!measured.value) judgement.detail = measured.samples ? "no sample" : "no sample: there is no such metric";
}

void Engine::judge(SloWatch& watch) {
    const bool whole = !outcome_.interrupted;
    const Slo& slo = *watch.slo;
    if (is_of_bill(slo.metric)) return judge_cost(watch);
    if (watch.look.from && !watch.look.to) end(watch.look, slo.metric, slo.expect);
    for (std::size_t i = 0; i < slo.expect.size(); ++i) {
        Judgement& judgement = outcome_.judgements[watch.first_judgement + i];
        if (watch.look.from) {
            judge(watch.look, slo.metric, slo.expect[i], i, judgement);
        } else if (whole && !outcome_.aborted) {
            judgement.verdict = Verdict::fail;
            judgement.detail = fmt::format("no sample: {} never began", slo.during.empty() ? "it" : slo.during);
        }
    }
}

bool Engine::is_of_bill(const Selector& metric) const {
    return cost_asked_for(metric) && scenario_.architecture.find("cost") == nullptr;
}

void Engine::judge_cost(SloWatch& watch) {
    // Half a run has half a bill.
    if (outcome_.interrupted) return;
    const std::string_view asked_for = *cost_asked_for(watch.slo->metric);
    const std::optional<double> dollars = dollars_of(*outcome_.bill, asked_for);
    const bool of_component = scenario_.architecture.find(asked_for) != nullptr;
    const bill::Gap* const gap = outcome_.bill->missing(of_component ? std::string(asked_for) : "");
    for (std::size_t i = 0; i < watch.slo->expect.size(); ++i) {
        Judgement& judgement = outcome_.judgements[watch.first_judgement + i];
        judgement.value = dollars;
        judgement.expectation = watch.slo->expect[i];
        const bool held = dollars && MetricsWindow::holds(watch.slo->expect[i], *dollars);
        judgement.verdict = held && gap == nullptr ? Verdict::pass : Verdict::fail;
        if (!dollars) judgement.detail = "nothing is charged for it";
        // A part of a bill shows no bound.
        if (gap != nullptr) judgement.detail = fmt::format("the bill is not whole: {}'s {}", gap->component, gap->what);
    }
}

void Engine::judge_recovery(InvariantWatch& watch) {
    const Invariant& invariant = *watch.invariant;
    Judgement& judgement = outcome_.judgements[watch.judgement];
    if (watch.look.from && !watch.look.to) end(watch.look, invariant.metric, {invariant.condition});
    if (!watch.look.from || *watch.look.from == *watch.look.to) {
        return violated(watch, "the load ended before it could be seen");
    }
    judge(watch.look, invariant.metric, invariant.condition, 0, judgement);
}

void Engine::violated(InvariantWatch& watch, std::optional<std::string> violation) {
    Judgement& judgement = outcome_.judgements[watch.judgement];
    if (judgement.verdict == Verdict::fail || !violation) return;
    judgement.verdict = Verdict::fail;
    judgement.detail = std::move(*violation);
    judgement.moment = context_.now() - start_;
}

void Engine::conclude() {
    const bool whole = !outcome_.interrupted;
    const Duration ran = context_.now() - start_;
    if (scenario_.cost) {
        const Duration load = whole ? outcome_.load : ran;
        outcome_.bill = write_bill(scenario_, stack_, context_.metrics, traffic_, load, context_.now());
    }
    for (const auto& slo : slos_) judge(*slo);
    for (const auto& steady : steady_) judge(*steady);
    for (InvariantWatch& watch : invariants_) {
        if (!whole) break;
        Judgement& judgement = outcome_.judgements[watch.judgement];
        if (watch.check == nullptr) {
            judge_recovery(watch);
            continue;
        }
        violated(watch, watch.check->look_at_end(context_.now()));
        judgement.samples = watch.check->samples();
        if (judgement.samples == 0) violated(watch, "no sample: it was about nothing that happened");
        if (judgement.verdict != Verdict::fail) judgement.verdict = Verdict::pass;
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
    if (time_line_ != nullptr) outcome_.charts = time_line_->finish();
    outcome_.faults = faults_.windows();
    outcome_.ran = ran;
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
