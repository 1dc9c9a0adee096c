#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/service.hpp"
#include "base/pace.hpp"
#include "base/scope.hpp"
#include "identity/api/attempts.hpp"
#include "identity/api/catalogue.hpp"
#include "identity/api/challenges.hpp"
#include "identity/api/outbox.hpp"
#include "identity/api/providers.hpp"
#include "identity/api/senders.hpp"
#include "identity/api/triggers.hpp"
#include "identity/cognito_idp_shapes.hpp"
#include "identity/quotas.hpp"

namespace wt::identity {

/// Cognito's API for user pools (cognito-idp 2016-04-18) over the catalogue. Every answer waits until what it says is
/// on disk. Operations that need no signature find their pool by a client's id or by who issued a token. Errors have
/// status 400, and the sentences that the service was seen to answer.
class Cognito final : public aws::Service {
public:
    struct Parts {
        Catalogue& catalogue;
        Outbox& outbox;
        Triggers& triggers;
        Senders& senders;
        Providers& providers;
        Pace& pace;
        /// Takes lines of an import job into a log: where, the group, the stream, the lines.
        std::function<void(const aws::AccountRegion&, const std::string&, const std::string&, std::vector<std::string>)>
            log;
        QuotaRates quotas;  // of every account in every region; empty: none
    };
    /// All of it outlives this.
    Cognito(const Context& context, const Parts& parts);

    [[nodiscard]] const aws::ServiceModel& model() const override { return model_; }
    [[nodiscard]] void* instance() override { return this; }
    [[nodiscard]] std::optional<aws::Error> refuse_unread(const aws::Call& call,
                                                          const aws::Operation& operation) override;
    [[nodiscard]] Task<std::optional<aws::Error>> settle() override {
        return on_disk(catalogue_.durable(), cognito_idp_errors::internal_error);
    }
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    // Pools: pool_operations.cpp
    aws::Outcome<CreateUserPoolResponse> create_user_pool(const aws::Call& call, CreateUserPoolRequest input);
    aws::Outcome<DescribeUserPoolResponse> describe_user_pool(const aws::Call& call, DescribeUserPoolRequest input);
    aws::Outcome<UpdateUserPoolResponse> update_user_pool(const aws::Call& call, UpdateUserPoolRequest input);
    aws::Outcome<aws::Nothing> delete_user_pool(const aws::Call& call, DeleteUserPoolRequest input);
    aws::Outcome<ListUserPoolsResponse> list_user_pools(const aws::Call& call, ListUserPoolsRequest input);
    aws::Outcome<AddCustomAttributesResponse> add_custom_attributes(const aws::Call& call,
                                                                    AddCustomAttributesRequest input);
    aws::Outcome<GetUserPoolMfaConfigResponse> get_user_pool_mfa_config(const aws::Call& call,
                                                                        GetUserPoolMfaConfigRequest input);
    aws::Outcome<SetUserPoolMfaConfigResponse> set_user_pool_mfa_config(const aws::Call& call,
                                                                        SetUserPoolMfaConfigRequest input);
    aws::Outcome<TagResourceResponse> tag_resource(const aws::Call& call, TagResourceRequest input);
    aws::Outcome<UntagResourceResponse> untag_resource(const aws::Call& call, UntagResourceRequest input);
    aws::Outcome<ListTagsForResourceResponse> list_tags_for_resource(const aws::Call& call,
                                                                     ListTagsForResourceRequest input);

    // Clients: client_operations.cpp
    aws::Outcome<CreateUserPoolClientResponse> create_user_pool_client(const aws::Call& call,
                                                                       CreateUserPoolClientRequest input);
    aws::Outcome<DescribeUserPoolClientResponse> describe_user_pool_client(const aws::Call& call,
                                                                           DescribeUserPoolClientRequest input);
    aws::Outcome<UpdateUserPoolClientResponse> update_user_pool_client(const aws::Call& call,
                                                                       UpdateUserPoolClientRequest input);
    aws::Outcome<aws::Nothing> delete_user_pool_client(const aws::Call& call, DeleteUserPoolClientRequest input);
    aws::Outcome<ListUserPoolClientsResponse> list_user_pool_clients(const aws::Call& call,
                                                                     ListUserPoolClientsRequest input);
    aws::Outcome<AddUserPoolClientSecretResponse> add_user_pool_client_secret(const aws::Call& call,
                                                                              AddUserPoolClientSecretRequest input);
    aws::Outcome<DeleteUserPoolClientSecretResponse> delete_user_pool_client_secret(
        const aws::Call& call, DeleteUserPoolClientSecretRequest input);
    aws::Outcome<ListUserPoolClientSecretsResponse> list_user_pool_client_secrets(
        const aws::Call& call, ListUserPoolClientSecretsRequest input);

