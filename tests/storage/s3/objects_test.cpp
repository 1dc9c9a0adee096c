#include "storage/s3/objects.hpp"

#include <string>

#include "aws/digests.hpp"
#include "base/base64.hpp"
#include "catch.hpp"
#include "storage/s3/service_world.hpp"

using namespace wt;
using store::finished;
using test::member_of;
using test::Pieces;
using test::ServiceWorld;

namespace {

using Put = Result<s3::VersionRef, aws::Error>;

[[nodiscard]] s3::PutRequest request_for(std::string key) {
    s3::PutRequest request;
    request.key = std::move(key);
    return request;
}

[[nodiscard]] Put put_checked(ServiceWorld& world, s3::Expectations expectations, std::string bytes) {
    s3::PutRequest request = request_for("key");
    request.expectations = std::move(expectations);
    return world.put(std::move(request), std::move(bytes));
}

}  // namespace

TEST_CASE("an object is read as it was written, with an MD5 for its ETag and a CRC64NVME that nobody asked for") {
    ServiceWorld world;
    const auto put = world.put("a", "hello");
    REQUIRE(put.ok());
    const s3::ObjectVersion& object = **put;
    CHECK(object.etag == "5d41402abc4b2a76b9719d911017c592");
    REQUIRE(object.checksum);
    CHECK(object.checksum->algorithm == aws::Algorithm::crc64nvme);
    CHECK(object.checksum->type == s3::ChecksumType::full_object);
    CHECK(object.checksum->value == "M3eFcAZSQlc=");
    CHECK(object.version_id == "null");
    CHECK(world.get("a") == "hello");
    CHECK((*world.put("empty", ""))->checksum->value == "AAAAAAAAAAA=");
    CHECK(world.get("empty").empty());
}

