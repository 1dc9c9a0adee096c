#include "disk/database.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "base/assert.hpp"

namespace wt::disk {

namespace {

/// SQLite's process-wide settings, before the first database of whoever is first: no counting of memory, since that
/// takes a lock which the loop and the Offload would share. Later it is refused, and does no harm.
void configure_once() {
    static const bool configured = [] {
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        return sqlite3_initialize() == SQLITE_OK;
    }();
    WT_ASSERT(configured);
}

}  // namespace

Connection::Connection(std::string path, Access access) : path_(std::move(path)) {
    configure_once();
    const int flags = access == Access::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    if (sqlite3_open_v2(path_.c_str(), &handle_, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr) !=
        SQLITE_OK) {
        const Error failure = error("open");
        sqlite3_close(handle_);
        throw std::runtime_error(failure.message);
    }
    // Nobody else has the folder; the two connections of one store meet for moments only.
    sqlite3_busy_timeout(handle_, 10'000);
}

Connection::~Connection() { sqlite3_close(handle_); }

std::optional<Error> Connection::execute(const char* sql) {
    errno = 0;
    if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) == SQLITE_OK) return std::nullopt;
    return error("use");
}

Error Connection::error(std::string_view what) const {
    const int system_reason = errno;
    if (handle_ == nullptr) return {fmt::format("cannot {} {}: out of memory", what, path_)};
    std::string reason = sqlite3_errmsg(handle_);
    // SQLite does not note the system's reason when a COMMIT fails; nothing after the failing call has changed it.
    const int system = sqlite3_system_errno(handle_) != 0 ? sqlite3_system_errno(handle_) : system_reason;
    const int kind = sqlite3_errcode(handle_) & 0xff;
    const bool of_system = kind == SQLITE_IOERR || kind == SQLITE_CANTOPEN || kind == SQLITE_FULL;
    if (of_system && system != 0) reason += fmt::format(" ({})", std::generic_category().message(system));
    return {fmt::format("cannot {} {}: {}", what, path_, reason)};
}

Statement::Statement(Connection& connection, std::string_view sql) : connection_(connection) {
    if (sqlite3_prepare_v3(connection.handle(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                           &statement_, nullptr) != SQLITE_OK)
        throw std::runtime_error(connection.error("use").message);
}

Statement::~Statement() { sqlite3_finalize(statement_); }

Statement& Statement::bind(int at, std::string_view bytes) {
    // A null pointer would mean SQL's NULL.
    WT_ASSERT(sqlite3_bind_blob64(statement_, at, bytes.empty() ? "" : bytes.data(), bytes.size(), SQLITE_STATIC) ==
              SQLITE_OK);
    return *this;
}

Statement& Statement::bind(int at, std::uint64_t number) {
    WT_ASSERT(sqlite3_bind_int64(statement_, at, static_cast<std::int64_t>(number)) == SQLITE_OK);
    return *this;
}

Result<bool> Statement::step() {
    errno = 0;
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) {
        reset();
        return false;
    }
    Error failure = connection_.error("use");
    reset();
    return failure;
}

std::optional<Error> Statement::run() {
    const Result<bool> row = step();
    if (!row.ok()) return row.error();
    WT_ASSERT(!row.value());
    return std::nullopt;
}

void Statement::reset() { sqlite3_reset(statement_); }

std::string_view Statement::bytes(int column) const {
    const void* data = sqlite3_column_blob(statement_, column);
    const int size = sqlite3_column_bytes(statement_, column);
    return size == 0 ? std::string_view() : std::string_view(static_cast<const char*>(data), size);
}

std::uint64_t Statement::number(int column) const {
    return static_cast<std::uint64_t>(sqlite3_column_int64(statement_, column));
}

}  // namespace wt::disk
