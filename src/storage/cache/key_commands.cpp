// Commands of keys, whatever they hold, and of whole databases.
#include <algorithm>

#include <fmt/format.h>

#include "storage/cache/call.hpp"
#include "storage/cache/glob.hpp"
#include "storage/cache/scan.hpp"

namespace wt::cache {

namespace {

void del(Call& call) {
    std::int64_t gone = 0;
    for (const std::string_view key : call.args.subspan(1)) {
        Keyspace::Entry* const entry = call.keys().peek(call.database(), key);
        if (entry == nullptr) continue;
        call.keys().erase(*entry);
        ++gone;
    }
    call.out.integer(gone);
}

void exists(Call& call) {
    std::int64_t there = 0;
    for (const std::string_view key : call.args.subspan(1)) there += call.find(key) != nullptr ? 1 : 0;
    call.out.integer(there);
}

void expire(Call& call, bool seconds, bool moment) {
    const auto ends = call.end_of_life(2, seconds, moment);
    if (!ends) return;
    bool nx = false;
    bool xx = false;
    bool gt = false;
    bool lt = false;
    for (std::size_t i = 3; i < call.args.size(); ++i) {
        if (call.is(i, "nx")) {
            nx = true;
        } else if (call.is(i, "xx")) {
            xx = true;
        } else if (call.is(i, "gt")) {
            gt = true;
        } else if (call.is(i, "lt")) {
            lt = true;
        } else {
            return call.out.error(fmt::format("ERR Unsupported option {}", call.args[i]));
        }
    }
    if ((nx && (xx || gt || lt)) || (gt && lt))
        return call.out.error("ERR NX and XX, GT or LT options at the same time are not compatible");
    Keyspace::Entry* const entry = call.find(call.args[1]);
    if (entry == nullptr) return call.out.integer(0);
    const Instant now = call.keys().now();
    const bool expires = entry->expires != never;
    if ((nx && expires) || (xx && !expires) || (gt && (!expires || *ends <= entry->expires)) ||
        (lt && expires && *ends >= entry->expires))
        return call.out.integer(0);
    if (*ends <= now) {
        call.keys().erase(*entry);
    } else {
        call.keys().expire_at(*entry, *ends);
    }
    call.out.integer(1);
}
void expire_in_seconds(Call& call) { expire(call, true, false); }
void pexpire(Call& call) { expire(call, false, false); }
void expireat(Call& call) { expire(call, true, true); }
void pexpireat(Call& call) { expire(call, false, true); }

/// Rounded as Redis rounds: to the nearest second.
void tell_time(Call& call, bool seconds, bool moment) {
    const Keyspace::Entry* const entry = call.keys().peek(call.database(), call.args[1]);
    if (entry == nullptr) return call.out.integer(-2);
    if (entry->expires == never) return call.out.integer(-1);
    const Context& context = call.engine.context();
    const Duration span = moment ? (entry->expires + (context.calendar() - context.now())).time_since_epoch()
                                 : entry->expires - context.now();
    // The calendar is followed by nanoseconds.
    const auto milliseconds = (moment ? std::chrono::round<std::chrono::milliseconds>(span)
                                      : std::chrono::ceil<std::chrono::milliseconds>(span))
                                  .count();
    call.out.integer(seconds ? (milliseconds + (moment ? 0 : 500)) / 1000 : milliseconds);
}
void ttl(Call& call) { tell_time(call, true, false); }
void pttl(Call& call) { tell_time(call, false, false); }
void expiretime(Call& call) { tell_time(call, true, true); }
void pexpiretime(Call& call) { tell_time(call, false, true); }

void persist(Call& call) {
    Keyspace::Entry* const entry = call.find(call.args[1]);
    const bool expires = entry != nullptr && entry->expires != never;
    if (expires) call.keys().expire_at(*entry, never);
    call.out.integer(expires ? 1 : 0);
}

void type(Call& call) {
    const Keyspace::Entry* const entry = call.keys().peek(call.database(), call.args[1]);
    call.out.simple(entry == nullptr ? "none" : type_of(entry->value));
}

void keys(Call& call) {
    std::vector<std::string_view> found;
    (void)call.keys().scan(call.database(), 0, ~std::size_t{0}, [&](Keyspace::Entry& entry) {
        if (matches_glob(call.args[1], entry.key.view())) found.push_back(entry.key.view());
    });
    call.out.array(found.size());
    for (const std::string_view key : found) call.out.bulk(key);
}

void scan(Call& call) {
    const auto wanted = read_scan(call, 1);
    if (!wanted) return;
    std::vector<std::string_view> found;
    const std::uint64_t next = call.keys().scan(
        call.database(), wanted->cursor, static_cast<std::size_t>(wanted->count), [&](Keyspace::Entry& entry) {
            if (wanted->takes(entry.key.view()) &&
                (!wanted->type || same_ignoring_case(*wanted->type, type_of(entry.value))))
                found.push_back(entry.key.view());
        });
    answer_scan(call, next, found);
}

void randomkey(Call& call) {
    const Keyspace::Entry* const entry = call.keys().any(call.database());
    entry == nullptr ? call.out.null() : call.out.bulk(entry->key.view());
}

/// Puts what stands there under another key, with its lifetime.
void put_again(Call& call, std::size_t database, std::string_view key, Value value, Instant expires) {
    Keyspace::Entry& entry = call.keys().put(database, Text(key), std::move(value));
    if (expires != never) call.keys().expire_at(entry, expires);
    call.engine.ready(database, key);
}

void rename(Call& call, bool only_new) {
    Keyspace::Entry* const entry = call.find(call.args[1]);
    if (entry == nullptr) return call.out.error(no_such_key);
    if (call.args[1] == call.args[2]) return only_new ? call.out.integer(0) : call.out.ok();
    if (only_new && call.find(call.args[2]) != nullptr) return call.out.integer(0);
    call.keys().about_to_change(*entry);
    const std::uint64_t before = entry->size();
    Value value = std::move(entry->value);
    const Instant expires = entry->expires;
    entry->value = Text("-");  // an entry that is erased counts what it holds
    call.keys().resized(*entry, before);
    call.keys().erase(*entry);
    put_again(call, call.database(), call.args[2], std::move(value), expires);
    only_new ? call.out.integer(1) : call.out.ok();
}
void rename_any(Call& call) { rename(call, false); }
void renamenx(Call& call) { rename(call, true); }

void copy(Call& call) {
    std::size_t database = call.database();
    bool replace = false;
    for (std::size_t i = 3; i < call.args.size(); ++i) {
        if (call.is(i, "replace")) {
            replace = true;
        } else if (call.is(i, "db") && i + 1 < call.args.size()) {
            const auto number = call.integer(++i);
            if (!number) return;
            if (*number < 0 || *number >= static_cast<std::int64_t>(Keyspace::databases))
                return call.out.error("ERR DB index is out of range");
            database = static_cast<std::size_t>(*number);
            if (database != 0 && call.engine.config().cluster != nullptr)
                return call.out.error("ERR Copying to another database is not allowed in cluster mode");
        } else {
            return call.out.error(syntax_error);
        }
    }
    if (database == call.database() && call.args[1] == call.args[2])
        return call.out.error("ERR source and destination objects are the same");
    const Keyspace::Entry* const entry = call.find(call.args[1]);
    if (entry == nullptr || (!replace && call.keys().peek(database, call.args[2]) != nullptr))
        return call.out.integer(0);
    const Instant expires = entry->expires;
    put_again(call, database, call.args[2], copy_of(entry->value), expires);
    call.out.integer(1);
}

void move(Call& call) {
    if (call.engine.config().cluster != nullptr) return call.out.error("ERR MOVE is not allowed in cluster mode");
    const auto number = call.integer(2);
    if (!number) return;
    if (*number < 0 || *number >= static_cast<std::int64_t>(Keyspace::databases))
        return call.out.error("ERR DB index is out of range");
    const auto database = static_cast<std::size_t>(*number);
    if (database == call.database()) return call.out.error("ERR source and destination objects are the same");
    Keyspace::Entry* const entry = call.find(call.args[1]);
    if (entry == nullptr || call.keys().peek(database, call.args[1]) != nullptr) return call.out.integer(0);
    Value value = copy_of(entry->value);
    const Instant expires = entry->expires;
    call.keys().erase(*entry);
    put_again(call, database, call.args[1], std::move(value), expires);
    call.out.integer(1);
}

void object(Call& call) {
    if (call.args.size() != 3) return call.out.error(syntax_error);
    const Keyspace::Entry* const entry = call.keys().peek(call.database(), call.args[2]);
    if (entry == nullptr) return call.out.null();
    if (call.is(1, "refcount")) return call.out.integer(1);
    if (call.is(1, "freq"))
        return call.out.error(
            "ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that when "
            "switching between policies at runtime LRU and LFU data will take some time to adjust.");
    if (call.is(1, "idletime")) return call.out.integer(0);
    if (!call.is(1, "encoding"))
        return call.out.error(fmt::format("ERR unknown subcommand '{}'. Try OBJECT HELP.", call.args[1]));
    constexpr std::string_view names[] = {"raw", "quicklist", "hashtable", "hashtable", "skiplist"};
    const Text* const text = std::get_if<Text>(&entry->value);
    constexpr std::size_t longest_embedded = 44;
    if (text != nullptr && integer_of(text->view())) return call.out.bulk("int");
    if (text != nullptr && text->size() <= longest_embedded) return call.out.bulk("embstr");
    call.out.bulk(names[entry->value.index()]);
}

void memory(Call& call) {
    if (!call.is(1, "usage") || call.args.size() < 3)
        return call.out.error(fmt::format("ERR unknown subcommand '{}'. Try MEMORY HELP.", call.args[1]));
    const Keyspace::Entry* const entry = call.keys().peek(call.database(), call.args[2]);
    entry == nullptr ? call.out.null() : call.out.integer(static_cast<std::int64_t>(entry->size()));
}

void dbsize(Call& call) { call.out.integer(static_cast<std::int64_t>(call.keys().keys(call.database()))); }

bool is_flush(Call& call) {
    const bool well = call.args.size() == 1 || (call.args.size() == 2 && (call.is(1, "async") || call.is(1, "sync")));
    if (!well) call.out.error(syntax_error);
    return well;
}
void flushdb(Call& call) {
    if (!is_flush(call)) return;
    call.keys().flush(call.database());
    call.out.ok();
}
void flushall(Call& call) {
    if (!is_flush(call)) return;
    call.keys().flush_all();
    call.out.ok();
}

void swapdb(Call& call) {
    if (call.engine.config().cluster != nullptr) return call.out.error("ERR SWAPDB is not allowed in cluster mode");
    const auto one = call.integer(1);
    const auto other = one ? call.integer(2) : std::nullopt;
    if (!other) return;
    constexpr auto all = static_cast<std::int64_t>(Keyspace::databases);
    if (*one < 0 || *one >= all || *other < 0 || *other >= all) return call.out.error("ERR DB index is out of range");
    call.keys().swap(static_cast<std::size_t>(*one), static_cast<std::size_t>(*other));
    call.out.ok();
}

constexpr unsigned read_key = reads | of_keys;
constexpr unsigned write_key = writes | of_keys;
constexpr Command key_rows[] = {
    {"del", del, -2, write_key, 1, -1, 1},
    {"unlink", del, -2, write_key | is_fast, 1, -1, 1},
    {"exists", exists, -2, read_key | is_fast, 1, -1, 1},
    {"touch", exists, -2, read_key | is_fast, 1, -1, 1},
    {"expire", expire_in_seconds, -3, write_key | is_fast, 1, 1, 1},
    {"pexpire", pexpire, -3, write_key | is_fast, 1, 1, 1},
    {"expireat", expireat, -3, write_key | is_fast, 1, 1, 1},
    {"pexpireat", pexpireat, -3, write_key | is_fast, 1, 1, 1},
    {"ttl", ttl, 2, read_key | is_fast, 1, 1, 1},
    {"pttl", pttl, 2, read_key | is_fast, 1, 1, 1},
    {"expiretime", expiretime, 2, read_key | is_fast, 1, 1, 1},
    {"pexpiretime", pexpiretime, 2, read_key | is_fast, 1, 1, 1},
    {"persist", persist, 2, write_key | is_fast, 1, 1, 1},
    {"type", type, 2, read_key | is_fast, 1, 1, 1},
    {"keys", keys, 2, read_key | is_dangerous, 0, 0, 0},
    {"scan", scan, -2, read_key, 0, 0, 0},
    {"randomkey", randomkey, 1, read_key, 0, 0, 0},
    {"rename", rename_any, 3, write_key, 1, 2, 1},
    {"renamenx", renamenx, 3, write_key | is_fast, 1, 2, 1},
    {"copy", copy, -3, write_key | takes_memory, 1, 2, 1},
    {"move", move, 3, write_key | is_fast, 1, 1, 1},
    {"object", object, -2, read_key, 2, 2, 1},
    {"memory", memory, -2, read_key, 2, 2, 1},
    {"dbsize", dbsize, 1, read_key | is_fast, 0, 0, 0},
    {"flushdb", flushdb, -1, write_key | is_dangerous, 0, 0, 0},
    {"flushall", flushall, -1, write_key | is_dangerous, 0, 0, 0},
    {"swapdb", swapdb, 3, write_key | is_dangerous | is_fast, 0, 0, 0},
};

}  // namespace

std::span<const Command> key_commands() { return key_rows; }

}  // namespace wt::cache
