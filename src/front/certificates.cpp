#include "front/certificates.hpp"

#include <cstdint>
#include <stdexcept>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "http/message.hpp"

namespace wt::front {

namespace {

constexpr long day = 24 * 60 * 60;
constexpr long authority_days = 3650;
constexpr long server_days = 800;

/// What stands in every certificate. Deeper names are made when a client asks for them.
constexpr std::string_view usual_names =
    "DNS:localhost,DNS:*.localhost,DNS:*.s3.localhost,DNS:*.execute-api.localhost,DNS:*.cloudfront.localhost,"
    "DNS:localhost.localstack.cloud,DNS:*.localhost.localstack.cloud,DNS:*.s3.localhost.localstack.cloud,"
    "IP:127.0.0.1,IP:::1";

struct FreeBio {
    void operator()(BIO* bio) const { BIO_free(bio); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;
struct FreeExtension {
    void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
};

/// Instead of asking at the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

void must(bool went_well) {
    if (!went_well) throw std::runtime_error("OpenSSL cannot make a certificate");
}

[[nodiscard]] KeyPtr new_key() {
    KeyPtr key(EVP_EC_gen("P-256"));
    must(key != nullptr);
    return key;
}

[[nodiscard]] Bio reading(std::string_view text) {
    return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

[[nodiscard]] std::string text_of(BIO* bio) {
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(bio, &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

void extend(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, FreeExtension> extension(
        X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
    must(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1);
}

/// A certificate of `key` for so many days, from yesterday: clocks differ.
[[nodiscard]] CertificatePtr begin_certificate(EVP_PKEY* key, const char* common_name, long days) {
    CertificatePtr made(X509_new());
    must(made != nullptr);
    std::uint64_t number = 0;
    must(RAND_bytes(reinterpret_cast<unsigned char*>(&number), sizeof number) == 1);
    X509_set_version(made.get(), X509_VERSION_3);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(made.get()), number | 1);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -day);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), days * day);
    X509_set_pubkey(made.get(), key);
    X509_NAME* const subject = X509_get_subject_name(made.get());
    const auto add = [subject](const char* field, const char* text) {
        must(X509_NAME_add_entry_by_txt(subject, field, MBSTRING_ASC, reinterpret_cast<const unsigned char*>(text), -1,
                                        -1, 0) == 1);
    };
    add("O", "Windtunnel");
    add("CN", common_name);
    return made;
}

/// "a,*.b" to "DNS:a,DNS:*.b"; an address to "IP:...".
void append_names(std::string& to, std::string_view names) {
    while (!names.empty()) {
        const std::string_view name = names.substr(0, names.find(','));
        names.remove_prefix(std::min(name.size() + 1, names.size()));
        if (name.empty()) continue;
        to += http::IpAddress::parse(name) ? ",IP:" : ",DNS:";
        to += name;
    }
}

[[nodiscard]] Pem read_authority(std::string_view text) {
    Pem authority = read_pem(text);
    if (authority.key == nullptr || authority.certificates.size() != 1 ||
        X509_check_ca(authority.certificates.front().get()) != 1 ||
        X509_check_private_key(authority.certificates.front().get(), authority.key.get()) != 1)
        throw std::runtime_error("that is no authority's key and certificate");
    if (X509_cmp_current_time(X509_get0_notAfter(authority.certificates.front().get())) < 0)
        throw std::runtime_error("the authority's time is over; delete its file, and the next start makes another");
    return authority;
}

}  // namespace

void FreeCertificate::operator()(x509_st* certificate) const { X509_free(certificate); }
void FreeKey::operator()(evp_pkey_st* key) const { EVP_PKEY_free(key); }

Pem read_pem(std::string_view text) {
    Pem found;
    const Bio certificates = reading(text);
    while (X509* certificate = PEM_read_bio_X509(certificates.get(), nullptr, no_passphrase, nullptr))
        found.certificates.emplace_back(certificate);
    found.key.reset(PEM_read_bio_PrivateKey(reading(text).get(), nullptr, no_passphrase, nullptr));
    ERR_clear_error();
    return found;
}

std::string make_authority() {
    const KeyPtr key = new_key();
    const CertificatePtr made =
        begin_certificate(key.get(), "Windtunnel, this machine's own authority", authority_days);
    X509* const to = made.get();
    must(X509_set_issuer_name(to, X509_get_subject_name(to)) == 1);
    extend(to, to, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    extend(to, to, NID_key_usage, "critical,keyCertSign,cRLSign");
    extend(to, to, NID_subject_key_identifier, "hash");
    must(X509_sign(to, key.get(), EVP_sha256()) > 0);
    const Bio text(BIO_new(BIO_s_mem()));
    must(PEM_write_bio_PrivateKey(text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
    must(PEM_write_bio_X509(text.get(), to) == 1);
    return text_of(text.get());
}

std::string authority_certificate(std::string_view authority) {
    const Pem read = read_authority(authority);
    const Bio text(BIO_new(BIO_s_mem()));
    must(PEM_write_bio_X509(text.get(), read.certificates.front().get()) == 1);
    return text_of(text.get());
}

Issuer::Issuer(std::string_view authority) : authority_(read_authority(authority)), key_(new_key()) {}

CertificatePtr Issuer::certificate_for(std::string_view name, std::string_view more_names) const {
    X509* const issuer = authority_.certificates.front().get();
    CertificatePtr made = begin_certificate(key_.get(), "Windtunnel", server_days);
    X509* const to = made.get();
    must(X509_set_issuer_name(to, X509_get_subject_name(issuer)) == 1);
    std::string names(usual_names);
    append_names(names, name);
    append_names(names, more_names);
    extend(to, issuer, NID_basic_constraints, "critical,CA:FALSE");
    extend(to, issuer, NID_key_usage, "critical,digitalSignature");
    extend(to, issuer, NID_ext_key_usage, "serverAuth");
    extend(to, issuer, NID_subject_key_identifier, "hash");
    extend(to, issuer, NID_authority_key_identifier, "keyid");
    extend(to, issuer, NID_subject_alt_name, names);
    must(X509_sign(to, authority_.key.get(), EVP_sha256()) > 0);
    return made;
}

std::string Issuer::pem_for(std::string_view name, std::string_view more_names) const {
    const CertificatePtr made = certificate_for(name, more_names);
    const Bio text(BIO_new(BIO_s_mem()));
    must(PEM_write_bio_PrivateKey(text.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
    must(PEM_write_bio_X509(text.get(), made.get()) == 1);
    return text_of(text.get());
}

}  // namespace wt::front
