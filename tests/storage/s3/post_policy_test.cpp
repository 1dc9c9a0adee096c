#include "storage/s3/post_policy.hpp"

#include <string>
#include <vector>

#include "catch.hpp"

using namespace wt;

namespace {

constexpr Instant now = epoch + 1795737600s;  // 2026-11-27

std::string base64(const std::string& text) {
    const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string encoded;
    for (std::size_t i = 0; i < text.size(); i += 3) {
        unsigned bits = 0;
        for (std::size_t j = 0; j < 3; ++j) {
            bits = bits << 8U | (i + j < text.size() ? static_cast<unsigned char>(text[i + j]) : 0U);
        }
        for (std::size_t j = 0; j < 4; ++j) {
            encoded += i + j <= text.size() ? letters[(bits >> (18 - 6 * j)) & 63U] : '=';
        }
    }
    return encoded;
}
s3::PostForm form(std::vector<s3::FormField> fields) {
    s3::PostForm one;
    one.fields = std::move(fields);
    one.file_name = "cat.jpg";
    return one;
}
/// Conditions beside the one on the bucket, which every policy must have.
std::string with(const std::string& conditions) {
    const std::string all =
        R"([{"bucket":"photos"})" + std::string(conditions == "[]" ? "" : ",") + conditions.substr(1);
    return base64(R"({"expiration":"2026-11-28T00:00:00.000Z","conditions":)" + all + "}");
}
/// What the policy says of the form; empty when it allows it.
std::string verdict(const std::string& policy, const s3::PostForm& sent) {
    const auto checked = s3::check_post_policy(policy, sent, "photos", now);
    return checked ? "" : checked.error().message;
}
std::string on(const std::string& conditions, std::vector<s3::FormField> fields) {
    return verdict(with(conditions), form(std::move(fields)));
}

}  // namespace

TEST_CASE("fields equal or begin as the conditions say, names in any case") {
    CHECK(on(R"([["eq","$key","a.txt"],{"ACL":"private"},["starts-with","$Content-Type","image/"]])",
             {{"Key", "a.txt"}, {"acl", "private"}, {"Content-Type", "image/png"}})
              .empty());
    CHECK(on(R"([["eq","$key","a.txt"]])", {{"key", "b.txt"}}) ==
          "Invalid according to Policy: Policy Condition failed: [\"eq\", \"$key\", \"a.txt\"]");
    CHECK(on(R"([{"key":"a.txt"}])", {{"key", "A.txt"}}) ==
          "Invalid according to Policy: Policy Condition failed: [\"eq\", \"$key\", \"a.txt\"]");
    CHECK(on(R"([["starts-with","$key","u/"]])", {{"key", "v/a"}}) ==
          "Invalid according to Policy: Policy Condition failed: [\"starts-with\", \"$key\", \"u/\"]");
    CHECK(on(R"([["starts-with","$key",""],["starts-with","$x-amz-meta-a",""]])", {{"key", "a"}}) ==
          "Invalid according to Policy: Policy Condition failed: [\"starts-with\", \"$x-amz-meta-a\", \"\"]");
    CHECK(on(R"([["eq","key","a"]])", {{"key", "a"}}) ==
          "Invalid according to Policy: Policy Condition failed: [\"eq\", \"key\", \"a\"]");
    CHECK(on(R"([["starts-with","$Content-Type","image/"]])", {{"content-type", "image/a, image/b"}}).empty());
    CHECK_FALSE(on(R"([["starts-with","$Content-Type","image/"]])", {{"content-type", "image/a, text/b"}}).empty());
    CHECK(s3::check_post_policy(with(R"([{"key":"a"}])"), form({{"key", "b"}}), "photos", now).error().status == 403);
}

TEST_CASE("the bucket is the one of the URL, and needs a condition") {
    CHECK(on("[]", {}).empty());
    CHECK_FALSE(on(R"([{"bucket":"other"}])", {{"bucket", "other"}}).empty());
    const std::string without = base64(R"({"expiration":"2026-11-28T00:00:00.000Z","conditions":[{"key":"a"}]})");
    CHECK(verdict(without, form({{"key", "a"}})) == "Invalid according to Policy: Extra input fields: bucket");
}

TEST_CASE("a condition on the key sees the file's name in it") {
    const std::string starts = R"([["starts-with","$key","cat"]])";
    CHECK(on(starts, {{"key", "${filename}"}}).empty());
    CHECK_FALSE(on(starts, {{"key", "dog-${filename}"}}).empty());
}

