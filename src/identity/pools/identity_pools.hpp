#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/service.hpp"
#include "iam/sts.hpp"
#include "identity/catalogue.hpp"
#include "identity/pools/catalogue.hpp"
#include "identity/pools/cognito_identity_shapes.hpp"

namespace wt::identity::pools {

template <class T>
using Later = Task<Result<T, aws::Error>>;

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
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    // Pools: pool_operations.cpp
    Later<IdentityPool> create_identity_pool(const aws::Call& call, CreateIdentityPoolInput input);
    Later<IdentityPool> describe_identity_pool(const aws::Call& call, DescribeIdentityPoolInput input);
    Later<IdentityPool> update_identity_pool(const aws::Call& call, IdentityPool input);
    Later<aws::Nothing> delete_identity_pool(const aws::Call& call, DeleteIdentityPoolInput input);
    Later<ListIdentityPoolsResponse> list_identity_pools(const aws::Call& call, ListIdentityPoolsInput input);
    Later<aws::Nothing> set_identity_pool_roles(const aws::Call& call, SetIdentityPoolRolesInput input);
    Later<GetIdentityPoolRolesResponse> get_identity_pool_roles(const aws::Call& call, GetIdentityPoolRolesInput input);
    Later<SetPrincipalTagAttributeMapResponse> set_principal_tag_attribute_map(const aws::Call& call,
                                                                               SetPrincipalTagAttributeMapInput input);
    Later<GetPrincipalTagAttributeMapResponse> get_principal_tag_attribute_map(const aws::Call& call,
                                                                               GetPrincipalTagAttributeMapInput input);
    Later<TagResourceResponse> tag_resource(const aws::Call& call, TagResourceInput input);
    Later<UntagResourceResponse> untag_resource(const aws::Call& call, UntagResourceInput input);
    Later<ListTagsForResourceResponse> list_tags_for_resource(const aws::Call& call, ListTagsForResourceInput input);

    // Identities: identity_operations.cpp
    Later<GetIdResponse> get_id(const aws::Call& call, GetIdInput input);
    Later<IdentityDescription> describe_identity(const aws::Call& call, DescribeIdentityInput input);
    Later<ListIdentitiesResponse> list_identities(const aws::Call& call, ListIdentitiesInput input);
    Later<DeleteIdentitiesResponse> delete_identities(const aws::Call& call, DeleteIdentitiesInput input);
    Later<LookupDeveloperIdentityResponse> lookup_developer_identity(const aws::Call& call,
                                                                     LookupDeveloperIdentityInput input);
    Later<MergeDeveloperIdentitiesResponse> merge_developer_identities(const aws::Call& call,
                                                                       MergeDeveloperIdentitiesInput input);
    Later<aws::Nothing> unlink_developer_identity(const aws::Call& call, UnlinkDeveloperIdentityInput input);
    Later<aws::Nothing> unlink_identity(const aws::Call& call, UnlinkIdentityInput input);

    // Tokens and credentials: credential_operations.cpp
    Later<GetOpenIdTokenResponse> get_open_id_token(const aws::Call& call, GetOpenIdTokenInput input);
    Later<GetOpenIdTokenForDeveloperIdentityResponse> get_open_id_token_for_developer_identity(
        const aws::Call& call, GetOpenIdTokenForDeveloperIdentityInput input);
    Later<GetCredentialsForIdentityResponse> get_credentials_for_identity(const aws::Call& call,
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

    /// The answer, once all is on disk.
    template <class T>
    [[nodiscard]] Later<T> settled(T output) {
        std::optional<wt::Error> problem = co_await catalogue_.durable();
        if (problem) {
            aws::Error failed(cognito_identity_errors::internal_error, std::move(problem->message));
            co_return failed;
        }
        co_return output;
    }

    aws::ServiceModel model_ = cognito_identity_model();
    Context context_;
    Catalogue& catalogue_;
    const identity::Catalogue& user_pools_;
    iam::Sts& sts_;
};

}  // namespace wt::identity::pools
