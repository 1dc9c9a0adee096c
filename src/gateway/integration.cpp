#include "gateway/integration.hpp"

#include <algorithm>
#include <charconv>

#include <re2/re2.h>
#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "gateway/forwarding.hpp"
#include "gateway/java/json.hpp"
#include "gateway/proxy_event.hpp"
#include "gateway/substitution.hpp"
#include "http/payload_v2.hpp"
#include "http/uri.hpp"

namespace wt::gateway {

namespace {

using Type = IntegrationConfig::Type;

[[nodiscard]] const Templates::value_type* template_for(const Templates& templates, std::string_view type) {
    for (const auto& each : templates) {
        if (same_ignoring_case(each.first, type)) return &each;
    }
    return nullptr;
}

/// What the client takes first, of what there is.
[[nodiscard]] const Templates::value_type* accepted_template(const Templates& templates, std::string_view accept) {
    const Templates::value_type* found = nullptr;
    each_part(accept, ',', [&](std::string_view part) {
        if (found == nullptr) found = template_for(templates, media_type(part));
    });
    if (found == nullptr) found = template_for(templates, "application/json");
    return found != nullptr || templates.empty() ? found : &*templates.begin();
}

[[nodiscard]] Refusal configuration_error() { return {gateway_errors::api_configuration}; }

[[nodiscard]] Result<mapping::Mapped, Refusal> render(const mapping::MappingTemplate& from, const Pass& pass,
                                                      std::string_view body) {
    std::vector<std::pair<std::string, std::string>> fields;
    for (const http::Header& field : pass.request.headers) fields.emplace_back(field.name.str(), field.value.str());
    const std::vector<std::pair<std::string, std::string>> stage_variables(pass.stage.variables.begin(),
                                                                           pass.stage.variables.end());
    const nlohmann::ordered_json context = context_of(pass);
    mapping::Variables variables;
    variables.body = body;
    variables.parameters = {pass.path_parameters, pass.query, fields};
    variables.context = &context;
    variables.stage_variables = stage_variables;
    auto made = from.render(variables);
    if (made.ok()) return std::move(*made);
    if (made.error().cause == mapping::MappingFailure::Cause::body)
        return Refusal{gateway_errors::bad_body, made.error().message};
    return configuration_error();
}

/// A body as it travels on; none where it is no base64 and should be. API Gateway Developer Guide, "Content type
/// conversions in API Gateway".
[[nodiscard]] std::optional<std::string> converted(std::string body, ContentHandling content, bool binary) {
    if (content == ContentHandling::to_text && binary) return base64_encode(body);
    if (content == ContentHandling::to_binary && !binary) return base64_decode(body);
    return body;
}

[[nodiscard]] bool fits(const std::string& pattern, std::string_view key) {
    const RE2 expression(pattern, RE2::Quiet);
    return expression.ok() && RE2::FullMatch(key, expression);
}

[[nodiscard]] const IntegrationAnswer* choose(const std::vector<IntegrationAnswer>& answers,
                                              const std::optional<std::string>& key) {
    const IntegrationAnswer* usual = nullptr;
    for (const IntegrationAnswer& each : answers) {
        if (each.pattern.empty()) {
            if (usual == nullptr) usual = &each;
        } else if (key && fits(each.pattern, *key)) {
            return &each;
        }
    }
    return usual;
}

/// Where a web server is asked, with the values that a template set, that are mapped onto the path's names, or that the
/// method's own path has.
[[nodiscard]] std::string path_of(const Pass& pass, const mapping::Overrides& overrides) {
    const IntegrationConfig& integration = pass.method->integration;
    return filled_path(integration.uri, [&](std::string_view named) -> std::optional<std::string> {
        const std::string name(named);
        const auto set = overrides.request_path.find(name);
        if (set != overrides.request_path.end()) return set->second;
        const auto said = integration.parameters.find("integration.request.path." + name);
        return request_value(pass, said != integration.parameters.end() ? said->second : "method.request.path." + name);
    });
}

/// What web servers and services learn of the client and of the way.
void add_forwarding(http::Request& sent, const Pass& pass, bool is_proxy) {
    const auto add = [&](std::string_view name, std::string_view value) {
        if (!sent.headers.has(name)) sent.headers.add(Text(name), Text(value));
    };
    if (is_proxy) {
        add("X-Forwarded-For", http::source_ip(pass.request));
        add("X-Forwarded-Port", pass.request.secure ? "443" : "80");
        add("X-Forwarded-Proto", pass.request.secure ? "https" : "http");
    } else {
        sent.headers.set("User-Agent", Text("AmazonAPIGateway_" + pass.stage.api_id));
    }
    sent.headers.set("X-Amzn-Trace-Id", pass.trace_id);
    sent.headers.set("x-amzn-apigateway-api-id", Text(pass.stage.api_id));
}

}  // namespace

std::string media_type(std::string_view field) {
    if (field.empty()) return "application/json";
    std::string type(trimmed(field.substr(0, field.find(';'))));
    for (char& c : type) c = lower(c);
    return type;
}

bool is_binary(const Deployed& stage, std::string_view content_type) {
    const std::string type = media_type(content_type);
    return std::any_of(stage.binary_types.begin(), stage.binary_types.end(), [&](std::string_view each) {
        if (each == "*/*") return true;
        if (each.ends_with("/*"))
            return same_ignoring_case(each.substr(0, each.size() - 1), type.substr(0, each.size() - 1));
        return same_ignoring_case(each, type);
    });
}

bool wants_binary(const Pass& pass) {
    const std::string_view accept = pass.request.headers.get("Accept");
    return is_binary(pass.stage, accept.substr(0, accept.find(',')));
}

Result<mapping::Mapped, Refusal> integration_body(const Pass& pass) {
    const IntegrationConfig& integration = pass.method->integration;
    const std::string_view field = pass.request.headers.get("Content-Type");
    auto body = converted(pass.request.body.str(), integration.content, is_binary(pass.stage, field));
    if (!body) return configuration_error();
    const std::string type = media_type(field);
    if (const auto* chosen = template_for(integration.templates, type)) return render(*chosen->second, pass, *body);
    using Passthrough = IntegrationConfig::Passthrough;
    const bool passes = integration.passthrough == Passthrough::when_no_match ||
                        (integration.passthrough == Passthrough::when_no_templates && integration.templates.empty());
    if (!passes) return Refusal{gateway_errors::unsupported_media_type};
    return mapping::Mapped{std::move(*body), {}};
}

http::Request integration_request(const Pass& pass, mapping::Mapped mapped) {
    const IntegrationConfig& integration = pass.method->integration;
    const bool is_proxy = integration.type == Type::http_proxy || integration.type == Type::lambda_proxy;
    http::Request sent;
    sent.method = http::parse_method(integration.method).value_or(pass.request.method);
    sent.body = Text(mapped.text);
    sent.client = pass.request.client;
    sent.number = pass.request.number;
    sent.trace = pass.request.trace;
    sent.secure = pass.request.secure;
    if (is_proxy) {
        for (const http::Header& field : pass.request.headers) {
            if (!stays_here(field.name)) sent.headers.add(field.name, field.value);
        }
        sent.query = pass.request.query;
    } else if (const Text* const type = pass.request.headers.find("Content-Type")) {
        sent.headers.add("Content-Type", *type);
    } else {
        sent.headers.add("Content-Type", "application/json");
    }
    add_forwarding(sent, pass, is_proxy);
    constexpr std::string_view header = "integration.request.header.";
    constexpr std::string_view query = "integration.request.querystring.";
    for (const auto& [to, from] : integration.parameters) {
        const auto value = request_value(pass, from);
        const std::string_view place = to;
        if (!value) continue;
        if (place.starts_with(header)) set_field(sent.headers, place.substr(header.size()), *value);
        const std::string_view name = place.starts_with(query) ? place.substr(query.size()) : std::string_view();
        if (!name.empty() && !mapped.overrides.request_querystring.contains(std::string(name)))
            add_argument(sent, name, *value);
    }
    for (const auto& [name, value] : mapped.overrides.request_headers) set_field(sent.headers, name, value);
    for (const auto& [name, value] : mapped.overrides.request_querystring) add_argument(sent, name, value);
    if (integration.type == Type::lambda || integration.type == Type::lambda_proxy) {
        sent.path = pass.request.path;
        return sent;
    }
    const std::string path = path_of(pass, mapped.overrides);
    const std::size_t mark = path.find('?');
    sent.path = path.substr(0, mark);
    if (mark != std::string::npos) {
        const std::string own = path.substr(mark + 1);
        sent.query = sent.query.empty() ? own : own + "&" + sent.query.str();
    }
    if (sent.path.empty()) sent.path = "/";
    return sent;
}

Result<http::Response, Refusal> method_response(const Pass& pass, const http::Response& from,
                                                const std::optional<std::string>& key) {
    const IntegrationAnswer* const chosen = choose(pass.method->integration.answers, key);
    if (chosen == nullptr) return configuration_error();
    auto body = converted(from.body.str(), chosen->content, is_binary(pass.stage, from.headers.get("Content-Type")));
    if (!body) return configuration_error();
    http::Response made;
    made.status = chosen->status;
    made.answered_by = from.answered_by;
    mapping::Overrides overrides;
    if (const auto* shown = accepted_template(chosen->templates, pass.request.headers.get("Accept"))) {
        auto rendered = render(*shown->second, pass, *body);
        if (!rendered.ok()) return rendered.error();
        made.body = Text(rendered->text);
        set_field(made.headers, "Content-Type", shown->first);
        overrides = std::move(rendered->overrides);
    } else {
        made.body = Text(*body);
        const Text* const type = from.headers.find("Content-Type");
        made.headers.add("Content-Type", type != nullptr ? *type : Text("application/json"));
    }
    constexpr std::string_view header = "method.response.header.";
    for (const auto& [to, source] : chosen->parameters) {
        if (!std::string_view(to).starts_with(header)) continue;
        if (const auto value = response_value(pass, from, source))
            set_field(made.headers, std::string_view(to).substr(header.size()), *value);
    }
    for (const auto& [name, value] : overrides.response_headers) set_field(made.headers, name, value);
    made.status = overrides.response_status.value_or(made.status);
    if (made.status < 100 || made.status > 599) return configuration_error();
    return made;
}

void remap_fields(http::Response& response) {
    constexpr std::string_view own[] = {"Authorization", "Connection", "Content-Length", "Content-MD5",        "Date",
                                        "Expect",        "Host",       "Max-Forwards",   "Proxy-Authenticate", "Server",
                                        "Trailer",       "Upgrade",    "User-Agent",     "WWW-Authenticate"};
    http::Headers fields;
    for (const http::Header& field : response.headers) {
        if (same_ignoring_case(field.name, "Transfer-Encoding")) continue;
        const bool is_own = std::any_of(std::begin(own), std::end(own),
                                        [&](std::string_view name) { return same_ignoring_case(name, field.name); });
        fields.add(is_own ? Text("x-amzn-Remapped-" + field.name.str()) : field.name, field.value);
    }
    response.headers = std::move(fields);
}

std::optional<int> mock_status(std::string_view rendered) {
    java::Heap heap;
    const auto parsed = java::parse_json(heap, rendered);
    const auto* const value = std::get_if<java::Value>(&parsed);
    const java::Map* const map = value == nullptr ? nullptr : java::as_map(*value);
    if (map == nullptr) return std::nullopt;
    const auto status = map->find("statusCode");
    if (!status) return std::nullopt;
    if (status->is_whole()) return static_cast<int>(status->as_whole());
    if (!status->is(java::Kind::text)) return std::nullopt;
    const std::string_view text = status->as_text();
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

}  // namespace wt::gateway
