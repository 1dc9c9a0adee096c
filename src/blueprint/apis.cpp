// REST APIs as components: routes, who may call, throttles, caches, usage plans.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

#include "blueprint/components.hpp"

namespace wt::blueprint {

namespace {

constexpr std::string_view function_type = "AWS::Lambda::Function";
constexpr std::array<const char*, 6> any_verb = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"};

struct ApiMethod {
    std::string path;
    std::string verb;
    const OrderedJson* said;         // its properties, or its operation in a body
    const OrderedJson* integration;  // null: none
    std::string authorization;       // as CloudFormation says it
    const OrderedJson* authorizer;   // what refers to it; null: nothing
    bool needs_key = false;
};

/// A method that stands for preflight requests of browsers, and nothing else.
[[nodiscard]] bool is_preflight(const ApiMethod& method) {
    return method.verb == "OPTIONS" && (method.integration == nullptr || text(*method.integration, "Type") == "MOCK" ||
                                        text(*method.integration, "type") == "mock");
}

/// "/items/{id}" of a resource; empty when its way to the root is not in this template.
[[nodiscard]] std::string path_of(const Resources& resources, const OrderedJson& id, int depth = 0) {
    if (id.is_string() && id.get_ref<const std::string&>().ends_with(".RootResourceId>>")) return "/";
    const Resource* const found = resources.target(id, "AWS::ApiGateway::Resource");
    if (found == nullptr || depth > 100) return {};
    const std::string parent = path_of(resources, member(found->properties, "ParentId"), depth + 1);
    if (parent.empty()) return {};
    return (parent == "/" ? "" : parent) + "/" + text(found->properties, "PathPart");
}

[[nodiscard]] std::vector<ApiMethod> declared_methods(const Resources& resources, const Resource& api,
                                                      Problems& problems) {
    std::vector<ApiMethod> methods;
    for (const Resource* const each : resources.of("AWS::ApiGateway::Method")) {
        const OrderedJson& said = each->properties;
        if (resources.target(member(said, "RestApiId"), api.type) != &api) continue;
        const OrderedJson& integration = member(said, "Integration");
        const OrderedJson& authorizer = member(said, "AuthorizerId");
        ApiMethod method{path_of(resources, member(said, "ResourceId")),
                         text(said, "HttpMethod"),
                         &said,
                         integration.is_null() ? nullptr : &integration,
                         text(said, "AuthorizationType"),
                         authorizer.is_null() ? nullptr : &authorizer,
                         truth(said, "ApiKeyRequired")};
        if (method.path.empty()) {
            problems.push_back(fmt::format("{}: its path is not in this template", each->name));
        } else {
            methods.push_back(std::move(method));
        }
    }
    return methods;
}

/// Of an OpenAPI document, as AWS SAM writes them.
[[nodiscard]] std::vector<ApiMethod> body_methods(const Resource& api) {
    std::vector<ApiMethod> methods;
    for (const BodyMethod& each : methods_of_body(member(api.properties, "Body"))) {
        methods.push_back({each.path, each.verb, each.said, each.integration, each.authorizer == nullptr ? "" : "BODY",
                           each.authorizer, each.needs_key});
    }
    return methods;
}

[[nodiscard]] OrderedJson authorizer_of(const Resources& resources, const OrderedJson& refers, Problems& problems,
                                        const Resource& api) {
    OrderedJson made = OrderedJson::object();
    const Resource* const declared = resources.target(refers, "AWS::ApiGateway::Authorizer");
    const OrderedJson& said = declared == nullptr ? refers : declared->properties;
    if (const Resource* const pool = resources.target(said, "AWS::Cognito::UserPool")) {
        made["kind"] = "cognito";
        made["pool"] = pool->name;
        return made;
    }
    const Resource* const function = resources.target(said, function_type);
    if (function == nullptr) {
        problems.push_back(
            fmt::format("{}: its authorizer is neither a user pool nor a function of this template", api.name));
        return made;
    }
    made["kind"] = "lambda";
    made["function"] = function->name;
    const std::string identity = text(said, "IdentitySource");
    constexpr std::string_view header = "method.request.header.";
    if (identity.starts_with(header))
        made["identity"] = OrderedJson::array({"header:" + identity.substr(header.size())});
    const std::string ttl = text(said, "AuthorizerResultTtlInSeconds");
    if (!ttl.empty()) made["ttl"] = ttl + "s";
    return made;
}

void add_authorizer(OrderedJson& to, const Resources& resources, const Resource& api,
                    const std::vector<ApiMethod>& methods, Problems& problems) {
    std::map<std::string, std::set<const OrderedJson*>> by_verb;
    std::vector<std::string> guarded;
    const OrderedJson* refers = nullptr;
    for (const ApiMethod& method : methods) {
        if (method.authorization == "AWS_IAM")
            problems.push_back(
                fmt::format("{} {} {}: a scenario's clients do not sign with IAM", api.name, method.verb, method.path));
        by_verb[method.verb].insert(method.authorizer);
        if (method.authorizer == nullptr) continue;
        if (refers == nullptr) refers = method.authorizer;
        if (*refers != *method.authorizer)
            problems.push_back(fmt::format("{}: a scenario's API has one authorizer", api.name));
        if (std::find(guarded.begin(), guarded.end(), method.verb) == guarded.end()) guarded.push_back(method.verb);
    }
    if (refers == nullptr) return;
    for (const std::string& verb : guarded) {
        if (by_verb[verb].contains(nullptr))
            problems.push_back(fmt::format(
                "{}: some routes of {} have an authorizer and others none, a scenario's guards all", api.name, verb));
    }
    OrderedJson made = authorizer_of(resources, *refers, problems, api);
    made["methods"] = guarded;
    to["authorizer"] = std::move(made);
}

/// "GET /items" of a stage's setting; empty: of all.
[[nodiscard]] std::string route_of(const OrderedJson& setting) {
    const std::string path = text(setting, "ResourcePath");
    const std::string verb = text(setting, "HttpMethod");
    if ((path.empty() || path == "/*") && (verb.empty() || verb == "*")) return {};
    return verb + " " + path;
}

[[nodiscard]] OrderedJson limits_of(const OrderedJson& said, const char* rate, const char* burst) {
    OrderedJson made = OrderedJson::object();
    if (!text(said, rate).empty()) made["rate"] = text(said, rate) + "/s";
    if (!text(said, burst).empty()) made["burst"] = text(said, burst);
    return made;
}

void add_stage(OrderedJson& to, const OrderedJson& said) {
    if (const std::string name = text(said, "StageName"); !name.empty()) to["stage"] = name;
    OrderedJson throttle = OrderedJson::object();
    OrderedJson cache = OrderedJson::object();
    bool caches = false;
    for (const OrderedJson& setting : member(said, "MethodSettings")) {
        OrderedJson limits = limits_of(setting, "ThrottlingRateLimit", "ThrottlingBurstLimit");
        const std::string route = route_of(setting);
        if (!limits.empty() && route.empty()) throttle["stage"] = std::move(limits);
        if (!limits.empty() && !route.empty()) throttle["methods"][route] = std::move(limits);
        if (!truth(setting, "CachingEnabled")) continue;
        caches = true;
        const std::string ttl = text(setting, "CacheTtlInSeconds");
        if (route.empty() && !ttl.empty()) cache["ttl"] = ttl + "s";
        if (!route.empty()) {
            cache["routes"][route]["enabled"] = true;
            if (!ttl.empty()) cache["routes"][route]["ttl"] = ttl + "s";
        }
    }
    if (!throttle.empty()) to["throttle"] = std::move(throttle);
    if (!caches || !truth(said, "CacheClusterEnabled")) return;
    const std::string size = text(said, "CacheClusterSize");
    cache["size"] = (size.empty() ? "0.5" : size) + "GB";
    to["cache"] = std::move(cache);
}

void add_plans(OrderedJson& to, const Resources& resources, const Resource& api) {
    for (const Resource* const plan : resources.of("AWS::ApiGateway::UsagePlan")) {
        if (resources.target(member(plan->properties, "ApiStages"), api.type) != &api) continue;
        OrderedJson made = limits_of(member(plan->properties, "Throttle"), "RateLimit", "BurstLimit");
        const std::string period = lower(text(plan->properties, "Quota.Period"));
        if (!period.empty()) made["quota"] = fmt::format("{}/{}", text(plan->properties, "Quota.Limit"), period);
        to["usage_plans"][plan->name] = std::move(made);
    }
}

}  // namespace

std::vector<BodyMethod> methods_of_body(const OrderedJson& body) {
    std::vector<BodyMethod> methods;
    const OrderedJson& paths = member(body, "paths");
    const OrderedJson& components = member(body, "components.securitySchemes");
    const OrderedJson& schemes = components.is_object() ? components : member(body, "securityDefinitions");
    if (!paths.is_object()) return methods;
    for (const auto& [path, operations] : paths.items()) {
        if (!operations.is_object()) continue;
        for (const auto& [verb, said] : operations.items()) {
            std::string name = verb == "x-amazon-apigateway-any-method" ? "ANY" : verb;
            std::transform(name.begin(), name.end(), name.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c; });
            if (name == "PARAMETERS" || !said.is_object()) continue;
            const auto integration = said.find("x-amazon-apigateway-integration");
            BodyMethod method{path, name, &said, integration == said.end() ? nullptr : &*integration, nullptr};
            for (const OrderedJson& scheme : member(said, "security")) {
                for (const auto& [which, scopes] : scheme.items()) {
                    if (which == "api_key") {
                        method.needs_key = true;
                    } else if (which != "NONE" && schemes.is_object() && schemes.contains(which)) {
                        method.authorizer = &schemes[which];
                    }
                }
            }
            methods.push_back(std::move(method));
        }
    }
    return methods;
}

