// Sign-ins at providers elsewhere: OpenID Connect.
#include "catch.hpp"

#include <fmt/format.h>

#include "identity/api/apple_secret.hpp"
#include "identity/api/json_web_keys.hpp"
#include "two_pools.hpp"

using namespace wt;
using namespace wt::identity;
using namespace wt::identity::test;

namespace {

/// A provider whose tokens say what a test wants.
struct Odd : TwoPools {
    Odd() {
        trust({{"oidc_issuer", "https://odd.example.com"},
               {"client_id", "me"},
               {"authorize_url", "https://odd.example.com/authorize"},
               {"token_url", "https://odd.example.com/token"},
               {"attributes_url", "https://odd.example.com/me"},
               {"jwks_uri", "https://odd.example.com/keys"}});
        const SigningKey& key = *a_key();
        const Json keys{{"keys",
                         {{{"kty", "RSA"},
                           {"kid", key.id()},
                           {"alg", "RS256"},
                           {"n", key.modulus()},
                           {"e", key.exponent()},
                           {"use", "sig"}}}}};
        world.web.servers["https://odd.example.com/keys"] = [keys](http::Request) {
            return http::json_response(200, Text(keys.dump()));
        };
        world.web.servers["https://odd.example.com/token"] = [this](http::Request request) {
            form = http::percent_decode(request.body.view(), http::Plus::space);
            return http::json_response(
                200,
                Text(Json{{"id_token", forged(head, claims, *signs)}, {"access_token", "a"}, {"token_type", "Bearer"}}
                         .dump()));
        };
        world.web.servers["https://odd.example.com/me"] = [this](http::Request) {
            return http::json_response(200, Text(told.dump()));
        };
        head = {{"alg", "RS256"}, {"kid", key.id()}};
        const std::int64_t now = unix_seconds(world.context.calendar());
        claims = {{"iss", "https://odd.example.com"}, {"aud", "me"}, {"sub", "7"}, {"iat", now}, {"exp", now + 300}};
        told = {{"sub", "7"}, {"email", "seven@example.com"}, {"email_verified", true}};
    }
    /// Where a browser ends that comes back with a code.
    [[nodiscard]] std::string back() {
        const std::string address = away();
        REQUIRE(address.starts_with("https://odd.example.com/authorize?"));
        if (!claims.contains("nonce")) claims["nonce"] = in(address, "nonce");
        const std::string ended = get("shop", "/oauth2/idpresponse?code=c&state=" + in(address, "state"));
        claims.erase("nonce");
        return ended;
    }
    std::string form;
    Json head;
    Json claims;
    Json told;
    const SigningKey* signs = a_key().get();
};

}  // namespace

