#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "gateway/json_path/path.hpp"
#include "http/message.hpp"

/// What an HTTP API changes of requests on their way to an integration, and of the answers on their way back. API
/// Gateway Developer Guide, "Transform API requests and responses for HTTP APIs in API Gateway".
namespace wt::gateway::http_api {

struct Passage;  // gateway/http_api/passage.hpp

/// Where a mapping stands: an answer knows nothing of "$request.", and a request nothing of "$response.".
enum class Side : std::uint8_t { request, answer };

/// A text with names in it: "$request.header.x", "${context.requestId}-$stageVariables.v", "$request.body.user.id".
class Expression {
public:
    Expression() = default;
    /// None where it names what there is not.
    [[nodiscard]] static std::optional<Expression> of(std::string_view text, Side side);

    /// None where it is a name alone, and there is nothing of that name; `answer` is there on an answer's side.
    [[nodiscard]] std::optional<std::string> value(const Passage& pass, const http::Response* answer = nullptr) const;

private:
    struct Piece {
        std::string text;  // as it is, or a name: "request.header.x"
        bool is_name = false;
        std::optional<json_path::Path> path = {};  // of a body
    };
    /// The name as a piece; none where there is nothing like it.
    [[nodiscard]] static std::optional<Piece> named(std::string_view name, Side side);

    std::vector<Piece> pieces_;
};

struct Change {
    enum class Verb : std::uint8_t { append, overwrite, remove };
    enum class Place : std::uint8_t { header, argument, path, status };
    Verb verb = Verb::append;
    Place place = Place::header;
    std::string name;  // of a header or an argument
    Expression value;
};

/// Of {"append:header.x": "$context.requestId", ...}. Refused with a sentence.
[[nodiscard]] Result<std::vector<Change>> read_changes(const std::map<std::string, std::string>& said, Side side);

void apply(const std::vector<Change>& changes, const Passage& pass, http::Request& to);
void apply(const std::vector<Change>& changes, const Passage& pass, http::Response& to);

}  // namespace wt::gateway::http_api
