#include "http/date.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include <fmt/format.h>

namespace wt::http {

namespace {

constexpr std::array<std::string_view, 7> weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

constexpr std::array<std::string_view, 7> long_weekdays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                        "Thursday", "Friday", "Saturday"};

// What lies beyond an Instant's 292 years is no date that anybody caches by.
constexpr int first_year = 1700;
constexpr int last_year = 2200;

template <std::size_t N>
[[nodiscard]] bool among(const std::array<std::string_view, N>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

[[nodiscard]] std::optional<int> number(std::string_view digits) {
    int value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size() || value < 0) return std::nullopt;
    return value;
}

/// A date's parts, wherever its form has them.
struct Written {
    std::string_view day, month, year, time;
};

[[nodiscard]] std::optional<Written> take_apart(std::string_view text) {
    if (text.size() == 29 && text.substr(3, 2) == ", " && text.ends_with(" GMT")) {  // Sun, 06 Nov 1994 08:49:37 GMT
        if (text[7] != ' ' || text[11] != ' ' || text[16] != ' ') return std::nullopt;
        return Written{text.substr(5, 2), text.substr(8, 3), text.substr(12, 4), text.substr(17, 8)};
    }
    if (text.size() == 24 && among(weekdays, text.substr(0, 3))) {  // Sun Nov  6 08:49:37 1994
        if (text[3] != ' ' || text[7] != ' ' || text[10] != ' ' || text[19] != ' ') return std::nullopt;
        const std::string_view day = text[8] == ' ' ? text.substr(9, 1) : text.substr(8, 2);
        return Written{day, text.substr(4, 3), text.substr(20, 4), text.substr(11, 8)};
    }
    const std::size_t comma = text.find(',');  // Sunday, 06-Nov-94 08:49:37 GMT
    if (comma == std::string_view::npos || !among(long_weekdays, text.substr(0, comma))) return std::nullopt;
    const std::string_view rest = text.substr(comma);
    if (rest.size() != 24 || !rest.starts_with(", ") || !rest.ends_with(" GMT") || rest[4] != '-' || rest[8] != '-' ||
        rest[11] != ' ')
        return std::nullopt;
    return Written{rest.substr(2, 2), rest.substr(5, 3), rest.substr(9, 2), rest.substr(12, 8)};
}

}  // namespace

std::optional<Instant> parse_date(std::string_view text, Far far) {
    const auto written = take_apart(text);
    if (!written || written->time[2] != ':' || written->time[5] != ':') return std::nullopt;
    const auto month = std::find(months.begin(), months.end(), written->month);
    const auto day = number(written->day);
    auto year = number(written->year);
    const auto hour = number(written->time.substr(0, 2));
    const auto minute = number(written->time.substr(3, 2));
    const auto second = number(written->time.substr(6, 2));
    if (month == months.end() || !day || !year || !hour || !minute || !second) return std::nullopt;
    if (written->year.size() == 2) *year += *year < 69 ? 2000 : 1900;
    const bool is_far = *year < first_year || *year > last_year;
    if (is_far && far == Far::refused) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(std::clamp(*year, first_year, last_year)),
                                           std::chrono::month(static_cast<unsigned>(month - months.begin()) + 1),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    const bool is_date = is_far ? *day >= 1 && *day <= 31 : date.ok();
    if (!is_date || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    return epoch + std::chrono::sys_days(date).time_since_epoch() + std::chrono::hours(*hour) +
           std::chrono::minutes(*minute) + std::chrono::seconds(*second);
}

std::string format_date(Instant moment) {
    const auto since = std::chrono::floor<std::chrono::seconds>(moment.time_since_epoch());
    const auto days = std::chrono::floor<std::chrono::days>(since);
    const std::chrono::year_month_day date{std::chrono::sys_days(days)};
    const std::chrono::weekday weekday{std::chrono::sys_days(days)};
    const std::chrono::hh_mm_ss time(since - days);
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", weekdays[weekday.c_encoding()],
                       static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                       static_cast<int>(date.year()), time.hours().count(), time.minutes().count(),
                       time.seconds().count());
}

std::string common_log_time(Instant moment) {
    const std::string date = format_date(moment);  // "Thu, 09 Apr 2015 12:34:56 GMT"
    return fmt::format("{}/{}/{}:{} +0000", date.substr(5, 2), date.substr(8, 3), date.substr(12, 4),
                       date.substr(17, 8));
}

}  // namespace wt::http
