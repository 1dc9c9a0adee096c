#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "aws/malformed.hpp"
#include "aws/shape.hpp"
#include "aws/violations.hpp"

/// Structures as JSON by their models' names, wherever a protocol would put their members: for calls that never leave
/// the process.
namespace wt::aws {

/// As read_json().
[[nodiscard]] std::optional<Malformed> read_model_json(std::string_view text, const Structure& structure, void* out,
                                                       Violations& violations);

/// All members that have a value, but bytes that are streamed.
void write_model_json(std::string& to, const Structure& structure, const void* value);

}  // namespace wt::aws
