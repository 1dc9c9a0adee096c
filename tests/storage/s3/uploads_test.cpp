#include "storage/s3/uploads.hpp"

#include <string>
#include <vector>

#include "base/base64.hpp"
#include "catch.hpp"
#include "storage/s3/service_world.hpp"

using namespace wt;
using aws::Algorithm;
using s3::ChecksumType;
using store::finished;
using test::member_of;
using test::Pieces;

namespace {

using Completed = Result<s3::VersionRef, aws::Error>;

/// An upload of "key", step by step.
struct UploadWorld : test::ServiceWorld {
    void create(std::optional<Algorithm> algorithm = {}, std::optional<ChecksumType> type = {}) {
        s3::CreateUploadRequest request;
        request.key = "key";
        request.algorithm = algorithm;
        request.checksum_type = type;
        request.attributes.system.content_type = "text/plain";
        const auto created = finished(service.uploads.create(bucket, std::move(request)));
        REQUIRE(created.ok());
        id = (*created)->id;
    }
    Result<s3::PartResult, aws::Error> put_part(int number, std::string bytes,
                                                std::optional<Algorithm> algorithm = {}) {
        s3::PartRequest request;
        request.key = "key";
        request.upload_id = id;
        request.number = number;
        request.expectations.algorithm = algorithm;
        if (algorithm) request.expectations.checksum = aws::digest(*algorithm, bytes).base64();
        Pieces payload(std::move(bytes));
        return finished(service.uploads.put_part(bucket, std::move(request), payload));
    }
    /// Puts a part and notes it for the completion.
    void part(int number, const std::string& bytes, std::optional<Algorithm> algorithm = {}) {
        const auto put = put_part(number, bytes, algorithm);
        REQUIRE(put.ok());
        s3::NamedPart named;
        named.number = number;
        named.etag = put->etag;
        if (algorithm) named.checksum.emplace(*algorithm, put->checksum->value);
        completion.parts.push_back(named);
    }
    Completed complete(s3::WriteConditions conditions = {}) {
        s3::CompleteRequest request;
        request.key = "key";
        request.upload_id = id;
        request.completion = completion;
        request.conditions = std::move(conditions);
        return finished(service.uploads.complete(bucket, std::move(request)));
    }

    std::string id;
    s3::Completion completion;
};

const std::string full_part = store::some_bytes(s3::smallest_part, 3);

}  // namespace

TEST_CASE("an upload becomes one object when it is completed, and not before") {
    UploadWorld world;
    world.create();
    world.part(1, full_part);
    world.part(2, "tail");
    CHECK(world.get("key") == "NoSuchKey");
    const auto completed = world.complete();
    REQUIRE(completed.ok());
    const s3::ObjectVersion& object = **completed;
    const std::string digests = std::string(aws::digest(Algorithm::md5, full_part).view()) +
                                std::string(aws::digest(Algorithm::md5, "tail").view());
    CHECK(object.etag == aws::digest(Algorithm::md5, digests).hex() + "-2");
    CHECK(object.size == full_part.size() + 4);
    CHECK(object.attributes.system.content_type == "text/plain");
    CHECK(object.checksum->type == ChecksumType::full_object);
    CHECK(object.checksum->value == aws::digest(Algorithm::crc64nvme, full_part + "tail").base64());
    CHECK(world.get("key") == full_part + "tail");
    CHECK(world.bucket->uploads().empty());

    s3::ReadRequest request;
    request.key = "key";
    request.part_number = 2;
    const auto part = finished(world.service.objects.get(world.bucket, request));
    REQUIRE(part.ok());
    CHECK(part->parts_count == 2);
    CHECK(part->span == s3::Span{full_part.size(), 4});
    CHECK(world.bytes_of(part) == "tail");
    request.part_number = 3;
    CHECK(member_of(finished(world.service.objects.get(world.bucket, request)).error(), "ActualPartCount") == "2");
    request.part_number.reset();
    request.range = "bytes=5242878-5242881";
    CHECK(world.bytes_of(finished(world.service.objects.get(world.bucket, request))) ==
          full_part.substr(full_part.size() - 2) + "ta");
}

