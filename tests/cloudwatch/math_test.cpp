#include "cloudwatch/api/math.hpp"

#include <cmath>

#include "catch.hpp"

using namespace wt;
using namespace wt::cloudwatch;

namespace {

using Points = std::vector<std::pair<std::int64_t, double>>;

MathResult compute(std::string_view expression) {
    static const TimeSeries one{"one", {{0, 1}, {60, 2}, {120, 4}}};
    static const TimeSeries two{"two", {{60, 10}, {120, 0}, {180, 30}}};
    MathScope scope;
    scope.find = [](std::string_view id) -> MathResult {
        if (id == "m1") return MathValue(one);
        if (id == "m2") return MathValue(two);
        return MathError{"There is no query with the id " + std::string(id) + "."};
    };
    scope.metrics = [](std::string_view text) {
        return text.empty() ? std::vector<TimeSeries>{one, two} : std::vector<TimeSeries>{two};
    };
    return evaluate(expression, scope);
}

Points points(std::string_view expression) {
    const MathResult result = compute(expression);
    INFO(expression << ": " << (result.ok() ? "" : result.error().text));
    REQUIRE(result.ok());
    REQUIRE(std::holds_alternative<TimeSeries>(*result));
    return std::get<TimeSeries>(*result).points;
}
double number(std::string_view expression) {
    const MathResult result = compute(expression);
    INFO(expression << ": " << (result.ok() ? "" : result.error().text));
    REQUIRE(result.ok());
    REQUIRE(std::holds_alternative<double>(*result));
    return std::get<double>(*result);
}
std::string error(std::string_view expression) {
    const MathResult result = compute(expression);
    return result.ok() ? "it computes" : result.error().text;
}

}  // namespace

TEST_CASE("numbers are computed as in mathematics") {
    CHECK(number("1 + 2 * 3") == 7);
    CHECK(number("(1 + 2) * 3") == 9);
    CHECK(number("8 - 4 - 2") == 2);
    CHECK(number("16/4/2") == 2);
    CHECK(number("2 ^ 3 ^ 2") == 512);
    CHECK(number("-2 ^ 2") == -4);
    CHECK(number("2 * -3") == -6);
    CHECK(number("1.5e2") == 150);
}

TEST_CASE("series meet numbers, and each other where both have a point") {
    CHECK(points("m1 * 2") == Points{{0, 2}, {60, 4}, {120, 8}});
    CHECK(points("100 - m1") == Points{{0, 99}, {60, 98}, {120, 96}});
    CHECK(points("m1 + m2") == Points{{60, 12}, {120, 4}});
    // What is divided by zero is no point.
    CHECK(points("m1 / m2") == Points{{60, 0.2}});
    CHECK(points("m1 / 0").empty());
    CHECK(points("-m1") == Points{{0, -1}, {60, -2}, {120, -4}});
}

TEST_CASE("functions of one series give a number, of several a series") {
    CHECK(number("SUM(m1)") == 7);
    CHECK(number("AVG(m1)") == Approx(7.0 / 3));
    CHECK(number("MIN(m1) + MAX(m1)") == 5);
    CHECK(points("SUM([m1, m2])") == Points{{0, 1}, {60, 12}, {120, 4}, {180, 30}});
    CHECK(points("MAX(METRICS())") == Points{{0, 1}, {60, 10}, {120, 4}, {180, 30}});
    CHECK(points("AVG(METRICS(\"2\"))") == Points{{60, 10}, {120, 0}, {180, 30}});
    CHECK(number("METRIC_COUNT(METRICS())") == 2);
    CHECK(points("m1 * 0 + SUM(m1)") == Points{{0, 7}, {60, 7}, {120, 7}});
    CHECK(points("ABS(-m1)") == Points{{0, 1}, {60, 2}, {120, 4}});
    CHECK(points("FLOOR(m1 / 2)") == Points{{0, 0}, {60, 1}, {120, 2}});
    CHECK(points("CEIL(m1 / 4)") == Points{{0, 1}, {60, 1}, {120, 1}});
    CHECK(points("LOG10(m2)") == Points{{60, 1}, {180, std::log10(30.0)}});
}

TEST_CASE("arrays are computed series by series") {
    const MathResult result = compute("METRICS() * 2");
    REQUIRE(result.ok());
    const auto& both = std::get<std::vector<TimeSeries>>(*result);
    REQUIRE(both.size() == 2);
    CHECK(both[0].label == "one");
    CHECK(both[0].points == Points{{0, 2}, {60, 4}, {120, 8}});
    CHECK(both[1].points == Points{{60, 20}, {120, 0}, {180, 60}});
    CHECK(error("[m1] + [m1, m2]").find("arrays of 1 and 2") != std::string::npos);
}

TEST_CASE("what cannot be computed says why") {
    CHECK(error("") == "Unexpected end of the expression");
    CHECK(error("1 +") == "Unexpected end of the expression");
    CHECK(error("(1") == "Unexpected end of the expression");
    CHECK(error("1 2") == "Unexpected text at \"2\"");
    CHECK(error("m1 ? 2") == "Unexpected text at \"? 2\"");
    CHECK(error("m9") == "There is no query with the id m9.");
    CHECK(error("RATE(m1)") == "Windtunnel does not implement the function RATE.");
    CHECK(error("SEARCH('{AWS/EC2} x', 'Sum')") == "Windtunnel does not implement the function SEARCH.");
    CHECK(error("SUM(1)") == "SUM does not take a number.");
    CHECK(error("SUM(m1, m2)") == "SUM takes one argument, and got 2.");
    CHECK(error("[1]") == "An array holds time series only.");
    CHECK(error("METRICS(\"x") == "Unexpected text at \"x\"");
    CHECK(error(std::string(2000, '(')) == "The expression is nested too deeply.");
    CHECK(error(std::string(2000, '-')) == "The expression is nested too deeply.");
    CHECK(error(std::string(2000, '[')) == "The expression is nested too deeply.");
}
