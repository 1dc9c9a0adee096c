#include "aws/signature_errors.hpp"

#include "base/hex.hpp"

namespace wt::aws {

namespace {

/// The same mishap in each dialect. "REST JSON" has JSON's rows with the query services' statuses.
struct Rows {
    ErrorRow s3;
    ErrorRow query;
    ErrorRow json;
};

constexpr std::string_view unlike =
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
    "and signing method. Consult the service documentation for details.";
constexpr std::string_view no_such_token = "The security token included in the request is invalid.";
constexpr std::string_view old_token = "The security token included in the request is expired";

constexpr Rows missing = {
    {"AccessDenied", 403, "Access Denied"},
    {"MissingAuthenticationToken", 403, "Request is missing Authentication Token"},
    {"MissingAuthenticationTokenException", 400, "Missing Authentication Token"},
};
constexpr Rows unknown_key = {
    {"InvalidAccessKeyId", 403, "The AWS Access Key Id you provided does not exist in our records."},
    {"InvalidClientTokenId", 403, no_such_token},
    {"UnrecognizedClientException", 400, no_such_token},
};
constexpr Rows expired = {
    {"ExpiredToken", 400, "The provided token has expired."},
    {"ExpiredToken", 403, old_token},
    {"ExpiredTokenException", 400, old_token},
};
constexpr Rows bad_token = {
    {"InvalidToken", 400, "The provided token is malformed or otherwise invalid."},
    {"InvalidClientTokenId", 403, no_such_token},
    {"UnrecognizedClientException", 400, no_such_token},
};
constexpr Rows mismatch = {
    {"SignatureDoesNotMatch", 403,
     "The request signature we calculated does not match the signature you provided. Check your key and signing "
     "method."},
    {"SignatureDoesNotMatch", 403, unlike},
    {"InvalidSignatureException", 400, unlike},
};
constexpr Rows incomplete = {
    {"AuthorizationHeaderMalformed", 400, ""},
    {"IncompleteSignature", 400, ""},
    {"IncompleteSignatureException", 400, ""},
};

[[nodiscard]] ErrorRow row(const Rows& rows, Dialect dialect) {
    switch (dialect) {
        case Dialect::s3: return rows.s3;
        case Dialect::query: return rows.query;
        case Dialect::json: break;
        // Assumed: what is 403 for query services is for these.
        case Dialect::rest_json: return {rows.json.code, rows.query.status, rows.json.message};
    }
    return rows.json;
}

}  // namespace

Error missing_signature(Dialect dialect) { return Error(row(missing, dialect)); }

Error unknown_access_key(Dialect dialect, std::string_view access_key) {
    Error error(row(unknown_key, dialect));
    if (dialect == Dialect::s3) error.details.emplace_back("AWSAccessKeyId", access_key);
    return error;
}

Error expired_token(Dialect dialect) { return Error(row(expired, dialect)); }
Error invalid_token(Dialect dialect) { return Error(row(bad_token, dialect)); }
Error signature_mismatch(Dialect dialect) { return Error(row(mismatch, dialect)); }

Error signature_mismatch(Dialect dialect, std::string sentence) {
    return {row(mismatch, dialect), std::move(sentence)};
}

std::string bytes_of(std::string_view text) {
    std::string bytes;
    bytes.reserve(text.size() * 3);
    for (const char& c : text) {
        if (!bytes.empty()) bytes += ' ';
        bytes += hex_encode({&c, 1});
    }
    return bytes;
}

Error incomplete_signature(Dialect dialect, std::string sentence) {
    return {row(incomplete, dialect), std::move(sentence)};
}

Error malformed_header(std::string_view sentence) {
    constexpr ErrorRow malformed = {"AuthorizationHeaderMalformed", 400, ""};
    return {malformed, "The authorization header is malformed; " + std::string(sentence)};
}

Error malformed_query(std::string sentence) {
    constexpr ErrorRow malformed = {"AuthorizationQueryParametersError", 400, ""};
    return {malformed, std::move(sentence)};
}

Error invalid_argument(std::string sentence, std::string_view name, std::string_view value) {
    constexpr ErrorRow argument = {"InvalidArgument", 400, ""};
    Error error(argument, std::move(sentence));
    error.details.emplace_back("ArgumentName", name);
    error.details.emplace_back("ArgumentValue", value);
    return error;
}

Error access_denied(std::string sentence) { return {missing.s3, std::move(sentence)}; }

Error not_implemented(std::string_view where, std::string_view what) {
    constexpr ErrorRow not_there = {"NotImplemented", 501,
                                    "A header you provided implies functionality that is not implemented"};
    Error error(not_there);
    error.details.emplace_back("Header", where);
    error.details.emplace_back("additionalMessage", std::string(what) + " is not implemented");
    return error;
}

Error no_sigv4a(Dialect dialect, std::string_view where) {
    Error error = not_implemented(where, "AWS4-ECDSA-P256-SHA256");
    // Only S3's answers have room for the details.
    if (dialect != Dialect::s3) error.message = "Windtunnel does not implement SigV4A (AWS4-ECDSA-P256-SHA256).";
    return error;
}

}  // namespace wt::aws
