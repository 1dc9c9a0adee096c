#include "postgres/engine.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "postgres/batch.hpp"

namespace wt::postgres {

namespace {

constexpr const char* drop_table = "DROP TABLE IF EXISTS windtunnel.items";
constexpr const char* create_schema = "CREATE SCHEMA IF NOT EXISTS windtunnel";
constexpr const char* create_table =
    "CREATE TABLE windtunnel.items (id bytea PRIMARY KEY, body bytea NOT NULL, written_at bigint NOT NULL, "
    "number bigint NOT NULL, deleted boolean NOT NULL)";
constexpr const char* fill_table =
    "INSERT INTO windtunnel.items SELECT convert_to(n::text, 'UTF8'), $1, $2, 0, false "
    "FROM generate_series(0, $3 - 1) AS n";
constexpr const char* select_body = "SELECT body FROM windtunnel.items WHERE id = $1 AND NOT deleted";
constexpr const char* select_number = "SELECT number FROM windtunnel.items WHERE id = $1";
constexpr const char* hash_table =
    "SELECT count(*), coalesce(sum(hash_record_extended(items.*, 0)::numeric), 0)::text FROM windtunnel.items";
/// A commit that has returned lies below what is flushed; what is replayed on a standby can be read there.
constexpr const char* log_position =
    "SELECT ((CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn() END) "
    "- '0/0'::pg_lsn)::bigint";
/// Half a minute of looking, a hundred times a second; each look is a statement of its own, with its own snapshot.
constexpr const char* pause = "SELECT pg_sleep(0.01)::text";
constexpr int catch_up_looks = 3000;

[[nodiscard]] std::vector<Query> alone(const char* sql, std::vector<Value> values = {}) {
    std::vector<Query> queries;
    queries.push_back({sql, std::move(values)});
    return queries;
}

}  // namespace

Engine::Engine(front::Loop& loop, const std::string& url, std::size_t sessions, Role role)
    : waiting_connection_(PQconnectdb(url.c_str())),
      statements_(loop, url, std::min(sessions, most_sessions)),
      watch_(loop, url, role == Role::replica ? 1 : 0) {
    // No NOTICE of what was not there to drop.
    PQsetNoticeProcessor(waiting_connection_.get(), [](void*, const char*) {}, nullptr);
    if (role == Role::replica) return;
    must({create_schema, {}});
    must({drop_table, {}});
    must({create_table, {}});
}

Task<Result<std::optional<Text>>> Engine::select(Text id) {
    std::vector<Query> queries = alone(select_body, {bytea(id)});
    const auto exchange = co_await statements_.run(std::move(queries));
    if (exchange->error) co_return Error{*exchange->error};
    std::optional<Text> body;
    const Rows& rows = exchange->answers.front();
    if (rows.count() > 0) body.emplace(rows.bytes(0, 0));
    co_return body;
}

Task<Result<rds::Applied>> Engine::apply(std::vector<rds::Write> writes, Instant now) {
    Batch batch(std::move(writes));
    if (batch.empty()) co_return rds::Applied{};
    std::vector<Query> queries = batch.queries(now);
    queries.push_back({log_position, {}});
    const auto exchange = co_await statements_.run(std::move(queries));
    if (exchange->error) co_return Error{*exchange->error};
    rds::Applied applied = batch.outcome(exchange->answers[0], exchange->answers[1]);
    applied.position = static_cast<std::uint64_t>(exchange->answers[2].int8(0, 0));
    co_return applied;
}

Task<Result<std::uint64_t>> Engine::position() {
    std::vector<Query> queries = alone(log_position);
    const auto exchange = co_await watch_.run(std::move(queries));
    if (exchange->error) co_return Error{*exchange->error};
    const Rows& rows = exchange->answers.front();
    co_return rows.is_null(0, 0) ? 0 : static_cast<std::uint64_t>(rows.int8(0, 0));
}

Rows Engine::must(const Query& query) {
    Rows rows = ask(waiting_connection_.get(), query);
    if (!rows.ok()) throw std::runtime_error(fmt::format("PostgreSQL: {}", rows.error()));
    return rows;
}

void Engine::fill(std::uint64_t n, std::string_view body, Instant now) {
    must({fill_table, {bytea(body), int8(now.time_since_epoch().count()), int8(static_cast<std::int64_t>(n))}});
}

std::uint64_t Engine::position_now() {
    const Rows rows = must({log_position, {}});
    return rows.is_null(0, 0) ? 0 : static_cast<std::uint64_t>(rows.int8(0, 0));
}

void Engine::catch_up(std::uint64_t position) {
    for (int look = 0; look < catch_up_looks; ++look) {
        if (position_now() >= position) return;
        must({pause, {}});
    }
    throw std::runtime_error("a PostgreSQL replica has not caught up with its primary within half a minute");
}

std::optional<std::uint64_t> Engine::last_write(std::string_view id) {
    const Rows rows = ask(waiting_connection_.get(), {select_number, {bytea(id)}});
    if (!rows.ok() || rows.count() == 0) return std::nullopt;
    return static_cast<std::uint64_t>(rows.int8(0, 0));
}

std::optional<std::uint64_t> Engine::fingerprint() {
    const Rows rows = ask(waiting_connection_.get(), {hash_table, {}});
    if (!rows.ok()) return std::nullopt;
    return hash_bytes(rows.bytes(0, 1), static_cast<std::uint64_t>(rows.int8(0, 0)));
}

}  // namespace wt::postgres
