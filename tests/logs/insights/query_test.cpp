#include "catch.hpp"

#include "logs/insights/execution.hpp"

using namespace wt;
using namespace wt::logs::insights;

namespace {

constexpr std::int64_t midnight = 1'764'374'400'000;  // 2025-11-29
using Texts = std::vector<std::string>;

/// Runs a query over these messages, a minute apart, of the stream "s" in that group; each row as "name=value ...".
Texts rows(std::string_view text, const Texts& messages, std::string_view group = "1:g") {
    auto query = Query::parse(text, midnight);
    if (!query.ok()) return {"refused: " + query.error().message};
    Execution execution(std::move(*query), 10'000);
    for (std::size_t i = 0; i < messages.size(); ++i) {
        LogEvent event;
        event.timestamp = midnight + static_cast<std::int64_t>(i) * 60'000;
        event.ingested = event.timestamp + 5;
        event.number = i + 1;
        event.message = messages[i];
        event.stream = "s";
        event.log = group;
        event.pointer = "p" + std::to_string(i);
        execution.add(event);
    }
    Texts found;
    for (const Row& row : execution.finish()) {
        std::string line;
        for (const auto& [name, value] : row) line += (line.empty() ? "" : " ") + name + "=" + value;
        found.push_back(std::move(line));
    }
    return found;
}

std::string refusal(std::string_view text) {
    const auto query = Query::parse(text, midnight);
    return query.ok() ? "" : query.error().message;
}

const Texts requests = {
    R"({"path":"/a","status":200,"ms":10,"user":{"name":"ann"},"tags":["x","y"],"ok":true})",
    R"({"path":"/b","status":404,"ms":30,"user":{"name":"bob"},"ok":false})",
    R"({"path":"/a","status":200,"ms":20})",
    "plain text, user=eve id=7",
};

}  // namespace

TEST_CASE("without commands about fields there are the time, the message and the pointer, newest first") {
    CHECK(rows("limit 2", {"one", "two", "three"}) == Texts{"@timestamp=2025-11-29 00:02:00.000 @message=three @ptr=p2",
                                                            "@timestamp=2025-11-29 00:01:00.000 @message=two @ptr=p1"});
    CHECK(rows("filter @message = 'one' # nothing else", {"one", "two"}) ==
          Texts{"@timestamp=2025-11-29 00:00:00.000 @message=one @ptr=p0"});
    CHECK(rows("fields @logStream, @log, @ingestionTime, @ptr", {"one"}) ==
          Texts{"@logStream=s @log=1:g @ingestionTime=2025-11-29 00:00:00.005 @ptr=p0"});
}

TEST_CASE("members of JSON events are fields, nested ones with dots") {
    CHECK(rows("fields path, user.name, tags.1, ok | sort @timestamp asc", requests) ==
          Texts{"path=/a user.name=ann tags.1=y ok=1 @ptr=p0", "path=/b user.name=bob ok=0 @ptr=p1", "path=/a @ptr=p2",
                "@ptr=p3"});
    CHECK(rows("filter `odd name` = 3 | fields `odd name`", {R"({"odd name":3.0})"}) == Texts{"odd name=3.0 @ptr=p0"});
    CHECK(rows("fields @@id, id", {R"({"@id":"a","id":12345678901234567890})"}) ==
          Texts{"@@id=a id=12345678901234567890 @ptr=p0"});
    CHECK(rows("fields a.b", {"{\"a\":{\"b\":", "[1]"}) == Texts{"@ptr=p1", "@ptr=p0"});
}

TEST_CASE("a filter compares numbers as numbers, texts as texts, and finds parts and expressions") {
    const auto found = [](const std::string& condition) {
        return rows("filter " + condition + " | sort @timestamp asc | display @ptr", requests);
    };
    CHECK(found("status = 200") == Texts{"@ptr=p0", "@ptr=p2"});
    CHECK(found("status = '200' and ms > 9.5e0") ==
          Texts{"refused: unexpected symbol found e0 at line 1 and position 35"});
    CHECK(found("ms > 9.5 and ms <= 20") == Texts{"@ptr=p0", "@ptr=p2"});
    CHECK(found("status != 200") == Texts{"@ptr=p1", "@ptr=p3"});
    CHECK(found("status in [404, 500]") == Texts{"@ptr=p1"});
    CHECK(found("path not in ['/a'] and ispresent(path)") == Texts{"@ptr=p1"});
    CHECK(found("@message like 'user='") == Texts{"@ptr=p3"});
    CHECK(found("@message like /(?i)PLAIN.*id=\\d/") == Texts{"@ptr=p3"});
    CHECK(found("@message =~ /^plain/") == Texts{"@ptr=p3"});
    CHECK(found("path like /^\\/b$/") == Texts{"@ptr=p1"});
    CHECK(found("@message not like /path/") == Texts{"@ptr=p3"});
    CHECK(found("not (path = '/a') or ms=10") == Texts{"@ptr=p0", "@ptr=p1", "@ptr=p3"});
    CHECK(found("user.name = \"bob\" OR strlen(user.name) = 3 AND ok = true") == Texts{"@ptr=p0", "@ptr=p1"});
}

TEST_CASE("fields are computed: arithmetic, texts, times") {
    const auto value = [](const std::string& expression) {
        const Texts found = rows("fields " + expression + " as x | display x", {R"({"n":7,"t":" Ab ","e":""})"});
        return found.at(0).substr(0, found[0].find(" @ptr="));
    };
    CHECK(value("1 + 2 * 3 - 4 / 8") == "x=6.5");
    CHECK(value("2 ^ 3 % 5") == "x=3");
    CHECK(value("-(n) + 1") == "x=-6");
    CHECK(value("n / 3") == "x=2.3333");
    CHECK(value("72000000 / 1024 / 1024") == "x=68.6646");
    CHECK(value("n / 0") == "@ptr=p0");
    CHECK(value("t * 2") == "@ptr=p0");
    CHECK(value("concat(trim(t), '-', toupper('x'), tolower('Y'))") == "x=Ab-Xy");
    CHECK(value("substr('h\u00e9llo', 1, 3)") == "x=\u00e9ll");
    CHECK(value("strlen('h\u00e9llo')") == "x=5");
    CHECK(value("replace('a.b.c', '.', '--')") == "x=a--b--c");
    CHECK(value("coalesce(none, e, n)") == "x=");
    CHECK(value("if(n > 5, 'many', 'few')") == "x=many");
    CHECK(value("isempty(e) + isblank(t) + isempty(none)") == "x=2");
    CHECK(value("greatest(1, n, 3) - least(4, n)") == "x=3");
    CHECK(value("floor(2.5) + ceil(2.5) + abs(-1) + sqrt(9)") == "x=9");
    CHECK(value("ltrim('xxay', 'x')") == "x=ay");
    CHECK(value("bin(1h)") == "x=2025-11-29 00:00:00.000");
    CHECK(value("dateceil(fromMillis(1500), 1s)") == "x=1970-01-01 00:00:02.000");
    CHECK(value("toMillis(datefloor(@timestamp, 1d)) - toMillis(@timestamp)") == "x=0");
    CHECK(value("strcontains(t, 'A')") == "x=1");
}

TEST_CASE("parse takes fields out of a text by wildcards or by an expression") {
    CHECK(rows("parse @message 'user=* id=*' as user, id | filter id = 7 | fields user", requests) ==
          Texts{"user=eve @ptr=p3"});
    CHECK(rows("parse 'a(*)b*' as x, y | display x, y", {"za(1)b(2) c"}) == Texts{"x=1 y=(2) c @ptr=p0"});
    CHECK(rows("parse @message /user=(?<user>\\w+) id=(?<id>\\d+)/ | filter ispresent(id) | display user, id",
               requests) == Texts{"user=eve id=7 @ptr=p3"});
    CHECK(rows("parse @message /id=(\\d+)/ as id | stats max(id) as most", requests) == Texts{"most=7"});
    CHECK(rows("parse path '/*' as name | stats count(*) by name | sort name desc", requests) ==
          Texts{"name=b count(*)=1", "name=a count(*)=2", "count(*)=1"});
    CHECK(refusal("parse @message 'a* b*' as a") == "parse has 2 wildcards and 1 names");
    CHECK(refusal("parse @message /a(/ ") == "invalid regular expression /a(/");
}

TEST_CASE("stats add up groups, by fields and by times") {
    CHECK(rows("stats count(*), sum(ms), avg(ms) as mean, min(ms), max(ms), count_distinct(path)", requests) ==
          Texts{"count(*)=4 sum(ms)=60 mean=20 min(ms)=10 max(ms)=30 count_distinct(path)=2"});
    CHECK(rows("stats count(ms) as n, pct(ms, 50) as p50, pct(ms, 99) as p99 by path | sort path asc", requests) ==
          Texts{"n=0", "path=/a n=2 p50=10 p99=20", "path=/b n=1 p50=30 p99=30"});
    CHECK(rows("stats sum(ms) / count(*) * 2 as x by bin(2m) as at", requests) ==
          Texts{"at=2025-11-29 00:00:00.000 x=40", "at=2025-11-29 00:02:00.000 x=20"});
    CHECK(rows("stats count(*) by bin(1m) | sort bin(1m) desc | limit 1", requests) ==
          Texts{"bin(1m)=2025-11-29 00:03:00.000 count(*)=1"});
    CHECK(rows("stats count(*) by path | filter count(*) > 1 | sort count(*) desc", requests) ==
          Texts{"path=/a count(*)=2"});
    CHECK(rows("filter ispresent(ms) | stats sum(ms) as s by path | stats max(s) as most, count(*) as paths",
               requests) == Texts{"most=30 paths=2"});
    CHECK(rows("stats earliest(ms) as first, latest(ms) as last, stddev(ms) as d", requests) ==
          Texts{"first=10 last=20 d=8.165"});
    CHECK(rows("filter path = '/none' | stats count(*)", requests).empty());
}

TEST_CASE("rows are sorted, cut off, and freed from those that are the same") {
    CHECK(rows("fields ms | sort status desc, ms asc | filter ispresent(ms)", requests) ==
          Texts{"ms=30 @ptr=p1", "ms=10 @ptr=p0", "ms=20 @ptr=p2"});
    CHECK(rows("sort @message asc | display @message", {"item10", "item9", "10", "item", "9"}) ==
          Texts{"@message=item @ptr=p3", "@message=item9 @ptr=p1", "@message=item10 @ptr=p0", "@message=9 @ptr=p4",
                "@message=10 @ptr=p2"});
    CHECK(rows("fields path | dedup path", requests) == Texts{"@ptr=p3", "path=/a @ptr=p2", "path=/b @ptr=p1"});
    CHECK(rows("sort ms asc | dedup path, status | limit 2 | display ms", requests) ==
          Texts{"@ptr=p3", "ms=10 @ptr=p0"});
    Texts many;
    for (int i = 0; i < 5000; ++i) many.push_back(std::to_string(i));
    CHECK(rows("limit 2 | display @message", many) == Texts{"@message=4999 @ptr=p4999", "@message=4998 @ptr=p4998"});
}

TEST_CASE("the lines that Lambda writes have fields") {
    const Texts lines = {"START RequestId: 1-2 Version: $LATEST\n", "END RequestId: 1-2\n",
                         "REPORT RequestId: 1-2\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: 512 MB\t"
                         "Max Memory Used: 72 MB\tInit Duration: 100.50 ms\t\n"};
    CHECK(rows("filter @type = 'REPORT' | fields @requestId, @duration, @billedDuration, @initDuration, "
               "@memorySize / 1000 / 1000 as mb, @maxMemoryUsed",
               lines, "1:/aws/lambda/f") ==
          Texts{"@requestId=1-2 @duration=12.34 @billedDuration=13 @initDuration=100.5 mb=512 @maxMemoryUsed=72000000 "
                "@ptr=p2"});
    CHECK(rows("filter @type = 'REPORT'", lines, "1:/app").empty());
}

TEST_CASE("what does not read is refused and named") {
    CHECK(refusal("fields @message | count()") == "unexpected symbol found count at line 1 and position 19");
    CHECK(refusal("fields @message\n| pattern @message") == "unexpected symbol found pattern at line 2 and position 3");
    CHECK(refusal("filter jsonParse(@message)") == "unexpected symbol found jsonParse at line 1 and position 8");
    CHECK(refusal("") == "unexpected symbol found <EOF> at line 1 and position 1");
    CHECK(refusal("fields a |") == "unexpected symbol found <EOF> at line 1 and position 11");
    CHECK(refusal("filter a = 'open") == "unexpected symbol found ' at line 1 and position 12");
    CHECK(refusal("stats count(*) by bin(5mo)") == "unexpected symbol found mo at line 1 and position 24");
    CHECK(refusal("limit 0") == "unexpected symbol found 0 at line 1 and position 7");
    CHECK(refusal("filter avg(ms) > 1") == "avg(ms) can be used in stats only");
    CHECK(refusal("stats max(avg(ms))") == "avg(ms) can be used in stats only");
    CHECK(refusal("filter " + std::string(60, '(') + "1" + std::string(60, ')')) == "the query is nested too deeply");
    std::string chain = "filter 1";
    for (int i = 0; i < 2000; ++i) chain += "+1";
    CHECK(refusal(chain) == "the expression is too long");
}
