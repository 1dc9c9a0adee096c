#include "gateway/http_api/events.hpp"

#include <fmt/format.h>

#include "gateway/http_api/route_table.hpp"
#include "gateway/proxy_event.hpp"
#include "http/payload_v2.hpp"

namespace wt::gateway::http_api {

namespace {

using OrderedJson = nlohmann::ordered_json;

[[nodiscard]] Text written(const OrderedJson& event) {
    return Text(event.dump(-1, ' ', false, OrderedJson::error_handler_t::replace));
}

[[nodiscard]] OrderedJson v2(const Passage& pass, const http::Request& request, std::string_view path) {
    const std::string domain = domain_of(pass);
    http::EventFacts facts;
    facts.account = pass.api.account;
    facts.api = pass.api.id;
    facts.domain = domain;
    facts.route = pass.route->key;
    facts.stage = pass.api.stage;
    facts.path = path;
    facts.request_id = pass.request_id;
    facts.trace_id = pass.trace_id;
    facts.arrived = pass.arrived;
    facts.authorizer = &pass.authorizer;
    facts.path_parameters = &pass.path_parameters;
    facts.variables = &pass.api.variables;
    return http::event_v2(facts, request);
}

/// What is known of the caller, as format 1.0 has it: claims, or what a function said beside whom it is about.
[[nodiscard]] OrderedJson authorizer_v1(const Passage& pass) {
    const OrderedJson& known = pass.authorizer;
    if (!known.is_object()) return {};
    if (known.contains("jwt")) return known["jwt"];
    OrderedJson said = known.value("lambda", OrderedJson());
    if (!said.is_object()) said = OrderedJson::object();
    if (known.contains("lambda") && !pass.principal.empty()) said["principalId"] = pass.principal;
    return said.empty() ? OrderedJson() : said;
}

[[nodiscard]] OrderedJson identity_v1(const Passage& pass) {
    OrderedJson identity;
    if (!pass.authorizer.is_object() || !pass.authorizer.contains("iam")) return identity;
    const OrderedJson& iam = pass.authorizer["iam"];
    identity["accountId"] = iam["accountId"];
    identity["caller"] = iam["callerId"];
    identity["accessKey"] = iam["accessKey"];
    identity["userArn"] = iam["userArn"];
    identity["user"] = iam["userId"];
    return identity;
}

/// Format 1.0 is a REST API's event with some members of its own.
[[nodiscard]] OrderedJson v1(const Passage& pass, const http::Request& request, std::string_view path) {
    const std::string domain = domain_of(pass);
    const auto key = read_route_key(pass.route->key);
    const std::string resource = key && !key->is_default ? key->path : pass.route->key;
    const OrderedJson authorizer = authorizer_v1(pass);
    const OrderedJson identity = identity_v1(pass);
    ProxyFacts facts;
    facts.account = pass.api.account;
    facts.api = pass.api.id;
    facts.domain = domain;
    facts.stage = pass.api.stage;
    facts.resource = resource;
    facts.resource_id = pass.route->key;
    facts.request_id = facts.extended_id = pass.request_id;
    facts.trace_id = pass.trace_id;
    facts.arrived = pass.arrived;
    if (!pass.api.variables.empty()) facts.variables = &pass.api.variables;
    facts.authorizer = &authorizer;
    facts.identity = &identity;
    facts.binary = !http::is_text(request);
    OrderedJson event;
    event["version"] = "1.0";
    event.update(proxy_event(facts, request));
    // Assumed: the stage stands in both, as it does in format 2.0.
    event["path"] = event["requestContext"]["path"] = path;
    return event;
}

}  // namespace

Text RouteEvent::event(const http::Request& sent) {
    // Where a mapping says another path, it is that.
    const std::string path = sent.path == pass_.request.path ? full_path(pass_) : sent.path.str();
    return written(format_ == PayloadFormat::v2 ? v2(pass_, sent, path) : v1(pass_, sent, path));
}

Text question(const Passage& pass, PayloadFormat format, const std::vector<std::string>& identity) {
    const std::string path = full_path(pass);
    OrderedJson event;
    event["version"] = format == PayloadFormat::v2 ? "2.0" : "1.0";
    event["type"] = "REQUEST";
    event[format == PayloadFormat::v2 ? "routeArn" : "methodArn"] = method_arn(pass);
    OrderedJson request = format == PayloadFormat::v2 ? v2(pass, pass.request, path) : v1(pass, pass.request, path);
    if (format == PayloadFormat::v2) {
        event["identitySource"] = identity;
    } else {
        std::string known;
        for (const std::string& each : identity) known += (known.empty() ? "" : ",") + each;
        event["identitySource"] = known;
        event["authorizationToken"] = known;
    }
    for (const char* absent : {"version", "body", "isBase64Encoded"}) request.erase(absent);
    event.update(request);
    return written(event);
}

}  // namespace wt::gateway::http_api
