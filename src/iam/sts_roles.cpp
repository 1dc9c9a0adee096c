// AssumeRole and AssumeRoleWithWebIdentity.
#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "iam/role_session.hpp"
#include "iam/sts_hand_out.hpp"
#include "iam/trust.hpp"

namespace wt::iam {

namespace {

using namespace sts_errors;

/// STS API Reference, "AssumeRole": tags of a session.
[[nodiscard]] std::optional<aws::Error> refuse_tags(const AssumeRoleRequest& input) {
    std::set<std::string> keys;
    for (const SessionTag& tag : input.tags) {
        std::string key = tag.key;
        std::transform(key.begin(), key.end(), key.begin(), lower);
        if (!keys.insert(std::move(key)).second)
            return aws::Error(invalid_parameter,
                              "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
    }
    for (std::string key : input.transitive_tag_keys) {
        std::transform(key.begin(), key.end(), key.begin(), lower);
        if (!keys.contains(key))
            return aws::Error(invalid_parameter,
                              "The specified transitive tag key must be included in the requested tags.");
    }
    return std::nullopt;
}

[[nodiscard]] std::optional<aws::Error> refuse_length(const Role& role, std::int64_t length) {
    if (length <= role.max_session) return std::nullopt;
    return aws::Error(validation, "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
}

/// Whose session it is, with the id of a role that stands in the directory.
[[nodiscard]] aws::Principal session_principal(const RoleName& name, const Role* role, std::string_view session) {
    aws::Principal principal = session_of(name, session);
    if (role != nullptr) principal.user_id = fmt::format("{}:{}", role->id, session);
    return principal;
}

[[nodiscard]] std::optional<IdentityName> identity(const Role* role) {
    if (role == nullptr) return std::nullopt;
    return IdentityName{IdentityName::Kind::role, role->name, role->id};
}

[[nodiscard]] std::shared_ptr<const SessionLimits> shared(SessionLimits said) {
    if (!said.policies && said.tags.empty() && said.web_identity.empty()) return nullptr;
    return std::make_shared<const SessionLimits>(std::move(said));
}

/// The keys with which a trust policy asks about a session (IAM User Guide, "IAM and AWS STS condition context keys").
void describe_session(RequestContext& context, const AssumeRoleRequest& input) {
    context.set("sts:RoleSessionName", input.role_session_name);
    if (input.external_id) context.set("sts:ExternalId", *input.external_id);
    if (input.source_identity) context.set("sts:SourceIdentity", *input.source_identity);
    RequestContext::Values keys;
    for (const SessionTag& tag : input.tags) {
        context.set("aws:RequestTag/" + tag.key, tag.value);
        keys.push_back(tag.key);
    }
    if (!keys.empty()) context.set("aws:TagKeys", std::move(keys));
    if (!input.transitive_tag_keys.empty()) context.set("sts:TransitiveTagKeys", input.transitive_tag_keys);
}

[[nodiscard]] aws::Error not_authorized_by_token(std::string_view action = "sts:AssumeRoleWithWebIdentity") {
    return {access_denied, fmt::format("Not authorized to perform {}", action)};
}

/// Cognito's identity pools need no provider in the account (IAM User Guide, "OIDC federation").
[[nodiscard]] bool is_of_aws(const WebIdentityClaims& claims) {
    return claims.provider() == "cognito-identity.amazonaws.com";
}

/// What a token says of its session's tags.
struct TokenTags {
    std::map<std::string, std::string> tags;
    std::set<std::string> transitive;
};

/// IAM User Guide, "Pass session tags in AWS STS". Only of a token that was checked.
[[nodiscard]] TokenTags tags_of_token(const std::string& token) {
    TokenTags said;
    const std::size_t first = token.find('.') + 1;
    const auto payload = base64url_decode(std::string_view(token).substr(first, token.find('.', first) - first));
    const auto claims = nlohmann::json::parse(payload.value_or(""), nullptr, false);
    const auto claim = claims.is_object() ? claims.find("https://aws.amazon.com/tags") : claims.end();
    if (!claims.is_object() || claim == claims.end() || !claim->is_object()) return said;
    const auto all = claim->find("principal_tags");
    if (all == claim->end() || !all->is_object()) return said;
    for (const auto& [tag, values] : all->items()) {
        if (values.is_array() && !values.empty() && values[0].is_string())
            said.tags[tag] = values[0].get<std::string>();
    }
    if (const auto keys = claim->find("transitive_tag_keys"); keys != claim->end() && keys->is_array()) {
        for (const auto& key : *keys) {
            if (key.is_string() && said.tags.contains(key.get<std::string>()))
                said.transitive.insert(key.get<std::string>());
        }
    }
    return said;
}

/// IAM User Guide, "IAM and AWS STS condition context keys": those of web identities, for trust policies, and for the
/// policies that the session meets later.
[[nodiscard]] std::map<std::string, std::vector<std::string>> keys_of(const WebIdentityClaims& claims) {
    const std::string provider(claims.provider());
    std::map<std::string, std::vector<std::string>> keys{{provider + ":aud", {std::string(claims.audience())}},
                                                         {provider + ":sub", {claims.subject}}};
    if (!claims.methods.empty()) keys[provider + ":amr"] = claims.methods;
    return keys;
}

void describe_tags(RequestContext& context, const TokenTags& said) {
    RequestContext::Values keys;
    for (const auto& [key, value] : said.tags) {
        context.set("aws:RequestTag/" + key, value);
        keys.push_back(key);
    }
    if (!keys.empty()) context.set("aws:TagKeys", std::move(keys));
    if (!said.transitive.empty())
        context.set("sts:TransitiveTagKeys", RequestContext::Values(said.transitive.begin(), said.transitive.end()));
}

}  // namespace

Result<const Role*, aws::Error> Sts::find_role(std::string_view arn, const aws::Error& denied) const {
    const auto name = parse_role_arn(arn);
    if (!name) return aws::Error(validation, fmt::format("{} is invalid", arn));
    const Role* const role = directory_.find_role(name->account, name->name);
    // There is such a role in another path, or nobody may be who the directory does not know.
    const bool another = role != nullptr && arn_of(name->account, *role) != arn;
    if (another || (role == nullptr && mode_ == AuthMode::strict)) return denied;
    return role;
}

std::optional<aws::Error> Sts::hand_on_tags(const aws::Call& call, SessionLimits& limits) const {
    const Credential* const known = credentials_.find(call.caller.access_key);
    if (known == nullptr || !known->session) return std::nullopt;
    for (const std::string& key : known->session->transitive) {
        const auto same = [&](const auto& tag) { return same_ignoring_case(tag.first, key); };
        if (std::any_of(limits.tags.begin(), limits.tags.end(), same))
            return aws::Error(invalid_parameter,
                              "One of the specified transitive tag keys can't be set because it conflicts with a "
                              "transitive tag key from the calling session.");
    }
    for (const std::string& key : known->session->transitive) {
        limits.tags[key] = known->session->tags.at(key);
        limits.transitive.insert(key);
    }
    return std::nullopt;
}

std::optional<aws::Error> Sts::refuse_trust(const aws::Call& call, const Role& role,
                                            const AssumeRoleRequest& input) const {
    RequestContext context;
    describe_call(context, call);
    describe_session(context, input);
    std::vector<std::string_view> actions{"sts:AssumeRole"};
    if (!input.tags.empty()) actions.emplace_back("sts:TagSession");
    if (input.source_identity) actions.emplace_back("sts:SetSourceIdentity");
    const std::string account = parse_role_arn(input.role_arn)->account;
    for (const std::string_view action : actions) {
        const AccessRequest request{call.caller, action, input.role_arn, context};
        if (trusts(*role.trust.policy, account, request)) continue;
        return aws::Error(access_denied, fmt::format("User: {} is not authorized to perform: {} on resource: {}",
                                                     call.caller.arn, action, input.role_arn));
    }
    return std::nullopt;
}

Result<AssumeRoleResponse, aws::Error> Sts::assume_role(const aws::Call& call, AssumeRoleRequest input) {
    RoleSessionInput session;
    session.role_arn = input.role_arn;
    session.session_name = input.role_session_name;
    session.duration_seconds = input.duration_seconds;
    if (input.external_id) session.external_id = *input.external_id;
    if (auto error = iam::refuse(session)) return std::move(*error);
    if (auto error = refuse_tags(input)) return std::move(*error);
    auto policies = session_policies(input.policy, input.policy_arns);
    if (!policies.ok()) return policies.error();
    const aws::Error denied = may_not_assume(call.caller, input.role_arn);
    if (call.caller.anonymous()) return denied;
    const auto role = find_role(input.role_arn, denied);
    if (!role.ok()) return role.error();
    if (*role != nullptr) {
        if (auto error = refuse_trust(call, **role, input)) return std::move(*error);
    } else if (auto error = refuse(call, "sts:AssumeRole", input.role_arn)) {
        return denied;
    }
    const std::int64_t length = input.duration_seconds.value_or(assume_role_length.usual);
    if (call.caller.kind == aws::PrincipalKind::assumed_role && length > longest_chained_session) {
        return aws::Error(validation,
                          "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role "
                          "chaining");
    }
    if (*role != nullptr) {
        if (auto error = refuse_length(**role, length)) return std::move(*error);
    }
    SessionLimits said{std::move(*policies), {}, {}};
    for (const SessionTag& tag : input.tags) {
        said.tags[tag.key] = tag.value;
        const auto same = [&](const std::string& key) { return same_ignoring_case(key, tag.key); };
        if (std::any_of(input.transitive_tag_keys.begin(), input.transitive_tag_keys.end(), same))
            said.transitive.insert(tag.key);
    }
    if (auto error = hand_on_tags(call, said)) return std::move(*error);
    Grantee grantee{session_principal(*parse_role_arn(input.role_arn), *role, input.role_session_name), length,
                    identity(*role), shared(std::move(said)), token_size(input)};
    AssumeRoleResponse output;
    output.assumed_role_user = {grantee.principal.user_id, grantee.principal.arn};
    output.source_identity = input.source_identity;
    if (input.policy || !input.policy_arns.empty() || !input.tags.empty()) output.packed_policy_size = 0;
    return hand_out(call, std::move(grantee), std::move(output));
}

Result<WebIdentityClaims, aws::Error> Sts::check_token(const aws::Call& call, std::string_view token,
                                                       std::string_view account, const Role* role) const {
    auto claims = read_web_identity(token);
    if (!claims)
        return aws::Error(invalid_identity_token,
                          "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access "
                          "Token)");
    const Account* const all = directory_.find(account);
    const OidcProvider* provider = nullptr;
    if (all != nullptr) {
        if (const auto found = all->providers.find(claims->provider()); found != all->providers.end())
            provider = &found->second;
    }
    const auto verdict = web_identities_.verify(claims->issuer, token, call.now);
    const bool needs_provider = !is_of_aws(*claims) && (role != nullptr || mode_ == AuthMode::strict ||
                                                        verdict == WebIdentities::Verdict::unknown_issuer);
    if (provider == nullptr && needs_provider)
        return aws::Error(invalid_identity_token,
                          fmt::format("No OpenIDConnect provider found in your account for {}", claims->issuer));
    switch (verdict) {
        case WebIdentities::Verdict::good: break;
        case WebIdentities::Verdict::expired:
            return aws::Error(expired_token,
                              fmt::format("Token expired: current date/time {} must be before the expiration date/time "
                                          "{}",
                                          unix_seconds(call.now), unix_seconds(claims->expires)));
        case WebIdentities::Verdict::unknown_issuer:
            return aws::Error(invalid_identity_token,
                              "Couldn't retrieve verification key from your identity provider,  please reference "
                              "AssumeRoleWithWebIdentity documentation for requirements");
        case WebIdentities::Verdict::forged:
            // Assumed: the sentence.
            return aws::Error(invalid_identity_token, "The signature of the web identity token is not valid.");
    }
    if (provider != nullptr) {
        const auto& known = provider->client_ids;
        if (std::find(known.begin(), known.end(), claims->audience()) == known.end())
            return aws::Error(invalid_identity_token, "Incorrect token audience");
    }
    return std::move(*claims);
}

Result<AssumeRoleWithWebIdentityResponse, aws::Error> Sts::assume_role_with_web_identity(
    const aws::Call& call, AssumeRoleWithWebIdentityRequest input) {
    RoleSessionInput session;
    session.role_arn = input.role_arn;
    session.session_name = input.role_session_name;
    session.duration_seconds = input.duration_seconds;
    if (auto error = iam::refuse(session)) return std::move(*error);
    // ProviderId is OAuth 2.0's; such tokens cannot be checked here.
    if (input.provider_id)
        return aws::Error(invalid_identity_token,
                          "The web identity token that was passed is not that of an OpenID Connect "
                          "provider.");
    auto policies = session_policies(input.policy, input.policy_arns);
    if (!policies.ok()) return policies.error();
    const auto role = find_role(input.role_arn, not_authorized_by_token());
    if (!role.ok()) return role.error();
    const RoleName name = *parse_role_arn(input.role_arn);
    const auto claims = check_token(call, input.web_identity_token, name.account, *role);
    if (!claims.ok()) return claims.error();
    const std::int64_t length = input.duration_seconds.value_or(assume_role_length.usual);
    TokenTags said = tags_of_token(input.web_identity_token);
    const std::string provider(claims->provider());
    // A trust policy names AWS's own by its name.
    const std::string arn =
        is_of_aws(*claims) ? provider : fmt::format("arn:aws:iam::{}:oidc-provider/{}", name.account, provider);
    auto keys = keys_of(*claims);
    if (*role != nullptr) {
        RequestContext context;
        describe_request(context, call.now, call.request.client);
        describe_headers(context, call.request.headers, transport_of(call.request));
        for (const auto& [key, values] : keys) context.set(key, values);
        context.set("sts:RoleSessionName", input.role_session_name);
        describe_tags(context, said);
        const aws::Principal nobody;
        std::vector<std::string_view> actions{"sts:AssumeRoleWithWebIdentity"};
        // Assumed: the sentence about tags.
        if (!said.tags.empty()) actions.emplace_back("sts:TagSession");
        for (const std::string_view action : actions) {
            const AccessRequest request{nobody, action, input.role_arn, context};
            if (!trusts_web_identity(*(*role)->trust.policy, arn, request)) return not_authorized_by_token(action);
        }
        if (auto error = refuse_length(**role, length)) return std::move(*error);
    }
    keys["aws:FederatedProvider"] = {arn};
    Grantee grantee{session_principal(name, *role, input.role_session_name), length, identity(*role),
                    shared({std::move(*policies), std::move(said.tags), std::move(said.transitive), std::move(keys)}),
                    token_size(input)};
    AssumeRoleWithWebIdentityResponse output;
    output.subject_from_web_identity_token = claims->subject;
    output.assumed_role_user = {grantee.principal.user_id, grantee.principal.arn};
    if (input.policy || !input.policy_arns.empty()) output.packed_policy_size = 0;
    output.provider = claims->issuer;
    output.audience = claims->audience();
    return hand_out(call, std::move(grantee), std::move(output));
}

}  // namespace wt::iam
