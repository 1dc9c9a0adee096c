#include "identity/saml/response.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "aws/timestamp.hpp"
#include "identity/saml/signature.hpp"
#include "identity/saml/xml.hpp"

namespace wt::identity::saml {

namespace {

/// Of an attribute, if it is there; what is no moment is none.
[[nodiscard]] std::optional<Instant> moment_in(const xmlNode* node, const char* name) {
    return aws::parse_iso8601(attribute(node, name));
}

[[nodiscard]] std::optional<Error> refuse_window(const xmlNode* node, Instant now) {
    const auto from = moment_in(node, "NotBefore");
    const auto until = moment_in(node, "NotOnOrAfter");
    if (!attribute(node, "NotBefore").empty() && (!from || *from > now + clock_skew))
        return Error{"The assertion is not valid yet"};
    if (!attribute(node, "NotOnOrAfter").empty() && (!until || *until <= now - clock_skew))
        return Error{"The assertion has expired"};
    return std::nullopt;
}

[[nodiscard]] std::optional<Error> refuse_conditions(const xmlNode* assertion, const Expected& expected) {
    const xmlNode* const conditions = only_child(assertion, assertion_space, "Conditions");
    if (conditions == nullptr) return Error{"The assertion has no Conditions"};
    if (auto error = refuse_window(conditions, expected.now)) return error;
    const auto restrictions = children(conditions, assertion_space, "AudienceRestriction");
    if (restrictions.empty()) return Error{"The assertion has no AudienceRestriction"};
    for (const xmlNode* each : restrictions) {
        const auto audiences = children(each, assertion_space, "Audience");
        const bool is_ours = std::any_of(audiences.begin(), audiences.end(), [&](const xmlNode* audience) {
            return text_of(audience) == expected.audience;
        });
        if (!is_ours) return Error{fmt::format("Audience restriction failed: expected {}", expected.audience)};
    }
    return std::nullopt;
}

/// Profiles, 4.1.4.2: a bearer's confirmation that is ours.
[[nodiscard]] std::optional<Error> refuse_subject(const xmlNode* subject, const Expected& expected,
                                                  Instant& shown_until) {
    Error error{"The assertion has no SubjectConfirmation of a bearer"};
    for (const xmlNode* each : children(subject, assertion_space, "SubjectConfirmation")) {
        const xmlNode* const data = only_child(each, assertion_space, "SubjectConfirmationData");
        if (attribute(each, "Method") != "urn:oasis:names:tc:SAML:2.0:cm:bearer" || data == nullptr) continue;
        const auto& ours = expected.recipients;
        const auto until = moment_in(data, "NotOnOrAfter");
        auto outside = refuse_window(data, expected.now);
        if (std::find(ours.begin(), ours.end(), attribute(data, "Recipient")) == ours.end()) {
            error = Error{"The assertion is for another recipient"};
        } else if (!until) {
            error = Error{"The SubjectConfirmation has no NotOnOrAfter"};
        } else if (outside) {
            error = std::move(*outside);
        } else if (attribute(data, "InResponseTo") != expected.request) {
            error = Error{"InResponseTo of the assertion does not match the request"};
        } else {
            shown_until = *until + clock_skew;
            return std::nullopt;
        }
    }
    return error;
}

[[nodiscard]] std::optional<Error> refuse_signatures(xmlDoc* document, xmlNode* root, xmlNode* assertion,
                                                     const Metadata& provider) {
    if (!note_id(document, root) || !note_id(document, assertion))
        return Error{"The response and its assertion need an ID each"};
    bool has_any = false;
    for (xmlNode* each : {root, assertion}) {
        const Signature found = check_signature(each, attribute(each, "ID"), provider.certificates);
        if (found == Signature::bad) return Error{"SAML Assertion signature is invalid"};
        has_any = has_any || found == Signature::good;
    }
    if (!has_any) return Error{"Neither the response nor the assertion is signed"};
    return std::nullopt;
}

[[nodiscard]] std::optional<Error> refuse_response(const xmlNode* root, const Metadata& provider,
                                                   const Expected& expected) {
    if (attribute(root, "Version") != "2.0") return Error{"The response is not of SAML 2.0"};
    const xmlNode* const status = only_child(root, protocol_space, "Status");
    const std::string code = attribute(only_child(status, protocol_space, "StatusCode"), "Value");
    if (code != "urn:oasis:names:tc:SAML:2.0:status:Success")
        return Error{fmt::format("The status of the response is {}", code)};
    const std::string destination = attribute(root, "Destination");
    const auto& ours = expected.recipients;
    if (!destination.empty() && std::find(ours.begin(), ours.end(), destination) == ours.end())
        return Error{"The response is for another destination"};
    if (attribute(root, "InResponseTo") != expected.request)
        return Error{"InResponseTo of the response does not match the request"};
    const auto issuers = children(root, assertion_space, "Issuer");
    if (!issuers.empty() && text_of(issuers.front()) != provider.entity)
        return Error{"The response is of another issuer"};
    return std::nullopt;
}

}  // namespace

Result<Assertion> read_response(std::string_view text, const Metadata& provider, const Expected& expected) {
    const Document document = read_document(text);
    if (document == nullptr) return Error{"The response is no XML, or has a DTD"};
    xmlNode* const root = xmlDocGetRootElement(document.get());
    if (!is(root, protocol_space, "Response")) return Error{"There is no Response"};
    if (!children(root, assertion_space, "EncryptedAssertion").empty())
        return Error{"Encrypted assertions are not taken"};
    const auto assertions = children(root, assertion_space, "Assertion");
    if (assertions.empty()) {
        if (auto error = refuse_response(root, provider, expected)) return std::move(*error);
    }
    if (assertions.size() != 1) return Error{"The response needs one assertion"};
    xmlNode* const node = assertions.front();
    if (auto error = refuse_signatures(document.get(), root, node, provider)) return std::move(*error);
    if (auto error = refuse_response(root, provider, expected)) return std::move(*error);
    const auto issuers = children(node, assertion_space, "Issuer");
    if (issuers.size() != 1 || text_of(issuers.front()) != provider.entity)
        return Error{"The assertion is of another issuer"};
    if (auto error = refuse_conditions(node, expected)) return std::move(*error);
    const auto issued = moment_in(node, "IssueInstant");
    if (!issued || *issued > expected.now + clock_skew) return Error{"The assertion was issued in the future"};
    if (expected.request.empty() && *issued <= expected.now - longest_unasked)
        return Error{"The assertion is older than six minutes"};
    const xmlNode* const subject = only_child(node, assertion_space, "Subject");
    Assertion assertion;
    if (auto error = refuse_subject(subject, expected, assertion.expires)) return std::move(*error);
    assertion.id = attribute(node, "ID");
    assertion.subject = text_of(only_child(subject, assertion_space, "NameID"));
    if (assertion.subject.empty()) return Error{"The assertion has no NameID"};
    for (const xmlNode* each : children(node, assertion_space, "AuthnStatement"))
        assertion.session = attribute(each, "SessionIndex");
    for (const xmlNode* statement : children(node, assertion_space, "AttributeStatement")) {
        for (const xmlNode* each : children(statement, assertion_space, "Attribute")) {
            auto& values = assertion.attributes[attribute(each, "Name")];
            for (const xmlNode* value : children(each, assertion_space, "AttributeValue"))
                values.push_back(text_of(value));
        }
    }
    return assertion;
}

}  // namespace wt::identity::saml
