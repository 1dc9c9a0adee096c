// Sign-ins at providers elsewhere: SAML.
#include "catch.hpp"

#include <zlib.h>

#include "saml.hpp"
#include "two_pools.hpp"

using namespace wt;
using namespace wt::identity;
using namespace wt::identity::test;

namespace {

struct SamlSite : TwoPools {
    explicit SamlSite(Json more = Json::object()) {
        Json details{
            {"MetadataFile", provider.metadata()}, {"IDPSignout", "true"}, {"RequestSigningAlgorithm", "rsa-sha256"}};
        details.update(more);
        const Json made =
            world.call("CreateIdentityProvider", {{"UserPoolId", shop},
                                                  {"ProviderName", "Corp"},
                                                  {"ProviderType", "SAML"},
                                                  {"ProviderDetails", details},
                                                  {"AttributeMapping", {{"email", "mail"}, {"name", "groups"}}}});
        INFO(made.dump());
        REQUIRE(made.contains("IdentityProvider"));
        CHECK(made["IdentityProvider"]["ProviderDetails"]["SSORedirectBindingURI"] == provider.sign_on);
        offer({"Corp"});
        provider.audience = "urn:amazon:cognito:sp:" + shop;
        provider.recipient = here + std::string("shop/saml2/idpresponse");
    }
    /// Goes to the provider; RelayState. The provider will answer that request.
    [[nodiscard]] std::string begin() {
        cookies.clear();
        const std::string address = away("");
        REQUIRE(address.starts_with(provider.sign_on + "?SAMLRequest="));
        CHECK_FALSE(in(address, "Signature").empty());
        provider.request = request_in(address);
        return in(address, "RelayState");
    }
    /// The ID of the request that stands in an address.
    [[nodiscard]] static std::string request_in(const std::string& address) {
        const std::string bytes = base64_decode(in(address, "SAMLRequest")).value();
        std::string text(16 * 1024, '\0');
        z_stream stream{};
        REQUIRE(inflateInit2(&stream, -15) == Z_OK);
        std::string input = bytes;
        stream.next_in = reinterpret_cast<Bytef*>(input.data());
        stream.avail_in = static_cast<uInt>(input.size());
        stream.next_out = reinterpret_cast<Bytef*>(text.data());
        stream.avail_out = static_cast<uInt>(text.size());
        REQUIRE(inflate(&stream, Z_FINISH) == Z_STREAM_END);
        inflateEnd(&stream);
        const std::size_t at = text.find(" ID=\"") + 5;
        return text.substr(at, text.find('"', at) - at);
    }
    [[nodiscard]] http::Response answer(const std::string& relay, const std::string& text) {
        return send(
            "shop", http::Method::post, "/saml2/idpresponse",
            "RelayState=" + http::percent_encode(relay) + "&SAMLResponse=" + http::percent_encode(base64_encode(text)));
    }
    SamlProvider provider;
};

}  // namespace

TEST_CASE("somebody signs in at a SAML provider, once by each answer, and signs off there") {
    SamlSite site;
    const std::string relay = site.begin();
    const http::Response back = site.answer(relay, site.provider.response());
    const Json id =
        Json::parse(part(site.tokens(std::string(back.headers.get("Location")))["id_token"].get<std::string>(), 1));
    CHECK(id["cognito:username"] == "Corp_bob@example.com");
    CHECK(id["email"] == "bob@example.com");
    CHECK(id["identities"][0]["issuer"] == site.provider.entity);
    CHECK(TwoPools::value(site.user("Corp_bob@example.com"), "name") == "[a, b]");
    CHECK(site.answer(relay, site.provider.response()).status == 400);  // a request is answered once
    const std::string off =
        site.get("shop", "/logout?client_id=" + site.app + "&logout_uri=https%3A%2F%2Fapp.example.com%2Fbye");
    CHECK(off.starts_with(site.provider.sign_off + "?SAMLRequest="));
    CHECK_FALSE(in(off, "Signature").empty());
    CHECK(site.get("shop", "/saml2/logout?SAMLResponse=x&RelayState=" + in(off, "RelayState")) ==
          "https://app.example.com/bye");
    CHECK(site.send("shop", http::Method::get, "/saml2/logout?SAMLResponse=x&RelayState=" + in(off, "RelayState"))
              .status == 400);
}

TEST_CASE("a function changes what a SAML provider said") {
    SamlSite site;
    site.ask_inbound([](Json event) {
        Json map = event["request"]["attributes"]["samlResponse"];
        map["groups"] = "few";
        event["response"]["userAttributesToMap"] = map;
        return event;
    });
    const std::string relay = site.begin();
    const http::Response back = site.answer(relay, site.provider.response());
    CHECK(std::string(back.headers.get("Location")).starts_with(callback + std::string("?code=")));
    const Json& event = site.world.triggers.events.at(0);
    CHECK(event["triggerSource"] == "InboundFederation_ExternalProvider");
    CHECK(event["userName"] == "bob@example.com");
    CHECK(event["request"]["providerName"] == "Corp");
    CHECK(event["request"]["providerType"] == "SAML");
    CHECK(event["request"]["attributes"] ==
          Json{{"samlResponse", {{"mail", "bob@example.com"}, {"groups", "[a, b]"}, {"NameID", "bob@example.com"}}}});
    CHECK(TwoPools::value(site.user("Corp_bob@example.com"), "name") == "few");
    CHECK(TwoPools::value(site.user("Corp_bob@example.com"), "email") == "bob@example.com");
}

TEST_CASE("an answer to a request that was not made is refused unless the provider may begin") {
    SamlSite site;
    const auto refused = [&](const std::string& relay) {
        const std::string ended(site.answer(relay, site.provider.response()).headers.get("Location"));
        CHECK(in(ended, "error") == "server_error");
        CHECK(in(ended, "state") == "mine");
        return in(ended, "error_description");
    };
    const std::string unasked = site.query("&identity_provider=Corp");
    CHECK(refused(unasked) == "Invalid SAML response received: Nobody has asked for it");
    CHECK(site.answer("nobody", site.provider.response()).status == 400);
    // An answer to one request is none to another.
    const std::string relay = site.begin();
    const std::string other = std::exchange(site.provider.request, "_other");
    CHECK(has(refused(relay), "InResponseTo"));
    (void)site.begin();
    site.provider.request = other;
    CHECK(site.answer(relay, site.provider.response()).status == 400);
    REQUIRE(site.world
                .call("UpdateIdentityProvider",
                      {{"UserPoolId", site.shop},
                       {"ProviderName", "Corp"},
                       {"ProviderDetails", {{"MetadataFile", site.provider.metadata()}, {"IDPInit", "true"}}}})
                .contains("IdentityProvider"));
    CHECK(has(refused(unasked), "InResponseTo"));
    site.provider.request = "";
    CHECK(std::string(site.answer(unasked, site.provider.response()).headers.get("Location"))
              .starts_with(callback + std::string("?code=")));
    CHECK(has(refused(unasked), "shown before"));
    site.provider.id = "_a2";
    CHECK(std::string(site.answer(unasked, site.provider.response()).headers.get("Location"))
              .starts_with(callback + std::string("?code=")));
    CHECK(has(site.world.refused("UpdateIdentityProvider", {{"UserPoolId", site.shop},
                                                            {"ProviderName", "Corp"},
                                                            {"ProviderDetails", {{"MetadataFile", "<a/>"}}}}),
              "metadata"));
    CHECK_FALSE(site.world.call("GetSigningCertificate", {{"UserPoolId", site.shop}})["Certificate"]
                    .get<std::string>()
                    .empty());
}
