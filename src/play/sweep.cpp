#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <map>
#include <stdexcept>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "play/interruption.hpp"
#include "play/memory_limit.hpp"
#include "play/one_run.hpp"
#include "play/real_time.hpp"
#include "play/side_by_side.hpp"
#include "play/sweep_folder.hpp"
#include "play/version.hpp"
#include "scenario/settings.hpp"

namespace wt::play {

namespace {

using sweep::Point;
using sweep::Question;

[[nodiscard]] int refused(const std::string& sentence) {
    fmt::print(stderr, "windtunnel: {}\n", sentence);
    return scenario::exit_invalid;
}

[[nodiscard]] std::string assignment(const std::string& path, const std::string& value) { return path + "=" + value; }

/// Plays the points of a sweep.
class Sweeper {
public:
    Sweeper(ScenarioSource& source, const Question& question) : source_(source), question_(question) {}

    /// Nothing when it was interrupted.
    [[nodiscard]] std::optional<Point> play(std::size_t number, const sweep::Settings& settings,
                                            const Seen& seen) const {
        Point point;
        point.number = number;
        point.settings = settings;
        std::vector<std::string> sets;
        for (std::size_t i = 0; i < settings.size(); ++i)
            sets.push_back(assignment(question_.axes[i].path, settings[i]));
        if (question_.search ? !search(point, sets, seen) : !play_all(point.runs, sets, {0, 1}, seen))
            return std::nullopt;
        return point;
    }

    [[nodiscard]] scenario::Scenario read(const std::vector<std::string>& sets) const {
        auto scenario = source_.read(sets);
        if (!scenario)
            throw std::runtime_error(
                fmt::format("with --set {} the scenario cannot be played", fmt::join(sets, " --set ")));
        scenario->clock.mode = scenario::ClockMode::virtual_time;
        for (stack::Component& component : scenario->architecture.components)
            scenario::choose_program(component, scenario->clock.mode);
        // A `sometimes` asks whether the load reaches what it is for, not whether the architecture bears it.
        std::erase_if(scenario->invariants, [](const scenario::Invariant& invariant) {
            return invariant.when == scenario::Invariant::When::sometimes;
        });
        if (!scenario->cost) scenario->cost.emplace();
        scenario->outputs = {};
        scenario->runs = scenario->parallel = 1;
        if (const std::string why = needs_real_time(scenario->architecture); !why.empty())
            throw std::runtime_error(why);
        return std::move(*scenario);
    }

private:
    /// From where to where of a job's time some runs are.
    struct Part {
        double from;
        double to;
    };

    /// With each seed; false when it was interrupted.
    [[nodiscard]] bool play_all(std::vector<sweep::PointRun>& runs, const std::vector<std::string>& sets, Part part,
                                const Seen& seen) const {
        for (std::uint64_t i = 0; i < question_.seeds; ++i) {
            scenario::Scenario scenario = read(sets);
            scenario.seed = question_.seed + i;
            VirtualRun run;
            run.goes_on = [&](const scenario::Engine::Progress& progress) {
                const double share = (static_cast<double>(i) + progress.share) / static_cast<double>(question_.seeds);
                return seen({part.from + (part.to - part.from) * share, progress.requests, progress.settling});
            };
            bool whole = false;
            play_virtual(scenario, run, [&](const scenario::Findings& findings) {
                whole = !findings.outcome.interrupted;
                runs.push_back(sweep::keep(scenario.seed, findings.outcome));
            });
            if (!whole) return false;
        }
        return true;
    }

    /// By halving, in ratios where the span begins above zero: to one part in a hundred, or to neighbouring numbers.
    [[nodiscard]] bool search(Point& point, const std::vector<std::string>& sets, const Seen& seen) const {
        const sweep::Span& span = *question_.search->span;
        point.found.emplace();
        double low = span.from;
        double high = span.to;
        int tried = 0;
        bool whole = true;
        const auto holds = [&](double value) {
            const std::string text = span.text(value);
            std::vector<std::string> all = sets;
            all.push_back(assignment(question_.search->path, text));
            std::vector<sweep::PointRun> runs;
            const double from = 1 - std::pow(0.75, tried++);  // nobody knows how many there will be
            whole = play_all(runs, all, {from, from + (1 - from) / 4}, seen);
            if (!whole) return false;
            const bool held = std::all_of(runs.begin(), runs.end(), [](const auto& run) { return run.held(); });
            (held ? point.found->holds : point.found->fails) = text;
            if (held || point.runs.empty()) point.runs = std::move(runs);
            return held;
        };
        if (!holds(low) || !whole || holds(high)) return whole;
        while (whole) {
            const double middle = low > 0 ? std::sqrt(low * high) : (low + high) / 2;
            const std::string text = span.text(middle);
            if (high - low <= 0.01 * high || text == span.text(low) || text == span.text(high)) break;
            (holds(middle) ? low : high) = middle;
        }
        return whole;
    }

