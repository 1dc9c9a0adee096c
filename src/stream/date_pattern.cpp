#include "stream/date_pattern.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

#include <fmt/format.h>

namespace wt::stream {

namespace {

using Names = std::array<std::string_view, 12>;
constexpr Names months{"January", "February", "March",     "April",   "May",      "June",
                       "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> weekdays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 4> quarters{"1st quarter", "2nd quarter", "3rd quarter", "4th quarter"};

/// Weeks begin on Sunday, and the first of a year or a month has one of its days at least.
[[nodiscard]] int week_of(int day, int weekday) { return (day + 6 - weekday + 6) / 7; }

struct Fields {
    explicit Fields(const LocalMoment& moment) {
        const Instant local = moment.utc + moment.offset;
        const auto nanoseconds = std::chrono::duration_cast<std::chrono::nanoseconds>(local.time_since_epoch());
        const auto days = std::chrono::floor<std::chrono::days>(nanoseconds);
        const std::chrono::sys_days date(days);
        const std::chrono::year_month_day parts(date);
        year = static_cast<int>(parts.year());
        month = static_cast<int>(static_cast<unsigned>(parts.month()));
        day = static_cast<int>(static_cast<unsigned>(parts.day()));
        year_day =
            static_cast<int>((date - std::chrono::sys_days(parts.year() / std::chrono::January / 1)).count()) + 1;
        weekday = static_cast<int>(std::chrono::weekday(date).c_encoding());
        epoch_day = days.count();
        of_day = (nanoseconds - days).count();
        constexpr std::int64_t second = 1'000'000'000;
        nano = of_day % second;
        hour = static_cast<int>(of_day / second / 3600);
        minute = static_cast<int>(of_day / second / 60 % 60);
        this->second = static_cast<int>(of_day / second % 60);
        week = week_of(year_day, weekday);
        week_year = year;
        // The days before a first of January that is not a Sunday are in that year's first week.
        const int length = parts.year().is_leap() ? 366 : 365;
        if (year_day + 6 - weekday > length) {
            week = 1;
            ++week_year;
        }
        offset = std::chrono::duration_cast<std::chrono::seconds>(moment.offset).count();
    }
    int year = 0, month = 0, day = 0, year_day = 0, weekday = 0, hour = 0, minute = 0, second = 0, week = 0,
        week_year = 0;
    std::int64_t epoch_day = 0, of_day = 0, nano = 0, offset = 0;
};

[[nodiscard]] std::string number(std::int64_t value, std::size_t digits) {
    return fmt::format("{:0{}}", value, digits);
}

/// A year with at least so many digits; with two it is the century's.
[[nodiscard]] std::string year_text(int year, std::size_t run) {
    if (run == 2) return number(year % 100, 2);
    return number(year, run);
}

/// Short, at length, or its first letter, as three, four or five letters ask.
[[nodiscard]] std::optional<std::string> name_text(std::string_view name, std::size_t run) {
    if (run == 3) return std::string(name.substr(0, 3));
    if (run == 4) return std::string(name);
    if (run == 5) return std::string(name.substr(0, 1));
    return std::nullopt;
}

/// "+09:00" as X, x and Z write it: hours, minutes and seconds as far as the form has them.
[[nodiscard]] std::string offset_text(std::int64_t offset, bool colons, bool minutes, bool seconds) {
    const std::int64_t far = offset < 0 ? -offset : offset;
    const std::string_view between = colons ? ":" : "";
    std::string text = fmt::format("{}{:02}", offset < 0 ? '-' : '+', far / 3600);
    if (minutes || far / 60 % 60 != 0) text += fmt::format("{}{:02}", between, far / 60 % 60);
    if (seconds && far % 60 != 0) text += fmt::format("{}{:02}", between, far % 60);
    return text;
}

/// "GMT+9", or "GMT+09:00".
[[nodiscard]] std::string localized_offset(std::int64_t offset, bool full) {
    if (offset == 0) return "GMT";
    if (full) return "GMT" + offset_text(offset, true, true, true);
    const std::int64_t far = offset < 0 ? -offset : offset;
    std::string text = fmt::format("GMT{}{}", offset < 0 ? '-' : '+', far / 3600);
    if (far / 60 % 60 != 0) text += fmt::format(":{:02}", far / 60 % 60);
    return text;
}

[[nodiscard]] std::optional<std::string> numeric(char letter, std::size_t run, const Fields& at) {
    const auto up_to_two = [run](int value) { return run <= 2 ? std::optional(number(value, run)) : std::nullopt; };
    switch (letter) {
        case 'd': return up_to_two(at.day);
        case 'H': return up_to_two(at.hour);
        case 'k': return up_to_two(at.hour == 0 ? 24 : at.hour);
        case 'K': return up_to_two(at.hour % 12);
        case 'h': return up_to_two(at.hour % 12 == 0 ? 12 : at.hour % 12);
        case 'm': return up_to_two(at.minute);
        case 's': return up_to_two(at.second);
        case 'w': return up_to_two(at.week);
        case 'D': return run <= 3 ? std::optional(number(at.year_day, run)) : std::nullopt;
        case 'W': return run == 1 ? std::optional(number(week_of(at.day, at.weekday), 1)) : std::nullopt;
        case 'F': return run == 1 ? std::optional(number((at.day - 1) / 7 + 1, 1)) : std::nullopt;
        case 'S': return run <= 9 ? std::optional(number(at.nano, 9).substr(0, run)) : std::nullopt;
        case 'A': return run <= 19 ? std::optional(number(at.of_day / 1'000'000, run)) : std::nullopt;
        case 'n': return run <= 19 ? std::optional(number(at.nano, run)) : std::nullopt;
        case 'N': return run <= 19 ? std::optional(number(at.of_day, run)) : std::nullopt;
        case 'g': return run <= 19 ? std::optional(number(at.epoch_day + 40587, run)) : std::nullopt;
        case 'u':
        case 'y': return run <= 19 ? std::optional(year_text(at.year, run)) : std::nullopt;
        case 'Y': return run <= 19 ? std::optional(year_text(at.week_year, run)) : std::nullopt;
        default: return std::nullopt;
    }
}

[[nodiscard]] std::optional<std::string> textual(char letter, std::size_t run, const Fields& at) {
    const auto weekday = [&] { return name_text(weekdays.at(static_cast<std::size_t>(at.weekday)), run); };
    const int quarter = (at.month + 2) / 3;
    switch (letter) {
        case 'M':
        case 'L':
            return run <= 2 ? std::optional(number(at.month, run))
                            : name_text(months.at(static_cast<std::size_t>(at.month - 1)), run);
        case 'Q':
        case 'q':
            if (run <= 2) return number(quarter, run);
            if (run == 3) return fmt::format("Q{}", quarter);
            if (run == 4) return std::string(quarters.at(static_cast<std::size_t>(quarter - 1)));
            return run == 5 ? std::optional(number(quarter, 1)) : std::nullopt;
        case 'E':
            if (run <= 2) return std::string(weekdays.at(static_cast<std::size_t>(at.weekday)).substr(0, 3));
            return weekday();
        case 'e':
        case 'c':
            if (run == 1 || (run == 2 && letter == 'e')) return number(at.weekday + 1, run);
            return weekday();
        case 'a': return run == 1 ? std::optional<std::string>(at.hour < 12 ? "AM" : "PM") : std::nullopt;
        case 'G':
            if (run > 5) return std::nullopt;
            return std::string(run == 4 ? "Anno Domini" : run == 5 ? "A" : "AD");
        default: return std::nullopt;
    }
}

[[nodiscard]] std::optional<std::string> zoned(char letter, std::size_t run, const Fields& at, std::string_view zone) {
    switch (letter) {
        case 'V': return run == 2 ? std::optional<std::string>(zone) : std::nullopt;
        case 'z':
            // Assumed: a zone without a short name of its own has its offset.
            if (run > 3) return std::nullopt;
            return zone == "UTC" ? "UTC" : localized_offset(at.offset, false);
        case 'O': return run == 1 || run == 4 ? std::optional(localized_offset(at.offset, run == 4)) : std::nullopt;
        case 'Z':
            if (run <= 3) return offset_text(at.offset, false, true, false);
            if (run == 4) return localized_offset(at.offset, true);
            if (run == 5) return at.offset == 0 ? "Z" : offset_text(at.offset, true, true, true);
            return std::nullopt;
        case 'X':
        case 'x':
            if (run > 5) return std::nullopt;
            if (letter == 'X' && at.offset == 0) return "Z";
            return offset_text(at.offset, run == 3 || run == 5, run > 1, run > 3);
        default: return std::nullopt;
    }
}

}  // namespace

Result<std::string> formatted(std::string_view pattern, const LocalMoment& moment) {
    const Fields fields(moment);
    std::string text;
    int open = 0;  // parts in brackets, which are there whenever a date and a time are
    for (std::size_t at = 0; at < pattern.size();) {
        const char letter = pattern[at];
        if (letter == '\'') {
            ++at;
            if (at < pattern.size() && pattern[at] == '\'') {
                text += '\'';
                ++at;
                continue;
            }
            for (;; ++at) {
                if (at >= pattern.size()) return Error{"a quote in a timestamp is never closed"};
                if (pattern[at] == '\'') {
                    if (at + 1 >= pattern.size() || pattern[at + 1] != '\'') break;
                    ++at;  // two are one
                }
                text += pattern[at];
            }
            ++at;
            continue;
        }
        const bool is_letter = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
        if (!is_letter) {
            if (letter == '{' || letter == '}' || letter == '#')
                return Error{fmt::format("\"{}\" is reserved in a timestamp", letter)};
            if (letter == ']' && open == 0) return Error{"a \"]\" in a timestamp has no \"[\""};
            if (letter == '[') {
                ++open;
            } else if (letter == ']') {
                --open;
            } else {
                text += letter;
            }
            ++at;
            continue;
        }
        std::size_t run = 1;
        while (at + run < pattern.size() && pattern[at + run] == letter) ++run;
        at += run;
        std::optional<std::string> said = numeric(letter, run, fields);
        if (!said) said = textual(letter, run, fields);
        if (!said) said = zoned(letter, run, fields, moment.zone);
        if (!said) return Error{fmt::format("\"{}\" in a timestamp is not known", std::string(run, letter))};
        text += *said;
    }
    return text;
}

}  // namespace wt::stream
