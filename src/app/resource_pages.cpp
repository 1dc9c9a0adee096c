#include "app/resource_pages.hpp"

#include <algorithm>
#include <deque>
#include <string_view>

#include <nlohmann/json.hpp>

#include "aws/accounts.hpp"
#include "aws/timestamp.hpp"
#include "front/page_message.hpp"
#include "http/uri.hpp"

namespace wt::app {

namespace {

using Json = nlohmann::json;

/// A list operation, and what is shown of its answer; names are the model's.
struct Kind {
    const char* service;
    const char* title;
    const char* operation;
    const char* input;
    const char* list;   // a JSON pointer
    const char* name;   // of each; empty where the list is of names
    const char* about;  // further, or empty
};

constexpr Kind kinds[] = {
    {"cloudfront", "distributions", "ListDistributions", "{}", "/DistributionList/Items", "Id", "DomainName"},
    {"cloudfront", "functions", "ListFunctions", "{}", "/FunctionList/Items", "Name", "Status"},
    {"wafv2", "web ACLs of distributions", "ListWebACLs", R"({"Scope":"CLOUDFRONT"})", "/WebACLs", "Name", "Id"},
    {"wafv2", "web ACLs", "ListWebACLs", R"({"Scope":"REGIONAL"})", "/WebACLs", "Name", "Id"},
    {"cognito-idp", "user pools", "ListUserPools", R"({"MaxResults":60})", "/UserPools", "Id", "Name"},
    {"cognito-identity", "identity pools", "ListIdentityPools", R"({"MaxResults":60})", "/IdentityPools",
     "IdentityPoolId", "IdentityPoolName"},
    {"apigateway", "REST APIs", "GetRestApis", R"({"limit":100})", "/items", "id", "name"},
    {"apigatewayv2", "HTTP APIs", "GetApis", "{}", "/Items", "ApiId", "Name"},
    {"lambda", "functions", "ListFunctions", "{}", "/Functions", "FunctionName", "Runtime"},
    {"lambda", "event source mappings", "ListEventSourceMappings", "{}", "/EventSourceMappings", "UUID", "State"},
    {"kinesis", "streams", "ListStreams", R"({"Limit":100})", "/StreamSummaries", "StreamName", "StreamStatus"},
    {"firehose", "delivery streams", "ListDeliveryStreams", R"({"Limit":100})", "/DeliveryStreamNames", "", ""},
    {"s3", "buckets", "ListBuckets", "{}", "/Buckets", "Name", ""},
    {"rds", "instances", "DescribeDBInstances", "{}", "/DBInstances", "DBInstanceIdentifier", "DBInstanceStatus"},
    {"rds", "clusters", "DescribeDBClusters", "{}", "/DBClusters", "DBClusterIdentifier", "Status"},
    {"elasticache", "replication groups", "DescribeReplicationGroups", "{}", "/ReplicationGroups", "ReplicationGroupId",
     "Status"},
    {"elasticache", "clusters", "DescribeCacheClusters", "{}", "/CacheClusters", "CacheClusterId",
     "CacheClusterStatus"},
    {"elasticache", "serverless caches", "DescribeServerlessCaches", "{}", "/ServerlessCaches", "ServerlessCacheName",
     "Status"},
    {"secretsmanager", "secrets", "ListSecrets", R"({"MaxResults":100})", "/SecretList", "Name", ""},
    {"kms", "keys", "ListKeys", R"({"Limit":100})", "/Keys", "KeyId", ""},
    {"ssm", "parameters", "DescribeParameters", R"({"MaxResults":50})", "/Parameters", "Name", "Type"},
    {"cloudformation", "stacks", "DescribeStacks", "{}", "/Stacks", "StackName", "StackStatus"},
    {"cloudwatch", "alarms", "DescribeAlarms", R"({"MaxRecords":100})", "/MetricAlarms", "AlarmName", "StateValue"},
    {"logs", "log groups", "DescribeLogGroups", R"({"limit":50})", "/logGroups", "logGroupName", ""},
    {"iam", "roles", "ListRoles", R"({"MaxItems":100})", "/Roles", "RoleName", ""},
};

/// Bytes that are no UTF-8 become U+FFFD: names and lines come from anybody.
[[nodiscard]] http::Response answer(const Json& value) {
    return http::json_response(200, Text(value.dump(-1, ' ', false, Json::error_handler_t::replace)));
}

[[nodiscard]] std::string text_of(const Json& of, const char* member) {
    const auto found = of.find(member);
    return found == of.end() ? std::string() : found->is_string() ? found->get<std::string>() : found->dump();
}

/// A list within an answer; nothing when it has none.
[[nodiscard]] Json list_in(const std::string& text, const char* pointer) {
    const Json all = Json::parse(text, nullptr, false);
    const Json::json_pointer at(pointer);
    if (!all.is_object() || !all.contains(at) || !all[at].is_array()) return Json::array();
    return all[at];
}

/// So long before `now`, as Logs counts: in milliseconds.
[[nodiscard]] std::int64_t since(Instant now, Duration span) {
    return std::max<std::int64_t>(0, std::chrono::duration_cast<std::chrono::milliseconds>(now - span - epoch).count());
}

[[nodiscard]] Json shown(const Json& event) {
    const Instant at = epoch + std::chrono::milliseconds(event.value("timestamp", std::int64_t{0}));
    return {{"when", aws::iso8601(at, aws::Fraction::milliseconds)},
            {"stream", text_of(event, "logStreamName")},
            {"text", text_of(event, "message")}};
}

}  // namespace

std::vector<front::Page> ResourcePages::pages() {
    return {{"/_windtunnel/resources", [this](http::Request request) { return resources(std::move(request)); }},
            {"/_windtunnel/logs", [this](http::Request request) { return logs(std::move(request)); }}};
}

aws::Later<std::string> ResourcePages::ask(Place place, std::string service, std::string operation, std::string input) {
    aws::Endpoint::InnerCall call;
    call.service = std::move(service);
    call.operation = std::move(operation);
    call.caller = aws::root_of(place.account);
    call.region = std::move(place.region);
    call.input = std::move(input);
    return endpoint_.call(std::move(call));
}

Task<http::Response> ResourcePages::resources(http::Request request) {
    if (request.method != http::Method::get) co_return front::page_message(405, "This page takes GET.");
    Place place{std::string(aws::default_account), "us-east-1"};
    for (const auto& [name, value] : http::parse_query(request.query)) {
        if (name == "account" && aws::is_account_id(value)) {
            place.account = value;
        } else if (name == "region" && !value.empty()) {
            place.region = value;
        } else {
            co_return front::page_message(400,
                                          "The query may say account=, with 12 digits, and region=, and nothing else.");
        }
    }
    Json found = Json::array();
    for (const Kind& kind : kinds) {
        const auto told = co_await ask(place, kind.service, kind.operation, kind.input);
        if (!told.ok()) continue;  // the service is not there
        Json list = Json::array();
        const Json items = list_in(*told, kind.list);
        for (const Json& item : items) {
            if (list.size() >= most_listed) break;
            if (item.is_string()) {
                list.push_back({{"name", item}, {"about", ""}});
            } else if (item.is_object()) {
                list.push_back({{"name", text_of(item, kind.name)},
                                {"about", *kind.about != '\0' ? text_of(item, kind.about) : std::string()}});
            }
        }
        if (list.empty()) continue;
        found.push_back({{"service", kind.service},
                         {"kind", kind.title},
                         {"more", items.size() > list.size()},
                         {"resources", std::move(list)}});
    }
    co_return answer({{"account", place.account}, {"region", place.region}, {"found", std::move(found)}});
}

Task<http::Response> ResourcePages::logs(http::Request request) {
    if (request.method != http::Method::get) co_return front::page_message(405, "This page takes GET.");
    Place place{std::string(aws::default_account), "us-east-1"};
    std::string group;
    std::string filter;
    for (const auto& [name, value] : http::parse_query(request.query)) {
        if (name == "account" && aws::is_account_id(value)) {
            place.account = value;
        } else if (name == "region" && !value.empty()) {
            place.region = value;
        } else if (name == "group") {
            group = value;
        } else if (name == "filter") {
            filter = value;
        } else {
            co_return front::page_message(400,
                                          "The query may say account=, with 12 digits, region=, group= and filter=.");
        }
    }
    if (group.empty()) co_return co_await groups(std::move(place));
    co_return co_await events(std::move(place), std::move(group), std::move(filter));
}

Task<http::Response> ResourcePages::groups(Place place) {
    Json names = Json::array();
    std::string next;
    do {
        Json input{{"limit", 50}};
        if (!next.empty()) input["nextToken"] = next;
        const auto told = co_await ask(place, "logs", "DescribeLogGroups", input.dump());
        if (!told.ok()) co_return front::page_message(told.error().status, told.error().message);
        const Json page = Json::parse(*told, nullptr, false);
        for (const Json& each : list_in(*told, "/logGroups")) names.push_back(text_of(each, "logGroupName"));
        next = text_of(page, "nextToken");
    } while (!next.empty() && names.size() < most_listed);
    co_return answer({{"groups", std::move(names)}});
}

Task<http::Response> ResourcePages::events(Place place, std::string group, std::string filter) {
    // Pages begin with the oldest event; who looks here wants the last, so more is asked for only where that is little.
    constexpr int most_pages = 20;
    std::deque<Json> last;
    for (const auto looks_back : {std::chrono::minutes(1), std::chrono::minutes(60), std::chrono::minutes(24 * 60)}) {
        last.clear();
        std::string next;
        int pages = 0;
        do {
            Json input{{"logGroupName", group}, {"startTime", since(context_.calendar(), looks_back)}};
            if (!filter.empty()) input["filterPattern"] = filter;
            if (!next.empty()) input["nextToken"] = next;
            const auto told = co_await ask(place, "logs", "FilterLogEvents", input.dump());
            if (!told.ok()) co_return front::page_message(told.error().status, told.error().message);
            for (const Json& each : list_in(*told, "/events")) {
                last.push_back(shown(each));
                if (last.size() > most_events) last.pop_front();
            }
            next = text_of(Json::parse(*told, nullptr, false), "nextToken");
        } while (!next.empty() && ++pages < most_pages);
        if (last.size() >= most_events) break;
    }
    Json all = Json::array();
    for (Json& each : last) all.push_back(std::move(each));
    co_return answer({{"group", group}, {"events", std::move(all)}});
}

}  // namespace wt::app
