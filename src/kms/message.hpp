#pragma once
#include <string>
#include <string_view>

#include "kms/ciphertext.hpp"
#include "kms/key_pair.hpp"

namespace wt::kms {

/// What a message of the AWS Encryption SDK is made of. Developer Guide, "AWS Encryption SDK message format reference".
struct MessageParts {
    std::string id;             // 16 bytes, of this message alone
    EncryptionContext context;  // without the public key, which is added
    std::string key_arn;        // of KMS
    std::string data_key;       // 32 bytes, encrypted under the context that context_of() tells
    std::string data_key_blob;  // and as KMS encrypted it
};

/// The context that a message's data key is encrypted under: with the public key that its signature is checked by.
[[nodiscard]] EncryptionContext context_of(EncryptionContext said, const KeyPair& signer);

/// The first part of a message, without its authentication.
[[nodiscard]] std::string message_header(const MessageParts& parts, const KeyPair& signer);

/// A message in one frame, version 1, by the suite that Cognito's codes have (0x0378: AES-256-GCM, the data key by HKDF
/// with SHA-384, signed by ECDSA on P-384). The text has at most 4096 bytes. `signer` is a P-384 pair of this message.
[[nodiscard]] std::string encrypted_message(const MessageParts& parts, const KeyPair& signer, std::string_view text);

}  // namespace wt::kms
