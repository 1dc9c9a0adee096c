#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "storage/rds/database.hpp"
#include "storage/rds/write.hpp"

namespace wt::rds {

/// A database server outside this process that holds an instance's items, where the SQLite table does not: the same
/// items, the same rule for which write wins, but its own time. Only a run in the real clock can wait for one. Owned by
/// the instance that it stands behind.
class Engine {
public:
    Engine() = default;
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;
    virtual ~Engine() = default;

    /// The item's body; none when there is no such item. An error has the server's own words.
    [[nodiscard]] virtual Task<Result<std::optional<Text>>> select(Text id) = 0;
    /// The writes in order, in one transaction: Database::apply with Applied::position in place of changes. When
    /// its caller goes away the transaction goes on.
    [[nodiscard]] virtual Task<Result<Applied>> apply(std::vector<Write> writes, Instant now) = 0;
    /// How far into the primary's log everything can be read here.
    [[nodiscard]] virtual Task<Result<std::uint64_t>> position() = 0;

    // Before the loop runs and when a run is judged: these hold the whole program until the server has answered.

    /// As Database::fill. Throws std::runtime_error when the server cannot.
    virtual void fill(std::uint64_t n, std::string_view body, Instant now) = 0;
    [[nodiscard]] virtual std::uint64_t position_now() = 0;
    /// Waits until everything up to `position` can be read here. Throws std::runtime_error after half a minute.
    virtual void catch_up(std::uint64_t position) = 0;
    /// As Database::last_write; none, too, when the server does not answer.
    [[nodiscard]] virtual std::optional<std::uint64_t> last_write(std::string_view id) = 0;
    /// Every row folded into one number, which only compares with another Engine's; none when the server does not
    /// answer.
    [[nodiscard]] virtual std::optional<std::uint64_t> fingerprint() = 0;
};

/// Where instances get their engines.
class Engines {
public:
    Engines() = default;
    Engines(const Engines&) = delete;
    Engines& operator=(const Engines&) = delete;
    virtual ~Engines() = default;

    /// The server behind a component of the scenario; `member` counts the replicas of a set from 1, a primary is 0.
    /// Throws std::runtime_error when it cannot be reached.
    [[nodiscard]] virtual std::unique_ptr<Engine> open(std::string_view component, std::uint64_t member) = 0;
};

}  // namespace wt::rds
