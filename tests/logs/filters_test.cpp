#include "catch.hpp"

#include "base/gzip.hpp"
#include "logs/event_filters.hpp"
#include "world.hpp"

using namespace wt;
using namespace wt::logs;
using namespace wt::logs::test;

namespace {

Json transformation(const char* value) {
    return {{"metricName", "Errors"}, {"metricNamespace", "Shop"}, {"metricValue", value}};
}
Json metric_filter(const char* name, const char* pattern, Json metric) {
    return {{"logGroupName", "g"},
            {"filterName", name},
            {"filterPattern", pattern},
            {"metricTransformations", Json::array({std::move(metric)})}};
}
Json subscription(const char* name, const char* to) {
    return {{"logGroupName", "g"}, {"filterName", name}, {"filterPattern", "ERROR"}, {"destinationArn", to}};
}
std::vector<std::string> names_of(const Json& list) {
    std::vector<std::string> names;
    for (const Json& each : list) names.push_back(each["filterName"].get<std::string>());
    return names;
}
using Names = std::vector<std::string>;

MetricFilter filter_of(const char* pattern, const char* value, std::map<std::string, std::string> dimensions = {}) {
    MetricFilter filter;
    filter.pattern_text = pattern;
    filter.pattern = FilterPattern::parse(pattern).value();
    filter.value = value;
    filter.dimensions = std::move(dimensions);
    return filter;
}
std::string measured(const MetricFilter& filter, const char* message) {
    const auto found = measure(filter, message, {"1", "us-east-1"}, "g");
    if (!found) return "nothing";
    std::string text = std::to_string(found->value);
    for (const auto& [name, value] : found->dimensions) text += " " + name + "=" + value;
    return text;
}

}  // namespace

TEST_CASE("a metric filter is kept, counted, listed and deleted") {
    World world;
    world.make("g");
    Json metric = transformation("$.ms");
    metric["unit"] = "Milliseconds";
    metric["dimensions"] = {{"Path", "$.path"}};
    CHECK(world.call("PutMetricFilter", metric_filter("slow", "{ $.ms > 100 }", metric)) == Json::object());
    metric = transformation("1");
    metric["defaultValue"] = 0.5;
    world.call("PutMetricFilter", metric_filter("errors", "ERROR", metric));
    const Json found = world.call("DescribeMetricFilters", {{"logGroupName", "g"}})["metricFilters"];
    CHECK(found[0] == Json{{"filterName", "errors"},
                           {"filterPattern", "ERROR"},
                           {"metricTransformations", Json::array({metric})},
                           {"creationTime", start_ms},
                           {"logGroupName", "g"},
                           {"applyOnTransformedLogs", false}});
    CHECK(found[1]["metricTransformations"][0]["dimensions"] == Json{{"Path", "$.path"}});
    CHECK(world.call("DescribeLogGroups", Json::object())["logGroups"][0]["metricFilterCount"] == 2);

    world.make("other");
    Json other = metric_filter("errors", "x", transformation("1"));
    other["logGroupName"] = "other";
    world.call("PutMetricFilter", other);
    CHECK(names_of(world.call("DescribeMetricFilters", Json::object())["metricFilters"]) ==
          Names{"errors", "errors", "slow"});
    const Json page = world.call("DescribeMetricFilters", {{"limit", 2}});
    CHECK(page["metricFilters"][1]["logGroupName"] == "other");
    CHECK(names_of(world.call("DescribeMetricFilters", {{"nextToken", page["nextToken"]}})["metricFilters"]) ==
          Names{"slow"});
    CHECK(names_of(world.call("DescribeMetricFilters", {{"filterNamePrefix", "s"}})["metricFilters"]) == Names{"slow"});
    CHECK(world.call("DescribeMetricFilters", {{"metricName", "none"}, {"metricNamespace", "Shop"}})["metricFilters"]
              .empty());
    CHECK(world.type("DescribeMetricFilters", {{"metricName", "Errors"}}) == "InvalidParameterException");
    CHECK(world.message("DescribeMetricFilters", {{"nextToken", "zzz"}}) == "The specified nextToken is invalid.");

    world.open();
    CHECK(world.call("DescribeMetricFilters", {{"logGroupName", "g"}})["metricFilters"] == found);
    const Json gone{{"logGroupName", "g"}, {"filterName", "slow"}};
    world.call("DeleteMetricFilter", gone);
    CHECK(world.message("DeleteMetricFilter", gone) == "The specified metric filter does not exist.");
    world.open();
    CHECK(names_of(world.call("DescribeMetricFilters", {{"logGroupName", "g"}})["metricFilters"]) == Names{"errors"});
}

