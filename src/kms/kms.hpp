#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/service.hpp"
#include "base/offload.hpp"
#include "iam/request_context.hpp"
#include "kms/catalogue.hpp"
#include "kms/ciphertext.hpp"
#include "kms/errors.hpp"
#include "kms/key_pair.hpp"
#include "kms/kms_shapes.hpp"

namespace wt::kms {

/// AWS KMS's API. Every answer waits until what it says is on disk. AWS KMS API Reference, 2014-11-01.
class Kms final : public aws::Service {
public:
    /// The catalogue outlives this.
    explicit Kms(Catalogue& catalogue);

    [[nodiscard]] const aws::ServiceModel& model() const override { return model_; }
    [[nodiscard]] void* instance() override { return this; }
    /// Keys have policies of their own, and grants.
    [[nodiscard]] bool authorizes() const override { return true; }
    [[nodiscard]] Task<std::optional<aws::Error>> settle() override {
        return on_disk(catalogue_.durable(), kms_errors::kms_internal);
    }
    [[nodiscard]] Task<std::optional<wt::Error>> reset(std::string_view account) override;
    /// From now on the mathematics of RSA keys, which take up to seconds, are done there; before, on the spot. It
    /// outlives this.
    void work_on(Offload& offload) { offload_ = &offload; }

    /// The ARN of a key that a service here may encrypt with: a symmetric one that is enabled, with which the caller
    /// may do that. See ServiceKeys.
    struct ServiceUse {
        std::string_view action;
        const EncryptionContext& context;
        std::string via;  // kms:ViaService; empty: the service uses the key by itself
    };
    [[nodiscard]] aws::Outcome<std::string> key_for_service(const aws::Call& call, const std::string& arn,
                                                            const ServiceUse& use);
    /// A text of at most 4096 bytes as a message of the AWS Encryption SDK (message.hpp), for a service that was given
    /// that key; why not, where the key cannot be used now.
    [[nodiscard]] aws::Outcome<std::string> encrypted_message(const std::string& arn, const EncryptionContext& context,
                                                              std::string_view text);

    // Keys: key_operations.cpp
    aws::Later<CreateKeyResponse> create_key(const aws::Call& call, CreateKeyRequest input);
    aws::Outcome<DescribeKeyResponse> describe_key(const aws::Call& call, DescribeKeyRequest input);
    aws::Outcome<ListKeysResponse> list_keys(const aws::Call& call, ListKeysRequest input);
    aws::Outcome<aws::Nothing> update_key_description(const aws::Call& call, UpdateKeyDescriptionRequest input);
    aws::Outcome<aws::Nothing> tag_resource(const aws::Call& call, TagResourceRequest input);
    aws::Outcome<aws::Nothing> untag_resource(const aws::Call& call, UntagResourceRequest input);
    aws::Outcome<ListResourceTagsResponse> list_resource_tags(const aws::Call& call, ListResourceTagsRequest input);

    // How they stand: state_operations.cpp
    aws::Outcome<aws::Nothing> enable_key(const aws::Call& call, EnableKeyRequest input);
    aws::Outcome<aws::Nothing> disable_key(const aws::Call& call, DisableKeyRequest input);
    aws::Outcome<ScheduleKeyDeletionResponse> schedule_key_deletion(const aws::Call& call,
                                                                    ScheduleKeyDeletionRequest input);
    aws::Outcome<CancelKeyDeletionResponse> cancel_key_deletion(const aws::Call& call, CancelKeyDeletionRequest input);
    aws::Outcome<aws::Nothing> enable_key_rotation(const aws::Call& call, EnableKeyRotationRequest input);
    aws::Outcome<aws::Nothing> disable_key_rotation(const aws::Call& call, DisableKeyRotationRequest input);
    aws::Outcome<GetKeyRotationStatusResponse> get_key_rotation_status(const aws::Call& call,
                                                                       GetKeyRotationStatusRequest input);
    aws::Outcome<ListKeyRotationsResponse> list_key_rotations(const aws::Call& call, ListKeyRotationsRequest input);
    aws::Outcome<RotateKeyOnDemandResponse> rotate_key_on_demand(const aws::Call& call, RotateKeyOnDemandRequest input);

