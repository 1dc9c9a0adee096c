#include "storage/s3/select/evaluation.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "base/utf8.hpp"
#include "storage/s3/select/errors.hpp"

namespace wt::s3::select {

namespace {

/// The number that a value is, or that its text reads as. Assumed: CSV has only texts, and they count as numbers where
/// one is asked for.
[[nodiscard]] Value number_of(const Value& value) {
    if (value.is_number_unsigned()) return static_cast<double>(value.get<std::uint64_t>());
    if (value.is_number()) return value;
    if (!value.is_string()) return nullptr;
    std::string_view text = trimmed(value.get_ref<const std::string&>());
    if (text.starts_with('+')) text.remove_prefix(1);
    const char* const end = text.data() + text.size();
    std::int64_t whole = 0;
    if (const auto read = std::from_chars(text.data(), end, whole); read.ec == std::errc() && read.ptr == end)
        return whole;
    double number = 0;
    if (const auto read = std::from_chars(text.data(), end, number);
        read.ec == std::errc() && read.ptr == end && std::isfinite(number))
        return number;
    return nullptr;
}

/// Integers have their sign where nothing else is said.
[[nodiscard]] Value signed_number(const Value& value) {
    if (value.is_number_unsigned() && value.get<std::uint64_t>() <= static_cast<std::uint64_t>(INT64_MAX))
        return static_cast<std::int64_t>(value.get<std::uint64_t>());
    return number_of(value);
}

[[nodiscard]] bool is_true(const Value& value) { return value.is_boolean() && value.get<bool>(); }
[[nodiscard]] bool is_false(const Value& value) { return value.is_boolean() && !value.get<bool>(); }

/// Less than, equal to or more than 0; none: they are of kinds that do not compare.
[[nodiscard]] std::optional<int> order(const Value& left, const Value& right) {
    const auto sign = [](const auto& a, const auto& b) { return a < b ? -1 : b < a ? 1 : 0; };
    if (left.is_number() || right.is_number()) {
        const Value a = signed_number(left);
        const Value b = signed_number(right);
        if (a.is_null() || b.is_null()) return std::nullopt;
        if (a.is_number_integer() && b.is_number_integer()) return sign(a.get<std::int64_t>(), b.get<std::int64_t>());
        return sign(a.get<double>(), b.get<double>());
    }
    if (left.is_string() && right.is_string())
        return sign(left.get_ref<const std::string&>(), right.get_ref<const std::string&>());
    if (left.is_boolean() && right.is_boolean()) return sign(left.get<bool>(), right.get<bool>());
    return std::nullopt;
}

/// One character, as a text of UTF-8 is walked.
[[nodiscard]] std::string_view first_character(std::string_view text) {
    return text.substr(0, std::max<std::size_t>(utf8_length(text), 1));
}
[[nodiscard]] std::int64_t characters(std::string_view text) {
    std::int64_t count = 0;
    for (; !text.empty(); ++count) text.remove_prefix(first_character(text).size());
    return count;
}

[[nodiscard]] std::string changed(std::string text, char first, char last, int by) {
    for (char& c : text) c = c >= first && c <= last ? static_cast<char>(c + by) : c;
    return text;
}

/// A pattern of LIKE, its escapes resolved: '%' and '_' that stand for others, and characters for themselves.
struct Pattern {
    struct Element {
        std::string_view text;
        bool wild = false;
    };
    std::vector<Element> elements;

    [[nodiscard]] bool matches(std::string_view text) const {
        std::size_t at = 0;
        std::size_t behind = elements.size() + 1;  // the last '%'; beyond the end: none yet
        std::string_view rest;                     // what the text was when that was met
        while (!text.empty()) {
            const bool more = at < elements.size();
            const std::string_view c = first_character(text);
            if (more && elements[at].wild && elements[at].text == "%") {
                behind = ++at;
                rest = text;
            } else if (more && (elements[at].wild || elements[at].text == c)) {
                ++at;
                text.remove_prefix(c.size());
            } else if (behind <= elements.size()) {
                at = behind;
                rest.remove_prefix(first_character(rest).size());
                text = rest;
            } else {
                return false;
            }
        }
        while (at < elements.size() && elements[at].wild && elements[at].text == "%") ++at;
        return at == elements.size();
    }
};

}  // namespace

std::string text_of(const Value& value) {
    if (value.is_discarded() || value.is_null()) return {};
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number_float()) return fmt::format("{}", value.get<double>());
    return value.dump(-1, ' ', false, Value::error_handler_t::replace);
}

