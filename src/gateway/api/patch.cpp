#include "gateway/api/patch.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "base/json_depth.hpp"

namespace wt::gateway::api {

namespace {

using Json = nlohmann::json;
using Names = std::vector<std::string>;

[[nodiscard]] bool takes(std::string_view pattern, const Names& names) {
    std::size_t at = 0;
    bool fits = true;
    each_part(pattern.substr(1), '/', [&](std::string_view part) {
        fits = fits && at < names.size() && (part == "*" || part == names[at]);
        ++at;
    });
    return fits && at == names.size();
}

[[nodiscard]] bool has_word(std::string_view words, std::string_view word) {
    bool has = false;
    each_part(words, ' ', [&](std::string_view each) { has = has || each == word; });
    return has;
}

/// "[a, b]" of what the rules say, each once.
template <class Of>
[[nodiscard]] std::string list(std::span<const PatchRule> rules, Of of) {
    std::vector<std::string> all;
    for (const PatchRule& rule : rules) {
        for (std::string& each : of(rule)) {
            if (std::find(all.begin(), all.end(), each) == all.end()) all.push_back(std::move(each));
        }
    }
    return fmt::format("[{}]", fmt::join(all, ", "));
}

/// Refuses what no rule takes, in AWS's words.
[[nodiscard]] std::optional<aws::Error> refuse(std::span<const PatchRule> rules, std::string_view operation,
                                               std::string_view path, const Names& names) {
    bool path_is_known = false;
    bool operation_is_known = false;
    for (const PatchRule& rule : rules) {
        const bool fits = takes(rule.path, names);
        const bool does = has_word(rule.operations, operation);
        if (fits && does) return std::nullopt;
        path_is_known = path_is_known || fits;
        operation_is_known = operation_is_known || does;
    }
    if (path_is_known || !operation_is_known) {
        return bad_request("Invalid patch operation specified. Must be one of: " + list(rules, [&](const auto& rule) {
                               std::vector<std::string> words;
                               if (path_is_known && !takes(rule.path, names)) return words;
                               each_part(rule.operations, ' ', [&](std::string_view w) { words.emplace_back(w); });
                               return words;
                           }));
    }
    return bad_request(fmt::format("Invalid patch path  '{}' specified for op '{}'. Must be one of: {}", path,
                                   operation, list(rules, [&](const PatchRule& rule) {
                                       return has_word(rule.operations, operation)
                                                  ? std::vector<std::string>{std::string(rule.path)}
                                                  : std::vector<std::string>();
                                   })));
}

template <class Number>
[[nodiscard]] std::optional<Json> number(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return Json(value);
}

/// A text as a value of that kind; none when it is none.
[[nodiscard]] std::optional<Json> value_of(aws::Kind kind, std::string_view text) {
    // Nothing in place of a number: there is none any more.
    const bool is_number = kind == aws::Kind::integer || kind == aws::Kind::long_integer || kind == aws::Kind::number;
    if (is_number && text.empty()) return Json(nullptr);
    switch (kind) {
        case aws::Kind::boolean:
            if (same_ignoring_case(text, "true")) return Json(true);
            if (same_ignoring_case(text, "false")) return Json(false);
            return std::nullopt;
        case aws::Kind::integer: return number<std::int32_t>(text);
        case aws::Kind::long_integer: return number<std::int64_t>(text);
        case aws::Kind::number: return number<double>(text);
        case aws::Kind::text: return Json(text);
        default: {
            // A whole list or map, as its JSON.
            Json read = nests_deeper(text) ? Json(Json::value_t::discarded) : Json::parse(text, nullptr, false);
            if (read.is_discarded()) return std::nullopt;
            return read;
        }
    }
}

struct Change {
    std::string_view operation;
    std::string_view path;
    const std::optional<std::string>& value;
    const Json* copied = nullptr;

