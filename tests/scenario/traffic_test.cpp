#include "catch.hpp"

#include <cmath>

#include "scenario/expectation_text.hpp"
#include "scenario/metrics_window.hpp"
#include "scenario/traffic.hpp"

using namespace wt;
using namespace wt::scenario;

namespace {

Phase phase(Duration length, double from, double to, Arrivals arrivals = {}) {
    Phase made;
    made.duration = length;
    made.from = Rate{from, 1s};
    made.to = Rate{to, 1s};
    made.arrivals = arrivals;
    return made;
}

std::vector<Duration> all(const Phase& of, std::uint64_t seed = 1) {
    Random random(seed, "arrivals");
    ArrivalProcess process(of, random);
    std::vector<Duration> moments;
    while (const auto next = process.next()) moments.push_back(*next);
    return moments;
}

double measured(const MetricsWindow& window, std::string_view expectation, Instant now) {
    return window.measure(*parse_expectation(expectation), now).value.value_or(-1);
}

}  // namespace

TEST_CASE("Poisson arrivals come as often as their rate says, in order, within the phase") {
    const auto moments = all(phase(1000s, 50, 50));
    CHECK(moments.size() == Approx(50'000).margin(4 * std::sqrt(50'000.0)));
    CHECK(std::is_sorted(moments.begin(), moments.end()));
    CHECK(moments.back() < 1000s);
    double squares = 0;
    for (std::size_t i = 1; i < moments.size(); ++i) squares += std::pow(seconds(moments[i] - moments[i - 1]) * 50, 2);
    CHECK(squares / static_cast<double>(moments.size()) ==
          Approx(2).epsilon(0.05));  // an exponential gap's second moment
}

TEST_CASE("a ramp's arrivals follow its line") {
    const auto moments = all(phase(1000s, 0, 100));
    CHECK(moments.size() == Approx(50'000).margin(4 * std::sqrt(50'000.0)));
    const auto early = std::count_if(moments.begin(), moments.end(), [](Duration at) { return at < 500s; });
    CHECK(static_cast<double>(early) / static_cast<double>(moments.size()) == Approx(0.25).margin(0.01));
    const auto falling = all(phase(1000s, 100, 0));
    CHECK(falling.size() == Approx(50'000).margin(4 * std::sqrt(50'000.0)));
    CHECK(all(phase(10s, 0, 0)).empty());
}

