#pragma once
// Shapes that are known only when a test runs: built from the `shapes` of a case file, over values of any type.
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "sentences.hpp"

namespace wt::aws::test {

using Json = nlohmann::ordered_json;

struct Value;
/// A structure's members, in the order of its shape.
struct Object {
    std::vector<Value> members;
};
using List = std::vector<Value>;
using Map = std::map<std::string, Value>;

/// A slot that may be without a value.
struct Value {
    std::variant<std::monostate, bool, std::int32_t, std::int64_t, double, std::string, Blob, Instant, List, Map,
                 Object>
        is;
};

class Shapes;

class DynamicType final : public Type {
public:
    DynamicType(Kind of, std::string shape, Shapes& shapes, const Type* element = nullptr);

private:
    [[nodiscard]] static const Structure& made_of(const Type& type);
    std::string shape_;
    Shapes* shapes_;
};

/// The shapes of one suite of cases.
class Shapes {
public:
    explicit Shapes(Json shapes) : shapes_(std::move(shapes)) {}
    Shapes(const Shapes&) = delete;
    Shapes& operator=(const Shapes&) = delete;

    [[nodiscard]] const Json& of(const std::string& shape) const { return shapes_.at(shape); }
    [[nodiscard]] const DynamicType& type(const std::string& shape);
    /// `root`: what the reference to the shape calls the body's element, where the shape itself does not.
    [[nodiscard]] const Structure& structure(const std::string& shape, const std::string& root = {});

    /// What the shape's value is in a case file: blobs as their bytes, timestamps as seconds.
    [[nodiscard]] Json json_of(const std::string& shape, const Value& value);
    [[nodiscard]] Value value_of(const std::string& shape, const Json& json);

private:
    [[nodiscard]] std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }
    [[nodiscard]] Member member(const Json& owner, const std::string& name, const Json& said, std::size_t index);
    template <class Described>
    [[nodiscard]] Described facets(Described of, const Json& reference);

    Json shapes_;
    std::map<std::string, std::unique_ptr<DynamicType>> types_;
    std::map<std::string, std::unique_ptr<Written>> structures_;
    std::deque<std::string> texts_;
    std::deque<std::vector<std::string_view>> enumerations_;
};

/// No structure of a case has more members; each of its objects has room for so many.
constexpr std::size_t most_members = 64;

inline const void* held(const void* slot) {
    return std::visit(
        [](const auto& held) -> const void* {
            using Held = std::decay_t<decltype(held)>;
            if constexpr (std::is_same_v<Held, std::monostate>) return nullptr;
            if constexpr (std::is_same_v<Held, Object>) return held.members.data();
            return &held;
        },
        static_cast<const Value*>(slot)->is);
}
template <class Held>
void* make(void* slot) {
    auto& is = static_cast<Value*>(slot)->is;
    if (std::holds_alternative<std::monostate>(is)) is = Held();
    if constexpr (std::is_same_v<Held, Object>) std::get<Object>(is).members.resize(most_members);
    return const_cast<void*>(held(slot));  // NOLINT: the slot is not const
}
inline void each(const void* map, void* to, void (*visit)(void*, std::string_view, const void*)) {
    for (const auto& [key, value] : *static_cast<const Map*>(map)) visit(to, key, &value);
}
template <class Held>
constexpr Access scalar_access{.held = &held, .make = &make<Held>};
constexpr Access list_access{
    .held = &held,
    .make = &make<List>,
    .size = [](const void* list) { return static_cast<const List*>(list)->size(); },
    .at = [](const void* list, std::size_t i) -> const void* { return &(*static_cast<const List*>(list))[i]; },
    .append = [](void* list) -> void* { return &static_cast<List*>(list)->emplace_back(); }};
constexpr Access map_access{
    .held = &held,
    .make = &make<Map>,
    .size = [](const void* map) { return static_cast<const Map*>(map)->size(); },
    .each = &each,
    .insert = [](void* map, std::string key) -> void* { return &(*static_cast<Map*>(map))[std::move(key)]; }};

[[nodiscard]] inline const Access* access_of(Kind kind) {
    switch (kind) {
        case Kind::boolean: return &scalar_access<bool>;
        case Kind::integer: return &scalar_access<std::int32_t>;
        case Kind::long_integer: return &scalar_access<std::int64_t>;
        case Kind::number: return &scalar_access<double>;
        case Kind::blob: return &scalar_access<Blob>;
        case Kind::timestamp: return &scalar_access<Instant>;
        case Kind::list: return &list_access;
        case Kind::map: return &map_access;
        case Kind::structure: return &scalar_access<Object>;
        default: return &scalar_access<std::string>;
    }
}

