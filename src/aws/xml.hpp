#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "aws/malformed.hpp"
#include "aws/shape.hpp"
#include "aws/violations.hpp"

/// Structures as XML, for rest-xml's bodies and for the answers of the query protocol.
namespace wt::aws {

struct XmlStyle {
    /// Timestamps with milliseconds: S3's. See scalar_text().
    bool milliseconds = false;
};

/// Reads the element `root` (any, when that is empty) into `out`; namespaces and what the structure does not know are
/// passed over. A text is taken as it is, also one of blanks; around other values they do not count. Nothing on
/// success. Members that travel elsewhere (REST) are not looked for.
[[nodiscard]] std::optional<Malformed> read_xml(std::string_view body, std::string_view root,
                                                const Structure& structure, void* out, Violations& violations);

/// Appends the structure's members in the body as elements, one after another.
void write_xml_members(std::string& to, const Structure& structure, const void* value, XmlStyle style);

/// Appends an element with the structure in it. `xmlns` may be empty.
void write_xml(std::string& to, std::string_view root, std::string_view xmlns, const Structure& structure,
               const void* value, XmlStyle style);

/// Appends <name>text</name>.
void write_xml_element(std::string& to, std::string_view name, std::string_view text);
/// Appends a text with what XML does not bear replaced.
void write_xml_text(std::string& to, std::string_view text);

inline constexpr std::string_view xml_declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

}  // namespace wt::aws
