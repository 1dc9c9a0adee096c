#include "storage/rds/database.hpp"

// What Debian's libsqlite3 is built with, and its header shows only when asked.
#define SQLITE_ENABLE_SESSION 1
#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#include <sqlite3.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "base/hash.hpp"

namespace wt::rds {

namespace {

/// SQLite's process-wide settings, once, before the first database: no counting of memory (it takes a lock). Where
/// somebody else has opened a database before, it is refused, and does no harm.
void configure_once() {
    static const bool configured = [] {
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        WT_ASSERT(sqlite3_initialize() == SQLITE_OK);
        return true;
    }();
    WT_ASSERT(configured);
}

/// A prepared statement, finalized when destroyed.
class Statement {
public:
    Statement(sqlite3* db, std::string_view sql) {
        WT_ASSERT(sqlite3_prepare_v3(db, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                     &statement_, nullptr) == SQLITE_OK);
    }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    ~Statement() { sqlite3_finalize(statement_); }

    // Bound bytes are only pointed to: they must live until reset(). A null pointer would mean SQL's NULL.
    void bind_text(int at, std::string_view text) {
        sqlite3_bind_text(statement_, at, text.empty() ? "" : text.data(), static_cast<int>(text.size()),
                          SQLITE_STATIC);
    }
    void bind_blob(int at, std::string_view bytes) {
        sqlite3_bind_blob(statement_, at, bytes.empty() ? "" : bytes.data(), static_cast<int>(bytes.size()),
                          SQLITE_STATIC);
    }
    void bind(int at, std::int64_t number) { sqlite3_bind_int64(statement_, at, number); }

    /// True when there is a row to look at.
    [[nodiscard]] bool step() {
        const int code = sqlite3_step(statement_);
        WT_ASSERT(code == SQLITE_ROW || code == SQLITE_DONE);
        return code == SQLITE_ROW;
    }
    void reset() { sqlite3_reset(statement_); }
    void run() {
        WT_ASSERT(!step());
        reset();
    }

    [[nodiscard]] std::string_view bytes(int column) {
        const void* data = sqlite3_column_blob(statement_, column);
        const int size = sqlite3_column_bytes(statement_, column);
        return size == 0 ? std::string_view() : std::string_view(static_cast<const char*>(data), size);
    }
    [[nodiscard]] std::int64_t integer(int column) { return sqlite3_column_int64(statement_, column); }

private:
    sqlite3_stmt* statement_ = nullptr;
};

/// An open in-memory database; a type of its own so that it closes after the statements.
struct Connection {
    Connection() {
        configure_once();
        WT_ASSERT(sqlite3_open_v2(":memory:", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                                  nullptr) == SQLITE_OK);
        // Rows stand under a hash of their id, because a tree of integers is half as far to go as one of texts. An id
        // whose place is taken by another stands in the next one; rows are marked and never deleted, so whoever looks
        // for it finds it by going on until a place is free. Bodies up to 1 KB stay inside the tree. A row is read from
        // the left as far as is asked for, so what a read needs stands first.
        execute(
            "PRAGMA page_size = 4096; PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = OFF;"
            "PRAGMA temp_store = MEMORY;"
            "CREATE TABLE items (place INTEGER PRIMARY KEY, id TEXT, deleted INTEGER, body BLOB, number INTEGER,"
            " written_at INTEGER);");
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() { sqlite3_close(db); }

    void execute(const char* sql) { WT_ASSERT(sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK); }

    sqlite3* db = nullptr;
};

/// Records what a transaction changes in `items`.
class Session {
public:
    explicit Session(sqlite3* db) {
        WT_ASSERT(sqlite3session_create(db, "main", &session_) == SQLITE_OK);
        WT_ASSERT(sqlite3session_attach(session_, "items") == SQLITE_OK);
    }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session() { sqlite3session_delete(session_); }

