#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace wt::disk {

/// A connection to an SQLite database in a file. On one thread at a time. Its errors are sentences that name the file.
class Connection {
public:
    enum class Access : std::uint8_t { read, write };

    /// Makes the file when it is not there and `access` is to write. Throws a sentence when it cannot be opened.
    Connection(std::string path, Access access);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    [[nodiscard]] sqlite3* handle() const { return handle_; }
    /// Runs statements that give no rows.
    [[nodiscard]] std::optional<Error> execute(const char* sql);
    /// The sentence for what has just failed.
    [[nodiscard]] Error error(std::string_view what) const;

private:
    std::string path_;
    sqlite3* handle_ = nullptr;
};

/// A prepared statement. Bound bytes are only pointed to: they live until it has run.
class Statement {
public:
    /// Throws a sentence when the database does not take it.
    Statement(Connection& connection, std::string_view sql);
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    ~Statement();

    Statement& bind(int at, std::string_view bytes);
    Statement& bind(int at, std::uint64_t number);

    /// Whether there is a row to look at; an error ends it. After the last row it is ready to be bound again.
    [[nodiscard]] Result<bool> step();
    /// For statements that give no rows.
    [[nodiscard]] std::optional<Error> run();
    void reset();

    /// Of the row that step() found; valid until the next step().
    [[nodiscard]] std::string_view bytes(int column) const;
    [[nodiscard]] std::uint64_t number(int column) const;

private:
    Connection& connection_;
    sqlite3_stmt* statement_ = nullptr;
};

}  // namespace wt::disk
