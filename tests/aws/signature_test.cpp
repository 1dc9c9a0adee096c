#include "aws/signature.hpp"

#include "aws/canonical_request.hpp"
#include "catch.hpp"
#include "raw_request.hpp"

using namespace wt;
using namespace wt::aws;
using namespace wt::aws::test;

namespace {

/// Of AWS's public test suite (2015-08-30T12:36:00Z, us-east-1/service): the request before it is signed, and what its
/// signatures are, in the header and presigned for an hour.
struct Published {
    const char* what;
    const char* request;  // without Host: example.amazonaws.com
    const char* in_header;
    const char* in_query;
    const char* session_token = "";
};
constexpr Published published[] = {
    {"nothing but a host", "GET /\n", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
     "e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844b25b7192d3865d"},
    {"a folder and back", "GET /example1/example2/../..\n",
     "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
     "e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844b25b7192d3865d"},
    {"slashes only", "GET //\n", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
     "e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844b25b7192d3865d"},
    {"slashes around", "GET //example//\n", "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84",
     "c1834e8fb0307243711f0f907f6ab7311ed300d87f13792d7ee4da89ab93e082"},
    {"a dot", "GET /./example\n", "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5",
     "35034b1a0bdd969f346975386daf8aedfd4976573b8348cf4f67eaa41c5857de"},
    {"a blank in the path", "GET /example space/\n", "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741",
     "7a1f416954786484c9824d93c1f26ef64acb9b1b6c9154d08c9f07d0e394abf6"},
    {"unreserved characters", "GET /-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz\n",
     "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
     "95968482db1b9e0fadef6efc1bd24689f77c77d9ef56919c96a28cc92e0d6005"},
    {"Unicode in the path", "GET /\xe1\x88\xb4\n", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
     "10eae3f14a260bd3911cc6d008d3c576d143b05b62f09782a7a4b37f52178e44"},
    {"Unicode in the query", "GET /?\xe1\x88\xb4=bar\n",
     "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04",
     "0bdd809b1519ac4f0c1dc3540e2cc46bd0c7f778eda408b2ebf3b913d21ff600"},
    {"arguments out of order", "GET /?Param-3=Value3&Param=Value2&%E1%88%B4=Value1\n",
     "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac",
     "c5f1848ceec943ac2ca68ee720460c23aaae30a2300586597ada94c4a65e4787"},
    {"a header three times", "GET /\nMy-Header1:value2\nMy-Header1:value2\nMy-Header1:value1\n",
     "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
     "3349ee0b81b4b589da0ff28a395c3591e04de515651dd74f298fa992d1507a97"},
    {"blanks in values", "GET /\nMy-Header1: value1\nMy-Header2: \"a   b   c\"\n",
     "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
     "e7bb0fd515e125e1aec2ecc4c0c17484fb06f6846b927c35e46005dd3df3acd4"},
    {"a value in capitals", "POST /\nMy-Header1:VALUE1\n",
     "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d",
     "0698bc9e4f7f9139065ba2909c0e99da257e8e2a42492a097bcd46d792391fed"},
    {"a session", "GET /\n", "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8",
     "7ff2b50b376cb4d151970630573d6291dc128cc5c2a12ffb237f73cc53f67b6c",
     "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267"},
};

/// What boto3 1.43 sends at noon, with the fields that it does not sign left out.
struct FromBoto3 {
    const char* what;
    const char* request;
    SignatureRules rules;
};
const FromBoto3 from_boto3[] = {
    {"an object whose key needs encoding",
     "PUT /b/a%20b%2Bc/%C3%BC/..//x%281%29%2A~%27.txt\nx-amz-meta-who: a  b\nHost: 127.0.0.1:4566\n"
     "x-amz-checksum-crc32: NhCmhg==\nx-amz-sdk-checksum-algorithm: CRC32\nX-Amz-Date: 20260301T120000Z\n"
     "X-Amz-Content-SHA256: 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\n"
     "Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260301/eu-west-1/s3/aws4_request, "
     "SignedHeaders=host;x-amz-checksum-crc32;x-amz-content-sha256;x-amz-date;x-amz-meta-who;"
     "x-amz-sdk-checksum-algorithm, "
     "Signature=d597727019e314c0f46f407c9a6f0eeac95a83a9a51d50d66e467c221ff29b53\n\nhello",
     {Dialect::s3, "s3", "eu-west-1", ""}},
    {"a list",
     "GET /b?list-type=2&prefix=a%2Bb%20c%2F%3D%26&delimiter=%2F&encoding-type=url\nHost: 127.0.0.1:4566\n"
     "X-Amz-Date: 20260301T120000Z\n"
     "X-Amz-Content-SHA256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n"
     "Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260301/eu-west-1/s3/aws4_request,"
     "SignedHeaders=host;x-amz-content-sha256;x-amz-date,"
     "Signature=85d4191f6e18bdac42c4fb710c1281fefe43e1dc135643560e0f31f06d7e0d4b\n",
     {Dialect::s3, "s3", "eu-west-1", ""}},
    {"a key with a percent sign, in a session",
     "GET /b/k%252F\nHost: 127.0.0.1:4566\nRange: bytes=0-1\nx-amz-checksum-mode: ENABLED\n"
     "X-Amz-Date: 20260301T120000Z\nX-Amz-Security-Token: tok/en==\n"
     "X-Amz-Content-SHA256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n"
     "Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260301/eu-west-1/s3/aws4_request, "
     "SignedHeaders=host;range;x-amz-checksum-mode;x-amz-content-sha256;x-amz-date;x-amz-security-token, "
     "Signature=89e4bd64d8eb73651f9dc53df170357c91a27e64be8e8d7dcbb31122014d7223\n",
     {Dialect::s3, "s3", "eu-west-1", ""}},
    {"STS",
     "POST /\nHost: 127.0.0.1:4566\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\n"
     "X-Amz-Date: 20260301T120000Z\nX-Amz-Security-Token: tok/en==\n"
     "Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260301/eu-west-1/sts/aws4_request, "
     "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, "
     "Signature=cfe7f585b798c7c5ad217543d3b86df0be49943ad4927628bf45ff16b9b3c05f\n\n"
     "Action=GetCallerIdentity&Version=2011-06-15",
     {Dialect::query, "sts", "eu-west-1", ""}},
    {"Lambda, whose path is encoded twice",
     "POST /2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A000000000000%3Afunction%3Af/invocations\n"
     "Host: 127.0.0.1:4566\nX-Amz-Date: 20260301T120000Z\n"
     "Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260301/eu-west-1/lambda/aws4_request, "
     "SignedHeaders=host;x-amz-date, Signature=db6d288bd929c51be28c544bf72d84512a77f619fe090ce41fd38fe66b5d5d9e\n\n{}",
     {Dialect::rest_json, "lambda", "eu-west-1", ""}},
    {"Kinesis, over HTTP/2, whose clients sign :authority",
     "POST /\nHost: 127.0.0.1:4566\ncontent-type: application/x-amz-json-1.1\nx-amz-date: 20260301T120000Z\n"
     "x-amz-target: Kinesis_20131202.ListStreams\n"
     "Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260301/eu-west-1/kinesis/aws4_request, "
     "SignedHeaders=:authority;content-type;x-amz-date;x-amz-target, "
     "Signature=f1a934862127b48c7d807d62605bb3963a95c20cb0f8496fcc1fa345a30809c6\n\n{}",
     {Dialect::json, "kinesis", "eu-west-1", ""}},
    {"a presigned GET",
     "GET /b/a%20b%2Bc?response-content-type=text%2Fplain&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
     "AKIDEXAMPLE%2F20260301%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20260301T120000Z&X-Amz-Expires=600&"
     "X-Amz-SignedHeaders=host&X-Amz-Security-Token=tok%2Fen%3D%3D&X-Amz-Signature="
     "10822f4bb490a54b7bac1ca26bec030759def8edacbfcf5ce6c7e318581055b7\nHost: 127.0.0.1:4566\n",
     {Dialect::s3, "s3", "eu-west-1", ""}},
    {"a presigned PUT",
     "PUT /b/a%20b%2Bc?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
     "AKIDEXAMPLE%2F20260301%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20260301T120000Z&X-Amz-Expires=600&"
     "X-Amz-SignedHeaders=content-type%3Bhost%3Bx-amz-meta-who&X-Amz-Security-Token=tok%2Fen%3D%3D&X-Amz-Signature="
     "d1ebb9170abec5d73aa7853ee905627e2b20befe676913d79bd5963c6db27088\n"
     "Host: 127.0.0.1:4566\nContent-Type: text/plain\nx-amz-meta-who: me\n\nhello",
     {Dialect::s3, "s3", "eu-west-1", ""}},
    {"STS presigned",
     "POST /?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
     "AKIDEXAMPLE%2F20260301%2Feu-west-1%2Fsts%2Faws4_request&X-Amz-Date=20260301T120000Z&X-Amz-Expires=3600&"
     "X-Amz-SignedHeaders=host&X-Amz-Signature=7b9046b1771066c79d675471ee993c8dbd78f9f7fcfecd470362d8a6d13220e4\n"
     "Host: 127.0.0.1:4566\n",
     {Dialect::query, "sts", "eu-west-1", ""}},
    {"a presigned GET of version 2",
     "GET /b/a%20b%2Bc?response-content-type=text%2Fplain&versionId=v1&AWSAccessKeyId=AKIDEXAMPLE&"
     "Signature=vc%2BxbLUNg0YZWr8YK3J4Mlvsf2I%3D&x-amz-security-token=tok%2Fen%3D%3D&Expires=1772367000\n"
     "Host: 127.0.0.1:4566\n",
     {Dialect::s3, "s3", "us-east-1", ""}},
    {"a presigned PUT of version 2 to a bucket's own host",
     "PUT /a%20b%2Bc?AWSAccessKeyId=AKIDEXAMPLE&Signature=JLHC16UObYFKMMsL%2BevfvuVWRZY%3D&content-type=text%2Fplain&"
     "x-amz-meta-who=me&Expires=1772367000\nHost: bucket.s3.amazonaws.com\nContent-Type: text/plain\n\nhello",
     {Dialect::s3, "s3", "us-east-1", "bucket"}},
    {"a GET of version 2",
     "GET /b/a%20b%2Bc?response-content-type=text%2Fplain&versionId=v1\nHost: 127.0.0.1:4566\n"
     "x-amz-security-token: tok/en==\nDate: Sun, 01 Mar 2026 12:00:00 GMT\n"
     "Authorization: AWS AKIDEXAMPLE:G5UQjPSZSsBsGPdqC5Gzqyfr05E=\n",
     {Dialect::s3, "s3", "us-east-1", ""}},
    {"a PUT of version 2 to a bucket's own host",
     "PUT /a%20b%2Bc\nHost: bucket.s3.amazonaws.com\nContent-Type: text/plain\nx-amz-meta-who: me\n"
     "x-amz-security-token: tok/en==\nDate: Sun, 01 Mar 2026 12:00:00 GMT\n"
     "Authorization: AWS AKIDEXAMPLE:ewreq7tDA1JuysgLZCXBky+opck=\n\nhello",
     {Dialect::s3, "s3", "us-east-1", "bucket"}},
};

std::optional<aws::Error> verified(const http::Request& request, const SignatureRules& rules, Instant now = noon,
                                   std::optional<std::string_view> secret = example_secret) {
    const auto said = read_signature(request, rules.dialect);
    if (!said.ok()) return said.error();
    SigningKeys keys;
    return verify(request, *said, rules, secret, keys, now);
}

std::string code_of(const std::optional<aws::Error>& error) { return error ? std::string(error->code) : "accepted"; }

http::Request signed_request(std::string_view text, const Signer& signer = example_signer()) {
    http::Request request = raw_request(text);
    sign_header(request, signer, noon);
    return request;
}

}  // namespace

