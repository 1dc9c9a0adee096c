#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/context.hpp"
#include "base/distribution.hpp"
#include "base/ramp.hpp"
#include "storage/cache/keyspace.hpp"

namespace wt::cache {

/// What a primary has changed and nothing that outlives it has yet: keys as they were before. Costs nothing while
/// changes are safe at once. A value of many elements is copied when it changes, at most sixteen times in the time that
/// a change takes to be safe; what changes in between counts as safe with the earlier one.
class Tail {
public:
    Tail(const Context& context, Random random) : context_(context), random_(std::move(random)) {}

    /// How long a change takes to be safe, from now on.
    void set_law(Distribution law, Ramp ramp = {});
    [[nodiscard]] bool follows() const { return !law_.is_zero(); }

    /// The key is about to change; null: it is not there.
    void note(std::size_t database, std::string_view key, const Keyspace::Entry* before);
    /// When all that was written until now is safe.
    [[nodiscard]] Instant safe_at() const { return safe_at_; }
    /// Changes that were noted, ever.
    [[nodiscard]] std::uint64_t changes() const { return changes_; }

    /// Makes the keys what they were at the last safe change; how many changes are lost.
    [[nodiscard]] std::uint64_t undo(Keyspace& keys);
    /// All is as safe as it will be.
    void forget();

private:
    struct Image {
        Instant at;
        Instant safe;
        std::size_t database;
        Text key;
        std::optional<Value> value;
        Instant expires;
    };
    void drop_safe();

    Context context_;
    Random random_;
    Distribution law_;
    Ramp ramp_;
    std::deque<Image> images_;
    /// Values of many elements that have been copied: when, and when that change is safe.
    std::map<std::pair<std::size_t, std::string>, std::pair<Instant, Instant>> copied_;
    Instant drawn_at_ = epoch - Duration(1);
    Instant safe_at_ = epoch;
    std::uint64_t changes_ = 0;
    bool undoing_ = false;
};

}  // namespace wt::cache
