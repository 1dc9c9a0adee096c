#pragma once
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aws/service.hpp"
#include "base/context.hpp"
#include "base/fresh_random.hpp"
#include "iam/api/iam_shapes.hpp"
#include "iam/api/paging.hpp"
#include "iam/directory.hpp"

namespace wt::iam::api {

template <class T>
using Later = Task<Result<T, aws::Error>>;

/// IAM's control plane over the directory. Global: an account is the same in every region. AWS IAM API Reference,
/// 2010-05-08.
class IamService final : public aws::Service {
public:
    /// The directory must outlive this.
    IamService(const Context& context, Directory& directory)
        : directory_(directory), tasks_(fresh_random(context, "iam.deletion-tasks")) {}

    [[nodiscard]] const aws::ServiceModel& model() const override;
    [[nodiscard]] void* instance() override { return this; }
    [[nodiscard]] bool claims(const http::Request& request) const override;
    [[nodiscard]] std::optional<std::string> resource(const aws::Call& call, const aws::Operation& operation) override;
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    // Roles: role_operations.cpp
    Later<CreateRoleResponse> create_role(const aws::Call& call, CreateRoleRequest input);
    Later<GetRoleResponse> get_role(const aws::Call& call, GetRoleRequest input);
    Later<aws::Nothing> delete_role(const aws::Call& call, DeleteRoleRequest input);
    Later<ListRolesResponse> list_roles(const aws::Call& call, ListRolesRequest input);
    Later<UpdateRoleResponse> update_role(const aws::Call& call, UpdateRoleRequest input);
    Later<UpdateRoleDescriptionResponse> update_role_description(const aws::Call& call,
                                                                 UpdateRoleDescriptionRequest input);
    Later<aws::Nothing> update_assume_role_policy(const aws::Call& call, UpdateAssumeRolePolicyRequest input);
    Later<aws::Nothing> tag_role(const aws::Call& call, TagRoleRequest input);
    Later<aws::Nothing> untag_role(const aws::Call& call, UntagRoleRequest input);
    Later<ListRoleTagsResponse> list_role_tags(const aws::Call& call, ListRoleTagsRequest input);
    Later<aws::Nothing> put_role_permissions_boundary(const aws::Call& call, PutRolePermissionsBoundaryRequest input);
    Later<aws::Nothing> delete_role_permissions_boundary(const aws::Call& call,
                                                         DeleteRolePermissionsBoundaryRequest input);
    Later<CreateServiceLinkedRoleResponse> create_service_linked_role(const aws::Call& call,
                                                                      CreateServiceLinkedRoleRequest input);
    Later<DeleteServiceLinkedRoleResponse> delete_service_linked_role(const aws::Call& call,
                                                                      DeleteServiceLinkedRoleRequest input);
    Later<GetServiceLinkedRoleDeletionStatusResponse> get_service_linked_role_deletion_status(
        const aws::Call& call, GetServiceLinkedRoleDeletionStatusRequest input);

    // Users and their keys: user_operations.cpp, access_key_operations.cpp
    Later<CreateUserResponse> create_user(const aws::Call& call, CreateUserRequest input);
    Later<GetUserResponse> get_user(const aws::Call& call, GetUserRequest input);
    Later<aws::Nothing> update_user(const aws::Call& call, UpdateUserRequest input);
    Later<aws::Nothing> delete_user(const aws::Call& call, DeleteUserRequest input);
    Later<ListUsersResponse> list_users(const aws::Call& call, ListUsersRequest input);
    Later<aws::Nothing> tag_user(const aws::Call& call, TagUserRequest input);
    Later<aws::Nothing> untag_user(const aws::Call& call, UntagUserRequest input);
    Later<ListUserTagsResponse> list_user_tags(const aws::Call& call, ListUserTagsRequest input);
    Later<aws::Nothing> put_user_permissions_boundary(const aws::Call& call, PutUserPermissionsBoundaryRequest input);
    Later<aws::Nothing> delete_user_permissions_boundary(const aws::Call& call,
                                                         DeleteUserPermissionsBoundaryRequest input);
    Later<CreateAccessKeyResponse> create_access_key(const aws::Call& call, CreateAccessKeyRequest input);
    Later<aws::Nothing> delete_access_key(const aws::Call& call, DeleteAccessKeyRequest input);
    Later<aws::Nothing> update_access_key(const aws::Call& call, UpdateAccessKeyRequest input);
    Later<ListAccessKeysResponse> list_access_keys(const aws::Call& call, ListAccessKeysRequest input);
    Later<GetAccessKeyLastUsedResponse> get_access_key_last_used(const aws::Call& call,
                                                                 GetAccessKeyLastUsedRequest input);