TEST_CASE("requests of the public test suite have their published signatures") {
    constexpr Instant then = epoch + 1'440'938'160s;
    for (const Published& each : published) {
        INFO(each.what);
        Signer signer = example_signer();
        signer.service = "service";
        signer.session_token = each.session_token;
        const SignatureRules rules{Dialect::query, "service", "us-east-1", ""};

        http::Request request = raw_request(each.request);
        request.headers.add("Host", "example.amazonaws.com");
        http::Request presigned = request;
        sign_header(request, signer, then);
        CHECK(read_signature(request, Dialect::query)->signature == each.in_header);
        CHECK(code_of(verified(request, rules, then)) == "accepted");
        sign_query(presigned, signer, then, 1h);
        CHECK(read_signature(presigned, Dialect::query)->signature == each.in_query);
        CHECK(code_of(verified(presigned, rules, then)) == "accepted");
    }
}

TEST_CASE("a value is signed without the blanks around it, and with one where there are several") {
    for (const char* value : {"a b", " a b ", "a  \t\r\n b\t"}) {
        std::string to = "x:";
        append_header_value(to, value);
        CHECK(to == "x:a b");
    }
    std::string nothing;
    append_header_value(nothing, " \t ");
    CHECK(nothing.empty());
}

TEST_CASE("a session token that was added after signing does not matter to the signature") {
    constexpr Instant then = epoch + 1'440'938'160s;
    Signer signer = example_signer();
    signer.service = "service";
    http::Request request = raw_request("POST /\nHost: example.amazonaws.com\n");
    sign_query(request, signer, then, 1h);
    CHECK(read_signature(request, Dialect::query)->signature ==
          "2ce6e6d2e0cf2f9d1b55fafec88cd20574c31dc2e7631979f71ba2310083e95b");
    request.query = Text(request.query.str() + "&X-Amz-Security-Token=tok%2Fen");
    CHECK(read_signature(request, Dialect::query)->session_token == "tok/en");
    CHECK(code_of(verified(request, {Dialect::query, "service", "", ""}, then)) == "accepted");
}

