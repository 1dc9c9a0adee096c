// Passkeys on managed login's pages: signing in with one, and getting one more.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "aws/digests.hpp"
#include "base/json_depth.hpp"
#include "identity/api/managed_login.hpp"
#include "identity/api/words.hpp"

namespace wt::identity {

namespace {

using PageJson = nlohmann::json;

/// What a browser is told of a passkey to be made (Web Authentication Level 3, PublicKeyCredentialCreationOptionsJSON).
[[nodiscard]] std::string creation_text(const PasskeyCreation& options) {
    PageJson algorithms = PageJson::array();
    for (const PasskeyAlgorithm& each : options.pub_key_cred_params)
        algorithms.push_back({{"type", each.type}, {"alg", each.alg}});
    PageJson known = PageJson::array();
    for (const PasskeyDescriptor& each : options.exclude_credentials)
        known.push_back({{"type", each.type}, {"id", each.id}, {"transports", each.transports}});
    const PageJson told{
        {"challenge", options.challenge},
        {"rp", {{"id", options.rp.id}, {"name", options.rp.name}}},
        {"user", {{"id", options.user.id}, {"name", options.user.name}, {"displayName", options.user.display_name}}},
        {"pubKeyCredParams", std::move(algorithms)},
        {"timeout", options.timeout},
        {"excludeCredentials", std::move(known)},
        {"authenticatorSelection",
         {{"requireResidentKey", options.authenticator_selection.require_resident_key},
          {"residentKey", options.authenticator_selection.resident_key},
          {"userVerification", options.authenticator_selection.user_verification}}}};
    return told.dump(-1, ' ', false, PageJson::error_handler_t::replace);
}

[[nodiscard]] std::string passkey_text(const PageJson& from, const char* name) {
    const auto found = from.is_object() ? from.find(name) : from.end();
    return from.is_object() && found != from.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// What a form brings; an answer that cannot be read is one that no authenticator gave.
[[nodiscard]] PasskeyRegistration read_credential(const std::string& text) {
    const PageJson said = nests_deeper(text) ? PageJson() : PageJson::parse(text, nullptr, false);
    const PageJson response = said.is_object() && said.contains("response") ? said["response"] : PageJson();
    PasskeyRegistration credential;
    credential.id = passkey_text(said, "id");
    credential.type = passkey_text(said, "type");
    const std::string attachment = passkey_text(said, "authenticatorAttachment");
    if (!attachment.empty()) credential.authenticator_attachment = attachment;
    credential.response.client_data_json = passkey_text(response, "clientDataJSON");
    credential.response.attestation_object = passkey_text(response, "attestationObject");
    if (!response.is_object() || !response.contains("transports") || !response["transports"].is_array())
        return credential;
    for (const PageJson& each : response["transports"]) {
        if (each.is_string()) credential.response.transports.push_back(each.get<std::string>());
    }
    return credential;
}

}  // namespace

Task<http::Response> ManagedLogin::with_passkey(Asked asked, std::string username, http::Request request) {
    UserPool* const pool = catalogue_.find(asked.pool);
    const UserEntry* const user = pool->find_login(username);
    const auto& client = pool->clients().find(asked.client)->second;
    const bool may = Cognito::takes_passkeys(*pool) && client.allows("ALLOW_USER_AUTH");
    if (!may || user == nullptr || user->passkeys.empty()) {
        // Assumed: the sentence; the same for who has none and for who is not there.
        LoginPage again = login_page(*pool, asked);
        again.problem = username.empty() ? "A username is needed." : "There is no passkey to sign in with.";
        co_return page(std::move(again), request, 400);
    }
    SignIn state;
    state.pool = asked.pool;
    state.client = asked.client;
    state.user = user->name;
    state.for_page = true;
    state.by_choice = true;
    state.address = request.client.text();
    auto answer = co_await cognito_.choose_factor(std::move(state), "WEB_AUTHN", Fields());
    co_return co_await signed_in(std::move(asked), std::move(answer), std::move(username), request);
}

Task<http::Response> ManagedLogin::add_passkey(std::string pool_id, http::Request request) {
    UserPool* const pool = catalogue_.find(pool_id);
    std::string query = request.query.str();
    if (!fields_of(query).contains("response_type")) query += "&response_type=code";
    auto asked = read_asked(*pool, std::move(query));
    if (!asked.ok()) co_return std::move(asked.error());
    const Browser* const browser = browser_of(request, pool_id);
    if (browser == nullptr) co_return redirect_to(fmt::format("../login?{}&add_passkey=true", asked->query));
    const std::string name = browser->user;
    const UserEntry user = *pool->find_user(name);
    if (!user.enabled) co_return error_page("User is disabled.");
    LoginPage shown;
    shown.title = "Set up a passkey";
    dress(shown, *pool, asked->client);
    if (!shown.logo.empty()) shown.logo.insert(0, "../");
    int status = 200;
    if (request.method == http::Method::post) {
        Fields fields = fields_of(request.body.view());
        std::optional<aws::Error> problem;
        if (!is_own_form(request, fields)) {
            problem = not_allowed("The form has expired; try again.");
        } else {
            problem = cognito_.finish_passkey(*pool, user, asked->client, read_credential(fields["CREDENTIAL"]),
                                              context_.calendar());
        }
        if (!problem) {
            if (const auto failed = co_await catalogue_.durable()) co_return error_page(failed->message);
            // Assumed: the application is given a code, as after a sign-in.
            std::string no_cookie;
            co_return co_await grant(std::move(*asked), name, std::move(no_cookie));
        }
        shown.problem = problem->message;
        status = 400;
        co_return page(std::move(shown), request, status);
    }
    const auto begun = cognito_.begin_passkey(*pool, user, asked->client);
    if (!begun.ok()) {
        shown.problem = begun.error().message;
        status = 400;
    } else {
        shown.ceremony = "create";
        shown.button = "Create a passkey";
        shown.hidden.emplace_back("options", creation_text(begun->credential_creation_options));
    }
    co_return page(std::move(shown), request, status);
}

}  // namespace wt::identity
