#include "catch.hpp"

#include "base/scope.hpp"
#include "world.hpp"

using namespace wt;
using namespace wt::logs;
using namespace wt::logs::test;

namespace {

std::vector<std::string> names(const Json& answer, const char* list, const char* name) {
    std::vector<std::string> all;
    for (const Json& each : answer[list]) all.push_back(each[name].get<std::string>());
    return all;
}
std::vector<std::string> groups_of(const Json& answer) { return names(answer, "logGroups", "logGroupName"); }
std::vector<std::string> streams_of(const Json& answer) { return names(answer, "logStreams", "logStreamName"); }

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a group is made once, described and deleted") {
    World world;
    CHECK(world.call("CreateLogGroup", {{"logGroupName", "/app/web"}, {"tags", {{"team", "blue"}}}}) == Json::object());
    CHECK(world.message("CreateLogGroup", {{"logGroupName", "/app/web"}}) == "The specified log group already exists");
    const Json group = world.call("DescribeLogGroups", Json::object())["logGroups"][0];
    CHECK(group == Json{{"logGroupName", "/app/web"},
                        {"creationTime", start_ms},
                        {"metricFilterCount", 0},
                        {"arn", "arn:aws:logs:eu-central-1:111122223333:log-group:/app/web:*"},
                        {"logGroupArn", "arn:aws:logs:eu-central-1:111122223333:log-group:/app/web"},
                        {"storedBytes", 0},
                        {"logGroupClass", "STANDARD"},
                        {"deletionProtectionEnabled", false}});
    world.call("DeleteLogGroup", {{"logGroupName", "/app/web"}});
    CHECK(groups_of(world.call("DescribeLogGroups", Json::object())).empty());
    CHECK(world.call("DeleteLogGroup", {{"logGroupName", "/app/web"}}) ==
          Json{{"type", "ResourceNotFoundException"}, {"message", "The specified log group does not exist."}});
}

TEST_CASE("names that AWS does not take are refused in its words") {
    World world;
    CHECK(
        world.message("CreateLogGroup", {{"logGroupName", "a b"}}) ==
        "1 validation error detected: Value 'a b' at 'logGroupName' failed to satisfy constraint: Member must satisfy "
        "regular expression pattern: [\\.\\-_/#A-Za-z0-9]+");
    for (const char* operation : {"CreateLogGroup", "DeleteLogGroup", "PutRetentionPolicy"}) {
        CHECK(world.call(operation, {{"logGroupName", std::string(513, 'a')}, {"retentionInDays", 1}}) ==
              Json{{"type", "InvalidParameterException"},
                   {"message", "Invalid LogGroup or LogStream, both must have length less than or equal to 512."}});
    }
    CHECK(world.message("CreateLogStream", {{"logGroupName", "g"}, {"logStreamName", std::string(513, 'a')}}) ==
          "Invalid LogGroup or LogStream, both must have length less than or equal to 512.");
    CHECK(world.message("CreateLogGroup", {{"logGroupName", ""}}).find("detected: Value") != std::string::npos);
    CHECK(world.type("CreateLogGroup", {{"logGroupName", "aws/mine"}}) == "InvalidParameterException");
    world.make("g");
    CHECK(world.type("CreateLogStream", {{"logGroupName", "g"}, {"logStreamName", "a:b"}}) ==
          "InvalidParameterException");
    CHECK(world.type("DescribeLogGroups", {{"limit", 51}}) == "InvalidParameterException");
    CHECK(world.type("CreateLogGroup", Json::array()) == "SerializationException");
    CHECK(world.type("StartLiveTail", Json::object()) == "NotImplemented");
}

TEST_CASE("groups are listed by prefix, by a part of their names, by class and identifiers, in pages") {
    World world;
    for (const char* name : {"b/1", "a/2", "a/1", "B/1"}) world.make(name);
    world.call("CreateLogGroup", {{"logGroupName", "a/3"}, {"logGroupClass", "INFREQUENT_ACCESS"}});
    CHECK(groups_of(world.call("DescribeLogGroups", Json::object())) == Names{"B/1", "a/1", "a/2", "a/3", "b/1"});
    CHECK(groups_of(world.call("DescribeLogGroups", {{"logGroupNamePrefix", "a/"}})) == Names{"a/1", "a/2", "a/3"});
    const Json found = world.call("DescribeLogGroups", {{"logGroupNamePattern", "/1"}});
    CHECK(groups_of(found) == Names{"B/1", "a/1", "b/1"});
    CHECK(found["logGroups"][0].size() == 3);
    CHECK(groups_of(world.call("DescribeLogGroups", {{"logGroupClass", "INFREQUENT_ACCESS"}})) == Names{"a/3"});
    const std::string arn = "arn:aws:logs:eu-central-1:111122223333:log-group:b/1";
    CHECK(groups_of(world.call("DescribeLogGroups", {{"logGroupIdentifiers", {"a/1", arn, "none"}}})) ==
          Names{"a/1", "b/1"});
    CHECK(world.message("DescribeLogGroups", {{"logGroupNamePrefix", "a"}, {"logGroupNamePattern", "b"}}) ==
          "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");

    Names all;
    Json input = {{"limit", 2}};
    for (int page = 0; page < 3; ++page) {
        const Json answer = world.call("DescribeLogGroups", input);
        for (std::string& name : groups_of(answer)) all.push_back(std::move(name));
        CHECK(answer.contains("nextToken") == (page < 2));
        if (page < 2) input["nextToken"] = answer["nextToken"];
    }
    CHECK(all == Names{"B/1", "a/1", "a/2", "a/3", "b/1"});
    CHECK(world.message("DescribeLogGroups", {{"nextToken", "x"}}) == "The specified nextToken is invalid.");
}

