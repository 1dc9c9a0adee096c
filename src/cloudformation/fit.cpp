#include "cloudformation/fit.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "cloudformation/language/flaw.hpp"
#include "cloudformation/resource_schemas.hpp"

namespace wt::cloudformation {

namespace {

using language::Flaw;
using language::written;

[[nodiscard]] std::string spoken_text(const OrderedJson& value) {
    return value.is_string() ? value.get<std::string>() : written(value);
}

[[noreturn]] void refuse(const std::string& place, std::string_view expected, const OrderedJson& found) {
    throw Flaw{fmt::format("{}: expected type: {}, found: {}", place, expected, kind_of(found))};
}

/// Whether a text of that name is a document, which a template may write as an object: policies, schemas, definitions.
[[nodiscard]] bool is_document(std::string_view place) {
    const std::string name = lowered(place.substr(place.rfind('/') + 1));
    static constexpr std::string_view parts[] = {"policy",     "document", "body", "schema",
                                                 "definition", "string",   "data", "template"};
    return std::any_of(std::begin(parts), std::end(parts),
                       [&](std::string_view part) { return name.find(part) != std::string::npos; });
}

[[nodiscard]] OrderedJson fit_value(const OrderedJson& value, const aws::Type& type, const std::string& place);

/// [{"Key": "a", "Value": "b"}] to {"a": "b"}.
[[nodiscard]] OrderedJson map_of(const OrderedJson& pairs, const std::string& place) {
    OrderedJson made = OrderedJson::object();
    for (const OrderedJson& each : pairs) {
        if (!each.is_object() || !each.contains("Key")) refuse(place, "JSONObject", pairs);
        made[spoken_text(each["Key"])] = each.contains("Value") ? each["Value"] : OrderedJson("");
    }
    return made;
}

[[nodiscard]] OrderedJson fit_map(const OrderedJson& value, const aws::Type& type, const std::string& place) {
    const OrderedJson map = value.is_array() ? map_of(value, place) : value;
    if (!map.is_object()) refuse(place, "JSONObject", value);
    OrderedJson made = OrderedJson::object();
    for (const auto& [key, each] : map.items()) made[key] = fit_value(each, type.element(), place + "/" + key);
    return made;
}

[[nodiscard]] OrderedJson fit_list(const OrderedJson& value, const aws::Type& type, const std::string& place) {
    if (!value.is_array()) refuse(place, "JSONArray", value);
    OrderedJson made = OrderedJson::array();
    for (std::size_t i = 0; i < value.size(); ++i)
        made.push_back(fit_value(value[i], type.element(), fmt::format("{}/{}", place, i)));
    return made;
}

template <class Number>
[[nodiscard]] OrderedJson fit_number(const OrderedJson& value, const std::string& place) {
    if (value.is_number()) return value;
    if (!value.is_string()) refuse(place, "Number", value);
    const auto& text = value.get_ref<const std::string&>();
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) refuse(place, "Number", value);
    return number;
}

[[nodiscard]] OrderedJson fit_value(const OrderedJson& value, const aws::Type& type, const std::string& place) {
    switch (type.kind) {
        case aws::Kind::structure: return fit(value, type.structure(), place);
        case aws::Kind::list: return fit_list(value, type, place);
        case aws::Kind::map: return fit_map(value, type, place);
        case aws::Kind::boolean:
            if (value.is_boolean()) return value;
            if (value == "true") return true;
            if (value == "false") return false;
            refuse(place, "Boolean", value);
        case aws::Kind::integer:
        case aws::Kind::long_integer: return fit_number<std::int64_t>(value, place);
        case aws::Kind::number: return fit_number<double>(value, place);
        case aws::Kind::blob: return value.is_string() ? value : OrderedJson(base64_encode(written(value)));
        case aws::Kind::timestamp: return value;
        default:
            // A document may come as an object; a list is never a text, nor an object in what is no document.
            if (value.is_array() || (value.is_object() && !is_document(place))) refuse(place, "String", value);
            return spoken_text(value);
    }
}

/// Where an operation counts what a list holds, a template says the list alone. CloudFront's lists are such.
[[nodiscard]] OrderedJson counted(OrderedJson value, const aws::Structure& structure) {
    if (member_of(structure, "Quantity") == nullptr || member_of(structure, "Items") == nullptr) return value;
    if (value.is_array()) {
        OrderedJson made = OrderedJson::object();
        if (member_of(structure, "Enabled") != nullptr) made["Enabled"] = !value.empty();
        made["Items"] = std::move(value);
        value = std::move(made);
    }
    if (value.is_object() && !value.contains("Quantity")) {
        const auto items = value.find("Items");
        value["Quantity"] = items == value.end() || !items->is_array() ? 0 : items->size();
    }
    return value;
}

}  // namespace

const aws::Member* member_of(const aws::Structure& structure, std::string_view name) {
    const aws::Member* in_other_case = nullptr;
    for (const aws::Member& member : structure.members) {
        if (member.name == name) return &member;
        if (same_ignoring_case(member.name, name)) in_other_case = &member;
    }
    return in_other_case;
}

OrderedJson fit(const OrderedJson& said, const aws::Structure& structure, const std::string& place) {
    const OrderedJson value = counted(said, structure);
    if (!value.is_object()) refuse(place, "JSONObject", value);
    OrderedJson made = OrderedJson::object();
    for (const auto& [key, each] : value.items()) {
        const aws::Member* const member = member_of(structure, key);
        if (member == nullptr) throw NotTaken(place, key);
        if (each.is_null()) continue;
        made[std::string(member->name)] = fit_value(each, *member->type, fmt::format("{}/{}", place, key));
    }
    return made;
}

OrderedJson fitting_members(const OrderedJson& value, const aws::Structure& structure) {
    OrderedJson made = OrderedJson::object();
    if (!value.is_object()) return made;
    for (const auto& [key, each] : value.items()) {
        if (const aws::Member* const member = member_of(structure, key)) made[std::string(member->name)] = each;
    }
    return made;
}

}  // namespace wt::cloudformation
