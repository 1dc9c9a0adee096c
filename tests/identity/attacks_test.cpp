// What somebody tries who is not whom they say: sessions, codes and tokens of others, of before, and twice.
#include "catch.hpp"

#include "http/uri.hpp"
#include "identity/api/managed_login.hpp"
#include "identity/api/totp.hpp"
#include "made.hpp"

using namespace wt;
using namespace wt::identity;
using namespace wt::identity::test;

namespace {

constexpr const char* back_at = "https://app.example.com/done";

[[nodiscard]] Json answer(const Made& made, const char* challenge, const Json& session, Json answers) {
    return {{"ChallengeName", challenge},
            {"ClientId", made.app},
            {"Session", session},
            {"ChallengeResponses", std::move(answers)}};
}

void make_anew(const Made& made, const char* password) {
    REQUIRE(made.world.call("AdminDeleteUser", {{"UserPoolId", made.id}, {"Username", "ann"}}) == Json::object());
    REQUIRE(
        made.world
            .call("AdminCreateUser", {{"UserPoolId", made.id}, {"Username", "ann"}, {"TemporaryPassword", password}})
            .contains("User"));
}

/// Managed login of a pool, and one browser.
struct Pages {
    explicit Pages(const Made& pool) : made(pool) {
        REQUIRE(made.world.call("CreateUserPoolDomain", {{"UserPoolId", made.id}, {"Domain", "shop"}}).is_object());
    }
    [[nodiscard]] http::Response send(http::Method method, const std::string& path, const std::string& query,
                                      const std::string& body = {}) {
        http::Request request;
        request.method = method;
        request.path = Text(path);
        request.query = Text(query);
        request.body = Text(body);
        if (!cookies.empty()) request.headers.add("Cookie", Text(cookies));
        http::Response response = aws::test::run(login.handle("shop", std::move(request)));
        for (const http::Header& field : response.headers) {
            if (field.name.view() != "Set-Cookie") continue;
            if (!cookies.empty()) cookies += "; ";
            cookies += std::string(field.value.view().substr(0, field.value.view().find(';')));
        }
        return response;
    }
    [[nodiscard]] static std::string query(const std::string& app) {
        return "client_id=" + app + "&response_type=code&scope=openid&redirect_uri=" + http::percent_encode(back_at);
    }
    [[nodiscard]] std::string csrf() const {
        const std::size_t at = cookies.find("XSRF-TOKEN=") + 11;
        return cookies.substr(at, cookies.find(';', at) - at);
    }
    [[nodiscard]] http::Response log_in(const std::string& form) {
        (void)send(http::Method::get, "/login", query(made.app));
        return send(http::Method::post, "/login", query(made.app), form + "&_csrf=" + csrf());
    }
    [[nodiscard]] std::string code() {
        const std::string to(log_in("username=ann&password=Secret-123").headers.get("Location"));
        REQUIRE(to.find("code=") != std::string::npos);
        return to.substr(to.find("code=") + 5);
    }
    [[nodiscard]] std::string redeem(const std::string& app, const std::string& code, const std::string& redirect) {
        const http::Response reply = send(http::Method::post, "/oauth2/token", {},
                                          "grant_type=authorization_code&client_id=" + app + "&code=" + code +
                                              "&redirect_uri=" + http::percent_encode(redirect));
        const Json said = Json::parse(reply.body.view());
        return said.contains("id_token") ? "tokens" : said.value("error", "");
    }

