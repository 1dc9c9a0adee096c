#include "play/world.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>
#include <unistd.h>
#include <zlib.h>

#include "blueprint/architecture.hpp"

namespace wt::play {

std::optional<std::string> read_file(const std::string& path) {
    std::FILE* file = std::fopen(path.c_str(), "rb");
    std::string content;
    char buffer[65536];
    std::size_t got = 0;
    while (file != nullptr && (got = std::fread(buffer, 1, sizeof buffer, file)) > 0) content.append(buffer, got);
    const bool good = file != nullptr && std::ferror(file) == 0;
    if (!good) fmt::print(stderr, "windtunnel: cannot read {}: {}\n", path, std::strerror(errno));
    if (file != nullptr) std::fclose(file);
    return good ? std::optional(std::move(content)) : std::nullopt;
}

namespace {

/// Lines of a file, packed or not, through one buffer.
class FileLines final : public scenario::Lines {
public:
    explicit FileLines(gzFile file) : file_(file) {}
    ~FileLines() override { gzclose(file_); }
    [[nodiscard]] std::optional<std::string_view> next() override {
        line_.clear();
        for (;;) {
            if (at_ == end_) {
                const int got = gzread(file_, buffer_.data(), static_cast<unsigned>(buffer_.size()));
                if (got <= 0) return line_.empty() ? std::nullopt : std::optional<std::string_view>(line_);
                at_ = 0;
                end_ = static_cast<std::size_t>(got);
            }
            const std::string_view rest(buffer_.data() + at_, end_ - at_);
            const std::size_t stop = rest.find('\n');
            line_.append(rest.substr(0, stop));
            at_ = stop == std::string_view::npos ? end_ : at_ + stop + 1;
            if (stop != std::string_view::npos || line_.size() > longest) return line_;
        }
    }

private:
    static constexpr std::size_t longest = 64 * 1024 * 1024;
    gzFile file_;
    std::vector<char> buffer_ = std::vector<char>(256 * 1024);
    std::size_t at_ = 0;
    std::size_t end_ = 0;
    std::string line_;
};

}  // namespace

std::vector<std::string> environment() {
    std::vector<std::string> variables;
    for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable)
        variables.emplace_back(*variable);
    return variables;
}

std::optional<std::string> ScenarioSource::file(const std::string& path) {
    if (const auto known = files_.find(path); known != files_.end()) return known->second;
    auto content = read_file(path);
    if (content) files_.emplace(path, *content);
    return content;
}

std::optional<scenario::Scenario> read_scenario(const ScenarioOptions& options) {
    return ScenarioSource(options).read();
}

std::optional<scenario::Scenario> ScenarioSource::read(const std::vector<std::string>& more_sets) {
    const std::lock_guard lock(mutex_);
    scenario::ReadOptions read;
    read.sets = options_.sets;
    read.sets.insert(read.sets.end(), more_sets.begin(), more_sets.end());
    read.environment = [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        return value == nullptr ? std::nullopt : std::optional<std::string>(value);
    };
    // Beside the scenario, unless it says where.
    const std::size_t slash = options_.file.rfind('/');
    const auto path_of = [folder = slash == std::string::npos ? "" : options_.file.substr(0, slash + 1)](
                             const std::string& name) { return name.starts_with('/') ? name : folder + name; };
    read.file = [this, path_of](const std::string& name) { return file(path_of(name)); };
    read.blueprint = [this](const std::string& text, const std::vector<std::pair<std::string, std::string>>& given) {
        return blueprint::architecture_of(text, given,
                                          [this](const std::string& asked) { return sam_.translate(asked); });
    };
    read.lines = [path_of](const std::string& name) -> std::unique_ptr<scenario::Lines> {
        gzFile opened = gzopen(path_of(name).c_str(), "rb");
        return opened == nullptr ? nullptr : std::make_unique<FileLines>(opened);
    };
    std::vector<scenario::SourceText> texts;
    std::vector<std::string> paths{options_.file};
    paths.insert(paths.end(), options_.overlays.begin(), options_.overlays.end());
    for (const std::string& path : paths) {
        auto text = file(path);
        if (!text) return std::nullopt;
        texts.push_back({path, std::move(*text)});
    }
    auto scenario = scenario::read(texts, read);
    if (!scenario.ok()) {
        for (const auto& problem : scenario.error().problems) fmt::print(stderr, "{}\n", problem.text());
        return std::nullopt;
    }
    if (options_.seed) scenario->seed = *options_.seed;
    return std::move(*scenario);
}

std::string command_line(std::string_view command, const ScenarioOptions& options, std::uint64_t seed) {
    const auto quoted = [](const std::string& text) {
        const bool plain =
            text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-=:,+@%") ==
            std::string::npos;
        if (plain && !text.empty()) return text;
        std::string safe = "'";
        for (const char c : text) safe += c == '\'' ? std::string("'\\''") : std::string(1, c);
        return safe + "'";
    };
    std::string line = fmt::format("./windtunnel {} {}", command, quoted(options.file));
    for (const std::string& overlay : options.overlays) line += " -f " + quoted(overlay);
    for (const std::string& set : options.sets) line += " --set " + quoted(set);
    return line + fmt::format(" --seed {}", seed);
}

bool wants_color() {
    const char* no_color = std::getenv("NO_COLOR");
    const char* terminal = std::getenv("TERM");
    return isatty(STDOUT_FILENO) == 1 && (no_color == nullptr || *no_color == '\0') &&
           (terminal == nullptr || std::strcmp(terminal, "dumb") != 0);
}

bool speaks_unicode() {
    if (isatty(STDOUT_FILENO) != 1) return false;
    for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        const char* value = std::getenv(name);
        if (value == nullptr || *value == '\0') continue;
        return std::strstr(value, "UTF-8") != nullptr || std::strstr(value, "utf8") != nullptr;
    }
    return false;
}

bool write_file(const std::string& path, const std::string& content) {
    std::FILE* file = std::fopen(path.c_str(), "wb");
    const bool written = file != nullptr && std::fwrite(content.data(), 1, content.size(), file) == content.size();
    const bool closed = file == nullptr || std::fclose(file) == 0;
    if (written && closed) return true;
    fmt::print(stderr, "windtunnel: cannot write {}: {}\n", path, std::strerror(errno));
    return false;
}

}  // namespace wt::play
