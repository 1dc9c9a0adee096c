// Where the routes of an API lead: functions, services, web servers, or nobody.
#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "blueprint/components.hpp"

namespace wt::blueprint {

namespace {

/// What one of these names stands for: CloudFormation's of both kinds of APIs, and OpenAPI's.
[[nodiscard]] std::string said(const OrderedJson& integration, std::initializer_list<const char*> names) {
    for (const char* const name : names) {
        if (std::string found = text(integration, name); !found.empty()) return found;
    }
    return {};
}

/// The number behind "statusCode" in a request template; empty: there is none.
[[nodiscard]] std::string status_in(const OrderedJson& templates) {
    constexpr std::string_view key = "statusCode";
    if (!templates.is_object()) return {};
    for (const auto& [type, each] : templates.items()) {
        if (!each.is_string()) continue;
        const std::string_view body = each.get_ref<const std::string&>();
        std::size_t at = body.find(key);
        if (at == std::string_view::npos) continue;
        at += key.size();
        while (at < body.size() && !is_digit(body[at]) && body[at] != ',' && body[at] != '}') ++at;
        std::size_t end = at;
        while (end < body.size() && is_digit(body[end])) ++end;
        return std::string(body.substr(at, end - at));
    }
    return {};
}

struct MockResponse {
    std::string pattern;  // empty: of what no other has
    std::string status;
    std::string body;
};

/// A template without anything to fill in; what has something is not played.
[[nodiscard]] std::string plain_body(const OrderedJson& templates) {
    if (!templates.is_object() || !templates.contains("application/json")) return {};
    const OrderedJson& found = templates["application/json"];
    if (!found.is_string() || found.get_ref<const std::string&>().find_first_of("$#") != std::string::npos) return {};
    return found.get<std::string>();
}

[[nodiscard]] std::vector<MockResponse> responses_of(const OrderedJson& integration) {
    std::vector<MockResponse> responses;
    for (const OrderedJson& each : member(integration, "IntegrationResponses")) {
        responses.push_back(
            {text(each, "SelectionPattern"), text(each, "StatusCode"), plain_body(member(each, "ResponseTemplates"))});
    }
    const OrderedJson& by_pattern = member(integration, "responses");
    if (!by_pattern.is_object()) return responses;
    for (const auto& [pattern, each] : by_pattern.items()) {
        responses.push_back({pattern == "default" ? "" : pattern, text(each, "statusCode"),
                             plain_body(member(each, "responseTemplates"))});
    }
    return responses;
}

/// Without a status in its template, or a response for it, a mock is 500. API Gateway Developer Guide, "Set up mock
/// integrations".
[[nodiscard]] OrderedJson mock_of(const OrderedJson& integration) {
    const OrderedJson& templates = member(integration, "RequestTemplates");
    const std::string status = status_in(templates.is_null() ? member(integration, "requestTemplates") : templates);
    const std::vector<MockResponse> responses = responses_of(integration);
    const auto with = [&](const std::string& pattern) {
        return std::find_if(responses.begin(), responses.end(),
                            [&](const MockResponse& each) { return each.pattern == pattern; });
    };
    auto found = status.empty() ? responses.end() : with(status);
    if (found == responses.end() && !status.empty()) found = with("");
    OrderedJson made = OrderedJson::object();
    made["mock"] = found == responses.end() ? "500" : found->status;
    if (found != responses.end() && !found->body.empty()) made["body"] = found->body;
    return made;
}

/// The server of a URL; empty where that is known only when it is called.
[[nodiscard]] std::string server_of(std::string_view url) {
    const std::size_t scheme = url.find("://");
    if (scheme == std::string_view::npos) return {};
    url.remove_prefix(scheme + 3);
    const std::string_view server = url.substr(0, url.find_first_of("/?"));
    const bool plain = std::all_of(server.begin(), server.end(), [](char c) {
        return is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == ':';
    });
    return plain ? std::string(server) : std::string();
}

/// The component that stands for a server: "api-example-com".
[[nodiscard]] std::string component_for(const Resources& resources, std::string server) {
    std::replace_if(server.begin(), server.end(), [](char c) { return c == '.' || c == ':'; }, '-');
    return resources.find(server) == nullptr ? server : server + "-http";
}

}  // namespace

const Resource* behind(const Resources& resources, const OrderedJson& integration) {
    constexpr std::array<std::string_view, 6> types = {
        "AWS::Lambda::Function", "AWS::Kinesis::Stream", "AWS::KinesisFirehose::DeliveryStream",
        "AWS::SQS::Queue",       "AWS::DynamoDB::Table", "AWS::S3::Bucket"};
    for (const std::string_view type : types) {
        if (const Resource* const found = resources.target(integration, type)) return found;
    }
    return nullptr;
}

OrderedJson leads_to(const Resources& resources, const OrderedJson& integration, OrderedJson& beside) {
    if (const Resource* const found = behind(resources, integration)) return found->name;
    const std::string type = lower(said(integration, {"Type", "IntegrationType", "type"}));
    if (type == "mock") return mock_of(integration);
    if (type != "http" && type != "http_proxy") return {};
    const std::string server = server_of(said(integration, {"Uri", "IntegrationUri", "uri"}));
    if (server.empty()) return {};
    std::string name = component_for(resources, server);
    beside[name] = OrderedJson{{"type", "http"}};
    return name;
}

}  // namespace wt::blueprint
