#include <set>
#include <string>
#include <vector>

#include "catch.hpp"
#include "storage/s3/service_world.hpp"
#include "storage/s3/version_id.hpp"

using namespace wt;
using s3::Versioning;
using store::finished;
using test::member_of;
using test::ServiceWorld;

TEST_CASE("a version id has 32 characters, tells its order to the bucket, and is never given twice") {
    Random random(1, "ids");
    std::set<std::string> seen;
    for (std::uint64_t order : {std::uint64_t{1}, std::uint64_t{2}, UINT64_MAX, std::uint64_t{1} << 63}) {
        for (int i = 0; i < 100; ++i) {
            const std::string id = s3::make_version_id(random, order);
            CHECK(id.size() == 32);
            CHECK(s3::order_in(id) == order);
            CHECK(seen.insert(id).second);
        }
    }
    CHECK_FALSE(s3::order_in("null"));
    CHECK_FALSE(s3::order_in(std::string(31, 'A')));
    CHECK_FALSE(s3::order_in(std::string(31, 'A') + "-"));
}

TEST_CASE("a bucket that was never versioned overwrites, and removes for good") {
    ServiceWorld world;
    REQUIRE(world.put("key", "one").ok());
    CHECK((*world.put("key", "two"))->version_id == "null");
    CHECK(s3::list_versions(*world.bucket, {})->versions.size() == 1);
    const auto wrong = world.remove("key", std::string(32, 'A'));
    REQUIRE_FALSE(wrong.ok());
    CHECK(wrong.error().message == "Invalid version id specified");
    CHECK(world.read("key", std::string(32, 'A')).error().message == "Invalid version id specified");
    const auto removed = world.remove("key");
    REQUIRE(removed.ok());
    CHECK_FALSE(removed->version_id);
    CHECK_FALSE(removed->delete_marker);
    CHECK(world.get("key") == "NoSuchKey");
    CHECK(world.remove("key").ok());
    REQUIRE(world.put("key", "three").ok());
    CHECK(world.remove("key", "null").ok());
    CHECK(world.bucket->empty());
    CHECK(world.store.used() == 0);
}

TEST_CASE("a versioned bucket keeps what is overwritten, and hides what is deleted") {
    ServiceWorld world;
    world.set_versioning(Versioning::enabled);
    const std::string one = (*world.put("key", "one"))->version_id;
    const std::string two = (*world.put("key", "two"))->version_id;
    CHECK(one != two);
    CHECK(world.get("key") == "two");
    CHECK(world.get("key", one) == "one");
    const auto removed = world.remove("key");
    REQUIRE(removed.ok());
    CHECK(removed->delete_marker);
    const std::string marker = *removed->version_id;

    const auto hidden = world.read("key");
    REQUIRE_FALSE(hidden.ok());
    CHECK(hidden.error().code == "NoSuchKey");
    CHECK(test::header_of(hidden.error(), "x-amz-delete-marker") == "true");
    CHECK(test::header_of(hidden.error(), "x-amz-version-id") == marker);
    const auto of_marker = world.read("key", marker);
    REQUIRE_FALSE(of_marker.ok());
    CHECK(of_marker.error().status == 405);
    CHECK(of_marker.error().message == "The specified method is not allowed against this resource.");
    CHECK(test::member_of(of_marker.error(), "Method") == "GET");
    CHECK(test::member_of(of_marker.error(), "ResourceType") == "DeleteMarker");
    CHECK_FALSE(test::header_of(of_marker.error(), "Last-Modified").empty());
    CHECK(world.get("key", two) == "two");
    CHECK(world.keys().empty());

    const auto unhidden = world.remove("key", marker);
    REQUIRE(unhidden.ok());
    CHECK(unhidden->delete_marker);
    CHECK(unhidden->version_id == marker);
    CHECK(world.get("key") == "two");
    const auto gone = world.remove("key", two);
    REQUIRE(gone.ok());
    CHECK_FALSE(gone->delete_marker);
    CHECK(gone->version_id == two);
    CHECK(world.get("key") == "one");
    const auto missing = world.read("key", two);
    REQUIRE_FALSE(missing.ok());
    CHECK(missing.error().code == "NoSuchVersion");
    CHECK(missing.error().message == "The specified version does not exist.");
    CHECK(world.read("key", "short").error().message == "Invalid version id specified");
    CHECK(world.remove("key", two).ok());
}

