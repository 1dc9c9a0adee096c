#include "aws/chunk_signatures.hpp"

#include <fmt/format.h>

namespace wt::aws {

ChunkSignatures::ChunkSignatures(const DigestValue& key, const AmzDate& time, std::string_view scope,
                                 std::string_view seed)
    : key_(key), time_(time), scope_(scope), before_(seed) {}

std::string_view ChunkSignatures::chunk(const DigestValue& sha256_of_bytes) {
    const std::string to_sign =
        fmt::format("AWS4-HMAC-SHA256-PAYLOAD\n{}\n{}\n{}\n{}\n{}", time_.text(), scope_, before_,
                    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", sha256_of_bytes.hex());
    before_ = hmac(Algorithm::sha256, key_.view(), to_sign).hex();
    return before_;
}

std::string_view ChunkSignatures::trailer(std::string_view fields) {
    const std::string to_sign =
        fmt::format("AWS4-HMAC-SHA256-TRAILER\n{}\n{}\n{}\n{}", time_.text(), scope_, before_, sha256(fields).hex());
    before_ = hmac(Algorithm::sha256, key_.view(), to_sign).hex();
    return before_;
}

std::optional<ChunkSignatures> chunk_signatures(const Signed& said, std::optional<std::string_view> secret,
                                                SigningKeys& keys) {
    const bool version_4 = said.form == SignatureForm::header || said.form == SignatureForm::query;
    if (!secret || !version_4) return std::nullopt;
    return ChunkSignatures(keys.key(*secret, said.credential), said.time, said.credential.scope, said.signature);
}

}  // namespace wt::aws