TEST_CASE("a large body is taken in pieces, and read back whole and in ranges") {
    ServiceWorld world;
    const std::string bytes = store::some_bytes(300'000, 1);
    std::vector<std::string> pieces;
    for (std::size_t at = 0; at < bytes.size(); at += 7000) pieces.push_back(bytes.substr(at, 7000));
    Pieces payload(pieces);
    const auto put = finished(world.service.objects.put(world.bucket, request_for("large"), payload));
    REQUIRE(put.ok());
    CHECK((*put)->size == bytes.size());
    CHECK((*put)->etag == aws::digest(aws::Algorithm::md5, bytes).hex());
    CHECK(world.get("large") == bytes);
    s3::ReadRequest request;
    request.key = "large";
    request.range = "bytes=100000-200000";
    const auto part = finished(world.service.objects.get(world.bucket, request));
    REQUIRE(part.ok());
    CHECK(part->partial);
    CHECK(world.bytes_of(part) == bytes.substr(100'000, 100'001));
}

TEST_CASE("a body that fails on its way leaves nothing") {
    ServiceWorld world;
    REQUIRE(world.put("key", "before").ok());
    const std::uint64_t used = world.store.used();
    Pieces cut({std::string(100'000, 'x'), "more"});
    cut.failure = aws::Error(aws::ErrorRow{"XAmzContentSHA256Mismatch", 400, "no"});
    const auto put = finished(world.service.objects.put(world.bucket, request_for("key"), cut));
    REQUIRE_FALSE(put.ok());
    CHECK(put.error().code == "XAmzContentSHA256Mismatch");
    CHECK(world.get("key") == "before");
    CHECK(world.store.used() == used);
    Pieces shorter(std::string("12345"));
    shorter.announced = 6;
    CHECK(finished(world.service.objects.put(world.bucket, request_for("key"), shorter)).error().code ==
          "IncompleteBody");
    Pieces larger(std::string("12345"));
    larger.announced = (std::uint64_t{5} << 30) + 1;
    const auto too_large = finished(world.service.objects.put(world.bucket, request_for("key"), larger));
    REQUIRE_FALSE(too_large.ok());
    CHECK(too_large.error().message == "Your proposed upload exceeds the maximum allowed size");
    CHECK(member_of(too_large.error(), "MaxSizeAllowed") == "5368709120");
    CHECK(world.store.used() == used);
}

TEST_CASE("a put that is cancelled half way leaves nothing") {
    ServiceWorld world;
    struct Slow final : aws::Payload {
        explicit Slow(Clock& wait_on) : clock(wait_on) {}
        [[nodiscard]] std::optional<std::uint64_t> length() const override { return std::nullopt; }
        [[nodiscard]] Task<Result<Text, aws::Error>> next() override {
            co_await clock.sleep_for(1s);
            co_return Text(std::string(100'000, 'x'));
        }
        [[nodiscard]] std::optional<std::string> trailer(std::string_view) const override { return std::nullopt; }
        Clock& clock;
    } slow(world.clock);
    const std::uint64_t used = world.store.used();
    {
        Scope scope;
        std::optional<Put> result;
        scope.spawn(store::await_into(world.service.objects.put(world.bucket, request_for("key"), slow), result));
        world.clock.run_until(epoch + 10s);
        CHECK_FALSE(result);
        CHECK(world.store.used() > used);
    }
    CHECK(world.store.used() == used);
    CHECK(world.get("key") == "NoSuchKey");
}

TEST_CASE("what a client says of the bytes must be true") {
    ServiceWorld world;
    s3::Expectations expected;
    expected.content_md5 = aws::digest(aws::Algorithm::md5, "hello").base64();
    CHECK(put_checked(world, expected, "hello").ok());
    const auto other = put_checked(world, expected, "other");
    REQUIRE_FALSE(other.ok());
    CHECK(other.error().code == "BadDigest");
    CHECK(other.error().message == "The Content-MD5 you specified did not match what we received.");
    CHECK(member_of(other.error(), "ExpectedDigest") == "5d41402abc4b2a76b9719d911017c592");
    CHECK(member_of(other.error(), "CalculatedDigest") == aws::digest(aws::Algorithm::md5, "other").base64());
    for (const char* malformed : {"abc", "", "aGVsbG8="}) {
        expected.content_md5 = malformed;
        const auto put = put_checked(world, expected, "hello");
        REQUIRE_FALSE(put.ok());
        CHECK(put.error().code == "InvalidDigest");
        CHECK(put.error().message == "The Content-MD5 you specified was invalid.");
    }
    for (const aws::Algorithm algorithm : s3::all_checksum_algorithms) {
        INFO(aws::name(algorithm));
        s3::Expectations said;
        said.algorithm = algorithm;
        said.checksum = aws::digest(algorithm, "hello").base64();
        const auto put = put_checked(world, said, "hello");
        REQUIRE(put.ok());
        CHECK((*put)->checksum->algorithm == algorithm);
        CHECK((*put)->checksum->value == *said.checksum);
        const auto wrong = put_checked(world, said, "other");
        REQUIRE_FALSE(wrong.ok());
        CHECK(wrong.error().message ==
              "The " + std::string(aws::name(algorithm)) + " you specified did not match the calculated checksum.");
        said.checksum = "AAA=";
        const auto malformed = put_checked(world, said, "hello");
        REQUIRE_FALSE(malformed.ok());
        CHECK(malformed.error().code == "InvalidRequest");
        CHECK(malformed.error().message ==
              "Value for x-amz-checksum-" + std::string(s3::lower_name_of(algorithm)) + " header is invalid.");
    }
}

TEST_CASE("a checksum may come behind the bytes") {
    ServiceWorld world;
    const auto put = [&](std::map<std::string, std::string> trailers) {
        s3::PutRequest request = request_for("key");
        request.expectations.algorithm = aws::Algorithm::crc32c;
        request.expectations.in_trailer = true;
        Pieces payload({"hel", "lo"}, std::move(trailers));
        return finished(world.service.objects.put(world.bucket, std::move(request), payload));
    };
    const std::string right = aws::digest(aws::Algorithm::crc32c, "hello").base64();
    CHECK(put({{"x-amz-checksum-crc32c", right}}).ok());
    CHECK(put({{"x-amz-checksum-crc32c", "AAAAAA=="}}).error().code == "BadDigest");
    CHECK(put({}).error().code == "MalformedTrailerError");
}

TEST_CASE("limits on keys, metadata, tags and storage classes") {
    ServiceWorld world;
    CHECK(world.put(std::string(1024, 'k'), "x").ok());
    const auto long_key = world.put(std::string(1025, 'k'), "x");
    REQUIRE_FALSE(long_key.ok());
    CHECK(long_key.error().message == "Your key is too long");
    CHECK(member_of(long_key.error(), "MaxSizeAllowed") == "1024");
    const auto put = [&](const auto& change) {
        s3::PutRequest request = request_for("key");
        change(request.attributes);
        return world.put(std::move(request), "x");
    };
    CHECK(put([](s3::Attributes& a) { a.user["name"] = std::string(2044, 'v'); }).ok());
    CHECK(put([](s3::Attributes& a) { a.user["name"] = std::string(2045, 'v'); }).error().code == "MetadataTooLarge");
    CHECK(put([](s3::Attributes& a) { a.storage_class = "PAPER"; }).error().code == "InvalidStorageClass");
    CHECK(put([](s3::Attributes& a) {
              for (int i = 0; i < 11; ++i) a.tags.emplace_back(std::to_string(i), "");
          })
              .error()
              .message == "Object tags cannot be greater than 10");
    CHECK(put([](s3::Attributes& a) { a.tags = {{"a", "1"}, {"a", "2"}}; }).error().message ==
          "Cannot provide multiple Tags with the same key");
    CHECK(put([](s3::Attributes& a) { a.tags = {{"aws:x", "1"}}; }).error().message ==
          "System tags cannot be added/updated by requester");
    CHECK(put([](s3::Attributes& a) { a.tags = {{std::string(129, 'k'), "1"}}; }).error().code == "InvalidTag");
    CHECK(put([](s3::Attributes& a) { a.legal_hold = true; }).error().message ==
          "Bucket is missing Object Lock Configuration");
}

TEST_CASE("a conditional put holds its condition against what is there when the bytes have come") {
    ServiceWorld world;
    s3::WriteConditions absent;
    absent.if_none_match = "*";
    REQUIRE(world.put("key", "one", absent).ok());
    const auto again = world.put("key", "two", absent);
    REQUIRE_FALSE(again.ok());
    CHECK(again.error().status == 412);
    CHECK(again.error().message == "At least one of the pre-conditions you specified did not hold");
    s3::WriteConditions same;
    same.if_match = (*world.read("key")).version->etag;
    CHECK(world.put("key", "three", same).ok());
    CHECK(world.put("key", "four", same).error().status == 412);
    CHECK(world.put("other", "x", same).error().code == "NoSuchKey");
    CHECK(world.get("key") == "three");
}

TEST_CASE("archived objects say that they must be restored, and customers' keys are asked for") {
    ServiceWorld world;
    s3::PutRequest frozen = request_for("frozen");
    frozen.attributes.storage_class = "GLACIER";
    REQUIRE(world.put(std::move(frozen), "x").ok());
    const auto read = world.read("frozen");
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().code == "InvalidObjectState");
    CHECK(read.error().message == "The operation is not valid for the object's storage class");
    CHECK(member_of(read.error(), "StorageClass") == "GLACIER");

    s3::PutRequest hidden = request_for("hidden");
    hidden.attributes.encryption.customer_algorithm = "AES256";
    hidden.attributes.encryption.customer_key_md5 = "1B2M2Y8AsgTpgAmY7PhCfg==";
    REQUIRE(world.put(std::move(hidden), "hello").ok());
    CHECK(world.read("hidden").error().message ==
          "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to "
          "retrieve the object.");
    s3::ReadRequest request;
    request.key = "hidden";
    request.customer_key_md5 = "1B2M2Y8AsgTpgAmY7PhCfg==";
    const auto opened = finished(world.service.objects.get(world.bucket, request));
    REQUIRE(opened.ok());
    CHECK(world.bytes_of(opened) == "hello");
    CHECK(opened->version->etag != "5d41402abc4b2a76b9719d911017c592");
    request.customer_key_md5 = "AAAAAAAAAAAAAAAAAAAAAA==";
    CHECK(finished(world.service.objects.get(world.bucket, request)).error().code == "AccessDenied");
}

TEST_CASE("an object that was put in one piece has one part") {
    ServiceWorld world;
    REQUIRE(world.put("key", "hello").ok());
    s3::ReadRequest request;
    request.key = "key";
    request.part_number = 1;
    const auto first = finished(world.service.objects.head(world.bucket, request));
    REQUIRE(first.ok());
    CHECK(first->partial);
    CHECK(first->span == s3::Span{0, 5});
    CHECK_FALSE(first->parts_count);
    request.part_number = 2;
    const auto second = finished(world.service.objects.head(world.bucket, request));
    REQUIRE_FALSE(second.ok());
    CHECK(second.error().status == 416);
    CHECK(second.error().message == "The requested partnumber is not satisfiable");
    CHECK(member_of(second.error(), "ActualPartCount") == "1");
    CHECK(member_of(second.error(), "PartNumberRequested") == "2");
    request.range = "bytes=0-1";
    CHECK(finished(world.service.objects.head(world.bucket, request)).error().message ==
          "Cannot specify both Range header and partNumber query parameter");
}

TEST_CASE("a bucket that goes while bytes come in shows as NoSuchBucket") {
    ServiceWorld world;
    REQUIRE_FALSE(finished(world.service.buckets.remove(world.bucket)));
    CHECK(world.put("key", "x").error().code == "NoSuchBucket");
    CHECK(world.get("key") == "NoSuchBucket");
    CHECK(world.service.buckets.find("bucket") == nullptr);
}

TEST_CASE("tags and ACL of an object are changed, and who listens learns of it") {
    ServiceWorld world;
    std::vector<s3::EventKind> kinds;
    world.service.buckets.watch([&](const s3::ObjectEvent& event) { kinds.push_back(event.kind); });
    REQUIRE(world.put("key", "x").ok());
    s3::Objects& objects = world.service.objects;
    REQUIRE(finished(objects.set_tags(world.bucket, "key", {}, s3::Tags{{"a", "1"}}, {})).ok());
    CHECK((*world.read("key")).version->attributes.tags == s3::Tags{{"a", "1"}});
    REQUIRE(finished(objects.set_tags(world.bucket, "key", {}, s3::Tags{}, {})).ok());
    CHECK((*world.read("key")).version->attributes.tags.empty());
    REQUIRE(finished(objects.set_acl(world.bucket, "key", {}, "<acl/>", {})).ok());
    CHECK(finished(objects.set_acl(world.bucket, "other", {}, "<acl/>", {})).error().code == "NoSuchKey");
    CHECK(world.remove("key").ok());
    CHECK(kinds == std::vector{s3::EventKind::put, s3::EventKind::tagging_put, s3::EventKind::tagging_removed,
                               s3::EventKind::acl_put, s3::EventKind::removed});
}

TEST_CASE("an event's sequence grows with each change of a key, and names who asked") {
    ServiceWorld world;
    std::uint64_t last = 0;
    std::string account;
    world.service.buckets.watch([&](const s3::ObjectEvent& event) {
        CHECK(event.sequence > last);
        last = event.sequence;
        account = event.requester.account;
        CHECK(event.version->key == "key");
    });
    for (int i = 0; i < 3; ++i) {
        s3::PutRequest request = request_for("key");
        request.requester.account = "222222222222";
        REQUIRE(world.put(std::move(request), "x").ok());
        CHECK(account == "222222222222");
        CHECK(world.remove("key").ok());
        CHECK(account.empty());
    }
}