Value Evaluation::value(const Expression& expression) {
    if (failure_) return nullptr;
    const auto operand = [&](std::size_t which) { return value(expression.operands[which]); };
    switch (expression.op) {
        case Op::literal: return expression.literal;
        case Op::path: return path(expression);
        case Op::aggregate: return total(expression);
        case Op::negate: return arithmetic(Op::subtract, Value(std::int64_t{0}), operand(0));
        case Op::inverse: {
            const Value of = operand(0);
            return is_true(of) ? Value(false) : is_false(of) ? Value(true) : Value();
        }
        case Op::all_of:
        case Op::any_of: return connected(expression);
        case Op::add:
        case Op::subtract:
        case Op::multiply:
        case Op::divide:
        case Op::modulo: {
            const Value left = operand(0);
            return arithmetic(expression.op, left, operand(1));
        }
        case Op::concat: {
            const Value left = operand(0);
            const Value right = operand(1);
            if (is_absent(left) || is_absent(right)) return nullptr;
            std::string joined = text_of(left) + text_of(right);
            if (joined.size() > largest_record) fail(errors::record_too_large);
            return joined;
        }
        case Op::equal:
        case Op::less:
        case Op::less_or_equal: {
            const Value left = operand(0);
            return compared(expression.op, left, operand(1));
        }
        case Op::between: {
            const Value of = operand(0);
            const Value above = compared(Op::less_or_equal, operand(1), of);
            const Value below = compared(Op::less_or_equal, of, operand(2));
            if (is_false(above) || is_false(below)) return false;
            return is_true(above) && is_true(below) ? Value(true) : Value();
        }
        case Op::in: return is_in(expression);
        case Op::like: return is_like(expression);
        case Op::is_null: return is_absent(operand(0));
        case Op::is_missing: return operand(0).is_discarded();
        case Op::cast: return cast(operand(0), expression.name);
        case Op::call: return call(expression);
    }
    return nullptr;
}

Value Evaluation::connected(const Expression& expression) {
    const bool decides = expression.op == Op::any_of;
    bool unknown = false;
    for (const Expression& part : expression.operands) {
        const Value holds = value(part);
        if (decides ? is_true(holds) : is_false(holds)) return decides;
        unknown = unknown || !holds.is_boolean();
    }
    return unknown ? Value() : Value(!decides);
}

Value Evaluation::compared(Op op, const Value& left, const Value& right) {
    if (is_absent(left) || is_absent(right)) return nullptr;
    const std::optional<int> found = order(left, right);
    if (op == Op::equal) return found ? *found == 0 : left.is_structured() && left == right;
    if (!found) return nullptr;
    return op == Op::less ? *found < 0 : *found <= 0;
}

Value Evaluation::is_in(const Expression& expression) {
    const Value of = value(expression.operands.front());
    bool unknown = false;
    for (std::size_t i = 1; i < expression.operands.size(); ++i) {
        const Value same = compared(Op::equal, of, value(expression.operands[i]));
        if (is_true(same)) return true;
        unknown = unknown || same.is_null();
    }
    return unknown ? Value() : Value(false);
}

Value Evaluation::is_like(const Expression& expression) {
    const Value text = value(expression.operands[0]);
    const Value like = value(expression.operands[1]);
    const Value escape = expression.operands.size() > 2 ? value(expression.operands[2]) : Value("");
    if (is_absent(text) || is_absent(like)) return nullptr;
    if (!text.is_string() || !like.is_string() || !escape.is_string() ||
        characters(escape.get_ref<const std::string&>()) > 1) {
        fail(errors::like_inputs);
        return nullptr;
    }
    Pattern pattern;
    for (std::string_view rest = like.get_ref<const std::string&>(); !rest.empty();) {
        std::string_view c = first_character(rest);
        const bool escapes = c == escape.get_ref<const std::string&>();
        rest.remove_prefix(c.size());
        if (escapes) {
            if (rest.empty()) {
                fail(errors::like_inputs);
                return nullptr;
            }
            c = first_character(rest);
            rest.remove_prefix(c.size());
        }
        pattern.elements.push_back({c, !escapes && (c == "%" || c == "_")});
    }
    return pattern.matches(text.get_ref<const std::string&>());
}

