#pragma once
#include <string_view>

#include "cloudformation/language/read.hpp"

namespace wt::cloudformation {

using language::OrderedJson;

/// What a row's texts are filled from. "$Name.Part" is what stands there in `known` (of a list "$Name.0" is the first),
/// "x${id}y" has it within, and an object of one member "$function" is that function of its filled argument:
///     $or: [a, b]              the first that is there
///     $same: [a, b]            true where they are equal
///     $more: [a, b]            true where the first is the larger number
///     $has: [list, a]          true where the list has it
///     $there: a                true where it is there, empty or not
///     $when: [a, b]            b, where a is something
///     $pluck: {of: list, at: A.B}   what stands there in each of the list; with `first: N` the first N of that
///     $rename: {in: x, A: B}   x with its members A called B, however deep
///     $pairs: {of: list, key: K, value: V}   a list of objects as a map
///     $in_pairs: map           a map as a list of objects with Key and Value
///     $patches: {/path: Name}  what differs between `known.old` and `known`, as API Gateway's patch operations; what
///                              goes is replaced by nothing, or by x in {/path: [Name, x]}
/// and those of conversions.hpp. What is not there leaves its member out, and so does an object that this empties.
[[nodiscard]] OrderedJson fill(const OrderedJson& said, const OrderedJson& known);

/// What stands at "Name.Part"; discarded where nothing does.
[[nodiscard]] OrderedJson look_up(const OrderedJson& known, std::string_view path);
/// Whether a filled value is something: there, not false, and not empty.
[[nodiscard]] bool is_something(const OrderedJson& value);

}  // namespace wt::cloudformation
