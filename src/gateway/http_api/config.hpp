#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "gateway/http_api/parameter_mapping.hpp"
#include "gateway/http_api/subtypes.hpp"
#include "gateway/surroundings.hpp"
#include "gateway/throttle.hpp"
#include "http/cors.hpp"

namespace wt::gateway::http_api {

/// What a function is told of a request, and how it answers.
enum class PayloadFormat : std::uint8_t { v1, v2 };

/// What stands behind a route. API Gateway Developer Guide, "Create integrations for HTTP APIs in API Gateway".
struct Integration {
    enum class Type : std::uint8_t {
        function,
        web,
        action,  // of another service
    };
    Type type = Type::function;
    std::string target;  // whose address is asked: a function's ARN, a web server's origin
    std::string uri;     // of a web server, behind its origin: "/pets/{id}"
    Subtype subtype;     // of an action
    std::string method;  // of a request to a web server; empty: as it came
    std::string role;    // that invokes or asks it; empty: API Gateway itself
    PayloadFormat format = PayloadFormat::v2;
    Duration timeout = 30s;
    std::vector<Change> request;                 // of what goes there
    std::map<std::string, Expression> members;   // of an action's input
    std::map<int, std::vector<Change>> answers;  // of what comes back, by status
};

/// Who says who may call.
struct Authorizer {
    enum class Kind : std::uint8_t { jwt, function };
    Kind kind = Kind::jwt;
    std::vector<Expression> identity;  // what callers are known by
    // Of tokens.
    std::string issuer;
    std::vector<std::string> audiences;
    // Of a function.
    std::string function;  // its ARN
    std::string role;      // that invokes it; empty: API Gateway itself
    PayloadFormat format = PayloadFormat::v2;
    bool simple = false;  // it answers {"isAuthorized": ...}, and no policy
    Duration ttl{0};      // of a decision; zero: it is not kept
};

struct Route {
    std::string key;  // "GET /pets/{id}", "ANY /{proxy+}", "$default"
    enum class Authorization : std::uint8_t { none, iam, authorizer };
    Authorization authorization = Authorization::none;
    std::string authorizer;           // its id
    std::vector<std::string> scopes;  // of a token: one of these
    std::string integration;          // its id; empty: there is nothing behind it
};

/// A stage of an HTTP API as requests meet it.
struct HttpApiConfig {
    std::string id;
    std::string stage = "$default";
    std::string account;
    std::string region;
    std::string deployment;
    std::map<std::string, std::string> variables;
    std::optional<http::CorsRules> cors;
    std::vector<Route> routes;
    std::map<std::string, Integration> integrations;
    std::map<std::string, Authorizer> authorizers;
    Limits limits;
    /// Whether only custom domains lead here.
    bool has_no_endpoint = false;
    std::string log_format;                // of its access log
    std::string log_destination;           // the ARN of a log group; empty: nothing is written
    Surroundings* surroundings = nullptr;  // outlives the stage
};

}  // namespace wt::gateway::http_api