Value Evaluation::arithmetic(Op op, const Value& left, const Value& right) {
    if (is_absent(left) || is_absent(right)) return nullptr;
    const Value a = signed_number(left);
    const Value b = signed_number(right);
    if (a.is_null() || b.is_null()) {
        fail(errors::argument_type);
        return nullptr;
    }
    if (op == Op::divide || op == Op::modulo) {
        if (b.get<double>() == 0) {
            fail(errors::divided_by_zero);
            return nullptr;
        }
    }
    if (a.is_number_integer() && b.is_number_integer()) {
        const auto x = a.get<std::int64_t>();
        const auto y = b.get<std::int64_t>();
        std::int64_t result = 0;
        bool over = false;
        if (op == Op::add) over = __builtin_add_overflow(x, y, &result);
        if (op == Op::subtract) over = __builtin_sub_overflow(x, y, &result);
        if (op == Op::multiply) over = __builtin_mul_overflow(x, y, &result);
        if (op == Op::divide || op == Op::modulo) {
            over = x == INT64_MIN && y == -1;
            if (!over) result = op == Op::divide ? x / y : x % y;
        }
        if (over) fail(errors::integer_overflow);
        return result;
    }
    const auto x = a.get<double>();
    const auto y = b.get<double>();
    double result = op == Op::divide ? x / y : std::fmod(x, y);
    if (op == Op::add) result = x + y;
    if (op == Op::subtract) result = x - y;
    if (op == Op::multiply) result = x * y;
    if (!std::isfinite(result)) fail(errors::numeric_overflow);
    return result;
}

Value Evaluation::cast(const Value& value, const std::string& type) {
    if (is_absent(value)) return value;
    if (type == "STRING" || type.starts_with("CHAR") || type == "VARCHAR") return text_of(value);
    if (type.starts_with("BOOL")) {
        if (value.is_boolean()) return value;
        if (value.is_number()) return value.get<double>() != 0;
        if (value.is_string() && same_ignoring_case(value.get_ref<const std::string&>(), "true")) return true;
        if (value.is_string() && same_ignoring_case(value.get_ref<const std::string&>(), "false")) return false;
        fail(errors::cast_failed);
        return nullptr;
    }
    Value number = value.is_boolean() ? Value(std::int64_t{value.get<bool>()}) : signed_number(value);
    if (number.is_number_float() && type.starts_with("INT")) {
        const double whole = std::trunc(number.get<double>());
        constexpr double beyond = 9223372036854775808.0;
        if (whole >= -beyond && whole < beyond) return static_cast<std::int64_t>(whole);
        fail(errors::integer_overflow);
        return nullptr;
    }
    if (number.is_null()) fail(errors::cast_failed);
    if (number.is_number_integer() && type == "FLOAT") return number.get<double>();
    return number;
}

Value Evaluation::call(const Expression& expression) {
    const std::string& name = expression.name;
    if (name == "COALESCE") {
        for (const Expression& operand : expression.operands) {
            Value found = value(operand);
            if (!is_absent(found)) return found;
        }
        return nullptr;
    }
    if (name == "NULLIF") {
        const Value left = value(expression.operands[0]);
        return is_true(compared(Op::equal, left, value(expression.operands[1]))) ? Value() : left;
    }
    const bool trims = name == "TRIM";
    const Value of = value(expression.operands[trims ? 1 : 0]);
    if (is_absent(of)) return nullptr;
    if (!of.is_string()) {
        fail(errors::argument_type);
        return nullptr;
    }
    const auto& text = of.get_ref<const std::string&>();
    if (name == "LOWER") return changed(text, 'A', 'Z', 'a' - 'A');
    if (name == "UPPER") return changed(text, 'a', 'z', 'A' - 'a');
    if (name == "SUBSTRING") return substring(expression, text);
    if (!trims) return characters(text);

    const std::string side = text_of(value(expression.operands[0]));
    const std::string set = expression.operands.size() > 2 ? text_of(value(expression.operands[2])) : " ";
    std::size_t begin = 0;
    std::size_t end = text.size();
    if (side != "TRAILING") begin = std::min(text.find_first_not_of(set), end);
    if (side != "LEADING") end = std::max(begin, text.find_last_not_of(set) + 1);
    return text.substr(begin, end - begin);
}