TEST_CASE("completing again with the same list gives the same answer, with another one NoSuchUpload") {
    UploadWorld world;
    world.create();
    world.part(1, "x");
    const auto first = world.complete();
    REQUIRE(first.ok());
    const auto again = world.complete();
    REQUIRE(again.ok());
    CHECK((*again)->etag == (*first)->etag);
    world.completion.parts[0].etag = "abc";
    const auto other = world.complete();
    REQUIRE_FALSE(other.ok());
    CHECK(other.error().status == 404);
    CHECK(other.error().message ==
          "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or "
          "completed.");
    CHECK(member_of(other.error(), "UploadId") == world.id);
}

TEST_CASE("a part that is put again replaces the older one, and parts that are not named go") {
    UploadWorld world;
    world.create();
    REQUIRE(world.put_part(1, "first").ok());
    REQUIRE(world.put_part(3, "never named").ok());
    world.part(1, "second");
    REQUIRE(world.complete().ok());
    CHECK(world.get("key") == "second");
    CHECK(world.store.used() == 6 + store::MemoryStore::blob_overhead);
}

TEST_CASE("an aborted upload leaves nothing, also not a part that is still coming") {
    UploadWorld world;
    world.create();
    REQUIRE(world.put_part(1, "x").ok());
    REQUIRE_FALSE(finished(world.service.uploads.abort(world.bucket, "key", world.id)));
    CHECK(world.store.used() == 0);
    CHECK(world.put_part(2, "x").error().code == "NoSuchUpload");
    // Once more, and after a completion: there was such an upload, and it is over.
    CHECK_FALSE(finished(world.service.uploads.abort(world.bucket, "key", world.id)));
    world.create();
    world.part(1, "x");
    REQUIRE(world.complete().ok());
    CHECK_FALSE(finished(world.service.uploads.abort(world.bucket, "key", world.id)));
    CHECK(world.get("key") == "x");
    CHECK(finished(world.service.uploads.abort(world.bucket, "key", std::string(64, 'A')))->code == "NoSuchUpload");
    world.clock.run_until(epoch + 25h);
    CHECK(finished(world.service.uploads.abort(world.bucket, "key", world.id))->code == "NoSuchUpload");
}

TEST_CASE("a part tells the checksum that it came with, also where the upload has no algorithm") {
    UploadWorld world;
    world.create();
    const auto part = world.put_part(1, "x", Algorithm::crc32c);
    REQUIRE(part.ok());
    REQUIRE(part->checksum);
    CHECK(part->checksum->algorithm == Algorithm::crc32c);
    CHECK(part->checksum->value == aws::digest(Algorithm::crc32c, "x").base64());
    CHECK_FALSE(world.put_part(2, "x")->checksum);
    CHECK(s3::list_parts(**world.service.uploads.at(*world.bucket, "key", world.id), 0, 1)
              .parts[0]
              ->checksum->algorithm == Algorithm::crc64nvme);
}

TEST_CASE("one part is read with its own checksum, the whole with the whole's") {
    UploadWorld world;
    world.create(Algorithm::crc32);
    world.part(1, full_part, Algorithm::crc32);
    world.part(2, "tail", Algorithm::crc32);
    REQUIRE(world.complete().ok());
    const auto read = [&](std::optional<int> number, std::optional<std::string> range) {
        s3::ReadRequest request;
        request.key = "key";
        request.part_number = number;
        request.range = std::move(range);
        return *finished(world.service.objects.head(world.bucket, request));
    };
    const s3::Reading tail = read(2, {});
    CHECK(tail.checksum->value == aws::digest(Algorithm::crc32, "tail").base64());
    CHECK(tail.checksum->type == ChecksumType::composite);
    CHECK(tail.parts_count == 2);
    CHECK(read({}, {}).checksum->value.ends_with("-2"));
    CHECK_FALSE(read({}, {}).parts_count);
    CHECK(read({}, "bytes=0-").checksum->value.ends_with("-2"));
    CHECK_FALSE(read({}, "bytes=1-").checksum);
}

