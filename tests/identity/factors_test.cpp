// Second factors, codes, and the functions that a pool asks.
#include "catch.hpp"

#include "identity/api/totp.hpp"
#include "made.hpp"

using namespace wt;
using namespace wt::identity;
using namespace wt::identity::test;

TEST_CASE("codes of a software token are asked for, and are good once") {
    World world;
    Made made(world);
    made.create("ann");
    REQUIRE(world
                .call("SetUserPoolMfaConfig", {{"UserPoolId", made.id},
                                               {"MfaConfiguration", "ON"},
                                               {"SoftwareTokenMfaConfiguration", {{"Enabled", true}}}})
                .contains("MfaConfiguration"));
    const Json first = world.call("InitiateAuth", made.sign_in("ann"));
    CHECK(first["ChallengeName"] == "MFA_SETUP");
    CHECK(first["ChallengeParameters"]["MFAS_CAN_SETUP"] == R"(["SOFTWARE_TOKEN_MFA"])");
    const Json secret = world.call("AssociateSoftwareToken", {{"Session", first["Session"]}});
    const std::string key = base32_decode(secret["SecretCode"].get<std::string>()).value();
    const auto code = [&](int away = 0) { return totp_code(key, totp_step(world.context.now()) + away); };
    CHECK(world.refused("VerifySoftwareToken", {{"Session", secret["Session"]}, {"UserCode", code(7)}}) ==
          "EnableSoftwareTokenMFAException: Code mismatch");
    const Json verified = world.call("VerifySoftwareToken", {{"Session", secret["Session"]}, {"UserCode", code()}});
    CHECK(verified["Status"] == "SUCCESS");
    const Json tokens = world.call("RespondToAuthChallenge", {{"ChallengeName", "MFA_SETUP"},
                                                              {"ClientId", made.app},
                                                              {"Session", verified["Session"]},
                                                              {"ChallengeResponses", {{"USERNAME", "ann"}}}});
    CHECK(tokens.contains("AuthenticationResult"));
    CHECK(made.user("ann")["UserMFASettingList"] == Json{"SOFTWARE_TOKEN_MFA"});

    const Json second = world.call("InitiateAuth", made.sign_in("ann"));
    CHECK(second["ChallengeName"] == "SOFTWARE_TOKEN_MFA");
    Json answer{{"ChallengeName", "SOFTWARE_TOKEN_MFA"},
                {"ClientId", made.app},
                {"Session", second["Session"]},
                {"ChallengeResponses", {{"USERNAME", "ann"}, {"SOFTWARE_TOKEN_MFA_CODE", code(5)}}}};
    CHECK(world.refused("RespondToAuthChallenge", answer) == "CodeMismatchException: Invalid code received for user");
    answer["ChallengeResponses"]["SOFTWARE_TOKEN_MFA_CODE"] = code();
    CHECK(world.call("RespondToAuthChallenge", answer).contains("AuthenticationResult"));
    const Json third = world.call("InitiateAuth", made.sign_in("ann"));
    answer["Session"] = third["Session"];
    CHECK(world.refused("RespondToAuthChallenge", answer) ==
          "ExpiredCodeException: Your software token has already been used once.");
}

