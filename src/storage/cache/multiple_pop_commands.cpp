// Commands that take from the first of several keys that has something, and those that wait for one.
#include <algorithm>

#include <fmt/format.h>

#include "storage/cache/call.hpp"
#include "storage/cache/wait.hpp"

namespace wt::cache {

namespace {

/// "numkeys key ... LEFT|RIGHT COUNT n", from that argument on.
struct PopAsk {
    std::span<const std::string_view> names;
    bool first = false;  // the word that stands there is the first of the two
    std::size_t most = 1;
};

/// None: the client has been told.
std::optional<PopAsk> read_pop(Call& call, std::size_t at, std::string_view one, std::string_view other) {
    const auto refuse = [&](std::string_view why) {
        call.out.error(why);
        return std::nullopt;
    };
    PopAsk ask;
    const auto count = integer_of(call.args[at]);
    if (!count || *count < 1) return refuse("ERR numkeys should be greater than 0");
    const auto names = static_cast<std::size_t>(*count);
    const std::size_t left = call.args.size() - at - 1;
    if (names >= left) return refuse(syntax_error);
    ask.names = call.args.subspan(at + 1, names);
    const std::size_t side = at + 1 + names;
    ask.first = call.is(side, one);
    if (!ask.first && !call.is(side, other)) return refuse(syntax_error);
    if (call.args.size() == side + 1) return ask;
    if (call.args.size() != side + 3 || !call.is(side + 1, "count")) return refuse(syntax_error);
    const auto most = integer_of(call.args[side + 2]);
    if (!most || *most < 1) return refuse("ERR count should be greater than 0");
    ask.most = static_cast<std::size_t>(*most);
    return ask;
}

enum class Popped : std::uint8_t { done, nothing, refused };

Popped pop_lists(Call& call, const PopAsk& ask) {
    for (const std::string_view name : ask.names) {
        auto list = call.held<List>(name);
        if (list.wrong) return Popped::refused;
        if (list.value == nullptr) continue;
        const Change change(call.keys(), *list.entry);
        const std::size_t most = std::min(ask.most, list.value->size());
        call.out.array(2);
        call.out.bulk(name);
        call.out.array(most);
        for (std::size_t i = 0; i < most; ++i) call.out.bulk(list.value->pop(ask.first));
        return Popped::done;
    }
    return Popped::nothing;
}

Popped pop_sorted(Call& call, const PopAsk& ask) {
    for (const std::string_view name : ask.names) {
        auto set = call.held<SortedSet>(name);
        if (set.wrong) return Popped::refused;
        if (set.value == nullptr) continue;
        const Change change(call.keys(), *set.entry);
        const std::size_t most = std::min(ask.most, set.value->size());
        call.out.array(2);
        call.out.bulk(name);
        call.out.array(most);
        for (std::size_t i = 0; i < most; ++i) {
            const auto place = *set.value->order().find_by_order(ask.first ? 0 : set.value->size() - 1);
            const std::string member(place.second);
            call.out.array(2);
            call.out.bulk(member);
            call.out.real(place.first);
            (void)set.value->erase(member);
        }
        return Popped::done;
    }
    return Popped::nothing;
}

void blmpop(Call& call) {
    const auto until = end_of_wait(call, 1);
    const auto ask = until ? read_pop(call, 2, "left", "right") : std::nullopt;
    if (ask && pop_lists(call, *ask) == Popped::nothing) wait_or_give_up(call, ask->names, *until, true);
}
void zmpop(Call& call) {
    const auto ask = read_pop(call, 1, "min", "max");
    if (ask && pop_sorted(call, *ask) == Popped::nothing) call.out.null_array();
}
void bzmpop(Call& call) {
    const auto until = end_of_wait(call, 1);
    const auto ask = until ? read_pop(call, 2, "min", "max") : std::nullopt;
    if (ask && pop_sorted(call, *ask) == Popped::nothing) wait_or_give_up(call, ask->names, *until, true);
}

constexpr Command multiple_pop_rows[] = {
    {"blmpop", blmpop, -5, writes | may_block | of_lists, 0, 0, 0, 2},
    {"zmpop", zmpop, -4, writes | of_sorted_sets, 0, 0, 0, 1},
    {"bzmpop", bzmpop, -5, writes | may_block | of_sorted_sets, 0, 0, 0, 2},
};

}  // namespace

std::span<const Command> multiple_pop_commands() { return multiple_pop_rows; }

}  // namespace wt::cache
