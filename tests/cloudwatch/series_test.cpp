#include "cloudwatch/series.hpp"

#include "catch.hpp"
#include "cloudwatch/metric_store.hpp"

using namespace wt;
using namespace wt::cloudwatch;

namespace {

/// A whole hour, some years into the calendar.
constexpr Instant today = epoch + std::chrono::hours(24 * 365 * 50);
const aws::AccountRegion owner{"000000000000", "us-east-1"};
const Metric metric{"App", "Latency", {{"Host", "a"}}};

Aggregate one(double value) {
    Aggregate aggregate;
    aggregate.add(value);
    return aggregate;
}

std::vector<std::pair<std::int64_t, double>> sums(const Series& series, Instant start, Instant end, std::int64_t period,
                                                  Instant now) {
    std::vector<std::pair<std::int64_t, double>> all;
    const auto window = window_of(start, end, period, now);
    if (!window) return all;
    for (const auto& [moment, aggregate] : series.read(*window))
        all.emplace_back(moment - unix_seconds(today), aggregate.sum);
    return all;
}
using Sums = std::vector<std::pair<std::int64_t, double>>;

}  // namespace

TEST_CASE("data is added up by the periods that are asked for, from the window's start on") {
    Series series;
    for (int minute = 0; minute < 10; ++minute) series.add(today + std::chrono::minutes(minute) + 7s, 60, one(1));
    CHECK(sums(series, today, today + 10min, 300, today + 10min) == Sums{{0, 5}, {300, 5}});
    CHECK(sums(series, today + 2min, today + 9min, 300, today + 10min) == Sums{{120, 5}, {420, 2}});
    // A start within a minute is that minute's; the end is exclusive.
    CHECK(sums(series, today + 59s, today + 2min, 60, today + 10min) == Sums{{0, 1}, {60, 1}});
    CHECK(sums(series, today + 20min, today + 30min, 60, today + 30min).empty());
}

TEST_CASE("high resolution can be had for three hours, by the minute after them") {
    Series series;
    for (int second = 0; second < 60; ++second) series.add(today + std::chrono::seconds(second), 1, one(1));
    CHECK(sums(series, today + 3s, today + 60s, 30, today + 1min) == Sums{{0, 30}, {30, 30}});
    CHECK(sums(series, today + 10s, today + 13s, 1, today + 1min) == Sums{{10, 1}, {11, 1}, {12, 1}});
    CHECK(sums(series, today, today + 1min, 60, today + 1min) == Sums{{0, 60}});
    const Instant later = today + 4h;
    CHECK(sums(series, today, today + 1min, 1, later).empty());
    CHECK(sums(series, today, today + 1min, 60, later) == Sums{{0, 60}});
    const std::size_t before = series.size();
    series.roll_up(later);
    CHECK(series.size() < before / 10);
    CHECK(sums(series, today, today + 1min, 60, later) == Sums{{0, 60}});
}

TEST_CASE("older data can be had in longer periods, and then not at all") {
    Series series;
    for (int minute = 0; minute < 120; ++minute) series.add(today + std::chrono::minutes(minute), 60, one(1));
    const auto at = [&](Duration age, std::int64_t period) {
        series.roll_up(today + age);
        return sums(series, today, today + 2h, period, today + age);
    };
    CHECK(at(std::chrono::days(14), 60).size() == 120);
    CHECK(at(std::chrono::days(16), 60).empty());
    CHECK(at(std::chrono::days(16), 300).size() == 24);
    CHECK(at(std::chrono::days(64), 300).empty());
    CHECK(at(std::chrono::days(64), 3600) == Sums{{0, 60}, {3600, 60}});
    CHECK(at(std::chrono::days(454), 3600) == Sums{{0, 60}, {3600, 60}});
    CHECK(at(std::chrono::days(456), 3600).empty());
    CHECK(series.empty());
    CHECK(series.size() == 0);
}

