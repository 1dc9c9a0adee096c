#include "identity/cognito_shapes.hpp"

namespace wt::identity {

using aws::element;
using aws::member;
using aws::Structure;
using aws::Tag;

namespace {

constexpr std::int64_t longest_text = 131'072;
constexpr std::string_view token_pattern = "[A-Za-z0-9-_=.]+";

constexpr std::string_view auth_flows[] = {
    "ADMIN_NO_SRP_AUTH", "ADMIN_USER_PASSWORD_AUTH", "CUSTOM_AUTH",  "REFRESH_TOKEN", "REFRESH_TOKEN_AUTH",
    "USER_AUTH",         "USER_PASSWORD_AUTH",       "USER_SRP_AUTH"};
constexpr std::string_view challenge_names[] = {"SMS_MFA",
                                                "EMAIL_OTP",
                                                "SOFTWARE_TOKEN_MFA",
                                                "SELECT_MFA_TYPE",
                                                "MFA_SETUP",
                                                "PASSWORD_VERIFIER",
                                                "CUSTOM_CHALLENGE",
                                                "SELECT_CHALLENGE",
                                                "DEVICE_SRP_AUTH",
                                                "DEVICE_PASSWORD_VERIFIER",
                                                "ADMIN_NO_SRP_AUTH",
                                                "NEW_PASSWORD_REQUIRED",
                                                "SMS_OTP",
                                                "PASSWORD",
                                                "WEB_AUTHN",
                                                "PASSWORD_SRP"};
constexpr std::string_view delivery_mediums[] = {"SMS", "EMAIL"};

[[nodiscard]] aws::Element text() { return element().length(0, longest_text); }

}  // namespace

const Structure& shape_of(Tag<AnalyticsMetadata>) {
    using T = AnalyticsMetadata;
    static const Structure shape("",
                                 {member<&T::analytics_endpoint_id>("AnalyticsEndpointId").length(0, longest_text)});
    return shape;
}

const Structure& shape_of(Tag<UserContextData>) {
    using T = UserContextData;
    static const Structure shape("", {member<&T::ip_address>("IpAddress").length(0, longest_text),
                                      member<&T::encoded_data>("EncodedData").length(0, longest_text)});
    return shape;
}

const Structure& shape_of(Tag<InitiateAuthRequest>) {
    using T = InitiateAuthRequest;
    static const Structure shape(
        "", {
                member<&T::auth_flow>("AuthFlow").required().one_of(auth_flows),
                member<&T::auth_parameters>("AuthParameters").sensitive().keys(text()).each(text()),
                member<&T::client_metadata>("ClientMetadata").keys(text()).each(text()),
                member<&T::client_id>("ClientId").required().sensitive().length(1, 128).pattern("[\\w+]+"),
                member<&T::analytics_metadata>("AnalyticsMetadata"),
                member<&T::user_context_data>("UserContextData").sensitive(),
                member<&T::session>("Session").sensitive().length(20, 2048),
            });
    return shape;
}

const Structure& shape_of(Tag<NewDeviceMetadata>) {
    using T = NewDeviceMetadata;
    static const Structure shape("",
                                 {member<&T::device_key>("DeviceKey"), member<&T::device_group_key>("DeviceGroupKey")});
    return shape;
}

const Structure& shape_of(Tag<AuthenticationResult>) {
    using T = AuthenticationResult;
    static const Structure shape("", {
                                         member<&T::access_token>("AccessToken").sensitive(),
                                         member<&T::expires_in>("ExpiresIn"),
                                         member<&T::token_type>("TokenType"),
                                         member<&T::refresh_token>("RefreshToken").sensitive(),
                                         member<&T::id_token>("IdToken").sensitive(),
                                         member<&T::new_device_metadata>("NewDeviceMetadata"),
                                     });
    return shape;
}

const Structure& shape_of(Tag<InitiateAuthResponse>) {
    using T = InitiateAuthResponse;
    static const Structure shape("",
                                 {
                                     member<&T::challenge_name>("ChallengeName").one_of(challenge_names),
                                     member<&T::session>("Session").sensitive(),
                                     member<&T::challenge_parameters>("ChallengeParameters"),
                                     member<&T::authentication_result>("AuthenticationResult"),
                                     member<&T::available_challenges>("AvailableChallenges").one_of(challenge_names),
                                 });
    return shape;
}

const Structure& shape_of(Tag<GetUserRequest>) {
    using T = GetUserRequest;
    static const Structure shape(
        "", {member<&T::access_token>("AccessToken").required().sensitive().pattern(token_pattern)});
    return shape;
}

const Structure& shape_of(Tag<UserAttribute>) {
    using T = UserAttribute;
    static const Structure shape("", {member<&T::name>("Name").required(), member<&T::value>("Value").sensitive()});
    return shape;
}

const Structure& shape_of(Tag<MfaOption>) {
    using T = MfaOption;
    static const Structure shape("", {member<&T::delivery_medium>("DeliveryMedium").one_of(delivery_mediums),
                                      member<&T::attribute_name>("AttributeName")});
    return shape;
}

const Structure& shape_of(Tag<GetUserResponse>) {
    using T = GetUserResponse;
    static const Structure shape("", {
                                         member<&T::username>("Username").required().sensitive(),
                                         member<&T::user_attributes>("UserAttributes").required(),
                                         member<&T::mfa_options>("MFAOptions"),
                                         member<&T::preferred_mfa_setting>("PreferredMfaSetting"),
                                         member<&T::user_mfa_setting_list>("UserMFASettingList"),
                                     });
    return shape;
}

}  // namespace wt::identity
