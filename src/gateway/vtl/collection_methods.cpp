#include <algorithm>

#include "gateway/java/print.hpp"
#include "gateway/vtl/methods.hpp"

namespace wt::gateway::vtl {

using java::Entry;
using java::Kind;
using java::List;
using java::ListKind;
using java::Map;
using java::Outcome;
using java::Value;

namespace {

/// A method that gives nothing prints as nothing.
[[nodiscard]] Outcome nothing() { return Outcome::of(Value::text({})); }

[[nodiscard]] Outcome printed(Value value, const Call& call) {
    std::string made;
    if (!java::print(made, value)) return Outcome::raised("java.lang.StackOverflowError");
    return call.text_of(made);
}

[[nodiscard]] Outcome out_of_bounds(const Call& call, std::int64_t index, std::size_t size) {
    return call.raised("java.lang.IndexOutOfBoundsException: Index " + std::to_string(index) +
                       " out of bounds for length " + std::to_string(size));
}

[[nodiscard]] std::int64_t place_of(const List& list, Value wanted, bool last) {
    std::int64_t found = -1;
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (!java::equal(list.items()[i], wanted)) continue;
        found = static_cast<std::int64_t>(i);
        if (!last) break;
    }
    return found;
}

[[nodiscard]] const List* collection(Value value) {
    const List* const list = java::as_list(value);
    return list != nullptr && list->kind() != ListKind::array ? list : nullptr;
}

[[nodiscard]] List* copy_of(const List& list, ListKind kind, const Call& call) {
    List* const made = call.heap.make<List>(kind);
    for (const Value each : list.items()) made->add(call.heap, each);
    return made;
}

[[nodiscard]] Outcome erase_at(List& list, std::int64_t index, const Call& call) {
    if (index < 0 || index >= static_cast<std::int64_t>(list.size())) return out_of_bounds(call, index, list.size());
    const Value old = list[static_cast<std::size_t>(index)];
    list.erase(static_cast<std::size_t>(index));
    return Outcome::of(old);
}

/// What only java.util.List has.
[[nodiscard]] Outcome call_indexed(List& list, const Call& call) {
    const std::size_t count = call.arguments.size();
    const auto size = static_cast<std::int64_t>(list.size());
    const bool indexed = count >= 1 && call.is_int(0);
    if (call.is("get", 1) && indexed) {
        if (call.whole(0) < 0 || call.whole(0) >= size) return out_of_bounds(call, call.whole(0), list.size());
        return Outcome::of(list[static_cast<std::size_t>(call.whole(0))]);
    }
    if (call.is("set", 2) && indexed) {
        if (call.whole(0) < 0 || call.whole(0) >= size) return out_of_bounds(call, call.whole(0), list.size());
        return Outcome::of(std::exchange(list[static_cast<std::size_t>(call.whole(0))], call.arguments[1]));
    }
    if (call.is("indexOf", 1)) return number(place_of(list, call.arguments[0], false));
    if (call.is("lastIndexOf", 1)) return number(place_of(list, call.arguments[0], true));
    if (call.is("subList", 2) && indexed && call.is_int(1)) {
        const std::int64_t from = call.whole(0);
        const std::int64_t to = call.whole(1);
        if (from < 0 || to > size || from > to) return out_of_bounds(call, from < 0 ? from : to, list.size());
        List* const made = call.heap.make<List>(ListKind::array_list);
        for (std::int64_t i = from; i < to; ++i) made->add(call.heap, list[static_cast<std::size_t>(i)]);
        return Outcome::of(Value::list(made));
    }
    if (list.kind() == ListKind::array) return Outcome::unknown();
    if (call.is("add", 2) && indexed) {
        if (call.whole(0) < 0 || call.whole(0) > size) return out_of_bounds(call, call.whole(0), list.size());
        list.insert(call.heap, static_cast<std::size_t>(call.whole(0)), call.arguments[1]);
        return nothing();
    }
    if (call.is("remove", 1) && indexed) return erase_at(list, call.whole(0), call);
    if (call.is("toJSONString", 0) && list.kind() == ListKind::json_array) return printed(Value::list(&list), call);
    return Outcome::unknown();
}

[[nodiscard]] Outcome call_changing(List& list, const Call& call) {
    if (call.is("add", 1)) {
        list.add(call.heap, call.arguments[0]);
        return truth(true);
    }
    if (call.is("clear", 0)) {
        list.clear();
        return nothing();
    }
    if (call.is("remove", 1)) {
        // Whether null is an index, Java can not tell.
        if (call.arguments[0].is_null()) return Outcome::unknown();
        const std::int64_t place = place_of(list, call.arguments[0], false);
        if (place >= 0) list.erase(static_cast<std::size_t>(place));
        return truth(place >= 0);
    }
    const List* const other = call.arguments.size() == 1 ? collection(call.arguments[0]) : nullptr;
    if (other == nullptr) return Outcome::unknown();
    if (call.is("addAll", 1)) {
        const List* const added = copy_of(*other, ListKind::array_list, call);  // it may be the list itself
        for (const Value each : added->items()) list.add(call.heap, each);
        return truth(added->size() != 0);
    }
    if (call.is("removeAll", 1) || call.is("retainAll", 1)) {
        const bool keeps = call.name == "retainAll";
        const std::size_t before = list.size();
        const List* const all = copy_of(list, ListKind::array_list, call);
        const List* const wanted = copy_of(*other, ListKind::array_list, call);
        list.clear();
        for (const Value each : all->items())
            if ((place_of(*wanted, each, false) >= 0) == keeps) list.add(call.heap, each);
        return truth(list.size() != before);
    }
    return Outcome::unknown();
}

[[nodiscard]] List* view_of(const Map& map, ListKind kind, const Call& call) {
    List* const made = call.heap.make<List>(kind, &map);
    for (const Entry& each : map.entries()) {
        switch (kind) {
            case ListKind::key_set: made->add(call.heap, each.key); break;
            case ListKind::values: made->add(call.heap, each.value); break;
            default:
                made->add(call.heap, Value::entry(call.heap.make<Entry>(Entry{each.key, each.value, &map})));
                break;
        }
    }
    return made;
}

[[nodiscard]] Outcome call_entry(Entry& entry, const Call& call) {
    if (call.is("getKey", 0)) return Outcome::of(entry.key);
    if (call.is("getValue", 0)) return Outcome::of(entry.current());
    if (call.is("toString", 0)) return printed(Value::entry(&entry), call);
    if (call.is("equals", 1)) return truth(java::equal(Value::entry(&entry), call.arguments[0]));
    return Outcome::unknown();
}

[[nodiscard]] Outcome call_truth(Value value, const Call& call) {
    const bool is_true = value.as_boolean();
    if (call.is("booleanValue", 0)) return truth(is_true);
    if (call.is("toString", 0)) return Outcome::of(Value::text(is_true ? "true" : "false"));
    if (call.is("hashCode", 0)) return hash_code(value);
    if (call.is("equals", 1)) return truth(java::equal(value, call.arguments[0]));
    if (call.is("compareTo", 1) && !call.arguments[0].is(Kind::boolean))
        return Outcome::raised("java.lang.ClassCastException");
    if (call.is("compareTo", 1))
        return number(static_cast<int>(is_true) - static_cast<int>(call.arguments[0].as_boolean()));
    if ((call.is("parseBoolean", 1) || call.is("valueOf", 1)) && call.arguments[0].is(Kind::text)) {
        const std::string_view word = call.text(0);
        constexpr std::string_view wanted = "true";
        return truth(std::ranges::equal(word, wanted, [](char a, char b) { return (a | 0x20) == b; }));
    }
    return Outcome::unknown();
}

}  // namespace

