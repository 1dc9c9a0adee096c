#include "kms/message.hpp"

#include "base/assert.hpp"
#include "base/base64.hpp"
#include "kms/cipher.hpp"

namespace wt::kms {

namespace {

constexpr std::string_view suite("\x03\x78", 2);
constexpr std::string_view version_and_type("\x01\x80", 2);
constexpr std::string_view public_key_name = "aws-crypto-public-key";
constexpr std::uint32_t frame_size = 4096;

void append_number(std::string& to, std::uint64_t number, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) to += static_cast<char>(number >> shift & 0xff);
}

void append_text(std::string& to, std::string_view text) {
    append_number(to, text.size(), 2);
    to += text;
}

}  // namespace

EncryptionContext context_of(EncryptionContext said, const KeyPair& signer) {
    said[std::string(public_key_name)] = base64_encode(signer.compressed_point());
    return said;
}

std::string message_header(const MessageParts& parts, const KeyPair& signer) {
    WT_ASSERT(parts.id.size() == 16);
    const EncryptionContext context = context_of(parts.context, signer);
    std::string pairs;
    append_number(pairs, context.size(), 2);
    for (const auto& [key, value] : context) {
        append_text(pairs, key);
        append_text(pairs, value);
    }
    std::string header(version_and_type);
    header += suite;
    header += parts.id;
    append_text(header, pairs);
    append_number(header, 1, 2);  // data keys
    append_text(header, "aws-kms");
    append_text(header, parts.key_arn);
    append_text(header, parts.data_key_blob);
    header += '\2';  // in frames
    append_number(header, 0, 4);
    append_number(header, nonce_size, 1);
    append_number(header, frame_size, 4);
    return header;
}

std::string encrypted_message(const MessageParts& parts, const KeyPair& signer, std::string_view text) {
    WT_ASSERT(parts.data_key.size() == aes_key_size && text.size() <= frame_size);
    const std::string key = hkdf_sha384(parts.data_key, std::string(suite) + parts.id, aes_key_size);
    std::string message = message_header(parts, signer);
    const std::string header_nonce(nonce_size, '\0');
    const std::string tag = gcm_seal(key, header_nonce, message, "");
    message += header_nonce + tag;

    // The last frame, and the only one. Its nonce is its number.
    std::string nonce;
    append_number(nonce, 0, static_cast<int>(nonce_size) - 4);
    append_number(nonce, 1, 4);
    std::string additional = parts.id + "AWSKMSEncryptionClient Final Frame";
    append_number(additional, 1, 4);
    append_number(additional, text.size(), 8);
    append_number(message, 0xffffffff, 4);
    append_number(message, 1, 4);
    message += nonce;
    append_number(message, text.size(), 4);
    message += gcm_seal(key, nonce, additional, text);

    const auto scheme = signing_scheme("ECDSA_SHA_384");
    append_text(message, signer.sign(*scheme, hash_by("SHA384", message)));
    return message;
}

}  // namespace wt::kms
