#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/malformed.hpp"
#include "aws/shape.hpp"
#include "aws/violations.hpp"
#include "aws/xml.hpp"
#include "http/message.hpp"

/// The REST protocols' bindings: members that travel in the path, the query, header fields and the status, and a body
/// in XML or JSON.
namespace wt::aws {

using Arguments = std::vector<std::pair<std::string, std::string>>;

enum class BodyFormat : std::uint8_t { xml, json };

/// A request, taken apart as far as its route told.
struct RestRequest {
    const Arguments& labels;  // "Bucket" and its value
    const Arguments& query;
    const http::Headers& headers;
    std::string_view body;             // collected, unless the input is a payload
    std::shared_ptr<Payload> payload;  // or the stream of it
};

/// Nothing on success.
[[nodiscard]] std::optional<Malformed> read_rest(const RestRequest& request, BodyFormat format,
                                                 const Structure& structure, void* out, Violations& violations);

struct RestStyle {
    BodyFormat format = BodyFormat::xml;
    std::string_view xmlns;
    XmlStyle xml;
    /// XML: what the body's element is called when the output does not say it.
    std::string_view root;
};

/// Writes the members to where they travel. `response.status` is the operation's own unless a member says another.
void write_rest(http::Response& response, const RestStyle& style, const Structure& structure, const void* value);

}  // namespace wt::aws
