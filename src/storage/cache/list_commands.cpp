// Commands of lists, and those that wait for one.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "storage/cache/call.hpp"
#include "storage/cache/wait.hpp"

namespace wt::cache {

std::optional<Instant> end_of_wait(Call& call, std::size_t at) {
    const auto seconds = real_of(call.args[at]);
    if (!seconds || !std::isfinite(*seconds) || *seconds > 1e9) {
        call.out.error("ERR timeout is not a float or out of range");
        return std::nullopt;
    }
    if (*seconds < 0) {
        call.out.error("ERR timeout is negative");
        return std::nullopt;
    }
    if (*seconds == 0) return never;
    const auto span = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(*seconds));
    return call.engine.context().clock.after(span);
}

void wait_or_give_up(Call& call, std::span<const std::string_view> keys, Instant until, bool list) {
    if (call.within_transaction) return list ? call.out.null_array() : call.out.null();
    call.engine.wait(call.session, call.args, {keys.begin(), keys.end()}, until);
}

namespace {

void push(Call& call, bool front, bool only_there) {
    auto list = only_there ? call.held<List>(call.args[1]) : call.make<List>(call.args[1]);
    if (list.wrong) return;
    if (list.value == nullptr) return call.out.integer(0);
    {
        const Change change(call.keys(), *list.entry);
        for (const std::string_view item : call.args.subspan(2)) list.value->push(front, item);
    }
    call.out.integer(static_cast<std::int64_t>(list.value->size()));
    call.engine.ready(call.database(), call.args[1]);
}
void lpush(Call& call) { push(call, true, false); }
void rpush(Call& call) { push(call, false, false); }
void lpushx(Call& call) { push(call, true, true); }
void rpushx(Call& call) { push(call, false, true); }

void pop(Call& call, bool front) {
    if (call.args.size() > 3) return call.wrong_arguments();
    std::optional<std::int64_t> count;
    if (call.args.size() == 3) {
        count = integer_of(call.args[2]);
        if (!count || *count < 0) return call.out.error("ERR value is out of range, must be positive");
    }
    auto list = call.held<List>(call.args[1]);
    if (list.wrong) return;
    if (list.value == nullptr) return count ? call.out.null_array() : call.out.null();
    const Change change(call.keys(), *list.entry);
    if (!count) return call.out.bulk(list.value->pop(front));
    const std::size_t most = std::min(list.value->size(), static_cast<std::size_t>(*count));
    call.out.array(most);
    for (std::size_t i = 0; i < most; ++i) call.out.bulk(list.value->pop(front));
}
void lpop(Call& call) { pop(call, true); }
void rpop(Call& call) { pop(call, false); }

void llen(Call& call) {
    const auto list = call.held<List>(call.args[1]);
    if (!list.wrong) call.out.integer(list.value == nullptr ? 0 : static_cast<std::int64_t>(list.value->size()));
}

/// The first and the last, within a list of that size; none: nothing stands there.
std::optional<std::pair<std::size_t, std::size_t>> range_of(std::int64_t first, std::int64_t last, std::size_t of) {
    const auto size = static_cast<std::int64_t>(of);
    const std::int64_t from = std::max<std::int64_t>(first < 0 ? size + first : first, 0);
    const std::int64_t to = std::min(last < 0 ? size + last : last, size - 1);
    if (from > to || from >= size) return std::nullopt;
    return std::pair(static_cast<std::size_t>(from), static_cast<std::size_t>(to));
}

void lrange(Call& call) {
    const auto first = call.integer(2);
    const auto last = first ? call.integer(3) : std::nullopt;
    if (!last) return;
    const auto list = call.held<List>(call.args[1]);
    if (list.wrong) return;
    const auto range = range_of(*first, *last, list.value == nullptr ? 0 : list.value->size());
    call.out.array(range ? range->second - range->first + 1 : 0);
    if (!range) return;
    for (std::size_t i = range->first; i <= range->second; ++i) call.out.bulk((*list.value)[i]);
}

/// The place of an index that may count from the end; none: there is none.
std::optional<std::size_t> place_of(std::int64_t index, std::size_t size) {
    if (index < 0) index += static_cast<std::int64_t>(size);
    if (index < 0 || index >= static_cast<std::int64_t>(size)) return std::nullopt;
    return static_cast<std::size_t>(index);
}

void lindex(Call& call) {
    const auto index = call.integer(2);
    if (!index) return;
    const auto list = call.held<List>(call.args[1]);
    if (list.wrong) return;
    const auto at = place_of(*index, list.value == nullptr ? 0 : list.value->size());
    at ? call.out.bulk((*list.value)[*at]) : call.out.null();
}

void lset(Call& call) {
    auto list = call.held<List>(call.args[1]);
    if (list.wrong) return;
    if (list.value == nullptr) return call.out.error(no_such_key);
    const auto index = call.integer(2);
    if (!index) return;
    const auto at = place_of(*index, list.value->size());
    if (!at) return call.out.error("ERR index out of range");
    const Change change(call.keys(), *list.entry);
    list.value->set(*at, call.args[3]);
    call.out.ok();
}

void lrem(Call& call) {
    const auto count = call.integer(2);
    if (!count) return;
    auto list = call.held<List>(call.args[1]);
    if (list.wrong) return;
    std::int64_t gone = 0;
    if (list.value != nullptr) {
        const Change change(call.keys(), *list.entry);
        const std::uint64_t most = *count == 0 ? ~0ULL : static_cast<std::uint64_t>(std::abs(*count));
        List left;
        // One pass, from the end where the count says so.
        const std::size_t size = list.value->size();
        std::vector<bool> goes(size);
        for (std::size_t i = 0; i < size && static_cast<std::uint64_t>(gone) < most; ++i) {
            const std::size_t at = *count < 0 ? size - 1 - i : i;
            if ((*list.value)[at] != call.args[3]) continue;
            goes[at] = true;
            ++gone;
        }
        if (gone > 0) {
            for (std::size_t i = 0; i < size; ++i) {
                if (!goes[i]) left.push(false, (*list.value)[i]);
            }
            *list.value = std::move(left);
        }
    }
    call.out.integer(gone);
}

void ltrim(Call& call) {
    const auto first = call.integer(2);
    const auto last = first ? call.integer(3) : std::nullopt;
    if (!last) return;
    auto list = call.held<List>(call.args[1]);
    if (list.wrong) return;
    if (list.value != nullptr) {
        const Change change(call.keys(), *list.entry);
        const auto range = range_of(*first, *last, list.value->size());
        const std::size_t from = range ? range->first : list.value->size();
        const std::size_t behind = range ? list.value->size() - 1 - range->second : 0;
        for (std::size_t i = 0; i < from; ++i) (void)list.value->pop(true);
        for (std::size_t i = 0; i < behind; ++i) (void)list.value->pop(false);
    }
    call.out.ok();
}

void linsert(Call& call) {
    const bool before = call.is(2, "before");
    if (!before && !call.is(2, "after")) return call.out.error(syntax_error);
    auto list = call.held<List>(call.args[1]);
    if (list.wrong) return;
    if (list.value == nullptr) return call.out.integer(0);
    for (std::size_t i = 0; i < list.value->size(); ++i) {
        if ((*list.value)[i] != call.args[3]) continue;
        const Change change(call.keys(), *list.entry);
        list.value->insert(before ? i : i + 1, call.args[4]);
        return call.out.integer(static_cast<std::int64_t>(list.value->size()));
    }
    call.out.integer(-1);
}

void lpos(Call& call) {
    std::int64_t rank = 1;
    std::optional<std::int64_t> count;
    std::int64_t most = 0;
    for (std::size_t i = 3; i < call.args.size(); i += 2) {
        if (i + 1 == call.args.size()) return call.out.error(syntax_error);
        const auto number = call.integer(i + 1);
        if (!number) return;
        if (call.is(i, "rank")) {
            rank = *number;
        } else if (call.is(i, "count")) {
            count = number;
        } else if (call.is(i, "maxlen")) {
            most = *number;
        } else {
            return call.out.error(syntax_error);
        }
    }
    if (rank == 0 || rank == std::numeric_limits<std::int64_t>::min())
        return call.out.error(
            "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or "
            "use negative to start from the end of the list");
    if (count.value_or(0) < 0) return call.out.error("ERR COUNT can't be negative");
    if (most < 0) return call.out.error("ERR MAXLEN can't be negative");
    const auto list = call.held<List>(call.args[1]);
    if (list.wrong) return;
    std::vector<std::size_t> found;
    const std::size_t size = list.value == nullptr ? 0 : list.value->size();
    const std::size_t wanted = !count ? 1 : *count == 0 ? size : static_cast<std::size_t>(*count);
    std::int64_t passed = std::abs(rank) - 1;
    for (std::size_t i = 0; i < size && found.size() < wanted; ++i) {
        if (most > 0 && i >= static_cast<std::size_t>(most)) break;
        const std::size_t at = rank > 0 ? i : size - 1 - i;
        if ((*list.value)[at] == call.args[2] && passed-- <= 0) found.push_back(at);
    }
    if (!count) return found.empty() ? call.out.null() : call.out.integer(static_cast<std::int64_t>(found[0]));
    call.out.array(found.size());
    for (const std::size_t at : found) call.out.integer(static_cast<std::int64_t>(at));
}

/// From one end of a list to one of another; whether there was anything to move, or nothing can be (told).
enum class Moved : std::uint8_t { done, nothing, refused };
Moved move(Call& call, bool from_front, bool to_front) {
    auto from = call.held<List>(call.args[1]);
    if (from.wrong) return Moved::refused;
    if (from.value == nullptr) return Moved::nothing;
    if (call.held<List>(call.args[2]).wrong) return Moved::refused;
    std::string item;
    if (call.args[1] == call.args[2]) {
        const Change change(call.keys(), *from.entry);
        item = from.value->pop(from_front);
        from.value->push(to_front, item);
    } else {
        {
            const Change change(call.keys(), *from.entry);
            item = from.value->pop(from_front);
        }
        auto to = call.make<List>(call.args[2]);
        const Change change(call.keys(), *to.entry);
        to.value->push(to_front, item);
    }
    call.out.bulk(item);
    call.engine.ready(call.database(), call.args[2]);
    return Moved::done;
}

/// LEFT or RIGHT; none: the client has been told.
std::optional<bool> is_left(Call& call, std::size_t at) {
    if (call.is(at, "left")) return true;
    if (call.is(at, "right")) return false;
    call.out.error(syntax_error);
    return std::nullopt;
}

void lmove(Call& call) {
    const auto from = is_left(call, 3);
    const auto to = from ? is_left(call, 4) : std::nullopt;
    if (to && move(call, *from, *to) == Moved::nothing) call.out.null();
}
void rpoplpush(Call& call) {
    if (move(call, false, true) == Moved::nothing) call.out.null();
}
void blmove(Call& call) {
    const auto from = is_left(call, 3);
    const auto to = from ? is_left(call, 4) : std::nullopt;
    const auto until = to ? end_of_wait(call, 5) : std::nullopt;
    if (until && move(call, *from, *to) == Moved::nothing)
        wait_or_give_up(call, call.args.subspan(1, 1), *until, false);
}
void brpoplpush(Call& call) {
    const auto until = end_of_wait(call, 3);
    if (until && move(call, false, true) == Moved::nothing)
        wait_or_give_up(call, call.args.subspan(1, 1), *until, false);
}

void pop_waiting(Call& call, bool front) {
    const auto until = end_of_wait(call, call.args.size() - 1);
    if (!until) return;
    const auto names = call.args.subspan(1, call.args.size() - 2);
    for (const std::string_view name : names) {
        auto list = call.held<List>(name);
        if (list.wrong) return;
        if (list.value == nullptr) continue;
        const Change change(call.keys(), *list.entry);
        call.out.array(2);
        call.out.bulk(name);
        return call.out.bulk(list.value->pop(front));
    }
    wait_or_give_up(call, names, *until, true);
}
void blpop(Call& call) { pop_waiting(call, true); }
void brpop(Call& call) { pop_waiting(call, false); }

void lmpop(Call& call) {
    const auto count = integer_of(call.args[1]);
    if (!count || *count < 1) return call.out.error("ERR numkeys should be greater than 0");
    const auto names = static_cast<std::size_t>(*count);
    if (names + 2 >= call.args.size()) return call.out.error(syntax_error);
    const auto left = is_left(call, names + 2);
    if (!left) return;
    std::size_t most = 1;
    if (call.args.size() == names + 5 && call.is(names + 3, "count")) {
        const auto number = integer_of(call.args[names + 4]);
        if (!number || *number < 1) return call.out.error("ERR count should be greater than 0");
        most = static_cast<std::size_t>(*number);
    } else if (call.args.size() != names + 3) {
        return call.out.error(syntax_error);
    }
    for (const std::string_view name : call.args.subspan(2, names)) {
        auto list = call.held<List>(name);
        if (list.wrong) return;
        if (list.value == nullptr) continue;
        const Change change(call.keys(), *list.entry);
        most = std::min(most, list.value->size());
        call.out.array(2);
        call.out.bulk(name);
        call.out.array(most);
        for (std::size_t i = 0; i < most; ++i) call.out.bulk(list.value->pop(*left));
        return;
    }
    call.out.null_array();
}

constexpr unsigned read_list = reads | of_lists;
constexpr unsigned write_list = writes | takes_memory | of_lists;
constexpr Command list_rows[] = {
    {"lpush", lpush, -3, write_list | is_fast, 1, 1, 1},
    {"rpush", rpush, -3, write_list | is_fast, 1, 1, 1},
    {"lpushx", lpushx, -3, write_list | is_fast, 1, 1, 1},
    {"rpushx", rpushx, -3, write_list | is_fast, 1, 1, 1},
    {"lpop", lpop, -2, writes | is_fast | of_lists, 1, 1, 1},
    {"rpop", rpop, -2, writes | is_fast | of_lists, 1, 1, 1},
    {"llen", llen, 2, read_list | is_fast, 1, 1, 1},
    {"lrange", lrange, 4, read_list, 1, 1, 1},
    {"lindex", lindex, 3, read_list, 1, 1, 1},
    {"lset", lset, 4, write_list, 1, 1, 1},
    {"lrem", lrem, 4, writes | of_lists, 1, 1, 1},
    {"ltrim", ltrim, 4, writes | of_lists, 1, 1, 1},
    {"linsert", linsert, 5, write_list, 1, 1, 1},
    {"lpos", lpos, -3, read_list, 1, 1, 1},
    {"lmove", lmove, 5, write_list, 1, 2, 1},
    {"rpoplpush", rpoplpush, 3, write_list, 1, 2, 1},
    {"blmove", blmove, 6, write_list | may_block, 1, 2, 1},
    {"brpoplpush", brpoplpush, 4, write_list | may_block, 1, 2, 1},
    {"blpop", blpop, -3, writes | may_block | of_lists, 1, -2, 1},
    {"brpop", brpop, -3, writes | may_block | of_lists, 1, -2, 1},
    {"lmpop", lmpop, -4, writes | of_lists, 0, 0, 0, 1},
};

}  // namespace

std::span<const Command> list_commands() { return list_rows; }

}  // namespace wt::cache
