#include "iam/timestamp.hpp"

#include <chrono>

#include <fmt/format.h>

#include "base/ascii.hpp"

namespace wt::iam {

namespace {

/// Takes pieces off the front of a time; once one is missing, everything that follows fails.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    [[nodiscard]] bool done() const { return rest_.empty(); }
    [[nodiscard]] bool take(char c) {
        if (rest_.empty() || rest_.front() != c) return false;
        rest_.remove_prefix(1);
        return true;
    }
    /// A number of exactly `digits` digits.
    [[nodiscard]] std::optional<int> number(std::size_t digits) {
        if (rest_.size() < digits) return std::nullopt;
        int value = 0;
        for (const char c : rest_.substr(0, digits)) {
            if (!is_digit(c)) return std::nullopt;
            value = value * 10 + (c - '0');
        }
        rest_.remove_prefix(digits);
        return value;
    }
    /// The digits after a decimal point, as nanoseconds; none when there is no digit.
    [[nodiscard]] std::optional<std::int64_t> fraction() {
        std::int64_t value = 0;
        std::int64_t unit = 100'000'000;
        std::size_t digits = 0;
        for (; digits < rest_.size() && is_digit(rest_[digits]); ++digits, unit /= 10) {
            value += unit * (rest_[digits] - '0');
        }
        rest_.remove_prefix(digits);
        if (digits == 0) return std::nullopt;
        return value;
    }

private:
    std::string_view rest_;
};

}  // namespace

std::optional<Instant> parse_timestamp(std::string_view text) {
    Reader reader(text);
    const auto year = reader.number(4);
    if (!year || *year < 1700 || *year > 2200) return std::nullopt;
    int month = 1;
    int day = 1;
    for (int* part : {&month, &day}) {
        if (reader.done()) break;
        if (!reader.take('-')) return std::nullopt;
        const auto value = reader.number(2);
        if (!value) return std::nullopt;
        *part = *value;
    }
    const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok()) return std::nullopt;
    Instant moment = epoch + std::chrono::sys_days(date).time_since_epoch();
    if (reader.done()) return moment;
    if (!reader.take('T')) return std::nullopt;
    const auto hour = reader.number(2);
    if (!hour || !reader.take(':')) return std::nullopt;
    const auto minute = reader.number(2);
    if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
    moment += std::chrono::hours(*hour) + std::chrono::minutes(*minute);
    if (reader.take(':')) {
        const auto second = reader.number(2);
        if (!second || *second > 60) return std::nullopt;
        moment += std::chrono::seconds(*second);
        if (reader.take('.')) {
            const auto fraction = reader.fraction();
            if (!fraction) return std::nullopt;
            moment += Duration(*fraction);
        }
    }
    if (reader.take('Z')) return reader.done() ? std::optional(moment) : std::nullopt;
    const bool east = reader.take('+');
    if (!east && !reader.take('-')) return std::nullopt;
    const auto hours = reader.number(2);
    if (!hours || !reader.take(':')) return std::nullopt;
    const auto minutes = reader.number(2);
    if (!minutes || !reader.done() || *hours > 23 || *minutes > 59) return std::nullopt;
    const Duration offset = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
    return east ? moment - offset : moment + offset;
}

std::string format_timestamp(Instant moment, Fraction fraction) {
    const auto since = std::chrono::floor<std::chrono::milliseconds>(moment.time_since_epoch());
    const auto days = std::chrono::floor<std::chrono::days>(since);
    const std::chrono::year_month_day date{std::chrono::sys_days(days)};
    const std::chrono::hh_mm_ss time(since - days);
    std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                                   static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                   time.hours().count(), time.minutes().count(), time.seconds().count());
    if (fraction == Fraction::milliseconds) text += fmt::format(".{:03}", time.subseconds().count());
    return text + 'Z';
}

}  // namespace wt::iam
