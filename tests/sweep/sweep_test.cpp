#include "sweep/sweep.hpp"

#include "catch.hpp"

using namespace wt;
using namespace wt::sweep;

namespace {

[[nodiscard]] Point point(std::size_t number, Settings settings, int exit, double month) {
    Point made;
    made.number = number;
    made.settings = std::move(settings);
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        PointRun run;
        run.seed = seed;
        run.exit = seed == 2 ? exit : 0;
        run.digest = "d";
        run.requests = 100;
        run.month = month + static_cast<double>(seed) - 2;
        const bool fails = run.exit != 0;
        run.measured = {{"slo.0", "errors: rate<1%", fails ? scenario::Verdict::fail : scenario::Verdict::pass,
                         0.001 * static_cast<double>(seed), scenario::Expectation::Unit::share}};
        made.runs.push_back(run);
    }
    return made;
}

[[nodiscard]] std::size_t times_in(std::string_view page, std::string_view text) {
    std::size_t found = 0;
    for (std::size_t at = page.find(text); at != std::string_view::npos; at = page.find(text, at + 1)) ++found;
    return found;
}

[[nodiscard]] Answer answer_of(std::vector<Point> points) {
    Answer answer;
    answer.question.scenario = "shop";
    answer.question.again = "./windtunnel run shop.yaml";
    answer.question.axes = {*parse_axis("reader.reserved=10..30 step 10"), *parse_axis("cache=off, on")};
    answer.question.seeds = 3;
    answer.points = std::move(points);
    answer.asked = answer.question.points()->size();
    return answer;
}

}  // namespace

TEST_CASE("the share that holds at least is Clopper's and Pearson's") {
    CHECK(at_least_holds(0, 10) == 0);
    CHECK(at_least_holds(10, 10) == Approx(std::pow(0.05, 0.1)).epsilon(1e-9));
    CHECK(at_least_holds(20, 20) == Approx(0.8609).epsilon(1e-4));
    CHECK(at_least_holds(8, 10) == Approx(0.4931).epsilon(1e-3));
    CHECK(at_least_holds(1, 1) == Approx(0.05));
}

TEST_CASE("the cheapest point at which everything held is the best, and cliffs stand between neighbours") {
    const Answer answer =
        answer_of({point(0, {"10", "off"}, 3, 5), point(1, {"10", "on"}, 3, 6), point(2, {"20", "off"}, 0, 9),
                   point(3, {"20", "on"}, 0, 7), point(4, {"30", "off"}, 0, 12), point(5, {"30", "on"}, 0, 13)});
    REQUIRE(answer.best() != nullptr);
    CHECK(answer.best()->number == 3);
    const auto cliffs = answer.cliffs();
    REQUIRE(cliffs.size() == 2);
    CHECK(cliffs[0].holds->number == 2);
    CHECK(cliffs[0].fails->number == 0);
    CHECK(cliffs[1].holds->number == 3);
    CHECK(cliffs[1].fails->number == 1);
    CHECK(cliffs[0].axis == 0);
    CHECK(answer.exit_code() == 0);
    const std::string text = text_report(answer, {});
    CHECK_THAT(text,
               Catch::Contains("The cheapest at which everything held: reserved=20, cache=on, 7.00 USD a month."));
    CHECK_THAT(text, Catch::Contains("reserved: holds at 20, fails at 10 (cache=off): slo.0"));
    CHECK_THAT(text, Catch::Contains("--set 'reader.reserved=20' --set 'cache=on' --seed 1 --runs 3"));
}

TEST_CASE("where the load is varied, a million requests say which point is the cheapest") {
    std::vector<Point> points{point(0, {"100/s", "off"}, 0, 5), point(1, {"100/s", "on"}, 0, 6),
                              point(2, {"200/s", "off"}, 0, 9), point(3, {"200/s", "on"}, 3, 7)};
    for (std::size_t i = 0; i < points.size(); ++i) {
        for (PointRun& run : points[i].runs) run.per_million = 10 - static_cast<double>(i);
    }
    Answer answer = answer_of(points);
    CHECK(answer.best()->number == 0);
    answer.question.axes[0] = *parse_axis("workload.phases.0.rate=100/s..200/s step 100");
    answer.asked = 4;
    CHECK(answer.question.varies_load());
    REQUIRE(answer.best() != nullptr);
    CHECK(answer.best()->number == 2);
    CHECK_THAT(
        text_report(answer, {}),
        Catch::Contains("The cheapest by the request at which everything held: rate=200/s, cache=off, 8.00 USD a "
                        "million requests (9.00 USD a month at its rate)."));
    CHECK(html_report(answer, "1").find("a million requests") != std::string::npos);
    for (const char* axis :
         {"workload.phases.0.users=1..9", "faults.0.rate=1/s..9/s", "workload.phases.0.rate.to=1/s..9/s"}) {
        answer.question.axes[0] = *parse_axis(axis);
        CHECK(answer.question.varies_load());
    }
    for (const char* axis :
         {"architecture.api.throttle.rate=1/s..9/s", "workload.think=1s, 2s", "workload.rates=1, 2"}) {
        answer.question.axes[0] = *parse_axis(axis);
        CHECK_FALSE(answer.question.varies_load());
    }
}

