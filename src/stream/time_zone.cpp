#include "stream/time_zone.hpp"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace wt::stream {

namespace {

/// A zone's offsets from moments on, in seconds.
using Zone = std::vector<std::pair<std::int64_t, std::int64_t>>;

[[nodiscard]] std::int64_t big_endian(std::string_view bytes, std::size_t at, std::size_t size) {
    std::uint64_t number = (static_cast<unsigned char>(bytes[at]) & 0x80U) != 0 ? ~std::uint64_t{0} : 0;
    for (std::size_t i = 0; i < size; ++i) number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
    return static_cast<std::int64_t>(number);
}

constexpr std::size_t head_size = 44;

struct Head {
    std::int64_t utc, standard, leaps, times, types, letters;
};
[[nodiscard]] std::optional<Head> head_at(std::string_view file, std::size_t at) {
    if (file.size() < at + head_size || file.substr(at, 4) != "TZif") return std::nullopt;
    const auto count = [&](std::size_t i) { return big_endian(file, at + 20 + 4 * i, 4); };
    const Head head{count(0), count(1), count(2), count(3), count(4), count(5)};
    for (std::size_t i = 0; i < 6; ++i) {
        if (count(i) < 0 || count(i) > 100'000) return std::nullopt;
    }
    return head;
}
[[nodiscard]] std::size_t size_of(const Head& head, std::int64_t time) {
    return static_cast<std::size_t>(head.times * (time + 1) + head.types * 6 + head.letters + head.leaps * (time + 4) +
                                    head.standard + head.utc);
}

/// RFC 8536, 3: the second block, whose times have 64 bits.
[[nodiscard]] std::optional<Zone> read_zone(std::string_view file) {
    const auto first = head_at(file, 0);
    if (!first || file[4] < '2') return std::nullopt;
    const std::size_t second = head_size + size_of(*first, 4);
    const auto head = head_at(file, second);
    if (!head || head->types < 1 || file.size() < second + head_size + size_of(*head, 8)) return std::nullopt;
    const std::size_t times = second + head_size;
    const std::size_t kinds = times + static_cast<std::size_t>(head->times) * 8;
    const std::size_t types = kinds + static_cast<std::size_t>(head->times);
    Zone zone{{INT64_MIN, big_endian(file, types, 4)}};
    for (std::size_t i = 0; i < static_cast<std::size_t>(head->times); ++i) {
        const auto kind = static_cast<unsigned char>(file[kinds + i]);
        if (kind >= head->types) return std::nullopt;
        zone.emplace_back(big_endian(file, times + 8 * i, 8), big_endian(file, types + 6 * std::size_t{kind}, 4));
    }
    return zone;
}

[[nodiscard]] bool is_zone_name(std::string_view name) {
    return !name.empty() && name.front() != '/' && name.find("..") == std::string_view::npos &&
           std::all_of(name.begin(), name.end(),
                       [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '/' || c == '_'; });
}

[[nodiscard]] const std::optional<Zone>& zone_of(std::string_view name) {
    static thread_local std::map<std::string, std::optional<Zone>, std::less<>> known;
    const auto found = known.find(name);
    if (found != known.end()) return found->second;
    std::optional<Zone> zone;
    if (is_zone_name(name)) {
        std::ifstream file("/usr/share/zoneinfo/" + std::string(name), std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(file), {}};
        zone = read_zone(bytes);
    }
    return known.emplace(name, std::move(zone)).first->second;
}

}  // namespace

std::optional<Duration> utc_offset(std::string_view zone, Instant at) {
    if (zone.empty() || zone == "UTC") return Duration::zero();
    const std::optional<Zone>& offsets = zone_of(zone);
    if (!offsets) return std::nullopt;
    const auto next = std::upper_bound(offsets->begin(), offsets->end(), unix_seconds(at),
                                       [](std::int64_t moment, const auto& each) { return moment < each.first; });
    return std::chrono::seconds(std::prev(next)->second);
}

}  // namespace wt::stream
