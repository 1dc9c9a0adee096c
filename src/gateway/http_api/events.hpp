#pragma once
#include <string>
#include <vector>

#include "gateway/http_api/passage.hpp"
#include "http/event_form.hpp"

/// What functions are told of requests to an HTTP API.
namespace wt::gateway::http_api {

/// A request as a function behind a route gets it. Beside the passage, which outlives it.
class RouteEvent final : public http::EventForm {
public:
    RouteEvent(const Passage& pass, PayloadFormat format) : pass_(pass), format_(format) {}
    /// Of the request as mappings left it.
    [[nodiscard]] Text event(const http::Request& sent) override;

private:
    const Passage& pass_;
    PayloadFormat format_;
};

/// What a function is asked about a caller, who is known by these. API Gateway Developer Guide, "Control access to HTTP
/// APIs with AWS Lambda authorizers".
[[nodiscard]] Text question(const Passage& pass, PayloadFormat format, const std::vector<std::string>& identity);

}  // namespace wt::gateway::http_api
