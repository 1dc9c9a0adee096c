#include "storage/s3/lifecycle.hpp"

#include <string>

#include "catch.hpp"
#include "storage/s3/lifecycle_schedule.hpp"

using namespace wt;
using s3::LifecycleAction;

namespace {

constexpr Instant noon = epoch + 1795780800s;            // 2026-11-27T12:00:00Z
constexpr Instant midnight = epoch + 1795780800s + 12h;  // the one that follows

/// A rule for everything, that does nothing yet.
s3::LifecycleRule rule(std::string id = "r") {
    s3::LifecycleRule rule;
    rule.id = std::move(id);
    rule.status = "Enabled";
    rule.filter.emplace();
    return rule;
}
s3::LifecycleRule expiring(std::int64_t days, std::string id = "r") {
    s3::LifecycleRule one = rule(std::move(id));
    one.expiration.emplace();
    one.expiration->days = days;
    return one;
}
std::string refusal(const s3::LifecycleRule& one) {
    const auto error = s3::refuse({{one}});
    return error ? std::string(error->code) + ": " + error->message : "";
}
s3::LifecycleObject object(std::string_view key, Instant modified = noon) {
    s3::LifecycleObject one;
    one.key = key;
    one.modified = modified;
    one.size = 1'000'000;
    return one;
}

}  // namespace

TEST_CASE("a configuration has 1 to 1000 rules with ids of their own") {
    CHECK(s3::refuse({})->code == "MalformedXML");
    s3::LifecycleConfiguration many;
    for (int i = 0; i < 1001; ++i) many.rules.push_back(expiring(1, "r" + std::to_string(i)));
    CHECK(s3::refuse(many)->message ==
          "The number of lifecycle rules must not exceed the allowed limit of 1000 rules.");
    many.rules.pop_back();
    CHECK_FALSE(s3::refuse(many));
    CHECK(s3::refuse({{expiring(1), expiring(2)}})->message ==
          "Rule ID must be unique. Found same ID for more than one rule");
    CHECK(refusal(expiring(1, std::string(256, 'i'))) ==
          "InvalidArgument: ID length should not exceed allowed limit of 255");
}

TEST_CASE("a rule says whether it is on, what it is about and what it does") {
    s3::LifecycleRule one = expiring(1);
    CHECK(refusal(one).empty());
    one.status = "enabled";
    CHECK(refusal(one).starts_with("MalformedXML"));
    one = expiring(1);
    one.filter.reset();
    CHECK(refusal(one).starts_with("MalformedXML"));
    CHECK(refusal(rule()) == "InvalidRequest: At least one action needs to be specified in a rule");
}

TEST_CASE("an expiration is of days, of a day or of lone delete markers") {
    CHECK(refusal(expiring(0)) == "InvalidArgument: 'Days' for Expiration action must be a positive integer");
    s3::LifecycleRule one = expiring(1);
    one.expiration->expired_object_delete_marker = true;
    CHECK(refusal(one).starts_with("MalformedXML"));
    one.expiration = s3::LifecycleExpiration();
    CHECK(refusal(one).starts_with("MalformedXML"));
    one.expiration->date = noon;
    CHECK(refusal(one) == "InvalidArgument: 'Date' must be at midnight GMT");
    one.expiration->date = midnight;
    CHECK(refusal(one).empty());
    one.expiration = s3::LifecycleExpiration();
    one.expiration->expired_object_delete_marker = false;
    one.filter->tag = s3::Tag{"a", "1"};
    CHECK(refusal(one) == "InvalidRequest: ExpiredObjectDeleteMarker cannot be specified with Tags.");
    one.filter = s3::LifecycleRuleFilter();
    one.filter->object_size_greater_than = 1;
    CHECK(refusal(one) == "InvalidRequest: ExpiredObjectDeleteMarker cannot be specified with Object Size.");
}