TEST_CASE("somebody signs in at another pool, and is a user here") {
    TwoPools site;
    site.trust();
    const std::string address = site.away();
    CHECK(in(address, "client_id") == site.at_staff);
    CHECK(in(address, "redirect_uri") == here + std::string("shop/oauth2/idpresponse"));
    CHECK(in(address, "scope") == "openid email profile");
    const std::string returned = site.at_the_other(address);
    const Json tokens = site.tokens(site.get("shop", returned));
    const std::string name = "Staff_" + site.subject();
    const Json id = Json::parse(part(tokens["id_token"].get<std::string>(), 1));
    CHECK(id["cognito:username"] == name);
    CHECK(id["email"] == "ann@example.com");
    CHECK(id["email_verified"] == true);
    CHECK(id["cognito:groups"] == Json{site.shop + "_Staff"});
    CHECK(id["identities"][0]["userId"] == site.subject());
    CHECK(id["identities"][0]["providerName"] == "Staff");
    CHECK(id["identities"][0]["providerType"] == "OIDC");
    CHECK(id["identities"][0]["primary"] == "true");
    const Json told = site.user(name);
    CHECK(told["UserStatus"] == "EXTERNAL_PROVIDER");
    CHECK(Json::parse(TwoPools::value(told, "identities"))[0]["userId"] == site.subject());
    const auto sources = [&site] {
        std::vector<std::string> all;
        for (const Json& event : site.world.triggers.events) all.push_back(event["triggerSource"]);
        site.world.triggers.events.clear();
        return all;
    };
    CHECK(sources() == std::vector<std::string>{"PreSignUp_ExternalProvider", "PostConfirmation_ConfirmSignUp"});
    // A state is good once, and in the browser that had it.
    CHECK(site.send("shop", http::Method::get, returned).status == 400);
    site.cookies["shop"].clear();
    const std::string again = site.at_the_other(site.away());
    const std::string jar = std::exchange(site.cookies["shop"], "");
    CHECK(site.send("shop", http::Method::get, again).status == 400);
    site.cookies["shop"] = jar;
    // Later the same user, with what the provider says now.
    REQUIRE(site.world
                .call("AdminUpdateUserAttributes",
                      {{"UserPoolId", site.staff},
                       {"Username", "ann"},
                       {"UserAttributes", {{{"Name", "email"}, {"Value", "ann@example.org"}}}}})
                .is_object());
    const std::string third = site.get("shop", site.at_the_other(site.away()));
    CHECK(Json::parse(part(site.tokens(third)["id_token"].get<std::string>(), 1))["sub"] == id["sub"]);
    CHECK(TwoPools::value(site.user(name), "email") == "ann@example.org");
    CHECK(sources() ==
          std::vector<std::string>{"PreAuthentication_Authentication", "PostAuthentication_Authentication"});
    // The browser is known; without a name anybody's sign-in counts.
    CHECK(site.away().starts_with(callback));
    CHECK(site.away("").starts_with(callback));
    // They have no password to forget.
    CHECK(site.world.refused("ForgotPassword", {{"ClientId", site.app}, {"Username", name}}) ==
          "NotAuthorizedException: User password cannot be reset in the current state.");
    REQUIRE(site.world.call("AdminDisableUser", {{"UserPoolId", site.shop}, {"Username", name}}).is_object());
    site.cookies.clear();
    const std::string refused = site.get("shop", site.at_the_other(site.away()));
    CHECK(in(refused, "error") == "invalid_request");
    CHECK(in(refused, "error_description") == "User is not enabled");
}

TEST_CASE("a provider is asked for by its name, by an identifier, or because there is no other") {
    TwoPools site;
    site.trust();
    CHECK(has(site.away("&idp_identifier=staff.example.com"), "/staff/oauth2/authorize?"));
    CHECK(site.away("").starts_with("../login?"));
    CHECK(site.away("&identity_provider=COGNITO").starts_with("../login?"));
    for (const char* const unknown : {"&identity_provider=Nobody", "&idp_identifier=nobody"})
        CHECK(site.send("shop", http::Method::get, "/oauth2/authorize?" + site.query(unknown)).status == 400);
    const http::Response page = site.send("shop", http::Method::get, "/login?" + site.query());
    CHECK(has(page.body.str(), "identity_provider=Staff"));
    CHECK(has(page.body.str(), "Continue with Staff"));
    site.offer({"Staff"});
    CHECK(has(site.away(""), "/staff/oauth2/authorize?"));
    // Then nobody signs in by a password.
    CHECK_FALSE(has(site.send("shop", http::Method::get, "/login?" + site.query()).body.str(), "password"));
    site.offer({"COGNITO"});
    CHECK(site.send("shop", http::Method::get, "/oauth2/authorize?" + site.query("&identity_provider=Staff")).status ==
          400);
}

