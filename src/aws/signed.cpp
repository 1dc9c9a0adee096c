#include "aws/signed.hpp"

#include <algorithm>

#include "aws/content_sha256.hpp"
#include "aws/digests.hpp"
#include "aws/signed_query.hpp"
#include "aws/sigv4a.hpp"
#include "base/ascii.hpp"
#include "http/date.hpp"

namespace wt::aws {

namespace {

using Read = Result<Signed, Error>;

constexpr std::ptrdiff_t most_signed_headers = 100;  // ours: bounds the work of a check

[[nodiscard]] Error header_part_missing(const Text& authorization, const Signed& said, Dialect dialect) {
    if (dialect == Dialect::s3) {
        return malformed_header(
            "the authorization header requires three components: Credential, SignedHeaders, and Signature.");
    }
    std::string sentence;
    const auto require = [&sentence](std::string_view part, std::string_view value) {
        if (!value.empty()) return;
        sentence += "Authorization header requires '" + std::string(part) + "' parameter. ";
    };
    require("Credential", said.credential.access_key);
    require("Signature", said.signature);
    require("SignedHeaders", said.signed_headers);
    return incomplete_signature(dialect, sentence + "(Hashed with SHA-256 and encoded with Base64) Authorization=" +
                                             sha256(authorization).base64());
}

[[nodiscard]] Error bad_credential(std::string_view text, Dialect dialect) {
    if (dialect == Dialect::s3) {
        return malformed_header(
            "the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");
    }
    return incomplete_signature(dialect,
                                "Credential must have exactly 5 slash-delimited elements, e.g. "
                                "keyid/date/region/service/term, got '" +
                                    std::string(text) + "'");
}

/// X-Amz-Date, or else Date, which may have HTTP's form.
[[nodiscard]] std::optional<AmzDate> date_of(const http::Headers& headers) {
    if (const Text* date = headers.find("x-amz-date")) return AmzDate::parse(*date);
    const std::string_view date = headers.get("date");
    if (const auto read = AmzDate::parse(date)) return read;
    const auto moment = http::parse_date(date);
    if (!moment || *moment < epoch) return std::nullopt;
    return AmzDate(*moment);
}

[[nodiscard]] Error bad_date(Dialect dialect) {
    if (dialect == Dialect::s3) {
        return access_denied("AWS authentication requires a valid Date or x-amz-date header");
    }
    return incomplete_signature(dialect,
                                "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
}

/// "Credential=..., SignedHeaders=..., Signature=...", in any order.
[[nodiscard]] Read read_header(const http::Request& request, const Text& authorization, std::string_view scheme,
                               Dialect dialect) {
    Signed said;
    said.form = SignatureForm::header;
    said.said = authorization;
    if (const Text* token = request.headers.find("x-amz-security-token")) said.session_token = *token;

    std::string_view credential;
    each_part(said.said.view().substr(scheme.size()), ',', [&](std::string_view part) {
        const std::size_t equals = std::min(part.find('='), part.size());
        const std::string_view name = part.substr(0, equals);
        const std::string_view value = part.substr(std::min(equals + 1, part.size()));
        if (name == "Credential") credential = value;
        if (name == "SignedHeaders") said.signed_headers = value;
        if (name == "Signature") said.signature = value;
    });
    said.credential.access_key = credential;
    if (credential.empty() || said.signed_headers.empty() || said.signature.empty()) {
        return header_part_missing(authorization, said, dialect);
    }
    const auto parsed = scheme == sigv4a_algorithm ? parse_sigv4a_credential(credential) : parse_credential(credential);
    if (!parsed) return bad_credential(credential, dialect);
    said.credential = *parsed;
    if (said.credential.access_key.empty() && dialect == Dialect::s3) {
        return malformed_header("a non-empty Access Key (AKID) must be provided in the credential.");
    }
    const auto time = date_of(request.headers);
    if (!time) return bad_date(dialect);
    said.time = *time;

    if (const Text* hash = request.headers.find("x-amz-content-sha256")) said.payload_hash = *hash;
    if (dialect == Dialect::s3 && said.payload_hash.empty()) {
        constexpr ErrorRow invalid = {"InvalidRequest", 400,
                                      "Missing required header for this request: x-amz-content-sha256"};
        return Error(invalid);
    }
    return said;
}

[[nodiscard]] Error one_mechanism_only(const Text& authorization, Dialect dialect) {
    if (dialect == Dialect::s3) {
        return invalid_argument(
            "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string "
            "parameter "
            "or the Authorization header should be specified",
            "Authorization", authorization);
    }
    return signature_mismatch(
        dialect, "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.");
}

/// "AWS KEY:SIGNATURE".
[[nodiscard]] Read read_header_v2(const http::Request& request, const Text& authorization) {
    Signed said;
    said.form = SignatureForm::header_v2;
    said.said = authorization;
    const std::string_view pair = trimmed(said.said.view().substr(std::string_view("AWS").size()));
    const std::size_t colon = pair.rfind(':');
    if (colon == std::string_view::npos || colon == 0 || colon + 1 == pair.size()) {
        return invalid_argument("AWS authorization header is invalid.  Expected AwsAccessKeyId:signature",
                                "Authorization", authorization);
    }
    said.credential.access_key = pair.substr(0, colon);
    said.signature = pair.substr(colon + 1);
    if (const Text* token = request.headers.find("x-amz-security-token")) said.session_token = *token;
    const std::string_view date =
        request.headers.has("x-amz-date") ? request.headers.get("x-amz-date") : request.headers.get("date");
    const auto moment = http::parse_date(date);
    const auto time = moment && *moment >= epoch ? AmzDate(*moment) : AmzDate::parse(date);
    if (!time) return bad_date(Dialect::s3);
    said.time = *time;
    return said;
}

/// `Authorization` with something else than version 4. S3 says what is wrong with it; for all others it is as if nobody
/// had signed.
[[nodiscard]] Read other_scheme(const Text& authorization, std::string_view scheme, Dialect dialect) {
    if (scheme == sigv4a_algorithm) return no_sigv4a(dialect, "Authorization");
    if (dialect != Dialect::s3) return Signed{};
    return invalid_argument("Unsupported Authorization Type", "Authorization", authorization);
}

/// What holds for both forms of version 4.
[[nodiscard]] std::optional<Error> check(const Signed& said, Dialect dialect) {
    if (std::ranges::count(said.signed_headers, ';') >= most_signed_headers) {
        const std::string sentence = "no more than 100 headers can be signed.";
        if (dialect != Dialect::s3) return incomplete_signature(dialect, sentence);
        return said.form == SignatureForm::header ? malformed_header(sentence) : malformed_query(sentence);
    }
    if (dialect == Dialect::s3 && !parse_content_sha256(said.payload_hash)) {
        return unknown_content_sha256(said.payload_hash);
    }
    return std::nullopt;
}

[[nodiscard]] Read checked(Read read, Dialect dialect) {
    if (!read.ok()) return read;
    if (auto error = check(*read, dialect)) return *std::move(error);
    return read;
}

}  // namespace

Read read_signature(const http::Request& request, Dialect dialect) {
    const Text* authorization = request.headers.find("authorization");
    const SignatureForm in_query = signature_in_query(request.query, dialect);
    if (authorization == nullptr) {
        switch (in_query) {
            case SignatureForm::query: return checked(read_query(request, dialect), dialect);
            case SignatureForm::query_v2: return read_query_v2(request);
            default: return Signed{};
        }
    }
    if (in_query != SignatureForm::none) return one_mechanism_only(*authorization, dialect);
    const std::string_view scheme = authorization->view().substr(0, authorization->view().find(' '));
    if (scheme == "AWS" && dialect == Dialect::s3) return read_header_v2(request, *authorization);
    const bool known = scheme == sigv4_algorithm || (scheme == sigv4a_algorithm && dialect != Dialect::s3);
    if (!known) return other_scheme(*authorization, scheme, dialect);
    return checked(read_header(request, *authorization, scheme, dialect), dialect);
}

}  // namespace wt::aws
