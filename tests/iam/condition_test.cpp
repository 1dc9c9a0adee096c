#include "iam/condition.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "iam/pattern.hpp"

using namespace wt;
using iam::RequestContext;
using Strings = std::vector<std::string>;

namespace {

bool holds(std::string_view test, const Strings& wanted, const Strings& values) {
    auto condition = iam::parse_operator(test);
    REQUIRE(condition);
    condition->key = "aws:Key";
    condition->values = wanted;
    RequestContext context;
    if (!values.empty()) context.set("AWS:key", values);
    return iam::holds(*condition, context, iam::Variables::filled);
}

}  // namespace

TEST_CASE("strings compare exactly, without case, or by wildcards") {
    CHECK(holds("StringEquals", {"a", "b"}, {"b"}));
    CHECK_FALSE(holds("StringEquals", {"a*"}, {"ab"}));
    CHECK(holds("StringEquals", {"a*"}, {"a*"}));
    CHECK_FALSE(holds("StringEquals", {"A"}, {"a"}));
    CHECK(holds("StringEqualsIgnoreCase", {"A"}, {"a"}));
    CHECK_FALSE(holds("StringNotEquals", {"a", "b"}, {"b"}));
    CHECK(holds("StringNotEquals", {"a", "b"}, {"c"}));
    CHECK_FALSE(holds("StringNotEqualsIgnoreCase", {"A"}, {"a"}));
    CHECK(holds("StringLike", {"home/*/x?"}, {"home/a/b/xy"}));
    CHECK_FALSE(holds("StringNotLike", {"home/*"}, {"home/"}));
}

TEST_CASE("numbers, times and booleans compare as what they are") {
    CHECK(holds("NumericEquals", {"10"}, {"10.0"}));
    CHECK(holds("NumericLessThan", {"10"}, {"9"}));
    CHECK_FALSE(holds("NumericLessThan", {"10"}, {"10"}));
    CHECK(holds("NumericLessThanEquals", {"10"}, {"10"}));
    CHECK(holds("NumericGreaterThan", {"-1"}, {"0"}));
    CHECK_FALSE(holds("NumericGreaterThanEquals", {"10"}, {"many"}));
    CHECK(holds("NumericNotEquals", {"10"}, {"11"}));
    CHECK(holds("DateLessThan", {"2026-11-27T00:00:00Z"}, {"2026-11-26T23:59:59Z"}));
    CHECK(holds("DateGreaterThanEquals", {"2026-11-27"}, {"1795737600"}));
    CHECK_FALSE(holds("DateGreaterThan", {"2026-11-27"}, {"1795737600"}));
    CHECK(holds("DateEquals", {"2026-11-27T02:00:00+02:00"}, {"2026-11-27T00:00:00Z"}));
    CHECK(holds("Bool", {"true"}, {"True"}));
    CHECK_FALSE(holds("Bool", {"true"}, {"false"}));
    CHECK(holds("BinaryEquals", {"QmluYXJ5"}, {"QmluYXJ5"}));
}

TEST_CASE("addresses lie in networks of their own family") {
    CHECK(holds("IpAddress", {"203.0.113.0/24"}, {"203.0.113.77"}));
    CHECK_FALSE(holds("IpAddress", {"203.0.113.0/24"}, {"203.0.114.1"}));
    CHECK(holds("IpAddress", {"203.0.113.7"}, {"203.0.113.7"}));
    CHECK(holds("IpAddress", {"0.0.0.0/0"}, {"1.2.3.4"}));
    CHECK_FALSE(holds("IpAddress", {"0.0.0.0/0"}, {"2001:db8::1"}));
    CHECK(holds("IpAddress", {"2001:db8::/33"}, {"2001:db8:7fff::1"}));
    CHECK_FALSE(holds("IpAddress", {"2001:db8::/33"}, {"2001:db8:8000::1"}));
    CHECK_FALSE(holds("IpAddress", {"::/0"}, {"1.2.3.4"}));
    CHECK(holds("NotIpAddress", {"10.0.0.0/8"}, {"11.0.0.1"}));
    CHECK_FALSE(holds("NotIpAddress", {"10.0.0.0/8"}, {"10.255.255.255"}));
    CHECK_FALSE(iam::parse_network("10.0.0.0/"));
    CHECK_FALSE(iam::parse_network("10.0.0.0/8/8"));
    CHECK_FALSE(iam::parse_network("2001:db8::/129"));
}

