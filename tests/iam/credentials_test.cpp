#include "iam/credentials.hpp"

#include <set>
#include <string>

#include "aws/principal.hpp"
#include "catch.hpp"
#include "iam/role_session.hpp"

using namespace wt;

namespace {

iam::Credential key(std::string id, std::optional<Instant> expiration = std::nullopt) {
    iam::Credential credential;
    credential.access_key_id = std::move(id);
    credential.secret_access_key = "secret";
    credential.expiration = expiration;
    return credential;
}

}  // namespace

TEST_CASE("a key of twelve digits is the account, any other is the default account's") {
    CHECK(aws::Accounts().of_key("123456789012") == "123456789012");
    CHECK(aws::Accounts().of_key("AKIAIOSFODNN7EXAMPLE") == "000000000000");
    CHECK(aws::Accounts().of_key("12345678901a") == "000000000000");
    CHECK(aws::Accounts().of_key("") == "000000000000");
}

TEST_CASE("an account's canonical id is 64 hexadecimal digits, always the same and its own") {
    const std::string id = aws::canonical_user_id("123456789012");
    CHECK(aws::is_canonical_user_id(id));
    CHECK(id == aws::canonical_user_id("123456789012"));
    CHECK(id != aws::canonical_user_id("123456789013"));
    CHECK_FALSE(aws::is_canonical_user_id(id.substr(1)));
    CHECK_FALSE(aws::is_canonical_user_id(id.substr(1) + "g"));
}

TEST_CASE("principals have AWS's ARNs and ids") {
    CHECK(aws::root_of("123456789012").arn == "arn:aws:iam::123456789012:root");
    CHECK(aws::root_of("123456789012").user_id == "123456789012");
    const aws::Principal user = aws::user_of("123456789012", "alice", "AIDAX", "/a/b/");
    CHECK(user.arn == "arn:aws:iam::123456789012:user/a/b/alice");
    CHECK(user.user_name() == "alice");
    CHECK(aws::root_of("123456789012").user_name().empty());
}

TEST_CASE("a key is found with whom it stands for, also when it has expired") {
    iam::Credentials credentials;
    iam::Credential temporary = key("ASIA1", epoch + 10s);
    temporary.principal = aws::root_of("123456789012");
    credentials.add(key("AKIA1"));
    credentials.add(temporary);
    CHECK(credentials.find("nobody") == nullptr);
    REQUIRE(credentials.find("ASIA1") != nullptr);
    CHECK(credentials.find("ASIA1")->principal.account == "123456789012");
    CHECK_FALSE(credentials.find("ASIA1")->expired(epoch + 9s));
    CHECK(credentials.find("ASIA1")->expired(epoch + 10s));
    CHECK_FALSE(credentials.find("AKIA1")->expired(never));
    credentials.forget_expired(epoch + 10s);
    CHECK(credentials.find("ASIA1") == nullptr);
    CHECK(credentials.find("AKIA1") != nullptr);
}

TEST_CASE("of temporary keys the ones that end first leave first, and long-term keys stay") {
    iam::Credentials credentials(aws::Accounts(), 2);
    credentials.add(key("AKIA1"));
    credentials.add(key("ASIA1", epoch + 30s));
    credentials.add(key("ASIA2", epoch + 10s));
    credentials.add(key("ASIA3", epoch + 20s));
    CHECK(credentials.find("ASIA2") == nullptr);
    CHECK(credentials.temporary() == 2);
    CHECK(credentials.size() == 3);
    // The same id again is no further key.
    credentials.add(key("ASIA3", epoch + 5s));
    CHECK(credentials.temporary() == 2);
    credentials.add(key("ASIA4", epoch + 40s));
    CHECK(credentials.find("ASIA3") == nullptr);
    CHECK(credentials.find("AKIA1") != nullptr);
}

TEST_CASE("a role's session has the role's name without its path, and an id of its own") {
    const auto role = iam::parse_role_arn("arn:aws:iam::123456789012:role/service-role/loader");
    REQUIRE(role);
    CHECK(role->name == "loader");
    const aws::Principal session = iam::session_of(*role, "batch-1");
    CHECK(session.arn == "arn:aws:sts::123456789012:assumed-role/loader/batch-1");
    CHECK(session.role_arn == role->arn);
    CHECK(session.user_id.size() == 21 + 8);
    CHECK(session.user_id.starts_with("AROA"));
    CHECK(session.user_id.ends_with(":batch-1"));
    CHECK(iam::session_of(*role, "batch-1").user_id == session.user_id);
    for (const char* odd : {"", "loader", "arn:aws:iam::1234:role/r", "arn:aws:iam::123456789012:role/",
                            "arn:aws:iam::123456789012:user/r", "arn:aws:iam::123456789012:role/a b"}) {
        CHECK_FALSE(iam::parse_role_arn(odd));
    }
}

TEST_CASE("AssumeRole refuses names and durations in the words of STS") {
    iam::RoleSessionInput input{"arn:aws:iam::123456789012:role/loader", "session", std::nullopt, std::nullopt};
    CHECK_FALSE(iam::refuse(input));
    input.session_name = "Session1:2";
    CHECK(iam::refuse(input)->code == "ValidationError");
    CHECK(iam::refuse(input)->message ==
          "1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: Member "
          "must "
          "satisfy regular expression pattern: [\\w+=,.@-]*");
    input.session_name = "s";
    input.duration_seconds = 899;
    CHECK(
        iam::refuse(input)->message ==
        "2 validation errors detected: Value 's' at 'roleSessionName' failed to satisfy constraint: Member must have "
        "length greater than or equal to 2; Value '899' at 'durationSeconds' failed to satisfy constraint: Member must "
        "have value greater than or equal to 900");
    input.session_name = "session";
    input.duration_seconds = 43'201;
    CHECK(iam::refuse(input)->message.find("less than or equal to 43200") != std::string::npos);
    input.duration_seconds = 43'200;
    CHECK_FALSE(iam::refuse(input));
    input.external_id = "x";
    CHECK(iam::refuse(input)->message.find("'externalId'") != std::string::npos);
    input.external_id.reset();
    input.role_arn = "arn:aws:iam::123456789012:user/loader";
    CHECK(iam::refuse(input)->message == "arn:aws:iam::123456789012:user/loader is invalid");
    CHECK_FALSE(iam::refuse_duration(129'600, iam::session_token_length));
    CHECK(iam::refuse_duration(129'601, iam::session_token_length));
}

TEST_CASE("who may not assume a role is told so") {
    const aws::Error error = iam::may_not_assume(aws::root_of("123456789012"), "arn:aws:iam::123456789012:role/r");
    CHECK(error.status == 403);
    CHECK(error.message ==
          "User: arn:aws:iam::123456789012:root is not authorized to perform: sts:AssumeRole on resource: "
          "arn:aws:iam::123456789012:role/r");
}

TEST_CASE("temporary keys have AWS's shapes and differ") {
    Random random(1, "sts.keys");
    std::set<std::string> ids;
    for (int i = 0; i < 100; ++i) {
        const iam::Credential credential = iam::temporary_credential(random, aws::root_of("1"), epoch + 1h);
        CHECK(credential.access_key_id.starts_with("ASIA"));
        CHECK(credential.access_key_id.size() == 20);
        CHECK(credential.secret_access_key.size() == 40);
        CHECK(credential.session_token.size() == 356);
        ids.insert(credential.access_key_id);
    }
    CHECK(ids.size() == 100);
}
