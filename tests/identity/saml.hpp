#pragma once
#include <functional>
#include <string>

#include <fmt/format.h>

#include "aws/digests.hpp"
#include "aws/timestamp.hpp"
#include "base/base64.hpp"
#include "identity/signing_key.hpp"
#include "world.hpp"

namespace wt::identity::test {

/// A SAML provider of tests. What it writes is canonical as it stands, so that it can sign without a library.
struct SamlProvider {
    std::string entity = "https://saml.example.com/metadata";
    std::string sign_on = "https://saml.example.com/sso";
    std::string sign_off = "https://saml.example.com/slo";
    std::shared_ptr<const SigningKey> key = another_key();

    // Of the next answer.
    std::string audience;
    std::string recipient;
    std::string request;  // empty: nobody asked
    std::string subject = "bob@example.com";
    std::string mail = "bob@example.com";
    Instant now = start;
    std::string id = "_a1";
    std::string status = "urn:oasis:names:tc:SAML:2.0:status:Success";
    std::string digest_method = "http://www.w3.org/2001/04/xmlenc#sha256";
    bool signs_response = false;
    bool signs_assertion = true;

    [[nodiscard]] std::string metadata() const {
        return fmt::format(
            R"xml(<?xml version="1.0"?><EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{}"><IDPSSODescriptor
 protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing"><KeyInfo
 xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>
{}
</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
<SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{}"/>
<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://saml.example.com/post"/>
<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{}"/>
</IDPSSODescriptor></EntityDescriptor>)xml",
            entity, key->certificate("saml.example.com", start), sign_off, sign_on);
    }

    /// Signs an element whose text has {SIGNATURE} where its signature is to stand.
    [[nodiscard]] std::string signed_text(const std::string& text, const std::string& of) const {
        const std::string digest = base64_encode(aws::sha256(with(text, "{SIGNATURE}", "")).view());
        constexpr const char* space = "http://www.w3.org/2000/09/xmldsig#";
        constexpr const char* exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
        const std::string inside = fmt::format(
            R"xml(<ds:CanonicalizationMethod Algorithm="{0}"></ds:CanonicalizationMethod><ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"></ds:SignatureMethod><ds:Reference URI="#{1}"><ds:Transforms><ds:Transform Algorithm="{2}enveloped-signature"></ds:Transform><ds:Transform Algorithm="{0}"></ds:Transform></ds:Transforms><ds:DigestMethod Algorithm="{4}"></ds:DigestMethod><ds:DigestValue>{3}</ds:DigestValue></ds:Reference></ds:SignedInfo>)xml",
            exclusive, of, space, digest, digest_method);
        const std::string canonical = fmt::format(R"(<ds:SignedInfo xmlns:ds="{}">)", space) + inside;
        return with(
            text, "{SIGNATURE}",
            fmt::format(
                R"(<ds:Signature xmlns:ds="{}"><ds:SignedInfo>{}<ds:SignatureValue>{}</ds:SignatureValue></ds:Signature>)",
                space, inside, base64_encode(key->sign(canonical))));
    }
    [[nodiscard]] static std::string with(std::string text, const std::string& what, const std::string& instead) {
        for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + instead.size()))
            text.replace(at, what.size(), instead);
        return text;
    }
    [[nodiscard]] std::string assertion() const {
        const auto at = [this](Duration later) { return aws::iso8601(now + later, aws::Fraction::milliseconds); };
        const std::string answers = request.empty() ? "" : fmt::format(R"(InResponseTo="{}" )", request);
        return fmt::format(
            R"xml(<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{0}" IssueInstant="{1}" Version="2.0"><saml:Issuer>{2}</saml:Issuer>{{SIGNATURE}}<saml:Subject><saml:NameID>{3}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData {4}NotOnOrAfter="{5}" Recipient="{6}"></saml:SubjectConfirmationData></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="{1}" NotOnOrAfter="{5}"><saml:AudienceRestriction><saml:Audience>{7}</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="{1}" SessionIndex="s1"></saml:AuthnStatement><saml:AttributeStatement><saml:Attribute Name="mail"><saml:AttributeValue>{8}</saml:AttributeValue></saml:Attribute><saml:Attribute Name="groups"><saml:AttributeValue>a</saml:AttributeValue><saml:AttributeValue>b</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion>)xml",
            id, at(0s), entity, subject, answers, at(5min), recipient, audience, mail);
    }
    /// A Response around what stands in for its assertion.
    [[nodiscard]] std::string around(const std::string& inside) const {
        const std::string answers = request.empty() ? "" : fmt::format(R"( InResponseTo="{}")", request);
        const std::string text = fmt::format(
            R"xml(<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" Destination="{0}" ID="_r1"{1} IssueInstant="{2}" Version="2.0">{{SIGNATURE}}<samlp:Status><samlp:StatusCode Value="{3}"></samlp:StatusCode></samlp:Status>{4}</samlp:Response>)xml",
            recipient, answers, aws::iso8601(now, aws::Fraction::milliseconds), status, inside);
        return signs_response ? signed_text(text, "_r1") : with(text, "{SIGNATURE}", "");
    }
    [[nodiscard]] std::string signed_assertion() const {
        return signs_assertion ? signed_text(assertion(), id) : with(assertion(), "{SIGNATURE}", "");
    }
    [[nodiscard]] std::string response() const { return around(signed_assertion()); }
};

}  // namespace wt::identity::test
