#include "cloudformation/resource_schemas.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "base/embed.hpp"
#include "cloudformation/language/evaluate.hpp"

WT_EMBED(resource_types, WT_RESOURCE_TYPES)

namespace wt::cloudformation {

namespace {

using language::OrderedJson;

/// The text before the first `mark`, which goes from `rest` with it.
[[nodiscard]] std::string_view taken(std::string_view& rest, char mark) {
    const std::size_t at = std::min(rest.find(mark), rest.size());
    const std::string_view part = rest.substr(0, at);
    rest.remove_prefix(std::min(at + 1, rest.size()));
    return part;
}

/// Not evaluated yet: it may become anything.
[[nodiscard]] bool is_open(const OrderedJson& value) {
    if (!value.is_string()) return false;
    const auto& text = value.get_ref<const std::string&>();
    return text.find(language::known_after_apply) != std::string::npos || text.find("{{resolve:") != std::string::npos;
}

}  // namespace

std::string_view kind_of(const OrderedJson& value) {
    if (value.is_array()) return "JSONArray";
    if (value.is_object()) return "JSONObject";
    if (value.is_boolean()) return "Boolean";
    return value.is_string() ? "String" : "Number";
}

ResourceSchemas::ResourceSchemas() {
    std::string_view text{wt_embedded_resource_types, wt_embedded_resource_types_end};
    Structures* type = nullptr;
    while (!text.empty()) {
        std::string_view line = taken(text, '\n');
        if (line.empty() || line.front() == '#') continue;
        std::string_view name = taken(line, ' ');
        if (name.front() == '@') {
            std::vector<std::string_view>& kinds = names_[name.substr(1)];
            while (!line.empty()) kinds.push_back(taken(line, ' '));
            continue;
        }
        const bool is_type = name.front() != '.';
        if (is_type) type = &types_[name];
        WT_ASSERT(type != nullptr);
        Properties& into = (*type)[is_type ? std::string_view() : name.substr(1)];
        while (!line.empty()) {
            Property property;
            property.of = taken(line, ' ');
            std::string_view key = taken(property.of, ':');
            property.is_required = key.ends_with('!');
            if (property.is_required) key.remove_suffix(1);
            into.emplace(key, property);
        }
    }
}

bool ResourceSchemas::has_type(std::string_view type) const {
    const std::size_t at = type.rfind("::");
    if (at == std::string_view::npos) return false;
    const auto service = names_.find(type.substr(0, at));
    if (service == names_.end()) return false;
    return std::find(service->second.begin(), service->second.end(), type.substr(at + 2)) != service->second.end();
}

bool ResourceSchemas::has_property(std::string_view type, std::string_view property) const {
    const auto found = types_.find(type);
    return found != types_.end() && found->second.at("").contains(property);
}

void ResourceSchemas::check_members(const OrderedJson& value, const Properties& known, const Structures& all,
                                    const std::string& place, std::vector<std::string>& found) {
    for (const auto& [key, each] : value.items()) {
        const auto property = known.find(key);
        if (property == known.end()) {
            found.push_back(fmt::format("{}: extraneous key [{}] is not permitted", place, key));
        } else {
            check(each, property->second.of, all, fmt::format("{}/{}", place, key), found);
        }
    }
    for (const auto& [key, property] : known) {
        if (property.is_required && !value.contains(key))
            found.push_back(fmt::format("{}: required key [{}] not found", place, key));
    }
}

void ResourceSchemas::check(const OrderedJson& value, std::string_view of, const Structures& all,
                            const std::string& place, std::vector<std::string>& found) {
    if (of == "*" || value.is_null() || is_open(value)) return;
    const auto expect = [&](bool is_so, std::string_view kind) {
        if (!is_so) found.push_back(fmt::format("{}: expected type: {}, found: {}", place, kind, kind_of(value)));
        return is_so;
    };
    // Between texts, numbers and truths CloudFormation goes to and fro.
    if (of.empty() || of == "0" || of == "?") {
        (void)expect(!value.is_structured(), of.empty() ? "String" : of == "0" ? "Number" : "Boolean");
    } else if (of.front() == '[') {
        if (!expect(value.is_array(), "JSONArray")) return;
        for (std::size_t i = 0; i < value.size(); ++i)
            check(value[i], of.substr(1), all, fmt::format("{}/{}", place, i), found);
    } else if (expect(value.is_object(), "JSONObject")) {
        if (of.front() != '{') return check_members(value, all.at(of), all, place, found);
        for (const auto& [key, each] : value.items())
            check(each, of.substr(1), all, fmt::format("{}/{}", place, key), found);
    }
}

std::vector<std::string> ResourceSchemas::violations(std::string_view type, const OrderedJson& properties) const {
    std::vector<std::string> found;
    const auto all = types_.find(type);
    if (all != types_.end() && properties.is_object())
        check_members(properties, all->second.at(""), all->second, "#", found);
    return found;
}

}  // namespace wt::cloudformation
