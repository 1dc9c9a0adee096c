#include "gateway/http_api/parameter_mapping.hpp"

#include "catch.hpp"
#include "gateway/http_api/passage.hpp"

using namespace wt;
using namespace wt::gateway::http_api;

namespace {

struct World {
    World() {
        config.id = "abc";
        config.variables = {{"v", "var"}};
        request.path = "/pets/7";
        request.query = "a=1&b=2&a=3";
        request.headers.add("X-A", "1");
        request.headers.add("x-a", "2");
        request.body = R"({"user": {"name": "ann", "tags": ["x", 1]}, "n": 7})";
        pass.path_parameters = {{"id", "7"}};
        pass.query = {{"a", "1"}, {"b", "2"}, {"a", "3"}};
        pass.request_id = "RID=";
    }
    [[nodiscard]] std::string value(const char* text) const {
        const auto expression = Expression::of(text, Side::request);
        return expression ? expression->value(pass).value_or("nothing") : "refused";
    }
    [[nodiscard]] http::Request changed(const std::map<std::string, std::string>& said) const {
        http::Request sent = request;
        apply(read_changes(said, Side::request).value(), pass, sent);
        return sent;
    }
    HttpApiConfig config;
    http::Request request;
    gateway::http_api::Passage pass{config, request};
};

std::string why(const std::map<std::string, std::string>& said, Side side = Side::request) {
    const auto read = read_changes(said, side);
    return read ? "" : read.error().message;
}

}  // namespace

TEST_CASE("an expression says what a request, the stage and the context say") {
    const World world;
    struct Row {
        const char* text;
        const char* value;
    };
    const Row rows[] = {
        {"plain", "plain"},
        {"", ""},
        {"$request.header.X-a", "1,2"},
        {"$request.querystring.a", "1,3"},
        {"$request.path.id", "7"},
        {"$request.path", "/pets/7"},
        {"$request.body.user.name", "ann"},
        {"$request.body.user.tags", R"(["x",1])"},
        {"$request.body.n", "7"},
        {"$request.body.none", "nothing"},
        {"$request.header.none", "nothing"},
        {"$stageVariables.v", "var"},
        {"$context.requestId", "RID="},
        {"$context.apiId", "abc"},
        {"${request.path.id}-$stageVariables.v.", "7-var."},
        {"a${request.header.none}b", "ab"},
        {"cost: $5", "cost: $5"},
        {"$request.nothing", "refused"},
        {"$response.header.x", "refused"},
        {"${request.path", "refused"},
        {"$request.body.[", "refused"},
        {"$context.", "refused"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.text);
        CHECK(world.value(row.text) == row.value);
    }
    CHECK(Expression::of("$response.body.a", Side::answer).has_value());
    CHECK_FALSE(Expression::of("$request.header.a", Side::answer).has_value());
}

TEST_CASE("changes of a request append, overwrite and remove") {
    const World world;
    const http::Request sent = world.changed({{"append:header.x-new", "$request.path.id"},
                                              {"append:header.x-none", "$request.header.none"},
                                              {"append:querystring.c", "4 5"},
                                              {"overwrite:header.x-a", "one"},
                                              {"overwrite:querystring.a", "9"},
                                              {"overwrite:path", "other/$request.path.id"},
                                              {"remove:querystring.b", "''"}});
    CHECK(sent.headers.get("x-new") == "7");
    CHECK_FALSE(sent.headers.has("x-none"));
    CHECK(sent.headers.get("X-A") == "one");
    CHECK(sent.headers.size() == 2);
    CHECK(sent.path == "/other/7");
    CHECK(sent.query == "c=4%205&a=9");
    const http::Request without = world.changed({{"remove:header.X-a", "''"}, {"append:header.bad", "a\r\nb: c"}});
    CHECK(without.headers.size() == 0);
}

TEST_CASE("changes of an answer are made of the answer as it came") {
    const World world;
    http::Response answer = http::json_response(200, R"({"code": 404})");
    answer.headers.add("x-a", "1");
    apply(read_changes({{"append:header.x-a", "$response.header.x-a"},
                        {"append:header.x-b", "$response.header.x-a"},
                        {"overwrite:statuscode", "$response.body.code"}},
                       Side::answer)
              .value(),
          world.pass, answer);
    CHECK(answer.status == 404);
    CHECK(answer.headers.get("x-b") == "1");
    CHECK(answer.headers.size() == 4);
    // What is no status changes none.
    apply(read_changes({{"overwrite:statuscode", "$context.apiId"}}, Side::answer).value(), world.pass, answer);
    CHECK(answer.status == 404);
}

TEST_CASE("what cannot be changed is refused with a sentence") {
    for (const char* key : {"header.x", "append:header.", "prepend:header.x", "append:path", "remove:path",
                            "overwrite:statuscode", "append:body", ""}) {
        CAPTURE(key);
        CHECK(why({{key, "x"}}).find("Invalid mapping expression specified") != std::string::npos);
    }
    CHECK(why({{"append:querystring.x", "x"}}, Side::answer).find("append:querystring.x") != std::string::npos);
    for (const char* header : {"authorization", "X-Amz-Date", "access-control-allow-origin", "Via"})
        CHECK(why({{std::string("append:header.") + header, "x"}}) ==
              std::string("Operations on header ") + header + " are restricted");
    CHECK(why({{"append:header.x", "$request.foo.x"}}).find("$request.foo.x") != std::string::npos);
}
