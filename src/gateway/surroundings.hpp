#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/task.hpp"
#include "base/text.hpp"
#include "gateway/service_action.hpp"
#include "gateway/token_verifier.hpp"
#include "http/message.hpp"

namespace wt::gateway {

/// What a deployed stage asks of the account around it; whoever wires the account knows the answers.
class Surroundings {
public:
    Surroundings() = default;
    Surroundings(const Surroundings&) = delete;
    Surroundings& operator=(const Surroundings&) = delete;
    virtual ~Surroundings() = default;

    /// An invocation of a function on behalf of a method or an authorizer.
    struct Delegation {
        std::string function;  // its ARN, with a qualifier or without
        std::string source;    // the ARN of what invokes it
        std::string account;   // whose API it is
        std::string role;      // whose permissions count; empty: the function's own policy decides
    };
    /// False also when there is no such function.
    [[nodiscard]] virtual bool may_invoke(const Delegation& delegation) const = 0;
    /// Somebody at a method's door.
    struct Question {
        const http::Request& request;
        std::vector<std::string> paths;  // of which a signature is for one: the stage stands in it
        std::string region;
        std::string account;  // whose API it is
        std::string method;   // its ARN
        std::string policy;   // the API's resource policy; empty: none
        enum class Needs : std::uint8_t {
            signature,  // of a caller whom the policies let in
            allow,      // by the API's policy, where it has one
            no_denial,
        };
        Needs needs = Needs::signature;
    };
    struct Entry {
        enum class Verdict : std::uint8_t { let_in, not_signed, expired, forged, denied };
        Verdict verdict = Verdict::let_in;
        std::string message = {};                                        // to the one who is not let in
        std::vector<std::pair<std::string, std::string>> identity = {};  // of a caller who signed: "userArn", ...
    };
    [[nodiscard]] virtual Entry admit(const Question& question) = 0;
    /// What a token is worth that one of these user pools should have given.
    [[nodiscard]] virtual TokenVerifier::Verdict verify(const std::vector<std::string>& pools, std::string_view token,
                                                        Instant now) = 0;
    /// A token that should come from that issuer ("https://cognito-idp.us-east-1.amazonaws.com/us-east-1_aB3dEfGhI"):
    /// a user pool, or who publishes keys under that address (OpenID Connect Discovery 1.0).
    struct IssuedToken {
        std::string issuer;
        std::string text;
        std::vector<std::string> algorithms;  // that may have signed it: "RS256"
        Duration keys_last;                   // how long an issuer's keys are kept
    };
    [[nodiscard]] virtual Task<TokenCheck> check_issued(IssuedToken token, Instant now) = 0;
    /// Whether API Gateway may be a session of that role for an API of the account: a role of another's it may not.
    [[nodiscard]] virtual bool may_assume(const std::string& role, const std::string& account) const = 0;
    /// Asks another service's API as a session of a role that may be assumed; the service holds it to the role's
    /// policies. A service or an operation that is not here answers 501.
    struct ServiceCall {
        ServiceAction action;
        std::string role;
        http::Request request;
    };
    [[nodiscard]] virtual Task<http::Response> call_service(ServiceCall call) = 0;
    /// A line for an access log: the ARN of a log group, and the stage that writes ("API/STAGE").
    virtual void log(const std::string& destination, const std::string& stage, std::string line) = 0;
    /// Puts an event into the queue of a function that may be invoked, and waits until it is kept.
    [[nodiscard]] virtual Task<void> enqueue(std::string function, Text event) = 0;
};

}  // namespace wt::gateway
