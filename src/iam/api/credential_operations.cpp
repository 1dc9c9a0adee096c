// Service-specific credentials and signing certificates of users.
#include <algorithm>

#include "base/base64.hpp"
#include "iam/api/find.hpp"
#include "iam/generated_ids.hpp"

namespace wt::iam::api {

namespace {

constexpr std::size_t most_of_a_service = 2;  // IAM User Guide, "IAM and AWS STS quotas"
constexpr std::size_t most_certificates = 2;

constexpr aws::ErrorRow not_supported{"NotSupportedService", 404, "The service does not support such credentials."};
constexpr aws::ErrorRow malformed_certificate{"MalformedCertificate", 400, "The certificate is malformed."};
constexpr aws::ErrorRow duplicate_certificate{"DuplicateCertificate", 409, "The certificate is there already."};

[[nodiscard]] std::string_view status_of(bool active) { return active ? "Active" : "Inactive"; }

/// With its password where it is made or reset; lists have a shape without it.
template <class Detail>
[[nodiscard]] Detail shown(const User& user, const ServiceCredential& credential) {
    Detail detail;
    detail.create_date = credential.created;
    detail.service_name = credential.service;
    detail.service_user_name = credential.service_user;
    if constexpr (requires { detail.service_password; }) detail.service_password = credential.password;
    detail.service_specific_credential_id = credential.id;
    detail.user_name = user.name;
    detail.status = status_of(credential.active);
    return detail;
}

[[nodiscard]] SigningCertificateDetail shown(const User& user, const SigningCertificate& certificate) {
    return {user.name, certificate.id, certificate.body, std::string(status_of(certificate.active)),
            certificate.uploaded};
}

template <class T>
[[nodiscard]] auto find_id(std::vector<T>& all, std::string_view id) {
    return std::find_if(all.begin(), all.end(), [&](const T& each) { return each.id == id; });
}

[[nodiscard]] aws::Error no_such_credential(std::string_view id) {
    return no_such_entity(fmt::format("No such credential {} exists", id));
}
[[nodiscard]] aws::Error no_such_certificate(std::string_view id) {
    return no_such_entity(fmt::format("The Certificate with id {} cannot be found.", id));
}
[[nodiscard]] std::optional<aws::Error> refuse_status(std::string_view status) {
    if (status != "Expired") return std::nullopt;
    // Assumed: the sentence. Nothing expires but by itself.
    return aws::Error(errors::invalid_input, "The status can be Active or Inactive.");
}

/// Whether a text is a certificate in PEM: DER that begins with a sequence of its size. Who signed it, and until when
/// it is good, is not looked at.
[[nodiscard]] bool is_certificate(std::string_view pem) {
    constexpr std::string_view begin = "-----BEGIN CERTIFICATE-----";
    constexpr std::string_view end = "-----END CERTIFICATE-----";
    const std::size_t first = pem.find(begin);
    const std::size_t last = pem.find(end);
    if (first == std::string_view::npos || last == std::string_view::npos || last < first) return false;
    std::string base64(pem.substr(first + begin.size(), last - first - begin.size()));
    std::erase_if(base64, [](char c) { return c == '\n' || c == '\r' || c == ' ' || c == '\t'; });
    const auto der = base64_decode(base64);
    if (!der || der->size() < 4) return false;
    const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>((*der)[i])); };
    if (byte(0) != 0x30 || byte(1) != 0x82) return false;  // a sequence, its length in two bytes
    return byte(2) * 256 + byte(3) + 4 == der->size();
}

}  // namespace

aws::Outcome<CreateServiceSpecificCredentialResponse> IamService::create_service_specific_credential(
    const aws::Call& call, CreateServiceSpecificCredentialRequest input) {
    const auto user = find<User>(call, input.user_name);
    if (!user.ok()) return user.error();
    if (input.service_name == "bedrock.amazonaws.com" || input.credential_age_days)
        return aws::Error(errors::unwritten, "Windtunnel does not implement API keys of Amazon Bedrock.");
    if (input.service_name != "codecommit.amazonaws.com" && input.service_name != "cassandra.amazonaws.com")
        return aws::Error(not_supported, fmt::format("No such service {} is supported for Service Specific Credentials",
                                                     input.service_name));
    auto& all = (*user)->service_credentials;
    const auto has = static_cast<std::size_t>(std::count_if(
        all.begin(), all.end(), [&](const ServiceCredential& each) { return each.service == input.service_name; }));
    if (has >= most_of_a_service) return quota_exceeded("ServiceSpecificCredentialsPerUser", most_of_a_service);
    ServiceCredential credential;
    credential.id = directory_.new_id("ACCA");
    credential.service = input.service_name;
    credential.service_user =
        fmt::format("{}{}-at-{}", (*user)->name, has == 0 ? "" : fmt::format("+{}", has), call.caller.account);
    credential.password = draw_secret(tasks_) + "wt=";
    credential.created = call.now;
    all.push_back(credential);
    CreateServiceSpecificCredentialResponse output;
    output.service_specific_credential = shown<ServiceSpecificCredential>(**user, credential);
    return saved(call, **user, std::move(output));
}

