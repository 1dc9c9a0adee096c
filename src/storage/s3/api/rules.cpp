#include "storage/s3/api/rules.hpp"

#include <algorithm>

#include "storage/s3/api/documents.hpp"
#include "storage/s3/api/s3_shapes.hpp"
#include "storage/s3/bucket_policy.hpp"

namespace wt::s3::api {

namespace {

/// Whether a document is another than it was; then `known` is the new one.
[[nodiscard]] bool changed(std::string& known, const std::string* document) {
    const std::string_view now = document == nullptr ? std::string_view() : std::string_view(*document);
    if (known == now) return false;
    known = now;
    return true;
}

[[nodiscard]] Encryption default_encryption(const ServerSideEncryptionConfiguration& configuration) {
    Encryption encryption;
    if (configuration.rules.empty()) return encryption;
    const ServerSideEncryptionRule& rule = configuration.rules.front();
    if (rule.apply_server_side_encryption_by_default) {
        encryption.algorithm = rule.apply_server_side_encryption_by_default->sse_algorithm;
        encryption.kms_key_id = rule.apply_server_side_encryption_by_default->kms_master_key_id.value_or("");
    }
    if (encryption.algorithm != "AES256") encryption.bucket_key = rule.bucket_key_enabled.value_or(false);
    return encryption;
}

}  // namespace

const RuleBook::Rules& RuleBook::of(const s3::Bucket& bucket) {
    const auto [place, is_new] = rules_.try_emplace(bucket.name());
    Rules& rules = place->second;
    if (changed(rules.policy_text, bucket.document(kinds::policy))) {
        rules.policy.reset();
        if (!rules.policy_text.empty()) {
            auto policy = parse_bucket_policy(rules.policy_text, bucket.name());
            if (policy.ok()) rules.policy = std::move(*policy);
        }
    }
    if (changed(rules.acl_text, bucket.document(kinds::acl)))
        rules.acl = document<AccessControlPolicy>(bucket, kinds::acl);
    if (changed(rules.ownership_text, bucket.document(kinds::ownership))) {
        const auto controls = document<OwnershipControls>(bucket, kinds::ownership);
        const auto named = controls && !controls->rules.empty()
                               ? parse_object_ownership(controls->rules.front().object_ownership)
                               : std::nullopt;
        rules.ownership = named.value_or(ObjectOwnership::object_writer);
    }
    if (changed(rules.block_text, bucket.document(kinds::public_access_block)))
        rules.block = document<PublicAccessBlockConfiguration>(bucket, kinds::public_access_block)
                          .value_or(PublicAccessBlockConfiguration());
    // Without a document there is one nevertheless: the usual one.
    if (changed(rules.encryption_text, bucket.document(kinds::encryption)) || is_new) {
        const ServerSideEncryptionConfiguration configuration = encryption_of(bucket);
        rules.encryption = default_encryption(configuration);
        rules.blocks_customer_keys = blocks_customer_keys(configuration);
    }
    return rules;
}

ServerSideEncryptionConfiguration encryption_of(const s3::Bucket& bucket) {
    if (auto set = document<ServerSideEncryptionConfiguration>(bucket, kinds::encryption)) return std::move(*set);
    ServerSideEncryptionConfiguration usual;
    ServerSideEncryptionRule& rule = usual.rules.emplace_back();
    rule.apply_server_side_encryption_by_default.emplace().sse_algorithm = "AES256";
    rule.bucket_key_enabled = false;
    rule.blocked_encryption_types.emplace().encryption_type = {"SSE-C"};
    return usual;
}

bool blocks_customer_keys(const ServerSideEncryptionConfiguration& configuration) {
    if (configuration.rules.empty() || !configuration.rules.front().blocked_encryption_types) return false;
    const std::vector<std::string>& blocked = configuration.rules.front().blocked_encryption_types->encryption_type;
    return std::find(blocked.begin(), blocked.end(), "SSE-C") != blocked.end();
}

void RuleBook::forget(std::string_view bucket) {
    const auto found = rules_.find(bucket);
    if (found != rules_.end()) rules_.erase(found);
}

BucketRules rules_of(const s3::Bucket& bucket, const RuleBook::Rules& rules) {
    BucketRules said;
    said.name = bucket.name();
    said.owner = bucket.settings().owner;
    if (rules.policy) said.policy = &*rules.policy;
    if (rules.acl) said.acl = &*rules.acl;
    said.ownership = rules.ownership;
    said.block = rules.block;
    return said;
}

}  // namespace wt::s3::api
