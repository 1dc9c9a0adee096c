#pragma once
#include <string>
#include <string_view>
#include <variant>

#include "gateway/java/value.hpp"

namespace wt::gateway::java {

/// What json-smart says about a text that it does not take; API Gateway hands it to clients.
struct ParseFailure {
    std::string message;
};

/// A text as json-smart reads it when it permits everything: also without quotes, with single ones, with commas too
/// many, with anything behind it. What is no JSON at all is a text. Texts in it point into `json` where they can: it
/// must live as long.
[[nodiscard]] std::variant<Value, ParseFailure> parse_json(Heap& heap, std::string_view json);

}  // namespace wt::gateway::java