aws::Outcome<ListServiceSpecificCredentialsResponse> IamService::list_service_specific_credentials(
    const aws::Call& call, ListServiceSpecificCredentialsRequest input) {
    std::vector<ServiceSpecificCredentialMetadata> all;
    const auto add = [&](const User& user) {
        for (const ServiceCredential& each : user.service_credentials) {
            if (!input.service_name || each.service == *input.service_name)
                all.push_back(shown<ServiceSpecificCredentialMetadata>(user, each));
        }
    };
    if (input.all_users.value_or(false)) {
        for (const auto& [name, user] : account_of(call).users) add(user);
    } else {
        const auto user = find_user(call, input.user_name);
        if (!user.ok()) return user.error();
        add(**user);
    }
    const auto id = [](const ServiceSpecificCredentialMetadata& each) -> const std::string& {
        return each.service_specific_credential_id;
    };
    auto page =
        page_of(std::move(all), id, {"iam:ListServiceSpecificCredentials", input.marker, input.max_items, call.now});
    if (!page.ok()) return page.error();
    ListServiceSpecificCredentialsResponse output;
    output.service_specific_credentials = std::move(page->items);
    end_page(output, *page);
    return output;
}

aws::Outcome<aws::Nothing> IamService::update_service_specific_credential(
    const aws::Call& call, UpdateServiceSpecificCredentialRequest input) {
    const auto user = find_user(call, input.user_name);
    if (!user.ok()) return user.error();
    const auto found = find_id((*user)->service_credentials, input.service_specific_credential_id);
    if (found == (*user)->service_credentials.end()) return no_such_credential(input.service_specific_credential_id);
    if (auto error = refuse_status(input.status)) return std::move(*error);
    found->active = input.status == "Active";
    return saved(call, **user, aws::Nothing());
}

aws::Outcome<aws::Nothing> IamService::delete_service_specific_credential(
    const aws::Call& call, DeleteServiceSpecificCredentialRequest input) {
    const auto user = find_user(call, input.user_name);
    if (!user.ok()) return user.error();
    const auto found = find_id((*user)->service_credentials, input.service_specific_credential_id);
    if (found == (*user)->service_credentials.end()) return no_such_credential(input.service_specific_credential_id);
    (*user)->service_credentials.erase(found);
    return saved(call, **user, aws::Nothing());
}

aws::Outcome<ResetServiceSpecificCredentialResponse> IamService::reset_service_specific_credential(
    const aws::Call& call, ResetServiceSpecificCredentialRequest input) {
    const auto user = find_user(call, input.user_name);
    if (!user.ok()) return user.error();
    const auto found = find_id((*user)->service_credentials, input.service_specific_credential_id);
    if (found == (*user)->service_credentials.end()) return no_such_credential(input.service_specific_credential_id);
    found->password = draw_secret(tasks_) + "wt=";
    ResetServiceSpecificCredentialResponse output;
    output.service_specific_credential = shown<ServiceSpecificCredential>(**user, *found);
    return saved(call, **user, std::move(output));
}

aws::Outcome<UploadSigningCertificateResponse> IamService::upload_signing_certificate(
    const aws::Call& call, UploadSigningCertificateRequest input) {
    const auto user = find_user(call, input.user_name);
    if (!user.ok()) return user.error();
    auto& all = (*user)->certificates;
    if (!is_certificate(input.certificate_body)) return aws::Error(malformed_certificate);
    for (const SigningCertificate& each : all) {
        if (each.body == input.certificate_body) return aws::Error(duplicate_certificate);
    }
    if (all.size() >= most_certificates) return quota_exceeded("CertificatesPerUser", most_certificates);
    SigningCertificate certificate;
    certificate.id = draw_id(tasks_, "", 32);
    certificate.body = std::move(input.certificate_body);
    certificate.uploaded = call.now;
    all.push_back(certificate);
    UploadSigningCertificateResponse output;
    output.certificate = shown(**user, certificate);
    return saved(call, **user, std::move(output));
}

aws::Outcome<ListSigningCertificatesResponse> IamService::list_signing_certificates(
    const aws::Call& call, ListSigningCertificatesRequest input) {
    const auto user = find_user(call, input.user_name);
    if (!user.ok()) return user.error();
    std::vector<SigningCertificateDetail> all;
    for (const SigningCertificate& each : (*user)->certificates) all.push_back(shown(**user, each));
    const auto id = [](const SigningCertificateDetail& each) -> const std::string& { return each.certificate_id; };
    auto page = page_of(std::move(all), id, {"iam:ListSigningCertificates", input.marker, input.max_items, call.now});
    if (!page.ok()) return page.error();
    ListSigningCertificatesResponse output;
    output.certificates = std::move(page->items);
    end_page(output, *page);
    return output;
}

aws::Outcome<aws::Nothing> IamService::update_signing_certificate(const aws::Call& call,
                                                                  UpdateSigningCertificateRequest input) {
    const auto user = find_user(call, input.user_name);
    if (!user.ok()) return user.error();
    const auto found = find_id((*user)->certificates, input.certificate_id);
    if (found == (*user)->certificates.end()) return no_such_certificate(input.certificate_id);
    if (auto error = refuse_status(input.status)) return std::move(*error);
    found->active = input.status == "Active";
    return saved(call, **user, aws::Nothing());
}

aws::Outcome<aws::Nothing> IamService::delete_signing_certificate(const aws::Call& call,
                                                                  DeleteSigningCertificateRequest input) {
    const auto user = find_user(call, input.user_name);
    if (!user.ok()) return user.error();
    const auto found = find_id((*user)->certificates, input.certificate_id);
    if (found == (*user)->certificates.end()) return no_such_certificate(input.certificate_id);
    (*user)->certificates.erase(found);
    return saved(call, **user, aws::Nothing());
}

}  // namespace wt::iam::api
