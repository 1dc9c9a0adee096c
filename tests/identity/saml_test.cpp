// Answers of SAML providers: which are taken.
#include "catch.hpp"

#include "identity/saml/requests.hpp"
#include "identity/saml/response.hpp"
#include "saml.hpp"

using namespace wt;
using namespace wt::identity;
using namespace wt::identity::test;

namespace {

struct Answered {
    Answered() {
        provider.audience = expected.audience = "urn:amazon:cognito:sp:us-east-1_abc";
        provider.recipient = "https://shop.example.com/saml2/idpresponse";
        expected.recipients = {provider.recipient};
        provider.request = expected.request = "_q1";
        expected.now = start;
    }
    /// Why it is refused; empty: it is taken.
    [[nodiscard]] std::string refused(const std::string& text) const {
        const auto read = saml::read_response(text, *saml::read_metadata(provider.metadata()), expected);
        return read.ok() ? std::string() : read.error().message;
    }
    [[nodiscard]] std::string refused() const { return refused(provider.response()); }

    SamlProvider provider;
    saml::Expected expected;
};

[[nodiscard]] bool has(const std::string& text, const char* what) { return text.find(what) != std::string::npos; }

}  // namespace

TEST_CASE("metadata says where a browser goes, and whose certificates count") {
    const auto read = saml::read_metadata(SamlProvider().metadata());
    REQUIRE(read.ok());
    CHECK(read->entity == "https://saml.example.com/metadata");
    CHECK(read->sign_on == "https://saml.example.com/sso");
    CHECK(read->sign_off == "https://saml.example.com/slo");
    CHECK(read->certificates.size() == 1);
    for (const char* const wrong : {"", "<a/>", "no XML", "<!DOCTYPE a><a/>"})
        CHECK_FALSE(saml::read_metadata(wrong).ok());
    const std::string text = SamlProvider().metadata();
    CHECK_FALSE(saml::read_metadata(SamlProvider::with(text, "use=\"signing\"", "use=\"encryption\"")).ok());
    CHECK_FALSE(saml::read_metadata(SamlProvider::with(text, "https://saml.example.com/sso", "javascript:x")).ok());
}

TEST_CASE("an answer whose assertion or whole is signed is taken, and what it says is read") {
    Answered world;
    for (const bool whole : {false, true}) {
        for (const bool part : {false, true}) {
            world.provider.signs_response = whole;
            world.provider.signs_assertion = part;
            CHECK(world.refused().empty() == (whole || part));
        }
    }
    const auto read =
        saml::read_response(world.provider.response(), *saml::read_metadata(world.provider.metadata()), world.expected);
    REQUIRE(read.ok());
    CHECK(read->subject == "bob@example.com");
    CHECK(read->session == "s1");
    CHECK(read->attributes.at("mail") == std::vector<std::string>{"bob@example.com"});
    CHECK(read->attributes.at("groups") == std::vector<std::string>{"a", "b"});
}

TEST_CASE("what was changed after it was signed is refused, and so is another's signature") {
    Answered world;
    const std::string good = world.provider.response();
    CHECK(has(world.refused(SamlProvider::with(good, ">bob@example.com<", ">eve@example.com<")), "signature"));
    CHECK(has(world.refused(SamlProvider::with(good, "SessionIndex=\"s1\"", "SessionIndex=\"s2\"")), "signature"));
    // A comment is no part of what is signed, and none of what is read.
    const auto read = saml::read_response(
        SamlProvider::with(good, "<saml:NameID>bob@example.com", "<saml:NameID>bob<!-- x -->@example.com"),
        *saml::read_metadata(world.provider.metadata()), world.expected);
    REQUIRE(read.ok());
    CHECK(read->subject == "bob@example.com");
    SamlProvider other = world.provider;
    other.key = a_key();
    CHECK(has(world.refused(other.response()), "signature"));
    world.provider.digest_method = "http://www.w3.org/2000/09/xmldsig#sha1";
    CHECK(has(world.refused(), "signature"));
}

