#include "identity/saml/metadata.hpp"

#include <algorithm>

#include "base/base64.hpp"
#include "identity/saml/xml.hpp"

namespace wt::identity::saml {

namespace {

/// An entity's role as an identity provider, alone or among others' (EntitiesDescriptor).
[[nodiscard]] xmlNode* provider_in(xmlNode* root, xmlNode*& entity) {
    std::vector<xmlNode*> entities = children(root, metadata_space, "EntityDescriptor");
    if (is(root, metadata_space, "EntityDescriptor")) entities = {root};
    for (xmlNode* each : entities) {
        const auto roles = children(each, metadata_space, "IDPSSODescriptor");
        if (roles.empty()) continue;
        entity = each;
        return roles.front();
    }
    return nullptr;
}

[[nodiscard]] std::string redirected_to(const xmlNode* role, const char* service) {
    constexpr std::string_view redirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
    for (const xmlNode* each : children(role, metadata_space, service)) {
        if (attribute(each, "Binding") == redirect) return attribute(each, "Location");
    }
    return {};
}

[[nodiscard]] bool is_web_address(std::string_view text) {
    return text.starts_with("https://") || text.starts_with("http://");
}

}  // namespace

Result<Metadata> read_metadata(std::string_view text) {
    const Document document = read_document(text);
    if (document == nullptr) return Error{"it is no XML, or has a DTD"};
    xmlNode* entity = nullptr;
    const xmlNode* const role = provider_in(xmlDocGetRootElement(document.get()), entity);
    if (role == nullptr) return Error{"it describes no identity provider"};
    Metadata metadata;
    metadata.entity = attribute(entity, "entityID");
    metadata.sign_on = redirected_to(role, "SingleSignOnService");
    metadata.sign_off = redirected_to(role, "SingleLogoutService");
    for (const xmlNode* key : children(role, metadata_space, "KeyDescriptor")) {
        const std::string use = attribute(key, "use");
        if (!use.empty() && use != "signing") continue;
        for (const xmlNode* info : children(key, signature_space, "KeyInfo")) {
            for (const xmlNode* data : children(info, signature_space, "X509Data")) {
                for (const xmlNode* each : children(data, signature_space, "X509Certificate")) {
                    std::string base64 = text_of(each);
                    std::erase_if(base64, [](char c) { return c == '\n' || c == '\r' || c == ' ' || c == '\t'; });
                    auto der = base64_decode(base64);
                    if (der && !der->empty()) metadata.certificates.push_back(std::move(*der));
                }
            }
        }
    }
    if (metadata.entity.empty()) return Error{"it has no entityID"};
    if (!is_web_address(metadata.sign_on)) return Error{"it has no SingleSignOnService for HTTP-Redirect"};
    if (!metadata.sign_off.empty() && !is_web_address(metadata.sign_off))
        return Error{"its SingleLogoutService is no address"};
    if (metadata.certificates.empty()) return Error{"it has no certificate of a key that signs"};
    return metadata;
}

}  // namespace wt::identity::saml
