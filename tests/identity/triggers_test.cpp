// What functions are given of a request's ClientMetadata, what they may change in tokens, and how they fail.
#include "catch.hpp"

#include "http/uri.hpp"
#include "identity/api/managed_login.hpp"
#include "made.hpp"

using namespace wt;
using namespace wt::identity;
using namespace wt::identity::test;

namespace {

constexpr const char* function = "arn:aws:lambda:us-east-1:000000000000:function:f";

[[nodiscard]] Json of_version(const char* version) {
    return {{"LambdaConfig", {{"PreTokenGenerationConfig", {{"LambdaVersion", version}, {"LambdaArn", function}}}}}};
}

[[nodiscard]] std::map<std::string, Json> by_source(const World& world) {
    std::map<std::string, Json> all;
    for (const Json& event : world.triggers.events) all[event["triggerSource"]] = event["request"];
    return all;
}

}  // namespace

TEST_CASE("metadata goes to the functions that a request's documentation names") {
    World world;
    Made made(
        world,
        {{"LambdaConfig",
          {{"PreAuthentication", function}, {"PostAuthentication", function}, {"PreTokenGeneration", function}}}});
    world.triggers.functions[function] = [](Json event) {
        event["response"] = Json::object();
        return event;
    };
    made.create("ann");
    Json begin = made.sign_in("ann");
    begin["ClientMetadata"] = {{"from", "begin"}};
    const Json tokens = world.call("InitiateAuth", begin)["AuthenticationResult"];
    auto seen = by_source(world);
    CHECK(seen["PreAuthentication_Authentication"]["validationData"] == Json{{"from", "begin"}});
    CHECK(seen["PostAuthentication_Authentication"]["clientMetadata"] == Json::object());
    CHECK(seen["TokenGeneration_Authentication"]["clientMetadata"] == Json::object());
    REQUIRE(world
                .call("InitiateAuth", {{"AuthFlow", "REFRESH_TOKEN_AUTH"},
                                       {"ClientId", made.app},
                                       {"ClientMetadata", {{"from", "refresh"}}},
                                       {"AuthParameters", {{"REFRESH_TOKEN", tokens["RefreshToken"]}}}})
                .contains("AuthenticationResult"));
    CHECK(by_source(world)["TokenGeneration_RefreshTokens"]["clientMetadata"] == Json::object());

    REQUIRE(
        world.call("AdminSetUserPassword",
                   {{"UserPoolId", made.id}, {"Username", "ann"}, {"Password", "First-123"}, {"Permanent", false}}) ==
        Json::object());
    begin["AuthParameters"]["PASSWORD"] = "First-123";
    const Json first = world.call("InitiateAuth", begin);
    REQUIRE(first["ChallengeName"] == "NEW_PASSWORD_REQUIRED");
    REQUIRE(world
                .call("RespondToAuthChallenge",
                      {{"ChallengeName", "NEW_PASSWORD_REQUIRED"},
                       {"ClientId", made.app},
                       {"Session", first["Session"]},
                       {"ClientMetadata", {{"from", "answer"}}},
                       {"ChallengeResponses", {{"USERNAME", "ann"}, {"NEW_PASSWORD", "Other-123"}}}})
                .contains("AuthenticationResult"));
    seen = by_source(world);
    CHECK(seen["PostAuthentication_Authentication"]["clientMetadata"] == Json{{"from", "answer"}});
    CHECK(seen["TokenGeneration_NewPasswordChallenge"]["clientMetadata"] == Json{{"from", "answer"}});
}

TEST_CASE("a function changes scopes by adding and suppressing them alone") {
    World world;
    Made made(world, of_version("V2_0"));
    world.triggers.functions[function] = [](Json event) {
        event["response"] = Json::parse(R"json({"claimsAndScopeOverrideDetails": {"accessTokenGeneration": {
            "claimsToAddOrOverride": {"scope": "evil", "plan": "gold"}, "claimsToSuppress": ["scope"],
            "scopesToAdd": ["a/b"]}}})json");
        return event;
    };
    made.create("ann");
    const Json said = Json::parse(part(made.token("ann"), 1));
    CHECK(said["scope"] == "aws.cognito.signin.user.admin a/b");
    CHECK(said["plan"] == "gold");
}

TEST_CASE("a function before tokens that throws is named as AWS names it") {
    World world;
    Made made(world, of_version("V2_0"));
    world.triggers.functions[function] = [](Json) { return Json("no"); };
    made.create("ann");
    CHECK(world.refused("InitiateAuth", made.sign_in("ann")) ==
          "UserLambdaValidationException: PreTokenGeneration failed with error no.");
}

TEST_CASE("a client for itself hands metadata to the function by the token endpoint") {
    World world;
    Made made(world, of_version("V3_0"));
    REQUIRE(world.call("CreateUserPoolDomain", {{"UserPoolId", made.id}, {"Domain", "shop"}}).is_object());
    REQUIRE(world
                .call("CreateResourceServer", {{"UserPoolId", made.id},
                                               {"Identifier", "orders"},
                                               {"Name", "orders"},
                                               {"Scopes", {{{"ScopeName", "read"}, {"ScopeDescription", "r"}}}}})
                .contains("ResourceServer"));
    const Json client =
        world.call("CreateUserPoolClient", {{"UserPoolId", made.id},
                                            {"ClientName", "machine"},
                                            {"GenerateSecret", true},
                                            {"AllowedOAuthFlows", {"client_credentials"}},
                                            {"AllowedOAuthScopes", {"orders/read"}},
                                            {"AllowedOAuthFlowsUserPoolClient", true}})["UserPoolClient"];
    world.triggers.functions[function] = [](Json event) {
        event["response"] = Json::object();
        return event;
    };
    ManagedLogin login{world.context, world.cognito, world.catalogue};
    http::Request request;
    request.method = http::Method::post;
    request.path = "/oauth2/token";
    request.body = Text("grant_type=client_credentials&client_id=" + client["ClientId"].get<std::string>() +
                        "&client_secret=" + client["ClientSecret"].get<std::string>() +
                        "&aws_client_metadata=" + http::percent_encode(R"({"tenant":"blue"})"));
    CHECK(aws::test::run(login.handle("shop", std::move(request))).status == 200);
    REQUIRE(world.triggers.events.size() == 1);
    CHECK(world.triggers.events[0]["triggerSource"] == "TokenGeneration_ClientCredentials");
    CHECK(world.triggers.events[0]["request"]["clientMetadata"] == Json{{"tenant", "blue"}});
}
