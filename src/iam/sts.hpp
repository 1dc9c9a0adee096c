#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aws/service.hpp"
#include "base/context.hpp"
#include "iam/credentials.hpp"

namespace wt::iam {

struct StsCredentials {
    std::string access_key_id;
    std::string secret_access_key;
    std::string session_token;
    Instant expiration;
};
const aws::Structure& shape_of(aws::Tag<StsCredentials>);

struct AssumedRoleUser {
    std::string assumed_role_id;
    std::string arn;
};
const aws::Structure& shape_of(aws::Tag<AssumedRoleUser>);

struct FederatedUser {
    std::string federated_user_id;
    std::string arn;
};
const aws::Structure& shape_of(aws::Tag<FederatedUser>);

struct PolicyDescriptor {
    std::optional<std::string> arn;
};
const aws::Structure& shape_of(aws::Tag<PolicyDescriptor>);

struct SessionTag {
    std::string key;
    std::string value;
};
const aws::Structure& shape_of(aws::Tag<SessionTag>);

struct ProvidedContext {
    std::optional<std::string> provider_arn;
    std::optional<std::string> context_assertion;
};
const aws::Structure& shape_of(aws::Tag<ProvidedContext>);

struct AssumeRoleRequest {
    std::string role_arn;
    std::string role_session_name;
    std::vector<PolicyDescriptor> policy_arns;
    std::optional<std::string> policy;
    std::optional<std::int32_t> duration_seconds;
    std::vector<SessionTag> tags;
    std::vector<std::string> transitive_tag_keys;
    std::optional<std::string> external_id;
    std::optional<std::string> serial_number;
    std::optional<std::string> token_code;
    std::optional<std::string> source_identity;
    std::optional<std::vector<ProvidedContext>> provided_contexts;
};
const aws::Structure& shape_of(aws::Tag<AssumeRoleRequest>);

struct AssumeRoleResponse {
    StsCredentials credentials;
    AssumedRoleUser assumed_role_user;
    std::optional<std::int32_t> packed_policy_size;
    std::optional<std::string> source_identity;
};
const aws::Structure& shape_of(aws::Tag<AssumeRoleResponse>);

struct GetCallerIdentityRequest {};
const aws::Structure& shape_of(aws::Tag<GetCallerIdentityRequest>);

struct GetCallerIdentityResponse {
    std::string user_id;
    std::string account;
    std::string arn;
};
const aws::Structure& shape_of(aws::Tag<GetCallerIdentityResponse>);

struct GetSessionTokenRequest {
    std::optional<std::int32_t> duration_seconds;
    std::optional<std::string> serial_number;
    std::optional<std::string> token_code;
};
const aws::Structure& shape_of(aws::Tag<GetSessionTokenRequest>);

struct GetSessionTokenResponse {
    StsCredentials credentials;
};
const aws::Structure& shape_of(aws::Tag<GetSessionTokenResponse>);

struct GetFederationTokenRequest {
    std::string name;
    std::optional<std::string> policy;
    std::vector<PolicyDescriptor> policy_arns;
    std::optional<std::int32_t> duration_seconds;
    std::vector<SessionTag> tags;
};
const aws::Structure& shape_of(aws::Tag<GetFederationTokenRequest>);

struct GetFederationTokenResponse {
    StsCredentials credentials;
    FederatedUser federated_user;
    std::optional<std::int32_t> packed_policy_size;
};
const aws::Structure& shape_of(aws::Tag<GetFederationTokenResponse>);

struct GetAccessKeyInfoRequest {
    std::string access_key_id;
};
const aws::Structure& shape_of(aws::Tag<GetAccessKeyInfoRequest>);

struct GetAccessKeyInfoResponse {
    std::string account;
};
const aws::Structure& shape_of(aws::Tag<GetAccessKeyInfoResponse>);

/// The Security Token Service: says who a caller is, and hands out temporary credentials, which the endpoint knows from
/// then on. There is no directory of roles: any role of any account can be assumed, as its trust policy would allow it.
/// AWS STS API Reference, 2011-06-15.
class Sts final : public aws::Service {
public:
    /// `credentials` must outlive this.
    Sts(const Context& context, Credentials& credentials);

    [[nodiscard]] const aws::ServiceModel& model() const override;
    [[nodiscard]] void* instance() override { return this; }
    [[nodiscard]] bool claims(const http::Request& request) const override;

    /// Temporary credentials are forgotten.
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;

    [[nodiscard]] Result<GetCallerIdentityResponse, aws::Error> get_caller_identity(const aws::Call& call,
                                                                                    GetCallerIdentityRequest input);
    [[nodiscard]] Result<AssumeRoleResponse, aws::Error> assume_role(const aws::Call& call, AssumeRoleRequest input);
    [[nodiscard]] Result<GetSessionTokenResponse, aws::Error> get_session_token(const aws::Call& call,
                                                                                GetSessionTokenRequest input);
    [[nodiscard]] Result<GetFederationTokenResponse, aws::Error> get_federation_token(const aws::Call& call,
                                                                                      GetFederationTokenRequest input);
    [[nodiscard]] Result<GetAccessKeyInfoResponse, aws::Error> get_access_key_info(const aws::Call& call,
                                                                                   GetAccessKeyInfoRequest input);

private:
    [[nodiscard]] StsCredentials hand_out(const aws::Call& call, aws::Principal principal, std::int64_t length);

    Credentials& credentials_;
    Random random_;
};

}  // namespace wt::iam
