#include "aws/rest.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "aws/json.hpp"
#include "aws/scalar.hpp"
#include "base/ascii.hpp"

namespace wt::aws {

namespace {

[[nodiscard]] const std::string* find(const Arguments& arguments, std::string_view name) {
    const auto found =
        std::find_if(arguments.begin(), arguments.end(), [&](const auto& argument) { return argument.first == name; });
    return found == arguments.end() ? nullptr : &found->second;
}

/// Calls `visit` with each value of a field that is a list (RFC 9110, 5.6.1): between commas, where what is quoted is
/// one value whatever is in it. HTTP's dates have a comma of their own.
template <class Visit>
void each_in_field(std::string_view text, bool dates, Visit visit) {
    while (!text.empty()) {
        text = trimmed(text);
        if (text.starts_with('"')) {
            std::string value;
            std::size_t at = 1;
            for (; at < text.size() && text[at] != '"'; ++at) {
                if (text[at] == '\\' && at + 1 < text.size()) ++at;
                value += text[at];
            }
            visit(std::string_view(value));
            text.remove_prefix(std::min(text.find(',', at), text.size()));
        } else {
            std::size_t end = text.find(',');
            if (dates && end == 3) end = text.find(',', end + 1);
            const std::string_view value = trimmed(text.substr(0, end));
            text.remove_prefix(std::min(end, text.size()));
            if (!value.empty()) visit(value);
        }
        text.remove_prefix(std::min<std::size_t>(1, text.size()));
    }
}

/// The same the other way.
[[nodiscard]] std::string quoted_in_field(const std::string& value) {
    const bool plain = !value.empty() && value.find_first_of("\",") == std::string::npos && trimmed(value) == value;
    if (plain) return value;
    std::string text = "\"";
    for (const char c : value) {
        if (c == '"' || c == '\\') text += '\\';
        text += c;
    }
    return text + '"';
}

class RestReader {
public:
    RestReader(const RestRequest& request, BodyFormat format, Violations& violations)
        : request_(request), format_(format), violations_(violations) {}

    [[nodiscard]] std::optional<Malformed> read(const Structure& shape, void* out) {
        if (auto problem = read_body(shape, out)) return problem;
        for (const Member& member : shape.members) {
            if (member.location == Location::body) continue;
            bool found = false;
            if (!read_member(member, member.slot(out), found)) {
                return Malformed{Malformed::What::value, std::string(member.location_name), value_,
                                 fmt::format("{} does not read as its type.", member.name)};
            }
            check(member, found, out, Place(Place(), member.name), violations_);
        }
        return std::nullopt;
    }

private:
    [[nodiscard]] std::optional<Malformed> read_body(const Structure& shape, void* out) {
        if (shape.payload != nullptr) {
            const Member& member = *shape.payload;
            bool found = false;
            if (auto problem = read_payload(member, member.slot(out), found)) return problem;
            check(member, found, out, Place(Place(), member.name), violations_);
            return std::nullopt;
        }
        const auto in_body = [](const Member& member) { return member.location == Location::body; };
        if (std::none_of(shape.members.begin(), shape.members.end(), in_body)) return std::nullopt;
        if (format_ == BodyFormat::json) return read_json(request_.body, shape, out, violations_);
        const auto needed = [&](const Member& member) { return in_body(member) && member.is_required; };
        // Without a body nothing in it came, which only matters where something must.
        if (request_.body.empty() && std::none_of(shape.members.begin(), shape.members.end(), needed))
            return std::nullopt;
        return read_xml(request_.body, shape.name, shape, out, violations_);
    }

    [[nodiscard]] std::optional<Malformed> read_payload(const Member& member, void* slot, bool& found) {
        const Type& type = *member.type;
        found = type.kind == Kind::payload ? request_.payload != nullptr : !request_.body.empty();
        // No bytes are a text or a blob too, where the C++ member cannot be without one.
        if (!found && (type.kind == Kind::payload || type.optional())) return std::nullopt;
        switch (type.kind) {
            case Kind::payload:
                *static_cast<std::shared_ptr<Payload>*>(type.make(slot)) = request_.payload;
                return std::nullopt;
            case Kind::text: *static_cast<std::string*>(type.make(slot)) = request_.body; return std::nullopt;
            case Kind::blob: static_cast<Blob*>(type.make(slot))->bytes = Text(request_.body); return std::nullopt;
            default: break;
        }
        WT_ASSERT(type.kind == Kind::structure);
        if (!found && !member.is_required) return std::nullopt;
        if (format_ == BodyFormat::json) {
            return found ? read_json(request_.body, type.structure(), type.make(slot), violations_) : std::nullopt;
        }
        return read_xml(request_.body, member.in_body(), type.structure(), type.make(slot), violations_);
    }

