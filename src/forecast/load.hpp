#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "forecast/demand.hpp"
#include "scenario/scenario.hpp"

namespace wt::forecast {

/// What comes in, whatever its rate: what one unit of the load asks for. A unit is a request of the mix, what a session
/// does from top to bottom, or a request of a recording.
struct Load {
    struct Part {
        scenario::MixEntry entry;
        Demand demand;  // requests a second, at one unit a second
    };
    std::vector<Part> parts;
    double pauses = 0;  // seconds of a unit in which its user is silent, on average; without the think time

    struct Recorded {
        double requests = 0;  // that are played
        double length = 0;    // seconds, as they are played
        double busiest = 0;   // requests in the second, on average, of the minute that has the most
    };
    std::optional<Recorded> recorded;  // none where nothing is played, or it has no moments

    /// Requests of a unit.
    [[nodiscard]] double requests() const;
};

/// Reads a recording from its beginning to its end.
[[nodiscard]] Load load_of(const scenario::Scenario& scenario);

}  // namespace wt::forecast
