#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "aws/accounts.hpp"
#include "base/context.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "storage/rds/sql/sql_connection.hpp"

namespace wt::rds::api {

/// The databases of clusters in the embedded engine: a file of SQLite each, in a folder, and transactions that are open
/// on them.
class SqlDatabases {
public:
    enum class Durability : std::uint8_t { none, each_commit };
    /// The folder is made where it is not there.
    SqlDatabases(std::string folder, Durability durability);
    SqlDatabases(const SqlDatabases&) = delete;
    SqlDatabases& operator=(const SqlDatabases&) = delete;

    /// A connection of the database of that id, for statements of their own.
    [[nodiscard]] Result<sql::Connection*, sql::Problem> shared(const std::string& id);

    struct Transaction {
        std::string database;
        std::unique_ptr<sql::Connection> connection;
        Instant began;
        Instant used;
    };
    /// On a connection of its own.
    [[nodiscard]] std::optional<sql::Problem> begin(const std::string& database, std::string id, Instant now);
    /// Null when there is none, or it has ended: three minutes without a statement, a day at most.
    [[nodiscard]] Transaction* find(const std::string& id, Instant now);
    void end(const std::string& id) { transactions_.erase(id); }

    /// With its file and its transactions.
    void remove(const std::string& id);
    /// A copy of one, as it is committed, under another id; one that nobody has used yet is empty.
    [[nodiscard]] std::optional<sql::Problem> copy(const std::string& from, const std::string& to);

private:
    [[nodiscard]] std::string path_of(const std::string& id) const { return folder_ + "/" + id + ".sqlite"; }
    [[nodiscard]] Result<std::unique_ptr<sql::Connection>, sql::Problem> open(const std::string& id) const;

    std::string folder_;
    Durability durability_;
    std::map<std::string, std::unique_ptr<sql::Connection>> shared_;
    std::map<std::string, Transaction> transactions_;
};

/// The id of a snapshot's copy.
[[nodiscard]] std::string snapshot_file(const aws::AccountRegion& place, const std::string& snapshot);
/// The same of a cluster's snapshot with real servers.
[[nodiscard]] std::string cluster_backup(const aws::AccountRegion& place, const std::string& snapshot);

}  // namespace wt::rds::api
