#include "storage/cache/keyspace.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "storage/cache/tail.hpp"

namespace wt::cache {

namespace {

/// Looks for a random one of the few that may go; after so many the first that may.
constexpr int draws = 16;

[[nodiscard]] std::string watch_key(std::size_t database, std::string_view key) {
    std::string both(1, static_cast<char>('a' + database));
    return both.append(key);
}

}  // namespace

template <Keyspace::Links Keyspace::Entry::* links>
void Keyspace::Order<links>::append(Entry& entry) {
    (entry.*links).before = std::exchange(last, &entry);
    (entry.*links).after = nullptr;
    Entry* const before = (entry.*links).before;
    (before != nullptr ? (before->*links).after : first) = &entry;
}

template <Keyspace::Links Keyspace::Entry::* links>
void Keyspace::Order<links>::remove(Entry& entry) {
    const auto [before, after] = entry.*links;
    (before != nullptr ? (before->*links).after : first) = after;
    (after != nullptr ? (after->*links).before : last) = before;
}

Keyspace::Keyspace(const Context& context, Counter& evictions, Bytes max_memory, EvictionPolicy policy)
    : context_(context),
      evictions_(evictions),
      max_memory_(max_memory),
      policy_(policy),
      chance_(context.random("cache.keys")) {}

void Keyspace::limit(Bytes max_memory, EvictionPolicy policy) {
    max_memory_ = max_memory;
    policy_ = policy;
    (void)make_room(0);
}

std::uint64_t Keyspace::keys() const {
    std::uint64_t all = 0;
    for (const Database& database : databases_) all += database.entries.size();
    return all;
}

Keyspace::Entry* Keyspace::peek(std::size_t database, std::string_view key) {
    auto& entries = databases_[database].entries;
    const auto found = entries.find(key);
    if (found == entries.end()) return nullptr;
    if (found->second.expires <= context_.now()) {
        erase(found->second);
        return nullptr;
    }
    return &found->second;
}

Keyspace::Entry* Keyspace::find(std::size_t database, std::string_view key) {
    Entry* const entry = peek(database, key);
    if (entry != nullptr) use(*entry);
    return entry;
}

void Keyspace::use(Entry& entry) {
    entry.used = ++uses_so_far_;
    auto& order = uses(entry);
    if (order.last == &entry) return;
    order.remove(entry);
    order.append(entry);
}

Keyspace::Entry& Keyspace::add(std::size_t number, Text key, Value value, Instant expires) {
    Database& database = databases_[number];
    Entry& entry = database.entries[key];
    entry.key = std::move(key);
    entry.value = std::move(value);
    entry.expires = expires;
    entry.database = static_cast<std::uint8_t>(number);
    entry.number = ++made_;
    entry.used = ++uses_so_far_;
    uses(entry).append(entry);
    if (expires != never) ++database.expiring;
    if (database.free.empty()) {
        entry.slot = static_cast<std::uint32_t>(database.slots.size());
        database.slots.push_back(&entry);
    } else {
        entry.slot = database.free.back();
        database.free.pop_back();
        database.slots[entry.slot] = &entry;
    }
    memory_ += entry.size();
    return entry;
}

Keyspace::Entry& Keyspace::put(std::size_t database, Text key, Value value) {
    auto& entries = databases_[database].entries;
    const auto found = entries.find(key);
    if (found == entries.end()) {
        if (tail_ != nullptr) note(database, key.view(), nullptr);
        Entry& entry = add(database, std::move(key), std::move(value), never);
        changed(entry);
        return entry;
    }
    Entry& entry = found->second;
    about_to_change(entry);
    memory_ -= entry.size();
    entry.value = std::move(value);
    memory_ += entry.size();
    expire_at(entry, never);
    use(entry);
    return entry;
}

void Keyspace::put_aged(Text key, Value value, Instant expires) {
    if (tail_ != nullptr) note(0, key.view(), nullptr);
    Entry& entry = add(0, std::move(key), std::move(value), expires);
    entry.aged = true;
    by_age_.append(entry);
    changed(entry);
}

void Keyspace::expire_at(Entry& entry, Instant when) {
    about_to_change(entry);
    Database& database = databases_[entry.database];
    changed(entry);
    if (entry.aged) {
        by_age_.remove(entry);
        entry.aged = false;
    } else if (entry.expires != never) {
        deadlines_.erase({entry.expires, entry.number});
    } else if (when == never) {
        return;
    }
    uses(entry).remove(entry);
    if (entry.expires != never) --database.expiring;
    if (when != never) ++database.expiring;
    entry.expires = when;
    uses(entry).append(entry);
    entry.used = ++uses_so_far_;
    if (when != never) deadlines_.emplace(std::pair(when, entry.number), &entry);
}

Value Keyspace::take(Entry& entry) {
    const std::uint64_t before = entry.size();
    Value value = std::exchange(entry.value, Text());
    memory_ += entry.size() - before;
    return value;
}

void Keyspace::erase(Entry& entry) {
    about_to_change(entry);
    changed(entry);
    Database& database = databases_[entry.database];
    uses(entry).remove(entry);
    if (entry.aged) {
        by_age_.remove(entry);
    } else if (entry.expires != never) {
        deadlines_.erase({entry.expires, entry.number});
    }
    if (entry.expires != never) --database.expiring;
    memory_ -= entry.size();
    database.slots[entry.slot] = nullptr;
    database.free.push_back(entry.slot);
    const Text key = entry.key;  // the map must not look at what it destroys
    database.entries.erase(database.entries.find(key));
    if (database.entries.empty()) {
        database.slots.clear();
        database.free.clear();
    }
}

void Keyspace::resized(Entry& entry, std::uint64_t before) {
    memory_ += entry.size() - before;
    changed(entry);
    if (elements_of(entry.value) == 0) erase(entry);
}

void Keyspace::flush(std::size_t number) {
    Database& database = databases_[number];
    const std::vector<Entry*> all = database.slots;
    for (Entry* const entry : all) {
        if (entry != nullptr) erase(*entry);
    }
}

void Keyspace::flush_all() {
    if (!watched_.empty() || tail_ != nullptr) {
        for (std::size_t i = 0; i < databases; ++i) flush(i);
    }
    for (Database& database : databases_) database = Database();
    uses_ = {};
    by_age_ = {};
    deadlines_.clear();
    memory_ = 0;
}

Keyspace::Entry* Keyspace::any_volatile() {
    for (const Database& database : databases_) {
        if (database.expiring == 0) continue;
        for (int i = 0; i < draws; ++i) {
            Entry* const entry = database.slots[chance_.below(database.slots.size())];
            if (entry != nullptr && entry->expires != never) return entry;
        }
    }
    return uses_[1].first;
}

Keyspace::Entry* Keyspace::next_to_go() {
    Entry* const stays = uses_[0].first;
    Entry* const expires = uses_[1].first;
    switch (policy_) {
        case EvictionPolicy::noeviction: return nullptr;
        case EvictionPolicy::volatile_lru: return expires;
        case EvictionPolicy::allkeys_lru:
            if (stays == nullptr || expires == nullptr) return stays == nullptr ? expires : stays;
            return stays->used < expires->used ? stays : expires;
        case EvictionPolicy::volatile_ttl: {
            Entry* const own = deadlines_.empty() ? nullptr : deadlines_.begin()->second;
            if (own == nullptr || by_age_.first == nullptr) return own == nullptr ? by_age_.first : own;
            return own->expires < by_age_.first->expires ? own : by_age_.first;
        }
        case EvictionPolicy::volatile_random: return any_volatile();
        case EvictionPolicy::allkeys_random:
            for (std::size_t i = 0; i < databases; ++i) {
                if (Entry* const entry = any(i)) return entry;
            }
            return nullptr;
    }
    return nullptr;
}

bool Keyspace::make_room(std::uint64_t more) {
    while (memory_ + more > max_memory_.count) {
        Entry* const entry = next_to_go();
        if (entry == nullptr) return false;
        evictions_.add();
        erase(*entry);
    }
    return true;
}

void Keyspace::erase_expired() {
    // Two for each key that comes: dead keys go faster than new ones arrive, and no call takes long.
    const Instant now = context_.now();
    for (int i = 0; i < 2 && by_age_.first != nullptr && by_age_.first->expires <= now; ++i) erase(*by_age_.first);
    for (int i = 0; i < 2 && !deadlines_.empty() && deadlines_.begin()->first.first <= now; ++i)
        erase(*deadlines_.begin()->second);
}

std::uint64_t Keyspace::scan(std::size_t number, std::uint64_t cursor, std::size_t about,
                             const std::function<void(Entry&)>& visit) {
    const auto& slots = databases_[number].slots;
    const Instant now = context_.now();
    for (std::size_t i = 0; cursor < slots.size() && i < about; ++cursor, ++i) {
        Entry* const entry = slots[cursor];
        if (entry != nullptr && entry->expires > now) visit(*entry);
    }
    return cursor < slots.size() ? cursor : 0;
}

Keyspace::Entry* Keyspace::any(std::size_t number) {
    Database& database = databases_[number];
    const Instant now = context_.now();
    for (int i = 0; i < draws && !database.slots.empty(); ++i) {
        Entry* const entry = database.slots[chance_.below(database.slots.size())];
        if (entry != nullptr && entry->expires > now) return entry;
    }
    for (Entry* const entry : database.slots) {
        if (entry != nullptr && entry->expires > now) return entry;
    }
    return nullptr;
}

void Keyspace::swap(std::size_t one, std::size_t other) {
    if (one == other) return;
    if (tail_ != nullptr) tail_->forget();  // what is not safe yet is taken to be
    std::swap(databases_[one], databases_[other]);
    for (const std::size_t number : {one, other}) {
        for (Entry* const entry : databases_[number].slots) {
            if (entry == nullptr) continue;
            entry->database = static_cast<std::uint8_t>(number);
            changed(*entry);
        }
    }
}

void Keyspace::note(std::size_t database, std::string_view key, const Entry* before) {
    tail_->note(database, key, before);
}

void Keyspace::watch(std::size_t database, std::string_view key, std::shared_ptr<Watch> watch) {
    auto& all = watched_[watch_key(database, key)];
    std::erase_if(all, [](const auto& each) { return each->over; });
    all.push_back(std::move(watch));
}

void Keyspace::tell(std::size_t database, std::string_view key) {
    const auto found = watched_.find(watch_key(database, key));
    if (found == watched_.end()) return;
    for (const auto& watch : found->second) watch->dirty = true;
    watched_.erase(found);
}

}  // namespace wt::cache
