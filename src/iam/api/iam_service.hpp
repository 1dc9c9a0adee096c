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
    [[nodiscard]] Task<std::optional<aws::Error>> settle() override { return directory_.settle(); }
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    // Roles: role_operations.cpp
    aws::Outcome<CreateRoleResponse> create_role(const aws::Call& call, CreateRoleRequest input);
    aws::Outcome<GetRoleResponse> get_role(const aws::Call& call, GetRoleRequest input);
    aws::Outcome<aws::Nothing> delete_role(const aws::Call& call, DeleteRoleRequest input);
    aws::Outcome<ListRolesResponse> list_roles(const aws::Call& call, ListRolesRequest input);
    aws::Outcome<UpdateRoleResponse> update_role(const aws::Call& call, UpdateRoleRequest input);
    aws::Outcome<UpdateRoleDescriptionResponse> update_role_description(const aws::Call& call,
                                                                        UpdateRoleDescriptionRequest input);
    aws::Outcome<aws::Nothing> update_assume_role_policy(const aws::Call& call, UpdateAssumeRolePolicyRequest input);
    aws::Outcome<aws::Nothing> tag_role(const aws::Call& call, TagRoleRequest input);
    aws::Outcome<aws::Nothing> untag_role(const aws::Call& call, UntagRoleRequest input);
    aws::Outcome<ListRoleTagsResponse> list_role_tags(const aws::Call& call, ListRoleTagsRequest input);
    aws::Outcome<aws::Nothing> put_role_permissions_boundary(const aws::Call& call,
                                                             PutRolePermissionsBoundaryRequest input);
    aws::Outcome<aws::Nothing> delete_role_permissions_boundary(const aws::Call& call,
                                                                DeleteRolePermissionsBoundaryRequest input);
    aws::Outcome<CreateServiceLinkedRoleResponse> create_service_linked_role(const aws::Call& call,
                                                                             CreateServiceLinkedRoleRequest input);
    aws::Outcome<DeleteServiceLinkedRoleResponse> delete_service_linked_role(const aws::Call& call,
                                                                             DeleteServiceLinkedRoleRequest input);
    aws::Outcome<GetServiceLinkedRoleDeletionStatusResponse> get_service_linked_role_deletion_status(
        const aws::Call& call, GetServiceLinkedRoleDeletionStatusRequest input);

    // Users and their keys: user_operations.cpp, access_key_operations.cpp
    aws::Outcome<CreateUserResponse> create_user(const aws::Call& call, CreateUserRequest input);
    aws::Outcome<GetUserResponse> get_user(const aws::Call& call, GetUserRequest input);
    aws::Outcome<aws::Nothing> update_user(const aws::Call& call, UpdateUserRequest input);
    aws::Outcome<aws::Nothing> delete_user(const aws::Call& call, DeleteUserRequest input);
    aws::Outcome<ListUsersResponse> list_users(const aws::Call& call, ListUsersRequest input);
    aws::Outcome<aws::Nothing> tag_user(const aws::Call& call, TagUserRequest input);
    aws::Outcome<aws::Nothing> untag_user(const aws::Call& call, UntagUserRequest input);
    aws::Outcome<ListUserTagsResponse> list_user_tags(const aws::Call& call, ListUserTagsRequest input);
    aws::Outcome<aws::Nothing> put_user_permissions_boundary(const aws::Call& call,
                                                             PutUserPermissionsBoundaryRequest input);
    aws::Outcome<aws::Nothing> delete_user_permissions_boundary(const aws::Call& call,
                                                                DeleteUserPermissionsBoundaryRequest input);
    aws::Outcome<CreateAccessKeyResponse> create_access_key(const aws::Call& call, CreateAccessKeyRequest input);
    aws::Outcome<aws::Nothing> delete_access_key(const aws::Call& call, DeleteAccessKeyRequest input);
    aws::Outcome<aws::Nothing> update_access_key(const aws::Call& call, UpdateAccessKeyRequest input);
    aws::Outcome<ListAccessKeysResponse> list_access_keys(const aws::Call& call, ListAccessKeysRequest input);
    aws::Outcome<GetAccessKeyLastUsedResponse> get_access_key_last_used(const aws::Call& call,
                                                                        GetAccessKeyLastUsedRequest input);

    // Groups: group_operations.cpp
    aws::Outcome<CreateGroupResponse> create_group(const aws::Call& call, CreateGroupRequest input);
    aws::Outcome<GetGroupResponse> get_group(const aws::Call& call, GetGroupRequest input);
    aws::Outcome<aws::Nothing> update_group(const aws::Call& call, UpdateGroupRequest input);
    aws::Outcome<aws::Nothing> delete_group(const aws::Call& call, DeleteGroupRequest input);
    aws::Outcome<ListGroupsResponse> list_groups(const aws::Call& call, ListGroupsRequest input);
    aws::Outcome<aws::Nothing> add_user_to_group(const aws::Call& call, AddUserToGroupRequest input);
    aws::Outcome<aws::Nothing> remove_user_from_group(const aws::Call& call, RemoveUserFromGroupRequest input);
    aws::Outcome<ListGroupsForUserResponse> list_groups_for_user(const aws::Call& call, ListGroupsForUserRequest input);

    // Managed policies: policy_operations.cpp
    aws::Outcome<CreatePolicyResponse> create_policy(const aws::Call& call, CreatePolicyRequest input);
    aws::Outcome<GetPolicyResponse> get_policy(const aws::Call& call, GetPolicyRequest input);
    aws::Outcome<aws::Nothing> delete_policy(const aws::Call& call, DeletePolicyRequest input);
    aws::Outcome<ListPoliciesResponse> list_policies(const aws::Call& call, ListPoliciesRequest input);
    aws::Outcome<CreatePolicyVersionResponse> create_policy_version(const aws::Call& call,
                                                                    CreatePolicyVersionRequest input);
    aws::Outcome<GetPolicyVersionResponse> get_policy_version(const aws::Call& call, GetPolicyVersionRequest input);
    aws::Outcome<ListPolicyVersionsResponse> list_policy_versions(const aws::Call& call,
                                                                  ListPolicyVersionsRequest input);
    aws::Outcome<aws::Nothing> delete_policy_version(const aws::Call& call, DeletePolicyVersionRequest input);
    aws::Outcome<aws::Nothing> set_default_policy_version(const aws::Call& call, SetDefaultPolicyVersionRequest input);
    aws::Outcome<aws::Nothing> tag_policy(const aws::Call& call, TagPolicyRequest input);
    aws::Outcome<aws::Nothing> untag_policy(const aws::Call& call, UntagPolicyRequest input);
    aws::Outcome<ListPolicyTagsResponse> list_policy_tags(const aws::Call& call, ListPolicyTagsRequest input);
    aws::Outcome<ListEntitiesForPolicyResponse> list_entities_for_policy(const aws::Call& call,
                                                                         ListEntitiesForPolicyRequest input);

    // Instance profiles: profile_operations.cpp
    aws::Outcome<CreateInstanceProfileResponse> create_instance_profile(const aws::Call& call,
                                                                        CreateInstanceProfileRequest input);
    aws::Outcome<GetInstanceProfileResponse> get_instance_profile(const aws::Call& call,
                                                                  GetInstanceProfileRequest input);
    aws::Outcome<aws::Nothing> delete_instance_profile(const aws::Call& call, DeleteInstanceProfileRequest input);
    aws::Outcome<ListInstanceProfilesResponse> list_instance_profiles(const aws::Call& call,
                                                                      ListInstanceProfilesRequest input);
    aws::Outcome<ListInstanceProfilesForRoleResponse> list_instance_profiles_for_role(
        const aws::Call& call, ListInstanceProfilesForRoleRequest input);
    aws::Outcome<aws::Nothing> add_role_to_instance_profile(const aws::Call& call,
                                                            AddRoleToInstanceProfileRequest input);
    aws::Outcome<aws::Nothing> remove_role_from_instance_profile(const aws::Call& call,
                                                                 RemoveRoleFromInstanceProfileRequest input);
    aws::Outcome<aws::Nothing> tag_instance_profile(const aws::Call& call, TagInstanceProfileRequest input);
    aws::Outcome<aws::Nothing> untag_instance_profile(const aws::Call& call, UntagInstanceProfileRequest input);
    aws::Outcome<ListInstanceProfileTagsResponse> list_instance_profile_tags(const aws::Call& call,
                                                                             ListInstanceProfileTagsRequest input);

    // Identity providers and the account: provider_operations.cpp, account_operations.cpp
    aws::Outcome<CreateOpenIdConnectProviderResponse> create_open_id_connect_provider(
        const aws::Call& call, CreateOpenIdConnectProviderRequest input);
    aws::Outcome<GetOpenIdConnectProviderResponse> get_open_id_connect_provider(const aws::Call& call,
                                                                                GetOpenIdConnectProviderRequest input);
    aws::Outcome<ListOpenIdConnectProvidersResponse> list_open_id_connect_providers(
        const aws::Call& call, ListOpenIdConnectProvidersRequest input);
    aws::Outcome<aws::Nothing> delete_open_id_connect_provider(const aws::Call& call,
                                                               DeleteOpenIdConnectProviderRequest input);
    aws::Outcome<aws::Nothing> update_open_id_connect_provider_thumbprint(
        const aws::Call& call, UpdateOpenIdConnectProviderThumbprintRequest input);
    aws::Outcome<aws::Nothing> add_client_id_to_open_id_connect_provider(
        const aws::Call& call, AddClientIdToOpenIdConnectProviderRequest input);
    aws::Outcome<aws::Nothing> remove_client_id_from_open_id_connect_provider(
        const aws::Call& call, RemoveClientIdFromOpenIdConnectProviderRequest input);
    aws::Outcome<aws::Nothing> tag_open_id_connect_provider(const aws::Call& call,
                                                            TagOpenIdConnectProviderRequest input);
    aws::Outcome<aws::Nothing> untag_open_id_connect_provider(const aws::Call& call,
                                                              UntagOpenIdConnectProviderRequest input);
    aws::Outcome<ListOpenIdConnectProviderTagsResponse> list_open_id_connect_provider_tags(
        const aws::Call& call, ListOpenIdConnectProviderTagsRequest input);
    aws::Outcome<GetAccountSummaryResponse> get_account_summary(const aws::Call& call, aws::Nothing input);
    aws::Outcome<aws::Nothing> create_account_alias(const aws::Call& call, CreateAccountAliasRequest input);
    aws::Outcome<aws::Nothing> delete_account_alias(const aws::Call& call, DeleteAccountAliasRequest input);
    aws::Outcome<ListAccountAliasesResponse> list_account_aliases(const aws::Call& call,
                                                                  ListAccountAliasesRequest input);
    aws::Outcome<SimulatePolicyResponse> simulate_principal_policy(const aws::Call& call,
                                                                   SimulatePrincipalPolicyRequest input);

    // Service-specific credentials and signing certificates: credential_operations.cpp
    aws::Outcome<CreateServiceSpecificCredentialResponse> create_service_specific_credential(
        const aws::Call& call, CreateServiceSpecificCredentialRequest input);
    aws::Outcome<ListServiceSpecificCredentialsResponse> list_service_specific_credentials(
        const aws::Call& call, ListServiceSpecificCredentialsRequest input);
    aws::Outcome<aws::Nothing> update_service_specific_credential(const aws::Call& call,
                                                                  UpdateServiceSpecificCredentialRequest input);
    aws::Outcome<aws::Nothing> delete_service_specific_credential(const aws::Call& call,
                                                                  DeleteServiceSpecificCredentialRequest input);
    aws::Outcome<ResetServiceSpecificCredentialResponse> reset_service_specific_credential(
        const aws::Call& call, ResetServiceSpecificCredentialRequest input);
    aws::Outcome<UploadSigningCertificateResponse> upload_signing_certificate(const aws::Call& call,
                                                                              UploadSigningCertificateRequest input);
    aws::Outcome<ListSigningCertificatesResponse> list_signing_certificates(const aws::Call& call,
                                                                            ListSigningCertificatesRequest input);
    aws::Outcome<aws::Nothing> update_signing_certificate(const aws::Call& call, UpdateSigningCertificateRequest input);
    aws::Outcome<aws::Nothing> delete_signing_certificate(const aws::Call& call, DeleteSigningCertificateRequest input);

    // Policies of roles, users and groups: holder_operations.cpp
    aws::Outcome<aws::Nothing> put_role_policy(const aws::Call& call, PutRolePolicyRequest input);
    aws::Outcome<GetRolePolicyResponse> get_role_policy(const aws::Call& call, GetRolePolicyRequest input);
    aws::Outcome<aws::Nothing> delete_role_policy(const aws::Call& call, DeleteRolePolicyRequest input);
    aws::Outcome<ListRolePoliciesResponse> list_role_policies(const aws::Call& call, ListRolePoliciesRequest input);
    aws::Outcome<aws::Nothing> attach_role_policy(const aws::Call& call, AttachRolePolicyRequest input);
    aws::Outcome<aws::Nothing> detach_role_policy(const aws::Call& call, DetachRolePolicyRequest input);
    aws::Outcome<ListAttachedRolePoliciesResponse> list_attached_role_policies(const aws::Call& call,
                                                                               ListAttachedRolePoliciesRequest input);
    aws::Outcome<aws::Nothing> put_user_policy(const aws::Call& call, PutUserPolicyRequest input);
    aws::Outcome<GetUserPolicyResponse> get_user_policy(const aws::Call& call, GetUserPolicyRequest input);
    aws::Outcome<aws::Nothing> delete_user_policy(const aws::Call& call, DeleteUserPolicyRequest input);
    aws::Outcome<ListUserPoliciesResponse> list_user_policies(const aws::Call& call, ListUserPoliciesRequest input);
    aws::Outcome<aws::Nothing> attach_user_policy(const aws::Call& call, AttachUserPolicyRequest input);
    aws::Outcome<aws::Nothing> detach_user_policy(const aws::Call& call, DetachUserPolicyRequest input);
    aws::Outcome<ListAttachedUserPoliciesResponse> list_attached_user_policies(const aws::Call& call,
                                                                               ListAttachedUserPoliciesRequest input);
    aws::Outcome<aws::Nothing> put_group_policy(const aws::Call& call, PutGroupPolicyRequest input);
    aws::Outcome<GetGroupPolicyResponse> get_group_policy(const aws::Call& call, GetGroupPolicyRequest input);
    aws::Outcome<aws::Nothing> delete_group_policy(const aws::Call& call, DeleteGroupPolicyRequest input);
    aws::Outcome<ListGroupPoliciesResponse> list_group_policies(const aws::Call& call, ListGroupPoliciesRequest input);
    aws::Outcome<aws::Nothing> attach_group_policy(const aws::Call& call, AttachGroupPolicyRequest input);
    aws::Outcome<aws::Nothing> detach_group_policy(const aws::Call& call, DetachGroupPolicyRequest input);
    aws::Outcome<ListAttachedGroupPoliciesResponse> list_attached_group_policies(
        const aws::Call& call, ListAttachedGroupPoliciesRequest input);

