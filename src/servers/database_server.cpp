#include "servers/database_server.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "servers/interrupted.hpp"

namespace wt::servers {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t log_lines_told = 6;
constexpr auto look_again_after = std::chrono::milliseconds(20);
constexpr auto longest_start = std::chrono::minutes(10);
constexpr auto longest_stop = std::chrono::seconds(20);
constexpr auto longest_predecessor = std::chrono::seconds(20);

/// The numbers of the processes below that one, and its own.
[[nodiscard]] std::set<pid_t> family_of(pid_t head) {
    std::multimap<pid_t, pid_t> children;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator("/proc", none)) {
        const pid_t id = std::atoi(entry.path().filename().c_str());
        if (id <= 0) continue;
        const std::string stat = read_file(entry.path().string() + "/stat");
        const std::size_t end = stat.rfind(')');
        if (end == std::string::npos || end + 4 > stat.size()) continue;
        children.emplace(std::atoi(stat.c_str() + end + 4), id);
    }
    std::set<pid_t> family{head};
    std::vector<pid_t> left{head};
    while (!left.empty()) {
        const auto [from, to] = children.equal_range(left.back());
        left.pop_back();
        for (auto each = from; each != to; ++each) {
            if (family.insert(each->second).second) left.push_back(each->second);
        }
    }
    return family;
}

/// proc(5): the user's and the system's time are the 14th and 15th fields, the dead children's the 16th and 17th.
[[nodiscard]] double ticks_of(pid_t id, bool with_children) {
    const std::string stat = read_file(fmt::format("/proc/{}/stat", id));
    const std::size_t end = stat.rfind(')');
    if (end == std::string::npos) return 0;
    std::size_t at = end + 2;
    double ticks = 0;
    for (int field = 3; field <= (with_children ? 17 : 15) && at < stat.size(); ++field) {
        if (field >= 14) ticks += std::atof(stat.c_str() + at);
        at = std::min(stat.find(' ', at), stat.size() - 1) + 1;
    }
    return ticks;
}

}  // namespace

std::string read_file(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

DatabaseServer::DatabaseServer(std::string product, std::string folder, std::string sockets)
    : product_(std::move(product)),
      account_(unprivileged_account()),
      folder_(std::move(folder)),
      sockets_(std::move(sockets)),
      log_(folder_ + "/log/start") {}

DatabaseServer::~DatabaseServer() = default;

void DatabaseServer::fail(const std::string& what) const {
    std::string newest;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder_ + "/log/error", none))
        newest = std::max(newest, entry.path().string());
    // Who does not even come to its log says why where it was started: what was written last is told last.
    std::vector<std::string> files{log_, newest};
    if (fs::last_write_time(log_, none) > fs::last_write_time(newest, none)) std::swap(files[0], files[1]);
    std::vector<std::string> lines;
    for (const std::string& file : files) {
        std::ifstream in(file);
        for (std::string line; std::getline(in, line);) lines.push_back(line);
    }
    std::string text = fmt::format("{} {}; the end of its log:", product_, what);
    for (std::size_t i = lines.size() - std::min(lines.size(), log_lines_told); i < lines.size(); ++i)
        text += " | " + lines[i];
    throw std::runtime_error(text);
}

void DatabaseServer::wait_a_little() const {
    if (interrupted_) throw Interrupted{};
    std::this_thread::sleep_for(look_again_after);
}

void DatabaseServer::give(const std::string& path) const {
    if (account_ && ::chown(path.c_str(), account_->user, account_->group) != 0)
        throw std::runtime_error(fmt::format("cannot give {} to {}: {}", path, account_->name, std::strerror(errno)));
}

void DatabaseServer::make_folder(const std::string& path) const {
    if (!fs::create_directories(path)) return;
    ::chmod(path.c_str(), 0700);
    give(path);
}

