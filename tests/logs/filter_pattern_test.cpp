#include "catch.hpp"

#include "logs/filter_pattern.hpp"

using namespace wt;
using namespace wt::logs;

namespace {

bool matches(std::string_view pattern, std::string_view message) {
    const auto parsed = FilterPattern::parse(pattern);
    INFO(pattern);
    REQUIRE(parsed.ok());
    return parsed->matches(message);
}

std::string refusal(std::string_view pattern) {
    const auto parsed = FilterPattern::parse(pattern);
    return parsed.ok() ? "" : parsed.error().message;
}

constexpr std::string_view event =
    R"({"eventType":"UpdateTrail","sourceIPAddress":"111.111.111.111","arrayKey":["value","another value"],)"
    R"("objectList":[{"name":"a","id":1},{"name":"b","id":2}],"SomeObject":null,"flag":true,"off":false,)"
    R"("latency":12.5,"errorCode":"400","status":404,"a-b":1,"cluster.name":"c","nested":{"x":{"y":-3e2}}})";

}  // namespace

TEST_CASE("terms must all be there, whatever their order") {
    CHECK(matches("", "anything"));
    CHECK(matches("   ", "anything"));
    CHECK(matches("ERROR", "[ERROR 400] BAD REQUEST"));
    CHECK_FALSE(matches("error", "[ERROR 400] BAD REQUEST"));
    CHECK(matches("ARGUMENTS ERROR", "[ERROR 419] MISSING ARGUMENTS"));
    CHECK_FALSE(matches("ERROR ARGUMENTS", "[ERROR 400] BAD REQUEST"));
    CHECK(matches("\"INTERNAL SERVER ERROR\"", "[ERROR 500] INTERNAL SERVER ERROR"));
    CHECK_FALSE(matches("\"SERVER INTERNAL\"", "[ERROR 500] INTERNAL SERVER ERROR"));
    CHECK(matches(R"("say \"hi\"")", R"(they say "hi")"));
}

TEST_CASE("an excluded term must not be there, and of optional ones one is enough") {
    CHECK(matches("ERROR -ARGUMENTS", "[ERROR 400] BAD REQUEST"));
    CHECK_FALSE(matches("ERROR -ARGUMENTS", "[ERROR 419] MISSING ARGUMENTS"));
    CHECK(matches("-\"BAD REQUEST\"", "fine"));
    CHECK(matches("?ERROR ?WARN", "WARN low"));
    CHECK_FALSE(matches("?ERROR ?WARN", "INFO"));
    CHECK(matches("?ERROR REQUEST", "REQUEST"));
    CHECK_FALSE(matches("?ERROR REQUEST", "ERROR"));
}

TEST_CASE("expressions between percent signs are AWS's, and at most two") {
    CHECK(matches("%AUTHORIZED%", "[ERROR 401] UNAUTHORIZED REQUEST"));
    CHECK(matches("%4[0-9]{2}%", "status 404"));
    CHECK_FALSE(matches("%^404%", "status 404"));
    CHECK(matches("%colou?r% -%^x%", "a color"));
    CHECK(refusal("%a(b)%") == "Invalid filter pattern");
    CHECK(refusal("%something!%") == "Invalid filter pattern");
    CHECK(refusal("%a% %b% %c%") == "Invalid filter pattern");
    CHECK(refusal("%[%") == "Invalid filter pattern");
    CHECK(refusal("%open") == "Invalid filter pattern");
}

TEST_CASE("what does not read is refused") {
    CHECK(refusal("29be58e2-0000") == "Invalid character(s) in term '29be58e2-0000'");
    CHECK(refusal("\"open") == "Invalid filter pattern");
    CHECK(refusal("\"a\"b") == "Invalid filter pattern");
    for (const char* pattern : {"{",
                                "{}",
                                "{ $ }",
                                "{ $.a }",
                                "{ $.a = }",
                                "{ $.a = 1",
                                "{ $.a = 1 } x",
                                "{ a = 1 }",
                                "{ $.a < x }",
                                "{ $.a < \"1\" }",
                                "{ ($.a = 1 }",
                                "{ $.a = 1 && }",
                                "{ $.a IS }",
                                "{ $.a NOT NULL }",
                                "{ $.a[ = 1 }",
                                "{ $.a[x] = 1 }",
                                "{ $.a = \"x }",
                                "[",
                                "[]",
                                "[a",
                                "[a,]",
                                "[a, a]",
                                "[..., a, ...]",
                                "[a = ]",
                                "[a] b",
                                "[a = 1 && b = 2]",
                                "[a >x]"}) {
        INFO(pattern);
        CHECK(refusal(pattern) == "Invalid filter pattern");
    }
    CHECK(refusal("{ " + std::string(60, '(') + "$.a = 1" + std::string(60, ')') + " }") == "Invalid filter pattern");
}

TEST_CASE("a JSON pattern compares texts, with wildcards") {
    CHECK(matches(R"({ $.eventType = "UpdateTrail" })", event));
    CHECK(matches("{ $.eventType = UpdateTrail }", event));
    CHECK(matches("{$.eventType=\"Update*\"}", event));
    CHECK(matches("{ $.eventType = *T*l }", event));
    CHECK_FALSE(matches("{ $.eventType = Trail* }", event));
    CHECK(matches("{ $.sourceIPAddress != 123.123.* }", event));
    CHECK_FALSE(matches("{ $.sourceIPAddress != 111.111.* }", event));
    CHECK(matches("{ $.sourceIPAddress = %^111\\.% }", event));
    CHECK_FALSE(matches("{ $.missing != x }", event));
    CHECK_FALSE(matches("{ $.eventType = UpdateTrail }", "no JSON: UpdateTrail"));
    CHECK_FALSE(matches("{ $.eventType = UpdateTrail }", "{\"eventType\":"));
}

TEST_CASE("a JSON pattern compares numbers") {
    CHECK(matches("{ $.latency > 12 }", event));
    CHECK(matches("{ $.latency = 1.25e1 }", event));
    CHECK_FALSE(matches("{ $.latency < 12.5 }", event));
    CHECK(matches("{ $.latency <= 12.5 }", event));
    CHECK(matches("{ $.nested.x.y = -300 }", event));
    CHECK(matches("{ $.status = 4* }", event));
    CHECK(matches("{ $.errorCode = 400 }", event));
    CHECK(matches("{ $.errorCode = \"400\" }", event));
    CHECK_FALSE(matches("{ $.eventType > 3 }", event));
    CHECK(matches("{ $.status != 403 }", event));
}

TEST_CASE("a JSON pattern finds elements, names in brackets, nulls and what is not there") {
    CHECK(matches("{ $.arrayKey[0] = \"value\" }", event));
    CHECK_FALSE(matches("{ $.arrayKey[2] = \"value\" }", event));
    CHECK_FALSE(matches("{ $.arrayKey = \"value\" }", event));
    CHECK(matches("{ $.arrayKey[*] = \"another*\" }", event));
    CHECK(matches("{ $.objectList[1].id = 2 }", event));
    CHECK(matches("{ $.objectList[*].name = b }", event));
    CHECK(matches("{ $.a-b = 1 }", event));
    CHECK(matches("{ $.['cluster.name'] = \"c\" }", event));
    CHECK(matches("{ $[\"cluster.name\"] = c }", event));
    CHECK(matches("{ $.SomeObject IS NULL }", event));
    CHECK_FALSE(matches("{ $.flag IS NULL }", event));
    CHECK(matches("{ $.SomeOtherObject NOT EXISTS }", event));
    CHECK_FALSE(matches("{ $.SomeObject NOT EXISTS }", event));
    CHECK(matches("{ $.SomeObject EXISTS }", event));
    CHECK(matches("{ $.flag IS TRUE }", event));
    CHECK(matches("{ $.off is false }", event));
    CHECK_FALSE(matches("{ $.off IS TRUE }", event));
    CHECK(matches("{ $.flag = true }", event));
}

TEST_CASE("conditions are joined, and && binds closer") {
    CHECK(matches("{ ($.latency > 1) && ($.flag IS TRUE) }", event));
    CHECK_FALSE(matches("{ $.latency > 100 && $.flag IS TRUE }", event));
    CHECK(matches("{ $.latency > 100 || $.flag IS TRUE }", event));
    CHECK(matches("{ $.flag IS TRUE || $.latency > 100 && $.off IS TRUE }", event));
    CHECK_FALSE(matches("{ ($.flag IS TRUE || $.latency > 100) && $.off IS TRUE }", event));
    CHECK(matches("{($.status=404&&$.flag IS TRUE)||$.x=1}", event));
}

TEST_CASE("a pattern of fields matches a line that has them") {
    constexpr std::string_view line =
        "127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] \"GET /index.html HTTP/1.0\" 404 1534";
    CHECK(matches("[ip, id, user, timestamp, request =*.html*, status_code = 4*, size]", line));
    CHECK_FALSE(matches("[ip, id, user, timestamp, request, status_code = 5*, size]", line));
    CHECK(matches("[ip, id, user, timestamp, request, status = 404 || status = 410, size > 1000]", line));
    CHECK_FALSE(matches("[ip, id, user, timestamp, request, status, size > 1000 && size < 1500]", line));
    CHECK_FALSE(matches("[ip, id]", line));
    CHECK(matches("[..., size > 1000]", line));
    CHECK(matches("[ip = \"127.0.0.1\", ..., status, size]", line));
    CHECK(matches("[ip = %^127\\.% , ...]", line));
    CHECK_FALSE(matches("[a, b, c, d, e, f, g, h, ...]", line));
    CHECK(matches("[w1=ERROR && w1!=WARN, w2]", "ERROR two"));
}

TEST_CASE("what a pattern names can be taken out of a message") {
    const auto fields = FilterPattern::parse("[ip, ..., status = 4*, size]");
    CHECK(fields->extract("127.0.0.1 - \"GET /\" 404 15") ==
          std::map<std::string, std::string>{
              {"$ip", "127.0.0.1"}, {"$2", "-"}, {"$3", "GET /"}, {"$status", "404"}, {"$size", "15"}});
    const auto json = FilterPattern::parse("{ $.eventType = U* && $.latency > 1 }");
    CHECK(json->extract(event) ==
          std::map<std::string, std::string>{{"$.eventType", "UpdateTrail"}, {"$.latency", "12.5"}});
    CHECK(FilterPattern::parse("ERROR")->extract("ERROR").empty());
}
