#include "catch.hpp"

#include <algorithm>
#include <list>
#include <string>

#include "base/random.hpp"
#include "http/response_cache.hpp"

using namespace wt;
using namespace wt::http;

namespace {

Response answer(std::string_view body) {
    Response response;
    response.body = Text(body);
    return response;
}

}  // namespace

TEST_CASE("the object that was used least recently leaves when there are too many") {
    ResponseCache cache(2, Bytes{1'000});
    cache.store("/a", answer("a"), epoch, 1s);
    cache.store("/b", answer("b"), epoch, 1s);
    CHECK(cache.find("/a") != nullptr);
    cache.store("/c", answer("c"), epoch, 1s);
    CHECK(cache.find("/b") == nullptr);
    CHECK(cache.find("/a") != nullptr);
    CHECK(cache.find("/c") != nullptr);
    CHECK(cache.objects() == 2);
}

TEST_CASE("keys, headers and bodies count as bytes, and the bound holds") {
    ResponseCache cache(1'000, Bytes{100});
    Response response = answer(std::string(40, 'x'));
    response.headers.add("Four", "Five5");
    CHECK(cache.store("/1", response, epoch, 1s));
    CHECK(cache.bytes() == Bytes{51});
    CHECK(cache.store("/2", answer(std::string(40, 'x')), epoch, 1s));
    CHECK(cache.objects() == 2);
    CHECK(cache.store("/3", answer(std::string(40, 'x')), epoch, 1s));
    CHECK(cache.find("/1") == nullptr);
    CHECK(cache.bytes() == Bytes{84});
}

TEST_CASE("an object larger than the cache is refused and drops the one under its key alone") {
    ResponseCache cache(10, Bytes{100});
    CHECK(cache.store("/a", answer("small"), epoch, 1s));
    CHECK(cache.store("/b", answer("small"), epoch, 1s));
    CHECK_FALSE(cache.store("/a", answer(std::string(99, 'x')), epoch, 1s));
    CHECK(cache.find("/a") == nullptr);
    CHECK(cache.find("/b") != nullptr);
}

TEST_CASE("a cache without room keeps nothing") {
    ResponseCache none(0, Bytes{100});
    CHECK_FALSE(none.store("/a", answer("x"), epoch, 1s));
    CHECK(none.find("/a") == nullptr);
}

TEST_CASE("an object that is never to expire does not run over the end of time") {
    ResponseCache cache(1, Bytes{100});
    cache.store("/a", answer("x"), epoch + 1h, Duration::max());
    CHECK(cache.find("/a")->expires == never);
}

TEST_CASE("the cache agrees with a plain list over twenty thousand random steps") {
    constexpr std::size_t bound = 50;
    ResponseCache cache(bound, Bytes{1'000'000});
    std::list<std::pair<std::string, std::string>> model;  // the most recently used first
    Random random(3, "model");
    for (int step = 0; step < 20'000; ++step) {
        const std::string key = "/" + std::to_string(random.below(120));
        const auto at = std::find_if(model.begin(), model.end(), [&](const auto& entry) { return entry.first == key; });
        const std::uint64_t action = random.below(100);
        if (action < 50) {
            const ResponseCache::Object* object = cache.find(key);
            REQUIRE((object != nullptr) == (at != model.end()));
            if (object != nullptr) {
                REQUIRE(object->response.body.view() == at->second);
                model.splice(model.begin(), model, at);
            }
        } else if (action < 95) {
            const std::string body = std::to_string(step);
            cache.store(key, answer(body), epoch, 1s);
            if (at != model.end()) model.erase(at);
            if (model.size() == bound) model.pop_back();
            model.emplace_front(key, body);
        } else {
            cache.erase(key);
            if (at != model.end()) model.erase(at);
        }
        REQUIRE(cache.objects() == model.size());
    }
    cache.clear();
    CHECK(cache.objects() == 0);
    CHECK(cache.bytes() == Bytes{});
}
