#include <fmt/format.h>

#include "forecast/forecast.hpp"
#include "play/options.hpp"
#include "play/world.hpp"
#include "scenario/outcome.hpp"

namespace wt::play {

int explain(const ExplainOptions& options) {
    const auto scenario = read_scenario(options.scenario);
    if (!scenario) return scenario::exit_invalid;
    const forecast::Forecast expected = forecast::forecast(*scenario);
    fmt::print("{}", forecast::text_report(*scenario, expected, wants_color()));
    if (options.report.empty()) return scenario::exit_held;
    const auto report = read_file(options.report);
    if (!report) return scenario::exit_invalid;
    const auto text = forecast::against(scenario->name, expected, *report, wants_color());
    if (!text) {
        fmt::print(stderr, "windtunnel: {}: {}\n", options.report, text.error().message);
        return scenario::exit_invalid;
    }
    fmt::print("{}", *text);
    return scenario::exit_held;
}

}  // namespace wt::play
