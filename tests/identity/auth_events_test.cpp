// What users did at a pool with threat protection.
#include "made.hpp"

#include "identity/api/totp.hpp"

using namespace wt;
using namespace wt::identity;
using namespace wt::identity::test;

namespace {

const Json watched{{"UserPoolTier", "PLUS"}, {"UserPoolAddOns", {{"AdvancedSecurityMode", "AUDIT"}}}};

struct Watched : Made {
    explicit Watched(World& in) : Made(in, watched) {
        create("ann", Json::array({test::attribute("email", "ann@example.com")}));
    }
    [[nodiscard]] Json events(Json more = Json::object()) const {
        more["UserPoolId"] = id;
        more["Username"] = "ann";
        return world.call("AdminListUserAuthEvents", more);
    }
    /// "SignIn Pass Password:Success", the newest first.
    [[nodiscard]] std::vector<std::string> told() const {
        std::vector<std::string> all;
        const Json page = events();
        INFO(page.dump());
        REQUIRE(page.contains("AuthEvents"));
        for (const Json& each : page["AuthEvents"]) {
            std::string line = each["EventType"].get<std::string>() + " " + each["EventResponse"].get<std::string>();
            for (const Json& shown : each.value("ChallengeResponses", Json::array()))
                line += " " + shown["ChallengeName"].get<std::string>() + ":" +
                        shown["ChallengeResponse"].get<std::string>();
            all.push_back(line);
        }
        return all;
    }
};

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("events of a user are kept where threat protection is on, the newest first") {
    World world;
    const Watched pool(world);
    CHECK(pool.told().empty());
    const Json tokens = world.call("InitiateAuth", pool.sign_in("ann"))["AuthenticationResult"];
    CHECK(world.refused("InitiateAuth", pool.sign_in("ann", "Wrong-123")).starts_with("NotAuthorizedException"));
    const Json change{
        {"AccessToken", tokens["AccessToken"]}, {"PreviousPassword", "Secret-123"}, {"ProposedPassword", "Secret-124"}};
    CHECK(world.call("ChangePassword", change) == Json::object());
    CHECK(world.refused("ChangePassword", change).starts_with("NotAuthorizedException"));
    CHECK(pool.told() == Lines{"PasswordChange Fail", "PasswordChange Pass", "SignIn Fail Password:Failure",
                               "SignIn Pass Password:Success"});

    const Json last = pool.events({{"MaxResults", 3}});
    CHECK(last["AuthEvents"].size() == 3);
    const Json first = pool.events({{"NextToken", last["NextToken"]}});
    REQUIRE(first["AuthEvents"].size() == 1);
    const Json& event = first["AuthEvents"][0];
    CHECK_FALSE(first.contains("NextToken"));
    CHECK(event["EventRisk"] == Json{{"RiskDecision", "NoRisk"}, {"CompromisedCredentialsDetected", false}});
    CHECK(event.contains("CreationDate"));
    CHECK(event["EventContextData"].contains("IpAddress"));
    // Both tokens name the event.
    for (const char* const use : {"AccessToken", "IdToken"})
        CHECK(Json::parse(part(tokens[use].get<std::string>(), 1))["event_id"] == event["EventId"]);

    CHECK(world.call("AdminDeleteUser", {{"UserPoolId", pool.id}, {"Username", "ann"}}) == Json::object());
    CHECK(world.refused("AdminListUserAuthEvents", {{"UserPoolId", pool.id}, {"Username", "ann"}})
              .starts_with("UserNotFoundException"));
}

TEST_CASE("a sign-in with a second factor is one event") {
    World world;
    const Watched pool(world);
    CHECK(world
              .call("SetUserPoolMfaConfig", {{"UserPoolId", pool.id},
                                             {"MfaConfiguration", "ON"},
                                             {"SoftwareTokenMfaConfiguration", {{"Enabled", true}}}})
              .contains("MfaConfiguration"));
    const Json begun = world.call("InitiateAuth", pool.sign_in("ann"));
    CHECK(pool.told() == Lines{"SignIn InProgress Password:Success"});
    const Json secret = world.call("AssociateSoftwareToken", {{"Session", begun["Session"]}});
    const std::string key = base32_decode(secret["SecretCode"].get<std::string>()).value();
    const auto code = [&](int away) { return totp_code(key, totp_step(world.context.now()) + away); };
    const Json verified = world.call("VerifySoftwareToken", {{"Session", secret["Session"]}, {"UserCode", code(0)}});
    Json answer{{"ChallengeName", "MFA_SETUP"},
                {"ClientId", pool.app},
                {"Session", verified["Session"]},
                {"ChallengeResponses", {{"USERNAME", "ann"}}}};
    CHECK(world.call("RespondToAuthChallenge", answer).contains("AuthenticationResult"));
    CHECK(pool.told() == Lines{"SignIn Pass Password:Success"});

    const Json asked = world.call("InitiateAuth", pool.sign_in("ann"));
    answer = {{"ChallengeName", "SOFTWARE_TOKEN_MFA"},
              {"ClientId", pool.app},
              {"Session", asked["Session"]},
              {"ChallengeResponses", {{"USERNAME", "ann"}, {"SOFTWARE_TOKEN_MFA_CODE", code(7)}}}};
    CHECK(world.refused("RespondToAuthChallenge", answer).starts_with("CodeMismatchException"));
    CHECK(pool.told().size() == 2);
    CHECK(pool.told().front() == "SignIn Fail Password:Success Mfa:Failure");
    answer["ChallengeResponses"]["SOFTWARE_TOKEN_MFA_CODE"] = code(0);
    CHECK(world.call("RespondToAuthChallenge", answer).contains("AuthenticationResult"));
    CHECK(pool.told().size() == 2);
    CHECK(pool.told().front() == "SignIn Pass Password:Success Mfa:Success");
}

TEST_CASE("events are none of a pool without threat protection, which the plan Plus alone has") {
    World world;
    const Made plain(world);
    Made(world).create("ann");
    CHECK(world.refused("AdminListUserAuthEvents", {{"UserPoolId", plain.id}, {"Username", "ann"}})
              .starts_with("UserPoolAddOnNotEnabledException"));
    CHECK(world.refused("AdminListUserAuthEvents", {{"UserPoolId", "us-east-1_none"}, {"Username", "ann"}})
              .starts_with("ResourceNotFoundException"));
    Json cheap = watched;
    cheap["PoolName"] = "cheap";
    cheap["UserPoolTier"] = "ESSENTIALS";
    CHECK(world.refused("CreateUserPool", cheap).starts_with("FeatureUnavailableInTierException"));
}

TEST_CASE("the last thousand events of a user are kept") {
    World world;
    Watched pool(world);
    for (int i = 0; i < 1002; ++i) {
        world.wait(20min);  // longer than a lockout
        CHECK(world.refused("InitiateAuth", pool.sign_in("ann", "Wrong-123")).starts_with("NotAuthorized"));
    }
    std::size_t count = 0;
    Json page;
    do {
        page = page.contains("NextToken") ? pool.events({{"NextToken", page["NextToken"]}}) : pool.events();
        count += page["AuthEvents"].size();
    } while (page.contains("NextToken"));
    CHECK(count == 1000);
}
