#include "gateway/java/value.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <functional>

namespace wt::gateway::java {

namespace {

constexpr std::size_t few = 12;  // so many keys are looked through one by one

[[nodiscard]] bool equal(Value a, Value b, int depth);

[[nodiscard]] bool equal_lists(const List& a, const List& b, int depth) {
    if (&a == &b) return true;
    const bool sets = a.kind() == ListKind::key_set || a.kind() == ListKind::entry_set;
    if (a.has_indexes() != b.has_indexes() || a.size() != b.size()) return false;
    if (!a.has_indexes() && (a.kind() != b.kind() || !sets)) return false;
    if (sets)
        return std::ranges::all_of(a.items(), [&](Value each) {
            return std::ranges::any_of(b.items(), [&](Value other) { return equal(each, other, depth); });
        });
    return std::ranges::equal(a.items(), b.items(), [&](Value each, Value other) { return equal(each, other, depth); });
}

[[nodiscard]] bool equal_maps(const Map& a, const Map& b, int depth) {
    if (&a == &b) return true;
    if (a.size() != b.size()) return false;
    return std::ranges::all_of(a.entries(), [&](const Entry& each) {
        const auto other = b.find(each.key);
        return other && equal(each.value, *other, depth);
    });
}

[[nodiscard]] bool equal(Value a, Value b, int depth) {
    if (a.kind() != b.kind() || ++depth > deepest) return false;
    switch (a.kind()) {
        case Kind::null: return true;
        case Kind::boolean:
        case Kind::integer:
        case Kind::long_integer: return a.as_whole() == b.as_whole();
        // Double.equals tells zeros apart, and a NaN is itself.
        case Kind::real:
            return std::bit_cast<std::uint64_t>(a.as_real()) == std::bit_cast<std::uint64_t>(b.as_real()) ||
                   (std::isnan(a.as_real()) && std::isnan(b.as_real()));
        case Kind::big_integer:
        case Kind::big_decimal:
        case Kind::text: return a.as_text() == b.as_text();
        case Kind::list: return equal_lists(a.as_list(), b.as_list(), depth);
        case Kind::map: return equal_maps(a.as_map(), b.as_map(), depth);
        case Kind::entry:
            return equal(a.as_entry().key, b.as_entry().key, depth) &&
                   equal(a.as_entry().current(), b.as_entry().current(), depth);
        case Kind::object: return &a.as_object() == &b.as_object();
    }
    return false;
}

}  // namespace

bool equal(Value a, Value b) { return equal(a, b, 0); }

std::size_t hash_of(Value value) {
    switch (value.kind()) {
        case Kind::boolean:
        case Kind::integer:
        case Kind::long_integer: return std::hash<std::int64_t>{}(value.as_whole());
        case Kind::text: return std::hash<std::string_view>{}(value.as_text());
        default: return static_cast<std::size_t>(value.kind());
    }
}

Value Entry::current() const { return map == nullptr ? value : map->find(key).value_or(value); }

void List::reserve(Heap& heap, std::size_t count) {
    if (count <= capacity_) return;
    auto* const items = heap.room<Value>(count);
    if (size_ != 0) std::copy_n(items_, size_, items);
    items_ = items;
    capacity_ = static_cast<std::uint32_t>(count);
}

void List::insert(Heap& heap, std::size_t index, Value value) {
    WT_ASSERT(index <= size_);
    if (size_ == capacity_) reserve(heap, std::max<std::size_t>(4, std::size_t{capacity_} * 2));
    std::copy_backward(items_ + index, items_ + size_, items_ + size_ + 1);
    items_[index] = value;
    ++size_;
    ++changes_;
}

void List::erase(std::size_t index) {
    WT_ASSERT(index < size_);
    std::copy(items_ + index + 1, items_ + size_, items_ + index);
    --size_;
    ++changes_;
}

std::size_t Map::place_of(Value key) const {
    if (slots_ != nullptr && size_ > few) {
        std::size_t at = hash_of(key) & (slot_count_ - 1);
        for (; slots_[at] != 0; at = (at + 1) & (slot_count_ - 1)) {
            const std::size_t place = slots_[at] - 1;
            if (equal(entries_[place].key, key)) return place;
        }
        return size_;
    }
    std::size_t place = 0;
    while (place < size_ && !equal(entries_[place].key, key)) ++place;
    return place;
}

std::optional<Value> Map::find(Value key) const {
    const std::size_t place = place_of(key);
    if (place == size_) return std::nullopt;
    return entries_[place].value;
}

/// Makes the slots anew for what is there.
void Map::index(Heap& heap) {
    if (slot_count_ < 2 * capacity_) {
        slot_count_ = std::bit_ceil(2 * capacity_);
        slots_ = heap.room<std::uint32_t>(slot_count_);
    }
    std::memset(slots_, 0, sizeof(std::uint32_t) * slot_count_);
    for (std::uint32_t place = 0; place < size_; ++place) {
        std::size_t at = hash_of(entries_[place].key) & (slot_count_ - 1);
        while (slots_[at] != 0) at = (at + 1) & (slot_count_ - 1);
        slots_[at] = place + 1;
    }
}

Value Map::put(Heap& heap, Value key, Value value) {
    if (const std::size_t place = place_of(key); place < size_) return std::exchange(entries_[place].value, value);
    if (size_ == capacity_) {
        const std::uint32_t capacity = std::max<std::uint32_t>(4, capacity_ * 2);
        auto* const entries = heap.room<Entry>(capacity);
        if (size_ != 0) std::copy_n(entries_, size_, entries);
        entries_ = entries;
        capacity_ = capacity;
    }
    entries_[size_++] = {key, value, nullptr};
    ++changes_;
    if (size_ <= few) return {};
    if (slot_count_ < 2 * capacity_ || size_ == few + 1) {
        index(heap);
        return {};
    }
    std::size_t at = hash_of(key) & (slot_count_ - 1);
    while (slots_[at] != 0) at = (at + 1) & (slot_count_ - 1);
    slots_[at] = size_;
    return {};
}

Value Map::erase(Value key) {
    const std::size_t place = place_of(key);
    if (place == size_) return {};
    const Value old = entries_[place].value;
    std::copy(entries_ + place + 1, entries_ + size_, entries_ + place);
    --size_;
    ++changes_;
    if (size_ > few) {
        // There is room for as many slots as there were.
        std::memset(slots_, 0, sizeof(std::uint32_t) * slot_count_);
        for (std::uint32_t each = 0; each < size_; ++each) {
            std::size_t at = hash_of(entries_[each].key) & (slot_count_ - 1);
            while (slots_[at] != 0) at = (at + 1) & (slot_count_ - 1);
            slots_[at] = each + 1;
        }
    }
    return old;
}

void Map::clear() {
    size_ = 0;
    ++changes_;
}

}  // namespace wt::gateway::java
