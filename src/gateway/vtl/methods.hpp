#pragma once
#include <span>
#include <string_view>

#include "gateway/java/value.hpp"
#include "gateway/vtl/patterns.hpp"

/// The methods of Java's classes that templates call.
namespace wt::gateway::vtl {

struct Call {
    java::Heap& heap;
    Patterns& patterns;
    std::string_view name;
    std::span<const java::Value> arguments;

    [[nodiscard]] bool is(std::string_view method, std::size_t count) const {
        return name == method && arguments.size() == count;
    }
    /// Whether the argument may be one of this class; null may be any.
    [[nodiscard]] bool takes(std::size_t index, java::Kind kind) const {
        return arguments[index].is(kind) || arguments[index].is_null();
    }
    [[nodiscard]] bool is_int(std::size_t index) const { return arguments[index].is(java::Kind::integer); }
    [[nodiscard]] std::int64_t whole(std::size_t index) const { return arguments[index].as_whole(); }
    [[nodiscard]] std::string_view text(std::size_t index) const { return arguments[index].as_text(); }
    [[nodiscard]] bool has_null() const;
    [[nodiscard]] java::Outcome text_of(std::string_view made) const {
        return java::Outcome::of(java::Value::text(heap.keep(made)));
    }
    /// An exception with these words; they are kept.
    [[nodiscard]] java::Outcome raised(std::string_view why) const { return java::Outcome::raised(heap.keep(why)); }
};

/// What a method of Java's gives that gives a boolean or an int.
[[nodiscard]] inline java::Outcome truth(bool value) { return java::Outcome::of(java::Value::boolean(value)); }
[[nodiscard]] inline java::Outcome number(std::int64_t value) {
    return java::Outcome::of(java::Value::integer(static_cast<std::int32_t>(value)));
}

[[nodiscard]] java::Outcome call_method(java::Value on, const Call& call);
[[nodiscard]] java::Outcome call_text(std::string_view text, const Call& call);
[[nodiscard]] java::Outcome call_number(java::Value number, const Call& call);
[[nodiscard]] java::Outcome call_list(java::List& list, const Call& call);
[[nodiscard]] java::Outcome call_map(java::Map& map, const Call& call);

/// $x.name: a getter, or the key of a map.
[[nodiscard]] java::Outcome property_of(java::Value of, std::string_view name, java::Heap& heap);

/// Of the classes that have one which does not depend on where things are.
[[nodiscard]] java::Outcome hash_code(java::Value of);

}  // namespace wt::gateway::vtl
