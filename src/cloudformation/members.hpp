#pragma once
#include <cstdint>
#include <cstdlib>
#include <string>

#include "cloudformation/language/evaluate.hpp"

namespace wt::cloudformation {

/// A member as a text, however it is written; empty: it is not there.
[[nodiscard]] inline std::string text_at(const language::OrderedJson& of, const char* name) {
    if (!of.is_object() || !of.contains(name)) return {};
    return of[name].is_string() ? of[name].get<std::string>() : language::written(of[name]);
}

[[nodiscard]] inline std::int64_t number_at(const language::OrderedJson& of, const char* name, std::int64_t otherwise) {
    const std::string text = text_at(of, name);
    return text.empty() ? otherwise : std::strtoll(text.c_str(), nullptr, 10);
}

}  // namespace wt::cloudformation
