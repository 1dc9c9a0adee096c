#include "cloudformation/fill.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>

#include <fmt/format.h>

#include "cloudformation/conversions.hpp"
#include "cloudformation/language/flaw.hpp"

namespace wt::cloudformation {

namespace {

[[nodiscard]] OrderedJson nothing() { return OrderedJson(OrderedJson::value_t::discarded); }

[[nodiscard]] std::string text_of(const OrderedJson& value) {
    if (value.is_discarded() || value.is_null()) return {};
    return value.is_string() ? value.get<std::string>() : language::written(value);
}

[[nodiscard]] OrderedJson filled_text(const std::string& text, const OrderedJson& known) {
    if (text == "$") return known.at("properties");
    if (text.starts_with('$') && !text.starts_with("${")) return look_up(known, std::string_view(text).substr(1));
    std::string made;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t open = std::min(text.find("${", at), text.size());
        made += text.substr(at, open - at);
        if (open == text.size()) break;
        const std::size_t close = text.find('}', open);
        made += text_of(look_up(known, std::string_view(text).substr(open + 2, close - open - 2)));
        at = close + 1;
    }
    return made;
}

[[nodiscard]] OrderedJson renamed(const OrderedJson& value, const OrderedJson& names) {
    if (value.is_array()) {
        OrderedJson made = OrderedJson::array();
        for (const OrderedJson& each : value) made.push_back(renamed(each, names));
        return made;
    }
    if (!value.is_object()) return value;
    OrderedJson made = OrderedJson::object();
    for (const auto& [key, each] : value.items())
        made[names.contains(key) ? names[key].get<std::string>() : key] = renamed(each, names);
    return made;
}

void add_patch(OrderedJson& to, const char* operation, const std::string& path, const OrderedJson& value) {
    OrderedJson patch = OrderedJson::object();
    patch["op"] = operation;
    patch["path"] = path;
    if (!value.is_discarded()) patch["value"] = text_of(value);
    to.push_back(std::move(patch));
}

[[nodiscard]] std::string pointer_part(std::string text) {
    for (const auto& [from, to] : {std::pair("~", "~0"), std::pair("/", "~1")}) {
        for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + 2))
            text.replace(at, 1, to);
    }
    return text;
}

[[nodiscard]] OrderedJson patches(const OrderedJson& said, const OrderedJson& known) {
    OrderedJson made = OrderedJson::array();
    static const OrderedJson none = OrderedJson::object();
    const OrderedJson& old = known.contains("old") ? known["old"] : none;
    const auto compare = [&](const std::string& path, const OrderedJson& before, const OrderedJson& after,
                             const OrderedJson& usual = "") {
        if (after.is_discarded()) {
            if (!before.is_discarded()) add_patch(made, "replace", path, usual);
        } else if (before.is_discarded() || before != after) {
            add_patch(made, "replace", path, after);
        }
    };
    for (const auto& [path, name] : said.items()) {
        const auto& property = (name.is_array() ? name[0] : name).get_ref<const std::string&>();
        const OrderedJson after = look_up(known, property);
        const OrderedJson before = look_up(old, property);
        if (!path.ends_with("/*")) {
            compare(path, before, after, name.is_array() ? name[1] : OrderedJson(""));
            continue;
        }
        const std::string stem = path.substr(0, path.size() - 1);
        if (after.is_object()) {
            for (const auto& [key, value] : after.items())
                compare(stem + pointer_part(key), look_up(before, key), value);
        }
        if (before.is_object()) {
            for (const auto& [key, value] : before.items()) {
                if (!after.is_object() || !after.contains(key))
                    add_patch(made, "remove", stem + pointer_part(key), nothing());
            }
        }
    }
    return made.empty() ? nothing() : made;
}

[[nodiscard]] OrderedJson pairs(const OrderedJson& said) {
    if (!said.contains("of")) return nothing();
    OrderedJson made = OrderedJson::object();
    for (const OrderedJson& each : said["of"]) {
        const auto& key = said["key"].get_ref<const std::string&>();
        const auto& value = said["value"].get_ref<const std::string&>();
        if (each.is_object() && each.contains(key) && each.contains(value)) made[text_of(each[key])] = each[value];
    }
    return made;
}

