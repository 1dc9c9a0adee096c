#include "base/offload.hpp"
#include "base/scope.hpp"
#include "base/sync.hpp"
#include "catch.hpp"

#include "world.hpp"

using namespace wt;
using namespace wt::kms;
using namespace wt::kms::test;

TEST_CASE("a key is told as it was made, and its kinds by what they do") {
    World world;
    const std::string id = world.key({{"Description", "d"}, {"Tags", {{{"TagKey", "a"}, {"TagValue", "b"}}}}});
    const Json about = world.about(id);
    CHECK(about["Arn"] == world.arn(id));
    CHECK(about["KeyState"] == "Enabled");
    CHECK(about["EncryptionAlgorithms"] == Json{"SYMMETRIC_DEFAULT"});
    CHECK(about["CurrentKeyMaterialId"].get<std::string>().size() == 64);
    CHECK_FALSE(about["MultiRegion"].get<bool>());
    CHECK(world.call("ListResourceTags", {{"KeyId", id}})["Tags"] == Json{{{"TagKey", "a"}, {"TagValue", "b"}}});
    const Json mac = world.about(world.key({{"KeySpec", "HMAC_256"}, {"KeyUsage", "GENERATE_VERIFY_MAC"}}));
    CHECK(mac["MacAlgorithms"] == Json{"HMAC_SHA_256"});
    CHECK_FALSE(mac.contains("CurrentKeyMaterialId"));
    CHECK(world.about(world.key({{"MultiRegion", true}}))["KeyId"].get<std::string>().starts_with("mrk-"));
    CHECK(world.refused("CreateKey", {{"KeySpec", "HMAC_256"}}) ==
          "ValidationException: You must specify a KeyUsage value for all KMS keys except for symmetric encryption "
          "keys.");
    CHECK(world.refused("CreateKey", {{"KeySpec", "ECC_NIST_P256"}, {"KeyUsage", "ENCRYPT_DECRYPT"}})
              .starts_with("ValidationException: KeyUsage ENCRYPT_DECRYPT"));
    CHECK(world.refused("CreateKey", {{"KeySpec", "SM2"}, {"KeyUsage", "SIGN_VERIFY"}}) ==
          "UnsupportedOperationException: Windtunnel does not implement KeySpec SM2 yet.");
    CHECK(world.refused("CreateKey", {{"Origin", "EXTERNAL"}}).find("Origin EXTERNAL") != std::string::npos);
}

namespace {

/// Does its work when it is told to.
struct HeldOffload final : Offload {
    explicit HeldOffload(Clock& clock) : released(clock) {}
    Task<void> run(std::function<void()> work) override {
        ++asked;
        co_await released.wait();
        work();
    }
    Event released;
    int asked = 0;
};

}  // namespace

TEST_CASE("an RSA key is made beside the loop, and other calls are answered meanwhile") {
    World world;
    HeldOffload offload(world.clock);
    world.service.work_on(offload);
    const std::string wrapping = world.key();
    int answered = 0;
    Scope scope;
    const auto ask = [&](std::string_view operation, const Json& input) {
        http::Request request;
        request.method = http::Method::post;
        request.headers.add("X-Amz-Target", Text("TrentService." + std::string(operation)));
        request.body = Text(input.dump());
        scope.spawn([](World& of, http::Request sent, int& count) -> Task<void> {
            const http::Response reply = co_await of.endpoint.handle(std::move(sent));
            if (reply.status == 200) ++count;
        }(world, std::move(request), answered));
    };
    ask("CreateKey", {{"KeySpec", "RSA_2048"}, {"KeyUsage", "SIGN_VERIFY"}});
    ask("GenerateDataKeyPair", {{"KeyId", wrapping}, {"KeyPairSpec", "RSA_2048"}});
    ask("GenerateDataKeyPairWithoutPlaintext", {{"KeyId", wrapping}, {"KeyPairSpec", "RSA_2048"}});
    world.wait(1s);
    CHECK(offload.asked == 3);
    CHECK(answered == 0);
    CHECK(world.call("ListKeys", Json::object())["Keys"].size() == 1);
    CHECK(world.about(world.key({{"KeySpec", "ECC_NIST_P256"}, {"KeyUsage", "SIGN_VERIFY"}}))["KeyState"] == "Enabled");
    offload.released.pulse();
    world.wait(1s);
    CHECK(answered == 3);
    CHECK(world.call("ListKeys", Json::object())["Keys"].size() == 3);
}

