#include "catch.hpp"

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
    const ApiReply reply =
        world.pool.handle("InitiateAuth", sign_in_call(world, {{"USERNAME", "user-7"}, {"PASSWORD", "no"}}).dump());
    CHECK(reply.status == 400);
    CHECK(reply.error_type == "NotAuthorizedException");
    CHECK(Json::parse(reply.body) ==
          Json{{"__type", "NotAuthorizedException"}, {"message", "Incorrect username or password."}});
}

TEST_CASE("wrong parameters are named") {
    World world;
    const auto type = [&](const Json& input) { return world.call("InitiateAuth", input, 400)["__type"]; };
    const auto message = [&](const Json& input) {
        return world.call("InitiateAuth", input, 400)["message"].get<std::string>();
    };
    CHECK(message(sign_in_call(world, {{"PASSWORD", "x"}})) == "Missing required parameter USERNAME");
    CHECK(message(sign_in_call(world, {{"USERNAME", "x"}, {"PASSWORD", 5}})) == "Missing required parameter PASSWORD");
    CHECK(type(sign_in_call(world, "x")) == "SerializationException");
    Json call = sign_in_call(world, Json::object());
    call["ClientId"] = "nobody";
    CHECK(message(call) == "User pool client nobody does not exist.");
    call.erase("ClientId");
    CHECK(type(call) == "InvalidParameterException");
    call["AuthFlow"] = "USER_SRP_AUTH";
    call["ClientId"] = world.pool.client_id();
    CHECK(message(call) == "USER_SRP_AUTH flow not enabled for this client");
    call["AuthFlow"] = "PASSWORDLESS";
    CHECK(message(call).find("enum value set") != std::string::npos);
    CHECK(type(Json::object()) == "InvalidParameterException");
    CHECK(world.call("InitiateAuth", Json::array(), 400)["__type"] == "SerializationException");
    CHECK(world.call("GetUser", Json::object(), 400)["__type"] == "InvalidParameterException");
}

TEST_CASE("an operation that is not written names itself, and one that is not Cognito's is unknown") {
    World world;
    const Json later = world.call("AdminCreateUser", Json::object(), 501);
    CHECK(later["__type"] == "NotImplemented");
    CHECK(later["message"].get<std::string>().find("AdminCreateUser") != std::string::npos);
    for (const std::string name : {"", "GetUsers", "initiateauth", "\xff\xfe"}) {
        CHECK(world.call(name, Json::object(), 400)["__type"] == "UnknownOperationException");
    }
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
        const ApiReply reply = world.pool.handle("InitiateAuth", body);
        REQUIRE(Json::accept(reply.body));
        REQUIRE((reply.status == 200) == reply.error_type.empty());
    }
    CHECK(world.pool.handle("GetUser", std::string(60'000, '[')).status == 400);
    CHECK(world.pool.handle("GetUser", std::string(UserPool::longest_body + 1, ' ')).status == 413);
}
