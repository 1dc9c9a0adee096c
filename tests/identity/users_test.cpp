// Pools, clients and users by the API.
#include "catch.hpp"

#include "aws/rows.hpp"
#include "identity/records.hpp"
#include "made.hpp"

using namespace wt;
using namespace wt::identity;
using namespace wt::identity::test;

TEST_CASE("a pool is told as it was made, with Cognito's defaults") {
    World world;
    const Made made(world, {{"UserPoolTags", {{"team", "blue"}}}, {"AutoVerifiedAttributes", {"email"}}});
    const Json pool = world.call("DescribeUserPool", {{"UserPoolId", made.id}})["UserPool"];
    CHECK(pool["Arn"] == "arn:aws:cognito-idp:us-east-1:000000000000:userpool/" + made.id);
    CHECK(pool["Policies"]["PasswordPolicy"]["MinimumLength"] == 8);
    CHECK(pool["Policies"]["PasswordPolicy"]["RequireSymbols"] == true);
    CHECK(pool["MfaConfiguration"] == "OFF");
    CHECK(pool["DeletionProtection"] == "INACTIVE");
    CHECK(pool["SchemaAttributes"].size() == 20);
    CHECK(pool["EstimatedNumberOfUsers"] == 0);
    CHECK(world.call("ListTagsForResource", {{"ResourceArn", pool["Arn"]}})["Tags"] == Json{{"team", "blue"}});
    // The scenario's pool is one of the account's.
    const Json all = world.call("ListUserPools", {{"MaxResults", 60}})["UserPools"];
    CHECK(all.size() == 2);
    CHECK(world.call("DescribeUserPool", {{"UserPoolId", world.pool.id()}})["UserPool"]["EstimatedNumberOfUsers"] ==
          20);
    CHECK(world.call("DeleteUserPool", {{"UserPoolId", made.id}}) == Json::object());
    CHECK(world.refused("DescribeUserPool", {{"UserPoolId", made.id}}) ==
          "ResourceNotFoundException: User pool " + made.id + " does not exist.");
}

TEST_CASE("a pool's tier holds features back") {
    World world;
    const auto refused = [&](Json settings) {
        settings["PoolName"] = "people";
        return world.refused("CreateUserPool", settings);
    };
    const std::string sentence =
        "FeatureUnavailableInTierException: The following features need to be disabled for the ";
    const Json threats{{"AdvancedSecurityMode", "AUDIT"}};
    CHECK(refused({{"UserPoolAddOns", threats}}) == sentence + "ESSENTIALS pricing tier configured: Threat Protection");
    const Json tokens{{"PreTokenGenerationConfig",
                       {{"LambdaVersion", "V2_0"}, {"LambdaArn", "arn:aws:lambda:us-east-1:000000000000:function:f"}}}};
    CHECK(refused({{"UserPoolTier", "LITE"}, {"LambdaConfig", tokens}, {"UserPoolAddOns", threats}}) ==
          sentence +
              "LITE pricing tier configured: Threat Protection, Token Customization with Pre-Token Generation "
              "Lambda V2_0");
    CHECK(refused({{"UserPoolTier", "LITE"},
                   {"Policies", {{"SignInPolicy", {{"AllowedFirstAuthFactors", {"PASSWORD", "EMAIL_OTP"}}}}}}})
              .starts_with(sentence + "LITE"));
    CHECK(refused({{"UserPoolTier", "LITE"}, {"Policies", {{"PasswordPolicy", {{"PasswordHistorySize", 3}}}}}})
              .starts_with(sentence + "LITE"));
    const Made plus(world, {{"UserPoolTier", "PLUS"}, {"UserPoolAddOns", threats}, {"LambdaConfig", tokens}});
    CHECK(world.refused("UpdateUserPool", {{"UserPoolId", plus.id}, {"UserPoolTier", "LITE"}, {"LambdaConfig", tokens}})
              .starts_with(sentence + "LITE"));
    const Made lite(world, {{"UserPoolTier", "LITE"}});
    CHECK(world
              .refused("SetUserPoolMfaConfig", {{"UserPoolId", lite.id},
                                                {"MfaConfiguration", "OPTIONAL"},
                                                {"EmailMfaConfiguration", {{"Subject", "code"}}}})
              .starts_with(sentence + "LITE"));
}

