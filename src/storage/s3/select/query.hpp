#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "aws/error.hpp"
#include "base/result.hpp"

namespace wt::s3::select {

/// What an expression comes to: a JSON value, members in their order; `discarded` stands for MISSING.
using Value = nlohmann::ordered_json;
[[nodiscard]] inline Value missing() { return Value(Value::value_t::discarded); }
[[nodiscard]] inline bool is_absent(const Value& value) { return value.is_discarded() || value.is_null(); }

/// One step of a path: .name, ."Name", [n] or [*].
struct Step {
    enum class Kind : std::uint8_t { name, index, all };
    Kind kind = Kind::name;
    std::string name;
    bool exact = false;  // quoted: upper and lower case count
    std::size_t index = 0;
};
[[nodiscard]] bool matches(const Step& step, std::string_view name);

enum class Op : std::uint8_t {
    literal,
    path,
    negate,
    inverse,
    all_of,
    any_of,
    add,
    subtract,
    multiply,
    divide,
    modulo,
    concat,
    equal,
    less,
    less_or_equal,
    between,
    in,
    like,
    is_null,
    is_missing,
    call,
    cast,
    aggregate,
};

/// An expression. At most `highest` deep, so that it can be walked by recursion.
struct Expression {
    static constexpr std::size_t highest = 200;

    Op op = Op::literal;
    Value literal;
    std::vector<Step> path;
    std::string name;  // of a function, an aggregate or a type, in capitals
    std::vector<Expression> operands;
    std::size_t aggregate = 0;  // which
    std::size_t height = 1;
};

struct Item {
    Expression expression;
    std::string name;  // in JSON; empty: by its place, "_2"
};

/// A SELECT statement, read.
struct Query {
    std::vector<Item> items;  // none: *
    std::vector<Step> from;   // behind S3Object
    std::string alias;
    bool exact_alias = false;
    std::optional<Expression> where;
    std::optional<std::uint64_t> limit;
    std::size_t aggregates = 0;
};

inline constexpr std::size_t longest_expression = 256 * 1024;  // bytes: S3 User Guide, "SELECT Command"

[[nodiscard]] Result<Query, aws::Error> parse(std::string_view text);

}  // namespace wt::s3::select
