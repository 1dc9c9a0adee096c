// What is encrypted by a key, and decrypted again.
#include "iam/authenticator.hpp"
#include "kms/cipher.hpp"
#include "kms/entropy.hpp"
#include "kms/key_pair.hpp"
#include "kms/kms.hpp"
#include "kms/specs.hpp"

namespace wt::kms {

namespace {

[[nodiscard]] const char* oaep_hash(std::string_view algorithm) {
    return algorithm == "RSAES_OAEP_SHA_1" ? "SHA1" : "SHA256";
}

/// RFC 8017, 7.1.1.
[[nodiscard]] std::size_t longest_for(const Key& key, std::string_view algorithm) {
    const auto modulus = static_cast<std::size_t>(bits_of(*pair_kind(key.spec))) / 8;
    return modulus - 2 * (algorithm == "RSAES_OAEP_SHA_1" ? 20 : 32) - 2;
}

[[nodiscard]] KeyPair pair_of(const Key& key) {
    auto pair = KeyPair::from_pkcs8(key.current().secret.bytes.view());
    WT_ASSERT(pair.has_value());
    return std::move(*pair);
}

[[nodiscard]] aws::Error context_of_a_pair() {
    return invalid("An encryption context is taken with symmetric keys alone.");  // Assumed: the error
}

[[nodiscard]] aws::Error wrong_key() {
    return aws::Error(kms_errors::incorrect_key,
                      "The key ID in the request does not identify a CMK that can perform this operation.");
}

}  // namespace

std::string Kms::seal(const Key& key, const EncryptionContext& context, std::string_view text) {
    const Material& material = key.current();
    return kms::encrypt(key.id, material.id, material.secret.bytes.view(), fresh_bytes(nonce_size), context, text);
}

aws::Outcome<Kms::Sealed> Kms::seal_for(const aws::Call& call, const SealAsk& ask) {
    Ask about{ask.action};
    about.context = &ask.context;
    about.grant_tokens = &ask.grant_tokens;
    Sealed sealed;
    sealed.algorithm = ask.algorithm.value_or(std::string(symmetric));
    about.more.emplace_back("kms:EncryptionAlgorithm", sealed.algorithm);
    const auto key = usable(call, std::move(about), ask.key_id, encrypts);
    if (!key.ok()) return key.error();
    sealed.key = *key;
    if (auto wrong = refuse_algorithm(**key, sealed.algorithm)) return std::move(*wrong);
    if ((*key)->spec == symmetric) {
        sealed.blob = seal(**key, ask.context, ask.text);
        return sealed;
    }
    if (!ask.context.empty()) return context_of_a_pair();
    const std::size_t longest = longest_for(**key, sealed.algorithm);
    if (ask.text.size() > longest)
        return invalid(fmt::format("Algorithm {} and key spec {} cannot encrypt data larger than {} bytes.",
                                   sealed.algorithm, (*key)->spec, longest));
    auto blob = pair_of(**key).encrypt(oaep_hash(sealed.algorithm), ask.text);
    WT_ASSERT(blob.has_value());
    sealed.blob = std::move(*blob);
    return sealed;
}

aws::Outcome<Key*> Kms::of_blob(const aws::Call& call, Ask ask, const Ciphertext& blob,
                                const std::optional<std::string>& said) {
    Key* const key = catalogue_.find_in(call.region, blob.key_id);
    if (said) {
        auto named_key = usable(call, std::move(ask), *said, encrypts);
        // A key of another usage can do nothing with it either.
        if (!named_key.ok())
            return named_key.error().code == kms_errors::invalid_key_usage.code ? wrong_key() : named_key.error();
        if (*named_key != key) return wrong_key();
        return key;
    }
    if (key == nullptr)
        return iam::not_authorized(
            call.protocol, model_,
            fmt::format("User: {} is not authorized to perform: kms:{} on the resource associated with this ciphertext "
                        "because the resource does not exist in this Region, no resource-based policies allow access, "
                        "or a resource-based policy explicitly denies access",
                        call.caller.arn, ask.action));
    return usable(call, std::move(ask), key->arn(), encrypts);
}

aws::Outcome<Kms::Opened> Kms::open(const aws::Call& call, const OpenAsk& ask) {
    if (!ask.blob) return invalid("CiphertextBlob is required.");  // Assumed: the sentence
    Ask about{ask.action};
    about.context = &ask.context;
    about.grant_tokens = &ask.grant_tokens;
    const std::string algorithm = ask.algorithm.value_or(std::string(symmetric));
    about.more.emplace_back("kms:EncryptionAlgorithm", algorithm);
    if (algorithm != symmetric) {
        if (!ask.key_id) return aws::Error(kms_errors::invalid_ciphertext);
        if (!ask.context.empty()) return context_of_a_pair();
        const auto key = usable(call, std::move(about), *ask.key_id, encrypts);
        if (!key.ok()) return key.error();
        if (auto wrong = refuse_algorithm(**key, algorithm)) return std::move(*wrong);
        auto text = pair_of(**key).decrypt(oaep_hash(algorithm), ask.blob->bytes.view());
        if (!text) return aws::Error(kms_errors::invalid_ciphertext);
        return Opened{*key, std::move(*text), {}};
    }
    const auto blob = Ciphertext::read(ask.blob->bytes.view());
    if (!blob) {
        // Whether the key is one that could, is said first.
        if (ask.key_id) {
            const auto key = usable(call, std::move(about), *ask.key_id, encrypts);
            if (!key.ok() && key.error().code == kms_errors::invalid_key_usage.code) return wrong_key();
            if (!key.ok()) return key.error();
        }
        return aws::Error(kms_errors::invalid_ciphertext);
    }
    const auto key = of_blob(call, std::move(about), *blob, ask.key_id);
    if (!key.ok()) return key.error();
    const Material* const material = (*key)->material(blob->material_id);
    if ((*key)->spec != symmetric || material == nullptr) return aws::Error(kms_errors::invalid_ciphertext);
    auto text = kms::decrypt(*blob, material->secret.bytes.view(), ask.context);
    if (!text) return aws::Error(kms_errors::invalid_ciphertext);
    return Opened{*key, std::move(*text), material->id};
}

aws::Outcome<EncryptResponse> Kms::encrypt(const aws::Call& call, EncryptRequest input) {
    auto sealed = seal_for(call, {"Encrypt", input.key_id, input.plaintext.bytes.view(), input.encryption_context,
                                  input.encryption_algorithm, input.grant_tokens});
    if (!sealed.ok()) return sealed.error();
    if (auto dry = refuse_dry_run(input.dry_run)) return std::move(*dry);
    EncryptResponse output;
    output.ciphertext_blob = aws::Blob{Text(sealed->blob)};
    output.key_id = sealed->key->arn();
    output.encryption_algorithm = sealed->algorithm;
    return output;
}

aws::Outcome<DecryptResponse> Kms::decrypt(const aws::Call& call, DecryptRequest input) {
    if (auto wrong = refuse_recipient(input.recipient)) return std::move(*wrong);
    if (!input.dry_run_modifiers.empty()) return not_here("DryRunModifiers");
    auto opened = open(call, {"Decrypt", input.ciphertext_blob, input.encryption_context, input.key_id,
                              input.encryption_algorithm, input.grant_tokens});
    if (!opened.ok()) return opened.error();
    if (auto dry = refuse_dry_run(input.dry_run)) return std::move(*dry);
    DecryptResponse output;
    output.key_id = opened->key->arn();
    output.plaintext = aws::Blob{Text(opened->text)};
    output.encryption_algorithm = input.encryption_algorithm.value_or(std::string(symmetric));
    if (!opened->material.empty()) output.key_material_id = opened->material;
    return output;
}

aws::Outcome<ReEncryptResponse> Kms::re_encrypt(const aws::Call& call, ReEncryptRequest input) {
    if (!input.dry_run_modifiers.empty()) return not_here("DryRunModifiers");
    auto opened = open(call, {"ReEncryptFrom", input.ciphertext_blob, input.source_encryption_context,
                              input.source_key_id, input.source_encryption_algorithm, input.grant_tokens});
    if (!opened.ok()) return opened.error();
    auto sealed =
        seal_for(call, {"ReEncryptTo", input.destination_key_id, opened->text, input.destination_encryption_context,
                        input.destination_encryption_algorithm, input.grant_tokens});
    if (!sealed.ok()) return sealed.error();
    if (auto dry = refuse_dry_run(input.dry_run)) return std::move(*dry);
    ReEncryptResponse output;
    output.ciphertext_blob = aws::Blob{Text(sealed->blob)};
    output.source_key_id = opened->key->arn();
    output.key_id = sealed->key->arn();
    output.source_encryption_algorithm = input.source_encryption_algorithm.value_or(std::string(symmetric));
    output.destination_encryption_algorithm = sealed->algorithm;
    if (!opened->material.empty()) output.source_key_material_id = opened->material;
    if (sealed->key->spec == symmetric) output.destination_key_material_id = sealed->key->current().id;
    return output;
}

}  // namespace wt::kms