    [[nodiscard]] bool read_member(const Member& member, void* slot, bool& found) {
        switch (member.location) {
            case Location::label: return read_text(find(request_.labels, member.location_name), member, slot, found);
            case Location::query: return read_query(member, slot, found);
            case Location::header: return read_header(member, slot, found);
            case Location::header_map: read_headers(member, slot, found); return true;
            case Location::body:
            case Location::status: return true;
        }
        return true;
    }

    [[nodiscard]] bool read_text(const std::string* text, const Member& member, void* slot, bool& found) {
        found = text != nullptr;
        return !found || scalar(*text, *member.type, slot);
    }

    [[nodiscard]] bool read_query(const Member& member, void* slot, bool& found) {
        const Type& type = *member.type;
        if (type.kind == Kind::map) return read_all_query(type, slot, found);
        if (type.kind != Kind::list) {
            const std::string* const text = find(request_.query, member.location_name);
            // "max-parts=" says no number: it is as if it were not there.
            const bool number = type.kind == Kind::integer || type.kind == Kind::long_integer;
            if (text != nullptr && text->empty() && number && !member.is_required) return true;
            return read_text(text, member, slot, found);
        }
        for (const auto& [name, value] : request_.query) {
            if (name != member.location_name) continue;
            found = true;
            if (!scalar(value, type.element(), type.append(type.make(slot)))) return false;
        }
        return true;
    }

    /// Every argument, also those that other members are (as Smithy has it); of a map of lists all of one name.
    [[nodiscard]] bool read_all_query(const Type& type, void* slot, bool& found) {
        for (const auto& [name, value] : request_.query) {
            found = true;
            void* entry = type.insert(type.make(slot), name);
            const Type* held = &type.element();
            if (held->kind == Kind::list) {
                entry = held->append(held->make(entry));
                held = &held->element();
            }
            if (!scalar(value, *held, entry)) return false;
        }
        return true;
    }

    [[nodiscard]] bool read_header(const Member& member, void* slot, bool& found) {
        const Text* const text = request_.headers.find(member.location_name);
        found = text != nullptr;
        if (!found) return true;
        const Type& type = *member.type;
        if (type.kind != Kind::list) return scalar(text->view(), type, slot);
        const bool dates = type.element().kind == Kind::timestamp;
        void* const values = type.make(slot);
        bool good = true;
        for (const http::Header& field : request_.headers) {
            if (!same_ignoring_case(field.name, member.location_name)) continue;
            each_in_field(field.value, dates, [&](std::string_view part) {
                good = good && scalar(part, type.element(), type.append(values));
            });
        }
        return good;
    }

    void read_headers(const Member& member, void* slot, bool& found) {
        const std::string_view prefix = member.location_name;
        for (const http::Header& field : request_.headers) {
            const std::string_view name = field.name;
            if (name.size() <= prefix.size() || !same_ignoring_case(name.substr(0, prefix.size()), prefix)) continue;
            std::string key(name.substr(prefix.size()));
            std::transform(key.begin(), key.end(), key.begin(), lower);
            void* const entry = member.type->insert(member.type->make(slot), std::move(key));
            auto& value = *static_cast<std::string*>(member.type->element().make(entry));
            // Fields of one name are one field, with commas (RFC 9110, 5.3).
            if (!value.empty()) value += ',';
            value += field.value.view();
            found = true;
        }
    }

    [[nodiscard]] bool scalar(std::string_view text, const Type& type, void* slot) {
        if (is_scalar(type.kind) && read_scalar(type, slot, text)) return true;
        value_ = text;
        return false;
    }

