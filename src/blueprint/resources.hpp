#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "blueprint/architecture.hpp"
#include "cloudformation/language/read.hpp"

namespace wt::blueprint {

using OrderedJson = cloudformation::language::OrderedJson;

struct Resource {
    std::string name;  // its logical id
    std::string type;
    OrderedJson properties;
};

/// A template's resources with their properties evaluated; references stand in texts as `<<Name>>`, `<<Name.Arn>>`.
struct Resources {
    std::vector<Resource> all;

    /// Null when there is none.
    [[nodiscard]] const Resource* find(std::string_view name) const;
    [[nodiscard]] std::vector<const Resource*> of(std::string_view type) const;
    /// The first resource of that type that a value refers to, however deep; null when it refers to none.
    [[nodiscard]] const Resource* target(const OrderedJson& value, std::string_view type) const;
};

/// Throws a cloudformation::language::Flaw.
[[nodiscard]] Resources resources_of(const std::string& text,
                                     const std::vector<std::pair<std::string, std::string>>& parameters,
                                     const Translate& translate);

/// What stands there; null when nothing does. Members may be named "A.B".
[[nodiscard]] const OrderedJson& member(const OrderedJson& of, std::string_view path);
/// The same as a text, a number, a truth, whatever the template wrote it as.
[[nodiscard]] std::string text(const OrderedJson& of, std::string_view path);
[[nodiscard]] double number(const OrderedJson& of, std::string_view path, double otherwise);
[[nodiscard]] bool truth(const OrderedJson& of, std::string_view path);

}  // namespace wt::blueprint
