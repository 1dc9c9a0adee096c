// PreventUserExistenceErrors: who does not exist is answered as somebody who does.
#include "catch.hpp"

#include "made.hpp"

using namespace wt;
using namespace wt::identity;
using namespace wt::identity::test;

namespace {

constexpr const char* arn = "arn:aws:lambda:us-east-1:000000000000:function:";

[[nodiscard]] Json hiding(Json flows) {
    return {{"PreventUserExistenceErrors", "ENABLED"}, {"ExplicitAuthFlows", std::move(flows)}};
}

[[nodiscard]] Json begin(const Made& made, const char* flow, Json parameters) {
    return {{"AuthFlow", flow}, {"ClientId", made.app}, {"AuthParameters", std::move(parameters)}};
}

[[nodiscard]] Json answer(const Made& made, const std::string& challenge, const Json& session, Json answers) {
    return {{"ChallengeName", challenge},
            {"ClientId", made.app},
            {"Session", session},
            {"ChallengeResponses", std::move(answers)}};
}

[[nodiscard]] std::string form_of(std::string text) {
    for (char& c : text) {
        if (c != '-') c = 'x';
    }
    return text;
}

}  // namespace

TEST_CASE("where names are UUIDs, somebody who does not exist has one, always the same") {
    World world;
    Made made(world, {{"UsernameAttributes", {"email"}}}, hiding({"ALLOW_USER_SRP_AUTH"}));
    made.create("ann@example.com");
    const auto who = [&](const char* address) {
        const Json said = world.call(
            "InitiateAuth", begin(made, "USER_SRP_AUTH", {{"USERNAME", address}, {"SRP_A", std::string(700, '1')}}));
        CHECK(said["ChallengeParameters"]["USERNAME"] == said["ChallengeParameters"]["USER_ID_FOR_SRP"]);
        return said["ChallengeParameters"].value("USER_ID_FOR_SRP", "");
    };
    const std::string known = who("ann@example.com");
    const std::string unknown = who("eve@example.com");
    CHECK(known.size() == 36);
    CHECK(form_of(unknown) == form_of(known));
    CHECK(who("eve@example.com") == unknown);
    CHECK(who("mallory@example.com") != unknown);
}