TEST_CASE("an upload that a customer's key hides has a checksum only if one was asked for") {
    for (const std::optional<Algorithm> algorithm : {std::optional<Algorithm>(), std::optional(Algorithm::crc64nvme)}) {
        UploadWorld world;
        s3::CreateUploadRequest request;
        request.key = "key";
        request.algorithm = algorithm;
        request.attributes.encryption.algorithm.clear();
        request.attributes.encryption.customer_algorithm = "AES256";
        request.attributes.encryption.customer_key_md5 = "1B2M2Y8AsgTpgAmY7PhCfg==";
        world.id = (*finished(world.service.uploads.create(world.bucket, std::move(request))))->id;
        s3::PartRequest part;
        part.key = "key";
        part.upload_id = world.id;
        part.customer_key_md5 = "1B2M2Y8AsgTpgAmY7PhCfg==";
        part.expectations.algorithm = algorithm;
        Pieces payload("x");
        const auto put = finished(world.service.uploads.put_part(world.bucket, part, payload));
        REQUIRE(put.ok());
        // A copied part must come with the key, too.
        REQUIRE(world.put("source", "x").ok());
        s3::PartCopyRequest copy;
        copy.key = "key";
        copy.upload_id = world.id;
        copy.number = 2;
        copy.source_bucket = world.bucket;
        copy.source_key = "source";
        CHECK(finished(world.service.uploads.copy_part(world.bucket, copy)).error().code == "InvalidRequest");
        s3::NamedPart named;
        named.number = 1;
        named.etag = put->etag;
        world.completion.parts.push_back(named);
        const auto completed = world.complete();
        REQUIRE(completed.ok());
        CHECK((*completed)->checksum.has_value() == algorithm.has_value());
    }
}

