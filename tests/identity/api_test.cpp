#include "catch.hpp"

#include "aws/coverage.hpp"
#include "base/random.hpp"
#include "world.hpp"

using namespace wt;
using namespace wt::identity;
using namespace wt::identity::test;

namespace {

Json sign_in_call(const World& world, const Json& parameters) {
    return {{"AuthFlow", "USER_PASSWORD_AUTH"}, {"ClientId", world.pool.client_id()}, {"AuthParameters", parameters}};
}

}  // namespace

TEST_CASE("InitiateAuth answers tokens that GetUser accepts") {
    World world;
    const Json answer =
        world.call("InitiateAuth", sign_in_call(world, {{"USERNAME", "user-7"}, {"PASSWORD", "Windtunnel-1!"}}));
    const Json& result = answer["AuthenticationResult"];
    CHECK(result["ExpiresIn"] == 3600);
    CHECK(result["TokenType"] == "Bearer");
    CHECK(answer["ChallengeParameters"].empty());
    CHECK(world.pool.verify(result["IdToken"].get<std::string>())->token_use == "id");

    const Json user = world.call("GetUser", {{"AccessToken", result["AccessToken"]}});
    CHECK(user["Username"] == "user-7");
    CHECK(user["UserAttributes"][0]["Name"] == "sub");
    CHECK(user["UserAttributes"][0]["Value"].get<std::string>().size() == 36);

    CHECK(world.call("GetUser", {{"AccessToken", result["IdToken"]}}, 400)["message"] == "Invalid Access Token");
    world.wait(1h);
    CHECK(world.call("GetUser", {{"AccessToken", result["AccessToken"]}}, 400)["message"] ==
          "Access Token has expired");

    const Json again = world.call("InitiateAuth", {{"AuthFlow", "REFRESH_TOKEN_AUTH"},
                                                   {"ClientId", world.pool.client_id()},
                                                   {"AuthParameters", {{"REFRESH_TOKEN", result["RefreshToken"]}}}});
    CHECK_FALSE(again["AuthenticationResult"].contains("RefreshToken"));
    CHECK(world.call("GetUser", {{"AccessToken", again["AuthenticationResult"]["AccessToken"]}})["Username"] ==
          "user-7");
}

TEST_CASE("a refused sign-in has Cognito's type and sentence") {
    World world;
    const http::Response reply =
        world.answer("InitiateAuth", sign_in_call(world, {{"USERNAME", "user-7"}, {"PASSWORD", "no"}}).dump());
    CHECK(reply.status == 400);
    CHECK(reply.headers.get("x-amzn-ErrorType") == "NotAuthorizedException");
    CHECK(Json::parse(reply.body.view()) ==
          Json{{"__type", "NotAuthorizedException"}, {"message", "Incorrect username or password."}});
}

TEST_CASE("wrong parameters are named") {
    World world;
    const auto type = [&](const Json& input) { return world.call("InitiateAuth", input, 400)["__type"]; };
    const auto message = [&](const Json& input) {
        return world.call("InitiateAuth", input, 400)["message"].get<std::string>();
    };
    CHECK(message(sign_in_call(world, {{"PASSWORD", "x"}})) == "Missing required parameter USERNAME");
    CHECK(message(sign_in_call(world, {{"USERNAME", "x"}, {"PASSWORD", ""}})) == "Missing required parameter PASSWORD");
    CHECK(type(sign_in_call(world, {{"USERNAME", "x"}, {"PASSWORD", 5}})) == "SerializationException");
    CHECK(type(sign_in_call(world, "x")) == "SerializationException");
    Json call = sign_in_call(world, Json::object());
    call["ClientId"] = "nobody";
    CHECK(message(call) == "User pool client nobody does not exist.");
    call.erase("ClientId");
    CHECK(message(call) ==
          "1 validation error detected: Value at 'clientId' failed to satisfy constraint: Member must not be null");
    call["AuthFlow"] = "CUSTOM_AUTH";
    call["ClientId"] = world.pool.client_id();
    CHECK(message(call) == "CUSTOM_AUTH flow not enabled for this client");
    call["AuthFlow"] = "PASSWORDLESS";
    CHECK(message(call) ==
          "1 validation error detected: Value 'PASSWORDLESS' at 'authFlow' failed to satisfy constraint: Member must "
          "satisfy enum value set: [USER_SRP_AUTH, REFRESH_TOKEN_AUTH, REFRESH_TOKEN, CUSTOM_AUTH, "
          "ADMIN_NO_SRP_AUTH, USER_PASSWORD_AUTH, ADMIN_USER_PASSWORD_AUTH, USER_AUTH]");
    call["AuthFlow"] = "USER_PASSWORD_AUTH";
    call["ClientId"] = "no body";
    // A secret is not shown.
    CHECK(message(call) ==
          "1 validation error detected: Value at 'clientId' failed to satisfy constraint: Member must satisfy regular "
          "expression pattern: [\\w+]+");
    CHECK(type(Json::object()) == "InvalidParameterException");
    CHECK(world.call("InitiateAuth", Json::array(), 400)["__type"] == "SerializationException");
    CHECK(world.call("GetUser", Json::object(), 400)["__type"] == "InvalidParameterException");
}