    // Groups: group_operations.cpp
    Later<CreateGroupResponse> create_group(const aws::Call& call, CreateGroupRequest input);
    Later<GetGroupResponse> get_group(const aws::Call& call, GetGroupRequest input);
    Later<aws::Nothing> update_group(const aws::Call& call, UpdateGroupRequest input);
    Later<aws::Nothing> delete_group(const aws::Call& call, DeleteGroupRequest input);
    Later<ListGroupsResponse> list_groups(const aws::Call& call, ListGroupsRequest input);
    Later<aws::Nothing> add_user_to_group(const aws::Call& call, AddUserToGroupRequest input);
    Later<aws::Nothing> remove_user_from_group(const aws::Call& call, RemoveUserFromGroupRequest input);
    Later<ListGroupsForUserResponse> list_groups_for_user(const aws::Call& call, ListGroupsForUserRequest input);

    // Managed policies: policy_operations.cpp
    Later<CreatePolicyResponse> create_policy(const aws::Call& call, CreatePolicyRequest input);
    Later<GetPolicyResponse> get_policy(const aws::Call& call, GetPolicyRequest input);
    Later<aws::Nothing> delete_policy(const aws::Call& call, DeletePolicyRequest input);
    Later<ListPoliciesResponse> list_policies(const aws::Call& call, ListPoliciesRequest input);
    Later<CreatePolicyVersionResponse> create_policy_version(const aws::Call& call, CreatePolicyVersionRequest input);
    Later<GetPolicyVersionResponse> get_policy_version(const aws::Call& call, GetPolicyVersionRequest input);
    Later<ListPolicyVersionsResponse> list_policy_versions(const aws::Call& call, ListPolicyVersionsRequest input);
    Later<aws::Nothing> delete_policy_version(const aws::Call& call, DeletePolicyVersionRequest input);
    Later<aws::Nothing> set_default_policy_version(const aws::Call& call, SetDefaultPolicyVersionRequest input);
    Later<aws::Nothing> tag_policy(const aws::Call& call, TagPolicyRequest input);
    Later<aws::Nothing> untag_policy(const aws::Call& call, UntagPolicyRequest input);
    Later<ListPolicyTagsResponse> list_policy_tags(const aws::Call& call, ListPolicyTagsRequest input);
    Later<ListEntitiesForPolicyResponse> list_entities_for_policy(const aws::Call& call,
                                                                  ListEntitiesForPolicyRequest input);

    // Instance profiles: profile_operations.cpp
    Later<CreateInstanceProfileResponse> create_instance_profile(const aws::Call& call,
                                                                 CreateInstanceProfileRequest input);
    Later<GetInstanceProfileResponse> get_instance_profile(const aws::Call& call, GetInstanceProfileRequest input);
    Later<aws::Nothing> delete_instance_profile(const aws::Call& call, DeleteInstanceProfileRequest input);
    Later<ListInstanceProfilesResponse> list_instance_profiles(const aws::Call& call,
                                                               ListInstanceProfilesRequest input);
    Later<ListInstanceProfilesForRoleResponse> list_instance_profiles_for_role(
        const aws::Call& call, ListInstanceProfilesForRoleRequest input);
    Later<aws::Nothing> add_role_to_instance_profile(const aws::Call& call, AddRoleToInstanceProfileRequest input);
    Later<aws::Nothing> remove_role_from_instance_profile(const aws::Call& call,
                                                          RemoveRoleFromInstanceProfileRequest input);
    Later<aws::Nothing> tag_instance_profile(const aws::Call& call, TagInstanceProfileRequest input);
    Later<aws::Nothing> untag_instance_profile(const aws::Call& call, UntagInstanceProfileRequest input);
    Later<ListInstanceProfileTagsResponse> list_instance_profile_tags(const aws::Call& call,
                                                                      ListInstanceProfileTagsRequest input);