TEST_CASE("codes of messages are a second factor, and a first by choice") {
    World world;
    Made made(world, {{"Policies", {{"SignInPolicy", {{"AllowedFirstAuthFactors", {"PASSWORD", "EMAIL_OTP"}}}}}}},
              {{"ExplicitAuthFlows", {"ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_AUTH"}}});
    made.create("ann", {attribute("email", "ann@example.com"), attribute("email_verified", "true"),
                        attribute("phone_number", "+15551234567")});
    Json choice{{"AuthFlow", "USER_AUTH"}, {"ClientId", made.app}, {"AuthParameters", {{"USERNAME", "ann"}}}};
    const Json offered = world.call("InitiateAuth", choice);
    CHECK(offered["ChallengeName"] == "SELECT_CHALLENGE");
    CHECK(offered["AvailableChallenges"] == Json{"PASSWORD", "EMAIL_OTP"});
    const auto respond = [&](const char* name, const Json& session, Json answers) {
        answers["USERNAME"] = "ann";
        return Json{
            {"ChallengeName", name}, {"ClientId", made.app}, {"Session", session}, {"ChallengeResponses", answers}};
    };
    const Json sent = world.call("RespondToAuthChallenge",
                                 respond("SELECT_CHALLENGE", offered["Session"], {{"ANSWER", "EMAIL_OTP"}}));
    CHECK(sent["ChallengeName"] == "EMAIL_OTP");
    CHECK(sent["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"] == "a***@e***");
    const std::string code = world.last_code("ann@example.com");
    CHECK(code.size() == 8);
    CHECK(world.refused("RespondToAuthChallenge", respond("EMAIL_OTP", sent["Session"], {{"EMAIL_OTP_CODE", "1"}}))
              .starts_with("CodeMismatchException"));
    CHECK(world.call("RespondToAuthChallenge", respond("EMAIL_OTP", sent["Session"], {{"EMAIL_OTP_CODE", code}}))
              .contains("AuthenticationResult"));

    REQUIRE(world
                .call("SetUserPoolMfaConfig", {{"UserPoolId", made.id},
                                               {"MfaConfiguration", "OPTIONAL"},
                                               {"SmsMfaConfiguration", {{"SmsAuthenticationMessage", "It is {####}"}}}})
                .contains("MfaConfiguration"));
    CHECK(world.call("InitiateAuth", made.sign_in("ann")).contains("AuthenticationResult"));
    REQUIRE(world.call("AdminSetUserMFAPreference",
                       {{"UserPoolId", made.id},
                        {"Username", "ann"},
                        {"SMSMfaSettings", {{"Enabled", true}, {"PreferredMfa", true}}}}) == Json::object());
    const Json second = world.call("InitiateAuth", made.sign_in("ann"));
    CHECK(second["ChallengeName"] == "SMS_MFA");
    CHECK(second["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"] == "+*******4567");
    CHECK(world
              .call("RespondToAuthChallenge",
                    respond("SMS_MFA", second["Session"], {{"SMS_MFA_CODE", world.last_code("+15551234567")}}))
              .contains("AuthenticationResult"));
}

TEST_CASE("functions say who may sign up, what tokens say, and who is let in") {
    World world;
    Made made(
        world,
        {{"LambdaConfig",
          {{"PreSignUp", "arn:aws:lambda:us-east-1:000000000000:function:gate"},
           {"PreTokenGenerationConfig",
            {{"LambdaVersion", "V2_0"}, {"LambdaArn", "arn:aws:lambda:us-east-1:000000000000:function:claims"}}}}}});
    world.triggers.functions["arn:aws:lambda:us-east-1:000000000000:function:gate"] = [](Json event) {
        if (event["userName"] == "eve") return Json("not you");
        event["response"]["autoConfirmUser"] = true;
        return event;
    };
    world.triggers.functions["arn:aws:lambda:us-east-1:000000000000:function:claims"] = [](Json event) {
        event["response"] = Json::parse(R"json({"claimsAndScopeOverrideDetails": {
            "idTokenGeneration": {"claimsToAddOrOverride": {"plan": "gold", "sub": "x"}},
            "accessTokenGeneration": {"claimsToAddOrOverride": {"depth": {"n": 1}}, "scopesToAdd": ["a/b"]}}})json");
        return event;
    };
    const auto up = [&](const char* name) {
        return Json{{"ClientId", made.app}, {"Username", name}, {"Password", "Secret-123"}};
    };
    CHECK(world.refused("SignUp", up("eve")) == "UserLambdaValidationException: PreSignUp failed with error not you.");
    CHECK(world.call("SignUp", up("ann"))["UserConfirmed"] == true);
    CHECK(world.triggers.events.back()["triggerSource"] == "PreSignUp_SignUp");
    CHECK(world.triggers.events.back()["callerContext"]["clientId"] == made.app);
    const Json tokens = world.call("InitiateAuth", made.sign_in("ann"))["AuthenticationResult"];
    const Json id = Json::parse(part(tokens["IdToken"].get<std::string>(), 1));
    CHECK(id["plan"] == "gold");
    CHECK(id["sub"] != "x");
    const Json access = Json::parse(part(tokens["AccessToken"].get<std::string>(), 1));
    CHECK(access["depth"]["n"] == 1);
    CHECK(access["scope"] == "aws.cognito.signin.user.admin a/b");
    const Json& event = world.triggers.events.back();
    CHECK(event["version"] == "2");
    CHECK(event["triggerSource"] == "TokenGeneration_Authentication");
    CHECK(event["request"]["scopes"] == Json{"aws.cognito.signin.user.admin"});
    world.triggers.functions.clear();
    CHECK(world.refused("InitiateAuth", made.sign_in("ann")).starts_with("UnexpectedLambdaException"));
}

