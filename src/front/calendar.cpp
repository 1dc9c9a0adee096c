#include "front/calendar.hpp"

#include <array>

#include <fmt/format.h>

namespace wt::front {

namespace {

constexpr std::array<std::string_view, 7> weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

}  // namespace

void Calendar::turn_to(Instant moment) {
    const std::int64_t second = unix_seconds(moment);
    if (second == second_) return;
    second_ = second;

    const std::chrono::sys_seconds point{std::chrono::seconds(second)};
    const auto day = std::chrono::floor<std::chrono::days>(point);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(point - day);
    const int year = static_cast<int>(date.year());
    const unsigned month = static_cast<unsigned>(date.month());
    const unsigned day_of_month = static_cast<unsigned>(date.day());
    const auto hours = time.hours().count();
    const auto minutes = time.minutes().count();
    const auto in_minute = time.seconds().count();
    http_date_ =
        fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", weekdays[std::chrono::weekday(day).c_encoding()],
                    day_of_month, months[month - 1], year, hours, minutes, in_minute);
    timestamp_ =
        fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", year, month, day_of_month, hours, minutes, in_minute);
}

std::string_view Calendar::http_date(Instant moment) {
    turn_to(moment);
    return http_date_;
}

void Calendar::append_timestamp(std::string& to, Instant moment) {
    turn_to(moment);
    const auto part = moment.time_since_epoch() - std::chrono::seconds(second_);
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(part).count();
    to += timestamp_;
    const char digits[] = {'.', static_cast<char>('0' + milliseconds / 100),
                           static_cast<char>('0' + milliseconds / 10 % 10), static_cast<char>('0' + milliseconds % 10),
                           'Z'};
    to.append(digits, sizeof digits);
}

}  // namespace wt::front
