#pragma once
// Shapes that are known only when a test runs: built from the `shapes` of a case file, over values of any type.
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "aws/shape.hpp"

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
    DynamicType(Kind of, std::string shape, Shapes& shapes) : Type(of), shape_(std::move(shape)), shapes_(shapes) {}

    bool has_value(const void* slot) const override;
    const void* value(const void* slot) const override;
    void* make(void* slot) const override;
    bool optional() const override { return true; }
    const Type& element() const override;
    std::size_t size(const void* value) const override;
    const void* at(const void* list, std::size_t index) const override;
    void* append(void* list) const override;
    void each(const void* map, const std::function<void(std::string_view, const void*)>& visit) const override;
    void* insert(void* map, std::string key) const override;
    const Structure& structure() const override;

private:
    std::string shape_;
    Shapes& shapes_;
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
    std::map<std::string, std::unique_ptr<Structure>> structures_;
    std::deque<std::string> texts_;
    std::deque<std::vector<std::string_view>> enumerations_;
};

inline bool DynamicType::has_value(const void* slot) const {
    return !std::holds_alternative<std::monostate>(static_cast<const Value*>(slot)->is);
}
inline const void* DynamicType::value(const void* slot) const {
    return std::visit(
        [](const auto& held) -> const void* {
            if constexpr (std::is_same_v<std::decay_t<decltype(held)>, Object>) return held.members.data();
            return &held;
        },
        static_cast<const Value*>(slot)->is);
}
inline void* DynamicType::make(void* slot) const {
    auto& is = static_cast<Value*>(slot)->is;
    if (!has_value(slot)) {
        switch (kind) {
            case Kind::boolean: is = false; break;
            case Kind::integer: is = std::int32_t{}; break;
            case Kind::long_integer: is = std::int64_t{}; break;
            case Kind::number: is = double{}; break;
            case Kind::text: is = std::string(); break;
            case Kind::blob: is = Blob{}; break;
            case Kind::timestamp: is = epoch; break;
            case Kind::list: is = List(); break;
            case Kind::map: is = Map(); break;
            // One more, so that a structure without members has an address too.
            case Kind::structure: is = Object{List(structure().members.size() + 1)}; break;
            case Kind::payload:
            case Kind::body: break;
        }
    }
    return const_cast<void*>(value(slot));  // NOLINT: the slot is not const
}
inline const Type& DynamicType::element() const {
    const Json& shape = shapes_.of(shape_);
    return shapes_.type(shape.at(kind == Kind::map ? "value" : "member").at("shape").get<std::string>());
}
inline std::size_t DynamicType::size(const void* value) const {
    return kind == Kind::map ? static_cast<const Map*>(value)->size() : static_cast<const List*>(value)->size();
}
inline const void* DynamicType::at(const void* list, std::size_t index) const {
    return &(*static_cast<const List*>(list))[index];
}
inline void* DynamicType::append(void* list) const { return &static_cast<List*>(list)->emplace_back(); }
inline void DynamicType::each(const void* map, const std::function<void(std::string_view, const void*)>& visit) const {
    for (const auto& [key, value] : *static_cast<const Map*>(map)) visit(key, &value);
}
inline void* DynamicType::insert(void* map, std::string key) const {
    return &(*static_cast<Map*>(map))[std::move(key)];
}
inline const Structure& DynamicType::structure() const { return shapes_.structure(shape_); }

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
        known = std::make_unique<Structure>(keep(said.value("locationName", root)), std::move(members));
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
    Member made(keep(name), static_cast<std::ptrdiff_t>(index * sizeof(Value)),
                type(shape + (base64 ? "#base64" : "")));
    made = facets(std::move(made), reference);
    const std::string_view at = keep(wire);
    if (location == "uri") made = std::move(made).label(at);
    if (location == "querystring") made = std::move(made).query(at);
    if (location == "header") made = std::move(made).header(at);
    if (location == "headers") made = std::move(made).header_map(at);
    if (location == "statusCode") made = std::move(made).status();
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
