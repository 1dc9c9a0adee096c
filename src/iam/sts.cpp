#include "iam/sts.hpp"

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "iam/policy.hpp"
#include "iam/role_session.hpp"

namespace wt::iam {

namespace {

constexpr aws::ErrorRow validation{"ValidationError", 400, "The input is not valid."};
constexpr aws::ErrorRow malformed_form{"MalformedQueryString", 400, "The query string contains a syntax error."};
constexpr aws::ErrorRow invalid_action{"InvalidAction", 400, "Could not find operation for version 2011-06-15"};
constexpr aws::ErrorRow malformed_policy{"MalformedPolicyDocument", 400, "The policy is not in the valid JSON format."};
constexpr aws::ErrorRow access_denied{"AccessDenied", 403, "Access denied"};

/// STS hands a plain session policy at most so many characters.
constexpr std::size_t longest_session_policy = 2048;

constexpr aws::Operation operations[] = {
    aws::operation<&Sts::assume_role>("AssumeRole", "sts:AssumeRole"),
    aws::operation<&Sts::get_access_key_info>("GetAccessKeyInfo", "sts:GetAccessKeyInfo"),
    aws::operation<&Sts::get_caller_identity>("GetCallerIdentity", "sts:GetCallerIdentity"),
    aws::operation<&Sts::get_federation_token>("GetFederationToken", "sts:GetFederationToken"),
    aws::operation<&Sts::get_session_token>("GetSessionToken", "sts:GetSessionToken"),
};

constexpr aws::MissingOperation missing[] = {
    {"AssumeRoleWithSAML"},         {"AssumeRoleWithWebIdentity"}, {"AssumeRoot"},
    {"DecodeAuthorizationMessage"}, {"GetDelegatedAccessToken"},   {"GetWebIdentityToken"},
};

[[nodiscard]] aws::Error malformed(const aws::Malformed& problem) { return aws::Error(malformed_form, problem.reason); }
[[nodiscard]] aws::Error invalid(const aws::Violations& violations) {
    return aws::Error(validation, violations.message());
}
[[nodiscard]] aws::Error unknown(const http::Request&) { return aws::Error(invalid_action); }

/// A session policy that is no policy is refused, as AWS does; what a good one forbids is not enforced here.
[[nodiscard]] std::optional<aws::Error> refuse_policy(const std::optional<std::string>& policy) {
    if (!policy) return std::nullopt;
    if (policy->size() > longest_session_policy)
        return aws::Error(validation, fmt::format("The policy is longer than {} characters.", longest_session_policy));
    if (!parse_policy(*policy, PolicyUse::identity, longest_session_policy).ok()) return aws::Error(malformed_policy);
    return std::nullopt;
}

}  // namespace

Sts::Sts(const Context& context, Credentials& credentials)
    : credentials_(credentials), random_(context.random("sts.credentials")) {}

const aws::ServiceModel& Sts::model() const {
    static const aws::ServiceModel model = [] {
        aws::ServiceModel sts;
        sts.name = sts.signing_name = "sts";
        sts.protocol = aws::Protocol::query;
        sts.version = "2011-06-15";
        sts.xmlns = "https://sts.amazonaws.com/doc/2011-06-15/";
        sts.operations = operations;
        sts.missing = missing;
        sts.malformed = malformed;
        sts.invalid = invalid;
        sts.unknown = unknown;
        return sts;
    }();
    return model;
}

bool Sts::claims(const http::Request& request) const {
    const std::string_view host = request.headers.get("Host");
    return host.starts_with("sts.localhost") || (host.starts_with("sts.") && host.find(".amazonaws.com") != host.npos);
}

Task<std::optional<wt::Error>> Sts::reset(std::string_view account) {
    credentials_.forget_temporary(account);
    co_return std::nullopt;
}

Result<GetCallerIdentityResponse, aws::Error> Sts::get_caller_identity(const aws::Call& call,
                                                                       GetCallerIdentityRequest) {
    if (call.caller.anonymous()) return aws::Error(access_denied);
    GetCallerIdentityResponse output;
    output.user_id = call.caller.user_id;
    output.account = call.caller.account;
    output.arn = call.caller.arn;
    return output;
}

Result<AssumeRoleResponse, aws::Error> Sts::assume_role(const aws::Call& call, AssumeRoleRequest input) {
    RoleSessionInput session;
    session.role_arn = input.role_arn;
    session.session_name = input.role_session_name;
    session.duration_seconds = input.duration_seconds;
    if (input.external_id) session.external_id = *input.external_id;
    if (auto error = refuse(session)) return std::move(*error);
    if (auto error = refuse_policy(input.policy)) return std::move(*error);
    const auto role = parse_role_arn(input.role_arn);
    if (!role) return aws::Error(validation, fmt::format("{} is invalid", input.role_arn));
    if (call.caller.anonymous()) return may_not_assume(call.caller, input.role_arn);
    const std::int64_t length = input.duration_seconds.value_or(assume_role_length.usual);
    if (call.caller.kind == aws::PrincipalKind::assumed_role && length > longest_chained_session) {
        return aws::Error(validation,
                          "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role "
                          "chaining");
    }
    aws::Principal principal = session_of(*role, input.role_session_name);
    AssumeRoleResponse output;
    output.assumed_role_user = {principal.user_id, principal.arn};
    output.source_identity = input.source_identity;
    if (input.policy) output.packed_policy_size = 1;
    output.credentials = hand_out(call, std::move(principal), length);
    return output;
}

Result<GetSessionTokenResponse, aws::Error> Sts::get_session_token(const aws::Call& call,
                                                                   GetSessionTokenRequest input) {
    if (auto error = refuse_duration(input.duration_seconds, session_token_length)) return std::move(*error);
    // Temporary credentials may not make others (STS API Reference, "GetSessionToken").
    if (call.caller.anonymous() || call.caller.kind == aws::PrincipalKind::assumed_role)
        return aws::Error(access_denied, "Cannot call GetSessionToken with session credentials");
    std::int64_t length = input.duration_seconds.value_or(session_token_length.usual);
    if (call.caller.kind == aws::PrincipalKind::root) length = std::min(length, longest_root_session);
    GetSessionTokenResponse output;
    output.credentials = hand_out(call, call.caller, length);
    return output;
}

Result<GetFederationTokenResponse, aws::Error> Sts::get_federation_token(const aws::Call& call,
                                                                         GetFederationTokenRequest input) {
    if (auto error = refuse_duration(input.duration_seconds, federation_token_length)) return std::move(*error);
    if (auto error = refuse_policy(input.policy)) return std::move(*error);
    if (call.caller.anonymous() || call.caller.kind == aws::PrincipalKind::assumed_role)
        return aws::Error(access_denied, "Cannot call GetFederationToken with session credentials");
    aws::Principal principal = call.caller;
    principal.kind = aws::PrincipalKind::user;
    principal.arn = fmt::format("arn:aws:sts::{}:federated-user/{}", call.caller.account, input.name);
    principal.user_id = fmt::format("{}:{}", call.caller.account, input.name);
    GetFederationTokenResponse output;
    output.federated_user = {principal.user_id, principal.arn};
    output.packed_policy_size = input.policy ? 1 : 0;
    output.credentials =
        hand_out(call, std::move(principal), input.duration_seconds.value_or(federation_token_length.usual));
    return output;
}

Result<GetAccessKeyInfoResponse, aws::Error> Sts::get_access_key_info(const aws::Call&, GetAccessKeyInfoRequest input) {
    const Credential* const known = credentials_.find(input.access_key_id);
    GetAccessKeyInfoResponse output;
    output.account =
        known != nullptr ? known->principal.account : std::string(credentials_.accounts().of_key(input.access_key_id));
    return output;
}

StsCredentials Sts::hand_out(const aws::Call& call, aws::Principal principal, std::int64_t length) {
    Credential made = temporary_credential(random_, std::move(principal), call.now + std::chrono::seconds(length));
    StsCredentials given{made.access_key_id, made.secret_access_key, made.session_token, *made.expiration};
    credentials_.add(std::move(made));
    return given;
}

}  // namespace wt::iam
