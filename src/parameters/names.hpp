#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aws/error.hpp"

namespace wt::parameters {

/// What a reader names: "/a/b", "/a/b:3", "/a/b:label", or the same behind an ARN.
struct Selected {
    std::string name;
    std::string selector;  // ":3"; empty: the latest

    [[nodiscard]] std::optional<std::int64_t> version() const;  // none: it is a label, or nothing
    [[nodiscard]] std::string label() const { return selector.empty() ? std::string() : selector.substr(1); }
};
[[nodiscard]] Selected read_selected(std::string_view text);

/// Why a parameter cannot be called so; none: it can. Systems Manager API Reference, "PutParameter", Name.
[[nodiscard]] std::optional<aws::Error> refuse_name(std::string_view name);
/// Whether a version can be labelled so.
[[nodiscard]] bool is_label(std::string_view label);

/// Whether a parameter lies below a path; directly below it, unless `recursive`.
[[nodiscard]] bool is_below(std::string_view name, std::string_view path, bool recursive);

}  // namespace wt::parameters
