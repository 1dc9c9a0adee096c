#include "aws/amz_date.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "base/ascii.hpp"

namespace wt::aws {

namespace {

struct Civil {
    int year;
    unsigned month, day;
    long hour, minute, second;
};

[[nodiscard]] Civil civil(Instant moment) {
    const auto since = std::chrono::floor<std::chrono::seconds>(moment.time_since_epoch());
    const auto days = std::chrono::floor<std::chrono::days>(since);
    const std::chrono::year_month_day date{std::chrono::sys_days(days)};
    const std::chrono::hh_mm_ss time(since - days);
    return {static_cast<int>(date.year()),
            static_cast<unsigned>(date.month()),
            static_cast<unsigned>(date.day()),
            time.hours().count(),
            time.minutes().count(),
            time.seconds().count()};
}

/// The number that `digits` are, which are digits.
[[nodiscard]] int whole(std::string_view digits) {
    int value = 0;
    for (const char c : digits) value = value * 10 + (c - '0');
    return value;
}

}  // namespace

AmzDate::AmzDate(Instant moment) : moment_(epoch + std::chrono::seconds(unix_seconds(moment))), text_{} {
    const Civil at = civil(moment);
    fmt::format_to_n(text_.data(), text_.size(), "{:04}{:02}{:02}T{:02}{:02}{:02}Z", at.year, at.month, at.day, at.hour,
                     at.minute, at.second);
}

std::optional<AmzDate> AmzDate::parse(std::string_view text) {
    constexpr std::string_view form = "00000000T000000Z";
    if (text.size() != form.size()) return std::nullopt;
    for (std::size_t i = 0; i < form.size(); ++i) {
        if (form[i] == '0' ? !is_digit(text[i]) : text[i] != form[i]) return std::nullopt;
    }
    const int year = whole(text.substr(0, 4));
    const std::chrono::year_month_day date{std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(whole(text.substr(4, 2)))),
                                           std::chrono::day(static_cast<unsigned>(whole(text.substr(6, 2))))};
    const int hour = whole(text.substr(9, 2));
    const int minute = whole(text.substr(11, 2));
    const int second = whole(text.substr(13, 2));
    if (!date.ok() || year < 1970 || year > 2200 || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    return AmzDate(epoch + std::chrono::sys_days(date).time_since_epoch() + std::chrono::hours(hour) +
                   std::chrono::minutes(minute) + std::chrono::seconds(second));
}

std::string iso_date(Instant moment) {
    const Civil at = civil(moment);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", at.year, at.month, at.day, at.hour, at.minute,
                       at.second);
}

}  // namespace wt::aws