TEST_CASE("a field that no condition names is one too many") {
    CHECK(on(R"([{"key":"a"}])", {{"key", "a"}, {"x-amz-meta-uuid", "1"}}) ==
          "Invalid according to Policy: Extra input fields: x-amz-meta-uuid");
    CHECK(on(R"([{"key":"a"}])", {{"key", "a"}, {"Policy", "p"}, {"X-Amz-Signature", "s"}, {"x-ignore-me", "1"}})
              .empty());
    CHECK(on("[]", {{"a", "1"}, {"B", "2"}}) == "Invalid according to Policy: Extra input fields: a, B");
}

TEST_CASE("a policy ends") {
    const std::string policy =
        base64(R"({"expiration":"2026-11-27T00:00:00.000Z","conditions":[{"bucket":"photos"}]})");
    CHECK(verdict(policy, form({})).empty());
    CHECK(s3::check_post_policy(policy, form({}), "photos", now + 1ns).error().message ==
          "Invalid according to Policy: Policy expired.");
}

TEST_CASE("ranges of lengths narrow one another") {
    const auto range = s3::check_post_policy(
        with(R"([["content-length-range",5,100],["content-length-range","1","10"]])"), form({}), "photos", now);
    REQUIRE(range.ok());
    CHECK(range->least == 5);
    CHECK(range->most == 10);
    CHECK_FALSE(s3::refuse_size(5, *range));
    CHECK_FALSE(s3::refuse_size(10, *range));
    CHECK(s3::refuse_size(11, *range)->code == "EntityTooLarge");
    CHECK(s3::refuse_size(11, *range)->details ==
          std::vector<std::pair<std::string, std::string>>{{"ProposedSize", "11"}, {"MaxSizeAllowed", "10"}});
    CHECK(s3::refuse_size(4, *range)->code == "EntityTooSmall");
    CHECK(on(R"([["content-length-range","test","10"]])", {}) ==
          "Invalid according to Policy: Policy Condition failed: [\"content-length-range\", \"test\", \"10\"]");
    CHECK(on(R"([["content-length-range",1.5,10]])", {}) == "Invalid Policy: Invalid JSON.");
    CHECK(on(R"([["content-length-range",-1,10]])", {}) == "Invalid Policy: Invalid JSON.");
}

