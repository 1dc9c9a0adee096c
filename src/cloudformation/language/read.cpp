#include "cloudformation/language/read.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "base/json_depth.hpp"
#include "cloudformation/language/flaw.hpp"

namespace wt::cloudformation::language {

namespace {

constexpr std::size_t deepest = 100;
constexpr std::size_t most_nodes = 500'000;

[[nodiscard]] Flaw not_well_formed(std::string_view format, std::size_t line, std::size_t column) {
    return Flaw{fmt::format("Template format error: {} not well-formed. (line {}, column {})", format, line, column)};
}

template <class Number>
[[nodiscard]] std::optional<OrderedJson> number_of(const std::string& text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    OrderedJson made = number;
    return made.dump() == text ? std::optional(std::move(made)) : std::nullopt;
}

[[nodiscard]] OrderedJson scalar_of(const YAML::Node& node) {
    const std::string& text = node.Scalar();
    if (node.Tag() != "?") return text;  // it stood in quotes, or behind a short form
    if (text == "true" || text == "false") return text == "true";
    if (text == "null" || text == "~" || text.empty()) return nullptr;
    if (auto whole = number_of<std::int64_t>(text)) return *whole;
    if (auto number = number_of<double>(text)) return *number;
    return text;
}

/// "!Ref x" to {"Ref": x}.
[[nodiscard]] OrderedJson spelled_out(std::string_view form, OrderedJson value) {
    std::string name = form == "Ref" || form == "Condition" ? std::string(form) : fmt::format("Fn::{}", form);
    if (form == "GetAtt" && value.is_string()) {
        const auto& text = value.get_ref<const std::string&>();
        const std::size_t dot = text.find('.');
        if (dot != std::string::npos) value = OrderedJson::array({text.substr(0, dot), text.substr(dot + 1)});
    }
    OrderedJson made = OrderedJson::object();
    made[std::move(name)] = std::move(value);
    return made;
}

class YamlReader {
public:
    [[nodiscard]] OrderedJson value(const YAML::Node& node, std::size_t depth) {
        if (depth > deepest || ++nodes_ > most_nodes)
            throw Flaw{"Template format error: the template is nested too deeply, or too large."};
        OrderedJson made = plain(node, depth);
        const std::string& tag = node.Tag();
        if (tag.size() < 2 || tag[0] != '!' || tag.starts_with("!!")) return made;
        return spelled_out(std::string_view(tag).substr(1), std::move(made));
    }

private:
    [[nodiscard]] OrderedJson plain(const YAML::Node& node, std::size_t depth) {
        switch (node.Type()) {
            case YAML::NodeType::Map: {
                OrderedJson made = OrderedJson::object();
                for (const auto& each : node) {
                    if (!each.first.IsScalar()) throw Flaw{"Template format error: map keys must be strings."};
                    if (made.contains(each.first.Scalar())) throw duplicate(node, each.first);
                    made[each.first.Scalar()] = value(each.second, depth + 1);
                }
                return made;
            }
            case YAML::NodeType::Sequence: {
                OrderedJson made = OrderedJson::array();
                for (const YAML::Node& each : node) made.push_back(value(each, depth + 1));
                return made;
            }
            case YAML::NodeType::Scalar: return scalar_of(node);
            default: return nullptr;
        }
    }

    /// A key that its map had already.
    [[nodiscard]] static Flaw duplicate(const YAML::Node& map, const YAML::Node& key) {
        int first = key.Mark().line;
        for (const auto& each : map)
            first = each.first.Scalar() == key.Scalar() ? std::min(first, each.first.Mark().line) : first;
        return Flaw{
            fmt::format("Template format error: YAML not well-formed. (line {}, column {}: the key {} is there "
                        "already, in line {})",
                        key.Mark().line + 1, key.Mark().column + 1, key.Scalar(), first + 1)};
    }

    std::size_t nodes_ = 0;
};

[[nodiscard]] OrderedJson read_json(std::string_view text) {
    if (nests_deeper(text, deepest)) throw Flaw{"Template format error: the template is nested too deeply."};
    try {
        return OrderedJson::parse(text);
    } catch (const OrderedJson::parse_error& error) {
        const std::string_view before = text.substr(0, std::min<std::size_t>(error.byte, text.size()));
        const auto line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
        const std::size_t last = before.rfind('\n');
        throw not_well_formed("JSON", line, last == std::string_view::npos ? before.size() : before.size() - last);
    }
}

}  // namespace

OrderedJson read_template(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    OrderedJson tree;
    if (first != std::string_view::npos && text[first] == '{') {
        tree = read_json(text);
    } else {
        if (nests_deeper(text)) throw Flaw{"Template format error: the template is nested too deeply."};
        try {
            tree = YamlReader().value(YAML::Load(std::string(text)), 0);
        } catch (const YAML::Exception& error) {
            throw not_well_formed("YAML", static_cast<std::size_t>(std::max(error.mark.line, 0)) + 1,
                                  static_cast<std::size_t>(std::max(error.mark.column, 0)) + 1);
        }
    }
    if (!tree.is_object()) throw Flaw{"Template format error: unsupported structure."};
    return tree;
}

std::string written(const OrderedJson& value) {
    return value.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

}  // namespace wt::cloudformation::language
