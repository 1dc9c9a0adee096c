// The pages on which people sign in, sign up, and set passwords that they forgot.
#include <algorithm>

#include <fmt/format.h>

#include "aws/digests.hpp"
#include "base/base64.hpp"
#include "http/uri.hpp"
#include "identity/api/managed_login.hpp"
#include "identity/api/words.hpp"
#include "identity/look.hpp"

namespace wt::identity {

namespace {

constexpr Duration signed_in_lifetime = 1h;

[[nodiscard]] aws::Call page_call(const http::Request& request, Instant now) {
    return {{}, {}, {}, {}, now, false, request, request.path, {}, {}, aws::Protocol::json_1_1};
}

/// Whether a client takes users of the pool itself.
[[nodiscard]] bool has_passwords(const UserPool& pool, const std::string& client) {
    const auto& offered = pool.clients().find(client)->second.settings.supported_identity_providers;
    return !offered || offered->empty() || std::find(offered->begin(), offered->end(), "COGNITO") != offered->end();
}

struct Step {
    const char* challenge;
    const char* field;  // of the answer
    const char* label;
    const char* type;
};
constexpr Step steps[] = {{"NEW_PASSWORD_REQUIRED", "NEW_PASSWORD", "New password", "password"},
                          {"SMS_MFA", "SMS_MFA_CODE", "Code from the message", "text"},
                          {"EMAIL_OTP", "EMAIL_OTP_CODE", "Code from the message", "text"},
                          {"SOFTWARE_TOKEN_MFA", "SOFTWARE_TOKEN_MFA_CODE", "Code from your app", "text"},
                          {"SELECT_MFA_TYPE", "ANSWER", "SMS_MFA, EMAIL_OTP or SOFTWARE_TOKEN_MFA", "text"},
                          {"MFA_SETUP", "code", "Code from your app", "text"},
                          {"WEB_AUTHN", "CREDENTIAL", "", "hidden"}};

/// With the name that the next page shows already.
[[nodiscard]] std::string named_query(std::string_view query, const std::string& username) {
    std::string named;
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        if (!query.substr(0, end).starts_with("username=")) named += fmt::format("{}&", query.substr(0, end));
        query.remove_prefix(std::min(end + 1, query.size()));
    }
    return named + "username=" + http::percent_encode(username);
}

}  // namespace

bool is_own_form(const http::Request& request, std::map<std::string, std::string>& fields) {
    const std::string token = cookie_in(request, "XSRF-TOKEN");
    return !token.empty() && aws::equal_in_constant_time(token, fields["_csrf"]);
}

http::Response ManagedLogin::page(LoginPage shown, const http::Request& request, int status) {
    std::string token = cookie_in(request, "XSRF-TOKEN");
    const bool is_new = token.empty();
    if (is_new) token = draw_uuid(random_);
    shown.hidden.emplace_back("_csrf", token);
    http::Response response;
    response.status = status;
    response.headers.add("Content-Type", "text/html; charset=utf-8");
    response.headers.add("Cache-Control", "no-store");
    response.headers.add("X-Frame-Options", "DENY");
    if (is_new)
        response.headers.add("Set-Cookie", Text(fmt::format("XSRF-TOKEN={}; Path=/; HttpOnly; SameSite=Lax", token)));
    response.body = Text(html_of(shown));
    return response;
}

void ManagedLogin::dress(LoginPage& page, const UserPool& pool, const std::string& client) {
    // Developer Guide, "Customizing hosted UI (classic) branding": version 2 has a branding of its own.
    const bool is_classic = std::any_of(pool.domains().begin(), pool.domains().end(),
                                        [](const auto& each) { return each.second.managed_login_version != 2; });
    const LookEntry* const look = pool.look_of(client);
    if (look == nullptr || !is_classic) return;
    page.css = look->told.css.value_or("");
    page.logo = look->address;
}

http::Response ManagedLogin::asset(const UserPool& pool, std::string_view path) {
    http::Response response;
    response.status = 404;
    for (const auto& [client, look] : pool.looks()) {
        if (look.address.empty() || path.substr(1) != look.address) continue;
        response.status = 200;
        response.headers.add("Content-Type", Text(std::string(image_type(look.image.bytes.view()))));
        response.headers.add("X-Content-Type-Options", "nosniff");
        response.body = look.image.bytes;
        break;
    }
    return response;
}