TEST_CASE("what is no policy is refused in S3's words") {
    CHECK(verdict("%%%%", form({})) == "Invalid Policy: invalid Base64 encoding.");
    CHECK(verdict("A", form({})) == "Invalid Policy: invalid Base64 encoding.");
    CHECK(verdict("QQ=Q", form({})) == "Invalid Policy: invalid Base64 encoding.");
    CHECK(verdict("", form({})) == "Invalid Policy: Invalid JSON.");
    CHECK(verdict(base64("[]"), form({})) == "Invalid Policy: Invalid JSON.");
    CHECK(verdict(base64(std::string(10'000, '[') + std::string(10'000, ']')), form({})) ==
          "Invalid Policy: Invalid JSON.");
    CHECK(verdict(base64(R"({"conditions":[]})"), form({})) == "Invalid Policy: Policy missing expiration.");
    CHECK(verdict(base64(R"({"expiration":"2026-11-28T00:00:00Z"})"), form({})) ==
          "Invalid Policy: Policy missing conditions.");
    CHECK(verdict(base64(R"({"Expiration":"x"})"), form({})) == "Invalid Policy: Unexpected: 'expiration'");
    CHECK(verdict(base64(R"({"expiration":"2026-11-28T00:00:00+00:00","conditions":[]})"), form({})) ==
          "Invalid Policy: Invalid 'expiration' value: '2026-11-28T00:00:00+00:00'");
    CHECK(verdict(base64(R"({"expiration":"2026-11-28T00:00:00Z","conditions":{}})"), form({})) ==
          "Invalid Policy: Invalid 'conditions' value: must be a List.");
    CHECK(on("[7]", {}) == "Invalid Policy: Invalid condition test: must be a List or Object.");
    CHECK(on("[{}]", {}) ==
          "Invalid Policy: Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.");
    CHECK(on(R"([{"key":1}])", {}) == "Invalid Policy: Invalid Simple-Condition: value must be a string.");
    CHECK(on("[[]]", {}) == "Invalid Policy: Invalid Condition: missing operation identifier.");
    CHECK(on(R"([["in","$key","a"]])", {}) == "Invalid Policy: Invalid Condition: unknown operation 'in'.");
    CHECK(on(R"([["eq","$key"]])", {}) == "Invalid Policy: Invalid eq: wrong number of arguments.");
    CHECK(on(R"([["eq","$key",1]])", {}) == "Invalid Policy: Invalid JSON.");
    CHECK(s3::check_post_policy("%", form({}), "photos", now).error().code == "InvalidPolicyDocument");
}

TEST_CASE("a form lacks what S3 says it lacks") {
    CHECK(s3::refuse_missing_fields(form({}))->message ==
          "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.");
    CHECK_FALSE(s3::refuse_missing_fields(form({{"key", "a"}})));
    CHECK_FALSE(s3::is_signed(form({{"key", "a"}, {"policy", "p"}})));
    CHECK(s3::refuse_missing_fields(form({{"key", "a"}, {"x-amz-date", "d"}}))->details.at(0).second ==
          "X-Amz-Algorithm");
    CHECK(s3::refuse_missing_fields(form({{"key", "a"}, {"policy", "p"}, {"signature", "s"}}))->message ==
          "Bucket POST must contain a field named 'AWSAccessKeyId'.  If it is specified, please check the order of the "
          "fields.");
    CHECK(s3::refuse_missing_fields(form({{"key", "a"}, {"policy", "p"}, {"awsaccesskeyid", "s"}}))
              ->details.at(0)
              .second == "Signature");
    CHECK(s3::refuse_missing_fields(form({{"key", "a"}, {"signature", "s"}, {"awsaccesskeyid", "s"}}))
              ->details.at(0)
              .second == "Policy");
    // A policy that nobody has signed gives nobody's rights.
    CHECK(s3::refuse_missing_fields(form({{"key", "a"}, {"policy", "p"}}))->message == "Access Denied");
    CHECK_FALSE(s3::refuse_missing_fields(form({{"key", "a"},
                                                {"x-amz-algorithm", "1"},
                                                {"x-amz-credential", "1"},
                                                {"x-amz-date", "1"},
                                                {"x-amz-signature", "1"},
                                                {"policy", "1"}})));
}

TEST_CASE("the file's name stands where the key asks for it") {
    CHECK(*s3::key_of(form({{"key", "u/${filename}"}})) == "u/cat.jpg");
    CHECK(*s3::key_of(form({{"key", "${filename}-${filename}$"}})) == "cat.jpg-cat.jpg$");
    CHECK(s3::key_of(form({{"key", ""}})).error().code == "InvalidArgument");
    CHECK(*s3::key_of(form({{"key", std::string(1024, 'k')}})) == std::string(1024, 'k'));
    CHECK(s3::key_of(form({{"key", std::string(1025, 'k')}})).error().code == "KeyTooLongError");
    std::string often;
    for (int i = 0; i < 1000; ++i) often += "${filename}";
    CHECK(s3::key_of(form({{"key", often}})).error().code == "KeyTooLongError");
    s3::PostForm unnamed = form({{"key", "${filename}"}});
    unnamed.file_name.clear();
    CHECK_FALSE(s3::key_of(unnamed).ok());
}

TEST_CASE("fields stand for the header fields of PutObject") {
    const auto headers = s3::headers_of(form({{"key", "a"},
                                              {"acl", "private"},
                                              {"Content-Type", "text/plain"},
                                              {"X-Amz-Meta-A", "1"},
                                              {"X-Amz-Signature", "s"},
                                              {"success_action_status", "201"}}));
    REQUIRE(headers.size() == 3);
    CHECK(headers[0].name == "x-amz-acl");
    CHECK(headers[1].name == "content-type");
    CHECK(headers[2].name == "x-amz-meta-a");
}

TEST_CASE("success is answered as the form asks") {
    const auto answer = [](std::vector<s3::FormField> fields) {
        return s3::post_answer(form(std::move(fields)), "photos", "a&b", "\"e\"", "http://photos.s3.localhost/a%26b");
    };
    CHECK(answer({}).status == 204);
    CHECK(answer({{"success_action_status", "200"}}).status == 200);
    CHECK(answer({{"success_action_status", "500"}}).status == 204);
    const s3::PostAnswer created = answer({{"success_action_status", "201"}});
    CHECK(created.status == 201);
    CHECK(created.body ==
          "<?xml version=\"1.0\" "
          "encoding=\"UTF-8\"?>\n<PostResponse><Location>http://photos.s3.localhost/a%26b</Location>"
          "<Bucket>photos</Bucket><Key>a&amp;b</Key><ETag>&quot;e&quot;</ETag></PostResponse>");
    const s3::PostAnswer redirected = answer({{"success_action_redirect", "https://example.com/done?x=1"}});
    CHECK(redirected.status == 303);
    CHECK(redirected.location == "https://example.com/done?x=1&bucket=photos&key=a%26b&etag=%22e%22");
    CHECK(answer({{"success_action_redirect", "javascript:alert(1)"}}).status == 204);
    CHECK(answer({{"success_action_redirect", "http://x\r\ny"}}).status == 204);
}
