#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "blueprint/resources.hpp"

namespace wt::blueprint {

/// What resources become. Each gives a component's members, without its type, and adds to `problems` what cannot be
/// played.
using Problems = std::vector<std::string>;

// stores.cpp
[[nodiscard]] OrderedJson function(const Resources& resources, const Resource& of);
/// Whether a function stands behind a custom resource: it is called when a stack is made, requests never meet it.
[[nodiscard]] bool makes_resources(const Resources& resources, const Resource& of);
[[nodiscard]] OrderedJson stream(const Resource& of);
[[nodiscard]] OrderedJson delivery_stream(const Resources& resources, const Resource& of, Problems& problems);
[[nodiscard]] OrderedJson queue(const Resources& resources, const Resource& of);
[[nodiscard]] OrderedJson table(const Resource& of);
[[nodiscard]] OrderedJson bucket(const Resources& resources, const Resource& of);
[[nodiscard]] OrderedJson user_pool(const Resources& resources, const Resource& of);
[[nodiscard]] OrderedJson cache(const Resource& of);
[[nodiscard]] OrderedJson database(const Resource& of);
[[nodiscard]] OrderedJson replica(const Resource& of, const Resource& source);
/// The instances of a cluster, in order: the first writes, the others are read.
[[nodiscard]] std::vector<const Resource*> members_of(const Resources& resources, const Resource& cluster);

// apis.cpp
inline constexpr std::string_view rest_api_type = "AWS::ApiGateway::RestApi";
/// `beside` gets the components that its routes lead to and the template has not: web servers.
[[nodiscard]] OrderedJson rest_api(const Resources& resources, const Resource& of, OrderedJson& beside,
                                   Problems& problems);
/// What an operation of an OpenAPI document says: its method, and who may call it.
struct BodyMethod {
    std::string path;
    std::string verb;  // "ANY" of any
    const OrderedJson* said;
    const OrderedJson* integration;  // null: none
    const OrderedJson* authorizer;   // of the document's; null: none
    bool needs_key = false;
};
[[nodiscard]] std::vector<BodyMethod> methods_of_body(const OrderedJson& body);
/// Adds "METHOD /path" to a component's routes; any method is each of those that clients use.
void add_route(OrderedJson& routes, const std::string& verb, const std::string& path, const OrderedJson& to);
/// The problem of a route that leads nowhere.
[[nodiscard]] std::string leads_nowhere(const Resource& api, const std::string& verb, const std::string& path);
/// How long the slowest of some integrations may take; nothing where none says it.
class LongestTime {
public:
    /// `usual`: of an integration that says none, in milliseconds.
    explicit LongestTime(double usual) : usual_(usual) {}
    /// As CloudFormation or as OpenAPI has it.
    void take(const OrderedJson& integration);
    void put(OrderedJson& to) const;

private:
    double usual_;
    double milliseconds_ = 0;
};

// integrations.cpp
/// What answers behind an integration, as it is declared: a function, or else a service that is asked directly. Null:
/// nothing of this template.
[[nodiscard]] const Resource* behind(const Resources& resources, const OrderedJson& integration);
/// Where an integration leads, as a scenario's `routes` say it: a component, of which `beside` gets those of web
/// servers; or what a mock answers. Null: nowhere that can be played.
[[nodiscard]] OrderedJson leads_to(const Resources& resources, const OrderedJson& integration, OrderedJson& beside);

// http_apis.cpp
inline constexpr std::string_view http_api_type = "AWS::ApiGatewayV2::Api";
[[nodiscard]] OrderedJson http_api(const Resources& resources, const Resource& of, OrderedJson& beside,
                                   Problems& problems);

// edges.cpp
[[nodiscard]] OrderedJson distribution(const Resources& resources, const Resource& of, Problems& problems);
/// Null where it stands before no distribution and no API of the template.
[[nodiscard]] OrderedJson web_acl(const Resources& resources, const Resource& of, Problems& problems);
/// The API that a distribution's requests come to; null when there is none.
[[nodiscard]] const Resource* api_of(const Resources& resources, const Resource& distribution);

// statements.cpp
/// What a rule of a web ACL looks for; empty where a scenario has no words for it.
[[nodiscard]] OrderedJson rule_statement(const Resources& resources, const OrderedJson& said);

[[nodiscard]] std::string lower(std::string word);
[[nodiscard]] std::string seconds_text(double seconds);

}  // namespace wt::blueprint