Outcome call_list(List& list, const Call& call) {
    if (call.is("size", 0)) return number(static_cast<std::int64_t>(list.size()));
    if (call.is("isEmpty", 0)) return truth(list.size() == 0);
    if (call.is("contains", 1)) return truth(place_of(list, call.arguments[0], false) >= 0);
    if (call.is("toString", 0)) return printed(Value::list(&list), call);
    if (call.is("equals", 1)) return truth(java::equal(Value::list(&list), call.arguments[0]));
    if (call.is("iterator", 0) || call.is("listIterator", 0) || call.is("toArray", 0)) {
        if (call.name == "listIterator" && !list.has_indexes()) return Outcome::unknown();
        return Outcome::of(Value::list(&list));
    }
    if (call.is("containsAll", 1)) {
        const List* const other = collection(call.arguments[0]);
        if (other == nullptr) return Outcome::unknown();
        return truth(std::ranges::all_of(other->items(), [&](Value each) { return place_of(list, each, false) >= 0; }));
    }
    if (list.has_indexes() || list.kind() == ListKind::array) {
        const Outcome indexed = call_indexed(list, call);
        if (indexed.what != Outcome::What::unknown || list.kind() == ListKind::array) return indexed;
        return call_changing(list, call);
    }
    return Outcome::unknown();
}

