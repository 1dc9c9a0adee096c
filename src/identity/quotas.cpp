#include "identity/quotas.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace wt::identity {

namespace {

/// Developer Guide, "Quotas": what belongs to a category. Operations that are newer than the copy that was read stand
/// where the guide's words put them: Assumed of client secrets, passkeys, terms and events of users.
[[nodiscard]] const std::map<std::string_view, std::string_view>& categories() {
    static const std::map<std::string_view, std::string_view> all = [] {
        std::map<std::string_view, std::string_view> made;
        const auto add = [&made](std::string_view category, std::initializer_list<std::string_view> operations) {
            for (const std::string_view operation : operations) made.emplace(operation, category);
        };
        add(authentications, {"AdminInitiateAuth", "InitiateAuth", "GetTokensFromRefreshToken", "/login"});
        add(challenge_answers, {"AdminRespondToAuthChallenge", "RespondToAuthChallenge"});
        add("UserCreation", {"SignUp", "ConfirmSignUp", "AdminCreateUser", "AdminConfirmSignUp", "/signup"});
        add("UserFederation", {"/oauth2/idpresponse", "/saml2/idpresponse"});
        add("UserAccountRecovery", {"ChangePassword", "ConfirmForgotPassword", "ForgotPassword",
                                    "AdminResetUserPassword", "AdminSetUserPassword", "/forgotPassword"});
        add("UserRead", {"AdminGetUser", "GetUser", "GetUserAuthFactors", "/oauth2/userInfo"});
        add("UserUpdate",
            {"AdminAddUserToGroup", "AdminDeleteUser", "AdminDeleteUserAttributes", "AdminDisableProviderForUser",
             "AdminDisableUser", "AdminEnableUser", "AdminLinkProviderForUser", "AdminRemoveUserFromGroup",
             "AdminUpdateUserAttributes", "AdminUserGlobalSignOut", "DeleteUser", "DeleteUserAttributes",
             "GlobalSignOut", "UpdateUserAttributes", "VerifyUserAttribute"});
        add("UserToken", {"RevokeToken", "/oauth2/revoke"});
        add("UserResourceRead",
            {"AdminGetDevice", "AdminListDevices", "AdminListGroupsForUser", "AdminListUserAuthEvents", "GetDevice",
             "ListDevices", "GetUserAttributeVerificationCode", "ResendConfirmationCode", "ListWebAuthnCredentials"});
        add("UserResourceUpdate",
            {"AdminForgetDevice", "AdminSetUserMFAPreference", "AdminUpdateDeviceStatus", "AssociateSoftwareToken",
             "CompleteWebAuthnRegistration", "ConfirmDevice", "DeleteWebAuthnCredential", "ForgetDevice",
             "SetUserMFAPreference", "StartWebAuthnRegistration", "UpdateDeviceStatus", "VerifySoftwareToken"});
        add("UserList", {"ListUsers", "ListUsersInGroup"});
        add("UserPoolRead", {"DescribeUserPool", "ListUserPools"});
        add("UserPoolUpdate", {"CreateUserPool", "DeleteUserPool", "UpdateUserPool"});
        add("UserPoolResourceRead",
            {"GetUICustomization", "DescribeIdentityProvider", "DescribeResourceServer", "DescribeUserImportJob",
             "DescribeUserPoolDomain", "GetCSVHeader", "GetGroup", "GetIdentityProviderByIdentifier",
             "GetSigningCertificate", "GetUserPoolMfaConfig", "ListGroups", "ListIdentityProviders",
             "ListResourceServers", "ListTagsForResource", "ListUserImportJobs"});
        add("UserPoolResourceUpdate", {"SetUICustomization",     "AddCustomAttributes",  "CreateGroup",
                                       "CreateIdentityProvider", "CreateResourceServer", "CreateUserImportJob",
                                       "CreateUserPoolDomain",   "DeleteGroup",          "DeleteIdentityProvider",
                                       "DeleteResourceServer",   "DeleteUserPoolDomain", "SetUserPoolMfaConfig",
                                       "StartUserImportJob",     "StopUserImportJob",    "TagResource",
                                       "UntagResource",          "UpdateGroup",          "UpdateIdentityProvider",
                                       "UpdateResourceServer",   "UpdateUserPoolDomain"});
        add("UserPoolClientRead", {"DescribeUserPoolClient", "ListUserPoolClients", "ListUserPoolClientSecrets"});
        add("UserPoolClientUpdate", {"AddUserPoolClientSecret", "CreateUserPoolClient", "DeleteUserPoolClient",
                                     "DeleteUserPoolClientSecret", "UpdateUserPoolClient"});
        add("ClientAuthentication", {"client_credentials"});
        return made;
    }();
    return all;
}

constexpr double answers_for_each = 3;

}  // namespace

