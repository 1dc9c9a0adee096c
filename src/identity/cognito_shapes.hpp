#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "aws/shape.hpp"

/// Inputs and outputs of the operations that are written here. Source: the model cognito-idp 2016-04-18.
namespace wt::identity {

struct AnalyticsMetadata {
    std::optional<std::string> analytics_endpoint_id;
};
const aws::Structure& shape_of(aws::Tag<AnalyticsMetadata>);

struct UserContextData {
    std::optional<std::string> ip_address;
    std::optional<std::string> encoded_data;
};
const aws::Structure& shape_of(aws::Tag<UserContextData>);

struct InitiateAuthRequest {
    std::string auth_flow;
    std::map<std::string, std::string> auth_parameters;
    std::map<std::string, std::string> client_metadata;
    std::string client_id;
    std::optional<AnalyticsMetadata> analytics_metadata;
    std::optional<UserContextData> user_context_data;
    std::optional<std::string> session;
};
const aws::Structure& shape_of(aws::Tag<InitiateAuthRequest>);

struct NewDeviceMetadata {
    std::optional<std::string> device_key;
    std::optional<std::string> device_group_key;
};
const aws::Structure& shape_of(aws::Tag<NewDeviceMetadata>);

struct AuthenticationResult {
    std::optional<std::string> access_token;
    std::int32_t expires_in = 0;  // seconds
    std::optional<std::string> token_type;
    std::optional<std::string> refresh_token;
    std::optional<std::string> id_token;
    std::optional<NewDeviceMetadata> new_device_metadata;
};
const aws::Structure& shape_of(aws::Tag<AuthenticationResult>);

struct InitiateAuthResponse {
    std::optional<std::string> challenge_name;
    std::optional<std::string> session;
    std::map<std::string, std::string> challenge_parameters;
    std::optional<AuthenticationResult> authentication_result;
    std::optional<std::vector<std::string>> available_challenges;
};
const aws::Structure& shape_of(aws::Tag<InitiateAuthResponse>);

struct GetUserRequest {
    std::string access_token;
};
const aws::Structure& shape_of(aws::Tag<GetUserRequest>);

struct UserAttribute {
    std::string name;
    std::optional<std::string> value;
};
const aws::Structure& shape_of(aws::Tag<UserAttribute>);

struct MfaOption {
    std::optional<std::string> delivery_medium;
    std::optional<std::string> attribute_name;
};
const aws::Structure& shape_of(aws::Tag<MfaOption>);

struct GetUserResponse {
    std::string username;
    std::vector<UserAttribute> user_attributes;
    std::optional<std::vector<MfaOption>> mfa_options;
    std::optional<std::string> preferred_mfa_setting;
    std::optional<std::vector<std::string>> user_mfa_setting_list;
};
const aws::Structure& shape_of(aws::Tag<GetUserResponse>);

}  // namespace wt::identity
