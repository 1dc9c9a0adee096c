#include "lambda/api/function_url.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "base/fresh_random.hpp"
#include "http/cors.hpp"
#include "http/ids.hpp"
#include "http/payload_v2.hpp"
#include "http/streamed_answer.hpp"
#include "http/uri.hpp"
#include "lambda/api/policies.hpp"

namespace wt::lambda::api {

namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr std::size_t most_body = 6'291'456;

[[nodiscard]] http::Response forbidden() {
    return http::json_response(403,
                               R"({"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: )"
                               R"(https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"})");
}

[[nodiscard]] http::Response body_too_large() {
    return http::json_response(413, R"({"Message":"Request Entity Too Large"})");
}

[[nodiscard]] http::CorsRules rules_of(const Cors& cors) {
    using List = std::vector<std::string>;
    http::CorsRules rules;
    rules.origins = cors.allow_origins.value_or(List());
    rules.methods = cors.allow_methods.value_or(List());
    rules.headers = cors.allow_headers.value_or(List());
    rules.exposed = cors.expose_headers.value_or(List());
    rules.max_age = cors.max_age;
    rules.credentials = cors.allow_credentials.value_or(false);
    return rules;
}

class Form final : public http::EventForm {
public:
    explicit Form(UrlEvent about) : about_(std::move(about)) {}
    [[nodiscard]] Text event(const http::Request& request) override { return Text(event_of(about_, request)); }

private:
    UrlEvent about_;
};

}  // namespace

std::string event_of(const UrlEvent& about, const http::Request& request) {
    const bool known = !about.caller.anonymous();
    OrderedJson authorizer;
    if (known)
        authorizer["iam"] = {{"accessKey", about.caller.access_key},
                             {"accountId", about.caller.account},
                             {"callerId", about.caller.user_id},
                             {"cognitoIdentity", nullptr},
                             {"principalOrgId", nullptr},
                             {"userArn", about.caller.arn},
                             {"userId", about.caller.user_id}};
    const std::string domain = fmt::format("{}.lambda-url.{}.on.aws", about.id, about.region);
    http::EventFacts facts;
    facts.account = known ? std::string_view(about.caller.account) : std::string_view("anonymous");
    facts.api = about.id;
    facts.domain = domain;
    facts.path = request.path;
    facts.request_id = about.request_id;
    facts.arrived = about.now;
    facts.authorizer = &authorizer;
    return http::event_v2(facts, request).dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

http::Response answer_of(const Text& payload) {
    auto made = http::answer_v2(payload);
    return made ? std::move(*made) : http::json_response(502, "Internal Server Error");
}

Task<http::Response> streamed_answer_of(http::Response from) {
    const bool says = from.headers.get("Content-Type") == http::streamed_http_type;
    if (says && from.stream != nullptr) {
        std::optional<http::Response> made = co_await http::read_streamed_answer(from.stream);
        if (!made) made = http::json_response(502, "Internal Server Error");
        co_return std::move(*made);
    }
    http::Response response;
    response.body = std::move(from.body);
    response.stream = std::move(from.stream);
    const Text* const type = from.headers.find("Content-Type");
    response.headers.add("Content-Type", type != nullptr ? *type : Text("application/octet-stream"));
    co_return response;
}

FunctionUrls::FunctionUrls(const Context& context, Catalogue& catalogue, Invoker& invoker,
                           aws::Authenticator& authenticator, const aws::ServiceModel& model)
    : context_(context),
      catalogue_(catalogue),
      invoker_(invoker),
      authenticator_(authenticator),
      model_(model),
      ids_(fresh_random(context, "lambda.url_ids")) {}

std::optional<FunctionUrls::Place> FunctionUrls::find(std::string_view id) const {
    const std::string before = fmt::format("://{}.", lowered(id));
    for (const auto& [key, record] : catalogue_.functions()) {
        for (const auto& [qualifier, config] : record->urls) {
            if (config.function_url.find(before) != std::string::npos)
                return Place{record->name.with(qualifier), config};
        }
    }
    return std::nullopt;
}

Result<aws::Principal, http::Response> FunctionUrls::let_in(const aws::Call& call, const Place& place) {
    aws::Call asked = call;
    if (place.config.auth_type == "AWS_IAM") {
        auto admitted = authenticator_.admit(call, model_);
        if (!admitted.ok()) return forbidden();
        asked.caller = std::move(admitted->caller);
        asked.region = std::move(admitted->region);
    }
    Target target;
    target.arn = place.name.arn();
    target.owner = place.name.place.account;
    const FunctionRecord* const record = catalogue_.find(place.name);
    target.policy = record->policy_of(place.name.qualifier);
    const std::vector<std::pair<std::string, std::string>> more{{"lambda:FunctionUrlAuthType", place.config.auth_type},
                                                                {"lambda:InvokedViaFunctionUrl", "true"}};
    for (const char* action : {"lambda:InvokeFunctionUrl", "lambda:InvokeFunction"}) {
        if (refuse(asked, model_, action, target, more)) return forbidden();
    }
    return std::move(asked.caller);
}

Task<http::Response> FunctionUrls::handle(std::string id, http::Request request) {
    auto place = find(id);
    if (!place) co_return http::json_response(403, R"({"Message":"Forbidden"})");  // Assumed
    std::optional<http::CorsRules> cors;
    if (place->config.cors) cors = rules_of(*place->config.cors);
    if (cors && http::is_preflight(request)) co_return http::answer_preflight(*cors, request);
    const std::string request_id = http::request_id(ids_).str();
    aws::Call call{{},           place->name.place.region,        request_id, {}, context_.calendar(), false, request,
                   request.path, http::parse_query(request.query)};
    auto caller = let_in(call, *place);
    http::Response response;
    if (!caller.ok()) {
        response = caller.error();
    } else if (request.body.size() > most_body) {
        response = body_too_large();
    } else {
        UrlEvent about;
        about.id = lowered(id);
        about.region = place->name.place.region;
        about.request_id = request_id;
        about.now = context_.calendar();
        if (place->config.auth_type == "AWS_IAM") about.caller = std::move(*caller);
        Form form(std::move(about));
        Invocation invocation;
        invocation.form = &form;
        invocation.request = request;
        invocation.id = request_id;
        invocation.streams = place->config.invoke_mode == "RESPONSE_STREAM";
        const bool streams = invocation.streams;
        response = co_await invoker_.invoke(place->name, std::move(invocation));
        if (response.status == 413 && response.headers.has("x-amzn-ErrorType")) {
            response = body_too_large();
        } else if (response.headers.has("x-amzn-ErrorType")) {
            response = http::json_response(429, R"({"Message":"Rate Exceeded."})");
        } else if (response.broken() || response.headers.has("X-Amz-Function-Error")) {
            response = http::json_response(502, "Internal Server Error");
        } else if (response.payload && streams) {
            response = co_await streamed_answer_of(std::move(response));
        } else if (response.payload) {
            response = answer_of(response.body);
        }
    }
    if (cors) http::let_pages_read(*cors, request, response);
    response.headers.set("x-amzn-RequestId", Text(request_id));
    co_return response;
}

}  // namespace wt::lambda::api