const QuotaRates& aws_quotas() {
    static const QuotaRates rates = [] {
        QuotaRates made;
        const auto add = [&made](std::string_view category, double a_second) {
            made.emplace(category, Rate{a_second, 1s});
        };
        add(authentications, 120);
        add("UserCreation", 50);
        add("UserFederation", 25);
        add("UserAccountRecovery", 30);
        add("UserRead", 120);
        add("UserUpdate", 25);
        add("UserToken", 120);
        add("UserResourceRead", 50);
        add("UserResourceUpdate", 25);
        add("UserList", 30);
        add("UserPoolRead", 15);
        add("UserPoolUpdate", 15);
        add("UserPoolResourceRead", 20);
        add("UserPoolResourceUpdate", 15);
        add("UserPoolClientRead", 15);
        add("UserPoolClientUpdate", 15);
        add("ClientAuthentication", 150);
        return made;
    }();
    return rates;
}

Result<QuotaRates> parse_quotas(std::string_view text) {
    if (text == "none") return QuotaRates();
    QuotaRates rates = aws_quotas();
    if (text == "aws") return rates;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(','), text.size());
        const std::string_view part = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const std::size_t equals = std::min(part.find('='), part.size());
        const auto category = rates.find(part.substr(0, equals));
        if (category == rates.end())
            return Error{
                fmt::format("expected none, aws, or CATEGORY=RATE with one of Cognito's categories such as "
                            "UserAuthentication=5/s, got {}",
                            part)};
        const auto rate = parse_rate(part.substr(std::min(equals + 1, part.size())));
        if (!rate.ok()) return rate.error();
        if (rate->per_second() > most_a_second) return Error{fmt::format("expected at most 1M/s, got {}", part)};
        category->second = *rate;
    }
    return rates;
}

std::string_view quota_category(std::string_view operation) {
    const auto found = categories().find(operation);
    return found == categories().end() ? std::string_view() : found->second;
}

std::uint64_t burst_of(Rate rate) {
    return std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(rate.per_second())));
}

Quotas::Quotas(const QuotaRates& rates, Instant now) {
    for (const auto& [category, rate] : rates) change(category, rate, now);
}

bool Quotas::take(std::string_view category, Instant now) {
    const auto found = buckets_.find(category);
    if (found == buckets_.end() || found->second.try_take(now)) return true;
    return category == challenge_answers && take(authentications, now);
}

void Quotas::change(std::string_view category, Rate rate, Instant now) {
    const auto set = [&](std::string_view name, Rate to) {
        const auto found = buckets_.find(name);
        if (found == buckets_.end()) {
            buckets_.emplace(std::string(name), TokenBucket(to, burst_of(to), now));
        } else {
            found->second.change(to, burst_of(to), now);
        }
    };
    set(category, rate);
    if (category == authentications) set(challenge_answers, Rate{rate.amount * answers_for_each, rate.per});
}

bool AccountQuotas::take(const aws::AccountRegion& place, std::string_view category, Instant now) {
    if (rates_.empty() || category.empty()) return true;
    if (quotas_.size() > most_places) quotas_.clear();
    return quotas_.try_emplace(place, rates_, now).first->second.take(category, now);
}

}  // namespace wt::identity
