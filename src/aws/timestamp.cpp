#include "aws/timestamp.hpp"

#include <charconv>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "http/date.hpp"

namespace wt::aws {

namespace {

/// What every form of a timestamp can say here, so that one can be written in another.
constexpr Instant earliest = epoch + std::chrono::sys_days(std::chrono::year(1700) / 1 / 1).time_since_epoch();
constexpr Instant latest = epoch + std::chrono::sys_days(std::chrono::year(2200) / 12 / 31).time_since_epoch();

[[nodiscard]] std::optional<Instant> within_range(Instant moment) {
    return moment < earliest || moment > latest ? std::nullopt : std::optional(moment);
}

/// Reads digits and marks off the front of a text.
class Cursor {
public:
    explicit Cursor(std::string_view text) : rest_(text) {}

    [[nodiscard]] std::optional<int> digits(std::size_t count) {
        if (rest_.size() < count) return std::nullopt;
        int value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (!is_digit(rest_[i])) return std::nullopt;
            value = value * 10 + (rest_[i] - '0');
        }
        rest_.remove_prefix(count);
        return value;
    }
    [[nodiscard]] bool skip(char mark) {
        if (rest_.empty() || lower(rest_.front()) != lower(mark)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    /// ".678901": nanoseconds; digits beyond the ninth are dropped.
    [[nodiscard]] Duration fraction() {
        std::int64_t value = 0;
        std::int64_t unit = 100'000'000;
        for (; !rest_.empty() && is_digit(rest_.front()); rest_.remove_prefix(1), unit /= 10)
            value += (rest_.front() - '0') * unit;
        return Duration(value);
    }
    [[nodiscard]] bool done() const { return rest_.empty(); }

private:
    std::string_view rest_;
};

}  // namespace

std::string iso8601(Instant moment, Fraction fraction) {
    const auto since = std::chrono::floor<std::chrono::seconds>(moment.time_since_epoch());
    const auto days = std::chrono::floor<std::chrono::days>(since);
    const std::chrono::year_month_day date{std::chrono::sys_days(days)};
    const std::chrono::hh_mm_ss time(since - days);
    std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                                   static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                   time.hours().count(), time.minutes().count(), time.seconds().count());
    if (fraction == Fraction::milliseconds)
        text += fmt::format(".{:03}", (moment.time_since_epoch() - since).count() / 1'000'000);
    return text + 'Z';
}

std::optional<Instant> parse_iso8601(std::string_view text) {
    Cursor at(text);
    const auto year = at.digits(4);
    if (!year || !at.skip('-')) return std::nullopt;
    const auto month = at.digits(2);
    if (!month || !at.skip('-')) return std::nullopt;
    const auto day = at.digits(2);
    if (!day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok() || *year < 1699 || *year > 2201) return std::nullopt;
    Instant moment = epoch + std::chrono::sys_days(date).time_since_epoch();
    if (at.done()) return within_range(moment);
    if (!at.skip('T')) return std::nullopt;
    const auto hour = at.digits(2);
    if (!hour || !at.skip(':')) return std::nullopt;
    const auto minute = at.digits(2);
    if (!minute) return std::nullopt;
    const auto second = at.skip(':') ? at.digits(2) : std::optional(0);
    if (!second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    moment += std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(*second);
    if (at.skip('.')) moment += at.fraction();
    if (at.skip('Z')) return at.done() ? within_range(moment) : std::nullopt;
    const bool east = at.skip('+');
    if (!east && !at.skip('-')) return at.done() ? within_range(moment) : std::nullopt;
    const auto hours = at.digits(2);
    if (!hours) return std::nullopt;
    (void)at.skip(':');
    const auto minutes = at.done() ? std::optional(0) : at.digits(2);
    if (!minutes || !at.done()) return std::nullopt;
    const Duration ahead = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
    return within_range(east ? moment - ahead : moment + ahead);
}

std::optional<Instant> parse_document_time(std::string_view text) {
    const std::size_t time = text.find('T');
    // With a colon in its offset, and digits after its point.
    const bool offset = text.ends_with('Z') || (text.size() > 6 && text[text.size() - 3] == ':' &&
                                                (text[text.size() - 6] == '+' || text[text.size() - 6] == '-'));
    if (time != std::string_view::npos && !offset) return std::nullopt;
    const std::size_t point = text.find('.');
    if (point != std::string_view::npos && (point + 1 >= text.size() || !is_digit(text[point + 1])))
        return std::nullopt;
    if (text.find_first_of("tz") != std::string_view::npos) return std::nullopt;
    if (text.size() == 4) return parse_iso8601(std::string(text) + "-01-01");
    if (text.size() == 7) return parse_iso8601(std::string(text) + "-01");
    return parse_iso8601(text);
}

std::string epoch_seconds(Instant moment) {
    const auto thousandths = std::chrono::floor<std::chrono::milliseconds>(moment.time_since_epoch()).count();
    const std::int64_t size = std::abs(thousandths);
    std::string text = fmt::format("{}{}", thousandths < 0 ? "-" : "", size / 1000);
    if (size % 1000 != 0) text += fmt::format(".{:03}", size % 1000);
    return text;
}

std::optional<Instant> from_epoch_seconds(double seconds) {
    constexpr double farthest = 9.2e9;
    if (!std::isfinite(seconds) || std::abs(seconds) > farthest) return std::nullopt;
    // Whole seconds and thousandths apart: a double has not the digits for nanoseconds since 1970.
    const double whole = std::floor(seconds);
    const auto thousandths = static_cast<std::int64_t>(std::lround((seconds - whole) * 1000));
    return within_range(epoch + std::chrono::seconds(static_cast<std::int64_t>(whole)) +
                        std::chrono::milliseconds(thousandths));
}

std::optional<Instant> parse_timestamp(std::string_view text) {
    if (auto moment = parse_iso8601(text)) return moment;
    if (auto moment = http::parse_date(text)) return within_range(*moment);
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return from_epoch_seconds(number);
}

}  // namespace wt::aws