LoginPage ManagedLogin::login_page(const UserPool& pool, const Asked& asked) {
    LoginPage shown;
    shown.title = "Sign in";
    dress(shown, pool, asked.client);
    const std::string& query = asked.query;
    if (has_passwords(pool, asked.client)) {
        shown.fields = {{"username", "Username"}, {"password", "Password", "password"}};
        Fields said = fields_of(query);
        shown.fields.front().value = said["username"].empty() ? said["login_hint"] : said["username"];
        shown.button = "Sign in";
        // Assumed: whoever may begin by choice may begin with a passkey.
        if (Cognito::takes_passkeys(pool) && pool.clients().find(asked.client)->second.allows("ALLOW_USER_AUTH"))
            shown.other_button = "Sign in with a passkey";
        shown.links = {{"signup?" + query, "Sign up"}, {"forgotPassword?" + query, "Forgot your password?"}};
    }
    const auto& offered = pool.clients().find(asked.client)->second.settings.supported_identity_providers;
    for (const std::string& each : offered.value_or(std::vector<std::string>())) {
        if (each != "COGNITO")
            shown.providers.emplace_back(
                fmt::format("oauth2/authorize?{}&identity_provider={}", query, http::percent_encode(each)),
                "Continue with " + each);
    }
    return shown;
}

std::optional<std::string> ManagedLogin::secret_hash(const std::string& client_id, const std::string& username) const {
    UserPool* const pool = catalogue_.of_client(client_id);
    const auto client =
        pool == nullptr ? UserPool::Parts<ClientEntry>::const_iterator() : pool->clients().find(client_id);
    if (pool == nullptr || client == pool->clients().end() || client->second.secrets.empty()) return std::nullopt;
    const std::string secret = client->second.secrets.front().client_secret_value.value_or("");
    return base64_encode(aws::hmac(aws::Algorithm::sha256, secret, username + client_id).view());
}

Task<http::Response> ManagedLogin::login(std::string pool_id, http::Request request) {
    UserPool* const pool = catalogue_.find(pool_id);
    if (pool == nullptr) co_return redirect_to("/");
    auto asked = read_asked(*pool, request.query.str());
    if (!asked.ok()) co_return std::move(asked.error());
    if (request.method != http::Method::post) co_return page(login_page(*pool, *asked), request);
    Fields fields = fields_of(request.body.view());
    if (!is_own_form(request, fields)) {
        LoginPage again = login_page(*pool, *asked);
        again.problem = "The form has expired; try again.";
        co_return page(std::move(again), request, 403);
    }
    if (!has_passwords(*pool, asked->client))
        co_return error_page("Login option is not available. Please try another one");
    const std::string username = fields["username"];
    const std::string challenge = fields["challenge"];
    if (challenge.empty() && !fields["other"].empty())
        co_return co_await with_passkey(std::move(*asked), username, std::move(request));
    if (challenge.empty()) {
        const UserEntry* const user = pool->find_login(username);
        SignIn state;
        state.pool = pool_id;
        state.client = asked->client;
        state.user = user == nullptr ? username : user->name;
        state.for_page = true;
        state.address = request.client.text();
        if (user == nullptr) {
            Cognito::AuthAsk about;
            about.pool = pool_id;
            about.client = asked->client;
            about.parameters = {{"USERNAME", username}, {"PASSWORD", fields["password"]}};
            const auto migrated = co_await cognito_.migrate(std::move(about), "UserMigration_Authentication");
            if (migrated.ok()) state.user = migrated->name;
        }
        const std::string password = fields["password"];
        auto answer = co_await cognito_.with_password(std::move(state), password);
        co_return co_await signed_in(std::move(*asked), std::move(answer), username, request);
    }
    Cognito::Response response;
    response.challenge = challenge;
    response.session = fields["session"];
    response.address = request.client.text();
    response.answers["USERNAME"] = username;
    if (auto hash = secret_hash(asked->client, username)) response.answers["SECRET_HASH"] = *hash;
    for (const Step& step : steps) {
        if (challenge == step.challenge) response.answers[step.field] = fields[step.field];
    }
    if (challenge == "MFA_SETUP") {
        VerifySoftwareTokenRequest verify;
        verify.session = response.session;
        verify.user_code = fields["code"];
        const aws::Call call = page_call(request, context_.calendar());
        const auto verified = cognito_.verify_software_token(call, std::move(verify));
        if (!verified.ok()) {
            if (auto again = ask_again(*asked, fields["session"], username, verified.error()))
                co_return page(std::move(*again), request, 400);
            Result<Cognito::AuthAnswer, aws::Error> refused = verified.error();
            co_return co_await signed_in(std::move(*asked), std::move(refused), username, request);
        }
        response.session = verified->session.value_or("");
    }
    const std::string client = asked->client;
    const std::string session = response.session;
    auto answer = co_await cognito_.respond(pool_id, client, std::move(response));
    if (!answer.ok()) {
        if (auto again = ask_again(*asked, session, username, answer.error()))
            co_return page(std::move(*again), request, 400);
    }
    co_return co_await signed_in(std::move(*asked), std::move(answer), username, request);
}

