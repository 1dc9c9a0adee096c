#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/metrics.hpp"
#include "http/tier.hpp"

namespace wt::front {

/// What an AWS API operation answers: JSON, and for an error its type ("NotAuthorizedException").
struct ApiReply {
    int status = 200;
    std::string body;
    std::string error_type;
};

/// What can be reached on the port: the stack as its clients see it. Whatever is left empty does not answer. All that
/// is pointed to must outlive the Router.
struct Site {
    std::string version;
    /// Name and type of every component, for the health page.
    std::vector<std::pair<std::string, std::string>> components;
    const Metrics* metrics = nullptr;

    std::string distribution_id;      // "E1A2B3C4D5E6F7"
    std::string distribution_domain;  // "d111111abcdef8.cloudfront.net"
    http::Hop* viewer_entry = nullptr;

    std::string api_id;
    std::string stage;
    http::Hop* api_entry = nullptr;

    std::string pool_id;  // "us-east-1_aB3dEfGhI"
    /// An operation of cognito-idp, by its name ("InitiateAuth") and its JSON input.
    std::function<ApiReply(std::string_view operation, std::string_view input)> cognito;
    /// The pool's public keys as a JSON Web Key Set.
    std::function<std::string()> jwks;
};

}  // namespace wt::front