TEST_CASE("regular arrivals are evenly spaced, bursty ones keep the mean") {
    Arrivals regular;
    regular.kind = Arrivals::Kind::regular;
    const auto even = all(phase(10s, 10, 10, regular));
    REQUIRE(even.size() == 100);
    CHECK(even[0] == 0s);
    CHECK(even[10] == 1s);
    CHECK(all(phase(10s, 50, 50, regular)).size() == 500);
    CHECK(all(phase(10s, 0, 10, regular)).size() == 50);
    CHECK(all(phase(10s, 10, 0, regular)).size() == 50);
    CHECK(all(phase(10s, 0, 0, regular)).empty());

    Arrivals bursty;
    bursty.kind = Arrivals::Kind::mmpp;
    const auto bursts = all(phase(20'000s, 20, 20, bursty));
    CHECK(bursts.size() == Approx(400'000).epsilon(0.03));
    double squares = 0;
    std::vector<int> per_second(20'000);
    for (const Duration at : bursts) ++per_second[static_cast<std::size_t>(seconds(at))];
    for (const int n : per_second) squares += std::pow(n - 20.0, 2);
    CHECK(squares / 20'000 > 2 * 20);  // more uneven than Poisson, whose variance is its mean
}

TEST_CASE("a window measures what happened within it") {
    Metrics metrics;
    Counter& errors = metrics.counter("http.errors", {{"route", "a"}});
    Counter& requests = metrics.counter("http.requests", {{"route", "a"}});
    Histogram& latency = metrics.histogram("http.latency", {{"route", "a"}});
    Gauge& level = metrics.gauge("f.concurrency");
    requests.add(1000);
    errors.add(500);
    latency.record(9s, 1000);
    level.set(80, epoch);
    level.set(10, epoch + 1s);

    MetricsWindow of_errors(metrics, *parse_selector("http.errors"), epoch + 10s);
    MetricsWindow of_latency(metrics, *parse_selector(R"(http.latency{route="a"})"), epoch + 10s);
    MetricsWindow of_level(metrics, *parse_selector("f.concurrency"), epoch + 10s);
    requests.add(100);
    errors.add(2);
    latency.record(100ms, 98);
    latency.record(1s, 2);
    metrics.histogram("http.latency", {{"route", "b"}}).record(60s, 50);
    level.set(30, epoch + 15s);
    const Instant now = epoch + 20s;

    CHECK(measured(of_errors, "count<5", now) == 2);
    CHECK(measured(of_errors, "rate<0.1%", now) == Approx(0.02));
    CHECK(measured(of_errors, "rate<5/s", now) == Approx(0.2));
    CHECK(measured(of_latency, "p(50)<1s", now) == Approx(0.1).epsilon(0.01));
    CHECK(measured(of_latency, "p(99)<1s", now) == Approx(1.0).epsilon(0.02));
    CHECK(measured(of_latency, "count>0", now) == 100);
    CHECK(measured(of_level, "max<=100", now) == 30);
    CHECK(measured(of_level, "avg<100", now) == Approx(20));
    CHECK(measured(of_level, "min<100", now) == 10);
    CHECK(of_errors.measure(*parse_expectation("count<5"), now).samples == 100U);
    CHECK(of_latency.measure(*parse_expectation("p(50)<1s"), now).samples == 100U);
    CHECK_FALSE(
        MetricsWindow(metrics, *parse_selector("no.such"), now).measure(*parse_expectation("count>0"), now).value);
    // Nothing more happens: a count is zero, a share and a quantile are nothing.
    CHECK(measured(MetricsWindow(metrics, *parse_selector("http.errors"), now), "count==0", now + 1s) == 0);
    CHECK(measured(MetricsWindow(metrics, *parse_selector("http.errors"), now), "rate<1%", now + 1s) == -1);
    CHECK(measured(MetricsWindow(metrics, *parse_selector("http.latency"), now), "p(99)<1s", now + 1s) == -1);
}

TEST_CASE("a share is of everything that was asked, what was turned away included") {
    Metrics metrics;
    Counter& invocations = metrics.counter("f.invocations");
    Counter& throttled = metrics.counter("f.throttled");
    Counter& errors = metrics.counter("f.errors");
    Histogram& duration = metrics.histogram("f.duration");
    const MetricsWindow of_throttled(metrics, *parse_selector("f.throttled"), epoch);
    const MetricsWindow of_errors(metrics, *parse_selector("f.errors"), epoch);
    invocations.add(10);
    throttled.add(90);
    CHECK(measured(of_throttled, "rate<1%", epoch + 1s) == Approx(0.9));
    duration.record(1s, 10);
    errors.add(5);
    CHECK(measured(of_errors, "rate<1%", epoch + 1s) == Approx(0.05));

    // What began before the window may fail within it.
    const MetricsWindow later(metrics, *parse_selector("f.errors"), epoch + 1s);
    errors.add(3);
    CHECK(measured(later, "rate<1%", epoch + 2s) == 1);

    // A rule's label is none of the whole's.
    Counter& requests = metrics.counter("waf.requests");
    Counter& blocked = metrics.counter("waf.blocked", {{"rule", "a"}});
    const MetricsWindow of_rule(metrics, *parse_selector("waf.blocked{rule=\"a\"}"), epoch);
    requests.add(4);
    blocked.add(1);
    CHECK(measured(of_rule, "rate<1%", epoch + 1s) == Approx(0.25));
}

TEST_CASE("expectations compare as they are written") {
    const auto holds = [](std::string_view text, double value) {
        return MetricsWindow::holds(*parse_expectation(text), value);
    };
    CHECK(holds("p(99)<900ms", 0.899));
    CHECK_FALSE(holds("p(99)<900ms", 0.9));
    CHECK(holds("max<=600", 600));
    CHECK(holds("value>45%", 0.46));
    CHECK(holds("rate in 148/s..152/s", 150));
    CHECK_FALSE(holds("rate in 148/s..152/s", 152.5));
    CHECK(holds("count==0", 0));
    CHECK(holds("count!=0", 1));
    for (const char* bad :
         {"", "p(99)", "p(0)<1s", "p(101)<1s", "fast<1s", "p(99)<soon", "rate in 5/s", "rate in 9/s..5/s", "<5"}) {
        INFO(bad);
        CHECK_FALSE(parse_expectation(bad).ok());
    }
}