    [[nodiscard]] Text changes() {
        int size = 0;
        void* bytes = nullptr;
        WT_ASSERT(sqlite3session_changeset(session_, &size, &bytes) == SQLITE_OK);
        Text copy(std::string_view(static_cast<const char*>(bytes), static_cast<std::size_t>(size)));
        sqlite3_free(bytes);
        return copy;
    }

private:
    sqlite3_session* session_ = nullptr;
};

int settle_conflict(void* count, int what, sqlite3_changeset_iter* /*row*/) {
    ++*static_cast<std::uint64_t*>(count);
    const bool row_differs = what == SQLITE_CHANGESET_DATA || what == SQLITE_CHANGESET_CONFLICT;
    return row_differs ? SQLITE_CHANGESET_REPLACE : SQLITE_CHANGESET_OMIT;
}

/// Where a row stands if nothing else does. 28 bits, because SQLite writes such a number in four bytes, and one of 64
/// bits in nine, which it reads at every step of a search; even ten million rows take only every 27th place.
[[nodiscard]] std::int64_t place_of(std::string_view id) { return static_cast<std::int64_t>(hash_bytes(id) >> 36U); }
[[nodiscard]] std::int64_t next_place(std::int64_t place) { return place + 1; }

}  // namespace

struct Database::Sqlite {
    Connection connection;
    Statement select{connection.db, "SELECT id, body, deleted FROM items WHERE place = ?1"};
    Statement state{connection.db, "SELECT id, number, deleted FROM items WHERE place = ?1"};
    Statement insert{connection.db, "INSERT INTO items VALUES (?1, ?6, ?5, ?2, ?4, ?3)"};
    Statement update{connection.db,
                     "UPDATE items SET body = ?2, written_at = ?3, number = ?4, deleted = ?5 WHERE place = ?1"};
    Statement count{connection.db, "SELECT count(*) FROM items WHERE deleted = 0"};
    Statement all{connection.db, "SELECT id, body, written_at, number, deleted FROM items ORDER BY id"};
    Statement pages{connection.db,
                    "SELECT (page_count - freelist_count) * page_size "
                    "FROM pragma_page_count, pragma_freelist_count, pragma_page_size"};
    Statement begin{connection.db, "BEGIN"};
    Statement commit{connection.db, "COMMIT"};
    bool reading = false;

    /// Reads share one transaction, which stays open, because to enter and leave one is a tenth of a read. Nobody
    /// else uses this database, so nothing is hidden by it.
    void keep_reading() {
        if (!reading) begin.run();
        reading = true;
    }
    /// What changes the database stands in a transaction of its own.
    void stop_reading() {
        if (reading) commit.run();
        reading = false;
    }

    struct State {
        std::int64_t place;  // where the row stands, or would
        bool exists = false;
        std::uint64_t number = 0;
        bool deleted = false;
    };
    [[nodiscard]] State state_of(std::string_view id) {
        for (std::int64_t place = place_of(id);; place = next_place(place)) {
            State found{place};
            state.bind(1, place);
            const bool taken = state.step();
            const bool own = taken && state.bytes(0) == id;
            if (own) {
                found.exists = true;
                found.number = static_cast<std::uint64_t>(state.integer(1));
                found.deleted = state.integer(2) != 0;
            }
            state.reset();
            if (own || !taken) return found;
        }
    }

