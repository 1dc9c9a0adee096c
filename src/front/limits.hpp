#pragma once
#include <cstddef>
#include <cstdint>

#include "base/time.hpp"

namespace wt::front {

/// How much one client may ask of the listener. Sizes follow CloudFront and API Gateway; times are the machine's.
struct Limits {
    /// Request line, fields and their line ends; more is 494. CloudFront Developer Guide, "Quotas".
    std::size_t max_header_bytes = 32'768;
    /// The request target; more is 414. CloudFront Developer Guide, "Quotas".
    std::size_t max_url_bytes = 8'192;
    /// More is 413. API Gateway Developer Guide, "Quotas": payload size 10 MB.
    std::size_t max_body_bytes = 10 * 1024 * 1024;
    /// Of a body that is streamed, as it comes; more is BodyError::too_large for whoever reads it. S3 User Guide,
    /// "Uploading objects": up to 5 GB (5,368,709,120 bytes) in a single PUT; and 64 MiB for the signatures between the
    /// chunks of such an upload, which S3 takes in chunks of 8 KiB and more.
    std::uint64_t max_streamed_body_bytes = 5'368'709'120 + 64 * 1024 * 1024;
    /// Of a streamed body, received and not yet taken by whoever reads it; then the client is held back.
    std::size_t max_unread_bytes = 1024 * 1024;
    /// Bodies that are on their way in, over all connections; a request beyond that is 503.
    std::size_t max_bodies_bytes = 256 * 1024 * 1024;
    std::size_t max_connections = 4'096;

    /// Between two requests; then the connection is closed without a word.
    Duration idle_timeout = 65s;
    /// From the first byte of a request to the end of its header; then 408.
    Duration header_timeout = 10s;
    /// From there to the end of the body; then 408. For a streamed one, between two pieces of it; then it ends with
    /// BodyError::gone.
    Duration body_timeout = 30s;
    /// For a client to take some more of its answer.
    Duration write_timeout = 30s;
};

}  // namespace wt::front
