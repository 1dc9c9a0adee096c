#include "aws/tags.hpp"
#include "aws/replaced_tags.hpp"

#include "aws/json.hpp"
#include "catch.hpp"
#include "sentences.hpp"

using namespace wt;
using namespace wt::aws;

namespace {

using Tags = std::vector<ResourceTag>;

struct TagInput {
    Tags tags;
    std::vector<std::string> keys;
};
Element tag_key() {
    Element key;
    static_cast<Facets&>(key) = *shape_of(Tag<ResourceTag>()).members.front().facets;
    return key;
}
const Structure& shape_of(Tag<TagInput>) {
    static const Written shape("", {member<&TagInput::tags>("Tags").length(0, 200),
                                    member<&TagInput::keys>("TagKeys").length(0, 50).each(tag_key())});
    return shape;
}

std::string says(const std::string& json) {
    TagInput in;
    Violations violations;
    REQUIRE_FALSE(read_json(json, shape_of(Tag<TagInput>()), &in, violations));
    return violations.message();
}

}  // namespace

TEST_CASE("tags are added, replaced and taken away") {
    TagSet tags;
    CHECK_FALSE(tags.add(Tags{{"colour", "blue"}, {"Colour", "green"}}));
    CHECK_FALSE(tags.add(Tags{{"colour", "red"}}));
    CHECK(tags.list() == Tags{{"Colour", "green"}, {"colour", "red"}});
    CHECK_FALSE(tags.remove({"colour", "not there"}));
    CHECK(tags.list() == Tags{{"Colour", "green"}});
}

TEST_CASE("a resource has at most fifty tags, and all or none are added") {
    TagSet tags;
    std::vector<ResourceTag> fifty;
    for (int i = 0; i < 50; ++i) fifty.push_back({"k" + std::to_string(i), ""});
    CHECK_FALSE(tags.add(fifty));
    const auto fault = tags.add(Tags{{"k1", "new"}, {"one more", ""}});
    REQUIRE(fault);
    CHECK(fault->why == TagFault::Why::too_many);
    CHECK(tags.all().at("k1").empty());
    // Another value for a tag is not another tag.
    CHECK_FALSE(tags.add(Tags{{"k1", "new"}}));
}

TEST_CASE("AWS's own tags are not a caller's to set or take away, and do not count") {
    TagSet tags;
    CHECK_FALSE(tags.add(Tags{{"aws:cloudformation:stack-name", "s"}}, wt::aws::cloudformation_principal));
    CHECK(tags.add(Tags{{"aws:other", ""}}, wt::aws::cloudformation_principal));
    CHECK(tags.add(Tags{{"aws:cloudformation:stack-name", "t"}}, "lambda.amazonaws.com"));
    for (const char* key : {"aws:x", "AWS:x", "aWs:"}) {
        const auto fault = tags.add(Tags{{key, ""}});
        REQUIRE(fault);
        CHECK(fault->why == TagFault::Why::reserved);
        CHECK(fault->text == "aws: prefixed tag key names are not allowed for external use.");
    }
    CHECK(tags.remove({"aws:cloudformation:stack-name"})->why == TagFault::Why::reserved);
    CHECK_FALSE(tags.add(Tags{{"awsome", ""}}));
    std::vector<ResourceTag> most;
    for (int i = 0; i < 49; ++i) most.push_back({"k" + std::to_string(i), ""});
    CHECK_FALSE(tags.add(most));
    CHECK(tags.all().size() == 51);
}

TEST_CASE("a list with one key twice is refused") {
    TagSet tags;
    const auto fault = tags.add(Tags{{"a", "1"}, {"a", "2"}});
    REQUIRE(fault);
    CHECK(fault->why == TagFault::Why::duplicate);
    CHECK(fault->key == "a");
    CHECK(tags.all().empty());
}

TEST_CASE("tags are listed in pages") {
    TagSet tags;
    CHECK_FALSE(tags.add(Tags{{"a", "1"}, {"b", "2"}, {"c", "3"}}));
    const TagSet::Page first = tags.list({}, 2);
    CHECK(first.tags == Tags{{"a", "1"}, {"b", "2"}});
    CHECK(first.more);
    const TagSet::Page rest = tags.list("b", 2);
    CHECK(rest.tags == Tags{{"c", "3"}});
    CHECK_FALSE(rest.more);
    CHECK(tags.list("c", 2).tags.empty());
}

TEST_CASE("what is wrong with a tag is said in AWS's sentences") {
    CHECK(says(R"({"Tags": [{"Key": "a", "Value": ""}, {"Key": "\u00fc", "Value": "x y_.:/=+-@"}]})").empty());
    CHECK(says(R"({"Tags": [{"Key": "", "Value": "x"}]})") ==
          "1 validation error detected: Value '' at 'tags.1.member.key' failed to satisfy constraint: Member must have "
          "length greater than or equal to 1");
    const std::string key(129, 'k');
    CHECK(says("{\"Tags\": [{\"Key\": \"" + key + "\", \"Value\": \"\"}]}") ==
          "1 validation error detected: Value '" + key +
              "' at 'tags.1.member.key' failed to satisfy constraint: Member "
              "must have length less than or equal to 128");
    CHECK(says(R"({"Tags": [{"Key": "a!", "Value": ""}]})") ==
          "1 validation error detected: Value 'a!' at 'tags.1.member.key' failed to satisfy constraint: Member must "
          "satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");
    CHECK(says(R"({"Tags": [{"Key": "a"}]})") ==
          "1 validation error detected: Value null at 'tags.1.member.value' failed to satisfy constraint: Member must "
          "not be null");
    CHECK(
        says(R"({"TagKeys": [""]})") ==
        "1 validation error detected: Value '[]' at 'tagKeys' failed to satisfy constraint: Member must satisfy "
        "constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal "
        "to 1, Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*]");
}

TEST_CASE("who replaces all tags of a resource leaves AWS's own") {
    using Tags = std::map<std::string, std::string>;
    const Tags standing{{"aws:cloudformation:stack-name", "shop"}, {"colour", "blue"}};
    const auto replaced = replaced_tags(standing, {{"size", "9"}}, {});
    REQUIRE(replaced.ok());
    CHECK(*replaced == Tags{{"aws:cloudformation:stack-name", "shop"}, {"size", "9"}});
    // What was read and is sent back changes nothing; another value is refused, and a key that is not there.
    const auto same = replaced_tags(standing, standing, {});
    REQUIRE(same.ok());
    CHECK(*same == standing);
    for (const Tags& wanted : {Tags{{"aws:cloudformation:stack-name", "mine"}}, Tags{{"aws:mine", "1"}}}) {
        const auto refused = replaced_tags(standing, wanted, {});
        REQUIRE_FALSE(refused.ok());
        CHECK(refused.error().why == TagFault::Why::reserved);
    }
    const auto deployed =
        replaced_tags(standing, {{"aws:cloudformation:stack-name", "other"}}, cloudformation_principal);
    REQUIRE(deployed.ok());
    CHECK(*deployed == Tags{{"aws:cloudformation:stack-name", "other"}});
}
