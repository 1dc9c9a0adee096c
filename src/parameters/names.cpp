#include "parameters/names.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "parameters/errors.hpp"

namespace wt::parameters {

namespace {

// Systems Manager User Guide, "Parameter name requirements and constraints".
constexpr std::ptrdiff_t deepest = 15;
constexpr std::size_t longest_label = 100;

[[nodiscard]] bool is_name_character(char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '-'; }

}  // namespace

std::optional<std::int64_t> Selected::version() const {
    const std::string text = label();
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

Selected read_selected(std::string_view text) {
    constexpr std::string_view mark = ":parameter/";
    if (text.starts_with("arn:")) {
        const std::size_t at = text.find(mark);
        if (at != std::string_view::npos) {
            // A name without a path stands behind its slash, too.
            text.remove_prefix(at + mark.size() - 1);
            if (std::count(text.begin(), text.end(), '/') == 1) text.remove_prefix(1);
        }
    }
    const std::size_t colon = std::min(text.find(':'), text.size());
    return {std::string(text.substr(0, colon)), std::string(text.substr(colon))};
}

std::optional<aws::Error> refuse_name(std::string_view name) {
    const std::string small = lowered(name);
    const bool path = name.find('/') != std::string_view::npos;
    const std::string_view first = small.starts_with('/') ? std::string_view(small).substr(1) : std::string_view(small);
    if (path && !name.starts_with('/')) return validation("Parameter name must be a fully qualified name.");
    if (first.starts_with("aws") && path)
        return aws::Error(access_denied, fmt::format("No access to reserved parameter name: {}.", name));
    if (first.starts_with("aws") || first.starts_with("ssm"))
        return validation(
            path ? "Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as a path, it can "
                   "consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, "
                   "numbers and the following 3 symbols .-_"
                 : "Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive).");
    if (std::count(name.begin(), name.end(), '/') > deepest)
        return aws::Error(ssm_errors::hierarchy_level_limit_exceeded,
                          "Hierarchy depth exceeded. The maximum depth is 15 levels.");  // Assumed: the sentence
    const bool fits = std::all_of(name.begin(), name.end(), [](char c) { return c == '/' || is_name_character(c); });
    if (!fits || name.ends_with('/') || name.find("//") != std::string_view::npos)
        return validation(
            "Parameter name must not end with slash, and only a mix of letters, numbers and the "
            "following 3 symbols .-_ are allowed.");  // Assumed: the sentence
    return std::nullopt;
}

bool is_label(std::string_view label) {
    const std::string small = lowered(label);
    return !label.empty() && label.size() <= longest_label && !is_digit(label.front()) && !small.starts_with("aws") &&
           !small.starts_with("ssm") && std::all_of(label.begin(), label.end(), is_name_character);
}

bool is_below(std::string_view name, std::string_view path, bool recursive) {
    std::string stem(path);
    if (!stem.ends_with('/')) stem += '/';
    // A name without slashes lies at the root.
    const std::string whole = name.starts_with('/') ? std::string(name) : fmt::format("/{}", name);
    if (!whole.starts_with(stem)) return false;
    return recursive || whole.find('/', stem.size()) == std::string::npos;
}

}  // namespace wt::parameters