TEST_CASE("who has not signed may do what needs no signature, and nothing else") {
    World world;
    const Made made(world);
    const http::Response reply = world.answer("ListUserPools", R"({"MaxResults": 1})", false);
    CHECK(Json::parse(reply.body.view())["__type"] == "MissingAuthenticationTokenException");
    CHECK(world.answer("InitiateAuth", made.sign_in("nobody").dump(), false).status == 400);
    CHECK(Json::parse(world.answer("InitiateAuth", made.sign_in("nobody").dump(), false).body.view())["__type"] ==
          "UserNotFoundException");
}

TEST_CASE("a user of an administrator's changes the temporary password at the first sign-in") {
    World world;
    const Made made(world);
    const Json user =
        world.call("AdminCreateUser", {{"UserPoolId", made.id},
                                       {"Username", "ann"},
                                       {"TemporaryPassword", "First-123"},
                                       {"DesiredDeliveryMediums", {"EMAIL"}},
                                       {"UserAttributes", {attribute("email", "ann@example.com")}}})["User"];
    CHECK(user["UserStatus"] == "FORCE_CHANGE_PASSWORD");
    CHECK(world.last_code("ann@example.com") == "First-123");
    const Json first = world.call("InitiateAuth", made.sign_in("ann", "First-123"));
    CHECK(first["ChallengeName"] == "NEW_PASSWORD_REQUIRED");
    CHECK(first["ChallengeParameters"]["requiredAttributes"] == "[]");
    CHECK(Json::parse(first["ChallengeParameters"]["userAttributes"].get<std::string>())["email"] == "ann@example.com");
    Json answer{{"ChallengeName", "NEW_PASSWORD_REQUIRED"},
                {"ClientId", made.app},
                {"Session", first["Session"]},
                {"ChallengeResponses", {{"USERNAME", "ann"}, {"NEW_PASSWORD", "short"}}}};
    CHECK(world.refused("RespondToAuthChallenge", answer) ==
          "InvalidPasswordException: Password did not conform with policy: Password not long enough");
    answer["ChallengeResponses"]["NEW_PASSWORD"] = "Second-123";
    CHECK(world.call("RespondToAuthChallenge", answer)["AuthenticationResult"].contains("RefreshToken"));
    CHECK(made.user("ann")["UserStatus"] == "CONFIRMED");
    CHECK(world.refused("RespondToAuthChallenge", answer) ==
          "NotAuthorizedException: Invalid session for the user, session can only be used once.");
    CHECK(world.refused("InitiateAuth", made.sign_in("ann", "First-123")) ==
          "NotAuthorizedException: Incorrect username or password.");
    CHECK(world.refused("AdminCreateUser", {{"UserPoolId", made.id}, {"Username", "ann"}}) ==
          "UsernameExistsException: User account already exists");
}

TEST_CASE("a temporary password and a session end") {
    World world;
    const Made made(world);
    const Json input{{"UserPoolId", made.id}, {"Username", "ann"}, {"TemporaryPassword", "First-123"}};
    REQUIRE(world.call("AdminCreateUser", input).contains("User"));
    const Json first = world.call("InitiateAuth", made.sign_in("ann", "First-123"));
    world.wait(3min);
    CHECK(world.refused("RespondToAuthChallenge",
                        {{"ChallengeName", "NEW_PASSWORD_REQUIRED"},
                         {"ClientId", made.app},
                         {"Session", first["Session"]},
                         {"ChallengeResponses", {{"USERNAME", "ann"}, {"NEW_PASSWORD", "Second-123"}}}}) ==
          "NotAuthorizedException: Invalid session for the user, session is expired.");
    world.wait(24h * 7);
    CHECK(world.refused("InitiateAuth", made.sign_in("ann", "First-123")) ==
          "NotAuthorizedException: Temporary password has expired and must be reset by an administrator.");
}

