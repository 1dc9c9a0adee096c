#include "storage/s3/range.hpp"

#include <string>

#include "catch.hpp"
#include "storage/s3/service_world.hpp"

using namespace wt;
using s3::Span;

TEST_CASE("a range is the bytes that it names, as far as there are any") {
    struct Row {
        std::string header;
        Span span;
    };
    for (const Row& row :
         {Row{"bytes=0-8", {0, 9}}, Row{"bytes=1-", {1, 9}}, Row{"bytes=-2", {8, 2}}, Row{"bytes=-15", {0, 10}},
          Row{"bytes=0-100", {0, 10}}, Row{"bytes=9-9", {9, 1}}, Row{"bytes=0-99999999999999999999999", {0, 10}},
          Row{"bytes=-99999999999999999999999", {0, 10}}}) {
        INFO(row.header);
        const auto resolved = s3::resolve_range(row.header, 10);
        REQUIRE(resolved.ok());
        CHECK(resolved.value() == std::optional(row.span));
    }
}

TEST_CASE("a range that S3 does not understand is ignored") {
    for (const char* header : {"bytes=1-0", "bytes=-1-", "bytes=0--1", "bytes=-", "bytes=0-1,3-4", "items=0-1",
                               "bytes=a-b", "bytes=", "bytes", "", "bytes=1", "bytes=+1-2", "bytes=1-2x"}) {
        INFO(header);
        const auto resolved = s3::resolve_range(header, 10);
        REQUIRE(resolved.ok());
        CHECK_FALSE(resolved.value().has_value());
    }
}

TEST_CASE("a range outside of the object is refused, and says what there is") {
    for (const char* header : {"bytes=-0", "bytes=100-200", "bytes=10-", "bytes=99999999999999999999999-"}) {
        INFO(header);
        const auto resolved = s3::resolve_range(header, 10);
        REQUIRE_FALSE(resolved.ok());
        CHECK(resolved.error().code == "InvalidRange");
        CHECK(resolved.error().status == 416);
        CHECK(resolved.error().message == "The requested range is not satisfiable");
        CHECK(test::member_of(resolved.error(), "ActualObjectSize") == "10");
        CHECK(test::member_of(resolved.error(), "RangeRequested") == header);
    }
    CHECK_FALSE(s3::resolve_range("bytes=0-", 0).ok());
    CHECK_FALSE(s3::resolve_range("bytes=-1", 0).ok());
}

TEST_CASE("the range of a copied part has both ends, within the source") {
    const auto part = s3::resolve_copy_range("bytes=2-9", 10);
    REQUIRE(part.ok());
    CHECK(part.value() == Span{2, 8});
    for (const char* header : {"bytes=1-", "bytes=-2", "1-2", "bytes=2-1", "bytes=1-2,3-4", ""}) {
        INFO(header);
        const auto resolved = s3::resolve_copy_range(header, 10);
        REQUIRE_FALSE(resolved.ok());
        CHECK(resolved.error().message ==
              "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the "
              "zero-based offsets of the first and last bytes to copy");
    }
    CHECK(s3::resolve_copy_range("bytes=0-10", 10).error().message ==
          "Range specified is not valid for source object of size: 10");
    CHECK(s3::resolve_copy_range("bytes=10-11", 10).error().message ==
          "The specified copy range is invalid for the source object size");
}
