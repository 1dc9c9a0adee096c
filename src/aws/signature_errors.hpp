#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "aws/error.hpp"

namespace wt::aws {

/// In whose words an error is told: codes, sentences and statuses differ between kinds of services.
enum class Dialect : std::uint8_t {
    s3,
    query,      // XML services: STS, IAM, CloudFormation, RDS
    json,       // JSON 1.0 and 1.1: everything is a 400
    rest_json,  // Lambda, API Gateway: JSON's codes, with 403
};

/// Nobody signed, and the service answers only to those who do.
[[nodiscard]] Error missing_signature(Dialect dialect);
/// Signed by a key that nobody knows.
[[nodiscard]] Error unknown_access_key(Dialect dialect, std::string_view access_key);
/// The session token has run out, or is none.
[[nodiscard]] Error expired_token(Dialect dialect);
[[nodiscard]] Error invalid_token(Dialect dialect);
/// The signature is another one than it should be.
[[nodiscard]] Error signature_mismatch(Dialect dialect);

/// The bytes of what was signed, as S3 shows them: "50 55 54".
[[nodiscard]] std::string bytes_of(std::string_view text);

/// The same with a sentence of its own, as all but S3 tell what is wrong with a signature's scope or time.
[[nodiscard]] Error signature_mismatch(Dialect dialect, std::string sentence);
/// What all but S3 answer when part of a signature is missing or cannot be read.
[[nodiscard]] Error incomplete_signature(Dialect dialect, std::string sentence);

/// What S3 answers when it cannot read a signature: in the header (the sentence goes on after "The authorization header
/// is malformed; "), in the query, or in an argument that has a name and a value.
[[nodiscard]] Error malformed_header(std::string_view sentence);
[[nodiscard]] Error malformed_query(std::string sentence);
[[nodiscard]] Error invalid_argument(std::string sentence, std::string_view name, std::string_view value);

/// 403 AccessDenied of S3 with a sentence.
[[nodiscard]] Error access_denied(std::string sentence);
/// 501: `what` names a scheme of AWS that is not there, `where` the header or parameter that asks for it.
[[nodiscard]] Error not_implemented(std::string_view where, std::string_view what);
/// A signature with a key pair, which nobody here can check.
[[nodiscard]] Error no_sigv4a(Dialect dialect, std::string_view where);

}  // namespace wt::aws
