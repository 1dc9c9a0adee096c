#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aws/json.hpp"
#include "gateway/api/errors.hpp"

namespace wt::gateway::api {

/// What of a resource can be patched: a path, in which '*' stands for any one name, and the operations that it takes:
/// "/variables/*", "add remove replace". API Gateway Developer Guide, "Patch operations".
struct PatchRule {
    std::string_view path;
    std::string_view operations;
};

/// The names of a JSON pointer, without its escapes: "/paths/~1pets" has "paths" and "/pets".
[[nodiscard]] std::vector<std::string> pointer_names(std::string_view pointer);

/// Applies the operations, in order, to a resource of that shape in its JSON form. On an error the text is of no use.
[[nodiscard]] std::optional<aws::Error> patch_json(const std::vector<PatchOperation>& operations,
                                                   std::span<const PatchRule> rules, const aws::Structure& shape,
                                                   std::string& resource);

/// The resource with the operations applied: all of them, or an error.
template <class T>
[[nodiscard]] aws::Outcome<T> patched(const T& resource, const std::vector<PatchOperation>& operations,
                                      std::span<const PatchRule> rules) {
    const aws::Structure& shape = shape_of(aws::Tag<T>{});
    std::string text;
    aws::write_json(text, shape, &resource);
    if (auto error = patch_json(operations, rules, shape, text)) return std::move(*error);
    T changed;
    aws::Violations violations;
    if (aws::read_json(text, shape, &changed, violations)) return bad_request("Invalid patch operation specified.");
    if (!violations.empty()) return bad_request(violations.message());
    return changed;
}

}  // namespace wt::gateway::api
