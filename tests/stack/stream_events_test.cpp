#include "stack/stream_events.hpp"

#include <string>
#include <vector>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "catch.hpp"

using namespace wt;
using Verdict = stream::Transformed::Result;

namespace {

/// The ids that a function sees of so many records.
[[nodiscard]] std::vector<std::string> ids_of(std::size_t count) {
    const std::vector<stream::Record> records(count);
    const stack::DeliverySource source{"arn:aws:firehose:us-east-1:000000000000:deliverystream/s", "us-east-1", ""};
    const auto event = nlohmann::json::parse(stack::TransformEvent(source, "i", records).event(http::Request()).view());
    std::vector<std::string> ids;
    for (const auto& record : event["records"]) ids.push_back(record["recordId"]);
    return ids;
}

[[nodiscard]] std::string said(const std::string& id, std::string_view result = "Ok") {
    return fmt::format(R"({{"recordId": "{}", "result": "{}", "data": "QQ=="}})", id, result);
}

[[nodiscard]] std::vector<Verdict> verdicts(const std::vector<std::string>& answers, std::size_t records) {
    const auto read = stack::read_transformed(fmt::format(R"({{"records": [{}]}})", fmt::join(answers, ",")), records);
    REQUIRE(read);
    std::vector<Verdict> all;
    for (const stream::Transformed& each : *read) all.push_back(each.result);
    return all;
}

}  // namespace

TEST_CASE("a record whose id is not returned is missing, and the others are not") {
    const auto ids = ids_of(3);
    CHECK(verdicts({said(ids[0]), said(ids[2], "Dropped")}, 3) ==
          std::vector{Verdict::ok, Verdict::missing, Verdict::dropped});
    CHECK(verdicts({said("another"), said(ids[0])}, 2) == std::vector{Verdict::ok, Verdict::missing});
    CHECK(verdicts({}, 1) == std::vector{Verdict::missing});
}

TEST_CASE("a record whose id is returned twice is repeated, whatever is said of it") {
    const auto ids = ids_of(2);
    CHECK(verdicts({said(ids[0]), said(ids[1]), said(ids[0], "Dropped")}, 2) ==
          std::vector{Verdict::repeated, Verdict::ok});
}

TEST_CASE("an answer without records, or an Ok without data, is no answer") {
    const auto ids = ids_of(1);
    CHECK_FALSE(stack::read_transformed("{}", 1));
    CHECK_FALSE(
        stack::read_transformed(fmt::format(R"({{"records": [{{"recordId": "{}", "result": "Ok"}}]}})", ids[0]), 1));
}
