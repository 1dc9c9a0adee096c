#include "storage/rds/database.hpp"

// What Debian's libsqlite3 is built with, and its header shows only when asked.
#define SQLITE_ENABLE_SESSION 1
#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#include <sqlite3.h>

#include <algorithm>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "base/hash.hpp"
#include "storage/rds/row_index.hpp"

namespace wt::rds {

namespace {

sqlite3_mem_methods usual_memory;

/// Memory that was asked for; where there is none left, what `operator new` does then.
void* or_out_of_memory(void* memory) {
    if (const std::new_handler handler = std::get_new_handler(); memory == nullptr && handler != nullptr) handler();
    return memory;
}

/// SQLite's process-wide settings, once, before the first database: no counting of memory (it takes a lock), and an end
/// as everybody else's where there is no more. Where somebody else has opened a database before, it is refused, and
/// does no harm.
void configure_once() {
    static const bool configured = [] {
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        sqlite3_config(SQLITE_CONFIG_GETMALLOC, &usual_memory);
        sqlite3_mem_methods memory = usual_memory;
        memory.xMalloc = [](int bytes) { return or_out_of_memory(usual_memory.xMalloc(bytes)); };
        memory.xRealloc = [](void* old, int bytes) { return or_out_of_memory(usual_memory.xRealloc(old, bytes)); };
        sqlite3_config(SQLITE_CONFIG_MALLOC, &memory);
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
        // the left as far as is asked for.
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

[[nodiscard]] std::string_view bytes_of(sqlite3_value* value) {
    const void* data = sqlite3_value_blob(value);
    const int size = sqlite3_value_bytes(value);
    return size == 0 ? std::string_view() : std::string_view(static_cast<const char*>(data), size);
}

/// The changes of a changeset, one row after the other.
class Change {
public:
    explicit Change(std::string_view changes) {
        // SQLite takes a pointer to non-const bytes, and does not write to them.
        void* bytes = const_cast<char*>(changes.data());
        WT_ASSERT(sqlite3changeset_start(&change_, static_cast<int>(changes.size()), bytes) == SQLITE_OK);
    }
    Change(const Change&) = delete;
    Change& operator=(const Change&) = delete;
    ~Change() { sqlite3changeset_finalize(change_); }

    [[nodiscard]] bool next() {
        const int code = sqlite3changeset_next(change_);
        WT_ASSERT(code == SQLITE_ROW || code == SQLITE_DONE);
        if (code == SQLITE_DONE) return false;
        const char* table = nullptr;
        int columns = 0;
        return sqlite3changeset_op(change_, &table, &columns, &operation_, nullptr) == SQLITE_OK;
    }
    [[nodiscard]] bool inserts() const { return operation_ == SQLITE_INSERT; }
    [[nodiscard]] bool removes() const { return operation_ == SQLITE_DELETE; }
    [[nodiscard]] std::int64_t place() const { return sqlite3_value_int64(inserts() ? after(0) : before(0)); }

    /// Whether the row was this one before. What the change leaves as it is may be anything.
    [[nodiscard]] bool was(const RowIndex::Row& row) const {
        return same(before(1), row.id) && same(before(2), row.deleted ? 1 : 0) && same(before(3), row.body) &&
               same(before(4), row.number) && same(before(5), row.written_at);
    }
    /// Makes of the row what it was afterwards.
    void make(RowIndex::Row& row) const {
        if (sqlite3_value* id = after(1)) row.id = bytes_of(id);
        if (sqlite3_value* deleted = after(2)) row.deleted = sqlite3_value_int(deleted) != 0;
        if (sqlite3_value* body = after(3)) row.body = Text(bytes_of(body));
        if (sqlite3_value* number = after(4)) row.number = sqlite3_value_int64(number);
        if (sqlite3_value* written_at = after(5)) row.written_at = sqlite3_value_int64(written_at);
    }

private:
    // Columns as they stand in the table; null where the change leaves one as it is.
    [[nodiscard]] sqlite3_value* before(int column) const {
        sqlite3_value* value = nullptr;
        WT_ASSERT(sqlite3changeset_old(change_, column, &value) == SQLITE_OK);
        return value;
    }
    [[nodiscard]] sqlite3_value* after(int column) const {
        sqlite3_value* value = nullptr;
        WT_ASSERT(sqlite3changeset_new(change_, column, &value) == SQLITE_OK);
        return value;
    }
    [[nodiscard]] static bool same(sqlite3_value* value, std::string_view bytes) {
        return value == nullptr || bytes_of(value) == bytes;
    }
    [[nodiscard]] static bool same(sqlite3_value* value, std::int64_t number) {
        return value == nullptr || sqlite3_value_int64(value) == number;
    }

    sqlite3_changeset_iter* change_ = nullptr;
    int operation_ = 0;
};

}  // namespace

struct Database::Sqlite {
    Connection connection;
    Statement insert{connection.db, "INSERT INTO items VALUES (?1, ?6, ?5, ?2, ?4, ?3)"};
    Statement update{connection.db,
                     "UPDATE items SET body = ?2, written_at = ?3, number = ?4, deleted = ?5 WHERE place = ?1"};
    Statement count{connection.db, "SELECT count(*) FROM items WHERE deleted = 0"};
    Statement one{connection.db, "SELECT id, deleted, number FROM items WHERE place = ?1"};
    Statement remove{connection.db, "DELETE FROM items WHERE place = ?1"};
    Statement all{connection.db, "SELECT place, id, deleted, body, number, written_at FROM items"};
    Statement pages{connection.db,
                    "SELECT (page_count - freelist_count) * page_size "
                    "FROM pragma_page_count, pragma_freelist_count, pragma_page_size"};
    Statement begin{connection.db, "BEGIN"};
    Statement commit{connection.db, "COMMIT"};
    Statement rollback{connection.db, "ROLLBACK"};
    RowIndex index;

    /// Where an item's row stands, or would.
    [[nodiscard]] std::int64_t place(std::string_view id) const {
        for (std::int64_t place = place_of(id);; place = next_place(place)) {
            const RowIndex::Row* const row = index.find(place);
            if (row == nullptr || row->id == id) return place;
        }
    }
    [[nodiscard]] const RowIndex::Row* row_of(std::string_view id) const { return index.find(place(id)); }

    struct Kept {
        bool deleted;
        std::uint64_t number;
    };
    /// What the table itself says of an item, past the index.
    [[nodiscard]] std::optional<Kept> kept(std::string_view id) {
        std::optional<Kept> found;
        for (std::int64_t place = place_of(id);; place = next_place(place)) {
            one.bind(1, place);
            const bool stands = one.step();
            const bool is_it = stands && one.bytes(0) == id;
            if (is_it) found = Kept{one.integer(1) != 0, static_cast<std::uint64_t>(one.integer(2))};
            one.reset();
            if (is_it || !stands) return found;
        }
    }

    /// Writes a row of the index into the table, where it stands already or does not.
    void keep(const RowIndex::Row& row, bool stands) {
        Statement& statement = stands ? update : insert;
        statement.bind(1, row.place);
        statement.bind_blob(2, row.body);
        statement.bind(3, row.written_at);
        statement.bind(4, row.number);
        statement.bind(5, row.deleted ? 1 : 0);
        if (!stands) statement.bind_text(6, row.id);
        statement.run();
    }

    /// Repeats one change; false where the row is not as it was when it was changed.
    [[nodiscard]] bool repeat(const Change& change) {
        RowIndex::Row& row = index.at(change.place());
        const bool stands = row.taken;
        if (stands == change.inserts() || (stands && !change.was(row))) return false;
        row.taken = !change.removes();
        if (row.taken) {
            change.make(row);
            keep(row, stands);
        } else {
            row.id.clear();
            row.body = Text();
            remove.bind(1, row.place);
            remove.run();
        }
        return true;
    }

    /// Repeats all of them, or none.
    [[nodiscard]] bool repeat(std::string_view changes) {
        bool all_as_they_were = true;
        begin.run();
        for (Change change(changes); all_as_they_were && change.next();) all_as_they_were = repeat(change);
        (all_as_they_were ? commit : rollback).run();
        return all_as_they_were;
    }

    /// Reads the whole table.
    [[nodiscard]] RowIndex read_index() {
        RowIndex read;
        while (all.step()) {
            RowIndex::Row& row = read.at(all.integer(0));
            row.taken = true;
            row.id = all.bytes(1);
            row.deleted = all.integer(2) != 0;
            row.body = Text(all.bytes(3));
            row.number = all.integer(4);
            row.written_at = all.integer(5);
        }
        all.reset();
        return read;
    }
};

Database::Database() : sqlite_(std::make_unique<Sqlite>()) {}
Database::~Database() = default;

std::optional<Text> Database::select(std::string_view id) const {
    const RowIndex::Row* const row = sqlite_->row_of(id);
    return row == nullptr || row->deleted ? std::nullopt : std::optional(row->body);
}

void Database::expect(std::string_view id) const { sqlite_->index.expect(place_of(id)); }

bool Database::agrees_with_sqlite() const { return sqlite_->index.same_rows(sqlite_->read_index()); }

bool Database::contains(std::string_view id) const {
    const auto row = sqlite_->kept(id);
    return row && !row->deleted;
}

std::optional<std::uint64_t> Database::last_write(std::string_view id) const {
    const auto row = sqlite_->kept(id);
    return row ? std::optional(row->number) : std::nullopt;
}

std::uint64_t Database::count() const {
    WT_ASSERT(sqlite_->count.step());
    const auto rows = static_cast<std::uint64_t>(sqlite_->count.integer(0));
    sqlite_->count.reset();
    return rows;
}

std::uint64_t Database::fingerprint() const {
    // A sum, because equal rows may stand at different places.
    std::uint64_t sum = 0;
    Statement& row = sqlite_->all;
    while (row.step()) {
        std::uint64_t hash = hash_bytes(row.bytes(3), hash_bytes(row.bytes(1)));
        for (const int column : {2, 4, 5}) hash = mix(hash, static_cast<std::uint64_t>(row.integer(column)));
        sum += hash;
    }
    row.reset();
    return sum;
}

Applied Database::apply(std::span<const Write> writes, Instant now, Capture capture) {
    Applied applied;
    std::optional<Session> session;
    if (capture == Capture::changes) session.emplace(sqlite_->connection.db);

    sqlite_->begin.run();
    for (const Write& write : writes) {
        RowIndex::Row& row = sqlite_->index.at(sqlite_->place(write.id));
        const bool stands = row.taken;
        if (stands && write.number < static_cast<std::uint64_t>(row.number)) {
            ++applied.outdated;
            continue;
        }
        ++applied.changed;
        if (stands && !row.deleted) --applied.rows_change;
        if (write.kind == Write::Kind::put) ++applied.rows_change;
        if (!stands) row.id = write.id.view();
        row.taken = true;
        row.body = write.body;
        row.deleted = write.kind == Write::Kind::remove;
        row.number = static_cast<std::int64_t>(write.number);
        row.written_at = now.time_since_epoch().count();
        sqlite_->keep(row, stands);
        if (session) applied.ids.push_back(write.id);
    }
    sqlite_->commit.run();

    if (session && applied.changed > 0) applied.changes = session->changes();
    return applied;
}

std::uint64_t Database::apply_changeset(std::string_view changes) {
    if (sqlite_->repeat(changes)) return 0;
    // SQLite settles what differs.
    std::uint64_t conflicts = 0;
    void* bytes = const_cast<char*>(changes.data());
    WT_ASSERT(sqlite3changeset_apply(sqlite_->connection.db, static_cast<int>(changes.size()), bytes, nullptr,
                                     settle_conflict, &conflicts) == SQLITE_OK);
    sqlite_->index = sqlite_->read_index();
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
    sqlite_->connection.execute("DELETE FROM items");
    sqlite_->index.clear();
}

void Database::clone_from(const Database& other) {
    sqlite3_backup* copy = sqlite3_backup_init(sqlite_->connection.db, "main", other.sqlite_->connection.db, "main");
    WT_ASSERT(copy != nullptr);
    WT_ASSERT(sqlite3_backup_step(copy, -1) == SQLITE_DONE);
    WT_ASSERT(sqlite3_backup_finish(copy) == SQLITE_OK);
    sqlite_->index = other.sqlite_->index;
}

void Database::fill(std::uint64_t n, std::string_view body, Instant now) {
    WT_ASSERT(!sqlite_->all.step());
    sqlite_->all.reset();
    // In the order of their places, which makes it an append for SQLite.
    std::vector<std::pair<std::int64_t, std::uint64_t>> rows;  // place and number
    rows.reserve(n);
    for (std::uint64_t i = 0; i < n; ++i) rows.emplace_back(place_of(std::to_string(i)), i);
    std::sort(rows.begin(), rows.end());
    sqlite_->begin.run();
    sqlite_->index.reserve(rows.size());
    const Text shared(body);
    std::int64_t last = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        // Places that are taken push their neighbours on; sorted, those come right after.
        const std::int64_t place = i > 0 && rows[i].first <= last ? next_place(last) : rows[i].first;
        RowIndex::Row& row = sqlite_->index.at(place);
        row.taken = true;
        row.id = std::to_string(rows[i].second);
        row.body = shared;
        row.written_at = now.time_since_epoch().count();
        sqlite_->keep(row, false);
        last = place;
    }
    sqlite_->commit.run();
}

}  // namespace wt::rds
