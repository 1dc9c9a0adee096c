#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "scenario/scenario.hpp"

namespace wt::forecast {

/// What theory expects of one metric.
struct Figure {
    std::string metric;  // as reports name it: "edge.hit.ratio"
    double value = 0;
    scenario::Expectation::Unit unit = scenario::Expectation::Unit::number;
    std::string law;  // "Erlang's B"; empty where it only counts
};

/// A limit that the load comes near, or passes.
struct Warning {
    std::string component;
    std::string sentence;
};

/// One phase, as if it went on for ever at its highest rate.
struct PhaseForecast {
    std::string name;
    std::vector<Figure> figures;
    std::vector<Warning> warnings;
};

struct Forecast {
    /// What is asked for: routes with their share of the requests.
    std::vector<std::pair<std::string, double>> mix;
    std::string recording;  // what is played, in a few words; empty: nothing
    std::vector<PhaseForecast> phases;
    /// Over the whole load: what a run's report has of it.
    std::vector<Figure> whole;
    /// What the closed forms leave out of this scenario, each in a sentence.
    std::vector<std::string> left_out;
};

/// What the closed forms say of a scenario before anything runs: how much of the load each tier sees, what caches
/// answer, what functions and databases turn away. Rates are taken as steady and arrivals as Poisson; what lies behind
/// a cache as Poisson, too, although what caches let through is more regular. Users of a closed load ask as often as
/// they are answered. A recording is read from its beginning to its end. Faults are left out.
[[nodiscard]] Forecast forecast(const scenario::Scenario& scenario);

/// What stands there, the load, and the forecast, for a person.
[[nodiscard]] std::string text_report(const scenario::Scenario& scenario, const Forecast& forecast, bool color);

/// The forecast beside a report of `run --json`, and where they differ by more than a tenth; an error where it is none,
/// or none of the scenario of that name.
[[nodiscard]] Result<std::string> against(const std::string& name, const Forecast& forecast, std::string_view report,
                                          bool color);

}  // namespace wt::forecast
