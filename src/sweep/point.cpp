#include "sweep/point.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace wt::sweep {

namespace {

using Json = nlohmann::ordered_json;
using scenario::Verdict;
using Unit = scenario::Expectation::Unit;

constexpr std::pair<Verdict, std::string_view> verdicts[] = {
    {Verdict::pass, "pass"}, {Verdict::fail, "fail"}, {Verdict::not_judged, "not judged"}};
constexpr std::pair<Unit, std::string_view> units[] = {{Unit::number, "number"},         {Unit::seconds, "seconds"},
                                                       {Unit::bytes, "bytes"},           {Unit::share, "share"},
                                                       {Unit::per_second, "per second"}, {Unit::dollars, "dollars"}};

template <class Table, class Value>
[[nodiscard]] std::string name_of(const Table& table, Value value) {
    for (const auto& [known, name] : table) {
        if (known == value) return std::string(name);
    }
    return {};
}
template <class Table>
[[nodiscard]] auto value_of(const Table& table, const std::string& text) {
    for (const auto& [known, name] : table) {
        if (name == text) return known;
    }
    return table[0].first;
}

template <class T>
void put(Json& json, const char* name, const std::optional<T>& value) {
    if (value) json[name] = *value;
}
template <class T>
[[nodiscard]] std::optional<T> get(const Json& json, const char* name) {
    const auto found = json.find(name);
    return found == json.end() ? std::nullopt : std::optional(found->template get<T>());
}

[[nodiscard]] Json json_of(const PointRun& run) {
    Json json;
    json["seed"] = run.seed;
    json["exit"] = run.exit;
    json["digest"] = run.digest;
    json["requests"] = run.requests;
    put(json, "usd_per_month", run.month);
    put(json, "usd_per_million_requests", run.per_million);
    json["expectations"] = Json::array();
    for (const PointRun::Measured& one : run.measured) {
        Json own{{"id", one.id}, {"text", one.text}, {"verdict", name_of(verdicts, one.verdict)}};
        put(own, "value", one.value);
        own["unit"] = name_of(units, one.unit);
        json["expectations"].push_back(std::move(own));
    }
    return json;
}

[[nodiscard]] PointRun run_of(const Json& json) {
    PointRun run;
    run.seed = json.at("seed").get<std::uint64_t>();
    run.exit = json.at("exit").get<int>();
    run.digest = json.at("digest").get<std::string>();
    run.requests = json.at("requests").get<std::uint64_t>();
    run.month = get<double>(json, "usd_per_month");
    run.per_million = get<double>(json, "usd_per_million_requests");
    for (const Json& own : json.at("expectations")) {
        run.measured.push_back({own.at("id").get<std::string>(), own.at("text").get<std::string>(),
                                value_of(verdicts, own.at("verdict").get<std::string>()), get<double>(own, "value"),
                                value_of(units, own.at("unit").get<std::string>())});
    }
    return run;
}

[[nodiscard]] double dollars(bill::Amount amount) { return amount.dollars(); }

}  // namespace

PointRun keep(std::uint64_t seed, const scenario::Outcome& outcome) {
    PointRun run;
    run.seed = seed;
    run.exit = outcome.exit_code();
    run.digest = outcome.digest;
    run.requests = outcome.requests;
    if (outcome.bill) {
        run.month = dollars(outcome.bill->month());
        if (const auto per_million = outcome.bill->per_million()) run.per_million = dollars(*per_million);
    }
    for (const scenario::Judgement& one : outcome.judgements) {
        const bool number = one.value && std::isfinite(*one.value);
        run.measured.push_back({one.id, one.text, one.verdict, number ? one.value : std::nullopt, one.unit});
    }
    return run;
}

std::size_t Point::held() const {
    return static_cast<std::size_t>(
        std::count_if(runs.begin(), runs.end(), [](const auto& run) { return run.held(); }));
}

std::vector<std::string> Point::failed() const {
    std::vector<std::string> ids;
    for (const PointRun& run : runs) {
        for (const PointRun::Measured& one : run.measured) {
            if (one.verdict == Verdict::fail && std::find(ids.begin(), ids.end(), one.id) == ids.end())
                ids.push_back(one.id);
        }
    }
    return ids;
}

std::optional<double> Point::month() const {
    double sum = 0;
    for (const PointRun& run : runs) {
        if (!run.month) return std::nullopt;
        sum += *run.month;
    }
    return runs.empty() ? std::nullopt : std::optional(sum / static_cast<double>(runs.size()));
}

std::optional<double> Point::per_million() const {
    double sum = 0;
    for (const PointRun& run : runs) {
        if (!run.per_million) return std::nullopt;
        sum += *run.per_million;
    }
    return runs.empty() ? std::nullopt : std::optional(sum / static_cast<double>(runs.size()));
}

std::optional<double> Point::mean_of(std::string_view id) const {
    double sum = 0;
    std::size_t count = 0;
    for (const PointRun& run : runs) {
        for (const PointRun::Measured& one : run.measured) {
            if (one.id != id || !one.value) continue;
            sum += *one.value;
            ++count;
        }
    }
    return count == 0 ? std::nullopt : std::optional(sum / static_cast<double>(count));
}

std::string write(const Point& point) {
    Json json;
    json["point"] = point.number;
    json["settings"] = point.settings;
    if (point.found) {
        json["found"] = Json::object();
        put(json["found"], "holds", point.found->holds);
        put(json["found"], "fails", point.found->fails);
    }
    json["runs"] = Json::array();
    for (const PointRun& run : point.runs) json["runs"].push_back(json_of(run));
    return json.dump() + "\n";
}

Result<Point> read_point(std::string_view text) {
    try {
        const Json json = Json::parse(text);
        Point point;
        point.number = json.at("point").get<std::size_t>();
        point.settings = json.at("settings").get<Settings>();
        if (const auto found = json.find("found"); found != json.end())
            point.found = Found{get<std::string>(*found, "holds"), get<std::string>(*found, "fails")};
        for (const Json& run : json.at("runs")) point.runs.push_back(run_of(run));
        return point;
    } catch (const Json::exception& wrong) {
        return Error{fmt::format("it is no point of a sweep: {}", wrong.what())};
    }
}

}  // namespace wt::sweep