    // Other names: alias_operations.cpp
    aws::Outcome<aws::Nothing> create_alias(const aws::Call& call, CreateAliasRequest input);
    aws::Outcome<aws::Nothing> update_alias(const aws::Call& call, UpdateAliasRequest input);
    aws::Outcome<aws::Nothing> delete_alias(const aws::Call& call, DeleteAliasRequest input);
    aws::Outcome<ListAliasesResponse> list_aliases(const aws::Call& call, ListAliasesRequest input);

    // Encryption: crypt_operations.cpp, data_key_operations.cpp
    aws::Outcome<EncryptResponse> encrypt(const aws::Call& call, EncryptRequest input);
    aws::Outcome<DecryptResponse> decrypt(const aws::Call& call, DecryptRequest input);
    aws::Outcome<ReEncryptResponse> re_encrypt(const aws::Call& call, ReEncryptRequest input);
    aws::Outcome<GenerateDataKeyResponse> generate_data_key(const aws::Call& call, GenerateDataKeyRequest input);
    aws::Outcome<GenerateDataKeyWithoutPlaintextResponse> generate_data_key_without_plaintext(
        const aws::Call& call, GenerateDataKeyWithoutPlaintextRequest input);
    aws::Later<GenerateDataKeyPairResponse> generate_data_key_pair(const aws::Call& call,
                                                                   GenerateDataKeyPairRequest input);
    aws::Later<GenerateDataKeyPairWithoutPlaintextResponse> generate_data_key_pair_without_plaintext(
        const aws::Call& call, GenerateDataKeyPairWithoutPlaintextRequest input);
    aws::Outcome<GenerateRandomResponse> generate_random(const aws::Call& call, GenerateRandomRequest input);

    // Signatures and MACs: sign_operations.cpp
    aws::Outcome<SignResponse> sign(const aws::Call& call, SignRequest input);
    aws::Outcome<VerifyResponse> verify(const aws::Call& call, VerifyRequest input);
    aws::Outcome<GenerateMacResponse> generate_mac(const aws::Call& call, GenerateMacRequest input);
    aws::Outcome<VerifyMacResponse> verify_mac(const aws::Call& call, VerifyMacRequest input);
    aws::Outcome<GetPublicKeyResponse> get_public_key(const aws::Call& call, GetPublicKeyRequest input);

    // Policies and grants: policy_operations.cpp, grant_operations.cpp
    aws::Outcome<GetKeyPolicyResponse> get_key_policy(const aws::Call& call, GetKeyPolicyRequest input);
    aws::Outcome<aws::Nothing> put_key_policy(const aws::Call& call, PutKeyPolicyRequest input);
    aws::Outcome<ListKeyPoliciesResponse> list_key_policies(const aws::Call& call, ListKeyPoliciesRequest input);
    aws::Outcome<CreateGrantResponse> create_grant(const aws::Call& call, CreateGrantRequest input);
    aws::Outcome<ListGrantsResponse> list_grants(const aws::Call& call, ListGrantsRequest input);
    aws::Outcome<ListGrantsResponse> list_retirable_grants(const aws::Call& call, ListRetirableGrantsRequest input);
    aws::Outcome<aws::Nothing> retire_grant(const aws::Call& call, RetireGrantRequest input);
    aws::Outcome<aws::Nothing> revoke_grant(const aws::Call& call, RevokeGrantRequest input);

private:
    /// What somebody wants to do with a key.
    struct Ask {
        std::string_view action;                                     // "Encrypt"
        const EncryptionContext* context = nullptr;                  // of what is encrypted; null: none is taken
        std::vector<std::pair<std::string, std::string>> more = {};  // further keys for conditions
        const std::vector<std::string>* grant_tokens = nullptr;
        std::string alias = {};  // by which the key was named
    };
    // Who may: access.cpp
    /// Why the caller may not. `key`: null, where there is none at that ARN.
    [[nodiscard]] std::optional<aws::Error> refuse(const aws::Call& call, const Ask& ask, const Key* key,
                                                   const KmsArn& at);
    /// The same of what is no key: an alias, or all there is ("*").
    [[nodiscard]] std::optional<aws::Error> refuse_beside(const aws::Call& call, std::string_view action,
                                                          std::string_view arn);
    [[nodiscard]] bool is_granted(const aws::Call& call, const Ask& ask, const Key& key) const;
    void describe(iam::RequestContext& context, const aws::Call& call, const Ask& ask, const Key* key) const;
    [[nodiscard]] std::optional<aws::Error> refuse_policy(const aws::Call& call, const std::string& document,
                                                          const Key& key, bool locks_out) const;