    // Domains and resource servers: domain_operations.cpp
    aws::Outcome<CreateUserPoolDomainResponse> create_user_pool_domain(const aws::Call& call,
                                                                       CreateUserPoolDomainRequest input);
    aws::Outcome<DescribeUserPoolDomainResponse> describe_user_pool_domain(const aws::Call& call,
                                                                           DescribeUserPoolDomainRequest input);
    aws::Outcome<UpdateUserPoolDomainResponse> update_user_pool_domain(const aws::Call& call,
                                                                       UpdateUserPoolDomainRequest input);
    aws::Outcome<DeleteUserPoolDomainResponse> delete_user_pool_domain(const aws::Call& call,
                                                                       DeleteUserPoolDomainRequest input);
    aws::Outcome<CreateResourceServerResponse> create_resource_server(const aws::Call& call,
                                                                      CreateResourceServerRequest input);
    aws::Outcome<DescribeResourceServerResponse> describe_resource_server(const aws::Call& call,
                                                                          DescribeResourceServerRequest input);
    aws::Outcome<UpdateResourceServerResponse> update_resource_server(const aws::Call& call,
                                                                      UpdateResourceServerRequest input);
    aws::Outcome<aws::Nothing> delete_resource_server(const aws::Call& call, DeleteResourceServerRequest input);
    aws::Outcome<ListResourceServersResponse> list_resource_servers(const aws::Call& call,
                                                                    ListResourceServersRequest input);

    // Identity providers elsewhere: provider_operations.cpp
    aws::Later<CreateIdentityProviderResponse> create_identity_provider(const aws::Call& call,
                                                                        CreateIdentityProviderRequest input);
    aws::Outcome<DescribeIdentityProviderResponse> describe_identity_provider(const aws::Call& call,
                                                                              DescribeIdentityProviderRequest input);
    aws::Later<UpdateIdentityProviderResponse> update_identity_provider(const aws::Call& call,
                                                                        UpdateIdentityProviderRequest input);
    aws::Outcome<aws::Nothing> delete_identity_provider(const aws::Call& call, DeleteIdentityProviderRequest input);
    aws::Outcome<ListIdentityProvidersResponse> list_identity_providers(const aws::Call& call,
                                                                        ListIdentityProvidersRequest input);
    aws::Outcome<GetIdentityProviderByIdentifierResponse> get_identity_provider_by_identifier(
        const aws::Call& call, GetIdentityProviderByIdentifierRequest input);
    aws::Outcome<GetSigningCertificateResponse> get_signing_certificate(const aws::Call& call,
                                                                        GetSigningCertificateRequest input);
    aws::Outcome<aws::Nothing> admin_link_provider_for_user(const aws::Call& call,
                                                            AdminLinkProviderForUserRequest input);
    aws::Outcome<aws::Nothing> admin_disable_provider_for_user(const aws::Call& call,
                                                               AdminDisableProviderForUserRequest input);

    // Groups: group_operations.cpp
    aws::Outcome<CreateGroupResponse> create_group(const aws::Call& call, CreateGroupRequest input);
    aws::Outcome<GetGroupResponse> get_group(const aws::Call& call, GetGroupRequest input);
    aws::Outcome<UpdateGroupResponse> update_group(const aws::Call& call, UpdateGroupRequest input);
    aws::Outcome<aws::Nothing> delete_group(const aws::Call& call, DeleteGroupRequest input);
    aws::Outcome<ListGroupsResponse> list_groups(const aws::Call& call, ListGroupsRequest input);
    aws::Outcome<aws::Nothing> admin_add_user_to_group(const aws::Call& call, AdminAddUserToGroupRequest input);
    aws::Outcome<aws::Nothing> admin_remove_user_from_group(const aws::Call& call,
                                                            AdminRemoveUserFromGroupRequest input);
    aws::Outcome<AdminListGroupsForUserResponse> admin_list_groups_for_user(const aws::Call& call,
                                                                            AdminListGroupsForUserRequest input);
    aws::Outcome<ListUsersInGroupResponse> list_users_in_group(const aws::Call& call, ListUsersInGroupRequest input);

