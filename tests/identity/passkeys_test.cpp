// Passkeys, by an authenticator of tests' own that signs by RSA.
#include "catch.hpp"

#include <algorithm>
#include <functional>

#include "aws/digests.hpp"
#include "identity/api/webauthn.hpp"
#include "made.hpp"

using namespace wt;
using namespace wt::identity;
using namespace wt::identity::test;

namespace {

/// RFC 8949: a head with an argument of up to two bytes.
[[nodiscard]] std::string head(unsigned major, std::size_t argument) {
    const auto byte = [](std::size_t value) { return static_cast<char>(value); };
    if (argument < 24) return {byte(major << 5U | argument)};
    if (argument < 256) return {byte(major << 5U | 24U), byte(argument)};
    return {byte(major << 5U | 25U), byte(argument >> 8U), byte(argument & 255U)};
}
[[nodiscard]] std::string cbor_text(const std::string& text) { return head(3, text.size()) + text; }
[[nodiscard]] std::string cbor_bytes(const std::string& bytes) { return head(2, bytes.size()) + bytes; }

struct Authenticator {
    std::string id = "credential-1";
    std::string party = "example.com";
    std::string origin = "https://app.example.com";
    std::string handle;
    std::uint32_t count = 1;
    unsigned flags = 5;  // present, verified
    long algorithm = -257;
    std::shared_ptr<const SigningKey> key = another_key();

