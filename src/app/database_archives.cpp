// The histories of DatabaseServers, from which others recover.
#include <filesystem>

#include "app/database_servers.hpp"
#include "servers/history.hpp"

namespace wt::app {

std::optional<Instant> DatabaseServers::earliest(const std::string& archive) const {
    const auto all = servers::History(archive_folder(archive)).backups();
    if (all.empty()) return std::nullopt;
    return all.front();
}

std::optional<Instant> DatabaseServers::latest(const std::string& archive) const {
    return servers::History(archive_folder(archive)).ended();
}

Task<rds::api::Servers::Problem> DatabaseServers::archive_now(std::string id) {
    const auto found = places_.find(id);
    if (found == places_.end()) co_return std::nullopt;
    std::shared_ptr<Place> place = found->second;
    std::function<void(servers::DatabaseServer&)> work = [](servers::DatabaseServer& server) { server.archive_now(); };
    co_return co_await done_by(std::move(place), std::move(work));
}

Task<rds::api::Servers::Problem> DatabaseServers::back_up_history(std::string id) {
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
    std::filesystem::remove_all(archive_folder(archive), ignored);
}

}  // namespace wt::app