    const Made& made;
    ManagedLogin login{made.world.context, made.world.cognito, made.world.catalogue};
    std::string cookies;
};

[[nodiscard]] Json for_pages() {
    return {{"AllowedOAuthFlows", {"code"}},
            {"AllowedOAuthScopes", {"openid"}},
            {"CallbackURLs", {back_at, "https://app.example.com/other"}},
            {"AllowedOAuthFlowsUserPoolClient", true},
            {"ExplicitAuthFlows", {"ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}}};
}

}  // namespace

TEST_CASE("a session of somebody who has gone is not that of the next with the name") {
    World world;
    const Made made(world);
    REQUIRE(
        world
            .call("AdminCreateUser", {{"UserPoolId", made.id}, {"Username", "ann"}, {"TemporaryPassword", "First-123"}})
            .contains("User"));
    const Json before = world.call("InitiateAuth", made.sign_in("ann", "First-123"));
    REQUIRE(before["ChallengeName"] == "NEW_PASSWORD_REQUIRED");
    make_anew(made, "Second-123");
    CHECK(world.refused("RespondToAuthChallenge", answer(made, "NEW_PASSWORD_REQUIRED", before["Session"],
                                                         {{"USERNAME", "ann"}, {"NEW_PASSWORD", "Mine-1234"}})) ==
          "NotAuthorizedException: Incorrect username or password.");
    const Json now = world.call("InitiateAuth", made.sign_in("ann", "Second-123"));
    CHECK(world
              .call("RespondToAuthChallenge", answer(made, "NEW_PASSWORD_REQUIRED", now["Session"],
                                                     {{"USERNAME", "ann"}, {"NEW_PASSWORD", "Mine-1234"}}))
              .contains("AuthenticationResult"));
}

TEST_CASE("a code and a browser of somebody who has gone are not those of the next with the name") {
    World world;
    Made made(world, Json::object(), for_pages());
    made.create("ann");
    Pages pages(made);
    const std::string code = pages.code();
    const auto ask = [&] {
        return std::string(
            pages.send(http::Method::get, "/oauth2/authorize", Pages::query(made.app)).headers.get("Location"));
    };
    CHECK(ask().starts_with(std::string(back_at) + "?code="));
    make_anew(made, "Second-123");
    CHECK(pages.redeem(made.app, code, back_at) == "invalid_grant");
    CHECK(ask().starts_with("../login"));
}

TEST_CASE("a code is its client's, for its address, and is spent by whoever tries it") {
    World world;
    Made made(world, Json::object(), for_pages());
    made.create("ann");
    Json other = for_pages();
    other["UserPoolId"] = made.id;
    other["ClientName"] = "other";
    const std::string another = world.call("CreateUserPoolClient", other)["UserPoolClient"]["ClientId"];
    Pages pages(made);
    const std::string stolen = pages.code();
    CHECK(pages.redeem(another, stolen, back_at) == "invalid_grant");
    CHECK(pages.redeem(made.app, stolen, back_at) == "invalid_grant");
    const std::string astray = pages.code();
    CHECK(pages.redeem(made.app, astray, "https://app.example.com/other") == "invalid_grant");
    CHECK(pages.redeem(made.app, astray, back_at) == "invalid_grant");
    const std::string twice = pages.code();
    CHECK(pages.redeem(made.app, twice, back_at) == "tokens");
    CHECK(pages.redeem(made.app, twice, back_at) == "invalid_grant");
}

TEST_CASE("sign-ins of the API and of pages do not stand for one another") {
    World world;
    Made made(world, Json::object(), for_pages());
    REQUIRE(
        world
            .call("AdminCreateUser", {{"UserPoolId", made.id}, {"Username", "ann"}, {"TemporaryPassword", "First-123"}})
            .contains("User"));
    Pages pages(made);
    const Json begun = world.call("InitiateAuth", made.sign_in("ann", "First-123"));
    const http::Response crossed =
        pages.log_in("username=ann&challenge=NEW_PASSWORD_REQUIRED&NEW_PASSWORD=Secret-123&session=" +
                     begun["Session"].get<std::string>());
    CHECK(crossed.status == 400);
    CHECK(crossed.headers.get("Location").empty());
    // The other way round there are no tokens.
    make_anew(made, "First-123");
    const http::Response page = pages.log_in("username=ann&password=First-123");
    const std::string_view text = page.body.view();
    const std::string_view mark = R"(name="session" value=")";
    REQUIRE(text.find(mark) != std::string_view::npos);
    std::string_view session = text.substr(text.find(mark) + mark.size());
    session = session.substr(0, session.find('"'));
    const Json answered =
        world.call("RespondToAuthChallenge", answer(made, "NEW_PASSWORD_REQUIRED", std::string(session),
                                                    {{"USERNAME", "ann"}, {"NEW_PASSWORD", "Secret-123"}}));
    CHECK_FALSE(answered.contains("AuthenticationResult"));
}

TEST_CASE("a session and a refresh token are their client's alone") {
    World world;
    Made made(world);
    made.create("ann");
    const Json client{{"UserPoolId", made.id},
                      {"ClientName", "other"},
                      {"ExplicitAuthFlows", {"ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}}};
    const std::string another = world.call("CreateUserPoolClient", client)["UserPoolClient"]["ClientId"];
    const Json tokens = world.call("InitiateAuth", made.sign_in("ann"))["AuthenticationResult"];
    const auto refresh = [&](const std::string& app, const Json& token) {
        return Json{
            {"AuthFlow", "REFRESH_TOKEN_AUTH"}, {"ClientId", app}, {"AuthParameters", {{"REFRESH_TOKEN", token}}}};
    };
    CHECK(world.refused("InitiateAuth", refresh(another, tokens["RefreshToken"])) ==
          "NotAuthorizedException: Invalid Refresh Token");
    CHECK(world.refused("InitiateAuth", refresh(made.app, tokens["AccessToken"])) ==
          "NotAuthorizedException: Invalid Refresh Token");
    CHECK(world.refused("GetUser", {{"AccessToken", tokens["IdToken"]}}) ==
          "NotAuthorizedException: Invalid Access Token");
    REQUIRE(world
                .call("AdminSetUserPassword",
                      {{"UserPoolId", made.id}, {"Username", "ann"}, {"Password", "First-123"}, {"Permanent", false}})
                .is_object());
    const Json begun = world.call("InitiateAuth", made.sign_in("ann", "First-123"));
    Json crossed =
        answer(made, "NEW_PASSWORD_REQUIRED", begun["Session"], {{"USERNAME", "ann"}, {"NEW_PASSWORD", "Second-123"}});
    crossed["ClientId"] = another;
    CHECK(world.refused("RespondToAuthChallenge", crossed) == "NotAuthorizedException: Invalid session for the user.");
    crossed["ClientId"] = made.app;
    crossed["ChallengeName"] = "SOFTWARE_TOKEN_MFA";
    CHECK(world.refused("RespondToAuthChallenge", crossed) == "NotAuthorizedException: Invalid session for the user.");
    made.create("bob");
    crossed["ChallengeName"] = "NEW_PASSWORD_REQUIRED";
    crossed["ChallengeResponses"]["USERNAME"] = "bob";
    CHECK(world.refused("RespondToAuthChallenge", crossed) == "NotAuthorizedException: Invalid session for the user.");
    crossed["ChallengeResponses"]["USERNAME"] = "ann";
    CHECK(world.call("RespondToAuthChallenge", crossed).contains("AuthenticationResult"));
    CHECK(world.refused("RespondToAuthChallenge", crossed) ==
          "NotAuthorizedException: Invalid session for the user, session can only be used once.");
}

TEST_CASE("a software token's code of before the last one is refused, too, and guessing locks") {
    World world;
    Made made(world);
    made.create("ann");
    REQUIRE(world
                .call("SetUserPoolMfaConfig", {{"UserPoolId", made.id},
                                               {"MfaConfiguration", "OPTIONAL"},
                                               {"SoftwareTokenMfaConfiguration", {{"Enabled", true}}}})
                .contains("MfaConfiguration"));
    const std::string token = made.token("ann");
    const Json secret = world.call("AssociateSoftwareToken", {{"AccessToken", token}});
    const std::string key = base32_decode(secret["SecretCode"].get<std::string>()).value();
    const auto code = [&](int away) { return totp_code(key, totp_step(world.context.now()) + away); };
    REQUIRE(world.call("VerifySoftwareToken", {{"AccessToken", token}, {"UserCode", code(0)}})["Status"] == "SUCCESS");
    REQUIRE(world.call("SetUserMFAPreference",
                       {{"AccessToken", token}, {"SoftwareTokenMfaSettings", {{"Enabled", true}}}}) == Json::object());
    const auto respond = [&](const std::string& said) {
        const Json begun = world.call("InitiateAuth", made.sign_in("ann"));
        REQUIRE(begun["ChallengeName"] == "SOFTWARE_TOKEN_MFA");
        return answer(made, "SOFTWARE_TOKEN_MFA", begun["Session"],
                      {{"USERNAME", "ann"}, {"SOFTWARE_TOKEN_MFA_CODE", said}});
    };
    CHECK(world.call("RespondToAuthChallenge", respond(code(1))).contains("AuthenticationResult"));
    for (const int away : {1, 0, -1})
        CHECK(world.refused("RespondToAuthChallenge", respond(code(away))).starts_with("ExpiredCodeException"));
    // Of the same sign-in, as long as a client likes to guess.
    Json guess = respond("000000");
    if (code(1) == "000000" || code(0) == "000000" || code(-1) == "000000") return;
    for (int i = 0; i < 5; ++i)
        CHECK(world.refused("RespondToAuthChallenge", guess) ==
              "CodeMismatchException: Invalid code received for user");
    CHECK(world.refused("RespondToAuthChallenge", guess) == "NotAuthorizedException: Password attempts exceeded");
}

TEST_CASE("a lockout doubles to a quarter of an hour, does not grow by trying, and ends with a quarter of rest") {
    World world;
    Made made(world);
    made.create("ann");
    const Json wrong = made.sign_in("ann", "Wrong-123");
    for (int i = 0; i < 4; ++i) CHECK(world.refused("InitiateAuth", wrong).ends_with("username or password."));
    for (const int seconds : {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900}) {
        CHECK(world.refused("InitiateAuth", wrong).ends_with("username or password."));
        world.wait(std::chrono::seconds(seconds) - 1ms);
        for (int i = 0; i < 3; ++i) CHECK(world.refused("InitiateAuth", wrong).ends_with("attempts exceeded"));
        world.wait(1ms);
    }
    // A quarter of an hour after the last attempt nothing is left of it.
    for (int i = 0; i < 4; ++i) CHECK(world.refused("InitiateAuth", wrong).ends_with("username or password."));
    CHECK(world.call("InitiateAuth", made.sign_in("ann")).contains("AuthenticationResult"));
    // Who gets in begins anew.
    for (int i = 0; i < 4; ++i) CHECK(world.refused("InitiateAuth", wrong).ends_with("username or password."));
    CHECK(world.call("InitiateAuth", made.sign_in("ann")).contains("AuthenticationResult"));
}
