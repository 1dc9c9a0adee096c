// The histories of DatabaseServers, from which others recover.
#include <filesystem>
#include <fstream>

#include "app/database_servers.hpp"

namespace wt::app {

std::optional<Instant> DatabaseServers::earliest(const std::string& archive) const {
    std::int64_t micros = 0;
    if (!(std::ifstream(archive_folder(archive) + "/since") >> micros)) return std::nullopt;
    return epoch + std::chrono::microseconds(micros);
}

Task<rds::api::Servers::Problem> DatabaseServers::archive_now(std::string id) {
    const auto found = places_.find(id);
    if (found == places_.end()) co_return std::nullopt;
    std::shared_ptr<Place> place = found->second;
    std::function<void(servers::DatabaseServer&)> work = [](servers::DatabaseServer& server) { server.archive_now(); };
    co_return co_await done_by(std::move(place), std::move(work));
}

void DatabaseServers::drop_archive(const std::string& archive) {
    std::error_code ignored;
    std::filesystem::remove_all(archive_folder(archive), ignored);
}

}  // namespace wt::app
