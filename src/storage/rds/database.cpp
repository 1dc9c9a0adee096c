#include "storage/rds/database.hpp"

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

/// Where a row stands if nothing else does. 28 bits, because SQLite writes such a number in four bytes, and one of 64
/// bits in nine, which it reads at every step of a search; even ten million rows take only every 27th place.
[[nodiscard]] std::int64_t place_of(std::string_view id) { return static_cast<std::int64_t>(hash_bytes(id) >> 36U); }
[[nodiscard]] std::int64_t next_place(std::int64_t place) { return place + 1; }

}  // namespace

struct Database::Sqlite {
    Connection connection;
    Statement insert{connection.db, "INSERT INTO items VALUES (?1, ?6, ?5, ?2, ?4, ?3)"};
    Statement update{
        connection.db,
        "UPDATE items SET id = ?6, body = ?2, written_at = ?3, number = ?4, deleted = ?5 WHERE place = ?1"};
    Statement count{connection.db, "SELECT count(*) FROM items WHERE deleted = 0"};
    Statement one{connection.db, "SELECT id, deleted, number FROM items WHERE place = ?1"};
    Statement remove{connection.db, "DELETE FROM items WHERE place = ?1"};
    Statement all{connection.db, "SELECT place, id, deleted, body, number, written_at FROM items"};
    Statement pages{connection.db,
                    "SELECT (page_count - freelist_count) * page_size "
                    "FROM pragma_page_count, pragma_freelist_count, pragma_page_size"};
    Statement begin{connection.db, "BEGIN"};
    Statement commit{connection.db, "COMMIT"};
    RowIndex index;
    std::vector<std::uint32_t> behind;  // places of the rows that the table does not have as the index does

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
        catch_up();
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

    /// The row is this from now on, in the index; in the table when somebody asks it.
    void put(RowIndex::Row& row, RowState state) {
        static_cast<RowState&>(row) = std::move(state);
        if (std::exchange(row.behind, true)) return;
        behind.push_back(row.place);
    }

    /// Brings the table up to the index, in the order of its places, in one transaction.
    void catch_up() {
        if (behind.empty()) return;
        std::sort(behind.begin(), behind.end());
        begin.run();
        for (const std::uint32_t place : behind) keep(index.at(place));
        commit.run();
        behind.clear();
    }

    void keep(RowIndex::Row& row) {
        row.behind = false;
        const bool stood = std::exchange(row.stored, row.taken);
        if (!row.taken) {
            if (!stood) return;
            remove.bind(1, row.place);
            return remove.run();
        }
        Statement& statement = stood ? update : insert;
        statement.bind(1, row.place);
        statement.bind_blob(2, row.body);
        statement.bind(3, row.written_at);
        statement.bind(4, row.number);
        statement.bind(5, row.deleted ? 1 : 0);
        statement.bind_text(6, row.id);
        statement.run();
    }

    /// Makes of a row what it is after the change; false where it was not as it was there before.
    [[nodiscard]] bool repeat(std::uint32_t place, const Text& id, const RowState& before, const RowState& after) {
        RowIndex::Row& row = index.at(place);
        const bool as_it_was = row == before && (!row.taken || row.id == id);
        // A row that is missing stays missing; any other gives way.
        if (!as_it_was && before.taken && !row.taken) return false;
        row.id = id.view();
        put(row, after);
        return as_it_was;
    }

    /// Reads the whole table.
    [[nodiscard]] RowIndex read_index() {
        RowIndex read;
        while (all.step()) {
            RowIndex::Row& row = read.at(all.integer(0));
            row.taken = row.stored = true;
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

bool Database::agrees_with_sqlite() const {
    sqlite_->catch_up();
    return sqlite_->index.same_rows(sqlite_->read_index());
}

bool Database::contains(std::string_view id) const {
    const auto row = sqlite_->kept(id);
    return row && !row->deleted;
}

std::optional<std::uint64_t> Database::last_write(std::string_view id) const {
    const auto row = sqlite_->kept(id);
    return row ? std::optional(row->number) : std::nullopt;
}

std::uint64_t Database::count() const {
    sqlite_->catch_up();
    WT_ASSERT(sqlite_->count.step());
    const auto rows = static_cast<std::uint64_t>(sqlite_->count.integer(0));
    sqlite_->count.reset();
    return rows;
}

std::uint64_t Database::fingerprint() const {
    // A sum, because equal rows may stand at different places.
    sqlite_->catch_up();
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
    for (const Write& write : writes) {
        RowIndex::Row& row = sqlite_->index.at(sqlite_->place(write.id));
        if (row.taken && write.number < static_cast<std::uint64_t>(row.number)) {
            ++applied.outdated;
            continue;
        }
        RowState after;
        after.taken = true;
        after.deleted = write.kind == Write::Kind::remove;
        after.body = write.body;
        after.number = static_cast<std::int64_t>(write.number);
        after.written_at = now.time_since_epoch().count();
        ++applied.changed;
        if (row.taken && !row.deleted) --applied.rows_change;
        if (!after.deleted) ++applied.rows_change;
        if (capture == Capture::changes) {
            applied.ids.push_back(write.id);
            applied.changes.push_back(RowChange{row.place, write.id, row, after});
        }
        if (!row.taken) row.id = write.id.view();
        sqlite_->put(row, std::move(after));
    }
    return applied;
}

std::uint64_t Database::repeat(std::span<const RowChange> changes) {
    std::uint64_t conflicts = 0;
    for (const RowChange& change : changes) {
        if (!sqlite_->repeat(change.place, change.id, change.before, change.after)) ++conflicts;
    }
    return conflicts;
}

void Database::undo(std::span<const RowChange> changes) {
    for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
        WT_ASSERT(sqlite_->repeat(change->place, change->id, change->after, change->before));
    }
}

Bytes Database::bytes() const {
    sqlite_->catch_up();
    Statement& pages = sqlite_->pages;
    WT_ASSERT(pages.step());
    const auto size = static_cast<std::uint64_t>(pages.integer(0));
    pages.reset();
    return Bytes{size};
}

void Database::clear() {
    sqlite_->connection.execute("DELETE FROM items");
    sqlite_->index.clear();
    sqlite_->behind.clear();
}

void Database::clone_from(const Database& other) {
    other.sqlite_->catch_up();
    sqlite_->behind.clear();
    sqlite3_backup* copy = sqlite3_backup_init(sqlite_->connection.db, "main", other.sqlite_->connection.db, "main");
    WT_ASSERT(copy != nullptr);
    WT_ASSERT(sqlite3_backup_step(copy, -1) == SQLITE_DONE);
    WT_ASSERT(sqlite3_backup_finish(copy) == SQLITE_OK);
    sqlite_->index = other.sqlite_->index;
}

void Database::fill(std::uint64_t n, std::string_view body, Instant now) {
    WT_ASSERT(count() == 0);
    sqlite_->index.reserve(n);
    RowState state;
    state.taken = true;
    state.body = Text(body);
    state.written_at = now.time_since_epoch().count();
    for (std::uint64_t i = 0; i < n; ++i) {
        const std::string id = std::to_string(i);
        RowIndex::Row& row = sqlite_->index.at(sqlite_->place(id));
        row.id = id;
        sqlite_->put(row, state);
    }
}

}  // namespace wt::rds