TEST_CASE("somebody signs up, is sent a code, and is confirmed by that code alone") {
    World world;
    const Made made(world, {{"AutoVerifiedAttributes", {"email"}}});
    const Json up{{"ClientId", made.app},
                  {"Username", "bob"},
                  {"Password", "Secret-123"},
                  {"UserAttributes", {attribute("email", "bob@example.com")}}};
    const Json made_user = world.call("SignUp", up);
    CHECK(made_user["UserConfirmed"] == false);
    CHECK(made_user["UserSub"].get<std::string>().size() == 36);
    CHECK(made_user["CodeDeliveryDetails"] ==
          Json{{"AttributeName", "email"}, {"DeliveryMedium", "EMAIL"}, {"Destination", "b***@e***"}});
    CHECK(world.refused("SignUp", up) == "UsernameExistsException: User already exists");
    CHECK(world.refused("InitiateAuth", made.sign_in("bob")) == "UserNotConfirmedException: User is not confirmed.");
    const std::string code = world.last_code("bob@example.com");
    CHECK(code.size() == 6);
    Json confirm{{"ClientId", made.app}, {"Username", "bob"}, {"ConfirmationCode", code == "000000" ? "1" : "000000"}};
    CHECK(world.refused("ConfirmSignUp", confirm) ==
          "CodeMismatchException: Invalid verification code provided, please try again.");
    confirm["ConfirmationCode"] = code;
    CHECK(world.call("ConfirmSignUp", confirm) == Json::object());
    CHECK(made.attribute("bob", "email_verified") == "true");
    CHECK(world.refused("ConfirmSignUp", confirm) ==
          "NotAuthorizedException: User cannot be confirmed. Current status is CONFIRMED");
    CHECK(world.call("InitiateAuth", made.sign_in("bob"))["AuthenticationResult"].contains("IdToken"));
    CHECK(world.refused("ResendConfirmationCode", {{"ClientId", made.app}, {"Username", "bob"}}) ==
          "InvalidParameterException: User is already confirmed.");
}

TEST_CASE("a code ends, another one takes its place, and too many tries are refused") {
    World world;
    const Made made(world, {{"AutoVerifiedAttributes", {"email"}}});
    REQUIRE(world
                .call("SignUp", {{"ClientId", made.app},
                                 {"Username", "bob"},
                                 {"Password", "Secret-123"},
                                 {"UserAttributes", {attribute("email", "bob@example.com")}}})
                .contains("UserSub"));
    const std::string first = world.last_code("bob@example.com");
    world.wait(24h);
    Json confirm{{"ClientId", made.app}, {"Username", "bob"}, {"ConfirmationCode", first}};
    CHECK(world.refused("ConfirmSignUp", confirm) ==
          "ExpiredCodeException: Invalid code provided, please request a code again.");
    REQUIRE(world.call("ResendConfirmationCode", {{"ClientId", made.app}, {"Username", "bob"}})
                .contains("CodeDeliveryDetails"));
    const std::string second = world.last_code("bob@example.com");
    confirm["ConfirmationCode"] = "wrong";
    for (int i = 0; i < 14; ++i) CHECK(world.refused("ConfirmSignUp", confirm).starts_with("CodeMismatchException"));
    CHECK(world.refused("ConfirmSignUp", confirm) ==
          "LimitExceededException: Attempt limit exceeded, please try after some time.");
    confirm["ConfirmationCode"] = second;
    CHECK(world.refused("ConfirmSignUp", confirm).starts_with("LimitExceededException"));
    world.wait(1h);
    CHECK(world.call("ConfirmSignUp", confirm) == Json::object());
}

