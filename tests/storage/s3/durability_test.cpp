#include <optional>
#include <stdexcept>
#include <string>

#include "catch.hpp"
#include "storage/s3/errors.hpp"
#include "storage/s3/keeping_store.hpp"
#include "storage/s3/service_world.hpp"

using namespace wt;
using store::finished;
using test::Disk;
using test::KeepingStore;
using test::Pieces;

namespace {

/// One process on a disk that outlives it.
struct Process : test::World {
    explicit Process(Disk& disk) : store(clock, disk), service(context, store) {}

    s3::BucketRef bucket() {
        if (auto there = service.buckets.find("bucket")) return there;
        s3::NewBucket request;
        request.name = "bucket";
        request.owner = "111111111111";
        return *finished(service.buckets.create(std::move(request)));
    }
    Task<Result<s3::VersionRef, aws::Error>> put(std::string key, std::string bytes) {
        s3::PutRequest request;
        request.key = std::move(key);
        request.attributes.user["from"] = "somebody \xff";
        request.attributes.tags = {{"a", "1"}};
        Pieces payload(std::move(bytes));
        co_return co_await service.objects.put(bucket(), std::move(request), payload);
    }
    std::string get(std::string key, std::optional<std::string> version = {}) {
        s3::ReadRequest request;
        request.key = std::move(key);
        request.version_id = std::move(version);
        return test::ServiceWorld::bytes_of(finished(service.objects.get(bucket(), std::move(request))));
    }

    KeepingStore store;
    s3::Service service;
};

}  // namespace

