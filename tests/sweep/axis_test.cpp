#include "sweep/axis.hpp"

#include <algorithm>
#include <set>

#include "catch.hpp"

using namespace wt;
using namespace wt::sweep;

namespace {

[[nodiscard]] std::vector<std::string> values(std::string_view text) {
    const auto axis = parse_axis(text);
    INFO(text);
    if (!axis) FAIL(axis.error().message);
    return axis->values;
}

[[nodiscard]] std::string why_not(std::string_view text) {
    const auto axis = parse_axis(text);
    return axis ? "" : axis.error().message;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a span with a step has both of its ends and everything between") {
    CHECK(values("a.b=20..100 step 20") == Texts{"20", "40", "60", "80", "100"});
    CHECK(values("a.b=20..90 step 20") == Texts{"20", "40", "60", "80"});
    CHECK(values("a.b=0..0.3 step 0.1") == Texts{"0", "0.1", "0.2", "0.3"});
    CHECK(values("a.b = 1.5s..2.5s step 0.5s") == Texts{"1.5s", "2s", "2.5s"});
    CHECK(values("a.b=100/s..300/s step 100") == Texts{"100/s", "200/s", "300/s"});
    CHECK(values("a.b=-2..2 step 2") == Texts{"-2", "0", "2"});
    CHECK(values("a.b=128MB..1024MB times 2") == Texts{"128MB", "256MB", "512MB", "1024MB"});
    // A tenth has no exact binary form: its sums must not lose the end.
    CHECK(values("a.b=0..10 step 0.1").size() == 101);
}

TEST_CASE("a list is whatever stands between its commas") {
    CHECK(values("a=off, 5,10") == Texts{"off", "5", "10"});
    CHECK(values("a=[x, y], {rate: 5/s, burst: 5}, \"p, q\"") == Texts{"[x, y]", "{rate: 5/s, burst: 5}", "\"p, q\""});
    CHECK(values("a=lognormal(p50=1ms, p99=5ms)") == Texts{"lognormal(p50=1ms, p99=5ms)"});
    const auto axis = parse_axis(R"(architecture.reader.handlers."GET /items/{id}?a=b".errors=0%, 1%)");
    REQUIRE(axis);
    CHECK(axis->path == R"(architecture.reader.handlers."GET /items/{id}?a=b".errors)");
    CHECK(axis->values == Texts{"0%", "1%"});
    CHECK(parse_axis("a.b.c=1, 2")->short_name() == "c");
}

TEST_CASE("what is no axis says why") {
    CHECK(why_not("20..40") ==
          "20..40: write PATH=VALUES, such as architecture.reader.concurrency.reserved=20..200 step 20");
    CHECK(why_not("a=") == "a has no values");
    CHECK(why_not("a=1,,2") == "a has an empty value");
    CHECK(why_not("a=5..1 step 1") == "a: 1 is not above 5");
    CHECK(why_not("a=5s..1m step 1s") == "a: 5s and 1m are in two units");
    CHECK(why_not("a=5..10s step 1") == "a: 5 has no unit, and 10s has one");
    CHECK(why_not("a=1..5 step 0") == "a: a step must be more than 0");
    CHECK(why_not("a=1..5 times 1") == "a: a times must be more than 1");
    CHECK(why_not("a=1s..5s step 1m") == "a: 1m is no step in s");
    CHECK(why_not("a=0..5 times 2") == "a: what is multiplied begins above 0");
    CHECK(why_not("a=0..1000000 step 1") == "a has more than 100000 values");
    CHECK_FALSE(parse_search("a=1, 2"));
    CHECK_FALSE(parse_search("a=1..5 step 1"));
    CHECK(parse_search("a=1/s..5/s")->span->unit == "/s");
}

TEST_CASE("a grid has every combination, the last axis fastest") {
    const std::vector<Axis> axes{*parse_axis("a=1, 2"), *parse_axis("b=x, y, z")};
    const auto points = grid(axes);
    REQUIRE(points);
    CHECK(*points == std::vector<Settings>{{"1", "x"}, {"1", "y"}, {"1", "z"}, {"2", "x"}, {"2", "y"}, {"2", "z"}});
    CHECK(grid({})->size() == 1);
    CHECK_FALSE(grid({*parse_axis("a=1..5")}));
    CHECK_FALSE(grid({*parse_axis("a=1..1000 step 1"), *parse_axis("b=1..1000 step 1")}));
}

TEST_CASE("a Latin hypercube has one point in each part of each axis") {
    const std::vector<Axis> axes{*parse_axis("a=0.000..1.000"), *parse_axis("b=u, v")};
    const std::size_t count = GENERATE(1, 2, 10, 64);
    const auto points = latin_hypercube(axes, count, 7);
    REQUIRE(points);
    std::set<std::size_t> parts;
    std::size_t first = 0;
    for (const Settings& point : *points) {
        // The text is rounded to its three digits, so an end of a part may come to stand in the next one.
        parts.insert(std::min(static_cast<std::size_t>(std::stod(point[0]) * static_cast<double>(count)), count - 1));
        first += point[1] == "u" ? 1 : 0;
    }
    CHECK(parts.size() >= count - count / 20);
    if (count > 1) CHECK(first == count / 2);
    CHECK(*points == *latin_hypercube(axes, count, 7));
    if (count > 2) CHECK(*points != *latin_hypercube(axes, count, 8));
}
