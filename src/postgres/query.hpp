#pragma once
#include <libpq-fe.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/sync.hpp"

namespace wt::postgres {

/// A parameter in PostgreSQL's binary form.
struct Value {
    Oid type;
    std::string bytes;
};

[[nodiscard]] Value bytea(std::string_view bytes);
[[nodiscard]] Value int8(std::int64_t number);
[[nodiscard]] Value bytea_array(const std::vector<std::string_view>& items);
[[nodiscard]] Value int8_array(const std::vector<std::int64_t>& items);
[[nodiscard]] Value bool_array(const std::vector<bool>& items);

/// One statement with its parameters.
struct Query {
    const char* sql;
    std::vector<Value> values;
    /// Ends the transaction that the queries before it are in: what it did is committed.
    bool commits = true;
};

/// What a statement answered, in binary form.
class Rows {
public:
    explicit Rows(PGresult* result) : result_(result) {}

    [[nodiscard]] bool ok() const;
    [[nodiscard]] int count() const { return PQntuples(result_.get()); }
    [[nodiscard]] bool is_null(int row, int column) const { return PQgetisnull(result_.get(), row, column) != 0; }
    [[nodiscard]] std::string_view bytes(int row, int column) const;
    [[nodiscard]] std::int64_t int8(int row, int column) const;
    [[nodiscard]] bool boolean(int row, int column) const { return bytes(row, column) == std::string_view("\1", 1); }
    /// The server's sentence, without the line feed.
    [[nodiscard]] std::string error() const;

private:
    struct Clear {
        void operator()(PGresult* result) const { PQclear(result); }
    };
    std::unique_ptr<PGresult, Clear> result_;
};

/// Queries that travel together, and what came back: the rows of each, or why not. Shared by the one who waits and the
/// session that carries it out, so that either may go first.
struct Exchange {
    Exchange(Clock& clock, std::vector<Query> asks) : queries(std::move(asks)), done(clock) {}

    std::vector<Query> queries;
    std::vector<Rows> answers;  // one for each query unless there is an error
    std::optional<std::string> error;
    Event done;
};

/// A message of libpq, which ends with a line feed and may have several lines, as one.
[[nodiscard]] std::string one_line(std::string_view message);

/// Sends one query on a connection that is not in pipeline mode, and waits for the answer.
[[nodiscard]] Rows ask(PGconn* connection, const Query& query);
/// Puts a query on its way.
[[nodiscard]] bool send(PGconn* connection, const Query& query);

}  // namespace wt::postgres
