#include "storage/s3/listing.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "storage/s3/service_world.hpp"

using namespace wt;
using store::finished;
using test::ServiceWorld;
using Names = std::vector<std::string>;

namespace {

[[nodiscard]] Names keys_of(const s3::ObjectPage& page) {
    Names keys;
    for (const auto& object : page.objects) keys.push_back(object->key);
    return keys;
}

[[nodiscard]] s3::ListRequest request(std::string prefix, std::string delimiter, std::string after = {},
                                      std::size_t max = s3::most_listed) {
    return {std::move(prefix), std::move(delimiter), std::move(after), max};
}

struct Shelves : ServiceWorld {
    Shelves() {
        for (const char* key : {"a", "a/1", "a/2", "a/b/3", "b", "c/1", "c/2", "d", "\xc3\xa9"}) {
            REQUIRE(put(key, "x").ok());
        }
    }
};

}  // namespace

TEST_CASE("a listing has the keys in order of their bytes, and rolls up what has the delimiter behind the prefix") {
    Shelves world;
    const auto all = s3::list_objects(*world.bucket, {});
    CHECK(keys_of(all) == Names{"a", "a/1", "a/2", "a/b/3", "b", "c/1", "c/2", "d", "\xc3\xa9"});
    CHECK_FALSE(all.truncated);
    CHECK(all.next.empty());
    const auto top = s3::list_objects(*world.bucket, request("", "/"));
    CHECK(keys_of(top) == Names{"a", "b", "d", "\xc3\xa9"});
    CHECK(top.prefixes == Names{"a/", "c/"});
    const auto below = s3::list_objects(*world.bucket, request("a/", "/"));
    CHECK(keys_of(below) == Names{"a/1", "a/2"});
    CHECK(below.prefixes == Names{"a/b/"});
    CHECK(keys_of(s3::list_objects(*world.bucket, request("c", ""))) == Names{"c/1", "c/2"});
    CHECK(s3::list_objects(*world.bucket, request("x", "/")).objects.empty());
}

TEST_CASE("a page ends where it is full, and says where the next begins, be that a prefix") {
    Shelves world;
    const auto first = s3::list_objects(*world.bucket, request("", "/", "", 2));
    CHECK(keys_of(first) == Names{"a"});
    CHECK(first.prefixes == Names{"a/"});
    CHECK(first.truncated);
    CHECK(first.next == "a/");
    const auto second = s3::list_objects(*world.bucket, request("", "/", first.next, 2));
    CHECK(keys_of(second) == Names{"b"});
    CHECK(second.prefixes == Names{"c/"});
    const auto last = s3::list_objects(*world.bucket, request("", "/", second.next, 2));
    CHECK(keys_of(last) == Names{"d", "\xc3\xa9"});
    CHECK_FALSE(last.truncated);
    const auto none = s3::list_objects(*world.bucket, request("", "", "", 0));
    CHECK(none.objects.empty());
    CHECK_FALSE(none.truncated);
    CHECK(keys_of(s3::list_objects(*world.bucket, request("", "", "c", 1))) == Names{"c/1"});
}

TEST_CASE("a page has at most a thousand entries, whatever is asked") {
    ServiceWorld world;
    for (int i = 0; i < 1001; ++i) REQUIRE(world.put(std::to_string(i), "x").ok());
    const auto page = s3::list_objects(*world.bucket, request("", "", "", 5000));
    CHECK(page.objects.size() == 1000);
    CHECK(page.truncated);
}

TEST_CASE("a continuation token is ours, or is refused") {
    for (const std::string& marker : {std::string("a"), std::string("a/b\0c", 5), std::string(1024, 'k')}) {
        const auto read = s3::read_continuation_token(s3::continuation_token(marker));
        REQUIRE(read.ok());
        CHECK(*read == marker);
    }
    for (const char* token : {"", "x", "AAAA", "AAAAAAAAAAAA", "c29tZXRoaW5nIGVsc2U="}) {
        const auto read = s3::read_continuation_token(token);
        REQUIRE_FALSE(read.ok());
        CHECK(read.error().message == "The continuation token provided is incorrect");
        CHECK(test::member_of(read.error(), "ArgumentName") == "continuation-token");
    }
}

