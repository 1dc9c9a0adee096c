// Managed login: pages, codes, tokens.
#include "catch.hpp"

#include "aws/digests.hpp"
#include "http/uri.hpp"
#include "identity/api/managed_login.hpp"
#include "world.hpp"

using namespace wt;
using namespace wt::identity;
using namespace wt::identity::test;

namespace {

constexpr const char* callback = "https://app.example.com/done";

struct Site {
    explicit Site(Json client = Json::object()) {
        id = world.call("CreateUserPool", {{"PoolName", "people"}})["UserPool"]["Id"];
        REQUIRE(world.call("CreateUserPoolDomain", {{"UserPoolId", id}, {"Domain", "shop"}}).is_object());
        REQUIRE(world
                    .call("CreateResourceServer", {{"UserPoolId", id},
                                                   {"Identifier", "orders"},
                                                   {"Name", "orders"},
                                                   {"Scopes", {{{"ScopeName", "read"}, {"ScopeDescription", "r"}}}}})
                    .contains("ResourceServer"));
        client["UserPoolId"] = id;
        client["ClientName"] = "app";
        if (!client.contains("AllowedOAuthFlows")) {
            client["AllowedOAuthFlows"] = {"code", "implicit"};
            client["AllowedOAuthScopes"] = {"openid", "email", "orders/read"};
            client["CallbackURLs"] = {callback};
            client["LogoutURLs"] = {"https://app.example.com/bye"};
        }
        client["AllowedOAuthFlowsUserPoolClient"] = true;
        const Json made = world.call("CreateUserPoolClient", client);
        INFO(made.dump());
        app = made["UserPoolClient"]["ClientId"];
        REQUIRE(world
                    .call("AdminCreateUser", {{"UserPoolId", id},
                                              {"Username", "ann"},
                                              {"UserAttributes", {{{"Name", "email"}, {"Value", "ann@example.com"}}}}})
                    .contains("User"));
        REQUIRE(world
                    .call("AdminSetUserPassword",
                          {{"UserPoolId", id}, {"Username", "ann"}, {"Password", "Secret-123"}, {"Permanent", true}})
                    .is_object());
    }
    [[nodiscard]] http::Response send(http::Method method, const std::string& target, const std::string& body = {},
                                      const std::vector<std::pair<std::string, std::string>>& fields = {}) {
        http::Request request;
        request.method = method;
        const std::size_t mark = std::min(target.find('?'), target.size());
        request.path = Text(target.substr(0, mark));
        request.query = Text(target.substr(std::min(mark + 1, target.size())));
        request.body = Text(body);
        if (!cookies.empty()) request.headers.add("Cookie", Text(cookies));
        for (const auto& [name, value] : fields) request.headers.add(Text(name), Text(value));
        http::Response response = aws::test::run(login.handle("shop", std::move(request)));
        for (const http::Header& field : response.headers) {
            if (field.name.view() != "Set-Cookie") continue;
            if (!cookies.empty()) cookies += "; ";
            cookies += std::string(field.value.view().substr(0, field.value.view().find(';')));
        }
        return response;
    }
    [[nodiscard]] std::string query(const std::string& more = {}, const std::string& type = "code") const {
        return "client_id=" + app + "&response_type=" + type + "&redirect_uri=" + http::percent_encode(callback) + more;
    }
    [[nodiscard]] std::string csrf() const {
        const std::size_t at = cookies.find("XSRF-TOKEN=") + 11;
        return cookies.substr(at, cookies.find(';', at) - at);
    }
    /// Where the browser is sent after the form was filled in.
    [[nodiscard]] std::string sign_in(const std::string& asked, const std::string& password = "Secret-123") {
        REQUIRE(send(http::Method::get, "/login?" + asked).status == 200);
        const http::Response done =
            send(http::Method::post, "/login?" + asked, "username=ann&password=" + password + "&_csrf=" + csrf());
        return std::string(done.headers.get("Location"));
    }
    [[nodiscard]] Json token(const std::string& body, int status = 200,
                             const std::vector<std::pair<std::string, std::string>>& fields = {}) {
        const http::Response reply = send(http::Method::post, "/oauth2/token", body, fields);
        INFO(reply.body.view());
        CHECK(reply.status == status);
        return Json::parse(reply.body.view());
    }
    [[nodiscard]] static std::string in(const std::string& address, const std::string& name) {
        const std::size_t mark = address.find_first_of("?#");
        for (const auto& [key, value] : http::parse_query(std::string_view(address).substr(mark + 1))) {
            if (key == name) return value;
        }
        return {};
    }

