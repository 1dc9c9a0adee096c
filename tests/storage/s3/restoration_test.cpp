#include "storage/s3/restoration.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "storage/s3/service_world.hpp"

using namespace wt;
using s3::RestoreTier;
using store::finished;
using test::ServiceWorld;

namespace {

using Restored = s3::Objects::Restored;

constexpr Instant morning = epoch + 24h * 365 + 10h;

/// A bucket with an archived object in it.
struct ArchivedWorld : ServiceWorld {
    explicit ArchivedWorld(std::string storage_class = "GLACIER") {
        clock.run_until(morning);
        s3::PutRequest request;
        request.key = "frozen";
        request.attributes.storage_class = std::move(storage_class);
        REQUIRE(put(std::move(request), "bytes").ok());
    }
    Result<Restored, aws::Error> restore(std::optional<int> days, RestoreTier tier = RestoreTier::standard) {
        return finished(service.objects.restore(bucket, "frozen", std::nullopt, {days, tier}, {}));
    }
    [[nodiscard]] std::string header() const {
        return s3::restore_header(*bucket->current("frozen"), clock.now()).value_or("");
    }
};

}  // namespace

TEST_CASE("an archived object can be read from the end of its restore until its days are over") {
    ArchivedWorld world;
    std::vector<s3::EventKind> kinds;
    world.bucket->watch([&](const s3::ObjectEvent& event) { kinds.push_back(event.kind); });
    CHECK(world.get("frozen") == "InvalidObjectState");
    CHECK(world.header().empty());
    REQUIRE(world.restore(3).ok());
    CHECK(kinds == std::vector{s3::EventKind::restore_begun});
    CHECK(world.get("frozen") == "InvalidObjectState");
    CHECK(world.header() == "ongoing-request=\"true\"");
    world.clock.run_until(morning + 5h - 1ns);
    CHECK(world.get("frozen") == "InvalidObjectState");
    world.clock.run_until(morning + 5h);
    CHECK(world.get("frozen") == "bytes");
    // Ready at 15:00 on 1 January 1971, three days on, and up to midnight.
    CHECK(world.header() == "ongoing-request=\"false\", expiry-date=\"Tue, 05 Jan 1971 00:00:00 GMT\"");
    world.clock.run_until(morning + 24h * 4 - 10h - 1ns);
    CHECK(world.get("frozen") == "bytes");
    world.clock.run_until(morning + 24h * 4 - 10h);
    CHECK(world.get("frozen") == "InvalidObjectState");
    CHECK(world.header().empty());
    CHECK(*world.restore(1) == Restored::begun);
}

TEST_CASE("a copy that is there stays longer, and one under way may only get faster") {
    ArchivedWorld world;
    CHECK(world.restore(1, RestoreTier::bulk).ok());
    for (const RestoreTier tier : {RestoreTier::bulk}) {
        const auto again = world.restore(1, tier);
        REQUIRE_FALSE(again.ok());
        CHECK(again.error().status == 409);
        CHECK(again.error().code == "RestoreAlreadyInProgress");
    }
    CHECK(*world.restore(std::nullopt, RestoreTier::expedited) == Restored::begun);
    world.clock.run_until(morning + 5min);
    CHECK(world.get("frozen") == "bytes");
    CHECK(world.header() == "ongoing-request=\"false\", expiry-date=\"Sun, 03 Jan 1971 00:00:00 GMT\"");
    CHECK(*world.restore(9) == Restored::extended);
    CHECK(world.get("frozen") == "bytes");
    CHECK(world.header() == "ongoing-request=\"false\", expiry-date=\"Mon, 11 Jan 1971 00:00:00 GMT\"");
}

TEST_CASE("what cannot be restored says why") {
    ArchivedWorld world;
    CHECK(world.restore(std::nullopt).error().code == "MalformedXML");
    CHECK(world.restore(0).error().code == "MalformedXML");
    REQUIRE(world.put("plain", "x").ok());
    const auto plain = finished(world.service.objects.restore(world.bucket, "plain", std::nullopt, {1, {}}, {}));
    REQUIRE_FALSE(plain.ok());
    CHECK(plain.error().status == 403);
    CHECK(plain.error().message == "Restore is not allowed for the object's current storage class");
    CHECK(test::member_of(plain.error(), "StorageClass") == "STANDARD");
    CHECK(finished(world.service.objects.restore(world.bucket, "none", std::nullopt, {1, {}}, {})).error().code ==
          "NoSuchKey");
    ArchivedWorld deep("DEEP_ARCHIVE");
    CHECK(deep.restore(1, RestoreTier::expedited).error().code == "InvalidArgument");
    CHECK(deep.restore(1, RestoreTier::bulk).ok());
    deep.clock.run_until(morning + 47h);
    CHECK(deep.get("frozen") == "InvalidObjectState");
    deep.clock.run_until(morning + 48h);
    CHECK(deep.get("frozen") == "bytes");
}

TEST_CASE("a restored object can be copied, and its copy is not restored") {
    ArchivedWorld world;
    const auto copy = [&] {
        s3::CopyRequest request;
        request.source_bucket = world.bucket;
        request.source_key = "frozen";
        request.key = "copy";
        request.attributes.storage_class = "DEEP_ARCHIVE";
        return finished(world.service.objects.copy(world.bucket, std::move(request)));
    };
    CHECK(copy().error().code == "InvalidObjectState");
    REQUIRE(world.restore(1, RestoreTier::expedited).ok());
    world.clock.run_until(morning + 5min);
    REQUIRE(copy().ok());
    CHECK(world.get("copy") == "InvalidObjectState");
}
