#include "catch.hpp"

#include "world.hpp"

using namespace wt;
using namespace wt::logs;
using namespace wt::logs::test;

namespace {

constexpr std::int64_t start_s = start_ms / 1000;

Json query(const std::string& text, std::int64_t from = start_s, std::int64_t to = start_s + 3600) {
    return {{"logGroupName", "g"}, {"queryString", text}, {"startTime", from}, {"endTime", to}};
}

Json answer_of(World& world, const Json& input) {
    const Json started = world.call("StartQuery", input);
    INFO(started.dump());
    REQUIRE(started.contains("queryId"));
    return world.call("GetQueryResults", {{"queryId", started["queryId"]}});
}

}  // namespace

TEST_CASE("a query reads the events of its groups and of its time") {
    World world;
    world.make("g", "one");
    world.make("g", "two");
    world.make("h", "three");
    world.put("g", "one", {0, 5000});
    world.put("g", "two", {1000, 5'000'000});
    world.put("h", "three", {2000});
    const Json found = answer_of(world, query("fields @message, @logStream | sort @timestamp asc"));
    CHECK(found["status"] == "Complete");
    CHECK(found["queryLanguage"] == "CWLI");
    REQUIRE(found["results"].size() == 3);
    CHECK(found["results"][1][0] == Json{{"field", "@message"}, {"value", "1000"}});
    CHECK(found["results"][1][1] == Json{{"field", "@logStream"}, {"value", "two"}});
    CHECK(found["results"][1][2]["field"] == "@ptr");
    CHECK(found["statistics"] == Json{{"recordsMatched", 3.0},
                                      {"recordsScanned", 3.0},
                                      {"bytesScanned", 9.0},
                                      {"estimatedRecordsSkipped", 0.0},
                                      {"estimatedBytesSkipped", 0.0},
                                      {"logGroupsScanned", 1.0}});
    Json both = query("stats count(*) as n by @log", start_s + 1, start_s + 4);
    both.erase("logGroupName");
    both["logGroupIdentifiers"] = Json::array({"h", "arn:aws:logs:eu-central-1:111122223333:log-group:g"});
    CHECK(answer_of(world, both)["results"] ==
          Json::array({{{{"field", "@log"}, {"value", "111122223333:g"}}, {{"field", "n"}, {"value", "1"}}},
                       {{{"field", "@log"}, {"value", "111122223333:h"}}, {{"field", "n"}, {"value", "1"}}}}));
    // A second is meant to its end.
    CHECK(answer_of(world, query("stats count(*)", start_s + 5, start_s + 5))["results"][0][0]["value"] == "1");
}

TEST_CASE("results come in pages, and no more than the limit") {
    World world;
    world.make("g", "s");
    world.put("g", "s", {1, 2, 3, 4, 5});
    Json input = query("fields @message");
    input["limit"] = 4;
    const Json id = world.call("StartQuery", input)["queryId"];
    const Json first = world.call("GetQueryResults", {{"queryId", id}, {"maxItems", 3}});
    CHECK(first["results"].size() == 3);
    const Json second = world.call("GetQueryResults", {{"queryId", id}, {"nextToken", first["nextToken"]}});
    REQUIRE(second["results"].size() == 1);
    CHECK(second["results"][0][0]["value"] == "2");
    CHECK_FALSE(second.contains("nextToken"));
    CHECK(world.message("GetQueryResults", {{"queryId", id}, {"nextToken", "zzz"}}) ==
          "The specified nextToken is invalid.");
}

