#include "cloudformation/handler_properties.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "aws/tags.hpp"
#include "base/ascii.hpp"
#include "cloudformation/fill.hpp"
#include "cloudformation/handler.hpp"

namespace wt::cloudformation {

namespace {

/// Tags in another form than the type's, or that are CloudFormation's own to set: as services' schemas refuse them.
[[nodiscard]] std::optional<std::string> refuse_tags(const ResourceType& type, const std::string& logical_id,
                                                     const OrderedJson& properties) {
    if (type.tags.empty() || !properties.contains(type.tags)) return std::nullopt;
    if (!type.map_tags && properties[type.tags].is_object())
        return fmt::format(
            "Properties validation failed for resource {} with message:\n#/{}: expected type: JSONArray, found: "
            "JSONObject",
            logical_id, type.tags);
    const OrderedJson tags = list_at(properties, type.tags);
    for (std::size_t i = 0; i < tags.size(); ++i) {
        const OrderedJson& tag = tags[i];
        if (!tag.is_object() || !tag.contains("Key") || !tag["Key"].is_string()) continue;
        if (aws::is_reserved_tag(tag["Key"].get_ref<const std::string&>()))
            return fmt::format(
                "Properties validation failed for resource {} with message:\n#/{}/{}/Key: failed validation constraint "
                "for keyword [pattern]",
                logical_id, type.tags, i);
    }
    return std::nullopt;
}

/// Takes a key out of a value, wherever it stands in a member called `within`, in any case; where that is empty,
/// anywhere. How many there were.
[[nodiscard]] std::size_t take_out(OrderedJson& value, const std::string& key, std::string_view within,
                                   std::string_view at) {
    std::size_t count = 0;
    if (value.is_object() && (within.empty() || same_ignoring_case(within, at)) && value.contains(key))
        count += value.erase(key);
    if (value.is_array()) {
        for (OrderedJson& each : value) count += take_out(each, key, within, at);
    } else if (value.is_object()) {
        for (auto& [name, each] : value.items()) count += take_out(each, key, within, name);
    }
    return count;
}

/// "Rules" of "#/LifecycleConfiguration/Rules/0".
[[nodiscard]] std::string_view parent_of(std::string_view place) {
    while (true) {
        const std::size_t slash = place.rfind('/');
        if (slash == std::string_view::npos) return {};
        const std::string_view part = place.substr(slash + 1);
        if (!part.empty() && (part.front() < '0' || part.front() > '9')) return part;
        place = place.substr(0, slash);
    }
}

}  // namespace

std::string in_its_words(const std::string& flaw, const OrderedJson& properties) {
    constexpr std::size_t begin = 2;
    if (!flaw.starts_with("#/")) return flaw;
    const std::size_t end = std::min(flaw.find_first_of("/:", begin), flaw.size());
    const std::string_view said = std::string_view(flaw).substr(begin, end - begin);
    for (const auto& [name, value] : properties.items()) {
        if (same_ignoring_case(name, said)) return fmt::format("#/{}{}", name, flaw.substr(end));
    }
    return flaw;
}

std::string nested_name(const NotTaken& found, const OrderedJson& properties) {
    std::string made = in_its_words(found.place, properties) + "/" + found.key;
    if (made.starts_with("#/")) made.erase(0, 2);
    return made;
}

bool leave_out(const NotTaken& found, OrderedJson& known) {
    const std::string name = nested_name(found, known["properties"]);
    for (const std::string_view within : {parent_of(found.place), std::string_view()}) {
        std::size_t count = 0;
        // Values stand there under their own names, and again in what they are part of.
        for (auto& [at, value] : known.items()) {
            if ((at.front() >= 'A' && at.front() <= 'Z') || at == "properties" || at == "changed" || at == "each")
                count += take_out(value, found.key, within, at);
        }
        if (count == 0) continue;
        OrderedJson& all = known["left_out"];
        if (std::find(all.begin(), all.end(), name) == all.end()) all.push_back(name);
        return true;
    }
    return false;
}

std::string refusal(const std::vector<std::string>& properties, std::string_view type) {
    return fmt::format("Windtunnel does not implement {} of {} yet (--unsupported skip leaves {} out)",
                       fmt::join(properties, ", "), type, properties.size() == 1 ? "it" : "them");
}

std::string left_out(const std::vector<std::string>& properties, std::string_view type) {
    return fmt::format("Left out, as Windtunnel does not implement {}: {} of {}",
                       properties.size() == 1 ? "it" : "them", fmt::join(properties, ", "), type);
}

OrderedJson list_at(const OrderedJson& known, const std::string& property) {
    const OrderedJson found = look_up(known, property);
    if (found.is_array()) return found;
    OrderedJson list = OrderedJson::array();
    // Tags may come as a map.
    if (found.is_object()) {
        for (const auto& [key, value] : found.items()) {
            OrderedJson pair = OrderedJson::object();
            pair["Key"] = key;
            pair["Value"] = value;
            list.push_back(std::move(pair));
        }
    } else if (!found.is_discarded()) {
        list.push_back(found);
    }
    return list;
}

std::set<std::string> Handler::not_here(const ResourceType& type, const OrderedJson& properties) const {
    const auto takes = [&](const std::vector<Step>& steps, const std::string& name) {
        return std::any_of(steps.begin(), steps.end(), [&](const Step& step) {
            if (!step.with.is_object() || !step.with.contains("*")) return false;
            if (step.with["*"] != "$" && step.with["*"] != "$changed") return false;
            const aws::Structure* const input = surroundings_.input_of(step.service, step.operation);
            return input != nullptr && member_of(*input, name) != nullptr;
        });
    };
    std::set<std::string> names;
    for (const auto& [name, value] : properties.items()) {
        if (!schemas_.has_property(type.name, name) || takes(type.create, name) || takes(type.update, name)) continue;
        if (!type.mentioned.contains(name)) names.insert(name);
        const auto parts = type.partly.find(name);
        if (parts == type.partly.end() || !value.is_object()) continue;
        for (const auto& [key, part] : value.items()) {
            if (!key.starts_with("Fn::") && key != "Ref" && !parts->second.contains(key))
                names.insert(name + "." + key);
        }
    }
    return names;
}

std::optional<std::string> Handler::refuse_properties(const ResourceType& type, const std::string& logical_id,
                                                      const OrderedJson& properties) const {
    if (auto wrong = refuse_tags(type, logical_id, properties)) return wrong;
    return refuse_by_schema(type.name, logical_id, properties);
}

std::optional<std::string> Handler::refuse_by_schema(std::string_view type, const std::string& logical_id,
                                                     const OrderedJson& properties) const {
    const std::vector<std::string> wrong = schemas_.violations(type, properties);
    if (wrong.empty()) return std::nullopt;
    return fmt::format("Properties validation failed for resource {} with message:\n[{}]", logical_id,
                       fmt::join(wrong, ", "));
}

std::set<std::string> Handler::properties_of(const ResourceType& type) const {
    std::set<std::string> names(type.mentioned.begin(), type.mentioned.end());
    for (const std::vector<Step>* const steps : {&type.create, &type.update}) {
        for (const Step& step : *steps) {
            if (!step.with.is_object() || !step.with.contains("*")) continue;
            if (step.with["*"] != "$" && step.with["*"] != "$changed") continue;
            const aws::Structure* const input = surroundings_.input_of(step.service, step.operation);
            if (input == nullptr) continue;
            for (const aws::Member& member : input->members) {
                std::string name(member.name);
                if (name.front() >= 'a' && name.front() <= 'z')
                    name.front() = static_cast<char>(name.front() - 'a' + 'A');
                // What the row gives in another way is a member of the operation's alone.
                if (!step.with.contains(member.name)) names.insert(std::move(name));
            }
        }
    }
    return names;
}

}  // namespace wt::cloudformation
