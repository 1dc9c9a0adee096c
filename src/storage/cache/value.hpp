#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include <ext/pb_ds/assoc_container.hpp>
#include <ext/pb_ds/tree_policy.hpp>

#include "base/hash.hpp"
#include "base/text.hpp"

namespace wt::cache {

/// What an element of a list, hash or set takes besides its bytes. Assumed.
inline constexpr std::uint64_t element_overhead = 64;

/// Texts with something beside each. In the order in which they came, but that the last takes the place of one that
/// goes; any of them by number.
template <class With>
class Table {
public:
    struct Slot {
        With with;
        std::size_t at = 0;
    };
    using Items = std::unordered_map<std::string, Slot, TextHash, std::equal_to<>>;
    using Item = typename Items::value_type;

    [[nodiscard]] With* find(std::string_view key) {
        const auto found = items_.find(key);
        return found == items_.end() ? nullptr : &found->second.with;
    }
    /// True when it is new; else the value is replaced.
    bool put(std::string_view key, With with) {
        const auto found = items_.find(key);
        if (found != items_.end()) {
            bytes_ += size_of(with) - size_of(found->second.with);
            found->second.with = std::move(with);
            return false;
        }
        bytes_ += key.size() + size_of(with) + element_overhead;
        Item& item = *items_.emplace(std::string(key), Slot{std::move(with), order_.size()}).first;
        order_.push_back(&item);
        return true;
    }
    bool erase(std::string_view key) {
        const auto found = items_.find(key);
        if (found == items_.end()) return false;
        bytes_ -= key.size() + size_of(found->second.with) + element_overhead;
        order_.back()->second.at = found->second.at;
        order_[found->second.at] = order_.back();
        order_.pop_back();
        items_.erase(found);
        return true;
    }
    /// One that is there.
    [[nodiscard]] const Item& item(std::string_view key) const { return *items_.find(key); }
    [[nodiscard]] std::size_t size() const { return items_.size(); }
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
    [[nodiscard]] const Item& at(std::size_t number) const { return *order_[number]; }
    [[nodiscard]] const std::vector<Item*>& items() const { return order_; }

private:
    [[nodiscard]] static std::uint64_t size_of(const With& with) {
        if constexpr (requires { with.size(); }) return with.size();
        return sizeof(With);
    }

    Items items_;
    std::vector<Item*> order_;
    std::uint64_t bytes_ = 0;
};

using Hash = Table<std::string>;
struct NoValue {};
using Set = Table<NoValue>;

/// A list.
class List {
public:
    void push(bool front, std::string_view item) {
        bytes_ += item.size() + element_overhead;
        front ? items_.emplace_front(item) : items_.emplace_back(item);
    }
    /// Of one that is not empty.
    [[nodiscard]] std::string pop(bool front) {
        std::string item = std::move(front ? items_.front() : items_.back());
        front ? items_.pop_front() : items_.pop_back();
        bytes_ -= item.size() + element_overhead;
        return item;
    }
    void insert(std::size_t at, std::string_view item) {
        bytes_ += item.size() + element_overhead;
        items_.emplace(items_.begin() + static_cast<std::ptrdiff_t>(at), item);
    }
    void erase(std::size_t at) {
        bytes_ -= items_[at].size() + element_overhead;
        items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(at));
    }
    void set(std::size_t at, std::string_view item) {
        bytes_ += item.size() - items_[at].size();
        items_[at] = item;
    }
    [[nodiscard]] std::size_t size() const { return items_.size(); }
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
    [[nodiscard]] const std::string& operator[](std::size_t at) const { return items_[at]; }

private:
    std::deque<std::string> items_;
    std::uint64_t bytes_ = 0;
};

/// A sorted set: by score, then by the member's bytes.
class SortedSet {
public:
    using Place = std::pair<double, std::string_view>;
    using Order = __gnu_pbds::tree<Place, __gnu_pbds::null_type, std::less<>, __gnu_pbds::rb_tree_tag,
                                   __gnu_pbds::tree_order_statistics_node_update>;

    [[nodiscard]] const double* find(std::string_view member) { return scores_.find(member); }
    /// True when it is new.
    bool put(std::string_view member, double score) {
        if (const double* const before = scores_.find(member)) {
            if (*before == score) return false;
            order_.erase(Place(*before, member));
        }
        const bool fresh = scores_.put(member, score);
        order_.insert(Place(score, scores_.item(member).first));
        return fresh;
    }
    bool erase(std::string_view member) {
        const double* const score = scores_.find(member);
        if (score == nullptr) return false;
        order_.erase(Place(*score, member));
        return scores_.erase(member);
    }
    [[nodiscard]] std::size_t size() const { return order_.size(); }
    [[nodiscard]] std::uint64_t bytes() const { return scores_.bytes(); }
    [[nodiscard]] const Order& order() const { return order_; }
    [[nodiscard]] std::size_t rank(std::string_view member, double score) const {
        return order_.order_of_key(Place(score, member));
    }

private:
    Table<double> scores_;
    Order order_;
};

/// What a key holds.
using Value =
    std::variant<Text, std::unique_ptr<List>, std::unique_ptr<Hash>, std::unique_ptr<Set>, std::unique_ptr<SortedSet>>;

[[nodiscard]] inline std::uint64_t bytes_of(const Value& value) {
    if (const Text* const text = std::get_if<Text>(&value)) return text->size();
    return std::visit(
        [](const auto& held) -> std::uint64_t {
            if constexpr (requires { held->bytes(); }) return held->bytes();
            return 0;
        },
        value);
}
/// Of a list, hash or set; a text counts as one.
[[nodiscard]] inline std::size_t elements_of(const Value& value) {
    return std::visit(
        [](const auto& held) -> std::size_t {
            if constexpr (requires { held->bytes(); }) return held->size();
            return 1;
        },
        value);
}
[[nodiscard]] inline Value copy_of(const Value& value) {
    return std::visit(
        [](const auto& held) -> Value {
            if constexpr (requires { held->bytes(); }) {
                using Kind = std::remove_cvref_t<decltype(*held)>;
                auto copy = std::make_unique<Kind>();
                if constexpr (std::is_same_v<Kind, List>) {
                    for (std::size_t i = 0; i < held->size(); ++i) copy->push(false, (*held)[i]);
                } else if constexpr (std::is_same_v<Kind, SortedSet>) {
                    for (const auto& [score, member] : held->order()) copy->put(member, score);
                } else {
                    for (const auto* item : held->items()) copy->put(item->first, item->second.with);
                }
                return copy;
            } else {
                return held;
            }
        },
        value);
}
/// As TYPE tells it.
[[nodiscard]] inline std::string_view type_of(const Value& value) {
    constexpr std::string_view names[] = {"string", "list", "hash", "set", "zset"};
    return names[value.index()];
}

}  // namespace wt::cache
