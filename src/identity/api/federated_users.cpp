// Users of providers elsewhere who sign in to a pool.
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "identity/api/cognito.hpp"
#include "identity/api/words.hpp"

namespace wt::identity {

namespace {

using namespace cognito_idp_errors;
using FederatedJson = nlohmann::json;

/// What the provider says, by the pool's attributes.
[[nodiscard]] std::vector<UserAttribute> mapped(const IdentityProviderType& provider,
                                                const FederatedIdentity& identity) {
    std::vector<UserAttribute> attributes;
    for (const auto& [attribute, claim] : provider.attribute_mapping.value_or(std::map<std::string, std::string>())) {
        const auto said = identity.claims.find(claim);
        if (attribute != "username" && said != identity.claims.end()) attributes.push_back({attribute, said->second});
    }
    return attributes;
}

[[nodiscard]] aws::Error bad_attributes(const std::string& why) {
    return wrong_parameter("Invalid user attributes: " + why);
}

[[nodiscard]] bool is_required(const UserPool& pool, const std::string& attribute) {
    const auto& schema = *pool.entry().settings.schema_attributes;
    return std::any_of(schema.begin(), schema.end(), [&](const SchemaAttributeType& each) {
        return each.name == attribute && each.required.value_or(false);
    });
}

}  // namespace

const IdentityProviderType* Cognito::provider_of(const UserPool& pool, const std::string& identifier) {
    for (const auto& [name, provider] : pool.providers()) {
        const auto& known = provider.idp_identifiers;
        if (known && std::find(known->begin(), known->end(), identifier) != known->end()) return &provider;
    }
    return nullptr;
}

std::string Cognito::linked_name(UserPool& pool, const std::string& provider, const FederatedIdentity& identity,
                                 const std::vector<UserAttribute>& attributes) {
    if (const UserEntry* const user = pool.find_linked(provider, subject_attribute, identity.subject))
        return user->name;
    for (const UserAttribute& each : attributes) {
        const UserEntry* const user = pool.find_linked(provider, each.name, each.value.value_or(""));
        if (user == nullptr) continue;
        // From now on they are known by who they are.
        UserEntry changed = *user;
        for (LinkedUser& link : changed.linked) {
            if (link.provider != provider || link.attribute != each.name || link.user != each.value) continue;
            link.attribute = subject_attribute;
            link.user = identity.subject;
        }
        return catalogue_.keep(pool, std::move(changed)).name;
    }
    // Who was here before, and whose link was taken away.
    const UserEntry* const user = pool.find_user(provider + "_" + identity.subject);
    return user == nullptr ? std::string() : user->name;
}

aws::Later<FederatedIdentity> Cognito::inbound(std::string pool_id, std::string client_id, std::string provider_name,
                                               FederatedIdentity identity) {
    UserPool* const pool = catalogue_.find(pool_id);
    if (pool == nullptr) co_return identity;
    const auto& functions = pool->entry().settings.lambda_config;
    const auto provider = pool->providers().find(provider_name);
    if (!functions || !functions->inbound_federation || provider == pool->providers().end()) co_return identity;
    Ask about;
    about.function = functions->inbound_federation->lambda_arn;
    about.source = "InboundFederation_ExternalProvider";
    about.client = std::move(client_id);
    // Developer Guide, "Inbound federation Lambda trigger": what the provider said, by where it did. Assumed: all
    // values are texts, and NameID is one of samlResponse.
    about.request = FederatedJson{{"providerName", provider_name},
                                  {"providerType", provider->second.provider_type.value_or("")},
                                  {"attributes", identity.answers}}
                        .dump(-1, ' ', false, FederatedJson::error_handler_t::replace);
    about.response = R"json({"userAttributesToMap":{}})json";
    // Assumed: userName is the provider's name of them, for they are no user yet, and userAttributes are none.
    UserEntry somebody;
    somebody.name = identity.subject;
    const auto answer = co_await ask(std::move(pool_id), std::move(somebody), std::move(about));
    if (!answer.ok()) co_return answer.error();
    const FederatedJson said = FederatedJson::parse(*answer, nullptr, false);
    const auto given = said.find("userAttributesToMap");
    // None at all is as an empty one, which changes nothing; who they are stays in any case (Assumed).
    if (given == said.end() || given->is_null()) co_return identity;
    if (!given->is_object()) co_return aws::Error(invalid_lambda_response, "Unrecognizable lambda output");
    if (!given->empty())
        identity.claims = texts_in(given->dump(-1, ' ', false, FederatedJson::error_handler_t::replace));
    co_return identity;
}

aws::Later<std::string> Cognito::federate(std::string pool_id, std::string client_id, std::string provider_name,
                                          FederatedIdentity identity) {
    auto told = co_await inbound(pool_id, client_id, provider_name, std::move(identity));
    if (!told.ok()) co_return told.error();
    identity = std::move(*told);
    UserPool* const pool = catalogue_.find(pool_id);
    if (pool == nullptr) co_return no_user();
    const auto provider = pool->providers().find(provider_name);
    if (provider == pool->providers().end()) co_return wrong_parameter("The identity provider has gone.");
    const std::string kind = provider->second.provider_type.value_or("");
    const std::vector<UserAttribute> attributes = mapped(provider->second, identity);
    std::string name = linked_name(*pool, provider_name, identity, attributes);
    if (name.empty()) {
        co_return co_await join(std::move(pool_id), std::move(client_id), std::move(provider_name),
                                std::move(identity));
    }
    const UserEntry* const user = pool->find_user(name);
    if (!user->enabled) co_return not_allowed("User is not enabled");
    SignIn state;
    state.pool = pool_id;
    state.client = std::move(client_id);
    state.user = name;
    state.for_page = true;
    SignIn asked = state;
    const auto before = co_await before_sign_in(std::move(asked));
    if (!before.ok()) co_return before.error();
    UserPool* const there = catalogue_.find(pool_id);
    const UserEntry* const still = there == nullptr ? nullptr : there->find_user(name);
    if (still == nullptr) co_return no_user();
    UserEntry changed = *still;
    std::vector<UserAttribute> differs;
    for (const UserAttribute& each : attributes) {
        const std::string value = each.value.value_or("");
        if (value.empty() && is_required(*there, each.name))
            co_return bad_attributes(each.name + ": Required attribute cannot be deleted");
        if (changed.attribute(each.name) == value) continue;
        differs.push_back(each);
        if (value.empty()) {
            changed.attributes.erase(each.name);
        } else {
            changed.attributes[each.name] = value;
        }
    }
    if (auto error = refuse_attributes(*there, differs, nullptr, false)) co_return bad_attributes(error->message);
    const bool has_link = there->find_linked(provider_name, subject_attribute, identity.subject) != nullptr;
    if (!has_link)
        changed.linked.push_back({provider_name, kind, identity.issuer, identity.subject, true, context_.calendar()});
    for (LinkedUser& link : changed.linked) {
        if (link.provider == provider_name && link.user == identity.subject) link.issuer = identity.issuer;
    }
    changed.modified = context_.calendar();
    (void)catalogue_.keep(*there, std::move(changed));
    const auto done = co_await hand_out(std::move(state));
    if (!done.ok()) co_return done.error();
    co_return co_await settled(std::move(name));
}

aws::Later<std::string> Cognito::join(std::string pool_id, std::string client_id, std::string provider_name,
                                      FederatedIdentity identity) {
    UserPool* const pool = catalogue_.find(pool_id);
    const IdentityProviderType provider = pool->providers().find(provider_name)->second;
    const std::vector<UserAttribute> attributes = mapped(provider, identity);
    if (auto error = refuse_attributes(*pool, attributes, nullptr, true)) co_return bad_attributes(error->message);
    UserEntry user;
    user.name = provider_name + "_" + identity.subject;
    user.sub = draw_uuid(pool->random());
    user.status = "EXTERNAL_PROVIDER";
    user.created = user.modified = context_.calendar();
    for (const UserAttribute& each : attributes) {
        if (!each.value.value_or("").empty()) user.attributes[each.name] = *each.value;
    }
    for (const SchemaAttributeType& each : *pool->entry().settings.schema_attributes) {
        if (*each.name != "sub" && is_required(*pool, *each.name) && user.attribute(*each.name).empty())
            co_return bad_attributes(*each.name + ": The attribute is required");
    }
    for (const std::string address : {"email", "phone_number"}) {
        if (!user.attribute(address).empty()) user.attributes.emplace(address + "_verified", "false");
    }
    user.linked.push_back(
        {provider_name, provider.provider_type.value_or(""), identity.issuer, identity.subject, true, user.created});

    Ask about;
    about.function = function_of(*pool, &LambdaConfigType::pre_sign_up);
    about.source = "PreSignUp_ExternalProvider";
    about.client = client_id;
    about.request = R"json({"validationData":{},"clientMetadata":{}})json";
    about.response = R"json({"autoConfirmUser":false,"autoVerifyEmail":false,"autoVerifyPhone":false})json";
    UserEntry shown = user;
    const auto answer = co_await ask(pool_id, std::move(shown), std::move(about));
    if (!answer.ok()) co_return answer.error();
    const FederatedJson said = FederatedJson::parse(*answer, nullptr, false);
    for (const auto& [flag, address] :
         {std::pair{"autoVerifyEmail", "email"}, std::pair{"autoVerifyPhone", "phone_number"}}) {
        if (said.value(flag, FederatedJson()) == true && !user.attribute(address).empty())
            user.attributes[std::string(address) + "_verified"] = "true";
    }
    UserPool* const there = catalogue_.find(pool_id);
    if (there == nullptr) co_return no_user();
    // The function may have linked them to somebody who was here.
    std::string name = linked_name(*there, provider_name, identity, attributes);
    if (!name.empty()) co_return name;
    // Developer Guide, "Adding groups to a user pool": users of a provider are a group.
    GroupType group;
    group.group_name = fmt::format("{}_{}", pool_id, provider_name);
    group.user_pool_id = pool_id;
    group.description = fmt::format("Autogenerated group for users who sign in using {}", provider_name);
    group.creation_date = group.last_modified_date = user.created;
    user.groups.push_back(*group.group_name);
    if (!there->groups().contains(*group.group_name)) (void)catalogue_.keep(*there, std::move(group));
    name = user.name;
    (void)catalogue_.keep(*there, std::move(user));
    const auto told =
        co_await confirmed(std::move(pool_id), name, "PostConfirmation_ConfirmSignUp", std::move(client_id), Texts());
    if (!told.ok()) co_return told.error();
    co_return co_await settled(std::move(name));
}

}  // namespace wt::identity
