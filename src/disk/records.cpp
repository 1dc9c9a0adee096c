#include "disk/records.hpp"

#include <stdexcept>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "disk/database.hpp"
#include "disk/file.hpp"

namespace wt::disk {

namespace {

/// Bytes compare as bytes in a BLOB, whatever they are. Deleted blobs leave room that later ones take.
constexpr const char* schema =
    "BEGIN IMMEDIATE;"
    "CREATE TABLE folder (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;"
    "INSERT INTO folder VALUES ('format', 1), ('generation', 0);"
    "CREATE TABLE row (space BLOB NOT NULL, key BLOB NOT NULL, value BLOB NOT NULL, PRIMARY KEY (space, key))"
    " WITHOUT ROWID;"
    "CREATE TABLE blob (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);"
    "COMMIT;";
static_assert(Records::format == 1, "the schema says so, too");

/// The log is copied back into the tables when it has grown by 16 MiB, and cut to that when it was larger.
constexpr const char* settings =
    "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4096; PRAGMA journal_size_limit = 16777216;"
    "PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY;";

/// An open database that is ours; a type of its own so that it closes after the statements.
struct Opened {
    explicit Opened(const std::string& folder) : connection(folder + "/metadata.sqlite", Connection::Access::write) {
        or_throw(connection.execute("PRAGMA synchronous = FULL"));
        if (!has_tables("")) or_throw(connection.execute(schema));
        const std::uint64_t found = has_tables(" AND name = 'folder'") ? number("format") : 0;
        if (found == 0)
            throw std::runtime_error(fmt::format("{}/metadata.sqlite is not a database of Windtunnel", folder));
        if (found > Records::format)
            throw std::runtime_error(
                fmt::format("the folder {} was written by a later version of Windtunnel (format {}, and this one knows "
                            "formats up to {}): use that version, or give another folder",
                            folder, found, Records::format));
        or_throw(connection.execute(settings));
        Statement journal(connection, "PRAGMA journal_mode = WAL");
        if (!or_throw(journal.step()) || journal.bytes(0) != "wal")
            throw std::runtime_error(fmt::format(
                "the folder {} is on a file system that SQLite's write-ahead log cannot use: give another folder",
                folder));
    }
    [[nodiscard]] bool has_tables(const std::string& condition) {
        Statement tables(connection, "SELECT 1 FROM sqlite_schema WHERE type = 'table'" + condition);
        return or_throw(tables.step());
    }
    [[nodiscard]] std::uint64_t number(std::string_view name) {
        Statement one(connection, fmt::format("SELECT value FROM folder WHERE name = '{}'", name));
        return or_throw(one.step()) ? one.number(0) : 0;
    }

    Connection connection;
};

}  // namespace

struct Records::Writing : Opened {
    using Opened::Opened;
    Statement begin{connection, "BEGIN IMMEDIATE"};
    Statement commit{connection, "COMMIT"};
    Statement put_row{connection,
                      "INSERT INTO row VALUES (?1, ?2, ?3) ON CONFLICT (space, key) DO UPDATE SET value = ?3"};
    Statement delete_row{connection, "DELETE FROM row WHERE space = ?1 AND key = ?2"};
    Statement put_blob{connection, "INSERT OR REPLACE INTO blob VALUES (?1, ?2)"};
    Statement delete_blob{connection, "DELETE FROM blob WHERE id = ?1"};
};

struct Records::Reading {
    explicit Reading(const std::string& folder) : connection(folder + "/metadata.sqlite", Connection::Access::read) {}
    Connection connection;
    Statement blob{connection, "SELECT bytes FROM blob WHERE id = ?1"};
};

Records::Records(const std::string& folder) : writing_(std::make_unique<Writing>(folder)) {
    begin_generation();
    reading_ = std::make_unique<Reading>(folder);
}

Records::~Records() = default;

void Records::begin_generation() {
    Opened& opened = *writing_;
    or_throw(opened.connection.execute("UPDATE folder SET value = value + 1 WHERE name = 'generation'"));
    generation_ = opened.number("generation");
    WT_ASSERT(generation_ > 0);
}

void Records::load(std::string_view space, const std::function<void(std::string_view, std::string_view)>& visit) {
    Statement rows(writing_->connection, "SELECT key, value FROM row WHERE space = ?1 ORDER BY key");
    rows.bind(1, space);
    while (or_throw(rows.step())) visit(rows.bytes(0), rows.bytes(1));
}

void Records::keep_only(const std::unordered_set<store::BlobId>& blobs) {
    Batch orphans;
    Statement all(writing_->connection, "SELECT id FROM blob");
    while (or_throw(all.step())) {
        const store::BlobId id = all.number(0);
        if (!blobs.contains(id)) orphans.dropped.push_back(id);
    }
    if (!orphans.dropped.empty()) or_throw(commit(orphans));
}

std::optional<Error> Records::commit(const Batch& batch) {
    std::optional<Error> failure = apply(batch);
    // Nothing is left of what failed halfway; that there may be no transaction any more is no failure.
    if (failure) (void)writing_->connection.execute("ROLLBACK");
    return failure;
}

std::optional<Error> Records::apply(const Batch& batch) {
    Writing& to = *writing_;
    if (auto error = to.begin.run()) return error;
    for (const Batch::Kept& kept : batch.kept) {
        if (kept.dropped) continue;
        if (auto error = to.put_blob.bind(1, kept.id).bind(2, kept.bytes.view()).run()) return error;
    }
    for (const store::Change& change : batch.changes) {
        Statement& statement = change.value ? to.put_row : to.delete_row;
        statement.bind(1, change.space).bind(2, change.key);
        if (change.value) statement.bind(3, std::string_view(*change.value));
        if (auto error = statement.run()) return error;
    }
    for (const store::BlobId blob : batch.dropped) {
        if (!is_small(blob)) continue;
        if (auto error = to.delete_blob.bind(1, blob).run()) return error;
    }
    return to.commit.run();
}

Result<std::optional<Text>> Records::blob(store::BlobId id) {
    Statement& blob = reading_->blob;
    const Result<bool> found = blob.bind(1, id).step();
    if (!found.ok()) return found.error();
    std::optional<Text> bytes;
    if (found.value()) {
        bytes.emplace(blob.bytes(0));
        blob.reset();
    }
    return bytes;
}

}  // namespace wt::disk
