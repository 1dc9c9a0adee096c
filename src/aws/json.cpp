#include "aws/json.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>
#include <simdjson.h>

#include "aws/model_json.hpp"
#include "aws/scalar.hpp"
#include "aws/timestamp.hpp"
#include "base/utf8.hpp"

namespace wt::aws {

namespace {

using Json = simdjson::dom::element;

/// What members are called, and which of them are there.
enum class Naming : std::uint8_t { in_body, by_model };

[[nodiscard]] bool is_there(const Member& member, Naming naming) {
    return naming == Naming::by_model || member.location == Location::body;
}
[[nodiscard]] std::string_view name_of(const Member& member, Naming naming) {
    return naming == Naming::by_model ? member.name : member.in_body();
}

/// A parser, whose memory is used again, one a thread; what a large text took is given back.
[[nodiscard]] simdjson::error_code parse(std::string_view text, Json& json) {
    constexpr std::size_t kept = 1U << 20U;
    thread_local simdjson::dom::parser parser;
    if (parser.capacity() > kept && text.size() <= kept) parser = simdjson::dom::parser();
    return parser.parse(text.data(), text.size()).get(json);
}

class JsonReader {
public:
    /// `escapes`: the text may have escapes of half a surrogate pair, which the parser makes no characters of.
    JsonReader(Violations& violations, Naming naming, bool escapes)
        : violations_(violations), naming_(naming), escapes_(escapes) {}

    [[nodiscard]] bool structure(const Json& json, const Structure& shape, void* out, const Place& place) {
        simdjson::dom::object object;
        if (json.get(object) != simdjson::SUCCESS) return fail(place, "an object");
        for (const Member& member : shape.members) {
            if (!is_there(member, naming_)) continue;
            const Place here(place, member.name);
            const auto found = last_of(object, name_of(member, naming_));
            const bool there = found && !found->is_null();
            if (there && !value(*found, member, *member.type, member.slot(out), here)) return false;
            check(member, there, out, here, violations_);
        }
        return true;
    }

    [[nodiscard]] static Malformed no_object() { return {Malformed::What::body, {}, {}, std::string(not_an_object)}; }
    [[nodiscard]] Malformed failure() const { return {Malformed::What::body, {}, {}, reason_}; }

private:
    /// Of several members of a name the last counts.
    [[nodiscard]] static std::optional<Json> last_of(simdjson::dom::object object, std::string_view name) {
        std::optional<Json> found;
        for (const auto member : object) {
            if (member.key == name) found = member.value;
        }
        return found;
    }

    [[nodiscard]] bool value(const Json& json, const Member& member, const Type& type, void* slot, const Place& place) {
        if (place.too_deep()) {
            reason_ = "The request body is nested too deeply.";
            return false;
        }
        switch (type.kind) {
            case Kind::structure: return structure(json, type.structure(), type.make(slot), place);
            case Kind::list: return list(json, member, type, type.make(slot), place);
            case Kind::map: return map(json, member, type, type.make(slot), place);
            default: return scalar(json, type, slot) || fail(place, expectation(type.kind));
        }
    }

    [[nodiscard]] bool list(const Json& json, const Member& member, const Type& type, void* elements,
                            const Place& place) {
        simdjson::dom::array array;
        if (json.get(array) != simdjson::SUCCESS) return fail(place, "a list");
        std::size_t number = 0;
        for (const Json each : array) {
            const Place here(place, ++number);
            void* const slot = type.append(elements);
            if (each.is_null()) {
                if (!type.element().optional()) violations_.add_missing(member, here);
            } else if (!value(each, member, type.element(), slot, here)) {
                return false;
            }
        }
        return true;
    }

    [[nodiscard]] bool map(const Json& json, const Member& member, const Type& type, void* entries,
                           const Place& place) {
        simdjson::dom::object object;
        if (json.get(object) != simdjson::SUCCESS) return fail(place, "a map");
        // In the order of their names, each once: what is wrong is told in an order that does not hang on the client.
        std::map<std::string_view, Json> all;
        for (const auto entry : object) all.insert_or_assign(entry.key, entry.value);
        for (const auto& [key, entry] : all) {
            const Place here = Place::entry(place, key);
            if (!sound(key)) return fail(here, "of characters");
            void* const slot = type.insert(entries, std::string(key));
            if (entry.is_null()) {
                if (!type.element().optional()) violations_.add_missing(member, here);
            } else if (!value(entry, member, type.element(), slot, here)) {
                return false;
            }
        }
        return true;
    }

