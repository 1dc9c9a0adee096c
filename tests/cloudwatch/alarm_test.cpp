#include <string>

#include "base/clock.hpp"
#include "catch.hpp"
#include "cloudwatch/api/alarm_evaluation.hpp"
#include "cloudwatch/api/alarm_rule.hpp"

using namespace wt;
using namespace wt::cloudwatch;

namespace {

/// "0 - X": good, missing, breaching, from old to new.
std::vector<std::optional<bool>> range(const std::string& text) {
    std::vector<std::optional<bool>> all;
    for (const char c : text) {
        if (c == '0') all.emplace_back(false);
        if (c == 'X') all.emplace_back(true);
        if (c == '-') all.emplace_back(std::nullopt);
    }
    return all;
}

std::string verdict(const std::string& text, std::size_t datapoints, std::size_t periods, MissingData missing) {
    AlarmCondition condition;
    condition.datapoints = datapoints;
    condition.periods = periods;
    condition.missing = missing;
    switch (evaluate_alarm(condition, range(text)).verdict) {
        case AlarmVerdict::ok: return "OK";
        case AlarmVerdict::alarm: return "ALARM";
        case AlarmVerdict::insufficient_data: return "INSUFFICIENT_DATA";
        case AlarmVerdict::as_before: break;
    }
    return "as before";
}

}  // namespace

TEST_CASE("three of three periods: what is missing is treated as the alarm says") {
    // User Guide, "Configuring how CloudWatch alarms treat missing data".
    struct Row {
        const char* data;
        const char* missing;
        const char* ignore;
        const char* breaching;
        const char* not_breaching;
    };
    const Row rows[] = {
        {"0 - X - X", "OK", "OK", "OK", "OK"},
        {"0 - - - -", "OK", "OK", "OK", "OK"},
        {"- - - - -", "INSUFFICIENT_DATA", "as before", "ALARM", "OK"},
        {"0 X X - X", "ALARM", "ALARM", "ALARM", "ALARM"},
        {"- - X - -", "ALARM", "as before", "ALARM", "OK"},
        {"X X X X 0", "OK", "OK", "OK", "OK"},
    };
    for (const Row& row : rows) {
        INFO(row.data);
        CHECK(verdict(row.data, 3, 3, MissingData::missing) == row.missing);
        CHECK(verdict(row.data, 3, 3, MissingData::ignore) == row.ignore);
        CHECK(verdict(row.data, 3, 3, MissingData::breaching) == row.breaching);
        CHECK(verdict(row.data, 3, 3, MissingData::not_breaching) == row.not_breaching);
    }
}

TEST_CASE("two of three periods are enough where the alarm says so") {
    CHECK(verdict("0 0 X 0 X", 2, 3, MissingData::missing) == "ALARM");
    CHECK(verdict("X X 0 0 X", 2, 3, MissingData::missing) == "OK");
    CHECK(verdict("- - - X X", 2, 3, MissingData::not_breaching) == "ALARM");
    CHECK(verdict("- - - - X", 2, 3, MissingData::missing) == "OK");
    CHECK(verdict("- - - 0 X", 2, 3, MissingData::ignore) == "as before");
}

TEST_CASE("a threshold is held against values as its operator says") {
    CHECK(*breaches("GreaterThanThreshold", 5, 4));
    CHECK_FALSE(*breaches("GreaterThanThreshold", 4, 4));
    CHECK(*breaches("GreaterThanOrEqualToThreshold", 4, 4));
    CHECK(*breaches("LessThanThreshold", 3, 4));
    CHECK_FALSE(*breaches("LessThanThreshold", 4, 4));
    CHECK(*breaches("LessThanOrEqualToThreshold", 4, 4));
    CHECK_FALSE(breaches("GreaterThanUpperThreshold", 4, 4).has_value());
}

TEST_CASE("a composite alarm's rule is held against how others stand") {
    const auto state = [](std::string_view name) -> std::string {
        return name == "a" || name == "arn:aws:cloudwatch:r:1:alarm:a" ? "ALARM" : name == "b b" ? "OK" : "";
    };
    const auto holds = [&](const char* rule) { return evaluate_rule(rule, state)->holds; };
    CHECK(holds("ALARM(a)"));
    CHECK(holds("ALARM(\"a\") AND OK('b b')"));
    CHECK(holds("ALARM(arn:aws:cloudwatch:r:1:alarm:a)"));
    CHECK_FALSE(holds("ALARM(a) AND NOT OK(\"b b\")"));
    CHECK(holds("FALSE AND FALSE OR TRUE"));
    CHECK_FALSE(holds("FALSE AND (FALSE OR TRUE)"));
    CHECK_FALSE(holds("INSUFFICIENT_DATA(a)"));
    CHECK(evaluate_rule("ALARM(a) OR NOT ALARM(c) OR OK(a)", state)->names == std::vector<std::string>{"a", "c"});
    for (const char* bad :
         {"", "ALARM", "ALARM()", "ALARM(a", "ALARM(a) OK(b)", "a", "NOT", "(TRUE", "TRUE AND", "TRUEX"}) {
        INFO(bad);
        CHECK_FALSE(evaluate_rule(bad, state).ok());
    }
    CHECK_FALSE(evaluate_rule(std::string(10'000, '('), state).ok());
}