TEST_CASE("an operation that is not written names itself, and one that is not Cognito's is unknown") {
    World world;
    const Json later = world.call("CreateTerms", Json::object(), 501);
    CHECK(later["__type"] == "NotImplemented");
    CHECK(later["message"] == "Windtunnel does not implement cognito-idp CreateTerms yet.");
    for (const std::string name : {"", "GetUsers", "initiateauth", "\xff\xfe"}) {
        CHECK(world.call(name, Json::object(), 400)["__type"] == "UnknownOperationException");
    }
    CHECK(world.call("GetUsers", Json::object(), 400)["message"] == "There is no operation GetUsers.");
}

TEST_CASE("a pool is found by its client, and a user by who issued the token") {
    World world;
    UserPool& other = world.pools.create("others", {});
    const auto call = [&](std::string_view operation, const Json& input) { return world.call(operation, input); };
    const Json answer =
        call("InitiateAuth", {{"AuthFlow", "USER_PASSWORD_AUTH"},
                              {"ClientId", other.client_id()},
                              {"AuthParameters", {{"USERNAME", "user-3"}, {"PASSWORD", other.password()}}}});
    const std::string token = answer["AuthenticationResult"]["AccessToken"];
    CHECK(other.verify(token).ok());
    CHECK_FALSE(world.pool.verify(token).ok());
    CHECK(call("GetUser", {{"AccessToken", token}})["UserAttributes"][0]["Value"] == other.find_user("user-3")->sub);
}

TEST_CASE("any bytes get an answer that is JSON") {
    World world;
    const std::string good = sign_in_call(world, {{"USERNAME", "user-0"}, {"PASSWORD", "Windtunnel-1!"}}).dump();
    Random random(9, "bytes");
    for (int round = 0; round < 2'000; ++round) {
        std::string body = good;
        for (auto changes = 1 + random.below(4); changes > 0; --changes) {
            body[random.below(body.size())] = static_cast<char>(random.next());
        }
        if (round % 3 == 0) body.resize(random.below(body.size()));
        const http::Response reply = world.answer("InitiateAuth", body);
        REQUIRE(Json::accept(reply.body.view()));
        REQUIRE((reply.status == 200) == !reply.headers.has("x-amzn-ErrorType"));
    }
    CHECK(world.answer("GetUser", std::string(60'000, '[')).status == 400);
    const http::Response too_large = world.answer("GetUser", std::string(Cognito::longest_body + 1, ' '));
    CHECK(too_large.status == 413);
    CHECK(Json::parse(too_large.body.view()) == Json{{"__type", "RequestEntityTooLargeException"},
                                                     {"message", "The request body is larger than 327680 bytes."}});
}

TEST_CASE("every pattern of the model can be matched, and the model's other operations are known") {
    World world;
    CHECK(aws::unreadable_patterns(cognito_idp_model()).empty());
    CHECK(cognito_idp_model().operations.size() + cognito_idp_model().missing.size() > 150);
    CHECK(world.answer("CreateTerms", "{}").status == 501);
    CHECK(world.answer("AdminForgetEverything", "{}").status == 400);
}
