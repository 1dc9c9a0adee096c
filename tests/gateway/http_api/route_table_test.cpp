#include "gateway/http_api/route_table.hpp"

#include <string>
#include <vector>

#include "base/random.hpp"
#include "catch.hpp"

using namespace wt;
using namespace wt::gateway::http_api;
using http::Method;

namespace {

/// The key of the route that is found; empty: none.
std::string found(const std::vector<std::string>& keys, Method method, std::string_view path) {
    const auto route = RouteTable(keys).find(method, path);
    return route ? keys[*route] : "";
}

}  // namespace

TEST_CASE("the most specific route is found, as the guide's examples say") {
    const std::vector<std::string> keys{"$default", "ANY /{proxy+}", "GET /pets/{proxy+}", "GET /pets/dog/{id}",
                                        "GET /pets/dog/1"};
    CHECK(found(keys, Method::get, "/pets/dog/1") == "GET /pets/dog/1");
    CHECK(found(keys, Method::get, "/pets/dog/2") == "GET /pets/dog/{id}");
    CHECK(found(keys, Method::get, "/pets/cat/1") == "GET /pets/{proxy+}");
    CHECK(found(keys, Method::post, "/test/5") == "ANY /{proxy+}");
    CHECK(found(keys, Method::post, "/pets/dog/1") == "ANY /{proxy+}");
    CHECK(found(keys, Method::get, "/") == "$default");
}

TEST_CASE("paths and methods as tables") {
    struct Row {
        std::vector<std::string> keys;
        Method method;
        const char* path;
        const char* expected;
    };
    const Row rows[] = {
        {{"GET /", "GET /a"}, Method::get, "/", "GET /"},
        {{"GET /", "GET /a"}, Method::get, "/b", ""},
        {{"GET /a"}, Method::post, "/a", ""},
        {{"GET /a", "ANY /a"}, Method::get, "/a", "GET /a"},
        {{"GET /a", "ANY /a"}, Method::put, "/a", "ANY /a"},
        // A slash at the end makes another path.
        {{"GET /a"}, Method::get, "/a/", ""},
        {{"GET /a/"}, Method::get, "/a/", "GET /a/"},
        {{"GET /{id}"}, Method::get, "/", ""},
        {{"GET /a/{id}"}, Method::get, "/a/", ""},
        // A greedy one holds something.
        {{"GET /a/{rest+}"}, Method::get, "/a/", ""},
        {{"GET /a/{rest+}"}, Method::get, "/a", ""},
        {{"GET /a/{rest+}"}, Method::get, "/a/b/c", "GET /a/{rest+}"},
        // A full match is before a greedy one, wherever that begins.
        {{"GET /a/{rest+}", "GET /{x}/b"}, Method::get, "/a/b", "GET /{x}/b"},
        {{"GET /{rest+}", "GET /a/{rest+}"}, Method::get, "/a/b", "GET /a/{rest+}"},
        {{"GET /{x}/{rest+}", "GET /a/{rest+}"}, Method::get, "/a/b", "GET /a/{rest+}"},
        {{"GET /{x}/{rest+}", "GET /{rest+}"}, Method::get, "/a/b", "GET /{x}/{rest+}"},
        // The path counts before the method.
        {{"GET /{id}", "ANY /a"}, Method::get, "/a", "ANY /a"},
        {{"GET /a%20b", "GET /a b"}, Method::get, "/a%20b", ""},
        {{"GET /\xc3\xa4"}, Method::get, "/%C3%A4", "GET /\xc3\xa4"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.keys, row.path);
        CHECK(found(row.keys, row.method, row.path) == row.expected);
    }
}

TEST_CASE("what is no route's key is none") {
    for (const char* key : {"$default", "GET /", "ANY /a/{b}/c", "DELETE /{all+}", "HEAD /x/"})
        CHECK(read_route_key(key).has_value());
    for (const char* key : {"", "GET", "GET/", "/a", "GET a", "get /a", "FETCH /a", "GET  /a", "GET /a b",
                            "GET /{a+}/b", "GET /{}", "GET /{+}", "GET /a{b}", "GET /{a}{b}", "$connect"}) {
        CAPTURE(key);
        CHECK_FALSE(read_route_key(key).has_value());
    }
}

TEST_CASE("whatever the routes and the path, a route that says less never comes before one that says more") {
    // Small worlds, drawn: every route that is found fits, and of two in another order the same is found.
    Random chance(7, "routes");
    const auto draw = [&](std::uint64_t below) { return static_cast<int>(chance.below(below)); };
    const std::vector<std::string> parts{"a", "b", "{x}", "{y}"};
    const std::vector<std::string> verbs{"GET", "POST", "ANY"};
    for (int round = 0; round < 3000; ++round) {
        std::vector<std::string> keys;
        for (int i = draw(6); i >= 0; --i) {
            std::string path;
            for (int depth = draw(3); depth > 0; --depth) path += "/" + parts[static_cast<std::size_t>(draw(4))];
            if (draw(3) == 0) path += "/{rest+}";
            if (path.empty()) path = "/";
            std::string key = verbs[static_cast<std::size_t>(draw(3))] + " " + path;
            for (char& c : key) c = c == 'y' ? 'x' : c;  // one name: no two routes are the same but for names
            if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
        }
        std::string path;
        for (int depth = draw(4); depth > 0; --depth) path += draw(2) == 0 ? "/a" : "/c";
        if (path.empty()) path = "/";
        std::vector<std::string> shuffled = keys;
        for (std::size_t at = shuffled.size(); at > 1; --at) std::swap(shuffled[at - 1], shuffled[chance.below(at)]);
        const std::string first = found(keys, Method::get, path);
        CAPTURE(keys, path);
        CHECK(first == found(shuffled, Method::get, path));
        if (first.empty()) continue;
        // Alone it fits as well, and a full match is never passed over.
        CHECK(found({first}, Method::get, path) == first);
        for (const std::string& other : keys) {
            const bool full = other.find("+}") == std::string::npos;
            if (full && first.find("+}") != std::string::npos) CHECK(found({other}, Method::get, path).empty());
        }
    }
}
