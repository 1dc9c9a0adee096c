#include "catch.hpp"

#include "world.hpp"

using namespace wt;
using namespace wt::kms;
using namespace wt::kms::test;

TEST_CASE("what is encrypted opens under its context, by its key, and unaltered") {
    World world;
    const std::string id = world.key();
    const std::string blob = world.blob(id, {{"a", "b"}});
    const Json opened = world.call("Decrypt", {{"CiphertextBlob", blob}, {"EncryptionContext", {{"a", "b"}}}});
    CHECK(opened["Plaintext"] == base64_encode("text"));
    CHECK(opened["KeyId"] == world.arn(id));
    CHECK(opened["EncryptionAlgorithm"] == "SYMMETRIC_DEFAULT");
    CHECK(world.refused("Decrypt", {{"CiphertextBlob", blob}}) == "InvalidCiphertextException: ");
    CHECK(world.refused("Decrypt", {{"CiphertextBlob", base64_encode("nothing")}}) == "InvalidCiphertextException: ");
    const std::string other = world.key();
    CHECK(world.refused("Decrypt", {{"CiphertextBlob", blob}, {"EncryptionContext", {{"a", "b"}}}, {"KeyId", other}})
              .starts_with("IncorrectKeyException"));
    const std::string moved = world
                                  .call("ReEncrypt", {{"CiphertextBlob", blob},
                                                      {"SourceEncryptionContext", {{"a", "b"}}},
                                                      {"DestinationKeyId", other},
                                                      {"DestinationEncryptionContext", {{"c", "d"}}}})
                                  .value("CiphertextBlob", "");
    CHECK(world.call("Decrypt", {{"CiphertextBlob", moved}, {"EncryptionContext", {{"c", "d"}}}})["KeyId"] ==
          world.arn(other));
    CHECK(world.refused("Encrypt", {{"KeyId", id}, {"Plaintext", "eA=="}, {"DryRun", true}}) ==
          "DryRunOperationException: The request would have succeeded, but the DryRun option is set.");
}

TEST_CASE("data keys come in the size that is asked for, with a copy that opens") {
    World world;
    const std::string id = world.key();
    for (const auto& [asked, size] :
         {std::pair{Json{{"KeySpec", "AES_256"}}, 32}, std::pair{Json{{"KeySpec", "AES_128"}}, 16},
          std::pair{Json{{"NumberOfBytes", 100}}, 100}}) {
        Json input = asked;
        input["KeyId"] = id;
        const Json made = world.call("GenerateDataKey", input);
        CHECK(base64_decode(made["Plaintext"].get<std::string>())->size() == static_cast<std::size_t>(size));
        CHECK(world.call("Decrypt", {{"CiphertextBlob", made["CiphertextBlob"]}})["Plaintext"] == made["Plaintext"]);
        CHECK_FALSE(world.call("GenerateDataKeyWithoutPlaintext", input).contains("Plaintext"));
    }
    CHECK(world.refused("GenerateDataKey", {{"KeyId", id}}) ==
          "ValidationException: Please specify either number of bytes or key spec.");
    const Json pair = world.call("GenerateDataKeyPair", {{"KeyId", id}, {"KeyPairSpec", "ECC_NIST_P256"}});
    CHECK(world.call("Decrypt", {{"CiphertextBlob", pair["PrivateKeyCiphertextBlob"]}})["Plaintext"] ==
          pair["PrivateKeyPlaintext"]);
    CHECK(
        base64_decode(world.call("GenerateRandom", {{"NumberOfBytes", 44}})["Plaintext"].get<std::string>())->size() ==
        44);
    CHECK(world.refused("GenerateRandom", Json::object()) == "ValidationException: NumberOfBytes is required.");
}

TEST_CASE("signatures and MACs hold for their message, key and algorithm") {
    World world;
    const std::string id = world.key({{"KeySpec", "RSA_2048"}, {"KeyUsage", "SIGN_VERIFY"}});
    const Json said{{"KeyId", id}, {"Message", base64_encode("m")}, {"SigningAlgorithm", "RSASSA_PSS_SHA_256"}};
    Json checked = said;
    checked["Signature"] = world.call("Sign", said)["Signature"];
    CHECK(world.call("Verify", checked)["SignatureValid"] == true);
    checked["Message"] = base64_encode("n");
    CHECK(world.refused("Verify", checked) == "KMSInvalidSignatureException: ");
    Json digest = said;
    digest["MessageType"] = "DIGEST";
    CHECK(world.refused("Sign", digest) ==
          "ValidationException: Digest is invalid length for algorithm RSASSA_PSS_SHA_256.");
    CHECK(world.call("GetPublicKey", {{"KeyId", id}})["SigningAlgorithms"].size() == 6);
    CHECK(world.refused("Encrypt", {{"KeyId", id}, {"Plaintext", "eA=="}}) ==
          "InvalidKeyUsageException: " + world.arn(id) + " key usage is SIGN_VERIFY which is not valid for Encrypt.");
    CHECK(world.refused("Decrypt", {{"KeyId", id}, {"CiphertextBlob", "eA=="}}) ==
          "IncorrectKeyException: The key ID in the request does not identify a CMK that can perform this operation.");
    const std::string mac_key = world.key({{"KeySpec", "HMAC_224"}, {"KeyUsage", "GENERATE_VERIFY_MAC"}});
    const Json to_mac{{"KeyId", mac_key}, {"Message", base64_encode("m")}, {"MacAlgorithm", "HMAC_SHA_224"}};
    Json mac = to_mac;
    mac["Mac"] = world.call("GenerateMac", to_mac)["Mac"];
    CHECK(world.call("VerifyMac", mac)["MacValid"] == true);
    mac["Message"] = base64_encode("n");
    CHECK(world.refused("VerifyMac", mac) == "KMSInvalidMacException: ");
    mac["MacAlgorithm"] = "HMAC_SHA_256";
    CHECK(world.refused("VerifyMac", mac) ==
          "InvalidKeyUsageException: Algorithm HMAC_SHA_256 is incompatible with key spec HMAC_224.");
    const std::string rsa = world.key({{"KeySpec", "RSA_2048"}, {"KeyUsage", "ENCRYPT_DECRYPT"}});
    Json sealing{{"KeyId", rsa}, {"EncryptionAlgorithm", "RSAES_OAEP_SHA_256"}, {"Plaintext", base64_encode("text")}};
    const Json blob = world.call("Encrypt", sealing)["CiphertextBlob"];
    CHECK(world.call("Decrypt", {{"KeyId", rsa},
                                 {"EncryptionAlgorithm", "RSAES_OAEP_SHA_256"},
                                 {"CiphertextBlob", blob}})["Plaintext"] == base64_encode("text"));
    sealing["Plaintext"] = base64_encode(std::string(191, 'x'));
    CHECK(world.refused("Encrypt", sealing) ==
          "ValidationException: Algorithm RSAES_OAEP_SHA_256 and key spec RSA_2048 cannot encrypt data larger than 190 "
          "bytes.");
}