    [[nodiscard]] bool sound(std::string_view text) const { return !escapes_ || is_utf8(text); }

    [[nodiscard]] bool scalar(const Json& json, const Type& type, void* slot) const {
        const bool is_text = json.is_string();
        const std::string_view text = is_text ? json.get_string().value_unsafe() : std::string_view();
        if (is_text && !sound(text)) return false;
        switch (type.kind) {
            case Kind::text:
            case Kind::blob: return is_text && read_scalar(type, slot, text);
            case Kind::boolean: {
                bool flag = false;
                if (json.get(flag) != simdjson::SUCCESS) return false;
                *static_cast<bool*>(type.make(slot)) = flag;
                return true;
            }
            case Kind::integer:
            case Kind::long_integer: return whole_number(json, type, slot);
            case Kind::number: {
                if (is_text) return read_scalar(type, slot, text);
                double number = 0;
                if (json.get(number) != simdjson::SUCCESS) return false;
                *static_cast<double*>(type.make(slot)) = number;
                return true;
            }
            case Kind::timestamp: {
                double number = 0;
                const auto moment = is_text                                 ? parse_timestamp(text)
                                    : json.get(number) == simdjson::SUCCESS ? from_epoch_seconds(number)
                                                                            : std::nullopt;
                if (!moment) return false;
                *static_cast<Instant*>(type.make(slot)) = *moment;
                return true;
            }
            default: return false;
        }
    }

    /// Also "3.0", which some clients send for 3.
    [[nodiscard]] static bool whole_number(const Json& json, const Type& type, void* slot) {
        std::int64_t number = 0;
        if (json.type() == simdjson::dom::element_type::DOUBLE) {
            const double real = json.get_double().value_unsafe();
            if (!(std::abs(real) < 9.0e18) || real != std::trunc(real)) return false;
            number = static_cast<std::int64_t>(real);
        } else if (json.get(number) != simdjson::SUCCESS) {
            return false;
        }
        if (type.kind == Kind::integer) {
            if (number < INT32_MIN || number > INT32_MAX) return false;
            *static_cast<std::int32_t*>(type.make(slot)) = static_cast<std::int32_t>(number);
        } else {
            *static_cast<std::int64_t*>(type.make(slot)) = number;
        }
        return true;
    }

    [[nodiscard]] static std::string_view expectation(Kind kind) {
        switch (kind) {
            case Kind::text: return "a string";
            case Kind::blob: return "a base64 string";
            case Kind::boolean: return "true or false";
            case Kind::timestamp: return "a timestamp";
            default: return "a number in its range";
        }
    }

    bool fail(const Place& place, std::string_view expected) {
        reason_ = place.is_input() ? not_an_object : fmt::format("{} is not {}.", place.text(), expected);
        return false;
    }

    static constexpr const char* not_an_object = "The request body is not a JSON object.";

