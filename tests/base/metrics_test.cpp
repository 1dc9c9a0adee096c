#include "catch.hpp"

#include "base/histogram.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"

using namespace wt;

TEST_CASE("a histogram's quantiles are right to 0.8%, from nanoseconds to hours") {
    for (const double scale : {1e3, 1e6, 1e9, 1e12}) {
        Histogram histogram;
        for (int i = 1; i <= 10'000; ++i) histogram.record(Duration(static_cast<std::int64_t>(scale * i / 10'000)));
        for (const double p : {0.1, 0.5, 0.9, 0.99}) {
            INFO(scale << " " << p);
            CHECK(static_cast<double>(histogram.quantile(p).count()) == Approx(scale * p).epsilon(0.008).margin(1));
        }
        CHECK(histogram.quantile(0) >= histogram.min());
        CHECK(histogram.quantile(1) == histogram.max());
        CHECK(histogram.count() == 10'000);
        CHECK(static_cast<double>(histogram.mean().count()) == Approx(scale / 2).epsilon(0.001));
    }
}

TEST_CASE("a histogram says what was recorded since a copy of it was taken") {
    Histogram histogram;
    for (int i = 0; i < 100; ++i) histogram.record(1ms);
    const Histogram earlier = histogram;
    for (int i = 0; i < 300; ++i) histogram.record(50ms);
    const Histogram since = histogram.since(earlier);
    CHECK(since.count() == 300);
    CHECK(seconds(since.quantile(0.01)) == Approx(0.05).epsilon(0.01));
    CHECK(since.at_most(1ms) == 0);
    CHECK(histogram.at_most(2ms) == 100);
    Histogram both = earlier;
    both.merge(since);
    CHECK(both.count() == 400);
    CHECK(both.sum_seconds() == Approx(histogram.sum_seconds()));
}

TEST_CASE("what is longer than a histogram reaches counts as the longest, and memory stays bounded") {
    Histogram histogram;
    histogram.record(Duration::max());
    histogram.record(0ns);
    CHECK(histogram.count() == 2);
    CHECK(histogram.max() == Duration::max());
    CHECK(histogram.min() == 0ns);
    CHECK(Histogram().quantile(0.5) == 0ns);
}

TEST_CASE("a gauge knows its average over time and its extremes, also of a window") {
    Gauge gauge;
    gauge.set(2, epoch);
    gauge.set(6, epoch + 10s);
    auto& watch = gauge.watch();
    gauge.set(4, epoch + 20s);
    CHECK(gauge.integral(epoch + 30s) == Approx(2 * 10 + 6 * 10 + 4 * 10));
    CHECK(gauge.max() == 6);
    CHECK(watch.max == 6);
    CHECK(watch.min == 4);
    auto& later = gauge.watch();
    gauge.add(-1, epoch + 40s);
    CHECK(later.max == 4);
    CHECK(later.min == 3);
}

TEST_CASE("metrics are found by name and by some of their labels") {
    Metrics metrics;
    metrics.counter("http.requests", {{"route", "a"}, {"status", "200"}}).add(3);
    metrics.counter("http.requests", {{"status", "500"}, {"route", "a"}}).add(2);
    metrics.counter("http.requests", {{"route", "b"}, {"status", "200"}}).add(5);
    metrics.counter("http.requests.other").add(7);
    CHECK(metrics.find("http.requests").size() == 3);
    CHECK(metrics.find("http.requests", {{"route", "a"}}).size() == 2);
    CHECK(metrics.find("http.requests", {{"route", "a"}, {"status", "500"}}).size() == 1);
    CHECK(metrics.find("http.nothing").empty());
    // The same name and labels, in whatever order, are the same metric.
    metrics.counter("http.requests", {{"route", "a"}, {"status", "500"}}).add();
    CHECK(metrics.counter("http.requests", {{"status", "500"}, {"route", "a"}}).value() == 3);

    Counter& hits = metrics.counter("cache.hits");
    Counter& misses = metrics.counter("cache.misses");
    const Ratio& ratio = metrics.ratio("cache.hit.ratio", {&hits}, {&hits, &misses});
    CHECK(ratio.value() == 0);
    hits.add(3);
    misses.add(1);
    CHECK(ratio.value() == Approx(0.75));
}

TEST_CASE("what a component counts is its own, whatever the program or another component calls the same") {
    Metrics metrics;
    Counter& events = metrics.counter("logs.bytes");
    Gauge& held = metrics.of("logs").gauge("logs.bytes");  // of another kind
    Counter& requests = metrics.counter("http.requests");
    Counter& others = metrics.of("http").counter("http.requests");  // of the same kind
    Counter& third = metrics.of("http.requests").counter("http.requests");
    events.add(7);
    held.set(3, epoch);
    requests.add();
    others.add(5);
    CHECK(metrics.counter("logs.bytes").value() == 7);
    CHECK(metrics.of("logs").gauge("logs.bytes").value() == 3);
    CHECK(requests.value() == 1);
    CHECK(&metrics.of("http").counter("http.requests") == &others);
    CHECK(&metrics.of("http").of("http.requests").counter("http.requests") == &third);
    // A name means the component's, where there is one.
    REQUIRE(metrics.find("logs.bytes").size() == 1);
    CHECK(metrics.find("logs.bytes").front()->owner == "logs");
    CHECK(metrics.find("http.requests").size() == 2);
    std::size_t all = 0;
    metrics.visit([&](const Metrics::Entry&) { ++all; });
    CHECK(all == 5);
}