TEST_CASE("periods are 1, 5, 10, 20, 30 and whole minutes") {
    for (const std::int64_t good : {1, 5, 10, 20, 30, 60, 120, 86'400}) CHECK(is_period(good));
    for (const std::int64_t bad : {-60, 0, 2, 15, 45, 59, 61, 90}) CHECK_FALSE(is_period(bad));
}

TEST_CASE("a store keeps owners, metrics and units apart") {
    MetricStore store;
    const Unit count = *unit_of("Count");
    store.add(owner, metric, count, today, 60, one(1), today);
    store.add(owner, metric, no_unit(), today, 60, one(2), today);
    store.add(aws::AccountRegion{"000000000000", "eu-west-1"}, metric, count, today, 60, one(4), today);
    store.add(owner, Metric{"App", "Latency", {}}, count, today, 60, one(8), today);
    const Window window = *window_of(today, today + 1min, 60, today);
    const auto all = store.read(owner, metric, std::nullopt, window);
    CHECK(all.size() == 2);
    CHECK(all.at(count).begin()->second.sum == 1);
    CHECK(store.read(owner, metric, no_unit(), window).at(no_unit()).begin()->second.sum == 2);
    CHECK(store.read(aws::AccountRegion{"111111111111", "us-east-1"}, metric, std::nullopt, window).empty());
}

TEST_CASE("metrics are listed in pages, while they are active") {
    MetricStore store;
    for (const char* const name : {"d", "b", "a", "c"})
        store.add(owner, Metric{"App", name, {{"Host", name}}}, no_unit(), today, 60, one(1), today);
    ListFilter filter;
    auto page = store.list(owner, filter, std::nullopt, 3, today);
    REQUIRE(page.metrics.size() == 3);
    CHECK(page.more);
    CHECK(page.metrics.front().name == "a");
    page = store.list(owner, filter, page.metrics.back(), 3, today);
    REQUIRE(page.metrics.size() == 1);
    CHECK(page.metrics.front().name == "d");
    CHECK_FALSE(page.more);

    filter.dimensions = {{"Host", std::nullopt}};
    CHECK(store.list(owner, filter, std::nullopt, 9, today).metrics.size() == 4);
    filter.dimensions = {{"Host", "b"}};
    CHECK(store.list(owner, filter, std::nullopt, 9, today).metrics.size() == 1);
    filter.dimensions = {{"Place", std::nullopt}};
    CHECK(store.list(owner, filter, std::nullopt, 9, today).metrics.empty());

    ListFilter recent;
    recent.active_within = std::chrono::hours(3);
    CHECK(store.list(owner, recent, std::nullopt, 9, today + 4h).metrics.empty());
    CHECK(store.list(owner, ListFilter(), std::nullopt, 9, today + std::chrono::days(13)).metrics.size() == 4);
    CHECK(store.list(owner, ListFilter(), std::nullopt, 9, today + std::chrono::days(15)).metrics.empty());
}

TEST_CASE("a store is bounded, and forgets what is too old or whom it is told to") {
    MetricStore store(4096);
    int added = 0;
    for (; store.has_room(today) && added < 1000; ++added)
        store.add(owner, metric, no_unit(), today + std::chrono::minutes(added), 60, one(1), today);
    CHECK(added < 100);
    CHECK_FALSE(store.has_room(today));
    CHECK(store.has_room(today + std::chrono::days(500)));
    CHECK(store.size() == 0);
    store.add(owner, metric, no_unit(), today, 60, one(1), today);
    store.add(aws::AccountRegion{"111111111111", "us-east-1"}, metric, no_unit(), today, 60, one(1), today);
    store.forget("111111111111");
    CHECK(store.list(owner, ListFilter(), std::nullopt, 9, today).metrics.size() == 1);
    store.forget("");
    CHECK(store.list(owner, ListFilter(), std::nullopt, 9, today).metrics.empty());
    CHECK(store.size() == 0);
}
