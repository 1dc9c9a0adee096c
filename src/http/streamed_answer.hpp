#pragma once
#include <memory>
#include <optional>
#include <string_view>

#include "base/task.hpp"
#include "http/body.hpp"
#include "http/message.hpp"

namespace wt::http {

/// The type of a streamed answer that begins with what it is in HTTP's terms: a JSON object (statusCode, headers,
/// multiValueHeaders, cookies), eight zero bytes, and the body. (API Gateway Developer Guide, "Set up a Lambda proxy
/// integration with payload response streaming".)
inline constexpr std::string_view streamed_http_type = "application/vnd.awslambda.http-integration-response";

/// Reads up to the body, which is then the answer's stream. None: what came is malformed, or ended before.
[[nodiscard]] Task<std::optional<Response>> read_streamed_answer(std::shared_ptr<BodyStream> stream);

/// An answer in one piece, for who cannot hand it on otherwise; a broken one where its stream breaks off.
[[nodiscard]] Task<Response> in_one_piece(Response response);

}  // namespace wt::http
