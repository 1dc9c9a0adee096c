#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/error.hpp"
#include "base/result.hpp"
#include "storage/s3/bucket.hpp"

namespace wt::s3 {

/// API "ListObjectsV2": pages have at most so many entries, whatever is asked.
inline constexpr std::size_t most_listed = 1000;

/// What ListObjects and ListObjectsV2 ask for.
struct ListRequest {
    std::string prefix;
    std::string delimiter;
    std::string after;              // a marker, start-after, or what a continuation token says
    std::size_t max = most_listed;  // 0 to 1,000
};
struct ObjectPage {
    std::vector<VersionRef> objects;    // current versions, by key; ETags made
    std::vector<std::string> prefixes;  // each stands for all keys that begin with it
    bool truncated = false;
    std::string next;  // the last of the page, key or prefix, when there is more: the next page's `after`
};
[[nodiscard]] ObjectPage list_objects(const Bucket& bucket, const ListRequest& request);

/// A token that hides where the next page begins; and back, or 400 when it is none of ours.
[[nodiscard]] std::string continuation_token(std::string_view next);
[[nodiscard]] Result<std::string, aws::Error> read_continuation_token(std::string_view token);

struct VersionListRequest {
    std::string prefix;
    std::string delimiter;
    std::string key_marker;
    std::string version_marker;  // goes on within the key; "" goes on with the next key
    std::size_t max = most_listed;
};
struct ListedVersion {
    VersionRef version;  // may be a delete marker
    bool is_latest = false;
};
struct VersionPage {
    std::vector<ListedVersion> versions;  // by key, newest first
    std::vector<std::string> prefixes;
    bool truncated = false;
    std::string next_key;  // or a prefix
    std::string next_version;
};
/// 400 when a version is marked without a key, or is no version id.
[[nodiscard]] Result<VersionPage, aws::Error> list_versions(const Bucket& bucket, const VersionListRequest& request);

struct UploadListRequest {
    std::string prefix;
    std::string delimiter;
    std::string key_marker;
    std::string upload_marker;  // without key_marker it is ignored
    std::size_t max = most_listed;
};
struct UploadPage {
    std::vector<std::shared_ptr<const Upload>> uploads;  // by key, then as they were initiated
    std::vector<std::string> prefixes;
    bool truncated = false;
    /// Where the page ends, also when it is the last; empty behind a common prefix, as S3 has it.
    std::string next_key;
    std::string next_upload;
};
/// 400 when the upload marker is no upload id, or one of another key. One that is over may still mark a place.
[[nodiscard]] Result<UploadPage, aws::Error> list_uploads(const Bucket& bucket, const UploadListRequest& request);

struct PartPage {
    std::vector<const UploadedPart*> parts;  // of the upload, by number; until it changes
    bool truncated = false;
    int next = 0;  // the last of the page
};
[[nodiscard]] PartPage list_parts(const Upload& upload, int after, std::size_t max);

}  // namespace wt::s3
