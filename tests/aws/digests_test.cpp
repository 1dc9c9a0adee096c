#include "aws/digests.hpp"

#include "aws/crc.hpp"
#include "base/random.hpp"
#include "catch.hpp"

using namespace wt;
using namespace wt::aws;

namespace {

constexpr Algorithm all[] = {Algorithm::crc32,   Algorithm::crc32c,   Algorithm::crc64nvme, Algorithm::sha1,
                             Algorithm::sha256,  Algorithm::md5,      Algorithm::sha512,    Algorithm::xxhash64,
                             Algorithm::xxhash3, Algorithm::xxhash128};

/// A CRC as its definition has it, bit by bit.
std::uint64_t slow_crc(std::uint64_t polynomial, int bits, std::string_view bytes) {
    const std::uint64_t ones = bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
    std::uint64_t state = ones;
    for (const char c : bytes) {
        state ^= static_cast<unsigned char>(c);
        for (int i = 0; i < 8; ++i) state = state >> 1 ^ ((state & 1) != 0 ? polynomial : 0);
    }
    return state ^ ones;
}

std::string some_bytes(std::size_t size) {
    Random random(7, "bytes");
    std::string bytes(size, '\0');
    for (char& c : bytes) c = static_cast<char>(random.next());
    return bytes;
}

}  // namespace

TEST_CASE("digests of known texts have their published values") {
    CHECK(digest(Algorithm::crc32, "123456789").hex() == "cbf43926");
    CHECK(digest(Algorithm::crc32c, "123456789").hex() == "e3069283");
    CHECK(digest(Algorithm::crc64nvme, "123456789").hex() == "ae8b14860a799888");
    CHECK(digest(Algorithm::crc64nvme, "hello").base64() == "M3eFcAZSQlc=");
    CHECK(digest(Algorithm::crc64nvme, "").base64() == "AAAAAAAAAAA=");
    CHECK(digest(Algorithm::crc32c, std::string(66560, 'a')).base64() == "sOO8/Q==");
    CHECK(digest(Algorithm::md5, "").hex() == "d41d8cd98f00b204e9800998ecf8427e");
    CHECK(digest(Algorithm::sha1, "abc").hex() == "a9993e364706816aba3e25717850c26c9cd0d89d");
    CHECK(sha256("abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(sha256("").hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(
        digest(Algorithm::sha512, "abc").hex() ==
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce"
        "80e2a9ac94fa54ca49f");
    CHECK(digest(Algorithm::xxhash64, "").hex() == "ef46db3751d8e999");
    CHECK(digest(Algorithm::xxhash64, "abc").hex() == "44bc2cf5ad770999");
    CHECK(digest(Algorithm::xxhash3, "").hex() == "2d06800538d394c2");
    CHECK(digest(Algorithm::xxhash128, "").hex() == "99aa06d3014798d86001c324468d497f");
}

TEST_CASE("a CRC of any length is what its definition says") {
    const std::string bytes = some_bytes(700);
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
        const std::string_view part = std::string_view(bytes).substr(bytes.size() - size);
        REQUIRE(crc(Crc::crc32, part) == slow_crc(0xedb88320, 32, part));
        REQUIRE(crc(Crc::crc32c, part) == slow_crc(0x82f63b78, 32, part));
        REQUIRE(crc(Crc::crc64nvme, part) == slow_crc(0x9a6c9329ac4bc9b5, 64, part));
    }
}

TEST_CASE("a digest is the same however its bytes are cut, and begins anew when it has ended") {
    const std::string bytes = some_bytes(1000);
    for (const Algorithm algorithm : all) {
        Digest digest(algorithm);
        const DigestValue whole = aws::digest(algorithm, bytes);
        CHECK(whole.view().size() == digest_size(algorithm));
        for (std::size_t step = 1; step < bytes.size(); step += 1 + step / 2) {
            for (std::size_t at = 0; at < bytes.size(); at += step)
                digest.add(std::string_view(bytes).substr(at, step));
            CHECK(digest.finish() == whole);
        }
    }
}

TEST_CASE("the CRC of a whole follows from those of its parts") {
    const std::string bytes = some_bytes(5000);
    for (const Algorithm algorithm : all) {
        if (!can_join(algorithm)) continue;
        for (const std::size_t cut : {0UL, 1UL, 7UL, 2048UL, 4999UL, 5000UL}) {
            const std::string_view second = std::string_view(bytes).substr(cut);
            CHECK(joined(algorithm, digest(algorithm, std::string_view(bytes).substr(0, cut)),
                         digest(algorithm, second), second.size()) == digest(algorithm, bytes));
        }
    }
    CHECK_FALSE(can_join(Algorithm::sha256));
    CHECK_FALSE(can_join(Algorithm::md5));

    // A gigabyte of zeros in front of it changes nothing but the state in which it begins: 2^30 steps of one byte.
    std::uint64_t zeros = crc(Crc::crc64nvme, std::string_view("\0", 1));
    for (std::uint64_t size = 1; size < 1 << 30; size *= 2) zeros = crc_joined(Crc::crc64nvme, zeros, zeros, size);
    std::uint64_t again = 0;
    const std::string megabyte(1 << 20, '\0');
    for (int i = 0; i < 1 << 10; ++i) again = crc(Crc::crc64nvme, megabyte, again);
    CHECK(zeros == again);
}

TEST_CASE("a keyed digest has the values of its standards") {
    CHECK(hmac(Algorithm::sha256, "Jefe", "what do ya want for nothing?").hex() ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");  // RFC 4231, 4.3
    CHECK(hmac(Algorithm::sha256, std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")
              .hex() == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");  // RFC 4231, 4.7
    CHECK(hmac(Algorithm::sha1, "Jefe", "what do ya want for nothing?").hex() ==
          "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");  // RFC 2202, 3
}

TEST_CASE("an algorithm is known by the API's name for it, in any case, and no other") {
    for (const Algorithm algorithm : all) CHECK(parse_algorithm(name(algorithm)) == algorithm);
    CHECK(parse_algorithm("crc64Nvme") == Algorithm::crc64nvme);
    for (const char* other : {"", "CRC64", "SHA384", "CRC32 "}) CHECK_FALSE(parse_algorithm(other).has_value());
    CHECK(equal_in_constant_time("abc", "abc"));
    CHECK_FALSE(equal_in_constant_time("abc", "abd"));
    CHECK_FALSE(equal_in_constant_time("abc", "abcd"));
}
