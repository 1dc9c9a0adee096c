#include "storage/rds/sql/sql_connection.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/ascii.hpp"
#include "storage/rds/sql/dialect.hpp"

namespace wt::rds::sql {

namespace {

constexpr int steps_between_looks = 10'000;

/// PostgreSQL's code for what SQLite says.
[[nodiscard]] std::string state_of(int code, std::string_view message) {
    const auto says = [&](std::string_view text) { return message.find(text) != std::string_view::npos; };
    if (says("no such table")) return "42P01";
    if (says("no such column")) return "42703";
    if (says("no such function")) return "42883";
    if (says("already exists")) return "42P07";
    if (says("syntax error") || says("incomplete input") || says("unrecognized token")) return "42601";
    if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY) return "23505";
    if (code == SQLITE_CONSTRAINT_NOTNULL) return "23502";
    if (code == SQLITE_CONSTRAINT_FOREIGNKEY) return "23503";
    if (code == SQLITE_CONSTRAINT_CHECK) return "23514";
    if ((code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED) return "55P03";
    if ((code & 0xff) == SQLITE_FULL) return "53100";
    return "XX000";
}

struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Prepared = std::unique_ptr<sqlite3_stmt, Finalize>;

[[nodiscard]] std::string text_of(const char* text) { return text == nullptr ? std::string() : std::string(text); }

}  // namespace

struct Connection::Handle {
    sqlite3* database = nullptr;
    std::uint64_t steps_left = 0;

    Handle() = default;
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() { sqlite3_close(database); }

