#include "catch.hpp"
#include "made.hpp"

using namespace wt;
using namespace wt::identity;
using namespace wt::identity::test;

namespace {

const std::string mails = "arn:aws:lambda:us-east-1:000000000000:function:mails";
const std::string texts = "arn:aws:lambda:us-east-1:000000000000:function:texts";
const std::string key = "arn:aws:kms:us-east-1:000000000000:key/11111111-2222-4333-8444-555555555555";

[[nodiscard]] Json senders_of_both() {
    return {{"CustomEmailSender", {{"LambdaVersion", "V1_0"}, {"LambdaArn", mails}}},
            {"CustomSMSSender", {{"LambdaVersion", "V1_0"}, {"LambdaArn", texts}}},
            {"KMSKeyID", key}};
}

/// The code in the last event, which must be that.
[[nodiscard]] std::string taken(World& world, const std::string& function, const std::string& source,
                                const std::string& pool) {
    REQUIRE_FALSE(world.senders.sent.empty());
    const auto& [to, event] = world.senders.sent.back();
    CHECK(to == function);
    CHECK(event["triggerSource"] == source);
    CHECK(event["version"] == "1");
    CHECK(event["userPoolId"] == pool);
    CHECK_FALSE(event.contains("response"));
    CHECK(event["request"]["type"] == (function == mails ? "customEmailSenderRequestV1" : "customSMSSenderRequestV1"));
    const std::string sealed = *base64_decode(event["request"]["code"].get<std::string>());
    const std::string head = key + " " + pool + " ";
    REQUIRE(sealed.starts_with(head));
    return sealed.substr(head.size());
}

}  // namespace

