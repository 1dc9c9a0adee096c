// Access keys of users, and of an account's root.
#include <algorithm>

#include "iam/api/details.hpp"
#include "iam/api/find.hpp"

namespace wt::iam::api {

namespace {

[[nodiscard]] std::string_view status_of(const AccessKey& key) { return key.active ? "Active" : "Inactive"; }

/// The key of that id, of a user or of the account's root; null when there is none.
[[nodiscard]] AccessKey* key_of(Account& account, std::string_view owner, std::string_view id) {
    const auto found = account.keys.find(id);
    if (found == account.keys.end() || !same_ignoring_case(found->second.user, owner)) return nullptr;
    return &found->second;
}

[[nodiscard]] aws::Error no_such_key(std::string_view id) {
    return no_such_entity(fmt::format("The Access Key with id {} cannot be found.", id));
}

}  // namespace

/// The root has no name.
aws::Outcome<std::string> IamService::find_key_owner(const aws::Call& call, const std::optional<std::string>& name) {
    if (!name && call.caller.kind == aws::PrincipalKind::root) return std::string();
    const auto user = find_user(call, name);
    if (!user.ok()) return user.error();
    return (*user)->name;
}

aws::Outcome<CreateAccessKeyResponse> IamService::create_access_key(const aws::Call& call,
                                                                    CreateAccessKeyRequest input) {
    const auto owner = find_key_owner(call, input.user_name);
    if (!owner.ok()) return owner.error();
    Account& account = account_of(call);
    const auto has = std::count_if(account.keys.begin(), account.keys.end(),
                                   [&](const auto& key) { return same_ignoring_case(key.second.user, *owner); });
    if (static_cast<std::size_t>(has) >= limits::keys_per_user)
        return quota_exceeded("AccessKeysPerUser", limits::keys_per_user);
    AccessKey key = directory_.new_access_key();
    key.user = *owner;
    key.created = call.now;
    CreateAccessKeyResponse output;
    output.access_key = {key.user, key.id, "Active", key.secret, key.created};
    const AccessKey& made = account.keys.emplace(key.id, std::move(key)).first->second;
    return saved(call, made, std::move(output));
}

aws::Outcome<aws::Nothing> IamService::delete_access_key(const aws::Call& call, DeleteAccessKeyRequest input) {
    const auto owner = find_key_owner(call, input.user_name);
    if (!owner.ok()) return owner.error();
    Account& account = account_of(call);
    const AccessKey* const key = key_of(account, *owner, input.access_key_id);
    if (key == nullptr) return no_such_key(input.access_key_id);
    directory_.drop(call.caller.account, *key);
    account.keys.erase(account.keys.find(input.access_key_id));
    return aws::Nothing();
}

aws::Outcome<aws::Nothing> IamService::update_access_key(const aws::Call& call, UpdateAccessKeyRequest input) {
    const auto owner = find_key_owner(call, input.user_name);
    if (!owner.ok()) return owner.error();
    AccessKey* const key = key_of(account_of(call), *owner, input.access_key_id);
    if (key == nullptr) return no_such_key(input.access_key_id);
    // Assumed: the sentence. A key expires by itself only.
    if (input.status == "Expired")
        return aws::Error(errors::invalid_input, "The status of an access key can be Active or Inactive.");
    key->active = input.status == "Active";
    return saved(call, *key, aws::Nothing());
}

aws::Outcome<ListAccessKeysResponse> IamService::list_access_keys(const aws::Call& call, ListAccessKeysRequest input) {
    ListAccessKeysResponse output;
    output.is_truncated = false;
    const auto owner = find_key_owner(call, input.user_name);
    if (!owner.ok()) return owner.error();
    std::vector<const AccessKey*> keys;
    for (const auto& [id, key] : account_of(call).keys) {
        if (same_ignoring_case(key.user, *owner)) keys.push_back(&key);
    }
    const auto id = [](const AccessKey* key) -> const std::string& { return key->id; };
    auto page = page_of(std::move(keys), id, {"iam:ListAccessKeys", input.marker, input.max_items, call.now});
    if (!page.ok()) return page.error();
    for (const AccessKey* key : page->items) {
        AccessKeyMetadata& each = output.access_key_metadata.emplace_back();
        each.user_name = key->user;
        each.access_key_id = key->id;
        each.status = status_of(*key);
        each.create_date = key->created;
    }
    end_page(output, *page);
    return output;
}

aws::Outcome<GetAccessKeyLastUsedResponse> IamService::get_access_key_last_used(const aws::Call& call,
                                                                                GetAccessKeyLastUsedRequest input) {
    const auto& keys = account_of(call).keys;
    const auto key = keys.find(input.access_key_id);
    if (key == keys.end()) return no_such_key(input.access_key_id);
    GetAccessKeyLastUsedResponse output;
    output.user_name = key->second.user;
    AccessKeyLastUsed& used = output.access_key_last_used.emplace();
    used.service_name = used.region = "N/A";
    if (const auto* last = directory_.last_use(input.access_key_id)) {
        used.service_name = last->service;
        used.region = last->region;
        used.last_used_date = last->when;
    }
    return output;
}

}  // namespace wt::iam::api
