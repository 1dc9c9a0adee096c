#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "aws/authenticator.hpp"
#include "aws/service.hpp"
#include "base/context.hpp"
#include "http/event_form.hpp"
#include "http/message.hpp"
#include "lambda/api/catalogue.hpp"
#include "lambda/api/invoker.hpp"

namespace wt::lambda::api {

/// Functions at addresses of their own: who may come in by AuthType and the function's policy, CORS, the event of a
/// request, and what the function's answer becomes. Lambda Developer Guide, "Creating and managing Lambda function
/// URLs", "Invoking Lambda function URLs", "Invoking a response streaming enabled function using Lambda function
/// URLs".
class FunctionUrls {
public:
    /// All outlive this. `model` is Lambda's, by whose name requests are signed.
    FunctionUrls(const Context& context, Catalogue& catalogue, Invoker& invoker, aws::Authenticator& authenticator,
                 const aws::ServiceModel& model);

    /// `id`: what stands before ".lambda-url." in the host.
    [[nodiscard]] Task<http::Response> handle(std::string id, http::Request request);

private:
    struct Place {
        FunctionName name;
        FunctionUrlConfig config;
    };
    [[nodiscard]] std::optional<Place> find(std::string_view id) const;
    /// Why the caller may not; else who it is.
    [[nodiscard]] Result<aws::Principal, http::Response> let_in(const aws::Call& call, const Place& place);

    Context context_;
    Catalogue& catalogue_;
    Invoker& invoker_;
    aws::Authenticator& authenticator_;
    const aws::ServiceModel& model_;
    Random ids_;
};

/// The event of a request (payload format 2.0).
struct UrlEvent {
    std::string id;
    std::string region;
    std::string request_id;
    Instant now = epoch;
    aws::Principal caller;  // anonymous where nobody asked
};
[[nodiscard]] std::string event_of(const UrlEvent& about, const http::Request& request);
/// What a function's payload becomes.
[[nodiscard]] http::Response answer_of(const Text& payload);
/// What it becomes where the InvokeMode is RESPONSE_STREAM. Assumed: what does not begin with what it is in HTTP's
/// terms is the body as it is.
[[nodiscard]] Task<http::Response> streamed_answer_of(http::Response from);

}  // namespace wt::lambda::api
