#include "cloudwatch/statistics.hpp"

#include <cmath>

#include "catch.hpp"

using namespace wt;
using namespace wt::cloudwatch;

namespace {

Aggregate of(std::initializer_list<double> values) {
    Aggregate aggregate;
    for (const double value : values) aggregate.add(value);
    return aggregate;
}

std::optional<double> ask(std::string_view name, const Aggregate& aggregate) {
    const auto statistic = parse_statistic(name);
    REQUIRE(statistic);
    return value_of(*statistic, aggregate);
}

Aggregate to_a_hundred() {
    Aggregate aggregate;
    for (int value = 1; value <= 100; ++value) aggregate.add(value);
    return aggregate;
}

}  // namespace

TEST_CASE("the five plain statistics") {
    const Aggregate aggregate = of({3, 1, 2, 2});
    CHECK(ask("SampleCount", aggregate) == 4);
    CHECK(ask("Sum", aggregate) == 8);
    CHECK(ask("Average", aggregate) == 2);
    CHECK(ask("Minimum", aggregate) == 1);
    CHECK(ask("Maximum", aggregate) == 3);
    CHECK_FALSE(ask("Average", Aggregate()));
}

TEST_CASE("a percentile is the least value that so many do not exceed") {
    const Aggregate aggregate = to_a_hundred();
    CHECK(ask("p0", aggregate) == 1);
    CHECK(ask("p50", aggregate) == 50);
    CHECK(ask("p99", aggregate) == 99);
    CHECK(ask("p99.9", aggregate) == 100);
    CHECK(ask("p100", aggregate) == 100);
    Aggregate counted;
    counted.add(10, 99);
    counted.add(20, 1);
    CHECK(ask("p99", counted) == 10);
    CHECK(ask("p99.5", counted) == 20);
}

TEST_CASE("trimmed and winsorized statistics, by shares and by values") {
    const Aggregate aggregate = to_a_hundred();
    CHECK(ask("tm90", aggregate) == 45.5);
    CHECK(ask("TM(10%:90%)", aggregate) == 50.5);
    CHECK(ask("TM(:50%)", aggregate) == 25.5);
    // Above the lower border, up to the upper.
    CHECK(ask("TM(98:100)", aggregate) == 99.5);
    CHECK(ask("tc90", aggregate) == 90);
    CHECK(ask("TC(90:)", aggregate) == 10);
    CHECK(ask("ts50", aggregate) == 1275);
    CHECK(ask("TS(99:)", aggregate) == 100);
    CHECK(ask("IQM", aggregate) == 50.5);
    CHECK(ask("PR(:30)", aggregate) == 30);
    CHECK(ask("PR(30:50)", aggregate) == 20);
    CHECK(ask("wm90", aggregate) == Approx((90 * 91 / 2.0 + 10 * 90) / 100));
    CHECK(ask("WM(10:90)", aggregate) == Approx((10 * 10 + (11 + 90) * 80 / 2.0 + 10 * 90) / 100));
    // A value that a border runs through counts by its part.
    CHECK(ask("tm75", of({1, 2})) == Approx((1 + 0.5 * 2) / 1.5));
    CHECK_FALSE(ask("TM(200:300)", aggregate));
}

TEST_CASE("what is no statistic is none") {
    for (const char* const name :
         {"", "average", "p", "p101", "p-1", "pp", "p1e1", "tm", "TM", "TM()", "TM(:)", "TM(10%:90)", "TM(90%:10%)",
          "TM(10%:90%", "TM(x:y)", "PR(10%:90%)", "p99 ", "TM(10:20:30)"}) {
        INFO(name);
        CHECK_FALSE(parse_statistic(name));
    }
}

TEST_CASE("a statistic set has percentiles only where its values are known") {
    Aggregate set;
    set.add(StatisticSet{10, 50, 1, 9});
    CHECK(ask("Average", set) == 5);
    CHECK(ask("Maximum", set) == 9);
    CHECK_FALSE(ask("p50", set));
    Aggregate one;
    one.add(StatisticSet{1, 7, 7, 7});
    one.add(StatisticSet{20, 40, 2, 2});
    CHECK(ask("p50", one) == 2);
    CHECK(ask("p100", one) == 7);
    one.merge(set);
    CHECK_FALSE(ask("p50", one));
}

TEST_CASE("negative values have no percentiles") {
    CHECK_FALSE(ask("p50", of({-1, 2, 3})));
    CHECK(ask("Minimum", of({-1, 2, 3})) == -1);
}

TEST_CASE("a distribution is exact up to 150 values, and near beyond") {
    Distribution values;
    for (int value = 1; value <= 150; ++value) values.add(value, 2);
    CHECK(values.exact());
    CHECK(values.total() == 300);
    for (int value = 151; value <= 1000; ++value) values.add(value, 2);
    CHECK_FALSE(values.exact());
    CHECK(values.entries().size() <= Distribution::most_values);
    CHECK(values.total() == Approx(2000));

    Aggregate aggregate;
    for (int value = 1; value <= 100'000; ++value) aggregate.add(value);
    CHECK(aggregate.values.entries().size() <= Distribution::most_values);
    for (const auto& [name, right] : {std::pair("p50", 50'000.0), {"p90", 90'000.0}, {"p99", 99'000.0}}) {
        INFO(name);
        CHECK(*ask(name, aggregate) == Approx(right).epsilon(0.09));
    }
    // The plain ones stay exact.
    CHECK(ask("Sum", aggregate) == 100'000.0 * 100'001 / 2);
    CHECK(ask("Maximum", aggregate) == 100'000);
}

TEST_CASE("a distribution is bounded whatever is in it") {
    Distribution values;
    for (int power = -1000; power <= 360; ++power) {
        values.add(std::ldexp(1.0, power), 1);
        values.add(-std::ldexp(1.0, power), 1);
    }
    values.add(0, 1);
    CHECK(values.entries().size() <= Distribution::most_values);
    CHECK(values.total() == 2723);
    Distribution other;
    other.add(3, 1);
    other.merge(values);
    CHECK(other.entries().size() <= Distribution::most_values);
    CHECK(other.total() == 2724);
    for (std::size_t i = 1; i < other.entries().size(); ++i)
        CHECK(other.entries()[i - 1].value < other.entries()[i].value);
}
