#pragma once
#include <map>
#include <string>

#include "catch.hpp"
#include "http/uri.hpp"
#include "identity/api/managed_login.hpp"
#include "world.hpp"

namespace wt::identity::test {

inline constexpr const char* here = "http://127.0.0.1:1/_aws/cognito/";
inline constexpr const char* callback = "https://app.example.com/done";

[[nodiscard]] inline std::string in(const std::string& address, const std::string& name) {
    const std::size_t mark = address.find_first_of("?#");
    for (const auto& [key, value] : http::parse_query(std::string_view(address).substr(mark + 1))) {
        if (key == name) return value;
    }
    return {};
}

/// Two pools: "shop", whose application people use, and "staff", which is a provider of it.
struct TwoPools {
    TwoPools() {
        shop = world.call("CreateUserPool", {{"PoolName", "shop"},
                                             {"LambdaConfig",
                                              {{"PreSignUp", arn("pre")},
                                               {"PostConfirmation", arn("post")},
                                               {"PreAuthentication", arn("before")},
                                               {"PostAuthentication", arn("after")}}}})["UserPool"]["Id"];
        staff = world.call("CreateUserPool", {{"PoolName", "staff"}})["UserPool"]["Id"];
        for (const auto& [pool, domain] : {std::pair{shop, "shop"}, std::pair{staff, "staff"}})
            REQUIRE(world.call("CreateUserPoolDomain", {{"UserPoolId", pool}, {"Domain", domain}}).is_object());
        const Json made =
            world.call("CreateUserPoolClient", {{"UserPoolId", staff},
                                                {"ClientName", "shop"},
                                                {"GenerateSecret", true},
                                                {"AllowedOAuthFlowsUserPoolClient", true},
                                                {"AllowedOAuthFlows", {"code"}},
                                                {"AllowedOAuthScopes", {"openid", "email", "profile"}},
                                                {"CallbackURLs", {here + std::string("shop/oauth2/idpresponse")}}});
        INFO(made.dump());
        at_staff = made["UserPoolClient"]["ClientId"];
        secret = made["UserPoolClient"]["ClientSecret"];
        REQUIRE(world
                    .call("AdminCreateUser", {{"UserPoolId", staff},
                                              {"Username", "ann"},
                                              {"UserAttributes",
                                               {{{"Name", "email"}, {"Value", "ann@example.com"}},
                                                {{"Name", "email_verified"}, {"Value", "true"}},
                                                {{"Name", "given_name"}, {"Value", "Ann"}}}}})
                    .contains("User"));
        REQUIRE(world
                    .call("AdminSetUserPassword",
                          {{"UserPoolId", staff}, {"Username", "ann"}, {"Password", "Secret-123"}, {"Permanent", true}})
                    .is_object());
        world.web.servers[here + std::string("staff")] = [this](http::Request request) {
            request.headers.set("Host", "127.0.0.1:1");
            return aws::test::run(login.handle("staff", std::move(request)));
        };
        world.web.servers["http://127.0.0.1:1/keys"] = [this](http::Request) {
            return http::json_response(200, Text(world.catalogue.find(staff)->jwks()));
        };
        for (const char* const name : {"pre", "post", "before", "after"})
            world.triggers.functions[arn(name)] = [](Json event) { return event; };
    }
    [[nodiscard]] static std::string arn(const std::string& name) {
        return "arn:aws:lambda:us-east-1:000000000000:function:" + name;
    }
    [[nodiscard]] Json details() const {
        const std::string at = here + std::string("staff/oauth2/");
        return {{"client_id", at_staff},
                {"client_secret", secret},
                {"authorize_scopes", "openid email profile"},
                {"oidc_issuer", world.catalogue.find(staff)->issuer()},
                {"attributes_request_method", "GET"},
                {"authorize_url", at + "authorize"},
                {"token_url", at + "token"},
                {"attributes_url", at + "userInfo"},
                {"jwks_uri", "http://127.0.0.1:1/keys"}};
    }
    /// What the shop's pool asks when somebody comes back from a provider.
    void ask_inbound(TestTriggers::Function function) {
        world.triggers.functions[arn("inbound")] = std::move(function);
        REQUIRE(world.call("UpdateUserPool",
                           {{"UserPoolId", shop},
                            {"LambdaConfig",
                             {{"PreSignUp", arn("pre")},
                              {"PostAuthentication", arn("after")},
                              {"InboundFederation", {{"LambdaVersion", "V1_0"}, {"LambdaArn", arn("inbound")}}}}}}) ==
                Json::object());
    }
    /// The provider, and an application that offers it.
    void trust(Json changed = Json::object(),
               Json mapping = {{"email", "email"}, {"email_verified", "email_verified"}}) {
        Json all = details();
        all.update(changed);
        const Json made = world.call("CreateIdentityProvider", {{"UserPoolId", shop},
                                                                {"ProviderName", "Staff"},
                                                                {"ProviderType", "OIDC"},
                                                                {"ProviderDetails", all},
                                                                {"AttributeMapping", mapping},
                                                                {"IdpIdentifiers", {"staff.example.com"}}});
        INFO(made.dump());
        REQUIRE(made.contains("IdentityProvider"));
        offer({"COGNITO", "Staff"});
    }
    void offer(const Json& providers) {
        const Json made = world.call("CreateUserPoolClient",
                                     {{"UserPoolId", shop},
                                      {"ClientName", "app"},
                                      {"AllowedOAuthFlowsUserPoolClient", true},
                                      {"AllowedOAuthFlows", {"code"}},
                                      {"AllowedOAuthScopes", {"openid", "email", "aws.cognito.signin.user.admin"}},
                                      {"CallbackURLs", {callback}},
                                      {"LogoutURLs", {"https://app.example.com/bye"}},
                                      {"SupportedIdentityProviders", providers}});
        INFO(made.dump());
        app = made["UserPoolClient"]["ClientId"];
    }
    [[nodiscard]] http::Response send(const std::string& domain, http::Method method, const std::string& target,
                                      const std::string& body = {}) {
        http::Request request;
        request.method = method;
        const std::size_t mark = std::min(target.find('?'), target.size());
        request.path = Text(target.substr(0, mark));
        request.query = Text(target.substr(std::min(mark + 1, target.size())));
        request.body = Text(body);
        request.headers.add("Host", "127.0.0.1:1");
        std::string& jar = cookies[domain];
        if (!jar.empty()) request.headers.add("Cookie", Text(jar));
        http::Response response = aws::test::run(login.handle(domain, std::move(request)));
        for (const http::Header& field : response.headers) {
            if (field.name.view() != "Set-Cookie") continue;
            jar += (jar.empty() ? "" : "; ") + std::string(field.value.view().substr(0, field.value.view().find(';')));
        }
        return response;
    }
    [[nodiscard]] std::string get(const std::string& domain, const std::string& target) {
        return std::string(send(domain, http::Method::get, target).headers.get("Location"));
    }
    [[nodiscard]] std::string query(const std::string& more = {}) const {
        return "client_id=" + app +
               "&response_type=code&state=mine&scope=openid+email+aws.cognito.signin.user.admin&redirect_uri=" +
               http::percent_encode(callback) + more;
    }
    /// Where the shop sends a browser that asks for the provider.
    [[nodiscard]] std::string away(const std::string& more = "&identity_provider=Staff") {
        return get("shop", "/oauth2/authorize?" + query(more));
    }
    /// Signs in at the other pool's page; where that sends the browser, without the address of the shop.
    [[nodiscard]] std::string at_the_other(const std::string& address) {
        const std::string at = here + std::string("staff");
        REQUIRE(address.starts_with(at + "/oauth2/authorize?"));
        std::string back = get("staff", address.substr(at.size()));
        if (back.starts_with("../login?")) {
            const std::string page = back.substr(2);
            REQUIRE(send("staff", http::Method::get, page).status == 200);
            const std::string& jar = cookies["staff"];
            const std::size_t token = jar.find("XSRF-TOKEN=") + 11;
            back = std::string(
                send("staff", http::Method::post, page,
                     "username=ann&password=Secret-123&_csrf=" + jar.substr(token, jar.find(';', token) - token))
                    .headers.get("Location"));
        }
        REQUIRE(back.starts_with(here + std::string("shop/oauth2/idpresponse?")));
        return back.substr((here + std::string("shop")).size());
    }
    [[nodiscard]] Json tokens(const std::string& back) {
        INFO(back);
        REQUIRE(back.starts_with(callback));
        CHECK(in(back, "state") == "mine");
        const http::Response reply =
            send("shop", http::Method::post, "/oauth2/token",
                 "grant_type=authorization_code&client_id=" + app + "&redirect_uri=" + http::percent_encode(callback) +
                     "&code=" + in(back, "code"));
        INFO(reply.body.view());
        REQUIRE(reply.status == 200);
        return Json::parse(reply.body.view());
    }
    [[nodiscard]] Json user(const std::string& name) {
        return world.call("AdminGetUser", {{"UserPoolId", shop}, {"Username", name}});
    }
    [[nodiscard]] std::string subject() { return world.catalogue.find(staff)->find_user("ann")->sub; }
    [[nodiscard]] static std::string value(const Json& told, const std::string& name) {
        for (const Json& each : told["UserAttributes"]) {
            if (each["Name"] == name) return each["Value"];
        }
        return "none";
    }

    World world;
    ManagedLogin login{world.context, world.cognito, world.catalogue};
    std::map<std::string, std::string> cookies;
    std::string shop;
    std::string staff;
    std::string at_staff;
    std::string secret;
    std::string app;
};

[[nodiscard]] inline bool has(const std::string& text, const std::string& what) {
    return text.find(what) != std::string::npos;
}

}  // namespace wt::identity::test