TEST_CASE("a suspended bucket has one null version among those of before") {
    ServiceWorld world;
    REQUIRE(world.put("key", "null one").ok());
    world.set_versioning(Versioning::enabled);
    const std::string kept = (*world.put("key", "kept"))->version_id;
    CHECK(world.get("key", "null") == "null one");
    world.set_versioning(Versioning::suspended);
    const auto put = world.put("key", "null two");
    REQUIRE(put.ok());
    CHECK((*put)->version_id == "null");
    CHECK(world.get("key", "null") == "null two");
    CHECK(world.get("key", kept) == "kept");
    const auto removed = world.remove("key");
    REQUIRE(removed.ok());
    CHECK(removed->delete_marker);
    CHECK(removed->version_id == "null");
    CHECK(world.get("key") == "NoSuchKey");
    const auto page = s3::list_versions(*world.bucket, {});
    REQUIRE(page->versions.size() == 2);
    CHECK(page->versions[0].version->is_delete_marker);
    CHECK(page->versions[0].is_latest);
    CHECK(page->versions[1].version->version_id == kept);
    CHECK(world.remove("key", "null").ok());
    CHECK(world.get("key") == "kept");
}

TEST_CASE("a bucket with versions left cannot be deleted, and says so") {
    ServiceWorld world;
    REQUIRE(world.put("key", "x").ok());
    CHECK(finished(world.service.buckets.remove(world.bucket))->message ==
          "The bucket you tried to delete is not empty");
    world.set_versioning(Versioning::enabled);
    CHECK(world.remove("key").ok());
    CHECK(finished(world.service.buckets.remove(world.bucket))->message ==
          "The bucket you tried to delete is not empty. You must delete all versions in the bucket.");
}

TEST_CASE("DeleteObjects goes on after what fails, and knows versions that are not there") {
    ServiceWorld world;
    world.set_versioning(Versioning::enabled);
    const std::string version = (*world.put("a", "1"))->version_id;
    const std::string gone = (*world.put("b", "1"))->version_id;
    REQUIRE(world.remove("b", gone).ok());
    std::vector<s3::DeleteRequest> requests(5);
    requests[0].key = "a";
    requests[0].version_id = version;
    requests[1].key = "b";
    requests[1].version_id = gone;
    requests[2].key = "never";
    requests[3].key = "a";
    requests[3].if_match = "\"abc\"";
    requests[4].key = "b";
    requests[4].version_id = std::string(32, 'A');  // never given
    const auto results = finished(world.service.objects.remove_all(world.bucket, requests));
    REQUIRE(results.size() == 5);
    CHECK(results[0].ok());
    REQUIRE(results[1].ok());
    CHECK(results[1]->version_id == gone);
    CHECK(results[2].ok());
    CHECK(results[3].error().code == "NoSuchKey");
    REQUIRE_FALSE(results[4].ok());
    CHECK(results[4].error().code == "NoSuchVersion");
    // By itself the one is as if deleted, the other an argument that cannot be.
    CHECK(world.remove("b", gone).ok());
    CHECK(world.remove("b", std::string(32, 'A')).error().message == "Invalid version id specified");
}

TEST_CASE("what is about a version itself does not take a delete marker for one") {
    ServiceWorld world;
    world.set_versioning(Versioning::enabled);
    REQUIRE(world.put("key", "x").ok());
    const std::string marker = *world.remove("key")->version_id;
    s3::Objects& objects = world.service.objects;
    const auto tagged = [&](std::optional<std::string> version, std::string method) {
        return finished(objects.set_tags(world.bucket, "key", std::move(version), {}, {}, std::move(method)));
    };
    for (const std::optional<std::string>& version : {std::optional<std::string>(), std::optional(marker)}) {
        const auto refused = tagged(version, "DELETE");
        REQUIRE_FALSE(refused.ok());
        CHECK(refused.error().code == "MethodNotAllowed");
        CHECK(member_of(refused.error(), "Method") == "DELETE");
        CHECK(member_of(refused.error(), "ResourceType") == "DeleteMarker");
        CHECK(finished(objects.set_acl(world.bucket, "key", version, "", {})).error().status == 405);
    }
    using Marker = s3::Objects::LatestMarker;
    CHECK(finished(objects.look_up(world.bucket, "key", {}, "GET", Marker::not_allowed)).error().status == 405);
    CHECK(finished(objects.look_up(world.bucket, "key", {})).error().code == "NoSuchKey");
}