TEST_CASE("a password is forgotten alike by who is there, who is not, who is disabled, and who has no address") {
    World world;
    Made made(world, Json::object(), hiding({"ALLOW_USER_PASSWORD_AUTH"}));
    made.create("ann");
    made.create("bob", {attribute("email", "bob@example.com"), attribute("email_verified", "true")});
    REQUIRE(world.call("AdminDisableUser", {{"UserPoolId", made.id}, {"Username", "bob"}}) == Json::object());
    for (const char* const name : {"ann", "bob", "eve"}) {
        INFO(name);
        const Json said = world.call("ForgotPassword", {{"ClientId", made.app}, {"Username", name}});
        CHECK(said["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL");
        CHECK(said["CodeDeliveryDetails"]["AttributeName"] == "email");
    }
    CHECK(world.last_code("bob@example.com").empty());
    for (const char* const name : {"bob", "eve"}) {
        Json confirm{{"ClientId", made.app}, {"Username", name}, {"ConfirmationCode", "1"}, {"Password", "Other-123"}};
        CHECK(world.refused("ConfirmForgotPassword", confirm).starts_with("CodeMismatchException"));
        confirm["Password"] = "short";
        CHECK(world.refused("ConfirmForgotPassword", confirm).starts_with("InvalidPasswordException"));
    }
}

TEST_CASE("functions of a custom sign-in are told that nobody has the name, and give no tokens to nobody") {
    World world;
    const std::string function = std::string(arn) + "f";
    Made made(world,
              {{"LambdaConfig",
                {{"DefineAuthChallenge", function},
                 {"CreateAuthChallenge", function},
                 {"VerifyAuthChallengeResponse", function}}}},
              hiding({"ALLOW_CUSTOM_AUTH"}));
    made.create("ann");
    world.triggers.functions[function] = [](Json event) {
        const std::string source = event["triggerSource"];
        if (source.starts_with("Define")) {
            if (event["request"]["session"].empty()) {
                event["response"]["challengeName"] = "CUSTOM_CHALLENGE";
            } else {
                event["response"]["issueTokens"] = true;
            }
        } else if (source.starts_with("Create")) {
            event["response"]["publicChallengeParameters"] = {{"q", "1"}};
        } else {
            event["response"]["answerCorrect"] = true;
        }
        return event;
    };
    for (const char* const name : {"ann", "eve"}) {
        INFO(name);
        const bool is_unknown = std::string(name) == "eve";
        world.triggers.events.clear();
        const Json asked = world.call("InitiateAuth", begin(made, "CUSTOM_AUTH", {{"USERNAME", name}}));
        CHECK(asked["ChallengeName"] == "CUSTOM_CHALLENGE");
        CHECK(asked["ChallengeParameters"]["USERNAME"] == name);
        const Json reply =
            answer(made, "CUSTOM_CHALLENGE", asked["Session"], {{"USERNAME", name}, {"ANSWER", "right"}});
        if (is_unknown) {
            CHECK(world.refused("RespondToAuthChallenge", reply) ==
                  "NotAuthorizedException: Incorrect username or password.");
        } else {
            CHECK(world.call("RespondToAuthChallenge", reply).contains("AuthenticationResult"));
        }
        REQUIRE(world.triggers.events.size() == 4);
        for (const Json& event : world.triggers.events) CHECK(event["request"]["userNotFound"] == is_unknown);
    }
}

TEST_CASE("who signs up during a sign-in of nobody is not who signs in") {
    World world;
    Made made(world, Json::object(), hiding({"ALLOW_USER_AUTH"}));
    const Json asked = world.call("InitiateAuth", begin(made, "USER_AUTH", {{"USERNAME", "eve"}}));
    made.create("eve");
    CHECK(world.refused("RespondToAuthChallenge",
                        answer(made, "SELECT_CHALLENGE", asked["Session"],
                               {{"USERNAME", "eve"}, {"ANSWER", "PASSWORD"}, {"PASSWORD", "Secret-123"}})) ==
          "NotAuthorizedException: Incorrect username or password.");
}

TEST_CASE("the function before a sign-in is asked about who does not exist") {
    World world;
    const std::string gate = std::string(arn) + "gate";
    Made made(world, {{"LambdaConfig", {{"PreAuthentication", gate}}}}, hiding({"ALLOW_USER_PASSWORD_AUTH"}));
    world.triggers.functions[gate] = [](Json event) { return event; };
    made.create("ann");
    for (const char* const name : {"ann", "eve"}) {
        world.triggers.events.clear();
        CHECK(world.refused("InitiateAuth", made.sign_in(name, "Wrong-123")) ==
              "NotAuthorizedException: Incorrect username or password.");
        REQUIRE(world.triggers.events.size() == 1);
        CHECK(world.triggers.events[0]["triggerSource"] == "PreAuthentication_Authentication");
        CHECK(world.triggers.events[0]["userName"] == name);
        CHECK(world.triggers.events[0]["request"]["userNotFound"] == (std::string(name) == "eve"));
    }
}

TEST_CASE("a sign-in by choice offers the same to who is not there, and takes no answer") {
    World world;
    Made made(world, {{"Policies", {{"SignInPolicy", {{"AllowedFirstAuthFactors", {"PASSWORD", "EMAIL_OTP"}}}}}}},
              hiding({"ALLOW_USER_AUTH"}));
    made.create("ann", {attribute("email", "ann@example.com"), attribute("email_verified", "true")});
    Json offered[2];
    int n = 0;
    for (const char* const name : {"ann", "eve"}) {
        INFO(name);
        const Json parameters{{"USERNAME", name}};
        const Json asked = world.call("InitiateAuth", begin(made, "USER_AUTH", parameters));
        CHECK(asked["ChallengeName"] == "SELECT_CHALLENGE");
        offered[n++] = asked["AvailableChallenges"];
        const Json sent = world.call("RespondToAuthChallenge", answer(made, "SELECT_CHALLENGE", asked["Session"],
                                                                      {{"USERNAME", name}, {"ANSWER", "EMAIL_OTP"}}));
        CHECK(sent["ChallengeName"] == "EMAIL_OTP");
        CHECK(sent["ChallengeParameters"].contains("CODE_DELIVERY_DESTINATION"));
        CHECK(world.refused("RespondToAuthChallenge", answer(made, "EMAIL_OTP", sent["Session"],
                                                             {{"USERNAME", name}, {"EMAIL_OTP_CODE", "1"}})) ==
              "CodeMismatchException: Invalid code received for user");
        const Json again = world.call("InitiateAuth", begin(made, "USER_AUTH", parameters));
        CHECK(world.refused("RespondToAuthChallenge",
                            answer(made, "SELECT_CHALLENGE", again["Session"],
                                   {{"USERNAME", name}, {"ANSWER", "PASSWORD"}, {"PASSWORD", "Wrong-123"}})) ==
              "NotAuthorizedException: Incorrect username or password.");
    }
    CHECK(offered[0] == offered[1]);
}
