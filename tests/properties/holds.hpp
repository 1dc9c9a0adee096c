#pragma once
#include <rapidcheck.h>

#include <cstdlib>
#include <sstream>
#include <tuple>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "sanitized.hpp"

namespace wt::properties {

inline constexpr const char* defaults =
    test::sanitized ? "seed=1 max_size=150 max_success=200" : "seed=1 max_size=150 max_success=2000";

/// Fails the test when `property` has a counterexample, which is shrunk and shown. The cases are the same in every
/// run, unless the environment has RC_PARAMS="seed=7 max_size=150 max_success=20000" or the like.
/// A property whose cases take long has one `in` so many of them.
template <class Property>
void holds(Property&& property, int in = 1) {
    (void)setenv("RC_PARAMS", defaults, 0);
    rc::detail::TestParams params = rc::detail::configuration().testParams;
    params.maxSuccess = (params.maxSuccess + in - 1) / in;
    const auto result = rc::detail::checkTestable(std::forward<Property>(property), rc::detail::TestMetadata(), params);
    std::ostringstream text;
    rc::detail::printResultMessage(result, text);
    INFO(text.str());
    CHECK(result.template is<rc::detail::SuccessResult>());
}

/// Something that happens: what, to whom, and how much of it.
using Step = std::tuple<int, int, int>;

/// A history of such steps; each part is below its bound.
[[nodiscard]] inline std::vector<Step> any_history(int kinds, int who, int amount) {
    return *rc::gen::container<std::vector<Step>>(
        rc::gen::tuple(rc::gen::inRange(0, kinds), rc::gen::inRange(0, who), rc::gen::inRange(0, amount)));
}

}  // namespace wt::properties
