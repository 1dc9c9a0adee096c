#include "lambda/api/function_url.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "aws/utf8.hpp"
#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/json_depth.hpp"
#include "http/date.hpp"
#include "http/ids.hpp"
#include "http/uri.hpp"
#include "lambda/api/policies.hpp"

namespace wt::lambda::api {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t most_body = 6'291'456;

[[nodiscard]] http::Response forbidden() {
    return http::json_response(403,
                               R"({"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: )"
                               R"(https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"})");
}

[[nodiscard]] bool holds(const std::optional<std::vector<std::string>>& list, std::string_view value) {
    return list && std::any_of(list->begin(), list->end(),
                               [&](const std::string& each) { return each == "*" || same_ignoring_case(each, value); });
}

[[nodiscard]] std::string joined(const std::vector<std::string>& list) {
    std::string text;
    for (const std::string& each : list) text += (text.empty() ? "" : ",") + each;
    return text;
}

/// What a page may read, by the URL's own rules; they replace the function's.
void let_pages_read(const Cors& cors, const http::Request& request, http::Response& response) {
    for (const char* field :
         {"Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Access-Control-Allow-Methods",
          "Access-Control-Allow-Headers", "Access-Control-Expose-Headers", "Access-Control-Max-Age"})
        response.headers.remove(field);
    const std::string_view origin = request.headers.get("Origin");
    if (origin.empty() || !holds(cors.allow_origins, origin)) return;
    const bool credentials = cors.allow_credentials.value_or(false);
    const bool anybody =
        std::find(cors.allow_origins->begin(), cors.allow_origins->end(), "*") != cors.allow_origins->end();
    response.headers.add("Access-Control-Allow-Origin", anybody && !credentials ? Text("*") : Text(origin));
    if (!anybody || credentials) response.headers.add("Vary", "Origin");
    if (credentials) response.headers.add("Access-Control-Allow-Credentials", "true");
    if (cors.expose_headers && !cors.expose_headers->empty())
        response.headers.add("Access-Control-Expose-Headers", Text(joined(*cors.expose_headers)));
}

[[nodiscard]] bool is_preflight(const http::Request& request) {
    return request.method == http::Method::options && request.headers.has("Origin") &&
           request.headers.has("Access-Control-Request-Method");
}

[[nodiscard]] http::Response answer_preflight(const Cors& cors, const http::Request& request) {
    http::Response response;
    let_pages_read(cors, request, response);
    if (cors.allow_methods) response.headers.add("Access-Control-Allow-Methods", Text(joined(*cors.allow_methods)));
    if (cors.allow_headers) response.headers.add("Access-Control-Allow-Headers", Text(joined(*cors.allow_headers)));
    if (cors.max_age) response.headers.add("Access-Control-Max-Age", Text(std::to_string(*cors.max_age)));
    return response;
}

/// Assumed, after API Gateway's: these travel as they are, anything else in base64.
[[nodiscard]] bool is_text(std::string_view type) {
    const std::string low = lowered(type.substr(0, type.find(';')));
    return low.empty() || low.starts_with("text/") || low.ends_with("json") || low.ends_with("xml") ||
           low == "application/javascript" || low == "application/x-www-form-urlencoded";
}

/// "12/Mar/2020:19:03:58 +0000".
[[nodiscard]] std::string log_time(Instant now) {
    const std::string date = http::format_date(now);  // "Thu, 12 Mar 2020 19:03:58 GMT"
    return fmt::format("{}/{}/{}:{} +0000", date.substr(5, 2), date.substr(8, 3), date.substr(12, 4),
                       date.substr(17, 8));
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
    Json headers = Json::object();
    Json cookies = Json::array();
    for (const http::Header& field : request.headers) {
        std::string name = lowered(field.name);
        if (name == "cookie") {
            std::string_view rest = field.value;
            while (!rest.empty()) {
                const std::string_view cookie = trimmed(rest.substr(0, rest.find(';')));
                if (!cookie.empty()) cookies.push_back(std::string(cookie));
                rest.remove_prefix(std::min(rest.size(), std::min(rest.find(';'), rest.size() - 1) + 1));
            }
            continue;
        }
        if (headers.contains(name)) {
            headers[name] = headers[name].get<std::string>() + "," + std::string(field.value.view());
        } else {
            headers[name] = std::string(field.value.view());
        }
    }
    headers["x-forwarded-for"] = request.client.text();
    headers["x-forwarded-proto"] = request.secure ? "https" : "http";
    Json query = Json::object();
    for (const auto& [name, value] : http::parse_query(request.query))
        query[name] = query.contains(name) ? query[name].get<std::string>() + "," + value : value;
    const std::string domain = fmt::format("{}.lambda-url.{}.on.aws", about.id, about.region);
    const bool known = !about.caller.anonymous();
    Json context{{"accountId", known ? about.caller.account : "anonymous"}, {"apiId", about.id}};
    if (known)
        context["authorizer"] = {{"iam",
                                  {{"accessKey", about.caller.access_key},
                                   {"accountId", about.caller.account},
                                   {"callerId", about.caller.user_id},
                                   {"cognitoIdentity", nullptr},
                                   {"principalOrgId", nullptr},
                                   {"userArn", about.caller.arn},
                                   {"userId", about.caller.user_id}}}};
    context["domainName"] = domain;
    context["domainPrefix"] = about.id;
    context["http"] = {{"method", std::string(http::name(request.method))},
                       {"path", http::percent_decode(request.path)},
                       {"protocol", "HTTP/1.1"},
                       {"sourceIp", request.client.text()},
                       {"userAgent", std::string(request.headers.get("User-Agent"))}};
    context["requestId"] = about.request_id;
    context["routeKey"] = "$default";
    context["stage"] = "$default";
    context["time"] = log_time(about.now);
    context["timeEpoch"] = std::chrono::floor<std::chrono::milliseconds>(about.now.time_since_epoch()).count();
    Json event{{"version", "2.0"},
               {"routeKey", "$default"},
               {"rawPath", http::percent_decode(request.path)},
               {"rawQueryString", std::string(request.query.view())}};
    if (!cookies.empty()) event["cookies"] = std::move(cookies);
    event["headers"] = std::move(headers);
    if (!query.empty()) event["queryStringParameters"] = std::move(query);
    event["requestContext"] = std::move(context);
    if (!request.body.empty()) {
        const bool text = is_text(request.headers.get("Content-Type")) && aws::is_utf8(request.body);
        event["body"] = text ? std::string(request.body.view()) : base64_encode(request.body);
        event["isBase64Encoded"] = !text;
    } else {
        event["isBase64Encoded"] = false;
    }
    return event.dump(-1, ' ', false, Json::error_handler_t::replace);
}

