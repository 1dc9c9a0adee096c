// The backups of DatabaseServers, and their histories, from which others recover.
#include <filesystem>

#include "app/database_servers.hpp"
#include "servers/history.hpp"

namespace wt::app {

namespace {

namespace fs = std::filesystem;
using rds::api::Servers;

}  // namespace

std::string DatabaseServers::backup_folder(std::string_view backup) const {
    return fmt::format("{}/backups/{}", options_.folder, backup);
}

std::string DatabaseServers::archive_folder(std::string_view archive) const {
    return fmt::format("{}/archives/{}", options_.folder, archive);
}

bool DatabaseServers::has_data(const std::string& id) const {
    std::error_code ignored;
    return fs::exists(folder_of(id) + "/complete", ignored);
}

Task<Servers::Problem> DatabaseServers::back_up(std::string id, std::string backup) {
    std::shared_ptr<Place> place;
    try {
        open_folder();
        place = place_of(id, "", "");
    } catch (const std::exception& error) {
        co_return Error{error.what()};
    }
    // What is interrupted is no backup.
    std::function<void(servers::DatabaseServer&)> work = [to = backup_folder(backup)](servers::DatabaseServer& server) {
        server.back_up(to + ".coming");
        fs::remove_all(to);
        fs::rename(to + ".coming", to);
    };
    co_return co_await done_by(std::move(place), std::move(work));
}

Task<Servers::Problem> DatabaseServers::copy_backup(std::string from, std::string to) {
    std::error_code wrong;
    fs::remove_all(backup_folder(to), wrong);
    if (!fs::exists(backup_folder(from), wrong)) co_return std::nullopt;
    const std::string source = backup_folder(from);
    const std::string target = backup_folder(to);
    const auto problem = std::make_shared<Problem>();
    std::function<void()> work = [source, target, problem] {
        try {
            fs::remove_all(target + ".coming");
            servers::copy_data(source, target + ".coming");
            fs::rename(target + ".coming", target);
        } catch (const std::exception& error) {
            *problem = Error{error.what()};
        }
    };
    co_await copying_.run(std::move(work));
    co_return *problem;
}

void DatabaseServers::drop_backup(const std::string& backup) {
    std::error_code ignored;
    fs::remove_all(backup_folder(backup), ignored);
}

bool DatabaseServers::has_backup(const std::string& backup) const {
    std::error_code ignored;
    return fs::exists(backup_folder(backup), ignored);
}

std::optional<Instant> DatabaseServers::earliest(const std::string& archive) const {
    const auto all = servers::History(archive_folder(archive)).backups();
    if (all.empty()) return std::nullopt;
    return all.front();
}

std::optional<Instant> DatabaseServers::latest(const std::string& archive) const {
    return servers::History(archive_folder(archive)).ended();
}

Task<Servers::Problem> DatabaseServers::archive_now(std::string id) {
    const auto found = places_.find(id);
    if (found == places_.end()) co_return std::nullopt;
    std::shared_ptr<Place> place = found->second;
    std::function<void(servers::DatabaseServer&)> work = [](servers::DatabaseServer& server) { server.archive_now(); };
    co_return co_await done_by(std::move(place), std::move(work));
}

Task<Servers::Problem> DatabaseServers::back_up_history(std::string id) {
    const auto found = places_.find(id);
    if (found == places_.end()) co_return std::nullopt;
    std::shared_ptr<Place> place = found->second;
    std::function<void(servers::DatabaseServer&)> work = [](servers::DatabaseServer& server) {
        server.back_up_history();
    };
    co_return co_await done_by(std::move(place), std::move(work));
}

void DatabaseServers::drop_archive(const std::string& archive) {
    std::error_code ignored;
    fs::remove_all(archive_folder(archive), ignored);
}

}  // namespace wt::app
