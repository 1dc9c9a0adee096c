#include <string>

#include "aws/digests.hpp"
#include "catch.hpp"
#include "storage/s3/service_world.hpp"

using namespace wt;
using s3::Directive;
using store::finished;

namespace {

struct CopyWorld : test::ServiceWorld {
    CopyWorld() {
        s3::PutRequest request;
        request.key = "source";
        request.attributes.system.content_type = "text/plain";
        request.attributes.system.website_redirect = "/elsewhere";
        request.attributes.user["color"] = "red";
        request.attributes.tags = {{"a", "1"}};
        request.attributes.storage_class = "STANDARD_IA";
        REQUIRE(put(std::move(request), "hello").ok());
    }
    [[nodiscard]] s3::CopyRequest request(std::string to) const {
        s3::CopyRequest copy;
        copy.source_bucket = bucket;
        copy.source_key = "source";
        copy.key = std::move(to);
        return copy;
    }
    Result<s3::Copied, aws::Error> copy(s3::CopyRequest request) {
        return finished(service.objects.copy(bucket, std::move(request)));
    }
};

}  // namespace

TEST_CASE("a copy takes metadata and tags over, not the redirect or the storage class, and shares the bytes") {
    CopyWorld world;
    const std::uint64_t used = world.store.used();
    const auto copied = world.copy(world.request("copy"));
    REQUIRE(copied.ok());
    const s3::Attributes& attributes = copied->version->attributes;
    CHECK(attributes.system.content_type == "text/plain");
    CHECK(attributes.system.website_redirect.empty());
    CHECK(attributes.user.at("color") == "red");
    CHECK(attributes.tags == s3::Tags{{"a", "1"}});
    CHECK(attributes.storage_class == "STANDARD");
    CHECK(copied->version->etag == "5d41402abc4b2a76b9719d911017c592");
    CHECK(copied->version->checksum == copied->source->checksum);
    CHECK(world.store.used() == used);
    CHECK(world.remove("source").ok());
    CHECK(world.get("copy") == "hello");
}

TEST_CASE("a copy that replaces metadata or tags has those of the request") {
    CopyWorld world;
    s3::CopyRequest request = world.request("copy");
    request.metadata = Directive::replace;
    request.tagging = Directive::replace;
    request.attributes.user["color"] = "blue";
    request.algorithm = aws::Algorithm::sha256;
    const auto copied = world.copy(std::move(request));
    REQUIRE(copied.ok());
    CHECK(copied->version->attributes.system.content_type.empty());
    CHECK(copied->version->attributes.user.at("color") == "blue");
    CHECK(copied->version->attributes.tags.empty());
    CHECK(copied->version->checksum->algorithm == aws::Algorithm::sha256);
    CHECK(copied->version->checksum->value == aws::digest(aws::Algorithm::sha256, "hello").base64());
}

TEST_CASE("a copy onto itself must change something") {
    CopyWorld world;
    // That the source's class is another one than the usual is not looked at: only what the request names is.
    const s3::CopyRequest same = world.request("source");
    const auto refused = world.copy(same);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().message ==
          "This copy request is illegal because it is trying to copy an object to itself without changing the object's "
          "metadata, storage class, website redirect location or encryption attributes.");
    s3::CopyRequest first_condition = same;
    first_condition.conditions.if_none_match = "*";
    CHECK(world.copy(std::move(first_condition)).error().status == 412);
    s3::CopyRequest named = same;
    named.names_change = true;
    CHECK(world.copy(std::move(named)).ok());
    s3::CopyRequest version = same;
    version.source_version_id = "null";
    CHECK(world.copy(std::move(version)).ok());
    s3::CopyRequest replaced = world.request("source");
    replaced.metadata = Directive::replace;
    CHECK(world.copy(std::move(replaced)).ok());
    CHECK(world.get("source") == "hello");
}

TEST_CASE("what cannot be copied is refused in S3's words") {
    CopyWorld world;
    s3::CopyRequest missing = world.request("copy");
    missing.source_key = "nowhere";
    CHECK(world.copy(missing).error().code == "NoSuchKey");
    missing.source_key.clear();
    CHECK(world.copy(missing).error().message == "Invalid copy source object key");
    world.set_versioning(s3::Versioning::enabled);
    const std::string marker = *world.remove("source")->version_id;
    CHECK(world.copy(world.request("copy")).error().code == "NoSuchKey");
    s3::CopyRequest of_marker = world.request("copy");
    of_marker.source_version_id = marker;
    CHECK(world.copy(of_marker).error().message ==
          "The source of a copy request may not specifically refer to a delete marker by version id.");
    s3::CopyRequest conditional = world.request("copy");
    conditional.source_version_id = "null";
    conditional.source_conditions.if_match = "\"abc\"";
    const auto refused = world.copy(conditional);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().status == 412);
    CHECK(test::member_of(refused.error(), "Condition") == "x-amz-copy-source-If-Match");
    conditional.source_conditions = {};
    conditional.conditions.if_none_match = "*";
    CHECK(world.copy(conditional).ok());
    CHECK(world.copy(conditional).error().status == 412);
}

TEST_CASE("an older version is restored by copying it onto its key") {
    CopyWorld world;
    world.set_versioning(s3::Versioning::enabled);
    REQUIRE(world.put("source", "newer").ok());
    s3::CopyRequest restore = world.request("source");
    restore.source_version_id = "null";
    REQUIRE(world.copy(std::move(restore)).ok());
    CHECK(world.get("source") == "hello");
    CHECK(s3::list_versions(*world.bucket, {})->versions.size() == 3);
}

TEST_CASE("the copy of a multipart object has an MD5 of the whole for its ETag") {
    CopyWorld world;
    s3::CreateUploadRequest create;
    create.key = "source";
    const std::string id = (*finished(world.service.uploads.create(world.bucket, std::move(create))))->id;
    s3::PartRequest part;
    part.key = "source";
    part.upload_id = id;
    test::Pieces payload(std::string("hello"));
    const auto put = finished(world.service.uploads.put_part(world.bucket, std::move(part), payload));
    s3::CompleteRequest complete;
    complete.key = "source";
    complete.upload_id = id;
    complete.completion.parts.push_back({1, put->etag, {}});
    const auto whole = finished(world.service.uploads.complete(world.bucket, std::move(complete)));
    CHECK((*whole)->etag.ends_with("-1"));
    CHECK((*world.copy(world.request("copy"))).version->etag == "5d41402abc4b2a76b9719d911017c592");
}