TEST_CASE("functions that send for a pool are handed what would be sent, and nothing is sent beside") {
    World world;
    const Made made(world,
                    {{"AutoVerifiedAttributes", {"email", "phone_number"}}, {"LambdaConfig", senders_of_both()}});
    CHECK(world.call("DescribeUserPool", {{"UserPoolId", made.id}})["UserPool"]["LambdaConfig"] == senders_of_both());
    for (const auto& [name, which, address, function, kind] :
         {std::tuple{"ann", "email", "ann@example.com", mails, "CustomEmailSender"},
          std::tuple{"bob", "phone_number", "+15551234567", texts, "CustomSMSSender"}}) {
        const Json up{{"ClientId", made.app},
                      {"Username", name},
                      {"Password", "Secret-123"},
                      {"ClientMetadata", {{"from", "test"}}},
                      {"UserAttributes", {attribute(which, address)}}};
        const Json delivered = world.call("SignUp", up)["CodeDeliveryDetails"];
        CHECK(delivered["AttributeName"] == which);
        const std::string first = taken(world, function, std::string(kind) + "_SignUp", made.id);
        const Json& event = world.senders.sent.back().second;
        CHECK(event["userName"] == name);
        CHECK(event["callerContext"]["clientId"] == made.app);
        CHECK(event["request"]["clientMetadata"] == Json{{"from", "test"}});
        CHECK(event["request"]["userAttributes"][which] == address);
        CHECK(event["request"]["userAttributes"]["cognito:user_status"] == "UNCONFIRMED");
        const Json who{{"ClientId", made.app}, {"Username", name}};
        REQUIRE(world.call("ResendConfirmationCode", who).contains("CodeDeliveryDetails"));
        const std::string code = taken(world, function, std::string(kind) + "_ResendCode", made.id);
        CHECK(code.size() == 6);
        Json confirm = who;
        confirm["ConfirmationCode"] = code == "000000" ? "000001" : "000000";
        CHECK(world.refused("ConfirmSignUp", confirm).starts_with("CodeMismatchException"));
        confirm["ConfirmationCode"] = code;
        CHECK(world.call("ConfirmSignUp", confirm) == Json::object());
        REQUIRE(world.call("ForgotPassword", who).contains("CodeDeliveryDetails"));
        Json reset = who;
        reset["Password"] = "Other-123";
        reset["ConfirmationCode"] = taken(world, function, std::string(kind) + "_ForgotPassword", made.id);
        CHECK(world.call("ConfirmForgotPassword", reset) == Json::object());
    }
    const Json user{{"UserPoolId", made.id},
                    {"Username", "cleo"},
                    {"UserAttributes", {attribute("email", "cleo@example.com")}},
                    {"DesiredDeliveryMediums", {"EMAIL"}}};
    REQUIRE(world.call("AdminCreateUser", user).contains("User"));
    const std::string password = taken(world, mails, "CustomEmailSender_AdminCreateUser", made.id);
    const Json challenge =
        world.call("InitiateAuth", {{"ClientId", made.app},
                                    {"AuthFlow", "USER_PASSWORD_AUTH"},
                                    {"AuthParameters", {{"USERNAME", "cleo"}, {"PASSWORD", password}}}});
    CHECK(challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED");
    CHECK(world.outbox.messages().empty());
    CHECK(world.triggers.events.empty());
}

TEST_CASE("new addresses are verified by what their functions were handed") {
    World world;
    Made made(world, {{"AutoVerifiedAttributes", {"email"}}, {"LambdaConfig", senders_of_both()}});
    made.create("ann");
    const Json tokens = world.call("InitiateAuth", made.sign_in("ann"))["AuthenticationResult"];
    const Json token = tokens["AccessToken"];
    REQUIRE(world
                .call("UpdateUserAttributes",
                      {{"AccessToken", token}, {"UserAttributes", {attribute("email", "new@example.com")}}})
                .contains("CodeDeliveryDetailsList"));
    (void)taken(world, mails, "CustomEmailSender_UpdateUserAttribute", made.id);
    CHECK(world.senders.sent.back().second["request"]["userAttributes"]["email"] == "new@example.com");
    REQUIRE(world.call("GetUserAttributeVerificationCode", {{"AccessToken", token}, {"AttributeName", "email"}})
                .contains("CodeDeliveryDetails"));
    const std::string code = taken(world, mails, "CustomEmailSender_VerifyUserAttribute", made.id);
    CHECK(world.call("VerifyUserAttribute", {{"AccessToken", token}, {"AttributeName", "email"}, {"Code", code}}) ==
          Json::object());
}

TEST_CASE("a pool whose functions send needs a key, which must be there when it is set and when it is used") {
    World world;
    Json without = senders_of_both();
    without.erase("KMSKeyID");
    const Json pool{{"PoolName", "p"}, {"LambdaConfig", without}};
    CHECK(world.refused("CreateUserPool", pool).starts_with("InvalidParameterException: KMSKeyID must be provided"));
    Json with = pool;
    with["LambdaConfig"] = senders_of_both();
    world.senders.wrong = "Key 'x' does not exist";
    CHECK(world.refused("CreateUserPool", with) == "InvalidParameterException: Key 'x' does not exist");
    with["LambdaConfig"]["CustomEmailSender"]["LambdaVersion"] = "V2_0";
    CHECK(world.refused("CreateUserPool", with).starts_with("InvalidParameterException: 1 validation error"));
    world.senders.wrong.clear();
    const Made made(world, {{"AutoVerifiedAttributes", {"email"}}, {"LambdaConfig", senders_of_both()}});
    // A key that the pool has is not asked for again.
    world.senders.wrong = "KEY is disabled.";
    CHECK(world.call("UpdateUserPool", {{"UserPoolId", made.id},
                                        {"AutoVerifiedAttributes", {"email"}},
                                        {"LambdaConfig", senders_of_both()}}) == Json::object());
    CHECK(world.refused("SignUp", {{"ClientId", made.app},
                                   {"Username", "ann"},
                                   {"Password", "Secret-123"},
                                   {"UserAttributes", {attribute("email", "ann@example.com")}}}) ==
          "CodeDeliveryFailureException: KEY is disabled.");
    CHECK(world.senders.sent.empty());
}

TEST_CASE("a pool with a function for one kind of message sends the other itself") {
    World world;
    Json only = senders_of_both();
    only.erase("CustomSMSSender");
    const Made made(world, {{"AutoVerifiedAttributes", {"email", "phone_number"}}, {"LambdaConfig", only}});
    REQUIRE(world
                .call("SignUp", {{"ClientId", made.app},
                                 {"Username", "bob"},
                                 {"Password", "Secret-123"},
                                 {"UserAttributes", {attribute("phone_number", "+15551234567")}}})
                .contains("UserSub"));
    CHECK(world.last_code("+15551234567").size() == 6);
    CHECK(world.senders.sent.empty());
}
