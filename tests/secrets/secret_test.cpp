#include "secrets/secret.hpp"

#include "base/context.hpp"
#include "catch.hpp"
#include "secrets/filters.hpp"
#include "secrets/random_password.hpp"

using namespace wt;
using namespace wt::secrets;

TEST_CASE("AWSPREVIOUS follows AWSCURRENT, and other labels follow nothing") {
    Secret secret;
    for (const char* id : {"one", "two", "three"}) secret.versions[id];
    secret.attach(current_stage, "one");
    CHECK(secret.holder(previous_stage).empty());
    secret.attach(current_stage, "two");
    CHECK(secret.holder(previous_stage) == "one");
    secret.attach("mine", "one");
    secret.attach(current_stage, "three");
    CHECK(secret.holder(previous_stage) == "two");
    CHECK(secret.versions["one"].stages == std::vector<std::string>{"mine"});
    secret.attach(current_stage, "three");
    CHECK(secret.holder(previous_stage) == "two");
}

TEST_CASE("a rate is a period, and other schedules are none") {
    RotationRulesType rules;
    CHECK_FALSE(period_of(rules));
    rules.schedule_expression = "rate(4 hours)";
    CHECK(period_of(rules) == 4h);
    rules.schedule_expression = "rate(10 days)";
    CHECK(period_of(rules) == 240h);
    for (const char* text : {"rate(0 days)", "rate(10 weeks)", "rate(days)", "cron(0 8 1 * ? *)", "rate(99999 days)"}) {
        rules.schedule_expression = text;
        CHECK_FALSE(period_of(rules));
    }
}

TEST_CASE("filters are beginnings, any of a filter's and all filters") {
    Secret secret;
    secret.name = "Prod/db";
    secret.description = "The orders' database";
    secret.tags = {{"team", "Blue"}};
    const auto passes_by = [&](std::vector<Filter> filters) { return passes(secret, filters); };
    CHECK(passes_by({{"name", {"Prod"}}}));
    CHECK_FALSE(passes_by({{"name", {"prod"}}}));
    CHECK_FALSE(passes_by({{"name", {"db"}}}));
    CHECK(passes_by({{"name", {"x", "Prod/"}}}));
    CHECK(passes_by({{"name", {"!x"}}}));
    CHECK_FALSE(passes_by({{"name", {"!Prod"}}}));
    CHECK(passes_by({{"description", {"the ORDERS"}}}));
    CHECK(passes_by({{"tag-key", {"te"}}, {"tag-value", {"Bl"}}}));
    CHECK_FALSE(passes_by({{"tag-key", {"te"}}, {"tag-value", {"bl"}}}));
    CHECK(passes_by({{"all", {"nothing DATA"}}}));
    CHECK_FALSE(passes_by({{"all", {"nothing"}}}));
    CHECK_FALSE(passes_by({{"owning-service", {"rds"}}}));
}

TEST_CASE("a password has each kind that is not excluded, and nothing that is") {
    Random random(1, "passwords");
    for (int i = 0; i < 200; ++i) {
        GetRandomPasswordRequest wanted;
        wanted.password_length = 4;
        const auto password = random_password(random, wanted);
        REQUIRE(password);
        CHECK(password->size() == 4);
        CHECK(password->find_first_of("abcdefghijklmnopqrstuvwxyz") != std::string::npos);
        CHECK(password->find_first_of("0123456789") != std::string::npos);
        wanted.exclude_characters = "abcdefghij";
        wanted.exclude_numbers = wanted.exclude_uppercase = wanted.exclude_punctuation = true;
        CHECK(random_password(random, wanted)->find_first_not_of("klmnopqrstuvwxyz") == std::string::npos);
    }
    GetRandomPasswordRequest wanted;
    wanted.password_length = 3;
    CHECK_FALSE(random_password(random, wanted));
    wanted.require_each_included_type = false;
    CHECK(random_password(random, wanted)->size() == 3);
    wanted.exclude_lowercase = wanted.exclude_numbers = wanted.exclude_uppercase = wanted.exclude_punctuation = true;
    CHECK_FALSE(random_password(random, wanted));
}
