#include "stream/object_key.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdint>

namespace wt::stream {

std::string object_key(std::string_view prefix, std::string_view stream, Instant oldest, Random& random) {
    const std::chrono::sys_seconds moment{std::chrono::seconds(unix_seconds(oldest))};
    const auto midnight = std::chrono::floor<std::chrono::days>(moment);
    const std::chrono::year_month_day date(midnight);
    const std::chrono::hh_mm_ss time(moment - midnight);

    const int year = static_cast<int>(date.year());
    const auto month = static_cast<unsigned>(date.month());
    const auto day = static_cast<unsigned>(date.day());
    const auto hour = time.hours().count();

    // Version 4, variant 1.
    const std::uint64_t high = (random.next() & ~0xf000ULL) | 0x4000ULL;
    const std::uint64_t low = (random.next() & ~(3ULL << 62)) | (2ULL << 62);

    return fmt::format(
        "{0}{1:04}/{2:02}/{3:02}/{4:02}/{7}-1-{1:04}-{2:02}-{3:02}-{4:02}-{5:02}-{6:02}-"
        "{8:08x}-{9:04x}-{10:04x}-{11:04x}-{12:012x}",
        prefix, year, month, day, hour, time.minutes().count(), time.seconds().count(), stream,  //
        high >> 32, (high >> 16) & 0xffff, high & 0xffff, low >> 48, low & 0xffffffffffffULL);
}

}  // namespace wt::stream