TEST_CASE("what is wrong with a completion's list is said") {
    UploadWorld world;
    world.create();
    CHECK(world.complete().error().message == "You must specify at least one part");
    world.part(1, "small");
    world.part(2, "last");
    const auto small = world.complete();
    REQUIRE_FALSE(small.ok());
    CHECK(small.error().code == "EntityTooSmall");
    CHECK(small.error().message == "Your proposed upload is smaller than the minimum allowed size");
    CHECK(member_of(small.error(), "MinSizeAllowed") == "5242880");
    CHECK(member_of(small.error(), "PartNumber") == "1");
    CHECK(member_of(small.error(), "ProposedSize") == "5");
    const s3::Completion right = world.completion;
    world.completion.parts[0].etag = "\"abc\"";
    const auto wrong = world.complete();
    REQUIRE_FALSE(wrong.ok());
    CHECK(wrong.error().message ==
          "One or more of the specified parts could not be found.  The part may not have been uploaded, or the "
          "specified entity tag may not match the part's entity tag.");
    CHECK(member_of(wrong.error(), "ETag") == "abc");
    CHECK(member_of(wrong.error(), "PartNumber") == "1");
    CHECK(member_of(wrong.error(), "UploadId") == world.id);
    world.completion = right;
    std::swap(world.completion.parts[0], world.completion.parts[1]);
    CHECK(world.complete().error().message ==
          "The list of parts was not in ascending order. Parts must be ordered by part number.");
    world.completion = right;
    world.completion.parts.erase(world.completion.parts.begin());
    world.completion.object_size = 5;
    CHECK(world.complete().error().message ==
          "The provided 'x-amz-mp-object-size' header value 5 does not match what was computed: 4");
    world.completion.object_size = 4;
    CHECK(world.complete().ok());
    for (const int number : {0, 10'001, -1}) {
        CHECK(world.put_part(number, "x").error().message ==
              "Part number must be an integer between 1 and 10000, inclusive");
    }
}

TEST_CASE("composite checksums are over the parts' checksums, full ones over the bytes") {
    struct Row {
        Algorithm algorithm;
        std::optional<ChecksumType> asked;
        ChecksumType type;
    };
    for (const Row& row :
         {Row{Algorithm::crc32, {}, ChecksumType::composite},
          Row{Algorithm::crc32, ChecksumType::full_object, ChecksumType::full_object},
          Row{Algorithm::crc32c, ChecksumType::full_object, ChecksumType::full_object},
          Row{Algorithm::crc64nvme, {}, ChecksumType::full_object}, Row{Algorithm::sha1, {}, ChecksumType::composite},
          Row{Algorithm::sha256, ChecksumType::composite, ChecksumType::composite},
          Row{Algorithm::sha512, {}, ChecksumType::composite}, Row{Algorithm::md5, {}, ChecksumType::composite},
          Row{Algorithm::xxhash64, {}, ChecksumType::composite}, Row{Algorithm::xxhash3, {}, ChecksumType::composite},
          Row{Algorithm::xxhash128, {}, ChecksumType::composite}}) {
        INFO(aws::name(row.algorithm) << " " << s3::name_of(row.type));
        UploadWorld world;
        world.create(row.algorithm, row.asked);
        world.part(1, full_part, row.algorithm);
        world.part(2, "tail", row.algorithm);
        const auto completed = world.complete();
        REQUIRE(completed.ok());
        const s3::Checksum& checksum = *(*completed)->checksum;
        CHECK(checksum.algorithm == row.algorithm);
        CHECK(checksum.type == row.type);
        const std::string parts = std::string(aws::digest(row.algorithm, full_part).view()) +
                                  std::string(aws::digest(row.algorithm, "tail").view());
        CHECK(checksum.value == (row.type == ChecksumType::composite
                                     ? aws::digest(row.algorithm, parts).base64() + "-2"
                                     : aws::digest(row.algorithm, full_part + "tail").base64()));
        CHECK((*completed)->parts[1].checksum == aws::digest(row.algorithm, "tail").base64());
    }
}

TEST_CASE("checksums that do not fit an upload are refused in S3's words") {
    const auto refused = [](std::optional<Algorithm> algorithm, std::optional<ChecksumType> type) {
        const auto fits = s3::upload_checksum_type(algorithm, type);
        REQUIRE_FALSE(fits.ok());
        return fits.error().message;
    };
    CHECK(refused(Algorithm::sha256, ChecksumType::full_object) ==
          "The FULL_OBJECT checksum type cannot be used with the sha256 checksum algorithm.");
    CHECK(refused(Algorithm::crc64nvme, ChecksumType::composite) ==
          "The COMPOSITE checksum type cannot be used with the crc64nvme checksum algorithm.");
    CHECK(refused({}, ChecksumType::composite) ==
          "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.");

    UploadWorld world;
    world.create(Algorithm::sha256);
    CHECK(world.put_part(1, "x", Algorithm::crc32).error().message ==
          "Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: crc32");
    world.part(1, "x", Algorithm::sha256);
    world.completion.checksum_type = ChecksumType::full_object;
    world.completion.parts[0].checksum.reset();
    CHECK(world.complete().error().message ==
          "The upload was created using the COMPOSITE checksum mode. The complete request must use the same checksum "
          "mode.");
    world.completion.checksum_type.reset();
    CHECK(world.complete().error().message ==
          "The upload was created using a sha256 checksum. The complete request must include the checksum for each "
          "part. It was missing for part 1 in the request.");
    world.completion.parts[0].checksum.emplace(Algorithm::sha256, aws::digest(Algorithm::sha256, "y").base64());
    CHECK(world.complete().error().code == "InvalidPart");

    UploadWorld full;
    full.create(Algorithm::crc32, ChecksumType::full_object);
    full.part(1, "x", Algorithm::crc32);
    full.completion.checksum_type = ChecksumType::composite;
    CHECK(full.complete().error().message ==
          "The upload was created using the FULL_OBJECT checksum mode. The complete request must use the same checksum "
          "mode.");
    full.completion.checksum_type.reset();
    full.completion.checksum.emplace(Algorithm::crc32, aws::digest(Algorithm::crc32, "y").base64());
    CHECK(full.complete().error().message == "The crc32 you specified did not match the calculated checksum.");
    // Right, but of which type? That of the algorithm, and so another value than the upload's.
    full.completion.checksum->second = aws::digest(Algorithm::crc32, "x").base64();
    CHECK(full.complete().error().message == "The crc32 you specified did not match the calculated checksum.");
    full.completion.checksum_type = ChecksumType::full_object;
    CHECK(full.complete().ok());
}

TEST_CASE("gaps in the numbers are taken, but not with composite checksums") {
    UploadWorld world;
    world.create();
    world.part(3, full_part);
    world.part(7, "tail");
    CHECK(world.complete().ok());
    UploadWorld composite;
    composite.create(Algorithm::sha1);
    composite.part(2, "x", Algorithm::sha1);
    CHECK(composite.complete().error().status == 500);
}

TEST_CASE("conditions of a completion: what happened to the key meanwhile is a conflict") {
    s3::WriteConditions absent;
    absent.if_none_match = "*";
    {
        UploadWorld world;
        world.create();
        world.part(1, "x");
        REQUIRE(world.put("key", "meanwhile").ok());
        CHECK(world.complete(absent).error().status == 412);
        REQUIRE(world.remove("key").ok());
        const auto conflict = world.complete(absent);
        REQUIRE_FALSE(conflict.ok());
        CHECK(conflict.error().code == "ConditionalRequestConflict");
        CHECK(conflict.error().message ==
              "The conditional request cannot succeed due to a conflicting operation against this resource.");
    }
    {
        UploadWorld world;
        REQUIRE(world.put("key", "before").ok());
        world.create();
        world.part(1, "x");
        s3::WriteConditions same;
        same.if_match = "abc";
        CHECK(world.complete(same).error().status == 412);
        world.clock.run_until(epoch + 1s);
        same.if_match = (*world.put("key", "meanwhile"))->etag;
        CHECK(world.complete(same).error().status == 409);
    }
    UploadWorld world;
    world.create();
    world.part(1, "x");
    CHECK(world.complete(absent).ok());
}

TEST_CASE("of two uploads in a versioned bucket the one that was initiated last is current") {
    UploadWorld world;
    world.set_versioning(s3::Versioning::enabled);
    world.create();
    const std::string earlier = world.id;
    const s3::Completion none;
    world.clock.run_until(epoch + 1s);
    world.create();
    world.part(1, "later");
    REQUIRE(world.complete().ok());
    world.id = earlier;
    world.completion = none;
    world.part(1, "earlier");
    const auto completed = world.complete();
    REQUIRE(completed.ok());
    CHECK((*completed)->last_modified == epoch);
    CHECK(world.get("key") == "later");
    CHECK(world.get("key", (*completed)->version_id) == "earlier");
}

TEST_CASE("a part may be copied, whole or a range, without copying bytes") {
    UploadWorld world;
    REQUIRE(world.put("source", full_part).ok());
    const std::uint64_t used = world.store.used();
    world.create();
    const auto copy = [&](int number, std::optional<std::string> range) {
        s3::PartCopyRequest request;
        request.key = "key";
        request.upload_id = world.id;
        request.number = number;
        request.source_bucket = world.bucket;
        request.source_key = "source";
        request.range = std::move(range);
        return finished(world.service.uploads.copy_part(world.bucket, std::move(request)));
    };
    const auto whole = copy(1, {});
    REQUIRE(whole.ok());
    CHECK(whole->etag == aws::digest(Algorithm::md5, full_part).hex());
    const auto range = copy(2, "bytes=10-19");
    REQUIRE(range.ok());
    CHECK(range->etag == aws::digest(Algorithm::md5, full_part.substr(10, 10)).hex());
    CHECK(copy(3, "bytes=10-").error().code == "InvalidArgument");
    CHECK(world.store.used() == used);
    for (const auto& [number, part] : {std::pair(1, whole->etag), std::pair(2, range->etag)}) {
        s3::NamedPart named;
        named.number = number;
        named.etag = part;
        world.completion.parts.push_back(named);
    }
    REQUIRE(world.complete().ok());
    REQUIRE(world.remove("source").ok());
    CHECK(world.get("key") == full_part + full_part.substr(10, 10));
    CHECK(world.store.used() == used);
}

TEST_CASE("parts are listed by number, page by page") {
    UploadWorld world;
    world.create();
    for (const int number : {5, 1, 9}) REQUIRE(world.put_part(number, "x").ok());
    const auto upload = world.service.uploads.at(*world.bucket, "key", world.id);
    REQUIRE(upload.ok());
    const s3::PartPage first = s3::list_parts(**upload, 0, 2);
    REQUIRE(first.parts.size() == 2);
    CHECK(first.parts[1]->number == 5);
    CHECK(first.truncated);
    CHECK(first.next == 5);
    const s3::PartPage last = s3::list_parts(**upload, first.next, 2);
    CHECK(last.parts.size() == 1);
    CHECK_FALSE(last.truncated);
    CHECK(world.service.uploads.at(*world.bucket, "other", world.id).error().code == "NoSuchUpload");
}
