#include "aws/coverage.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "aws/violations.hpp"

namespace wt::aws {

namespace {

using OrderedJson = nlohmann::ordered_json;

[[nodiscard]] std::string_view name(Protocol protocol) {
    switch (protocol) {
        case Protocol::query: return "query";
        case Protocol::json_1_0: return "json 1.0";
        case Protocol::json_1_1: return "json 1.1";
        case Protocol::rest_json: return "rest-json";
        case Protocol::rest_xml: return "rest-xml";
        case Protocol::rpc_v2_cbor: return "rpc-v2-cbor";
    }
    return {};
}

[[nodiscard]] std::vector<std::string_view> protocols(const ServiceModel& model) {
    std::vector<std::string_view> names{name(model.protocol)};
    for (const Protocol protocol : model.also) names.push_back(name(protocol));
    return names;
}

[[nodiscard]] std::string_view name(Kind kind) {
    switch (kind) {
        case Kind::boolean: return "boolean";
        case Kind::integer: return "integer";
        case Kind::long_integer: return "long";
        case Kind::number: return "double";
        case Kind::text: return "string";
        case Kind::blob: return "blob";
        case Kind::timestamp: return "timestamp";
        case Kind::list: return "list";
        case Kind::map: return "map";
        case Kind::structure: return "structure";
        case Kind::payload:
        case Kind::body: return "stream";
    }
    return {};
}

[[nodiscard]] std::string_view name(Location location) {
    switch (location) {
        case Location::body: return "body";
        case Location::label: return "uri";
        case Location::query: return "querystring";
        case Location::header: return "header";
        case Location::header_map: return "headers";
        case Location::status: return "statusCode";
    }
    return {};
}

[[nodiscard]] std::string_view name(TimeFormat format) {
    switch (format) {
        case TimeFormat::by_protocol: return "";
        case TimeFormat::iso8601: return "iso8601";
        case TimeFormat::http_date: return "rfc822";
        case TimeFormat::unix_seconds: return "unixTimestamp";
    }
    return {};
}

/// Shapes as JSON. A structure that stands in itself is only named there.
class Shapes {
public:
    [[nodiscard]] OrderedJson structure(const Structure& shape) {
        if (std::find(around_.begin(), around_.end(), &shape) != around_.end())
            return {{"type", "structure"}, {"recursive", true}};
        around_.push_back(&shape);
        OrderedJson json{{"type", "structure"}};
        if (!shape.name.empty()) json["root"] = shape.name;
        json["members"] = OrderedJson::object();
        for (const Member& each : shape.members) json["members"][std::string(each.name)] = member(each);
        around_.pop_back();
        return json;
    }

private:
    [[nodiscard]] OrderedJson member(const Member& member) {
        OrderedJson json = value(*member.type, *member.facets);
        if (member.location != Location::body) {
            json["location"] = name(member.location);
            json["locationName"] = member.location_name;
        } else if (!member.wire_name.empty()) {
            json["locationName"] = member.wire_name;
        }
        if (member.is_required) json["required"] = true;
        if (member.is_payload) json["payload"] = true;
        if (member.is_flattened) json["flattened"] = true;
        if (member.is_attribute) json["attribute"] = true;
        if (member.is_content) json["content"] = true;
        return json;
    }

    [[nodiscard]] OrderedJson value(const Type& type, const Facets& facets) {
        OrderedJson json =
            type.kind == Kind::structure ? structure(type.structure()) : OrderedJson{{"type", name(type.kind)}};
        if (facets.is_sensitive) json["sensitive"] = true;
        if (type.kind == Kind::list) {
            Facets each = facets.inner();
            // Of a list of words the enumeration may be told with the list.
            if (each.enumeration.empty()) each.enumeration = facets.enumeration;
            json["elementName"] = facets.element_name;
            json["element"] = value(type.element(), each);
        }
        if (type.kind == Kind::map) {
            json["keyName"] = facets.key_name;
            json["valueName"] = facets.value_name;
            json["key"] = value(type_of<std::string>(), facets.of_keys != nullptr ? *facets.of_keys : no_facets);
            json["value"] = value(type.element(), facets.inner());
        }
        if (!facets.enumeration.empty() && type.kind != Kind::list)
            json["enum"] = std::vector<std::string>(facets.enumeration.begin(), facets.enumeration.end());
        if (!facets.matches.empty()) json["pattern"] = facets.matches;
        if (facets.time_format != TimeFormat::by_protocol) json["timestampFormat"] = name(facets.time_format);
        if (facets.min_length != 0) json["min"] = facets.min_length;
        if (facets.max_length != std::numeric_limits<std::int64_t>::max()) json["max"] = facets.max_length;
        if (facets.min_value != -std::numeric_limits<double>::infinity()) json["min"] = facets.min_value;
        if (facets.max_value != std::numeric_limits<double>::infinity()) json["max"] = facets.max_value;
        return json;
    }

