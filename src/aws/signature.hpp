#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "aws/signed.hpp"
#include "aws/signing_keys.hpp"

namespace wt::aws {

/// Whose signatures are taken, and how it is told what is wrong with one.
struct SignatureRules {
    Dialect dialect = Dialect::s3;
    std::string_view service = "s3";  // as credential scopes name it
    std::string_view region;          // empty: any
    std::string_view bucket;          // the one that the Host names, if it does: version 2 signs it
    /// False where somebody moves the clock by hand: when a request was signed is then not held against it, as the
    /// caller's clock goes on. How long a presigned request is good for is.
    bool held_to_clock = true;
};

/// Checks a request's signature: nothing when it is right, else what the service answers. In this order: the scope, the
/// clock (15 minutes either way, 5 for JSON services) or lifetime, that the headers which must be signed are, and the
/// signature. `secret` is the access key's; without one, all but the last is checked. A request that nobody signed is
/// refused. A service other than S3 has the whole body before it (`request.body`), for its digest is signed.
///
/// Fields between two neighbours (Expect, TE, Transfer-Encoding, ...) do not reach this far. Who signed one of them is
/// told so: 501, with its name.
[[nodiscard]] std::optional<Error> verify(const http::Request& request, const Signed& said, const SignatureRules& rules,
                                          std::optional<std::string_view> secret, SigningKeys& keys, Instant now);

/// What is signed, of a canonical request: its digest, the time and the scope.
[[nodiscard]] std::string string_to_sign(const AmzDate& time, std::string_view scope,
                                         std::string_view canonical_request);

}  // namespace wt::aws
