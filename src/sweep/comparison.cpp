#include "sweep/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>

#include <fmt/format.h>
#include <boost/math/distributions/students_t.hpp>
#include <nlohmann/json.hpp>

#include "scenario/outcome.hpp"

namespace wt::sweep {

namespace {

using Json = nlohmann::ordered_json;

struct Series {
    bool seconds = false;
    std::vector<double> values;  // by run
};

/// What a report says, run by run.
struct Report {
    std::string name;
    std::vector<std::uint64_t> seeds;
    std::vector<std::string> digests;
    std::map<std::string, Series> numbers;
    std::map<std::string, std::pair<std::string, std::size_t>> expectations;  // by id: the text, and how often it held
};

void take_metric(Report& report, const std::string& name, const Json& metric) {
    const bool histogram = metric.contains("p50") || metric.contains("avg");
    for (const auto& [stat, value] : metric.items()) {
        if (!value.is_number()) continue;
        Series& number = report.numbers[name + " " + stat];
        number.seconds = histogram && metric.contains("p50") && stat != "count";
        number.values.push_back(value.get<double>());
    }
    const auto labels = metric.find("labels");
    if (labels == metric.end()) return;
    for (const auto& [label, own] : labels->items()) take_metric(report, fmt::format("{}{{{}}}", name, label), own);
}

void take_run(Report& report, const Json& run) {
    report.seeds.push_back(run.at("seed").get<std::uint64_t>());
    report.digests.push_back(run.at("digest").get<std::string>());
    for (const auto& [name, metric] : run.at("metrics").items()) take_metric(report, name, metric);
    if (const auto cost = run.find("cost"); cost != run.end()) {
        for (const auto& [name, value] : cost->items()) {
            if (value.is_number()) report.numbers["cost " + name].values.push_back(value.get<double>());
        }
    }
    for (const Json& expectation : run.at("expectations")) {
        auto& [text, held] = report.expectations[expectation.at("id").get<std::string>()];
        text = expectation.value("text", "");
        if (expectation.at("verdict") == "pass") ++held;
    }
}

[[nodiscard]] Result<Report> read(std::string_view text) {
    try {
        const Json json = Json::parse(text);
        Report report;
        report.name = json.at("scenario").get<std::string>();
        if (const auto runs = json.find("runs"); runs != json.end()) {
            for (const Json& run : *runs) take_run(report, run);
        } else {
            take_run(report, json);
        }
        if (report.seeds.empty()) return Error{"it has no run"};
        return report;
    } catch (const Json::exception& wrong) {
        return Error{fmt::format("it is no report of `run --json`: {}", wrong.what())};
    }
}

/// Run by run the same; or, where there are more runs of the one, the same number in every run of both.
[[nodiscard]] bool equal(const std::vector<double>& before, const std::vector<double>& after) {
    if (before == after) return true;
    const auto constant = [&](const std::vector<double>& values) {
        return std::all_of(values.begin(), values.end(), [&](double value) { return value == before.front(); });
    };
    return before.size() != after.size() && constant(before) && constant(after);
}

struct Moments {
    double mean = 0;
    double variance = 0;  // the sample's
    double count = 0;
};

[[nodiscard]] Moments moments_of(const std::vector<double>& values) {
    Moments of;
    of.count = static_cast<double>(values.size());
    // By what they are away from the first: so the mean of what is always the same is that.
    for (const double value : values) of.mean += (value - values.front()) / of.count;
    if (!values.empty()) of.mean += values.front();
    if (values.size() > 1) {
        for (const double value : values) of.variance += (value - of.mean) * (value - of.mean) / (of.count - 1);
    }
    return of;
}

/// Fills in what the runs say about chance.
void judge(Change& change, const std::vector<double>& before, const std::vector<double>& after, bool paired) {
    if (before.size() < 2 || after.size() < 2) return;
    double error = 0;  // of the difference of the means
    double freedom = 0;
    if (paired) {
        std::vector<double> differences(before.size());
        std::transform(after.begin(), after.end(), before.begin(), differences.begin(), std::minus<>());
        const Moments of = moments_of(differences);
        error = std::sqrt(of.variance / of.count);
        freedom = of.count - 1;
    } else {  // Welch
        const Moments one = moments_of(before);
        const Moments other = moments_of(after);
        const double a = one.variance / one.count;
        const double b = other.variance / other.count;
        error = std::sqrt(a + b);
        if (error > 0) freedom = (a + b) * (a + b) / (a * a / (one.count - 1) + b * b / (other.count - 1));
    }
    if (error <= std::abs(change.difference()) * 1e-12) {  // the same difference in every run
        change.half_interval = 0;
        change.p = 0;
        return;
    }
    const boost::math::students_t law(freedom);
    change.half_interval = error * boost::math::quantile(boost::math::complement(law, 0.025));
    change.p = 2 * boost::math::cdf(boost::math::complement(law, std::abs(change.difference()) / error));
}

/// The largest p that still counts, so that of all that count no more than 5% are expected to be chance.
void choose(std::vector<Change>& changes, std::size_t asked) {
    std::vector<double> ps;
    for (const Change& change : changes) {
        if (change.p) ps.push_back(*change.p);
    }
    std::sort(ps.begin(), ps.end());
    double most = -1;
    for (std::size_t i = 0; i < ps.size(); ++i) {
        if (ps[i] <= 0.05 * static_cast<double>(i + 1) / static_cast<double>(asked)) most = ps[i];
    }
    for (Change& change : changes) change.more_than_chance = change.p && *change.p <= most;
}

}  // namespace

double Change::relative() const {
    if (before == after) return 0;
    return before == 0 ? std::copysign(std::numeric_limits<double>::infinity(), after)
                       : difference() / std::abs(before);
}

int Comparison::exit_code() const {
    for (const ExpectationChange& one : expectations) {
        if (one.worse(runs_before, runs_after)) return scenario::exit_expectation;
    }
    return scenario::exit_held;
}

Result<Comparison> compare(std::string_view before, std::string_view after) {
    const auto one = read(before);
    if (!one) return Error{"the first report: " + one.error().message};
    const auto other = read(after);
    if (!other) return Error{"the second report: " + other.error().message};
    Comparison comparison;
    comparison.before = one->name;
    comparison.after = other->name;
    comparison.runs_before = one->seeds.size();
    comparison.runs_after = other->seeds.size();
    comparison.paired = one->seeds == other->seeds;
    comparison.same = one->digests == other->digests;
    for (const auto& [id, expectation] : one->expectations) {
        const auto found = other->expectations.find(id);
        if (found == other->expectations.end() || found->second.first != expectation.first) continue;
        comparison.expectations.push_back({id, expectation.first, expectation.second, found->second.second});
    }
    for (const auto& [name, number] : one->numbers) {
        const auto found = other->numbers.find(name);
        // What not every run has is no number to compare.
        if (found == other->numbers.end() || number.values.size() != one->seeds.size() ||
            found->second.values.size() != other->seeds.size())
            continue;
        if (equal(number.values, found->second.values)) {
            ++comparison.equal;
            continue;
        }
        Change change{name, number.seconds, moments_of(number.values).mean, moments_of(found->second.values).mean, {},
                      {},   false};
        judge(change, number.values, found->second.values, comparison.paired);
        comparison.changes.push_back(std::move(change));
    }
    choose(comparison.changes, comparison.changes.size() + comparison.equal);
    std::stable_sort(comparison.changes.begin(), comparison.changes.end(), [](const Change& a, const Change& b) {
        return a.more_than_chance != b.more_than_chance ? a.more_than_chance
                                                        : std::abs(a.relative()) > std::abs(b.relative());
    });
    return comparison;
}

}  // namespace wt::sweep