TEST_CASE("accounts and regions see their own groups only") {
    World world;
    world.make("g", "s");
    world.region = "eu-west-1";
    CHECK(groups_of(world.call("DescribeLogGroups", Json::object())).empty());
    CHECK(world.call("CreateLogGroup", {{"logGroupName", "g"}}) == Json::object());
    world.account = "444455556666";
    world.region = "eu-central-1";
    CHECK(world.type("DescribeLogStreams", {{"logGroupName", "g"}}) == "ResourceNotFoundException");
    CHECK(world.type("DescribeLogStreams",
                     {{"logGroupIdentifier", "arn:aws:logs:eu-central-1:111122223333:log-group:g"}}) ==
          "ResourceNotFoundException");
}

TEST_CASE("a protected group and its streams are not deleted") {
    World world;
    world.call("CreateLogGroup", {{"logGroupName", "g"}, {"deletionProtectionEnabled", true}});
    world.make("g", "s");
    CHECK(world.type("DeleteLogGroup", {{"logGroupName", "g"}}) == "ValidationException");
    CHECK(world.type("DeleteLogStream", {{"logGroupName", "g"}, {"logStreamName", "s"}}) == "ValidationException");
    world.call("PutLogGroupDeletionProtection", {{"logGroupIdentifier", "g"}, {"deletionProtectionEnabled", false}});
    world.call("DeleteLogStream", {{"logGroupName", "g"}, {"logStreamName", "s"}});
    world.call("DeleteLogGroup", {{"logGroupName", "g"}});
}

TEST_CASE("streams are made once, and listed by name or by their last events") {
    World world;
    for (const char* name : {"b", "a", "c", "aa"}) world.make("g", name);
    CHECK(world.message("CreateLogStream", {{"logGroupName", "g"}, {"logStreamName", "a"}}) ==
          "The specified log stream already exists");
    CHECK(world.message("CreateLogStream", {{"logGroupName", "no"}, {"logStreamName", "a"}}) ==
          "The specified log group does not exist.");
    world.wait(5s);
    world.put("g", "b", {1000, 2000});
    world.put("g", "c", {500});
    const auto list = [&](Json input) {
        input["logGroupName"] = "g";
        return streams_of(world.call("DescribeLogStreams", input));
    };
    CHECK(list(Json::object()) == Names{"a", "aa", "b", "c"});
    CHECK(list({{"descending", true}}) == Names{"c", "b", "aa", "a"});
    CHECK(list({{"logStreamNamePrefix", "a"}}) == Names{"a", "aa"});
    CHECK(list({{"logStreamNamePrefix", "a"}, {"descending", true}}) == Names{"aa", "a"});
    CHECK(list({{"orderBy", "LastEventTime"}, {"descending", true}, {"limit", 2}}) == Names{"b", "c"});
    CHECK(world.message("DescribeLogStreams",
                        {{"logGroupName", "g"}, {"orderBy", "LastEventTime"}, {"logStreamNamePrefix", "a"}}) ==
          "Cannot order by LastEventTime with a logStreamNamePrefix.");
    for (const bool descending : {false, true}) {
        for (const char* order : {"LogStreamName", "LastEventTime"}) {
            Json input = {{"logGroupName", "g"}, {"limit", 1}, {"descending", descending}, {"orderBy", order}};
            Names all;
            for (Json answer; !answer.is_object() || answer.contains("nextToken");) {
                if (answer.is_object()) input["nextToken"] = answer["nextToken"];
                answer = world.call("DescribeLogStreams", input);
                for (std::string& name : streams_of(answer)) all.push_back(std::move(name));
            }
            input.erase("nextToken");
            input["limit"] = 50;
            CHECK(all == streams_of(world.call("DescribeLogStreams", input)));
        }
    }
    Json stream = world.call("DescribeLogStreams", {{"logGroupName", "g"}})["logStreams"][2];
    CHECK(stream["uploadSequenceToken"].get<std::string>().size() == 56);
    stream.erase("uploadSequenceToken");
    CHECK(stream == Json{{"logStreamName", "b"},
                         {"creationTime", start_ms},
                         {"firstEventTimestamp", start_ms + 1000},
                         {"lastEventTimestamp", start_ms + 2000},
                         {"lastIngestionTime", start_ms + 5000},
                         {"arn", "arn:aws:logs:eu-central-1:111122223333:log-group:g:log-stream:b"},
                         {"storedBytes", 0}});
}

