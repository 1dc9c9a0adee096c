#include "gateway/java/print.hpp"

#include <cmath>

#include "base/hex.hpp"
#include "gateway/java/numbers.hpp"

namespace wt::gateway::java {

namespace {

[[nodiscard]] bool print(std::string& to, Value value, int depth);

[[nodiscard]] bool print_list(std::string& to, const List& list, int depth) {
    to += '[';
    bool first = true;
    for (const Value each : list.items()) {
        if (!std::exchange(first, false)) to += ", ";
        // AbstractCollection sees itself, if nothing farther round.
        if (each.is(Kind::list) && &each.as_list() == &list) {
            to += "(this Collection)";
        } else if (!print(to, each, depth)) {
            return false;
        }
    }
    to += ']';
    return to.size() <= most_text;
}

[[nodiscard]] bool print_map(std::string& to, const Map& map, int depth) {
    to += '{';
    bool first = true;
    const auto side = [&](Value each) {
        if (!each.is(Kind::map) || &each.as_map() != &map) return print(to, each, depth);
        to += "(this Map)";
        return true;
    };
    for (const auto& [key, value, of] : map.entries()) {
        if (!std::exchange(first, false)) to += ", ";
        if (!side(key)) return false;
        to += '=';
        if (!side(value)) return false;
    }
    to += '}';
    return to.size() <= most_text;
}

[[nodiscard]] bool print_json(std::string& to, Value value, Slashes slashes, int depth);

[[nodiscard]] bool print_json_list(std::string& to, const List& list, Slashes slashes, int depth) {
    to += '[';
    bool first = true;
    for (const Value each : list.items()) {
        if (!std::exchange(first, false)) to += ',';
        if (!print_json(to, each, slashes, depth)) return false;
    }
    to += ']';
    return to.size() <= most_text;
}

[[nodiscard]] bool print_json_map(std::string& to, const Map& map, Slashes slashes, int depth) {
    to += '{';
    bool first = true;
    for (const auto& [key, value, of] : map.entries()) {
        if (!std::exchange(first, false)) to += ',';
        to += '"';
        if (key.is(Kind::text)) {
            escape_json(to, key.as_text(), slashes);
        } else {
            std::string name;
            if (key.is_null() || !print(name, key, depth)) return false;
            escape_json(to, name, slashes);
        }
        to += "\":";
        if (!print_json(to, value, slashes, depth)) return false;
    }
    to += '}';
    return to.size() <= most_text;
}

[[nodiscard]] bool print(std::string& to, Value value, int depth) {
    if (++depth > deepest) return false;
    switch (value.kind()) {
        case Kind::null: to += "null"; break;
        case Kind::boolean: to += value.as_boolean() ? "true" : "false"; break;
        case Kind::integer:
        case Kind::long_integer: to += std::to_string(value.as_whole()); break;
        case Kind::real: print_double(to, value.as_real()); break;
        case Kind::big_integer:
        case Kind::big_decimal:
        case Kind::text: to += value.as_text(); break;
        case Kind::list: {
            const List& list = value.as_list();
            if (list.kind() == ListKind::json_array) return print_json_list(to, list, Slashes::escaped, depth);
            if (list.kind() == ListKind::array) {
                to += "[Ljava.lang.String;@0";  // where it is in memory, in Java
                break;
            }
            return print_list(to, list, depth);
        }
        case Kind::map: return print_map(to, value.as_map(), depth);
        case Kind::entry:
            if (!print(to, value.as_entry().key, depth)) return false;
            to += '=';
            return print(to, value.as_entry().current(), depth);
        case Kind::object: return value.as_object().print(to) && to.size() <= most_text;
    }
    return to.size() <= most_text;
}

[[nodiscard]] bool print_json(std::string& to, Value value, Slashes slashes, int depth) {
    if (++depth > deepest) return false;
    switch (value.kind()) {
        case Kind::text:
            to += '"';
            escape_json(to, value.as_text(), slashes);
            to += '"';
            return to.size() <= most_text;
        case Kind::real:
            if (std::isinf(value.as_real())) {
                to += "null";
                return true;
            }
            return print(to, value, depth);
        case Kind::list: return print_json_list(to, value.as_list(), slashes, depth);
        case Kind::map: return print_json_map(to, value.as_map(), slashes, depth);
        case Kind::entry:
        case Kind::object: {
            std::string text;
            if (!print(text, value, depth)) return false;
            to += '"';
            escape_json(to, text, slashes);
            to += '"';
            return to.size() <= most_text;
        }
        default: return print(to, value, depth);
    }
}

}  // namespace

bool print(std::string& to, Value value) { return print(to, value, 0); }
bool print_json(std::string& to, Value value, Slashes slashes) { return print_json(to, value, slashes, 0); }

void escape_json(std::string& to, std::string_view text, Slashes slashes) {
    const auto unit = [&](unsigned value) {
        constexpr std::string_view digits = "0123456789ABCDEF";
        to += "\\u";
        for (const unsigned shift : {12U, 8U, 4U, 0U}) to += digits[value >> shift & 0xfU];
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        const auto byte = static_cast<unsigned char>(c);
        const auto next = [&](std::size_t by) {
            return at + by < text.size() ? static_cast<unsigned char>(text[at + by]) : 0U;
        };
        switch (c) {
            case '"': to += "\\\""; continue;
            case '\\': to += "\\\\"; continue;
            case '\b': to += "\\b"; continue;
            case '\f': to += "\\f"; continue;
            case '\n': to += "\\n"; continue;
            case '\r': to += "\\r"; continue;
            case '\t': to += "\\t"; continue;
            case '/': to += slashes == Slashes::escaped ? "\\/" : "/"; continue;
            default: break;
        }
        if (byte < 0x20 || byte == 0x7f) {
            unit(byte);
        } else if (byte == 0xc2 && next(1) >= 0x80 && next(1) < 0xa0) {  // U+0080 to U+009F
            unit(next(1));
            at += 1;
        } else if (byte == 0xe2 && next(1) >= 0x80 && next(1) < 0x84) {  // U+2000 to U+20FF
            unit(0x2000U + (next(1) - 0x80U) * 64 + (next(2) & 0x3fU));
            at += 2;
        } else {
            to += c;
        }
    }
}

std::string_view class_of(Value value) {
    switch (value.kind()) {
        case Kind::boolean: return "class java.lang.Boolean";
        case Kind::integer: return "class java.lang.Integer";
        case Kind::long_integer: return "class java.lang.Long";
        case Kind::real: return "class java.lang.Double";
        case Kind::big_integer: return "class java.math.BigInteger";
        case Kind::big_decimal: return "class java.math.BigDecimal";
        case Kind::text: return "class java.lang.String";
        case Kind::map: return "class java.util.LinkedHashMap";
        case Kind::entry: return "class java.util.LinkedHashMap$Entry";
        case Kind::list:
            switch (value.as_list().kind()) {
                case ListKind::array_list: return "class java.util.ArrayList";
                case ListKind::json_array: return "class net.minidev.json.JSONArray";
                case ListKind::key_set: return "class java.util.LinkedHashMap$LinkedKeySet";
                case ListKind::values: return "class java.util.LinkedHashMap$LinkedValues";
                case ListKind::entry_set: return "class java.util.LinkedHashMap$LinkedEntrySet";
                case ListKind::array: return "class [Ljava.lang.String;";
            }
            break;
        default: break;
    }
    return "class java.lang.Object";
}

}  // namespace wt::gateway::java
