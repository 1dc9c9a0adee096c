// SORT, of lists, sets and sorted sets.
#include <algorithm>

#include <fmt/format.h>

#include "storage/cache/call.hpp"

namespace wt::cache {

namespace {

struct SortAsk {
    std::optional<std::string_view> by;
    std::vector<std::string_view> gets;
    std::int64_t offset = 0;
    std::int64_t count = -1;
    bool descends = false;
    bool by_letters = false;
    bool keeps_order = false;  // BY a pattern without a star
    std::optional<std::string_view> to;
};

/// What a pattern names for an element: the element for "#", a text, or a hash's field ("price_*->now").
std::optional<std::string> looked_up(Call& call, std::string_view pattern, std::string_view element) {
    if (pattern == "#") return std::string(element);
    const std::size_t star = pattern.find('*');
    if (star == std::string_view::npos) return std::nullopt;
    const std::size_t arrow = pattern.find("->", star + 1);
    const bool has_field = arrow != std::string_view::npos && arrow + 2 < pattern.size();
    const std::string_view end = pattern.substr(star + 1, has_field ? arrow - star - 1 : std::string_view::npos);
    const std::string key = fmt::format("{}{}{}", pattern.substr(0, star), element, end);
    Keyspace::Entry* const entry = call.find(key);
    if (entry == nullptr) return std::nullopt;
    if (!has_field) {
        const Text* const text = std::get_if<Text>(&entry->value);
        return text == nullptr ? std::nullopt : std::optional<std::string>(text->view());
    }
    auto* const hash = std::get_if<std::unique_ptr<Hash>>(&entry->value);
    const std::string* const value = hash == nullptr ? nullptr : (*hash)->find(pattern.substr(arrow + 2));
    return value == nullptr ? std::nullopt : std::optional(*value);
}

/// None: the client has been told.
std::optional<SortAsk> read_sort(Call& call, bool may_store) {
    SortAsk ask;
    for (std::size_t i = 2; i < call.args.size(); ++i) {
        const std::size_t left = call.args.size() - 1 - i;
        if (call.is(i, "asc") || call.is(i, "desc")) {
            ask.descends = call.is(i, "desc");
        } else if (call.is(i, "alpha")) {
            ask.by_letters = true;
        } else if (call.is(i, "limit") && left >= 2) {
            const auto offset = call.integer(i + 1);
            const auto count = offset ? call.integer(i + 2) : std::nullopt;
            if (!count) return std::nullopt;
            ask.offset = *offset;
            ask.count = *count;
            i += 2;
        } else if (may_store && call.is(i, "store") && left >= 1) {
            ask.to = call.args[++i];
        } else if (call.is(i, "by") && left >= 1) {
            ask.by = call.args[++i];
            ask.keeps_order = ask.by->find('*') == std::string_view::npos;
            if (!ask.keeps_order && call.engine.config().cluster != nullptr) {
                call.out.error("ERR BY option of SORT denied in cluster mode.");
                return std::nullopt;
            }
        } else if (call.is(i, "get") && left >= 1) {
            ask.gets.push_back(call.args[++i]);
            if (ask.gets.back() != "#" && call.engine.config().cluster != nullptr) {
                call.out.error("ERR GET option of SORT denied in cluster mode.");
                return std::nullopt;
            }
        } else {
            call.out.error(syntax_error);
            return std::nullopt;
        }
    }
    return ask;
}

void sort_any(Call& call, bool may_store) {
    auto ask = read_sort(call, may_store);
    if (!ask) return;
    std::vector<std::string> elements;
    if (Keyspace::Entry* const entry = call.find(call.args[1])) {
        if (auto* const list = std::get_if<std::unique_ptr<List>>(&entry->value)) {
            for (std::size_t i = 0; i < (*list)->size(); ++i) elements.push_back((**list)[i]);
        } else if (auto* const set = std::get_if<std::unique_ptr<Set>>(&entry->value)) {
            for (const auto* item : (*set)->items()) elements.push_back(item->first);
            // What has no order and is stored gets one.
            if (ask->keeps_order && ask->to) {
                ask->keeps_order = false;
                ask->by_letters = true;
                ask->by.reset();
            }
        } else if (auto* const sorted = std::get_if<std::unique_ptr<SortedSet>>(&entry->value)) {
            for (const auto& [score, member] : (*sorted)->order()) elements.emplace_back(member);
            if (ask->keeps_order && ask->descends) std::reverse(elements.begin(), elements.end());
        } else {
            return call.out.error(wrong_type);
        }
    }
    struct Weighed {
        std::string element;
        double number = 0;
        std::optional<std::string> text;
    };
    std::vector<Weighed> weighed;
    for (std::string& element : elements) {
        Weighed& one = weighed.emplace_back();
        one.element = std::move(element);
        if (ask->keeps_order) continue;
        const auto weight = ask->by ? looked_up(call, *ask->by, one.element) : std::optional(one.element);
        if (ask->by_letters) {
            one.text = weight;
        } else if (weight) {
            const auto number = real_of(*weight);
            if (!number) return call.out.error("ERR One or more scores can't be converted into double");
            one.number = *number;
        }
    }
    if (!ask->keeps_order) {
        const auto before = [&](const Weighed& a, const Weighed& b) {
            if (ask->by_letters) return a.text != b.text ? a.text < b.text : a.element < b.element;
            return a.number != b.number ? a.number < b.number : a.element < b.element;
        };
        std::sort(weighed.begin(), weighed.end(),
                  [&](const Weighed& a, const Weighed& b) { return ask->descends ? before(b, a) : before(a, b); });
    }
    const auto size = static_cast<std::int64_t>(weighed.size());
    const std::int64_t from = std::clamp<std::int64_t>(ask->offset, 0, size);
    const std::int64_t to = ask->count < 0 ? size : from + std::min(ask->count, size - from);
    std::vector<std::optional<std::string>> answer;
    for (std::int64_t i = from; i < to; ++i) {
        const std::string& element = weighed[static_cast<std::size_t>(i)].element;
        if (ask->gets.empty()) answer.emplace_back(element);
        for (const std::string_view pattern : ask->gets) answer.push_back(looked_up(call, pattern, element));
    }
    if (!ask->to) {
        call.out.array(answer.size());
        for (const auto& each : answer) each ? call.out.bulk(*each) : call.out.null();
        return;
    }
    if (Keyspace::Entry* const there = call.find(*ask->to)) call.keys().erase(*there);
    if (!answer.empty()) {
        auto list = call.make<List>(*ask->to);
        const Change change(call.keys(), *list.entry);
        for (const auto& each : answer) list.value->push(false, each.value_or(""));
    }
    call.out.integer(static_cast<std::int64_t>(answer.size()));
    call.engine.ready(call.database(), *ask->to);
}
void sort(Call& call) { sort_any(call, true); }
void sort_ro(Call& call) { sort_any(call, false); }

constexpr Command sort_rows[] = {
    {"sort", sort, -2, writes | takes_memory | is_dangerous_to_all | of_lists | of_sets | of_sorted_sets, 1, 1, 1},
    {"sort_ro", sort_ro, -2, reads | is_dangerous_to_all | of_lists | of_sets | of_sorted_sets, 1, 1, 1},
};

}  // namespace

std::span<const Command> sort_commands() { return sort_rows; }

}  // namespace wt::cache
