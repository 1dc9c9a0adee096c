// Recordings of requests, and how they are played.
#include <string>
#include <vector>

#include "catch.hpp"
#include "scenario/played.hpp"
#include "scenario/recording.hpp"

using namespace wt;
using namespace wt::scenario;

namespace {

class TextLines final : public Lines {
public:
    explicit TextLines(std::string text) : text_(std::move(text)) {}
    [[nodiscard]] std::optional<std::string_view> next() override {
        if (at_ >= text_.size()) return std::nullopt;
        const std::size_t end = std::min(text_.find('\n', at_), text_.size());
        const std::string_view line = std::string_view(text_).substr(at_, end - at_);
        at_ = end + 1;
        return line;
    }

private:
    std::string text_;
    std::size_t at_ = 0;
};

std::vector<Recorded> all(RecordingFormat format, const std::string& text, std::uint64_t passed_over = 0) {
    Recording recording(format, [&] { return std::make_unique<TextLines>(text); }, Random(1, "minutes"));
    std::vector<Recorded> records;
    while (auto one = recording.next()) records.push_back(std::move(*one));
    CHECK(recording.passed_over() == passed_over);
    return records;
}

const std::string cloudfront_log =
    "#Version: 1.0\n"
    "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) "
    "cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type\n"
    "2019-12-04\t21:02:31\tLAX1\t392\t192.0.2.100\tGET\td1.cloudfront.net\t/items/1\t200\t-\t"
    "Mozilla/5.0%20(Windows%20NT)\ta=1&b=2\t-\tHit\n"
    "2019-12-04\t21:02:33\tLAX1\t392\t2001:db8::7\tPOST\td1.cloudfront.net\t/items\t201\t-\tcurl\t-\tsid=9\tMiss\n"
    "2019-12-04\t21:02:33\tLAX1\t392\t192.0.2.100\tBREW\td1.cloudfront.net\t/items\t400\t-\t-\t-\t-\tError\n"
    "2019-12-04\t21:02:41\tLAX1\t392\t192.0.2.100\tGET\td1.cloudfront.net\t/none\t404\t-\t-\t-\t-\tMiss\n";

}  // namespace

TEST_CASE("moments are read as logs write them") {
    const Instant moment = *parse_instant("2020-12-10T12:00:00Z");
    CHECK(parse_moment("2020-12-10T12:00:00Z") == moment);
    CHECK(parse_moment("2020-12-10T12:00:00.250Z") == moment + 250ms);
    CHECK(parse_moment("2020-12-10T14:00:00.5+02:00") == moment + 500ms);
    CHECK(parse_moment("[10/Dec/2020:12:00:00 +0000]") == moment);
    CHECK(parse_moment("10/Dec/2020:07:00:00 -0500") == moment);
    CHECK(parse_moment("1607601600") == moment);
    CHECK(parse_moment("1607601600123") == moment + 123ms);
    for (const char* bad : {"", "now", "2020-12-10", "10/Foo/2020:12:00:00 +0000", "-5", "2020-12-10T12:00:00 oclock"})
        CHECK_FALSE(parse_moment(bad).has_value());
}

TEST_CASE("CloudFront's standard logs are read by the names of their fields") {
    const auto records = all(RecordingFormat::cloudfront, cloudfront_log, 1);
    REQUIRE(records.size() == 3);
    CHECK(records[0].at == parse_instant("2019-12-04T21:02:31Z").value());
    CHECK(records[0].path == "/items/1");
    CHECK(records[0].query == "a=1&b=2");
    CHECK(records[0].client == http::IpAddress::parse("192.0.2.100"));
    CHECK(records[0].headers.at(0) == std::pair<std::string, std::string>("User-Agent", "Mozilla/5.0 (Windows NT)"));
    CHECK(records[1].method == http::Method::post);
    CHECK(records[1].headers.at(1) == std::pair<std::string, std::string>("Cookie", "sid=9"));
}

TEST_CASE("API Gateway's access logs are read in both of their usual forms") {
    const auto records = all(
        RecordingFormat::apigateway,
        R"y({"requestId":"x","ip":"192.0.2.1","requestTime":"10/Dec/2020:12:00:00 +0000","httpMethod":"GET","path":"/prod/items/7?x=y","status":"200"})y"
        "\nnot a request\n"
        R"y(192.0.2.2 - - [10/Dec/2020:12:00:01 +0000] "DELETE /items/8 HTTP/1.1" 204 0 abc)y"
        "\n",
        1);
    REQUIRE(records.size() == 2);
    CHECK(records[0].path == "/prod/items/7");
    CHECK(records[0].query == "x=y");
    CHECK(records[1].method == http::Method::del);
    CHECK(*records[1].at - *records[0].at == 1s);
    CHECK(records[1].client == http::IpAddress::parse("192.0.2.2"));
}

