#include "aws/signed.hpp"

#include "aws/post_policy.hpp"
#include "catch.hpp"
#include "raw_request.hpp"

using namespace wt;
using namespace wt::aws;
using namespace wt::aws::test;

namespace {

const SignatureRules s3{Dialect::s3, "s3", "eu-west-1", ""};
const SignatureRules sts{Dialect::query, "sts", "eu-west-1", ""};
const SignatureRules dynamodb{Dialect::json, "dynamodb", "eu-west-1", ""};

/// What a service answers at noon to somebody whose secret it does not know: the error's code, status and message.
std::string answer(const http::Request& request, const SignatureRules& rules, Instant now = noon) {
    const auto text = [](const aws::Error& error) {
        return std::string(error.code) + " " + std::to_string(error.status) + ": " + error.message;
    };
    const auto said = read_signature(request, rules.dialect);
    if (!said.ok()) return text(said.error());
    SigningKeys keys;
    const auto error = verify(request, *said, rules, std::nullopt, keys, now);
    return error ? text(*error) : "accepted";
}

std::vector<std::pair<std::string, std::string>> details(const http::Request& request, const SignatureRules& rules,
                                                         Instant now = noon) {
    const auto said = read_signature(request, rules.dialect);
    if (!said.ok()) return said.error().details;
    SigningKeys keys;
    const auto error = verify(request, *said, rules, std::nullopt, keys, now);
    REQUIRE(error);
    return error->details;
}

http::Request with_authorization(std::string_view value, std::string_view more = "") {
    return raw_request("GET /b/k\nHost: h\nX-Amz-Date: 20260301T120000Z\nx-amz-content-sha256: UNSIGNED-PAYLOAD\n" +
                       (value.empty() ? "" : "Authorization: " + std::string(value) + "\n") + std::string(more));
}

/// A signature in the header with this credential.
http::Request by(std::string_view credential, std::string_view more = "") {
    return with_authorization("AWS4-HMAC-SHA256 Credential=" + std::string(credential) +
                                  ", SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=00",
                              more);
}

/// A presigned request in which `from` is replaced by `to`.
http::Request presigned(std::string_view from = "", std::string_view to = "", std::string_view fields = "") {
    std::string query =
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A%2F20260301%2Feu-west-1%2Fs3%2Faws4_request&"
        "X-Amz-Date=20260301T120000Z&X-Amz-Expires=600&X-Amz-SignedHeaders=host&X-Amz-Signature=00";
    if (!from.empty()) query.replace(query.find(from), from.size(), to);
    return raw_request("GET /b/k?" + query + "\nHost: h\n" + std::string(fields));
}

constexpr std::string_view malformed = "AuthorizationHeaderMalformed 400: The authorization header is malformed; ";
constexpr std::string_view bad_query = "AuthorizationQueryParametersError 400: ";

}  // namespace

TEST_CASE("a signature in a header is read with blanks or without, in any order") {
    for (const char* separator : {",", ", ", " ,  "}) {
        const std::string parts[] = {"Credential=A/20260301/eu-west-1/s3/aws4_request", "SignedHeaders=host;x-amz-date",
                                     "Signature=ab"};
        for (const std::size_t first : {0, 1, 2}) {
            std::string value = "AWS4-HMAC-SHA256 ";
            for (std::size_t i = 0; i < 3; ++i) value += (i > 0 ? separator : "") + parts[(first + i) % 3];
            const auto said = read_signature(with_authorization(value), Dialect::s3);
            REQUIRE(said.ok());
            CHECK(said->form == SignatureForm::header);
            CHECK(said->credential.access_key == "A");
            CHECK(said->credential.date == "20260301");
            CHECK(said->credential.region == "eu-west-1");
            CHECK(said->credential.service == "s3");
            CHECK(said->signed_headers == "host;x-amz-date");
            CHECK(said->signature == "ab");
            CHECK(said->time.moment() == noon);
            CHECK(said->payload_hash == "UNSIGNED-PAYLOAD");
        }
    }
}

