// Passkeys: how users get them, and sign in with them.
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/base64.hpp"
#include "base/json_depth.hpp"
#include "identity/api/cognito.hpp"
#include "identity/api/paging.hpp"
#include "identity/api/webauthn.hpp"
#include "identity/api/words.hpp"

namespace wt::identity {

namespace {

using namespace cognito_idp_errors;
using WebAuthnJson = nlohmann::json;

// Assumed: how long a challenge waits, and that a user has 20 at most (the size of a page).
constexpr Duration registration_lifetime = 5min;
constexpr std::size_t most_passkeys = 20;
constexpr std::size_t most_registrations = 100'000;
constexpr std::size_t challenge_letters = 43;

/// What the pool says, or its domain; without either there is none.
[[nodiscard]] std::optional<RelyingParty> party_of(const UserPool& pool) {
    const auto& said = pool.entry().mfa.web_authn_configuration;
    RelyingParty party;
    party.verifies = said && said->user_verification == "required";
    if (said && said->relying_party_id) {
        party.id = *said->relying_party_id;
    } else if (!pool.domains().empty()) {
        const auto& [name, domain] = *pool.domains().begin();
        party.id = domain.custom_domain_config
                       ? name
                       : fmt::format("{}.auth.{}.amazoncognito.com", name, pool.entry().place.region);
    } else {
        return std::nullopt;
    }
    return party;
}

[[nodiscard]] std::string verification_of(const RelyingParty& party) {
    return party.verifies ? "required" : "preferred";
}

// Assumed: the sentences.
[[nodiscard]] aws::Error refused_registration(PasskeyFault fault) {
    switch (fault) {
        case PasskeyFault::challenge:
            return aws::Error(web_authn_challenge_not_found, "The challenge does not match the one that was sent.");
        case PasskeyFault::origin:
            return aws::Error(web_authn_origin_not_allowed, "The origin of the credential is not allowed.");
        case PasskeyFault::party:
            return aws::Error(web_authn_relying_party_mismatch, "The credential is for another relying party.");
        case PasskeyFault::unsupported:
            return aws::Error(web_authn_credential_not_supported, "The algorithm of the credential is not supported.");
        case PasskeyFault::person: return wrong_parameter("The authenticator did not verify the user.");
        default: return wrong_parameter("The credential cannot be read.");
    }
}

[[nodiscard]] aws::Error no_passkeys() {
    return aws::Error(web_authn_not_enabled, "Passkeys are not enabled for this user pool.");
}

}  // namespace

bool Cognito::takes_passkeys(const UserPool& pool) {
    const auto& policies = pool.entry().settings.policies;
    const auto& said = policies ? policies->sign_in_policy : std::optional<SignInPolicyType>();
    const auto factors =
        said ? said->allowed_first_auth_factors.value_or(std::vector<std::string>()) : std::vector<std::string>();
    return std::find(factors.begin(), factors.end(), "WEB_AUTHN") != factors.end();
}

aws::Outcome<StartWebAuthnRegistrationResponse> Cognito::start_web_authn_registration(
    const aws::Call& /*call*/, StartWebAuthnRegistrationRequest input) {
    const auto found = bearer(input.access_token);
    if (!found.ok()) return found.error();
    return begin_passkey(*found->pool, found->user, found->claims.client);
}

aws::Outcome<StartWebAuthnRegistrationResponse> Cognito::begin_passkey(UserPool& pool, const UserEntry& user,
                                                                       const std::string& client) {
    if (!takes_passkeys(pool)) return no_passkeys();
    const auto party = party_of(pool);
    if (!party)
        return aws::Error(web_authn_configuration_missing, "The user pool has neither a relying party nor a domain.");
    if (user.passkeys.size() >= most_passkeys)
        return aws::Error(limit_exceeded, "The user has as many passkeys as there may be.");
    Registration waiting;
    waiting.challenge = draw(pool.random(), alphanumeric, challenge_letters - 1) + "A";
    waiting.client = client;
    waiting.expires = context_.clock.after(registration_lifetime);
    StartWebAuthnRegistrationResponse output;
    PasskeyCreation& options = output.credential_creation_options;
    options.challenge = waiting.challenge;
    options.rp.id = party->id;
    options.rp.name = party->id;
    options.user.id = base64url_encode(user.sub);
    options.user.name = options.user.display_name = user.name;
    for (const int algorithm : {-7, -257}) {
        PasskeyAlgorithm each;
        each.alg = algorithm;
        each.type = "public-key";
        options.pub_key_cred_params.push_back(each);
    }
    options.timeout = static_cast<std::int32_t>(registration_lifetime / std::chrono::milliseconds(1));
    for (const auto& [id, passkey] : user.passkeys) {
        PasskeyDescriptor each;
        each.id = id;
        each.type = "public-key";
        each.transports = passkey.transports;
        options.exclude_credentials.push_back(std::move(each));
    }
    options.authenticator_selection.require_resident_key = true;
    options.authenticator_selection.resident_key = "required";
    options.authenticator_selection.user_verification = verification_of(*party);
    if (registrations_.size() >= most_registrations)
        std::erase_if(registrations_, [this](const auto& each) { return each.second.expires <= context_.now(); });
    if (registrations_.size() >= most_registrations) registrations_.erase(registrations_.begin());
    registrations_.insert_or_assign(pool.id() + "/" + user.sub, std::move(waiting));
    return output;
}

aws::Outcome<CompleteWebAuthnRegistrationResponse> Cognito::complete_web_authn_registration(
    const aws::Call& call, CompleteWebAuthnRegistrationRequest input) {
    const auto found = bearer(input.access_token);
    if (!found.ok()) return found.error();
    auto problem = finish_passkey(*found->pool, found->user, found->claims.client, input.credential, call.now);
    if (problem) return std::move(*problem);
    return CompleteWebAuthnRegistrationResponse();
}

std::optional<aws::Error> Cognito::finish_passkey(UserPool& pool, UserEntry user, const std::string& client,
                                                  const PasskeyRegistration& credential, Instant now) {
    if (!takes_passkeys(pool)) return no_passkeys();
    const auto party = party_of(pool);
    const auto waiting = registrations_.find(pool.id() + "/" + user.sub);
    if (!party || waiting == registrations_.end())
        return aws::Error(web_authn_challenge_not_found, "There is no challenge for this user.");
    // It is good once, whatever is wrong with the answer.
    const Registration registration = std::move(waiting->second);
    registrations_.erase(waiting);
    if (registration.expires <= context_.now())
        return aws::Error(web_authn_challenge_not_found, "The challenge has expired.");
    if (registration.client != client)
        return aws::Error(web_authn_client_mismatch, "The registration was begun by another client.");
    const auto client_data = base64url_decode(credential.response.client_data_json);
    const auto attestation = base64url_decode(credential.response.attestation_object);
    if (!client_data || !attestation || credential.type != "public-key")
        return refused_registration(PasskeyFault::malformed);
    const auto made = read_registration(*client_data, *attestation, registration.challenge, *party);
    if (!made.ok()) return refused_registration(made.error());
    if (made->id != credential.id) return refused_registration(PasskeyFault::malformed);
    if (user.passkeys.contains(made->id)) return wrong_parameter("The credential is registered already.");
    PasskeyEntry entry;
    entry.key = made->key;
    entry.count = made->count;
    entry.party = party->id;
    entry.attachment = credential.authenticator_attachment.value_or("");
    entry.transports = credential.response.transports;
    entry.created = now;
    user.passkeys.emplace(made->id, std::move(entry));
    user.modified = now;
    (void)catalogue_.keep(pool, std::move(user));
    return std::nullopt;
}

aws::Outcome<ListWebAuthnCredentialsResponse> Cognito::list_web_authn_credentials(
    const aws::Call& call, ListWebAuthnCredentialsRequest input) {
    const auto found = bearer(input.access_token);
    if (!found.ok()) return found.error();
    std::map<std::string, WebAuthnCredentialDescription> all;
    for (const auto& [id, passkey] : found->user.passkeys) {
        WebAuthnCredentialDescription each;
        each.credential_id = id;
        each.friendly_credential_name = "Passkey";  // Assumed: Cognito knows makers by name
        each.relying_party_id = passkey.party;
        if (!passkey.attachment.empty()) each.authenticator_attachment = passkey.attachment;
        each.authenticator_transports = passkey.transports;
        each.created_at = passkey.created;
        all.emplace(id, std::move(each));
    }
    auto page = cut_page(std::move(all), "cognito-idp:ListWebAuthnCredentials/" + found->user.sub, input.next_token,
                         input.max_results.value_or(static_cast<std::int32_t>(most_passkeys)), call.now);
    if (!page.ok()) return page.error();
    ListWebAuthnCredentialsResponse output;
    output.credentials = std::move(page->items);
    output.next_token = std::move(page->next);
    return output;
}

aws::Outcome<DeleteWebAuthnCredentialResponse> Cognito::delete_web_authn_credential(
    const aws::Call& call, DeleteWebAuthnCredentialRequest input) {
    const auto found = bearer(input.access_token);
    if (!found.ok()) return found.error();
    UserEntry user = found->user;
    if (user.passkeys.erase(input.credential_id) == 0)
        return aws::Error(resource_not_found, "The credential does not exist.");
    user.modified = call.now;
    (void)catalogue_.keep(*found->pool, std::move(user));
    return DeleteWebAuthnCredentialResponse();
}

Cognito::AuthAnswer Cognito::ask_passkey(SignIn state, const UserEntry& user) {
    const UserPool& pool = *catalogue_.find(state.pool);
    const RelyingParty party = party_of(pool).value_or(RelyingParty());
    state.code = draw(catalogue_.find(state.pool)->random(), alphanumeric, challenge_letters - 1) + "A";
    WebAuthnJson allowed = WebAuthnJson::array();
    for (const auto& [id, passkey] : user.passkeys)
        allowed.push_back({{"type", "public-key"}, {"id", id}, {"transports", passkey.transports}});
    const WebAuthnJson options{{"challenge", state.code},
                               {"timeout", 180'000},
                               {"rpId", party.id},
                               {"allowCredentials", std::move(allowed)},
                               {"userVerification", verification_of(party)}};
    Texts parameters{{"CREDENTIAL_REQUEST_OPTIONS", options.dump()}};
    return challenge(std::move(state), "WEB_AUTHN", std::move(parameters));
}

aws::Later<Cognito::AuthAnswer> Cognito::answer_passkey(SignIn state, std::string text) {
    const auto user = standing_user(state);
    if (!user.ok()) co_return user.error();
    UserPool* const pool = catalogue_.find(state.pool);
    if (auto locked = pool->refuse_attempt(user->name)) co_return not_allowed(std::move(locked->message));
    const WebAuthnJson credential = nests_deeper(text) ? WebAuthnJson() : WebAuthnJson::parse(text, nullptr, false);
    const auto member = [](const WebAuthnJson& from, const char* name) {
        const auto found = from.is_object() ? from.find(name) : from.end();
        return from.is_object() && found != from.end() && found->is_string() ? found->get<std::string>()
                                                                             : std::string();
    };
    const auto response =
        credential.is_object() && credential.contains("response") ? credential["response"] : WebAuthnJson();
    const std::string id = member(credential, "id");
    const auto known = user->passkeys.find(id);
    const auto party = party_of(*pool);
    PasskeyAnswer answer;
    answer.client_data = base64url_decode(member(response, "clientDataJSON")).value_or("");
    answer.authenticator_data = base64url_decode(member(response, "authenticatorData")).value_or("");
    answer.signature = base64url_decode(member(response, "signature")).value_or("");
    const std::string handle = member(response, "userHandle");
    const bool is_theirs = known != user->passkeys.end() && party && known->second.party == party->id &&
                           (handle.empty() || base64url_decode(handle) == user->sub);
    if (!is_theirs) {
        pool->failed_attempt(user->name);
        co_return wrong_password();
    }
    const auto shown =
        check_assertion(answer, state.code, *party, known->second.key, static_cast<std::uint32_t>(known->second.count));
    if (!shown.ok()) {
        pool->failed_attempt(user->name);
        co_return wrong_password();
    }
    pool->good_attempt(user->name);
    const bool is_second =
        shown->verified && pool->entry().mfa.web_authn_configuration &&
        pool->entry().mfa.web_authn_configuration->factor_configuration == "MULTI_FACTOR_WITH_USER_VERIFICATION";
    UserEntry changed = *user;
    changed.passkeys[id].count = shown->count;
    (void)catalogue_.keep(*pool, std::move(changed));
    state.code.clear();
    state.second_done = is_second;
    co_return co_await this->known(std::move(state));
}

}  // namespace wt::identity