    const RestRequest& request_;
    BodyFormat format_;
    Violations& violations_;
    std::string value_;
};

class RestWriter {
public:
    RestWriter(http::Response& response, const RestStyle& style) : response_(response), style_(style) {}

    void write(const Structure& shape, const void* value) {
        bool in_body = false;
        for (const Member& member : shape.members) {
            const void* slot = member.slot(value);
            if (member.location == Location::body) {
                in_body = in_body || !member.is_payload;
            } else if (member.type->has_value(slot)) {
                write_outside(member, *member.type, member.type->value(slot));
            }
        }
        if (shape.payload != nullptr) return write_payload(*shape.payload, shape.payload->slot(value));
        // An output in JSON is an object even when nothing of it travels in the body; none at all is no body.
        const bool object = style_.format == BodyFormat::json && !shape.is_nothing();
        if (in_body || object) body(shape.name.empty() ? style_.root : std::string_view(shape.name), shape, value);
    }

private:
    void write_outside(const Member& member, const Type& type, const void* value) {
        switch (member.location) {
            case Location::header: {
                std::string text = type.kind == Kind::list ? listed(member, type, value) : field(member, type, value);
                return response_.headers.add(Text(member.location_name), Text(text));
            }
            case Location::header_map:
                type.each(value, [&](std::string_view key, const void* slot) {
                    if (!type.element().has_value(slot)) return;
                    response_.headers.add(Text(fmt::format("{}{}", member.location_name, key)),
                                          Text(*static_cast<const std::string*>(type.element().value(slot))));
                });
                return;
            case Location::status: response_.status = *static_cast<const std::int32_t*>(value); return;
            default: return;
        }
    }

    [[nodiscard]] static std::string field(const Member& member, const Type& type, const void* value) {
        const bool date = member.facets->time_format == TimeFormat::by_protocol;
        return scalar_text(type, value, date ? TimeFormat::http_date : member.facets->time_format, false);
    }

    [[nodiscard]] static std::string listed(const Member& member, const Type& type, const void* list) {
        std::string text;
        const Type& element = type.element();
        for (std::size_t i = 0; i < type.size(list); ++i) {
            const void* slot = type.at(list, i);
            if (!element.has_value(slot)) continue;
            if (!text.empty()) text += ", ";
            const std::string value = field(member, element, element.value(slot));
            text += element.kind == Kind::text ? quoted_in_field(value) : value;
        }
        return text;
    }

    void write_payload(const Member& member, const void* slot) {
        const Type& type = *member.type;
        if (!type.has_value(slot)) return;
        const void* value = type.value(slot);
        switch (type.kind) {
            case Kind::body: {
                const Body& given = *static_cast<const Body*>(value);
                response_.body = given.bytes;
                response_.stream = given.stream;
                return;
            }
            case Kind::text:
                response_.body = Text(*static_cast<const std::string*>(value));
                return say_type("text/plain");
            case Kind::blob:
                response_.body = static_cast<const Blob*>(value)->bytes;
                return say_type("application/octet-stream");
            case Kind::structure: return body(member.in_body(), type.structure(), value);
            default: WT_ASSERT(type.kind == Kind::structure);
        }
    }

    /// Unless a member of the output says what the body is.
    void say_type(std::string_view type) {
        if (!response_.headers.has("Content-Type")) response_.headers.add("Content-Type", Text(type));
    }

    void body(std::string_view root, const Structure& shape, const void* value) {
        std::string text;
        if (style_.format == BodyFormat::json) {
            write_json(text, shape, value);
            response_.headers.set("Content-Type", "application/json");
        } else {
            text = xml_declaration;
            write_xml(text, root, style_.xmlns, shape, value, style_.xml);
            response_.headers.set("Content-Type", "application/xml");
        }
        response_.body = Text(text);
    }

    http::Response& response_;
    const RestStyle& style_;
};

}  // namespace

std::optional<Malformed> read_rest(const RestRequest& request, BodyFormat format, const Structure& structure, void* out,
                                   Violations& violations) {
    return RestReader(request, format, violations).read(structure, out);
}

void write_rest(http::Response& response, const RestStyle& style, const Structure& structure, const void* value) {
    RestWriter(response, style).write(structure, value);
}

}  // namespace wt::aws
