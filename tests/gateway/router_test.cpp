#include "catch.hpp"

#include <stdexcept>
#include <string>

#include "gateway/router.hpp"

using namespace wt;
using namespace wt::gateway;
using http::Method;

namespace {

Route route(Method method, std::string pattern) {
    Route made;
    made.method = method;
    made.pattern = std::move(pattern);
    return made;
}

Route any(std::string pattern) {
    Route made = route(Method::get, std::move(pattern));
    made.any = true;
    return made;
}

}  // namespace

TEST_CASE("a literal goes before a parameter, a parameter before a proxy, and a method before ANY") {
    const std::vector<Route> routes = {
        route(Method::get, "/"),                             // 0
        route(Method::get, "/items"),                        // 1
        route(Method::get, "/items/{id}"),                   // 2
        route(Method::get, "/items/special"),                // 3
        any("/items/{id}"),                                  // 4
        route(Method::get, "/items/{id}/parts/{part}"),      // 5
        any("/files/{proxy+}"),                              // 6
        route(Method::get, "/items/special/parts/{part}/x")  // 7
    };
    const Router router(routes);
    struct Case {
        Method method;
        const char* path;
        int route;
        const char* parameter;
    };
    const Case table[] = {
        {Method::get, "/", 0, ""},
        {Method::post, "/", -1, ""},
        {Method::get, "/items", 1, ""},
        {Method::get, "/items/", 1, ""},
        {Method::get, "/items/42", 2, "42"},
        {Method::get, "/items/a%2Fb", 2, "a%2Fb"},
        {Method::get, "/items/special", 3, ""},
        {Method::post, "/items/special", -1, ""},  // the literal is the better path, and has no POST
        {Method::post, "/items/42", 4, "42"},
        {Method::del, "/items/42", 4, "42"},
        {Method::get, "/items/42/parts/7", 5, "7"},
        {Method::get, "/items/special/parts/7", 5, "7"},
        {Method::get, "/items/special/parts/7/x", 7, "7"},
        {Method::get, "/items/42/parts", -1, ""},
        {Method::get, "/files/a/b/c.txt", 6, "a/b/c.txt"},
        {Method::get, "/files", -1, ""},
        {Method::get, "/nothing", -1, ""},
        {Method::get, "", 0, ""},
        {Method::get, "//items", -1, ""},
    };
    for (const Case& row : table) {
        INFO(http::name(row.method) << " " << row.path);
        const std::string path = row.path;
        const auto match = router.find(row.method, path);
        CHECK((match ? static_cast<int>(match->route) : -1) == row.route);
        if (match) CHECK(match->parameter == row.parameter);
    }
}

TEST_CASE("a proxy takes what no better path leads to") {
    const Router router({any("/{proxy+}"), route(Method::get, "/items/{id}")});
    CHECK(router.find(Method::get, "/items/1")->route == 1);
    CHECK(router.find(Method::get, "/items/1/2")->route == 0);
    CHECK(router.find(Method::get, "/items/1/2")->parameter == "items/1/2");
    CHECK_FALSE(router.find(Method::get, "/").has_value());
}

TEST_CASE("a pattern that API Gateway does not take is refused with the reason") {
    for (const char* pattern : {"", "items", "/items//x", "/{proxy+}/x", "/it{em}", "/{}"}) {
        INFO(pattern);
        CHECK_THROWS_AS(Router({route(Method::get, pattern)}), std::invalid_argument);
    }
    CHECK_THROWS_AS(Router({route(Method::get, "/a"), route(Method::get, "/a")}), std::invalid_argument);
}
