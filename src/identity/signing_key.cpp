#include "identity/signing_key.hpp"

#include <future>
#include <stdexcept>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

#include "base/base64.hpp"

namespace wt::identity {

namespace {

constexpr int key_bits = 2048;

struct FreeKey {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeContext {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
};
struct FreeNumber {
    void operator()(BIGNUM* number) const { BN_free(number); }
};
struct FreeCertificate {
    void operator()(X509* certificate) const { X509_free(certificate); }
};
struct FreeBio {
    void operator()(BIO* bio) const { BIO_free(bio); }
};

[[nodiscard]] std::string number_of(EVP_PKEY* key, const char* name) {
    BIGNUM* raw = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &raw) != 1) throw std::runtime_error("OpenSSL cannot read its own RSA key");
    const std::unique_ptr<BIGNUM, FreeNumber> number(raw);
    std::string bytes(static_cast<std::size_t>(BN_num_bytes(raw)), '\0');
    BN_bn2bin(raw, reinterpret_cast<unsigned char*>(bytes.data()));
    return base64url_encode(bytes);
}

/// Instead of asking at the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

[[nodiscard]] const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

struct SigningKey::State {
    explicit State(EVP_PKEY* owned);

    std::unique_ptr<EVP_PKEY, FreeKey> key;
    std::string modulus;
    std::string exponent;
    std::string id;
};

struct SigningKey::Pending {
    std::shared_future<std::shared_ptr<const State>> state;
};

SigningKey::SigningKey(std::unique_ptr<Pending> pending) : pending_(std::move(pending)) {}
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;
SigningKey::~SigningKey() = default;

SigningKey::State::State(EVP_PKEY* owned)
    : key(owned), modulus(number_of(owned, OSSL_PKEY_PARAM_RSA_N)), exponent(number_of(owned, OSSL_PKEY_PARAM_RSA_E)) {
    unsigned char hash[SHA256_DIGEST_LENGTH];
    SHA256(bytes_of(modulus), modulus.size(), hash);
    id = base64url_encode({reinterpret_cast<const char*>(hash), sizeof hash});
}

const SigningKey::State& SigningKey::state() const { return *pending_->state.get(); }

SigningKey SigningKey::generate(Made made) {
    const auto make = []() -> std::shared_ptr<const State> {
        // Three primes (RFC 8017) are found in a third of the time that two take; who verifies sees no difference.
        constexpr int primes = 3;
        const std::unique_ptr<EVP_PKEY_CTX, FreeContext> context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
        EVP_PKEY* key = nullptr;
        if (context == nullptr || EVP_PKEY_keygen_init(context.get()) <= 0 ||
            EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), key_bits) <= 0 ||
            EVP_PKEY_CTX_set_rsa_keygen_primes(context.get(), primes) <= 0 ||
            EVP_PKEY_generate(context.get(), &key) <= 0) {
            throw std::runtime_error("OpenSSL cannot make an RSA key");
        }
        return std::make_shared<const State>(key);
    };
    // Now, not on the other thread: what is set up first is taken down last, so a program that ends early waits for its
    // key before OpenSSL goes.
    if (OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG, nullptr) != 1)
        throw std::runtime_error("OpenSSL cannot be set up");
    auto pending = std::make_unique<Pending>();
    pending->state = std::async(made == Made::ahead ? std::launch::async : std::launch::deferred, make).share();
    return SigningKey(std::move(pending));
}

Result<SigningKey> SigningKey::from_pem(std::string_view pem) {
    constexpr std::size_t longest_pem = 64 * 1024;
    const Error not_a_key{"expected a private RSA key of 2048 bits in unencrypted PEM"};
    if (pem.size() > longest_pem) return not_a_key;
    const std::unique_ptr<BIO, FreeBio> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    if (bio == nullptr) return not_a_key;
    std::unique_ptr<EVP_PKEY, FreeKey> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
    if (key == nullptr || EVP_PKEY_is_a(key.get(), "RSA") != 1 || EVP_PKEY_get_bits(key.get()) != key_bits) {
        return not_a_key;
    }
    std::promise<std::shared_ptr<const State>> ready;
    ready.set_value(std::make_shared<const State>(key.release()));
    auto pending = std::make_unique<Pending>();
    pending->state = ready.get_future().share();
    return SigningKey(std::move(pending));
}

std::string SigningKey::to_pem() const {
    const std::unique_ptr<BIO, FreeBio> bio(BIO_new(BIO_s_mem()));
    if (bio == nullptr ||
        PEM_write_bio_PKCS8PrivateKey(bio.get(), state().key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
        throw std::runtime_error("OpenSSL cannot write its own RSA key");
    }
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &bytes);
    return std::string(bytes, static_cast<std::size_t>(size));
}

std::string SigningKey::certificate(std::string_view name, Instant from) const {
    constexpr long ten_years = 3650L * 24 * 60 * 60;
    const std::unique_ptr<X509, FreeCertificate> made(X509_new());
    const auto begins = static_cast<time_t>(unix_seconds(from));
    X509_NAME* const subject = made == nullptr ? nullptr : X509_get_subject_name(made.get());
    if (subject == nullptr || X509_set_version(made.get(), X509_VERSION_3) != 1 ||
        ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1) != 1 ||
        ASN1_TIME_set(X509_getm_notBefore(made.get()), begins) == nullptr ||
        ASN1_TIME_set(X509_getm_notAfter(made.get()), begins + ten_years) == nullptr ||
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, bytes_of(name), static_cast<int>(name.size()), -1,
                                   0) != 1 ||
        X509_set_issuer_name(made.get(), subject) != 1 || X509_set_pubkey(made.get(), state().key.get()) != 1 ||
        X509_sign(made.get(), state().key.get(), EVP_sha256()) <= 0) {
        throw std::runtime_error("OpenSSL cannot make a certificate");
    }
    unsigned char* der = nullptr;
    const int size = i2d_X509(made.get(), &der);
    if (size <= 0) throw std::runtime_error("OpenSSL cannot write its own certificate");
    std::string text = base64_encode({reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)});
    OPENSSL_free(der);
    return text;
}

std::string SigningKey::sign(std::string_view message) const {
    const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
    std::string signature(key_bits / 8, '\0');
    std::size_t size = signature.size();
    if (context == nullptr ||
        EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, state().key.get()) != 1 ||
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes_of(message),
                       message.size()) != 1) {
        throw std::runtime_error("OpenSSL cannot sign");
    }
    signature.resize(size);
    return signature;
}

bool SigningKey::verify(std::string_view message, std::string_view signature) const {
    const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
    return context != nullptr &&
           EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, state().key.get()) == 1 &&
           EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(message), message.size()) ==
               1;
}

const std::string& SigningKey::id() const { return state().id; }
const std::string& SigningKey::modulus() const { return state().modulus; }
const std::string& SigningKey::exponent() const { return state().exponent; }

}  // namespace wt::identity
