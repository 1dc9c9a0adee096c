#include "iam/sts.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "aws/endpoint.hpp"
#include "base/fresh_random.hpp"
#include "iam/authorize.hpp"
#include "iam/policy_rules.hpp"
#include "iam/role_session.hpp"
#include "iam/sts_hand_out.hpp"

namespace wt::iam {

namespace {

using namespace sts_errors;

constexpr aws::ErrorRow invalid_action{"InvalidAction", 400, "Could not find operation for version 2011-06-15"};

/// STS hands a plain session policy at most so many characters.
constexpr std::size_t longest_session_policy = 2048;
constexpr std::size_t most_session_policies = 10;

[[nodiscard]] aws::Error unknown(const http::Request&) { return aws::Error(invalid_action); }

/// What SDKs call themselves. A call that nobody signs looks like any form that a browser sends, but for that.
[[nodiscard]] bool by_sdk(std::string_view agent) {
    constexpr std::string_view names[] = {"Boto3/", "Botocore/", "aws-cli/", "aws-sdk-"};
    return std::any_of(std::begin(names), std::end(names),
                       [&](std::string_view name) { return agent.find(name) != std::string_view::npos; });
}

}  // namespace

Sts::Sts(const Context& context, const Parts& parts)
    : credentials_(parts.credentials),
      directory_(parts.directory),
      web_identities_(parts.web_identities),
      mode_(parts.mode),
      random_(fresh_random(context, "sts.credentials")) {}

const aws::ServiceModel& Sts::model() const {
    static const aws::ServiceModel model = [] {
        aws::ServiceModel sts = sts_model();
        sts.unknown = unknown;
        return sts;
    }();
    return model;
}

bool Sts::claims(const http::Request& request) const {
    const std::string_view host = request.headers.get("Host");
    if (host.starts_with("sts.localhost") || (host.starts_with("sts.") && host.find(".amazonaws.com") != host.npos))
        return true;
    // A form names no service: unsigned it is STS's, and what is signed for another is none of its.
    if (request.path != "/" || !aws::signed_service(request).empty()) return false;
    if (request.query.view().find("Action=AssumeRoleWith") != std::string_view::npos) return true;
    return request.method == http::Method::post && by_sdk(request.headers.get("User-Agent")) &&
           request.headers.get("Content-Type").starts_with("application/x-www-form-urlencoded");
}

std::optional<aws::Error> Sts::refuse(const aws::Call& call, std::string_view action, std::string_view resource) const {
    if (!call.caller.policies) return std::nullopt;
    RequestContext context;
    describe_call(context, call);
    const AccessRequest request{call.caller, action, resource, context};
    const Ruling ruling = authorize(request);
    if (ruling.allowed()) return std::nullopt;
    return aws::Error(access_denied, denial_text(ruling, request, resource));
}

std::optional<IdentityName> Sts::identity_of(const aws::Call& call) const {
    const Credential* const known = credentials_.find(call.caller.access_key);
    return known == nullptr ? std::nullopt : known->identity;
}

Result<std::optional<std::vector<PolicyRef>>, aws::Error> Sts::session_policies(
    const std::optional<std::string>& policy, const std::vector<PolicyDescriptor>& arns) const {
    std::optional<std::vector<PolicyRef>> policies;
    if (!policy && arns.empty()) return policies;
    // STS API Reference, "AssumeRole": up to ten. Assumed: the sentence.
    if (arns.size() > most_session_policies)
        return aws::Error(validation,
                          fmt::format("1 validation error detected: Value at 'policyArns' failed to "
                                      "satisfy constraint: Member must have length less than or equal to {}",
                                      most_session_policies));
    policies.emplace();
    if (policy) {
        if (policy->size() > longest_session_policy)
            return aws::Error(validation,
                              fmt::format("The policy is longer than {} characters.", longest_session_policy));
        auto parsed = parse_policy(*policy, PolicyUse::session, longest_session_policy);
        if (!parsed.ok() || refuse_document(*parsed, PolicyUse::session))
            return aws::Error(sts_errors::malformed_policy_document);
        policies->push_back(std::make_shared<const Policy>(std::move(*parsed)));
    }
    for (const PolicyDescriptor& each : arns) {
        PolicyRef managed = directory_.policy_at(each.arn.value_or(""));
        // Assumed: the code and the sentence.
        if (!managed)
            return aws::Error(validation,
                              fmt::format("Policy {} does not exist or is not attachable.", each.arn.value_or("null")));
        policies->push_back(std::move(managed));
    }
    return policies;
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

Result<GetSessionTokenResponse, aws::Error> Sts::get_session_token(const aws::Call& call,
                                                                   GetSessionTokenRequest input) {
    if (auto error = refuse_duration(input.duration_seconds, session_token_length)) return std::move(*error);
    // Temporary credentials may not make others (STS API Reference, "GetSessionToken").
    if (call.caller.anonymous() || call.caller.kind == aws::PrincipalKind::assumed_role)
        return aws::Error(access_denied, "Cannot call GetSessionToken with session credentials");
    std::int64_t length = input.duration_seconds.value_or(session_token_length.usual);
    if (call.caller.kind == aws::PrincipalKind::root) length = std::min(length, longest_root_session);
    GetSessionTokenResponse output;
    Grantee grantee{call.caller, length, identity_of(call), nullptr, token_size(input.minimum_session_token_size)};
    grantee.principal.policies = nullptr;
    return hand_out(call, std::move(grantee), std::move(output));
}

Result<GetFederationTokenResponse, aws::Error> Sts::get_federation_token(const aws::Call& call,
                                                                         GetFederationTokenRequest input) {
    if (auto error = refuse_duration(input.duration_seconds, federation_token_length)) return std::move(*error);
    auto policies = session_policies(input.policy, input.policy_arns);
    if (!policies.ok()) return policies.error();
    if (call.caller.anonymous() || call.caller.kind == aws::PrincipalKind::assumed_role)
        return aws::Error(access_denied, "Cannot call GetFederationToken with session credentials");
    aws::Principal principal = call.caller;
    principal.kind = aws::PrincipalKind::user;
    principal.arn = fmt::format("arn:aws:sts::{}:federated-user/{}", call.caller.account, input.name);
    principal.user_id = fmt::format("{}:{}", call.caller.account, input.name);
    if (auto error = refuse(call, "sts:GetFederationToken", principal.arn)) return std::move(*error);
    Grantee grantee{principal, input.duration_seconds.value_or(federation_token_length.usual), identity_of(call),
                    nullptr, token_size(input)};
    grantee.principal.policies = nullptr;
    // Without a policy a federated user may nothing; an account's root, which limits nobody here, hands on what it may.
    if (grantee.identity && !*policies) policies->emplace();
    if (*policies || !input.tags.empty()) {
        SessionLimits limits{std::move(*policies), {}, {}};
        for (const SessionTag& tag : input.tags) limits.tags[tag.key] = tag.value;
        grantee.limits = std::make_shared<const SessionLimits>(std::move(limits));
    }
    GetFederationTokenResponse output;
    output.federated_user = {principal.user_id, principal.arn};
    output.packed_policy_size = 0;
    return hand_out(call, std::move(grantee), std::move(output));
}

Result<GetAccessKeyInfoResponse, aws::Error> Sts::get_access_key_info(const aws::Call& call,
                                                                      GetAccessKeyInfoRequest input) {
    if (auto error = refuse(call, "sts:GetAccessKeyInfo", "*")) return std::move(*error);
    const Credential* const known = credentials_.find(input.access_key_id);
    GetAccessKeyInfoResponse output;
    output.account =
        known != nullptr ? known->principal.account : std::string(credentials_.accounts().of_key(input.access_key_id));
    return output;
}

}  // namespace wt::iam
