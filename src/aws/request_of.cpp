#include "aws/request_of.hpp"

#include <string>
#include <utility>

#include <fmt/format.h>

#include "aws/json.hpp"
#include "aws/scalar.hpp"
#include "http/uri.hpp"

namespace wt::aws {

namespace {

[[nodiscard]] std::string text_of(const Facets& facets, const Type& type, const void* value) {
    return scalar_text(type, value, facets.time_format, false);
}

void add_argument(std::string& to, std::string_view name, std::string_view value) {
    if (!to.empty()) to += '&';
    to += fmt::format("{}={}", http::percent_encode(name), http::percent_encode(value));
}

void add_to_form(std::string& to, const std::string& name, const Facets& facets, bool flat, const Type& type,
                 const void* value) {
    switch (type.kind) {
        case Kind::structure:
            for (const Member& member : type.structure().members) {
                const void* const slot = member.slot(value);
                if (!member.type->has_value(slot)) continue;
                const std::string inner =
                    name.empty() ? std::string(member.in_body()) : fmt::format("{}.{}", name, member.in_body());
                add_to_form(to, inner, *member.facets, member.is_flattened, *member.type, member.type->value(slot));
            }
            return;
        case Kind::list:
            for (std::size_t i = 0; i < type.size(value); ++i) {
                const void* const slot = type.at(value, i);
                if (!type.element().has_value(slot)) continue;
                const std::string inner = flat ? fmt::format("{}.{}", name, i + 1)
                                               : fmt::format("{}.{}.{}", name, facets.element_name, i + 1);
                add_to_form(to, inner, facets.inner(), false, type.element(), type.element().value(slot));
            }
            return;
        case Kind::map: {
            std::size_t number = 0;
            type.each(value, [&](std::string_view key, const void* slot) {
                const std::string entry =
                    flat ? fmt::format("{}.{}", name, ++number) : fmt::format("{}.entry.{}", name, ++number);
                add_argument(to, fmt::format("{}.{}", entry, facets.key_name), key);
                if (type.element().has_value(slot))
                    add_to_form(to, fmt::format("{}.{}", entry, facets.value_name), facets.inner(), false,
                                type.element(), type.element().value(slot));
            });
            return;
        }
        case Kind::payload:
        case Kind::body: return;
        default: add_argument(to, name, text_of(facets, type, value)); return;
    }
}

[[nodiscard]] std::string label_text(std::string text, bool takes_rest) {
    if (!takes_rest) return http::percent_encode(text);
    std::string path;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t slash = std::min(text.find('/', at), text.size());
        path += http::percent_encode(text.substr(at, slash - at));
        if (slash < text.size()) path += '/';
        at = slash + 1;
    }
    return path;
}

/// Fills "{Bucket}" or "{Key+}".
void fill_label(std::string& path, std::string_view label, const std::string& text) {
    for (const bool takes_rest : {false, true}) {
        const std::string hole = fmt::format("{{{}{}}}", label, takes_rest ? "+" : "");
        if (const std::size_t at = path.find(hole); at != std::string::npos)
            path.replace(at, hole.size(), label_text(text, takes_rest));
    }
}

void add_query(std::string& to, const Member& member, const Type& type, const void* value) {
    if (type.kind == Kind::list) {
        for (std::size_t i = 0; i < type.size(value); ++i)
            add_argument(to, member.location_name, text_of(*member.facets, type.element(), type.at(value, i)));
    } else if (type.kind == Kind::map) {
        type.each(value, [&](std::string_view key, const void* slot) {
            if (is_scalar(type.element().kind)) add_argument(to, key, text_of(*member.facets, type.element(), slot));
        });
    } else {
        add_argument(to, member.location_name, text_of(*member.facets, type, value));
    }
}

void add_member(http::Request& request, std::string& path, std::string& query, const Member& member,
                const void* value) {
    const Type& type = *member.type;
    switch (member.location) {
        case Location::label: fill_label(path, member.location_name, text_of(*member.facets, type, value)); return;
        case Location::query: add_query(query, member, type, value); return;
        case Location::header:
            if (is_scalar(type.kind))
                request.headers.set(Text(member.location_name), Text(text_of(*member.facets, type, value)));
            return;
        case Location::header_map:
            type.each(value, [&](std::string_view key, const void* slot) {
                request.headers.set(Text(fmt::format("{}{}", member.location_name, key)),
                                    Text(text_of(*member.facets, type.element(), slot)));
            });
            return;
        case Location::body:
        case Location::status: return;
    }
}

void address_rest(http::Request& request, const Operation& operation, const void* input) {
    const std::size_t mark = std::min(operation.uri.find('?'), operation.uri.size());
    std::string path(operation.uri.substr(0, mark));
    std::string query(operation.uri.substr(std::min(mark + 1, operation.uri.size())));
    for (const Member& member : operation.input().members) {
        const void* const slot = member.slot(input);
        if (member.type->has_value(slot)) add_member(request, path, query, member, member.type->value(slot));
    }
    request.method = http::parse_method(operation.method).value_or(http::Method::post);
    request.path = Text(path);
    request.query = Text(query);
}

}  // namespace

http::Request request_of(const ServiceModel& model, const Operation& operation, const void* input,
                         std::string_view region) {
    http::Request request;
    request.secure = true;
    request.method = http::Method::post;
    request.headers.set("Host", Text(fmt::format("{}.{}.amazonaws.com", model.signing_name, region)));
    std::string body;
    switch (model.protocol) {
        case Protocol::query:
            body = fmt::format("Action={}&Version={}", operation.name, model.version);
            for (const Member& member : operation.input().members) {
                const void* const slot = member.slot(input);
                if (!member.type->has_value(slot)) continue;
                add_to_form(body, std::string(member.in_body()), *member.facets, member.is_flattened, *member.type,
                            member.type->value(slot));
            }
            request.headers.set("Content-Type", "application/x-www-form-urlencoded");
            break;
        case Protocol::rest_json:
        case Protocol::rest_xml: address_rest(request, operation, input); break;
        default:
            request.headers.set("X-Amz-Target", Text(fmt::format("{}.{}", model.target_prefix, operation.name)));
            break;
    }
    if (model.protocol != Protocol::query && model.protocol != Protocol::rest_xml) {
        write_json(body, operation.input(), input);
        request.headers.set("Content-Type", "application/json");
    }
    request.body = Text(body);
    return request;
}

}  // namespace wt::aws
