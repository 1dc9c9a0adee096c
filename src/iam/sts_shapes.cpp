// What STS's model says of its inputs and outputs (sts 2011-06-15).
#include "iam/sts.hpp"

namespace wt::iam {

using aws::member;
using aws::Structure;
using aws::Tag;

namespace {

constexpr std::string_view arn_text =
    R"([\x09\x0A\x0D\x20-\x7E\x{85}\x{A0}-\x{D7FF}\x{E000}-\x{FFFD}\x{10000}-\x{10FFFF}]+)";
constexpr std::string_view policy_text = R"([\x09\x0A\x0D\x20-\x{FF}]+)";
constexpr std::string_view name_text = R"([\w+=,.@-]*)";
constexpr std::string_view digits_text = R"([\d]*)";
constexpr std::string_view tag_key_text = R"([\p{L}\p{Z}\p{N}_.:/=+\-@]+)";
constexpr std::string_view tag_value_text = R"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)";

}  // namespace

const Structure& shape_of(Tag<StsCredentials>) {
    using T = StsCredentials;
    static const Structure shape("Credentials", {
                                                    member<&T::access_key_id>("AccessKeyId").required(),
                                                    member<&T::secret_access_key>("SecretAccessKey").required(),
                                                    member<&T::session_token>("SessionToken").required(),
                                                    member<&T::expiration>("Expiration").required(),
                                                });
    return shape;
}

const Structure& shape_of(Tag<AssumedRoleUser>) {
    using T = AssumedRoleUser;
    static const Structure shape("AssumedRoleUser", {
                                                        member<&T::assumed_role_id>("AssumedRoleId").required(),
                                                        member<&T::arn>("Arn").required(),
                                                    });
    return shape;
}

const Structure& shape_of(Tag<FederatedUser>) {
    using T = FederatedUser;
    static const Structure shape("FederatedUser", {
                                                      member<&T::federated_user_id>("FederatedUserId").required(),
                                                      member<&T::arn>("Arn").required(),
                                                  });
    return shape;
}

const Structure& shape_of(Tag<PolicyDescriptor>) {
    using T = PolicyDescriptor;
    static const Structure shape("PolicyDescriptorType", {member<&T::arn>("arn").length(20, 2048).pattern(arn_text)});
    return shape;
}

const Structure& shape_of(Tag<SessionTag>) {
    using T = SessionTag;
    static const Structure shape("Tag",
                                 {
                                     member<&T::key>("Key").required().length(1, 128).pattern(tag_key_text),
                                     member<&T::value>("Value").required().length(0, 256).pattern(tag_value_text),
                                 });
    return shape;
}

const Structure& shape_of(Tag<ProvidedContext>) {
    using T = ProvidedContext;
    static const Structure shape("ProvidedContext",
                                 {
                                     member<&T::provider_arn>("ProviderArn").length(20, 2048).pattern(arn_text),
                                     member<&T::context_assertion>("ContextAssertion").length(4, 3072),
                                 });
    return shape;
}

const Structure& shape_of(Tag<AssumeRoleRequest>) {
    using T = AssumeRoleRequest;
    static const Structure shape(
        "", {
                member<&T::role_arn>("RoleArn").required().length(20, 2048).pattern(arn_text),
                member<&T::role_session_name>("RoleSessionName").required().length(2, 64).pattern(name_text),
                member<&T::policy_arns>("PolicyArns"),
                member<&T::policy>("Policy").length(1).pattern(policy_text),
                member<&T::duration_seconds>("DurationSeconds").range(900, 43200),
                member<&T::tags>("Tags").length(0, 50),
                member<&T::transitive_tag_keys>("TransitiveTagKeys")
                    .length(0, 50)
                    .each(aws::element().length(1, 128).pattern(tag_key_text)),
                member<&T::external_id>("ExternalId").length(2, 1224).pattern(R"([\w+=,.@:\/-]*)"),
                member<&T::serial_number>("SerialNumber").length(9, 256).pattern(R"([\w+=/:,.@-]*)"),
                member<&T::token_code>("TokenCode").length(6, 6).pattern(digits_text),
                member<&T::source_identity>("SourceIdentity").length(2, 256).pattern(name_text),
                member<&T::provided_contexts>("ProvidedContexts").length(1, 5),
                member<&T::minimum_session_token_size>("MinimumSessionTokenSize").range(0, 4096),
            });
    return shape;
}

const Structure& shape_of(Tag<AssumeRoleResponse>) {
    using T = AssumeRoleResponse;
    static const Structure shape("", {
                                         member<&T::credentials>("Credentials"),
                                         member<&T::assumed_role_user>("AssumedRoleUser"),
                                         member<&T::packed_policy_size>("PackedPolicySize"),
                                         member<&T::source_identity>("SourceIdentity"),
                                         member<&T::session_token_utilization>("SessionTokenUtilization"),
                                         member<&T::session_token_size>("SessionTokenSize"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<AssumeRoleWithWebIdentityRequest>) {
    using T = AssumeRoleWithWebIdentityRequest;
    static const Structure shape(
        "", {
                member<&T::role_arn>("RoleArn").required().length(20, 2048).pattern(arn_text),
                member<&T::role_session_name>("RoleSessionName").required().length(2, 64).pattern(name_text),
                member<&T::web_identity_token>("WebIdentityToken").required().length(4, 20000).sensitive(),
                member<&T::provider_id>("ProviderId").length(4, 2048),
                member<&T::policy_arns>("PolicyArns"),
                member<&T::policy>("Policy").length(1, 2048).pattern(policy_text),
                member<&T::duration_seconds>("DurationSeconds").range(900, 43200),
                member<&T::minimum_session_token_size>("MinimumSessionTokenSize").range(0, 4096),
            });
    return shape;
}

const Structure& shape_of(Tag<AssumeRoleWithWebIdentityResponse>) {
    using T = AssumeRoleWithWebIdentityResponse;
    static const Structure shape("", {
                                         member<&T::credentials>("Credentials"),
                                         member<&T::subject_from_web_identity_token>("SubjectFromWebIdentityToken"),
                                         member<&T::assumed_role_user>("AssumedRoleUser"),
                                         member<&T::packed_policy_size>("PackedPolicySize"),
                                         member<&T::provider>("Provider"),
                                         member<&T::audience>("Audience"),
                                         member<&T::source_identity>("SourceIdentity"),
                                         member<&T::session_token_utilization>("SessionTokenUtilization"),
                                         member<&T::session_token_size>("SessionTokenSize"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetCallerIdentityRequest>) {
    static const Structure shape("", {});
    return shape;
}

const Structure& shape_of(Tag<GetCallerIdentityResponse>) {
    using T = GetCallerIdentityResponse;
    static const Structure shape("", {
                                         member<&T::user_id>("UserId"),
                                         member<&T::account>("Account"),
                                         member<&T::arn>("Arn"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetSessionTokenRequest>) {
    using T = GetSessionTokenRequest;
    static const Structure shape(
        "", {
                member<&T::duration_seconds>("DurationSeconds").range(900, 129600),
                member<&T::serial_number>("SerialNumber").length(9, 256).pattern(R"([\w+=/:,.@-]*)"),
                member<&T::token_code>("TokenCode").length(6, 6).pattern(digits_text),
                member<&T::minimum_session_token_size>("MinimumSessionTokenSize").range(0, 4096),
            });
    return shape;
}

const Structure& shape_of(Tag<GetSessionTokenResponse>) {
    using T = GetSessionTokenResponse;
    static const Structure shape("", {
                                         member<&T::credentials>("Credentials"),
                                         member<&T::session_token_utilization>("SessionTokenUtilization"),
                                         member<&T::session_token_size>("SessionTokenSize"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetFederationTokenRequest>) {
    using T = GetFederationTokenRequest;
    static const Structure shape("",
                                 {
                                     member<&T::name>("Name").required().length(2, 32).pattern(name_text),
                                     member<&T::policy>("Policy").length(1, 2048).pattern(policy_text),
                                     member<&T::policy_arns>("PolicyArns"),
                                     member<&T::duration_seconds>("DurationSeconds").range(900, 129600),
                                     member<&T::tags>("Tags").length(0, 50),
                                     member<&T::minimum_session_token_size>("MinimumSessionTokenSize").range(0, 4096),
                                 });
    return shape;
}

const Structure& shape_of(Tag<GetFederationTokenResponse>) {
    using T = GetFederationTokenResponse;
    static const Structure shape("", {
                                         member<&T::credentials>("Credentials"),
                                         member<&T::federated_user>("FederatedUser"),
                                         member<&T::packed_policy_size>("PackedPolicySize"),
                                         member<&T::session_token_utilization>("SessionTokenUtilization"),
                                         member<&T::session_token_size>("SessionTokenSize"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<GetAccessKeyInfoRequest>) {
    using T = GetAccessKeyInfoRequest;
    static const Structure shape(
        "", {member<&T::access_key_id>("AccessKeyId").required().length(16, 128).pattern(R"([\w]*)")});
    return shape;
}

const Structure& shape_of(Tag<GetAccessKeyInfoResponse>) {
    using T = GetAccessKeyInfoResponse;
    static const Structure shape("", {member<&T::account>("Account")});
    return shape;
}

}  // namespace wt::iam