    std::vector<const Structure*> around_;
};

[[nodiscard]] OrderedJson operation_json(const ServiceModel& model, const Operation& operation) {
    OrderedJson json{{"name", operation.name}, {"there", true}, {"action", operation.action}};
    if (is_rest(model.protocol)) {
        json["method"] = operation.method;
        json["uri"] = operation.uri;
        json["status"] = operation.status;
    }
    const auto add = [&json](const char* which, const Structure& shape) {
        if (!shape.is_nothing()) json[which] = Shapes().structure(shape);
    };
    add("input", operation.input());
    add("output", operation.output());
    return json;
}

[[nodiscard]] OrderedJson operation_json(const ServiceModel& model, const MissingOperation& operation) {
    OrderedJson json{{"name", operation.name}, {"there", false}};
    if (!operation.action.empty()) json["action"] = operation.action;
    if (is_rest(model.protocol)) {
        json["method"] = operation.method;
        json["uri"] = operation.uri;
    }
    return json;
}

/// Collects the patterns in a shape.
class Patterns {
public:
    void structure(const Structure& shape) {
        if (!seen_.insert(&shape).second) return;
        for (const Member& member : shape.members) value(*member.type, *member.facets);
    }
    std::set<std::string_view> all;

private:
    void value(const Type& type, const Facets& facets) {
        if (!facets.matches.empty()) all.insert(facets.matches);
        if (facets.of_keys != nullptr && !facets.of_keys->matches.empty()) all.insert(facets.of_keys->matches);
        if (type.kind == Kind::structure) structure(type.structure());
        if (type.kind == Kind::list || type.kind == Kind::map) value(type.element(), facets.inner());
    }
    std::set<const Structure*> seen_;
};

}  // namespace

std::vector<std::string> unreadable_patterns(const ServiceModel& model) {
    Patterns patterns;
    for (const Operation& row : model.operations) patterns.structure(row.input());
    std::vector<std::string> unreadable;
    for (const std::string_view pattern : patterns.all) {
        if (!is_readable_pattern(pattern)) unreadable.emplace_back(pattern);
    }
    return unreadable;
}

std::string coverage_markdown(const std::vector<const ServiceModel*>& models) {
    std::string text;
    for (const ServiceModel* model : models) {
        const std::size_t there = model->operations.size();
        text += fmt::format("{}## {} {}\n\n{} of {} operations, protocol{} {}.\n\n", text.empty() ? "" : "\n",
                            model->name, model->version, there, there + model->missing.size(),
                            model->also.empty() ? "" : "s", fmt::join(protocols(*model), ", "));
        text += "| operation | there | IAM action |\n| --- | --- | --- |\n";
        std::vector<std::string> rows;
        for (const Operation& row : model->operations)
            rows.push_back(fmt::format("| {} | yes | `{}` |\n", row.name, row.action));
        for (const MissingOperation& row : model->missing) {
            const std::string action = row.action.empty() ? " " : fmt::format(" `{}` ", row.action);
            rows.push_back(fmt::format("| {} | no |{}|\n", row.name, action));
        }
        std::sort(rows.begin(), rows.end());
        for (const std::string& row : rows) text += row;
    }
    return text;
}

std::string tables_json(const std::vector<const ServiceModel*>& models) {
    OrderedJson services = OrderedJson::array();
    for (const ServiceModel* model : models) {
        OrderedJson service{{"name", model->name},
                            {"signingName", model->signing_name},
                            {"protocol", name(model->protocol)},
                            {"protocols", protocols(*model)},
                            {"version", model->version}};
        if (!model->target_prefix.empty()) service["targetPrefix"] = model->target_prefix;
        service["operations"] = OrderedJson::array();
        for (const Operation& row : model->operations) service["operations"].push_back(operation_json(*model, row));
        for (const MissingOperation& row : model->missing) service["operations"].push_back(operation_json(*model, row));
        services.push_back(std::move(service));
    }
    return OrderedJson{{"services", std::move(services)}}.dump(1) + "\n";
}

}  // namespace wt::aws