Value Evaluation::substring(const Expression& expression, const std::string& text) {
    const Value from = cast(value(expression.operands[1]), "INT");
    const bool cut = expression.operands.size() > 2;
    const Value length = cut ? cast(value(expression.operands[2]), "INT") : Value();
    if (is_absent(from) || (cut && is_absent(length))) return nullptr;
    if (cut && length.get<std::int64_t>() < 0) {
        fail(errors::invalid_arguments);
        return nullptr;
    }
    // Characters count from 1; what lies before the first is counted, and is not there.
    const auto first = from.get<std::int64_t>();
    std::int64_t end = INT64_MAX;
    if (cut && __builtin_add_overflow(first, length.get<std::int64_t>(), &end)) end = INT64_MAX;
    std::string found;
    std::int64_t number = 1;
    for (std::string_view rest = text; !rest.empty() && number < end; ++number) {
        const std::string_view c = first_character(rest);
        if (number >= first) found += c;
        rest.remove_prefix(c.size());
    }
    return found;
}

Value Evaluation::path(const Expression& expression) {
    const std::vector<Step>& steps = expression.path;
    const Step& first = steps.front();
    const bool by_alias = query_.exact_alias ? first.name == query_.alias : matches(first, query_.alias);
    if (record_->tabular) return column(steps, by_alias && steps.size() > 1 ? 1 : 0);
    const Value* at = &record_->value;
    for (std::size_t i = by_alias ? 1 : 0; i < steps.size(); ++i) {
        const Step& step = steps[i];
        if (step.kind == Step::Kind::all) {
            fail(errors::invalid_key_path);
            return nullptr;
        }
        const Value* found = nullptr;
        if (step.kind == Step::Kind::index) {
            if (at->is_array() && step.index < at->size()) found = &(*at)[step.index];
        } else if (at->is_object()) {
            for (auto member = at->begin(); member != at->end(); ++member) {
                if (!matches(step, member.key())) continue;
                if (found != nullptr) fail(errors::ambiguous_field);
                found = &member.value();
            }
        } else if (i == 0 && step.name == "_1") {
            found = at;  // what is no structure is its only column
        }
        if (found == nullptr) return missing();
        at = found;
    }
    return *at;
}

Value Evaluation::column(const std::vector<Step>& steps, std::size_t from) {
    const Step& step = steps[from];
    if (steps.size() != from + 1 || step.kind != Step::Kind::name) {
        fail(from == 0 ? errors::unknown_binding : errors::invalid_key_path);
        return nullptr;
    }
    const std::vector<std::string>& fields = record_->fields;
    if (record_->header != nullptr) {
        std::optional<std::size_t> found;
        for (std::size_t i = 0; i < record_->header->size(); ++i) {
            if (!matches(step, (*record_->header)[i])) continue;
            if (found) fail(errors::ambiguous_field);
            found = i;
        }
        if (found) return *found < fields.size() ? Value(fields[*found]) : missing();
    }
    std::size_t number = 0;
    const char* const end = step.name.data() + step.name.size();
    const bool positional = step.name.starts_with('_') && step.name.size() > 1;
    if (positional) {
        const auto read = std::from_chars(step.name.data() + 1, end, number);
        if (read.ec == std::errc() && read.ptr == end && number > 0)
            return number <= fields.size() ? Value(fields[number - 1]) : missing();
    }
    fail(record_->header != nullptr ? errors::missing_headers : errors::invalid_column);
    return nullptr;
}

void Evaluation::add_up() {
    for (const Item& item : query_.items) add_up(item.expression);
}

void Evaluation::add_up(const Expression& expression) {
    if (expression.op != Op::aggregate) {
        for (const Expression& operand : expression.operands) add_up(operand);
        return;
    }
    const Value each = value(expression.operands.front());
    if (is_absent(each)) return;
    Total& total = totals_[expression.aggregate];
    ++total.count;
    if (expression.name == "COUNT") return;
    const Value number = signed_number(each);
    if (number.is_null()) return fail(errors::cast_failed);
    if (total.value.is_null()) {
        total.value = number;
    } else if (expression.name == "SUM" || expression.name == "AVG") {
        total.value = arithmetic(Op::add, total.value, number);
    } else if (is_true(compared(Op::less, number, total.value)) == (expression.name == "MIN")) {
        total.value = number;
    }
}

Value Evaluation::total(const Expression& expression) const {
    const Total& total = totals_[expression.aggregate];
    if (expression.name == "COUNT") return total.count;
    if (expression.name != "AVG" || total.count == 0) return total.value;
    return total.value.get<double>() / static_cast<double>(total.count);
}

}  // namespace wt::s3::select