    Violations& violations_;
    Naming naming_;
    bool escapes_;
    std::string reason_;
};

void write_structure(std::string& to, const Structure& structure, const void* value, Naming naming);
void write_value(std::string& to, const Member& member, const Type& type, const void* value, Naming naming);

void write_list(std::string& to, const Member& member, const Type& type, const void* list, Naming naming) {
    to += '[';
    for (std::size_t i = 0; i < type.size(list); ++i) {
        if (i > 0) to += ',';
        const Type& element = type.element();
        const void* slot = type.at(list, i);
        if (element.has_value(slot)) {
            write_value(to, member, element, element.value(slot), naming);
        } else {
            to += "null";
        }
    }
    to += ']';
}

void write_map(std::string& to, const Member& member, const Type& type, const void* map, Naming naming) {
    to += '{';
    bool first = true;
    type.each(map, [&](std::string_view key, const void* slot) {
        const Type& element = type.element();
        if (!std::exchange(first, false)) to += ',';
        write_json_text(to, key);
        to += ':';
        if (element.has_value(slot)) {
            write_value(to, member, element, element.value(slot), naming);
        } else {
            to += "null";
        }
    });
    to += '}';
}

void write_value(std::string& to, const Member& member, const Type& type, const void* value, Naming naming) {
    switch (type.kind) {
        case Kind::structure: return write_structure(to, type.structure(), value, naming);
        case Kind::list: return write_list(to, member, type, value, naming);
        case Kind::map: return write_map(to, member, type, value, naming);
        case Kind::text: return write_json_text(to, *static_cast<const std::string*>(value));
        case Kind::number: {
            const double number = *static_cast<const double*>(value);
            const std::string text = scalar_text(type, value, TimeFormat::by_protocol, false);
            if (std::isfinite(number)) {
                to += text;
                // AWS writes a double as one: a client that goes by the text would take "5" for an integer.
                if (text.find_first_of(".e") == std::string::npos) to += ".0";
            } else {
                write_json_text(to, text);
            }
            return;
        }
        case Kind::blob: return write_json_text(to, scalar_text(type, value, TimeFormat::by_protocol, false));
        case Kind::timestamp: {
            const bool number = member.facets->time_format == TimeFormat::by_protocol ||
                                member.facets->time_format == TimeFormat::unix_seconds;
            const std::string text =
                scalar_text(type, value, number ? TimeFormat::unix_seconds : member.facets->time_format, false);
            if (number) {
                to += text;
            } else {
                write_json_text(to, text);
            }
            return;
        }
        case Kind::boolean:
        case Kind::integer:
        case Kind::long_integer: to += scalar_text(type, value, TimeFormat::by_protocol, false); return;
        case Kind::payload:
        case Kind::body: return;
    }
}

void write_structure(std::string& to, const Structure& structure, const void* value, Naming naming) {
    to += '{';
    bool first = true;
    for (const Member& member : structure.members) {
        const void* slot = member.slot(value);
        if (!is_there(member, naming) || !member.type->has_value(slot)) continue;
        if (member.type->kind == Kind::payload || member.type->kind == Kind::body) continue;
        if (!std::exchange(first, false)) to += ',';
        write_json_text(to, name_of(member, naming));
        to += ':';
        write_value(to, member, *member.type, member.type->value(slot), naming);
    }
    to += '}';
}

[[nodiscard]] std::optional<Malformed> read_structure(std::string_view body, const Structure& structure, void* out,
                                                      Violations& violations, Naming naming) {
    Json json;
    if (body.empty()) body = "{}";
    const bool escapes = body.find("\\u") != std::string_view::npos;
    JsonReader reader(violations, naming, escapes);
    if (parse(body, json) != simdjson::SUCCESS) return JsonReader::no_object();
    if (!reader.structure(json, structure, out, Place())) return reader.failure();
    return std::nullopt;
}

}  // namespace

std::optional<Malformed> read_json(std::string_view body, const Structure& structure, void* out,
                                   Violations& violations) {
    return read_structure(body, structure, out, violations, Naming::in_body);
}

std::optional<Malformed> read_model_json(std::string_view text, const Structure& structure, void* out,
                                         Violations& violations) {
    return read_structure(text, structure, out, violations, Naming::by_model);
}

void write_json(std::string& to, const Structure& structure, const void* value) {
    write_structure(to, structure, value, Naming::in_body);
}

void write_model_json(std::string& to, const Structure& structure, const void* value) {
    write_structure(to, structure, value, Naming::by_model);
}

void write_json_member(std::string& to, const Member& member, const void* structure) {
    write_value(to, member, *member.type, member.type->value(member.slot(structure)), Naming::in_body);
}

void write_json_text(std::string& to, std::string_view text) {
    constexpr auto stands_for_itself = [](char c) {
        return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x80 && c != '"' && c != '\\';
    };
    to += '"';
    while (!text.empty()) {
        const auto plain = static_cast<std::size_t>(std::ranges::find_if_not(text, stands_for_itself) - text.begin());
        to += text.substr(0, plain);
        text.remove_prefix(plain);
        if (text.empty()) break;
        const char c = text.front();
        const std::size_t length = utf8_length(text);
        if (c == '"' || c == '\\') {
            to += '\\';
            to += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            fmt::format_to(std::back_inserter(to), "\\u{:04x}", static_cast<unsigned>(c));
        } else if (length == 0) {
            to += "\xef\xbf\xbd";
        } else {
            to += text.substr(0, length);
        }
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    to += '"';
}

}  // namespace wt::aws
