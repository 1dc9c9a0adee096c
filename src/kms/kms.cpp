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

Task<KeyPair> Kms::make_pair(PairKind kind) const {
    if (bits_of(kind) == 0) co_return fresh_pair(kind);
    const auto made = std::make_shared<std::optional<KeyPair>>();
    std::function<void()> work = [made, kind] { made->emplace(fresh_pair(kind)); };
    co_await offload_->run(std::move(work));
    co_return std::move(**made);
}

aws::Outcome<std::string> Kms::key_for_service(const aws::Call& call, const std::string& arn, const ServiceUse& use) {
    Ask ask{use.action, use.context.empty() ? nullptr : &use.context};
    if (!use.via.empty()) ask.more.emplace_back("kms:ViaService", use.via);
    const auto key = usable(call, std::move(ask), arn, encrypts);
    if (!key.ok()) return key.error();
    if (auto refused = refuse_algorithm(**key, symmetric)) return std::move(*refused);
    return (*key)->arn();
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