    // What administrators do with users: admin_operations.cpp
    aws::Later<AdminCreateUserResponse> admin_create_user(const aws::Call& call, AdminCreateUserRequest input);
    aws::Outcome<AdminGetUserResponse> admin_get_user(const aws::Call& call, AdminGetUserRequest input);
    aws::Outcome<aws::Nothing> admin_delete_user(const aws::Call& call, AdminDeleteUserRequest input);
    aws::Outcome<AdminSetUserPasswordResponse> admin_set_user_password(const aws::Call& call,
                                                                       AdminSetUserPasswordRequest input);
    aws::Later<AdminResetUserPasswordResponse> admin_reset_user_password(const aws::Call& call,
                                                                         AdminResetUserPasswordRequest input);
    aws::Later<AdminConfirmSignUpResponse> admin_confirm_sign_up(const aws::Call& call,
                                                                 AdminConfirmSignUpRequest input);
    aws::Outcome<AdminEnableUserResponse> admin_enable_user(const aws::Call& call, AdminEnableUserRequest input);
    aws::Outcome<AdminDisableUserResponse> admin_disable_user(const aws::Call& call, AdminDisableUserRequest input);
    aws::Later<AdminUpdateUserAttributesResponse> admin_update_user_attributes(const aws::Call& call,
                                                                               AdminUpdateUserAttributesRequest input);
    aws::Outcome<AdminDeleteUserAttributesResponse> admin_delete_user_attributes(
        const aws::Call& call, AdminDeleteUserAttributesRequest input);
    aws::Outcome<AdminUserGlobalSignOutResponse> admin_user_global_sign_out(const aws::Call& call,
                                                                            AdminUserGlobalSignOutRequest input);
    aws::Outcome<AdminSetUserMfaPreferenceResponse> admin_set_user_mfa_preference(
        const aws::Call& call, AdminSetUserMfaPreferenceRequest input);
    aws::Outcome<ListUsersResponse> list_users(const aws::Call& call, ListUsersRequest input);

    // Signing up, and forgetting: sign_up_operations.cpp
    aws::Later<SignUpResponse> sign_up(const aws::Call& call, SignUpRequest input);
    aws::Later<ConfirmSignUpResponse> confirm_sign_up(const aws::Call& call, ConfirmSignUpRequest input);
    aws::Later<ResendConfirmationCodeResponse> resend_confirmation_code(const aws::Call& call,
                                                                        ResendConfirmationCodeRequest input);
    aws::Later<ForgotPasswordResponse> forgot_password(const aws::Call& call, ForgotPasswordRequest input);
    aws::Later<ConfirmForgotPasswordResponse> confirm_forgot_password(const aws::Call& call,
                                                                      ConfirmForgotPasswordRequest input);

    // What users do with themselves: self_operations.cpp
    aws::Outcome<GetUserResponse> get_user(const aws::Call& call, GetUserRequest input);
    aws::Later<UpdateUserAttributesResponse> update_user_attributes(const aws::Call& call,
                                                                    UpdateUserAttributesRequest input);
    aws::Outcome<DeleteUserAttributesResponse> delete_user_attributes(const aws::Call& call,
                                                                      DeleteUserAttributesRequest input);
    aws::Later<GetUserAttributeVerificationCodeResponse> get_user_attribute_verification_code(
        const aws::Call& call, GetUserAttributeVerificationCodeRequest input);
    aws::Outcome<VerifyUserAttributeResponse> verify_user_attribute(const aws::Call& call,
                                                                    VerifyUserAttributeRequest input);
    aws::Outcome<ChangePasswordResponse> change_password(const aws::Call& call, ChangePasswordRequest input);
    aws::Outcome<aws::Nothing> delete_user(const aws::Call& call, DeleteUserRequest input);
    aws::Outcome<GlobalSignOutResponse> global_sign_out(const aws::Call& call, GlobalSignOutRequest input);
    aws::Outcome<AssociateSoftwareTokenResponse> associate_software_token(const aws::Call& call,
                                                                          AssociateSoftwareTokenRequest input);
    aws::Outcome<VerifySoftwareTokenResponse> verify_software_token(const aws::Call& call,
                                                                    VerifySoftwareTokenRequest input);
    aws::Outcome<SetUserMfaPreferenceResponse> set_user_mfa_preference(const aws::Call& call,
                                                                       SetUserMfaPreferenceRequest input);
    aws::Outcome<GetUserAuthFactorsResponse> get_user_auth_factors(const aws::Call& call,
                                                                   GetUserAuthFactorsRequest input);

