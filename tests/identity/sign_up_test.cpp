// Signing up: what functions see, who needs a password, links, and signing in straight after.
#include "catch.hpp"

#include "http/uri.hpp"
#include "identity/api/managed_login.hpp"
#include "made.hpp"

using namespace wt;
using namespace wt::identity;
using namespace wt::identity::test;

namespace {

constexpr const char* gate = "arn:aws:lambda:us-east-1:000000000000:function:gate";

[[nodiscard]] Json by_choice(std::vector<std::string> factors) {
    return {{"AutoVerifiedAttributes", {"email"}},
            {"Policies", {{"SignInPolicy", {{"AllowedFirstAuthFactors", std::move(factors)}}}}}};
}
[[nodiscard]] Json choosing() { return {{"ExplicitAuthFlows", {"ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH"}}}; }

[[nodiscard]] Json up(const Made& made, const char* name) {
    return {{"ClientId", made.app},
            {"Username", name},
            {"Password", "Secret-123"},
            {"UserAttributes", {attribute("email", "bob@example.com")}}};
}

}  // namespace

TEST_CASE("who was confirmed signs in by the session of the confirmation, once") {
    World world;
    Made made(world, by_choice({"PASSWORD", "EMAIL_OTP"}), choosing());
    const Json begun = world.call("SignUp", up(made, "bob"));
    REQUIRE(begun.contains("Session"));
    const std::string code = world.last_code("bob@example.com");
    Json confirm{
        {"ClientId", made.app}, {"Username", "bob"}, {"ConfirmationCode", code}, {"Session", std::string(40, 'x')}};
    CHECK(world.refused("ConfirmSignUp", confirm).starts_with("NotAuthorizedException: Invalid session for the user"));
    Json begin{{"AuthFlow", "USER_AUTH"},
               {"ClientId", made.app},
               {"AuthParameters", {{"USERNAME", "bob"}}},
               {"Session", begun["Session"]}};
    // Before the confirmation it is good for nothing else.
    CHECK(world.refused("InitiateAuth", begin).starts_with("NotAuthorizedException: Invalid session for the user"));
    confirm["Session"] = begun["Session"];
    const Json confirmed = world.call("ConfirmSignUp", confirm);
    REQUIRE(confirmed.contains("Session"));
    begin["Session"] = confirmed["Session"];
    made.create("ann");
    Json another = begin;
    another["AuthParameters"]["USERNAME"] = "ann";
    CHECK(world.refused("InitiateAuth", another).starts_with("NotAuthorizedException: Invalid session for the user"));
    CHECK(world.call("InitiateAuth", begin)["AuthenticationResult"].contains("RefreshToken"));
    CHECK(world.refused("InitiateAuth", begin).find("session can only be used once") != std::string::npos);
}

TEST_CASE("a session of a sign-up ends with the client's sessions, and asks for a second factor where one has to be") {
    World world;
    Made made(world, by_choice({"PASSWORD"}), choosing());
    REQUIRE(world.call("SignUp", up(made, "bob")).contains("Session"));
    const Json confirmed = world.call(
        "ConfirmSignUp",
        {{"ClientId", made.app}, {"Username", "bob"}, {"ConfirmationCode", world.last_code("bob@example.com")}});
    REQUIRE(world
                .call("SetUserPoolMfaConfig", {{"UserPoolId", made.id},
                                               {"MfaConfiguration", "ON"},
                                               {"SoftwareTokenMfaConfiguration", {{"Enabled", true}}}})
                .contains("MfaConfiguration"));
    const Json begin{{"AuthFlow", "USER_AUTH"},
                     {"ClientId", made.app},
                     {"AuthParameters", {{"USERNAME", "bob"}}},
                     {"Session", confirmed["Session"]}};
    CHECK(world.call("InitiateAuth", begin)["ChallengeName"] == "MFA_SETUP");

    Made other(world, by_choice({"PASSWORD"}), choosing());
    REQUIRE(world.call("SignUp", up(other, "bob")).contains("Session"));
    Json late = begin;
    late["ClientId"] = other.app;
    late["Session"] =
        world.call("ConfirmSignUp", {{"ClientId", other.app},
                                     {"Username", "bob"},
                                     {"ConfirmationCode", world.last_code("bob@example.com")}})["Session"];
    world.wait(3min);
    CHECK(world.refused("InitiateAuth", late) ==
          "NotAuthorizedException: Invalid session for the user, session is expired.");
}