TEST_CASE("a data key pair is not given under a key that was disabled meanwhile") {
    World world;
    HeldOffload offload(world.clock);
    world.service.work_on(offload);
    const std::string wrapping = world.key();
    int status = 0;
    Scope scope;
    http::Request request;
    request.method = http::Method::post;
    request.headers.add("X-Amz-Target", "TrentService.GenerateDataKeyPair");
    request.body = Text(Json{{"KeyId", wrapping}, {"KeyPairSpec", "RSA_2048"}}.dump());
    scope.spawn([](World& of, http::Request sent, int& into) -> Task<void> {
        const http::Response reply = co_await of.endpoint.handle(std::move(sent));
        into = reply.status;
    }(world, std::move(request), status));
    world.wait(1s);
    (void)world.call("DisableKey", {{"KeyId", wrapping}});
    offload.released.pulse();
    world.wait(1s);
    CHECK(status == 400);
}

TEST_CASE("what is no key is told in AWS's words") {
    World world;
    const std::string nobody = "11111111-2222-4333-8444-555555555555";
    CHECK(world.refused("DescribeKey", {{"KeyId", nobody}}) ==
          "NotFoundException: Key '" + world.arn(nobody) + "' does not exist");
    CHECK(world.refused("DescribeKey", {{"KeyId", "fake-key-id"}}) == "NotFoundException: Invalid keyId 'fake-key-id'");
    CHECK(world.refused("DescribeKey", {{"KeyId", "alias/no"}}) ==
          "NotFoundException: Alias arn:aws:kms:us-east-1:000000000000:alias/no is not found.");
    CHECK(world.refused("DescribeKey", {{"KeyId", "arn:aws:kms:eu-west-1:000000000000:key/" + nobody}}) ==
          "NotFoundException: Invalid arn eu-west-1");
    world.call("CreateAlias", {{"AliasName", "alias/a"}, {"TargetKeyId", world.key()}});
    CHECK(world.refused("DisableKey", {{"KeyId", "alias/a"}}) == "NotFoundException: Invalid keyId 'alias/a'");
    CHECK(world.refused("EnableKey", {{"KeyId", world.arn(nobody)}}, "222222222222")
              .starts_with("AccessDeniedException"));
}

TEST_CASE("a key that is disabled or to be deleted does nothing, and comes back as it may") {
    World world;
    const std::string id = world.key();
    const std::string blob = world.blob(id);
    world.call("DisableKey", {{"KeyId", id}});
    CHECK(world.refused("Decrypt", {{"CiphertextBlob", blob}}) ==
          "DisabledException: " + world.arn(id) + " is disabled.");
    world.call("EnableKey", {{"KeyId", id}});
    CHECK(world.call("Decrypt", {{"CiphertextBlob", blob}})["Plaintext"] == base64_encode("text"));
    CHECK(world.refused("ScheduleKeyDeletion", {{"KeyId", id}, {"PendingWindowInDays", 6}})
              .starts_with("ValidationException"));
    CHECK(world.refused("CancelKeyDeletion", {{"KeyId", id}}).starts_with("KMSInvalidStateException"));
    world.call("CreateAlias", {{"AliasName", "alias/a"}, {"TargetKeyId", id}});
    const Json gone = world.call("ScheduleKeyDeletion", {{"KeyId", id}, {"PendingWindowInDays", 7}});
    CHECK(gone["KeyState"] == "PendingDeletion");
    CHECK(world.refused("Decrypt", {{"CiphertextBlob", blob}}) ==
          "KMSInvalidStateException: " + world.arn(id) + " is pending deletion.");
    world.call("CancelKeyDeletion", {{"KeyId", id}});
    CHECK(world.about(id)["KeyState"] == "Disabled");
    world.call("ScheduleKeyDeletion", {{"KeyId", id}, {"PendingWindowInDays", 7}});
    world.wait(24h * 7 - 1s);
    CHECK(world.about(id)["KeyState"] == "PendingDeletion");
    world.wait(2s);
    CHECK(world.refused("DescribeKey", {{"KeyId", id}}).starts_with("NotFoundException: Key"));
    CHECK(world.call("ListAliases", Json::object())["Aliases"].empty());
    CHECK(world.refused("Decrypt", {{"CiphertextBlob", blob}}).starts_with("AccessDeniedException"));
}

