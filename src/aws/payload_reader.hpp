#pragma once
#include <cstdint>
#include <memory>
#include <optional>

#include "aws/chunk_signatures.hpp"
#include "aws/payload.hpp"
#include "aws/signed.hpp"
#include "http/message.hpp"

namespace wt::aws {

/// The bytes that S3 is given by a request: of its stream, or of its whole body. Checked on the way, to the end: the
/// length, the body's SHA-256 when the request says it, and the coding in chunks with its signatures (as far as
/// `signatures` are known) and trailer. The error is for what can be told from the header alone.
[[nodiscard]] Result<std::unique_ptr<Payload>, Error> open_payload(const http::Request& request, const Signed& said,
                                                                   std::optional<ChunkSignatures> signatures);

/// All of it in one piece; `too_large` when it is longer than `limit` bytes (at most 1 GiB), as soon as that shows.
/// `payload` outlives the task.
[[nodiscard]] Task<Result<Text, Error>> collect(Payload& payload, std::uint64_t limit, Error too_large);

}  // namespace wt::aws
