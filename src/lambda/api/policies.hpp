#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/operation.hpp"
#include "aws/outcome.hpp"
#include "aws/principal.hpp"
#include "base/result.hpp"
#include "iam/policy.hpp"
#include "lambda/api/records.hpp"

namespace wt::lambda::api {

/// A statement that AddPermission or AddLayerVersionPermission asks for.
struct Permission {
    std::string id;
    std::string action;
    std::string principal;  // of a service, an account's id, an ARN, or "*"
    std::string resource;
    std::optional<std::string> source_arn = {};
    std::optional<std::string> source_account = {};
    std::optional<std::string> organization = {};
    std::optional<std::string> url_auth_type = {};
    std::optional<std::string> event_source_token = {};
    bool via_url = false;
};

/// The statement as JSON, as AWS writes it.
[[nodiscard]] std::string statement_of(const Permission& permission);
/// The policy's document with the statement behind the others. ResourceConflictException for an id that is there,
/// PolicyLengthExceededException.
[[nodiscard]] aws::Outcome<std::string> with_statement(const ResourcePolicy& policy, const Permission& permission);
/// The document without it, empty when it was the last one; ResourceNotFoundException when there is none.
[[nodiscard]] aws::Outcome<std::string> without_statement(const ResourcePolicy& policy, std::string_view id);

/// A function, a layer or nothing in particular, as policies see it.
struct Target {
    std::string arn = "*";
    std::string owner;  // account
    std::shared_ptr<const iam::Policy> policy = {};
};
/// Why the caller may not: within one account its own policies or the resource's let it, and its root may everything;
/// for another account's resource both must. Lambda Developer Guide, "Working with resource-based IAM policies".
/// `more`: keys that conditions may ask for, beside the request's own.
[[nodiscard]] std::optional<aws::Error> refuse(const aws::Call& call, const aws::ServiceModel& model,
                                               std::string_view action, const Target& target,
                                               const std::vector<std::pair<std::string, std::string>>& more = {});

/// An invocation by one of AWS's services, on behalf of a resource.
struct Delegate {
    std::string_view service;  // "s3.amazonaws.com"
    std::string source_arn;
    std::string source_account;
};
[[nodiscard]] bool may_invoke(const Delegate& who, const Target& target);

}  // namespace wt::lambda::api
