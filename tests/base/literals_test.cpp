#include "catch.hpp"

#include <fmt/format.h>

#include "base/literals.hpp"

using namespace wt;

namespace {

/// The value in nanoseconds, or what went wrong.
template <class Parsed, class Value>
std::string shown(const Parsed& parsed, Value value) {
    return parsed.ok() ? fmt::format("{}", value(*parsed)) : parsed.error().message;
}
std::string duration(std::string_view text) {
    return shown(parse_duration(text), [](Duration d) { return d.count(); });
}

}  // namespace

TEST_CASE("durations are read in every unit and in compounds") {
    CHECK(duration("250us") == "250000");
    CHECK(duration("1.5ms") == "1500000");
    CHECK(duration("30s") == "30000000000");
    CHECK(duration("1h30m") == "5400000000000");
    CHECK(duration("7d") == "604800000000000");
    CHECK(duration("0s") == "0");
}

TEST_CASE("a duration that is none says what to write") {
    CHECK(duration("60").find("which unit?") != std::string::npos);
    CHECK(duration("60").find("\"60\"") != std::string::npos);
    CHECK(duration("5 parsecs").find("expected a duration") != std::string::npos);
    CHECK(duration("5x").find("no unit is called \"x\"") != std::string::npos);
    CHECK(duration("30s1h").find("large to small") != std::string::npos);
    for (const char* bad : {"", "-5s", "s", "1e3s", "5s ", "1h-2m", "99999999999d", "1..2s", "nan", "0x1s"}) {
        INFO(bad);
        CHECK_FALSE(parse_duration(bad).ok());
    }
}

TEST_CASE("rates, sizes, shares, money and counts") {
    const auto per_second = [](std::string_view text) {
        const auto rate = parse_rate(text);
        return rate.ok() ? rate->per_second() : -1;
    };
    CHECK(per_second("100/s") == 100);
    CHECK(per_second("6000/m") == Approx(100));
    CHECK(per_second("1000/10s") == Approx(100));
    CHECK(per_second("86400/day") == Approx(1));
    CHECK(per_second("2k/s") == 2000);
    for (const char* bad : {"100", "/s", "100/", "100/0s", "-1/s", "100 / s", "x/s", "99999999999/ns"}) {
        INFO(bad);
        CHECK_FALSE(parse_rate(bad).ok());
    }
    const auto bytes = [](std::string_view text) {
        const auto size = parse_size(text);
        return size.ok() ? static_cast<std::int64_t>(size->count) : -1;
    };
    CHECK(bytes("800B") == 800);
    CHECK(bytes("5KB") == 5000);
    CHECK(bytes("5KiB") == 5120);
    CHECK(bytes("1.6GB") == 1'600'000'000);
    CHECK(bytes("5") == -1);
    CHECK(bytes("5kb") == -1);
    CHECK(parse_share("0.5%").value() == Approx(0.005));
    CHECK_FALSE(parse_share("0.5").ok());
    CHECK_FALSE(parse_share("101%").ok());
    CHECK(parse_money("0.25USD")->picodollars == 250'000'000'000);
    CHECK_FALSE(parse_money("5EUR").ok());
    CHECK(parse_count("20k").value() == 20'000);
    CHECK(parse_count("2M").value() == 2'000'000);
    CHECK_FALSE(parse_count("1.5").ok());
    CHECK_FALSE(parse_count("-1").ok());
}

TEST_CASE("instants are read and written") {
    const auto moment = parse_instant("2026-11-27T01:02:03Z");
    REQUIRE(moment.ok());
    CHECK(unix_seconds(*moment) == 1'795'741'323);
    CHECK(format_instant(*moment) == "2026-11-27T01:02:03Z");
    for (const char* bad :
         {"2026-11-27", "2026-02-30T00:00:00Z", "2026-11-27T24:00:00Z", "2026-11-27 00:00:00Z", "", "x"}) {
        INFO(bad);
        CHECK_FALSE(parse_instant(bad).ok());
    }
}

TEST_CASE("distributions are read with names or places for their arguments") {
    for (const char* good : {"2ms", "const(2ms)", "uniform(1ms, 3ms)", "exp(5ms)", "lognormal(p50=2ms, p99=25ms)",
                             "lognormal(2ms,25ms)", "gamma(2, 10ms)", "gamma(k=0.5, mean=10ms)", "erlang(3, 30ms)",
                             "pareto(1ms, 2.5)", "weibull(1.5, 4ms)", "mix(0.9:2ms, 0.1:exp(20ms))"}) {
        INFO(good);
        const auto law = parse_distribution(good);
        CHECK(law.ok());
        if (law.ok()) CHECK(law->text() == good);
    }
    for (const char* bad :
         {"", "5", "exp()", "exp(5)", "normal(1ms, 2ms)", "lognormal(p50=0s, p99=1s)", "lognormal(p50=2s, p99=1s)",
          "uniform(3ms, 1ms)", "erlang(1.5, 1s)", "gamma(-1, 1s)", "mix()", "mix(2ms)", "mix(0:2ms)", "exp(5ms",
          "exp(5ms))", "((((((((((((", "empirical(x)"}) {
        INFO(bad);
        CHECK_FALSE(parse_distribution(bad).ok());
    }
}

TEST_CASE("numbers are written as people read them") {
    CHECK(format_duration(0ns) == "0ns");
    CHECK(format_duration(1'250us) == "1.25ms");
    CHECK(format_duration(999'999ns) == "1ms");
    CHECK(format_duration(14200us) == "14.2ms");
    CHECK(format_duration(48s) == "48s");
    CHECK(format_duration(90s) == "1m30s");
    CHECK(format_duration(2h + 30min) == "2h30m");
    CHECK(format_duration(49h) == "2d1h");
    CHECK(format_size(Bytes{12'500}) == "12.5KB");
    CHECK(format_count(48'200) == "48.2k");
    CHECK(format_count(7) == "7");
    CHECK(format_share(0.0012) == "0.12%");
    CHECK(format_share(0.000001) == "<0.01%");
    CHECK(format_share(0.99999) == "99.99%");
    CHECK(format_share(1) == "100%");
}