TEST_CASE("a provider's token has to be right") {
    Odd site;
    const std::string good = site.back();
    CHECK(good.starts_with(callback + std::string("?code=")));
    CHECK(has(site.form, "client_id=me"));
    CHECK(has(site.form, "client_secret=" + site.secret));
    CHECK(has(site.form, "redirect_uri=" + std::string(here) + "shop/oauth2/idpresponse"));
    CHECK(TwoPools::value(site.user("Staff_7"), "email") == "seven@example.com");
    const Json claims = site.claims;
    const Json head = site.head;
    const auto refused = [&] {
        site.cookies.clear();
        const std::string ended = site.back();
        site.claims = claims;
        site.head = head;
        site.signs = a_key().get();
        CHECK(in(ended, "error") == "invalid_request");
        CHECK(in(ended, "state") == "mine");
        return in(ended, "error_description");
    };
    site.claims["iss"] = "https://evil.example.com";
    CHECK(has(refused(), "issuer"));
    site.claims["aud"] = "somebody";
    CHECK(has(refused(), "audience"));
    site.claims["nonce"] = "another";
    CHECK(has(refused(), "nonce"));
    site.claims["exp"] = unix_seconds(site.world.context.calendar());
    CHECK(has(refused(), "expired"));
    site.claims.erase("sub");
    CHECK(has(refused(), "sub"));
    site.signs = another_key().get();
    CHECK(has(refused(), "signature"));
    site.head["alg"] = "none";
    CHECK(has(refused(), "signing method"));
    site.head["alg"] = "HS256";
    CHECK(has(refused(), "signing method"));
    site.head["kid"] = "other";
    CHECK(has(refused(), "key"));
    site.told["sub"] = "8";
    CHECK(has(refused(), "somebody else"));
    site.told["sub"] = "7";
    site.claims["aud"] = {"other", "me"};
    site.cookies.clear();
    CHECK(site.back().starts_with(callback + std::string("?code=")));
    // Nothing of the refused ones stays.
    CHECK(site.world.call("ListUsers", {{"UserPoolId", site.shop}})["Users"].size() == 1);
}

TEST_CASE("what a provider or a function refuses goes back to the application") {
    Odd site;
    const std::string address = site.away();
    const std::string denied = site.get(
        "shop", "/oauth2/idpresponse?error=access_denied&error_description=No+thanks&state=" + in(address, "state"));
    CHECK(in(denied, "error") == "access_denied");
    CHECK(in(denied, "error_description") == "No thanks");
    CHECK(site.send("shop", http::Method::get, "/oauth2/idpresponse?code=c&state=nobody").status == 400);
    const std::string late = site.away();
    site.world.wait(5min);
    CHECK(site.send("shop", http::Method::get, "/oauth2/idpresponse?code=c&state=" + in(late, "state")).status == 400);
    site.claims["exp"] = unix_seconds(site.world.context.calendar()) + 300;
    site.world.triggers.functions[TwoPools::arn("pre")] = [](const Json&) { return Json("not you"); };
    const std::string refused = site.back();
    CHECK(in(refused, "error") == "invalid_request");
    CHECK(in(refused, "error_description") == "PreSignUp failed with error not you.");
    CHECK(site.user("Staff_7")["status"] == 400);
    site.world.web.servers.erase("https://odd.example.com/token");
    CHECK(has(in(site.back(), "error_description"), "does not answer"));
}

