#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "aws/malformed.hpp"
#include "aws/shape.hpp"
#include "aws/violations.hpp"

/// Structures as JSON, for the protocols json 1.0, json 1.1 and rest-json.
namespace wt::aws {

/// Reads a body into `out`. Members that the structure does not know are passed over, nulls are absent. Nothing on
/// success. Members that travel elsewhere (REST) are not looked for.
[[nodiscard]] std::optional<Malformed> read_json(std::string_view body, const Structure& structure, void* out,
                                                 Violations& violations);

/// Appends the structure's members in the body as a JSON object.
void write_json(std::string& to, const Structure& structure, const void* value);

/// Appends the value of one member, wherever it travels; it has one.
void write_json_member(std::string& to, const Member& member, const void* structure);

/// Appends a text with its quotes; what is not UTF-8 in it becomes U+FFFD.
void write_json_text(std::string& to, std::string_view text);

}  // namespace wt::aws
