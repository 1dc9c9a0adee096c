#include "storage/s3/conditions.hpp"

#include <string>

#include "catch.hpp"
#include "storage/s3/service_world.hpp"

using namespace wt;

namespace {

constexpr Instant noon = epoch + 12h;

[[nodiscard]] std::string outcome(const s3::ReadConditions& conditions) {
    const auto refusal = s3::refusal(conditions, "abc", noon + 300ms);
    if (!refusal) return "200";
    const std::string condition = test::member_of(*refusal, "Condition");
    return std::to_string(refusal->status) + (condition.empty() ? "" : " " + condition);
}

[[nodiscard]] std::string write_outcome(const s3::WriteConditions& conditions, const s3::ObjectVersion* current) {
    const auto refusal = s3::refusal(conditions, "key", current);
    return refusal ? std::to_string(refusal->status) + " " + std::string(refusal->code) : "200";
}

}  // namespace

TEST_CASE("since a moment that lies in the future is no condition") {
    s3::ReadConditions conditions;
    for (const Instant since : {noon + 2s, noon + 48h}) {
        conditions.if_modified_since = since;
        s3::drop_future(conditions, noon + 1s);
        CHECK(outcome(conditions) == "200");
    }
    conditions.if_modified_since = noon + 1s;
    s3::drop_future(conditions, noon + 1s);
    CHECK(outcome(conditions) == "304");
}

TEST_CASE("an answer that nothing has changed says what a cache wants to know") {
    test::ServiceWorld world;
    s3::PutRequest put;
    put.key = "key";
    put.attributes.system.cache_control = "max-age=5";
    REQUIRE(world.put(std::move(put), "hello").ok());
    s3::ReadRequest request;
    request.key = "key";
    request.conditions.if_none_match = "*";
    const auto unchanged = store::finished(world.service.objects.head(world.bucket, request));
    REQUIRE_FALSE(unchanged.ok());
    CHECK(unchanged.error().status == 304);
    CHECK(test::header_of(unchanged.error(), "ETag") == "\"5d41402abc4b2a76b9719d911017c592\"");
    CHECK(test::header_of(unchanged.error(), "Last-Modified") == "Thu, 01 Jan 1970 00:00:00 GMT");
    CHECK(test::header_of(unchanged.error(), "Cache-Control") == "max-age=5");
    request.conditions.if_none_match.reset();
    request.conditions.if_match = "\"abc\"";
    CHECK(store::finished(world.service.objects.head(world.bucket, request)).error().headers.empty());
}

TEST_CASE("a read's conditions are held against the ETag and the time") {
    using C = s3::ReadConditions;
    CHECK(outcome({}) == "200");
    CHECK(outcome(C{.if_match = "\"abc\"", .if_none_match = {}, .if_modified_since = {}, .if_unmodified_since = {}}) ==
          "200");
    struct Row {
        C conditions;
        std::string outcome;
    };
    const auto match = [](const char* etag) {
        C conditions;
        conditions.if_match = etag;
        return conditions;
    };
    const auto none_match = [](const char* etag) {
        C conditions;
        conditions.if_none_match = etag;
        return conditions;
    };
    const auto modified = [](Instant moment) {
        C conditions;
        conditions.if_modified_since = moment;
        return conditions;
    };
    const auto unmodified = [](Instant moment) {
        C conditions;
        conditions.if_unmodified_since = moment;
        return conditions;
    };
    C matches_but_changed = match("\"abc\"");
    matches_but_changed.if_unmodified_since = noon - 1s;
    C same_but_changed = none_match("\"abc\"");
    same_but_changed.if_modified_since = noon - 1s;
    C other_and_unchanged = none_match("\"xyz\"");
    other_and_unchanged.if_modified_since = noon;
    const Row rows[] = {
        {match("abc"), "200"},
        {match("*"), "200"},
        {match("\"xyz\", \"abc\""), "200"},
        {match("\"xyz\""), "412 If-Match"},
        {none_match("\"abc\""), "304"},
        {none_match("*"), "304"},
        {none_match("W/\"abc\""), "304"},
        {none_match("\"xyz\""), "200"},
        {modified(noon), "304"},
        {modified(noon - 1s), "200"},
        {unmodified(noon), "200"},
        {unmodified(noon - 1s), "412 If-Unmodified-Since"},
        {matches_but_changed, "200"},
        {same_but_changed, "304"},
        {other_and_unchanged, "200"},
    };
    for (const Row& row : rows) {
        INFO(row.conditions.if_match.value_or("-") + " " + row.conditions.if_none_match.value_or("-"));
        CHECK(outcome(row.conditions) == row.outcome);
    }
}

TEST_CASE("a copy's source that does not meet its conditions is 412, whichever they are") {
    s3::ReadConditions conditions;
    conditions.if_none_match = "\"abc\"";
    const auto refusal = s3::copy_refusal(conditions, "abc", noon);
    REQUIRE(refusal);
    CHECK(refusal->status == 412);
    CHECK(test::member_of(*refusal, "Condition") == "x-amz-copy-source-If-None-Match");
}

TEST_CASE("a write's conditions are held against the current version") {
    s3::ObjectVersion object;
    object.etag = "abc";
    s3::ObjectVersion marker;
    marker.is_delete_marker = true;
    s3::WriteConditions absent;
    absent.if_none_match = "*";
    CHECK(write_outcome(absent, nullptr) == "200");
    CHECK(write_outcome(absent, &marker) == "200");
    CHECK(write_outcome(absent, &object) == "412 PreconditionFailed");
    s3::WriteConditions same;
    same.if_match = "\"abc\"";
    CHECK(write_outcome(same, &object) == "200");
    CHECK(write_outcome(same, nullptr) == "404 NoSuchKey");
    CHECK(write_outcome(same, &marker) == "404 NoSuchKey");
    same.if_match = "\"xyz\"";
    CHECK(write_outcome(same, &object) == "412 PreconditionFailed");
}

TEST_CASE("what S3 does not take as a write's condition is 501, and says which header") {
    s3::WriteConditions conditions;
    conditions.if_none_match = "\"abc\"";
    auto refusal = s3::refusal(conditions, "key", nullptr);
    REQUIRE(refusal);
    CHECK(refusal->status == 501);
    CHECK(refusal->message == "A header you provided implies functionality that is not implemented");
    CHECK(test::member_of(*refusal, "Header") == "If-None-Match");
    CHECK(test::member_of(*refusal, "additionalMessage") ==
          "We don't accept the provided value of If-None-Match header for this API");
    conditions.if_match = "\"abc\"";
    refusal = s3::refusal(conditions, "key", nullptr);
    REQUIRE(refusal);
    CHECK(test::member_of(*refusal, "Header") == "If-Match,If-None-Match");
    CHECK(test::member_of(*refusal, "additionalMessage") ==
          "Multiple conditional request headers present in the request");
    conditions.if_none_match.reset();
    conditions.if_match = "*";
    refusal = s3::refusal(conditions, "key", nullptr);
    REQUIRE(refusal);
    CHECK(test::member_of(*refusal, "Header") == "If-Match");
}
