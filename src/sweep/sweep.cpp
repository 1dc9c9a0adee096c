#include "sweep/sweep.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/hash.hpp"

namespace wt::sweep {

namespace {

using Json = nlohmann::ordered_json;

/// Where each axis' value of a point stands among the axis' values; none where it is not one of them.
[[nodiscard]] std::optional<std::size_t> place_of(const Axis& axis, const std::string& value) {
    const auto found = std::find(axis.values.begin(), axis.values.end(), value);
    if (found == axis.values.end()) return std::nullopt;
    return static_cast<std::size_t>(found - axis.values.begin());
}

/// The one axis in which they are neighbours while all others are the same.
[[nodiscard]] std::optional<std::size_t> neighbours(const Question& question, const Point& a, const Point& b) {
    std::optional<std::size_t> differs;
    for (std::size_t i = 0; i < question.axes.size(); ++i) {
        if (a.settings[i] == b.settings[i]) continue;
        if (differs) return std::nullopt;
        const auto one = place_of(question.axes[i], a.settings[i]);
        const auto other = place_of(question.axes[i], b.settings[i]);
        if (!one || !other || (*one + 1 != *other && *other + 1 != *one)) return std::nullopt;
        differs = i;
    }
    return differs;
}

/// How far a point went; below all others when not even the lowest held.
[[nodiscard]] double reached(const Point& point) {
    if (!point.found || !point.found->holds) return -1;
    double value = 0;
    const std::string& text = *point.found->holds;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

}  // namespace

Result<std::vector<Settings>> Question::points() const {
    return hypercube ? latin_hypercube(axes, *hypercube, seed) : grid(axes);
}

bool Question::varies_load() const {
    return std::any_of(axes.begin(), axes.end(), [](const Axis& axis) {
        if (!axis.path.starts_with("workload.") && !axis.path.starts_with("faults.")) return false;
        for (const std::string_view part : {".rate", ".users", ".speed", ".thin"}) {
            const std::size_t at = axis.path.find(part);
            if (at == std::string::npos) continue;
            const std::size_t end = at + part.size();
            if (end == axis.path.size() || axis.path[end] == '.') return true;
        }
        return false;
    });
}

std::string Question::fingerprint() const {
    std::uint64_t sum = hash_bytes(content);
    for (const Axis& axis : axes) sum = mix(sum, hash_bytes(axis.text));
    if (search) sum = mix(sum, hash_bytes(search->text, 1));
    if (hypercube) sum = mix(sum, *hypercube);
    return fmt::format("{:016x}", mix(mix(sum, seed), seeds));
}

std::string write(const Question& question) {
    Json json;
    json["scenario"] = question.scenario;
    json["file"] = question.file;
    json["again"] = question.again;
    json["content"] = question.content;
    json["vary"] = Json::array();
    for (const Axis& axis : question.axes) json["vary"].push_back(axis.text);
    if (question.search) json["find"] = question.search->text;
    if (question.hypercube) json["lhs"] = *question.hypercube;
    json["seed"] = question.seed;
    json["seeds"] = question.seeds;
    json["fingerprint"] = question.fingerprint();
    return json.dump(2) + "\n";
}

Result<Question> read_question(std::string_view text) {
    try {
        const Json json = Json::parse(text);
        Question question;
        question.scenario = json.at("scenario").get<std::string>();
        question.file = json.at("file").get<std::string>();
        question.again = json.at("again").get<std::string>();
        question.content = json.at("content").get<std::string>();
        for (const Json& axis : json.at("vary")) {
            auto parsed = parse_axis(axis.get<std::string>());
            if (!parsed) return parsed.error();
            question.axes.push_back(std::move(*parsed));
        }
        if (json.contains("find")) {
            auto parsed = parse_search(json["find"].get<std::string>());
            if (!parsed) return parsed.error();
            question.search = std::move(*parsed);
        }
        if (json.contains("lhs")) question.hypercube = json["lhs"].get<std::size_t>();
        question.seed = json.at("seed").get<std::uint64_t>();
        question.seeds = json.at("seeds").get<std::uint64_t>();
        return question;
    } catch (const Json::exception& wrong) {
        return Error{fmt::format("it is no sweep: {}", wrong.what())};
    }
}

Result<Shard> parse_shard(std::string_view text) {
    const auto wrong = Error{fmt::format("{}: write the part and how many there are, such as 1/4", text)};
    Shard shard;
    const char* const end = text.data() + text.size();
    const auto [slash, error] = std::from_chars(text.data(), end, shard.number);
    if (error != std::errc() || slash == end || *slash != '/') return wrong;
    const auto [rest, second] = std::from_chars(slash + 1, end, shard.of);
    if (second != std::errc() || rest != end || shard.of == 0 || shard.number == 0 || shard.number > shard.of)
        return wrong;
    return shard;
}

const Point* Answer::best() const {
    const Point* best = nullptr;
    const bool by_million = question.varies_load();
    const auto price = [&](const Point& point) {
        return (by_million ? point.per_million() : point.month()).value_or(0);
    };
    for (const Point& point : points) {
        if (!point.holds()) continue;
        const bool better =
            best == nullptr || (question.search ? reached(point) > reached(*best) : price(point) < price(*best));
        if (better) best = &point;
    }
    return best;
}

std::vector<Cliff> Answer::cliffs() const {
    std::vector<Cliff> cliffs;
    if (question.search) return cliffs;
    for (const Point& holds : points) {
        if (!holds.holds()) continue;
        for (const Point& fails : points) {
            if (fails.runs.empty() || fails.holds()) continue;
            if (const auto axis = neighbours(question, holds, fails)) cliffs.push_back({*axis, &holds, &fails});
        }
    }
    return cliffs;
}

int Answer::exit_code() const {
    if (points.size() < asked) return scenario::exit_invalid;
    return best() != nullptr ? scenario::exit_held : scenario::exit_expectation;
}

double at_least_holds(std::size_t held, std::size_t of) {
    if (held == 0) return 0;
    // The share at which so many or more would be seen in one of twenty cases.
    const auto tail = [&](double p) {
        double term = std::pow(p, static_cast<double>(of));  // all of them
        double sum = term;
        for (std::size_t k = of; k > held; --k) {
            if (p >= 1) break;
            term *= static_cast<double>(k) / static_cast<double>(of - k + 1) * (1 - p) / p;
            sum += term;
        }
        return sum;
    };
    double low = 0;
    double high = 1;
    for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2;
        (tail(middle) < 0.05 ? low : high) = middle;
    }
    return low;
}

std::string json_report(const Answer& answer, std::string_view version) {
    Json json;
    json["windtunnel"] = version;
    json["sweep"] = Json::parse(write(answer.question));
    json["asked"] = answer.asked;
    json["exit"] = answer.exit_code();
    if (const Point* best = answer.best()) {
        json["best"] = best->number;
        json["at_least_holds"] = at_least_holds(best->held(), best->runs.size());
    }
    json["cliffs"] = Json::array();
    for (const Cliff& cliff : answer.cliffs()) {
        json["cliffs"].push_back({{"path", answer.question.axes[cliff.axis].path},
                                  {"holds", cliff.holds->number},
                                  {"fails", cliff.fails->number}});
    }
    json["points"] = Json::array();
    for (const Point& point : answer.points) json["points"].push_back(Json::parse(write(point)));
    return json.dump(2) + "\n";
}

}  // namespace wt::sweep
