#pragma once
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/context.hpp"
#include "http/message.hpp"
#include "identity/api/cognito.hpp"
#include "identity/api/login_pages.hpp"

namespace wt::identity {

/// The pages and OAuth endpoints at a pool's domain: /oauth2/authorize, /login, /signup, /confirmUser, /forgotPassword,
/// /confirmForgotPassword, /passkeys/add, /oauth2/token, /oauth2/userInfo, /oauth2/revoke, /logout, and those where
/// browsers come back from providers elsewhere: /oauth2/idpresponse, /saml2/idpresponse, /saml2/logout. Developer
/// Guide, "User pool endpoints and managed login reference"; RFC 6749, 7009, 7636. What a browser has signed in to, and
/// codes, are forgotten with the process.
class ManagedLogin {
public:
    /// All of it outlives this.
    ManagedLogin(const Context& context, Cognito& cognito, Catalogue& catalogue);

    /// The domain's prefix or name.
    [[nodiscard]] Task<http::Response> handle(std::string domain, http::Request request);
    /// OpenID Connect Discovery 1.0 of a pool; `base` is the address of this server.
    [[nodiscard]] static std::string discovery(const UserPool& pool, std::string_view base);

private:
    using Fields = std::map<std::string, std::string>;
    struct Asked {
        std::string pool;
        std::string client;
        std::string redirect;
        std::string type;
        std::string scope;
        std::string state;
        std::string nonce;
        std::string challenge;
        std::string query;  // as it came
    };
    struct Code {
        Asked asked;
        std::string user;
        std::string sub;  // a name may be given again
        Instant expires;
    };
    struct Browser {
        std::string pool;
        std::string user;
        std::string sub;
        Instant expires;
        std::string provider;  // elsewhere, where it has signed in; empty: here
        std::string subject;   // who that is there
        std::string session;   // there
    };
    /// A browser that was sent to a provider elsewhere.
    struct Away {
        Asked asked;
        std::string provider;  // empty: it signs off
        std::string address;   // where it comes back to
        std::string browser;   // its cookie
        std::string nonce;
        std::string request;  // its ID (SAML)
        Instant expires;
    };
    struct Client {
        std::string id;
        std::optional<http::Response> refused;
    };

    // authorize_endpoint.cpp
    /// `base`: the domain's address, as the browser knows it.
    [[nodiscard]] Task<http::Response> authorize(std::string pool_id, std::string base, http::Request request);
    /// What is asked, or the answer that says what is wrong with it.
    [[nodiscard]] static Result<Asked, http::Response> read_asked(const UserPool& pool, std::string query);
    [[nodiscard]] Task<http::Response> grant(Asked asked, std::string user, std::string cookie);
    /// Whoever has signed in there, and is still a user.
    [[nodiscard]] const Browser* browser_of(const http::Request& request, std::string_view pool);
    /// The sub of whoever has that name; empty: nobody.
    [[nodiscard]] std::string sub_of(std::string_view pool, std::string_view user) const;
    [[nodiscard]] Task<http::Response> log_out(std::string pool_id, http::Request request);

    // federation_endpoint.cpp
    /// The provider elsewhere that is asked for; empty: the pool itself.
    [[nodiscard]] static Result<std::string, http::Response> provider_asked(const UserPool& pool, const Asked& asked);
    [[nodiscard]] Task<http::Response> send_away(Asked asked, std::string provider, std::string base,
                                                 std::string browser);
    /// Comes back once, and in time.
    [[nodiscard]] std::optional<Away> take_away(const std::string& pool, const std::string& state);
    [[nodiscard]] Task<http::Response> oidc_answer(std::string pool_id, http::Request request);
    [[nodiscard]] Task<http::Response> saml_answer(std::string pool_id, std::string base, http::Request request);
    /// `error`, and what stands before its sentence, where the attributes are wrong.
    [[nodiscard]] Task<http::Response> arrived(Away away, FederatedIdentity identity, std::string error,
                                               std::string before);
    /// The way to `after` leads by the provider, where that is to know.
    [[nodiscard]] Task<http::Response> sign_off(std::string pool_id, Browser browser, http::Response after);
    [[nodiscard]] http::Response signed_off(const std::string& pool, const http::Request& request);