TEST_CASE("aliases name keys, and can be given to others of their kind") {
    World world;
    const std::string id = world.key();
    const std::string other = world.key();
    CHECK(world.refused("CreateAlias", {{"AliasName", "a"}, {"TargetKeyId", id}}).find("prefix \"alias/\"") !=
          std::string::npos);
    CHECK(world.refused("CreateAlias", {{"AliasName", "alias/aws/x"}, {"TargetKeyId", id}})
              .starts_with("NotAuthorizedException"));
    CHECK(world.call("CreateAlias", {{"AliasName", "alias/a"}, {"TargetKeyId", id}}) == Json::object());
    CHECK(world.refused("CreateAlias", {{"AliasName", "alias/a"}, {"TargetKeyId", other}}) ==
          "AlreadyExistsException: An alias with the name arn:aws:kms:us-east-1:000000000000:alias/a already exists");
    const std::string blob = world.blob("alias/a");
    world.call("UpdateAlias", {{"AliasName", "alias/a"}, {"TargetKeyId", other}});
    CHECK(world.about("alias/a")["KeyId"] == other);
    CHECK(world.call("Decrypt", {{"CiphertextBlob", blob}})["KeyId"] == world.arn(id));
    CHECK(world.refused("Decrypt", {{"CiphertextBlob", blob}, {"KeyId", "alias/a"}})
              .starts_with("IncorrectKeyException"));
    const std::string signs = world.key({{"KeySpec", "ECC_NIST_P256"}, {"KeyUsage", "SIGN_VERIFY"}});
    CHECK(world.refused("UpdateAlias", {{"AliasName", "alias/a"}, {"TargetKeyId", signs}})
              .starts_with("ValidationException"));
    CHECK(world.call("ListAliases", {{"KeyId", id}})["Aliases"].empty());
    CHECK(world.call("ListAliases", {{"KeyId", other}})["Aliases"].size() == 1);
    world.call("DeleteAlias", {{"AliasName", "alias/a"}});
    CHECK(world.refused("DeleteAlias", {{"AliasName", "alias/a"}}).starts_with("NotFoundException: Alias"));
}

TEST_CASE("AWS's own keys are there when they are asked for, and are used through their service alone") {
    World world;
    const Json about = world.about("alias/aws/s3");
    CHECK(about["KeyManager"] == "AWS");
    CHECK(world.about("alias/aws/s3")["KeyId"] == about["KeyId"]);
    const std::string id = about["KeyId"].get<std::string>();
    CHECK(world.call("GetKeyRotationStatus", {{"KeyId", id}})["KeyRotationEnabled"] == true);
    for (const char* const operation : {"DisableKey", "ScheduleKeyDeletion", "EnableKeyRotation"})
        CHECK(world.refused(operation, {{"KeyId", id}}).starts_with("AccessDeniedException"));
    CHECK(world.refused("Encrypt", {{"KeyId", "alias/aws/s3"}, {"Plaintext", "eA=="}})
              .starts_with("AccessDeniedException"));
    CHECK(world.refused("DescribeKey", {{"KeyId", "alias/aws/nothing"}}).starts_with("NotFoundException"));
    CHECK(world.call("ListKeys", Json::object())["Keys"].size() == 1);
}

TEST_CASE("a rotated key opens what its earlier materials encrypted") {
    World world;
    const std::string id = world.key();
    const std::string first = world.blob(id);
    const std::string before = world.about(id)["CurrentKeyMaterialId"].get<std::string>();
    CHECK(world.call("RotateKeyOnDemand", {{"KeyId", id}})["KeyId"] == world.arn(id));
    CHECK(world.about(id)["CurrentKeyMaterialId"] != before);
    CHECK(world.call("Decrypt", {{"CiphertextBlob", first}})["KeyMaterialId"] == before);
    world.call("EnableKeyRotation", {{"KeyId", id}, {"RotationPeriodInDays", 90}});
    CHECK(world.call("GetKeyRotationStatus", {{"KeyId", id}})["RotationPeriodInDays"] == 90);
    world.wait(24h * 90 + 1s);
    Json rotations = world.call("ListKeyRotations", {{"KeyId", id}})["Rotations"];
    REQUIRE(rotations.size() == 2);
    CHECK(rotations[0]["RotationType"] == "ON_DEMAND");
    CHECK(rotations[1]["RotationType"] == "AUTOMATIC");
    CHECK(world.call("Decrypt", {{"CiphertextBlob", first}})["Plaintext"] == base64_encode("text"));
    world.call("DisableKey", {{"KeyId", id}});
    world.wait(24h * 90);
    CHECK(world.call("ListKeyRotations", {{"KeyId", id}})["Rotations"].size() == 2);
    CHECK(world.refused("RotateKeyOnDemand", {{"KeyId", id}}).starts_with("DisabledException"));
}

TEST_CASE("lists come in pages") {
    World world;
    for (int i = 0; i < 5; ++i) (void)world.key();
    const Json page = world.call("ListKeys", {{"Limit", 3}});
    CHECK(page["Keys"].size() == 3);
    CHECK(page["Truncated"] == true);
    const Json rest = world.call("ListKeys", {{"Limit", 3}, {"Marker", page["NextMarker"]}});
    CHECK(rest["Keys"].size() == 2);
    CHECK(rest["Truncated"] == false);
    CHECK(world.refused("ListKeys", {{"Marker", "x"}}).starts_with("InvalidMarkerException"));
}
