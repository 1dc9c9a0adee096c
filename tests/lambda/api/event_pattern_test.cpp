#include "lambda/api/event_pattern.hpp"

#include <string>

#include <nlohmann/json.hpp>

#include "catch.hpp"

using namespace wt;
using lambda::api::EventPattern;
using Json = nlohmann::json;

namespace {

bool matches(const char* pattern, const Json& event) {
    const auto read = EventPattern::of(pattern);
    REQUIRE(read.ok());
    return read.value().matches(event);
}

}  // namespace

TEST_CASE("a pattern is an object of lists of alternatives") {
    for (const char* wrong :
         {"", "1", "[]", "{}", R"({"a":1})", R"({"a":[]})", R"({"a":[[1]]})", R"({"a":[{"prefix":1}]})",
          R"({"a":[{"numeric":["<"]}]})", R"({"a":[{"numeric":["~",1]}]})", R"({"a":[{"exists":1}]})",
          R"({"a":[{"like":"x"}]})", R"({"a":[{"prefix":"x","suffix":"y"}]})", R"({"$or":[{"a":[1]}]})", R"({"a":{}})"})
        CHECK_FALSE(EventPattern::of(wrong).ok());
}

TEST_CASE("alternatives fit as AWS's do") {
    const Json event = Json::parse(R"({"text":"Hello","number":5,"nothing":null,"yes":true,"list":["a","b"],)"
                                   R"("deep":{"er":{"text":"x"}}})");
    struct Row {
        const char* pattern;
        bool fits;
    };
    const Row row = GENERATE(
        Row{R"({"text":["Hello"]})", true}, Row{R"({"text":["hello"]})", false},
        Row{R"({"text":["no","Hello"]})", true}, Row{R"({"text":[{"equals-ignore-case":"hELLO"}]})", true},
        Row{R"({"text":[{"prefix":"He"}]})", true}, Row{R"({"text":[{"suffix":"lo"}]})", true},
        Row{R"({"text":[{"prefix":{"equals-ignore-case":"he"}}]})", true},
        Row{R"({"text":[{"suffix":{"equals-ignore-case":"LO"}}]})", true}, Row{R"({"text":[{"prefix":"lo"}]})", false},
        Row{R"({"text":[{"anything-but":"Hello"}]})", false}, Row{R"({"text":[{"anything-but":["x","y"]}]})", true},
        Row{R"({"text":[{"anything-but":{"prefix":"He"}}]})", false},
        Row{R"({"absent":[{"anything-but":"x"}]})", false}, Row{R"({"number":[5]})", true},
        Row{R"({"number":[5.0]})", true}, Row{R"({"number":["5"]})", false},
        Row{R"({"number":[{"numeric":[">",4,"<=",5]}]})", true}, Row{R"({"number":[{"numeric":["<",5]}]})", false},
        Row{R"({"number":[{"numeric":["=",5]}]})", true}, Row{R"({"text":[{"numeric":["=",5]}]})", false},
        Row{R"({"nothing":[null]})", true}, Row{R"({"absent":[null]})", false}, Row{R"({"yes":[true]})", true},
        Row{R"({"text":[{"exists":true}]})", true}, Row{R"({"absent":[{"exists":true}]})", false},
        Row{R"({"absent":[{"exists":false}]})", true}, Row{R"({"text":[{"exists":false}]})", false},
        Row{R"({"list":["b"]})", true}, Row{R"({"list":["c"]})", false}, Row{R"({"deep":{"er":{"text":["x"]}}})", true},
        Row{R"({"deep":{"er":{"text":["y"]}}})", false}, Row{R"({"absent":{"er":[{"exists":false}]}})", true},
        Row{R"({"text":["Hello"],"number":[6]})", false},
        Row{R"({"$or":[{"text":["no"]},{"number":[5]}],"yes":[true]})", true},
        Row{R"({"$or":[{"text":["no"]},{"number":[6]}]})", false});
    CAPTURE(row.pattern);
    CHECK(matches(row.pattern, event) == row.fits);
}

TEST_CASE("a pattern says whether it looks into a member") {
    CHECK(EventPattern::of(R"({"data":{"a":[1]}})").value().looks_into("data"));
    CHECK_FALSE(EventPattern::of(R"({"data":["a"]})").value().looks_into("data"));
    CHECK_FALSE(EventPattern::of(R"({"partitionKey":["a"]})").value().looks_into("data"));
}