TEST_CASE("a later process finds everything: versions, settings, uploads with their parts, shared blobs") {
    Disk disk;
    std::string old;
    std::string upload;
    s3::NamedPart named;
    const std::string large = store::some_bytes(200'000, 5);
    {
        Process process(disk);
        REQUIRE(finished(process.put("never versioned \xe2\x82\xac", large)).ok());
        REQUIRE_FALSE(finished(process.service.buckets.set_versioning(process.bucket(), s3::Versioning::enabled)));
        REQUIRE_FALSE(
            finished(process.service.buckets.set_document(process.bucket(), "policy", std::string("{\"Version\":1}"))));
        old = (*finished(process.put("key", "one")))->version_id;
        REQUIRE(finished(process.put("key", "two")).ok());
        s3::DeleteRequest remove;
        remove.key = "hidden";
        REQUIRE(finished(process.service.objects.remove(process.bucket(), remove)).ok());
        s3::CopyRequest copy;
        copy.source_bucket = process.bucket();
        copy.source_key = "key";
        copy.key = "copy";
        REQUIRE(finished(process.service.objects.copy(process.bucket(), std::move(copy))).ok());
        s3::CreateUploadRequest create;
        create.key = "parts";
        create.algorithm = aws::Algorithm::sha256;
        create.initiator_arn = "arn:aws:iam::111111111111:user/ann";
        upload = (*finished(process.service.uploads.create(process.bucket(), std::move(create))))->id;
        s3::PutRequest frozen;
        frozen.key = "frozen";
        frozen.attributes.storage_class = "GLACIER";
        Pieces ice(std::string("ice"));
        REQUIRE(finished(process.service.objects.put(process.bucket(), std::move(frozen), ice)).ok());
        const s3::RestoreWish wish{1, s3::RestoreTier::expedited};
        REQUIRE(finished(process.service.objects.restore(process.bucket(), "frozen", std::nullopt, wish, {})).ok());
        s3::PartRequest part;
        part.key = "parts";
        part.upload_id = upload;
        part.expectations.algorithm = aws::Algorithm::sha256;
        Pieces payload(std::string("part"));
        const auto put = finished(process.service.uploads.put_part(process.bucket(), std::move(part), payload));
        named = {1, put->etag, std::pair(aws::Algorithm::sha256, put->checksum->value)};
    }
    Process later(disk);
    CHECK(later.get("never versioned \xe2\x82\xac") == large);
    CHECK(later.get("key") == "two");
    CHECK(later.get("key", old) == "one");
    CHECK(later.get("hidden") == "NoSuchKey");
    CHECK(later.get("frozen") == "InvalidObjectState");
    later.clock.run_until(epoch + 5min);
    CHECK(later.get("frozen") == "ice");
    CHECK(later.bucket()->upload("parts", upload)->initiator_arn == "arn:aws:iam::111111111111:user/ann");
    CHECK(later.bucket()->versioned());
    CHECK(*later.bucket()->document("policy") == "{\"Version\":1}");
    const auto version = later.bucket()->current("key");
    CHECK(version->attributes.user.at("from") == "somebody \xff");
    CHECK(version->attributes.tags == s3::Tags{{"a", "1"}});
    CHECK(version->etag == aws::digest(aws::Algorithm::md5, "two").hex());
    s3::CompleteRequest complete;
    complete.key = "parts";
    complete.upload_id = upload;
    complete.completion.parts.push_back(named);
    REQUIRE(finished(later.service.uploads.complete(later.bucket(), std::move(complete))).ok());
    CHECK(later.get("parts") == "part");

    // The copy shares its source's blob, also now.
    s3::DeleteRequest source;
    source.key = "key";
    source.version_id = version->version_id;
    REQUIRE(finished(later.service.objects.remove(later.bucket(), source)).ok());
    CHECK(later.get("copy") == "two");
    CHECK(finished(later.put("key", "three")).ok());
}

TEST_CASE("a writer is answered when its object is on disk, and a reader waits for it, too") {
    Disk disk;
    Process process(disk);
    (void)process.bucket();
    process.store.hold();
    Scope scope;
    std::optional<Result<s3::VersionRef, aws::Error>> written;
    scope.spawn(store::await_into(process.put("key", "bytes"), written));
    s3::ReadRequest request;
    request.key = "key";
    std::optional<Result<s3::Reading, aws::Error>> read;
    scope.spawn(store::await_into(process.service.objects.get(process.bucket(), request), read));
    process.clock.run_until(epoch + 1s);
    CHECK_FALSE(written);
    CHECK_FALSE(read);
    process.store.release();
    process.clock.run_until(epoch + 2s);
    REQUIRE(written);
    CHECK(written->ok());
    REQUIRE(read);
    CHECK(test::ServiceWorld::bytes_of(*read) == "bytes");
}

TEST_CASE("who finds nothing waits until the removal is on disk") {
    Disk disk;
    Process process(disk);
    REQUIRE(finished(process.put("key", "bytes")).ok());
    process.store.hold();
    Scope scope;
    std::optional<Result<s3::Deleted, aws::Error>> removed;
    s3::DeleteRequest remove;
    remove.key = "key";
    scope.spawn(store::await_into(process.service.objects.remove(process.bucket(), remove), removed));
    s3::ReadRequest request;
    request.key = "key";
    std::optional<Result<s3::Reading, aws::Error>> read;
    scope.spawn(store::await_into(process.service.objects.get(process.bucket(), request), read));
    process.clock.run_until(epoch + 1s);
    CHECK_FALSE(removed);
    CHECK_FALSE(read);
    process.store.release();
    process.clock.run_until(epoch + 2s);
    REQUIRE(read);
    CHECK(read->error().code == "NoSuchKey");
}

TEST_CASE("what was not on disk when the process went is as if it had never been, and its bytes are swept") {
    Disk disk;
    {
        Process process(disk);
        REQUIRE(finished(process.put("key", "before")).ok());
        process.store.hold();
        Scope scope;
        std::optional<Result<s3::VersionRef, aws::Error>> written;
        scope.spawn(store::await_into(process.put("key", "after"), written));
        CHECK_FALSE(written);
    }
    Process later(disk);
    CHECK(later.get("key") == "before");
    CHECK(disk.blobs.size() == 1);
}

TEST_CASE("completing an upload is one change: the object with the upload, or neither") {
    Disk disk;
    Process process(disk);
    s3::CreateUploadRequest create;
    create.key = "key";
    const std::string id = (*finished(process.service.uploads.create(process.bucket(), std::move(create))))->id;
    s3::PartRequest part;
    part.key = "key";
    part.upload_id = id;
    Pieces payload(std::string("part"));
    const auto put = finished(process.service.uploads.put_part(process.bucket(), std::move(part), payload));
    REQUIRE(put.ok());
    const std::uint64_t before = process.store.stagings();
    s3::CompleteRequest complete;
    complete.key = "key";
    complete.upload_id = id;
    complete.completion.parts.push_back({1, put->etag, {}});
    REQUIRE(finished(process.service.uploads.complete(process.bucket(), std::move(complete))).ok());
    CHECK(process.store.stagings() == before + 1);
}

TEST_CASE("an overwritten object's bytes go when the last who reads them is done") {
    Disk disk;
    Process process(disk);
    const std::string large = store::some_bytes(100'000, 6);
    REQUIRE(finished(process.put("key", large)).ok());
    s3::ReadRequest request;
    request.key = "key";
    auto reading = finished(process.service.objects.get(process.bucket(), request));
    REQUIRE(reading->stream != nullptr);
    REQUIRE(finished(process.put("key", "small")).ok());
    CHECK(process.store.blobs().size() == 2);
    CHECK(store::bytes_of(*reading->stream) == large);
    reading = aws::Error(s3::errors::no_such_key);
    CHECK(process.store.blobs().size() == 1);
    CHECK(process.get("key") == "small");
}

TEST_CASE("a disk that fails is a 500, not a 200") {
    Disk disk;
    Process process(disk);
    (void)process.bucket();
    process.store.break_down();
    const auto put = finished(process.put("key", "x"));
    REQUIRE_FALSE(put.ok());
    CHECK(put.error().status == 500);
    CHECK(put.error().code == "InternalError");
}

TEST_CASE("a row that cannot be read stops the start, with a sentence") {
    Disk disk;
    {
        (void)Process(disk).bucket();
    }
    disk.rows[{"s3.object", "bucket/0000000000000001"}] = "garbage";
    CHECK_THROWS_WITH(Process(disk), Catch::Matchers::Contains("cannot be read"));
}

TEST_CASE("an archive on disk goes on where an earlier process stopped") {
    Disk disk;
    s3::BucketConfig config;
    config.expire_after = 24h;
    {
        Process process(disk);
        s3::Archive archive(process.context, "archive", config, process.service);
        REQUIRE(finished(archive.put("old", "bytes")).ok());
        process.clock.run_until(epoch + 12h);
        REQUIRE(finished(archive.put("large", Text(store::some_bytes(100'000, 7)))).ok());
    }
    Process later(disk);
    s3::Archive archive(later.context, "archive", config, later.service);
    CHECK(archive.list("") == std::vector<std::string>{"large", "old"});
    CHECK(**finished(archive.get("large")) == Text(store::some_bytes(100'000, 7)));
    later.clock.run_until(epoch + 24h);
    CHECK(archive.list("") == std::vector<std::string>{"large"});
}
