#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "storage/s3/bucket.hpp"

/// How buckets stand in the store's rows: CBOR (RFC 8949) maps with a format number, so that bytes of any kind (keys,
/// header values) keep their shape. Every reader answers nothing for a row that it cannot read.
namespace wt::s3::rows {

inline constexpr std::string_view bucket_space = "s3.bucket";  // by name
inline constexpr std::string_view object_space = "s3.object";  // by BUCKET/ORDER, 16 hexadecimal digits
inline constexpr std::string_view upload_space = "s3.upload";  // by BUCKET/ORDER
inline constexpr std::string_view part_space = "s3.part";      // by BUCKET/ORDER/NUMBER, five digits

[[nodiscard]] std::string key(std::string_view bucket, std::uint64_t order);
[[nodiscard]] std::string part_key(std::string_view bucket, std::uint64_t order, int number);
/// The bucket in a row's key.
[[nodiscard]] std::string_view bucket_of(std::string_view key);
/// What stands before a part's number: the key of its upload.
[[nodiscard]] std::string_view upload_of(std::string_view part_key);

/// Blobs as an earlier process left them, each adopted once however many versions share it.
class Blobs {
public:
    explicit Blobs(std::shared_ptr<Journal> journal) : journal_(std::move(journal)) {}
    [[nodiscard]] BlobRef at(store::BlobId id);
    [[nodiscard]] const std::unordered_map<store::BlobId, BlobRef>& all() const { return known_; }

private:
    std::shared_ptr<Journal> journal_;
    std::unordered_map<store::BlobId, BlobRef> known_;
};

[[nodiscard]] std::string write(const BucketSettings& settings);
[[nodiscard]] std::optional<BucketSettings> read_settings(std::string_view row);
[[nodiscard]] std::string write(const ObjectVersion& version);
[[nodiscard]] std::shared_ptr<ObjectVersion> read_version(std::string_view row, Blobs& blobs);
/// Without its parts, which are rows of their own.
[[nodiscard]] std::string write(const Upload& upload);
[[nodiscard]] std::shared_ptr<Upload> read_upload(std::string_view row);
[[nodiscard]] std::string write(const UploadedPart& part);
[[nodiscard]] std::optional<UploadedPart> read_part(std::string_view row, Blobs& blobs);

}  // namespace wt::s3::rows
