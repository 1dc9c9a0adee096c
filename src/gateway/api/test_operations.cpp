// Methods and authorizers that are tried out.
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/json_depth.hpp"
#include "gateway/api/find.hpp"
#include "http/date.hpp"
#include "http/streamed_answer.hpp"

namespace wt::gateway::api {

namespace {

/// "{X-One=1, X-Two=2}", as the log writes what it lists.
template <class Named>
[[nodiscard]] std::string listed(const Named& all) {
    std::string text;
    for (const auto& [name, value] : all) text += fmt::format("{}{}={}", text.empty() ? "" : ", ", name, value);
    return "{" + text + "}";
}

/// API Gateway's execution log: each line with its time, "Thu Apr 09 14:10:37 UTC 2020".
class Log {
public:
    Log(Instant now, std::string_view request) {
        const std::string date = http::format_date(now);  // "Thu, 09 Apr 2020 14:10:37 GMT"
        time_ = fmt::format("{} {} {} {} UTC {}", date.substr(0, 3), date.substr(8, 3), date.substr(5, 2),
                            date.substr(17, 8), date.substr(12, 4));
        text_ = fmt::format("Execution log for request {}\n", request);
    }
    void add(std::string_view line) { text_ += fmt::format("{} : {}\n", time_, line); }
    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    std::string time_;
    std::string text_;
};

template <class Input>
[[nodiscard]] http::Request request_of(const Input& input, const std::string& usual_path) {
    http::Request request;
    const std::string whole = input.path_with_query_string.value_or(usual_path);
    const std::size_t mark = std::min(whole.find('?'), whole.size());
    request.path = whole.substr(0, mark);
    request.query = whole.substr(std::min(mark + 1, whole.size()));
    request.body = input.body.value_or("");
    request.secure = true;
    for (const auto& [name, value] : input.headers) request.headers.add(Text(name), Text(value));
    for (const auto& [name, values] : input.multi_value_headers) {
        if (request.headers.has(name)) continue;
        for (const std::string& value : values) request.headers.add(Text(name), Text(value));
    }
    return request;
}

/// The policy in what a function returned.
[[nodiscard]] std::optional<std::string> policy_in(std::string_view returned) {
    const auto json = nlohmann::ordered_json::parse(nests_deeper(returned) ? "" : returned, nullptr, false);
    if (!json.is_object() || !json.contains("policyDocument")) return std::nullopt;
    return json["policyDocument"].dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace

aws::Later<TestInvokeAuthorizerResponse> ApiGateway::test_invoke_authorizer(const aws::Call& call,
                                                                            TestInvokeAuthorizerRequest input) {
    using Verdict = Decision::Verdict;
    const auto found = find_part<AuthorizerDetail>(call, input.rest_api_id, input.authorizer_id);
    if (!found.ok()) co_return found.error();
    Log log(call.now, call.request_id);
    log.add("Starting authorizer: " + input.authorizer_id);
    http::Request request = request_of(input, "/");
    const Instant begun = planes_.now();
    const Planes::AuthorizerTrial trial{input.authorizer_id, input.stage_variables};
    const Tried tried = co_await planes_.try_out(*found->api, trial, std::move(request));
    TestInvokeAuthorizerResponse output;
    const Verdict verdict = tried.decision.verdict;
    output.client_status = verdict == Verdict::unauthorized ? 401 : verdict == Verdict::failed ? 500 : 200;
    output.latency = std::chrono::floor<std::chrono::milliseconds>(planes_.now() - begun).count();
    if (!tried.function.empty()) log.add("Endpoint request URI: " + tried.function);
    if (!tried.returned.empty()) log.add("Endpoint response body before transformations: " + tried.returned);
    if (output.client_status == 200) {
        auto& said = output.authorization.emplace();
        for (const auto& [name, value] : tried.decision.context) {
            if (name == "principalId") output.principal_id = value;
            if (name != "principalId") said[name].push_back(value);
        }
        output.policy = policy_in(tried.returned);
        output.claims = unless_empty(tried.claims);
        log.add("Successfully completed authorizer execution");
    } else {
        log.add(output.client_status == 401 ? "Unauthorized request: " + call.request_id
                                            : "Execution failed due to an internal error");
    }
    output.log = log.take();
    co_return output;
}

aws::Later<TestInvokeMethodResponse> ApiGateway::test_invoke_method(const aws::Call& call,
                                                                    TestInvokeMethodRequest input) {
    auto found = find_method(call, input);
    if (!found.ok()) {
        TestInvokeMethodRequest any = input;
        any.http_method = "ANY";
        found = find_method(call, any);
    }
    if (!found.ok()) co_return found.error();
    if (!found->method->method_integration) co_return bad_request("No integration defined for method");
    http::Request request = request_of(input, *found->resource->path);
    request.method = http::parse_method(input.http_method).value_or(http::Method::get);
    Log log(call.now, call.request_id);
    log.add("Starting execution for request: " + call.request_id);
    log.add(fmt::format("HTTP Method: {}, Resource Path: {}", input.http_method, request.path.view()));
    log.add("Method request query string: {" + request.query.str() + "}");
    log.add("Method request headers: " + listed(input.headers));
    log.add("Method request body before transformations: " + request.body.str());
    const Trial trial{input.resource_id, *found->method->http_method, input.stage_variables};
    const Instant begun = planes_.now();
    http::Response response = co_await planes_.try_out(*found->api, trial, std::move(request));
    if (response.stream != nullptr) response = co_await http::in_one_piece(std::move(response));
    TestInvokeMethodResponse output;
    output.status = response.status;
    output.body = response.body.str();
    output.latency = std::chrono::floor<std::chrono::milliseconds>(planes_.now() - begun).count();
    auto& headers = output.headers.emplace();
    auto& several = output.multi_value_headers.emplace();
    for (const http::Header& field : response.headers) {
        headers[field.name.str()] = field.value.str();
        several[field.name.str()].push_back(field.value.str());
    }
    log.add("Method response body after transformations: " + *output.body);
    log.add("Method response headers: " + listed(headers));
    log.add("Successfully completed execution");
    log.add(fmt::format("Method completed with status: {}", response.status));
    output.log = log.take();
    co_return output;
}

}  // namespace wt::gateway::api
