#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/result.hpp"

namespace wt::stream::jq {

/// Whether there is one of that name that takes so many arguments.
[[nodiscard]] bool is_function(std::string_view name, std::size_t arguments);
/// Of a value, with arguments that are values already. Errors in jq's words, as far as they are known.
[[nodiscard]] Result<nlohmann::json> call(std::string_view name, const nlohmann::json& of,
                                          const std::vector<nlohmann::json>& arguments);
/// As `tostring` has it.
[[nodiscard]] std::string text_of(const nlohmann::json& value);
/// "number"
[[nodiscard]] std::string_view type_of(const nlohmann::json& value);
/// jq's order of values: null, false, true, numbers, texts, arrays, objects.
[[nodiscard]] bool is_less(const nlohmann::json& a, const nlohmann::json& b);

}  // namespace wt::stream::jq