TEST_CASE("a filter has one predicate, or And several") {
    s3::LifecycleRule one = expiring(1);
    one.filter->prefix = "a/";
    one.filter->object_size_greater_than = 1;
    CHECK(refusal(one).starts_with("MalformedXML"));
    one.filter = s3::LifecycleRuleFilter();
    one.filter->and_.emplace();
    one.filter->and_->prefix = "a/";
    CHECK(refusal(one).starts_with("MalformedXML"));
    one.filter->and_->tags = {{"k", "1"}, {"k", "2"}};
    CHECK(refusal(one) == "InvalidRequest: Duplicate Tag Keys are not allowed.");
    one.filter->and_->tags = {{"k", "1"}};
    CHECK(refusal(one).empty());
    one.filter->prefix = "a/";
    CHECK(refusal(one).starts_with("MalformedXML"));
    one.filter = s3::LifecycleRuleFilter();
    one.filter->object_size_less_than = 0;
    CHECK(refusal(one) == "InvalidRequest: 'ObjectSizeLessThan' should be between 1 and 1099511627776000.");
    one.filter = s3::LifecycleRuleFilter();
    one.filter->and_.emplace();
    one.filter->and_->object_size_greater_than = 10;
    one.filter->and_->object_size_less_than = 10;
    CHECK(refusal(one) ==
          "InvalidRequest: 'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'.");
}

TEST_CASE("noncurrent versions and unfinished uploads take positive numbers of days") {
    s3::LifecycleRule one = rule();
    one.noncurrent_version_expiration.emplace();
    CHECK(refusal(one).starts_with("MalformedXML"));
    one.noncurrent_version_expiration->noncurrent_days = 0;
    CHECK(refusal(one) ==
          "InvalidArgument: 'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer");
    one.noncurrent_version_expiration->noncurrent_days = 1;
    one.noncurrent_version_expiration->newer_noncurrent_versions = 0;
    CHECK(refusal(one) == "InvalidArgument: 'NewerNoncurrentVersions' must be a positive integer");
    one = rule();
    one.abort_incomplete_multipart_upload.emplace();
    CHECK(refusal(one).starts_with("MalformedXML"));
    one.abort_incomplete_multipart_upload->days_after_initiation = 0;
    CHECK(
        refusal(one) ==
        "InvalidArgument: 'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer");
    one.abort_incomplete_multipart_upload->days_after_initiation = 7;
    CHECK(refusal(one).empty());
    one.filter->tag = s3::Tag{"a", "1"};
    CHECK(refusal(one) == "InvalidRequest: AbortIncompleteMultipartUpload cannot be specified with Tags.");
}

TEST_CASE("transitions name each class once, and may all begin on the first day") {
    const auto to = [](std::string name, std::int64_t days) {
        s3::Transition transition;
        transition.storage_class = std::move(name);
        transition.days = days;
        return transition;
    };
    s3::LifecycleRule one = rule();
    one.transitions = {to("STANDARD_IA", 30), to("GLACIER_IR", 0)};
    CHECK(refusal(one).empty());
    one.transitions = {to("ONEZONE_IA", 0), to("STANDARD_IA", 0)};
    CHECK(refusal(one).empty());
    one.transitions = {to("STANDARD_IA", -1)};
    CHECK(refusal(one) == "InvalidArgument: 'Days' in Transition action must be nonnegative");
    one.transitions = {to("GLACIER", 1), to("GLACIER", 2)};
    CHECK(refusal(one) ==
          "InvalidRequest: 'StorageClass' must be different for 'Transition' actions in same 'Rule' with filter "
          "'(prefix=)'");
    one.transitions = {to("COLD", 1)};
    CHECK(refusal(one).starts_with("MalformedXML"));
    one.transitions = {to("GLACIER", 5)};
    one.expiration.emplace();
    for (const std::int64_t days : {1, 5}) {
        one.expiration->days = days;
        CHECK(refusal(one).starts_with("InvalidArgument: 'Days' in the Expiration action for filter '(prefix=)'"));
    }
    one.expiration->days = 6;
    CHECK(refusal(one).empty());
    one.expiration->days.reset();
    one.expiration->date = midnight;
    CHECK(refusal(one) ==
          "InvalidRequest: Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule for "
          "filter '(prefix=)'");
}

