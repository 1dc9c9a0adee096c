#include "scenario/fields.hpp"

#include <charconv>

#include <fmt/format.h>

#include "scenario/builtin_laws.hpp"

namespace wt::scenario {

namespace {

[[nodiscard]] Shape pattern(std::string kind, std::string_view regex) {
    std::string escaped;
    for (const char c : regex) escaped += c == '\\' ? std::string("\\\\") : std::string(1, c);
    return {std::move(kind), fmt::format(R"({{"type":["string","number"],"pattern":"{}"}})", escaped)};
}

}  // namespace

Shape duration_shape() { return pattern("duration", R"(^([0-9.]+(ns|us|ms|s|m|h|d))+$)"); }
Shape rate_shape() { return pattern("rate", R"(^[0-9.]+k?/[0-9.]*[a-z]+$)"); }
Shape size_shape() { return pattern("size", R"(^[0-9.]+([KMGT]i?)?B$)"); }
Shape share_shape() { return pattern("share", R"(^[0-9.]+%$)"); }
Shape count_shape() { return pattern("count", R"(^[0-9.]+[kM]?$)"); }
Shape number_shape() { return {"number", R"({"type":"number"})"}; }
Shape text_shape() { return {"text", R"({"type":["string","number"]})"}; }
Shape boolean_shape() { return {"true or false", R"({"type":"boolean"})"}; }
Shape distribution_shape() { return {"distribution", R"({"type":"string"})"}; }
Shape any_shape(std::string kind) { return {std::move(kind), "{}"}; }

Shape choice_shape(const std::vector<std::string>& names) {
    std::string list;
    for (const std::string& name : names) list += fmt::format("{}\"{}\"", list.empty() ? "" : ",", name);
    return {fmt::format("{}", fmt::join(names, " / ")), fmt::format(R"({{"enum":[{}]}})", list)};
}

Result<bool> parse_boolean(std::string_view text) {
    if (text == "true" || text == "yes" || text == "on") return true;
    if (text == "false" || text == "no" || text == "off") return false;
    return Error{fmt::format("expected true or false, got \"{}\"", text.substr(0, 60))};
}

Result<double> parse_number(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !(value > -1e15 && value < 1e15)) {
        return Error{fmt::format("expected a number, got \"{}\"", text.substr(0, 60))};
    }
    return value;
}

Result<std::string> parse_text(std::string_view text) { return std::string(text); }

Result<std::string> parse_name(std::string_view text) {
    if (text.empty()) return Error{"expected a name, got an empty text"};
    return std::string(text);
}

Result<Distribution> parse_any_distribution(std::string_view text) {
    return parse_distribution(text, [](std::string_view name) { return empirical_law(name); });
}

std::string_view Value::text(std::string_view expected) const {
    if (is_scalar()) return tree.scalar;
    static constexpr std::string_view kinds[] = {"nothing", "a value", "a list", "a map"};
    problem(fmt::format("expected {}, got {}", expected, kinds[static_cast<int>(tree.kind)]));
    return {};
}

std::string_view Value::name(std::string_view expected) const {
    const std::string_view said = text(expected);
    if (is_scalar() && said.empty()) problem(fmt::format("expected {}, got an empty text", expected));
    return said;
}

void Value::each(const std::function<void(const Value&)>& visit) const {
    if (!is_sequence()) return visit(*this);
    for (std::size_t i = 0; i < tree.items.size(); ++i) {
        visit(Value{tree.items[i], fmt::format("{}[{}]", path, i), problems});
    }
}

void each_member(const Value& value, std::string_view expected,
                 const std::function<void(const std::string& name, const Value&)>& read) {
    if (!value.is_map()) return value.problem(fmt::format("expected {}", expected));
    for (const Tree::Member& member : value.tree.members) read(member.key, value.child(member.value, member.key));
}

void read_members(const Value& value, const std::vector<const FieldInfo*>& known,
                  const std::function<void(std::size_t field, const Value&)>& read) {
    if (value.is_scalar() || value.is_sequence()) return value.problem("expected a map of settings");
    for (const Tree::Member& member : value.tree.members) {
        if (member.key.substr(0, 2) == "x-") continue;
        bool found = false;
        for (std::size_t i = 0; i < known.size() && !found; ++i) {
            if (known[i]->key != member.key) continue;
            found = true;
            read(i, value.child(member.value, member.key));
        }
        if (found) continue;
        std::vector<std::string> names;
        for (const FieldInfo* field : known) names.push_back(field->key);
        value.problems.add(member.place, value.child(member.value, member.key).path,
                           "unknown key" + suggestion(member.key, names));
    }
    for (const FieldInfo* field : known) {
        if (field->required && value.tree.find(field->key) == nullptr) {
            value.problem(fmt::format("\"{}\" is missing: {}", field->key, field->doc));
        }
    }
}

}  // namespace wt::scenario
