// What messages say, and by which of them somebody may set another password.
#include "catch.hpp"

#include "identity/api/totp.hpp"
#include "made.hpp"

using namespace wt;
using namespace wt::identity;
using namespace wt::identity::test;

namespace {

const Json sms{{"SnsCallerArn", "arn:aws:iam::000000000000:role/sms"}, {"ExternalId", "x"}};

void prefer(const Made& made, const char* name, const char* which) {
    REQUIRE(made.world.call(
                "AdminSetUserMFAPreference",
                {{"UserPoolId", made.id}, {"Username", name}, {which, {{"Enabled", true}, {"PreferredMfa", true}}}}) ==
            Json::object());
}

void create_both(Made& made) {
    REQUIRE(
        made.world
            .call("SetUserPoolMfaConfig",
                  {{"UserPoolId", made.id},
                   {"MfaConfiguration", "OPTIONAL"},
                   {"SmsMfaConfiguration", {{"SmsAuthenticationMessage", "By SMS {####}"}, {"SmsConfiguration", sms}}},
                   {"EmailMfaConfiguration", {{"Message", "By mail {####}"}, {"Subject", "Sign in"}}}})
            .contains("MfaConfiguration"));
    made.create("phone", {attribute("phone_number", "+15551234567"), attribute("phone_number_verified", "true")});
    made.create("mail", {attribute("email", "ann@example.com"), attribute("email_verified", "true")});
    prefer(made, "phone", "SMSMfaSettings");
    prefer(made, "mail", "EmailMfaSettings");
}

}  // namespace

TEST_CASE("codes of a second factor come in the words of SetUserPoolMfaConfig") {
    World world;
    Made made(world, {{"SmsConfiguration", sms}});
    create_both(made);
    REQUIRE(world.call("InitiateAuth", made.sign_in("phone"))["ChallengeName"] == "SMS_MFA");
    CHECK(world.outbox.messages().back().text == "By SMS " + world.last_code("+15551234567"));
    REQUIRE(world.call("InitiateAuth", made.sign_in("mail"))["ChallengeName"] == "EMAIL_OTP");
    CHECK(world.outbox.messages().back().text == "By mail " + world.last_code("ann@example.com"));
    CHECK(world.outbox.messages().back().subject == "Sign in");
}

TEST_CASE("what is a second factor sets no other password, where a pool says how accounts are recovered") {
    World world;
    Made explicit_one(
        world,
        {{"AccountRecoverySetting",
          {{"RecoveryMechanisms",
            {{{"Priority", 1}, {"Name", "verified_phone_number"}}, {{"Priority", 2}, {"Name", "verified_email"}}}}}}});
    create_both(explicit_one);
    const auto forgot = [&](const Made& made, const char* name) {
        return Json{{"ClientId", made.app}, {"Username", name}};
    };
    for (const char* const name : {"phone", "mail"}) {
        CHECK(
            world.refused("ForgotPassword", forgot(explicit_one, name)) ==
            "InvalidParameterException: Cannot reset password for the user as there is no registered/verified email or "
            "phone_number");
    }
    // The other address will do.
    explicit_one.create("both", {attribute("phone_number", "+15551234568"), attribute("phone_number_verified", "true"),
                                 attribute("email", "bob@example.com"), attribute("email_verified", "true")});
    CHECK(world.call("ForgotPassword", forgot(explicit_one, "both"))["CodeDeliveryDetails"]["DeliveryMedium"] == "SMS");
    prefer(explicit_one, "both", "SMSMfaSettings");
    CHECK(world.call("ForgotPassword", forgot(explicit_one, "both"))["CodeDeliveryDetails"]["DeliveryMedium"] ==
          "EMAIL");
    Made silent(world);
    create_both(silent);
    CHECK(world.call("ForgotPassword", forgot(silent, "phone")).contains("CodeDeliveryDetails"));
}

TEST_CASE("an invitation says by what somebody signs in") {
    World world;
    Made made(world, {{"UsernameAttributes", {"email"}}});
    REQUIRE(world
                .call("AdminCreateUser", {{"UserPoolId", made.id},
                                          {"Username", "ann@example.com"},
                                          {"TemporaryPassword", "First-123"},
                                          {"DesiredDeliveryMediums", {"EMAIL"}}})
                .contains("User"));
    CHECK(world.outbox.messages().back().text ==
          "Your username is ann@example.com and temporary password is First-123. ");
}

TEST_CASE("a challenge names the software token as its user did") {
    World world;
    Made made(world);
    made.create("ann");
    REQUIRE(world
                .call("SetUserPoolMfaConfig", {{"UserPoolId", made.id},
                                               {"MfaConfiguration", "OPTIONAL"},
                                               {"SoftwareTokenMfaConfiguration", {{"Enabled", true}}}})
                .contains("MfaConfiguration"));
    const std::string token = made.token("ann");
    const std::string secret = world.call("AssociateSoftwareToken", {{"AccessToken", token}})["SecretCode"];
    const std::string code = totp_code(base32_decode(secret).value(), totp_step(world.context.now()));
    REQUIRE(world.call("VerifySoftwareToken",
                       {{"AccessToken", token}, {"UserCode", code}, {"FriendlyDeviceName", "ph"}})["Status"] ==
            "SUCCESS");
    prefer(made, "ann", "SoftwareTokenMfaSettings");
    CHECK(world.call("InitiateAuth", made.sign_in("ann"))["ChallengeParameters"]["FRIENDLY_DEVICE_NAME"] == "ph");
}
