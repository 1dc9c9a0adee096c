#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "base/block_pool.hpp"
#include "base/text.hpp"
#include "storage/rds/row_change.hpp"

namespace wt::rds {

/// A table's rows by the place where they stand, found without a walk through the tree of SQLite, which is behind it:
/// what is read and written stands here at once, and there before anybody asks it. Rows never leave; one that was taken
/// back stands as free. A table with open addressing: places are hashes already.
class RowIndex {
public:
    struct Row : RowState {
        static constexpr std::uint32_t unused = std::numeric_limits<std::uint32_t>::max();
        std::uint32_t place = unused;
        bool stored = false;  // SQLite has a row at this place
        bool behind = false;  // and not the one that stands here
        std::string id;       // short ones stand here, and cost a search no further look into memory
    };

    /// What stands there; null when nothing does.
    [[nodiscard]] const Row* find(std::int64_t place) const {
        const Row& row = rows_[slot_of(static_cast<std::uint32_t>(place))];
        return row.taken ? &row : nullptr;
    }

    /// Begins to bring what stands there into the processor's caches.
    void expect(std::int64_t place) const {
        const Row* const row = &rows_[static_cast<std::uint32_t>(place) & (rows_.size() - 1)];
        __builtin_prefetch(row);
        __builtin_prefetch(reinterpret_cast<const char*>(row + 1) - 1);
    }

    /// The row there, to write; valid until the next one is asked for.
    [[nodiscard]] Row& at(std::int64_t place) {
        const auto key = static_cast<std::uint32_t>(place);
        std::size_t slot = slot_of(key);
        if (rows_[slot].place == Row::unused) {
            if (8 * (used_ + 1) > 7 * rows_.size()) {
                grow(2 * rows_.size());
                slot = slot_of(key);
            }
            rows_[slot].place = key;
            ++used_;
        }
        return rows_[slot];
    }

    /// Makes room for this many rows.
    void reserve(std::size_t rows) {
        std::size_t slots = rows_.size();
        while (8 * rows > 7 * slots) slots *= 2;
        if (slots > rows_.size()) grow(slots);
    }

    /// Whether the same rows stand at the same places.
    [[nodiscard]] bool same_rows(const RowIndex& other) const { return holds(other) && other.holds(*this); }

    void clear() { *this = RowIndex(); }

private:
    /// Where the row is, or would be put. There is always a slot that is not used.
    [[nodiscard]] std::size_t slot_of(std::uint32_t place) const {
        const std::size_t mask = rows_.size() - 1;
        std::size_t slot = place & mask;
        while (rows_[slot].place != place && rows_[slot].place != Row::unused) slot = (slot + 1) & mask;
        return slot;
    }

    /// Every row of `other` stands here, too.
    [[nodiscard]] bool holds(const RowIndex& other) const {
        return std::all_of(other.rows_.begin(), other.rows_.end(), [this](const Row& row) {
            if (!row.taken) return true;
            const Row* const own = find(row.place);
            return own != nullptr && own->id == row.id && static_cast<const RowState&>(*own) == row;
        });
    }

    void grow(std::size_t slots) {
        Rows before = std::exchange(rows_, Rows(slots));
        for (Row& row : before) {
            if (row.place != Row::unused) rows_[slot_of(row.place)] = std::move(row);
        }
    }

    using Rows = std::vector<Row, PoolAllocator<Row>>;
    Rows rows_ = Rows(16);  // a power of two of them
    std::size_t used_ = 0;
};

}  // namespace wt::rds