TEST_CASE("challenges of an application's own are asked until its function is content") {
    World world;
    Made made(world,
              {{"LambdaConfig",
                {{"DefineAuthChallenge", "arn:aws:lambda:us-east-1:000000000000:function:define"},
                 {"CreateAuthChallenge", "arn:aws:lambda:us-east-1:000000000000:function:create"},
                 {"VerifyAuthChallengeResponse", "arn:aws:lambda:us-east-1:000000000000:function:verify"}}}},
              {{"ExplicitAuthFlows", {"ALLOW_CUSTOM_AUTH"}}});
    made.create("ann");
    world.triggers.functions["arn:aws:lambda:us-east-1:000000000000:function:define"] = [](Json event) {
        const Json& steps = event["request"]["session"];
        Json& answer = event["response"];
        answer["issueTokens"] = !steps.empty() && steps.back()["challengeResult"] == true;
        answer["failAuthentication"] = steps.size() >= 2 && steps.back()["challengeResult"] == false;
        answer["challengeName"] = "CUSTOM_CHALLENGE";
        return event;
    };
    world.triggers.functions["arn:aws:lambda:us-east-1:000000000000:function:create"] = [](Json event) {
        event["response"]["publicChallengeParameters"] = {{"question", "1 + 1"}};
        event["response"]["privateChallengeParameters"] = {{"answer", "2"}};
        return event;
    };
    world.triggers.functions["arn:aws:lambda:us-east-1:000000000000:function:verify"] = [](Json event) {
        event["response"]["answerCorrect"] =
            event["request"]["challengeAnswer"] == event["request"]["privateChallengeParameters"]["answer"];
        return event;
    };
    const Json begin{{"AuthFlow", "CUSTOM_AUTH"}, {"ClientId", made.app}, {"AuthParameters", {{"USERNAME", "ann"}}}};
    const auto respond = [&](const Json& from, const char* answer) {
        return Json{{"ChallengeName", "CUSTOM_CHALLENGE"},
                    {"ClientId", made.app},
                    {"Session", from["Session"]},
                    {"ChallengeResponses", {{"USERNAME", "ann"}, {"ANSWER", answer}}}};
    };
    const Json first = world.call("InitiateAuth", begin);
    CHECK(first["ChallengeParameters"]["question"] == "1 + 1");
    CHECK_FALSE(first["ChallengeParameters"].contains("answer"));
    const Json second = world.call("RespondToAuthChallenge", respond(first, "3"));
    CHECK(second["ChallengeName"] == "CUSTOM_CHALLENGE");
    CHECK(world.call("RespondToAuthChallenge", respond(second, "2")).contains("AuthenticationResult"));
    const Json third = world.call("RespondToAuthChallenge", respond(world.call("InitiateAuth", begin), "3"));
    CHECK(world.refused("RespondToAuthChallenge", respond(third, "4")) ==
          "NotAuthorizedException: Incorrect username or password.");
}