TEST_CASE("the wildcards of an ARN do not reach beyond their part") {
    CHECK(holds("ArnLike", {"arn:aws:sns:*:123456789012:*"}, {"arn:aws:sns:eu-west-1:123456789012:topic:sub"}));
    CHECK_FALSE(holds("ArnLike", {"arn:aws:sns:*:123456789012:t"}, {"arn:aws:sns:x:999999999999:123456789012:t"}));
    CHECK_FALSE(holds("ArnEquals", {"arn:*"}, {"arn:aws:s3:::b"}));
    CHECK(holds("ArnEquals", {"arn:aws:s3:::b*"}, {"arn:aws:s3:::bucket"}));
    CHECK(holds("ArnNotLike", {"arn:aws:s3:::b"}, {"arn:aws:s3:::c"}));
}

TEST_CASE("without the key only negated operators hold, and those that say IfExists") {
    CHECK_FALSE(holds("StringEquals", {"a"}, {}));
    CHECK(holds("StringNotEquals", {"a"}, {}));
    CHECK(holds("StringEqualsIfExists", {"a"}, {}));
    CHECK_FALSE(holds("StringEqualsIfExists", {"a"}, {"b"}));
    CHECK(holds("NotIpAddress", {"10.0.0.0/8"}, {}));
    CHECK(holds("Null", {"true"}, {}));
    CHECK_FALSE(holds("Null", {"false"}, {}));
    CHECK(holds("Null", {"false"}, {"x"}));
    CHECK(holds("ForAllValues:StringEquals", {"a"}, {}));
    CHECK_FALSE(holds("ForAnyValue:StringEquals", {"a"}, {}));
    CHECK_FALSE(holds("ForAnyValue:StringNotEquals", {"a"}, {}));
}

TEST_CASE("of several values all must do, or any") {
    CHECK(holds("ForAllValues:StringEquals", {"a", "b", "c"}, {"a", "c"}));
    CHECK_FALSE(holds("ForAllValues:StringEquals", {"a", "b"}, {"a", "c"}));
    CHECK(holds("ForAnyValue:StringLike", {"a*"}, {"b", "ab"}));
    CHECK_FALSE(holds("ForAnyValue:StringEquals", {"a"}, {"b", "c"}));
    CHECK(holds("ForAllValues:StringNotEquals", {"x"}, {"a", "b"}));
    CHECK_FALSE(holds("ForAllValues:StringNotEquals", {"x"}, {"a", "x"}));
    CHECK(holds("ForAnyValue:StringNotEquals", {"x"}, {"a", "x"}));
}

TEST_CASE("patterns match any run and any character, and end quickly") {
    CHECK(iam::matches("*", ""));
    CHECK(iam::matches("a*b*c", "aXbXbc"));
    CHECK_FALSE(iam::matches("a*b", "abX"));
    CHECK_FALSE(iam::matches("?", ""));
    CHECK(iam::matches("a?c",
                       "a\xc3\xa9"
                       "c"));
    CHECK(iam::matches("s3:get*", "s3:GetObject", iam::Case::ignored));
    CHECK_FALSE(iam::matches("s3:get*", "s3:GetObject"));
    std::string pattern;
    for (int i = 0; i < 500; ++i) pattern += "*a";
    CHECK_FALSE(iam::matches(pattern + "b", std::string(1000, 'a')));
}

TEST_CASE("variables are filled in, and what they stand for has no wildcards") {
    RequestContext context;
    context.set("aws:username", "a*");
    context.set("aws:TagKeys", Strings{"x", "y"});
    const auto matches = [&](std::string_view pattern, std::string_view text) {
        const auto filled = iam::Pattern::filled(pattern, context);
        return filled && filled->matches(text);
    };
    CHECK(matches("home/${aws:username}/*", "home/a*/x"));
    CHECK_FALSE(matches("home/${aws:username}/*", "home/ab/x"));
    CHECK(matches("${AWS:UserName}", "a*"));
    CHECK(matches("a${*}b${?}c${$}", "a*b?c$"));
    CHECK_FALSE(matches("a${*}", "ab"));
    CHECK(matches("${aws:nobody, 'all'}/*", "all/x"));
    CHECK_FALSE(iam::Pattern::filled("${aws:nobody}", context));
    CHECK_FALSE(iam::Pattern::filled("${aws:TagKeys}", context));
    CHECK(matches("${aws:username", "${aws:username"));
    CHECK(matches("$x{*}", "$x{y}"));
}
