// Keys: made, told, described and tagged.
#include "aws/pages.hpp"
#include "aws/tags.hpp"
#include "kms/key_pair.hpp"
#include "kms/kms.hpp"
#include "kms/specs.hpp"

namespace wt::kms {

namespace {

constexpr std::int32_t usual_keys = 100;
constexpr std::int32_t usual_tags = 50;

[[nodiscard]] aws::Error tag_error(const aws::TagFault& fault) {
    switch (fault.why) {
        case aws::TagFault::Why::too_many: return aws::Error(kms_errors::tag, "Too many tags");
        case aws::TagFault::Why::reserved: return aws::Error(kms_errors::tag, "Tags beginning with aws: are reserved");
        case aws::TagFault::Why::duplicate: return aws::Error(kms_errors::tag, "Duplicate tag keys");
    }
    return aws::Error(kms_errors::tag, fault.text);
}

[[nodiscard]] std::optional<aws::Error> add_tags(Key& key, const std::vector<Tag>& tags, std::string_view via) {
    std::vector<aws::ResourceTag> said;
    for (const Tag& each : tags) said.push_back({each.tag_key, each.tag_value});
    aws::TagSet all(key.tags);
    if (const auto fault = all.add(said, via)) return tag_error(*fault);
    key.tags = all.all();
    return std::nullopt;
}

/// The kind and the usage of a key, or why there is none such.
[[nodiscard]] std::optional<aws::Error> take_spec(Key& key, const CreateKeyRequest& input) {
    if (input.key_spec && input.customer_master_key_spec)
        return invalid(
            "You cannot specify KeySpec and CustomerMasterKeySpec in the same request. CustomerMasterKeySpec is "
            "deprecated.");
    key.spec = input.key_spec.value_or(input.customer_master_key_spec.value_or(std::string(symmetric)));
    const Spec* const spec = find_spec(key.spec);
    if (spec == nullptr) return not_here("KeySpec " + key.spec);
    if (!input.key_usage && key.spec != symmetric)
        return invalid("You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.");
    key.usage = input.key_usage.value_or(std::string(encrypts));
    const bool is_curve = pair_kind(key.spec) && bits_of(*pair_kind(key.spec)) == 0;
    if (key.usage == "KEY_AGREEMENT" && is_curve) return not_here("KeyUsage KEY_AGREEMENT");
    const bool fits = spec->usage.empty() ? key.usage == encrypts || key.usage == signs : key.usage == spec->usage;
    if (fits) return std::nullopt;
    return invalid(fmt::format("KeyUsage {} is not compatible with KeySpec {}", key.usage, key.spec));  // Assumed
}

}  // namespace

KeyMetadata told_of(const Key& key) {
    KeyMetadata told;
    told.aws_account_id = key.place.account;
    told.key_id = key.id;
    told.arn = key.arn();
    told.creation_date = key.created;
    told.enabled = key.enabled && !key.ends;
    told.description = key.description;
    told.key_usage = key.usage;
    told.key_state = key.state();
    told.deletion_date = key.ends;
    told.origin = "AWS_KMS";
    told.key_manager = key.manager;
    told.customer_master_key_spec = key.spec;
    told.key_spec = key.spec;
    auto algorithms = algorithms_of(*find_spec(key.spec), key.usage);
    if (key.usage == encrypts) {
        told.encryption_algorithms = std::move(algorithms);
    } else if (key.usage == signs) {
        told.signing_algorithms = std::move(algorithms);
    } else {
        told.mac_algorithms = std::move(algorithms);
    }
    told.multi_region = key.multi_region;
    if (key.multi_region) {
        MultiRegionKey primary{key.arn(), key.place.region};
        told.multi_region_configuration =
            MultiRegionConfiguration{"PRIMARY", std::move(primary), std::vector<MultiRegionKey>()};
    }
    if (key.spec == symmetric) told.current_key_material_id = key.current().id;
    return told;
}

aws::Later<CreateKeyResponse> Kms::create_key(const aws::Call& call, CreateKeyRequest input) {
    if (auto refused = refuse_beside(call, "CreateKey", "*")) co_return std::move(*refused);
    if (input.custom_key_store_id) co_return not_here("CustomKeyStoreId");
    if (input.xks_key_id) co_return not_here("XksKeyId");
    if (input.origin.value_or("AWS_KMS") != "AWS_KMS") co_return not_here("Origin " + *input.origin);
    Key draft;
    draft.place = aws::account_region_of(call);
    if (auto wrong = take_spec(draft, input)) co_return std::move(*wrong);
    draft.description = input.description.value_or("");
    draft.multi_region = input.multi_region.value_or(false);
    if (auto wrong = add_tags(draft, input.tags, call.via)) co_return std::move(*wrong);
    draft.policy = usual_policy(draft.place.account);
    if (input.policy) {
        if (auto wrong =
                refuse_policy(call, *input.policy, draft, input.bypass_policy_lockout_safety_check.value_or(false)))
            co_return std::move(*wrong);
        draft.policy = *input.policy;
    }
    std::string pair;
    if (const auto kind = pair_kind(draft.spec)) {
        const KeyPair made = co_await make_pair(*kind);
        pair = made.pkcs8();
    }
    const Key& key = catalogue_.add(std::move(draft), std::move(pair));
    catalogue_.keep(key);
    CreateKeyResponse output{told_of(key)};
    co_return output;
}

aws::Outcome<DescribeKeyResponse> Kms::describe_key(const aws::Call& call, DescribeKeyRequest input) {
    Ask ask{"DescribeKey"};
    ask.grant_tokens = &input.grant_tokens;
    const auto key = named(call, ask, input.key_id, Names::aliases_too);
    if (!key.ok()) return key.error();
    return DescribeKeyResponse{told_of(**key)};
}

aws::Outcome<ListKeysResponse> Kms::list_keys(const aws::Call& call, ListKeysRequest input) {
    if (auto refused = refuse_beside(call, "ListKeys", "*")) return std::move(*refused);
    catalogue_.settle_dates();
    std::map<std::string, KeyListEntry> all;
    for (const auto& [place, key] : catalogue_.keys()) {
        if (place.first == aws::account_region_of(call)) all.emplace(key->id, KeyListEntry{key->id, key->arn()});
    }
    const aws::PageTokens tokens("kms:ListKeys");
    auto page = aws::page_of(
        std::move(all), {tokens, input.marker, static_cast<std::size_t>(input.limit.value_or(usual_keys)), call.now});
    if (!page.ok()) return aws::Error(kms_errors::invalid_marker);
    return ListKeysResponse{std::move(page->items), page->next, page->next.has_value()};
}

aws::Outcome<aws::Nothing> Kms::update_key_description(const aws::Call& call, UpdateKeyDescriptionRequest input) {
    const auto key = kept(call, {"UpdateKeyDescription"}, input.key_id);
    if (!key.ok()) return key.error();
    (*key)->description = std::move(input.description);
    catalogue_.keep(**key);
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> Kms::tag_resource(const aws::Call& call, TagResourceRequest input) {
    const auto key = kept(call, {"TagResource"}, input.key_id);
    if (!key.ok()) return key.error();
    if (auto wrong = add_tags(**key, input.tags, call.via)) return std::move(*wrong);
    catalogue_.keep(**key);
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> Kms::untag_resource(const aws::Call& call, UntagResourceRequest input) {
    const auto key = kept(call, {"UntagResource"}, input.key_id);
    if (!key.ok()) return key.error();
    aws::TagSet tags((*key)->tags);
    if (const auto fault = tags.remove(input.tag_keys)) return tag_error(*fault);
    (*key)->tags = tags.all();
    catalogue_.keep(**key);
    return aws::Nothing();
}

aws::Outcome<ListResourceTagsResponse> Kms::list_resource_tags(const aws::Call& call, ListResourceTagsRequest input) {
    const auto key = named(call, {"ListResourceTags"}, input.key_id);
    if (!key.ok()) return key.error();
    std::map<std::string, Tag> all;
    for (const auto& [name, value] : (*key)->tags) all.emplace(name, Tag{name, value});
    const std::string scope = "kms:ListResourceTags/" + (*key)->id;
    const aws::PageTokens tokens(scope);
    auto page = aws::page_of(
        std::move(all), {tokens, input.marker, static_cast<std::size_t>(input.limit.value_or(usual_tags)), call.now});
    if (!page.ok()) return aws::Error(kms_errors::invalid_marker);
    return ListResourceTagsResponse{std::move(page->items), page->next, page->next.has_value()};
}

}  // namespace wt::kms
