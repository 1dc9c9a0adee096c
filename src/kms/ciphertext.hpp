#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace wt::kms {

using EncryptionContext = std::map<std::string, std::string>;

/// What Encrypt and GenerateDataKey hand out: which key and which of its materials it is encrypted by, and the text by
/// AES-256-GCM. All that stands before the text, and the encryption context, is the additional data. KMS says nothing
/// of how its own blobs are made; like them, these begin with "AQIC" in base64.
struct Ciphertext {
    std::string key_id;       // at most 255 bytes
    std::string material_id;  // 64 hexadecimal digits
    std::string nonce;
    std::string sealed;

    /// None where the bytes are no such blob. Takes any bytes.
    [[nodiscard]] static std::optional<Ciphertext> read(std::string_view blob);
    [[nodiscard]] std::string write() const;
};

/// `material` has aes_key_size bytes.
[[nodiscard]] std::string encrypt(std::string_view key_id, std::string_view material_id, std::string_view material,
                                  std::string_view nonce, const EncryptionContext& context, std::string_view text);
/// None where the context or the material is another one, or a bit of the blob.
[[nodiscard]] std::optional<std::string> decrypt(const Ciphertext& blob, std::string_view material,
                                                 const EncryptionContext& context);

/// "key: value" pairs in order of the keys' bytes, each text behind its length: two contexts are never the same bytes.
[[nodiscard]] std::string bytes_of(const EncryptionContext& context);

}  // namespace wt::kms