    // Identity providers and the account: provider_operations.cpp, account_operations.cpp
    Later<CreateOpenIdConnectProviderResponse> create_open_id_connect_provider(
        const aws::Call& call, CreateOpenIdConnectProviderRequest input);
    Later<GetOpenIdConnectProviderResponse> get_open_id_connect_provider(const aws::Call& call,
                                                                         GetOpenIdConnectProviderRequest input);
    Later<ListOpenIdConnectProvidersResponse> list_open_id_connect_providers(const aws::Call& call,
                                                                             ListOpenIdConnectProvidersRequest input);
    Later<aws::Nothing> delete_open_id_connect_provider(const aws::Call& call,
                                                        DeleteOpenIdConnectProviderRequest input);
    Later<aws::Nothing> update_open_id_connect_provider_thumbprint(const aws::Call& call,
                                                                   UpdateOpenIdConnectProviderThumbprintRequest input);
    Later<aws::Nothing> add_client_id_to_open_id_connect_provider(const aws::Call& call,
                                                                  AddClientIdToOpenIdConnectProviderRequest input);
    Later<aws::Nothing> remove_client_id_from_open_id_connect_provider(
        const aws::Call& call, RemoveClientIdFromOpenIdConnectProviderRequest input);
    Later<aws::Nothing> tag_open_id_connect_provider(const aws::Call& call, TagOpenIdConnectProviderRequest input);
    Later<aws::Nothing> untag_open_id_connect_provider(const aws::Call& call, UntagOpenIdConnectProviderRequest input);
    Later<ListOpenIdConnectProviderTagsResponse> list_open_id_connect_provider_tags(
        const aws::Call& call, ListOpenIdConnectProviderTagsRequest input);
    Later<GetAccountSummaryResponse> get_account_summary(const aws::Call& call, aws::Nothing input);
    Later<aws::Nothing> create_account_alias(const aws::Call& call, CreateAccountAliasRequest input);
    Later<aws::Nothing> delete_account_alias(const aws::Call& call, DeleteAccountAliasRequest input);
    Later<ListAccountAliasesResponse> list_account_aliases(const aws::Call& call, ListAccountAliasesRequest input);
    Later<SimulatePolicyResponse> simulate_principal_policy(const aws::Call& call,
                                                            SimulatePrincipalPolicyRequest input);

    // Service-specific credentials and signing certificates: credential_operations.cpp
    Later<CreateServiceSpecificCredentialResponse> create_service_specific_credential(
        const aws::Call& call, CreateServiceSpecificCredentialRequest input);
    Later<ListServiceSpecificCredentialsResponse> list_service_specific_credentials(
        const aws::Call& call, ListServiceSpecificCredentialsRequest input);
    Later<aws::Nothing> update_service_specific_credential(const aws::Call& call,
                                                           UpdateServiceSpecificCredentialRequest input);
    Later<aws::Nothing> delete_service_specific_credential(const aws::Call& call,
                                                           DeleteServiceSpecificCredentialRequest input);
    Later<ResetServiceSpecificCredentialResponse> reset_service_specific_credential(
        const aws::Call& call, ResetServiceSpecificCredentialRequest input);
    Later<UploadSigningCertificateResponse> upload_signing_certificate(const aws::Call& call,
                                                                       UploadSigningCertificateRequest input);
    Later<ListSigningCertificatesResponse> list_signing_certificates(const aws::Call& call,
                                                                     ListSigningCertificatesRequest input);
    Later<aws::Nothing> update_signing_certificate(const aws::Call& call, UpdateSigningCertificateRequest input);
    Later<aws::Nothing> delete_signing_certificate(const aws::Call& call, DeleteSigningCertificateRequest input);

