#include "kms/kms.hpp"

#include "kms/cipher.hpp"
#include "kms/entropy.hpp"
#include "kms/message.hpp"
#include "kms/specs.hpp"

namespace wt::kms {

Kms::Kms(Catalogue& catalogue) : catalogue_(catalogue), model_(kms_model()) {}

Task<std::optional<wt::Error>> Kms::reset(std::string_view account) {
    catalogue_.reset(account);
    co_return co_await catalogue_.durable();
}

std::optional<aws::Error> Kms::refuse_for_service(const aws::Call& call, const std::string& arn) {
    const auto key = usable(call, {"CreateGrant"}, arn, encrypts);
    if (!key.ok()) return key.error();
    return refuse_algorithm(**key, symmetric);
}

aws::Outcome<std::string> Kms::encrypted_message(const std::string& arn, const EncryptionContext& context,
                                                 std::string_view text) {
    const auto at = parse_kms_arn(arn);
    constexpr std::string_view head = "key/";
    Key* key = nullptr;
    if (at && at->rest.starts_with(head)) {
        key = catalogue_.find(at->place, at->rest.substr(head.size()));
    } else if (at) {
        const Alias* const alias = catalogue_.find_alias(at->place, at->rest);
        if (alias != nullptr) key = catalogue_.find(at->place, alias->target);
    }
    if (key == nullptr) return not_found(fmt::format("Key '{}' does not exist", arn));
    if (key->ends) return pending_deletion(*key);
    if (!key->enabled) return aws::Error(kms_errors::disabled, fmt::format("{} is disabled.", key->arn()));
    const KeyPair signer = fresh_pair(PairKind::p384);
    MessageParts parts;
    parts.id = fresh_bytes(16);
    parts.context = context;
    parts.key_arn = key->arn();
    parts.data_key = fresh_bytes(aes_key_size);
    parts.data_key_blob = seal(*key, context_of(context, signer), parts.data_key);
    return kms::encrypted_message(parts, signer, text);
}

}  // namespace wt::kms