TEST_CASE("a hypercube's picture marks the best point, and its axes have round labels") {
    Answer answer =
        answer_of({point(0, {"12", "140"}, 3, 5), point(1, {"29", "110"}, 0, 9), point(2, {"21", "187"}, 0, 7)});
    answer.question.axes = {*parse_axis("reader.reserved=10..30"), *parse_axis("reader.memory=100..200")};
    answer.question.hypercube = 3;
    answer.asked = 3;
    const std::string page = html_report(answer, "1.2.3");
    // As wide as a page, and for a phone.
    CHECK(times_in(page, "<circle class=\"best\"") == 2);
    CHECK(times_in(page, "<circle class=\"good\"") == 4);
    for (const char* label : {">10<", ">15<", ">20<", ">25<", ">30<", ">100<", ">120<", ">160<", ">200<"})
        CHECK(page.find(label) != std::string::npos);
}

TEST_CASE("where nothing held, and where points are missing, a sweep says so") {
    const Answer none =
        answer_of({point(0, {"10", "off"}, 3, 5), point(1, {"10", "on"}, 3, 5), point(2, {"20", "off"}, 3, 5),
                   point(3, {"20", "on"}, 3, 5), point(4, {"30", "off"}, 3, 5), point(5, {"30", "on"}, 3, 5)});
    CHECK(none.exit_code() == 3);
    CHECK_THAT(text_report(none, {}), Catch::Contains("At no point did everything hold."));
    const Answer part = answer_of({point(0, {"10", "off"}, 0, 5)});
    CHECK(part.exit_code() == 2);
    CHECK_THAT(text_report(part, {}), Catch::Contains("5 of 6 points are missing."));
}

TEST_CASE("points and questions are what they were after they were written and read") {
    Point one = point(7, {"20", "on"}, 3, 9.25);
    one.found = Found{"120/s", "130/s"};
    const auto again = read_point(write(one));
    REQUIRE(again);
    CHECK(write(*again) == write(one));
    CHECK(again->failed() == std::vector<std::string>{"slo.0"});
    CHECK(again->found->fails == "130/s");
    CHECK(again->mean_of("slo.0") == Approx(0.002));

    Question question = answer_of({}).question;
    question.search = *parse_search("rate=1/s..9/s");
    const auto read = read_question(write(question));
    REQUIRE(read);
    CHECK(read->fingerprint() == question.fingerprint());
    question.seeds = 4;
    CHECK(read->fingerprint() != question.fingerprint());
    for (const char* wrong : {"", "{}", "[1]", R"({"point": "x"})", R"({"point": 1, "settings": [1], "runs": 5})"})
        CHECK_FALSE(read_point(wrong));
    CHECK_FALSE(read_question("{}"));
}

TEST_CASE("shards share the points without one twice") {
    std::vector<int> times(23);
    for (const char* text : {"1/4", "2/4", "3/4", "4/4"}) {
        const auto shard = parse_shard(text);
        REQUIRE(shard);
        for (std::size_t i = 0; i < times.size(); ++i) times[i] += shard->has(i) ? 1 : 0;
    }
    CHECK(times == std::vector<int>(23, 1));
    for (const char* wrong : {"", "1", "0/4", "5/4", "1/0", "a/b", "1/4x", "-1/4"}) CHECK_FALSE(parse_shard(wrong));
}

TEST_CASE("the page has a cell for each pair of settings, and marks the best one") {
    const Answer answer =
        answer_of({point(0, {"10", "off"}, 3, 5), point(1, {"10", "on"}, 3, 6), point(2, {"20", "off"}, 0, 9),
                   point(3, {"20", "on"}, 0, 7), point(4, {"30", "off"}, 0, 12)});
    const std::string page = html_report(answer, "1.2.3");
    const auto count = [&](std::string_view text) { return times_in(page, text); };
    // Whether all held, what a month costs, and what was measured.
    CHECK(count("<table class=\"heat\">") == 3);
    CHECK(count("<td class=\"best\"") == 3);
    CHECK(count(">missing</td>") == 3);
    CHECK(count(">2/3</td>") == 2);
    CHECK(count(">3/3</td>") == 3);
    CHECK(page.find("The cheapest at which everything held: reserved=20, cache=on") != std::string::npos);
    CHECK(page.find("1 of 6 points are missing") != std::string::npos);
    CHECK(page.find("src=") == std::string::npos);
    CHECK(page.find("url(") == std::string::npos);
}

TEST_CASE("along one axis the page draws each quantity with the range of its seeds") {
    Answer answer = answer_of({point(0, {"10"}, 3, 5), point(1, {"20"}, 0, 9), point(2, {"30"}, 0, 7)});
    answer.question.axes.pop_back();
    answer.asked = 3;
    const std::string page = html_report(answer, "1.2.3");
    const auto count = [&](std::string_view text) { return times_in(page, text); };
    // Each twice: as wide as a page, and for a phone.
    CHECK(count("<svg") == 4);
    CHECK(count("<circle class=\"good\"") == 8);
    CHECK(count("<circle class=\"bad\"") == 4);
    CHECK(count("class=\"range\"") == 12);
    CHECK(page.find("<table class=\"heat\">") == std::string::npos);
}
