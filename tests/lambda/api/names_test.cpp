#include "catch.hpp"

#include "lambda/api/names.hpp"

using namespace wt;
using namespace wt::lambda::api;

namespace {

const aws::AccountRegion here{"111122223333", "eu-central-1"};

std::string arn(std::string_view text, const std::optional<std::string>& qualifier = {}) {
    const auto name = read_function_name(text, here, qualifier);
    return name.ok() ? name->arn() : std::string(name.error().code);
}

}  // namespace

TEST_CASE("a function is meant by its name, a part of its ARN, or all of it, with a qualifier or without") {
    const std::string plain = "arn:aws:lambda:eu-central-1:111122223333:function:f";
    CHECK(arn("f") == plain);
    CHECK(arn("function:f") == plain);
    CHECK(arn("111122223333:function:f") == plain);
    CHECK(arn("111122223333:f") == plain);
    CHECK(arn("eu-central-1:111122223333:function:f") == plain);
    CHECK(arn(plain) == plain);
    CHECK(arn("444455556666:function:f") == "arn:aws:lambda:eu-central-1:444455556666:function:f");
    for (const char* qualifier : {"1", "$LATEST", "live"}) {
        const std::string with = std::string(":") + qualifier;
        CHECK(arn("f" + with) == plain + with);
        CHECK(arn("111122223333:function:f" + with) == plain + with);
        CHECK(arn(plain + with) == plain + with);
        CHECK(arn("f", qualifier) == plain + with);
        CHECK(arn(plain + with, qualifier) == plain + with);
    }
    // Names that look like a region are none.
    CHECK(arn("my-function-1:live") == "arn:aws:lambda:eu-central-1:111122223333:function:my-function-1:live");
    CHECK(arn("app-Fn-AB12:1") == "arn:aws:lambda:eu-central-1:111122223333:function:app-Fn-AB12:1");
    CHECK(arn("f:1", "2") == "InvalidParameterValueException");
    CHECK(arn(std::string(65, 'f')) == "ValidationException");
    CHECK(arn("a:b:c:d") == "InvalidParameterValueException");
    const auto far = read_function_name("arn:aws:lambda:us-west-2:111122223333:function:f", here);
    REQUIRE(!far.ok());
    CHECK(far.error().status == 404);
    CHECK(far.error().message == "Functions from 'us-west-2' are not reachable in this region ('eu-central-1')");
}

TEST_CASE("an ARN is a function's or a layer's, or none") {
    CHECK(read_function_arn("arn:aws:lambda:us-west-2:111122223333:function:f:live")->qualifier == "live");
    CHECK(read_function_arn("arn:aws:lambda:us-west-2:111122223333:function:f")->place.region == "us-west-2");
    for (const char* other : {"f", "arn:aws:s3:::bucket", "arn:aws:lambda:us-west-2:111122223333:layer:l:1",
                              "arn:aws:lambda:us-west-2:111122223333:function:f:live:more"})
        CHECK_FALSE(read_function_arn(other));
    CHECK(read_layer_name("l", here)->arn() == "arn:aws:lambda:eu-central-1:111122223333:layer:l");
    CHECK(read_layer_name("arn:aws:lambda:eu-central-1:444455556666:layer:l:3", here)->version == 3);
    CHECK_FALSE(read_layer_name("arn:aws:lambda:eu-central-1:444455556666:layer:l:x", here));
}
