#include "aws/coverage.hpp"
#include "catch.hpp"
#include "iam/api/iam_shapes.hpp"
#include "iam/sts_shapes.hpp"

using namespace wt;
using namespace wt::iam;

TEST_CASE("every pattern of the models can be matched") {
    CHECK(aws::unreadable_patterns(sts_model()).empty());
    CHECK(aws::unreadable_patterns(api::iam_model()).empty());
}

TEST_CASE("what is generated of a model is a constant that leads to the struct's fields") {
    const aws::Structure& shape = shape_of(aws::Tag<AssumeRoleRequest>());
    AssumeRoleRequest request;
    request.role_arn = "here";
    const aws::Member& first = shape.members.front();
    CHECK(first.name == "RoleArn");
    CHECK(first.is_required);
    CHECK(first.facets->min_length == 20);
    CHECK(*static_cast<const std::string*>(first.type->value(first.slot(&request))) == "here");
    for (const aws::Member& member : shape.members) {
        if (member.name != "Tags") continue;
        const aws::Type& tags = *member.type;
        void* tag = tags.append(tags.make(member.slot(&request)));
        const aws::Structure& inner = tags.element().structure();
        *static_cast<std::string*>(inner.members.front().slot(tag)) = "colour";
    }
    REQUIRE(request.tags.size() == 1);
    CHECK(request.tags[0].key == "colour");
}
