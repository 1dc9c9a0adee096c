#include "aws/timestamp.hpp"

#include "catch.hpp"

using namespace wt;
using namespace wt::aws;

namespace {
constexpr Instant moment = epoch + std::chrono::milliseconds(1767323045678);
constexpr Instant second = epoch + std::chrono::seconds(1767323045);
}  // namespace

TEST_CASE("a moment is written with its milliseconds or without") {
    CHECK(iso8601(moment) == "2026-01-02T03:04:05Z");
    CHECK(iso8601(moment, Fraction::milliseconds) == "2026-01-02T03:04:05.678Z");
    CHECK(iso8601(second, Fraction::milliseconds) == "2026-01-02T03:04:05.000Z");
    CHECK(iso8601(epoch - std::chrono::seconds(1)) == "1969-12-31T23:59:59Z");
    CHECK(epoch_seconds(second) == "1767323045");
    CHECK(epoch_seconds(moment) == "1767323045.678");
    CHECK(epoch_seconds(epoch - std::chrono::milliseconds(250)) == "-0.250");
    CHECK(epoch_seconds(epoch - std::chrono::milliseconds(1250)) == "-1.250");
}

TEST_CASE("RFC 3339 is read with fractions, offsets, and a day alone") {
    CHECK(parse_iso8601("2026-01-02T03:04:05Z") == second);
    CHECK(parse_iso8601("2026-01-02t03:04:05z") == second);
    CHECK(parse_iso8601("2026-01-02T03:04:05.678Z") == moment);
    CHECK(parse_iso8601("2026-01-02T03:04:05.678901234999Z") == moment + std::chrono::nanoseconds(901234));
    CHECK(parse_iso8601("2026-01-02T05:04:05+02:00") == second);
    CHECK(parse_iso8601("2026-01-01T21:34:05-0530") == second);
    CHECK(parse_iso8601("2026-01-02T03:04:05") == second);
    CHECK(parse_iso8601("2026-01-02") == second - 3h - 4min - 5s);
    CHECK(parse_iso8601("2024-02-29").has_value());
}

TEST_CASE("what is no moment is none") {
    for (const char* text :
         {"", "2026", "2026-13-01", "2025-02-29", "2026-01-02T", "2026-01-02T24:00:00Z", "2026-01-02T03:60:00Z",
          "2026-01-02T03:04:05Zx", "2026-01-02T03:04:05+2", "0001-01-01", "9999-01-01", "2026-1-2", " 2026-01-02"}) {
        INFO(text);
        CHECK_FALSE(parse_iso8601(text));
    }
    for (const char* text : {"", "x", "1e", "nan", "inf", "1e300", "Fri, 02 Jan 2026"}) {
        INFO(text);
        CHECK_FALSE(parse_timestamp(text));
    }
    CHECK_FALSE(from_epoch_seconds(7.3e9));
}

TEST_CASE("a timestamp is read in all of its forms") {
    for (const char* text : {"2026-01-02T03:04:05Z", "Fri, 02 Jan 2026 03:04:05 GMT", "1767323045", "1767323045.0"})
        CHECK(parse_timestamp(text) == second);
    CHECK(parse_timestamp("1767323045.678") == moment);
    CHECK(from_epoch_seconds(-0.25) == epoch - std::chrono::milliseconds(250));
}

TEST_CASE("times of documents are read in all their lengths") {
    const Instant read = epoch + 1795766703s;
    CHECK(aws::parse_document_time("2026-11-27T08:05:03Z") == read);
    CHECK(aws::parse_document_time("2026-11-27T08:05:03.250Z") == read + 250ms);
    CHECK(aws::parse_document_time("2026-11-27T10:05:03+02:00") == read);
    CHECK(aws::parse_document_time("2026-11-27T08:05Z") == read - 3s);
    CHECK(aws::parse_document_time("2026-11-27") == read - 8h - 5min - 3s);
    CHECK(aws::parse_document_time("1970") == epoch);
    CHECK(aws::parse_document_time("1970-02") == epoch + 31 * 24h);
    for (const char* odd : {"", "2026-", "2026-13", "2026-02-30", "2026-11-27T08:05:03", "2026-11-27T24:00:00Z",
                            "2026-11-27 08:05:03Z", "2026-11-27T08:05:03.Z", "2026-11-27T08:05:03Zx",
                            "2026-11-27T08:05:03+2:00", "9999-01-01", "20261127T080503Z"}) {
        INFO(odd);
        CHECK_FALSE(aws::parse_document_time(odd));
    }
}
