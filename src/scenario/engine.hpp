#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/context.hpp"
#include "base/scope.hpp"
#include "scenario/fault_player.hpp"
#include "scenario/invariant_check.hpp"
#include "scenario/metrics_window.hpp"
#include "scenario/outcome.hpp"
#include "scenario/traffic.hpp"
#include "stack/stack.hpp"

namespace wt::scenario {

/// Plays a scenario against a stack: load, faults, and judgement. It lives on the run's clock and does not know who
/// moves that: a virtual run's driver or the machine's time.
class Engine {
public:
    Engine(const Context& context, const Scenario& scenario, stack::Stack& stack, Target& target);

    /// Begins; the clock does the rest. finished() turns true when everything has come to rest and is judged.
    void start();
    [[nodiscard]] bool finished() const { return finished_; }

    /// Ends the run where it stands: what can be judged is.
    void interrupt();

    struct Progress {
        double share;  // of the load's duration, 0 to 1
        std::uint64_t requests;
        bool settling;
    };
    [[nodiscard]] Progress progress() const;

    /// Complete once finished() or interrupted; wall_seconds is the driver's to fill in.
    [[nodiscard]] const Outcome& outcome() const { return outcome_; }
    [[nodiscard]] const Traffic& traffic() const { return traffic_; }

private:
    /// What an expectation looks at. What clients saw is kept by when they asked, and read at the end, when all have
    /// their answers; everything else counts when it happens.
    struct Look {
        std::optional<Instant> from;
        std::optional<Instant> to;
        std::size_t first_era = 0;
        std::size_t end_era = 0;
        std::optional<MetricsWindow> window;
        std::vector<Measured> measured;  // by expectation, at the end of the span
    };
    struct SloWatch {
        const Slo* slo;
        std::size_t first_judgement;
        Look look;
    };
    /// A steady state, before the first fault or after the last one; without faults, throughout.
    struct SteadyWatch {
        const SteadyState* steady;
        enum class When : std::uint8_t { before, after, throughout } when;
        std::size_t first_judgement;
        Look look;
        bool failed = false;
    };
    struct InvariantWatch {
        const Invariant* invariant;
        std::unique_ptr<InvariantCheck> check;  // none for `recovers`, which looks at a span instead
        std::size_t judgement;
        Look look;
    };

    [[nodiscard]] Task<void> run();
    [[nodiscard]] Task<void> watch(SloWatch& watch);
    [[nodiscard]] Task<void> watch_during(SloWatch& watch);
    [[nodiscard]] Task<void> send_load();
    [[nodiscard]] Task<void> watch_steady(SteadyWatch& watch);
    [[nodiscard]] Task<void> watch_steady_before(SteadyWatch& watch);
    [[nodiscard]] Task<void> watch_steady_after(SteadyWatch& watch);
    /// Looks until `until`, a fault or the end of the load, whichever comes first; false when that did not hold.
    [[nodiscard]] Task<bool> look_once(SteadyWatch& watch, Instant until);
    /// Ends the load when that does not hold.
    [[nodiscard]] Task<void> watch_abort(SloWatch& watch);
    void add_steady_states();
    /// The load ends here, for that reason.
    void abort(std::string why);
    [[nodiscard]] bool may_abort() const;
    /// What is known so far, of a span that may go on.
    [[nodiscard]] Measured result_so_far(const Look& look, const Selector& metric, const Expectation& expectation);
    void judge(SteadyWatch& watch);
    [[nodiscard]] Task<void> watch_recovery(InvariantWatch& watch);
    [[nodiscard]] Task<void> look_around();
    [[nodiscard]] std::pair<Instant, Instant> span_of(const Slo& slo) const;
    void begin(Look& look, const Selector& metric);
    void end(Look& look, const Selector& metric, const std::vector<Expectation>& expectations);
    [[nodiscard]] Measured result(const Look& look, const Selector& metric, const Expectation& expectation,
                                  std::size_t place);
    void judge(const Look& look, const Selector& metric, const Expectation& expectation, std::size_t place,
               Judgement& judgement);
    void judge(SloWatch& watch);
    /// What a bill says, and no metric.
    [[nodiscard]] bool is_of_bill(const Selector& metric) const;
    void judge_cost(SloWatch& watch);
    void judge_recovery(InvariantWatch& watch);
    void violated(InvariantWatch& watch, std::optional<std::string> violation);
    void conclude();

    Context context_;
    const Scenario& scenario_;
    stack::Stack& stack_;
    WriteLedger ledger_;
    Traffic traffic_;
    Instant start_;
    Outcome outcome_;
    std::vector<std::unique_ptr<SloWatch>> slos_;
    std::vector<std::unique_ptr<SteadyWatch>> steady_;
    std::vector<InvariantWatch> invariants_;
    bool loading_ = true;
    bool finished_ = false;
    Event load_over_;
    Event sent_;  // all of the load, or what there will be of it
    FaultPlayer faults_;
    std::unique_ptr<TimeLine> time_line_;  // where a page is asked for
    Scope watching_;                       // spans; they end with the load where that is aborted
    Scope scope_;
};

}  // namespace wt::scenario
