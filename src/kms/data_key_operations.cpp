// Keys that leave, with a copy that only a key here opens; and random bytes.
#include "kms/entropy.hpp"
#include "kms/kms.hpp"
#include "kms/specs.hpp"

namespace wt::kms {

namespace {

/// How long a data key is to be, in bytes.
[[nodiscard]] aws::Outcome<std::size_t> data_key_size(const std::optional<std::int32_t>& bytes,
                                                      const std::optional<std::string>& spec) {
    if (bytes.has_value() == spec.has_value()) return invalid("Please specify either number of bytes or key spec.");
    if (bytes) return static_cast<std::size_t>(*bytes);
    constexpr std::size_t of_aes_128 = 16;
    constexpr std::size_t of_aes_256 = 32;
    return *spec == "AES_128" ? of_aes_128 : of_aes_256;
}

}  // namespace

aws::Outcome<Key*> Kms::for_data_keys(const aws::Call& call, std::string_view action, const std::string& id,
                                      const EncryptionContext& context, const std::vector<std::string>& grant_tokens) {
    Ask ask{action};
    ask.context = &context;
    ask.grant_tokens = &grant_tokens;
    ask.more.emplace_back("kms:EncryptionAlgorithm", symmetric);
    auto key = usable(call, std::move(ask), id, encrypts);
    if (!key.ok()) return key;
    if (auto wrong = refuse_algorithm(**key, symmetric)) return std::move(*wrong);
    return key;
}

aws::Outcome<GenerateDataKeyResponse> Kms::generate_data_key(const aws::Call& call, GenerateDataKeyRequest input) {
    if (auto wrong = refuse_recipient(input.recipient)) return std::move(*wrong);
    const auto size = data_key_size(input.number_of_bytes, input.key_spec);
    if (!size.ok()) return size.error();
    const auto key = for_data_keys(call, "GenerateDataKey", input.key_id, input.encryption_context, input.grant_tokens);
    if (!key.ok()) return key.error();
    if (auto dry = refuse_dry_run(input.dry_run)) return std::move(*dry);
    const std::string plaintext = fresh_bytes(*size);
    GenerateDataKeyResponse output;
    output.ciphertext_blob = aws::Blob{Text(seal(**key, input.encryption_context, plaintext))};
    output.plaintext = aws::Blob{Text(plaintext)};
    output.key_id = (*key)->arn();
    output.key_material_id = (*key)->current().id;
    return output;
}

aws::Outcome<GenerateDataKeyWithoutPlaintextResponse> Kms::generate_data_key_without_plaintext(
    const aws::Call& call, GenerateDataKeyWithoutPlaintextRequest input) {
    const auto size = data_key_size(input.number_of_bytes, input.key_spec);
    if (!size.ok()) return size.error();
    const auto key = for_data_keys(call, "GenerateDataKeyWithoutPlaintext", input.key_id, input.encryption_context,
                                   input.grant_tokens);
    if (!key.ok()) return key.error();
    if (auto dry = refuse_dry_run(input.dry_run)) return std::move(*dry);
    GenerateDataKeyWithoutPlaintextResponse output;
    output.ciphertext_blob = aws::Blob{Text(seal(**key, input.encryption_context, fresh_bytes(*size)))};
    output.key_id = (*key)->arn();
    output.key_material_id = (*key)->current().id;
    return output;
}

aws::Later<GenerateDataKeyPairResponse> Kms::generate_data_key_pair(const aws::Call& call,
                                                                    GenerateDataKeyPairRequest input) {
    if (auto wrong = refuse_recipient(input.recipient)) co_return std::move(*wrong);
    const auto kind = pair_kind(input.key_pair_spec);
    if (!kind) co_return not_here("KeyPairSpec " + input.key_pair_spec);
    const auto find = [&] {
        return for_data_keys(call, "GenerateDataKeyPair", input.key_id, input.encryption_context, input.grant_tokens);
    };
    if (const auto before = find(); !before.ok()) co_return before.error();
    if (auto dry = refuse_dry_run(input.dry_run)) co_return std::move(*dry);
    const KeyPair pair = co_await make_pair(*kind);
    const auto key = find();
    if (!key.ok()) co_return key.error();
    const std::string secret = pair.pkcs8();
    GenerateDataKeyPairResponse output;
    output.private_key_ciphertext_blob = aws::Blob{Text(seal(**key, input.encryption_context, secret))};
    output.private_key_plaintext = aws::Blob{Text(secret)};
    output.public_key = aws::Blob{Text(pair.public_der())};
    output.key_id = (*key)->arn();
    output.key_pair_spec = input.key_pair_spec;
    output.key_material_id = (*key)->current().id;
    co_return output;
}

aws::Later<GenerateDataKeyPairWithoutPlaintextResponse> Kms::generate_data_key_pair_without_plaintext(
    const aws::Call& call, GenerateDataKeyPairWithoutPlaintextRequest input) {
    const auto kind = pair_kind(input.key_pair_spec);
    if (!kind) co_return not_here("KeyPairSpec " + input.key_pair_spec);
    const auto find = [&] {
        return for_data_keys(call, "GenerateDataKeyPairWithoutPlaintext", input.key_id, input.encryption_context,
                             input.grant_tokens);
    };
    if (const auto before = find(); !before.ok()) co_return before.error();
    if (auto dry = refuse_dry_run(input.dry_run)) co_return std::move(*dry);
    const KeyPair pair = co_await make_pair(*kind);
    const auto key = find();
    if (!key.ok()) co_return key.error();
    GenerateDataKeyPairWithoutPlaintextResponse output;
    output.private_key_ciphertext_blob = aws::Blob{Text(seal(**key, input.encryption_context, pair.pkcs8()))};
    output.public_key = aws::Blob{Text(pair.public_der())};
    output.key_id = (*key)->arn();
    output.key_pair_spec = input.key_pair_spec;
    output.key_material_id = (*key)->current().id;
    co_return output;
}

aws::Outcome<GenerateRandomResponse> Kms::generate_random(const aws::Call& call, GenerateRandomRequest input) {
    if (auto refused = refuse_beside(call, "GenerateRandom", "*")) return std::move(*refused);
    if (auto wrong = refuse_recipient(input.recipient)) return std::move(*wrong);
    if (input.custom_key_store_id) return not_here("CustomKeyStoreId");
    if (!input.number_of_bytes) return invalid("NumberOfBytes is required.");
    GenerateRandomResponse output;
    output.plaintext = aws::Blob{Text(fresh_bytes(static_cast<std::size_t>(*input.number_of_bytes)))};
    return output;
}

}  // namespace wt::kms