LoginPage ManagedLogin::step_page(const Asked& asked, const std::string& challenge, const std::string& session,
                                  const std::string& username) const {
    LoginPage next;
    next.title = "Sign in";
    next.button = "Go on";
    if (const UserPool* const pool = catalogue_.find(asked.pool)) dress(next, *pool, asked.client);
    next.hidden = {{"username", username}, {"challenge", challenge}, {"session", session}};
    for (const Step& step : steps) {
        if (challenge == step.challenge && std::string_view(step.type) != "hidden")
            next.fields.push_back({step.field, step.label, step.type});
    }
    return next;
}

std::optional<LoginPage> ManagedLogin::ask_again(const Asked& asked, const std::string& session,
                                                 const std::string& username, const aws::Error& error) const {
    const auto waiting = cognito_.challenges_.find(session, context_.now());
    if (waiting.state == nullptr || waiting.state->client != asked.client) return std::nullopt;
    LoginPage again = step_page(asked, waiting.state->challenge, session, username);
    if (again.fields.empty()) return std::nullopt;
    if (waiting.state->challenge == "MFA_SETUP")
        again.note = "Put this key into your authenticator app: " + waiting.state->totp_secret;
    again.problem = error.message;
    return again;
}

Task<http::Response> ManagedLogin::signed_in(Asked asked, Result<Cognito::AuthAnswer, aws::Error> answer,
                                             std::string username, const http::Request& request) {
    if (!answer.ok()) {
        const bool is_unconfirmed = answer.error().code == "UserNotConfirmedException";
        if (is_unconfirmed) co_return redirect_to("confirmUser?" + named_query(asked.query, username));
        const UserPool* const pool = catalogue_.find(asked.pool);
        if (pool == nullptr || !pool->clients().contains(asked.client)) co_return error_page("invalid_request");
        LoginPage again = login_page(*pool, asked);
        again.problem = answer.error().message;
        co_return page(std::move(again), request, 400);
    }
    // A sign-in that an application began by the API is not for these pages.
    if (!answer->challenge && answer->user.empty()) co_return error_page("invalid_request");
    if (!answer->challenge) {
        std::string cookie = draw_uuid(random_);
        Browser browser;
        browser.pool = asked.pool;
        browser.user = answer->user;
        browser.sub = sub_of(asked.pool, answer->user);
        browser.expires = context_.clock.after(signed_in_lifetime);
        std::erase_if(browsers_, [this](const auto& each) { return each.second.expires <= context_.now(); });
        browsers_.insert_or_assign(cookie, std::move(browser));
        if (fields_of(asked.query)["add_passkey"] == "true") {
            http::Response on = redirect_to("passkeys/add?" + asked.query);
            on.headers.add("Set-Cookie",
                           Text(fmt::format("cognito={}; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax", cookie)));
            co_return on;
        }
        std::string user = answer->user;
        co_return co_await grant(std::move(asked), std::move(user), std::move(cookie));
    }
    LoginPage next = step_page(asked, *answer->challenge, answer->session.value_or(""), username);
    if (*answer->challenge == "WEB_AUTHN") {
        next.ceremony = "get";
        next.button = "Use a passkey";
        next.hidden.emplace_back("options", answer->parameters["CREDENTIAL_REQUEST_OPTIONS"]);
    } else if (*answer->challenge == "MFA_SETUP") {
        AssociateSoftwareTokenRequest associate;
        associate.session = answer->session;
        const aws::Call call = page_call(request, context_.calendar());
        const auto made = cognito_.associate_software_token(call, std::move(associate));
        if (made.ok()) {
            next.note = "Put this key into your authenticator app: " + made->secret_code.value_or("");
            next.hidden.back().second = made->session.value_or("");
        }
    } else if (answer->parameters.contains("CODE_DELIVERY_DESTINATION")) {
        next.note = "A code was sent to " + answer->parameters["CODE_DELIVERY_DESTINATION"] + ".";
    }
    if (next.fields.empty() && next.ceremony.empty()) {
        next.problem = "This sign-in asks for " + *answer->challenge + ", which these pages do not have.";
        next.button.clear();
    }
    co_return page(std::move(next), request);
}

Task<http::Response> ManagedLogin::confirm_by_link(std::string pool_id, http::Request request) {
    const UserPool* const pool = catalogue_.find(pool_id);
    Fields query = fields_of(request.query.view());
    const std::string client = query["client_id"];
    if (pool == nullptr || !pool->clients().contains(client))
        co_return error_page("invalid_request: Client does not exist.");
    ConfirmSignUpRequest input;
    input.client_id = client;
    input.username = query["user_name"];
    input.confirmation_code = query["confirmation_code"];
    input.secret_hash = secret_hash(client, input.username);
    LoginPage shown;
    dress(shown, *pool, client);
    const aws::Call call = page_call(request, context_.calendar());
    const auto done = co_await cognito_.confirm_sign_up(call, std::move(input));
    shown.title = done.ok() ? "Your registration has been confirmed!" : "Confirm your account";
    if (!done.ok()) shown.problem = done.error().message;
    co_return page(std::move(shown), request, done.ok() ? 200 : 400);
}