TEST_CASE("a function changes what a provider said before it is mapped") {
    Odd site;
    Json map = Json::object();
    site.ask_inbound([&map](Json event) {
        event["response"]["userAttributesToMap"] = map;
        return event;
    });
    map = {{"sub", "8"}, {"email", "changed@example.com"}, {"email_verified", false}, {"role", "none"}};
    CHECK(site.back().starts_with(callback + std::string("?code=")));
    // The user is who the provider said.
    CHECK(TwoPools::value(site.user("Staff_7"), "email") == "changed@example.com");
    CHECK(TwoPools::value(site.user("Staff_7"), "email_verified") == "false");
    CHECK(site.user("Staff_8")["status"] == 400);
    const std::vector<Json>& events = site.world.triggers.events;
    REQUIRE(events.size() == 2);
    const Json& event = events[0];
    CHECK(event["triggerSource"] == "InboundFederation_ExternalProvider");
    CHECK(event["version"] == "1");
    CHECK(event["userPoolId"] == site.shop);
    CHECK(event["userName"] == "7");
    CHECK(event["callerContext"]["clientId"] == site.app);
    CHECK(event["request"].size() == 3);
    CHECK(event["request"]["providerName"] == "Staff");
    CHECK(event["request"]["providerType"] == "OIDC");
    const Json& said = event["request"]["attributes"];
    CHECK(said.size() == 3);
    CHECK(said["idToken"]["iss"] == "https://odd.example.com");
    CHECK(said["idToken"]["exp"] == std::to_string(site.claims["exp"].get<std::int64_t>()));
    CHECK(said["userInfo"] == Json{{"sub", "7"}, {"email", "seven@example.com"}, {"email_verified", "true"}});
    CHECK(said["tokenResponse"]["access_token"] == "a");
    CHECK(said["tokenResponse"]["token_type"] == "Bearer");
    CHECK(part(said["tokenResponse"]["id_token"].get<std::string>(), 1).starts_with("{"));
    CHECK(event["response"] == Json{{"userAttributesToMap", Json::object()}});
    CHECK(events[1]["triggerSource"] == "PreSignUp_ExternalProvider");
    CHECK(events[1]["request"]["userAttributes"]["email"] == "changed@example.com");
    // What it leaves out is not mapped; with none at all everything is. A user who is here is asked for, too.
    const auto email_with = [&](const Json& with) {
        map = with;
        site.cookies.clear();
        CHECK(site.back().starts_with(callback + std::string("?code=")));
        return TwoPools::value(site.user("Staff_7"), "email");
    };
    CHECK(email_with({{"email_verified", "true"}}) == "changed@example.com");
    CHECK(TwoPools::value(site.user("Staff_7"), "email_verified") == "true");
    CHECK(email_with(Json::object()) == "seven@example.com");
    CHECK(email_with({{"email", "again@example.com"}}) == "again@example.com");
    CHECK(email_with(nullptr) == "seven@example.com");
}

TEST_CASE("an inbound function that fails ends the sign-in, and nothing stays of it") {
    Odd site;
    const auto refused_by = [&site](TestTriggers::Function function) {
        site.ask_inbound(std::move(function));
        site.cookies.clear();
        const std::string ended = site.back();
        CHECK(ended.starts_with(callback + std::string("?")));
        CHECK(in(ended, "state") == "mine");
        CHECK(in(ended, "error") == "invalid_request");
        CHECK(site.user("Staff_7")["status"] == 400);
        return in(ended, "error_description");
    };
    CHECK(refused_by([](const Json&) { return Json("not them"); }) == "InboundFederation failed with error not them.");
    CHECK(refused_by([](const Json&) { return Json{{"response", 1}}; }) == "Unrecognizable lambda output");
    CHECK(refused_by([](Json event) {
              event["response"]["userAttributesToMap"] = {"email"};
              return event;
          }) == "Unrecognizable lambda output");
    site.ask_inbound([](Json event) { return event; });
    site.cookies.clear();
    CHECK(site.back().starts_with(callback + std::string("?code=")));
    CHECK(TwoPools::value(site.user("Staff_7"), "email") == "seven@example.com");
}

TEST_CASE("attributes that a pool needs or does not let change are refused") {
    Odd site;
    REQUIRE(
        site.world
            .call("AddCustomAttributes",
                  {{"UserPoolId", site.shop},
                   {"CustomAttributes", {{{"Name", "number"}, {"AttributeDataType", "String"}, {"Mutable", false}}}}})
            .is_object());
    REQUIRE(site.world
                .call("UpdateIdentityProvider",
                      {{"UserPoolId", site.shop},
                       {"ProviderName", "Staff"},
                       {"AttributeMapping", {{"username", "sub"}, {"custom:number", "number"}, {"name", "groups"}}}})
                .contains("IdentityProvider"));
    site.told["number"] = 5;
    site.told["groups"] = {"a", "b"};
    CHECK(site.back().starts_with(callback + std::string("?code=")));
    CHECK(TwoPools::value(site.user("Staff_7"), "custom:number") == "5");
    CHECK(TwoPools::value(site.user("Staff_7"), "name") == "[a, b]");
    site.cookies.clear();
    site.told["number"] = 6;
    CHECK(has(in(site.back(), "error_description"),
              "Invalid user attributes: user.custom:number: Attribute cannot be updated."));
    CHECK(has(site.world.refused("UpdateIdentityProvider", {{"UserPoolId", site.shop},
                                                            {"ProviderName", "Staff"},
                                                            {"AttributeMapping", {{"custom:nothing", "x"}}}}),
              "does not exist in the schema"));
}