TEST_CASE("a metric filter that cannot be is refused") {
    World world;
    CHECK(world.message("PutMetricFilter", metric_filter("f", "x", transformation("1"))) ==
          "The specified log group does not exist.");
    world.make("g");
    const auto refused = [&](const char* pattern, Json metric) {
        return world.message("PutMetricFilter", metric_filter("f", pattern, std::move(metric)));
    };
    CHECK(refused("{ $.a = ", transformation("1")) == "Invalid filter pattern");
    CHECK(refused("x", transformation("$size")).starts_with("Invalid metric transformation: the metric value"));
    CHECK(refused("[a, b]", transformation("$c")).starts_with("Invalid metric transformation: the metric value"));
    Json metric = transformation("1");
    metric["dimensions"] = {{"A", "$.a"}};
    metric["defaultValue"] = 0;
    CHECK(refused("{ $.a = 1 }", metric) ==
          "Invalid metric transformation: dimensions and default value are mutually exclusive properties.");
    metric.erase("defaultValue");
    CHECK(refused("x", metric).starts_with("Invalid metric transformation: the dimension A"));
    metric["dimensions"] = {{"A", "$.a"}, {"B", "$.a"}, {"C", "$.a"}, {"D", "$.a"}};
    CHECK(refused("{ $.a = 1 }", metric).starts_with("Invalid metric transformation: there can be no more"));
    metric = transformation("1");
    metric["metricNamespace"] = "AWS/Mine";
    CHECK(refused("x", metric).starts_with("Invalid metric transformation: namespaces"));
    for (int i = 0; i < 100; ++i)
        world.call("PutMetricFilter", metric_filter(std::to_string(i).c_str(), "x", transformation("1")));
    CHECK(world.type("PutMetricFilter", metric_filter("f", "x", transformation("1"))) == "LimitExceededException");
    CHECK(world.call("PutMetricFilter", metric_filter("7", "y", transformation("1"))) == Json::object());
}

TEST_CASE("an event's value and dimensions are numbers and parts of it") {
    CHECK(measured(filter_of("ERROR", "2.5"), "ERROR") == "2.500000");
    const MetricFilter json = filter_of("{ $.ms = * }", "$.ms", {{"Path", "$.req.path"}});
    CHECK(measured(json, R"({"ms":12,"req":{"path":"/a"}})") == "12.000000 Path=/a");
    CHECK(measured(json, R"({"ms":"12.5","req":{"path":7}})") == "12.500000 Path=7");
    CHECK(measured(json, R"({"ms":"slow","req":{"path":"/a"}})") == "nothing");
    CHECK(measured(json, R"({"ms":12})") == "nothing");
    const MetricFilter fields = filter_of("[ip, ..., bytes]", "$bytes", {{"Ip", "$ip"}, {"Second", "$2"}});
    CHECK(measured(fields, "10.0.0.1 x y 512") == "512.000000 Ip=10.0.0.1 Second=x");
    MetricFilter own = filter_of("x", "1");
    own.system_fields = {"@aws.account", "@source.log"};
    CHECK(measured(own, "x") == "1.000000 @aws.account=1 @source.log=1:g");
}

