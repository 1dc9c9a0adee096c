#include "storage/cache/geo.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace wt::cache {

namespace {

struct GeoRange {
    double least;
    double most;
};
constexpr GeoRange longitudes{-180, 180};
constexpr GeoRange mercator{-85.05112878, 85.05112878};
constexpr GeoRange whole_latitudes{-90, 90};
constexpr int geo_steps = 26;                    // bits of each
constexpr double earth_radius = 6372797.560856;  // meters

[[nodiscard]] double radians(double degrees) { return degrees * (std::numbers::pi / 180.0); }

/// Bits of one at even places, of the other at odd ones.
[[nodiscard]] std::uint64_t interleaved(std::uint32_t even, std::uint32_t odd) {
    std::uint64_t both = 0;
    for (int i = 0; i < 32; ++i) {
        both |= static_cast<std::uint64_t>(even >> i & 1U) << (2 * i);
        both |= static_cast<std::uint64_t>(odd >> i & 1U) << (2 * i + 1);
    }
    return both;
}
[[nodiscard]] std::uint32_t every_other(std::uint64_t both, int from) {
    std::uint32_t bits = 0;
    for (int i = 0; i < 32; ++i) bits |= static_cast<std::uint32_t>(both >> (2 * i + from) & 1U) << i;
    return bits;
}

[[nodiscard]] std::uint64_t encoded(const GeoPlace& place, const GeoRange& latitudes) {
    const auto part = [](double value, const GeoRange& range) {
        const double share = (value - range.least) / (range.most - range.least);
        return static_cast<std::uint32_t>(share * static_cast<double>(1ULL << geo_steps));
    };
    return interleaved(part(place.latitude, latitudes), part(place.longitude, longitudes));
}

[[nodiscard]] double latitude_distance(double one, double other) {
    return earth_radius * std::abs(radians(other) - radians(one));
}

}  // namespace

std::optional<std::uint64_t> geo_score(const GeoPlace& place) {
    if (!(place.longitude >= longitudes.least && place.longitude <= longitudes.most &&
          place.latitude >= mercator.least && place.latitude <= mercator.most))
        return std::nullopt;
    return encoded(place, mercator);
}

GeoPlace geo_place(std::uint64_t score) {
    const auto middle = [](std::uint32_t bits, const GeoRange& range) {
        const double scale = range.most - range.least;
        const auto steps = static_cast<double>(1ULL << geo_steps);
        const double from = range.least + bits / steps * scale;
        const double to = range.least + (bits + 1.0) / steps * scale;
        return std::clamp((from + to) / 2, range.least, range.most);
    };
    return {middle(every_other(score, 1), longitudes), middle(every_other(score, 0), mercator)};
}

std::string geo_hash(const GeoPlace& place) {
    constexpr std::string_view alphabet = "0123456789bcdefghjkmnpqrstuvwxyz";
    const std::uint64_t bits = encoded(place, whole_latitudes);
    std::string text;
    for (int i = 0; i < 10; ++i) text += alphabet[bits >> (52 - (i + 1) * 5) & 0x1f];
    return text + '0';  // 52 bits have no more
}

double geo_distance(const GeoPlace& one, const GeoPlace& other) {
    const double v = std::sin((radians(other.longitude) - radians(one.longitude)) / 2);
    if (v == 0) return latitude_distance(one.latitude, other.latitude);
    const double from = radians(one.latitude);
    const double to = radians(other.latitude);
    const double u = std::sin((to - from) / 2);
    return 2 * earth_radius * std::asin(std::sqrt(u * u + std::cos(from) * std::cos(to) * v * v));
}

std::optional<double> GeoArea::distance_within(const GeoPlace& place) const {
    if (is_box) {
        if (latitude_distance(place.latitude, middle.latitude) > height / 2) return std::nullopt;
        if (geo_distance(place, {middle.longitude, place.latitude}) > width / 2) return std::nullopt;
        return geo_distance(middle, place);
    }
    const double distance = geo_distance(middle, place);
    return distance <= radius ? std::optional(distance) : std::nullopt;
}

}  // namespace wt::cache