void DatabaseServer::keep_history(const DatabaseSettings& settings) {
    history_.reset();
    if (settings.archives && settings.source == nullptr) {
        history_.emplace(settings.archive);
        retention_ = settings.retention;
        make_folder(settings.archive);
        make_folder(settings.archive + "/backups");
    } else if (settings.source == nullptr && !settings.archive.empty()) {
        fs::remove_all(settings.archive);
    }
}

bool DatabaseServer::needs_backup(Instant now) const {
    const auto all = history_->backups();
    return all.empty() || now - all.back() >= std::chrono::hours(24);
}

Instant DatabaseServer::kept_since(Instant now) const { return now - std::chrono::hours(24) * retention_; }

void DatabaseServer::write(const std::string& file, std::string_view text) const {
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    ::chmod(file.c_str(), 0600);
    out << text;
    out.close();
    if (!out) throw std::runtime_error(fmt::format("cannot write {}", file));
    give(file);
}

void DatabaseServer::run_tool(std::vector<std::string> command) {
    const std::string name = fs::path(command.front()).filename().string();
    Process tool(std::move(command), log_, account_);
    while (tool.running()) wait_a_little();
    if (!tool.succeeded()) fail(fmt::format("could not be made ready, {} failed", name));
}

void DatabaseServer::copy_folder(const std::string& from, const std::string& to) {
    run_tool({"/bin/cp", "-a", "--reflink=auto", from, to});
}

bool DatabaseServer::has_data() const { return fs::exists(folder_ + "/complete") && fs::exists(data()); }

void DatabaseServer::renew(const std::function<void(const std::string& to)>& fill) {
    const std::string coming = folder_ + "/data.coming";
    fs::remove_all(coming);
    std::vector<std::string> folders{folder_, folder_ + "/log"};
    for (const char* kind : {"error", "general", "slowquery"}) folders.push_back(folder_ + "/log/" + kind);
    for (const std::string& each : folders) {
        fs::create_directories(each);
        ::chmod(each.c_str(), 0700);
        give(each);
    }
    fill(coming);
    fs::remove_all(data());
    fs::rename(coming, data());
    // Files above were perhaps not synced; the marker says that they are there.
    ::sync();
    write(folder_ + "/complete", "");
}

void DatabaseServer::await_predecessor(const std::string& file, std::string_view name) const {
    const pid_t before = std::atoi(read_file(file).c_str());
    if (before <= 0) return;
    const auto is_there = [&] { return read_file(fmt::format("/proc/{}/comm", before)).starts_with(name); };
    for (auto left = longest_predecessor / look_again_after; left > 0 && is_there(); --left) wait_a_little();
    // Another program may have its number by now, which the server would take for itself.
    if (!is_there()) fs::remove(file);
}

void DatabaseServer::start(std::vector<std::string> command, int last_signal,
                           const std::function<bool()>& takes_connections) {
    process_ = std::make_unique<Process>(std::move(command), log_, account_, last_signal);
    for (auto left = longest_start / look_again_after; !takes_connections(); --left) {
        if (left == 0 || !process_->running()) {
            process_.reset();
            fail("did not start");
        }
        wait_a_little();
    }
}

void DatabaseServer::await_end() {
    for (auto left = longest_stop / look_again_after; left > 0 && process_->running(); --left)
        std::this_thread::sleep_for(look_again_after);
    process_.reset();
}

void DatabaseServer::restart(const DatabaseSettings& settings) {
    stop();
    bring(settings);
}

void DatabaseServer::remove() {
    process_.reset();
    fs::remove_all(folder_);
    fs::remove_all(sockets_);
}

double DatabaseServer::ticks() {
    double ticks = 0;
    for (const pid_t each : family_of(process_->id())) ticks += ticks_of(each, each == process_->id());
    return ticks;
}

void copy_data(const std::string& from, const std::string& to) {
    Process process({"/bin/cp", "-a", "--reflink=auto", from, to}, fs::path(to).parent_path().string() + "/log",
                    unprivileged_account());
    if (!process.succeeded()) throw std::runtime_error(fmt::format("cannot copy {} to {}", from, to));
}

}  // namespace wt::servers
