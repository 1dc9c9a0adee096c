#include <catch2/catch.hpp>

#include "bill/bill.hpp"
#include "bill/price_list.hpp"

namespace wt {
namespace {

using bill::Amount;
using bill::cost_of;
using bill::Meter;
using bill::PriceList;
using bill::Quantity;

const PriceList& list() {
    static const PriceList prices = PriceList::us_east_1();
    return prices;
}
[[nodiscard]] double usd(const char* item, Quantity quantity, bool free_tier = false) {
    bill::Account account(list(), free_tier);
    account.add(item, quantity);
    return account.cost().dollars();
}

TEST_CASE("Lambda's published example: three million requests of 120 ms with 1,536 MB, free tier first") {
    // AWS Lambda pricing, example "mobile application backend": 2.33 for compute, 0.40 for requests.
    const Quantity duration{bill::Wide{3'000'000} * 120 * 1536, 1'000 * 1'024};
    CHECK(duration.units() == Approx(540'000));
    CHECK(usd("lambda.duration", duration, true) == Approx(2.33).margin(0.005));
    CHECK(usd("lambda.requests", {3'000'000, 1}, true) == Approx(0.40));
    CHECK(usd("lambda.duration", duration) == Approx(9.00).margin(0.005));
}

TEST_CASE("Firehose's published example: a hundred records of 3 KB a second for thirty days") {
    // Amazon Data Firehose pricing: each record counts as 5 KB, 1,235.96 GB in the month, 35.84 USD.
    const bill::Wide records = bill::Wide{100} * 60 * 60 * 24 * 30;
    const Quantity ingested{records * 5'120, std::uint64_t{1} << 30U};
    CHECK(ingested.units() == Approx(1'235.96).margin(0.01));
    CHECK(usd("firehose.ingested", ingested) == Approx(35.84).margin(0.005));
}

TEST_CASE("API Gateway's calls grow cheaper by the month's tiers") {
    CHECK(usd("apigateway.requests", {5'000'000, 1}) == Approx(17.50));
    // 333 million at 3.50, 667 million at 2.80, 1 million at 2.38.
    CHECK(usd("apigateway.requests", {1'001'000'000, 1}) == Approx(1'165.5 + 1'867.6 + 2.38));
}

TEST_CASE("the edge's first terabyte and ten million requests are the free tier's, and nobody else's") {
    CHECK(usd("cloudfront.requests", {10'000'000, 1}, true) == 0);
    CHECK(usd("cloudfront.requests", {10'000'000, 1}) == Approx(10));
    // 1 TB free; the tier of 85 cents ends at 10 TB all the same.
    CHECK(usd("cloudfront.transfer", {11 * 1024, 1}, true) == Approx(9 * 1024 * 0.085 + 1024 * 0.08));
}

TEST_CASE("a line is rounded to a picodollar, half up") {
    bill::Price price{"thing", {{bill::Tier::endless, 1}}, 0, "a test"};
    CHECK(cost_of(price, {1, 2}, 0).picodollars == 1);
    CHECK(cost_of(price, {1, 3}, 0).picodollars == 0);
    CHECK(cost_of(price, {5, 3}, 0).picodollars == 2);
}

TEST_CASE("every price has a unit, a source, and tiers that go up to an endless one") {
    for (const auto& [item, price] : list().items()) {
        CAPTURE(item);
        CHECK_FALSE(price.unit.empty());
        CHECK_FALSE(price.source.empty());
        REQUIRE_FALSE(price.tiers.empty());
        CHECK(price.tiers.back().up_to == bill::Tier::endless);
        for (std::size_t i = 1; i < price.tiers.size(); ++i) CHECK(price.tiers[i - 1].up_to < price.tiers[i].up_to);
    }
}

TEST_CASE("a month of what is used follows the load's time, and of what stands there is 730 hours") {
    Meter meter(list(), "a test", false, 90min);
    meter.used("f", "lambda.requests", {1'000'000, 1});
    meter.stood("db", "rds.db.t3.large.hour", 2);
    meter.stood("redis", "elasticache.cache.t3.micro.hour", 1, true);
    meter.kept("waf", "waf.acls", 1);
    meter.stored("archive", "s3.storage", 1e9);
    meter.came("users", "cognito.users", 9'000, 20'000);
    meter.used("f", "lambda.duration", {0, 1});
    meter.used("f", "lambda.nothing", {1, 1});
    const bill::Bill bill = std::move(meter).take(1'000'000);
    REQUIRE(bill.lines.size() == 6);
    CHECK(bill.lines[0].run.dollars() == Approx(0.20));
    CHECK(bill.lines[0].month.dollars() == Approx(0.2 * 730 / 1.5));
    CHECK(bill.lines[1].run.dollars() == Approx(2 * 1.5 * 0.145));
    CHECK(bill.lines[1].month.dollars() == Approx(2 * 730 * 0.145));
    CHECK(bill.lines[2].run.dollars() == Approx(2 * 0.017));  // a part of an hour is an hour
    CHECK(bill.lines[3].run.dollars() == Approx(5.0 * 2 / 730));
    CHECK(bill.lines[3].month.dollars() == Approx(5));
    CHECK(bill.lines[4].month.dollars() == Approx(1e9 / (1 << 30) * 0.023));
    CHECK(bill.lines[5].run.dollars() == Approx(9'000 * 0.015));
    CHECK(bill.lines[5].month.dollars() == Approx(20'000 * 0.015));  // all twenty thousand come in a month
    CHECK(bill.priceless == std::vector<std::string>{"lambda.nothing"});
    CHECK(bill.of("f")->dollars() == Approx(0.20));
    CHECK_FALSE(bill.of("nobody"));
    CHECK(bill.per_million()->picodollars == bill.run().picodollars);
}

TEST_CASE("three functions have one free tier, as in Lambda's published example of several") {
    // 25 million calls of 200 ms in 128 MB, 5 million of 500 ms in 448 MB, 2.5 million of 1 s in 1,024 MB: 4,218,750
    // GB-seconds and 32.5 million requests, of which 400,000 and a million are free: 63.65 and 6.30 USD.
    Meter meter(list(), "a test", true, std::chrono::hours(Meter::month_hours));
    const auto function = [&](const char* name, std::uint64_t calls, std::uint64_t ms, std::uint64_t mb) {
        meter.used(name, "lambda.requests", {calls, 1});
        meter.used(name, "lambda.duration", {bill::Wide{calls} * ms * mb, 1'000 * 1'024});
    };
    function("small", 25'000'000, 200, 128);
    function("middle", 5'000'000, 500, 448);
    function("large", 2'500'000, 1'000, 1'024);
    const bill::Bill bill = std::move(meter).take(32'500'000);
    CHECK(bill.run().dollars() == Approx(63.65 + 6.30).margin(0.005));
    CHECK(bill.month() == bill.run());
    // Each pays by what it used: 625,000, 1,093,750 and 2,500,000 GB-seconds.
    CHECK(bill.of("small")->dollars() == Approx(6.30 * 25 / 32.5 + 63.65 * 625'000 / 4'218'750).epsilon(0.001));
    CHECK(bill.of("large")->dollars() == Approx(6.30 * 2.5 / 32.5 + 63.65 * 2'500'000 / 4'218'750).epsilon(0.001));
}

TEST_CASE("two distributions are in the account's volume tier together") {
    // 8 TB each: 10 TB at 85 cents a ten, 6 TB at 80.
    Meter meter(list(), "a test", false, std::chrono::hours(Meter::month_hours));
    for (const char* name : {"one", "other"}) meter.used(name, "cloudfront.transfer", {8 * 1024, 1});
    const bill::Bill bill = std::move(meter).take(1);
    CHECK(bill.run().dollars() == Approx(10 * 1024 * 0.085 + 6 * 1024 * 0.08));
    CHECK(bill.of("one")->picodollars == bill.of("other")->picodollars);
}

TEST_CASE("what lines pay adds up to what the account pays, to the picodollar") {
    PriceList prices;
    prices.set("thing", Money{7});
    Meter meter(prices, "a test", false, 1h);
    // 10 thirds at 7 picodollars are 23.33: three times 7.78 would be lost or added.
    for (const char* name : {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"}) meter.used(name, "thing", {1, 3});
    const bill::Bill bill = std::move(meter).take(1);
    CHECK(bill.run().picodollars == 23);
    CHECK(bill.of("a")->picodollars == 2);
    // Parts of different sizes are one sum, too.
    Meter mixed(prices, "a test", false, 1h);
    mixed.used("a", "thing", {1, 2});
    mixed.used("b", "thing", {3, 7});
    CHECK(std::move(mixed).take(1).run().picodollars == 7);  // 13 fourteenths: 6.5, half up
    // Where products are wider than the widest integer.
    const bill::Wide large = bill::Wide{1} << 120;
    CHECK(bill::share_of(large, large / 4, large / 2) == large / 2);
    CHECK(bill::share_of(7, 2, 3) == 4);
    CHECK(bill::share_of(7, 3, 3) == 7);
    CHECK(bill::share_of(7, 0, 0) == 0);
}

TEST_CASE("ten thousand active users are free, where the free tier is asked for") {
    Meter meter(list(), "a test", true, 90min);
    meter.came("users", "cognito.users", 9'000, 20'000);
    const bill::Bill bill = std::move(meter).take(1);
    CHECK(bill.lines[0].run.dollars() == 0);
    CHECK(bill.lines[0].month.dollars() == Approx(10'000 * 0.015));
}

TEST_CASE("bills of a month that no account has do not overflow") {
    // A million requests a second of a tebibyte each.
    const bill::Wide seconds = bill::Wide{Meter::month_hours} * 3600;
    const Quantity bytes{seconds * 1'000'000 * (bill::Wide{1} << 40U), std::uint64_t{1} << 30U};
    CHECK(usd("cloudfront.transfer", bytes) == Approx(static_cast<double>(seconds) * 1e6 * 1024 * 0.02).epsilon(0.001));
}

TEST_CASE("a price of one's own takes the list's place for every unit") {
    PriceList prices = PriceList::us_east_1();
    prices.set("lambda.requests", *parse_money("1USD"));
    prices.set("rds.db.x9.huge.hour", *parse_money("100USD"));
    bill::Account account(prices, true);
    account.add("lambda.requests", {2, 1});
    CHECK(account.cost("lambda.requests").dollars() == Approx(2));
    CHECK(prices.find("lambda.requests")->unit == "request");
    CHECK(prices.find("rds.db.x9.huge.hour") != nullptr);
}

}  // namespace
}  // namespace wt