inline DynamicType::DynamicType(Kind of, std::string shape, Shapes& shapes, const Type* element)
    : Type(of, access_of(of), element, &made_of), shape_(std::move(shape)), shapes_(&shapes) {}
inline const Structure& DynamicType::made_of(const Type& type) {
    const auto& self = static_cast<const DynamicType&>(type);
    return self.shapes_->structure(self.shape_);
}

[[nodiscard]] inline Kind kind_of(const std::string& type) {
    if (type == "boolean") return Kind::boolean;
    if (type == "integer" || type == "byte" || type == "short") return Kind::integer;
    if (type == "long" || type == "bigInteger") return Kind::long_integer;
    if (type == "float" || type == "double" || type == "bigDecimal") return Kind::number;
    if (type == "blob") return Kind::blob;
    if (type == "timestamp") return Kind::timestamp;
    if (type == "list") return Kind::list;
    if (type == "map") return Kind::map;
    if (type == "structure") return Kind::structure;
    return Kind::text;
}

inline const DynamicType& Shapes::type(const std::string& shape) {
    // "NAME#base64": a text that travels in a header as base64.
    const std::size_t mark = shape.find('#');
    auto& known = types_[shape];
    if (!known) {
        const Kind kind = mark == std::string::npos ? kind_of(of(shape).at("type").get<std::string>()) : Kind::blob;
        known = std::make_unique<DynamicType>(kind, shape.substr(0, mark), *this);
        // A shape may hold itself, so it is known before its elements are asked for.
        if (kind == Kind::list || kind == Kind::map) {
            const Json& part = of(shape).at(kind == Kind::map ? "value" : "member");
            *known = DynamicType(kind, shape, *this, &type(part.at("shape").get<std::string>()));
        }
    }
    return *known;
}

inline const Structure& Shapes::structure(const std::string& shape, const std::string& root) {
    auto& known = structures_[shape + "/" + root];
    if (!known) {
        const Json& said = of(shape);
        std::vector<Member> members;
        for (const auto& [name, reference] : said.at("members").items())
            members.push_back(member(said, name, reference, members.size()));
        known = std::make_unique<Written>(keep(said.value("locationName", root)), std::move(members));
    }
    return *known;
}

template <class Described>
Described Shapes::facets(Described made, const Json& reference) {
    const Json& shape = of(reference.at("shape").get<std::string>());
    const std::string type = shape.at("type");
    const auto either = [&](const char* key) -> const Json* {
        if (reference.contains(key)) return &reference[key];
        return shape.contains(key) ? &shape.at(key) : nullptr;
    };
    if (const Json* format = either("timestampFormat")) {
        made.time_format = *format == "iso8601"  ? TimeFormat::iso8601
                           : *format == "rfc822" ? TimeFormat::http_date
                                                 : TimeFormat::unix_seconds;
    }
    if (shape.contains("enum")) {
        auto& words = enumerations_.emplace_back();
        for (const Json& word : shape.at("enum")) words.push_back(keep(word));
        made.enumeration = words;
    }
    if (shape.contains("pattern")) made.matches = keep(shape.at("pattern"));
    const bool is_number = type == "integer" || type == "long" || type == "float" || type == "double";
    if (shape.contains("min")) {
        if (is_number) made.min_value = shape.at("min");
        if (!is_number) made.min_length = shape.at("min");
    }
    if (shape.contains("max")) {
        if (is_number) made.max_value = shape.at("max");
        if (!is_number) made.max_length = shape.at("max");
    }
    if (type == "list") {
        const Json& inner = shape.at("member");
        if (inner.contains("locationName")) made.element_name = keep(inner.at("locationName"));
        made = std::move(made).each(facets(element(), inner));
    }
    if (type == "map") {
        const Json& key = shape.at("key");
        const Json& inner = shape.at("value");
        made.key_name = keep(key.value("locationName", "key"));
        made.value_name = keep(inner.value("locationName", "value"));
        made = std::move(made).keys(facets(element(), key)).each(facets(element(), inner));
    }
    return made;
}