TEST_CASE("what boto3 signs is right, and wrong when anything of it is changed") {
    for (const FromBoto3& each : from_boto3) {
        INFO(each.what);
        const http::Request request = raw_request(each.request);
        CHECK(code_of(verified(request, each.rules)) == "accepted");
        CHECK(code_of(verified(request, each.rules, noon, "another secret")) != "accepted");
        CHECK(code_of(verified(request, each.rules, noon, std::nullopt)) == "accepted");
        const auto said = read_signature(request, each.rules.dialect);
        CHECK(said->credential.access_key == "AKIDEXAMPLE");
        if (request.headers.has("x-amz-security-token") || request.query.view().find("oken=") != std::string::npos) {
            CHECK(said->session_token == "tok/en==");
        }

        http::Request other = request;
        other.method = http::Method::del;
        CHECK(code_of(verified(other, each.rules)) != "accepted");
        other = request;
        other.path = Text(request.path.str() + "x");
        CHECK(code_of(verified(other, each.rules)) != "accepted");
        if (said->form != SignatureForm::query_v2 && said->form != SignatureForm::header_v2) {
            other = request;
            other.headers.set("Host", "elsewhere");
            CHECK(code_of(verified(other, each.rules)) != "accepted");
            other = request;
            other.query = Text(request.query.str() + "&acl");
            CHECK(code_of(verified(other, each.rules)) != "accepted");
        }
        if (each.rules.dialect != Dialect::s3) {
            other = request;
            other.body = Text(request.body.str() + "x");
            CHECK(code_of(verified(other, each.rules)) != "accepted");
        }
    }
}