Task<http::Response> ManagedLogin::form(std::string pool_id, http::Request request) {
    UserPool* const pool = catalogue_.find(pool_id);
    if (pool == nullptr) co_return redirect_to("/");
    const bool is_link = request.path.view() == "/confirmUser" && request.method == http::Method::get &&
                         request.query.view().find("confirmation_code=") != std::string_view::npos;
    if (is_link) co_return co_await confirm_by_link(std::move(pool_id), std::move(request));
    auto asked = read_asked(*pool, request.query.str());
    if (!asked.ok()) co_return std::move(asked.error());
    const std::string_view path = request.path.view();
    LoginPage shown;
    shown.links = {{"login?" + asked->query, "Sign in"}};
    dress(shown, *pool, asked->client);
    if (path == "/signup") {
        shown.title = shown.button = "Sign up";
        const auto& logins = pool->entry().settings.username_attributes;
        if (!logins || logins->empty()) {
            shown.fields = {{"username", "Username"}, {"email", "E-mail", "email"}};
        } else {
            shown.fields = {{"username", logins->front() == "email" ? "E-mail" : "Phone number"}};
        }
        shown.fields.push_back({"password", "Password", "password"});
    } else if (path == "/confirmUser") {
        shown.title = "Confirm your account";
        shown.button = "Confirm";
        shown.fields = {{"username", "Username"}, {"code", "Code"}};
        shown.other_button = "Send a new code";
    } else if (path == "/forgotPassword") {
        shown.title = "Forgot your password?";
        shown.button = "Send a code";
        shown.fields = {{"username", "Username"}};
    } else {
        shown.title = "Set a new password";
        shown.button = "Set";
        shown.fields = {{"username", "Username"}, {"code", "Code"}, {"password", "New password", "password"}};
        shown.other_button = "Send a new code";
    }
    shown.fields.front().value = fields_of(asked->query)["username"];
    if (request.method != http::Method::post) co_return page(std::move(shown), request);
    Fields fields = fields_of(request.body.view());
    const std::string username = fields["username"];
    const std::string& client = asked->client;
    const aws::Call call = page_call(request, context_.calendar());
    std::optional<aws::Error> problem;
    std::string next = "login?";
    if (!is_own_form(request, fields)) {
        problem = not_allowed("The form has expired; try again.");
    } else if (path == "/signup") {
        SignUpRequest input;
        input.client_id = client;
        input.username = username;
        input.password = fields["password"];
        input.secret_hash = secret_hash(client, username);
        if (!fields["email"].empty()) input.user_attributes.push_back({"email", fields["email"]});
        const auto done = co_await cognito_.sign_up(call, std::move(input));
        if (!done.ok()) problem = done.error();
        if (done.ok() && !done->user_confirmed) next = "confirmUser?";
    } else if (path == "/confirmUser" && !fields["other"].empty()) {
        ResendConfirmationCodeRequest input;
        input.client_id = client;
        input.username = username;
        input.secret_hash = secret_hash(client, username);
        const auto done = co_await cognito_.resend_confirmation_code(call, std::move(input));
        if (!done.ok()) problem = done.error();
        next = "confirmUser?";
    } else if (path == "/confirmUser") {
        ConfirmSignUpRequest input;
        input.client_id = client;
        input.username = username;
        input.confirmation_code = fields["code"];
        input.secret_hash = secret_hash(client, username);
        const auto done = co_await cognito_.confirm_sign_up(call, std::move(input));
        if (!done.ok()) problem = done.error();
    } else if (path == "/forgotPassword" || !fields["other"].empty()) {
        ForgotPasswordRequest input;
        input.client_id = client;
        input.username = username;
        input.secret_hash = secret_hash(client, username);
        const auto done = co_await cognito_.forgot_password(call, std::move(input));
        if (!done.ok()) problem = done.error();
        next = "confirmForgotPassword?";
    } else {
        ConfirmForgotPasswordRequest input;
        input.client_id = client;
        input.username = username;
        input.confirmation_code = fields["code"];
        input.password = fields["password"];
        input.secret_hash = secret_hash(client, username);
        const auto done = co_await cognito_.confirm_forgot_password(call, std::move(input));
        if (!done.ok()) problem = done.error();
    }
    if (!problem) co_return redirect_to(next + named_query(asked->query, username));
    shown.fields.front().value = username;
    shown.problem = problem->message;
    co_return page(std::move(shown), request, 400);
}

}  // namespace wt::identity
