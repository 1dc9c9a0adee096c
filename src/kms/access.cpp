// Which key a request names, and who may use it.
#include <algorithm>

#include "aws/page_token.hpp"
#include "iam/authenticator.hpp"
#include "iam/authorize.hpp"
#include "kms/kms.hpp"
#include "kms/specs.hpp"

namespace wt::kms {

namespace {

constexpr std::string_view alias_head = "alias/";
constexpr std::string_view key_head = "key/";

[[nodiscard]] std::string arn_text(const KmsArn& at) {
    return fmt::format("arn:aws:kms:{}:{}:{}", at.place.region, at.place.account, at.rest);
}

[[nodiscard]] bool is_grantee(const aws::Principal& caller, const GrantListEntry& grant) {
    if (caller.kind == aws::PrincipalKind::service) return grant.grantee_service_principal == caller.arn;
    return grant.grantee_principal == caller.arn ||
           (!caller.role_arn.empty() && grant.grantee_principal == caller.role_arn);
}

[[nodiscard]] bool fits(const std::optional<GrantConstraints>& constraints, const EncryptionContext* context) {
    if (!constraints || context == nullptr) return true;
    if (constraints->encryption_context_equals && *constraints->encryption_context_equals != *context) return false;
    if (!constraints->encryption_context_subset) return true;
    const auto& subset = *constraints->encryption_context_subset;
    return std::all_of(subset.begin(), subset.end(), [&](const auto& pair) {
        const auto found = context->find(pair.first);
        return found != context->end() && found->second == pair.second;
    });
}

}  // namespace

void Kms::describe(iam::RequestContext& context, const aws::Call& call, const Ask& ask, const Key* key) const {
    iam::describe_call(context, call);
    context.set("kms:CallerAccount", call.caller.account);
    for (const auto& [name, value] : ask.more) context.set(name, value);
    if (!ask.alias.empty()) context.set("kms:RequestAlias", ask.alias);
    if (ask.context != nullptr && !ask.context->empty()) {
        std::vector<std::string> names;
        for (const auto& [name, value] : *ask.context) {
            context.set("kms:EncryptionContext:" + name, value);
            names.push_back(name);
        }
        context.set("kms:EncryptionContextKeys", std::move(names));
    }
    if (key == nullptr) return;
    context.set("aws:ResourceAccount", key->place.account);
    context.set("kms:KeySpec", key->spec);
    context.set("kms:KeyUsage", key->usage);
    context.set("kms:KeyOrigin", "AWS_KMS");
    context.set("kms:MultiRegion", key->multi_region ? "true" : "false");
    for (const auto& [name, value] : key->tags) context.set("aws:ResourceTag/" + name, value);
    std::vector<std::string> aliases;
    for (const auto& [place, alias] : catalogue_.aliases()) {
        if (place.first == key->place && alias.target == key->id) aliases.push_back(alias.name);
    }
    if (!aliases.empty()) context.set("kms:ResourceAliases", std::move(aliases));
}

bool Kms::is_granted(const aws::Call& call, const Ask& ask, const Key& key) const {
    return std::any_of(key.grants.begin(), key.grants.end(), [&](const auto& each) {
        const GrantListEntry& grant = each.second.told;
        if (!grant.operations || !is_grantee(call.caller, grant)) return false;
        const auto& allowed = *grant.operations;
        return std::find(allowed.begin(), allowed.end(), ask.action) != allowed.end() &&
               fits(grant.constraints, ask.context);
    });
}

std::optional<aws::Error> Kms::refuse(const aws::Call& call, const Ask& ask, const Key* key, const KmsArn& at) {
    const aws::Principal& caller = call.caller;
    const bool own = !caller.anonymous() && at.place.account == caller.account;
    // An account's root may all with its keys, but not with those that services have there.
    if (own && caller.policies == nullptr && (key == nullptr || !key->is_aws())) return std::nullopt;
    iam::RequestContext context;
    describe(context, call, ask, key);
    const std::string action = fmt::format("kms:{}", ask.action);
    const std::string arn = arn_text(at);
    const iam::AccessRequest request{caller, action, arn, context};
    const auto policy = key == nullptr ? nullptr : catalogue_.policy_of(key->policy);
    const iam::Verdict by_policy =
        policy == nullptr ? iam::Verdict::implicit_deny : iam::evaluate(*policy, request).verdict;
    iam::Ruling ruling{by_policy, iam::PolicyKind::resource};
    if (key == nullptr && own) ruling.verdict = iam::Verdict::allow;  // the caller's own policies say
    const bool granted = key != nullptr && by_policy != iam::Verdict::explicit_deny && is_granted(call, ask, *key);
    if (caller.policies != nullptr && (ruling.allowed() || granted)) {
        // A key's policy hands the decision to its account's own, or does not; they alone are not enough.
        iam::Ruling own_say = iam::authorize(request, own && ruling.allowed() ? policy.get() : nullptr);
        if (granted && own_say.verdict != iam::Verdict::explicit_deny) return std::nullopt;
        ruling = own_say;
    }
    if (ruling.allowed() || granted) return std::nullopt;
    if (!own && by_policy != iam::Verdict::explicit_deny)
        return iam::not_authorized(
            call.protocol, model_,
            fmt::format(
                "User: {} is not authorized to perform: {} on this resource because the resource does not exist "
                "in this Region, no resource-based policies allow access, or a resource-based policy explicitly "
                "denies access",
                caller.arn, action));
    return iam::not_authorized(call.protocol, model_, iam::denial_text(ruling, request, arn));
}

std::optional<aws::Error> Kms::refuse_beside(const aws::Call& call, std::string_view action, std::string_view arn) {
    if (call.caller.policies == nullptr) return std::nullopt;
    iam::RequestContext context;
    describe(context, call, {action}, nullptr);
    const std::string full = fmt::format("kms:{}", action);
    const iam::AccessRequest request{call.caller, full, arn, context};
    const iam::Ruling ruling = iam::authorize(request);
    if (ruling.allowed()) return std::nullopt;
    return iam::not_authorized(call.protocol, model_, iam::denial_text(ruling, request, arn));
}

std::optional<aws::Error> Kms::refuse_policy(const aws::Call& call, const std::string& document, const Key& key,
                                             bool locks_out) const {
    const auto policy = read_policy(document);
    if (!policy.ok())
        // Assumed: the sentence.
        return aws::Error(kms_errors::malformed_policy_document, "The key policy is not a valid policy document.");
    if (locks_out) return std::nullopt;
    iam::RequestContext context;
    describe(context, call, {"PutKeyPolicy"}, &key);
    const std::string arn = key.arn();
    if (iam::evaluate(*policy, {call.caller, "kms:PutKeyPolicy", arn, context}).verdict == iam::Verdict::allow)
        return std::nullopt;
    return aws::Error(kms_errors::malformed_policy_document,
                      "The new key policy will not allow you to update the key policy in the future.");
}

aws::Outcome<Key*> Kms::named(const aws::Call& call, Ask ask, const std::string& id, Names names) {
    if (ask.grant_tokens != nullptr) {
        for (const std::string& token : *ask.grant_tokens) {
            if (!aws::PageTokens("kms:grant").open(token, call.now).ok())
                return aws::Error(kms_errors::invalid_grant_token);
        }
    }
    KmsArn at{aws::account_region_of(call), id};
    if (id.starts_with("arn:")) {
        auto read = parse_kms_arn(id);
        if (!read || (!read->rest.starts_with(key_head) && !read->rest.starts_with(alias_head)))
            return aws::Error(kms_errors::not_found, fmt::format("Invalid arn {}", id));
        if (read->place.region != call.region) return not_found(fmt::format("Invalid arn {}", read->place.region));
        at = std::move(*read);
    } else if (!id.starts_with(alias_head)) {
        at.rest = fmt::format("{}{}", key_head, id);
    }
    if (at.rest.starts_with(alias_head)) {
        if (names == Names::keys_alone) return not_found(fmt::format("Invalid keyId '{}'", id));
        const Alias* const alias = catalogue_.find_alias(at.place, at.rest);
        if (alias == nullptr) {
            if (auto refused = refuse(call, ask, nullptr, {at.place, "key/*"})) return std::move(*refused);
            return not_found(fmt::format("Alias {} is not found.", arn_text(at)));
        }
        ask.alias = alias->name;
        at.rest = fmt::format("{}{}", key_head, alias->target);
    }
    const std::string key_id = at.rest.substr(key_head.size());
    if (!is_key_id(key_id)) return not_found(fmt::format("Invalid keyId '{}'", key_id));
    Key* const key = catalogue_.find(at.place, key_id);
    if (auto refused = refuse(call, ask, key, at)) return std::move(*refused);
    if (key == nullptr) return not_found(fmt::format("Key '{}' does not exist", arn_text(at)));
    return key;
}

aws::Outcome<Key*> Kms::kept(const aws::Call& call, Ask ask, const std::string& id) {
    auto found = named(call, std::move(ask), id);
    if (found.ok() && (*found)->ends) return pending_deletion(**found);
    return found;
}

aws::Outcome<Key*> Kms::usable(const aws::Call& call, Ask ask, const std::string& id, std::string_view usage) {
    const std::string action(ask.action);
    auto found = named(call, std::move(ask), id, Names::aliases_too);
    if (!found.ok()) return found;
    const Key& key = **found;
    if (key.ends) return pending_deletion(key);
    if (!key.enabled) return aws::Error(kms_errors::disabled, fmt::format("{} is disabled.", key.arn()));
    if (key.usage != usage)
        return aws::Error(kms_errors::invalid_key_usage,
                          fmt::format("{} key usage is {} which is not valid for {}.", key.arn(), key.usage, action));
    return found;
}

aws::Error pending_deletion(const Key& key) {
    return aws::Error(kms_errors::kms_invalid_state, fmt::format("{} is pending deletion.", key.arn()));
}

std::optional<aws::Error> refuse_dry_run(const std::optional<bool>& dry_run) {
    if (!dry_run.value_or(false)) return std::nullopt;
    return aws::Error(kms_errors::dry_run_operation, "The request would have succeeded, but the DryRun option is set.");
}

std::optional<aws::Error> refuse_recipient(const std::optional<RecipientInfo>& recipient) {
    if (!recipient) return std::nullopt;
    return not_here("Recipient");
}

std::optional<aws::Error> refuse_algorithm(const Key& key, std::string_view algorithm) {
    const auto fitting = algorithms_of(*find_spec(key.spec), key.usage);
    if (std::find(fitting.begin(), fitting.end(), algorithm) != fitting.end()) return std::nullopt;
    return aws::Error(kms_errors::invalid_key_usage,
                      fmt::format("Algorithm {} is incompatible with key spec {}.", algorithm, key.spec));
}

}  // namespace wt::kms
