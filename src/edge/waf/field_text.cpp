#include "edge/waf/field_text.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "base/ascii.hpp"

namespace wt::edge::waf {

namespace {

using Json = nlohmann::json;

[[nodiscard]] bool listed(std::string_view name, const std::vector<std::string>& names, bool ignore_case) {
    return std::any_of(names.begin(), names.end(), [&](const std::string& one) {
        return ignore_case ? same_ignoring_case(one, name) : one == name;
    });
}

/// True when `pointer` is one of `included`, or lies below one.
[[nodiscard]] bool reached(std::string_view pointer, const std::vector<std::string>& included) {
    return included.empty() || std::any_of(included.begin(), included.end(), [&](const std::string& one) {
               return pointer.starts_with(one) && (pointer.size() == one.size() || pointer[one.size()] == '/');
           });
}

}  // namespace

void FieldText::read(const Inspection& inspection, const http::Request& request, std::uint64_t body_limit) {
    const Field& field = inspection.field;
    texts_.clear();
    owned_.clear();
    oversize_ = malformed_ = false;
    switch (field.kind) {
        case Field::Kind::path: texts_.push_back(request.path); break;
        case Field::Kind::query:
            if (!request.query.empty()) texts_.push_back(request.query);
            break;
        case Field::Kind::query_argument:
        case Field::Kind::query_arguments: {
            std::string_view query = request.query;
            for (const Transformation one : inspection.before_split)
                query = owned_.emplace_back(transformed(one, query));
            read_arguments(field, query);
            break;
        }
        case Field::Kind::header:
            for (const http::Header& header : request.headers) {
                if (same_ignoring_case(header.name, field.name)) texts_.push_back(header.value);
            }
            break;
        case Field::Kind::headers: read_headers(field, request); break;
        case Field::Kind::cookies: read_cookies(field, request); break;
        case Field::Kind::body:
        case Field::Kind::json_body: {
            const std::string_view body = request.body.view().substr(0, body_limit);
            oversize_ = body.size() < request.body.size();
            if (body.empty()) break;
            if (field.kind == Field::Kind::json_body) {
                read_json(field, body);
            } else {
                texts_.push_back(body);
            }
            break;
        }
        case Field::Kind::method: texts_.push_back(http::method_name(request)); break;
        case Field::Kind::header_order: {
            std::string& names = owned_.emplace_back();
            for (const http::Header& header : request.headers)
                names.append(names.empty() ? "" : ":").append(lowered(header.name));
            if (!names.empty()) texts_.push_back(names);
            break;
        }
        case Field::Kind::absent: oversize_ = true; break;
    }
}

void FieldText::read_arguments(const Field& field, std::string_view query) {
    each_part(query, '&', [&](std::string_view argument) {
        const std::size_t equals = std::min(argument.find('='), argument.size());
        if (field.kind == Field::Kind::query_argument && !same_ignoring_case(argument.substr(0, equals), field.name))
            return;
        texts_.push_back(argument.substr(std::min(equals + 1, argument.size())));
    });
}

void FieldText::read_named(const Field& field, std::string_view name, std::string_view value, bool ignore_case) {
    if (!field.included.empty() && !listed(name, field.included, ignore_case)) return;
    if (listed(name, field.excluded, ignore_case)) return;
    if (field.scope != Field::Scope::values) texts_.push_back(name);
    if (field.scope != Field::Scope::keys) texts_.push_back(value);
}

void FieldText::read_headers(const Field& field, const http::Request& request) {
    std::size_t fields = 0;
    std::size_t bytes = 0;
    for (const http::Header& header : request.headers) {
        bytes += header.name.size() + header.value.size();
        oversize_ = ++fields > most_fields || bytes > most_field_bytes;
        if (oversize_) break;
        read_named(field, header.name, header.value, true);
    }
}

void FieldText::read_cookies(const Field& field, const http::Request& request) {
    std::size_t fields = 0;
    std::size_t left = most_field_bytes;
    for (const http::Header& header : request.headers) {
        if (!same_ignoring_case(header.name, "Cookie")) continue;
        const std::string_view visible = header.value.view().substr(0, left);
        oversize_ = oversize_ || visible.size() < header.value.size();
        left -= visible.size();
        each_part(visible, ';', [&](std::string_view cookie) {
            if (++fields > most_fields) {
                oversize_ = true;
                return;
            }
            const std::size_t equals = std::min(cookie.find('='), cookie.size());
            read_named(field, cookie.substr(0, equals), cookie.substr(std::min(equals + 1, cookie.size())), false);
        });
    }
}

void FieldText::read_json(const Field& field, std::string_view body) {
    const Json root = Json::parse(body, nullptr, false);
    if (root.is_discarded()) {
        malformed_ = true;
        if (field.invalid == Field::Invalid::as_string) texts_.push_back(body);
        return;
    }
    // Not by recursion: nothing says how deep a body is nested.
    std::vector<std::pair<const Json*, std::string>> open{{&root, ""}};
    while (!open.empty()) {
        const auto [value, pointer] = std::move(open.back());
        open.pop_back();
        if (value->is_structured()) {
            std::size_t index = 0;
            for (auto at = value->begin(); at != value->end(); ++at) {
                const std::string key = value->is_object() ? at.key() : std::to_string(index++);
                std::string below = pointer + "/" + key;
                if (value->is_object() && field.scope != Field::Scope::values && reached(below, field.included)) {
                    texts_.push_back(owned_.emplace_back(key));
                }
                open.emplace_back(&*at, std::move(below));
            }
        } else if (field.scope != Field::Scope::keys && reached(pointer, field.included)) {
            texts_.push_back(owned_.emplace_back(value->is_string() ? value->get<std::string>() : value->dump()));
        }
    }
}

}  // namespace wt::edge::waf