TEST_CASE("a password is needed where nobody signs in by a code") {
    World world;
    Made passwords(world, by_choice({"PASSWORD"}), choosing());
    Json without = up(passwords, "bob");
    without.erase("Password");
    CHECK(world.refused("SignUp", without).starts_with("InvalidParameterException"));
    Made codes(world, by_choice({"PASSWORD", "EMAIL_OTP"}), choosing());
    without["ClientId"] = codes.app;
    CHECK(world.call("SignUp", without).contains("UserSub"));
}

TEST_CASE("a function before a sign-up sees what was said, and verifies only what is there") {
    World world;
    Made made(world, {{"LambdaConfig", {{"PreSignUp", gate}}}});
    world.triggers.functions[gate] = [](Json event) {
        event["response"]["autoVerifyEmail"] = true;
        return event;
    };
    REQUIRE(world.call("SignUp", up(made, "bob")).contains("UserSub"));
    CHECK(world.triggers.events.back()["request"]["userAttributes"] == Json{{"email", "bob@example.com"}});
    CHECK(made.attribute("bob", "email_verified") == "true");
    Json bare = up(made, "eve");
    bare.erase("UserAttributes");
    CHECK(world.refused("SignUp", bare).starts_with("InvalidLambdaResponseException"));
    CHECK(world.refused("AdminGetUser", {{"UserPoolId", made.id}, {"Username", "eve"}})
              .starts_with("UserNotFoundException"));
    made.create("ann", {attribute("email", "ann@example.com"), attribute("email_verified", "true")});
    CHECK(world.triggers.events.back()["request"]["userAttributes"] ==
          Json{{"email", "ann@example.com"}, {"email_verified", "true"}});
}

TEST_CASE("a link confirms somebody where the pool says so") {
    World world;
    world.host = "127.0.0.1:4566";
    Made made(world, {{"AutoVerifiedAttributes", {"email"}},
                      {"VerificationMessageTemplate",
                       {{"DefaultEmailOption", "CONFIRM_WITH_LINK"},
                        {"EmailMessageByLink", "Go {##click##} now"},
                        {"EmailSubjectByLink", "Welcome"}}}});
    // Without a domain there is nowhere to go.
    REQUIRE(world.call("SignUp", up(made, "early")).contains("UserSub"));
    CHECK(world.outbox.messages().back().text.find("confirmUser") == std::string::npos);
    REQUIRE(world.call("CreateUserPoolDomain", {{"UserPoolId", made.id}, {"Domain", "shop"}}).is_object());
    REQUIRE(world.call("SignUp", up(made, "b&b")).contains("UserSub"));
    const Message& sent = world.outbox.messages().back();
    CHECK(sent.subject == "Welcome");
    const std::string query = "client_id=" + made.app + "&amp;user_name=b%26b&amp;confirmation_code=" + sent.code;
    CHECK(sent.text ==
          "Go <a href=\"http://127.0.0.1:4566/_aws/cognito/shop/confirmUser?" + query + "\">click</a> now");
    ManagedLogin login{world.context, world.cognito, world.catalogue};
    const auto visit = [&](const std::string& code) {
        http::Request request;
        request.method = http::Method::get;
        request.path = "/confirmUser";
        request.query = Text("client_id=" + made.app + "&user_name=b%26b&confirmation_code=" + code);
        return aws::test::run(login.handle("shop", std::move(request)));
    };
    CHECK(visit("000000").status == 400);
    CHECK(made.user("b&b")["UserStatus"] == "UNCONFIRMED");
    CHECK(visit(sent.code).status == 200);
    CHECK(made.user("b&b")["UserStatus"] == "CONFIRMED");
    CHECK(made.attribute("b&b", "email_verified") == "true");
}
