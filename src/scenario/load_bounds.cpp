#include "scenario/load_bounds.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "scenario/traffic.hpp"

namespace wt::scenario {

namespace {

constexpr double most_per_second = 10e6;  // a thousand times an account's usual limit
constexpr double most_requests = 1e9;     // some hours of a machine's time
constexpr Duration longest_load = 24h * 3650;
constexpr std::uint64_t most_rows = 20'000'000;  // at the start; each takes some 200 bytes

[[nodiscard]] std::optional<std::string> rate_problem(double per_second) {
    if (per_second <= most_per_second) return std::nullopt;
    return fmt::format("expected at most 10,000,000 requests a second, at the peak of a burst, too; got {}",
                       format_count(per_second));
}

/// The keys' items stand in every primary and replica.
[[nodiscard]] std::uint64_t rows_at_start(const Scenario& scenario) {
    std::uint64_t databases = 0;
    for (const stack::Component& component : scenario.architecture.components) {
        const auto* replica = std::get_if<rds::ReplicaConfig>(&component.config);
        if (std::holds_alternative<rds::PrimaryConfig>(component.config)) ++databases;
        if (replica != nullptr) databases += replica->count;
    }
    return databases * key_population(scenario);
}

}  // namespace

std::optional<LoadProblem> load_problem(const Scenario& scenario) {
    if (const std::uint64_t rows = rows_at_start(scenario); rows > most_rows) {
        return LoadProblem{{"workload", "mix"},
                           fmt::format("the databases hold {} rows from the start, all together: expected at most 20M "
                                       "(keys, times primaries and replicas)",
                                       format_count(static_cast<double>(rows)))};
    }
    const Duration length = scenario.length();
    if (length > longest_load) {
        const bool given = scenario.clock.duration.has_value();
        return LoadProblem{given ? std::vector<std::string>{"clock", "duration"} : std::vector<std::string>{"workload"},
                           fmt::format("the load lasts {}: expected at most 3650d", format_duration(length))};
    }
    double steps = 0;  // requests, and what draws their moments otherwise
    Duration begin{0};
    for (std::size_t i = 0; i < scenario.workload.phases.size(); ++i) {
        const Phase& phase = scenario.workload.phases[i];
        const double peak = ArrivalProcess::peak(phase.arrivals);
        const double from = phase.from.per_second() * peak;
        const double to = phase.to.per_second() * peak;
        if (const auto wrong = rate_problem(std::max(from, to)))
            return LoadProblem{{"workload", "phases", std::to_string(i), "rate"}, *wrong};
        const double span = seconds(std::clamp(length - begin, Duration::zero(), phase.duration));
        steps += span * (from + to) / 2;
        if (phase.arrivals.kind == Arrivals::Kind::mmpp)
            steps += 2 * span / seconds(phase.arrivals.on + phase.arrivals.off);
        begin = std::min(begin + phase.duration, length);
    }
    for (std::size_t i = 0; i < scenario.faults.size(); ++i) {
        const FaultSpec& fault = scenario.faults[i];
        if (fault.kind != FaultKind::load && fault.kind != FaultKind::attack) continue;
        const double rate = fault.attack.rate.per_second();
        if (const auto wrong = rate_problem(rate)) return LoadProblem{{"faults", std::to_string(i), "rate"}, *wrong};
        const Duration lasts = fault.lasts > Duration::zero() ? std::min(fault.lasts, length) : length;
        steps += rate * seconds(lasts);
    }
    if (steps <= most_requests) return std::nullopt;
    return LoadProblem{
        {"workload"},
        fmt::format("the load is about {} requests: expected at most 1,000,000,000", format_count(steps))};
}

}  // namespace wt::scenario