TEST_CASE("a query that cannot be is refused") {
    World world;
    world.make("g");
    const auto place = [&world](std::string_view text) {
        const Json said = world.call("StartQuery", query(std::string(text)));
        CHECK(said["type"] == "MalformedQueryException");
        CHECK(said["where"]["message"] == said["message"]);
        const Json& location = said["where"]["location"];
        return std::pair<int, int>(location["startCharOffset"], location["endCharOffset"]);
    };
    using Place = std::pair<int, int>;
    CHECK(world.message("StartQuery", query("fields @message | pattern @message")) ==
          "unexpected symbol found pattern at line 1 and position 19");
    CHECK(place("fields @message | pattern @message") == Place(18, 25));
    CHECK(place("fields a |") == Place(10, 10));
    CHECK(place("filter g = 'ü' | limit x") == Place(23, 24));  // characters, not bytes
    // What is wrong with a command as a whole has its place.
    CHECK(place("fields a | parse @message '* *' as b | limit 1") == Place(11, 36));
    CHECK(world.call("StartQuery", query("limit 1", start_s + 1, start_s)).contains("where") == false);
    CHECK(world.type("StartQuery", query("limit 1", start_s + 1, start_s)) == "MalformedQueryException");
    CHECK(world.message("StartQuery", query("limit 1", start_s - 9, start_s - 5)).find("creation time") !=
          std::string::npos);
    Json none = query("limit 1");
    none["logGroupName"] = "none";
    CHECK(world.call("StartQuery", none) ==
          Json{{"type", "ResourceNotFoundException"},
               {"message", "Log group 'none' does not exist for account ID '111122223333'"}});
    none["logGroupNames"] = {"g"};
    CHECK(world.type("StartQuery", none) == "InvalidParameterException");
    Json sql = query("SELECT 1");
    sql["queryLanguage"] = "SQL";
    CHECK(world.type("StartQuery", sql) == "NotImplemented");
    CHECK(world.type("GetQueryResults", {{"queryId", "none"}}) == "ResourceNotFoundException");
    CHECK(world.type("StopQuery", {{"queryId", "none"}}) == "ResourceNotFoundException");
}