TEST_CASE("a configuration is of the old form or of the new one") {
    s3::LifecycleRule old = expiring(1, "old");
    old.filter.reset();
    old.prefix = "a";
    CHECK(refusal(old).empty());
    CHECK(s3::refuse({{old, expiring(1)}})->message == "Filter element can only be used in Lifecycle V2.");
    CHECK(s3::refuse({{expiring(1), old}})->message ==
          "Base level prefix cannot be used in Lifecycle V2, prefixes are only supported in the Filter.");
    s3::LifecycleRule all = old;
    all.id = "all";
    all.prefix = "";
    CHECK(s3::refuse({{old, all}})->message ==
          "Found overlapping prefixes '' and 'a' for same action type 'Expiration'");
    all.prefix = "b";
    CHECK_FALSE(s3::refuse({{old, all}}));
    s3::LifecycleRule kept = old;
    kept.noncurrent_version_expiration.emplace();
    kept.noncurrent_version_expiration->noncurrent_days = 1;
    kept.noncurrent_version_expiration->newer_noncurrent_versions = 1;
    CHECK(refusal(kept) == "InvalidRequest: NewerNoncurrentVersions element can only be used in Lifecycle V2.");
}

TEST_CASE("a rule without an id gets one of 48 characters") {
    s3::LifecycleConfiguration configuration{{expiring(1, ""), expiring(2, "mine")}};
    Random random(1, "s3.lifecycle.ids");
    s3::name_rules(configuration, random);
    CHECK(configuration.rules[0].id->size() == 48);
    CHECK(configuration.rules[1].id == "mine");
}

