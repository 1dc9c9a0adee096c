// What several runs of one scenario add up to.
#include <string>
#include <vector>

#include "catch.hpp"
#include "scenario/good_text.hpp"
#include "scenario/several.hpp"

using namespace wt;
using namespace wt::scenario;
using test::good_text;
using test::read_text;
using test::with;

namespace {

Expectation expected(Expectation::Comparison comparison, double high, double low = 0) {
    Expectation expectation;
    expectation.comparison = comparison;
    expectation.high = high;
    expectation.low = low;
    return expectation;
}

Judgement judged(std::string id, Verdict verdict, ExitCode failure = exit_expectation) {
    Judgement judgement;
    judgement.id = std::move(id);
    judgement.verdict = verdict;
    judgement.failure = failure;
    return judgement;
}

/// A run that measured one value, held by what is expected of it.
SeedRun run_of(std::uint64_t seed, const Expectation& expectation, std::optional<double> value,
               Verdict verdict = Verdict::pass) {
    SeedRun run;
    run.seed = seed;
    run.outcome.requests = 100;
    Judgement judgement = judged("slo.0", verdict);
    judgement.value = value;
    if (value) judgement.expectation = expectation;
    run.outcome.judgements.push_back(std::move(judgement));
    return run;
}

Spread::Values values_of(const Expectation& expectation, const std::vector<double>& values) {
    Scenario scenario;
    scenario.runs = values.size();
    SeveralRuns several{scenario, {}, 0, ""};
    for (std::size_t i = 0; i < values.size(); ++i) several.runs.push_back(run_of(i + 1, expectation, values[i]));
    return spreads(several).front().values.value();
}

std::string problems(const std::string& text) {
    const auto read = read_text(text);
    std::string all;
    if (!read.ok()) {
        for (const Problem& problem : read.error().problems) all += problem.text() + "\n";
    }
    return all;
}

}  // namespace

TEST_CASE("a scenario says with how many seeds it is played, and how many at once") {
    const auto plain = read_text(good_text);
    REQUIRE(plain.ok());
    CHECK(plain->runs == 1);
    CHECK(plain->parallel == 1);
    const auto several = read_text(with("name: small", "name: small\nruns: 20\nparallel: 2"));
    REQUIRE(several.ok());
    CHECK(several->runs == 20);
    CHECK(several->parallel == 2);
    CHECK(read_text(with("name: small", "name: small\nruns: 10k")).ok());
    for (const char* wrong : {"runs: 0", "runs: 10001", "runs: -1", "runs: 1.5", "runs: [2]", "parallel: 0",
                              "parallel: 257", "parallel: many"}) {
        INFO(wrong);
        CHECK(problems(with("name: small", std::string("name: small\n") + wrong)).find("t.yaml:3:") == 0);
    }
}

TEST_CASE("the worst of several values is the one nearest to failing, or furthest beyond") {
    using Comparison = Expectation::Comparison;
    const std::vector<double> values{3, 1, 7};
    CHECK(values_of(expected(Comparison::less, 10), values).worst == 7);
    CHECK(values_of(expected(Comparison::at_most, 2), values).worst == 7);
    CHECK(values_of(expected(Comparison::greater, 0), values).worst == 1);
    CHECK(values_of(expected(Comparison::at_least, 5), values).worst == 1);
    CHECK(values_of(expected(Comparison::equal, 2), values).worst == 7);
    CHECK(values_of(expected(Comparison::not_equal, 2.5), values).worst == 3);
    CHECK(values_of(expected(Comparison::within, 9, 3), values).worst == 1);
    CHECK(values_of(expected(Comparison::within, 5, -1), values).worst == 7);
    CHECK(values_of(expected(Comparison::less, 10), values).worst_seed == 3);
}

TEST_CASE("mean and deviation of several values are those of a sample") {
    const auto values = values_of(expected(Expectation::Comparison::less, 10), {2, 4, 4, 4, 5, 5, 7, 9});
    CHECK(values.count == 8);
    CHECK(values.mean == Approx(5));
    CHECK(values.deviation.value() == Approx(2.13809));  // the square root of 32/7
    CHECK(values.min == 2);
    CHECK(values.max == 9);
    // Of one value there is none.
    CHECK_FALSE(values_of(expected(Expectation::Comparison::less, 10), {2}).deviation);
}

TEST_CASE("an expectation holds over several runs when it holds in all; who measured nothing has no part in the mean") {
    const Expectation below = expected(Expectation::Comparison::less, 10);
    Scenario scenario;
    scenario.runs = 4;
    SeveralRuns several{scenario, {}, 0, ""};
    several.runs.push_back(run_of(7, below, 2));
    several.runs.push_back(run_of(8, below, std::nullopt, Verdict::fail));
    several.runs.back().outcome.judgements.front().detail = "no sample";
    several.runs.push_back(run_of(9, below, 12, Verdict::fail));
    several.runs.push_back(run_of(10, below, 4));
    const auto all = spreads(several);
    REQUIRE(all.size() == 1);
    CHECK(all[0].verdict() == Verdict::fail);
    CHECK(all[0].held == 2);
    CHECK(all[0].failed == std::vector<std::uint64_t>{8, 9});
    CHECK(all[0].first_failure == "no sample");
    REQUIRE(all[0].values);
    CHECK(all[0].values->count == 3);
    CHECK(all[0].values->mean == Approx(6));
    CHECK(several.requests() == 400);
    CHECK(several.exit_code() == exit_expectation);
    CHECK(failures(several).find("FAILED seed 8: : no sample\n") == 0);
}

TEST_CASE("the exit code of several runs is the worst: 130, 70, 6, 4, 5, 3, 7") {
    const std::vector<int> worst_first{exit_interrupted, exit_own_fault,   exit_not_deterministic, exit_invariant,
                                       exit_no_recovery, exit_expectation, exit_never_happened,    exit_held};
    for (std::size_t i = 0; i < worst_first.size(); ++i) {
        for (std::size_t j = i; j < worst_first.size(); ++j) {
            CHECK(worse(worst_first[i], worst_first[j]) == worst_first[i]);
            CHECK(worse(worst_first[j], worst_first[i]) == worst_first[i]);
        }
    }
    Scenario scenario;
    scenario.runs = 2;
    SeveralRuns several{scenario, {}, 0, ""};
    several.runs.resize(2);
    CHECK(several.exit_code() == exit_held);
    several.runs[0].outcome.judgements = {judged("invariant.0", Verdict::fail, exit_never_happened)};
    several.runs[1].outcome.judgements = {judged("invariant.1", Verdict::fail, exit_invariant),
                                          judged("recovery", Verdict::fail, exit_no_recovery)};
    CHECK(several.exit_code() == exit_invariant);
    several.runs[0].outcome.digest = "a";
    several.runs[0].second_digest = "a";
    CHECK(several.exit_code() == exit_invariant);
    several.runs[0].second_digest = "b";
    CHECK(several.exit_code() == exit_not_deterministic);
    several.runs[1].outcome.interrupted = true;
    CHECK(several.exit_code() == exit_interrupted);
    // A run that was never begun, too.
    several.runs[1].outcome.interrupted = false;
    scenario.runs = 3;
    CHECK(several.exit_code() == exit_interrupted);
}
