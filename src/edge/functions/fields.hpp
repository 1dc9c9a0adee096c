#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/message.hpp"

/// Header fields as edge functions may see and set them: those of CloudFront Functions and of Lambda@Edge alike.
/// CloudFront Developer Guide, "Restrictions on all edge functions".
namespace wt::edge::functions {

/// Names (in lower case) of fields that functions neither see nor may add.
[[nodiscard]] bool is_hidden(std::string_view name);

/// Lower case alone.
[[nodiscard]] bool is_field_name(std::string_view name);
[[nodiscard]] bool is_field_value(std::string_view value);

/// What may stand as a path that a function returned.
[[nodiscard]] bool is_path(std::string_view path);

/// The fields that a function returned: by name in lower case, in its order, each with its values. A value may say how
/// its name is spelled.
using SaidFields = std::vector<std::pair<std::string, std::vector<http::Header>>>;

/// A message's fields after a function: in the places and with the spelling that they had before. Those that it was not
/// shown stay; the one of that name (of cookies, where they are told apart) is left out.
[[nodiscard]] http::Headers merged(const SaidFields& said, const http::Headers& before, std::string_view apart = {});

}  // namespace wt::edge::functions
