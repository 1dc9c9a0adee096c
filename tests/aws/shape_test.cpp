#include "aws/shape.hpp"

#include "catch.hpp"
#include "everything.hpp"

using namespace wt;
using namespace wt::aws;
using namespace wt::aws::test;

namespace {

const Member& named(const Structure& shape, std::string_view name) {
    for (const Member& member : shape.members) {
        if (member.name == name) return member;
    }
    FAIL("there is no member " << name);
    return shape.members.front();
}

}  // namespace

TEST_CASE("a member finds its place in the struct, also one that a group brings") {
    Everything everything;
    const Structure& shape = shape_of(Tag<Everything>());
    CHECK(named(shape, "Checksum").slot(&everything) == &everything.checksum);
    CHECK(named(shape, "Maps").slot(&everything) == &everything.maps);
    CHECK(named(shape, "Bucket").slot(&everything) == &everything.bucket);
}

TEST_CASE("an optional has no value until one is made") {
    Everything everything;
    const Member& member = named(shape_of(Tag<Everything>()), "Number");
    void* const slot = member.slot(&everything);
    CHECK(member.type->optional());
    CHECK(member.type->kind == Kind::integer);
    CHECK_FALSE(member.type->has_value(slot));
    *static_cast<std::int32_t*>(member.type->make(slot)) = 7;
    CHECK(everything.number == 7);
    CHECK(member.type->value(slot) == &*everything.number);
}

TEST_CASE("lists, maps and structures are reached through their types") {
    Everything everything;
    const Structure& shape = shape_of(Tag<Everything>());

    const Type& list = *named(shape, "List").type;
    void* const words = list.make(named(shape, "List").slot(&everything));
    *static_cast<std::string*>(list.element().make(list.append(words))) = "one";
    CHECK(everything.list == std::vector<std::string>{"one"});
    CHECK(list.size(words) == 1);

    const Type& maps = *named(shape, "Maps").type;
    void* const inner = maps.insert(&everything.maps, "a");
    *static_cast<std::int32_t*>(maps.element().insert(inner, "b")) = 3;
    CHECK(everything.maps == std::map<std::string, std::map<std::string, std::int32_t>>{{"a", {{"b", 3}}}});
    std::string keys;
    maps.each(&everything.maps, [&](std::string_view key, const void* slot) {
        keys += key;
        CHECK(maps.element().size(slot) == 1);
    });
    CHECK(keys == "a");

    // A structure may hold itself in a list.
    const Type& flat = *named(shape, "Flat").type;
    CHECK(&flat.element().structure() == &shape_of(Tag<Inner>()));
    CHECK(&named(shape_of(Tag<Inner>()), "Children").type->element().structure() == &shape_of(Tag<Inner>()));
}

TEST_CASE("facets of elements are told in the member's sentence") {
    const Member made = member<&Everything::list>("List").length(1, 2).each(element().length(3, 4)).required();
    CHECK(made.facets->max_length == 2);
    CHECK(made.facets->inner().max_length == 4);
    CHECK(made.is_required);
    CHECK_FALSE(made.facets->inner().is_required);
    CHECK(Member(member<&Everything::list>("List")).facets->inner().element_name == "member");
}
