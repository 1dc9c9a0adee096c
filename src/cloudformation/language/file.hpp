#pragma once
#include <string>
#include <string_view>

namespace wt::cloudformation::language {

/// Whether a file's text is a template, and no scenario.
[[nodiscard]] bool is_template(std::string_view text);
/// Whether a file's text says nothing that a template or a scenario would.
[[nodiscard]] bool is_neither(std::string_view text);
/// What the stack of a template's file is called: "my_app.yaml" is "my-app".
[[nodiscard]] std::string stack_name_of(std::string_view file);

}  // namespace wt::cloudformation::language
