#include "scenario/several.hpp"

#include <algorithm>
#include <cmath>

namespace wt::scenario {

namespace {

/// The larger, the nearer a value is to failing, or the further beyond.
[[nodiscard]] double badness(const Expectation& expectation, double value) {
    using Comparison = Expectation::Comparison;
    switch (expectation.comparison) {
        case Comparison::less:
        case Comparison::at_most: return value;
        case Comparison::greater:
        case Comparison::at_least: return -value;
        case Comparison::equal: return std::abs(value - expectation.high);
        case Comparison::not_equal: return -std::abs(value - expectation.high);
        case Comparison::within: return std::abs(value - (expectation.low + expectation.high) / 2);
    }
    return 0;
}

struct Measurement {
    double value;
    double bad;
    std::uint64_t seed;
};

[[nodiscard]] Spread::Values values_of(const std::vector<Measurement>& measured) {
    Spread::Values values;
    values.count = measured.size();
    const auto count = static_cast<double>(measured.size());
    for (const Measurement& one : measured) values.mean += one.value / count;
    const auto by_value = [](const Measurement& a, const Measurement& b) { return a.value < b.value; };
    const auto [least, most] = std::minmax_element(measured.begin(), measured.end(), by_value);
    values.min = least->value;
    values.max = most->value;
    const auto by_badness = [](const Measurement& a, const Measurement& b) { return a.bad < b.bad; };
    const auto worst = std::max_element(measured.begin(), measured.end(), by_badness);
    values.worst = worst->value;
    values.worst_seed = worst->seed;
    if (measured.size() > 1) {
        double squares = 0;
        for (const Measurement& one : measured) squares += (one.value - values.mean) * (one.value - values.mean);
        values.deviation = std::sqrt(squares / (count - 1));
    }
    return values;
}

}  // namespace

int SeveralRuns::exit_code() const {
    int worst = interrupted() ? exit_interrupted : exit_held;
    for (const SeedRun& run : runs) worst = worse(worst, run.exit_code());
    return worst;
}

bool SeveralRuns::interrupted() const {
    return runs.size() < scenario.runs ||
           std::any_of(runs.begin(), runs.end(), [](const SeedRun& run) { return run.outcome.interrupted; });
}

std::uint64_t SeveralRuns::requests() const {
    std::uint64_t all = 0;
    for (const SeedRun& run : runs) all += run.outcome.requests;
    return all;
}

std::vector<Spread> spreads(const SeveralRuns& several) {
    std::vector<Spread> all;
    std::vector<std::vector<Measurement>> measured;
    for (const SeedRun& run : several.runs) {
        for (const Judgement& judgement : run.outcome.judgements) {
            const auto known = std::find_if(all.begin(), all.end(),
                                            [&](const Spread& spread) { return spread.judgement.id == judgement.id; });
            const auto place = static_cast<std::size_t>(known - all.begin());
            if (known == all.end()) {
                all.push_back({judgement, 0, {}, {}, {}});
                measured.emplace_back();
            }
            Spread& spread = all[place];
            if (judgement.verdict == Verdict::pass) ++spread.held;
            if (judgement.verdict == Verdict::fail) {
                if (spread.first_failure.empty()) spread.first_failure = judgement.detail;
                spread.failed.push_back(run.seed);
            }
            if (judgement.value && judgement.expectation) {
                measured[place].push_back(
                    {*judgement.value, badness(*judgement.expectation, *judgement.value), run.seed});
            }
        }
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!measured[i].empty()) all[i].values = values_of(measured[i]);
    }
    return all;
}

}  // namespace wt::scenario