    // Policies of roles, users and groups: holder_operations.cpp
    Later<aws::Nothing> put_role_policy(const aws::Call& call, PutRolePolicyRequest input);
    Later<GetRolePolicyResponse> get_role_policy(const aws::Call& call, GetRolePolicyRequest input);
    Later<aws::Nothing> delete_role_policy(const aws::Call& call, DeleteRolePolicyRequest input);
    Later<ListRolePoliciesResponse> list_role_policies(const aws::Call& call, ListRolePoliciesRequest input);
    Later<aws::Nothing> attach_role_policy(const aws::Call& call, AttachRolePolicyRequest input);
    Later<aws::Nothing> detach_role_policy(const aws::Call& call, DetachRolePolicyRequest input);
    Later<ListAttachedRolePoliciesResponse> list_attached_role_policies(const aws::Call& call,
                                                                        ListAttachedRolePoliciesRequest input);
    Later<aws::Nothing> put_user_policy(const aws::Call& call, PutUserPolicyRequest input);
    Later<GetUserPolicyResponse> get_user_policy(const aws::Call& call, GetUserPolicyRequest input);
    Later<aws::Nothing> delete_user_policy(const aws::Call& call, DeleteUserPolicyRequest input);
    Later<ListUserPoliciesResponse> list_user_policies(const aws::Call& call, ListUserPoliciesRequest input);
    Later<aws::Nothing> attach_user_policy(const aws::Call& call, AttachUserPolicyRequest input);
    Later<aws::Nothing> detach_user_policy(const aws::Call& call, DetachUserPolicyRequest input);
    Later<ListAttachedUserPoliciesResponse> list_attached_user_policies(const aws::Call& call,
                                                                        ListAttachedUserPoliciesRequest input);
    Later<aws::Nothing> put_group_policy(const aws::Call& call, PutGroupPolicyRequest input);
    Later<GetGroupPolicyResponse> get_group_policy(const aws::Call& call, GetGroupPolicyRequest input);
    Later<aws::Nothing> delete_group_policy(const aws::Call& call, DeleteGroupPolicyRequest input);
    Later<ListGroupPoliciesResponse> list_group_policies(const aws::Call& call, ListGroupPoliciesRequest input);
    Later<aws::Nothing> attach_group_policy(const aws::Call& call, AttachGroupPolicyRequest input);
    Later<aws::Nothing> detach_group_policy(const aws::Call& call, DetachGroupPolicyRequest input);
    Later<ListAttachedGroupPoliciesResponse> list_attached_group_policies(const aws::Call& call,
                                                                          ListAttachedGroupPoliciesRequest input);

private:
    [[nodiscard]] Account& account_of(const aws::Call& call) { return directory_.at(call.caller.account); }
    /// NoSuchEntity when there is none of that name. The pointer is good until the entity goes.
    template <class T>
    [[nodiscard]] Result<T*, aws::Error> find(const aws::Call& call, std::string_view name);
    /// The same of one whose policies are to be changed: not a role that is AWS's.
    template <class T>
    [[nodiscard]] Result<T*, aws::Error> find_holder(const aws::Call& call, std::string_view name);
    [[nodiscard]] Result<InstanceProfile*, aws::Error> find_profile(const aws::Call& call, std::string_view name);
    [[nodiscard]] Result<OidcProvider*, aws::Error> find_provider(const aws::Call& call, std::string_view arn);
    /// A customer's managed policy that is to be changed.
    [[nodiscard]] Result<ManagedPolicy*, aws::Error> find_own_policy(const aws::Call& call, std::string_view arn);
    /// The user that is named, or the caller itself.
    [[nodiscard]] Result<User*, aws::Error> find_user(const aws::Call& call, const std::optional<std::string>& name);
    /// The name of whom access keys are: a user, or the account's root, who asks for its own and has none.
    [[nodiscard]] Result<std::string, aws::Error> find_key_owner(const aws::Call& call,
                                                                 const std::optional<std::string>& name);
    [[nodiscard]] std::optional<aws::Error> refuse_boundary(const std::optional<std::string>& arn) const;

    /// The answer, once all is on disk.
    template <class T>
    [[nodiscard]] Later<T> settled(T output) {
        if (auto error = co_await directory_.settle()) co_return std::move(*error);
        co_return output;
    }
    template <class T>
    [[nodiscard]] Later<T> saved(const aws::Call& call, const auto& entity, T output) {
        directory_.keep(call.caller.account, entity);
        return settled(std::move(output));
    }

    // What roles, users and groups have alike: holder_operations.cpp.
    template <class T>
    Later<aws::Nothing> put_inline(const aws::Call& call, std::string holder, std::string name, std::string document);
    template <class T, class Output>
    Later<Output> get_inline(const aws::Call& call, std::string holder, std::string name);
    template <class T>
    Later<aws::Nothing> delete_inline(const aws::Call& call, std::string holder, std::string name);
    template <class T, class Output, class Input>
    Later<Output> list_inline(const aws::Call& call, std::string holder, Input input);
    template <class T>
    Later<aws::Nothing> attach(const aws::Call& call, std::string holder, std::string arn);
    template <class T>
    Later<aws::Nothing> detach(const aws::Call& call, std::string holder, std::string arn);
    template <class T, class Output, class Input>
    Later<Output> list_attached(const aws::Call& call, std::string holder, Input input);

    Directory& directory_;
    Random tasks_;
    std::deque<std::string> deletion_tasks_;  // that have succeeded; the last thousand
};

}  // namespace wt::iam::api