Outcome call_map(Map& map, const Call& call) {
    const auto keep = [&](ListKind kind) { return Outcome::of(Value::list(view_of(map, kind, call))); };
    if (call.is("get", 1)) return Outcome::of(map.find(call.arguments[0]).value_or(Value()));
    if (call.is("put", 2)) return Outcome::of(map.put(call.heap, call.arguments[0], call.arguments[1]));
    if (call.is("containsKey", 1)) return truth(map.find(call.arguments[0]).has_value());
    if (call.is("containsValue", 1))
        return truth(std::ranges::any_of(
            map.entries(), [&](const Entry& each) { return java::equal(each.value, call.arguments[0]); }));
    if (call.is("size", 0)) return number(static_cast<std::int64_t>(map.size()));
    if (call.is("isEmpty", 0)) return truth(map.size() == 0);
    if (call.is("keySet", 0)) return keep(ListKind::key_set);
    if (call.is("values", 0)) return keep(ListKind::values);
    if (call.is("entrySet", 0)) return keep(ListKind::entry_set);
    if (call.is("remove", 1)) return Outcome::of(map.erase(call.arguments[0]));
    if (call.is("toString", 0)) return printed(Value::map(&map), call);
    if (call.is("equals", 1)) return truth(java::equal(Value::map(&map), call.arguments[0]));
    if (call.is("getOrDefault", 2)) return Outcome::of(map.find(call.arguments[0]).value_or(call.arguments[1]));
    if (call.is("putIfAbsent", 2)) {
        const auto old = map.find(call.arguments[0]);
        if (old && !old->is_null()) return Outcome::of(*old);
        map.put(call.heap, call.arguments[0], call.arguments[1]);
        return Outcome::of({});
    }
    if (call.is("replace", 2)) {
        if (!map.find(call.arguments[0])) return Outcome::of({});
        return Outcome::of(map.put(call.heap, call.arguments[0], call.arguments[1]));
    }
    if (call.is("clear", 0)) {
        map.clear();
        return nothing();
    }
    if (call.is("putAll", 1)) {
        if (call.arguments[0].is_null()) return Outcome::raised("java.lang.NullPointerException");
        const Map* const other = java::as_map(call.arguments[0]);
        if (other == nullptr) return Outcome::unknown();
        if (other == &map) return nothing();
        for (const Entry& each : other->entries()) map.put(call.heap, each.key, each.value);
        return nothing();
    }
    return Outcome::unknown();
}

Outcome call_method(Value on, const Call& call) {
    if (call.is("getClass", 0)) return Outcome::of(Value::text(java::class_of(on)));
    switch (on.kind()) {
        case Kind::text: return call_text(on.as_text(), call);
        case Kind::boolean: return call_truth(on, call);
        case Kind::integer:
        case Kind::long_integer:
        case Kind::real:
        case Kind::big_integer:
        case Kind::big_decimal: return call_number(on, call);
        case Kind::list: return call_list(on.as_list(), call);
        case Kind::map: return call_map(on.as_map(), call);
        case Kind::entry: return call_entry(on.as_entry(), call);
        case Kind::object: return on.as_object().call(call.name, call.arguments, call.heap);
        case Kind::null: break;
    }
    return Outcome::unknown();
}

Outcome property_of(Value of, std::string_view name, java::Heap& heap) {
    if (of.is(Kind::object)) return of.as_object().property(name, heap);
    if (name == "class" || name == "Class") return Outcome::of(Value::text(java::class_of(of)));
    if (of.is(Kind::map)) return Outcome::of(of.as_map().find(name).value_or(Value()));
    const bool empty = name == "empty" || name == "Empty";
    if (of.is(Kind::text)) {
        if (empty) return truth(of.as_text().empty());
        if (name == "blank" || name == "Blank")
            return truth(
                std::ranges::all_of(of.as_text(), [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }));
    }
    if (of.is(Kind::list) && empty && of.as_list().kind() != ListKind::array) return truth(of.as_list().size() == 0);
    if (of.is(Kind::entry)) {
        if (name == "key" || name == "Key") return Outcome::of(of.as_entry().key);
        if (name == "value" || name == "Value") return Outcome::of(of.as_entry().current());
    }
    return Outcome::unknown();
}

}  // namespace wt::gateway::vtl
