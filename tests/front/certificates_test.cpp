#include "front/certificates.hpp"

#include <openssl/x509v3.h>

#include "catch.hpp"
#include "front/tls.hpp"

using namespace wt::front;

namespace {

[[nodiscard]] bool trusts(const std::string& authority, X509* certificate) {
    const Pem trusted = read_pem(authority_certificate(authority));
    X509_STORE* const store = X509_STORE_new();
    X509_STORE_add_cert(store, trusted.certificates.front().get());
    X509_STORE_CTX* const check = X509_STORE_CTX_new();
    X509_STORE_CTX_init(check, store, certificate, nullptr);
    X509_VERIFY_PARAM_set_flags(X509_STORE_CTX_get0_param(check), X509_V_FLAG_X509_STRICT);
    X509_STORE_CTX_set_purpose(check, X509_PURPOSE_SSL_SERVER);
    const bool trusted_now = X509_verify_cert(check) == 1;
    X509_STORE_CTX_free(check);
    X509_STORE_free(store);
    return trusted_now;
}

[[nodiscard]] bool names(X509* certificate, const char* name) {
    return X509_check_host(certificate, name, 0, 0, nullptr) == 1 || X509_check_ip_asc(certificate, name, 0) == 1;
}

}  // namespace

TEST_CASE("a certificate names this machine and what was asked for, and nobody else") {
    const std::string authority = make_authority();
    const Issuer issuer(authority);
    const CertificatePtr made = issuer.certificate_for("my.bucket.s3.localhost", "windtunnel,*.corp.example,10.0.0.7");
    CHECK(trusts(authority, made.get()));
    CHECK_FALSE(trusts(make_authority(), made.get()));
    for (const char* name : {"localhost", "127.0.0.1", "::1", "my.bucket.s3.localhost", "windtunnel", "a.corp.example",
                             "b.s3.localhost", "x.localhost.localstack.cloud", "10.0.0.7"}) {
        INFO(name);
        CHECK(names(made.get(), name));
    }
    for (const char* name :
         {"example.com", "corp.example", "a.b.corp.example", "127.0.0.2", "other.bucket.s3.localhost"}) {
        INFO(name);
        CHECK_FALSE(names(made.get(), name));
    }
    CHECK(names(issuer.certificate_for("192.168.0.9", "").get(), "192.168.0.9"));
    CHECK(names(issuer.certificate_for("", "").get(), "localhost"));
    // Nobody takes a server's certificate for an authority.
    CHECK(X509_check_ca(made.get()) == 0);
    CHECK(X509_check_private_key(made.get(), issuer.key()) == 1);
}

TEST_CASE("only an authority's key and certificate are taken for one") {
    const std::string authority = make_authority();
    const std::string certificate = authority_certificate(authority);
    CHECK(certificate.find("PRIVATE KEY") == std::string::npos);
    CHECK_THROWS(Issuer(certificate));
    CHECK_THROWS(Issuer(""));
    CHECK_THROWS(authority_certificate("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"));
    const std::string key = authority.substr(0, authority.find("-----BEGIN CERTIFICATE"));
    CHECK_THROWS(Issuer(key + authority_certificate(make_authority())));
}

TEST_CASE("a certificate that is given must come with its own key") {
    const std::string authority = make_authority();
    const std::string chain = authority_certificate(authority);
    const auto given = [](std::string with, std::string key) {
        TlsOptions options;
        options.chain = std::move(with);
        options.key = std::move(key);
        const Tls tls(std::move(options));
    };
    CHECK_NOTHROW(given(chain, authority));
    CHECK_THROWS(given(chain, make_authority()));
    CHECK_THROWS(given(chain, chain));
    CHECK_THROWS(given("no PEM", authority));
}