    // Passkeys: passkey_operations.cpp
    aws::Outcome<StartWebAuthnRegistrationResponse> start_web_authn_registration(
        const aws::Call& call, StartWebAuthnRegistrationRequest input);
    aws::Outcome<CompleteWebAuthnRegistrationResponse> complete_web_authn_registration(
        const aws::Call& call, CompleteWebAuthnRegistrationRequest input);
    aws::Outcome<ListWebAuthnCredentialsResponse> list_web_authn_credentials(const aws::Call& call,
                                                                             ListWebAuthnCredentialsRequest input);
    aws::Outcome<DeleteWebAuthnCredentialResponse> delete_web_authn_credential(const aws::Call& call,
                                                                               DeleteWebAuthnCredentialRequest input);

    // Devices: device_operations.cpp
    aws::Outcome<ConfirmDeviceResponse> confirm_device(const aws::Call& call, ConfirmDeviceRequest input);
    aws::Outcome<GetDeviceResponse> get_device(const aws::Call& call, GetDeviceRequest input);
    aws::Outcome<aws::Nothing> forget_device(const aws::Call& call, ForgetDeviceRequest input);
    aws::Outcome<ListDevicesResponse> list_devices(const aws::Call& call, ListDevicesRequest input);
    aws::Outcome<UpdateDeviceStatusResponse> update_device_status(const aws::Call& call,
                                                                  UpdateDeviceStatusRequest input);
    aws::Outcome<AdminGetDeviceResponse> admin_get_device(const aws::Call& call, AdminGetDeviceRequest input);
    aws::Outcome<aws::Nothing> admin_forget_device(const aws::Call& call, AdminForgetDeviceRequest input);
    aws::Outcome<AdminListDevicesResponse> admin_list_devices(const aws::Call& call, AdminListDevicesRequest input);
    aws::Outcome<AdminUpdateDeviceStatusResponse> admin_update_device_status(const aws::Call& call,
                                                                             AdminUpdateDeviceStatusRequest input);

    // What users did: auth_events.cpp
    aws::Outcome<AdminListUserAuthEventsResponse> admin_list_user_auth_events(const aws::Call& call,
                                                                              AdminListUserAuthEventsRequest input);

    // Signing in: auth_operations.cpp; refresh tokens: token_operations.cpp
    aws::Later<InitiateAuthResponse> initiate_auth(const aws::Call& call, InitiateAuthRequest input);
    aws::Later<AdminInitiateAuthResponse> admin_initiate_auth(const aws::Call& call, AdminInitiateAuthRequest input);
    aws::Later<RespondToAuthChallengeResponse> respond_to_auth_challenge(const aws::Call& call,
                                                                         RespondToAuthChallengeRequest input);
    aws::Later<AdminRespondToAuthChallengeResponse> admin_respond_to_auth_challenge(
        const aws::Call& call, AdminRespondToAuthChallengeRequest input);
    aws::Later<GetTokensFromRefreshTokenResponse> get_tokens_from_refresh_token(const aws::Call& call,
                                                                                GetTokensFromRefreshTokenRequest input);
    aws::Outcome<RevokeTokenResponse> revoke_token(const aws::Call& call, RevokeTokenRequest input);

    // The look of pages: look_operations.cpp
    aws::Outcome<SetUiCustomizationResponse> set_ui_customization(const aws::Call& call,
                                                                  SetUiCustomizationRequest input);
    aws::Outcome<GetUiCustomizationResponse> get_ui_customization(const aws::Call& call,
                                                                  GetUiCustomizationRequest input);