    // login_handlers.cpp
    [[nodiscard]] Task<http::Response> login(std::string pool_id, http::Request request);
    [[nodiscard]] Task<http::Response> signed_in(Asked asked, Result<Cognito::AuthAnswer, aws::Error> answer,
                                                 std::string username, const http::Request& request);
    /// What a challenge asks for.
    [[nodiscard]] LoginPage step_page(const Asked& asked, const std::string& challenge, const std::string& session,
                                      const std::string& username) const;
    /// The same once more after a wrong answer; none where the sign-in has ended with it.
    [[nodiscard]] std::optional<LoginPage> ask_again(const Asked& asked, const std::string& session,
                                                     const std::string& username, const aws::Error& error) const;
    /// /confirmUser with the code, as the link of a message has it.
    [[nodiscard]] Task<http::Response> confirm_by_link(std::string pool_id, http::Request request);
    [[nodiscard]] Task<http::Response> form(std::string pool_id, http::Request request);
    [[nodiscard]] http::Response page(LoginPage page, const http::Request& request, int status = 200);
    /// As it was asked for by SetUICustomization.
    static void dress(LoginPage& page, const UserPool& pool, const std::string& client);
    /// An image of SetUICustomization.
    [[nodiscard]] static http::Response asset(const UserPool& pool, std::string_view path);
    [[nodiscard]] static LoginPage login_page(const UserPool& pool, const Asked& asked);
    [[nodiscard]] std::optional<std::string> secret_hash(const std::string& client, const std::string& username) const;

    // passkey_pages.cpp
    /// Begins a sign-in with the passkey of whoever has that name.
    [[nodiscard]] Task<http::Response> with_passkey(Asked asked, std::string username, http::Request request);
    /// /passkeys/add: a browser that has signed in gets one more passkey.
    [[nodiscard]] Task<http::Response> add_passkey(std::string pool_id, http::Request request);

    // token_endpoint.cpp
    [[nodiscard]] Task<http::Response> token(std::string pool_id, http::Request request);
    [[nodiscard]] Task<http::Response> token_for_code(std::string pool_id, std::string client, Fields fields);
    [[nodiscard]] Task<http::Response> token_for_refresh(std::string pool_id, std::string client, Fields fields);
    [[nodiscard]] Task<http::Response> token_for_client(std::string pool_id, std::string client, Fields fields);
    [[nodiscard]] Task<http::Response> user_info(std::string pool_id, http::Request request);
    [[nodiscard]] Task<http::Response> revoke(std::string pool_id, http::Request request);
    /// Who asks, by Basic or by fields; a client with a secret has to show it.
    [[nodiscard]] Client client_of(const UserPool& pool, const http::Request& request, const Fields& fields) const;
    [[nodiscard]] Task<Result<Tokens, aws::Error>> tokens_of(Asked asked, std::string user, bool refreshable);

    Context context_;
    Cognito& cognito_;
    Catalogue& catalogue_;
    Random random_;
    std::map<std::string, Code, std::less<>> codes_;
    std::map<std::string, Browser, std::less<>> browsers_;  // by their cookie
    std::map<std::string, Away, std::less<>> away_;         // by what the provider gives back
    std::map<std::string, Instant> seen_;                   // assertions, until they end
};

/// "?a=b" and the like behind an address that may have a query.
[[nodiscard]] std::string with_query(std::string address, const std::vector<std::pair<std::string, std::string>>& more,
                                     char mark = '?');
[[nodiscard]] http::Response redirect_to(std::string address);
/// Of a request that nobody is to be sent on for.
[[nodiscard]] http::Response error_page(std::string_view why);
/// The value of a cookie; empty without one.
[[nodiscard]] std::string cookie_in(const http::Request& request, std::string_view name);
[[nodiscard]] std::map<std::string, std::string> fields_of(std::string_view query);
/// Whether a form was filled in on a page of ours: both know a text that no other site does.
[[nodiscard]] bool is_own_form(const http::Request& request, std::map<std::string, std::string>& fields);

}  // namespace wt::identity