private:
    [[nodiscard]] Account& account_of(const aws::Call& call) { return directory_.at(call.caller.account); }
    /// NoSuchEntity when there is none of that name. The pointer is good until the entity goes.
    template <class T>
    [[nodiscard]] aws::Outcome<T*> find(const aws::Call& call, std::string_view name);
    /// The same of one whose policies are to be changed: not a role that is AWS's.
    template <class T>
    [[nodiscard]] aws::Outcome<T*> find_holder(const aws::Call& call, std::string_view name);
    [[nodiscard]] aws::Outcome<InstanceProfile*> find_profile(const aws::Call& call, std::string_view name);
    [[nodiscard]] aws::Outcome<OidcProvider*> find_provider(const aws::Call& call, std::string_view arn);
    /// A customer's managed policy that is to be changed.
    [[nodiscard]] aws::Outcome<ManagedPolicy*> find_own_policy(const aws::Call& call, std::string_view arn);
    /// The user that is named, or the caller itself.
    [[nodiscard]] aws::Outcome<User*> find_user(const aws::Call& call, const std::optional<std::string>& name);
    /// The name of whom access keys are: a user, or the account's root, who asks for its own and has none.
    [[nodiscard]] aws::Outcome<std::string> find_key_owner(const aws::Call& call,
                                                           const std::optional<std::string>& name);
    [[nodiscard]] std::optional<aws::Error> refuse_boundary(const std::optional<std::string>& arn) const;

    template <class T>
    [[nodiscard]] T saved(const aws::Call& call, const auto& entity, T output) {
        directory_.keep(call.caller.account, entity);
        return output;
    }

    // What roles, users and groups have alike: holder_operations.cpp.
    template <class T>
    aws::Outcome<aws::Nothing> put_inline(const aws::Call& call, std::string holder, std::string name,
                                          std::string document);
    template <class T, class Output>
    aws::Outcome<Output> get_inline(const aws::Call& call, std::string holder, std::string name);
    template <class T>
    aws::Outcome<aws::Nothing> delete_inline(const aws::Call& call, std::string holder, std::string name);
    template <class T, class Output, class Input>
    aws::Outcome<Output> list_inline(const aws::Call& call, std::string holder, Input input);
    template <class T>
    aws::Outcome<aws::Nothing> attach(const aws::Call& call, std::string holder, std::string arn);
    template <class T>
    aws::Outcome<aws::Nothing> detach(const aws::Call& call, std::string holder, std::string arn);
    template <class T, class Output, class Input>
    aws::Outcome<Output> list_attached(const aws::Call& call, std::string holder, Input input);

    Directory& directory_;
    Random tasks_;
    std::deque<std::string> deletion_tasks_;  // that have succeeded; the last thousand
};

}  // namespace wt::iam::api