    World world;
    ManagedLogin login{world.context, world.cognito, world.catalogue};
    std::string id;
    std::string app;
    std::string cookies;
};

}  // namespace

TEST_CASE("a browser signs in, and its code brings tokens once") {
    Site site;
    const http::Response begun =
        site.send(http::Method::get, "/oauth2/authorize?" + site.query("&state=s%261&nonce=n"));
    CHECK(begun.status == 302);
    CHECK(begun.headers.get("Location") == "../login?" + site.query("&state=s%261&nonce=n"));
    const std::string back = site.sign_in(site.query("&scope=openid+email&state=s%261&nonce=n"));
    CHECK(back.starts_with(std::string(callback) + "?"));
    CHECK(Site::in(back, "state") == "s&1");
    const std::string body = "grant_type=authorization_code&client_id=" + site.app +
                             "&redirect_uri=" + http::percent_encode(callback) + "&code=" + Site::in(back, "code");
    const Json tokens = site.token(body);
    const Json id = Json::parse(part(tokens["id_token"].get<std::string>(), 1));
    CHECK(id["nonce"] == "n");
    CHECK(id["email"] == "ann@example.com");
    CHECK(id["at_hash"] ==
          base64url_encode(aws::sha256(tokens["access_token"].get<std::string>()).view().substr(0, 16)));
    CHECK(Json::parse(part(tokens["access_token"].get<std::string>(), 1))["scope"] == "openid email");
    CHECK(site.token(body, 400)["error"] == "invalid_grant");
    const std::string bearer = "Bearer " + tokens["access_token"].get<std::string>();
    const http::Response info = site.send(http::Method::get, "/oauth2/userInfo", {}, {{"Authorization", bearer}});
    CHECK(Json::parse(info.body.view())["email_verified"] == "false");
    const Json again = site.token("grant_type=refresh_token&client_id=" + site.app +
                                  "&refresh_token=" + tokens["refresh_token"].get<std::string>());
    CHECK(again.contains("id_token"));
    CHECK_FALSE(again.contains("refresh_token"));
    // The browser is known for an hour.
    const http::Response second = site.send(http::Method::get, "/oauth2/authorize?" + site.query());
    CHECK(second.headers.get("Location").starts_with(std::string(callback) + "?code="));
    site.world.wait(1h);
    CHECK(site.send(http::Method::get, "/oauth2/authorize?" + site.query())
              .headers.get("Location")
              .starts_with("../login"));
    CHECK(site.send(http::Method::post, "/oauth2/revoke",
                    "client_id=" + site.app + "&token=" + tokens["refresh_token"].get<std::string>())
              .status == 200);
    CHECK(site.token("grant_type=refresh_token&client_id=" + site.app +
                         "&refresh_token=" + tokens["refresh_token"].get<std::string>(),
                     400)["error"] == "invalid_grant");
}

TEST_CASE("a code that was asked for with a challenge needs its verifier, and ends") {
    Site site;
    const std::string verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";  // RFC 7636, appendix B
    const std::string asked =
        site.query("&code_challenge_method=S256&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    const auto body = [&](const std::string& code, const std::string& more) {
        return "grant_type=authorization_code&client_id=" + site.app +
               "&redirect_uri=" + http::percent_encode(callback) + "&code=" + code + more;
    };
    CHECK(
        site.token(body(Site::in(site.sign_in(asked), "code"), "&code_verifier=" + verifier)).contains("access_token"));
    for (const std::string& wrong : {std::string(), "&code_verifier=" + verifier + "x"})
        CHECK(site.token(body(Site::in(site.sign_in(asked), "code"), wrong), 400)["error"] == "invalid_grant");
    const std::string late = Site::in(site.sign_in(asked), "code");
    site.world.wait(5min);
    CHECK(site.token(body(late, "&code_verifier=" + verifier), 400)["error"] == "invalid_grant");
    const std::string elsewhere = Site::in(site.sign_in(site.query()), "code");
    CHECK(site.token("grant_type=authorization_code&client_id=" + site.app +
                         "&redirect_uri=https%3A%2F%2Fevil.example.com&code=" + elsewhere,
                     400)["error"] == "invalid_grant");
}