    [[nodiscard]] Problem problem() const {
        Problem found{text_of(sqlite3_errmsg(database)), {}, false};
        found.state = state_of(sqlite3_extended_errcode(database), found.message);
        if (steps_left == 0) {
            found.took_too_long = true;
            found.state = "57014";
        }
        return found;
    }
    static int look(void* self) {
        auto& handle = *static_cast<Handle*>(self);
        handle.steps_left -= std::min<std::uint64_t>(handle.steps_left, steps_between_looks);
        return handle.steps_left == 0 ? 1 : 0;
    }
};

Connection::Connection(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
Connection::~Connection() = default;

Result<std::unique_ptr<Connection>, Problem> Connection::open(const std::string& path, bool durable) {
    auto handle = std::make_unique<Handle>();
    handle->steps_left = 1;
    if (sqlite3_open_v2(path.c_str(), &handle->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr) !=
        SQLITE_OK)
        return handle->problem();
    sqlite3_extended_result_codes(handle->database, 1);
    // Statements cannot reach other files, nor grow without end.
    sqlite3_limit(handle->database, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_db_config(handle->database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    const std::string setup = std::string("PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; PRAGMA synchronous=") +
                              (durable ? "FULL" : "OFF") + ";";
    if (sqlite3_exec(handle->database, setup.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return handle->problem();
    sqlite3_progress_handler(handle->database, steps_between_looks, &Handle::look, handle.get());
    // What only we may say.
    sqlite3_set_authorizer(
        handle->database,
        [](void*, int action, const char*, const char*, const char*, const char*) {
            return action == SQLITE_PRAGMA || action == SQLITE_ATTACH || action == SQLITE_DETACH ? SQLITE_DENY
                                                                                                 : SQLITE_OK;
        },
        nullptr);
    return std::unique_ptr<Connection>(new Connection(std::move(handle)));
}

Result<Outcome, Problem> Connection::run(std::string_view statement, const std::map<std::string, Value>& parameters,
                                         const Limits& limits) {
    sqlite3* const database = handle_->database;
    handle_->steps_left = limits.steps;
    const std::string text = for_sqlite(statement);
    sqlite3_stmt* raw = nullptr;
    const char* tail = nullptr;
    if (sqlite3_prepare_v2(database, text.c_str(), static_cast<int>(text.size() + 1), &raw, &tail) != SQLITE_OK)
        return handle_->problem();
    const Prepared prepared(raw);
    if (raw == nullptr) return Problem{"The statement is empty.", "42601", false};
    if (!trimmed(std::string_view(tail)).empty() &&
        std::string_view(tail).find_first_not_of("; \t\r\n") != std::string_view::npos)
        return Problem{"Multistatements aren't supported.", "multi", false};
    for (int i = 1; i <= sqlite3_bind_parameter_count(raw); ++i) {
        const char* const name = sqlite3_bind_parameter_name(raw, i);
        const auto found = name == nullptr ? parameters.end() : parameters.find(name + 1);
        if (found == parameters.end())
            return Problem{"Cannot find parameter: " + text_of(name == nullptr ? "?" : name + 1), "parameter", false};
        std::visit(
            [&](const auto& value) {
                using Kind = std::remove_cvref_t<decltype(value)>;
                if constexpr (std::is_same_v<Kind, Null>) sqlite3_bind_null(raw, i);
                if constexpr (std::is_same_v<Kind, std::int64_t>) sqlite3_bind_int64(raw, i, value);
                if constexpr (std::is_same_v<Kind, double>) sqlite3_bind_double(raw, i, value);
                if constexpr (std::is_same_v<Kind, std::string>)
                    sqlite3_bind_text(raw, i, value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT);
                if constexpr (std::is_same_v<Kind, Bytes>)
                    sqlite3_bind_blob(raw, i, value.bytes.data(), static_cast<int>(value.bytes.size()),
                                      SQLITE_TRANSIENT);
            },
            found->second);
    }
    Outcome outcome;
    const int width = sqlite3_column_count(raw);
    for (int i = 0; i < width; ++i) {
        Column& column = outcome.columns.emplace_back();
        column.label = text_of(sqlite3_column_name(raw, i));
        column.name = text_of(sqlite3_column_origin_name(raw, i));
        column.table = text_of(sqlite3_column_table_name(raw, i));
        column.type = lowered(text_of(sqlite3_column_decltype(raw, i)));
        int required = 0;
        int counts_up = 0;
        if (!column.table.empty() && !column.name.empty() &&
            sqlite3_table_column_metadata(database, nullptr, column.table.c_str(), column.name.c_str(), nullptr,
                                          nullptr, &required, nullptr, &counts_up) == SQLITE_OK) {
            column.nullable = required == 0;
            column.counts_up = counts_up != 0;
        }
    }
    const auto changes_before = sqlite3_total_changes64(database);
    const auto inserted_before = sqlite3_last_insert_rowid(database);
    std::size_t total = 0;
    int state = SQLITE_ROW;
    while ((state = sqlite3_step(raw)) == SQLITE_ROW) {
        auto& row = outcome.rows.emplace_back();
        std::size_t size = 0;
        for (int i = 0; i < width; ++i) {
            size += static_cast<std::size_t>(sqlite3_column_bytes(raw, i)) + 8;
            switch (sqlite3_column_type(raw, i)) {
                case SQLITE_INTEGER: row.emplace_back(std::int64_t{sqlite3_column_int64(raw, i)}); break;
                case SQLITE_FLOAT: row.emplace_back(sqlite3_column_double(raw, i)); break;
                case SQLITE_NULL: row.emplace_back(Null()); break;
                case SQLITE_BLOB: {
                    const auto* const bytes = static_cast<const char*>(sqlite3_column_blob(raw, i));
                    const auto count = static_cast<std::size_t>(sqlite3_column_bytes(raw, i));
                    row.emplace_back(Bytes{count == 0 ? std::string() : std::string(bytes, count)});
                    break;
                }
                default: {
                    const auto* const bytes = reinterpret_cast<const char*>(sqlite3_column_text(raw, i));
                    row.emplace_back(std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(raw, i))));
                }
            }
        }
        total += size;
        if (size > limits.row || total > limits.answer)
            return Problem{"Database returned more than the allowed response size limit", "size", false};
    }
    if (state != SQLITE_DONE) return handle_->problem();
    outcome.changed = sqlite3_total_changes64(database) - changes_before;
    if (sqlite3_last_insert_rowid(database) != inserted_before && outcome.changed > 0)
        outcome.inserted = sqlite3_last_insert_rowid(database);
    return outcome;
}

std::optional<Problem> Connection::copy_to(const std::string& path) {
    Handle to;
    to.steps_left = 1;
    if (sqlite3_open_v2(path.c_str(), &to.database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr) != SQLITE_OK)
        return to.problem();
    sqlite3_backup* const backup = sqlite3_backup_init(to.database, "main", handle_->database, "main");
    if (backup == nullptr) return to.problem();
    const int done = sqlite3_backup_step(backup, -1);
    sqlite3_backup_finish(backup);
    if (done != SQLITE_DONE) return to.problem();
    return std::nullopt;
}

}  // namespace wt::rds::sql
