// Signatures and MACs.
#include "aws/digests.hpp"
#include "kms/cipher.hpp"
#include "kms/key_pair.hpp"
#include "kms/kms.hpp"
#include "kms/specs.hpp"

namespace wt::kms {

namespace {

/// The digest that a message is, or has; or why there is none.
[[nodiscard]] aws::Outcome<std::string> digest_for(const SigningScheme& scheme, const aws::Blob& message,
                                                   const std::optional<std::string>& type, std::string_view algorithm) {
    const std::string said = type.value_or("RAW");
    if (said == "EXTERNAL_MU") return not_here("MessageType EXTERNAL_MU");
    if (said == "RAW") return hash_by(scheme.hash, message.bytes.view());
    if (message.bytes.size() != scheme.size)
        return invalid(fmt::format("Digest is invalid length for algorithm {}.", algorithm));
    return message.bytes.str();
}

[[nodiscard]] KeyPair signing_pair(const Key& key) {
    auto pair = KeyPair::from_pkcs8(key.current().secret.bytes.view());
    WT_ASSERT(pair.has_value());
    return std::move(*pair);
}

}  // namespace

aws::Outcome<SignResponse> Kms::sign(const aws::Call& call, SignRequest input) {
    Ask ask{"Sign"};
    ask.grant_tokens = &input.grant_tokens;
    ask.more.emplace_back("kms:SigningAlgorithm", input.signing_algorithm);
    ask.more.emplace_back("kms:MessageType", input.message_type.value_or("RAW"));
    const auto key = usable(call, std::move(ask), input.key_id, signs);
    if (!key.ok()) return key.error();
    if (auto wrong = refuse_algorithm(**key, input.signing_algorithm)) return std::move(*wrong);
    const auto scheme = signing_scheme(input.signing_algorithm);
    WT_ASSERT(scheme.has_value());  // a key has no other
    const auto digest = digest_for(*scheme, input.message, input.message_type, input.signing_algorithm);
    if (!digest.ok()) return digest.error();
    if (auto dry = refuse_dry_run(input.dry_run)) return std::move(*dry);
    SignResponse output;
    output.key_id = (*key)->arn();
    output.signature = aws::Blob{Text(signing_pair(**key).sign(*scheme, *digest))};
    output.signing_algorithm = input.signing_algorithm;
    return output;
}

aws::Outcome<VerifyResponse> Kms::verify(const aws::Call& call, VerifyRequest input) {
    Ask ask{"Verify"};
    ask.grant_tokens = &input.grant_tokens;
    ask.more.emplace_back("kms:SigningAlgorithm", input.signing_algorithm);
    ask.more.emplace_back("kms:MessageType", input.message_type.value_or("RAW"));
    const auto key = usable(call, std::move(ask), input.key_id, signs);
    if (!key.ok()) return key.error();
    if (auto wrong = refuse_algorithm(**key, input.signing_algorithm)) return std::move(*wrong);
    const auto scheme = signing_scheme(input.signing_algorithm);
    WT_ASSERT(scheme.has_value());
    const auto digest = digest_for(*scheme, input.message, input.message_type, input.signing_algorithm);
    if (!digest.ok()) return digest.error();
    if (!signing_pair(**key).verify(*scheme, *digest, input.signature.bytes.view()))
        return aws::Error(kms_errors::kms_invalid_signature);
    if (auto dry = refuse_dry_run(input.dry_run)) return std::move(*dry);
    return VerifyResponse{(*key)->arn(), true, input.signing_algorithm};
}

aws::Outcome<GenerateMacResponse> Kms::generate_mac(const aws::Call& call, GenerateMacRequest input) {
    Ask ask{"GenerateMac"};
    ask.grant_tokens = &input.grant_tokens;
    ask.more.emplace_back("kms:MacAlgorithm", input.mac_algorithm);
    const auto key = usable(call, std::move(ask), input.key_id, makes_macs);
    if (!key.ok()) return key.error();
    if (auto wrong = refuse_algorithm(**key, input.mac_algorithm)) return std::move(*wrong);
    if (auto dry = refuse_dry_run(input.dry_run)) return std::move(*dry);
    const Spec& spec = *find_spec((*key)->spec);
    GenerateMacResponse output;
    output.mac = aws::Blob{Text(hmac_by(spec.hash, (*key)->current().secret.bytes.view(), input.message.bytes.view()))};
    output.mac_algorithm = input.mac_algorithm;
    output.key_id = (*key)->arn();
    return output;
}

aws::Outcome<VerifyMacResponse> Kms::verify_mac(const aws::Call& call, VerifyMacRequest input) {
    Ask ask{"VerifyMac"};
    ask.grant_tokens = &input.grant_tokens;
    ask.more.emplace_back("kms:MacAlgorithm", input.mac_algorithm);
    const auto key = usable(call, std::move(ask), input.key_id, makes_macs);
    if (!key.ok()) return key.error();
    if (auto wrong = refuse_algorithm(**key, input.mac_algorithm)) return std::move(*wrong);
    const Spec& spec = *find_spec((*key)->spec);
    const std::string right = hmac_by(spec.hash, (*key)->current().secret.bytes.view(), input.message.bytes.view());
    if (!aws::equal_in_constant_time(right, input.mac.bytes.view())) return aws::Error(kms_errors::kms_invalid_mac);
    if (auto dry = refuse_dry_run(input.dry_run)) return std::move(*dry);
    return VerifyMacResponse{(*key)->arn(), true, input.mac_algorithm};
}

aws::Outcome<GetPublicKeyResponse> Kms::get_public_key(const aws::Call& call, GetPublicKeyRequest input) {
    Ask ask{"GetPublicKey"};
    ask.grant_tokens = &input.grant_tokens;
    const auto found = named(call, std::move(ask), input.key_id, Names::aliases_too);
    if (!found.ok()) return found.error();
    const Key& key = **found;
    if (!pair_kind(key.spec))
        return aws::Error(kms_errors::unsupported_operation,
                          fmt::format("{} key spec is {} which is not valid for GetPublicKey.", key.arn(), key.spec));
    if (key.ends) return pending_deletion(key);
    if (!key.enabled) return aws::Error(kms_errors::disabled, fmt::format("{} is disabled.", key.arn()));
    GetPublicKeyResponse output;
    output.key_id = key.arn();
    output.public_key = aws::Blob{Text(signing_pair(key).public_der())};
    output.customer_master_key_spec = key.spec;
    output.key_spec = key.spec;
    output.key_usage = key.usage;
    auto algorithms = algorithms_of(*find_spec(key.spec), key.usage);
    if (key.usage == encrypts) {
        output.encryption_algorithms = std::move(algorithms);
    } else {
        output.signing_algorithms = std::move(algorithms);
    }
    return output;
}

}  // namespace wt::kms
