#include "edge/functions/cloudfront_function.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "edge/error_page.hpp"
#include "edge/functions/event.hpp"
#include "edge/functions/origin_change.hpp"
#include "edge/functions/rules.hpp"

namespace wt::edge::functions {

namespace {

using OrderedJson = nlohmann::ordered_json;
using Kind = Verdict::Kind;

constexpr std::string_view request_side = "viewer-request";
constexpr std::string_view response_side = "viewer-response";

[[nodiscard]] std::string written(const OrderedJson& json) {
    return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

/// CloudFront Developer Guide, "HTTP 503 status code (Service Unavailable)"; the names are those of its access logs.
[[nodiscard]] http::Response page_of(Kind kind) {
    http::Response page = error_page(503, function_failed);
    page.headers.set("X-Cache", kind == Kind::invalid ? Text("FunctionValidationError from cloudfront")
                                : kind == Kind::spent ? Text("FunctionThrottledError from cloudfront")
                                                      : Text("FunctionExecutionError from cloudfront"));
    return page;
}

}  // namespace

Verdict judge(const Function& function, const OrderedJson& event, Instant now, Random& random) {
    Verdict verdict;
    const std::string text = written(event);
    const script::Run run{text, now, random, function.values.get(), {}};
    script::Outcome outcome = script::run(*function.program, run);
    verdict.logs = std::move(outcome.logs);
    verdict.text = std::move(outcome.text);
    constexpr std::uint64_t hundred = 100;
    verdict.utilization = static_cast<int>(std::min(hundred, hundred * outcome.steps / run.limits.steps));
    if (outcome.end != script::Outcome::End::returned) {
        verdict.kind = outcome.end == script::Outcome::End::spent ? Kind::spent : Kind::failed;
        return verdict;
    }
    const OrderedJson returned = OrderedJson::parse(verdict.text, nullptr, false);
    const bool at_response = event.at("context").value("eventType", "") == response_side;
    const bool answers = returned.is_object() && returned.contains("statusCode");
    const OrderedJson came = at_response ? event.value("response", OrderedJson::object()) : OrderedJson();
    verdict.kind = at_response || answers ? Kind::response : Kind::request;
    auto why = verdict.kind == Kind::response ? refuse_response(came, returned)
                                              : refuse_request(event.at("request"), returned);
    if (!why && verdict.kind == Kind::request && !outcome.origin.empty()) {
        auto chosen = read_origin(outcome.origin);
        if (chosen.ok()) {
            verdict.origin = std::move(*chosen);
        } else {
            why = chosen.error().message;
        }
    }
    if (why) {
        verdict.kind = Kind::invalid;
        verdict.text = *why;
    }
    return verdict;
}

Task<std::optional<http::Response>> CloudFrontFunction::on_request(http::Request& request, Occasion occasion) {
    const OrderedJson event = event_of(request_side, occasion, request);
    const Verdict verdict = judge(function_, event, occasion.now, *occasion.random);
    if (function_.audience != nullptr) function_.audience->saw(verdict, occasion);
    if (verdict.kind == Kind::request && verdict.origin) {
        if (occasion.origins == nullptr) co_return page_of(Kind::invalid);
        auto chosen = occasion.origins->choose(*verdict.origin);
        if (!chosen.ok()) co_return page_of(Kind::invalid);
        request.origin = std::move(*chosen);
    }
    if (verdict.kind == Kind::request) {
        put(event["request"], OrderedJson::parse(verdict.text), request);
        co_return std::nullopt;
    }
    if (verdict.kind != Kind::response) co_return page_of(verdict.kind);
    http::Response response;
    put(OrderedJson(), OrderedJson::parse(verdict.text), response);
    response.headers.set("Server", "CloudFront");
    response.headers.set("X-Cache", "FunctionGeneratedResponse from cloudfront");
    if (request.method == http::Method::head) response.body = Text();
    co_return response;
}

Task<void> CloudFrontFunction::on_response(const http::Request& request, http::Response& response, Occasion occasion) {
    OrderedJson event = event_of(response_side, occasion, request);
    event["response"] = told(response);
    const Verdict verdict = judge(function_, event, occasion.now, *occasion.random);
    if (function_.audience != nullptr) function_.audience->saw(verdict, occasion);
    if (verdict.kind != Kind::response) {
        const std::uint32_t answered_by = response.answered_by;
        response = page_of(verdict.kind);
        response.answered_by = answered_by;
        co_return;
    }
    const Text body = response.body;
    put(event["response"], OrderedJson::parse(verdict.text), response);
    if (request.method == http::Method::head) response.body = body;
}

}  // namespace wt::edge::functions
