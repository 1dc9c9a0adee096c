#include "identity/saml/requests.hpp"

#include <zlib.h>

#include <fmt/format.h>

#include "aws/timestamp.hpp"
#include "base/assert.hpp"
#include "base/base64.hpp"
#include "identity/saml/xml.hpp"

namespace wt::identity::saml {

std::string text_of(const AuthnRequest& request) {
    return fmt::format(
        R"(<saml2p:AuthnRequest xmlns:saml2p="{}" AssertionConsumerServiceURL="{}" Destination="{}" ID="{}" )"
        R"(IssueInstant="{}" ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Version="2.0">)"
        R"(<saml2:Issuer xmlns:saml2="{}">{}</saml2:Issuer></saml2p:AuthnRequest>)",
        protocol_space, escaped(request.consumer), escaped(request.destination), escaped(request.id),
        aws::iso8601(request.issued, aws::Fraction::milliseconds), assertion_space, escaped(request.issuer));
}

std::string text_of(const LogoutRequest& request) {
    const std::string session = request.session.empty() ? std::string()
                                                        : fmt::format("<saml2p:SessionIndex>{}</saml2p:SessionIndex>",
                                                                      escaped(request.session));
    return fmt::format(
        R"(<saml2p:LogoutRequest xmlns:saml2p="{}" Destination="{}" ID="{}" IssueInstant="{}" Version="2.0">)"
        R"(<saml2:Issuer xmlns:saml2="{}">{}</saml2:Issuer><saml2:NameID xmlns:saml2="{}">{}</saml2:NameID>{})"
        R"(</saml2p:LogoutRequest>)",
        protocol_space, escaped(request.destination), escaped(request.id),
        aws::iso8601(request.issued, aws::Fraction::milliseconds), assertion_space, escaped(request.issuer),
        assertion_space, escaped(request.name), session);
}

std::string deflated(std::string_view text) {
    z_stream stream{};
    constexpr int no_header = -15;
    WT_ASSERT(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, no_header, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string bytes(deflateBound(&stream, text.size()), '\0');
    std::string in(text);
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
    stream.avail_out = static_cast<uInt>(bytes.size());
    const int done = deflate(&stream, Z_FINISH);
    bytes.resize(stream.total_out);
    deflateEnd(&stream);
    WT_ASSERT(done == Z_STREAM_END);
    return base64_encode(bytes);
}

}  // namespace wt::identity::saml