TEST_CASE("who is linked signs in as the user who was here") {
    Odd site;
    REQUIRE(site.world.call("AdminCreateUser", {{"UserPoolId", site.shop}, {"Username", "bob"}}).contains("User"));
    const auto link = [&](const std::string& attribute, const std::string& value) {
        return Json{
            {"UserPoolId", site.shop},
            {"DestinationUser", {{"ProviderName", "Cognito"}, {"ProviderAttributeValue", "bob"}}},
            {"SourceUser",
             {{"ProviderName", "Staff"}, {"ProviderAttributeName", attribute}, {"ProviderAttributeValue", value}}}};
    };
    CHECK(site.world.refused("AdminLinkProviderForUser", link("name", "x")).starts_with("InvalidParameterException"));
    REQUIRE(site.world.call("AdminLinkProviderForUser", link("email", "seven@example.com")) == Json::object());
    const Json id = Json::parse(part(site.tokens(site.back())["id_token"].get<std::string>(), 1));
    CHECK(id["cognito:username"] == "bob");
    CHECK(id["identities"][0]["userId"] == "7");
    CHECK(id["identities"][0]["primary"] == "false");
    CHECK(site.user("Staff_7")["status"] == 400);
    // From then on by the subject, whatever the address.
    site.cookies.clear();
    site.told["email"] = "other@example.com";
    CHECK(Json::parse(part(site.tokens(site.back())["id_token"].get<std::string>(), 1))["cognito:username"] == "bob");
    CHECK(site.world.refused("AdminLinkProviderForUser", link("Cognito_Subject", "7"))
              .starts_with("InvalidParameterException"));
    for (int i = 0; i < 4; ++i)
        REQUIRE(site.world.call("AdminLinkProviderForUser", link("Cognito_Subject", fmt::format("s{}", i))) ==
                Json::object());
    CHECK(site.world.refused("AdminLinkProviderForUser", link("Cognito_Subject", "s9"))
              .starts_with("LimitExceededException"));
    const Json user{
        {"ProviderName", "Staff"}, {"ProviderAttributeName", "Cognito_Subject"}, {"ProviderAttributeValue", "7"}};
    REQUIRE(site.world.call("AdminDisableProviderForUser", {{"UserPoolId", site.shop}, {"User", user}}) ==
            Json::object());
    CHECK(site.world.refused("AdminDisableProviderForUser", {{"UserPoolId", site.shop}, {"User", user}})
              .starts_with("UserNotFoundException"));
    site.cookies.clear();
    CHECK(Json::parse(part(site.tokens(site.back())["id_token"].get<std::string>(), 1))["cognito:username"] ==
          "Staff_7");
    // Who has signed in so is a user already.
    CHECK(
        site.world.refused("AdminLinkProviderForUser", link("Cognito_Subject", "7")) ==
        "InvalidParameterException: Merging is not currently supported, provide a SourceUser that has not been signed "
        "up in order to link");
}

