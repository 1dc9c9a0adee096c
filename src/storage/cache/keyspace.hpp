#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/block_pool.hpp"
#include "base/context.hpp"
#include "base/hash.hpp"
#include "storage/cache/config.hpp"
#include "storage/cache/value.hpp"

namespace wt::cache {

/// Told when one of the keys that a transaction watches changes.
struct Watch {
    bool dirty = false;
    bool over = false;
};

class Tail;

/// The keys of a Redis node, in 16 databases: lifetimes, memory, and who goes when memory is short. Answers at once.
/// Least recently used is exact, where Redis samples.
class Keyspace {
public:
    static constexpr std::size_t databases = 16;
    /// What a key takes besides its own bytes and its value's. Assumed: a dictionary entry, a robj, an expiry and the
    /// string headers of 64-bit Redis come to about this.
    static constexpr std::uint64_t overhead = 64;

    struct Entry;
    /// Neighbours in one of the orders of the entries.
    struct Links {
        Entry* before = nullptr;
        Entry* after = nullptr;
    };
    struct Entry {
        Text key;
        Value value;
        Instant expires = never;  // never: it stays
        Links use;
        Links age;
        std::uint64_t used = 0;    // when, as a number that grows
        std::uint64_t number = 0;  // of all that were made
        std::uint32_t slot = 0;
        std::uint8_t database = 0;
        bool aged = false;  // stands in the order of ages
        [[nodiscard]] std::uint64_t size() const { return key.size() + bytes_of(value) + overhead; }
    };

    /// `evictions` counts those that go for memory.
    Keyspace(const Context& context, Counter& evictions, Bytes max_memory, EvictionPolicy policy);
    Keyspace(const Keyspace&) = delete;
    Keyspace& operator=(const Keyspace&) = delete;

    /// Another bound: what is too much goes at once.
    void limit(Bytes max_memory, EvictionPolicy policy);

    /// Null when there is none, or its time is over. Counts as a use.
    [[nodiscard]] Entry* find(std::size_t database, std::string_view key);
    /// The same, and no use.
    [[nodiscard]] Entry* peek(std::size_t database, std::string_view key);
    /// In the place of what was there; stays until somebody says otherwise.
    Entry& put(std::size_t database, Text key, Value value);
    /// A key whose lifetime is that of all others that are set so: those that were set first expire first.
    void put_aged(Text key, Value value, Instant expires);
    void erase(Entry& entry);
    /// Its value, of one that is about to be erased.
    [[nodiscard]] Value take(Entry& entry);
    void expire_at(Entry& entry, Instant when);  // never: it stays
    /// After a change of the value from one that took so much; one without elements goes.
    void resized(Entry& entry, std::uint64_t before);
    void flush(std::size_t database);
    void flush_all();

    /// Tells it of each key that is about to change; it outlives this. Null: nobody.
    void tell_before(Tail* tail) { tail_ = tail; }
    /// A value that is about to change without a Change.
    void about_to_change(const Entry& entry) {
        if (tail_ != nullptr) [[unlikely]]
            note(entry.database, entry.key.view(), &entry);
    }

    /// Makes room for so much, by the policy. False when nothing more may go.
    bool make_room(std::uint64_t more);
    /// Two at most, of those that must go first.
    void erase_expired();

    [[nodiscard]] std::uint64_t keys(std::size_t database) const { return databases_[database].entries.size(); }
    [[nodiscard]] std::uint64_t keys() const;
    /// Of a database: those with an expiry.
    [[nodiscard]] std::uint64_t volatile_keys(std::size_t database) const { return databases_[database].expiring; }
    [[nodiscard]] std::uint64_t memory() const { return memory_; }
    [[nodiscard]] Bytes max_memory() const { return max_memory_; }
    [[nodiscard]] EvictionPolicy policy() const { return policy_; }

    /// Calls with each key from that cursor on, for about so many; the cursor to go on with, 0 at the end. Who is
    /// there all the time is met once.
    [[nodiscard]] std::uint64_t scan(std::size_t database, std::uint64_t cursor, std::size_t about,
                                     const std::function<void(Entry&)>& visit);
    /// Any key of the database; null for none.
    [[nodiscard]] Entry* any(std::size_t database);
    void swap(std::size_t one, std::size_t other);

    void watch(std::size_t database, std::string_view key, std::shared_ptr<Watch> watch);

    [[nodiscard]] Instant now() const { return context_.now(); }
    [[nodiscard]] Random& chance() { return chance_; }

private:
    template <Links Entry::* links>
    struct Order {
        Entry* first = nullptr;
        Entry* last = nullptr;
        void append(Entry& entry);
        void remove(Entry& entry);
    };
    using Pool = PoolAllocator<std::pair<const Text, Entry>>;
    struct Database {
        std::unordered_map<Text, Entry, TextHash, std::equal_to<>, Pool> entries;
        std::vector<Entry*> slots;  // null: free
        std::vector<std::uint32_t> free;
        std::uint64_t expiring = 0;
    };
    using Deadlines = std::map<std::pair<Instant, std::uint64_t>, Entry*>;

    /// Of those that stay, or of those that expire.
    [[nodiscard]] Order<&Entry::use>& uses(const Entry& entry) { return uses_[entry.expires != never ? 1 : 0]; }
    void use(Entry& entry);
    Entry& add(std::size_t database, Text key, Value value, Instant expires);
    void changed(const Entry& entry) {
        if (!watched_.empty()) [[unlikely]]
            tell(entry.database, entry.key.view());
    }
    void tell(std::size_t database, std::string_view key);
    void note(std::size_t database, std::string_view key, const Entry* before);
    [[nodiscard]] Entry* next_to_go();
    [[nodiscard]] Entry* any_volatile();

    Context context_;
    Counter& evictions_;
    Tail* tail_ = nullptr;
    Bytes max_memory_;
    EvictionPolicy policy_;
    std::array<Database, databases> databases_;
    std::array<Order<&Entry::use>, 2> uses_;  // least recently used first
    Order<&Entry::age> by_age_;               // the first to expire first, as long as the lifetime stays
    Deadlines deadlines_;                     // of those with a lifetime of their own
    std::map<std::string, std::vector<std::shared_ptr<Watch>>, std::less<>> watched_;
    std::uint64_t memory_ = 0;
    std::uint64_t uses_so_far_ = 0;
    std::uint64_t made_ = 0;
    Random chance_;
};

/// A change of a value that is under way: what it takes is counted at the end, and an empty one goes.
class Change {
public:
    Change(Keyspace& keys, Keyspace::Entry& entry) : keys_(keys), entry_(entry), before_(entry.size()) {
        keys.about_to_change(entry);
    }
    Change(const Change&) = delete;
    Change& operator=(const Change&) = delete;
    ~Change() { keys_.resized(entry_, before_); }

private:
    Keyspace& keys_;
    Keyspace::Entry& entry_;
    std::uint64_t before_;
};

}  // namespace wt::cache