    // Imports: import_operations.cpp
    aws::Outcome<CreateUserImportJobResponse> create_user_import_job(const aws::Call& call,
                                                                     CreateUserImportJobRequest input);
    aws::Outcome<DescribeUserImportJobResponse> describe_user_import_job(const aws::Call& call,
                                                                         DescribeUserImportJobRequest input);
    aws::Outcome<ListUserImportJobsResponse> list_user_import_jobs(const aws::Call& call,
                                                                   ListUserImportJobsRequest input);
    aws::Later<StartUserImportJobResponse> start_user_import_job(const aws::Call& call,
                                                                 StartUserImportJobRequest input);
    aws::Outcome<StopUserImportJobResponse> stop_user_import_job(const aws::Call& call, StopUserImportJobRequest input);
    aws::Outcome<GetCsvHeaderResponse> get_csv_header(const aws::Call& call, GetCsvHeaderRequest input);
    /// The address of a job takes its file there: PUT ?job=...&token=...
    static constexpr std::string_view upload_path = "/_windtunnel/user-import";
    [[nodiscard]] Task<http::Response> upload(http::Request request);
    /// Goes on with jobs that an earlier process began; once the pools stand.
    void resume();

    /// Whether an operation needs no signature: whoever asks shows a client's id, a code or a token.
    [[nodiscard]] static bool is_open(std::string_view operation);
    /// The pool that such a request is about, by a client's id, an access token or a session; null: none of them is
    /// known. Valid until the next await.
    [[nodiscard]] UserPool* pool_of(const std::string& client, const std::string& token,
                                    const std::string& session) const;

    static constexpr std::size_t longest_body = 320 * 1024;  // an image and a style sheet, both as large as may be

private:
    using Texts = std::map<std::string, std::string>;

    // What a request names, or the error that says what of it is not there: find.cpp. Pointers are good until the
    // next await; users are copies, to be changed and kept.
    [[nodiscard]] Result<UserPool*, aws::Error> find_pool(const aws::Call& call, const std::string& id) const;
    struct ClientFound {
        UserPool* pool;
        const ClientEntry* client;
    };
    [[nodiscard]] Result<ClientFound, aws::Error> find_client(const std::string& client_id) const;
    [[nodiscard]] Result<ClientFound, aws::Error> find_client(const aws::Call& call, const std::string& pool_id,
                                                              const std::string& client_id) const;
    struct UserFound {
        UserPool* pool;
        UserEntry user;
    };
    [[nodiscard]] Result<UserFound, aws::Error> find_user(const aws::Call& call, const std::string& pool_id,
                                                          const std::string& username) const;
    /// Whoever an access token was given to, and may use it here.
    struct Bearer {
        UserPool* pool;
        UserEntry user;
        Claims claims;
    };
    [[nodiscard]] Result<Bearer, aws::Error> bearer(const std::string& access_token) const;
    /// SECRET_HASH, which a client with a secret sends beside a name.
    [[nodiscard]] static std::optional<aws::Error> refuse_secret(const ClientEntry& client, std::string_view username,
                                                                 const std::optional<std::string>& hash);

    // Attributes: attributes.cpp
    enum class Writer : std::uint8_t { admin, user };
    /// Why these cannot be written: not in the schema, of another form, not this client's to write.
    [[nodiscard]] static std::optional<aws::Error> refuse_attributes(const UserPool& pool,
                                                                     const std::vector<UserAttribute>& attributes,
                                                                     const ClientEntry* client, bool is_new);
    /// Why addresses cannot be called verified or not: they are not there.
    [[nodiscard]] static std::optional<aws::Error> refuse_verified(const UserEntry& user,
                                                                   const std::vector<UserAttribute>& attributes);
    /// A new user of that name with those attributes, or why there can be none.
    [[nodiscard]] static Result<UserEntry, aws::Error> draft_user(UserPool& pool, const std::string& username,
                                                                  const std::vector<UserAttribute>& attributes,
                                                                  Writer writer, bool takes_over, Instant now);
    /// Takes an alias from whoever has it verified.
    void take_over(UserPool& pool, const UserEntry& user, const std::string& attribute);
    [[nodiscard]] std::optional<aws::Error> refuse_new_password(UserPool& pool, const UserEntry& user,
                                                                std::string_view password) const;

