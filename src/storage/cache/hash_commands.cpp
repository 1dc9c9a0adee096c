// Commands of hashes.
#include <cmath>

#include <fmt/format.h>

#include "storage/cache/call.hpp"
#include "storage/cache/scan.hpp"

namespace wt::cache {

namespace {

void put_fields(Call& call, bool counts) {
    if (call.args.size() % 2 != 0) return call.wrong_arguments();
    auto hash = call.make<Hash>(call.args[1]);
    if (hash.wrong) return;
    std::int64_t fresh = 0;
    {
        const Change change(call.keys(), *hash.entry);
        for (std::size_t i = 2; i < call.args.size(); i += 2)
            fresh += hash.value->put(call.args[i], std::string(call.args[i + 1])) ? 1 : 0;
    }
    counts ? call.out.integer(fresh) : call.out.ok();
}
void hset(Call& call) { put_fields(call, true); }
void hmset(Call& call) { put_fields(call, false); }

void hsetnx(Call& call) {
    auto hash = call.make<Hash>(call.args[1]);
    if (hash.wrong) return;
    if (hash.value->find(call.args[2]) != nullptr) return call.out.integer(0);
    const Change change(call.keys(), *hash.entry);
    hash.value->put(call.args[2], std::string(call.args[3]));
    call.out.integer(1);
}

void answer_field(Call& call, Hash* hash, std::string_view field) {
    const std::string* const value = hash == nullptr ? nullptr : hash->find(field);
    value == nullptr ? call.out.null() : call.out.bulk(*value);
}

void hget(Call& call) {
    const auto hash = call.held<Hash>(call.args[1]);
    if (!hash.wrong) answer_field(call, hash.value, call.args[2]);
}

void hmget(Call& call) {
    const auto hash = call.held<Hash>(call.args[1]);
    if (hash.wrong) return;
    call.out.array(call.args.size() - 2);
    for (const std::string_view field : call.args.subspan(2)) answer_field(call, hash.value, field);
}

void hgetall(Call& call) {
    const auto hash = call.held<Hash>(call.args[1]);
    if (hash.wrong) return;
    call.out.map(hash.value == nullptr ? 0 : hash.value->size());
    if (hash.value == nullptr) return;
    for (const auto* item : hash.value->items()) {
        call.out.bulk(item->first);
        call.out.bulk(item->second.with);
    }
}

void one_side(Call& call, bool values) {
    const auto hash = call.held<Hash>(call.args[1]);
    if (hash.wrong) return;
    call.out.array(hash.value == nullptr ? 0 : hash.value->size());
    if (hash.value == nullptr) return;
    for (const auto* item : hash.value->items()) call.out.bulk(values ? item->second.with : item->first);
}
void hkeys(Call& call) { one_side(call, false); }
void hvals(Call& call) { one_side(call, true); }

void hdel(Call& call) {
    auto hash = call.held<Hash>(call.args[1]);
    if (hash.wrong) return;
    std::int64_t gone = 0;
    if (hash.value != nullptr) {
        const Change change(call.keys(), *hash.entry);
        for (const std::string_view field : call.args.subspan(2)) gone += hash.value->erase(field) ? 1 : 0;
    }
    call.out.integer(gone);
}

void hexists(Call& call) {
    const auto hash = call.held<Hash>(call.args[1]);
    if (!hash.wrong) call.out.integer(hash.value != nullptr && hash.value->find(call.args[2]) != nullptr ? 1 : 0);
}

void hlen(Call& call) {
    const auto hash = call.held<Hash>(call.args[1]);
    if (!hash.wrong) call.out.integer(hash.value == nullptr ? 0 : static_cast<std::int64_t>(hash.value->size()));
}

void hstrlen(Call& call) {
    const auto hash = call.held<Hash>(call.args[1]);
    if (hash.wrong) return;
    const std::string* const value = hash.value == nullptr ? nullptr : hash.value->find(call.args[2]);
    call.out.integer(value == nullptr ? 0 : static_cast<std::int64_t>(value->size()));
}

void hincrby(Call& call) {
    const auto by = call.integer(3);
    if (!by) return;
    auto hash = call.held<Hash>(call.args[1]);
    if (hash.wrong) return;
    const std::string* const before = hash.value == nullptr ? nullptr : hash.value->find(call.args[2]);
    const auto was = before == nullptr ? std::optional<std::int64_t>(0) : integer_of(*before);
    if (!was) return call.out.error("ERR hash value is not an integer");
    std::int64_t number = 0;
    if (__builtin_add_overflow(*was, *by, &number)) return call.out.error("ERR increment or decrement would overflow");
    hash = call.make<Hash>(call.args[1]);
    const Change change(call.keys(), *hash.entry);
    hash.value->put(call.args[2], std::to_string(number));
    call.out.integer(number);
}

void hincrbyfloat(Call& call) {
    const auto by = call.real(3);
    if (!by) return;
    auto hash = call.held<Hash>(call.args[1]);
    if (hash.wrong) return;
    const std::string* const before = hash.value == nullptr ? nullptr : hash.value->find(call.args[2]);
    const auto was = before == nullptr ? std::optional(0.0) : real_of(*before);
    if (!was) return call.out.error("ERR hash value is not a float");
    const double number = *was + *by;
    if (!std::isfinite(number)) return call.out.error("ERR increment would produce NaN or Infinity");
    const std::string text = text_of(number);
    hash = call.make<Hash>(call.args[1]);
    const Change change(call.keys(), *hash.entry);
    hash.value->put(call.args[2], text);
    call.out.bulk(text);
}

void hrandfield(Call& call) {
    auto hash = call.held<Hash>(call.args[1]);
    if (hash.wrong) return;
    const bool with_values = call.args.size() == 4 && call.is(3, "withvalues");
    if (call.args.size() > 4 || (call.args.size() == 4 && !with_values)) return call.out.error(syntax_error);
    if (call.args.size() == 2) {
        if (hash.value == nullptr) return call.out.null();
        return call.out.bulk(hash.value->at(call.keys().chance().below(hash.value->size())).first);
    }
    const auto count = call.integer(2);
    if (!count) return;
    const auto chosen = random_items(call, hash.value == nullptr ? 0 : hash.value->size(), *count);
    if (!chosen) return;
    const bool pairs = with_values && call.out.protocol() == 3;
    call.out.array(chosen->size() * (with_values && !pairs ? 2 : 1));
    for (const std::size_t at : *chosen) {
        const auto& item = hash.value->at(at);
        if (pairs) call.out.array(2);
        call.out.bulk(item.first);
        if (with_values) call.out.bulk(item.second.with);
    }
}

void hscan(Call& call) {
    const auto hash = call.held<Hash>(call.args[1]);
    if (hash.wrong) return;
    const auto wanted = read_scan(call, 2);
    if (!wanted) return;
    std::vector<std::string_view> found;
    if (hash.value != nullptr) {
        for (const auto* item : hash.value->items()) {
            if (!wanted->takes(item->first)) continue;
            found.push_back(item->first);
            if (!wanted->no_values) found.push_back(item->second.with);
        }
    }
    answer_scan(call, 0, found);
}

constexpr unsigned read_hash = reads | of_hashes;
constexpr unsigned write_hash = writes | takes_memory | of_hashes;
constexpr Command hash_rows[] = {
    {"hset", hset, -4, write_hash | is_fast, 1, 1, 1},
    {"hmset", hmset, -4, write_hash | is_fast, 1, 1, 1},
    {"hsetnx", hsetnx, 4, write_hash | is_fast, 1, 1, 1},
    {"hget", hget, 3, read_hash | is_fast, 1, 1, 1},
    {"hmget", hmget, -3, read_hash | is_fast, 1, 1, 1},
    {"hgetall", hgetall, 2, read_hash, 1, 1, 1},
    {"hkeys", hkeys, 2, read_hash, 1, 1, 1},
    {"hvals", hvals, 2, read_hash, 1, 1, 1},
    {"hdel", hdel, -3, writes | is_fast | of_hashes, 1, 1, 1},
    {"hexists", hexists, 3, read_hash | is_fast, 1, 1, 1},
    {"hlen", hlen, 2, read_hash | is_fast, 1, 1, 1},
    {"hstrlen", hstrlen, 3, read_hash | is_fast, 1, 1, 1},
    {"hincrby", hincrby, 4, write_hash | is_fast, 1, 1, 1},
    {"hincrbyfloat", hincrbyfloat, 4, write_hash | is_fast, 1, 1, 1},
    {"hrandfield", hrandfield, -2, read_hash, 1, 1, 1},
    {"hscan", hscan, -3, read_hash, 1, 1, 1},
};

}  // namespace

std::span<const Command> hash_commands() { return hash_rows; }

}  // namespace wt::cache
