#include "kms/cipher.hpp"

#include <memory>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/assert.hpp"

namespace wt::kms {

namespace {

struct FreeCipher {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

[[nodiscard]] const unsigned char* cipher_bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
[[nodiscard]] unsigned char* cipher_bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace

std::string gcm_seal(std::string_view key, std::string_view nonce, std::string_view additional, std::string_view text) {
    WT_ASSERT(key.size() == aes_key_size && nonce.size() == nonce_size);
    const Cipher context(EVP_CIPHER_CTX_new());
    std::string sealed(text.size(), '\0');
    std::string tag(tag_size, '\0');
    int size = 0;
    bool done =
        EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, cipher_bytes(key), cipher_bytes(nonce)) == 1 &&
        EVP_EncryptUpdate(context.get(), nullptr, &size, cipher_bytes(additional),
                          static_cast<int>(additional.size())) == 1 &&
        EVP_EncryptUpdate(context.get(), cipher_bytes(sealed), &size, cipher_bytes(text),
                          static_cast<int>(text.size())) == 1;
    done = done && EVP_EncryptFinal_ex(context.get(), cipher_bytes(tag), &size) == 1 &&
           EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(tag_size), tag.data()) == 1;
    WT_ASSERT(done);
    return sealed + tag;
}

std::optional<std::string> gcm_open(std::string_view key, std::string_view nonce, std::string_view additional,
                                    std::string_view sealed) {
    WT_ASSERT(key.size() == aes_key_size && nonce.size() == nonce_size);
    if (sealed.size() < tag_size) return std::nullopt;
    std::string tag(sealed.substr(sealed.size() - tag_size));
    sealed.remove_suffix(tag_size);
    const Cipher context(EVP_CIPHER_CTX_new());
    std::string text(sealed.size() + tag_size, '\0');  // room that the last step may ask for
    int size = 0;
    const bool done =
        EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, cipher_bytes(key), cipher_bytes(nonce)) == 1 &&
        EVP_DecryptUpdate(context.get(), nullptr, &size, cipher_bytes(additional),
                          static_cast<int>(additional.size())) == 1 &&
        EVP_DecryptUpdate(context.get(), cipher_bytes(text), &size, cipher_bytes(sealed),
                          static_cast<int>(sealed.size())) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(tag_size), tag.data()) == 1;
    WT_ASSERT(done);
    text.resize(sealed.size());
    int rest = 0;
    std::string nothing(tag_size, '\0');
    if (EVP_DecryptFinal_ex(context.get(), cipher_bytes(nothing), &rest) != 1) return std::nullopt;
    return text;
}

std::string hmac_by(const char* hash, std::string_view key, std::string_view message) {
    std::string mac(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    const auto* const made = HMAC(EVP_get_digestbyname(hash), key.data(), static_cast<int>(key.size()),
                                  cipher_bytes(message), message.size(), cipher_bytes(mac), &size);
    WT_ASSERT(made != nullptr);
    mac.resize(size);
    return mac;
}

std::string hash_by(const char* hash, std::string_view message) {
    std::string digest(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    const int done =
        EVP_Digest(message.data(), message.size(), cipher_bytes(digest), &size, EVP_get_digestbyname(hash), nullptr);
    WT_ASSERT(done == 1);
    digest.resize(size);
    return digest;
}

std::string hkdf_sha384(std::string_view key, std::string_view info, std::size_t size) {
    constexpr std::size_t hash_size = 48;
    WT_ASSERT(size <= hash_size);
    const std::string drawn = hmac_by("SHA384", std::string(hash_size, '\0'), key);
    return hmac_by("SHA384", drawn, std::string(info) + '\1').substr(0, size);
}

}  // namespace wt::kms