TEST_CASE("a forgotten password is set by a code, once") {
    World world;
    const Made made(world);
    made.world.pool.count_refused();
    Made people = made;
    people.create("ann", {attribute("email", "ann@example.com"), attribute("email_verified", "true")});
    people.create("bob");
    CHECK(world.refused("ForgotPassword", {{"ClientId", made.app}, {"Username", "bob"}}) ==
          "InvalidParameterException: Cannot reset password for the user as there is no registered/verified email or "
          "phone_number");
    CHECK(world.call("ForgotPassword", {{"ClientId", made.app},
                                        {"Username", "ann"}})["CodeDeliveryDetails"]["Destination"] == "a***@e***");
    Json confirm{{"ClientId", made.app},
                 {"Username", "ann"},
                 {"Password", "Other-1234"},
                 {"ConfirmationCode", world.last_code("ann@example.com")}};
    CHECK(world.call("ConfirmForgotPassword", confirm) == Json::object());
    CHECK(world.refused("ConfirmForgotPassword", confirm).starts_with("ExpiredCodeException"));
    CHECK(world.call("InitiateAuth", made.sign_in("ann", "Other-1234")).contains("AuthenticationResult"));
    CHECK(world.call("AdminResetUserPassword", {{"UserPoolId", made.id}, {"Username", "ann"}}) == Json::object());
    CHECK(world.refused("InitiateAuth", made.sign_in("ann", "Other-1234")) ==
          "PasswordResetRequiredException: Password reset required for the user");
}

TEST_CASE("attributes are those of the schema, of its types and lengths") {
    World world;
    Made made(world, {{"Schema",
                       {{{"Name", "level"},
                         {"AttributeDataType", "Number"},
                         {"Mutable", true},
                         {"NumberAttributeConstraints", {{"MinValue", "1"}, {"MaxValue", "9"}}}},
                        {{"Name", "badge"}, {"AttributeDataType", "String"}, {"Mutable", false}},
                        {{"Name", "email"}, {"Required", true}}}}});
    made.create("ann", {attribute("custom:level", "5"), attribute("custom:badge", "red")});
    const auto update = [&](const char* name, const char* value) {
        return world.refused(
            "AdminUpdateUserAttributes",
            {{"UserPoolId", made.id}, {"Username", "ann"}, {"UserAttributes", {attribute(name, value)}}});
    };
    CHECK(update("custom:shade", "x") ==
          "InvalidParameterException: Attributes did not conform to the schema: custom:shade: Attribute does not exist "
          "in the schema.\n");
    CHECK(update("custom:level", "10").starts_with("InvalidParameterException: Attributes did not conform"));
    CHECK(update("custom:level", "x").starts_with("InvalidParameterException: Attributes did not conform"));
    CHECK(update("custom:badge", "blue") ==
          "InvalidParameterException: user.custom:badge: Attribute cannot be updated.\n");
    CHECK(update("email", "ann") == "InvalidParameterException: Invalid email address format.");
    CHECK(update("phone_number", "555") == "InvalidParameterException: Invalid phone number format.");
    CHECK(update("sub", "x").starts_with("InvalidParameterException"));
    CHECK(update("custom:level", "9") == "answered: {}");
    CHECK(made.attribute("ann", "custom:level") == "9");
    CHECK(world.refused("SignUp", {{"ClientId", made.app}, {"Username", "eve"}, {"Password", "Secret-123"}}) ==
          "InvalidParameterException: Attributes did not conform to the schema: email: The attribute is required\n");
    CHECK(world.refused("SignUp", {{"ClientId", made.app},
                                   {"Username", "eve"},
                                   {"Password", "Secret-123"},
                                   {"UserAttributes", {attribute("email_verified", "true")}}}) ==
          "NotAuthorizedException: A client attempted to write unauthorized attribute");
}