TEST_CASE("Azure's traces are played by the minute, or by each invocation's beginning") {
    const auto by_row = all(RecordingFormat::azure_functions,
                            "app,func,end_timestamp,duration\na1,f1,10.5,0.5\na1,f2,12.25,0.25\nbroken\n", 1);
    REQUIRE(by_row.size() == 2);
    CHECK(by_row[0].at == epoch + 10s);
    CHECK(by_row[0].path == "/f1");
    CHECK(by_row[1].at == epoch + 12s);
    const auto by_minute =
        all(RecordingFormat::azure_functions,
            "HashOwner,HashApp,HashFunction,Trigger,1,2,3\no,a,f,http,100,0,50\no,a,g,queue,100,0,0\n");
    REQUIRE(by_minute.size() == 250);
    CHECK(
        std::is_sorted(by_minute.begin(), by_minute.end(), [](const auto& a, const auto& b) { return *a.at < *b.at; }));
    CHECK(*by_minute[199].at < epoch + 60s);
    CHECK(*by_minute[200].at >= epoch + 120s);
    // Evenly spread in the mean: the middle one of 200 is near the middle of its minute.
    CHECK(seconds(*by_minute[100].at - epoch) == Approx(30).margin(10));
}

TEST_CASE("a browser's archive is read in order of time") {
    const auto records = all(RecordingFormat::har, R"y({"log":{"entries":[
      {"startedDateTime":"2024-05-01T10:00:01.500Z","request":{"method":"POST","url":"https://shop.example/orders","headers":[{"name":":authority","value":"x"},{"name":"Content-Type","value":"application/json"}],"postData":{"mimeType":"application/json","text":"{\"id\":\"o1\"}"}}},
      {"startedDateTime":"2024-05-01T10:00:00.000Z","request":{"method":"GET","url":"https://shop.example/items?page=2#top","headers":[{"name":"Host","value":"shop.example"}]}}]}})y");
    REQUIRE(records.size() == 2);
    CHECK(records[0].path == "/items");
    CHECK(records[0].query == "page=2");
    CHECK(records[0].headers.empty());
    CHECK(records[1].body == R"y({"id":"o1"})y");
    CHECK(records[1].headers.size() == 1);
    CHECK(all(RecordingFormat::har, "{\"log\": [").empty());
}

TEST_CASE("Vegeta's targets are read in both of their forms") {
    const auto records =
        all(RecordingFormat::vegeta,
            "# a comment\nGET http://example.com/items/1?x=1\nX-Account: 8675309\n\n"
            "DELETE http://example.com/items/2\n"
            "PUT http://example.com/items/3\nContent-Type: text/plain\n"
            R"y({"method":"POST","url":"http://example.com/items","body":"eyJpZCI6ImEifQ==","header":{"X":["1","2"]}})y"
            "\n");
    REQUIRE(records.size() == 4);
    CHECK(records[1].method == http::Method::del);
    CHECK(records[2].headers.size() == 1);
    CHECK(records[3].body == R"y({"id":"a"})y");
    CHECK(records[3].headers.size() == 2);
    CHECK(records[0].path == "/items/1");
    CHECK(records[0].headers.at(0) == std::pair<std::string, std::string>("X-Account", "8675309"));
}

