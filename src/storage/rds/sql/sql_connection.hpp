#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"

namespace wt::rds::sql {

struct Null {
    bool operator==(const Null&) const = default;
};
struct Bytes {
    std::string bytes;
    bool operator==(const Bytes&) const = default;
};
using Value = std::variant<Null, std::int64_t, double, std::string, Bytes>;

/// Why a statement failed, with PostgreSQL's code for it ("23505").
struct Problem {
    std::string message;
    std::string state;
    bool took_too_long = false;
};

struct Column {
    std::string label;
    std::string name;  // of the table's column; empty: it is an expression
    std::string table;
    std::string type;  // as declared, in small letters: "varchar(20)"; empty: it is an expression
    bool nullable = true;
    bool counts_up = false;
};

/// What a statement gave.
struct Outcome {
    std::vector<Column> columns;  // empty: it gives no rows
    std::vector<std::vector<Value>> rows;
    std::int64_t changed = 0;
    std::optional<std::int64_t> inserted;  // the number of the last row that was inserted
};

struct Limits {
    std::size_t row = 64 * 1024;
    std::size_t answer = 1024 * 1024;
    /// In steps of SQLite's machine, so that it is the same on every machine; a step takes some nanoseconds.
    std::uint64_t steps = 300'000'000;
};

/// A connection to a database of the embedded engine (SQLite), which speaks some of PostgreSQL's dialect (dialect.hpp).
/// Blocks; one thread uses it.
class Connection {
public:
    [[nodiscard]] static Result<std::unique_ptr<Connection>, Problem> open(const std::string& path, bool durable);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    /// One statement; parameters by name, those that it does not name are passed over.
    [[nodiscard]] Result<Outcome, Problem> run(std::string_view statement,
                                               const std::map<std::string, Value>& parameters,
                                               const Limits& limits = {});
    /// A file with what is committed.
    [[nodiscard]] std::optional<Problem> copy_to(const std::string& path);

private:
    struct Handle;
    explicit Connection(std::unique_ptr<Handle> handle);
    std::unique_ptr<Handle> handle_;
};

}  // namespace wt::rds::sql