TEST_CASE("versions are listed by key, newest first, delete markers among them") {
    ServiceWorld world;
    world.set_versioning(s3::Versioning::enabled);
    const std::string old = (*world.put("a", "1"))->version_id;
    const std::string marker = *world.remove("a")->version_id;
    const std::string fresh = (*world.put("a", "2"))->version_id;
    const std::string other = (*world.put("b/1", "3"))->version_id;
    const auto ids = [](const s3::VersionPage& page) {
        Names found;
        for (const auto& each : page.versions) found.push_back(each.version->version_id);
        return found;
    };
    const auto all = s3::list_versions(*world.bucket, {});
    CHECK(ids(*all) == Names{fresh, marker, old, other});
    CHECK(all->versions[0].is_latest);
    CHECK(all->versions[1].version->is_delete_marker);
    CHECK_FALSE(all->versions[1].is_latest);
    CHECK(all->versions[3].is_latest);

    s3::VersionListRequest by_one;
    by_one.max = 1;
    by_one.delimiter = "/";
    Names paged;
    for (;;) {
        const auto page = s3::list_versions(*world.bucket, by_one);
        REQUIRE(page.ok());
        for (const std::string& id : ids(*page)) paged.push_back(id);
        for (const std::string& prefix : page->prefixes) paged.push_back(prefix);
        if (!page->truncated) break;
        by_one.key_marker = page->next_key;
        by_one.version_marker = page->next_version;
    }
    CHECK(paged == Names{fresh, marker, old, "b/"});

    s3::VersionListRequest after_key;
    after_key.key_marker = "a";
    CHECK(ids(*s3::list_versions(*world.bucket, after_key)) == Names{other});
    s3::VersionListRequest alone;
    alone.version_marker = old;
    CHECK(s3::list_versions(*world.bucket, alone).error().message ==
          "A version-id marker cannot be specified without a key marker.");
    alone.key_marker = "a";
    alone.version_marker = "short";
    CHECK(s3::list_versions(*world.bucket, alone).error().message == "Invalid version id specified");
}

TEST_CASE("uploads are listed by key and as they were initiated, page by page") {
    ServiceWorld world;
    const auto create = [&](const char* key) {
        s3::CreateUploadRequest request;
        request.key = key;
        const auto created = finished(world.service.uploads.create(world.bucket, std::move(request)));
        REQUIRE(created.ok());
        return (*created)->id;
    };
    Names of_a;  // enough of them that their ids are in order by chance once in 40,320 times
    const std::string of_b = create("b");
    const std::string deep = create("a/1");
    for (int i = 0; i < 8; ++i) of_a.push_back(create("a"));
    Names expected;
    for (const std::string& id : of_a) expected.push_back("a " + id);
    expected.push_back("a/1 " + deep);
    expected.push_back("b " + of_b);
    s3::UploadListRequest by_one;
    by_one.max = 1;
    Names paged;
    for (;;) {
        const auto page = s3::list_uploads(*world.bucket, by_one);
        REQUIRE(page.ok());
        for (const auto& upload : page->uploads) paged.push_back(upload->key + " " + upload->id);
        by_one.key_marker = page->next_key;
        by_one.upload_marker = page->next_upload;
        if (!page->truncated) break;
    }
    CHECK(paged == expected);
    // The last page says where it ends, too.
    CHECK(by_one.key_marker == "b");
    CHECK(by_one.upload_marker == of_b);
    s3::UploadListRequest rolled;
    rolled.delimiter = "/";
    const auto page = s3::list_uploads(*world.bucket, rolled);
    CHECK(page->uploads.size() == 9);
    CHECK(page->prefixes == Names{"a/"});
    s3::UploadListRequest behind;
    behind.key_marker = "a";
    CHECK(s3::list_uploads(*world.bucket, behind)->uploads.size() == 2);

    // Behind a common prefix S3 names nothing to go on from.
    s3::UploadListRequest at_prefix;
    at_prefix.delimiter = "/";
    at_prefix.key_marker = "a";
    at_prefix.max = 1;
    const auto stopped = s3::list_uploads(*world.bucket, at_prefix);
    CHECK(stopped->truncated);
    CHECK(stopped->prefixes == Names{"a/"});
    CHECK(stopped->next_key.empty());
    CHECK(stopped->next_upload.empty());
}