TEST_CASE("a provider that is a pool here is known without a look at the network") {
    TwoPools site;
    site.world.host = "127.0.0.1:1";
    Json details = site.details();
    for (const char* const url : {"authorize_url", "token_url", "attributes_url", "jwks_uri"}) details.erase(url);
    const std::string keys = "http://127.0.0.1:1/" + site.staff + "/.well-known/jwks.json";
    site.world.web.servers[keys] = [&site](http::Request) {
        return http::json_response(200, Text(site.world.catalogue.find(site.staff)->jwks()));
    };
    const Json made = site.world.call("CreateIdentityProvider", {{"UserPoolId", site.shop},
                                                                 {"ProviderName", "Staff"},
                                                                 {"ProviderType", "OIDC"},
                                                                 {"ProviderDetails", details},
                                                                 {"AttributeMapping", {{"email", "email"}}}});
    INFO(made.dump());
    CHECK(site.world.web.asked.empty());
    CHECK(made["IdentityProvider"]["ProviderDetails"]["jwks_uri"] == keys);
    site.offer({"COGNITO", "Staff"});
    const Json tokens = site.tokens(site.get("shop", site.at_the_other(site.away())));
    CHECK(Json::parse(part(tokens["id_token"].get<std::string>(), 1))["email"] == "ann@example.com");
}

TEST_CASE("another browser's visit leaves a state to the browser that was sent away with it") {
    TwoPools site;
    site.trust();
    const std::string returned = site.at_the_other(site.away());
    const std::string jar = std::exchange(site.cookies["shop"], "");
    CHECK(site.send("shop", http::Method::get, returned).status == 400);
    site.cookies["shop"] = jar;
    CHECK_FALSE(in(site.get("shop", returned), "code").empty());
    CHECK(site.send("shop", http::Method::get, returned).status == 400);
}

TEST_CASE("providers are made, read, changed and taken away, and stay over a restart") {
    TwoPools site;
    World& world = site.world;
    const Json google{
        {"UserPoolId", site.shop},
        {"ProviderName", "Google"},
        {"ProviderType", "Google"},
        {"ProviderDetails", {{"client_id", "c"}, {"client_secret", "s"}, {"authorize_scopes", "openid email"}}},
        {"AttributeMapping", {{"email", "email"}}}};
    const Json made = world.call("CreateIdentityProvider", google)["IdentityProvider"];
    CHECK(made["ProviderDetails"]["authorize_url"] == "https://accounts.google.com/o/oauth2/v2/auth");
    CHECK(made["AttributeMapping"]["username"] == "sub");
    CHECK(world.refused("CreateIdentityProvider", google).starts_with("DuplicateProviderException"));
    site.trust();
    CHECK(world.call("GetIdentityProviderByIdentifier",
                     {{"UserPoolId", site.shop},
                      {"IdpIdentifier", "staff.example.com"}})["IdentityProvider"]["ProviderName"] == "Staff");
    CHECK(world.refused("GetIdentityProviderByIdentifier", {{"UserPoolId", site.shop}, {"IdpIdentifier", "x"}})
              .starts_with("ResourceNotFoundException"));
    const Json page = world.call("ListIdentityProviders", {{"UserPoolId", site.shop}, {"MaxResults", 1}});
    CHECK(page["Providers"][0]["ProviderName"] == "Google");
    CHECK(world.call("ListIdentityProviders",
                     {{"UserPoolId", site.shop}, {"NextToken", page["NextToken"]}})["Providers"][0]["ProviderName"] ==
          "Staff");
    Json refused = google;
    refused["ProviderName"] = "Other";
    CHECK(world.refused("CreateIdentityProvider", refused).starts_with("InvalidParameterException"));
    // Without addresses its document is asked.
    const Json bare{{"UserPoolId", site.shop},
                    {"ProviderName", "Bare"},
                    {"ProviderType", "OIDC"},
                    {"ProviderDetails",
                     {{"client_id", "c"},
                      {"authorize_scopes", "openid"},
                      {"oidc_issuer", "https://bare.example.com"},
                      {"attributes_request_method", "GET"}}}};
    CHECK(world.refused("CreateIdentityProvider", bare) ==
          "InvalidParameterException: Unable to contact well-known endpoint");
    world.web.servers["https://bare.example.com/.well-known/openid-configuration"] = [](http::Request) {
        return http::json_response(200, Text(Json{{"authorization_endpoint", "https://bare.example.com/a"},
                                                  {"token_endpoint", "https://bare.example.com/t"},
                                                  {"userinfo_endpoint", "https://bare.example.com/u"},
                                                  {"jwks_uri", "https://bare.example.com/k"}}
                                                 .dump()));
    };
    CHECK(world.call("CreateIdentityProvider", bare)["IdentityProvider"]["ProviderDetails"]["token_url"] ==
          "https://bare.example.com/t");
    REQUIRE(world.answer("DeleteIdentityProvider", Json{{"UserPoolId", site.shop}, {"ProviderName", "Staff"}}.dump())
                .status == 200);
    CHECK(world.refused("DescribeIdentityProvider", {{"UserPoolId", site.shop}, {"ProviderName", "Staff"}})
              .starts_with("ResourceNotFoundException"));
    CHECK(world.call("DescribeUserPoolClient",
                     {{"UserPoolId", site.shop},
                      {"ClientId", site.app}})["UserPoolClient"]["SupportedIdentityProviders"] == Json{"COGNITO"});
    const std::string google_away = (site.offer({"Google"}), site.away("&identity_provider=Google"));
    CHECK(google_away.starts_with("https://accounts.google.com/o/oauth2/v2/auth?client_id=c&"));
    CHECK(world.web.asked == std::vector<std::string>{"https://bare.example.com/.well-known/openid-configuration",
                                                      "https://bare.example.com/.well-known/openid-configuration"});
}