TEST_CASE("a long query goes on whenever somebody asks, and can be stopped") {
    World world;
    world.make("g", "s");
    const std::string message(900'000, 'x');
    for (int i = 0; i < 30; ++i) {
        world.call("PutLogEvents", {{"logGroupName", "g"},
                                    {"logStreamName", "s"},
                                    {"logEvents", {{{"timestamp", start_ms + i}, {"message", message}}}}});
    }
    const Json id = world.call("StartQuery", query("stats count(*)"))["queryId"];
    const Json other = world.call("StartQuery", query("stats count(*) as n"))["queryId"];
    CHECK(world.call("DescribeQueries", {{"status", "Running"}})["queries"].size() == 2);
    CHECK(world.call("StopQuery", {{"queryId", other}}) == Json{{"success", true}});
    CHECK(world.call("GetQueryResults", {{"queryId", other}})["status"] == "Cancelled");
    Json answer;
    int asked = 0;
    do {
        answer = world.call("GetQueryResults", {{"queryId", id}});
    } while (answer["status"] == "Running" && ++asked < 10);
    CHECK(asked == 1);
    CHECK(answer["results"][0][0]["value"] == "30");
    CHECK(answer["statistics"]["bytesScanned"] == 30.0 * 900'000);
    CHECK(world.message("StopQuery", {{"queryId", id}}) == "The specified query is not running.");

    // What goes while a query runs is passed over.
    const Json left = world.call("StartQuery", query("stats count(*)"))["queryId"];
    world.call("DeleteLogGroup", {{"logGroupName", "g"}});
    CHECK(world.call("GetQueryResults", {{"queryId", left}})["status"] == "Complete");
}

TEST_CASE("queries are listed, newest first, and forgotten after a week") {
    World world;
    world.make("g", "s");
    world.make("h", "s");
    world.call("StartQuery", query("limit 1"));
    world.wait(1s);
    Json other = query("limit 2");
    other["logGroupName"] = "h";
    world.call("StartQuery", other);
    const Json all = world.call("DescribeQueries", Json::object())["queries"];
    REQUIRE(all.size() == 2);
    CHECK(all[0]["queryString"] == "limit 2");
    CHECK(all[1]["logGroupName"] == "g");
    CHECK(all[1]["createTime"] == start_ms);
    CHECK(all[1]["status"] == "Complete");
    CHECK(world.call("DescribeQueries", {{"logGroupName", "g"}})["queries"].size() == 1);
    const Json page = world.call("DescribeQueries", {{"maxResults", 1}});
    CHECK(world.call("DescribeQueries", {{"nextToken", page["nextToken"]}})["queries"][0]["queryString"] == "limit 1");
    world.account = "444455556666";
    CHECK(world.call("DescribeQueries", Json::object())["queries"].empty());
    world.account = "111122223333";
    world.wait(8 * 24h);
    world.call("StartQuery", query("limit 3", start_s, start_s + 800'000));
    CHECK(world.call("DescribeQueries", Json::object())["queries"].size() == 1);
}

TEST_CASE("query definitions are kept, changed, listed and deleted") {
    World world;
    const Json made =
        world.call("PutQueryDefinition",
                   {{"name", "b/errors"}, {"queryString", "filter @message like /ERROR/"}, {"logGroupNames", {"g"}}});
    const std::string id = made["queryDefinitionId"];
    CHECK(id.size() == 36);
    world.call("PutQueryDefinition",
               {{"name", "a"}, {"queryString", "limit 1"}, {"parameters", {{{"name", "p"}, {"defaultValue", "1"}}}}});
    world.wait(1s);
    CHECK(world.call("PutQueryDefinition",
                     {{"name", "b/all"}, {"queryString", "limit 5"}, {"queryDefinitionId", id}}) == made);
    world.open();
    const Json found = world.call("DescribeQueryDefinitions", Json::object())["queryDefinitions"];
    REQUIRE(found.size() == 2);
    CHECK(found[0]["parameters"] == Json::array({{{"name", "p"}, {"defaultValue", "1"}}}));
    CHECK(found[1] == Json{{"queryLanguage", "CWLI"},
                           {"queryDefinitionId", id},
                           {"name", "b/all"},
                           {"queryString", "limit 5"},
                           {"lastModified", start_ms + 1000},
                           {"logGroupNames", Json::array()}});
    CHECK(world.call("DescribeQueryDefinitions", {{"queryDefinitionNamePrefix", "b/"}})["queryDefinitions"].size() ==
          1);
    CHECK(world.call("DeleteQueryDefinition", {{"queryDefinitionId", id}}) == Json{{"success", true}});
    CHECK(world.type("DeleteQueryDefinition", {{"queryDefinitionId", id}}) == "ResourceNotFoundException");
    CHECK(world.type("PutQueryDefinition", {{"name", "x"}, {"queryString", "limit 5"}, {"queryDefinitionId", id}}) ==
          "ResourceNotFoundException");
}

TEST_CASE("resource policies are the account's by name, or a group's") {
    World world;
    world.make("g");
    const std::string document = R"({"Version":"2012-10-17","Statement":[]})";
    const Json made = world.call("PutResourcePolicy", {{"policyName", "dns"}, {"policyDocument", document}});
    CHECK(made == Json{{"resourcePolicy",
                        {{"policyName", "dns"},
                         {"policyDocument", document},
                         {"lastUpdatedTime", start_ms},
                         {"policyScope", "ACCOUNT"}}}});
    const std::string arn = "arn:aws:logs:eu-central-1:111122223333:log-group:g";
    const Json of_group{{"resourceArn", arn}, {"policyDocument", document}};
    CHECK(world.call("PutResourcePolicy", of_group)["revisionId"] == "1");
    CHECK(world.type("PutResourcePolicy", of_group) == "OperationAbortedException");
    Json again = of_group;
    again["expectedRevisionId"] = "1";
    CHECK(world.call("PutResourcePolicy", again)["revisionId"] == "2");
    world.open();
    CHECK(world.call("DescribeResourcePolicies", Json::object())["resourcePolicies"] ==
          Json::array({made["resourcePolicy"]}));
    CHECK(world.call("DescribeResourcePolicies", {{"resourceArn", arn + ":*"}})["resourcePolicies"][0]["revisionId"] ==
          "2");
    CHECK(world.message("DeleteResourcePolicy", {{"policyName", "none"}}) == "Policy with name [none] does not exist.");
    world.call("DeleteResourcePolicy", {{"policyName", "dns"}});
    CHECK(world.call("DescribeResourcePolicies", Json::object())["resourcePolicies"].empty());
    world.call("DeleteLogGroup", {{"logGroupName", "g"}});
    CHECK(world.call("DescribeResourcePolicies", {{"policyScope", "RESOURCE"}})["resourcePolicies"].empty());
    CHECK(world.type("PutResourcePolicy", {{"policyName", "x"}, {"policyDocument", "no"}}) ==
          "InvalidParameterException");
    for (int i = 0; i < 10; ++i)
        world.call("PutResourcePolicy", {{"policyName", std::to_string(i)}, {"policyDocument", document}});
    CHECK(world.type("PutResourcePolicy", {{"policyName", "x"}, {"policyDocument", document}}) ==
          "LimitExceededException");
}