    // Which key: access.cpp
    enum class Names : bool { keys_alone, aliases_too };
    /// The key that a request names, for whoever may do that with it, however it stands.
    [[nodiscard]] aws::Outcome<Key*> named(const aws::Call& call, Ask ask, const std::string& id,
                                           Names names = Names::keys_alone);
    /// The same, where a key to be deleted is refused.
    [[nodiscard]] aws::Outcome<Key*> kept(const aws::Call& call, Ask ask, const std::string& id);
    /// The same, where only an enabled key does, which is for that usage.
    [[nodiscard]] aws::Outcome<Key*> usable(const aws::Call& call, Ask ask, const std::string& id,
                                            std::string_view usage);
    /// Of a blob, by itself.
    [[nodiscard]] aws::Outcome<Key*> of_blob(const aws::Call& call, Ask ask, const Ciphertext& blob,
                                             const std::optional<std::string>& said);

    /// Encrypts by the key's current material.
    [[nodiscard]] static std::string seal(const Key& key, const EncryptionContext& context, std::string_view text);
    struct Opened {
        Key* key;
        std::string text;
        std::string material;  // its id; empty of a pair
    };
    struct OpenAsk {
        std::string_view action;
        const std::optional<aws::Blob>& blob;
        const EncryptionContext& context;
        const std::optional<std::string>& key_id;
        const std::optional<std::string>& algorithm;
        const std::vector<std::string>& grant_tokens;
    };
    [[nodiscard]] aws::Outcome<Opened> open(const aws::Call& call, const OpenAsk& ask);
    struct SealAsk {
        std::string_view action;
        const std::string& key_id;
        std::string_view text;
        const EncryptionContext& context;
        const std::optional<std::string>& algorithm;
        const std::vector<std::string>& grant_tokens;
    };
    struct Sealed {
        Key* key;
        std::string blob;
        std::string algorithm;
    };
    [[nodiscard]] aws::Outcome<Sealed> seal_for(const aws::Call& call, const SealAsk& ask);
    /// A key for data keys: a symmetric one.
    [[nodiscard]] aws::Outcome<Key*> for_data_keys(const aws::Call& call, std::string_view action,
                                                   const std::string& id, const EncryptionContext& context,
                                                   const std::vector<std::string>& grant_tokens);
    [[nodiscard]] aws::Outcome<Key*> for_rotation(const aws::Call& call, std::string_view action, const std::string& id,
                                                  bool changes);
    /// A key's grant; null where it has none such.
    void drop_grant(Key& key, const std::string& grant_id);

    /// A new one, beside the loop where it takes long.
    [[nodiscard]] Task<KeyPair> make_pair(PairKind kind) const;

    Catalogue& catalogue_;
    InlineOffload at_once_;
    Offload* offload_ = &at_once_;
    aws::ServiceModel model_;
};

/// "The request would have succeeded, but the DryRun option is set."
[[nodiscard]] std::optional<aws::Error> refuse_dry_run(const std::optional<bool>& dry_run);
/// Nitro enclaves are not here.
[[nodiscard]] std::optional<aws::Error> refuse_recipient(const std::optional<RecipientInfo>& recipient);
/// Why the algorithm does not go with the key; none said is SYMMETRIC_DEFAULT.
[[nodiscard]] std::optional<aws::Error> refuse_algorithm(const Key& key, std::string_view algorithm);
[[nodiscard]] aws::Error pending_deletion(const Key& key);
[[nodiscard]] KeyMetadata told_of(const Key& key);
[[nodiscard]] inline KmsArn arn_of(const Key& key) { return {key.place, "key/" + key.id}; }

}  // namespace wt::kms
