// Commands of sets.
#include <algorithm>

#include "storage/cache/call.hpp"
#include "storage/cache/scan.hpp"

namespace wt::cache {

namespace {

void sadd(Call& call) {
    auto set = call.make<Set>(call.args[1]);
    if (set.wrong) return;
    std::int64_t fresh = 0;
    {
        const Change change(call.keys(), *set.entry);
        for (const std::string_view member : call.args.subspan(2)) fresh += set.value->put(member, {}) ? 1 : 0;
    }
    call.out.integer(fresh);
}

void srem(Call& call) {
    auto set = call.held<Set>(call.args[1]);
    if (set.wrong) return;
    std::int64_t gone = 0;
    if (set.value != nullptr) {
        const Change change(call.keys(), *set.entry);
        for (const std::string_view member : call.args.subspan(2)) gone += set.value->erase(member) ? 1 : 0;
    }
    call.out.integer(gone);
}

void answer_set(Call& call, const std::vector<std::string>& members) {
    call.out.set(members.size());
    for (const std::string& member : members) call.out.bulk(member);
}

void smembers(Call& call) {
    const auto set = call.held<Set>(call.args[1]);
    if (set.wrong) return;
    call.out.set(set.value == nullptr ? 0 : set.value->size());
    if (set.value == nullptr) return;
    for (const auto* item : set.value->items()) call.out.bulk(item->first);
}

void sismember(Call& call) {
    const auto set = call.held<Set>(call.args[1]);
    if (!set.wrong) call.out.integer(set.value != nullptr && set.value->find(call.args[2]) != nullptr ? 1 : 0);
}

void smismember(Call& call) {
    const auto set = call.held<Set>(call.args[1]);
    if (set.wrong) return;
    call.out.array(call.args.size() - 2);
    for (const std::string_view member : call.args.subspan(2))
        call.out.integer(set.value != nullptr && set.value->find(member) != nullptr ? 1 : 0);
}

void scard(Call& call) {
    const auto set = call.held<Set>(call.args[1]);
    if (!set.wrong) call.out.integer(set.value == nullptr ? 0 : static_cast<std::int64_t>(set.value->size()));
}

void spop(Call& call) {
    if (call.args.size() > 3) return call.out.error(syntax_error);
    auto set = call.held<Set>(call.args[1]);
    if (set.wrong) return;
    if (call.args.size() == 2) {
        if (set.value == nullptr) return call.out.null();
        const Change change(call.keys(), *set.entry);
        const std::string member = set.value->at(call.keys().chance().below(set.value->size())).first;
        set.value->erase(member);
        return call.out.bulk(member);
    }
    const auto count = integer_of(call.args[2]);
    if (!count || *count < 0) return call.out.error("ERR value is out of range, must be positive");
    std::vector<std::string> gone;
    if (set.value != nullptr) {
        const Change change(call.keys(), *set.entry);
        while (set.value->size() > 0 && gone.size() < static_cast<std::size_t>(*count)) {
            gone.push_back(set.value->at(call.keys().chance().below(set.value->size())).first);
            set.value->erase(gone.back());
        }
    }
    answer_set(call, gone);
}

void srandmember(Call& call) {
    if (call.args.size() > 3) return call.out.error(syntax_error);
    const auto set = call.held<Set>(call.args[1]);
    if (set.wrong) return;
    if (call.args.size() == 2) {
        if (set.value == nullptr) return call.out.null();
        return call.out.bulk(set.value->at(call.keys().chance().below(set.value->size())).first);
    }
    const auto count = call.integer(2);
    if (!count) return;
    const auto chosen = random_items(call, set.value == nullptr ? 0 : set.value->size(), *count);
    if (!chosen) return;
    call.out.array(chosen->size());
    for (const std::size_t at : *chosen) call.out.bulk(set.value->at(at).first);
}

void smove(Call& call) {
    auto from = call.held<Set>(call.args[1]);
    if (from.wrong) return;
    const auto to = call.held<Set>(call.args[2]);
    if (to.wrong) return;
    if (from.value == nullptr || from.value->find(call.args[3]) == nullptr) return call.out.integer(0);
    {
        const Change change(call.keys(), *from.entry);
        from.value->erase(call.args[3]);
    }
    auto into = call.make<Set>(call.args[2]);
    const Change change(call.keys(), *into.entry);
    into.value->put(call.args[3], {});
    call.out.integer(1);
}

enum class Joined : std::uint8_t { inter, unite, differ };

/// None: the client has been told of another kind.
std::optional<std::vector<std::string>> joined(Call& call, Joined how, std::span<const std::string_view> names) {
    std::vector<Set*> sets;
    for (const std::string_view name : names) {
        const auto set = call.held<Set>(name);
        if (set.wrong) return std::nullopt;
        sets.push_back(set.value);
    }
    std::vector<std::string> members;
    if (how == Joined::unite) {
        Set all;
        for (Set* const set : sets) {
            if (set == nullptr) continue;
            for (const auto* item : set->items()) all.put(item->first, {});
        }
        for (const auto* item : all.items()) members.push_back(item->first);
        return members;
    }
    if (sets[0] == nullptr) return members;
    for (const auto* item : sets[0]->items()) {
        const auto has = [&](Set* set) { return set != nullptr && set->find(item->first) != nullptr; };
        const bool in = how == Joined::inter ? std::all_of(sets.begin() + 1, sets.end(), has)
                                             : std::none_of(sets.begin() + 1, sets.end(), has);
        if (in) members.push_back(item->first);
    }
    return members;
}

void answer_joined(Call& call, Joined how) {
    if (const auto members = joined(call, how, call.args.subspan(1))) answer_set(call, *members);
}
void sinter(Call& call) { answer_joined(call, Joined::inter); }
void sunion(Call& call) { answer_joined(call, Joined::unite); }
void sdiff(Call& call) { answer_joined(call, Joined::differ); }

void store_joined(Call& call, Joined how) {
    const auto members = joined(call, how, call.args.subspan(2));
    if (!members) return;
    Keyspace::Entry* const there = call.find(call.args[1]);
    if (there != nullptr) call.keys().erase(*there);
    if (!members->empty()) {
        auto set = call.make<Set>(call.args[1]);
        const Change change(call.keys(), *set.entry);
        for (const std::string& member : *members) set.value->put(member, {});
    }
    call.out.integer(static_cast<std::int64_t>(members->size()));
}
void sinterstore(Call& call) { store_joined(call, Joined::inter); }
void sunionstore(Call& call) { store_joined(call, Joined::unite); }
void sdiffstore(Call& call) { store_joined(call, Joined::differ); }

void sintercard(Call& call) {
    const auto count = integer_of(call.args[1]);
    if (!count || *count < 1) return call.out.error("ERR numkeys should be greater than 0");
    const auto names = static_cast<std::size_t>(*count);
    if (names > call.args.size() - 2) return call.out.error("ERR Number of keys can't be greater than number of args");
    std::int64_t limit = 0;
    if (call.args.size() == names + 4 && call.is(names + 2, "limit")) {
        const auto most = integer_of(call.args[names + 3]);
        if (!most || *most < 0) return call.out.error("ERR LIMIT can't be negative");
        limit = *most;
    } else if (call.args.size() != names + 2) {
        return call.out.error(syntax_error);
    }
    const auto members = joined(call, Joined::inter, call.args.subspan(2, names));
    if (!members) return;
    const auto size = static_cast<std::int64_t>(members->size());
    call.out.integer(limit > 0 ? std::min(limit, size) : size);
}

void sscan(Call& call) {
    const auto set = call.held<Set>(call.args[1]);
    if (set.wrong) return;
    const auto wanted = read_scan(call, 2);
    if (!wanted) return;
    std::vector<std::string_view> found;
    if (set.value != nullptr) {
        for (const auto* item : set.value->items()) {
            if (wanted->takes(item->first)) found.push_back(item->first);
        }
    }
    answer_scan(call, 0, found);
}

constexpr unsigned read_set = reads | of_sets;
constexpr unsigned write_set = writes | takes_memory | of_sets;
constexpr Command set_rows[] = {
    {"sadd", sadd, -3, write_set | is_fast, 1, 1, 1},
    {"srem", srem, -3, writes | is_fast | of_sets, 1, 1, 1},
    {"smembers", smembers, 2, read_set, 1, 1, 1},
    {"sismember", sismember, 3, read_set | is_fast, 1, 1, 1},
    {"smismember", smismember, -3, read_set | is_fast, 1, 1, 1},
    {"scard", scard, 2, read_set | is_fast, 1, 1, 1},
    {"spop", spop, -2, writes | is_fast | of_sets, 1, 1, 1},
    {"srandmember", srandmember, -2, read_set, 1, 1, 1},
    {"smove", smove, 4, writes | is_fast | of_sets, 1, 2, 1},
    {"sinter", sinter, -2, read_set, 1, -1, 1},
    {"sunion", sunion, -2, read_set, 1, -1, 1},
    {"sdiff", sdiff, -2, read_set, 1, -1, 1},
    {"sinterstore", sinterstore, -3, write_set, 1, -1, 1},
    {"sunionstore", sunionstore, -3, write_set, 1, -1, 1},
    {"sdiffstore", sdiffstore, -3, write_set, 1, -1, 1},
    {"sintercard", sintercard, -3, read_set, 0, 0, 0, 1},
    {"sscan", sscan, -3, read_set, 1, 1, 1},
};

}  // namespace

std::span<const Command> set_commands() { return set_rows; }

}  // namespace wt::cache