std::string leads_nowhere(const Resource& api, const std::string& verb, const std::string& path) {
    return fmt::format(
        "{} {} {}: its integration is no function and no service of this template, and no web server of a name",
        api.name, verb, path);
}

void add_route(OrderedJson& routes, const std::string& verb, const std::string& path, const OrderedJson& to) {
    if (verb != "ANY") {
        routes[fmt::format("{} {}", verb, path)] = to;
        return;
    }
    for (const char* const each : any_verb) {
        const std::string route = fmt::format("{} {}", each, path);
        if (!routes.contains(route)) routes[route] = to;
    }
}

void LongestTime::take(const OrderedJson& integration) {
    const double said = number(integration, "TimeoutInMillis", number(integration, "timeoutInMillis", usual_));
    milliseconds_ = std::max(milliseconds_, said);
}

void LongestTime::put(OrderedJson& to) const {
    if (milliseconds_ > 0 && milliseconds_ != usual_) to["timeout"] = fmt::format("{}ms", milliseconds_);
}

OrderedJson rest_api(const Resources& resources, const Resource& of, OrderedJson& beside, Problems& problems) {
    OrderedJson made = OrderedJson::object();
    const Resource* stage = nullptr;
    for (const Resource* const each : resources.of("AWS::ApiGateway::Stage")) {
        if (stage == nullptr && resources.target(member(each->properties, "RestApiId"), of.type) == &of) stage = each;
    }
    if (stage != nullptr) {
        add_stage(made, stage->properties);
    } else {
        for (const Resource* const each : resources.of("AWS::ApiGateway::Deployment")) {
            if (resources.target(member(each->properties, "RestApiId"), of.type) != &of) continue;
            OrderedJson settings = member(each->properties, "StageDescription");
            if (!settings.is_object()) settings = OrderedJson::object();
            settings["StageName"] = text(each->properties, "StageName");
            add_stage(made, settings);
        }
    }
    std::vector<ApiMethod> methods = declared_methods(resources, of, problems);
    for (ApiMethod& each : body_methods(of)) methods.push_back(std::move(each));
    std::erase_if(methods, is_preflight);
    add_authorizer(made, resources, of, methods, problems);
    OrderedJson routes = OrderedJson::object();
    LongestTime longest(29'000);
    std::vector<std::string> keyed;
    for (const ApiMethod& method : methods) {
        const OrderedJson to =
            method.integration == nullptr ? OrderedJson() : leads_to(resources, *method.integration, beside);
        if (to.is_null()) {
            problems.push_back(leads_nowhere(of, method.verb, method.path));
            continue;
        }
        add_route(routes, method.verb, method.path, to);
        longest.take(*method.integration);
        if (method.needs_key && std::find(keyed.begin(), keyed.end(), method.verb) == keyed.end())
            keyed.push_back(method.verb);
    }
    if (!keyed.empty()) made["key_required"] = keyed;
    add_plans(made, resources, of);
    longest.put(made);
    if (routes.empty()) problems.push_back(fmt::format("{}: it has no routes", of.name));
    made["routes"] = std::move(routes);
    return made;
}

}  // namespace wt::blueprint
