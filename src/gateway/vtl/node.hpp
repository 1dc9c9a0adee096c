#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "gateway/java/value.hpp"

namespace wt::gateway::vtl {

enum class NodeKind : std::uint8_t {
    text,
    block,
    reference,
    property,
    method,
    index,
    set,
    condition,  // #if: condition and block by turns, and what is left is the #else
    foreach,
    define,
    macro,  // its definition, which prints nothing
    macro_call,
    block_call,  // #@name() ... #end
    break_loop,
    stop,
    evaluate,
    include,  // and #parse: there is nothing to include
    literal,
    unusable,  // a directive that Velocity cannot set up: it fails when it is rendered
    // Expressions.
    constant,
    string,  // with references in it
    word,
    range,
    list,
    map,
    true_,
    false_,
    or_,
    and_,
    not_,
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    arithmetic,
};

/// A reference's way of being written, which decides what is printed when it is null.
struct Spelling {
    std::string_view slashes;    // half of those in front of it
    std::string_view prefix;     // dollars and hashes too many
    std::string_view null_text;  // what it prints when it is null
    bool escaped = false;        // an odd number of slashes: it is printed as it is written
    bool runt = false;           // a name without a dollar, left behind by an oddity of the tokens
    bool computable = true;
    bool is_plain = false;  // null_text is $name: a macro's caller may have another name for it
};

/// A part of a template. It and all below it live in the template's heap.
struct Node {
    NodeKind kind = NodeKind::text;
    char operation = 0;      // of arithmetic
    bool chops = false;      // a string whose last character is not its own
    std::uint32_t slot = 0;  // of the variable that it is about
    std::span<Node* const> children;
    std::string_view text;     // what is printed; a name
    std::string_view literal;  // as it is written in the template
    java::Value value;         // of a constant
    const Spelling* spelling = nullptr;
    std::span<const std::uint32_t> parameters;  // of a macro: slots
};

}  // namespace wt::gateway::vtl
