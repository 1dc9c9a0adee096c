#include "storage/s3/sweeps.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "storage/s3/service_world.hpp"

using namespace wt;
using store::finished;
using test::ServiceWorld;

TEST_CASE("lifecycle is asked at each midnight UTC, about buckets that have rules") {
    ServiceWorld world;
    world.clock.run_until(epoch + 36h);
    std::vector<Instant> asked;
    s3::Sweeps sweeps(world.service.buckets, [&](s3::Sweeps&, s3::Bucket& bucket, Instant midnight) {
        CHECK(bucket.name() == "bucket");
        asked.push_back(midnight);
    });
    Scope scope;
    scope.spawn(sweeps.run());
    world.clock.run_until(epoch + 49h);
    CHECK(asked.empty());
    REQUIRE_FALSE(finished(world.service.buckets.set_document(world.bucket, "lifecycle", std::string("<rules/>"))));
    world.clock.run_until(epoch + 97h);
    CHECK(asked == std::vector<Instant>{epoch + 72h, epoch + 96h});
    CHECK(s3::Sweeps::next_midnight(epoch) == epoch + 24h);
    CHECK(s3::Sweeps::next_midnight(epoch - 1ns) == epoch);
}

TEST_CASE("expiry removes from a bucket that was never versioned, and hides in one that is") {
    ServiceWorld world;
    s3::Sweeps sweeps(world.service.buckets, {});
    std::vector<s3::EventKind> kinds;
    world.bucket->watch([&](const s3::ObjectEvent& event) { kinds.push_back(event.kind); });
    REQUIRE(world.put("a", "x").ok());
    CHECK(sweeps.expire(*world.bucket, "a"));
    CHECK_FALSE(sweeps.expire(*world.bucket, "a"));
    CHECK(world.bucket->empty());
    world.set_versioning(s3::Versioning::enabled);
    const std::string version = (*world.put("a", "x"))->version_id;
    CHECK(sweeps.expire(*world.bucket, "a"));
    CHECK_FALSE(sweeps.expire(*world.bucket, "a"));
    CHECK(world.get("a", version) == "x");
    CHECK(sweeps.transition(*world.bucket, "a", version, "GLACIER"));
    CHECK(world.get("a", version) == "InvalidObjectState");
    CHECK(sweeps.remove(*world.bucket, "a", version));
    CHECK_FALSE(sweeps.remove(*world.bucket, "a", version));
    CHECK(kinds == std::vector{s3::EventKind::put, s3::EventKind::lifecycle_removed, s3::EventKind::put,
                               s3::EventKind::lifecycle_delete_marker, s3::EventKind::lifecycle_removed});
}

TEST_CASE("locked versions are skipped") {
    ServiceWorld world;
    s3::Sweeps sweeps(world.service.buckets, {});
    world.set_versioning(s3::Versioning::enabled);
    s3::DefaultRetention year;
    year.years = 1;
    REQUIRE_FALSE(finished(world.service.buckets.set_object_lock(world.bucket, year)));
    const std::string version = (*world.put("a", "x"))->version_id;
    CHECK_FALSE(sweeps.remove(*world.bucket, "a", version));
    world.clock.run_until(epoch + 365 * 24h);
    CHECK(sweeps.remove(*world.bucket, "a", version));
}

TEST_CASE("uploads that were begun long ago are aborted") {
    ServiceWorld world;
    s3::Sweeps sweeps(world.service.buckets, {});
    const auto begin = [&](const char* key) {
        s3::CreateUploadRequest request;
        request.key = key;
        REQUIRE(finished(world.service.uploads.create(world.bucket, std::move(request))).ok());
    };
    begin("a/old");
    begin("b/old");
    world.clock.run_until(epoch + 48h);
    begin("a/new");
    CHECK(sweeps.abort_uploads(*world.bucket, "a/", epoch + 24h) == 1);
    CHECK(world.bucket->uploads().size() == 2);
}