TEST_CASE("the date may stand in Date, in HTTP's form too") {
    const std::string rest =
        "\nAuthorization: AWS4-HMAC-SHA256 Credential=A/20260301/eu-west-1/sts/aws4_request, SignedHeaders=date;host, "
        "Signature=00\n";
    for (const char* date : {"20260301T120000Z", "Sun, 01 Mar 2026 12:00:00 GMT"}) {
        const auto said =
            read_signature(raw_request("GET /\nHost: h\nDate: " + std::string(date) + rest), Dialect::query);
        REQUIRE(said.ok());
        CHECK(said->time.text() == "20260301T120000Z");
    }
    for (const char* date :
         {"", "20260301", "20261301T120000Z", "20260230T120000Z", "20260301T240000Z", "99990101T000000Z"}) {
        CHECK(answer(raw_request("GET /\nHost: h\nDate: " + std::string(date) + rest), sts) ==
              "IncompleteSignature 400: Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' "
              "header.");
    }
}

TEST_CASE("nobody signed") {
    CHECK(read_signature(with_authorization(""), Dialect::s3)->form == SignatureForm::none);
    CHECK(answer(with_authorization(""), s3) == "AccessDenied 403: Access Denied");
    CHECK(answer(with_authorization(""), sts) ==
          "MissingAuthenticationToken 403: Request is missing Authentication Token");
    CHECK(answer(with_authorization("Bearer x"), dynamodb) ==
          "MissingAuthenticationTokenException 400: Missing Authentication Token");
    CHECK(answer(with_authorization("Bearer x"), s3) == "InvalidArgument 400: Unsupported Authorization Type");
    CHECK(answer(with_authorization("AWS A:x"), sts) ==
          "MissingAuthenticationToken 403: Request is missing Authentication Token");
    for (const char* broken : {"AWS", "AWS A", "AWS :x", "AWS A:"}) {
        CHECK(answer(with_authorization(broken), s3) ==
              "InvalidArgument 400: AWS authorization header is invalid.  Expected AwsAccessKeyId:signature");
    }
    CHECK(answer(with_authorization("AWS4-ECDSA-P256-SHA256 Credential=A"), s3).starts_with("NotImplemented 501"));
    CHECK(
        answer(with_authorization("AWS4-ECDSA-P256-SHA256 Credential=A"), sts).starts_with("IncompleteSignature 400"));
}

TEST_CASE("S3 says what is wrong with a header") {
    const std::string parts =
        "the authorization header requires three components: Credential, SignedHeaders, and Signature.";
    for (const char* value : {"AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Credential=A/20260301/eu-west-1/s3/aws4_request",
                              "AWS4-HMAC-SHA256 Credential=, SignedHeaders=host, Signature=00"}) {
        CHECK(answer(with_authorization(value), s3) == std::string(malformed) + parts);
    }
    const std::pair<const char*, const char*> cases[] = {
        {"A/20260301/eu-west-1/s3",
         "the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/"
         "aws4_request\"."},
        {"A/B/20260301/eu-west-1/s3/aws4_request",
         "the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\"."},
        {"/20260301/eu-west-1/s3/aws4_request", "a non-empty Access Key (AKID) must be provided in the credential."},
        {"A/20260302/eu-west-1/s3/aws4_request",
         "Invalid credential date \"20260302\". This date is not the same as "
         "X-Amz-Date: \"20260301\"."},
        {"A/20260301/us-east-1/s3/aws4_request", "the region 'us-east-1' is wrong; expecting 'eu-west-1'"},
        {"A/20260301/eu-west-1/sts/aws4_request", "incorrect service \"sts\". This endpoint belongs to \"s3\"."},
        {"A/20260301/eu-west-1/s3/aws5_request",
         "incorrect terminal \"aws5_request\". This endpoint uses "
         "\"aws4_request\"."},
    };
    for (const auto& [credential, sentence] : cases)
        CHECK(answer(by(credential), s3) == std::string(malformed) + sentence);
    CHECK(details(by("A/20260301/us-east-1/s3/aws4_request"), s3).at(0) ==
          std::pair<std::string, std::string>("Region", "eu-west-1"));
    CHECK(answer(by("A/20260301/eu-west-1/s3/aws4_request"), s3) == "accepted");
    CHECK(answer(by("A/20260301/us-east-1/s3/aws4_request"), {Dialect::s3, "s3", "", ""}) == "accepted");

    http::Request request = by("A/20260301/eu-west-1/s3/aws4_request");
    request.headers.set("x-amz-content-sha256", "STREAMING");
    CHECK(answer(request, s3).starts_with("InvalidArgument 400: x-amz-content-sha256 must be UNSIGNED-PAYLOAD, "));
    request.headers.remove("x-amz-content-sha256");
    CHECK(answer(request, s3) == "InvalidRequest 400: Missing required header for this request: x-amz-content-sha256");
    request = by("A/20260301/eu-west-1/s3/aws4_request");
    request.headers.remove("x-amz-date");
    CHECK(answer(request, s3) == "AccessDenied 403: AWS authentication requires a valid Date or x-amz-date header");
}

