#include "aws/signed_query.hpp"

#include <array>
#include <charconv>

#include "aws/content_sha256.hpp"
#include "http/uri.hpp"

namespace wt::aws {

namespace {

using Read = Result<Signed, Error>;

constexpr std::int64_t week = 604'800;  // seconds

/// Arguments by name, decoded, all of them in one text: of each name the first. A name that is not there has an empty
/// value.
template <std::size_t N>
struct NamedArguments {
    Text text;
    std::array<std::string_view, N> values;

    NamedArguments(std::string_view query, const std::array<std::string_view, N>& names) {
        std::array<std::string_view, N> sent;
        std::array<bool, N> found{};
        while (!query.empty()) {
            const std::size_t end = std::min(query.find('&'), query.size());
            const std::string_view argument = query.substr(0, end);
            query.remove_prefix(std::min(end + 1, query.size()));
            const std::size_t equals = argument.find('=');
            if (equals == std::string_view::npos) continue;
            for (std::size_t i = 0; i < N; ++i) {
                if (found[i] || argument.substr(0, equals) != names[i]) continue;
                sent[i] = argument.substr(equals + 1);
                found[i] = true;
            }
        }
        std::string all;
        std::array<std::size_t, N + 1> ends{};
        for (std::size_t i = 0; i < N; ++i) {
            all += http::percent_decode(sent[i], http::Plus::literal);
            ends[i + 1] = all.size();
        }
        text = Text(std::string_view(all));
        for (std::size_t i = 0; i < N; ++i) values[i] = text.view().substr(ends[i], ends[i + 1] - ends[i]);
    }
};

enum NameV4 : std::uint8_t {
    v4_algorithm,
    v4_credential,
    v4_date,
    v4_signed_headers,
    v4_expires,
    v4_signature,
    v4_token,
    v4_hash
};
constexpr std::array<std::string_view, 8> names_v4 = {"X-Amz-Algorithm",      "X-Amz-Credential",    "X-Amz-Date",
                                                      "X-Amz-SignedHeaders",  "X-Amz-Expires",       "X-Amz-Signature",
                                                      "X-Amz-Security-Token", "X-Amz-Content-Sha256"};

enum NameV2 : std::uint8_t { v2_key, v2_expires, v2_signature, v2_token };
constexpr std::array<std::string_view, 4> names_v2 = {"AWSAccessKeyId", "Expires", "Signature", "x-amz-security-token"};

[[nodiscard]] std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// The first thing that S3 minds about the parameters, in the order in which it looks.
[[nodiscard]] std::optional<Error> parts_missing(const NamedArguments<8>& said, Dialect dialect) {
    constexpr std::array required = {v4_algorithm, v4_credential, v4_signature, v4_date, v4_signed_headers, v4_expires};
    std::string sentence;
    for (const NameV4 each : required) {
        if (!said.values[each].empty() || (each == v4_expires && dialect != Dialect::s3)) continue;
        sentence += "AWS query-string parameters must include '" + std::string(names_v4[each]) + "'. ";
    }
    if (sentence.empty()) return std::nullopt;
    if (dialect != Dialect::s3) {
        return incomplete_signature(dialect, sentence + "Re-examine the query-string parameters.");
    }
    return malformed_query(
        "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, "
        "X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
}

[[nodiscard]] Error wrong_algorithm(std::string_view said, Dialect dialect) {
    if (said == "AWS4-ECDSA-P256-SHA256") return no_sigv4a(dialect, "X-Amz-Algorithm");
    if (dialect == Dialect::s3) {
        return malformed_query("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\"");
    }
    return incomplete_signature(
        dialect, "Unsupported AWS 'algorithm': '" + std::string(said) + "' (only AWS4-HMAC-SHA256 for now). ");
}

[[nodiscard]] Error bad_credential_argument(std::string_view said, Dialect dialect) {
    if (dialect == Dialect::s3) {
        return malformed_query(
            "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "
            "\"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");
    }
    return incomplete_signature(dialect,
                                "Credential must have exactly 5 slash-delimited elements, e.g. "
                                "keyid/date/region/service/term, got '" +
                                    std::string(said) + "'");
}

[[nodiscard]] Error bad_date_argument(Dialect dialect) {
    constexpr std::string_view sentence = "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"";
    if (dialect == Dialect::s3) return malformed_query(std::string(sentence));
    return incomplete_signature(dialect, std::string(sentence));
}

[[nodiscard]] Result<Duration, Error> lifetime(std::string_view said) {
    const auto length = number(said);
    if (!length) return malformed_query("X-Amz-Expires should be a number");
    if (*length < 0) return malformed_query("X-Amz-Expires must be non-negative");
    if (*length > week) {
        return malformed_query(
            "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than "
            "604800 seconds");
    }
    return Duration(std::chrono::seconds(*length));
}

}  // namespace

SignatureForm signature_in_query(std::string_view query, Dialect dialect) {
    bool version_2 = false;
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view argument = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        const std::string_view name = argument.substr(0, argument.find('='));
        if (name == names_v4[v4_algorithm] || name == names_v4[v4_credential] || name == names_v4[v4_signature]) {
            return SignatureForm::query;
        }
        version_2 = version_2 || name == names_v2[v2_key] || name == names_v2[v2_signature];
    }
    return version_2 && dialect == Dialect::s3 ? SignatureForm::query_v2 : SignatureForm::none;
}

Read read_query(const http::Request& request, Dialect dialect) {
    const NamedArguments<8> arguments(request.query, names_v4);
    if (auto error = parts_missing(arguments, dialect)) return *std::move(error);
    if (arguments.values[v4_algorithm] != sigv4_algorithm)
        return wrong_algorithm(arguments.values[v4_algorithm], dialect);
    Signed said;
    said.form = SignatureForm::query;
    said.said = arguments.text;
    const auto parsed = parse_credential(arguments.values[v4_credential]);
    if (!parsed || parsed->access_key.empty()) return bad_credential_argument(arguments.values[v4_credential], dialect);
    said.credential = *parsed;
    const auto time = AmzDate::parse(arguments.values[v4_date]);
    if (!time) return bad_date_argument(dialect);
    said.time = *time;
    if (dialect == Dialect::s3) {
        auto length = lifetime(arguments.values[v4_expires]);
        if (!length.ok()) return length.error();
        said.expires = *length;
    }
    said.signed_headers = arguments.values[v4_signed_headers];
    said.signature = arguments.values[v4_signature];
    said.session_token = Text(arguments.values[v4_token]);
    said.payload_hash = Text(arguments.values[v4_hash]);
    if (const Text* header = request.headers.find("x-amz-content-sha256"); header && said.payload_hash.empty()) {
        said.payload_hash = *header;
    }
    return said;
}

Read read_query_v2(const http::Request& request) {
    const NamedArguments<4> arguments(request.query, names_v2);
    const auto moment = number(arguments.values[v2_expires]);
    if (arguments.values[v2_key].empty() || arguments.values[v2_signature].empty() ||
        arguments.values[v2_expires].empty()) {
        return access_denied(
            "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters");
    }
    constexpr std::int64_t latest = 7'258'118'400;  // 2200, within what an Instant holds
    if (!moment || *moment < 0 || *moment > latest) {
        return access_denied("Invalid date (should be seconds since epoch): " +
                             std::string(arguments.values[v2_expires]));
    }
    Signed said;
    said.form = SignatureForm::query_v2;
    said.said = arguments.text;
    said.credential.access_key = arguments.values[v2_key];
    said.signature = arguments.values[v2_signature];
    said.time = AmzDate(epoch + std::chrono::seconds(*moment));
    said.session_token = Text(arguments.values[v2_token]);
    return said;
}

}  // namespace wt::aws