TEST_CASE("nobody is sent where a client does not say that it is") {
    Site site;
    const auto status = [&](const std::string& query) {
        return site.send(http::Method::get, "/oauth2/authorize?" + query).status;
    };
    CHECK(status("client_id=nobody&response_type=code&redirect_uri=" + http::percent_encode(callback)) == 400);
    CHECK(status("client_id=" + site.app + "&response_type=code&redirect_uri=https%3A%2F%2Fevil.example.com") == 400);
    const auto error = [&](const std::string& query) {
        const http::Response reply = site.send(http::Method::get, "/oauth2/authorize?" + query);
        return Site::in(std::string(reply.headers.get("Location")), "error");
    };
    CHECK(error(site.query("&scope=openid+phone")) == "invalid_scope");
    CHECK(error(site.query("&state=x", "both")) == "invalid_request");
    CHECK(error(site.query("&code_challenge=x&code_challenge_method=plain")) == "invalid_request");
    CHECK(site.send(http::Method::get,
                    "/logout?client_id=" + site.app + "&logout_uri=https%3A%2F%2Fapp.example.com%2Fbye")
              .headers.get("Location") == "https://app.example.com/bye");
    CHECK(site.send(http::Method::get, "/logout?client_id=" + site.app + "&logout_uri=https%3A%2F%2Fevil.example.com")
              .status == 400);
}

TEST_CASE("a form of another site signs nobody in, and a wrong password is told on the page") {
    Site site;
    const std::string asked = site.query("&state=%22%3E%3Cscript%3E");
    REQUIRE(site.send(http::Method::get, "/login?" + asked).status == 200);
    CHECK(site.send(http::Method::post, "/login?" + asked, "username=ann&password=Secret-123&_csrf=x").status == 403);
    const http::Response wrong =
        site.send(http::Method::post, "/login?" + asked, "username=%22%3E%3Cscript%3E&password=x&_csrf=" + site.csrf());
    CHECK(wrong.status == 400);
    CHECK(wrong.body.view().find("Incorrect username or password.") != std::string_view::npos);
    CHECK(wrong.body.view().find("<script>") == std::string_view::npos);
}

TEST_CASE("the implicit grant brings tokens in the fragment") {
    Site site;
    const std::string back = site.sign_in(site.query("&scope=openid&state=s", "token"));
    CHECK(back.starts_with(std::string(callback) + "#"));
    CHECK(Site::in(back, "token_type") == "Bearer");
    CHECK(Site::in(back, "expires_in") == "3600");
    CHECK(site.world.catalogue.find(site.id)->verify(Site::in(back, "id_token")).ok());
}

TEST_CASE("a client gets tokens for itself by its secret, in either place") {
    Site site({{"GenerateSecret", true},
               {"AllowedOAuthFlows", {"client_credentials"}},
               {"AllowedOAuthScopes", {"orders/read"}}});
    const Json told = site.world.call("DescribeUserPoolClient", {{"UserPoolId", site.id}, {"ClientId", site.app}});
    const std::string secret = told["UserPoolClient"]["ClientSecret"];
    const std::string basic = "Basic " + base64_encode(site.app + ":" + secret);
    const Json first = site.token("grant_type=client_credentials", 200, {{"Authorization", basic}});
    const Json access = Json::parse(part(first["access_token"].get<std::string>(), 1));
    CHECK(access["scope"] == "orders/read");
    CHECK(access["sub"] == site.app);
    CHECK(first.size() == 3);
    CHECK(site.token("grant_type=client_credentials&client_id=" + site.app + "&client_secret=" + secret)
              .contains("access_token"));
    CHECK(site.token("grant_type=client_credentials&client_id=" + site.app + "&client_secret=x", 400)["error"] ==
          "invalid_client");
    CHECK(site.token("grant_type=client_credentials&scope=orders%2Fwrite", 400, {{"Authorization", basic}})["error"] ==
          "invalid_scope");
    CHECK(site.token("grant_type=password", 400, {{"Authorization", basic}})["error"] == "unsupported_grant_type");
}

