#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "gateway/java/json.hpp"
#include "gateway/java/numbers.hpp"
#include "gateway/java/print.hpp"
#include "gateway/json_path/filter.hpp"

namespace wt::gateway::json_path {

namespace {

using java::Heap;
using java::List;
using java::ListKind;
using java::Value;

constexpr std::string_view nothing_to_add = "Aggregation function attempted to calculate value using empty array";

[[nodiscard]] Reading found(Value value) { return {Trouble::none, value, {}}; }
[[nodiscard]] Reading trouble(std::string_view why) { return {Trouble::other, {}, why}; }

/// The arguments' values; a list's are its items.
struct Arguments {
    Reading reading;  // what is wrong with them
    std::vector<Value> values;
};

[[nodiscard]] Arguments arguments_of(const Token& token, Heap& heap, Value root, Budget& budget) {
    Arguments made;
    for (const Parameter& each : token.parameters) {
        Value value;
        if (each.path) {
            const Reading reading = evaluate(*each.path, heap, root, root, false, budget);
            if (reading.trouble != Trouble::none) return {reading, {}};
            value = reading.value;
        } else {
            const auto parsed = java::parse_json(heap, each.json);
            if (!std::holds_alternative<Value>(parsed)) return {trouble("an argument is no JSON"), {}};
            value = std::get<Value>(parsed);
        }
        made.values.push_back(value);
    }
    return made;
}

template <class Use>
void each_item(const std::vector<Value>& arguments, Use use) {
    for (const Value argument : arguments) {
        if (const List* const list = java::as_list(argument); list != nullptr && list->has_indexes()) {
            for (const Value item : list->items()) use(item);
        } else {
            use(argument);
        }
    }
}

[[nodiscard]] Reading aggregate(std::string_view name, Value model, const Arguments& arguments) {
    double sum = 0;
    double squares = 0;
    double count = 0;
    double least = std::numeric_limits<double>::max();
    double most = std::numeric_limits<double>::denorm_min();  // Double.MIN_VALUE: what is negative is never the most
    const auto take = [&](Value number) {
        if (!number.is_number()) return;
        const double value = java::to_double(number);
        sum += value;
        squares += value * value;
        ++count;
        if (value < least) least = value;
        if (value > most) most = value;
    };
    if (const List* const list = java::as_list(model); list != nullptr && list->has_indexes())
        for (const Value each : list->items()) take(each);
    each_item(arguments.values, take);
    if (count == 0) return trouble(nothing_to_add);
    if (name == "sum") return found(Value::real(sum));
    if (name == "avg") return found(Value::real(sum / count));
    if (name == "min") return found(Value::real(least));
    if (name == "max") return found(Value::real(most));
    return found(Value::real(std::sqrt(squares / count - sum * sum / count / count)));
}

[[nodiscard]] Reading concatenate(Heap& heap, Value model, const Arguments& arguments) {
    std::string text;
    if (const List* const list = java::as_list(model); list != nullptr && list->has_indexes())
        for (const Value each : list->items())
            if (each.is(java::Kind::text)) text += each.as_text();
    bool printed = true;
    each_item(arguments.values, [&](Value each) { printed = printed && (each.is_null() || java::print(text, each)); });
    if (!printed || text.size() > java::most_text) return trouble("the text is too long");
    return found(Value::text(heap.keep(text)));
}

[[nodiscard]] Reading length(const Token& token, Heap& heap, Value model, Budget& budget) {
    if (!token.parameters.empty()) {
        const auto& path = token.parameters.front().path;
        if (!path) return trouble("length() takes a path");
        const bool steps = !path->tokens().empty();
        const Path counted = path->ends_in_function() || !steps ? *path : path->with_wildcard();
        const Reading inner = evaluate(counted, heap, model, model, false, budget);
        if (inner.trouble != Trouble::none) return inner;
        if (const List* const list = java::as_list(inner.value); list != nullptr && list->has_indexes())
            return found(Value::integer(static_cast<std::int32_t>(list->size())));
    }
    if (const List* const list = java::as_list(model); list != nullptr && list->has_indexes())
        return found(Value::integer(static_cast<std::int32_t>(list->size())));
    if (const java::Map* const map = java::as_map(model))
        return found(Value::integer(static_cast<std::int32_t>(map->size())));
    return found({});
}

[[nodiscard]] Reading append(Heap& heap, Value model, const Arguments& arguments) {
    if (List* const list = java::as_list(model); list != nullptr && list->has_indexes())
        for (const Value each : arguments.values) list->add(heap, each);
    return found(model);
}

[[nodiscard]] Reading keys(Heap& heap, Value model) {
    const java::Map* const map = java::as_map(model);
    if (map == nullptr) return found({});
    List* const made = heap.make<List>(ListKind::key_set);
    for (const auto& each : map->entries()) made->add(heap, each.key);
    return found(Value::list(made));
}

[[nodiscard]] Reading at_index(std::string_view name, Value model, const Arguments& arguments) {
    List* const list = java::as_list(model);
    if (list == nullptr || !list->has_indexes()) return trouble(nothing_to_add);
    std::int64_t index = name == "last" ? -1 : 0;
    if (name == "index") {
        Value number;
        each_item(arguments.values, [&](Value each) {
            if (number.is_null() && each.is_number()) number = each;
        });
        if (number.is_null()) return trouble("index() takes a number");
        index = number.is_whole()
                    ? static_cast<std::int32_t>(number.as_whole())
                    : static_cast<std::int64_t>(std::clamp(java::to_double(number), -2147483648.0, 2147483647.0));
    }
    const auto size = static_cast<std::int64_t>(list->size());
    if (index < 0) {
        index += size;
        if (index <= 0) return trouble("the index is larger than the count of objects");  // the first one, too
    }
    if (index >= size) return trouble("the index is out of bounds");
    return found((*list)[static_cast<std::size_t>(index)]);
}

}  // namespace

Reading call(const Token& token, Heap& heap, Value model, Value root, Budget& budget) {
    const std::string_view name = token.function;
    constexpr auto names = std::to_array<std::string_view>(
        {"avg", "stddev", "sum", "min", "max", "concat", "length", "size", "append", "keys", "first", "last", "index"});
    if (std::ranges::find(names, name) == names.end())
        return {Trouble::invalid, {}, "there is no function of this name"};
    const Arguments arguments = arguments_of(token, heap, root, budget);
    if (arguments.reading.trouble != Trouble::none) return arguments.reading;
    if (name == "sum" || name == "avg" || name == "min" || name == "max" || name == "stddev")
        return aggregate(name, model, arguments);
    if (name == "length" || name == "size") return length(token, heap, model, budget);
    if (name == "concat") return concatenate(heap, model, arguments);
    if (name == "append") return append(heap, model, arguments);
    if (name == "keys") return keys(heap, model);
    return at_index(name, model, arguments);
}

}  // namespace wt::gateway::json_path
