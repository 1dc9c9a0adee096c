#include "aws/signature.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <span>

#include "aws/canonical_request.hpp"
#include "aws/content_sha256.hpp"
#include "aws/signature_scope.hpp"
#include "aws/signature_v2.hpp"
#include "aws/sigv4a.hpp"
#include "base/ascii.hpp"
#include "base/assert.hpp"

namespace wt::aws {

namespace {

/// What a listener keeps to itself (RFC 9110, 7.6.1).
constexpr std::array<std::string_view, 8> between_neighbours = {
    "connection", "expect", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"};

[[nodiscard]] bool is_signed(std::string_view signed_headers, std::string_view name) {
    bool found = false;
    each_part(signed_headers, ';', [&](std::string_view each) { found = found || same_ignoring_case(each, name); });
    return found;
}

/// S3 wants each field signed that changes what a request does.
[[nodiscard]] bool must_be_signed(std::string_view name) {
    constexpr std::string_view prefix = "x-amz-";
    return same_ignoring_case(name.substr(0, prefix.size()), prefix) || same_ignoring_case(name, "content-md5");
}

[[nodiscard]] std::optional<Error> check_signed_headers(const http::Request& request, const Signed& said,
                                                        Dialect dialect) {
    std::string unsigned_headers;
    if (!is_signed(said.signed_headers, "host") && !is_signed(said.signed_headers, ":authority"))
        unsigned_headers = "host";
    if (dialect != Dialect::s3) {
        if (unsigned_headers.empty()) return std::nullopt;
        return signature_mismatch(dialect, "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
    }
    for (const http::Header& field : request.headers) {
        if (!must_be_signed(field.name) || is_signed(said.signed_headers, field.name)) continue;
        // A presigned address says that of its payload anyway.
        if (said.form == SignatureForm::query && same_ignoring_case(field.name, "x-amz-content-sha256") &&
            field.value == unsigned_payload)
            continue;
        if (!unsigned_headers.empty()) unsigned_headers += ", ";
        for (const char c : field.name.view()) unsigned_headers += lower(c);
    }
    if (unsigned_headers.empty()) return std::nullopt;
    return access_denied("There were headers present in the request which were not signed")
        .with("HeadersNotSigned", std::move(unsigned_headers));
}

/// A signed field that no listener hands on; empty if there is none.
[[nodiscard]] std::string_view unheard(const http::Request& request, const Signed& said) {
    for (const std::string_view name : between_neighbours) {
        if (is_signed(said.signed_headers, name) && !request.headers.has(name)) return name;
    }
    return {};
}

[[nodiscard]] std::string payload_hash(const http::Request& request, const Signed& said, Dialect dialect) {
    if (dialect == Dialect::s3)
        return std::string(said.payload_hash.empty() ? unsigned_payload : said.payload_hash.view());
    if (said.payload_hash == unsigned_payload) return said.payload_hash.str();
    WT_ASSERT(request.stream == nullptr);
    return sha256(request.body).hex();
}

[[nodiscard]] Error mismatch_of(const Signed& said, Dialect dialect, std::string to_sign, std::string canonical) {
    Error error = signature_mismatch(dialect);
    if (dialect != Dialect::s3) return error;
    error.details = {{"AWSAccessKeyId", std::string(said.credential.access_key)},
                     {"StringToSign", to_sign},
                     {"SignatureProvided", std::string(said.signature)},
                     {"StringToSignBytes", bytes_of(to_sign)}};
    if (!canonical.empty()) {
        error.details.emplace_back("CanonicalRequest", canonical);
        error.details.emplace_back("CanonicalRequestBytes", bytes_of(canonical));
    }
    return error;
}

[[nodiscard]] std::string text_to_sign(std::string_view algorithm, const AmzDate& time, std::string_view scope,
                                       std::string_view canonical) {
    std::string text;
    text.reserve(192);
    text.append(algorithm).append("\n").append(time.text()).append("\n").append(scope).append("\n");
    return text.append(sha256(canonical).hex());
}

/// `is_right` says whether the signature is that of a text to sign.
[[nodiscard]] std::optional<Error> check_signature(const http::Request& request, const Signed& said, Dialect dialect,
                                                   std::string_view algorithm,
                                                   const std::function<bool(std::string_view)>& is_right) {
    const std::string hash = payload_hash(request, said, dialect);
    constexpr std::array s3_paths = {PathForm::once, PathForm::sent};
    constexpr std::array other_paths = {PathForm::twice};
    const std::span<const PathForm> paths = dialect == Dialect::s3 ? std::span<const PathForm>(s3_paths) : other_paths;
    std::array<std::string, 8> tried;  // the first is told to whoever fails
    std::size_t tries = 0;
    for (const PathForm path : paths) {
        for (const QueryCoding query :
             {QueryCoding::plus, QueryCoding::space, QueryCoding::sent, QueryCoding::untokened}) {
            CanonicalForm form{path, query, said.signed_headers, hash};
            std::string canonical = canonical_request(request, form);
            if (std::find(tried.begin(), tried.begin() + tries, canonical) != tried.begin() + tries) continue;
            if (is_right(text_to_sign(algorithm, said.time, said.credential.scope, canonical))) return std::nullopt;
            tried[tries++] = std::move(canonical);
        }
    }
    if (const std::string_view name = unheard(request, said); !name.empty()) {
        return not_implemented(name, "Signing a header that belongs to the connection");
    }
    return mismatch_of(said, dialect, text_to_sign(algorithm, said.time, said.credential.scope, tried[0]), tried[0]);
}

[[nodiscard]] std::optional<Error> verify_v2(const http::Request& request, const Signed& said,
                                             const SignatureRules& rules, std::optional<std::string_view> secret,
                                             Instant now) {
    const bool presigned = said.form == SignatureForm::query_v2;
    if (presigned && now > said.time.moment()) {
        return access_denied("Request has expired")
            .with("Expires", iso_date(said.time.moment()))
            .with("ServerTime", iso_date(now));
    }
    if (!presigned && rules.held_to_clock) {
        if (auto error = check_time(said, Dialect::s3, now)) return error;
    }
    if (!secret) return std::nullopt;
    std::string date;
    if (presigned) {
        date = std::to_string(unix_seconds(said.time.moment()));
    } else if (!request.headers.has("x-amz-date")) {
        date = request.headers.get("date");
    }
    std::string to_sign = string_to_sign_v2(request, date, rules.bucket);
    const auto is_signed = [&](std::string_view text) {
        return equal_in_constant_time(hmac(Algorithm::sha1, *secret, text).base64(), said.signature);
    };
    if (is_signed(to_sign)) return std::nullopt;
    // A bucket alone: some sign "/bucket/" and send "/bucket", which S3 takes, too.
    if (rules.bucket.empty() && request.path.view().find('/', 1) == std::string_view::npos) {
        http::Request with_slash = request;
        with_slash.path = Text(request.path.str() + "/");
        if (is_signed(string_to_sign_v2(with_slash, date, rules.bucket))) return std::nullopt;
    }
    return mismatch_of(said, Dialect::s3, std::move(to_sign), "");
}

}  // namespace

std::optional<Error> verify(const http::Request& request, const Signed& said, const SignatureRules& rules,
                            std::optional<std::string_view> secret, SigningKeys& keys, Instant now) {
    if (said.form == SignatureForm::none) return missing_signature(rules.dialect);
    if (said.form == SignatureForm::query_v2 || said.form == SignatureForm::header_v2)
        return verify_v2(request, said, rules, secret, now);
    if (auto error = check_scope(said, rules)) return error;
    if (rules.held_to_clock || said.form == SignatureForm::query) {
        if (auto error = check_time(said, rules.dialect, now)) return error;
    }
    if (auto error = check_signed_headers(request, said, rules.dialect)) return error;
    if (!secret) return std::nullopt;
    if (said.said.starts_with(sigv4a_algorithm)) {
        const std::string key = sigv4a_public_key(said.credential.access_key, *secret);
        return check_signature(request, said, rules.dialect, sigv4a_algorithm,
                               [&](std::string_view text) { return is_sigv4a_signature(said.signature, text, key); });
    }
    const DigestValue key = keys.key(*secret, said.credential);
    return check_signature(request, said, rules.dialect, sigv4_algorithm, [&](std::string_view text) {
        return equal_in_constant_time(hmac(Algorithm::sha256, key.view(), text).hex(), said.signature);
    });
}

std::string string_to_sign(const AmzDate& time, std::string_view scope, std::string_view canonical_request) {
    return text_to_sign(sigv4_algorithm, time, scope, canonical_request);
}

}  // namespace wt::aws