TEST_CASE("a subscription filter is kept, tried out, listed and deleted") {
    World world;
    world.make("g");
    Json input = subscription("first", "arn:good");
    input["roleArn"] = "arn:aws:iam::111122223333:role/r";
    CHECK(world.call("PutSubscriptionFilter", input) == Json::object());
    CHECK(world.call("PutSubscriptionFilter", subscription("bad", "arn:bad")) ==
          Json{{"type", "InvalidParameterException"}, {"message", "nobody is there"}});
    CHECK(world.targets.tried == Names{"arn:good"});
    world.call("PutSubscriptionFilter", subscription("second", "arn:good"));
    CHECK(world.type("PutSubscriptionFilter", subscription("third", "arn:good")) == "LimitExceededException");
    Json random = subscription("second", "arn:also/good");
    random["distribution"] = "Random";
    world.call("PutSubscriptionFilter", random);
    const Json found = world.call("DescribeSubscriptionFilters", {{"logGroupName", "g"}})["subscriptionFilters"];
    CHECK(found[0] == Json{{"filterName", "first"},
                           {"logGroupName", "g"},
                           {"filterPattern", "ERROR"},
                           {"destinationArn", "arn:good"},
                           {"roleArn", "arn:aws:iam::111122223333:role/r"},
                           {"distribution", "ByLogStream"},
                           {"applyOnTransformedLogs", false},
                           {"creationTime", start_ms}});
    CHECK(found[1]["distribution"] == "Random");
    CHECK(found[1]["destinationArn"] == "arn:also/good");
    world.open();
    CHECK(world.call("DescribeSubscriptionFilters", {{"logGroupName", "g"}})["subscriptionFilters"] == found);
    const Json gone{{"logGroupName", "g"}, {"filterName", "first"}};
    world.call("DeleteSubscriptionFilter", gone);
    CHECK(world.message("DeleteSubscriptionFilter", gone) == "The specified subscription filter does not exist.");
    CHECK(world.type(
              "PutSubscriptionFilter",
              {{"logGroupName", "g"}, {"filterName", "f"}, {"filterPattern", "{"}, {"destinationArn", "arn:good"}}) ==
          "InvalidParameterException");
}

TEST_CASE("what a subscription sends names its events, and the fields between blanks") {
    SubscriptionFilter filter;
    filter.name = "f";
    filter.pattern_text = "[level, what]";
    filter.pattern = FilterPattern::parse(filter.pattern_text).value();
    const EventSource source{{"111122223333", "us-east-1"}, "g", "s"};
    const KeyedEvent events[] = {{{1000, 7}, "ERROR \"disk full\""}};
    CHECK(Json::parse(data_message(filter, source, events)) ==
          Json{{"messageType", "DATA_MESSAGE"},
               {"owner", "111122223333"},
               {"logGroup", "g"},
               {"logStream", "s"},
               {"subscriptionFilters", {"f"}},
               {"logEvents", Json::array({{{"id", event_id({1000, 7})},
                                           {"timestamp", 1000},
                                           {"message", "ERROR \"disk full\""},
                                           {"extractedFields", {{"level", "ERROR"}, {"what", "disk full"}}}}})}});
    filter.pattern_text = "ERROR";
    filter.pattern = FilterPattern::parse(filter.pattern_text).value();
    CHECK_FALSE(Json::parse(data_message(filter, source, events))["logEvents"][0].contains("extractedFields"));
    const Json control = Json::parse(control_message("Firehose", 5));
    CHECK(control["messageType"] == "CONTROL_MESSAGE");
    CHECK(control["logEvents"][0]["message"] == "CWL CONTROL MESSAGE: Checking health of destination Firehose.");
}

TEST_CASE("whoever watches sees the batches of groups that have filters, with their numbers") {
    World world;
    world.make("g", "s");
    world.make("plain", "s");
    world.call("PutSubscriptionFilter", subscription("f", "arn:good"));
    std::vector<std::string> seen;
    world.groups->watch([&](const LogStream& stream, std::uint64_t first, const std::vector<InputEvent>& events) {
        for (std::size_t i = 0; i < events.size(); ++i) {
            const auto there = stream.events.find({events[i].timestamp, first + i});
            REQUIRE(there != stream.events.end());
            CHECK(there->second.message == events[i].message);
            seen.push_back(events[i].message);
        }
    });
    world.put("plain", "s", {1, 2});
    world.put("g", "s", {3, 4});
    CHECK(seen == Names{"3", "4"});
    world.groups->watch({});
    world.put("g", "s", {5});
}