TEST_CASE("another account uses a key by its policy or by a grant, and by nothing else") {
    World world;
    constexpr std::string_view other = "222222222222";
    const std::string id = world.key();
    const Json encrypt{{"KeyId", world.arn(id)}, {"Plaintext", "eA=="}, {"EncryptionContext", {{"a", "b"}}}};
    CHECK(world.refused("Encrypt", encrypt, other).find("no resource-based policies allow access") !=
          std::string::npos);
    const Json asked{{"KeyId", id},
                     {"GranteePrincipal", "arn:aws:iam::222222222222:root"},
                     {"RetiringPrincipal", "arn:aws:iam::222222222222:root"},
                     {"Operations", {"Encrypt"}},
                     {"Constraints", {{"EncryptionContextSubset", {{"a", "b"}}}}},
                     {"Name", "n"}};
    const Json grant = world.call("CreateGrant", asked);
    CHECK(world.call("CreateGrant", asked) == grant);
    CHECK(world.call("Encrypt", encrypt, other).contains("CiphertextBlob"));
    Json without = encrypt;
    without.erase("EncryptionContext");
    CHECK(world.refused("Encrypt", without, other).starts_with("AccessDeniedException"));
    CHECK(world.refused("DisableKey", {{"KeyId", world.arn(id)}}, other).starts_with("AccessDeniedException"));
    const Json listed = world.call("ListGrants", {{"KeyId", id}})["Grants"];
    REQUIRE(listed.size() == 1);
    CHECK(listed[0]["GrantId"] == grant["GrantId"]);
    CHECK(
        world.call("ListRetirableGrants", {{"RetiringPrincipal", "arn:aws:iam::222222222222:root"}})["Grants"].size() ==
        1);
    CHECK(world.call("RetireGrant", {{"GrantToken", grant["GrantToken"]}}, other) == Json::object());
    CHECK(world.refused("Encrypt", encrypt, other).starts_with("AccessDeniedException"));
    CHECK(
        world.refused("RevokeGrant", {{"KeyId", id}, {"GrantId", grant["GrantId"]}}).starts_with("NotFoundException"));
    CHECK(world.refused("RetireGrant", {{"GrantToken", "x"}}).starts_with("InvalidGrantTokenException"));

    const Json statement{
        {"Effect", "Allow"}, {"Principal", {{"AWS", other}}}, {"Action", "kms:Encrypt"}, {"Resource", "*"}};
    Json policy{{"Version", "2012-10-17"}, {"Statement", {statement}}};
    CHECK(world.refused("PutKeyPolicy", {{"KeyId", id}, {"Policy", policy.dump()}}) ==
          "MalformedPolicyDocumentException: The new key policy will not allow you to update the key policy in the "
          "future.");
    policy["Statement"].push_back({{"Effect", "Allow"},
                                   {"Principal", {{"AWS", "arn:aws:iam::000000000000:root"}}},
                                   {"Action", "kms:*"},
                                   {"Resource", "*"}});
    CHECK(world.call("PutKeyPolicy", {{"KeyId", id}, {"Policy", policy.dump()}}) == Json::object());
    CHECK(world.call("GetKeyPolicy", {{"KeyId", id}})["Policy"] == policy.dump());
    CHECK(world.call("Encrypt", encrypt, other).contains("CiphertextBlob"));
    CHECK(world.refused("PutKeyPolicy", {{"KeyId", id}, {"Policy", "{"}}).starts_with("MalformedPolicyDocument"));
}

TEST_CASE("a reset takes the keys of its account, and their aliases") {
    World world;
    const std::string id = world.key();
    const std::string blob = world.blob(id);
    world.call("CreateAlias", {{"AliasName", "alias/a"}, {"TargetKeyId", id}});
    CHECK_FALSE(aws::test::run(world.service.reset("222222222222")));
    CHECK(world.about("alias/a")["KeyId"] == id);
    CHECK_FALSE(aws::test::run(world.service.reset({})));
    CHECK(
        world.refused("Decrypt", {{"CiphertextBlob", blob}}).find("on the resource associated with this ciphertext") !=
        std::string::npos);
    CHECK(world.call("ListKeys", Json::object())["Keys"].empty());
    CHECK(world.call("ListAliases", Json::object())["Aliases"].empty());
}
