#pragma once
#include <string_view>

#include "gateway/http_api/passage.hpp"
#include "http/message.hpp"

namespace wt::gateway::http_api {

/// An answer that an HTTP API makes itself: {"message": "Not Found"}.
struct HttpError {
    int status;
    std::string_view message;
};

namespace http_errors {
inline constexpr HttpError unauthorized{401, "Unauthorized"};
inline constexpr HttpError forbidden{403, "Forbidden"};
inline constexpr HttpError not_found{404, "Not Found"};
inline constexpr HttpError too_large{413, "Request Entity Too Large"};
inline constexpr HttpError too_many{429, "Too Many Requests"};
inline constexpr HttpError internal{500, "Internal Server Error"};
inline constexpr HttpError unavailable{503, "Service Unavailable"};
}  // namespace http_errors

[[nodiscard]] http::Response answer_of(Passage& pass, const HttpError& error);

}  // namespace wt::gateway::http_api
