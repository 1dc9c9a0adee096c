#include "stream/jq/program.hpp"

#include <cmath>

#include <fmt/format.h>

#include "base/json_depth.hpp"
#include "stream/jq/functions.hpp"
#include "stream/jq/node.hpp"
#include "stream/jq/parser.hpp"

namespace wt::stream::jq {

namespace {

using Json = nlohmann::json;
using Outcome = Result<Json>;
using Kind = Node::Kind;

/// A value that is larger is refused: what a query makes stays in a proportion to what it is made of.
constexpr std::size_t longest_text = std::size_t{1} << 20;

[[nodiscard]] bool is_true(const Json& value) { return !value.is_null() && value != false; }

[[nodiscard]] Outcome evaluate(const Node& node, const Json& of);

[[nodiscard]] Outcome reckoned(double value) {
    if (std::abs(value) < 9e15 && value == std::trunc(value)) return Json(static_cast<std::int64_t>(value));
    return Json(value);
}

[[nodiscard]] Outcome plus(const Json& a, const Json& b) {
    if (a.is_null()) return b;
    if (b.is_null()) return a;
    if (a.is_number() && b.is_number()) return reckoned(a.get<double>() + b.get<double>());
    if (a.is_string() && b.is_string()) {
        std::string text = a.get<std::string>() + b.get<std::string>();
        if (text.size() > longest_text) return Error{"a text that is too long"};
        return Json(std::move(text));
    }
    if (a.is_array() && b.is_array()) {
        Json all = a;
        all.insert(all.end(), b.begin(), b.end());
        return all;
    }
    if (a.is_object() && b.is_object()) {
        Json all = a;
        all.update(b);
        return all;
    }
    return Error{fmt::format("{} and {} cannot be added", type_of(a), type_of(b))};
}

[[nodiscard]] Outcome arithmetic(char op, const Json& a, const Json& b) {
    if (op == '+') return plus(a, b);
    if (!a.is_number() || !b.is_number())
        return Error{fmt::format("{} and {} cannot be reckoned with", type_of(a), type_of(b))};
    const double left = a.get<double>();
    const double right = b.get<double>();
    if (op == '-') return reckoned(left - right);
    if (op == '*') return reckoned(left * right);
    if (op == '/') {
        if (right == 0) return Error{"a number cannot be divided because the divisor is zero"};
        return reckoned(left / right);
    }
    if (!(std::abs(left) < 9e15) || !(std::abs(right) < 9e15) || static_cast<std::int64_t>(right) == 0)
        return Error{"a number cannot be divided because the divisor is zero"};
    return Json(static_cast<std::int64_t>(left) % static_cast<std::int64_t>(std::abs(right)));
}

[[nodiscard]] Outcome binary(const Node& node, const Json& of) {
    const std::string& op = node.name;
    Outcome left = evaluate(*node.parts[0], of);
    if (op == "//") {
        if (left.ok() && is_true(*left)) return left;
        return evaluate(*node.parts[1], of);
    }
    if (!left.ok()) return left;
    if (op == "and" && !is_true(*left)) return Json(false);
    if (op == "or" && is_true(*left)) return Json(true);
    Outcome right = evaluate(*node.parts[1], of);
    if (!right.ok()) return right;
    if (op == "and" || op == "or") return Json(is_true(*right));
    if (op == "==") return Json(*left == *right);
    if (op == "!=") return Json(*left != *right);
    if (op == "<") return Json(is_less(*left, *right));
    if (op == ">") return Json(is_less(*right, *left));
    if (op == "<=") return Json(!is_less(*right, *left));
    if (op == ">=") return Json(!is_less(*left, *right));
    return arithmetic(op.front(), *left, *right);
}

[[nodiscard]] Outcome member(const Json& of, const Json& key) {
    if (of.is_null() && (key.is_string() || key.is_number())) return Json();
    if (of.is_object() && key.is_string()) {
        const auto found = of.find(key.get_ref<const std::string&>());
        return found == of.end() ? Json() : *found;
    }
    if (of.is_array() && key.is_number()) {
        const double at = std::floor(key.get<double>());
        const double index = at < 0 ? at + static_cast<double>(of.size()) : at;
        if (!(index >= 0 && index < static_cast<double>(of.size()))) return Json();
        return of[static_cast<std::size_t>(index)];
    }
    return Error{fmt::format("Cannot index {} with {}", type_of(of),
                             key.is_string() ? fmt::format("\"{}\"", key.get<std::string>()) : type_of(key))};
}

[[nodiscard]] Outcome slice(const Json& of, const Json& from, const Json& to) {
    if (of.is_null()) return Json();
    if (!of.is_string() && !of.is_array()) return Error{fmt::format("Cannot index {} with object", type_of(of))};
    const auto size = static_cast<double>(of.is_string() ? of.get_ref<const std::string&>().size() : of.size());
    const auto bound = [size](const Json& said, double usual) {
        double at = said.is_number() ? said.get<double>() : usual;
        if (at < 0) at += size;
        return at < 0 ? 0 : at > size ? size : at;
    };
    const auto begin = static_cast<std::size_t>(std::floor(bound(from, 0)));
    const auto end = static_cast<std::size_t>(std::ceil(bound(to, size)));
    if (of.is_string()) return Json(end > begin ? of.get<std::string>().substr(begin, end - begin) : std::string());
    Json part = Json::array();
    for (std::size_t i = begin; i < end; ++i) part.push_back(of[i]);
    return part;
}

[[nodiscard]] Outcome object(const Node& node, const Json& of) {
    Json made = Json::object();
    for (std::size_t i = 0; i + 1 < node.parts.size(); i += 2) {
        Outcome key = evaluate(*node.parts[i], of);
        if (!key.ok()) return key;
        if (!key->is_string()) return Error{"Object keys must be strings"};
        Outcome value = evaluate(*node.parts[i + 1], of);
        if (!value.ok()) return value;
        made[key->get<std::string>()] = std::move(*value);
    }
    return made;
}

[[nodiscard]] Outcome raw(const Node& node, const Json& of) {
    if (node.kind == Kind::identity) return of;
    if (node.kind == Kind::literal) return node.value;
    if (node.kind == Kind::binary) return binary(node, of);
    if (node.kind == Kind::object) return object(node, of);
    if (node.kind == Kind::pipe || node.kind == Kind::choice) {
        Outcome first = evaluate(*node.parts[0], of);
        if (!first.ok()) return first;
        if (node.kind == Kind::pipe) return evaluate(*node.parts[1], *first);
        return evaluate(*node.parts[is_true(*first) ? 1 : 2], of);
    }
    std::vector<Json> values;
    for (const Part& part : node.parts) {
        Outcome value = evaluate(*part, of);
        if (!value.ok()) return value;
        values.push_back(std::move(*value));
    }
    switch (node.kind) {
        case Kind::member: return member(values[0], values[1]);
        case Kind::slice: return slice(values[0], values[1], values[2]);
        case Kind::array: return Json(values);
        case Kind::negative: return arithmetic('-', Json(0), values[0]);
        case Kind::call: return call(node.name, of, values);
        default: break;
    }
    std::string text;
    for (const Json& value : values) text += text_of(value);
    return Json(std::move(text));
}

Outcome evaluate(const Node& node, const Json& of) {
    Outcome value = raw(node, of);
    if (!value.ok() && node.is_optional) return Json();
    return value;
}

[[nodiscard]] Outcome evaluate_text(const Node& root, std::string_view document) {
    Json read = nests_deeper(document) ? Json() : Json::parse(document, nullptr, false);
    if (read.is_discarded() || nests_deeper(document)) return Error{"the record is no JSON"};
    return evaluate(root, read);
}

}  // namespace

Result<Program> Program::of(std::string_view query) {
    auto root = Parser(query).query();
    if (!root.ok()) return root.error();
    return Program(std::move(*root));
}

Result<std::string> Program::value_of(std::string_view document) const {
    const Outcome value = evaluate_text(*root_, document);
    if (!value.ok()) return value.error();
    return value->dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<std::map<std::string, std::string>> Program::names_of(std::string_view record) const {
    const Outcome value = evaluate_text(*root_, record);
    if (!value.ok()) return value.error();
    if (!value->is_object()) return Error{"the query makes no object of the record"};
    std::map<std::string, std::string> names;
    for (const auto& [name, each] : value->items()) {
        // Developer Guide, "Dynamic partitioning": a partition key that is null or empty fails.
        if (each.is_null() || each.is_array() || each.is_object() || each == "")
            return Error{fmt::format("the partition key {} is {}", name, each == "" ? "empty" : type_of(each))};
        names.emplace(name, text_of(each));
    }
    return names;
}

}  // namespace wt::stream::jq
