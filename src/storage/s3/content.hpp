#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aws/error.hpp"
#include "aws/payload.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "storage/s3/object.hpp"
#include "storage/s3/range.hpp"

namespace wt::s3 {

/// What a client says of the bytes that it sends.
struct Expectations {
    std::optional<std::string> content_md5;  // the header, as it came
    /// x-amz-checksum-ALGORITHM, or what x-amz-sdk-checksum-algorithm announces; none: CRC64NVME is made and kept.
    std::optional<ChecksumAlgorithm> algorithm;
    /// The checksum's value: from a header; or none, and `in_trailer` when it comes behind the bytes.
    std::optional<std::string> checksum;
    bool in_trailer = false;
    /// What is kept beside the object, when that is another than the one sent (a part of an upload).
    std::optional<ChecksumAlgorithm> kept;
    std::uint64_t most = largest_put;  // bytes
};

/// Bytes that have arrived whole, and proven right. They go when this is dropped before something keeps them.
struct Content {
    std::vector<Segment> segments;
    std::uint64_t size = 0;
    aws::DigestValue md5;
    Checksum checksum;
    std::optional<Checksum> sent;  // the client's own, if one came
};

/// Takes a body in, with bounded memory: small ones in one piece, larger ones through the store's writer, digests on
/// the way. Refuses what is too large, cut short, or not what Content-MD5 or the checksum say; then, and when it is
/// cancelled, nothing remains. `payload` outlives the task.
[[nodiscard]] Task<Result<Content, aws::Error>> receive(std::shared_ptr<Journal> journal, aws::Payload& payload,
                                                        Expectations expectations);

/// Keeps a text as one blob, without any digest.
[[nodiscard]] Task<Result<BlobRef, aws::Error>> keep(std::shared_ptr<Journal> journal, Text bytes);

/// The bytes of a span of a version as they go out. Holds on to the version's blobs until it is destroyed.
[[nodiscard]] std::shared_ptr<http::BodyStream> stream_of(const Journal& journal, VersionRef version, Span span);
/// The span in one piece, where it can be had at once; none: stream_of(). Copies at most small_blob bytes.
[[nodiscard]] std::optional<Text> text_of(const Journal& journal, const ObjectVersion& version, Span span);
/// All of a stream in memory: for what must have the whole, such as a record file that is loaded.
[[nodiscard]] Task<Result<Text>> collect(std::shared_ptr<http::BodyStream> stream);

/// The part of a version's content that lies in a span: the same blobs.
[[nodiscard]] std::vector<Segment> cut(const std::vector<Segment>& content, Span span);

/// Digests of bytes that are already kept: for copies, whose blobs are shared and only read.
struct Digests {
    aws::DigestValue md5;
    std::string checksum;
};
[[nodiscard]] Task<Result<Digests, aws::Error>> digest(std::shared_ptr<http::BodyStream> stream,
                                                       ChecksumAlgorithm algorithm);

}  // namespace wt::s3