    // Functions that a pool asks: ask.cpp
    struct Ask {
        std::string function;  // empty: nobody is asked
        std::string source;    // "PreSignUp_SignUp"
        std::string client;
        std::string request;   // JSON, but userAttributes
        std::string response;  // JSON; empty: the event has none
        std::string version = "1";
    };
    [[nodiscard]] static std::string event_of(const UserPool& pool, const UserEntry& user, const Ask& about);
    /// What the function made of `response`, which is as it was where there is none.
    [[nodiscard]] aws::Later<std::string> ask(std::string pool_id, UserEntry user, Ask about);
    /// The configured function of that kind; empty without one.
    [[nodiscard]] static std::string function_of(const UserPool& pool,
                                                 std::optional<std::string> LambdaConfigType::* which);

    // Messages: messages.cpp
    struct Letter {
        std::string source;     // "CustomMessage_SignUp"
        std::string attribute;  // to which address: "email", "phone_number"
        std::string code;
        std::string client;
        Texts metadata;
        std::string site;  // this server, as whoever asks knows it: "http://127.0.0.1:4566"; empty: no links to it
    };
    /// By what somebody signs in: the address, where users' names are made.
    [[nodiscard]] std::string invited_name(const std::string& pool_id, const UserEntry& user,
                                           const std::string& attribute) const;
    [[nodiscard]] aws::Later<CodeDeliveryDetailsType> send(std::string pool_id, UserEntry user, Letter letter);
    /// Gives it to the function that sends such messages of the pool, if there is one: whether there is.
    [[nodiscard]] aws::Later<bool> hand_over(std::string pool_id, UserEntry user, Letter letter);
    /// A code for what is named so, sent and noted; what the user hears of it.
    [[nodiscard]] aws::Later<CodeDeliveryDetailsType> send_code(std::string pool_id, std::string user,
                                                                std::string purpose, Duration lifetime, Letter letter);
    /// Spends the code of a user who was found to have it. The attribute by which it came.
    [[nodiscard]] Result<std::string, aws::Error> take_code(UserPool& pool, UserEntry& user, const std::string& purpose,
                                                            const std::string& code, std::uint64_t most);
    [[nodiscard]] std::optional<aws::Error> refuse_attempts(const UserPool& pool, const std::string& user,
                                                            const std::string& what, std::uint64_t most);
    /// Why functions that send messages cannot have their codes; `before`: the key that the pool has already.
    [[nodiscard]] std::optional<aws::Error> refuse_senders(const aws::Call& call, const UserPoolType& pool,
                                                           const std::string& before);

    [[nodiscard]] aws::Later<std::vector<CodeDeliveryDetailsType>> change_attributes(
        std::string pool_id, std::string name, std::vector<UserAttribute> attributes, Writer writer, std::string client,
        Texts metadata);
    /// The function that is asked after somebody was confirmed.
    [[nodiscard]] aws::Later<aws::Nothing> confirmed(std::string pool_id, std::string name, std::string source,
                                                     std::string client, Texts metadata);
    [[nodiscard]] std::optional<aws::Error> set_mfa(UserPool& pool, UserEntry& user,
                                                    const AdminSetUserMfaPreferenceRequest& input) const;

    /// With the address of its image, as whoever asks knows this server.
    [[nodiscard]] static UiCustomizationType told_look(const UserPool& pool, const LookEntry& look,
                                                       const aws::Call& call);

    // Imports: import_operations.cpp
    struct ImportFound {
        UserPool* pool;
        ImportEntry entry;
    };
    /// As it is now: one that nobody started in time has expired.
    [[nodiscard]] Result<ImportFound, aws::Error> find_import(const aws::Call& call, const std::string& pool_id,
                                                              const std::string& job_id);
    [[nodiscard]] ImportEntry expired_or_not(UserPool& pool, ImportEntry entry);
    /// Does what of a job is to be done yet.
    [[nodiscard]] Task<void> import(std::string pool_id, std::string job_id);
    /// The next rows; false: it has ended.
    [[nodiscard]] bool import_some(UserPool& pool, ImportEntry entry, CsvFile& file);
    [[nodiscard]] std::string import_row(UserPool& pool, const CsvFile& file, const CsvFile::Row& row,
                                         UserImportJobType& job);
    void end_import(UserPool& pool, ImportEntry entry, std::string status, std::string message);

