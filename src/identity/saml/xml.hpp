#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <libxml/tree.h>

namespace wt::identity::saml {

struct FreeDocument {
    void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};
using Document = std::unique_ptr<xmlDoc, FreeDocument>;

inline constexpr const char* protocol_space = "urn:oasis:names:tc:SAML:2.0:protocol";
inline constexpr const char* assertion_space = "urn:oasis:names:tc:SAML:2.0:assertion";
inline constexpr const char* metadata_space = "urn:oasis:names:tc:SAML:2.0:metadata";
inline constexpr const char* signature_space = "http://www.w3.org/2000/09/xmldsig#";

/// Documents, and what is asked of the nodes of one. A document has no DTD: nothing of it is expanded, and nothing is
/// fetched. Null where it is none.
[[nodiscard]] Document read_document(std::string_view text);
[[nodiscard]] bool is(const xmlNode* node, const char* space, const char* name);
/// Elements directly under it.
[[nodiscard]] std::vector<xmlNode*> children(const xmlNode* parent, const char* space, const char* name);
/// Null when there is none, or more than one.
[[nodiscard]] xmlNode* only_child(const xmlNode* parent, const char* space, const char* name);
/// Of no namespace; empty without one.
[[nodiscard]] std::string attribute(const xmlNode* node, const char* name);
/// All text in it, whatever stands between, without blanks around it.
[[nodiscard]] std::string text_of(const xmlNode* node);
/// A text as it stands in an attribute or between tags.
[[nodiscard]] std::string escaped(std::string_view text);

}  // namespace wt::identity::saml
