#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/literals.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "storage/rds/row_change.hpp"
#include "storage/rds/write.hpp"

namespace wt::rds {

/// Whether a transaction records what it changes, for replicas.
enum class Capture : std::uint8_t { nothing, changes };

/// What a transaction did.
struct Applied {
    std::uint64_t changed = 0;     // writes that took effect
    std::uint64_t outdated = 0;    // writes that a newer one to the same item had overtaken
    std::int64_t rows_change = 0;  // items there are now, less items there were
    // For replicas, only with Capture::changes; the primary hands them on.
    std::vector<Text> ids;           // of the writes that took effect, in order
    std::vector<RowChange> changes;  // one of each of these writes
    // With an Engine, instead of changes: a place in its log by which all of it can be read.
    std::uint64_t position = 0;
};

/// The items of one instance: a table in an in-memory SQLite, and an index in front of it that answers reads, takes
/// writes, and hands them to the table before anybody asks that. It takes no simulated time. A removed item stays
/// behind as a marked row with the number of its remove, so that a replayed older put does not bring it back. A failure
/// of SQLite (which can only be our mistake, or no memory) is an assertion. One thread uses a Database; several of them
/// may live on several threads.
class Database {
public:
    Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database();

    [[nodiscard]] std::optional<Text> select(std::string_view id) const;
    /// Somebody will select that row soon: begins to fetch it from memory, without waiting for it.
    void expect(std::string_view id) const;
    // These two ask SQLite, past the index: whoever judges a run asks the data.
    [[nodiscard]] bool contains(std::string_view id) const;
    /// The number of the write that last touched the item, a remove included; none when there never was one.
    [[nodiscard]] std::optional<std::uint64_t> last_write(std::string_view id) const;
    /// Whether the index says of every row what SQLite says. Reads the whole table.
    [[nodiscard]] bool agrees_with_sqlite() const;
    /// How many items there are. Reads the whole table.
    [[nodiscard]] std::uint64_t count() const;
    /// Every row, removed ones too, folded into one number: equal tables have equal fingerprints.
    [[nodiscard]] std::uint64_t fingerprint() const;

    /// Applies the writes in order, in one transaction. A write takes effect unless its number is below that of the
    /// write that last touched the item.
    [[nodiscard]] Applied apply(std::span<const Write> writes, Instant now, Capture capture);
    /// Repeats the changes of another database's transaction. Where rows are not as they were there, the change wins;
    /// a change of a row that is missing here is left out. Returns how many rows were not as they were there.
    [[nodiscard]] std::uint64_t repeat(std::span<const RowChange> changes);
    /// Takes back the changes of this database's last transaction that has not been taken back.
    void undo(std::span<const RowChange> changes);
    /// The size of what is stored: pages in use.
    [[nodiscard]] Bytes bytes() const;

    /// Forgets every row, removed ones too.
    void clear();
    /// Becomes a copy of `other`.
    void clone_from(const Database& other);
    /// Adds items "0" to "n-1", each with this body and number 0. The table must be empty.
    void fill(std::uint64_t n, std::string_view body, Instant now);

private:
    struct Sqlite;
    std::unique_ptr<Sqlite> sqlite_;
};

}  // namespace wt::rds
