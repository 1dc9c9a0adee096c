// Whatever text a client sends as an expression or a statistic, it computes to finite points in order, or is refused.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.hpp"
#include "cloudwatch/api/math.hpp"
#include "cloudwatch/statistics.hpp"

namespace {

using namespace wt::cloudwatch;

void check(const TimeSeries& series) {
    for (std::size_t i = 0; i < series.points.size(); ++i) {
        WT_ASSERT(std::isfinite(series.points[i].second));
        WT_ASSERT(i == 0 || series.points[i - 1].first < series.points[i].first);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (size > 2048) return 0;  // the longest that the model lets through
    const TimeSeries one{"one", {{0, 1}, {60, -2}, {120, 0}}};
    const TimeSeries two{"two", {{60, 1e300}, {120, 3}}};
    MathScope scope;
    scope.find = [&](std::string_view id) -> MathResult {
        if (id == "m1") return MathValue(one);
        if (id == "m2") return MathValue(two);
        return MathError{"none"};
    };
    scope.metrics = [&](std::string_view) { return std::vector<TimeSeries>{one, two}; };
    const MathResult result = evaluate(text, scope);
    if (result.ok()) {
        if (const auto* series = std::get_if<TimeSeries>(&*result)) check(*series);
        if (const auto* several = std::get_if<std::vector<TimeSeries>>(&*result)) {
            for (const TimeSeries& series : *several) check(series);
        }
    }
    if (const auto statistic = parse_statistic(text)) {
        Aggregate aggregate;
        for (const double value : {1.0, 2.0, 2.5, 10.0}) aggregate.add(value, 3);
        const auto value = value_of(*statistic, aggregate);
        WT_ASSERT(!value || std::isfinite(*value));
    }
    return 0;
}