namespace {

std::string replaying(std::string_view more) {
    return std::string(R"yaml(
version: 1
name: replay
architecture:
  api: {type: apigateway-rest, routes: {"GET /items/{id}": fn, "POST /items": fn}}
  fn: {type: lambda, handlers: {"*": {work: "const(5ms)"}}}
workload:
  replay: {file: access.log, format: cloudfront)yaml")
        .append(more)
        .append("}\n");
}

Result<Scenario, Problems> read_with(const std::string& text, const std::string& log) {
    ReadOptions options;
    options.environment = [](const std::string&) { return std::nullopt; };
    options.lines = [log](const std::string& name) -> std::unique_ptr<Lines> {
        return name == "access.log" ? std::make_unique<TextLines>(log) : nullptr;
    };
    return read({{"t.yaml", text}}, options);
}

/// Plays it to its end.
struct Replayed {
    explicit Replayed(const std::string& text, const std::string& log = cloudfront_log)
        : scenario(*read_with(text, log)) {
        engine.start();
        while (!engine.finished()) clock.run_until(clock.after(1s));
    }
    std::uint64_t count(std::string_view metric, const Labels& labels = {}) {
        std::uint64_t total = 0;
        for (const Metrics::Entry* entry : metrics.find(metric, labels))
            total += std::get<Counter>(entry->metric).value();
        return total;
    }
    Scenario scenario;
    Clock clock{scenario.clock.start};
    Metrics metrics;
    Digest digest;
    Context context{clock, scenario.seed, metrics, digest};
    stack::Stack stack{context, scenario.architecture,
                       std::make_shared<const identity::SigningKey>(identity::SigningKey::generate())};
    InProcess entry{stack};
    Engine engine{context, scenario, stack, entry};
};

}  // namespace

TEST_CASE("a log's lines are played in order of time, as far ahead as is looked") {
    std::string log = cloudfront_log.substr(0, cloudfront_log.find('\n', cloudfront_log.find("#Fields")) + 1);
    for (int i = 999; i >= 0; --i)
        log += "2019-12-04\t21:0" + std::to_string(i / 100 % 6) + ":" + std::to_string(10 + i % 50) +
               "\tLAX1\t392\t192.0.2.100\tGET\td1.cloudfront.net\t/items/" + std::to_string(i) +
               "\t200\t-\t-\t-\t-\tHit\n";
    const auto records = all(RecordingFormat::cloudfront, log);
    REQUIRE(records.size() == 1000);
    CHECK(std::is_sorted(records.begin(), records.end(), [](const auto& a, const auto& b) { return *a.at < *b.at; }));
}

TEST_CASE("API Gateway's logs have the stage in front of a path") {
    std::string text = replaying("");
    text.replace(text.find("cloudfront"), 10, "apigateway");
    const std::string log =
        R"y({"ip":"192.0.2.1","requestTime":"10/Dec/2020:12:00:00 +0000","httpMethod":"GET","path":"/prod/items/7"})y"
        "\n";
    CHECK(Replayed(text, log).count("http.requests", {{"route", "GET /items/{id}"}}) == 1);
}

TEST_CASE("all that a trace of minutes counts is played, whatever the seed") {
    std::string text = replaying("");
    text.replace(text.find("cloudfront"), 10, "azure-functions");
    const std::string log = "HashOwner,HashApp,HashFunction,Trigger,1,2,3,4\no,a,f,http,0,100,0,50\nno row\n";
    for (int seed = 1; seed <= 12; ++seed) {
        Replayed played(text + "seed: " + std::to_string(seed) + "\n", log);
        CHECK(played.scenario.length() == 181s);
        CHECK(played.count("http.requests") == 150);
        CHECK(played.count("http.passed.over") == 1);
    }
}

TEST_CASE("a recording is played at its moments, faster, thinner, and to other paths") {
    Replayed plain(replaying(""));
    CHECK(plain.scenario.length() == 11s);
    CHECK(plain.count("http.requests") == 3);
    CHECK(plain.count("http.passed.over") == 1);
    CHECK(plain.count("http.requests", {{"route", "GET /items/{id}"}}) == 1);
    CHECK(plain.count("http.requests", {{"route", "GET *"}}) == 1);
    CHECK(plain.count("fn.invocations") == 2);
    Replayed fast(replaying(", speed: 10x"));
    CHECK(fast.scenario.length() == 2s);
    CHECK(fast.count("http.requests") == 3);
    Replayed elsewhere(replaying(R"y(, map: [{from: "^/(none)$", to: "/items/$1"}])y"));
    CHECK(elsewhere.count("fn.invocations") == 3);
    std::string many = cloudfront_log.substr(0, cloudfront_log.find("2019-12"));
    for (int i = 0; i < 2000; ++i)
        many += "2019-12-04\t21:02:31\tLAX1\t392\t192.0.2.100\tGET\td\t/items/1\t200\t-\t-\t-\t-\tHit\n";
    Replayed thin(replaying(", thin: 25%"), many);
    CHECK(static_cast<double>(thin.count("http.requests")) / 2000 == Approx(0.25).margin(0.04));
}

TEST_CASE("targets without moments come at the phases' rates, in order and over again") {
    std::string text = replaying("");
    text.replace(text.find("cloudfront"), 10, "vegeta");
    text += "  phases: [{name: run, for: 10s, rate: 10/s, arrivals: regular}]\n";
    Replayed played(text, "GET http://a/items/1\nGET http://a/items/2\nGET http://a/nothing\n");
    CHECK(played.count("http.requests") == 100);
    CHECK(played.count("fn.invocations") == 67);
}

TEST_CASE("a recording that cannot be played is named") {
    const auto said = [](const std::string& text, const std::string& log) {
        const auto scenario = read_with(text, log);
        std::string all_problems;
        if (!scenario.ok()) {
            for (const auto& problem : scenario.error().problems) all_problems += problem.text() + "\n";
        }
        return all_problems;
    };
    CHECK(said(replaying(""), "#Version: 1.0\n").find("there is no request") != std::string::npos);
    CHECK(said(replaying(", speed: fast"), cloudfront_log).find("a factor from 0.01x") != std::string::npos);
    CHECK(said(replaying(R"y(, map: [{from: "(", to: "/"}])y"), cloudfront_log).find("regular expression") !=
          std::string::npos);
    CHECK(said(replaying("") + "  phases: [{name: a, for: 1s, rate: 1/s}]\n", cloudfront_log)
              .find("a recording says by itself") != std::string::npos);
    std::string other = replaying("");
    other.replace(other.find("access.log"), 10, "gone.log");
    CHECK(said(other, cloudfront_log).find("cannot be read") != std::string::npos);
}
