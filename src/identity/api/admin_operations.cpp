// What administrators do with users.
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "identity/api/cognito.hpp"
#include "identity/api/paging.hpp"
#include "identity/api/user_filter.hpp"
#include "identity/api/words.hpp"

namespace wt::identity {

namespace {

using namespace cognito_idp_errors;
using AdminJson = nlohmann::json;

[[nodiscard]] Duration temporary_lifetime(const UserPool& pool) {
    const PasswordPolicyType& policy = *pool.entry().settings.policies->password_policy;
    return std::chrono::hours(24) * policy.temporary_password_validity_days.value_or(7);
}

/// To where an invitation goes.
[[nodiscard]] std::vector<std::string> invited_by(const UserEntry& user, std::vector<std::string> mediums) {
    if (mediums.empty()) mediums = {"SMS"};
    std::vector<std::string> addresses;
    for (const std::string& medium : mediums) {
        const std::string address = medium == "EMAIL" ? "email" : "phone_number";
        if (!user.attribute(address).empty()) addresses.push_back(address);
    }
    return addresses;
}

}  // namespace

aws::Later<AdminCreateUserResponse> Cognito::admin_create_user(const aws::Call& call, AdminCreateUserRequest input) {
    const auto found = find_pool(call, input.user_pool_id);
    if (!found.ok()) co_return found.error();
    UserPool& pool = **found;
    const std::string action = input.message_action.value_or("");
    if (action == "RESEND" && pool.find_login(input.username) == nullptr) co_return no_user();
    if (auto error = refuse_attributes(pool, input.user_attributes, nullptr, true)) co_return std::move(*error);
    UserEntry user;
    if (const UserEntry* const known = action == "RESEND" ? pool.find_login(input.username) : nullptr) {
        user = *known;
        if (user.status != "FORCE_CHANGE_PASSWORD")
            co_return aws::Error(unsupported_user_state,
                                 "Resend not possible. " + user.name + " status is not FORCE_CHANGE_PASSWORD");
    } else {
        auto drafted = draft_user(pool, input.username, input.user_attributes, Writer::admin,
                                  input.force_alias_creation.value_or(false), call.now);
        if (!drafted.ok()) co_return drafted.error();
        user = std::move(*drafted);
    }
    const PasswordPolicyType policy = *pool.entry().settings.policies->password_policy;
    const std::string password = input.temporary_password.value_or(draw_password(policy, pool.random()));
    if (auto why = refuse_password(policy, password)) co_return aws::Error(invalid_password, *why);

    Ask about;
    about.function = function_of(pool, &LambdaConfigType::pre_sign_up);
    about.source = "PreSignUp_AdminCreateUser";
    about.client = "CLIENT_ID_NOT_APPLICABLE";
    AdminJson validation;
    for (const UserAttribute& each : input.validation_data) validation[each.name] = each.value.value_or("");
    about.request = AdminJson{{"userAttributes", submitted(user, input.user_attributes)},
                              {"validationData", validation},
                              {"clientMetadata", input.client_metadata}}
                        .dump(-1, ' ', false, AdminJson::error_handler_t::replace);
    about.response = R"json({"autoConfirmUser":false,"autoVerifyEmail":false,"autoVerifyPhone":false})json";
    UserEntry shown = user;
    const auto answer = co_await ask(input.user_pool_id, std::move(shown), std::move(about));
    if (!answer.ok()) co_return answer.error();

    UserPool* const there = catalogue_.find(input.user_pool_id);
    if (there == nullptr) co_return no_user();
    if (action != "RESEND" && there->find_user(user.name) != nullptr)
        co_return aws::Error(username_exists, "User account already exists");
    for (const char* const alias : {"email", "phone_number"}) {
        if (input.force_alias_creation.value_or(false) && user.verified(alias)) take_over(*there, user, alias);
    }
    there->set_password(user, password);
    user.status = "FORCE_CHANGE_PASSWORD";
    user.password_until = context_.clock.after(temporary_lifetime(*there));
    user.modified = call.now;
    AdminCreateUserResponse output;
    output.user = told(user);
    UserEntry invited = user;
    (void)catalogue_.keep(*there, std::move(user));
    if (action != "SUPPRESS") {
        for (const std::string& address : invited_by(invited, input.desired_delivery_mediums)) {
            Letter letter;
            letter.source = "CustomMessage_AdminCreateUser";
            letter.attribute = address;
            letter.code = password;
            letter.client = "CLIENT_ID_NOT_APPLICABLE";
            letter.metadata = input.client_metadata;
            UserEntry copy = invited;
            const auto sent = co_await send(input.user_pool_id, std::move(copy), std::move(letter));
            if (!sent.ok()) co_return sent.error();
        }
    }
    co_return co_await settled(std::move(output));
}

aws::Outcome<AdminGetUserResponse> Cognito::admin_get_user(const aws::Call& call, AdminGetUserRequest input) {
    const auto found = find_user(call, input.user_pool_id, input.username);
    if (!found.ok()) return found.error();
    const UserEntry& user = found->user;
    AdminGetUserResponse output;
    output.username = user.name;
    output.user_attributes = attributes_of(user);
    output.user_create_date = user.created;
    output.user_last_modified_date = user.modified;
    output.enabled = user.enabled;
    output.user_status = user.status;
    if (!user.preferred_mfa.empty()) output.preferred_mfa_setting = user.preferred_mfa;
    if (!user.mfa.empty()) output.user_mfa_setting_list = user.mfa;
    return output;
}

aws::Outcome<aws::Nothing> Cognito::admin_delete_user(const aws::Call& call, AdminDeleteUserRequest input) {
    const auto found = find_user(call, input.user_pool_id, input.username);
    if (!found.ok()) return found.error();
    catalogue_.drop_user(*found->pool, found->user.name);
    return aws::Nothing();
}

aws::Outcome<AdminSetUserPasswordResponse> Cognito::admin_set_user_password(const aws::Call& call,
                                                                            AdminSetUserPasswordRequest input) {
    auto found = find_user(call, input.user_pool_id, input.username);
    if (!found.ok()) return found.error();
    UserEntry& user = found->user;
    if (user.status == "EXTERNAL_PROVIDER") return wrong_parameter("User is not a native user.");
    if (auto error = refuse_new_password(*found->pool, user, input.password)) return std::move(*error);
    found->pool->set_password(user, input.password);
    found->pool->good_attempt(user.name);
    const bool is_permanent = input.permanent.value_or(false);
    user.status = is_permanent ? "CONFIRMED" : "FORCE_CHANGE_PASSWORD";
    if (!is_permanent) user.password_until = context_.clock.after(temporary_lifetime(*found->pool));
    user.modified = call.now;
    (void)catalogue_.keep(*found->pool, std::move(user));
    return AdminSetUserPasswordResponse();
}

aws::Later<AdminResetUserPasswordResponse> Cognito::admin_reset_user_password(const aws::Call& call,
                                                                              AdminResetUserPasswordRequest input) {
    auto found = find_user(call, input.user_pool_id, input.username);
    if (!found.ok()) co_return found.error();
    UserEntry& user = found->user;
    if (user.status == "UNCONFIRMED" || user.status == "FORCE_CHANGE_PASSWORD")
        co_return not_allowed("User password cannot be reset in the current state.");
    Letter letter;
    letter.source = "CustomMessage_ForgotPassword";
    letter.attribute = user.verified("email") ? "email" : user.verified("phone_number") ? "phone_number" : "";
    letter.client = "CLIENT_ID_NOT_APPLICABLE";
    letter.metadata = std::move(input.client_metadata);
    if (letter.attribute.empty())
        co_return wrong_parameter(
            "Cannot reset password for the user as there is no registered/verified email or phone_number");
    user.status = "RESET_REQUIRED";
    user.modified = call.now;
    const std::string name = user.name;
    (void)catalogue_.keep(*found->pool, std::move(user));
    const auto details = co_await send_code(input.user_pool_id, name, "reset", 1h, std::move(letter));
    if (!details.ok()) co_return details.error();
    co_return co_await settled(AdminResetUserPasswordResponse());
}

aws::Later<AdminConfirmSignUpResponse> Cognito::admin_confirm_sign_up(const aws::Call& call,
                                                                      AdminConfirmSignUpRequest input) {
    auto found = find_user(call, input.user_pool_id, input.username);
    if (!found.ok()) co_return found.error();
    UserEntry& user = found->user;
    if (user.status != "UNCONFIRMED")
        co_return not_allowed("User cannot be confirmed. Current status is " + user.status);
    user.status = "CONFIRMED";
    user.codes.erase("confirm");
    user.modified = call.now;
    const std::string name = user.name;
    (void)catalogue_.keep(*found->pool, std::move(user));
    const auto told = co_await confirmed(input.user_pool_id, name, "PostConfirmation_ConfirmSignUp",
                                         "CLIENT_ID_NOT_APPLICABLE", input.client_metadata);
    if (!told.ok()) co_return told.error();
    co_return co_await settled(AdminConfirmSignUpResponse());
}

aws::Outcome<AdminEnableUserResponse> Cognito::admin_enable_user(const aws::Call& call, AdminEnableUserRequest input) {
    auto found = find_user(call, input.user_pool_id, input.username);
    if (!found.ok()) return found.error();
    found->user.enabled = true;
    found->user.modified = call.now;
    (void)catalogue_.keep(*found->pool, std::move(found->user));
    return AdminEnableUserResponse();
}

aws::Outcome<AdminDisableUserResponse> Cognito::admin_disable_user(const aws::Call& call,
                                                                   AdminDisableUserRequest input) {
    auto found = find_user(call, input.user_pool_id, input.username);
    if (!found.ok()) return found.error();
    found->user.enabled = false;
    found->user.modified = call.now;
    const std::string name = found->user.name;
    (void)catalogue_.keep(*found->pool, std::move(found->user));
    catalogue_.revoke_all(*found->pool, name);
    return AdminDisableUserResponse();
}

aws::Later<AdminUpdateUserAttributesResponse> Cognito::admin_update_user_attributes(
    const aws::Call& call, AdminUpdateUserAttributesRequest input) {
    const auto found = find_user(call, input.user_pool_id, input.username);
    if (!found.ok()) co_return found.error();
    if (auto error = refuse_attributes(*found->pool, input.user_attributes, nullptr, false))
        co_return std::move(*error);
    if (auto error = refuse_verified(found->user, input.user_attributes)) co_return std::move(*error);
    const auto changed =
        co_await change_attributes(input.user_pool_id, found->user.name, std::move(input.user_attributes),
                                   Writer::admin, "CLIENT_ID_NOT_APPLICABLE", std::move(input.client_metadata));
    if (!changed.ok()) co_return changed.error();
    co_return co_await settled(AdminUpdateUserAttributesResponse());
}

aws::Outcome<AdminDeleteUserAttributesResponse> Cognito::admin_delete_user_attributes(
    const aws::Call& call, AdminDeleteUserAttributesRequest input) {
    auto found = find_user(call, input.user_pool_id, input.username);
    if (!found.ok()) return found.error();
    std::vector<UserAttribute> named;
    for (const std::string& name : input.user_attribute_names) named.push_back({name, std::nullopt});
    if (auto error = refuse_attributes(*found->pool, named, nullptr, false)) return std::move(*error);
    for (const std::string& name : input.user_attribute_names) {
        found->user.attributes.erase(name);
        found->user.attributes.erase(name + "_verified");
    }
    found->user.modified = call.now;
    (void)catalogue_.keep(*found->pool, std::move(found->user));
    return AdminDeleteUserAttributesResponse();
}

aws::Outcome<AdminUserGlobalSignOutResponse> Cognito::admin_user_global_sign_out(const aws::Call& call,
                                                                                 AdminUserGlobalSignOutRequest input) {
    const auto found = find_user(call, input.user_pool_id, input.username);
    if (!found.ok()) return found.error();
    catalogue_.revoke_all(*found->pool, found->user.name);
    return AdminUserGlobalSignOutResponse();
}

aws::Outcome<AdminSetUserMfaPreferenceResponse> Cognito::admin_set_user_mfa_preference(
    const aws::Call& call, AdminSetUserMfaPreferenceRequest input) {
    auto found = find_user(call, input.user_pool_id, input.username);
    if (!found.ok()) return found.error();
    if (auto error = set_mfa(*found->pool, found->user, input)) return std::move(*error);
    (void)catalogue_.keep(*found->pool, std::move(found->user));
    return AdminSetUserMfaPreferenceResponse();
}

aws::Outcome<ListUsersResponse> Cognito::list_users(const aws::Call& call, ListUsersRequest input) {
    const auto found = find_pool(call, input.user_pool_id);
    if (!found.ok()) return found.error();
    UserPool& pool = **found;
    std::optional<UserFilter> filter;
    if (!input.filter.value_or("").empty()) {
        filter = UserFilter::parse(*input.filter);
        if (!filter) return wrong_parameter("Error while parsing filter.");
    }
    const auto& schema = *pool.entry().settings.schema_attributes;
    for (const std::string& name : input.attributes_to_get) {
        if (std::none_of(schema.begin(), schema.end(), [&name](const auto& each) { return each.name == name; }))
            return wrong_parameter("Invalid attribute name: " + name);
    }
    std::map<std::string, UserType> all;
    for (const auto& [key, user] : pool.users()) {
        if (filter && !filter->takes(user)) continue;
        UserType shown = told(user);
        if (!input.attributes_to_get.empty()) {
            std::erase_if(*shown.attributes, [&input](const UserAttribute& each) {
                const auto& wanted = input.attributes_to_get;
                return std::find(wanted.begin(), wanted.end(), each.name) == wanted.end();
            });
        }
        all.emplace(key, std::move(shown));
    }
    const std::string scope = fmt::format("cognito-idp:ListUsers/{}/{}", input.user_pool_id, input.filter.value_or(""));
    auto page = cut_page(std::move(all), scope, input.pagination_token, input.limit, call.now);
    if (!page.ok()) return page.error();
    ListUsersResponse output;
    output.users = std::move(page->items);
    output.pagination_token = std::move(page->next);
    return output;
}

}  // namespace wt::identity
