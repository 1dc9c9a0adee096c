// Commands of places, which are sorted sets.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "storage/cache/geo.hpp"
#include "storage/cache/sorted_set_answers.hpp"

namespace wt::cache {

namespace {

/// Meters of a unit; none: the client has been told.
std::optional<double> geo_unit(Call& call, std::size_t at) {
    constexpr std::pair<std::string_view, double> units[] = {{"m", 1}, {"km", 1000}, {"ft", 0.3048}, {"mi", 1609.34}};
    for (const auto& [name, meters] : units) {
        if (call.is(at, name)) return meters;
    }
    call.out.error("ERR unsupported unit provided. please use M, KM, FT, MI");
    return std::nullopt;
}

/// None: the client has been told.
std::optional<GeoPlace> place_said(Call& call, std::size_t at) {
    const auto longitude = call.real(at);
    const auto latitude = longitude ? call.real(at + 1) : std::nullopt;
    if (!latitude) return std::nullopt;
    const GeoPlace place{*longitude, *latitude};
    if (geo_score(place)) return place;
    call.out.error(fmt::format("ERR invalid longitude,latitude pair {:f},{:f}", *longitude, *latitude));
    return std::nullopt;
}

GeoPlace place_at(double score) { return geo_place(static_cast<std::uint64_t>(score)); }

void tell_distance(Call& call, double distance) { call.out.bulk(fmt::format("{:.4f}", distance)); }

/// As Redis writes a long double for people: all of its digits, without zeros behind.
void tell_place(Call& call, const GeoPlace& place) {
    call.out.array(2);
    for (const double each : {place.longitude, place.latitude}) {
        std::string text = fmt::format("{:.17f}", each);
        while (text.ends_with('0')) text.pop_back();
        if (text.ends_with('.')) text.pop_back();
        if (text == "-0") text = "0";
        if (call.out.protocol() == 3) {
            call.out.out() += fmt::format(",{}\r\n", text);
        } else {
            call.out.bulk(text);
        }
    }
}

void geoadd(Call& call) {
    Adding how;
    std::size_t at = 2;
    for (; at < call.args.size(); ++at) {
        if (call.is(at, "nx")) {
            how.only_new = true;
        } else if (call.is(at, "xx")) {
            how.only_there = true;
        } else if (call.is(at, "ch")) {
            how.counts_moved = true;
        } else {
            break;
        }
    }
    const std::size_t rest = call.args.size() - at;
    if (rest == 0 || rest % 3 != 0 || (how.only_new && how.only_there)) return call.out.error(syntax_error);
    std::vector<std::pair<double, std::string_view>> places;
    for (std::size_t i = at; i < call.args.size(); i += 3) {
        const auto place = place_said(call, i);
        if (!place) return;
        places.emplace_back(static_cast<double>(*geo_score(*place)), call.args[i + 2]);
    }
    add_places(call, how, places);
}

void geopos(Call& call) {
    const auto set = call.held<SortedSet>(call.args[1]);
    if (set.wrong) return;
    call.out.array(call.args.size() - 2);
    for (const std::string_view member : call.args.subspan(2)) {
        const double* const score = set.value == nullptr ? nullptr : set.value->find(member);
        score == nullptr ? call.out.null_array() : tell_place(call, place_at(*score));
    }
}

void geohash(Call& call) {
    const auto set = call.held<SortedSet>(call.args[1]);
    if (set.wrong) return;
    call.out.array(call.args.size() - 2);
    for (const std::string_view member : call.args.subspan(2)) {
        const double* const score = set.value == nullptr ? nullptr : set.value->find(member);
        score == nullptr ? call.out.null() : call.out.bulk(geo_hash(place_at(*score)));
    }
}

void geodist(Call& call) {
    if (call.args.size() > 5) return call.out.error(syntax_error);
    const auto unit = call.args.size() == 5 ? geo_unit(call, 4) : std::optional(1.0);
    if (!unit) return;
    const auto set = call.held<SortedSet>(call.args[1]);
    if (set.wrong) return;
    const double* const one = set.value == nullptr ? nullptr : set.value->find(call.args[2]);
    const double* const other = set.value == nullptr ? nullptr : set.value->find(call.args[3]);
    if (one == nullptr || other == nullptr) return call.out.null();
    tell_distance(call, geo_distance(place_at(*one), place_at(*other)) / *unit);
}

/// What a search is asked.
struct GeoAsk {
    GeoArea area;
    double unit = 1;
    int order = 0;         // 1: the nearest first, -1: the farthest, 0: as they come
    std::size_t most = 0;  // 0: all
    bool any = false;
    bool with_place = false;
    bool with_distance = false;
    bool with_hash = false;
    std::string_view to;  // where it is stored; empty: it is answered
    bool stores_distances = false;
};

struct GeoFound {
    std::string_view member;
    double score;
    double distance;
    GeoPlace place;
};

/// The options that all searches have; how many words it took (0: it is none of these); none: the client has been told.
std::optional<std::size_t> take_option(Call& call, std::size_t at, GeoAsk& ask) {
    if (call.is(at, "asc") || call.is(at, "desc")) {
        ask.order = call.is(at, "asc") ? 1 : -1;
        return std::size_t{1};
    }
    if (call.is(at, "withcoord")) return ask.with_place = true, std::size_t{1};
    if (call.is(at, "withdist")) return ask.with_distance = true, std::size_t{1};
    if (call.is(at, "withhash")) return ask.with_hash = true, std::size_t{1};
    if (call.is(at, "any")) return ask.any = true, std::size_t{1};
    if (!call.is(at, "count") || at + 1 >= call.args.size()) return std::size_t{0};
    const auto count = call.integer(at + 1);
    if (!count) return std::nullopt;
    if (*count <= 0) {
        call.out.error("ERR COUNT must be > 0");
        return std::nullopt;
    }
    ask.most = static_cast<std::size_t>(*count);
    return std::size_t{2};
}

std::optional<double> size_said(Call& call, std::size_t at, std::string_view what, std::string_view negative) {
    const auto size = real_of(call.args[at]);
    if (size && *size >= 0) return size;
    call.out.error(size ? fmt::format("ERR {} cannot be negative", negative)
                        : fmt::format("ERR need numeric {}", what));
    return std::nullopt;
}

/// None: the client has been told.
std::optional<GeoPlace> place_of_member(Call& call, SortedSet* set, std::string_view member) {
    const double* const score = set == nullptr ? nullptr : set->find(member);
    if (score != nullptr) return place_at(*score);
    call.out.error("ERR could not decode requested zset member");
    return std::nullopt;
}

void answer_search(Call& call, std::string_view key, GeoAsk ask) {
    if (ask.any && ask.most == 0) return call.out.error("ERR the ANY argument requires COUNT argument");
    if (ask.most > 0 && !ask.any && ask.order == 0) ask.order = 1;
    const auto set = call.held<SortedSet>(key);
    if (set.wrong) return;
    std::vector<GeoFound> found;
    if (set.value != nullptr) {
        for (const auto& [score, member] : set.value->order()) {
            const GeoPlace place = place_at(score);
            const auto distance = ask.area.distance_within(place);
            if (distance) found.push_back({member, score, *distance, place});
            if (ask.any && found.size() == ask.most) break;
        }
    }
    if (ask.order != 0)
        std::stable_sort(found.begin(), found.end(), [&](const GeoFound& a, const GeoFound& b) {
            return ask.order > 0 ? a.distance < b.distance : a.distance > b.distance;
        });
    if (ask.most > 0 && found.size() > ask.most) found.resize(ask.most);
    if (!ask.to.empty()) {
        std::vector<std::pair<double, std::string>> places;
        for (const GeoFound& each : found)
            places.emplace_back(ask.stores_distances ? each.distance / ask.unit : each.score, each.member);
        put_places(call, ask.to, places);
        return call.out.integer(static_cast<std::int64_t>(places.size()));
    }
    const int options = (ask.with_distance ? 1 : 0) + (ask.with_hash ? 1 : 0) + (ask.with_place ? 1 : 0);
    call.out.array(found.size());
    for (const GeoFound& each : found) {
        if (options > 0) call.out.array(static_cast<std::size_t>(options) + 1);
        call.out.bulk(each.member);
        if (ask.with_distance) tell_distance(call, each.distance / ask.unit);
        if (ask.with_hash) call.out.integer(static_cast<std::int64_t>(each.score));
        if (ask.with_place) tell_place(call, each.place);
    }
}

void geo_search(Call& call, std::size_t key_at, bool stores) {
    GeoAsk ask;
    if (stores) ask.to = call.args[1];
    const std::string_view key = call.args[key_at];
    std::optional<std::string_view> member;
    bool from = false;
    bool by = false;
    for (std::size_t i = key_at + 1; i < call.args.size();) {
        const std::size_t left = call.args.size() - i;
        if (call.is(i, "frommember") && left > 1 && !from) {
            member = call.args[i + 1];
            from = true;
            i += 2;
        } else if (call.is(i, "fromlonlat") && left > 2 && !from) {
            const auto place = place_said(call, i + 1);
            if (!place) return;
            ask.area.middle = *place;
            from = true;
            i += 3;
        } else if (call.is(i, "byradius") && left > 2 && !by) {
            const auto radius = size_said(call, i + 1, "radius", "radius");
            const auto unit = radius ? geo_unit(call, i + 2) : std::nullopt;
            if (!unit) return;
            ask.unit = *unit;
            ask.area.radius = *radius * *unit;
            by = true;
            i += 3;
        } else if (call.is(i, "bybox") && left > 3 && !by) {
            const auto width = size_said(call, i + 1, "width", "height or width");
            const auto height = width ? size_said(call, i + 2, "height", "height or width") : std::nullopt;
            const auto unit = height ? geo_unit(call, i + 3) : std::nullopt;
            if (!unit) return;
            ask.unit = *unit;
            ask.area.is_box = by = true;
            ask.area.width = *width * *unit;
            ask.area.height = *height * *unit;
            i += 4;
        } else if (stores && call.is(i, "storedist")) {
            ask.stores_distances = true;
            ++i;
        } else {
            const auto taken = take_option(call, i, ask);
            if (!taken) return;
            if (*taken == 0) return call.out.error(syntax_error);
            i += *taken;
        }
    }
    const std::string_view name = call.args[0];  // as it was said
    if (stores && (ask.with_place || ask.with_distance || ask.with_hash))
        return call.out.error(
            fmt::format("ERR {} is not compatible with WITHDIST, WITHHASH and WITHCOORD options", name));
    if (!from)
        return call.out.error(fmt::format("ERR exactly one of FROMMEMBER or FROMLONLAT can be specified for {}", name));
    if (!by) return call.out.error(fmt::format("ERR exactly one of BYRADIUS and BYBOX can be specified for {}", name));
    const auto set = call.held<SortedSet>(key);
    if (set.wrong) return;
    if (member && set.value != nullptr) {
        const auto place = place_of_member(call, set.value, *member);
        if (!place) return;
        ask.area.middle = *place;
    }
    answer_search(call, key, ask);
}
void geosearch(Call& call) { geo_search(call, 1, false); }
void geosearchstore(Call& call) { geo_search(call, 2, true); }

/// The older commands: a circle around a place, or a member.
void georadius_any(Call& call, bool of_member, bool may_store) {
    GeoAsk ask;
    const std::size_t at = of_member ? 3 : 4;
    const auto set = call.held<SortedSet>(call.args[1]);
    if (set.wrong) return;
    if (!of_member) {
        const auto place = place_said(call, 2);
        if (!place) return;
        ask.area.middle = *place;
    } else if (set.value != nullptr) {
        const auto place = place_of_member(call, set.value, call.args[2]);
        if (!place) return;
        ask.area.middle = *place;
    }
    const auto radius = size_said(call, at, "radius", "radius");
    const auto unit = radius ? geo_unit(call, at + 1) : std::nullopt;
    if (!unit) return;
    ask.unit = *unit;
    ask.area.radius = *radius * *unit;
    for (std::size_t i = at + 2; i < call.args.size();) {
        const bool distances = call.is(i, "storedist");
        if (may_store && (distances || call.is(i, "store")) && i + 1 < call.args.size()) {
            ask.to = call.args[i + 1];
            ask.stores_distances = distances;
            i += 2;
            continue;
        }
        const auto taken = take_option(call, i, ask);
        if (!taken) return;
        if (*taken == 0) return call.out.error(syntax_error);
        i += *taken;
    }
    if (!ask.to.empty() && (ask.with_place || ask.with_distance || ask.with_hash))
        return call.out.error(
            "ERR STORE option in GEORADIUS is not compatible with WITHDIST, WITHHASH and WITHCOORD options");
    answer_search(call, call.args[1], ask);
}
void georadius(Call& call) { georadius_any(call, false, true); }
void georadius_ro(Call& call) { georadius_any(call, false, false); }
void georadiusbymember(Call& call) { georadius_any(call, true, true); }
void georadiusbymember_ro(Call& call) { georadius_any(call, true, false); }

constexpr unsigned read_geo = reads | of_places;
constexpr unsigned write_geo = writes | takes_memory | of_places;
constexpr Command geo_rows[] = {
    {"geoadd", geoadd, -5, write_geo, 1, 1, 1},
    {"geopos", geopos, -2, read_geo, 1, 1, 1},
    {"geohash", geohash, -2, read_geo, 1, 1, 1},
    {"geodist", geodist, -4, read_geo, 1, 1, 1},
    {"geosearch", geosearch, -7, read_geo, 1, 1, 1},
    {"geosearchstore", geosearchstore, -8, write_geo, 1, 2, 1},
    {"georadius", georadius, -6, write_geo, 1, 1, 1},
    {"georadius_ro", georadius_ro, -6, read_geo, 1, 1, 1},
    {"georadiusbymember", georadiusbymember, -5, write_geo, 1, 1, 1},
    {"georadiusbymember_ro", georadiusbymember_ro, -5, read_geo, 1, 1, 1},
};

}  // namespace

std::span<const Command> geo_commands() { return geo_rows; }

}  // namespace wt::cache
