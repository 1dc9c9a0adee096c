#include "storage/s3/listing.hpp"

#include <algorithm>

#include "base/base64.hpp"
#include "base/hash.hpp"
#include "storage/s3/errors.hpp"
#include "storage/s3/version_id.hpp"

namespace wt::s3 {

namespace {

/// The common prefix that a key is rolled up into: up to the first delimiter behind the prefix, with it.
[[nodiscard]] std::optional<std::string> rolled_up(std::string_view key, std::string_view prefix,
                                                   std::string_view delimiter) {
    if (delimiter.empty()) return std::nullopt;
    const std::size_t at = key.find(delimiter, prefix.size());
    if (at == std::string_view::npos) return std::nullopt;
    return std::string(key.substr(0, at + delimiter.size()));
}

/// The first text behind all that begin with `prefix`; none when there is no such text.
[[nodiscard]] std::optional<std::string> behind(std::string prefix) {
    while (!prefix.empty() && static_cast<unsigned char>(prefix.back()) == 0xff) prefix.pop_back();
    if (prefix.empty()) return std::nullopt;
    prefix.back() = static_cast<char>(static_cast<unsigned char>(prefix.back()) + 1);
    return prefix;
}

/// The first entry of an ordered map whose key does not begin with `prefix`, from the prefix on.
template <class Map, class MakeKey>
[[nodiscard]] auto skip(const Map& map, const std::string& prefix, MakeKey&& key_of) {
    const auto next = behind(prefix);
    return next ? map.lower_bound(key_of(*next)) : map.end();
}

[[nodiscard]] Bucket::Keys::const_iterator first_key(const Bucket::Keys& keys, const std::string& prefix,
                                                     const std::string& after) {
    return !after.empty() && after >= prefix ? keys.upper_bound(after) : keys.lower_bound(prefix);
}

const auto same = [](const std::string& key) -> const std::string& { return key; };

/// Six bytes of a hash stand before the marker: a token that somebody has made up or cut shows.
[[nodiscard]] std::string seal_of(std::string_view marker) {
    const std::uint64_t hash = hash_bytes(marker, 0x53334c53);
    std::string seal;
    for (int i = 0; i < 6; ++i) seal += static_cast<char>(hash >> (8 * i));
    return seal;
}

}  // namespace

ObjectPage list_objects(const Bucket& bucket, const ListRequest& request) {
    ObjectPage page;
    const std::size_t max = std::min(request.max, most_listed);
    if (max == 0) return page;
    const Bucket::Keys& keys = bucket.keys();
    auto at = first_key(keys, request.prefix, request.after);
    while (at != keys.end() && at->first.starts_with(request.prefix)) {
        const std::shared_ptr<ObjectVersion>& current = at->second.newest();
        if (current->is_delete_marker) {
            ++at;
            continue;
        }
        auto prefix = rolled_up(at->first, request.prefix, request.delimiter);
        if (prefix && !request.after.empty() && *prefix <= request.after) {
            at = skip(keys, *prefix, same);
            continue;
        }
        if (page.objects.size() + page.prefixes.size() == max) {
            page.truncated = true;
            break;
        }
        if (prefix) {
            at = skip(keys, *prefix, same);
            page.next = *prefix;
            page.prefixes.push_back(std::move(*prefix));
        } else {
            bucket.seal(*current);
            page.next = at->first;
            page.objects.push_back(current);
            ++at;
        }
    }
    if (!page.truncated) page.next.clear();
    return page;
}

std::string continuation_token(std::string_view next) {
    std::string bytes = seal_of(next);
    bytes += next;
    return base64_encode(bytes);
}

Result<std::string, aws::Error> read_continuation_token(std::string_view token) {
    const auto bytes = base64_decode(token);
    if (bytes && bytes->size() > 6) {
        std::string marker = bytes->substr(6);
        if (bytes->compare(0, 6, seal_of(marker)) == 0) return marker;
    }
    return aws::Error(errors::invalid_token).with("ArgumentName", "continuation-token");
}

Result<VersionPage, aws::Error> list_versions(const Bucket& bucket, const VersionListRequest& request) {
    if (!request.version_marker.empty()) {
        if (request.key_marker.empty()) {
            return aws::Error(errors::version_marker_alone)
                .with("ArgumentName", "version-id-marker")
                .with("ArgumentValue", request.version_marker);
        }
        if (request.version_marker != "null" && !order_in(request.version_marker)) {
            return aws::Error(errors::invalid_version_id)
                .with("ArgumentName", "version-id-marker")
                .with("ArgumentValue", request.version_marker);
        }
    }
    VersionPage page;
    const std::size_t max = std::min(request.max, most_listed);
    if (max == 0) return page;
    const Bucket::Keys& keys = bucket.keys();
    const bool within = !request.version_marker.empty() && request.key_marker.starts_with(request.prefix);
    auto at = within ? keys.lower_bound(request.key_marker) : first_key(keys, request.prefix, request.key_marker);
    while (at != keys.end() && at->first.starts_with(request.prefix)) {
        auto prefix = rolled_up(at->first, request.prefix, request.delimiter);
        const bool full = page.versions.size() + page.prefixes.size() == max;
        if (prefix) {
            if (!request.key_marker.empty() && *prefix <= request.key_marker) {
                at = skip(keys, *prefix, same);
                continue;
            }
            if (full) {
                page.truncated = true;
                break;
            }
            at = skip(keys, *prefix, same);
            page.next_key = *prefix;
            page.next_version.clear();
            page.prefixes.push_back(std::move(*prefix));
            continue;
        }
        const KeyVersions& all = at->second;
        std::size_t left = all.versions.size();
        if (within && at->first == request.key_marker) {
            // Older ones than the marked version. When that was the null version, and is gone, the key is done.
            const std::uint64_t order =
                request.version_marker == "null" ? all.null_order : *order_in(request.version_marker);
            while (left > 0 && all.versions[left - 1]->order >= order) --left;
            if (order == 0) left = 0;
        }
        for (; left > 0; --left) {
            if (page.versions.size() + page.prefixes.size() == max) {
                page.truncated = true;
                break;
            }
            const std::shared_ptr<ObjectVersion>& version = all.versions[left - 1];
            bucket.seal(*version);
            page.versions.push_back({version, left == all.versions.size()});
            page.next_key = at->first;
            page.next_version = version->version_id;
        }
        if (page.truncated) break;
        ++at;
    }
    if (!page.truncated) {
        page.next_key.clear();
        page.next_version.clear();
    }
    return page;
}

Result<UploadPage, aws::Error> list_uploads(const Bucket& bucket, const UploadListRequest& request) {
    UploadPage page;
    const std::size_t max = std::min(request.max, most_listed);
    const Bucket::AllUploads& uploads = bucket.uploads();
    const auto key_of = [](const std::string& key) { return Bucket::UploadId(key, 0); };
    auto at = uploads.lower_bound(key_of(request.prefix));
    if (!request.key_marker.empty()) {
        // Without an upload marker the next key's: the key with a zero behind it is the first that can follow.
        auto marked = uploads.lower_bound(key_of(request.key_marker + '\0'));
        if (!request.upload_marker.empty()) {
            const auto order = order_in_upload(request.upload_marker);
            const bool of_another = std::any_of(uploads.begin(), uploads.end(), [&](const auto& each) {
                return each.second->id == request.upload_marker && each.first.first != request.key_marker;
            });
            if (!order || of_another) {
                return aws::Error(errors::invalid_upload_marker)
                    .with("ArgumentName", "upload-id-marker")
                    .with("ArgumentValue", request.upload_marker);
            }
            marked = uploads.upper_bound({request.key_marker, *order});
        }
        if (request.key_marker >= request.prefix) at = marked;
    }
    if (max == 0) return page;
    while (at != uploads.end() && at->first.first.starts_with(request.prefix)) {
        const std::string& key = at->first.first;
        auto prefix = rolled_up(key, request.prefix, request.delimiter);
        if (prefix && !request.key_marker.empty() && *prefix <= request.key_marker) {
            at = skip(uploads, *prefix, key_of);
            continue;
        }
        if (page.uploads.size() + page.prefixes.size() == max) {
            page.truncated = true;
            break;
        }
        if (prefix) {
            at = skip(uploads, *prefix, key_of);
            page.next_key.clear();
            page.next_upload.clear();
            page.prefixes.push_back(std::move(*prefix));
        } else {
            page.next_key = key;
            page.next_upload = at->second->id;
            page.uploads.push_back(at->second);
            ++at;
        }
    }
    return page;
}

PartPage list_parts(const Upload& upload, int after, std::size_t max) {
    PartPage page;
    max = std::min(max, most_listed);
    for (auto at = upload.parts.upper_bound(after); at != upload.parts.end(); ++at) {
        if (page.parts.size() == max) {
            page.truncated = max > 0;
            break;
        }
        page.parts.push_back(&at->second);
        page.next = at->first;
    }
    return page;
}

}  // namespace wt::s3
