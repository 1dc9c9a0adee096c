#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wt::gateway {

/// What a Lambda authorizer returned, held against one method.
struct Decision {
    enum class Verdict : std::uint8_t {
        allowed,
        denied,          // nothing allows it
        denied_by_name,  // a statement denies it
        unauthorized,
        failed,  // it is no answer of an authorizer
    };
    Verdict verdict = Verdict::failed;
    /// "principalId" and what else it said of the caller: texts.
    std::vector<std::pair<std::string, std::string>> context;
    std::string api_key;  // where it said it
    /// Of an HTTP API: its context as it came, JSON; empty: it said nothing.
    std::string said;
};

/// Of {"principalId", "policyDocument", "context"}; `arn` is the method's:
/// "arn:aws:execute-api:...:API/STAGE/GET/pets". The policy's conditions are not looked at: a statement with some
/// allows nothing, and denies. API Gateway Developer Guide, "Output from an API Gateway Lambda authorizer".
[[nodiscard]] Decision read_decision(std::string_view returned, std::string_view arn);

/// The same of an HTTP API's authorizer, which may say anything in its context.
[[nodiscard]] Decision read_policy_decision(std::string_view returned, std::string_view arn);
/// Of {"isAuthorized", "context"} (API Gateway Developer Guide, "Control access to HTTP APIs with AWS Lambda
/// authorizers").
[[nodiscard]] Decision read_simple_decision(std::string_view returned);

}  // namespace wt::gateway
