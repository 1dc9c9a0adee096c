#pragma once
#include <memory>
#include <string>

#include "front/loop.hpp"
#include "postgres/pool.hpp"
#include "storage/rds/engine.hpp"

namespace wt::postgres {

/// One PostgreSQL server behind an instance. Items are the rows of `windtunnel.items`: id and body (bytea, for ids are
/// any bytes), written_at (nanoseconds since 1970), number and deleted, as in the SQLite table.
class Engine final : public rds::Engine {
public:
    enum class Role : std::uint8_t { primary, replica };

    static constexpr std::size_t most_sessions = 64;
    /// `sessions`: how many statements can be under way, at most most_sessions; others wait. A primary makes the table
    /// anew, and drops the one before. Throws std::runtime_error when the server cannot be reached.
    Engine(front::Loop& loop, const std::string& url, std::size_t sessions, Role role);

    [[nodiscard]] Task<Result<std::optional<Text>>> select(Text id) override;
    [[nodiscard]] Task<Result<rds::Applied>> apply(std::vector<rds::Write> writes, Instant now) override;
    [[nodiscard]] Task<Result<std::uint64_t>> position() override;

    void fill(std::uint64_t n, std::string_view body, Instant now) override;
    [[nodiscard]] std::uint64_t position_now() override;
    void catch_up(std::uint64_t position) override;
    [[nodiscard]] std::optional<std::uint64_t> last_write(std::string_view id) override;
    [[nodiscard]] std::optional<std::uint64_t> fingerprint() override;

private:
    /// Asks on the connection that waits; throws what went wrong.
    Rows must(const Query& query);

    struct Close {
        void operator()(PGconn* connection) const { PQfinish(connection); }
    };
    std::unique_ptr<PGconn, Close> waiting_connection_;
    Pool statements_;
    Pool watch_;  // of its own, so that looking at the lag never waits behind statements
};

}  // namespace wt::postgres
