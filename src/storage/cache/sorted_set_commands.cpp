// Commands of sorted sets, and those that wait for one.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "storage/cache/call.hpp"
#include "storage/cache/scan.hpp"
#include "storage/cache/sorted_set_answers.hpp"
#include "storage/cache/wait.hpp"

namespace wt::cache {

namespace {

void zadd(Call& call) {
    Adding how;
    std::size_t at = 2;
    for (; at < call.args.size(); ++at) {
        if (call.is(at, "nx")) {
            how.only_new = true;
        } else if (call.is(at, "xx")) {
            how.only_there = true;
        } else if (call.is(at, "gt")) {
            how.greater = true;
        } else if (call.is(at, "lt")) {
            how.less = true;
        } else if (call.is(at, "ch")) {
            how.counts_moved = true;
        } else if (call.is(at, "incr")) {
            how.increments = true;
        } else {
            break;
        }
    }
    const std::size_t rest = call.args.size() - at;
    if (rest == 0 || rest % 2 != 0) return call.out.error(syntax_error);
    if (how.only_new && how.only_there)
        return call.out.error("ERR XX and NX options at the same time are not compatible");
    if ((how.greater && how.less) || ((how.greater || how.less) && how.only_new))
        return call.out.error("ERR GT, LT, and/or NX options at the same time are not compatible");
    if (how.increments && rest > 2) return call.out.error("ERR INCR option supports a single increment-element pair");
    std::vector<std::pair<double, std::string_view>> places;
    for (std::size_t i = at; i < call.args.size(); i += 2) {
        const auto score = call.real(i);
        if (!score) return;
        places.emplace_back(*score, call.args[i + 1]);
    }
    add_places(call, how, places);
}

void zincrby(Call& call) {
    const auto by = call.real(2);
    if (!by) return;
    auto set = call.make<SortedSet>(call.args[1]);
    if (set.wrong) return;
    {
        const Change change(call.keys(), *set.entry);
        const double* const before = set.value->find(call.args[3]);
        const double score = (before == nullptr ? 0 : *before) + *by;
        if (std::isnan(score)) return call.out.error("ERR resulting score is not a number (NaN)");
        set.value->put(call.args[3], score);
        call.out.real(score);
    }
    call.engine.ready(call.database(), call.args[1]);
}

void zrem(Call& call) {
    auto set = call.held<SortedSet>(call.args[1]);
    if (set.wrong) return;
    std::int64_t gone = 0;
    if (set.value != nullptr) {
        const Change change(call.keys(), *set.entry);
        for (const std::string_view member : call.args.subspan(2)) gone += set.value->erase(member) ? 1 : 0;
    }
    call.out.integer(gone);
}

void zscore(Call& call) {
    const auto set = call.held<SortedSet>(call.args[1]);
    if (set.wrong) return;
    const double* const score = set.value == nullptr ? nullptr : set.value->find(call.args[2]);
    score == nullptr ? call.out.null() : call.out.real(*score);
}

void zmscore(Call& call) {
    const auto set = call.held<SortedSet>(call.args[1]);
    if (set.wrong) return;
    call.out.array(call.args.size() - 2);
    for (const std::string_view member : call.args.subspan(2)) {
        const double* const score = set.value == nullptr ? nullptr : set.value->find(member);
        score == nullptr ? call.out.null() : call.out.real(*score);
    }
}

void zcard(Call& call) {
    const auto set = call.held<SortedSet>(call.args[1]);
    if (!set.wrong) call.out.integer(set.value == nullptr ? 0 : static_cast<std::int64_t>(set.value->size()));
}

void rank(Call& call, bool from_top) {
    const bool with_score = call.args.size() == 4 && call.is(3, "withscore");
    if (call.args.size() > 4 || (call.args.size() == 4 && !with_score)) return call.out.error(syntax_error);
    const auto set = call.held<SortedSet>(call.args[1]);
    if (set.wrong) return;
    const double* const score = set.value == nullptr ? nullptr : set.value->find(call.args[2]);
    if (score == nullptr) return with_score ? call.out.null_array() : call.out.null();
    const std::size_t below = set.value->rank(call.args[2], *score);
    const auto place = static_cast<std::int64_t>(from_top ? set.value->size() - 1 - below : below);
    if (!with_score) return call.out.integer(place);
    call.out.array(2);
    call.out.integer(place);
    call.out.real(*score);
}
void zrank(Call& call) { rank(call, false); }
void zrevrank(Call& call) { rank(call, true); }

/// A part of a sorted set, as places in its order: from the first up to one behind the last.
struct Part {
    std::size_t from = 0;
    std::size_t to = 0;
};

/// A bound of scores: "5", "(5", "-inf".
struct ScoreBound {
    double score = 0;
    bool open = false;
};
std::optional<ScoreBound> score_bound(std::string_view text) {
    ScoreBound bound;
    bound.open = text.starts_with('(');
    if (bound.open) text.remove_prefix(1);
    const auto score = real_of(text);
    if (!score) return std::nullopt;
    bound.score = *score;
    return bound;
}

/// None: the client has been told.
std::optional<Part> part_by_score(Call& call, SortedSet* set, std::string_view low, std::string_view high) {
    const auto from = score_bound(low);
    const auto to = score_bound(high);
    if (!from || !to) {
        call.out.error("ERR min or max is not a float");
        return std::nullopt;
    }
    if (set == nullptr) return Part();
    // Members come in the order of their bytes: the empty one first, so a place behind a score is that of the next one.
    const auto below = [&](double score, bool or_equal) {
        if (!or_equal) return set->order().order_of_key(Place(score, {}));
        const double next = std::nextafter(score, std::numeric_limits<double>::infinity());
        return std::isinf(score) && score > 0 ? set->size() : set->order().order_of_key(Place(next, {}));
    };
    const Part part{below(from->score, from->open), below(to->score, !to->open)};
    return part.from < part.to ? part : Part();
}

/// By members' bytes, where all scores are the same: "[a", "(a", "-", "+".
std::optional<Part> part_by_name(Call& call, SortedSet* set, std::string_view low, std::string_view high) {
    const auto bound = [&](std::string_view text, bool is_end) -> std::optional<std::size_t> {
        if (text == "-") return 0;
        if (text == "+") return set == nullptr ? 0 : set->size();
        if (text.empty() || (text[0] != '[' && text[0] != '(')) return std::nullopt;
        if (set == nullptr) return 0;
        const double score = set->order().begin()->first;
        const bool behind = (text[0] == '[') == is_end;  // one that is equal stands before the bound
        const std::string_view member = text.substr(1);
        const std::size_t at = set->order().order_of_key(Place(score, member));
        const bool there = at < set->size() && set->order().find_by_order(at)->second == member;
        return at + (behind && there ? 1 : 0);
    };
    const auto from = bound(low, false);
    const auto to = bound(high, true);
    if (!from || !to) {
        call.out.error("ERR min or max not valid string range item");
        return std::nullopt;
    }
    return *from < *to ? Part{*from, *to} : Part();
}

std::optional<Part> part_by_rank(Call& call, SortedSet* set, std::string_view low, std::string_view high,
                                 bool from_top) {
    const auto first = integer_of(low);
    const auto last = integer_of(high);
    if (!first || !last) {
        call.out.error(no_integer);
        return std::nullopt;
    }
    const auto size = static_cast<std::int64_t>(set == nullptr ? 0 : set->size());
    const std::int64_t from = std::max<std::int64_t>(*first < 0 ? size + *first : *first, 0);
    const std::int64_t to = std::min(*last < 0 ? size + *last : *last, size - 1);
    if (from > to || from >= size) return Part();
    if (from_top) return Part{static_cast<std::size_t>(size - 1 - to), static_cast<std::size_t>(size - from)};
    return Part{static_cast<std::size_t>(from), static_cast<std::size_t>(to + 1)};
}

enum class By : std::uint8_t { rank, score, name };

/// What a range command is asked.
struct RangeAsk {
    By by = By::rank;
    bool from_top = false;
    bool with_scores = false;
    std::int64_t offset = 0;
    std::int64_t count = -1;
};

/// The options behind the bounds; false: the client has been told.
bool read_options(Call& call, std::size_t at, RangeAsk& ask, bool all) {
    for (; at < call.args.size(); ++at) {
        if (call.is(at, "withscores")) {
            ask.with_scores = true;
        } else if (call.is(at, "limit") && at + 2 < call.args.size()) {
            const auto offset = call.integer(at + 1);
            const auto count = offset ? call.integer(at + 2) : std::nullopt;
            if (!count) return false;
            if (ask.by == By::rank && !all) break;
            ask.offset = *offset;
            ask.count = *count;
            at += 2;
        } else if (all && call.is(at, "byscore")) {
            ask.by = By::score;
        } else if (all && call.is(at, "bylex")) {
            ask.by = By::name;
        } else if (all && call.is(at, "rev")) {
            ask.from_top = true;
        } else {
            break;
        }
    }
    if (at == call.args.size()) return true;
    call.out.error(syntax_error);
    return false;
}

/// None: the client has been told.
std::optional<std::vector<Place>> chosen(Call& call, SortedSet* set, const RangeAsk& ask, std::size_t bounds_at) {
    std::string_view low = call.args[bounds_at];
    std::string_view high = call.args[bounds_at + 1];
    if (ask.from_top && ask.by != By::rank) std::swap(low, high);
    const auto part = ask.by == By::score  ? part_by_score(call, set, low, high)
                      : ask.by == By::name ? part_by_name(call, set, low, high)
                                           : part_by_rank(call, set, low, high, ask.from_top);
    if (!part) return std::nullopt;
    std::vector<Place> found;
    if (ask.offset < 0) return found;
    const std::size_t size = part->to - part->from;
    const auto skipped = std::min(static_cast<std::size_t>(ask.offset), size);
    const std::size_t most =
        ask.count < 0 ? size - skipped : std::min(size - skipped, static_cast<std::size_t>(ask.count));
    if (most == 0) return found;
    if (ask.from_top) {
        auto each = set->order().find_by_order(part->to - 1 - skipped);
        for (std::size_t i = 0; i < most; ++i) {
            found.push_back(*each);
            if (i + 1 < most) --each;
        }
    } else {
        auto each = set->order().find_by_order(part->from + skipped);
        for (std::size_t i = 0; i < most; ++i, ++each) found.push_back(*each);
    }
    return found;
}

void answer_range(Call& call, RangeAsk ask, bool all_options) {
    if (!read_options(call, 4, ask, all_options)) return;
    if (ask.by == By::rank && (ask.offset != 0 || ask.count != -1))
        return call.out.error("ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX");
    if (ask.by == By::name && ask.with_scores)
        return call.out.error("ERR syntax error, WITHSCORES not supported in combination with BYLEX");
    const auto set = call.held<SortedSet>(call.args[1]);
    if (set.wrong) return;
    if (const auto found = chosen(call, set.value, ask, 2)) answer_pairs(call, *found, ask.with_scores);
}
void zrange(Call& call) { answer_range(call, {}, true); }
void zrevrange(Call& call) { answer_range(call, {.by = By::rank, .from_top = true}, false); }
void zrangebyscore(Call& call) { answer_range(call, {.by = By::score}, false); }
void zrevrangebyscore(Call& call) { answer_range(call, {.by = By::score, .from_top = true}, false); }
void zrangebylex(Call& call) { answer_range(call, {.by = By::name}, false); }
void zrevrangebylex(Call& call) { answer_range(call, {.by = By::name, .from_top = true}, false); }

void zrangestore(Call& call) {
    RangeAsk ask;
    if (!read_options(call, 5, ask, true)) return;
    if (ask.with_scores) return call.out.error(syntax_error);
    const auto set = call.held<SortedSet>(call.args[2]);
    if (set.wrong) return;
    const auto found = chosen(call, set.value, ask, 3);
    if (!found) return;
    std::vector<std::pair<double, std::string>> places;
    for (const auto& [score, member] : *found) places.emplace_back(score, member);
    put_places(call, call.args[1], places);
    call.out.integer(static_cast<std::int64_t>(places.size()));
}

void count_part(Call& call, By by) {
    const auto set = call.held<SortedSet>(call.args[1]);
    if (set.wrong) return;
    const auto part = by == By::score ? part_by_score(call, set.value, call.args[2], call.args[3])
                                      : part_by_name(call, set.value, call.args[2], call.args[3]);
    if (part) call.out.integer(static_cast<std::int64_t>(part->to - part->from));
}
void zcount(Call& call) { count_part(call, By::score); }
void zlexcount(Call& call) { count_part(call, By::name); }

void remove_part(Call& call, By by) {
    auto set = call.held<SortedSet>(call.args[1]);
    if (set.wrong) return;
    const auto found = chosen(call, set.value, {.by = by}, 2);
    if (!found) return;
    std::vector<std::string> members;
    for (const auto& [score, member] : *found) members.emplace_back(member);
    if (set.value != nullptr) {
        const Change change(call.keys(), *set.entry);
        for (const std::string& member : members) (void)set.value->erase(member);
    }
    call.out.integer(static_cast<std::int64_t>(members.size()));
}
void zremrangebyrank(Call& call) { remove_part(call, By::rank); }
void zremrangebyscore(Call& call) { remove_part(call, By::score); }
void zremrangebylex(Call& call) { remove_part(call, By::name); }

/// The lowest, or the highest, of one that is not empty.
std::pair<double, std::string> pop_place(SortedSet& set, bool lowest) {
    const Place place = *set.order().find_by_order(lowest ? 0 : set.size() - 1);
    std::pair<double, std::string> gone(place.first, place.second);
    (void)set.erase(gone.second);
    return gone;
}

void zpop(Call& call, bool lowest) {
    if (call.args.size() > 3) return call.wrong_arguments();
    const auto count = call.args.size() == 3 ? integer_of(call.args[2]) : std::optional<std::int64_t>(1);
    if (!count || *count < 0) return call.out.error("ERR value is out of range, must be positive");
    auto set = call.held<SortedSet>(call.args[1]);
    if (set.wrong) return;
    if (set.value == nullptr) return call.out.array(0);
    const Change change(call.keys(), *set.entry);
    const std::size_t most = std::min(set.value->size(), static_cast<std::size_t>(*count));
    const bool pairs = call.args.size() == 3 && call.out.protocol() == 3;
    call.out.array(most * (pairs ? 1 : 2));
    for (std::size_t i = 0; i < most; ++i) {
        const auto gone = pop_place(*set.value, lowest);
        if (pairs) call.out.array(2);
        call.out.bulk(gone.second);
        call.out.real(gone.first);
    }
}
void zpopmin(Call& call) { zpop(call, true); }
void zpopmax(Call& call) { zpop(call, false); }

void zpop_waiting(Call& call, bool lowest) {
    const auto until = end_of_wait(call, call.args.size() - 1);
    if (!until) return;
    const auto names = call.args.subspan(1, call.args.size() - 2);
    for (const std::string_view name : names) {
        auto set = call.held<SortedSet>(name);
        if (set.wrong) return;
        if (set.value == nullptr) continue;
        const Change change(call.keys(), *set.entry);
        const auto gone = pop_place(*set.value, lowest);
        call.out.array(3);
        call.out.bulk(name);
        call.out.bulk(gone.second);
        return call.out.real(gone.first);
    }
    wait_or_give_up(call, names, *until, true);
}
void bzpopmin(Call& call) { zpop_waiting(call, true); }
void bzpopmax(Call& call) { zpop_waiting(call, false); }

void zrandmember(Call& call) {
    const auto set = call.held<SortedSet>(call.args[1]);
    if (set.wrong) return;
    const bool with_scores = call.args.size() == 4 && call.is(3, "withscores");
    if (call.args.size() > 4 || (call.args.size() == 4 && !with_scores)) return call.out.error(syntax_error);
    const std::size_t size = set.value == nullptr ? 0 : set.value->size();
    if (call.args.size() == 2) {
        if (size == 0) return call.out.null();
        return call.out.bulk(set.value->order().find_by_order(call.keys().chance().below(size))->second);
    }
    const auto count = call.integer(2);
    if (!count) return;
    const auto numbers = random_items(call, size, *count);
    if (!numbers) return;
    std::vector<Place> found;
    for (const std::size_t at : *numbers) found.push_back(*set.value->order().find_by_order(at));
    answer_pairs(call, found, with_scores);
}

void zscan(Call& call) {
    const auto set = call.held<SortedSet>(call.args[1]);
    if (set.wrong) return;
    const auto wanted = read_scan(call, 2);
    if (!wanted) return;
    std::vector<std::string> scores;
    std::vector<std::string_view> members;
    if (set.value != nullptr) {
        for (const auto& [score, member] : set.value->order()) {
            if (!wanted->takes(member)) continue;
            members.push_back(member);
            scores.push_back(text_of(score));
        }
    }
    std::vector<std::string_view> found;
    for (std::size_t i = 0; i < members.size(); ++i) {
        found.push_back(members[i]);
        found.push_back(scores[i]);
    }
    answer_scan(call, 0, found);
}

constexpr unsigned read_sorted = reads | of_sorted_sets;
constexpr unsigned write_sorted = writes | takes_memory | of_sorted_sets;
constexpr unsigned take_sorted = writes | of_sorted_sets;
constexpr Command sorted_set_rows[] = {
    {"zadd", zadd, -4, write_sorted | is_fast, 1, 1, 1},
    {"zincrby", zincrby, 4, write_sorted | is_fast, 1, 1, 1},
    {"zrem", zrem, -3, take_sorted | is_fast, 1, 1, 1},
    {"zscore", zscore, 3, read_sorted | is_fast, 1, 1, 1},
    {"zmscore", zmscore, -3, read_sorted | is_fast, 1, 1, 1},
    {"zcard", zcard, 2, read_sorted | is_fast, 1, 1, 1},
    {"zrank", zrank, -3, read_sorted | is_fast, 1, 1, 1},
    {"zrevrank", zrevrank, -3, read_sorted | is_fast, 1, 1, 1},
    {"zrange", zrange, -4, read_sorted, 1, 1, 1},
    {"zrevrange", zrevrange, -4, read_sorted, 1, 1, 1},
    {"zrangebyscore", zrangebyscore, -4, read_sorted, 1, 1, 1},
    {"zrevrangebyscore", zrevrangebyscore, -4, read_sorted, 1, 1, 1},
    {"zrangebylex", zrangebylex, -4, read_sorted, 1, 1, 1},
    {"zrevrangebylex", zrevrangebylex, -4, read_sorted, 1, 1, 1},
    {"zrangestore", zrangestore, -5, write_sorted, 1, 2, 1},
    {"zcount", zcount, 4, read_sorted | is_fast, 1, 1, 1},
    {"zlexcount", zlexcount, 4, read_sorted | is_fast, 1, 1, 1},
    {"zremrangebyrank", zremrangebyrank, 4, take_sorted, 1, 1, 1},
    {"zremrangebyscore", zremrangebyscore, 4, take_sorted, 1, 1, 1},
    {"zremrangebylex", zremrangebylex, 4, take_sorted, 1, 1, 1},
    {"zpopmin", zpopmin, -2, take_sorted | is_fast, 1, 1, 1},
    {"zpopmax", zpopmax, -2, take_sorted | is_fast, 1, 1, 1},
    {"bzpopmin", bzpopmin, -3, take_sorted | may_block | is_fast, 1, -2, 1},
    {"bzpopmax", bzpopmax, -3, take_sorted | may_block | is_fast, 1, -2, 1},
    {"zrandmember", zrandmember, -2, read_sorted, 1, 1, 1},
    {"zscan", zscan, -3, read_sorted, 1, 1, 1},
};

}  // namespace

void add_places(Call& call, const Adding& how, const std::vector<std::pair<double, std::string_view>>& places) {
    auto set = how.only_there ? call.held<SortedSet>(call.args[1]) : call.make<SortedSet>(call.args[1]);
    if (set.wrong) return;
    std::int64_t added = 0;
    std::int64_t moved = 0;
    std::optional<double> result;
    if (set.value != nullptr) {
        const Change change(call.keys(), *set.entry);
        for (const auto& [given, member] : places) {
            const double* const before = set.value->find(member);
            if ((how.only_new && before != nullptr) || (how.only_there && before == nullptr)) continue;
            const double score = how.increments && before != nullptr ? *before + given : given;
            if (std::isnan(score)) return call.out.error("ERR resulting score is not a number (NaN)");
            if (before != nullptr && ((how.greater && score <= *before) || (how.less && score >= *before))) continue;
            result = score;
            if (before != nullptr && *before != score) ++moved;
            added += set.value->put(member, score) ? 1 : 0;
        }
    }
    if (how.increments) {
        result ? call.out.real(*result) : call.out.null();
    } else {
        call.out.integer(how.counts_moved ? added + moved : added);
    }
    call.engine.ready(call.database(), call.args[1]);
}

std::span<const Command> sorted_set_commands() { return sorted_set_rows; }

}  // namespace wt::cache
