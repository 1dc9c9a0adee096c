#include "kms/message.hpp"

#include "base/hex.hpp"
#include "catch.hpp"
#include "kms/cipher.hpp"
#include "kms/entropy.hpp"

using namespace wt;
using namespace wt::kms;

namespace {

[[nodiscard]] std::string from_hex(std::string_view text) {
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); i += 2)
        bytes += static_cast<char>(16 * hex_digit(text[i]) + hex_digit(text[i + 1]));
    return bytes;
}

// What Python's aws-encryption-sdk 4.0.7 writes of the same parts.
constexpr std::string_view pair_in_hex =
    "3081b6020100301006072a8648ce3d020106052b8104002204819e30819b0201010430001234567890abcdef1234567890abcdef12345678"
    "90abcdef1234567890abcdef1234567890abcdef1234567890abcda1640362000440df0228e63eb295ef6fcd1744593e1b1b8e1b3eae4c28"
    "5691e000fe97f71dcddbd9f5403d72023d4a91f8eb1b11c6a859149176403bd8869ce11c15384bccff6d70c0a5d3c0a504428281c3677ca2"
    "796c1c12f96a7cfed7f3cd9108c9219aa1";
constexpr std::string_view header_in_hex =
    "01800378000102030405060708090a0b0c0d0e0f007b000200156177732d63727970746f2d7075626c69632d6b657900444130446641696a"
    "6d50724b5637322f4e4630525a506873626a68732b726b776f56704867415036583978334e32396e3151443179416a314b6b666a72477848"
    "4771413d3d000b75736572706f6f6c2d6964000d75732d656173742d315f616263000100076177732d6b6d73004b61726e3a6177733a6b6d"
    "733a75732d656173742d313a3030303030303030303030303a6b65792f31313131313131312d323232322d343333332d383434342d353535"
    "353535353535353535001674686520656e637279707465642064617461206b657902000000000c00001000";
constexpr std::string_view authentication_in_hex = "000000000000000000000000cd3d7925aea206a0362f749745d339b3";
constexpr std::string_view body_in_hex =
    "ffffffff0000000100000000000000000000000100000006b3adf85b4322fab8ef9025367d815fa15afdf5222905";

[[nodiscard]] MessageParts some_parts() {
    MessageParts parts;
    parts.id = from_hex("000102030405060708090a0b0c0d0e0f");
    parts.context = {{"userpool-id", "us-east-1_abc"}};
    parts.key_arn = "arn:aws:kms:us-east-1:000000000000:key/11111111-2222-4333-8444-555555555555";
    parts.data_key = std::string(aes_key_size, '\1');
    parts.data_key_blob = "the encrypted data key";
    return parts;
}

}  // namespace

TEST_CASE("a message has the bytes that AWS's own library gives it, and a signature of its pair") {
    const auto signer = KeyPair::from_pkcs8(from_hex(pair_in_hex));
    REQUIRE(signer);
    CHECK(hex_encode(signer->compressed_point()) ==
          "0340df0228e63eb295ef6fcd1744593e1b1b8e1b3eae4c285691e000fe97f71dcddbd9f5403d72023d4a91f8eb1b11c6a8");
    CHECK(hex_encode(message_header(some_parts(), *signer)) == header_in_hex);
    const std::string message = encrypted_message(some_parts(), *signer, "123456");
    const std::string signed_part =
        from_hex(std::string(header_in_hex) + std::string(authentication_in_hex) + std::string(body_in_hex));
    REQUIRE(message.size() > signed_part.size() + 2);
    CHECK(hex_encode(message.substr(0, signed_part.size())) == hex_encode(signed_part));
    const std::string footer = message.substr(signed_part.size());
    CHECK(static_cast<unsigned char>(footer[0]) * 256U + static_cast<unsigned char>(footer[1]) == footer.size() - 2);
    const auto scheme = signing_scheme("ECDSA_SHA_384");
    CHECK(signer->verify(*scheme, hash_by("SHA384", signed_part), footer.substr(2)));
    CHECK_FALSE(signer->verify(*scheme, hash_by("SHA384", signed_part + "x"), footer.substr(2)));
}

TEST_CASE("the public key of a message's signature is in its context") {
    const KeyPair signer = fresh_pair(PairKind::p384);
    const EncryptionContext context = context_of({{"userpool-id", "p"}}, signer);
    CHECK(context.size() == 2);
    CHECK(context.at("aws-crypto-public-key").size() == 68);
}
