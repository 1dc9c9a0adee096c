#pragma once
#include <string>
#include <vector>

#include <libxml/tree.h>

namespace wt::identity::saml {

enum class Signature : unsigned char { absent, good, bad };

/// Whether a signature stands directly in the element, covers exactly that element, by its ID, and is one by the key of
/// one of the certificates (DER). `id` belongs to the element alone.
[[nodiscard]] Signature check_signature(xmlNode* element, const std::string& id,
                                        const std::vector<std::string>& certificates);

/// Makes the element known by its ID; false where it has none, or another has the same.
[[nodiscard]] bool note_id(xmlDoc* document, xmlNode* element);

}  // namespace wt::identity::saml