http::Response answer_of(const Text& payload) {
    const nlohmann::json said = nlohmann::json::parse(payload.view(), nullptr, false);
    if (!said.is_object() || !said.contains("statusCode")) return http::json_response(200, payload);
    const http::Response malformed = http::json_response(502, "Internal Server Error");
    if (nests_deeper(payload)) return malformed;  // members are written again below
    http::Response response;
    const nlohmann::json& status = said["statusCode"];
    if (status.is_number_integer()) response.status = status.get<int>();
    if (status.is_string()) response.status = std::atoi(status.get_ref<const std::string&>().c_str());
    if (response.status < 100 || response.status > 599) return malformed;
    response.headers.add("Content-Type", "application/json");
    const auto text_of = [](const nlohmann::json& value) {
        return value.is_string() ? value.get<std::string>() : value.dump();
    };
    if (said.contains("headers") && said["headers"].is_object()) {
        for (const auto& [name, value] : said["headers"].items())
            response.headers.set(Text(name), Text(text_of(value)));
    }
    if (said.contains("cookies") && said["cookies"].is_array()) {
        for (const auto& cookie : said["cookies"]) response.headers.add("Set-Cookie", Text(text_of(cookie)));
    }
    if (said.contains("body") && !said["body"].is_null()) {
        std::string body = text_of(said["body"]);
        const nlohmann::json encoded = said.value("isBase64Encoded", nlohmann::json(false));
        if (!encoded.is_boolean() && !encoded.is_null()) return malformed;
        if (encoded == true) body = base64_decode(body).value_or(body);
        response.body = Text(body);
    }
    return response;
}

FunctionUrls::FunctionUrls(const Context& context, Catalogue& catalogue, Invoker& invoker,
                           aws::Authenticator& authenticator, const aws::ServiceModel& model)
    : context_(context),
      catalogue_(catalogue),
      invoker_(invoker),
      authenticator_(authenticator),
      model_(model),
      ids_(context.random("lambda.url_ids")) {}

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
    const auto policy = record->policies.find(place.name.qualifier);
    target.policy = read_policy(policy == record->policies.end() ? nullptr : &policy->second);
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
    const std::optional<Cors> cors = place->config.cors;
    if (cors && is_preflight(request)) co_return answer_preflight(*cors, request);
    const std::string request_id = http::request_id(ids_).str();
    aws::Call call{{},           place->name.place.region,        request_id, {}, context_.calendar(), false, request,
                   request.path, http::parse_query(request.query)};
    auto caller = let_in(call, *place);
    http::Response response;
    if (!caller.ok()) {
        response = caller.error();
    } else if (request.body.size() > most_body) {
        response = http::json_response(413, R"({"Message":"Request Entity Too Large"})");
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
        response = co_await invoker_.invoke(place->name, std::move(invocation));
        if (response.headers.has("x-amzn-ErrorType")) {
            response = http::json_response(429, R"({"Message":"Rate Exceeded."})");
        } else if (response.broken() || response.headers.has("X-Amz-Function-Error")) {
            response = http::json_response(502, "Internal Server Error");
        } else if (response.payload) {
            response = answer_of(response.body);
        }
    }
    if (cors) let_pages_read(*cors, request, response);
    response.headers.set("x-amzn-RequestId", Text(request_id));
    co_return response;
}

}  // namespace wt::lambda::api
