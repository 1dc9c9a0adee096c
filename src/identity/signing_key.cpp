#include "identity/signing_key.hpp"

#include <stdexcept>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>

#include "identity/base64url.hpp"

namespace wt::identity {

namespace {

constexpr int key_bits = 2048;

struct FreeKey {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeContext {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
struct FreeNumber {
    void operator()(BIGNUM* number) const { BN_free(number); }
};

[[nodiscard]] std::string number_of(EVP_PKEY* key, const char* name) {
    BIGNUM* raw = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &raw) != 1) throw std::runtime_error("OpenSSL cannot read its own RSA key");
    const std::unique_ptr<BIGNUM, FreeNumber> number(raw);
    std::string bytes(static_cast<std::size_t>(BN_num_bytes(raw)), '\0');
    BN_bn2bin(raw, reinterpret_cast<unsigned char*>(bytes.data()));
    return base64url_encode(bytes);
}

[[nodiscard]] const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

struct SigningKey::State {
    std::unique_ptr<EVP_PKEY, FreeKey> key;
    std::string id;
    std::string modulus;
    std::string exponent;
};

SigningKey::SigningKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;
SigningKey::~SigningKey() = default;

SigningKey SigningKey::generate() {
    auto state = std::make_unique<State>();
    state->key.reset(EVP_RSA_gen(key_bits));
    if (state->key == nullptr) throw std::runtime_error("OpenSSL cannot make an RSA key");
    state->modulus = number_of(state->key.get(), OSSL_PKEY_PARAM_RSA_N);
    state->exponent = number_of(state->key.get(), OSSL_PKEY_PARAM_RSA_E);
    unsigned char hash[SHA256_DIGEST_LENGTH];
    SHA256(bytes_of(state->modulus), state->modulus.size(), hash);
    state->id = base64url_encode({reinterpret_cast<const char*>(hash), sizeof hash});
    return SigningKey(std::move(state));
}

std::string SigningKey::sign(std::string_view message) const {
    const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
    std::size_t size = 0;
    std::string signature(key_bits / 8, '\0');
    size = signature.size();
    if (context == nullptr ||
        EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, state_->key.get()) != 1 ||
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
           EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, state_->key.get()) == 1 &&
           EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(message), message.size()) ==
               1;
}

const std::string& SigningKey::id() const { return state_->id; }
const std::string& SigningKey::modulus() const { return state_->modulus; }
const std::string& SigningKey::exponent() const { return state_->exponent; }

}  // namespace wt::identity
