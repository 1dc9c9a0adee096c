#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "aws/signed.hpp"
#include "aws/signing_keys.hpp"

namespace wt::aws {

/// The signatures of a body in signed chunks: each covers the one before it, the first that of the request (S3 API
/// Reference, "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks").
class ChunkSignatures {
public:
    ChunkSignatures(const DigestValue& key, const AmzDate& time, std::string_view scope, std::string_view seed);

    /// The next chunk's, in hexadecimal, by the SHA-256 of its bytes. The last chunk has none.
    [[nodiscard]] std::string_view chunk(const DigestValue& sha256_of_bytes);
    /// The trailer's, which comes last: by its fields, each as "name:value\n".
    [[nodiscard]] std::string_view trailer(std::string_view fields);

private:
    DigestValue key_;
    AmzDate time_;
    std::string scope_;
    std::string before_;
};

/// Those that go with a signed request; none when nobody knows the secret.
[[nodiscard]] std::optional<ChunkSignatures> chunk_signatures(const Signed& said,
                                                              std::optional<std::string_view> secret,
                                                              SigningKeys& keys);

}  // namespace wt::aws
