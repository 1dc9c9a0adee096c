// Sorted sets of several others.
#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "storage/cache/sorted_set_answers.hpp"

namespace wt::cache {

void answer_pairs(Call& call, const std::vector<Place>& found, bool with_scores) {
    const bool pairs = with_scores && call.out.protocol() == 3;
    call.out.array(found.size() * (with_scores && !pairs ? 2 : 1));
    for (const auto& [score, member] : found) {
        if (pairs) call.out.array(2);
        call.out.bulk(member);
        if (with_scores) call.out.real(score);
    }
}

void put_places(Call& call, std::string_view key, const std::vector<std::pair<double, std::string>>& places) {
    Keyspace::Entry* const there = call.find(key);
    if (there != nullptr) call.keys().erase(*there);
    if (!places.empty()) {
        auto set = call.make<SortedSet>(key);
        const Change change(call.keys(), *set.entry);
        for (const auto& [score, member] : places) set.value->put(member, score);
    }
    call.engine.ready(call.database(), key);
}

namespace {

enum class Combined : std::uint8_t { unite, inter, differ };

/// Of the sets that are named from that argument on (their number first), with weights and an aggregate where these
/// are options. None: the client has been told.
std::optional<std::vector<std::pair<double, std::string>>> combined(Call& call, Combined how, std::size_t at,
                                                                    bool* with_scores) {
    const auto refuse = [&](std::string_view why) {
        call.out.error(why);
        return std::nullopt;
    };
    const auto count = integer_of(call.args[at]);
    if (!count) return refuse(no_integer);
    if (*count < 1)
        return refuse(fmt::format("ERR at least 1 input key is needed for '{}' command", lowered(call.args[0])));
    const auto names = static_cast<std::size_t>(*count);
    if (names > call.args.size() - at - 1) return refuse(syntax_error);
    std::vector<double> weights(names, 1);
    std::string aggregate = "sum";
    for (std::size_t i = at + 1 + names; i < call.args.size(); ++i) {
        if (call.is(i, "weights") && how != Combined::differ && i + names < call.args.size()) {
            for (double& weight : weights) {
                const auto number = real_of(call.args[++i]);
                if (!number) return refuse("ERR weight value is not a float");
                weight = *number;
            }
        } else if (call.is(i, "aggregate") && how != Combined::differ && i + 1 < call.args.size()) {
            aggregate = lowered(call.args[++i]);
            if (aggregate != "sum" && aggregate != "min" && aggregate != "max") return refuse(syntax_error);
        } else if (call.is(i, "withscores") && with_scores != nullptr) {
            *with_scores = true;
        } else {
            return refuse(syntax_error);
        }
    }
    struct Sum {
        double score = 0;
        std::size_t sets = 0;
    };
    std::map<std::string, Sum, std::less<>> all;
    for (std::size_t i = 0; i < names; ++i) {
        const std::string_view name = call.args[at + 1 + i];
        Keyspace::Entry* const entry = call.find(name);
        if (entry == nullptr) continue;
        const auto count_in = [&](std::string_view member, double score) {
            Sum& sum = all[std::string(member)];
            score *= weights[i];
            if (std::isnan(score)) score = 0;
            if (sum.sets++ == 0) {
                // What the first set has not is not in the difference.
                if (how == Combined::differ && i > 0) sum.sets = names + 1;
                sum.score = score;
                return;
            }
            if (how == Combined::differ) sum.sets = names + 1;
            if (aggregate == "min") {
                sum.score = std::min(sum.score, score);
            } else if (aggregate == "max") {
                sum.score = std::max(sum.score, score);
            } else {
                sum.score += score;
                if (std::isnan(sum.score)) sum.score = 0;
            }
        };
        if (auto* const sorted = std::get_if<std::unique_ptr<SortedSet>>(&entry->value)) {
            for (const auto& [score, member] : (*sorted)->order()) count_in(member, score);
        } else if (auto* const plain = std::get_if<std::unique_ptr<Set>>(&entry->value)) {
            for (const auto* item : (*plain)->items()) count_in(item->first, 1);
        } else {
            return refuse(wrong_type);
        }
    }
    std::vector<std::pair<double, std::string>> places;
    for (const auto& [member, sum] : all) {
        if (how == Combined::inter && sum.sets < names) continue;
        if (how == Combined::differ && sum.sets > names) continue;
        places.emplace_back(sum.score, member);
    }
    std::sort(places.begin(), places.end());
    return places;
}

void answer_combined(Call& call, Combined how) {
    bool with_scores = false;
    const auto places = combined(call, how, 1, &with_scores);
    if (!places) return;
    answer_pairs(call, {places->begin(), places->end()}, with_scores);
}
void zunion(Call& call) { answer_combined(call, Combined::unite); }
void zinter(Call& call) { answer_combined(call, Combined::inter); }
void zdiff(Call& call) { answer_combined(call, Combined::differ); }

void store_combined(Call& call, Combined how) {
    const auto places = combined(call, how, 2, nullptr);
    if (!places) return;
    put_places(call, call.args[1], *places);
    call.out.integer(static_cast<std::int64_t>(places->size()));
}
void zunionstore(Call& call) { store_combined(call, Combined::unite); }
void zinterstore(Call& call) { store_combined(call, Combined::inter); }
void zdiffstore(Call& call) { store_combined(call, Combined::differ); }

void zintercard(Call& call) {
    const std::int64_t count = integer_of(call.args[1]).value_or(0);
    const std::size_t left = call.args.size() - 2;
    std::size_t names = left;
    std::int64_t limit = 0;
    if (count >= 1 && static_cast<std::size_t>(count) <= left) {
        names = static_cast<std::size_t>(count);
        if (left == names + 2 && call.is(names + 2, "limit")) {
            const auto most = integer_of(call.args[names + 3]);
            if (!most || *most < 0) return call.out.error("ERR LIMIT can't be negative");
            limit = *most;
        } else if (left != names) {
            return call.out.error(syntax_error);
        }
    }
    // The same as ZINTER of the keys, without the limit.
    const auto all = call.args;
    call.args = call.args.subspan(0, names + 2);
    const auto places = combined(call, Combined::inter, 1, nullptr);
    call.args = all;
    if (!places) return;
    const auto size = static_cast<std::int64_t>(places->size());
    call.out.integer(limit > 0 ? std::min(limit, size) : size);
}

constexpr unsigned read_joined = reads | of_sorted_sets;
constexpr unsigned write_joined = writes | takes_memory | of_sorted_sets;
constexpr Command sorted_set_join_rows[] = {
    {"zunion", zunion, -3, read_joined, 0, 0, 0, 1},
    {"zinter", zinter, -3, read_joined, 0, 0, 0, 1},
    {"zdiff", zdiff, -3, read_joined, 0, 0, 0, 1},
    {"zintercard", zintercard, -3, read_joined, 0, 0, 0, 1},
    {"zunionstore", zunionstore, -4, write_joined, 1, 1, 1, 2},
    {"zinterstore", zinterstore, -4, write_joined, 1, 1, 1, 2},
    {"zdiffstore", zdiffstore, -4, write_joined, 1, 1, 1, 2},
};

}  // namespace

std::span<const Command> sorted_set_join_commands() { return sorted_set_join_rows; }

}  // namespace wt::cache
