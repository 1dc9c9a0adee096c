#include "edge/functions/lambda_edge.hpp"

#include <memory>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/json_depth.hpp"
#include "base/literals.hpp"
#include "base/sync.hpp"
#include "edge/error_page.hpp"
#include "http/event_form.hpp"
#include "http/tier.hpp"

namespace wt::edge::functions {

namespace {

using Json = nlohmann::ordered_json;

class EdgeForm final : public http::EventForm {
public:
    explicit EdgeForm(std::string event) : event_(event) {}
    [[nodiscard]] Text event(const http::Request& /*request*/) override { return event_; }

private:
    Text event_;
};

/// CloudFront's page, and its X-Cache by the names of AWS's access logs.
[[nodiscard, gnu::cold]] http::Response failure(int status, std::string_view why, std::string_view sentence) {
    http::Response page = error_page(status, sentence);
    page.headers.set("X-Cache", Text(std::string(why) + " from cloudfront"));
    return page;
}

/// What went wrong before there was anything to look at; none: nothing.
[[nodiscard]] std::optional<http::Response> failure_of(const std::optional<http::Response>& answer) {
    constexpr std::string_view invalid =
        "The Lambda function associated with the CloudFront distribution is invalid or doesn't have the required "
        "permissions.";
    constexpr std::string_view throttled =
        "The Lambda function associated with the CloudFront distribution was throttled.";
    // Assumed: this sentence.
    constexpr std::string_view failed =
        "The Lambda function associated with the CloudFront distribution returned an execution error.";
    if (!answer) return failure(503, "LambdaExecutionError", failed);
    if (answer->broken()) return failure(503, "LambdaExecutionError", invalid);
    if (answer->headers.has("x-amzn-ErrorType")) return failure(503, "LambdaLimitExceeded", throttled);
    if (answer->headers.has("X-Amz-Function-Error")) return failure(503, "LambdaExecutionError", failed);
    return std::nullopt;
}

[[nodiscard]] EdgeInvocation::Outcome outcome_of(const std::optional<http::Response>& answer) {
    using Outcome = EdgeInvocation::Outcome;
    if (!answer || answer->broken()) return Outcome::failed;
    if (answer->headers.has("x-amzn-ErrorType")) return Outcome::throttled;
    return answer->headers.has("X-Amz-Function-Error") ? Outcome::failed : Outcome::done;
}

[[nodiscard]] http::Response invalid_result(std::string_view why) { return failure(502, "LambdaValidationError", why); }

/// What a program returned; discarded: it is no JSON.
[[nodiscard]] Json result_of(const http::Response& answer) {
    if (nests_deeper(answer.body)) return {Json::value_t::discarded};
    return Json::parse(answer.body.view(), nullptr, false);
}
constexpr std::string_view no_json = "The Lambda function returned invalid json: The json output is not parsable.";

[[nodiscard]] std::string written_out(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

[[nodiscard]] http::Response generated(http::Response response, const http::Request& request) {
    response.headers.set("X-Cache", "LambdaGeneratedResponse from cloudfront");
    if (!response.headers.has("Server")) response.headers.add("Server", "CloudFront");
    if (request.method == http::Method::head) response.body = Text();
    return response;
}

}  // namespace

Duration longest_run(Trigger trigger) { return at_viewer(trigger) ? 5s : 30s; }

Task<std::optional<http::Response>> LambdaEdgeFunction::invoke(const http::Request& about, std::string event) {
    EdgeForm form(std::move(event));
    if (about_.function.starts_with("arn:"))
        form.fields.set("Lambda-Runtime-Invoked-Function-Arn", Text(about_.function));
    http::Request asked = about;
    asked.form = &form;
    asked.route = "*";
    asked.origin = nullptr;
    const Instant began = clock_.now();
    const std::uint32_t place = about.pop;
    http::Visit asking = way_.end().send(std::move(asked));
    std::optional<http::Response> answer =
        co_await Timeout<http::Response, http::Visit>(clock_, longest_run(about_.trigger), std::move(asking));
    if (audience_ != nullptr) audience_->saw({place, clock_.now() - began, outcome_of(answer)});
    co_return answer;
}

Task<std::optional<http::Response>> LambdaEdgeFunction::on_request(http::Request& request, Occasion occasion) {
    Told told{about_.trigger, occasion, request};
    told.body = about_.body;
    const Json event = event_of(told);
    std::optional<http::Response> answer = co_await invoke(request, written_out(event));
    if (auto failed = failure_of(answer)) co_return failed;
    if (!answer->payload) {
        if (answer->status == 200) co_return std::nullopt;
        http::Response said = generated(std::move(*answer), request);
        said.answered_by = 0;
        co_return said;
    }
    const Json returned = result_of(*answer);
    if (returned.is_discarded()) co_return invalid_result(no_json);
    auto read = read_request(about_.trigger, event, returned, request);
    if (!read.ok()) co_return invalid_result(read.error().message);
    if (read->response) co_return generated(std::move(*read->response), request);
    if (read->origin && occasion.origins != nullptr) {
        auto chosen = occasion.origins->choose(*read->origin);
        if (!chosen.ok()) co_return invalid_result(chosen.error().message);
        request.origin = std::move(*chosen);
    }
    co_return std::nullopt;
}

Task<void> LambdaEdgeFunction::on_response(const http::Request& request, http::Response& response, Occasion occasion) {
    Told told{about_.trigger, occasion, request};
    told.response = &response;
    const Json event = event_of(told);
    std::optional<http::Response> answer = co_await invoke(request, written_out(event));
    const std::uint32_t answered_by = response.answered_by;
    const Text body = response.body;
    auto failed = failure_of(answer);
    if (!failed && answer->payload) {
        const Json returned = result_of(*answer);
        std::optional<std::string> why =
            returned.is_discarded() ? std::string(no_json) : read_response(about_.trigger, event, returned, response);
        if (why) failed = invalid_result(*why);
    }
    if (failed) {
        response = std::move(*failed);
        response.answered_by = answered_by;
    } else if (request.method == http::Method::head) {
        response.body = body;
    }
}

void associate(const std::vector<LambdaAssociation>& functions, Clock& clock, const LambdaGround& ground,
               SpecialBehavior& to) {
    for (const LambdaAssociation& each : functions) {
        std::shared_ptr<EdgeFunction>& place = each.trigger == Trigger::viewer_request    ? to.on_request
                                               : each.trigger == Trigger::viewer_response ? to.on_response
                                               : each.trigger == Trigger::origin_request  ? to.on_origin_request
                                                                                          : to.on_origin_response;
        std::shared_ptr<LambdaAudience> audience;
        if (ground.audience_of) audience = ground.audience_of(each.function);
        place = std::make_shared<LambdaEdgeFunction>(clock, each, ground.way_to(each.function), std::move(audience));
    }
}

}  // namespace wt::edge::functions
