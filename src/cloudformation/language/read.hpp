#pragma once
#include <string_view>

#include <nlohmann/json.hpp>

namespace wt::cloudformation::language {

using OrderedJson = nlohmann::ordered_json;

/// A template's text, JSON or YAML, as one tree: YAML's short forms (!Ref) are spelled out, and a number is one only
/// where it is written back as it came. Throws a Flaw.
[[nodiscard]] OrderedJson read_template(std::string_view text);

/// As JSON. What stands in YAML need not be UTF-8.
[[nodiscard]] std::string written(const OrderedJson& value);

}  // namespace wt::cloudformation::language
