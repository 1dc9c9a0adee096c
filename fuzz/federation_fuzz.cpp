// Whatever comes from a provider elsewhere, an authenticator or a browser: it is refused, or it means what it says.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "base/base64.hpp"
#include "identity/api/managed_login.hpp"
#include "identity/api/webauthn.hpp"
#include "identity/saml/response.hpp"
#include "identity/signing_key.hpp"

namespace {

using namespace wt::identity;

void as_metadata(std::string_view text) {
    const auto read = saml::read_metadata(text);
    WT_ASSERT(!read.ok() || (!read->entity.empty() && !read->sign_on.empty() && !read->certificates.empty()));
}

/// Nobody but the key signs, so none is taken.
void as_response(std::string_view text) {
    static const saml::Metadata provider{
        "https://saml.example.com/metadata",
        "https://saml.example.com/sso",
        "",
        {wt::base64_decode(SigningKey::generate().certificate("saml.example.com", wt::epoch)).value()}};
    const saml::Expected expected{"urn:amazon:cognito:sp:us-east-1_abc",
                                  {"https://shop.example.com/saml2/idpresponse"},
                                  "_q1",
                                  wt::epoch + std::chrono::hours(24 * 365 * 56)};
    WT_ASSERT(!saml::read_response(text, provider, expected).ok());
}

constexpr std::string_view client_data =
    R"({"type":"webauthn.create","challenge":"c","origin":"https://app.example.com","crossOrigin":false})";

void as_attestation(std::string_view bytes) {
    const RelyingParty party{"example.com", false};
    const auto made = read_registration(client_data, bytes, "c", party);
    if (!made.ok()) return;
    WT_ASSERT(!made->id.empty() && !made->key.empty());
    // Nobody has signed anything by that key.
    const PasskeyAnswer answer{std::string(client_data), std::string(bytes), "signature"};
    WT_ASSERT(!check_assertion(answer, "c", party, made->key, 0).ok());
}

void as_client_data(std::string_view text) {
    const auto made = read_registration(text, {}, "c", RelyingParty{"example.com", true});
    WT_ASSERT(!made.ok());
}

void as_query(std::string_view text) {
    for (const auto& [name, value] : fields_of(text)) {
        const std::string again = with_query("https://app.example.com/done", {{name, value}});
        const auto read = fields_of(std::string_view(again).substr(std::min(again.find('?'), again.size() - 1) + 1));
        WT_ASSERT(value.empty() || (read.size() == 1 && read.begin()->first == name && read.begin()->second == value));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0] % 5) {
        case 0: as_metadata(text); break;
        case 1: as_response(text); break;
        case 2: as_attestation(text); break;
        case 3: as_client_data(text); break;
        default: as_query(text);
    }
    return 0;
}
