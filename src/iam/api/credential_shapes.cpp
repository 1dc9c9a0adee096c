// What IAM's model says of service-specific credentials and signing certificates (iam 2010-05-08).
#include "iam/api/credential_shapes.hpp"

#include "iam/api/enumerations.hpp"
#include "iam/api/patterns.hpp"

namespace wt::iam::api {

using aws::member;
using aws::Structure;
using aws::Tag;

namespace {

constexpr std::string_view id_text = R"([\w]+)";

}  // namespace

const Structure& shape_of(Tag<CreateServiceSpecificCredentialRequest>) {
    using T = CreateServiceSpecificCredentialRequest;
    static const Structure shape("", {member<&T::user_name>("UserName").required().length(1, 64).pattern(name_text),
                                      member<&T::service_name>("ServiceName").required(),
                                      member<&T::credential_age_days>("CredentialAgeDays").range(1, 36600)});
    return shape;
}
const Structure& shape_of(Tag<ServiceSpecificCredential>) {
    using T = ServiceSpecificCredential;
    static const Structure shape(
        "", {member<&T::create_date>("CreateDate").required(), member<&T::service_name>("ServiceName").required(),
             member<&T::service_user_name>("ServiceUserName").length(0, 200).pattern(R"([\w+=,.@-]*)"),
             member<&T::service_password>("ServicePassword").sensitive(),
             member<&T::service_specific_credential_id>("ServiceSpecificCredentialId")
                 .required()
                 .length(20, 128)
                 .pattern(id_text),
             member<&T::user_name>("UserName").required().length(1, 64).pattern(name_text),
             member<&T::status>("Status").required().one_of(enumerations::status_type)});
    return shape;
}
const Structure& shape_of(Tag<ServiceSpecificCredentialResponse>) {
    using T = ServiceSpecificCredentialResponse;
    static const Structure shape("", {member<&T::service_specific_credential>("ServiceSpecificCredential")});
    return shape;
}
const Structure& shape_of(Tag<ListServiceSpecificCredentialsRequest>) {
    using T = ListServiceSpecificCredentialsRequest;
    static const Structure shape("", {member<&T::user_name>("UserName").length(1, 64).pattern(name_text),
                                      member<&T::service_name>("ServiceName"), member<&T::all_users>("AllUsers"),
                                      member<&T::marker>("Marker").length(1, 320).pattern(marker_text),
                                      member<&T::max_items>("MaxItems").range(1, 1000)});
    return shape;
}
const Structure& shape_of(Tag<ListServiceSpecificCredentialsResponse>) {
    using T = ListServiceSpecificCredentialsResponse;
    static const Structure shape("", {member<&T::service_specific_credentials>("ServiceSpecificCredentials"),
                                      member<&T::marker>("Marker"), member<&T::is_truncated>("IsTruncated")});
    return shape;
}
const Structure& shape_of(Tag<OneServiceSpecificCredentialRequest>) {
    using T = OneServiceSpecificCredentialRequest;
    static const Structure shape("", {member<&T::user_name>("UserName").length(1, 64).pattern(name_text),
                                      member<&T::service_specific_credential_id>("ServiceSpecificCredentialId")
                                          .required()
                                          .length(20, 128)
                                          .pattern(id_text)});
    return shape;
}
const Structure& shape_of(Tag<UpdateServiceSpecificCredentialRequest>) {
    using T = UpdateServiceSpecificCredentialRequest;
    static const Structure shape("", {member<&T::user_name>("UserName").length(1, 64).pattern(name_text),
                                      member<&T::service_specific_credential_id>("ServiceSpecificCredentialId")
                                          .required()
                                          .length(20, 128)
                                          .pattern(id_text),
                                      member<&T::status>("Status").required().one_of(enumerations::status_type)});
    return shape;
}
const Structure& shape_of(Tag<UploadSigningCertificateRequest>) {
    using T = UploadSigningCertificateRequest;
    static const Structure shape(
        "", {member<&T::user_name>("UserName").length(1, 128).pattern(name_text),
             member<&T::certificate_body>("CertificateBody").required().length(1, 16384).pattern(document_text)});
    return shape;
}
const Structure& shape_of(Tag<SigningCertificateDetail>) {
    using T = SigningCertificateDetail;
    static const Structure shape(
        "", {member<&T::user_name>("UserName").required().length(1, 64).pattern(name_text),
             member<&T::certificate_id>("CertificateId").required().length(24, 128).pattern(id_text),
             member<&T::certificate_body>("CertificateBody").required().length(1, 16384).pattern(document_text),
             member<&T::status>("Status").required().one_of(enumerations::status_type),
             member<&T::upload_date>("UploadDate")});
    return shape;
}
const Structure& shape_of(Tag<UploadSigningCertificateResponse>) {
    using T = UploadSigningCertificateResponse;
    static const Structure shape("", {member<&T::certificate>("Certificate").required()});
    return shape;
}
const Structure& shape_of(Tag<ListSigningCertificatesRequest>) {
    using T = ListSigningCertificatesRequest;
    static const Structure shape("", {member<&T::user_name>("UserName").length(1, 128).pattern(name_text),
                                      member<&T::marker>("Marker").length(1, 320).pattern(marker_text),
                                      member<&T::max_items>("MaxItems").range(1, 1000)});
    return shape;
}
const Structure& shape_of(Tag<ListSigningCertificatesResponse>) {
    using T = ListSigningCertificatesResponse;
    static const Structure shape("", {member<&T::certificates>("Certificates").required(),
                                      member<&T::is_truncated>("IsTruncated"), member<&T::marker>("Marker")});
    return shape;
}
const Structure& shape_of(Tag<UpdateSigningCertificateRequest>) {
    using T = UpdateSigningCertificateRequest;
    static const Structure shape(
        "", {member<&T::user_name>("UserName").length(1, 128).pattern(name_text),
             member<&T::certificate_id>("CertificateId").required().length(24, 128).pattern(id_text),
             member<&T::status>("Status").required().one_of(enumerations::status_type)});
    return shape;
}
const Structure& shape_of(Tag<DeleteSigningCertificateRequest>) {
    using T = DeleteSigningCertificateRequest;
    static const Structure shape(
        "", {member<&T::user_name>("UserName").length(1, 128).pattern(name_text),
             member<&T::certificate_id>("CertificateId").required().length(24, 128).pattern(id_text)});
    return shape;
}

}  // namespace wt::iam::api
