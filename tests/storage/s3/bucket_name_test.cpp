#include "storage/s3/bucket_name.hpp"

#include <string>

#include "catch.hpp"

using namespace wt;

TEST_CASE("a bucket's name keeps to S3's rules") {
    for (const char* good :
         {"abc", "my-bucket", "my.bucket.2", "123", "a--b", "1.2.3", "1.2.3.4.5", "xn-a", "192.168.5.x"}) {
        INFO(good);
        CHECK(s3::is_bucket_name(good));
    }
    for (const char* bad : {"",
                            "ab",
                            "My-bucket",
                            "my_bucket",
                            "-abc",
                            "abc-",
                            ".abc",
                            "abc.",
                            "a..b",
                            "192.168.5.4",
                            "999.999.999.999",
                            "xn--abc",
                            "sthree-abc",
                            "amzn-s3-demo-abc",
                            "abc-s3alias",
                            "abc--ol-s3",
                            "abc.mrap",
                            "abc--x-s3",
                            "abc--table-s3",
                            "abc-an",
                            "a b",
                            "a/b",
                            "\xc3\xa9"
                            "abc"}) {
        INFO(bad);
        CHECK_FALSE(s3::is_bucket_name(bad));
    }
    CHECK(s3::is_bucket_name(std::string(63, 'a')));
    CHECK_FALSE(s3::is_bucket_name(std::string(64, 'a')));
}

TEST_CASE("a name in an account's own namespace says so at its end") {
    CHECK(s3::is_bucket_name("logs-123456789012-us-east-1-an", s3::BucketNamespace::account_regional));
    CHECK_FALSE(s3::is_bucket_name("logs", s3::BucketNamespace::account_regional));
}

TEST_CASE("a bad name is refused by name") {
    CHECK_FALSE(s3::refuse_bucket_name("abc"));
    const auto error = s3::refuse_bucket_name("ABC");
    REQUIRE(error);
    CHECK(error->code == "InvalidBucketName");
    CHECK(error->message == "The specified bucket is not valid.");
    CHECK(error->details.at(0).second == "ABC");
}