    [[nodiscard]] std::string client_data(const char* type, const std::string& challenge) const {
        return Json{{"type", type}, {"challenge", challenge}, {"origin", origin}, {"crossOrigin", false}}.dump();
    }
    [[nodiscard]] std::string data(unsigned more = 0) const {
        std::string bytes(aws::sha256(party).view());
        bytes += static_cast<char>(flags | more);
        for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(count >> static_cast<unsigned>(shift));
        return bytes;
    }
    [[nodiscard]] std::string attestation() const {
        std::string cose = head(5, 4) + head(0, 1) + head(0, 3) + head(0, 3) +
                           head(1, static_cast<std::size_t>(-1 - algorithm)) + head(1, 0) +
                           cbor_bytes(*base64url_decode(key->modulus())) + head(1, 1) +
                           cbor_bytes(*base64url_decode(key->exponent()));
        const std::string bytes =
            data(0x40) + std::string(16, '\0') + std::string{'\0', static_cast<char>(id.size())} + id + cose;
        return head(5, 3) + cbor_text("fmt") + cbor_text("none") + cbor_text("attStmt") + head(5, 0) +
               cbor_text("authData") + cbor_bytes(bytes);
    }
    [[nodiscard]] Json registration(const std::string& challenge) const {
        return {{"id", base64url_encode(id)},
                {"rawId", base64url_encode(id)},
                {"type", "public-key"},
                {"clientExtensionResults", Json::object()},
                {"authenticatorAttachment", "platform"},
                {"response",
                 {{"clientDataJSON", base64url_encode(client_data("webauthn.create", challenge))},
                  {"attestationObject", base64url_encode(attestation())},
                  {"transports", {"internal"}}}}};
    }
    [[nodiscard]] Json assertion(const std::string& challenge) const {
        const std::string said = client_data("webauthn.get", challenge);
        const std::string bytes = data();
        Json response{{"clientDataJSON", base64url_encode(said)},
                      {"authenticatorData", base64url_encode(bytes)},
                      {"signature", base64url_encode(key->sign(bytes + std::string(aws::sha256(said).view())))}};
        if (!handle.empty()) response["userHandle"] = base64url_encode(handle);
        return {{"id", base64url_encode(id)}, {"type", "public-key"}, {"response", response}};
    }
};

struct Passkeys : Made {
    explicit Passkeys(World& in)
        : Made(in, {{"Policies", {{"SignInPolicy", {{"AllowedFirstAuthFactors", {"PASSWORD", "WEB_AUTHN"}}}}}}},
               {{"ExplicitAuthFlows", {"ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}}}) {
        REQUIRE(
            in.call("SetUserPoolMfaConfig",
                    {{"UserPoolId", id},
                     {"WebAuthnConfiguration", {{"RelyingPartyId", "example.com"}, {"UserVerification", "preferred"}}}})
                .contains("WebAuthnConfiguration"));
        create("ann");
        access = token("ann");
    }
    [[nodiscard]] Json begin() {
        return world.call("StartWebAuthnRegistration", {{"AccessToken", access}})["CredentialCreationOptions"];
    }
    [[nodiscard]] std::string complete(const Json& credential) {
        return world.refused("CompleteWebAuthnRegistration", {{"AccessToken", access}, {"Credential", credential}});
    }
    void have(const Authenticator& it) { REQUIRE(complete(it.registration(begin()["challenge"])) == "answered: {}"); }
    [[nodiscard]] Json ask() {
        return world.call("InitiateAuth",
                          {{"AuthFlow", "USER_AUTH"},
                           {"ClientId", app},
                           {"AuthParameters", {{"USERNAME", "ann"}, {"PREFERRED_CHALLENGE", "WEB_AUTHN"}}}});
    }
    [[nodiscard]] static Json options(const Json& asked) {
        return Json::parse(asked["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"].get<std::string>());
    }
    [[nodiscard]] Json answer(const Json& asked, const Json& credential) {
        return {{"ClientId", app},
                {"ChallengeName", "WEB_AUTHN"},
                {"Session", asked["Session"]},
                {"ChallengeResponses", {{"USERNAME", "ann"}, {"CREDENTIAL", credential.dump()}}}};
    }
    /// What comes of a sign-in: empty, or the refusal.
    [[nodiscard]] std::string sign_in(const Authenticator& it) {
        const Json asked = ask();
        INFO(asked.dump());
        REQUIRE(asked["ChallengeName"] == "WEB_AUTHN");
        const std::string said =
            world.refused("RespondToAuthChallenge", answer(asked, it.assertion(options(asked)["challenge"])));
        return said.find("AccessToken") == std::string::npos ? said : std::string();
    }
    std::string access;
};

}  // namespace

TEST_CASE("a user gets a passkey and signs in with it, whose count grows") {
    World world;
    Passkeys pool(world);
    Authenticator it;
    const Json options = pool.begin();
    CHECK(options["rp"]["id"] == "example.com");
    CHECK(options["user"]["name"] == "ann");
    CHECK(options["pubKeyCredParams"][0]["alg"] == -7);
    CHECK(options["authenticatorSelection"]["userVerification"] == "preferred");
    it.handle = *base64url_decode(options["user"]["id"].get<std::string>());
    CHECK(pool.complete(it.registration(options["challenge"])) == "answered: {}");
    const Json listed = world.call("ListWebAuthnCredentials", {{"AccessToken", pool.access}})["Credentials"];
    CHECK(listed.size() == 1);
    CHECK(listed[0]["RelyingPartyId"] == "example.com");
    CHECK(listed[0]["AuthenticatorTransports"] == Json{"internal"});
    CHECK(pool.begin()["excludeCredentials"][0]["id"] == base64url_encode(it.id));
    const Json asked = pool.ask();
    CHECK(Passkeys::options(asked)["allowCredentials"][0]["id"] == base64url_encode(it.id));
    it.count = 2;
    CHECK(pool.sign_in(it).empty());
    CHECK(pool.sign_in(it).starts_with("NotAuthorizedException"));  // the count stands still
    it.count = 1;
    CHECK(pool.sign_in(it).starts_with("NotAuthorizedException"));  // and goes back
    it.count = 9;
    CHECK(pool.sign_in(it).empty());
    const Json factors = world.call("GetUserAuthFactors", {{"AccessToken", pool.access}})["ConfiguredUserAuthFactors"];
    CHECK(std::find(factors.begin(), factors.end(), "WEB_AUTHN") != factors.end());
    CHECK(world
              .answer("DeleteWebAuthnCredential",
                      Json{{"AccessToken", pool.access}, {"CredentialId", base64url_encode(it.id)}}.dump())
              .status == 200);
    CHECK(world
              .refused("DeleteWebAuthnCredential",
                       {{"AccessToken", pool.access}, {"CredentialId", base64url_encode(it.id)}})
              .starts_with("ResourceNotFoundException"));
    CHECK(pool.ask()["ChallengeName"] == "SELECT_CHALLENGE");
}

TEST_CASE("an authenticator without a count signs in again and again") {
    World world;
    Passkeys pool(world);
    Authenticator it;
    it.count = 0;
    pool.have(it);
    CHECK(pool.sign_in(it).empty());
    CHECK(pool.sign_in(it).empty());
}

TEST_CASE("an answer of another origin, party, key, person or challenge signs nobody in") {
    World world;
    Passkeys pool(world);
    Authenticator good;
    pool.have(good);
    good.count = 10;
    const auto refused = [&](const std::function<void(Authenticator&)>& change) {
        Authenticator other = good;
        change(other);
        world.wait(15min);  // no lockout
        pool.access = pool.token("ann");
        return pool.sign_in(other).starts_with("NotAuthorizedException");
    };
    CHECK(refused([](Authenticator& it) { it.origin = "https://example.com.evil.org"; }));
    CHECK(refused([](Authenticator& it) { it.origin = "https://evilexample.com"; }));
    CHECK(refused([](Authenticator& it) { it.origin = "http://app.example.com"; }));
    CHECK(refused([](Authenticator& it) { it.party = "evil.org"; }));
    CHECK(refused([](Authenticator& it) { it.key = a_key(); }));
    CHECK(refused([](Authenticator& it) { it.flags = 4; }));
    CHECK(refused([](Authenticator& it) { it.handle = "somebody else"; }));
    CHECK(refused([](Authenticator& it) { it.id = "credential-2"; }));
    world.wait(15min);
    // An answer to an earlier challenge, and one to a session that has been answered.
    const Json first = pool.ask();
    const Json second = pool.ask();
    const Json answered = good.assertion(Passkeys::options(first)["challenge"]);
    CHECK(world.refused("RespondToAuthChallenge", pool.answer(second, answered)).starts_with("NotAuthorizedException"));
    CHECK(world.call("RespondToAuthChallenge", pool.answer(first, answered)).contains("AuthenticationResult"));
    CHECK(world.refused("RespondToAuthChallenge", pool.answer(first, answered)) ==
          "NotAuthorizedException: Invalid session for the user, session can only be used once.");
    for (const char* const broken :
         {"", "{}", "[]", "no JSON", R"({"id":"Y3JlZGVudGlhbC0x","response":{"clientDataJSON":"e30"}})"}) {
        world.wait(15min);
        const Json asked = pool.ask();
        Json response = pool.answer(asked, Json());
        response["ChallengeResponses"]["CREDENTIAL"] = broken;
        CHECK_FALSE(world.refused("RespondToAuthChallenge", response).starts_with("answered"));
    }
}

TEST_CASE("a passkey is registered once, by the challenge of that client, in time") {
    World world;
    Passkeys pool(world);
    const Authenticator good;
    const auto refused = [&](const std::function<void(Authenticator&)>& change) {
        Authenticator other = good;
        change(other);
        const std::string said = pool.complete(other.registration(pool.begin()["challenge"]));
        return said.substr(0, said.find(':'));
    };
    CHECK(refused([](Authenticator& it) { it.origin = "https://evil.org"; }) == "WebAuthnOriginNotAllowedException");
    CHECK(refused([](Authenticator& it) { it.party = "evil.org"; }) == "WebAuthnRelyingPartyMismatchException");
    CHECK(refused([](Authenticator& it) { it.algorithm = -65535; }) == "WebAuthnCredentialNotSupportedException");
    CHECK(refused([](Authenticator& it) { it.flags = 0; }) == "InvalidParameterException");
    CHECK(pool.complete(good.registration("another")).starts_with("WebAuthnChallengeNotFoundException"));
    const std::string challenge = pool.begin()["challenge"];
    CHECK(pool.complete(good.registration("another")).starts_with("WebAuthnChallengeNotFoundException"));
    CHECK(pool.complete(good.registration(challenge)).starts_with("WebAuthnChallengeNotFoundException"));  // spent
    const std::string late = pool.begin()["challenge"];
    world.wait(5min);
    CHECK(pool.complete(good.registration(late)).starts_with("WebAuthnChallengeNotFoundException"));
    pool.have(good);
    CHECK(pool.complete(good.registration(pool.begin()["challenge"])).starts_with("InvalidParameterException"));
    const std::string other_app = world.call(
        "CreateUserPoolClient", {{"UserPoolId", pool.id},
                                 {"ClientName", "other"},
                                 {"ExplicitAuthFlows", {"ALLOW_USER_PASSWORD_AUTH"}}})["UserPoolClient"]["ClientId"];
    const std::string begun = pool.begin()["challenge"];
    Json input = static_cast<Made&>(pool).sign_in("ann");
    input["ClientId"] = other_app;
    pool.access = world.call("InitiateAuth", input)["AuthenticationResult"]["AccessToken"];
    CHECK(pool.complete(good.registration(begun)).starts_with("WebAuthnClientMismatchException"));
    Made plain(world);
    plain.create("bob");
    CHECK(world.refused("StartWebAuthnRegistration", {{"AccessToken", plain.token("bob")}})
              .starts_with("WebAuthnNotEnabledException"));
}

TEST_CASE("a key that is none, and data that ends early, are refused") {
    Authenticator it;
    const RelyingParty party{"example.com", false};
    const std::string said = it.client_data("webauthn.create", "c");
    const std::string whole = it.attestation();
    REQUIRE(read_registration(said, whole, "c", party).ok());
    for (std::size_t size = 0; size < whole.size(); ++size) {
        INFO(size);
        CHECK_FALSE(read_registration(said, whole.substr(0, size), "c", party).ok());
    }
    // A point that is not on the curve.
    const std::string cose = head(5, 5) + head(0, 1) + head(0, 2) + head(0, 3) + head(1, 6) + head(1, 0) + head(0, 1) +
                             head(1, 1) + cbor_bytes(std::string(32, 'x')) + head(1, 2) +
                             cbor_bytes(std::string(32, 'y'));
    const std::string bytes = it.data(0x40) + std::string(16, '\0') + std::string{'\0', '\1'} + "i" + cose;
    const auto read = read_registration(said, head(5, 1) + cbor_text("authData") + cbor_bytes(bytes), "c", party);
    REQUIRE_FALSE(read.ok());
    CHECK(read.error() == PasskeyFault::unsupported);
    CHECK_FALSE(read_registration(said, head(5, 1) + cbor_text("a") + std::string(5000, '\x81'), "c", party).ok());
}
