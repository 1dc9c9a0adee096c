#include "front/tls.hpp"

#include <array>
#include <optional>
#include <stdexcept>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "front/certificates.hpp"
#include "front/visitors.hpp"

namespace wt::front {

namespace {

/// Certificates that are kept; beyond, all are made anew when they are asked for.
constexpr std::size_t most_kept = 256;

constexpr std::string_view protocols("\x02h2\x08http/1.1");

struct FreeContext {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                    unsigned offered_size, void*) {
    unsigned char* out = nullptr;
    if (SSL_select_next_proto(&out, size, reinterpret_cast<const unsigned char*>(protocols.data()),
                              static_cast<unsigned>(protocols.size()), offered, offered_size) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *chosen = out;
    return SSL_TLSEXT_ERR_OK;
}

}  // namespace

void FreeTlsStream::operator()(ssl_st* stream) const { SSL_free(stream); }

struct Tls::State {
    explicit State(TlsOptions with) : options(std::move(with)), context(SSL_CTX_new(TLS_server_method())) {
        SSL_CTX* const to = context.get();
        if (to == nullptr) throw std::runtime_error("OpenSSL offers no TLS");
        SSL_CTX_set_min_proto_version(to, TLS1_2_VERSION);
        // What HTTP/2 allows of TLS 1.2 (RFC 9113, 9.2.2).
        SSL_CTX_set_cipher_list(to, "ECDHE+AESGCM:ECDHE+CHACHA20");
        SSL_CTX_set_options(to, SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_NO_COMPRESSION);
        SSL_CTX_set_mode(
            to, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
        SSL_CTX_set_session_cache_mode(to, SSL_SESS_CACHE_OFF);
        SSL_CTX_set_alpn_select_cb(to, choose_protocol, nullptr);
        if (options.chain.empty()) {
            SSL_CTX_set_cert_cb(
                to, [](SSL* stream, void* self) { return static_cast<State*>(self)->dress(stream); }, this);
        } else {
            use_given();
        }
    }

    void use_given() {
        const Pem given = read_pem(options.chain);
        const Pem with_key = read_pem(options.key);
        SSL_CTX* const to = context.get();
        if (given.certificates.empty()) throw std::runtime_error("there is no certificate in PEM");
        if (with_key.key == nullptr) throw std::runtime_error("there is no private key in PEM, without a passphrase");
        bool fits = SSL_CTX_use_certificate(to, given.certificates.front().get()) == 1 &&
                    SSL_CTX_use_PrivateKey(to, with_key.key.get()) == 1 && SSL_CTX_check_private_key(to) == 1;
        for (std::size_t i = 1; fits && i < given.certificates.size(); ++i)
            fits = SSL_CTX_add1_chain_cert(to, given.certificates[i].get()) == 1;
        if (!fits) throw std::runtime_error("the certificate and the key do not belong together");
    }

    /// Gives the stream the certificate for the name that its client asks for; 0 ends the handshake.
    int dress(SSL* stream) {
        const char* asked = SSL_get_servername(stream, TLSEXT_NAMETYPE_host_name);
        std::string name(asked == nullptr ? "" : asked);
        if (!is_host_name(name) || !options.is_our_name || !options.is_our_name(name)) name.clear();
        const auto* address = static_cast<const std::string*>(SSL_get_app_data(stream));
        try {
            const std::string names = name.empty() && address != nullptr ? *address : name;
            auto found = certificates.find(names);
            if (found == certificates.end()) {
                if (certificates.size() >= most_kept) certificates.clear();
                found = certificates.emplace(names, issuer->certificate_for(names, options.more_names)).first;
            }
            return SSL_use_certificate(stream, found->second.get()) == 1 &&
                           SSL_use_PrivateKey(stream, issuer->key()) == 1
                       ? 1
                       : 0;
        } catch (const std::exception&) {
            return 0;
        }
    }

    TlsOptions options;
    std::unique_ptr<SSL_CTX, FreeContext> context;
    std::optional<Issuer> issuer;
    std::map<std::string, CertificatePtr, std::less<>> certificates;  // by name or address
    std::map<std::string, std::string> addresses;                     // this machine's, which streams refer to
};

Tls::Tls(TlsOptions options) : state_(std::make_unique<State>(std::move(options))) {}
Tls::~Tls() = default;

TlsStream Tls::accept(int socket, const std::string& local_address) {
    if (state_->options.chain.empty() && !state_->issuer) state_->issuer.emplace(state_->options.authority());
    TlsStream stream(SSL_new(state_->context.get()));
    if (stream == nullptr || SSL_set_fd(stream.get(), socket) != 1) throw std::runtime_error("OpenSSL has no memory");
    SSL_set_app_data(stream.get(), &state_->addresses.try_emplace(local_address, local_address).first->second);
    SSL_set_accept_state(stream.get());
    return stream;
}

}  // namespace wt::front
