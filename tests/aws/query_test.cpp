#include "aws/query.hpp"

#include "catch.hpp"
#include "everything.hpp"

using namespace wt;
using namespace wt::aws;
using namespace wt::aws::test;

namespace {

Everything good(std::string_view form) {
    Everything out;
    Violations violations;
    const auto problem = read_query(parse_form(form), shape_of(Tag<Everything>()), &out, violations);
    INFO((problem ? problem->reason : ""));
    REQUIRE_FALSE(problem);
    return out;
}

Malformed bad(std::string_view form) {
    Everything out;
    Violations violations;
    const auto problem = read_query(parse_form(form), shape_of(Tag<Everything>()), &out, violations);
    REQUIRE(problem);
    return *problem;
}

}  // namespace

TEST_CASE("a form is read with its escapes; of a name that comes twice the first counts") {
    CHECK(good("Action=X&Text=a+b%20c%26&Text=later").text == "a b c&");
    CHECK(good("Text=").text == "");
    CHECK_FALSE(good("Other=1").text);
    CHECK(good("Text=%c3%a4%ffb").text ==
          "\xc3\xa4\xef\xbf\xbd"
          "b");
    CHECK(good("Flag=true&Number=-1&Ratio=0.5&Blob=aGk%3D&Moment=2026-01-02T03%3A04%3A05Z").number == -1);
}

TEST_CASE("lists are counted, flattened or not") {
    CHECK(good("List.Item.1=a&List.Item.2=b").list == std::vector<std::string>{"a", "b"});
    // It ends where a number is missing, and nothing at all is a list without elements.
    CHECK(good("List.Item.1=a&List.Item.3=c").list == std::vector<std::string>{"a"});
    CHECK(good("List=").list == std::vector<std::string>{});
    const Everything flat = good("FlatInner.1.Name=a&FlatInner.2.Numbers.member.1=7");
    REQUIRE(flat.flat.size() == 2);
    CHECK(flat.flat[1].numbers == std::vector<std::int32_t>{7});
    CHECK(good("Nested.Row.1.Cell.1=x&Nested.Row.2.Cell.1=y").nested ==
          std::vector<std::vector<std::string>>{{"x"}, {"y"}});
}

TEST_CASE("ten elements come after nine, whatever their order in the form") {
    std::string form;
    for (int i = 11; i >= 1; --i) form += "List.Item." + std::to_string(i) + "=" + std::to_string(i) + "&";
    const auto list = good(form).list;
    REQUIRE(list->size() == 11);
    CHECK(list->at(9) == "10");
}

TEST_CASE("maps are counted, with keys and values under their names") {
    CHECK(good("Map.entry.1.Name=k&Map.entry.1.Content=v").map == std::map<std::string, std::string>{{"k", "v"}});
    CHECK(good("FlatMap.1.key=k&FlatMap.1.value.Name=n").flat_map.at("k").name == "n");
    CHECK(good("Maps.entry.1.key=a&Maps.entry.1.value.entry.1.key=b&Maps.entry.1.value.entry.1.value=3").maps ==
          std::map<std::string, std::map<std::string, std::int32_t>>{{"a", {{"b", 3}}}});
}

TEST_CASE("structures stand in one another by dots") {
    CHECK(good("Inner.Name=x&Inner.Child.1.Child.1.Name=deep").inner->children[0].children[0].name == "deep");
    // A name that only begins like another is not below it.
    CHECK_FALSE(good("Innermost.Name=x").inner);
}

TEST_CASE("a value of another type is told with its name in the form") {
    const Malformed number = bad("Number=x");
    CHECK(number.what == Malformed::What::value);
    CHECK(number.member == "Number");
    CHECK(number.value == "x");
    CHECK(bad("FlatInner.1.Numbers.member.2=a&FlatInner.1.Numbers.member.1=1").member ==
          "FlatInner.1.Numbers.member.2");
    std::string deep = "Inner";
    for (int i = 0; i < 5'000; ++i) deep += ".Child.1";
    CHECK(bad(deep + ".Name=x").reason == "The request is nested too deeply.");
}
