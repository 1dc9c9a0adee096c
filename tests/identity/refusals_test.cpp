// What Cognito refuses, and in which words.
#include "catch.hpp"

#include "made.hpp"

using namespace wt;
using namespace wt::identity;
using namespace wt::identity::test;

TEST_CASE("a flow that a client does not have is refused in the words for it") {
    World world;
    const Made made(world, Json::object(), {{"ExplicitAuthFlows", {"ALLOW_CUSTOM_AUTH"}}});
    const auto refused = [&](const char* flow) {
        return world.refused("InitiateAuth", {{"AuthFlow", flow},
                                              {"ClientId", made.app},
                                              {"AuthParameters", {{"USERNAME", "ann"}, {"REFRESH_TOKEN", "x"}}}});
    };
    CHECK(refused("USER_SRP_AUTH") == "InvalidParameterException: USER_SRP_AUTH is not enabled for the client.");
    CHECK(refused("USER_PASSWORD_AUTH") ==
          "InvalidParameterException: USER_PASSWORD_AUTH flow not enabled for this client");
    CHECK(refused("USER_AUTH") == "InvalidParameterException: Auth flow not enabled for this client");
    CHECK(refused("REFRESH_TOKEN_AUTH") == "InvalidParameterException: Auth flow not enabled for this client");
    CHECK(world.refused("AdminInitiateAuth", {{"UserPoolId", made.id},
                                              {"AuthFlow", "ADMIN_USER_PASSWORD_AUTH"},
                                              {"ClientId", made.app},
                                              {"AuthParameters", {{"USERNAME", "ann"}, {"PASSWORD", "x"}}}}) ==
          "InvalidParameterException: Auth flow not enabled for this client");
}

TEST_CASE("an address that is not there is neither verified nor not") {
    World world;
    Made made(world);
    made.create("ann");
    const auto update = [&](Json attributes) {
        return Json{{"UserPoolId", made.id}, {"Username", "ann"}, {"UserAttributes", std::move(attributes)}};
    };
    CHECK(world.refused("AdminUpdateUserAttributes", update(Json::array({attribute("email_verified", "true")}))) ==
          "InvalidParameterException: Email is required to verify/un-verify an email");
    CHECK(world.refused("AdminUpdateUserAttributes", update(Json::array({attribute("phone_number_verified", "false")})))
              .starts_with("InvalidParameterException: Phone Number is required"));
    CHECK(world.call("AdminUpdateUserAttributes", update({attribute("email", "ann@example.com"),
                                                          attribute("email_verified", "true")})) == Json::object());
    CHECK(world.call("AdminUpdateUserAttributes", update(Json::array({attribute("email_verified", "false")}))) ==
          Json::object());
    CHECK(made.attribute("ann", "email_verified") == "false");
}

TEST_CASE("a client's default address is one of its addresses, and no token outlives the refresh token") {
    World world;
    const Made made(world);
    const auto client = [&](Json settings) {
        settings["UserPoolId"] = made.id;
        settings["ClientName"] = "another";
        return settings;
    };
    Json settings =
        client({{"CallbackURLs", {"https://a.example.com/"}}, {"DefaultRedirectURI", "https://b.example.com/"}});
    CHECK(world.refused("CreateUserPoolClient", settings).starts_with("InvalidParameterException: "));
    settings["DefaultRedirectURI"] = "https://a.example.com/";
    CHECK(world.call("CreateUserPoolClient", settings).contains("UserPoolClient"));
    const auto lasting = [&](const char* which) {
        return client({{which, 24}, {"RefreshTokenValidity", 1}, {"TokenValidityUnits", {{"RefreshToken", "hours"}}}});
    };
    for (const char* const which : {"AccessTokenValidity", "IdTokenValidity"}) {
        CHECK(world.refused("CreateUserPoolClient", lasting(which)) ==
              "InvalidParameterException: Invalid range for token validity.");
    }
}
