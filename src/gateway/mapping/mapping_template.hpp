#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "gateway/mapping/input.hpp"
#include "gateway/vtl/template.hpp"

namespace wt::gateway::mapping {

/// What a template of a request or a response speaks of. All of it outlives the rendering.
struct Variables {
    std::string_view body;  // the request's, or the integration's answer
    RequestParameters parameters;
    /// $context, as nested objects: {"requestId": .., "identity": {"sourceIp": ..}, "authorizer": {..}}. Texts, numbers
    /// and truths; nulls are left out.
    const nlohmann::ordered_json* context = nullptr;
    Parameters stage_variables;
};

/// What a template set of $context.requestOverride and $context.responseOverride.
struct Overrides {
    using Named = std::map<std::string, std::string>;
    Named request_headers;
    Named request_path;
    Named request_querystring;
    Named response_headers;
    std::optional<int> response_status;
};

struct Mapped {
    std::string text;
    Overrides overrides;
};

/// Why there is no text. What a client gets differs.
struct MappingFailure {
    enum class Cause : std::uint8_t {
        body,      // the body is no JSON: 400 with the message
        template_  // anything else: 500 "Internal server error", and the message in the execution log
    };
    Cause cause = Cause::template_;
    std::string message;
};

/// A mapping template: read when an API is deployed, rendered for each request. A template that does not parse is kept,
/// too: API Gateway takes it, and fails each request.
class MappingTemplate {
public:
    static constexpr std::size_t longest = std::size_t{300} << 10U;

    /// Only a text that is too long is refused.
    [[nodiscard]] static Result<MappingTemplate> of(std::string_view text);

    [[nodiscard]] Result<Mapped, MappingFailure> render(const Variables& variables) const;

private:
    MappingTemplate() = default;

    std::optional<vtl::Template> template_;
    std::string problem_;
    std::unique_ptr<Paths> paths_;
};

}  // namespace wt::gateway::mapping