    ScenarioSource& source_;
    const Question& question_;
};

/// What the command line asks.
[[nodiscard]] Result<Question> question_of(const SweepOptions& options) {
    Question question;
    question.file = options.scenario.file;
    question.seeds = options.seeds;
    for (const std::string& text : options.vary) {
        auto axis = sweep::parse_axis(text);
        if (!axis) return axis.error();
        question.axes.push_back(std::move(*axis));
    }
    if (!options.find.empty()) {
        auto axis = sweep::parse_search(options.find);
        if (!axis) return axis.error();
        question.search = std::move(*axis);
    }
    if (question.axes.empty() && !question.search)
        return Error{"say what to vary (--vary PATH=VALUES) or what to look for (--find PATH=FROM..TO)"};
    if (options.lhs > 0) question.hypercube = options.lhs;
    return question;
}

/// Each value of each axis once, so that a mistake in the last one is told before the first is played.
void check_values(const Sweeper& sweeper, const Question& question, const std::vector<sweep::Settings>& points) {
    std::vector<std::map<std::string, bool>> known(question.axes.size());
    std::vector<std::string> sets(question.axes.size());
    constexpr std::size_t most = 1000;
    for (std::size_t p = 0; p < std::min(points.size(), most); ++p) {
        bool fresh = p == 0;
        for (std::size_t i = 0; i < sets.size(); ++i) {
            fresh = known[i].emplace(points[p][i], true).second || fresh;
            sets[i] = assignment(question.axes[i].path, points[p][i]);
        }
        if (!fresh) continue;
        std::vector<std::string> all = sets;
        if (question.search)
            all.push_back(assignment(question.search->path, question.search->span->text(question.search->span->from)));
        (void)sweeper.read(all);
    }
}

[[nodiscard]] int tell(const sweep::Answer& answer, const std::string& json, const std::string& page, bool quiet) {
    if (!quiet) {
        scenario::ReportStyle style;
        style.color = wants_color();
        style.unicode = speaks_unicode();
        fmt::print("{}", sweep::text_report(answer, style));
    }
    if (!json.empty() && !write_file(json, sweep::json_report(answer, version))) return scenario::exit_invalid;
    if (!page.empty() && !write_file(page, sweep::html_report(answer, version))) return scenario::exit_invalid;
    return answer.exit_code();
}

/// "./windtunnel run FILE" with what does not vary.
[[nodiscard]] std::string plain_run(const ScenarioOptions& options) {
    std::string line = command_line("run", options, 0);
    return line.substr(0, line.rfind(" --seed "));
}

}  // namespace

int sweep_scenario(const SweepOptions& options) {
    auto asked = question_of(options);
    if (!asked) return refused(asked.error().message);
    Question& question = *asked;
    const auto shard = sweep::parse_shard(options.shard);
    if (!shard) return refused("--shard " + shard.error().message);
    if (shard->of > 1 && options.out.empty())
        return refused("--shard keeps its part for `windtunnel merge`: say --out FOLDER");

    ScenarioSource source(options.scenario);
    const auto base = source.read();
    if (!base) return scenario::exit_invalid;
    question.scenario = base->name;
    question.again = plain_run(options.scenario);
    question.seed = base->seed;
    if (question.seeds > std::numeric_limits<std::uint64_t>::max() - base->seed)
        return refused(fmt::format("{} seeds from {} on: there are no such seeds", question.seeds, base->seed));
    question.content = fmt::format("{:016x}", hash_bytes(base->written->text(), hash_bytes(version)));
    const auto settings = question.points();
    if (!settings) return refused(settings.error().message);
    const Sweeper sweeper(source, question);
    check_values(sweeper, question, *settings);

    std::map<std::size_t, Point> points;
    std::optional<SweepFolder> folder;
    if (!options.out.empty()) {
        auto opened = SweepFolder::open(options.out, question);
        if (!opened) return refused(opened.error().message);
        folder = std::move(*opened);
        auto there = folder->points();
        if (!there) return refused(there.error().message);
        for (Point& point : *there) points.emplace(point.number, std::move(point));
    }
    std::vector<std::size_t> missing;
    for (std::size_t i = 0; i < settings->size(); ++i) {
        if (shard->has(i) && !points.contains(i)) missing.push_back(i);
    }
    limit_memory(options.memory);
    if (!options.quiet && !points.empty())
        fmt::print("{} of {} points are there already.\n", points.size(), settings->size());
    std::fflush(stdout);
    heed_interruption();
    std::vector<std::optional<Point>> played(missing.size());
    side_by_side(missing.size(), options.parallel.value_or(processors()), interrupted,
                 [&](std::size_t job, const Seen& seen) {
                     played[job] = sweeper.play(missing[job], (*settings)[missing[job]], seen);
                     if (folder && played[job]) folder->keep(*played[job]);
                 });
    for (auto& point : played) {
        if (point) points.emplace(point->number, std::move(*point));
    }

    sweep::Answer answer{std::move(question), {}, settings->size()};
    for (auto& [number, point] : points) answer.points.push_back(std::move(point));
    const int code = tell(answer, options.json, options.html, options.quiet);
    if (interrupted()) return scenario::exit_interrupted;
    // A part of a sweep has done what it should.
    return shard->of > 1 && code == scenario::exit_invalid ? static_cast<int>(scenario::exit_held) : code;
}

int merge_sweeps(const MergeOptions& options) {
    std::optional<Question> question;
    std::map<std::size_t, Point> points;
    for (const std::string& path : options.folders) {
        const auto folder = SweepFolder::read(path);
        if (!folder) return refused(folder.error().message);
        if (!question) {
            question = folder->question();
        } else if (question->fingerprint() != folder->question().fingerprint()) {
            return refused(fmt::format("{} and {} are parts of two sweeps", options.folders.front(), path));
        }
        auto there = folder->points();
        if (!there) return refused(there.error().message);
        for (Point& point : *there) points.insert_or_assign(point.number, std::move(point));
    }
    const auto settings = question->points();
    if (!settings) return refused(settings.error().message);
    sweep::Answer answer{*question, {}, settings->size()};
    for (auto& [number, point] : points) answer.points.push_back(std::move(point));
    return tell(answer, options.json, options.html, false);
}

}  // namespace wt::play