    // Signing in: auth_operations.cpp, factors.cpp, custom_auth.cpp
    struct AuthAnswer {
        std::optional<std::string> challenge;
        std::optional<std::string> session;
        Texts parameters;
        std::optional<AuthenticationResult> tokens;
        std::optional<std::vector<std::string>> available;
        std::string user;  // of a page, who has signed in
    };
    struct AuthAsk {
        std::string pool;
        std::string client;
        std::string flow;
        Texts parameters;
        Texts metadata;
        std::string session;  // of a sign-up that was confirmed; empty: there is none
        std::string address;  // from where
        bool is_admin = false;
    };
    struct Response {
        std::string challenge;
        std::string session;
        Texts answers;
        Texts metadata;
        std::string address;  // from where; empty: as when the sign-in began
    };
    /// None: its quota has one left for an operation, or for a page of a pool's domain.
    [[nodiscard]] std::optional<aws::Error> admit(const aws::AccountRegion& place, std::string_view operation);
    template <class Output>
    [[nodiscard]] static Output output_of(AuthAnswer answer);
    [[nodiscard]] aws::Later<AuthAnswer> initiate(AuthAsk ask);
    [[nodiscard]] aws::Later<AuthAnswer> respond(std::string pool_id, std::string client_id, Response response);
    /// The user as the sign-in knows them now, or why they may not go on.
    [[nodiscard]] Result<UserEntry, aws::Error> standing_user(const SignIn& state) const;
    // Steps of a sign-up, by whose sessions somebody signs in at once: sent its code, and confirmed by it.
    static constexpr const char* begun_sign_up = "sign-up";
    static constexpr const char* confirmed_sign_up = "sign-up confirmed";
    [[nodiscard]] std::string begin_sign_up(const UserPool& pool, const std::string& client, const UserEntry& user,
                                            const char* step);
    /// USER_AUTH with the session of ConfirmSignUp, whose code stands for a first factor.
    [[nodiscard]] aws::Later<AuthAnswer> after_sign_up(SignIn state, std::string session);
    /// The user, or somebody by that name alone where nobody is to learn that there is none.
    [[nodiscard]] Result<UserEntry, aws::Error> standing_or_unknown(const SignIn& state) const;
    [[nodiscard]] aws::Later<AuthAnswer> with_password(SignIn state, std::string password);
    [[nodiscard]] aws::Outcome<AuthAnswer> with_srp(SignIn state, std::string client_public, bool is_device);
    [[nodiscard]] aws::Later<AuthAnswer> prove_srp(SignIn state, Texts answers);
    /// After the first factor.
    [[nodiscard]] aws::Later<AuthAnswer> known(SignIn state);
    [[nodiscard]] aws::Later<AuthAnswer> second_factor(SignIn state);
    [[nodiscard]] aws::Later<AuthAnswer> hand_out(SignIn state);
    [[nodiscard]] aws::Later<AuthAnswer> choose_factor(SignIn state, std::string factor, Texts parameters);
    [[nodiscard]] aws::Later<AuthAnswer> send_factor(SignIn state, std::string challenge);
    [[nodiscard]] aws::Later<AuthAnswer> answer_factor(SignIn state, Texts answers);
    /// Whether a sign-in may begin with a passkey.
    [[nodiscard]] static bool takes_passkeys(const UserPool& pool);
    [[nodiscard]] aws::Outcome<StartWebAuthnRegistrationResponse> begin_passkey(UserPool& pool, const UserEntry& user,
                                                                                const std::string& client);
    [[nodiscard]] std::optional<aws::Error> finish_passkey(UserPool& pool, UserEntry user, const std::string& client,
                                                           const PasskeyRegistration& credential, Instant now);
    [[nodiscard]] AuthAnswer ask_passkey(SignIn state, const UserEntry& user);
    [[nodiscard]] aws::Later<AuthAnswer> answer_passkey(SignIn state, std::string credential);
    [[nodiscard]] aws::Later<AuthAnswer> new_password(SignIn state, Texts answers);
    [[nodiscard]] aws::Later<AuthAnswer> next_custom(SignIn state);
    [[nodiscard]] aws::Later<AuthAnswer> answer_custom(SignIn state, std::string answer);
    [[nodiscard]] aws::Later<aws::Nothing> before_sign_in(SignIn state);
    [[nodiscard]] aws::Later<UserEntry> migrate(AuthAsk ask, std::string source);
    [[nodiscard]] AuthAnswer challenge(SignIn state, std::string name, Texts parameters);
    [[nodiscard]] static std::vector<std::string> first_factors(const UserPool& pool, const ClientEntry& client,
                                                                const UserEntry& user);
    /// Those of a user who does not exist.
    [[nodiscard]] static std::vector<std::string> pretended_factors(const UserPool& pool, const ClientEntry& client);
    [[nodiscard]] static std::vector<std::string> second_factors(const UserPool& pool, const UserEntry& user);
    [[nodiscard]] aws::Later<TokenChanges> token_changes(std::string pool_id, std::string client_id, std::string user,
                                                         std::string source, std::string scope, Texts metadata);
    [[nodiscard]] aws::Later<AuthAnswer> refresh(AuthAsk ask);
    [[nodiscard]] aws::Later<AuthenticationResult> refreshed(std::string pool_id, std::string client_id,
                                                             std::string token, bool by_initiate, Texts metadata);
    [[nodiscard]] static AuthenticationResult result_of(const Tokens& tokens);