TEST_CASE("S3 says what is wrong with a presigned request") {
    CHECK(answer(presigned(), s3) == "accepted");
    for (const char* part : {"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires",
                             "X-Amz-SignedHeaders", "X-Amz-Signature"}) {
        CHECK(answer(presigned(part, "other"), s3) ==
              std::string(bad_query) +
                  "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, "
                  "X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
    }
    const std::tuple<const char*, const char*, const char*> cases[] = {
        {"HMAC-SHA256", "X", "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\""},
        {"A%2F", "A%252F",
         "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "
         "\"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\"."},
        {"20260301T120000Z", "2026-03-01", "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\""},
        {"=600", "=ten", "X-Amz-Expires should be a number"},
        {"=600", "=-1", "X-Amz-Expires must be non-negative"},
        {"=600", "=604801",
         "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must "
         "be less than 604800 seconds"},
        {"eu-west-1", "us-east-1",
         "Error parsing the X-Amz-Credential parameter; the region 'us-east-1' is wrong; "
         "expecting 'eu-west-1'"},
        {"%2Fs3", "%2Fsts",
         "Error parsing the X-Amz-Credential parameter; incorrect service \"sts\". This endpoint "
         "belongs to \"s3\"."},
    };
    for (const auto& [from, to, sentence] : cases)
        CHECK(answer(presigned(from, to), s3) == std::string(bad_query) + sentence);
    CHECK(answer(presigned("=600", "=604800"), s3) == "accepted");

    http::Request both = presigned();
    both.headers.add("Authorization", "AWS4-HMAC-SHA256 x");
    CHECK(answer(both, s3).starts_with("InvalidArgument 400: Only one auth mechanism allowed; "));
}

TEST_CASE("a presigned request is good for as long as it says") {
    CHECK(answer(presigned(), s3, noon + 600s) == "accepted");
    CHECK(answer(presigned(), s3, noon + 601s) == "AccessDenied 403: Request has expired");
    CHECK(answer(presigned(), s3, noon - 15min) == "accepted");
    CHECK(answer(presigned(), s3, noon - 901s) == "AccessDenied 403: Request is not valid yet");
    const std::vector<std::pair<std::string, std::string>> said = {
        {"X-Amz-Expires", "600"}, {"Expires", "2026-03-01T12:10:00Z"}, {"ServerTime", "2026-03-01T13:00:00Z"}};
    CHECK(details(presigned(), s3, noon + 1h) == said);

    const http::Request version_2 = raw_request("GET /b/k?AWSAccessKeyId=A&Signature=x&Expires=1772367000\nHost: h\n");
    CHECK(answer(version_2, s3, noon + 600s) == "accepted");
    CHECK(answer(version_2, s3, noon + 601s) == "AccessDenied 403: Request has expired");
    for (const char* query : {"AWSAccessKeyId=A&Signature=x", "AWSAccessKeyId=A&Expires=1", "Signature=x&Expires=1"}) {
        CHECK(answer(raw_request("GET /b/k?" + std::string(query) + "\nHost: h\n"), s3) ==
              "AccessDenied 403: Query-string authentication requires the Signature, Expires and AWSAccessKeyId "
              "parameters");
    }
    CHECK(
        answer(raw_request("GET /?Signature=x&Expires=1\nHost: h\n"), sts).starts_with("MissingAuthenticationToken "));
}

TEST_CASE("fields of AWS that nobody signed are named") {
    const auto unsigned_acl = presigned("", "", "X-Amz-Meta-A: 1\nContent-MD5: x\nAccept: y\n");
    CHECK(answer(unsigned_acl, s3) ==
          "AccessDenied 403: There were headers present in the request which were not signed");
    CHECK(details(unsigned_acl, s3).at(0) ==
          std::pair<std::string, std::string>("HeadersNotSigned", "x-amz-meta-a, content-md5"));
    CHECK(details(presigned("=host", "=accept"), s3).at(0).second == "host");
    CHECK(details(by("A/20260301/eu-west-1/s3/aws4_request", "x-amz-acl: private\n"), s3).at(0).second == "x-amz-acl");
    CHECK(answer(presigned("", "", "x-amz-meta-a: 1\n"), {Dialect::query, "s3", "", ""}) == "accepted");
    CHECK(answer(presigned("=host", "=accept"), {Dialect::json, "s3", "", ""}) ==
          "InvalidSignatureException 400: 'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
}

TEST_CASE("clocks may be a quarter of an hour apart, those of JSON services five minutes") {
    const http::Request of_s3 = by("A/20260301/eu-west-1/s3/aws4_request");
    CHECK(answer(of_s3, s3, noon + 15min) == "accepted");
    CHECK(answer(of_s3, s3, noon - 15min) == "accepted");
    CHECK(answer(of_s3, s3, noon - 901s) ==
          "RequestTimeTooSkewed 403: The difference between the request time and the current time is too large.");
    const std::vector<std::pair<std::string, std::string>> said = {{"RequestTime", "20260301T120000Z"},
                                                                   {"ServerTime", "2026-03-01T13:00:00Z"},
                                                                   {"MaxAllowedSkewMilliseconds", "900000"}};
    CHECK(details(of_s3, s3, noon + 1h) == said);

    const http::Request of_sts = by("A/20260301/eu-west-1/sts/aws4_request");
    CHECK(answer(of_sts, sts, noon + 15min) == "accepted");
    CHECK(answer(of_sts, sts, noon + 16min) ==
          "SignatureDoesNotMatch 403: Signature expired: 20260301T120000Z is now earlier than 20260301T120100Z "
          "(20260301T121600Z - 15 min.)");
    const http::Request of_dynamodb = by("A/20260301/eu-west-1/dynamodb/aws4_request");
    CHECK(answer(of_dynamodb, dynamodb, noon + 6min) ==
          "InvalidSignatureException 400: Signature expired: 20260301T120000Z is now earlier than 20260301T120100Z "
          "(20260301T120600Z - 5 min.)");
    CHECK(answer(of_dynamodb, dynamodb, noon - 6min) ==
          "InvalidSignatureException 400: Signature not yet current: 20260301T120000Z is still later than "
          "20260301T115900Z (20260301T115400Z + 5 min.)");
}

TEST_CASE("other services tell everything that is wrong at once") {
    CHECK(
        answer(with_authorization("AWS4-HMAC-SHA256 SignedHeaders=host"), sts) ==
        "IncompleteSignature 400: Authorization header requires 'Credential' parameter. Authorization header requires "
        "'Signature' parameter. (Hashed with SHA-256 and encoded with Base64) Authorization=" +
            sha256("AWS4-HMAC-SHA256 SignedHeaders=host").base64());
    CHECK(answer(by("A/b/c/d"), dynamodb) ==
          "IncompleteSignatureException 400: Credential must have exactly 5 slash-delimited elements, e.g. "
          "keyid/date/region/service/term, got 'A/b/c/d'");
    CHECK(answer(by("A/b/c/d/e"), dynamodb) ==
          "InvalidSignatureException 400: Credential should be scoped to a valid region, not 'c'. Credential should be "
          "scoped to correct service: 'dynamodb'. Credential should be scoped with a valid terminator: 'aws4_request', "
          "not 'e'. Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: 'b' != "
          "'20260301', from '20260301T120000Z'.");
    CHECK(answer(presigned("X-Amz-Credential", "other"), sts) ==
          "IncompleteSignature 400: AWS query-string parameters must include 'X-Amz-Credential'. Re-examine the "
          "query-string parameters.");
    CHECK(answer(presigned("&X-Amz-Expires=600", ""), {Dialect::query, "s3", "", ""}) == "accepted");
    CHECK(unknown_access_key(Dialect::query, "A").code == "InvalidClientTokenId");
    CHECK(unknown_access_key(Dialect::rest_json, "A").status == 403);
    CHECK(unknown_access_key(Dialect::s3, "A").details.at(0).second == "A");
    CHECK(expired_token(Dialect::json).message == "The security token included in the request is expired");
    CHECK(invalid_token(Dialect::s3).status == 400);
}

TEST_CASE("no more than a hundred headers can be signed") {
    std::string names = "host;x-amz-content-sha256;x-amz-date";
    for (int i = 0; i < 97; ++i) names += ";n";
    const auto with = [](const std::string& all) {
        return with_authorization("AWS4-HMAC-SHA256 Credential=A/20260301/eu-west-1/s3/aws4_request, SignedHeaders=" +
                                  all + ", Signature=00");
    };
    CHECK(answer(with(names), s3) == "accepted");
    CHECK(answer(with(names + ";n"), s3) == std::string(malformed) + "no more than 100 headers can be signed.");
}

TEST_CASE("the policy of a browser's upload is signed by who it says") {
    SigningKeys keys;
    const Signer signer = example_signer();
    const std::string policy = "eyJleHBpcmF0aW9uIjogIjIwMjYtMDMtMDFUMTM6MDA6MDBaIiwgImNvbmRpdGlvbnMiOiBbXX0=";
    const std::string credential = "AKIDEXAMPLE/20260301/us-east-1/s3/aws4_request";
    const std::string signature = sign_post_policy(policy, signer, noon);
    CHECK(credential_of(signer, noon) == credential);
    CHECK(signature == "1482e91afee77ade56c85009f6ac7586e15e7786f2b591d5ec2289d5134f4b2d");
    const SignatureRules rules{Dialect::s3, "s3", "us-east-1", ""};
    const auto answered = [&](const PolicySignature& said, Instant now = noon) {
        const auto error = verify_post_policy(said, rules, example_secret, keys, now);
        return error ? std::string(error->code) : "accepted";
    };
    const PolicySignature good{policy, credential, "20260301T120000Z", signature};
    CHECK(answered(good) == "accepted");
    CHECK(answered(good, noon + std::chrono::days(7)) == "accepted");
    CHECK(answered(good, noon + std::chrono::days(7) + 1s) == "AccessDenied");
    CHECK(answered(good, noon - 16min) == "AccessDenied");
    CHECK(answered({"eyJ9", credential, "20260301T120000Z", signature}) == "SignatureDoesNotMatch");
    CHECK(answered({policy, credential, "20260301T120000Z", std::string(64, '0')}) == "SignatureDoesNotMatch");
    CHECK(answered({policy, "AKIDEXAMPLE", "20260301T120000Z", signature}) == "AuthorizationQueryParametersError");
    CHECK(answered({policy, credential, "2026-03-01", signature}) == "InvalidArgument");
    CHECK(answered({policy, credential, "20260302T120000Z", signature}) == "AuthorizationQueryParametersError");

    CHECK_FALSE(verify_post_policy_v2(policy, "AKIDEXAMPLE", "Px7FLS2oY32v6gKg8Q+GzM4i6BQ=", example_secret));
    CHECK(verify_post_policy_v2(policy + "=", "AKIDEXAMPLE", "Px7FLS2oY32v6gKg8Q+GzM4i6BQ=", example_secret)->code ==
          "SignatureDoesNotMatch");
}
