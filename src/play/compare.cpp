#include <fmt/format.h>

#include "play/options.hpp"
#include "play/world.hpp"
#include "scenario/outcome.hpp"
#include "sweep/comparison.hpp"

namespace wt::play {

int compare(const CompareOptions& options) {
    const auto before = read_file(options.before);
    const auto after = before ? read_file(options.after) : std::nullopt;
    if (!after) return scenario::exit_invalid;
    const auto comparison = sweep::compare(*before, *after);
    if (!comparison) {
        fmt::print(stderr, "windtunnel: {}\n", comparison.error().message);
        return scenario::exit_invalid;
    }
    scenario::ReportStyle style;
    style.color = wants_color();
    style.unicode = speaks_unicode();
    fmt::print("{}", sweep::text_report(*comparison, style, options.all));
    return comparison->exit_code();
}

}  // namespace wt::play
