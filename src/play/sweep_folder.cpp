#include "play/sweep_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include <fmt/format.h>
#include <unistd.h>

#include "play/world.hpp"

namespace wt::play {

namespace {

namespace fs = std::filesystem;

constexpr const char* question_file = "sweep.json";
constexpr const char* points_folder = "points";

/// Beside each other on one file system, so that the name changes at once.
[[nodiscard]] bool write_whole(const fs::path& path, const std::string& content) {
    fs::path draft = path;
    draft += fmt::format(".{}", getpid());
    if (!write_file(draft.string(), content)) return false;
    std::error_code wrong;
    fs::rename(draft, path, wrong);
    if (wrong) fmt::print(stderr, "windtunnel: cannot write {}: {}\n", path.string(), wrong.message());
    return !wrong;
}

}  // namespace

Result<SweepFolder> SweepFolder::open(const std::string& path, const sweep::Question& question) {
    std::error_code wrong;
    fs::create_directories(fs::path(path) / points_folder, wrong);
    if (wrong) return Error{fmt::format("cannot make {}: {}", path, wrong.message())};
    if (fs::exists(fs::path(path) / question_file)) {
        const auto there = read(path);
        if (!there) return there.error();
        if (there->question().fingerprint() != question.fingerprint())
            return Error{
                fmt::format("{} has the points of another sweep, or of {} before it changed: name another folder", path,
                            question.file)};
    } else if (!write_whole(fs::path(path) / question_file, sweep::write(question))) {
        return Error{fmt::format("{} cannot be written", path)};
    }
    return SweepFolder(path, question);
}

Result<SweepFolder> SweepFolder::read(const std::string& path) {
    const fs::path file = fs::path(path) / question_file;
    if (!fs::is_regular_file(file))
        return Error{fmt::format("{} has no {}: it is no folder of a sweep", path, question_file)};
    const auto text = read_file(file.string());
    if (!text) return Error{fmt::format("{} cannot be read", file.string())};
    auto question = sweep::read_question(*text);
    if (!question) return Error{fmt::format("{}: {}", file.string(), question.error().message)};
    return SweepFolder(path, std::move(*question));
}

Result<std::vector<sweep::Point>> SweepFolder::points() const {
    std::vector<sweep::Point> points;
    for (const fs::directory_entry& entry : fs::directory_iterator(fs::path(path_) / points_folder)) {
        if (entry.path().extension() != ".json") continue;  // a draft that was not finished
        const auto text = read_file(entry.path().string());
        if (!text) return Error{fmt::format("{} cannot be read", entry.path().string())};
        auto point = sweep::read_point(*text);
        if (!point) return Error{fmt::format("{}: {}", entry.path().string(), point.error().message)};
        if (point->settings.size() != question_.axes.size())
            return Error{fmt::format("{} is of another sweep", entry.path().string())};
        points.push_back(std::move(*point));
    }
    std::sort(points.begin(), points.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
    return points;
}

void SweepFolder::keep(const sweep::Point& point) const {
    const fs::path file = fs::path(path_) / points_folder / fmt::format("{:06}.json", point.number);
    if (!write_whole(file, sweep::write(point))) throw std::runtime_error("the sweep's points cannot be kept");
}

}  // namespace wt::play