TEST_CASE("version 2 in a header is good for a quarter of an hour, as version 4 is") {
    const SignatureRules s3{Dialect::s3, "s3", "", ""};
    const http::Request request =
        raw_request("GET /b/k\nHost: h\nDate: Sun, 01 Mar 2026 12:00:00 GMT\nAuthorization: AWS AKIDEXAMPLE:x\n");
    CHECK(code_of(verified(request, s3, noon + 15min, std::nullopt)) == "accepted");
    CHECK(code_of(verified(request, s3, noon + 16min, std::nullopt)) == "RequestTimeTooSkewed");
    CHECK(code_of(verified(request, s3)) == "SignatureDoesNotMatch");
    const http::Request undated = raw_request("GET /b/k\nHost: h\nAuthorization: AWS AKIDEXAMPLE:x\n");
    CHECK(read_signature(undated, Dialect::s3).error().code == "AccessDenied");
}

TEST_CASE("a path is right as S3 encodes it, however the client did, and as it was sent") {
    const SignatureRules s3{Dialect::s3, "s3", "", ""};
    // Signed with the usual encoding, sent with another.
    for (const char* sent : {"/b/a+b(1)", "/b/a%2bb%281)", "/b/%61%2Bb%281%29"}) {
        INFO(sent);
        http::Request request = signed_request("GET /b/a%2Bb%281%29\nHost: h\n");
        request.path = Text(std::string_view(sent));
        CHECK(code_of(verified(request, s3)) == "accepted");
    }
    // Signed as it is sent: the client's own encoding.
    http::Request request = signed_request("GET /b/k\nHost: h\n");
    request.path = "/b/a+(1)";
    const auto said = read_signature(request, Dialect::s3);
    const CanonicalForm form{PathForm::sent, QueryCoding::plus, said->signed_headers, said->payload_hash};
    const std::string to_sign = string_to_sign(said->time, said->credential.scope, canonical_request(request, form));
    const std::string right =
        hmac(Algorithm::sha256, derive_signing_key(example_secret, said->credential).view(), to_sign).hex();
    std::string header(request.headers.get("authorization"));
    header.resize(header.find("Signature="));
    request.headers.set("Authorization", Text(header + "Signature=" + right));
    CHECK(code_of(verified(request, s3)) == "accepted");
}

