#include "kms/ciphertext.hpp"

#include "base/assert.hpp"
#include "base/hex.hpp"
#include "kms/cipher.hpp"

namespace wt::kms {

namespace {

constexpr std::string_view blob_head("\1\2\2\0", 4);
constexpr std::size_t material_id_bytes = 32;

[[nodiscard]] std::string head_of(const Ciphertext& blob) {
    WT_ASSERT(blob.key_id.size() <= 255 && blob.material_id.size() == 2 * material_id_bytes);
    std::string head(blob_head);
    head += static_cast<char>(blob.key_id.size());
    head += blob.key_id;
    for (std::size_t i = 0; i < blob.material_id.size(); i += 2)
        head += static_cast<char>(16 * hex_digit(blob.material_id[i]) + hex_digit(blob.material_id[i + 1]));
    return head + blob.nonce;
}

void append_counted(std::string& to, std::string_view text) {
    for (int shift = 24; shift >= 0; shift -= 8) to += static_cast<char>(text.size() >> shift & 0xff);
    to += text;
}

}  // namespace

std::string bytes_of(const EncryptionContext& context) {
    std::string bytes;
    for (const auto& [key, value] : context) {
        append_counted(bytes, key);
        append_counted(bytes, value);
    }
    return bytes;
}

std::optional<Ciphertext> Ciphertext::read(std::string_view blob) {
    if (!blob.starts_with(blob_head)) return std::nullopt;
    blob.remove_prefix(blob_head.size());
    if (blob.empty()) return std::nullopt;
    const std::size_t id_size = static_cast<unsigned char>(blob.front());
    blob.remove_prefix(1);
    if (blob.size() < id_size + material_id_bytes + nonce_size + tag_size) return std::nullopt;
    Ciphertext read;
    const auto take = [&blob](std::size_t size) {
        const std::string_view part = blob.substr(0, size);
        blob.remove_prefix(size);
        return part;
    };
    read.key_id = take(id_size);
    read.material_id = hex_encode(take(material_id_bytes));
    read.nonce = take(nonce_size);
    read.sealed = blob;
    return read;
}

std::string Ciphertext::write() const { return head_of(*this) + sealed; }

std::string encrypt(std::string_view key_id, std::string_view material_id, std::string_view material,
                    std::string_view nonce, const EncryptionContext& context, std::string_view text) {
    Ciphertext blob{std::string(key_id), std::string(material_id), std::string(nonce), {}};
    blob.sealed = gcm_seal(material, nonce, head_of(blob) + bytes_of(context), text);
    return blob.write();
}

std::optional<std::string> decrypt(const Ciphertext& blob, std::string_view material,
                                   const EncryptionContext& context) {
    return gcm_open(material, blob.nonce, head_of(blob) + bytes_of(context), blob.sealed);
}

}  // namespace wt::kms