    [[nodiscard]] bool removes() const { return operation == "remove"; }
    /// What is to stand at a place of that kind.
    [[nodiscard]] aws::Outcome<Json> made(aws::Kind kind) const {
        if (copied != nullptr) return *copied;
        std::optional<Json> read = value_of(kind, value.value_or(""));
        // Assumed: the sentence.
        if (!read) return bad_request(fmt::format("Invalid value '{}' for path '{}'.", value.value_or(""), path));
        return std::move(*read);
    }
};

/// The element that a name means: the one that is so, or the one of that number.
[[nodiscard]] Json::iterator element(Json& list, std::string_view name) {
    const auto found = std::find(list.begin(), list.end(), Json(name));
    if (found != list.end()) return found;
    const auto index = number<std::size_t>(name);
    const bool there = index && index->get<std::size_t>() < list.size();
    return there ? list.begin() + static_cast<std::ptrdiff_t>(index->get<std::size_t>()) : list.end();
}

/// A change to a list as a whole: `value` is the element.
[[nodiscard]] std::optional<aws::Error> change_list(Json& list, const Change& change) {
    if (change.removes()) {
        const auto found = std::find(list.begin(), list.end(), Json(change.value.value_or("")));
        if (found != list.end()) list.erase(found);
        return std::nullopt;
    }
    const std::string value = change.value.value_or("");
    Json read = value.starts_with('[') && !nests_deeper(value) ? Json::parse(value, nullptr, false) : Json(value);
    if (read.is_array() || change.operation == "replace") {
        list = read.is_array() ? std::move(read) : Json::array({std::move(read)});
    } else if (std::find(list.begin(), list.end(), read) == list.end()) {
        list.push_back(std::move(read));
    }
    return std::nullopt;
}

/// A change to one element of a list, by its name in the path.
[[nodiscard]] std::optional<aws::Error> change_element(Json& list, const std::string& name, const Change& change) {
    const auto found = element(list, name);
    if (change.removes()) {
        if (found != list.end()) list.erase(found);
    } else if (change.operation == "replace" && found != list.end()) {
        *found = change.value.value_or("");
    } else if (found == list.end()) {
        list.push_back(number<std::size_t>(name) || name == "-" ? Json(change.value.value_or("")) : Json(name));
    }
    return std::nullopt;
}

/// Walks down the names, through structures, maps and lists, and makes the change at their end.
[[nodiscard]] std::optional<aws::Error> change_at(Json& place, const aws::Type* type, const aws::Structure* shape,
                                                  std::span<const std::string> names, const Change& change) {
    const std::string& name = names.front();
    if (shape == nullptr && type->kind == aws::Kind::list) {
        if (!place.is_array()) place = Json::array();
        return change_element(place, name, change);
    }
    if (!place.is_object()) place = Json::object();
    const aws::Type* inner = nullptr;
    std::string key = name;
    if (shape != nullptr) {
        for (const aws::Member& member : shape->members) {
            if (!same_ignoring_case(member.name, name)) continue;
            inner = member.type;
            key = member.in_body();
        }
        if (inner == nullptr) return bad_request("Invalid patch path " + std::string(change.path));
    } else {
        inner = &type->element();
    }
    if (names.size() > 1) {
        // What is not there cannot be removed, and is not made for that.
        if (change.removes() && !place.contains(key)) return std::nullopt;
        const bool is_structure = inner->kind == aws::Kind::structure;
        return change_at(place[key], inner, is_structure ? &inner->structure() : nullptr, names.subspan(1), change);
    }
    if (inner->kind == aws::Kind::list && (change.value || !change.removes()) && change.copied == nullptr) {
        if (!place[key].is_array()) place[key] = Json::array();
        return change_list(place[key], change);
    }
    const bool in_map = shape == nullptr;
    const bool is_scalar = inner->kind != aws::Kind::map && inner->kind != aws::Kind::structure;
    const bool is_empty = change.copied == nullptr && change.value.value_or("").empty();
    if (change.removes() || (is_empty && !in_map && is_scalar)) {
        place.erase(key);
        return std::nullopt;
    }
    auto made = change.made(inner->kind);
    if (!made.ok()) return made.error();
    if (made->is_object() && place.contains(key) && place[key].is_object() && change.copied != nullptr) {
        place[key].update(*made);
    } else {
        place[key] = std::move(*made);
    }
    return std::nullopt;
}

[[nodiscard]] const Json* look(const Json& whole, const Names& names) {
    const Json* at = &whole;
    for (const std::string& name : names) {
        if (!at->is_object() || !at->contains(name)) return nullptr;
        at = &(*at)[name];
    }
    return at;
}

}  // namespace

std::vector<std::string> pointer_names(std::string_view pointer) {
    Names names;
    if (pointer.starts_with('/')) pointer.remove_prefix(1);
    names.emplace_back();
    for (std::size_t i = 0; i < pointer.size(); ++i) {
        if (pointer[i] == '/') {
            names.emplace_back();
        } else if (pointer[i] == '~' && i + 1 < pointer.size() && (pointer[i + 1] == '0' || pointer[i + 1] == '1')) {
            names.back() += pointer[++i] == '1' ? '/' : '~';
        } else {
            names.back() += pointer[i];
        }
    }
    return names;
}

std::optional<aws::Error> patch_json(const std::vector<PatchOperation>& operations, std::span<const PatchRule> rules,
                                     const aws::Structure& shape, std::string& resource) {
    Json whole = Json::parse(resource);
    for (const PatchOperation& each : operations) {
        const std::string operation = each.op.value_or("");
        const std::string path = each.path.value_or("");
        if (!path.starts_with('/')) return bad_request("Invalid patch path " + path);
        const Names names = pointer_names(path);
        if (auto error = refuse(rules, operation, path, names)) return error;
        std::optional<Json> copied;
        if (operation == "copy") {
            const Json* const from = look(whole, pointer_names(each.from.value_or("")));
            // Assumed: the sentence.
            if (from == nullptr) return bad_request("Invalid patch path " + each.from.value_or(""));
            copied = *from;
        }
        const Change change{operation, path, each.value, copied ? &*copied : nullptr};
        if (auto error = change_at(whole, nullptr, &shape, names, change)) return error;
    }
    resource = whole.dump(-1, ' ', false, Json::error_handler_t::replace);
    return std::nullopt;
}

}  // namespace wt::gateway::api