TEST_CASE("a group is named one way, not both") {
    World world;
    world.make("g");
    CHECK(world.message("DescribeLogStreams", {{"logGroupName", "g"}, {"logGroupIdentifier", "g"}}) ==
          "LogGroup name and LogGroup ARN are mutually exclusive parameters.");
    CHECK(world.type("DescribeLogStreams", Json::object()) == "InvalidParameterException");
    CHECK(world
              .call("DescribeLogStreams",
                    {{"logGroupIdentifier", "arn:aws:logs:eu-central-1:111122223333:log-group:g"}})["logStreams"]
              .empty());
}

TEST_CASE("events go when their group's retention is over") {
    World world;
    world.make("g", "s");
    CHECK(world.message("PutRetentionPolicy", {{"logGroupName", "g"}, {"retentionInDays", 2}})
              .find("Value '2' at 'retentionInDays' failed to satisfy constraint") != std::string::npos);
    world.call("PutRetentionPolicy", {{"logGroupName", "g"}, {"retentionInDays", 1}});
    CHECK(world.call("DescribeLogGroups", Json::object())["logGroups"][0]["retentionInDays"] == 1);
    world.put("g", "s", {0, 3600'000});
    const auto left = [&] { return messages(world.call("FilterLogEvents", {{"logGroupName", "g"}})); };
    world.wait(24h);
    CHECK(left() == Names{"0", "3600000"});
    CHECK(world.call("DescribeLogGroups", Json::object())["logGroups"][0]["storedBytes"] == 1 + 7 + 2 * 26);
    world.wait(1ms);
    CHECK(left() == Names{"3600000"});
    CHECK(world.store.rows["logs.batch"].size() == 1);
    world.wait(1h);
    CHECK(left().empty());
    CHECK(world.store.rows["logs.batch"].empty());
    CHECK(world.groups->held_bytes() == 0);
    CHECK(world.call("DescribeLogGroups", Json::object())["logGroups"][0]["storedBytes"] == 0);

    world.call("DeleteRetentionPolicy", {{"logGroupName", "g"}});
    CHECK_FALSE(world.call("DescribeLogGroups", Json::object())["logGroups"][0].contains("retentionInDays"));
    CHECK(world.type("PutRetentionPolicy", {{"logGroupName", "no"}, {"retentionInDays", 1}}) ==
          "ResourceNotFoundException");
}

TEST_CASE("events expire also when nobody asks") {
    World world;
    world.make("g", "s");
    world.call("PutRetentionPolicy", {{"logGroupName", "g"}, {"retentionInDays", 1}});
    world.put("g", "s", {0});
    Scope scope;
    scope.spawn(world.groups->run());
    world.wait(26h);
    CHECK(world.store.rows["logs.batch"].empty());
}

TEST_CASE("groups are tagged by name and by ARN") {
    World world;
    world.make("g");
    const std::string arn = "arn:aws:logs:eu-central-1:111122223333:log-group:g";
    world.call("TagLogGroup", {{"logGroupName", "g"}, {"tags", {{"a", "1"}, {"b", "2"}}}});
    world.call("TagResource", {{"resourceArn", arn}, {"tags", {{"b", "3"}, {"c", ""}}}});
    CHECK(world.call("ListTagsForResource", {{"resourceArn", arn}})["tags"] == Json{{"a", "1"}, {"b", "3"}, {"c", ""}});
    world.call("UntagResource", {{"resourceArn", arn}, {"tagKeys", {"a", "none"}}});
    world.call("UntagLogGroup", {{"logGroupName", "g"}, {"tags", {"c"}}});
    CHECK(world.call("ListTagsLogGroup", {{"logGroupName", "g"}})["tags"] == Json{{"b", "3"}});
    CHECK(world.type("ListTagsForResource", {{"resourceArn", arn + "x"}}) == "ResourceNotFoundException");
    CHECK(world.type("ListTagsForResource", {{"resourceArn", "g"}}) == "InvalidParameterException");
    CHECK(world.type("TagResource", {{"resourceArn", arn}, {"tags", {{"aws:x", "1"}}}}) == "InvalidParameterException");
    Json many = Json::object();
    for (int i = 0; i < 50; ++i) many["k" + std::to_string(i)] = "v";
    CHECK(world.type("TagResource", {{"resourceArn", arn}, {"tags", many}}) == "TooManyTagsException");
    CHECK(world.type("TagLogGroup", {{"logGroupName", "g"}, {"tags", many}}) == "InvalidParameterException");
}

TEST_CASE("groups and streams have limits") {
    World world(Bounds{2, 1, 1 << 20});
    world.make("a", "s");
    world.make("b");
    CHECK(world.call("CreateLogGroup", {{"logGroupName", "c"}}) ==
          Json{{"type", "LimitExceededException"}, {"message", "Resource limit exceeded."}});
    CHECK(world.type("CreateLogStream", {{"logGroupName", "b"}, {"logStreamName", "s"}}) == "LimitExceededException");
    world.call("DeleteLogGroup", {{"logGroupName", "a"}});
    world.make("c", "s");
}
