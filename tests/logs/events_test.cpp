#include "catch.hpp"

#include "world.hpp"

using namespace wt;
using namespace wt::logs;
using namespace wt::logs::test;

namespace {

using Names = std::vector<std::string>;

Json get(World& world, Json input = Json::object()) {
    input["logGroupName"] = "g";
    input["logStreamName"] = "s";
    return world.call("GetLogEvents", input);
}
Json filter(World& world, Json input = Json::object()) {
    input["logGroupName"] = "g";
    return world.call("FilterLogEvents", input);
}

}  // namespace

TEST_CASE("events come back in order of their times, with when they came in") {
    World world;
    world.make("g", "s");
    world.wait(1s);
    const Json put = world.put("g", "s", {300, 400});
    CHECK(put["nextSequenceToken"].get<std::string>().size() == 56);
    CHECK_FALSE(put.contains("rejectedLogEventsInfo"));
    world.put("g", "s", {100, 300});
    const Json read = get(world);
    CHECK(messages(read) == Names{"100", "300", "300", "400"});
    CHECK(read["events"][0] ==
          Json{{"timestamp", start_ms + 100}, {"message", "100"}, {"ingestionTime", start_ms + 1000}});
    CHECK(messages(get(world, {{"startTime", start_ms + 300}, {"endTime", start_ms + 400}})) == Names{"300", "300"});
    CHECK(world.call("DescribeLogGroups", Json::object())["logGroups"][0]["storedBytes"] == 4 * (3 + 26));
}

TEST_CASE("a sequence token is taken and ignored; what is not there is told") {
    World world;
    world.make("g", "s");
    Json input = {{"logGroupName", "g"},
                  {"logStreamName", "s"},
                  {"sequenceToken", "1"},
                  {"logEvents", {{{"timestamp", start_ms}, {"message", "m"}}}}};
    CHECK(world.call("PutLogEvents", input).contains("nextSequenceToken"));
    input["logStreamName"] = "no";
    CHECK(world.message("PutLogEvents", input) == "The specified log stream does not exist.");
    input["logGroupName"] = "no";
    CHECK(world.message("PutLogEvents", input) == "The specified log group does not exist.");
    input["logEvents"] = Json::array();
    CHECK(world.type("PutLogEvents", input) == "InvalidParameterException");
}

TEST_CASE("PutLogEvents says which events it did not take") {
    World world;
    world.make("g", "s");
    constexpr std::int64_t day = 24LL * 3600 * 1000;
    const Json answer = world.put("g", "s", {-15 * day, 0, day});
    CHECK(answer["rejectedLogEventsInfo"] == Json{{"tooOldLogEventEndIndex", 1}, {"tooNewLogEventStartIndex", 2}});
    CHECK(messages(get(world)) == Names{"0"});
}

TEST_CASE("pages of a stream go forward and backward, and an end gives its token back") {
    World world;
    world.make("g", "s");
    world.put("g", "s", {1, 2, 3, 4, 5});
    Json page = get(world, {{"limit", 2}, {"startFromHead", true}});
    CHECK(messages(page) == Names{"1", "2"});
    const auto next = [&](const char* token) {
        page = get(world, {{"limit", 2}, {"startFromHead", true}, {"nextToken", page[token]}});
        return messages(page);
    };
    CHECK(next("nextForwardToken") == Names{"3", "4"});
    CHECK(next("nextForwardToken") == Names{"5"});
    const Json last = page["nextForwardToken"];
    CHECK(next("nextForwardToken").empty());
    CHECK(page["nextForwardToken"] == last);
    CHECK(next("nextForwardToken").empty());
    CHECK(page["nextForwardToken"] == last);
    world.put("g", "s", {6});
    CHECK(next("nextForwardToken") == Names{"6"});
    CHECK(next("nextBackwardToken") == Names{"4", "5"});
    CHECK(next("nextBackwardToken") == Names{"2", "3"});
    CHECK(next("nextBackwardToken") == Names{"1"});
    const Json first = page["nextBackwardToken"];
    CHECK(next("nextBackwardToken").empty());
    CHECK(page["nextBackwardToken"] == first);
    CHECK(next("nextForwardToken") == Names{"1", "2"});

    page = get(world, {{"limit", 2}});
    CHECK(messages(page) == Names{"5", "6"});
    CHECK(next("nextBackwardToken") == Names{"3", "4"});
    CHECK(world.message("GetLogEvents", {{"logGroupName", "g"}, {"logStreamName", "s"}, {"nextToken", "f/1/s"}}) ==
          "The specified nextToken is invalid.");
}

TEST_CASE("the tokens of an empty stream show what comes later") {
    World world;
    world.make("g", "s");
    Json page = get(world);
    CHECK(page["events"].empty());
    const Json token = page["nextForwardToken"];
    page = get(world, {{"nextToken", token}});
    CHECK(page["nextForwardToken"] == token);
    world.put("g", "s", {1});
    CHECK(messages(get(world, {{"nextToken", token}})) == Names{"1"});
}

