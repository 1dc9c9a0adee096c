// What a MariaDB server can be recovered from: copies of its files, and its binary logs since.
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "mariadb/server.hpp"

namespace wt::mariadb {

namespace {

namespace fs = std::filesystem;
using servers::DatabaseSettings;
using servers::read_file;

constexpr std::string_view log_name = "mysql-bin-changelog.";

/// "mysql-bin-changelog.000012": 12; 0: another file.
[[nodiscard]] std::uint64_t log_number(std::string_view file) {
    std::uint64_t number = 0;
    if (!file.starts_with(log_name)) return 0;
    const std::string_view digits = file.substr(log_name.size());
    const auto [end, wrong] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return wrong == std::errc() && end == digits.data() + digits.size() ? number : 0;
}

/// The binary logs in a folder, by their numbers.
[[nodiscard]] std::map<std::uint64_t, std::string> logs_in(const std::string& folder) {
    std::map<std::uint64_t, std::string> logs;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder, none)) {
        if (const std::uint64_t number = log_number(entry.path().filename().string()); number != 0)
            logs.emplace(number, entry.path().string());
    }
    return logs;
}

}  // namespace

Instant Server::now() const {
    return servers::of_micros(
        connect().run("SELECT CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS INTEGER) AS it").text("it"));
}

void Server::begin_history() {
    if (!history()) return;
    history()->go_on();
    const Instant now = this->now();
    const auto all = history()->backups();
    // Another server's logs do not go on here.
    const bool goes_on = !all.empty() && read_file(history()->backup(all.back()) + "/server") == folder();
    if (!goes_on || needs_backup(now)) return back_up_history();
    if (!link_logs()) return back_up_history();
    history()->prune(kept_since(now));
}

void Server::back_up_history() {
    if (!runs() || !history()) return;
    const std::string coming = history()->coming();
    fs::remove_all(coming);
    make_folder(coming);
    make_folder(coming + "/logs");
    (void)link_logs();  // into the last one
    Connection connection = connect();
    // Nobody commits, so that the copy is of one place in the log: MariaDB Server documentation, "BACKUP STAGE".
    connection.run("SET SESSION lock_wait_timeout = 30");
    connection.run("BACKUP STAGE START");
    connection.run("BACKUP STAGE BLOCK_COMMIT");
    const auto at = connection.run("SHOW MASTER STATUS");
    const Instant now = this->now();
    stand_still(*this, [&] { copy_folder(data(), coming + "/data"); });
    connection.run("BACKUP STAGE END");
    write(coming + "/server", folder());
    write(coming + "/log", at.text("File"));
    write(coming + "/position", at.text("Position"));
    ::sync();
    history()->take(now);
    (void)link_logs();
    history()->prune(kept_since(now));
}

bool Server::link_logs() const {
    if (!history()) return true;
    const auto all = history()->backups();
    if (all.empty()) return false;
    const std::string last = history()->backup(all.back());
    if (read_file(last + "/server") != folder()) return false;
    const std::uint64_t first = log_number(read_file(last + "/log"));
    std::uint64_t expected = first;
    for (const auto& [number, file] : logs_in(last + "/logs")) expected = number + 1;
    for (const auto& [number, file] : logs_in(data())) {
        if (number < first) continue;
        const std::string link = fmt::format("{}/logs/{}{:06}", last, log_name, number);
        // Logs that went before they were seen, or began anew: what is there does not go on.
        if (fs::exists(link) ? !fs::equivalent(link, file) : number != expected) return false;
        if (number != expected) continue;
        fs::create_hard_link(file, link);
        ++expected;
    }
    return true;
}

void Server::recover(const DatabaseSettings& settings) {
    const servers::History theirs(settings.recovers);
    const auto moment = theirs.backup_for(settings.until);
    if (settings.recovers.empty() || !moment) fail("was not recovered in full, and what it recovers from has gone");
    const std::string backup = theirs.backup(*moment);
    const std::string statements = folder() + "/recovery.sql";
    const std::string until =
        fmt::format("{:%Y-%m-%d %H:%M:%S}",
                    fmt::gmtime(static_cast<std::time_t>(
                        std::chrono::floor<std::chrono::seconds>(settings.until.time_since_epoch()).count())));
    std::vector<std::string> command{"/usr/bin/env",
                                     "TZ=UTC",
                                     programs_.read_log,
                                     "--no-defaults",
                                     "--stop-datetime=" + until,
                                     "--start-position=" + read_file(backup + "/position"),
                                     "--result-file=" + statements};
    const auto logs = logs_in(backup + "/logs");
    for (const auto& [number, file] : logs) command.push_back(file);
    if (!logs.empty()) run_tool(std::move(command));
    begin(settings, Clients::none);
    if (!logs.empty())
        run_tool({"/bin/sh", "-c", "exec \"$0\" --no-defaults --binary-mode --user=\"$1\" --socket=\"$2\" < \"$3\"",
                  programs_.client, std::string(superuser), socket(), statements});
    stop();
    fs::remove(statements);
    fs::remove(recovering());
}

}  // namespace wt::mariadb
