// HTTP APIs as components: the stage of a REST API without a cache, with their routes, limits, times and authorizers.
#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "blueprint/components.hpp"

namespace wt::blueprint {

namespace {

struct HttpRoute {
    std::string path;
    std::string verb;
    OrderedJson to = {};                      // null: it leads elsewhere
    const OrderedJson* authorizer = nullptr;  // null: none
    bool signs = false;                       // by IAM
};

/// "GET /items/{id}" as its two parts; "$default" is every path.
[[nodiscard]] std::pair<std::string, std::string> parts_of(const std::string& key) {
    const std::size_t space = key.find(' ');
    if (space == std::string::npos) return {"ANY", "$default"};
    return {key.substr(0, space), key.substr(space + 1)};
}

[[nodiscard]] std::vector<HttpRoute> declared_routes(const Resources& resources, const Resource& api,
                                                     OrderedJson& beside, LongestTime& longest) {
    std::vector<HttpRoute> routes;
    for (const Resource* const each : resources.of("AWS::ApiGatewayV2::Route")) {
        const OrderedJson& said = each->properties;
        if (resources.target(member(said, "ApiId"), api.type) != &api) continue;
        HttpRoute route;
        std::tie(route.verb, route.path) = parts_of(text(said, "RouteKey"));
        if (const Resource* const integration =
                resources.target(member(said, "Target"), "AWS::ApiGatewayV2::Integration")) {
            route.to = leads_to(resources, integration->properties, beside);
            longest.take(integration->properties);
        }
        const OrderedJson& authorizer = member(said, "AuthorizerId");
        route.authorizer = authorizer.is_null() ? nullptr : &authorizer;
        route.signs = text(said, "AuthorizationType") == "AWS_IAM";
        routes.push_back(std::move(route));
    }
    return routes;
}

void add_body_routes(std::vector<HttpRoute>& routes, const Resources& resources, const Resource& api,
                     OrderedJson& beside, LongestTime& longest) {
    for (const BodyMethod& each : methods_of_body(member(api.properties, "Body"))) {
        HttpRoute route{
            each.path.starts_with("/$") ? each.path.substr(1) : each.path, each.verb, {}, each.authorizer, false};
        if (each.integration != nullptr) {
            route.to = leads_to(resources, *each.integration, beside);
            longest.take(*each.integration);
        }
        routes.push_back(std::move(route));
    }
}

/// An authorizer as CloudFormation or as an OpenAPI document says it.
[[nodiscard]] OrderedJson http_authorizer(const Resources& resources, const OrderedJson& refers, const Resource& api,
                                          Problems& problems) {
    OrderedJson made = OrderedJson::object();
    const Resource* const declared = resources.target(refers, "AWS::ApiGatewayV2::Authorizer");
    const OrderedJson& said = declared == nullptr ? refers : declared->properties;
    if (const Resource* const pool = resources.target(said, "AWS::Cognito::UserPool")) {
        made["kind"] = "jwt";
        made["pool"] = pool->name;
        return made;
    }
    const Resource* const function = resources.target(said, "AWS::Lambda::Function");
    if (function == nullptr) {
        problems.push_back(
            fmt::format("{}: its authorizer is neither a user pool nor a function of this template", api.name));
        return made;
    }
    made["kind"] = "lambda";
    made["function"] = function->name;
    constexpr std::string_view header = "$request.header.";
    const OrderedJson& identities = member(said, "IdentitySource");
    for (const OrderedJson& each : identities) {
        if (const std::string source = text(each, ""); source.starts_with(header))
            made["identity"].push_back("header:" + source.substr(header.size()));
    }
    // One that says nothing keeps no decisions. API Gateway Developer Guide, "AWS Lambda authorizers for HTTP APIs".
    const std::string ttl = text(said, "AuthorizerResultTtlInSeconds");
    made["ttl"] = (ttl.empty() ? "0" : ttl) + "s";
    return made;
}

void add_http_authorizer(OrderedJson& to, const Resources& resources, const Resource& api,
                         const std::vector<HttpRoute>& routes, Problems& problems) {
    const OrderedJson* refers = nullptr;
    std::vector<std::string> guarded;
    for (const HttpRoute& each : routes) {
        if (each.signs)
            problems.push_back(
                fmt::format("{} {} {}: a scenario's clients do not sign with IAM", api.name, each.verb, each.path));
        if (each.authorizer == nullptr) continue;
        if (refers != nullptr && *refers != *each.authorizer)
            problems.push_back(fmt::format("{}: a scenario's API has one authorizer", api.name));
        refers = each.authorizer;
        if (std::find(guarded.begin(), guarded.end(), each.verb) == guarded.end()) guarded.push_back(each.verb);
    }
    if (refers == nullptr) return;
    for (const HttpRoute& each : routes) {
        if (each.authorizer == nullptr && std::find(guarded.begin(), guarded.end(), each.verb) != guarded.end())
            problems.push_back(
                fmt::format("{}: some routes of {} have an authorizer and others none, a scenario's guards all",
                            api.name, each.verb));
    }
    if (std::find(guarded.begin(), guarded.end(), "ANY") != guarded.end())
        guarded = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"};
    to["authorizer"] = http_authorizer(resources, *refers, api, problems);
    to["authorizer"]["methods"] = guarded;
}

void add_http_stage(OrderedJson& to, const Resources& resources, const Resource& api) {
    for (const Resource* const each : resources.of("AWS::ApiGatewayV2::Stage")) {
        if (resources.target(member(each->properties, "ApiId"), api.type) != &api) continue;
        to["stage"] = text(each->properties, "StageName");
        const auto limits = [](const OrderedJson& said) {
            OrderedJson made = OrderedJson::object();
            if (const std::string rate = text(said, "ThrottlingRateLimit"); !rate.empty()) made["rate"] = rate + "/s";
            if (const std::string burst = text(said, "ThrottlingBurstLimit"); !burst.empty()) made["burst"] = burst;
            return made;
        };
        if (OrderedJson made = limits(member(each->properties, "DefaultRouteSettings")); !made.empty())
            to["throttle"]["stage"] = std::move(made);
        const OrderedJson& settings = member(each->properties, "RouteSettings");
        if (settings.is_object()) {
            for (const auto& [route, said] : settings.items()) {
                if (OrderedJson made = limits(said); !made.empty() && route.find(' ') != std::string::npos)
                    to["throttle"]["methods"][route] = std::move(made);
            }
        }
        return;
    }
    to["stage"] = "$default";
}

}  // namespace

OrderedJson http_api(const Resources& resources, const Resource& of, OrderedJson& beside, Problems& problems) {
    OrderedJson made = OrderedJson::object();
    if (text(of.properties, "ProtocolType") == "WEBSOCKET") {
        problems.push_back(fmt::format("{}: a scenario has nothing like a WebSocket API yet", of.name));
        return made;
    }
    add_http_stage(made, resources, of);
    LongestTime longest(30'000);
    std::vector<HttpRoute> declared = declared_routes(resources, of, beside, longest);
    add_body_routes(declared, resources, of, beside, longest);
    if (const OrderedJson& target = member(of.properties, "Target"); !target.is_null()) {
        HttpRoute route;
        std::tie(route.verb, route.path) = parts_of(text(of.properties, "RouteKey"));
        if (const Resource* const function = resources.target(target, "AWS::Lambda::Function")) {
            route.to = function->name;
        } else if (target.is_string()) {
            route.to = leads_to(resources, {{"IntegrationType", "HTTP_PROXY"}, {"IntegrationUri", target}}, beside);
        }
        declared.push_back(std::move(route));
    }
    // Methods by name count more than any, and every path is what none of them has.
    std::stable_sort(declared.begin(), declared.end(), [](const HttpRoute& a, const HttpRoute& b) {
        const auto rank = [](const HttpRoute& each) {
            return each.path == "$default" ? 2 : each.verb == "ANY" ? 1 : 0;
        };
        return rank(a) < rank(b);
    });
    add_http_authorizer(made, resources, of, declared, problems);
    OrderedJson routes = OrderedJson::object();
    for (const HttpRoute& each : declared) {
        if (each.to.is_null()) {
            problems.push_back(leads_nowhere(of, each.verb, each.path));
        } else if (each.path == "$default") {
            add_route(routes, "ANY", "/", each.to);
            add_route(routes, "ANY", "/{proxy+}", each.to);
        } else {
            add_route(routes, each.verb, each.path, each.to);
        }
    }
    // API Gateway Developer Guide, "Quotas for configuring and running an HTTP API": 30 s.
    made["timeout"] = "30s";
    longest.put(made);
    if (routes.empty()) problems.push_back(fmt::format("{}: it has no routes", of.name));
    made["routes"] = std::move(routes);
    return made;
}

}  // namespace wt::blueprint