TEST_CASE("a page has at most one MiB of events") {
    World world;
    world.make("g", "s");
    const std::string message(400'000, 'x');
    for (std::int64_t i = 0; i < 5; ++i) {
        world.call("PutLogEvents", {{"logGroupName", "g"},
                                    {"logStreamName", "s"},
                                    {"logEvents", {{{"timestamp", start_ms + i}, {"message", message}}}}});
    }
    CHECK(messages(get(world)).size() == 2);
    const Json page = filter(world);
    CHECK(messages(page).size() == 2);
    CHECK(messages(filter(world, {{"nextToken", page["nextToken"]}})).size() == 2);
}

TEST_CASE("a filter finds events of all streams in order of time, page by page") {
    World world;
    world.make("g", "a");
    world.make("g", "b");
    world.make("g", "other");
    world.put("g", "a", {10, 30, 50});
    world.put("g", "b", {20, 30, 40});
    world.put("g", "other", {35});
    CHECK(messages(filter(world)) == Names{"10", "20", "30", "30", "35", "40", "50"});
    const Json first = filter(world)["events"][0];
    CHECK(first["logStreamName"] == "a");
    CHECK(first["eventId"].get<std::string>().size() == 56);
    CHECK(filter(world)["searchedLogStreams"] == Json::array());
    CHECK(messages(filter(world, {{"logStreamNames", {"b"}}})) == Names{"20", "30", "40"});
    CHECK(messages(filter(world, {{"logStreamNamePrefix", "o"}})) == Names{"35"});
    CHECK(messages(filter(world, {{"startTime", start_ms + 30}, {"endTime", start_ms + 40}})) ==
          Names{"30", "30", "35", "40"});
    CHECK(messages(filter(world, {{"filterPattern", "?30 ?50"}})) == Names{"30", "30", "50"});

    Names all;
    Json input = {{"limit", 2}};
    for (;;) {
        const Json page = filter(world, input);
        for (std::string& message : messages(page)) all.push_back(std::move(message));
        if (!page.contains("nextToken")) break;
        input["nextToken"] = page["nextToken"];
    }
    CHECK(all == Names{"10", "20", "30", "30", "35", "40", "50"});
}

TEST_CASE("a filter that does not read, or names what is not there, is refused") {
    World world;
    world.make("g", "s");
    const auto refused = [&](Json input) {
        const Json answer = filter(world, std::move(input));
        return answer["type"].get<std::string>() + ": " + answer["message"].get<std::string>();
    };
    CHECK(refused({{"filterPattern", "{ $.a"}}) == "InvalidParameterException: Invalid filter pattern");
    CHECK(refused({{"filterPattern", "a/b"}}) == "InvalidParameterException: Invalid character(s) in term 'a/b'");
    CHECK(refused({{"logStreamNames", {"no"}}}) ==
          "ResourceNotFoundException: The specified log stream does not exist.");
    CHECK(refused({{"logStreamNames", {"s"}}, {"logStreamNamePrefix", "s"}}).starts_with("InvalidParameterException"));
    CHECK(refused({{"nextToken", "none"}}) == "InvalidParameterException: The specified nextToken is invalid.");
}

TEST_CASE("a long search answers in parts") {
    World world;
    world.make("g", "s");
    const std::string message(1'000'000, 'x');
    for (std::int64_t i = 0; i < 20; ++i) {
        world.call("PutLogEvents",
                   {{"logGroupName", "g"},
                    {"logStreamName", "s"},
                    {"logEvents", {{{"timestamp", start_ms + i}, {"message", i == 19 ? "needle" : message}}}}});
    }
    Json input = {{"filterPattern", "needle"}};
    Json page = filter(world, input);
    CHECK(page["events"].empty());
    int pages = 1;
    for (; page.contains("nextToken"); ++pages) {
        input["nextToken"] = page["nextToken"];
        page = filter(world, input);
    }
    CHECK(pages == 3);
    CHECK(messages(page) == Names{"needle"});
}

TEST_CASE("a metric filter's pattern can be tried") {
    World world;
    const Json answer = world.call("TestMetricFilter",
                                   {{"filterPattern", "[ip, status = 4*]"}, {"logEventMessages", {"a 200", "b 404"}}});
    CHECK(
        answer["matches"] ==
        Json{{{"eventNumber", 2}, {"eventMessage", "b 404"}, {"extractedValues", {{"$ip", "b"}, {"$status", "404"}}}}});
    CHECK(world.type("TestMetricFilter", {{"filterPattern", "["}, {"logEventMessages", {"a"}}}) ==
          "InvalidParameterException");
}

TEST_CASE("the earliest batches make room for new ones") {
    World world(Bounds{10, 10, 10 * (Bounds::memory_overhead + 1)});
    world.make("g", "s");
    world.make("g", "t");
    for (std::int64_t i = 0; i < 6; ++i) world.put("g", i % 2 == 0 ? "s" : "t", {i, i + 1});
    CHECK(messages(filter(world)).size() == 10);
    CHECK(messages(get(world)).front() == "2");
    CHECK(world.store.rows["logs.batch"].size() == 5);
    CHECK(world.groups->held_bytes() == 10 * (Bounds::memory_overhead + 1));
}

TEST_CASE("groups, streams, tags and events outlive the process") {
    World world;
    world.call("CreateLogGroup", {{"logGroupName", "g"}, {"tags", {{"a", "b"}}}, {"kmsKeyId", "arn:aws:kms:x"}});
    world.call("PutRetentionPolicy", {{"logGroupName", "g"}, {"retentionInDays", 7}});
    world.make("g", "s");
    world.make("gone", "s");
    world.put("g", "s", {1, 2});
    world.put("gone", "s", {3});
    world.put("g", "s", {0});
    world.call("DeleteLogGroup", {{"logGroupName", "gone"}});
    const Json groups = world.call("DescribeLogGroups", Json::object());
    const Json streams = world.call("DescribeLogStreams", {{"logGroupName", "g"}});
    const Json events = filter(world);
    CHECK(messages(events) == Names{"0", "1", "2"});
    world.open();
    CHECK(world.call("DescribeLogGroups", Json::object()) == groups);
    CHECK(world.call("DescribeLogStreams", {{"logGroupName", "g"}}) == streams);
    CHECK(filter(world) == events);
    CHECK(world.call("ListTagsLogGroup", {{"logGroupName", "g"}})["tags"] == Json{{"a", "b"}});
    world.make("g", "new");
    world.put("g", "new", {9});
    world.call("DeleteLogStream", {{"logGroupName", "g"}, {"logStreamName", "s"}});
    world.open();
    CHECK(messages(filter(world)) == Names{"9"});
    CHECK(world.store.rows["logs.batch"].size() == 1);
}

TEST_CASE("a search from the latest event on is not there yet, and says so") {
    World world;
    world.make("g", "s");
    CHECK(messages(filter(world, {{"startFromHead", true}})).empty());
    CHECK(world.type("FilterLogEvents", {{"logGroupName", "g"}, {"startFromHead", false}}) == "NotImplemented");
}

TEST_CASE("a row that does not read, or belongs to nothing, ends the start with a sentence") {
    World world;
    world.make("g", "s");
    world.put("g", "s", {1});
    const auto good = world.store.rows;
    const std::string stream = good.at("logs.stream").begin()->second;
    const std::string batch = good.at("logs.batch").begin()->second;
    struct Row {
        const char* space;
        const char* key;
        std::string value;
    };
    const Row bad[] = {{"logs.group", "x", "no CBOR"},
                       {"logs.group", "x", good.at("logs.group").begin()->second},  // another group's
                       {"logs.stream", "00000000000000ff", ""},
                       {"logs.stream", "00000000000000ff", stream},  // there twice
                       {"logs.stream", "not a number", stream},
                       {"logs.batch", "00000000000000ff", batch.substr(0, batch.size() / 2)},
                       {"logs.batch", "zz", batch}};
    for (const Row& row : bad) {
        world.store.rows = good;
        world.store.rows[row.space][row.key] = row.value;
        INFO(row.space << " " << row.key);
        CHECK_THROWS_WITH(world.open(),
                          Catch::Matchers::Contains("cannot be read") && Catch::Matchers::Contains(row.space));
    }
    world.store.rows = good;
    world.store.rows["logs.stream"].clear();
    CHECK_THROWS_WITH(world.open(), Catch::Matchers::Contains("logs.batch"));
    world.store.rows = good;
    world.open();
    CHECK(messages(filter(world)) == Names{"1"});
}

TEST_CASE("what is not on disk is not told") {
    World world;
    world.make("g", "s");
    world.store.broken = true;
    CHECK(world.put("g", "s", {1})["type"] == "ServiceUnavailableException");
    CHECK(get(world)["type"] == "ServiceUnavailableException");
}

TEST_CASE("an account can be forgotten, and all of them") {
    World world;
    world.make("g", "s");
    world.put("g", "s", {1});
    const auto reset = [&](std::string_view account) {
        Task<std::optional<wt::Error>> task = world.logs->reset(account);
        (void)task.start(std::noop_coroutine()).resume();
        return task.take();
    };
    CHECK_FALSE(reset("444455556666"));
    CHECK(messages(filter(world)) == Names{"1"});
    CHECK_FALSE(reset("111122223333"));
    CHECK(world.type("FilterLogEvents", {{"logGroupName", "g"}}) == "ResourceNotFoundException");
    world.make("g");
    CHECK_FALSE(reset(""));
    CHECK(world.store.rows["logs.group"].empty());
    CHECK(world.store.rows["logs.stream"].empty());
    CHECK(world.store.rows["logs.batch"].empty());
}
