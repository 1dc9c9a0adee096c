#include "kms/ciphertext.hpp"

#include "base/base64.hpp"
#include "catch.hpp"
#include "kms/cipher.hpp"
#include "kms/key.hpp"

using namespace wt;
using namespace wt::kms;

namespace {

const std::string id = "11111111-2222-4333-8444-555555555555";
const std::string material_id(64, 'a');
const std::string material(aes_key_size, 'm');
const std::string nonce(nonce_size, 'n');

}  // namespace

TEST_CASE("a blob says its key and opens under its context alone") {
    const EncryptionContext context{{"a", "b"}, {"c", "d"}};
    const std::string blob = encrypt(id, material_id, material, nonce, context, "text");
    CHECK(base64_encode(blob).starts_with("AQIC"));
    const auto read = Ciphertext::read(blob);
    REQUIRE(read);
    CHECK(read->key_id == id);
    CHECK(read->material_id == material_id);
    CHECK(read->write() == blob);
    CHECK(decrypt(*read, material, context) == "text");
    CHECK_FALSE(decrypt(*read, material, {}));
    CHECK_FALSE(decrypt(*read, material, {{"a", "b"}}));
    CHECK_FALSE(decrypt(*read, material, {{"a", "B"}, {"c", "d"}}));
    CHECK_FALSE(decrypt(*read, std::string(aes_key_size, 'x'), context));
}

TEST_CASE("every bit of a blob counts") {
    const std::string blob = encrypt(id, material_id, material, nonce, {{"a", "b"}}, "text");
    for (std::size_t i = 0; i < 8 * blob.size(); ++i) {
        std::string other = blob;
        other[i / 8] = static_cast<char>(other[i / 8] ^ (1 << i % 8));
        const auto read = Ciphertext::read(other);
        CHECK_FALSE((read && decrypt(*read, material, {{"a", "b"}})));
    }
    for (std::size_t size = 0; size < blob.size(); ++size) {
        const auto read = Ciphertext::read(std::string_view(blob).substr(0, size));
        CHECK_FALSE((read && decrypt(*read, material, {{"a", "b"}})));
    }
}

TEST_CASE("two contexts are never the same bytes") {
    CHECK(bytes_of({{"ab", "c"}}) != bytes_of({{"a", "bc"}}));
    CHECK(bytes_of({{"a", "b"}, {"c", "d"}}) != bytes_of({{"a", "bcd"}}));
    CHECK(bytes_of({}).empty());
}

TEST_CASE("names of keys are told from everything else") {
    CHECK(is_key_id(id));
    CHECK(is_key_id("mrk-0123456789abcdef0123456789abcdef"));
    for (const char* const text :
         {"", "x", "11111111-2222-4333-8444-55555555555", "1111111122224333844455555555555555555", "mrk-12",
          "mrk-0123456789abcdef0123456789abcdeg"})
        CHECK_FALSE(is_key_id(text));
    const auto arn = parse_kms_arn("arn:aws:kms:us-east-1:000000000000:alias/a:b");
    REQUIRE(arn);
    CHECK(arn->place == aws::AccountRegion{"000000000000", "us-east-1"});
    CHECK(arn->rest == "alias/a:b");
    CHECK_FALSE(parse_kms_arn("arn:aws:kms:us-east-1"));
    CHECK_FALSE(parse_kms_arn("arn:aws:s3:::a"));
}