TEST_CASE("a delete that names an ETag removes nothing else") {
    ServiceWorld world;
    REQUIRE(world.put("key", "hello").ok());
    s3::DeleteRequest request;
    request.key = "key";
    request.if_match = "\"abc\"";
    const auto other = finished(world.service.objects.remove(world.bucket, request));
    REQUIRE_FALSE(other.ok());
    CHECK(other.error().status == 412);
    request.if_match = "\"5d41402abc4b2a76b9719d911017c592\"";
    CHECK(finished(world.service.objects.remove(world.bucket, request)).ok());
    CHECK(finished(world.service.objects.remove(world.bucket, request)).error().code == "NoSuchKey");
}

TEST_CASE("locked versions stay: compliance always, governance without the bypass, and a legal hold") {
    ServiceWorld world;
    world.set_versioning(Versioning::enabled);
    s3::DefaultRetention days;
    days.days = 1;
    REQUIRE_FALSE(finished(world.service.buckets.set_object_lock(world.bucket, days)));
    const auto remove = [&](const std::string& version_id, s3::LockBypass bypass) {
        s3::DeleteRequest request;
        request.key = "key";
        request.version_id = version_id;
        request.bypass = bypass;
        return finished(world.service.objects.remove(world.bucket, request));
    };
    const std::string governed = (*world.put("key", "x"))->version_id;
    const auto refused = remove(governed, s3::LockBypass::none);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().status == 403);
    CHECK(refused.error().message == "Access Denied because object protected by object lock.");
    CHECK(remove(governed, s3::LockBypass::governance).ok());

    s3::PutRequest strict;
    strict.key = "key";
    strict.attributes.retention = s3::Retention{s3::LockMode::compliance, epoch + 48h};
    const std::string complied = (*world.put(std::move(strict), "x"))->version_id;
    const std::string softer = (*world.put("key", "x"))->version_id;
    const auto harden = [&](s3::LockBypass bypass) {
        const s3::Retention retention{s3::LockMode::compliance, epoch + 48h};
        return finished(world.service.objects.set_retention(world.bucket, "key", softer, retention, bypass));
    };
    CHECK_FALSE(harden(s3::LockBypass::none).ok());
    CHECK(harden(s3::LockBypass::governance).ok());
    CHECK_FALSE(remove(complied, s3::LockBypass::governance).ok());
    s3::Objects& objects = world.service.objects;
    const auto retain = [&](Instant until) {
        const s3::Retention retention{s3::LockMode::compliance, until};
        return finished(objects.set_retention(world.bucket, "key", complied, retention, s3::LockBypass::governance));
    };
    CHECK_FALSE(retain(epoch + 47h).ok());
    CHECK(retain(epoch + 49h).ok());
    world.clock.run_until(epoch + 49h);
    using Hold = s3::Objects::LegalHold;
    CHECK(finished(objects.set_legal_hold(world.bucket, "key", complied, Hold::on)).ok());
    CHECK_FALSE(remove(complied, s3::LockBypass::governance).ok());
    CHECK(finished(objects.set_legal_hold(world.bucket, "key", complied, Hold::off)).ok());
    CHECK(remove(complied, s3::LockBypass::none).ok());
    CHECK(finished(world.service.buckets.set_versioning(world.bucket, Versioning::suspended))->code ==
          "InvalidBucketState");
}

TEST_CASE("among twenty thousand versions of one key each is found at once") {
    ServiceWorld world;
    world.set_versioning(Versioning::enabled);
    std::vector<std::string> ids;
    for (int i = 0; i < 20'000; ++i) ids.push_back((*world.put("key", "x"))->version_id);
    for (const std::string& id : ids) REQUIRE(world.bucket->find("key", id) != nullptr);
    for (auto id = ids.rbegin(); id != ids.rend(); ++id) REQUIRE(world.remove("key", *id).ok());
    CHECK(world.bucket->empty());
}
