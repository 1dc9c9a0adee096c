#include "front/tls_client.hpp"

#include <stdexcept>

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "http/message.hpp"

namespace wt::front {

namespace {

/// Passes over what is wrong with who signed, and over nothing else.
int by_anybody(int good, X509_STORE_CTX* about) {
    if (good == 1) return good;
    switch (X509_STORE_CTX_get_error(about)) {
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN: X509_STORE_CTX_set_error(about, X509_V_OK); return 1;
        default: return 0;
    }
}

}  // namespace

void TlsClient::FreeContext::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }

TlsClient::TlsClient(std::string host, Signers signers)
    : host_(std::move(host)), context_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX* const to = context_.get();
    if (to == nullptr) throw std::runtime_error("OpenSSL offers no TLS");
    SSL_CTX_set_min_proto_version(to, TLS1_2_VERSION);
    SSL_CTX_set_options(to, SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(to, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_default_verify_paths(to);
    SSL_CTX_set_verify(to, SSL_VERIFY_PEER, signers == Signers::anybody ? by_anybody : nullptr);
}

TlsStream TlsClient::connect(int socket) {
    TlsStream stream(SSL_new(context_.get()));
    if (stream == nullptr || SSL_set_fd(stream.get(), socket) != 1) throw std::runtime_error("OpenSSL has no memory");
    if (http::IpAddress::parse(host_)) {
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(stream.get()), host_.c_str());
    } else {
        SSL_set_tlsext_host_name(stream.get(), host_.c_str());
        SSL_set1_host(stream.get(), host_.c_str());
    }
    SSL_set_connect_state(stream.get());
    return stream;
}

std::string distrust(const ssl_st* stream) {
    const long result = SSL_get_verify_result(stream);
    return result == X509_V_OK ? std::string() : X509_verify_cert_error_string(result);
}

}  // namespace wt::front