inline Member Shapes::member(const Json& owner, const std::string& name, const Json& reference, std::size_t index) {
    const std::string shape = reference.at("shape");
    const std::string location = reference.value("location", "");
    const std::string wire = reference.value("locationName", "");
    const bool base64 = reference.value("jsonvalue", false) && location == "header";
    MemberSentence said(keep(name), static_cast<std::ptrdiff_t>(index * sizeof(Value)),
                        type(shape + (base64 ? "#base64" : "")));
    said = facets(std::move(said), reference);
    const std::string_view at = keep(wire);
    if (location == "uri") said = std::move(said).label(at);
    if (location == "querystring") said = std::move(said).query(at);
    if (location == "header") said = std::move(said).header(at);
    if (location == "headers") said = std::move(said).header_map(at);
    if (location == "statusCode") said = std::move(said).status();
    Member made = said;
    if (location.empty()) made.wire_name = at;
    made.is_flattened = reference.value("flattened", false) || of(shape).value("flattened", false);
    made.is_attribute = reference.value("xmlAttribute", false) || of(shape).value("xmlAttribute", false);
    const auto is_name = [&](const Json& text) { return text == name; };
    if (owner.contains("required")) {
        const Json& required = owner.at("required");
        made.is_required = std::any_of(required.begin(), required.end(), is_name);
    }
    if (owner.value("payload", "") == name) {
        made.is_payload = true;
        if (wire.empty() || wire == name) made.wire_name = keep(of(shape).value("locationName", shape));
    }
    return made;
}

inline Json Shapes::json_of(const std::string& shape, const Value& value) {
    const Json& said = of(shape);
    return std::visit(
        [&](const auto& held) -> Json {
            using Held = std::decay_t<decltype(held)>;
            if constexpr (std::is_same_v<Held, std::monostate>) {
                return nullptr;
            } else if constexpr (std::is_same_v<Held, double>) {
                if (held != held) return "NaN";
                if (held > 1e300 || held < -1e300) return held < 0 ? "-Infinity" : "Infinity";
                return held;
            } else if constexpr (std::is_same_v<Held, Blob>) {
                return held.bytes.str();
            } else if constexpr (std::is_same_v<Held, Instant>) {
                const auto thousandths = std::chrono::floor<std::chrono::milliseconds>(held.time_since_epoch()).count();
                if (thousandths % 1000 == 0) return thousandths / 1000;
                return static_cast<double>(thousandths) / 1000;
            } else if constexpr (std::is_same_v<Held, List>) {
                Json all = Json::array();
                for (const Value& each : held) all.push_back(json_of(said.at("member").at("shape"), each));
                return all;
            } else if constexpr (std::is_same_v<Held, Map>) {
                Json all = Json::object();
                for (const auto& [key, each] : held) all[key] = json_of(said.at("value").at("shape"), each);
                return all;
            } else if constexpr (std::is_same_v<Held, Object>) {
                Json all = Json::object();
                std::size_t i = 0;
                for (const auto& [name, reference] : said.at("members").items()) {
                    const Value& each = held.members[i++];
                    if (!std::holds_alternative<std::monostate>(each.is))
                        all[name] = json_of(reference.at("shape"), each);
                }
                return all;
            } else {
                return held;
            }
        },
        value.is);
}

inline Value Shapes::value_of(const std::string& shape, const Json& json) {
    Value made;
    if (json.is_null()) return made;
    const Json& said = of(shape);
    switch (type(shape).kind) {
        case Kind::boolean: made.is = json.get<bool>(); break;
        case Kind::integer: made.is = json.get<std::int32_t>(); break;
        case Kind::long_integer: made.is = json.get<std::int64_t>(); break;
        case Kind::number:
            made.is = !json.is_string()    ? json.get<double>()
                      : json == "NaN"      ? std::numeric_limits<double>::quiet_NaN()
                      : json == "Infinity" ? std::numeric_limits<double>::infinity()
                                           : -std::numeric_limits<double>::infinity();
            break;
        case Kind::text: made.is = json.get<std::string>(); break;
        case Kind::blob: made.is = Blob{Text(json.get<std::string>())}; break;
        case Kind::timestamp:
            made.is = epoch + std::chrono::milliseconds(std::llround(json.get<double>() * 1000));
            break;
        case Kind::list: {
            List all;
            for (const Json& each : json) all.push_back(value_of(said.at("member").at("shape"), each));
            made.is = std::move(all);
            break;
        }
        case Kind::map: {
            Map all;
            for (const auto& [key, each] : json.items()) all[key] = value_of(said.at("value").at("shape"), each);
            made.is = std::move(all);
            break;
        }
        case Kind::structure: {
            Object all;
            for (const auto& [name, reference] : said.at("members").items()) {
                const bool base64 = reference.value("jsonvalue", false) && reference.value("location", "") == "header";
                all.members.push_back(json.contains(name) ? value_of(reference.at("shape"), json.at(name)) : Value());
                if (base64 && json.contains(name)) all.members.back().is = Blob{Text(json.at(name).get<std::string>())};
            }
            all.members.emplace_back();
            made.is = std::move(all);
            break;
        }
        case Kind::payload:
        case Kind::body: break;
    }
    return made;
}

}  // namespace wt::aws::test