TEST_CASE("somebody signs up on a page, and confirms") {
    Site site;
    const std::string asked = site.query();
    REQUIRE(site.world.call("UpdateUserPool", {{"UserPoolId", site.id}, {"AutoVerifiedAttributes", {"email"}}})
                .is_object());
    REQUIRE(site.send(http::Method::get, "/signup?" + asked).status == 200);
    const http::Response up =
        site.send(http::Method::post, "/signup?" + asked,
                  "username=bob&email=bob%40example.com&password=Secret-123&_csrf=" + site.csrf());
    CHECK(up.headers.get("Location").starts_with("confirmUser?"));
    const http::Response confirmed =
        site.send(http::Method::post, "/confirmUser?" + asked,
                  "username=bob&code=" + site.world.last_code("bob@example.com") + "&_csrf=" + site.csrf());
    CHECK(confirmed.headers.get("Location").starts_with("login?"));
    CHECK(site.world.call("AdminGetUser", {{"UserPoolId", site.id}, {"Username", "bob"}})["UserStatus"] == "CONFIRMED");
}

TEST_CASE("pages look as SetUICustomization says, by client and by pool, and take no scripts") {
    Site site;
    const std::string png = "iVBORw0KGgoAAAANSUhEUg==";
    const auto set = [&](Json input, int status = 200) {
        input["UserPoolId"] = site.id;
        return site.world.call("SetUICustomization", input, status);
    };
    const auto get = [&] {
        return site.world.call("GetUICustomization",
                               {{"UserPoolId", site.id}, {"ClientId", site.app}})["UICustomization"];
    };
    const auto shown = [&] { return site.send(http::Method::get, "/login?" + site.query()).body.str(); };
    CHECK(get() == Json::object());
    for (const std::string css :
         {"body {color:red}", ".label-customizable {} </style><script>alert(1)</script>", "@import 'x';",
          ".label-customizable {background:url(//x)}", ".label-customizable {a:\\75rl(x)}", ".label-customizable {",
          "/* .label-customizable {}", ".label-customizable {a:{}}", ".label-customizable, {}"}) {
        INFO(css);
        CHECK(set({{"CSS", css}}, 400)["__type"] == "InvalidParameterException");
    }
    CHECK(set({{"ImageFile", "R0lGODlh"}}, 400)["__type"] == "InvalidParameterException");
    CHECK(set({{"ClientId", "nobody"}, {"CSS", ""}}, 400)["__type"] == "ResourceNotFoundException");
    CHECK(get() == Json::object());

    const std::string red = "/* all */ .label-customizable, .submitButton-customizable:hover {color: red}";
    const Json all = set({{"CSS", red}, {"ImageFile", png}})["UICustomization"];
    CHECK(all["ClientId"] == "ALL");
    CHECK(all["CSS"] == red);
    const std::string url = all["ImageUrl"];
    const std::size_t path = url.find("/assets/");
    REQUIRE(path != std::string::npos);
    CHECK(get() == all);
    CHECK(shown().find(red) != std::string::npos);
    // The second version of managed login has a branding of its own.
    const auto use_version = [&](int version) {
        return site.world.call("UpdateUserPoolDomain",
                               {{"UserPoolId", site.id}, {"Domain", "shop"}, {"ManagedLoginVersion", version}});
    };
    CHECK(use_version(2)["ManagedLoginVersion"] == 2);
    CHECK(shown().find(red) == std::string::npos);
    CHECK(use_version(1)["ManagedLoginVersion"] == 1);
    (void)site.sign_in(site.query());
    CHECK(site.send(http::Method::get, "/passkeys/add?" + site.query()).body.view().find(red) != std::string::npos);
    CHECK(shown().find("src=\"" + url.substr(path + 1) + '"') != std::string::npos);
    const http::Response image = site.send(http::Method::get, url.substr(path));
    CHECK(image.status == 200);
    CHECK(image.headers.get("Content-Type") == "image/png");
    CHECK(image.body.view().substr(1, 3) == "PNG");
    CHECK(site.send(http::Method::get, "/assets/ALL/other/image.png").status == 404);

    const std::string blue = ".label-customizable {color: blue}";
    CHECK(set({{"ClientId", site.app}, {"CSS", blue}})["UICustomization"]["ClientId"] == site.app);
    CHECK(get()["CSS"] == blue);
    CHECK_FALSE(get().contains("ImageUrl"));
    CHECK(shown().find(blue) != std::string::npos);
    CHECK(shown().find(red) == std::string::npos);
    CHECK(set({{"ClientId", site.app}}).is_object());
    CHECK(get() == all);

    const Json bare = site.world.call("CreateUserPool", {{"PoolName", "bare"}})["UserPool"];
    CHECK(site.world.call("SetUICustomization", {{"UserPoolId", bare["Id"]}, {"CSS", blue}}, 400)["message"] ==
          "There has to be an existing domain associated with this user pool");
}