TEST_CASE("a signature counts for the element that it stands in alone") {
    Answered world;
    const SamlProvider& good = world.provider;
    SamlProvider evil = good;
    evil.subject = "eve@example.com";
    evil.id = "_evil";
    const std::string forged = SamlProvider::with(evil.assertion(), "{SIGNATURE}", "");
    // Two assertions, of which one is signed.
    CHECK_FALSE(world.refused(good.around(forged + good.signed_assertion())).empty());
    CHECK_FALSE(world.refused(good.around(good.signed_assertion() + forged)).empty());
    // The signed one hidden in the forged one, whose signature names it.
    const std::string signature = [&] {
        const std::string text = good.signed_assertion();
        const std::size_t from = text.find("<ds:Signature ");
        return text.substr(from, text.find("</ds:Signature>") + 15 - from);
    }();
    const std::string hidden =
        "<samlp:Extensions>" + SamlProvider::with(good.assertion(), "{SIGNATURE}", "") + "</samlp:Extensions>";
    CHECK_FALSE(
        world.refused(good.around(hidden + SamlProvider::with(evil.assertion(), "{SIGNATURE}", signature))).empty());
    // Both with the same ID.
    evil.id = good.id;
    CHECK_FALSE(
        world.refused(good.around(hidden + SamlProvider::with(evil.assertion(), "{SIGNATURE}", signature))).empty());
    // XML's own IDs count as little.
    const std::string own =
        SamlProvider::with(good.signed_assertion(), "<saml:Subject>", "<saml:Subject xml:id=\"_r1\">");
    CHECK_FALSE(world.refused(good.around(own)).empty());
}

TEST_CASE("an answer for somebody else, of another time, or to another question is refused") {
    Answered world;
    const auto with = [&](const std::function<void(SamlProvider&)>& change) {
        SamlProvider other = world.provider;
        change(other);
        return world.refused(other.response());
    };
    CHECK(has(with([](SamlProvider& it) { it.audience = "urn:amazon:cognito:sp:us-east-1_xyz"; }), "Audience"));
    CHECK(has(with([](SamlProvider& it) { it.recipient = "https://evil.example.com"; }), "another"));
    CHECK(has(with([](SamlProvider& it) { it.request = "_q2"; }), "InResponseTo"));
    CHECK(has(with([](SamlProvider& it) { it.request = ""; }), "InResponseTo"));
    CHECK(has(with([](SamlProvider& it) { it.entity = "https://other.example.com"; }), "issuer"));
    CHECK(has(with([](SamlProvider& it) { it.now = start - 6min; }), "expired"));
    CHECK(has(with([](SamlProvider& it) { it.now = start + 2min; }), "not valid yet"));
    CHECK(has(with([](SamlProvider& it) { it.status = "urn:oasis:names:tc:SAML:2.0:status:Responder"; }), "status"));
    CHECK(with([](SamlProvider& it) { it.now = start - 5min; }).empty());  // clocks differ
    world.expected.request = "";
    CHECK(has(world.refused(), "InResponseTo"));  // an answer to nobody
    world.provider.request = "";
    CHECK(world.refused().empty());
}

TEST_CASE("no entity of a document is expanded") {
    Answered world;
    const std::string good = world.provider.response();
    CHECK(has(world.refused("<!DOCTYPE a [<!ENTITY b \"bob\">]>" + good), "DTD"));
    CHECK(has(world.refused("<?xml version=\"1.0\"?><!DOCTYPE a SYSTEM \"file:///etc/passwd\">" + good), "DTD"));
    // In an encoding in which the word does not stand there as such.
    std::string wide = "\xFF\xFE";
    for (const char c : "<!DOCTYPE a [<!ENTITY b \"bob\">]><a>&b;</a>") {
        if (c != '\0') wide += std::string{c, '\0'};
    }
    CHECK(has(world.refused(wide), "DTD"));
}

TEST_CASE("requests say who asks, and where the answer goes") {
    const std::string text = saml::text_of(saml::AuthnRequest{"_1", "https://saml.example.com/sso?a=1&b=\"2\"",
                                                              "https://shop.example.com/saml2/idpresponse",
                                                              "urn:amazon:cognito:sp:p", start});
    CHECK(has(text, "Destination=\"https://saml.example.com/sso?a=1&amp;b=&quot;2&quot;\""));
    CHECK(has(text, "AssertionConsumerServiceURL=\"https://shop.example.com/saml2/idpresponse\""));
    CHECK(has(text, ">urn:amazon:cognito:sp:p</saml2:Issuer>"));
    CHECK_FALSE(saml::deflated(text).empty());
}
