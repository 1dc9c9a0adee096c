#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "base/result.hpp"
#include "base/task.hpp"
#include "store/store.hpp"

namespace wt::store {

/// A log of frames: written at its end alone, in the order of append(), and read whole at the next start. For what
/// comes by the thousand and goes by age: rows are for what changes. It lies in segments, and goes segment by segment.
/// What durable() has said is there after `kill -9`; of what it has not, a torn end is cut off at the next start. All
/// calls come from the loop's thread.
class Journal {
public:
    Journal() = default;
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;
    virtual ~Journal() = default;

    /// Every frame that an earlier process left, in order, with the segment that it lies in. Once, before the first
    /// append(); what is appended afterwards lies in a segment of its own. Throws std::runtime_error, with a sentence,
    /// when it cannot be read.
    virtual void load(const std::function<void(std::uint64_t segment, std::string_view frame)>& visit) = 0;

    virtual Ticket append(std::string frame) = 0;
    /// As Store::durable(): one wait for the disk serves all who wait.
    [[nodiscard]] virtual Task<std::optional<Error>> durable(Ticket ticket) = 0;
    [[nodiscard]] virtual bool is_durable(Ticket ticket) const = 0;

    /// The segment that is written now. Numbers rise.
    [[nodiscard]] virtual std::uint64_t segment() const = 0;
    /// It has its size: somebody who wants to put something at the beginning of the next one begins that.
    [[nodiscard]] virtual bool is_full() const = 0;
    virtual void begin_segment() = 0;
    /// Nobody needs what lies in segments before this one.
    virtual void drop_before(std::uint64_t segment) = 0;
};

/// A store that has journals, too, each under a name (letters, digits, '-').
class Journals {
public:
    Journals() = default;
    Journals(const Journals&) = delete;
    Journals& operator=(const Journals&) = delete;
    virtual ~Journals() = default;
    /// New, or as it was left; for one holder at a time, who goes before the store does.
    [[nodiscard]] virtual std::unique_ptr<Journal> open_journal(const std::string& name) = 0;
    /// Deletes those whose names begin so, but for these. What holders of the others append goes nowhere.
    virtual void keep_only_journals(std::string_view beginning, const std::unordered_set<std::string>& names) = 0;
};

/// The store's own; null: it has none, everything is as durable as the process.
[[nodiscard]] inline Journals* journals_of(Store& store) { return dynamic_cast<Journals*>(&store); }

}  // namespace wt::store