TEST_CASE("an upload marks a place among its key's, also when it is over; another key's does not") {
    ServiceWorld world;
    Names ids;
    for (const char* key : {"a", "a", "a", "b"}) {
        s3::CreateUploadRequest request;
        request.key = key;
        ids.push_back((*finished(world.service.uploads.create(world.bucket, std::move(request))))->id);
    }
    const auto behind = [&](std::string key, std::string upload) {
        s3::UploadListRequest request;
        request.key_marker = std::move(key);
        request.upload_marker = std::move(upload);
        return s3::list_uploads(*world.bucket, request);
    };
    CHECK(behind("a", ids[1])->uploads.size() == 2);
    REQUIRE_FALSE(finished(world.service.uploads.abort(world.bucket, "a", ids[1])));
    CHECK(behind("a", ids[1])->uploads.size() == 2);
    for (const std::string& wrong : {ids[3], std::string("made up"), std::string(32, 'A') + std::string(32, 'B')}) {
        const auto refused = behind("a", wrong);
        REQUIRE_FALSE(refused.ok());
        CHECK(refused.error().message == "Invalid uploadId marker");
        CHECK(test::member_of(refused.error(), "ArgumentName") == "upload-id-marker");
        CHECK(test::member_of(refused.error(), "ArgumentValue") == wrong);
    }
    CHECK(behind("", ids[3])->uploads.size() == 3);
}

TEST_CASE("buckets are listed by name, each account its own") {
    ServiceWorld world;
    const auto create = [&](const char* name, const char* owner, const char* region) {
        s3::NewBucket request;
        request.name = name;
        request.owner = owner;
        request.region = region;
        return finished(world.service.buckets.create(std::move(request)));
    };
    REQUIRE(create("zebra", "111111111111", "eu-west-1").ok());
    REQUIRE(create("ant", "111111111111", "us-east-1").ok());
    REQUIRE(create("bee", "222222222222", "us-east-1").ok());
    const auto names = [&](const s3::BucketListRequest& asked) {
        Names found;
        for (const auto& bucket : world.service.buckets.list(asked).buckets) found.push_back(bucket->name());
        return found;
    };
    s3::BucketListRequest mine;
    mine.owner = "111111111111";
    CHECK(names(mine) == Names{"ant", "bucket", "zebra"});
    mine.max = 2;
    CHECK(world.service.buckets.list(mine).truncated);
    mine.after = "bucket";
    CHECK(names(mine) == Names{"zebra"});
    mine.after.clear();
    mine.region = "eu-west-1";
    CHECK(names(mine) == Names{"zebra"});
    REQUIRE(create("yak", "111111111111", "EU").ok());
    CHECK(names(mine) == Names{"yak", "zebra"});

    CHECK(create("ant", "111111111111", "us-east-1").ok());
    CHECK(create("zebra", "111111111111", "eu-west-1").error().message ==
          "Your previous request to create the named bucket succeeded and you already own it.");
    CHECK(create("bee", "111111111111", "us-east-1").error().code == "BucketAlreadyExists");
    for (const char* illegal : {"ab", "Upper", "under_score", "-first", "last-", "two..dots", "192.168.5.4", "xn--a",
                                "sthree-b", "name-s3alias", "name--ol-s3", "name.mrap", "name--x-s3"}) {
        INFO(illegal);
        const auto refused = create(illegal, "111111111111", "us-east-1");
        REQUIRE_FALSE(refused.ok());
        CHECK(refused.error().message == "The specified bucket is not valid.");
    }
    CHECK(create("x-an", "111111111111", "us-east-1").error().code == "InvalidBucketNamespace");
}

TEST_CASE("a bucket of one's own is made again in us-east-1, but not with tags") {
    ServiceWorld world;
    s3::NewBucket again;
    again.name = "bucket";
    again.owner = "111111111111";
    CHECK(finished(world.service.buckets.create(again)).ok());
    again.documents["tagging"] = "{}";
    CHECK(finished(world.service.buckets.create(again)).error().code == "BucketAlreadyOwnedByYou");
}
