#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace wt::gateway {

/// A schema of JSON in draft 4, which API Gateway's models are: read when an API is deployed, asked about each body.
/// Formats are not looked at, nor are patterns that RE2 does not take (with backreferences, or that look around). What
/// is nested deeper than 512 levels, or takes more than a million steps, is not accepted.
class JsonSchema {
public:
    /// The text of the model of that name, to which a schema may refer; none: there is none.
    using Models = std::function<std::optional<std::string>(const std::string& name)>;

    /// Refused with a sentence: it is no JSON, is no schema, or refers to what is not there.
    [[nodiscard]] static Result<JsonSchema> of(std::string_view text, const Models& models);
    ~JsonSchema();
    JsonSchema(JsonSchema&&) noexcept;
    JsonSchema& operator=(JsonSchema&&) noexcept;

    /// Whether a text is JSON that the schema describes.
    [[nodiscard]] bool accepts(std::string_view json) const;

private:
    struct Nodes;
    explicit JsonSchema(std::unique_ptr<const Nodes> nodes);
    std::unique_ptr<const Nodes> nodes_;
};

}  // namespace wt::gateway
