#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/service.hpp"
#include "iam/sts.hpp"
#include "identity/api/catalogue.hpp"
#include "identity/pools/catalogue.hpp"
#include "identity/pools/cognito_identity_shapes.hpp"

namespace wt::identity::pools {

/// Cognito's identity pools (cognito-identity 2014-06-30): who has which identity, and credentials of AWS for it.
/// Tokens of user pools here are checked, and of identity pools themselves; STS then gives credentials of a role that
/// trusts them. Every answer waits until what it says is on disk.
class IdentityPools final : public aws::Service {
public:
    struct Parts {
        Catalogue& catalogue;
        const identity::Catalogue& user_pools;
        iam::Sts& sts;
    };
    /// All of it outlives this.
    IdentityPools(const Context& context, const Parts& parts);

    [[nodiscard]] const aws::ServiceModel& model() const override { return model_; }
    [[nodiscard]] void* instance() override { return this; }
    [[nodiscard]] std::optional<aws::Error> refuse_unread(const aws::Call& call,
                                                          const aws::Operation& operation) override;
    [[nodiscard]] Task<std::optional<aws::Error>> settle() override {
        return on_disk(catalogue_.durable(), cognito_identity_errors::internal_error);
    }
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    // Pools: pool_operations.cpp
    aws::Outcome<IdentityPool> create_identity_pool(const aws::Call& call, CreateIdentityPoolInput input);
    aws::Outcome<IdentityPool> describe_identity_pool(const aws::Call& call, DescribeIdentityPoolInput input);
    aws::Outcome<IdentityPool> update_identity_pool(const aws::Call& call, IdentityPool input);
    aws::Outcome<aws::Nothing> delete_identity_pool(const aws::Call& call, DeleteIdentityPoolInput input);
    aws::Outcome<ListIdentityPoolsResponse> list_identity_pools(const aws::Call& call, ListIdentityPoolsInput input);
    aws::Outcome<aws::Nothing> set_identity_pool_roles(const aws::Call& call, SetIdentityPoolRolesInput input);
    aws::Outcome<GetIdentityPoolRolesResponse> get_identity_pool_roles(const aws::Call& call,
                                                                       GetIdentityPoolRolesInput input);
    aws::Outcome<SetPrincipalTagAttributeMapResponse> set_principal_tag_attribute_map(
        const aws::Call& call, SetPrincipalTagAttributeMapInput input);
    aws::Outcome<GetPrincipalTagAttributeMapResponse> get_principal_tag_attribute_map(
        const aws::Call& call, GetPrincipalTagAttributeMapInput input);
    aws::Outcome<TagResourceResponse> tag_resource(const aws::Call& call, TagResourceInput input);
    aws::Outcome<UntagResourceResponse> untag_resource(const aws::Call& call, UntagResourceInput input);
    aws::Outcome<ListTagsForResourceResponse> list_tags_for_resource(const aws::Call& call,
                                                                     ListTagsForResourceInput input);

    // Identities: identity_operations.cpp
    aws::Outcome<GetIdResponse> get_id(const aws::Call& call, GetIdInput input);
    aws::Outcome<IdentityDescription> describe_identity(const aws::Call& call, DescribeIdentityInput input);
    aws::Outcome<ListIdentitiesResponse> list_identities(const aws::Call& call, ListIdentitiesInput input);
    aws::Outcome<DeleteIdentitiesResponse> delete_identities(const aws::Call& call, DeleteIdentitiesInput input);
    aws::Outcome<LookupDeveloperIdentityResponse> lookup_developer_identity(const aws::Call& call,
                                                                            LookupDeveloperIdentityInput input);
    aws::Outcome<MergeDeveloperIdentitiesResponse> merge_developer_identities(const aws::Call& call,
                                                                              MergeDeveloperIdentitiesInput input);
    aws::Outcome<aws::Nothing> unlink_developer_identity(const aws::Call& call, UnlinkDeveloperIdentityInput input);
    aws::Outcome<aws::Nothing> unlink_identity(const aws::Call& call, UnlinkIdentityInput input);

    // Tokens and credentials: credential_operations.cpp
    aws::Outcome<GetOpenIdTokenResponse> get_open_id_token(const aws::Call& call, GetOpenIdTokenInput input);
    aws::Outcome<GetOpenIdTokenForDeveloperIdentityResponse> get_open_id_token_for_developer_identity(
        const aws::Call& call, GetOpenIdTokenForDeveloperIdentityInput input);
    aws::Outcome<GetCredentialsForIdentityResponse> get_credentials_for_identity(const aws::Call& call,
                                                                                 GetCredentialsForIdentityInput input);

private:
    using Texts = std::map<std::string, std::string>;
    /// A login whose token was good.
    struct Login {
        std::string provider;
        std::string subject;
        std::string client;   // of a user pool
        std::string payload;  // what the token says: JSON
        bool is_own = false;  // a token of this service's, which names an identity
    };
    [[nodiscard]] Result<PoolEntry*, aws::Error> find_pool(const aws::Call& call, const std::string& id);
    [[nodiscard]] Result<IdentityEntry*, aws::Error> find_identity(const std::string& id);
    [[nodiscard]] Result<std::vector<Login>, aws::Error> check(const PoolEntry& pool, const Texts& logins, Instant now);
    [[nodiscard]] Result<Login, aws::Error> check(const PoolEntry& pool, const std::string& provider,
                                                  const std::string& token, Instant now);
    /// Whether logins are those of an identity, which takes those that it did not have.
    [[nodiscard]] std::optional<aws::Error> join(IdentityEntry& identity, const std::vector<Login>& logins,
                                                 Instant now);
    struct TokenAsk {
        std::string pool;
        std::string identity;
        std::vector<std::string> methods;
        Texts tags;
        Duration lifetime{};
    };
    [[nodiscard]] std::string token_of(const TokenAsk& ask, Instant now);
    [[nodiscard]] static std::vector<std::string> methods_of(const std::vector<Login>& logins);
    [[nodiscard]] Result<std::string, aws::Error> role_of(const PoolEntry& pool, const std::vector<Login>& logins,
                                                          const std::optional<std::string>& wanted) const;

    aws::ServiceModel model_ = cognito_identity_model();
    Context context_;
    Catalogue& catalogue_;
    const identity::Catalogue& user_pools_;
    iam::Sts& sts_;
};

}  // namespace wt::identity::pools