TEST_CASE("Apple's secret is a token by the client's own key") {
    const std::string inside =
        "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgsY6vlIlRj8pk17H5\n"
        "G9006Mhh4W7Urj4kR0ZBzyr2e82hRANCAATqzei3gEfrYtdnYVB6Wqk9ZvtMYlmG\n"
        "Ar5kDcDWx0VmV8VQcYSdmy6SHWo2S32jgjU92toAhMHgbKw8za0IuHYn\n";
    AppleClient about{"com.example.app", "TEAM123456", "KEY1234567",
                      "-----BEGIN PRIVATE KEY-----\n" + inside + "-----END PRIVATE KEY-----\n"};
    const auto keys = JsonWebKeys::of(
        R"({"keys":[{"kty":"EC","crv":"P-256","kid":"KEY1234567","x":"6s3ot4BH62LXZ2FQelqpPWb7TGJZhgK-ZA3A1sdFZlc","y":"xVBxhJ2bLpIdajZLfaOCNT3a2gCEweBsrDzNrQi4dic"}]})");
    REQUIRE(keys);
    for (const std::string& pem : {about.private_key, inside}) {
        about.private_key = pem;
        const auto secret = apple_secret(about, start);
        REQUIRE(secret);
        const std::size_t last = secret->rfind('.');
        const auto signature = base64url_decode(std::string_view(*secret).substr(last + 1));
        CHECK(keys->verify("KEY1234567", "ES256", std::string_view(*secret).substr(0, last), *signature));
        const Json claims = Json::parse(part(*secret, 1));
        CHECK(Json::parse(part(*secret, 0)) == Json{{"alg", "ES256"}, {"kid", "KEY1234567"}});
        CHECK(claims["iss"] == "TEAM123456");
        CHECK(claims["sub"] == "com.example.app");
        CHECK(claims["aud"] == "https://appleid.apple.com");
        CHECK(claims["exp"].get<std::int64_t>() - claims["iat"].get<std::int64_t>() == 300);
    }
    for (const char* wrong : {"", "no key", "-----BEGIN PRIVATE KEY-----", "AAAA"}) {
        about.private_key = wrong;
        CHECK_FALSE(apple_secret(about, start));
    }
    about.private_key = a_key()->to_pem();
    CHECK_FALSE(apple_secret(about, start));
}
