#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "gateway/json_schema.hpp"
#include "gateway/mapping/mapping_template.hpp"
#include "gateway/surroundings.hpp"

namespace wt::gateway {

class UsagePlans;  // gateway/usage_plans.hpp

/// What of a body becomes text or bytes on its way.
enum class ContentHandling : std::uint8_t { as_it_is, to_binary, to_text };

using Mapping = std::map<std::string, std::string>;
using Templates = std::map<std::string, std::shared_ptr<const mapping::MappingTemplate>>;  // by content type

/// How an integration's answer becomes the method's: the first whose pattern fits, else the one without a pattern.
struct IntegrationAnswer {
    int status = 200;
    std::string pattern;  // a regular expression; empty: the one for all others
    Mapping parameters;   // "method.response.header.X": what is put there
    Templates templates;
    ContentHandling content = ContentHandling::as_it_is;
};

/// What stands behind a method. API Gateway Developer Guide, "Integrations for REST APIs".
struct IntegrationConfig {
    enum class Type : std::uint8_t {
        mock,
        http,
        http_proxy,
        lambda,
        lambda_proxy,
        action,  // of another service
    };
    Type type = Type::mock;
    std::string method;  // of a request to a web server; empty: as it came
    std::string uri;     // of a web server, behind its origin: "/pets/{id}", or of a service's API
    ServiceAction action;
    std::string function;  // its ARN
    std::string role;      // that invokes or asks it; empty: API Gateway itself
    Mapping parameters;    // "integration.request.header.X": what is put there
    Templates templates;   // of requests
    enum class Passthrough : std::uint8_t { when_no_match, when_no_templates, never };
    Passthrough passthrough = Passthrough::when_no_match;
    ContentHandling content = ContentHandling::as_it_is;
    Duration timeout = 29s;
    bool streams = false;  // a function's answer leaves while it is written
    std::vector<IntegrationAnswer> answers;
    /// Of the stage's cache: what tells requests apart, and whose entries they share.
    std::vector<std::string> cache_keys;
    std::string cache_namespace;
};

/// Whose tokens are taken, and what of theirs. API Gateway Developer Guide, "Control access to REST APIs using JWT
/// authorizers".
struct TrustedIssuer {
    std::string url;
    std::vector<std::string> audiences;
    struct Claim {
        std::string name;
        bool required = false;
        std::vector<std::string> values;  // one of these, where it is there
    };
    std::vector<Claim> claims;
};

/// Who says who may call: a function that is asked, a user pool, or issuers of tokens.
struct DeployedAuthorizer {
    enum class Kind : std::uint8_t { token, request, cognito, jwt };
    Kind kind = Kind::token;
    std::string function;            // its ARN
    std::string role;                // that invokes it; empty: API Gateway itself
    std::vector<std::string> pools;  // ids of user pools
    std::vector<TrustedIssuer> issuers;
    std::vector<std::string> algorithms;  // that may have signed a token of theirs
    std::vector<std::string> identity;    // "method.request.header.Authorization": what callers are known by
    std::string expression;               // that a token must fit; empty: any
    Duration ttl = 300s;                  // of a decision; zero: it is not kept
};

/// A method as it was deployed, beside its route.
struct DeployedMethod {
    std::string resource_id;
    std::string http_method;  // "GET", or "ANY"
    enum class Authorization : std::uint8_t { none, iam, authorizer };
    Authorization authorization = Authorization::none;
    std::string authorizer;           // its id
    std::vector<std::string> scopes;  // of an access token: one of these
    bool needs_key = false;
    std::vector<std::string> required;                                // "method.request.header.X": refused without
    std::map<std::string, std::shared_ptr<const JsonSchema>> models;  // of bodies that are looked at, by content type
    IntegrationConfig integration;
    struct Cache {
        Duration ttl{0};  // zero: not cached
        bool require_authorization = true;
        enum class Unauthorized : std::uint8_t { fail, warn, ignore };
        Unauthorized unauthorized = Unauthorized::warn;
    };
    Cache cache;
};

/// What a gateway's own answer is made of, where somebody said so.
struct CustomResponse {
    std::optional<int> status;
    Mapping parameters;  // "gatewayresponse.header.X": what is put there
    Mapping templates;   // by content type
};

/// A stage's deployment, for a REST API that was made by API Gateway's API: what each route's method is, and what
/// requests are told of where they are.
struct Deployed {
    std::string account;
    std::string region;
    std::string api_id;
    std::string deployment_id;
    Mapping variables;
    std::vector<DeployedMethod> methods;              // by route
    std::map<std::string, CustomResponse> responses;  // by type: "DEFAULT_4XX"
    std::map<std::string, DeployedAuthorizer> authorizers;
    std::vector<std::string> binary_types;
    Surroundings* surroundings = nullptr;  // outlives the stage, as do
    UsagePlans* plans = nullptr;           // the keys and plans of the account
    bool keys_come_from_authorizer = false;
    std::string policy;  // of the API; empty: none
    /// How much of the traffic goes to the stage's canary, which stands at the stage's address and "/canary".
    double canary_share = 0;
    bool is_canary = false;
    bool listed = true;           // whether the stage has an address on the port
    bool only_by_domain = false;  // that address leads nowhere, and custom domains do
    std::string log_format;       // of its access log
    std::string log_destination;  // the ARN of a log group; empty: nothing is written
};

}  // namespace wt::gateway