TEST_CASE("where addresses are names, a user's own name is the sub") {
    World world;
    Made made(world, {{"UsernameAttributes", {"email"}}, {"UsernameConfiguration", {{"CaseSensitive", false}}}});
    made.create("ann@example.com");
    const Json user = made.user("ANN@example.com");
    CHECK(user["Username"].get<std::string>().size() == 36);
    CHECK(user["Username"] == made.attribute("ann@example.com", "sub"));
    CHECK(made.attribute("ann@example.com", "email") == "ann@example.com");
    CHECK(world.call("InitiateAuth", made.sign_in("Ann@Example.com")).contains("AuthenticationResult"));
    CHECK(world.refused("AdminCreateUser", {{"UserPoolId", made.id}, {"Username", "ann"}}) ==
          "InvalidParameterException: Username should be an email.");
    CHECK(world.refused("AdminCreateUser", {{"UserPoolId", made.id}, {"Username", "ann@example.com"}})
              .starts_with("UsernameExistsException"));
}

TEST_CASE("an alias is a verified address, and one user's at a time") {
    World world;
    Made made(world, {{"AliasAttributes", {"email"}}});
    const Json mail = attribute("email", "ann@example.com");
    made.create("ann", {mail, attribute("email_verified", "true")});
    CHECK(world.call("InitiateAuth", made.sign_in("ann@example.com")).contains("AuthenticationResult"));
    const Json second{
        {"UserPoolId", made.id}, {"Username", "bob"}, {"UserAttributes", {mail, attribute("email_verified", "true")}}};
    CHECK(world.refused("AdminCreateUser", second) ==
          "AliasExistsException: An account with the email already exists.");
    Json forced = second;
    forced["ForceAliasCreation"] = true;
    CHECK(world.call("AdminCreateUser", forced).contains("User"));
    CHECK(made.attribute("ann", "email_verified") == "false");
    CHECK(made.user("ann@example.com")["Username"] == "bob");
}

TEST_CASE("groups are in tokens, by precedence, and go from their members") {
    World world;
    Made made(world);
    made.create("ann");
    for (const auto& [name, rank] : {std::pair{"readers", 5}, std::pair{"writers", 1}}) {
        REQUIRE(world
                    .call("CreateGroup", {{"UserPoolId", made.id},
                                          {"GroupName", name},
                                          {"Precedence", rank},
                                          {"RoleArn", std::string("arn:aws:iam::000000000000:role/") + name}})
                    .contains("Group"));
        REQUIRE(world.call("AdminAddUserToGroup",
                           {{"UserPoolId", made.id}, {"Username", "ann"}, {"GroupName", name}}) == Json::object());
    }
    const Json tokens = world.call("InitiateAuth", made.sign_in("ann"))["AuthenticationResult"];
    const Json id = Json::parse(part(tokens["IdToken"].get<std::string>(), 1));
    CHECK(id["cognito:groups"] == Json{"writers", "readers"});
    CHECK(id["cognito:preferred_role"] == "arn:aws:iam::000000000000:role/writers");
    CHECK(id["cognito:roles"].size() == 2);
    CHECK(Json::parse(part(tokens["AccessToken"].get<std::string>(), 1))["cognito:groups"] ==
          Json{"writers", "readers"});
    CHECK(world.call("ListUsersInGroup", {{"UserPoolId", made.id}, {"GroupName", "readers"}})["Users"].size() == 1);
    REQUIRE(world.call("DeleteGroup", {{"UserPoolId", made.id}, {"GroupName", "readers"}}) == Json::object());
    CHECK(world.call("AdminListGroupsForUser", {{"UserPoolId", made.id}, {"Username", "ann"}})["Groups"].size() == 1);
    CHECK(world.refused("CreateGroup", {{"UserPoolId", made.id}, {"GroupName", "writers"}}) ==
          "GroupExistsException: A group with the name already exists.");
}