    void write(const State& before, const Write& write, Instant now) {
        Statement& statement = before.exists ? update : insert;
        statement.bind(1, before.place);
        if (!before.exists) statement.bind_text(6, write.id);
        statement.bind_blob(2, write.body);
        statement.bind(3, now.time_since_epoch().count());
        statement.bind(4, static_cast<std::int64_t>(write.number));
        statement.bind(5, write.kind == Write::Kind::remove ? 1 : 0);
        statement.run();
    }
};

Database::Database() : sqlite_(std::make_unique<Sqlite>()) {}
Database::~Database() = default;

std::optional<Text> Database::select(std::string_view id) const {
    sqlite_->keep_reading();
    Statement& statement = sqlite_->select;
    for (std::int64_t place = place_of(id);; place = next_place(place)) {
        std::optional<Text> body;
        statement.bind(1, place);
        const bool taken = statement.step();
        const bool own = taken && statement.bytes(0) == id;
        if (own && statement.integer(2) == 0) body.emplace(statement.bytes(1));
        statement.reset();
        if (own || !taken) return body;
    }
}

bool Database::contains(std::string_view id) const {
    const auto state = sqlite_->state_of(id);
    return state.exists && !state.deleted;
}

std::optional<std::uint64_t> Database::last_write(std::string_view id) const {
    const auto state = sqlite_->state_of(id);
    return state.exists ? std::optional(state.number) : std::nullopt;
}

std::uint64_t Database::count() const {
    WT_ASSERT(sqlite_->count.step());
    const auto rows = static_cast<std::uint64_t>(sqlite_->count.integer(0));
    sqlite_->count.reset();
    return rows;
}

std::uint64_t Database::fingerprint() const {
    std::uint64_t hash = 0;
    Statement& row = sqlite_->all;
    while (row.step()) {
        hash = hash_bytes(row.bytes(0), hash);
        hash = hash_bytes(row.bytes(1), hash);
        for (int column = 2; column < 5; ++column) hash = mix(hash, static_cast<std::uint64_t>(row.integer(column)));
    }
    row.reset();
    return hash;
}

Applied Database::apply(std::span<const Write> writes, Instant now, Capture capture) {
    Applied applied;
    std::optional<Session> session;
    if (capture == Capture::changes) session.emplace(sqlite_->connection.db);

    sqlite_->stop_reading();
    sqlite_->begin.run();
    for (const Write& write : writes) {
        const auto before = sqlite_->state_of(write.id);
        if (before.exists && write.number < before.number) {
            ++applied.outdated;
            continue;
        }
        sqlite_->write(before, write, now);
        ++applied.changed;
        if (before.exists && !before.deleted) --applied.rows_change;
        if (write.kind == Write::Kind::put) ++applied.rows_change;
        if (session) applied.ids.push_back(write.id);
    }
    sqlite_->commit.run();

    if (session && applied.changed > 0) applied.changes = session->changes();
    return applied;
}

std::uint64_t Database::apply_changeset(std::string_view changes) {
    std::uint64_t conflicts = 0;
    sqlite_->stop_reading();
    // SQLite takes a pointer to non-const bytes, and does not write to them.
    void* bytes = const_cast<char*>(changes.data());
    WT_ASSERT(sqlite3changeset_apply(sqlite_->connection.db, static_cast<int>(changes.size()), bytes, nullptr,
                                     settle_conflict, &conflicts) == SQLITE_OK);
    return conflicts;
}

void Database::undo(std::string_view changes) {
    void* inverse = nullptr;
    int size = 0;
    WT_ASSERT(sqlite3changeset_invert(static_cast<int>(changes.size()), changes.data(), &size, &inverse) == SQLITE_OK);
    WT_ASSERT(apply_changeset({static_cast<const char*>(inverse), static_cast<std::size_t>(size)}) == 0);
    sqlite3_free(inverse);
}

Bytes Database::bytes() const {
    Statement& pages = sqlite_->pages;
    WT_ASSERT(pages.step());
    const auto size = static_cast<std::uint64_t>(pages.integer(0));
    pages.reset();
    return Bytes{size};
}

void Database::clear() {
    sqlite_->stop_reading();
    sqlite_->connection.execute("DELETE FROM items");
}

void Database::clone_from(const Database& other) {
    sqlite_->stop_reading();
    sqlite3_backup* copy = sqlite3_backup_init(sqlite_->connection.db, "main", other.sqlite_->connection.db, "main");
    WT_ASSERT(copy != nullptr);
    WT_ASSERT(sqlite3_backup_step(copy, -1) == SQLITE_DONE);
    WT_ASSERT(sqlite3_backup_finish(copy) == SQLITE_OK);
}

void Database::fill(std::uint64_t n, std::string_view body, Instant now) {
    WT_ASSERT(!sqlite_->all.step());
    sqlite_->all.reset();
    // In the order of their places, which makes it an append for SQLite.
    std::vector<std::pair<std::int64_t, std::uint64_t>> rows;  // place and number
    rows.reserve(n);
    for (std::uint64_t i = 0; i < n; ++i) rows.emplace_back(place_of(std::to_string(i)), i);
    std::sort(rows.begin(), rows.end());
    Statement& insert = sqlite_->insert;
    insert.bind_blob(2, body);
    insert.bind(3, now.time_since_epoch().count());
    insert.bind(4, 0);
    insert.bind(5, 0);
    sqlite_->stop_reading();
    sqlite_->begin.run();
    std::int64_t last = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        // Places that are taken push their neighbours on; sorted, those come right after.
        const std::int64_t place = i > 0 && rows[i].first <= last ? next_place(last) : rows[i].first;
        insert.bind(1, place);
        const std::string id = std::to_string(rows[i].second);
        insert.bind_text(6, id);
        insert.run();
        last = place;
    }
    sqlite_->commit.run();
}

}  // namespace wt::rds
