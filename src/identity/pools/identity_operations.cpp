// Who has which identity: guests, logins of providers, users of developers.
#include <algorithm>

#include <fmt/format.h>

#include "aws/pages.hpp"
#include "identity/pools/identity_pools.hpp"

namespace wt::identity::pools {

namespace {

using namespace cognito_identity_errors;

[[nodiscard]] IdentityDescription described(const IdentityEntry& identity) {
    IdentityDescription told;
    told.identity_id = identity.id;
    told.logins.emplace();
    for (const auto& [provider, subject] : identity.logins) told.logins->push_back(provider);
    for (const auto& [provider, users] : identity.developer) told.logins->push_back(provider);
    told.creation_date = identity.created;
    told.last_modified_date = identity.modified;
    return told;
}

[[nodiscard]] bool holds(const std::vector<std::string>& list, std::string_view what) {
    return std::find(list.begin(), list.end(), what) != list.end();
}

}  // namespace

Result<IdentityEntry*, aws::Error> IdentityPools::find_identity(const std::string& id) {
    IdentityEntry* const identity = catalogue_.find_identity(id);
    if (identity == nullptr) return aws::Error(resource_not_found, fmt::format("Identity '{}' not found.", id));
    return identity;
}

std::optional<aws::Error> IdentityPools::join(IdentityEntry& identity, const std::vector<Login>& logins, Instant now) {
    bool is_theirs = logins.empty() ? identity.is_guest() : identity.is_guest();
    std::vector<const Login*> fresh;
    for (const Login& login : logins) {
        if (login.is_own) {
            if (login.subject != identity.id)
                return aws::Error(not_authorized, "Invalid login token. Not a valid identity.");
            is_theirs = true;
            continue;
        }
        const auto known = identity.logins.find(login.provider);
        if (known != identity.logins.end() && known->second == login.subject) {
            is_theirs = true;
            continue;
        }
        if (catalogue_.of_login(identity.pool, login.provider, login.subject) != nullptr)
            return aws::Error(resource_conflict, "Login is already linked to another account.");
        fresh.push_back(&login);
    }
    if (!is_theirs) {
        return aws::Error(not_authorized, logins.empty()
                                              ? fmt::format("Access to Identity '{}' is forbidden.", identity.id)
                                              : "Logins don't match. Please include at least one valid login for this "
                                                "identity or identity pool.");
    }
    if (fresh.empty()) return std::nullopt;
    for (const Login* login : fresh) identity.logins[login->provider] = login->subject;
    identity.modified = now;
    (void)catalogue_.keep(IdentityEntry(identity));
    return std::nullopt;
}

aws::Outcome<GetIdResponse> IdentityPools::get_id(const aws::Call& call, GetIdInput input) {
    const auto pool = find_pool(call, input.identity_pool_id);
    if (!pool.ok()) return pool.error();
    const auto logins = check(**pool, input.logins, call.now);
    if (!logins.ok()) return logins.error();
    if (logins->empty() && !(*pool)->settings.allow_unauthenticated_identities)
        return aws::Error(not_authorized, "Unauthenticated access is not supported for this identity pool.");
    GetIdResponse output;
    for (const Login& login : *logins) {
        IdentityEntry* const known = login.is_own
                                         ? catalogue_.find_identity(login.subject)
                                         : catalogue_.of_login(input.identity_pool_id, login.provider, login.subject);
        if (known == nullptr) continue;
        if (auto error = join(*known, *logins, call.now)) return std::move(*error);
        output.identity_id = known->id;
        return output;
    }
    IdentityEntry made;
    made.id = catalogue_.draw_id((*pool)->place.region);
    made.pool = input.identity_pool_id;
    made.created = made.modified = call.now;
    for (const Login& login : *logins) made.logins[login.provider] = login.subject;
    output.identity_id = catalogue_.keep(std::move(made)).id;
    return output;
}

aws::Outcome<IdentityDescription> IdentityPools::describe_identity(const aws::Call& call, DescribeIdentityInput input) {
    const auto identity = find_identity(input.identity_id);
    if (!identity.ok()) return identity.error();
    const auto pool = find_pool(call, (*identity)->pool);
    if (!pool.ok()) return pool.error();
    return described(**identity);
}

aws::Outcome<ListIdentitiesResponse> IdentityPools::list_identities(const aws::Call& call, ListIdentitiesInput input) {
    const auto pool = find_pool(call, input.identity_pool_id);
    if (!pool.ok()) return pool.error();
    std::map<std::string, IdentityDescription> all;
    for (const auto& [id, each] : catalogue_.identities()) {
        if (each.pool == input.identity_pool_id) all.emplace(id, described(each));
    }
    const std::string scope = "cognito-identity:ListIdentities/" + input.identity_pool_id;
    const aws::PageTokens tokens(scope);
    const aws::PageAsk asked{tokens, input.next_token, static_cast<std::size_t>(std::max(input.max_results, 1)),
                             call.now};
    auto page = aws::page_of(std::move(all), asked);
    if (!page.ok()) return aws::Error(invalid_parameter, "Invalid nextToken.");
    ListIdentitiesResponse output;
    output.identity_pool_id = input.identity_pool_id;
    output.identities = std::move(page->items);
    output.next_token = std::move(page->next);
    return output;
}

aws::Outcome<DeleteIdentitiesResponse> IdentityPools::delete_identities(const aws::Call& call,
                                                                        DeleteIdentitiesInput input) {
    DeleteIdentitiesResponse output;
    output.unprocessed_identity_ids.emplace();
    for (const std::string& id : input.identity_ids_to_delete) {
        const IdentityEntry* const identity = catalogue_.find_identity(id);
        const bool is_theirs = identity != nullptr && find_pool(call, identity->pool).ok();
        if (is_theirs) {
            catalogue_.remove_identity(id);
        } else if (identity != nullptr) {
            output.unprocessed_identity_ids->push_back({id, "AccessDenied"});
        }
    }
    return output;
}

aws::Outcome<LookupDeveloperIdentityResponse> IdentityPools::lookup_developer_identity(
    const aws::Call& call, LookupDeveloperIdentityInput input) {
    const auto pool = find_pool(call, input.identity_pool_id);
    if (!pool.ok()) return pool.error();
    const std::string provider = (*pool)->settings.developer_provider_name.value_or("");
    if (!input.identity_id && !input.developer_user_identifier)
        return aws::Error(invalid_parameter, "Either an identity or a developer user identifier is needed.");
    const IdentityEntry* const identity =
        input.developer_user_identifier
            ? catalogue_.of_developer(input.identity_pool_id, provider, *input.developer_user_identifier)
            : catalogue_.find_identity(*input.identity_id);
    if (identity == nullptr || identity->pool != input.identity_pool_id)
        return aws::Error(resource_not_found, "Developer user not found in the identity pool.");
    if (input.identity_id && *input.identity_id != identity->id)
        return aws::Error(resource_conflict, "The developer user belongs to another identity.");
    LookupDeveloperIdentityResponse output;
    output.identity_id = identity->id;
    const auto users = identity->developer.find(provider);
    output.developer_user_identifier_list =
        users == identity->developer.end() ? std::vector<std::string>() : users->second;
    return output;
}

aws::Outcome<MergeDeveloperIdentitiesResponse> IdentityPools::merge_developer_identities(
    const aws::Call& call, MergeDeveloperIdentitiesInput input) {
    const auto pool = find_pool(call, input.identity_pool_id);
    if (!pool.ok()) return pool.error();
    const IdentityEntry* const source =
        catalogue_.of_developer(input.identity_pool_id, input.developer_provider_name, input.source_user_identifier);
    const IdentityEntry* const target = catalogue_.of_developer(input.identity_pool_id, input.developer_provider_name,
                                                                input.destination_user_identifier);
    if (source == nullptr || target == nullptr)
        return aws::Error(resource_not_found, "Developer user not found in the identity pool.");
    MergeDeveloperIdentitiesResponse output;
    output.identity_id = target->id;
    if (source != target) {
        IdentityEntry merged = *target;
        for (const auto& [provider, subject] : source->logins) {
            if (merged.logins.contains(provider))
                return aws::Error(resource_conflict, "Both identities have logins of " + provider + ".");
            merged.logins[provider] = subject;
        }
        for (const auto& [provider, users] : source->developer) {
            auto& to = merged.developer[provider];
            to.insert(to.end(), users.begin(), users.end());
        }
        constexpr std::size_t most_users = 20;  // MergeDeveloperIdentities
        if (merged.developer[input.developer_provider_name].size() > most_users)
            return aws::Error(limit_exceeded, "Too many developer users for one identity.");
        merged.modified = call.now;
        const std::string gone = source->id;
        catalogue_.remove_identity(gone);
        (void)catalogue_.keep(std::move(merged));
    }
    return output;
}

aws::Outcome<aws::Nothing> IdentityPools::unlink_developer_identity(const aws::Call& call,
                                                                    UnlinkDeveloperIdentityInput input) {
    const auto pool = find_pool(call, input.identity_pool_id);
    if (!pool.ok()) return pool.error();
    const auto identity = find_identity(input.identity_id);
    if (!identity.ok()) return identity.error();
    IdentityEntry changed = **identity;
    auto& users = changed.developer[input.developer_provider_name];
    if (!holds(users, input.developer_user_identifier))
        return aws::Error(resource_not_found, "Developer user not found in the identity pool.");
    std::erase(users, input.developer_user_identifier);
    if (users.empty()) changed.developer.erase(input.developer_provider_name);
    changed.modified = call.now;
    (void)catalogue_.keep(std::move(changed));
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> IdentityPools::unlink_identity(const aws::Call& call, UnlinkIdentityInput input) {
    const auto identity = find_identity(input.identity_id);
    if (!identity.ok()) return identity.error();
    PoolEntry* const pool = catalogue_.find((*identity)->pool);
    const auto logins = check(*pool, input.logins, call.now);
    if (!logins.ok()) return logins.error();
    if (auto error = join(**identity, *logins, call.now)) return std::move(*error);
    IdentityEntry changed = **identity;
    for (const std::string& provider : input.logins_to_remove) changed.logins.erase(provider);
    changed.modified = call.now;
    (void)catalogue_.keep(std::move(changed));
    return aws::Nothing();
}

}  // namespace wt::identity::pools
