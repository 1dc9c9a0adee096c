#include "base/rare_ptr.hpp"

#include <memory>
#include <utility>

#include "catch.hpp"

using namespace wt;

TEST_CASE("a rare pointer takes one word, shares what it points to, and may be null") {
    static_assert(sizeof(RarePtr<int>) == sizeof(void*));
    RarePtr<const int> none;
    CHECK(none == nullptr);
    CHECK(RarePtr<const int>(std::shared_ptr<int>()) == nullptr);
    CHECK(std::shared_ptr<const int>(none) == nullptr);

    const auto number = std::make_shared<int>(7);
    RarePtr<const int> first = number;
    CHECK(number.use_count() == 2);
    RarePtr<const int> second = first;
    CHECK(number.use_count() == 3);
    CHECK(*second == 7);
    CHECK(second != nullptr);

    const RarePtr<const int> third = std::move(second);
    CHECK(number.use_count() == 3);
    CHECK(std::shared_ptr<const int>(third) == number);
    second = third;
    first = nullptr;
    CHECK(first == nullptr);
    CHECK(number.use_count() == 3);
    second = none;
    CHECK(number.use_count() == 2);
}
