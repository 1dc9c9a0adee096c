#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/accounts.hpp"
#include "aws/json.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "store/store.hpp"

namespace wt::aws {

/// What a catalogue changes in the store, gathered to one step until somebody is answered.
class Rows {
public:
    /// The store outlives this.
    explicit Rows(store::Store& store) : store_(store) {}

    [[nodiscard]] bool are_kept() const { return store_.keeps(); }
    /// No value: the row goes.
    void put(std::string_view space, std::string key, std::optional<std::string> value) {
        if (store_.keeps()) changes_.push_back({std::string(space), std::move(key), std::move(value)});
    }
    /// What was put since this was last called becomes one step, in the order of the calls; nobody waits for it here.
    void stage();
    /// The same, whole on disk or not at all; waits until it is there, with everything before it. Nothing on success,
    /// else why not.
    [[nodiscard]] Task<std::optional<wt::Error>> durable();

private:
    store::Store& store_;
    std::vector<store::Change> changes_;
    store::Ticket ticket_ = 0;
};

/// "ACCOUNT/REGION".
[[nodiscard]] std::string place_key(const AccountRegion& place);
/// Takes what stands before the next slash.
[[nodiscard]] std::string take_part(std::string_view& key);

/// A part as its row in the store.
[[nodiscard]] std::string row_of(const Structure& shape, const void* part);
template <class T>
[[nodiscard]] std::string row_of(const T& part) {
    return row_of(shape_of(Tag<T>{}), &part);
}
/// None where the row does not read.
template <class T>
[[nodiscard]] std::optional<T> read_row(std::string_view row) {
    T value;
    Violations violations;
    if (read_json(row, shape_of(Tag<T>{}), &value, violations)) return std::nullopt;
    return value;
}

}  // namespace wt::aws