    // What users do: auth_events.cpp
    /// "SignUp", "Pass".
    void note_event(UserPool& pool, const UserEntry& user, std::string type, std::string_view response,
                    std::string address);
    /// How a sign-in stands: "Pass", "Fail", "InProgress". One event, however often this is said.
    void note_sign_in(SignIn& state, std::string_view response);
    /// Empty where none was noted.
    [[nodiscard]] static std::string event_id_of(const UserPool& pool, const SignIn& state);
    /// From where a request comes: what the client says of its users, where it may, else the connection.
    [[nodiscard]] static std::string address_of(const aws::Call& call, const ClientEntry& client,
                                                const std::optional<UserContextDataType>& said);
    [[nodiscard]] AuthEventEntry draft_event(UserPool& pool, const UserEntry& user, std::string type,
                                             std::string address);
    void keep_event(UserPool& pool, AuthEventEntry event);

    // Users of providers elsewhere: provider_operations.cpp, federated_users.cpp
    /// With what is not said of it: what is usual, and what its documents say.
    [[nodiscard]] aws::Later<IdentityProviderType> completed(IdentityProviderType provider, std::string site);
    /// Of a pool here that issues so and has a domain, as this server at `site` has them.
    [[nodiscard]] std::optional<Providers::Details> own_endpoints(const std::string& issuer,
                                                                  const std::string& site) const;
    /// By one of its identifiers; null where none has it.
    [[nodiscard]] static const IdentityProviderType* provider_of(const UserPool& pool, const std::string& identifier);
    /// The name of the user who that is in the pool; who signs in. A new one comes to be.
    [[nodiscard]] aws::Later<std::string> federate(std::string pool_id, std::string client_id, std::string provider,
                                                   FederatedIdentity identity);
    /// What the InboundFederation function makes of what the provider said; the same where there is none.
    [[nodiscard]] aws::Later<FederatedIdentity> inbound(std::string pool_id, std::string client_id,
                                                        std::string provider, FederatedIdentity identity);
    [[nodiscard]] aws::Later<std::string> join(std::string pool_id, std::string client_id, std::string provider,
                                               FederatedIdentity identity);
    /// The name of the user who that is; empty where there is none yet.
    [[nodiscard]] std::string linked_name(UserPool& pool, const std::string& provider,
                                          const FederatedIdentity& identity,
                                          const std::vector<UserAttribute>& attributes);

    aws::ServiceModel model_;
    Context context_;
    Catalogue& catalogue_;
    Outbox& outbox_;
    Triggers& triggers_;
    Providers& providers_;
    Challenges challenges_;
    AttemptLimits attempts_;
    AccountQuotas quotas_;
    Parts parts_;
    /// A passkey on its way to be a user's.
    struct Registration {
        std::string challenge;
        std::string client;
        Instant expires;
    };
    std::map<std::string, Registration> registrations_;  // by "POOL/SUB"
    std::int64_t events_noted_ = 0;
    Scope importing_;

    friend class ManagedLogin;
};

[[nodiscard]] UserType told(const UserEntry& user);

}  // namespace wt::identity
