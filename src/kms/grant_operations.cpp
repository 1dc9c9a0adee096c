// Grants: what lets somebody use a key beside its policy.
#include <algorithm>

#include "aws/pages.hpp"
#include "kms/kms.hpp"

namespace wt::kms {

namespace {

constexpr std::int32_t usual_grants = 50;
constexpr std::string_view token_scope = "kms:grant";

[[nodiscard]] bool is_principal(const std::string& text) {
    return (text.starts_with("arn:aws:iam::") || text.starts_with("arn:aws:sts::")) && text.size() > 26;
}

[[nodiscard]] bool is_same(const GrantListEntry& a, const GrantListEntry& b) {
    const auto limits = [](const GrantListEntry& of) {
        const GrantConstraints said = of.constraints.value_or(GrantConstraints());
        return std::pair(said.encryption_context_equals, said.encryption_context_subset);
    };
    return a.name == b.name && a.grantee_principal == b.grantee_principal &&
           a.retiring_principal == b.retiring_principal && a.operations == b.operations &&
           a.grantee_service_principal == b.grantee_service_principal &&
           a.retiring_service_principal == b.retiring_service_principal && limits(a) == limits(b);
}

[[nodiscard]] aws::Error no_grant(const std::string& id) {
    return not_found(fmt::format("Grant ID {} not found", id));  // Assumed: the sentence
}

[[nodiscard]] aws::Outcome<ListGrantsResponse> page_of_grants(std::map<std::string, GrantListEntry> all,
                                                              const aws::PageAsk& ask) {
    auto page = aws::page_of(std::move(all), ask);
    if (!page.ok()) return aws::Error(kms_errors::invalid_marker);
    return ListGrantsResponse{std::move(page->items), page->next, page->next.has_value()};
}

[[nodiscard]] bool is_who(const aws::Principal& caller, const std::optional<std::string>& named) {
    return named && (*named == caller.arn || (!caller.role_arn.empty() && *named == caller.role_arn));
}

}  // namespace

aws::Outcome<CreateGrantResponse> Kms::create_grant(const aws::Call& call, CreateGrantRequest input) {
    Ask ask{"CreateGrant"};
    ask.grant_tokens = &input.grant_tokens;
    ask.more.emplace_back("kms:GrantIsForAWSResource", "false");
    if (input.grantee_principal) ask.more.emplace_back("kms:GranteePrincipal", *input.grantee_principal);
    if (input.retiring_principal) ask.more.emplace_back("kms:RetiringPrincipal", *input.retiring_principal);
    const auto found = kept(call, std::move(ask), input.key_id);
    if (!found.ok()) return found.error();
    Key& key = **found;
    if (!key.enabled) return aws::Error(kms_errors::disabled, fmt::format("{} is disabled.", key.arn()));
    // Assumed: these sentences.
    if (!input.grantee_principal && !input.grantee_service_principal) return invalid("GranteePrincipal is required.");
    for (const auto& principal : {input.grantee_principal, input.retiring_principal}) {
        if (principal && !is_principal(*principal))
            return aws::Error(kms_errors::invalid_arn,
                              fmt::format("ARN does not refer to a valid principal: {}", *principal));
    }
    if (input.constraints && input.constraints->source_arn) return not_here("Constraints.SourceArn");
    if (auto dry = refuse_dry_run(input.dry_run)) return std::move(*dry);
    GrantEntry grant;
    grant.told.name = input.name;
    grant.told.grantee_principal = std::move(input.grantee_principal);
    grant.told.grantee_service_principal = std::move(input.grantee_service_principal);
    grant.told.retiring_principal = std::move(input.retiring_principal);
    grant.told.retiring_service_principal = std::move(input.retiring_service_principal);
    grant.told.operations = std::move(input.operations);
    grant.told.constraints = std::move(input.constraints);
    if (input.name) {
        // The same again under a name is the same grant.
        for (const auto& [id, there] : key.grants) {
            if (is_same(there.told, grant.told)) return CreateGrantResponse{there.token, id};
        }
    }
    const std::string id = catalogue_.fresh_grant_id();
    grant.told.key_id = key.arn();
    grant.told.grant_id = id;
    grant.told.creation_date = catalogue_.now();
    grant.told.issuing_account = fmt::format("arn:aws:iam::{}:root", call.caller.account);
    grant.token = aws::PageTokens(token_scope).seal(fmt::format("{}#{}", key.arn(), id), call.now);
    CreateGrantResponse output{grant.token, id};
    key.grants.emplace(id, std::move(grant));
    catalogue_.keep(key);
    return output;
}

aws::Outcome<ListGrantsResponse> Kms::list_grants(const aws::Call& call, ListGrantsRequest input) {
    const auto key = named(call, {"ListGrants"}, input.key_id);
    if (!key.ok()) return key.error();
    std::map<std::string, GrantListEntry> all;
    for (const auto& [id, grant] : (*key)->grants) {
        const GrantListEntry& told = grant.told;
        if (input.grant_id && *input.grant_id != id) continue;
        if (input.grantee_principal && input.grantee_principal != told.grantee_principal) continue;
        if (input.grantee_service_principal && input.grantee_service_principal != told.grantee_service_principal)
            continue;
        all.emplace(id, told);
    }
    const std::string scope = "kms:ListGrants/" + (*key)->id;
    const aws::PageTokens tokens(scope);
    return page_of_grants(
        std::move(all), {tokens, input.marker, static_cast<std::size_t>(input.limit.value_or(usual_grants)), call.now});
}

aws::Outcome<ListGrantsResponse> Kms::list_retirable_grants(const aws::Call& call, ListRetirableGrantsRequest input) {
    if (auto refused = refuse_beside(call, "ListRetirableGrants", "*")) return std::move(*refused);
    if (!input.retiring_principal && !input.retiring_service_principal)
        return invalid("RetiringPrincipal is required.");  // Assumed: the sentence
    catalogue_.settle_dates();
    std::map<std::string, GrantListEntry> all;
    for (const auto& [place, key] : catalogue_.keys()) {
        if (place.first != aws::account_region_of(call)) continue;
        for (const auto& [id, grant] : key->grants) {
            if (input.retiring_principal ? grant.told.retiring_principal == input.retiring_principal
                                         : grant.told.retiring_service_principal == input.retiring_service_principal)
                all.emplace(id, grant.told);
        }
    }
    const aws::PageTokens tokens("kms:ListRetirableGrants");
    return page_of_grants(
        std::move(all), {tokens, input.marker, static_cast<std::size_t>(input.limit.value_or(usual_grants)), call.now});
}

void Kms::drop_grant(Key& key, const std::string& grant_id) {
    key.grants.erase(grant_id);
    catalogue_.keep(key);
}

aws::Outcome<aws::Nothing> Kms::revoke_grant(const aws::Call& call, RevokeGrantRequest input) {
    const auto key = kept(call, {"RevokeGrant"}, input.key_id);
    if (!key.ok()) return key.error();
    if (!(*key)->grants.contains(input.grant_id)) return no_grant(input.grant_id);
    if (auto dry = refuse_dry_run(input.dry_run)) return std::move(*dry);
    drop_grant(**key, input.grant_id);
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> Kms::retire_grant(const aws::Call& call, RetireGrantRequest input) {
    std::string arn = input.key_id.value_or("");
    std::string id = input.grant_id.value_or("");
    if (input.grant_token) {
        const auto read = aws::PageTokens(token_scope).open(*input.grant_token, call.now);
        if (!read.ok()) return aws::Error(kms_errors::invalid_grant_token);
        const std::size_t mark = read->find('#');
        arn = read->substr(0, mark);
        id = read->substr(mark + 1);
    } else if (arn.empty() || id.empty()) {
        return invalid("GrantToken, or KeyId and GrantId, must be given.");  // Assumed: the sentence
    }
    const auto at = parse_kms_arn(arn);
    if (!at || !at->rest.starts_with("key/"))
        return aws::Error(kms_errors::invalid_arn, fmt::format("Invalid arn {}", arn));
    Key* const key = catalogue_.find(at->place, at->rest.substr(std::string_view("key/").size()));
    const auto found = key == nullptr ? std::map<std::string, GrantEntry>::iterator() : key->grants.find(id);
    if (key == nullptr || found == key->grants.end()) return no_grant(id);
    const GrantListEntry& told = found->second.told;
    // Its retiring principal may, its grantee if the grant says so, and whom policies let.
    const auto& allowed = *told.operations;
    const bool by_itself = std::find(allowed.begin(), allowed.end(), "RetireGrant") != allowed.end();
    if (!is_who(call.caller, told.retiring_principal) && !(by_itself && is_who(call.caller, told.grantee_principal))) {
        if (auto refused = refuse(call, {"RetireGrant"}, key, *at)) return std::move(*refused);
    }
    if (key->ends) return pending_deletion(*key);
    if (auto dry = refuse_dry_run(input.dry_run)) return std::move(*dry);
    drop_grant(*key, id);
    return aws::Nothing();
}

}  // namespace wt::kms