[[nodiscard]] OrderedJson in_pairs(const OrderedJson& said) {
    if (!said.is_object()) return said;
    OrderedJson made = OrderedJson::array();
    for (const auto& [key, value] : said.items()) {
        OrderedJson pair = OrderedJson::object();
        pair["Key"] = key;
        pair["Value"] = text_of(value);
        made.push_back(std::move(pair));
    }
    return made;
}

[[nodiscard]] OrderedJson plucked(const OrderedJson& said) {
    if (!said.contains("of")) return nothing();
    OrderedJson made = OrderedJson::array();
    const std::size_t most =
        said.contains("first") ? std::strtoull(text_of(said["first"]).c_str(), nullptr, 10) : said["of"].size();
    for (const OrderedJson& each : said["of"]) {
        if (made.size() >= most) break;
        OrderedJson found = look_up(each, said["at"].get_ref<const std::string&>());
        if (!found.is_discarded()) made.push_back(std::move(found));
    }
    return made;
}

[[nodiscard]] double number_of(const OrderedJson& value) {
    return value.is_number() ? value.get<double>() : std::strtod(text_of(value).c_str(), nullptr);
}

[[nodiscard]] OrderedJson applied(const std::string& function, const OrderedJson& said, const OrderedJson& known) {
    if (function == "$patches") return patches(said, known);
    const OrderedJson of = fill(said, known);
    if (function == "$or") return of.empty() ? nothing() : of[0];
    if (function == "$same") return of.size() == 2 && of[0] == of[1];
    if (function == "$pairs") return pairs(of);
    if (function == "$in_pairs") return in_pairs(of);
    if (function == "$rename") return of.contains("in") ? renamed(of["in"], of) : nothing();
    if (function == "$there") return !of.is_discarded();
    if (function == "$has") return of.size() == 2 && std::find(of[0].begin(), of[0].end(), of[1]) != of[0].end();
    if (function == "$when") return of.size() == 2 && is_something(of[0]) ? of[1] : nothing();
    if (function == "$pluck") return plucked(of);
    if (function == "$more") return of.size() == 2 && number_of(of[0]) > number_of(of[1]);
    if (of.is_discarded()) return nothing();
    return converted(std::string_view(function).substr(1), of);
}

}  // namespace

OrderedJson look_up(const OrderedJson& known, std::string_view path) {
    const OrderedJson* at = &known;
    while (!path.empty()) {
        const std::string part(path.substr(0, path.find('.')));
        path.remove_prefix(std::min(part.size() + 1, path.size()));
        if (at->is_array()) {
            const std::size_t index = std::strtoull(part.c_str(), nullptr, 10);
            if (index >= at->size()) return nothing();
            at = &(*at)[index];
            continue;
        }
        if (!at->is_object()) return nothing();
        const auto found = at->find(part);
        if (found == at->end() || found->is_null()) return nothing();
        at = &*found;
    }
    return *at;
}

bool is_something(const OrderedJson& value) {
    if (value.is_discarded() || value.is_null() || value == false || value == "false") return false;
    if (value.is_string()) return !value.get_ref<const std::string&>().empty();
    return !value.is_structured() || !value.empty();
}

OrderedJson fill(const OrderedJson& said, const OrderedJson& known) {
    if (said.is_string()) return filled_text(said.get_ref<const std::string&>(), known);
    if (said.is_array()) {
        OrderedJson made = OrderedJson::array();
        for (const OrderedJson& each : said) {
            OrderedJson element = fill(each, known);
            if (!element.is_discarded()) made.push_back(std::move(element));
        }
        return made;
    }
    if (!said.is_object()) return said;
    if (said.size() == 1 && said.begin().key().starts_with('$'))
        return applied(said.begin().key(), said.begin().value(), known);
    OrderedJson made = OrderedJson::object();
    for (const auto& [key, each] : said.items()) {
        OrderedJson value = fill(each, known);
        if (!value.is_discarded()) made[key] = std::move(value);
    }
    return made.empty() && !said.empty() ? nothing() : made;
}

}  // namespace wt::cloudformation
