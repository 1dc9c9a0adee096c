#pragma once
#include <string>

#include "catch.hpp"
#include "world.hpp"

namespace wt::identity::test {

struct Made {
    explicit Made(World& in, Json pool = Json::object(), Json client = Json::object()) : world(in) {
        pool["PoolName"] = "people";
        id = world.call("CreateUserPool", pool)["UserPool"]["Id"];
        client["UserPoolId"] = id;
        client["ClientName"] = "app";
        if (!client.contains("ExplicitAuthFlows"))
            client["ExplicitAuthFlows"] = {"ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"};
        app = world.call("CreateUserPoolClient", client)["UserPoolClient"]["ClientId"];
    }
    void create(const std::string& name, Json attributes = Json::array(), const char* password = "Secret-123") {
        REQUIRE(world.call("AdminCreateUser", {{"UserPoolId", id}, {"Username", name}, {"UserAttributes", attributes}})
                    .contains("User"));
        REQUIRE(world.call("AdminSetUserPassword",
                           {{"UserPoolId", id}, {"Username", name}, {"Password", password}, {"Permanent", true}}) ==
                Json::object());
    }
    [[nodiscard]] Json sign_in(const std::string& name, const std::string& password = "Secret-123") const {
        return {{"AuthFlow", "USER_PASSWORD_AUTH"},
                {"ClientId", app},
                {"AuthParameters", {{"USERNAME", name}, {"PASSWORD", password}}}};
    }
    [[nodiscard]] std::string token(const std::string& name) const {
        return world.call("InitiateAuth", sign_in(name))["AuthenticationResult"]["AccessToken"];
    }
    [[nodiscard]] Json user(const std::string& name) const {
        return world.call("AdminGetUser", {{"UserPoolId", id}, {"Username", name}});
    }
    [[nodiscard]] std::string attribute(const std::string& name, const std::string& which) const {
        const Json told = user(name);
        for (const Json& each : told["UserAttributes"]) {
            if (each["Name"] == which) return each["Value"];
        }
        return "none";
    }

    World& world;
    std::string id;
    std::string app;
};

inline Json attribute(const char* name, const char* value) { return {{"Name", name}, {"Value", value}}; }

}  // namespace wt::identity::test