TEST_CASE("users are listed by pages and by filters") {
    World world;
    const std::string id = world.pool.id();
    const Json page = world.call("ListUsers", {{"UserPoolId", id}, {"Limit", 15}});
    CHECK(page["Users"].size() == 15);
    const Json rest = world.call("ListUsers", {{"UserPoolId", id}, {"PaginationToken", page["PaginationToken"]}});
    CHECK(rest["Users"].size() == 5);
    CHECK_FALSE(rest.contains("PaginationToken"));
    const auto count = [&](const char* filter) {
        return world.call("ListUsers", {{"UserPoolId", id}, {"Filter", filter}})["Users"].size();
    };
    CHECK(count(R"(username = "user-7")") == 1);
    CHECK(count(R"(email ^= "user-1")") == 11);
    CHECK(count(R"("email" = "USER-3@example.com")") == 1);
    CHECK(count(R"(cognito:user_status = "CONFIRMED")") == 20);
    CHECK(count(R"(status = "Disabled")") == 0);
    for (const char* filter : {"username", "username = 7", R"(username ~ "x")", R"(custom:x = "y")", R"(email = "x)"})
        CHECK(world.refused("ListUsers", {{"UserPoolId", id}, {"Filter", filter}}) ==
              "InvalidParameterException: Error while parsing filter.");
    const Json shown = world.call("ListUsers", {{"UserPoolId", id}, {"Limit", 1}, {"AttributesToGet", {"email"}}});
    CHECK(shown["Users"][0]["Attributes"].size() == 1);
}

TEST_CASE("a disabled user may do nothing, and a user who has gone is nobody") {
    World world;
    Made made(world);
    made.create("ann");
    const std::string token = made.token("ann");
    const Json name{{"UserPoolId", made.id}, {"Username", "ann"}};
    REQUIRE(world.call("AdminDisableUser", name) == Json::object());
    CHECK(world.refused("InitiateAuth", made.sign_in("ann")) == "NotAuthorizedException: User is disabled.");
    CHECK(world.refused("GetUser", {{"AccessToken", token}}).starts_with("NotAuthorizedException"));
    REQUIRE(world.call("AdminEnableUser", name) == Json::object());
    const std::string second = made.token("ann");
    REQUIRE(world.call("AdminDeleteUser", name) == Json::object());
    CHECK(world.refused("GetUser", {{"AccessToken", second}}) == "UserNotFoundException: User does not exist.");
    made.create("ann");
    CHECK(world.refused("GetUser", {{"AccessToken", second}}) == "UserNotFoundException: User does not exist.");
}

TEST_CASE("five wrong passwords let nobody try for a while, who has the right one neither") {
    World world;
    Made made(world);
    made.create("ann");
    for (int i = 0; i < 5; ++i)
        CHECK(world.refused("InitiateAuth", made.sign_in("ann", "Wrong-123")) ==
              "NotAuthorizedException: Incorrect username or password.");
    CHECK(world.refused("InitiateAuth", made.sign_in("ann")) == "NotAuthorizedException: Password attempts exceeded");
    world.wait(1s);
    CHECK(world.refused("InitiateAuth", made.sign_in("ann", "Wrong-123")).ends_with("username or password."));
    world.wait(1s);
    CHECK(world.refused("InitiateAuth", made.sign_in("ann")).ends_with("attempts exceeded"));
    world.wait(1s);
    CHECK(world.call("InitiateAuth", made.sign_in("ann")).contains("AuthenticationResult"));
}

TEST_CASE("a client with a secret wants its hash beside every name") {
    World world;
    const Made made(world, Json::object(), {{"ClientSecret", "secret123secret123secret"}});
    Made people = made;
    people.create("alice");
    Json call = made.sign_in("alice");
    CHECK(world.refused("InitiateAuth", call) ==
          "NotAuthorizedException: Client " + made.app + " is configured with secret but SECRET_HASH was not received");
    call["AuthParameters"]["SECRET_HASH"] = "AAAA";
    CHECK(world.refused("InitiateAuth", call) ==
          "NotAuthorizedException: Unable to verify secret hash for client " + made.app);
    const auto hash = [&](const char* secret) {
        return base64_encode(aws::hmac(aws::Algorithm::sha256, secret, "alice" + made.app).view());
    };
    call["AuthParameters"]["SECRET_HASH"] = hash("secret123secret123secret");
    const Json tokens = world.call("InitiateAuth", call)["AuthenticationResult"];
    CHECK(tokens.contains("IdToken"));
    // Either of two secrets is right.
    const Json added =
        world.call("AddUserPoolClientSecret",
                   {{"UserPoolId", made.id}, {"ClientId", made.app}, {"ClientSecret", "another1another1another1"}});
    call["AuthParameters"]["SECRET_HASH"] = hash("another1another1another1");
    CHECK(world.call("InitiateAuth", call).contains("AuthenticationResult"));
    Json refresh{{"AuthFlow", "REFRESH_TOKEN_AUTH"},
                 {"ClientId", made.app},
                 {"AuthParameters", {{"REFRESH_TOKEN", tokens["RefreshToken"]}}}};
    CHECK(world.refused("InitiateAuth", refresh).ends_with("SECRET_HASH was not received"));
    refresh["AuthParameters"]["SECRET_HASH"] = hash("another1another1another1");
    CHECK(world.call("InitiateAuth", refresh).contains("AuthenticationResult"));
    CHECK(world.refused("GetTokensFromRefreshToken", {{"ClientId", made.app}, {"RefreshToken", tokens["RefreshToken"]}})
              .starts_with("NotAuthorizedException"));
    CHECK(world
              .call("GetTokensFromRefreshToken", {{"ClientId", made.app},
                                                  {"RefreshToken", tokens["RefreshToken"]},
                                                  {"ClientSecret", "another1another1another1"}})
              .contains("AuthenticationResult"));
}

TEST_CASE("who changes an address verifies it anew") {
    World world;
    Made made(world, {{"AutoVerifiedAttributes", {"email"}}});
    made.create("ann", {attribute("email", "ann@example.com"), attribute("email_verified", "true")});
    const std::string token = made.token("ann");
    const Json sent = world.call("UpdateUserAttributes",
                                 {{"AccessToken", token}, {"UserAttributes", {attribute("email", "new@example.org")}}});
    CHECK(sent["CodeDeliveryDetailsList"][0]["Destination"] == "n***@e***");
    CHECK(made.attribute("ann", "email_verified") == "false");
    const std::string code = world.last_code("new@example.org");
    CHECK(world.refused("VerifyUserAttribute", {{"AccessToken", token}, {"AttributeName", "email"}, {"Code", "x"}})
              .starts_with("CodeMismatchException"));
    CHECK(world.call("VerifyUserAttribute", {{"AccessToken", token}, {"AttributeName", "email"}, {"Code", code}}) ==
          Json::object());
    CHECK(made.attribute("ann", "email_verified") == "true");
    CHECK(world.refused("VerifyUserAttribute", {{"AccessToken", token}, {"AttributeName", "email"}, {"Code", code}})
              .starts_with("ExpiredCodeException"));
    CHECK(world.call("ChangePassword", {{"AccessToken", token},
                                        {"PreviousPassword", "Secret-123"},
                                        {"ProposedPassword", "Other-1234"}}) == Json::object());
    CHECK(world
              .refused("ChangePassword",
                       {{"AccessToken", token}, {"PreviousPassword", "Secret-123"}, {"ProposedPassword", "Other-1235"}})
              .ends_with("Incorrect username or password."));
}

TEST_CASE("whoever signs out everywhere has good tokens no more, and may sign in again at once") {
    World world;
    Made made(world);
    made.create("ann");
    const Json first = world.call("InitiateAuth", made.sign_in("ann"))["AuthenticationResult"];
    REQUIRE(world.call("GlobalSignOut", {{"AccessToken", first["AccessToken"]}}) == Json::object());
    CHECK(world.refused("GetUser", {{"AccessToken", first["AccessToken"]}}) ==
          "NotAuthorizedException: Access Token has been revoked");
    CHECK(world.refused("InitiateAuth", {{"AuthFlow", "REFRESH_TOKEN_AUTH"},
                                         {"ClientId", made.app},
                                         {"AuthParameters", {{"REFRESH_TOKEN", first["RefreshToken"]}}}}) ==
          "NotAuthorizedException: Refresh Token has been revoked");
    CHECK(world.call("GetUser", {{"AccessToken", made.token("ann")}})["Username"] == "ann");
}

TEST_CASE("a revoked refresh token takes its own tokens with it, and no others") {
    World world;
    Made made(world);
    made.create("ann");
    const Json first = world.call("InitiateAuth", made.sign_in("ann"))["AuthenticationResult"];
    const std::string second = made.token("ann");
    CHECK(world.refused("RevokeToken", {{"ClientId", made.app}, {"Token", first["AccessToken"]}})
              .starts_with("UnsupportedTokenTypeException"));
    REQUIRE(world.call("RevokeToken", {{"ClientId", made.app}, {"Token", first["RefreshToken"]}}) == Json::object());
    CHECK(world.refused("GetUser", {{"AccessToken", first["AccessToken"]}}).ends_with("has been revoked"));
    CHECK(world.call("GetUser", {{"AccessToken", second}})["Username"] == "ann");
}

TEST_CASE("a refresh token that rotates is good once, and for the grace that is left to it") {
    World world;
    Made made(world, Json::object(),
              {{"ExplicitAuthFlows", {"ALLOW_USER_PASSWORD_AUTH"}},
               {"RefreshTokenRotation", {{"Feature", "ENABLED"}, {"RetryGracePeriodSeconds", 10}}}});
    made.create("ann");
    const Json first = world.call("InitiateAuth", made.sign_in("ann"))["AuthenticationResult"];
    CHECK(world
              .refused("InitiateAuth", {{"AuthFlow", "REFRESH_TOKEN_AUTH"},
                                        {"ClientId", made.app},
                                        {"AuthParameters", {{"REFRESH_TOKEN", first["RefreshToken"]}}}})
              .starts_with("UnsupportedOperationException"));
    const auto refresh = [&](const Json& token) { return Json{{"ClientId", made.app}, {"RefreshToken", token}}; };
    const Json second = world.call("GetTokensFromRefreshToken", refresh(first["RefreshToken"]))["AuthenticationResult"];
    CHECK(second["RefreshToken"] != first["RefreshToken"]);
    CHECK(world.call("GetTokensFromRefreshToken", refresh(second["RefreshToken"])).contains("AuthenticationResult"));
    world.wait(10s);
    CHECK(world.refused("GetTokensFromRefreshToken", refresh(second["RefreshToken"]))
              .starts_with("RefreshTokenReuseException"));
    CHECK(world.refused("GetTokensFromRefreshToken", refresh("nonsense")) ==
          "NotAuthorizedException: Invalid Refresh Token");
}

TEST_CASE("where names are hidden, who does not exist hears what others hear") {
    World world;
    Made made(world, Json::object(), {{"PreventUserExistenceErrors", "ENABLED"}});
    made.create("ann");
    CHECK(world.refused("InitiateAuth", made.sign_in("nobody")) ==
          "NotAuthorizedException: Incorrect username or password.");
    CHECK(
        world.call("ForgotPassword", {{"ClientId", made.app}, {"Username", "nobody"}}).contains("CodeDeliveryDetails"));
    CHECK(world
              .refused("ConfirmForgotPassword", {{"ClientId", made.app},
                                                 {"Username", "nobody"},
                                                 {"Password", "Secret-123"},
                                                 {"ConfirmationCode", "123456"}})
              .starts_with("CodeMismatchException"));
}

TEST_CASE("what is kept of a user reads as it was written, whether times were set or not") {
    UserEntry user;
    user.name = "ann";
    const auto plain = aws::read_row<UserEntry>(aws::row_of(user));
    REQUIRE(plain);
    CHECK(plain->name == "ann");
    CHECK_FALSE(plain->password_until);
    CHECK(plain->created == user.created);
    user.password_until = epoch + std::chrono::hours(24 * 365 * 60);
    user.codes["confirm"] = {"123456", *user.password_until, "email"};
    const auto dated = aws::read_row<UserEntry>(aws::row_of(user));
    REQUIRE(dated);
    CHECK(dated->password_until == user.password_until);
    CHECK(dated->codes.at("confirm").expires == user.password_until);
}