TEST_CASE("days are counted from the creation on, and rounded up to midnight") {
    CHECK(s3::midnight_after(noon, 0) == midnight);
    CHECK(s3::midnight_after(noon, 3) == midnight + 72h);
    CHECK(s3::midnight_after(midnight, 1) == midnight + 24h);
    CHECK(s3::midnight_after(noon, 2'147'483'647) == never);
    const s3::LifecycleConfiguration configuration{{expiring(3)}};
    CHECK(s3::next_step(configuration, object("a")).when == midnight + 72h);
    CHECK(s3::due(configuration, object("a"), midnight + 72h - 1ns).action == LifecycleAction::none);
    CHECK(s3::due(configuration, object("a"), midnight + 72h).action == LifecycleAction::remove);
    CHECK(s3::due(configuration, object("a"), midnight + 72h).rule->id == "r");
}

TEST_CASE("a rule is about keys, tags and sizes, and only when it is enabled") {
    s3::LifecycleRule one = expiring(1);
    one.filter->and_.emplace();
    one.filter->and_->prefix = "logs/";
    one.filter->and_->tags = {{"keep", "no"}};
    one.filter->and_->object_size_greater_than = 100;
    one.filter->and_->object_size_less_than = 200;
    s3::LifecycleConfiguration configuration{{one}};
    const s3::Tag tags[] = {{"x", "y"}, {"keep", "no"}};
    s3::LifecycleObject log = object("logs/a");
    log.tags = tags;
    log.size = 101;
    const auto about = [&](const s3::LifecycleObject& version) {
        return s3::next_step(configuration, version).action != LifecycleAction::none;
    };
    CHECK(about(log));
    log.size = 100;
    CHECK_FALSE(about(log));
    log.size = 200;
    CHECK_FALSE(about(log));
    log.size = 199;
    log.key = "log/a";
    CHECK_FALSE(about(log));
    log.key = "logs/";
    log.tags = std::span(tags, 1);
    CHECK_FALSE(about(log));
    log.tags = tags;
    configuration.rules[0].status = "Disabled";
    CHECK_FALSE(about(log));
}

TEST_CASE("in a versioned bucket the current version gets a marker, and old versions go for good") {
    s3::LifecycleRule one = expiring(10);
    one.noncurrent_version_expiration.emplace();
    one.noncurrent_version_expiration->noncurrent_days = 2;
    one.noncurrent_version_expiration->newer_noncurrent_versions = 3;
    const s3::LifecycleConfiguration configuration{{one}};
    s3::LifecycleObject version = object("a");
    version.versioned = true;
    CHECK(s3::next_step(configuration, version).action == LifecycleAction::mark_deleted);
    version.noncurrent_since = noon + 24h;
    version.newer_noncurrent_versions = 2;
    CHECK(s3::next_step(configuration, version).action == LifecycleAction::none);
    version.newer_noncurrent_versions = 3;
    CHECK(s3::next_step(configuration, version).action == LifecycleAction::remove);
    CHECK(s3::next_step(configuration, version).when == midnight + 72h);
}

TEST_CASE("a delete marker goes when it is the last version") {
    s3::LifecycleRule one = rule();
    one.expiration.emplace();
    one.expiration->expired_object_delete_marker = true;
    s3::LifecycleObject marker = object("a");
    marker.versioned = true;
    marker.delete_marker = true;
    CHECK(s3::next_step({{one}}, marker).action == LifecycleAction::none);
    marker.alone = true;
    const s3::LifecycleConfiguration cleaning{{one}};
    CHECK(s3::next_step(cleaning, marker).action == LifecycleAction::remove);
    CHECK(s3::next_step(cleaning, marker).when == midnight);
    const s3::LifecycleConfiguration by_age{{expiring(2)}};
    CHECK(s3::next_step(by_age, marker).when == midnight + 48h);
    // A rule for markers leaves objects alone.
    CHECK(s3::next_step(cleaning, object("a")).action == LifecycleAction::none);
}

TEST_CASE("on the same day removal counts before a transition, and that before a marker") {
    s3::LifecycleRule moving = rule("moving");
    moving.transitions.emplace_back();
    moving.transitions[0].storage_class = "GLACIER";
    moving.transitions[0].days = 1;
    s3::LifecycleObject version = object("a");
    const s3::LifecycleConfiguration both{{moving, expiring(1)}};
    CHECK(s3::next_step(both, version).action == LifecycleAction::remove);
    version.versioned = true;
    CHECK(s3::next_step(both, version).action == LifecycleAction::transition);
    CHECK(s3::next_step(both, version).storage_class == "GLACIER");
    version.storage_class = "DEEP_ARCHIVE";
    CHECK(s3::next_step(both, version).action == LifecycleAction::mark_deleted);
}

TEST_CASE("small objects stay where they are unless a rule has bounds of its own") {
    s3::LifecycleRule moving = rule();
    moving.transitions.emplace_back();
    moving.transitions[0].storage_class = "GLACIER";
    moving.transitions[0].days = 1;
    s3::LifecycleObject small = object("a");
    small.size = 128 * 1024 - 1;
    const s3::LifecycleConfiguration plain{{moving}};
    CHECK(s3::next_step(plain, small).action == LifecycleAction::none);
    CHECK(s3::next_step(plain, small, s3::MinimumSize::varies_by_storage_class).action == LifecycleAction::transition);
    moving.filter->object_size_greater_than = 0;
    const s3::LifecycleConfiguration bounded{{moving}};
    CHECK(s3::next_step(bounded, small).action == LifecycleAction::transition);
    small.size = 128 * 1024;
    CHECK(s3::next_step(plain, small).action == LifecycleAction::transition);
}

TEST_CASE("a rule with a date goes for what is there then, and for what comes later") {
    s3::LifecycleRule one = rule();
    one.expiration.emplace();
    one.expiration->date = midnight + 48h;
    const s3::LifecycleConfiguration configuration{{one}};
    CHECK(s3::next_step(configuration, object("a")).when == midnight + 48h);
    CHECK(s3::next_step(configuration, object("a", noon + 96h)).when == midnight + 96h);
}

TEST_CASE("x-amz-expiration names the day and the rule") {
    s3::LifecycleConfiguration configuration{
        {expiring(10, "late"), expiring(1, "early \"one\"\n"), expiring(1, "other")}};
    CHECK(s3::expiration_header(configuration, object("a")) ==
          "expiry-date=\"Sun, 29 Nov 2026 00:00:00 GMT\", rule-id=\"early %22one%22%0A\"");
    CHECK_FALSE(s3::expiration_header({}, object("a")));
    s3::LifecycleObject old = object("a");
    old.noncurrent_since = noon;
    CHECK_FALSE(s3::expiration_header(configuration, old));
}

TEST_CASE("an upload that is not completed is aborted by the earliest rule") {
    s3::LifecycleRule one = rule("one");
    one.filter->prefix = "a/";
    one.abort_incomplete_multipart_upload.emplace();
    one.abort_incomplete_multipart_upload->days_after_initiation = 7;
    s3::LifecycleRule two = one;
    two.id = "two";
    two.filter->prefix = "a/b";
    two.abort_incomplete_multipart_upload->days_after_initiation = 1;
    const s3::LifecycleConfiguration configuration{{one, two}};
    CHECK(s3::abort_date(configuration, "a/b/c", noon)->rule->id == "two");
    CHECK(s3::abort_date(configuration, "a/b/c", noon)->when == midnight + 24h);
    CHECK(s3::abort_date(configuration, "a/c", noon)->rule->id == "one");
    CHECK_FALSE(s3::abort_date(configuration, "c", noon));
}
