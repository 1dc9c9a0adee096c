#include "storage/s3/pacific_time.hpp"

#include <array>
#include <chrono>
#include <string_view>

#include <fmt/format.h>

namespace wt::s3 {

namespace {

namespace calendar = std::chrono;
using calendar::sys_days;
using calendar::sys_seconds;

constexpr std::array<std::string_view, 7> weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr calendar::hours standard(8);  // behind UTC
constexpr calendar::hours summer(7);
constexpr calendar::hours two_o_clock(2);

/// From the second Sunday in March to the first in November, at two o'clock of the time that ends.
[[nodiscard]] bool is_summer(sys_seconds utc) {
    const calendar::year_month_day today(calendar::floor<calendar::days>(utc - standard));
    const sys_seconds begins = sys_days(today.year() / calendar::March / calendar::Sunday[2]) + two_o_clock + standard;
    const sys_seconds ends = sys_days(today.year() / calendar::November / calendar::Sunday[1]) + two_o_clock + summer;
    return utc >= begins && utc < ends;
}

}  // namespace

std::string pacific_time(Instant moment) {
    const sys_seconds utc(calendar::floor<calendar::seconds>(moment.time_since_epoch()));
    const bool saving = is_summer(utc);
    const sys_seconds local = utc - (saving ? summer : standard);
    const sys_days day = calendar::floor<calendar::days>(local);
    const calendar::year_month_day date(day);
    const calendar::hh_mm_ss time(local - day);
    return fmt::format("{} {} {:02} {:02}:{:02}:{:02} {} {}", weekdays.at(calendar::weekday(day).c_encoding()),
                       months.at(static_cast<unsigned>(date.month()) - 1), static_cast<unsigned>(date.day()),
                       time.hours().count(), time.minutes().count(), time.seconds().count(), saving ? "PDT" : "PST",
                       static_cast<int>(date.year()));
}

}  // namespace wt::s3