TEST_CASE("who asks says whether a page may be shown, or must be, and for whom") {
    Site site;
    const std::string none = "/oauth2/authorize?" + site.query("&prompt=none&state=s1");
    const std::string refused(site.send(http::Method::get, none).headers.get("Location"));
    CHECK(refused.starts_with(callback));
    CHECK(Site::in(refused, "error") == "login_required");
    CHECK(Site::in(refused, "state") == "s1");
    const std::string hint = "/login?" + site.query("&login_hint=ann%40example.com");
    CHECK(site.send(http::Method::get, hint).body.str().find("value=\"ann@example.com\"") != std::string::npos);
    REQUIRE(site.sign_in(site.query()).find("code=") != std::string::npos);
    CHECK_FALSE(Site::in(std::string(site.send(http::Method::get, none).headers.get("Location")), "code").empty());
    const std::string login = "/oauth2/authorize?" + site.query("&prompt=login");
    CHECK(site.send(http::Method::get, login).headers.get("Location").starts_with("../login?"));
}

TEST_CASE("pages keep the name from one to the next, and a wrong answer is asked for again") {
    Site site;
    REQUIRE(site.world.call("UpdateUserPool", {{"UserPoolId", site.id}, {"AutoVerifiedAttributes", {"email"}}})
                .is_object());
    const auto post = [&](const std::string& target, const std::string& body) {
        return site.send(http::Method::post, target, body + "&_csrf=" + site.csrf());
    };
    REQUIRE(site.send(http::Method::get, "/signup?" + site.query()).status == 200);
    const http::Response signed_up =
        post("/signup?" + site.query(), "username=bob&email=bob%40example.com&password=Secret-123");
    const std::string confirm = "/" + std::string(signed_up.headers.get("Location"));
    REQUIRE(confirm.starts_with("/confirmUser?"));
    CHECK(site.send(http::Method::get, confirm).body.str().find("value=\"bob\"") != std::string::npos);
    const std::size_t sent = site.world.outbox.messages().size();
    CHECK(post(confirm, "username=bob&code=&other=1").headers.get("Location").starts_with("confirmUser?"));
    const std::string second = site.world.last_code("bob@example.com");
    CHECK(site.world.outbox.messages().size() == sent + 1);
    const http::Response wrong = post(confirm, "username=bob&code=x");
    CHECK(wrong.status == 400);
    CHECK(wrong.body.str().find("value=\"bob\"") != std::string::npos);
    const std::string login = "/" + std::string(post(confirm, "username=bob&code=" + second).headers.get("Location"));
    CHECK(site.send(http::Method::get, login).body.str().find("value=\"bob\"") != std::string::npos);
    // A new password that is too weak.
    REQUIRE(site.world
                .call("AdminSetUserPassword",
                      {{"UserPoolId", site.id}, {"Username", "ann"}, {"Password", "First-123"}, {"Permanent", false}})
                .is_object());
    const std::string asked = post(login, "username=ann&password=First-123").body.str();
    const std::size_t at = asked.find("name=\"session\" value=\"") + 22;
    const std::string session = asked.substr(at, asked.find('"', at) - at);
    const std::string step = "username=ann&challenge=NEW_PASSWORD_REQUIRED&session=" + session + "&NEW_PASSWORD=";
    const http::Response weak = post(login, step + "x");
    CHECK(weak.status == 400);
    CHECK(weak.body.str().find("name=\"NEW_PASSWORD\"") != std::string::npos);
    CHECK(weak.body.str().find("Password did not conform with policy") != std::string::npos);
    CHECK(post(login, step + "Second-123").headers.get("Location").find("code=") != std::string::npos);
}
