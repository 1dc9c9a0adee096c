#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aws/shape.hpp"
#include "base/time.hpp"

/// Inputs and outputs of IAM's API: service-specific credentials and signing certificates (iam 2010-05-08).
namespace wt::iam::api {

struct CreateServiceSpecificCredentialRequest {
    std::string user_name;
    std::string service_name;
    std::optional<std::int32_t> credential_age_days;
};
const aws::Structure& shape_of(aws::Tag<CreateServiceSpecificCredentialRequest>);

/// With its password where it is made or reset; lists leave that out.
struct ServiceSpecificCredential {
    Instant create_date = epoch;
    std::string service_name;
    std::string service_user_name;
    std::optional<std::string> service_password;
    std::string service_specific_credential_id;
    std::string user_name;
    std::string status;
};
const aws::Structure& shape_of(aws::Tag<ServiceSpecificCredential>);
struct ServiceSpecificCredentialResponse {
    std::optional<ServiceSpecificCredential> service_specific_credential;
};
const aws::Structure& shape_of(aws::Tag<ServiceSpecificCredentialResponse>);

struct ListServiceSpecificCredentialsRequest {
    std::optional<std::string> user_name;
    std::optional<std::string> service_name;
    std::optional<bool> all_users;
    std::optional<std::string> marker;
    std::optional<std::int32_t> max_items;
};
const aws::Structure& shape_of(aws::Tag<ListServiceSpecificCredentialsRequest>);
struct ListServiceSpecificCredentialsResponse {
    std::vector<ServiceSpecificCredential> service_specific_credentials;
    std::optional<std::string> marker;
    std::optional<bool> is_truncated;
};
const aws::Structure& shape_of(aws::Tag<ListServiceSpecificCredentialsResponse>);

/// Of DeleteServiceSpecificCredential and ResetServiceSpecificCredential.
struct OneServiceSpecificCredentialRequest {
    std::optional<std::string> user_name;
    std::string service_specific_credential_id;
};
const aws::Structure& shape_of(aws::Tag<OneServiceSpecificCredentialRequest>);
struct UpdateServiceSpecificCredentialRequest {
    std::optional<std::string> user_name;
    std::string service_specific_credential_id;
    std::string status;
};
const aws::Structure& shape_of(aws::Tag<UpdateServiceSpecificCredentialRequest>);

struct UploadSigningCertificateRequest {
    std::optional<std::string> user_name;
    std::string certificate_body;
};
const aws::Structure& shape_of(aws::Tag<UploadSigningCertificateRequest>);
struct SigningCertificateDetail {
    std::string user_name;
    std::string certificate_id;
    std::string certificate_body;
    std::string status;
    std::optional<Instant> upload_date;
};
const aws::Structure& shape_of(aws::Tag<SigningCertificateDetail>);
struct UploadSigningCertificateResponse {
    SigningCertificateDetail certificate;
};
const aws::Structure& shape_of(aws::Tag<UploadSigningCertificateResponse>);
struct ListSigningCertificatesRequest {
    std::optional<std::string> user_name;
    std::optional<std::string> marker;
    std::optional<std::int32_t> max_items;
};
const aws::Structure& shape_of(aws::Tag<ListSigningCertificatesRequest>);
struct ListSigningCertificatesResponse {
    std::vector<SigningCertificateDetail> certificates;
    std::optional<bool> is_truncated;
    std::optional<std::string> marker;
};
const aws::Structure& shape_of(aws::Tag<ListSigningCertificatesResponse>);
struct UpdateSigningCertificateRequest {
    std::optional<std::string> user_name;
    std::string certificate_id;
    std::string status;
};
const aws::Structure& shape_of(aws::Tag<UpdateSigningCertificateRequest>);
struct DeleteSigningCertificateRequest {
    std::optional<std::string> user_name;
    std::string certificate_id;
};
const aws::Structure& shape_of(aws::Tag<DeleteSigningCertificateRequest>);

}  // namespace wt::iam::api
