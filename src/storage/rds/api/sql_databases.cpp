#include "storage/rds/api/sql_databases.hpp"

#include <filesystem>

#include <fmt/format.h>

namespace wt::rds::api {

namespace {

// Aurora User Guide, "Using the Data API".
constexpr Duration longest_idle = 3min;
constexpr Duration longest_life = 24h;

}  // namespace

std::string snapshot_file(const aws::AccountRegion& place, const std::string& snapshot) {
    return fmt::format("snapshot-{}-{}-{}", place.account, place.region, snapshot);
}

std::string cluster_backup(const aws::AccountRegion& place, const std::string& snapshot) {
    return "cluster-" + snapshot_file(place, snapshot);
}

SqlDatabases::SqlDatabases(std::string folder, Durability durability)
    : folder_(std::move(folder)), durability_(durability) {
    std::filesystem::create_directories(folder_);
}

Result<std::unique_ptr<sql::Connection>, sql::Problem> SqlDatabases::open(const std::string& id) const {
    return sql::Connection::open(path_of(id), durability_ == Durability::each_commit);
}

Result<sql::Connection*, sql::Problem> SqlDatabases::shared(const std::string& id) {
    auto& connection = shared_[id];
    if (connection == nullptr) {
        auto opened = open(id);
        if (!opened.ok()) return opened.error();
        connection = std::move(*opened);
    }
    return connection.get();
}

std::optional<sql::Problem> SqlDatabases::begin(const std::string& database, std::string id, Instant now) {
    auto opened = open(database);
    if (!opened.ok()) return opened.error();
    const auto begun = (*opened)->run("BEGIN", {});
    if (!begun.ok()) return begun.error();
    transactions_[std::move(id)] = {database, std::move(*opened), now, now};
    return std::nullopt;
}

SqlDatabases::Transaction* SqlDatabases::find(const std::string& id, Instant now) {
    std::erase_if(transactions_, [&](const auto& each) {
        return now - each.second.used >= longest_idle || now - each.second.began >= longest_life;
    });
    const auto found = transactions_.find(id);
    if (found == transactions_.end()) return nullptr;
    found->second.used = now;
    return &found->second;
}

void SqlDatabases::remove(const std::string& id) {
    std::erase_if(transactions_, [&](const auto& each) { return each.second.database == id; });
    shared_.erase(id);
    std::error_code ignored;
    for (const char* const end : {"", "-wal", "-shm"}) std::filesystem::remove(path_of(id) + end, ignored);
}

std::optional<sql::Problem> SqlDatabases::copy(const std::string& from, const std::string& to) {
    remove(to);
    auto connection = shared(from);
    if (!connection.ok()) return connection.error();
    return (*connection)->copy_to(path_of(to));
}

}  // namespace wt::rds::api