TEST_CASE("a plus in a query is right as a plus and as a blank") {
    const SignatureRules s3{Dialect::s3, "s3", "", ""};
    for (const char* signed_as : {"a%2Bb", "a%20b"}) {
        http::Request request = signed_request("GET /b?prefix=" + std::string(signed_as) + "\nHost: h\n");
        request.query = "prefix=a+b";
        CHECK(code_of(verified(request, s3)) == "accepted");
    }
    http::Request request = signed_request("GET /b?prefix=a%2Db\nHost: h\n");
    request.query = "prefix=a+b";
    CHECK(code_of(verified(request, s3)) == "SignatureDoesNotMatch");
}

TEST_CASE("a wrong signature is answered with what would have been signed") {
    http::Request request = signed_request("GET /b/k?acl\nHost: h\nx-amz-meta-a: \xc3\xbc\n");
    const auto error = verified(request, {Dialect::s3, "s3", "", ""}, noon, "another secret");
    REQUIRE(error);
    CHECK(error->code == "SignatureDoesNotMatch");
    CHECK(error->status == 403);
    CHECK(error->message ==
          "The request signature we calculated does not match the signature you provided. Check your key and signing "
          "method.");
    const std::string canonical =
        "GET\n/b/k\nacl=\nhost:h\nx-amz-content-sha256:"
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\nx-amz-date:20260301T120000Z\n"
        "x-amz-meta-a:\xc3\xbc\n\nhost;x-amz-content-sha256;x-amz-date;x-amz-meta-a\n"
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const std::string to_sign =
        "AWS4-HMAC-SHA256\n20260301T120000Z\n20260301/us-east-1/s3/aws4_request\n" + sha256(canonical).hex();
    REQUIRE(error->details.size() == 6);
    CHECK(error->details[0] == std::pair<std::string, std::string>("AWSAccessKeyId", "AKIDEXAMPLE"));
    CHECK(error->details[1] == std::pair<std::string, std::string>("StringToSign", to_sign));
    CHECK(error->details[2].first == "SignatureProvided");
    CHECK(error->details[2].second == read_signature(request, Dialect::s3)->signature);
    CHECK(error->details[3].first == "StringToSignBytes");
    CHECK(error->details[3].second.substr(0, 14) == "41 57 53 34 2d");
    CHECK(error->details[4] == std::pair<std::string, std::string>("CanonicalRequest", canonical));
    CHECK(error->details[5].second.substr(0, 14) == "47 45 54 0a 2f");
    CHECK(error->details[5].second.find(" 3a c3 bc 0a") != std::string::npos);
}

TEST_CASE("a signed field that the listener keeps to itself is named, not guessed") {
    for (const char* name : {"expect", "transfer-encoding"}) {
        http::Request request = signed_request("PUT /b/k\nHost: h\n");
        std::string header(request.headers.get("authorization"));
        header.replace(header.find("host;"), 5, std::string(name) + ";host;");
        request.headers.set("Authorization", Text(header));
        const auto error = verified(request, {Dialect::s3, "s3", "", ""});
        REQUIRE(error);
        CHECK(error->code == "NotImplemented");
        CHECK(error->status == 501);
        CHECK(error->details[0] == std::pair<std::string, std::string>("Header", name));
    }
}

TEST_CASE("keys are derived once for a secret and scope, and never taken for another's") {
    SigningKeys keys;
    for (int round = 0; round < 2; ++round) {
        for (int i = 0; i < 40; ++i) {
            const std::string text = "A/2026030" + std::to_string(i % 10) + "/us-east-1/s3/aws4_request";
            const Credential credential = *parse_credential(text);
            const std::string secret = "secret " + std::to_string(i / 10);
            CHECK(keys.key(secret, credential) == derive_signing_key(secret, credential));
        }
    }
    const auto example = parse_credential("A/20130524/us-east-1/s3/aws4_request");
    CHECK(keys.key("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", *example).hex() ==
          "dbb893acc010964918f1fd433add87c70e8b0db6be30c1fbeafefa5ec6ba8378");
}
