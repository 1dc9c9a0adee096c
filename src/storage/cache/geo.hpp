#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace wt::cache {

/// A place on earth, in degrees; as a score of a sorted set it has 52 bits, which Redis documents at GEOADD: halves of
/// the ranges, longitude and latitude in turn. Pure.
struct GeoPlace {
    double longitude = 0;
    double latitude = 0;
};

/// None: it is outside of what Redis takes (EPSG:900913: 85.05112878 degrees of latitude at most).
[[nodiscard]] std::optional<std::uint64_t> geo_score(const GeoPlace& place);
/// The middle of what a score names.
[[nodiscard]] GeoPlace geo_place(std::uint64_t score);
/// Eleven letters, as geohash.org has them.
[[nodiscard]] std::string geo_hash(const GeoPlace& place);
/// Meters on a sphere (haversine).
[[nodiscard]] double geo_distance(const GeoPlace& one, const GeoPlace& other);

/// What is searched: a circle, or a box around a place, in meters.
struct GeoArea {
    GeoPlace middle;
    bool is_box = false;
    double radius = 0;
    double width = 0;
    double height = 0;
    /// The distance of a place that lies in it.
    [[nodiscard]] std::optional<double> distance_within(const GeoPlace& place) const;
};

}  // namespace wt::cache
