#include "catch.hpp"

#include "base/base64.hpp"
#include "http/body.hpp"
#include "sandbox/runtime_api.hpp"
#include "storage/world.hpp"

using namespace wt;
using namespace wt::sandbox;

namespace {

/// A runtime's calls and what they were answered, and the owner's side.
struct Stand {
    static Task<void> keep(Task<http::Response> asking, std::optional<http::Response>& to) { to = co_await asking; }
    static Task<void> keep_ready(Task<std::optional<http::Response>> asking, bool& done,
                                 std::optional<http::Response>& to) {
        to = co_await asking;
        done = true;
    }
    void settle() { world.clock.run_until(world.clock.now() + 1ms); }

    http::Response call(http::Method method, const char* path, std::string_view body = {}) {
        http::Request request;
        request.method = method;
        request.path = Text(std::string_view(path));
        request.body = Text(body);
        std::optional<http::Response> answer;
        scope.spawn(keep(api.handle(std::move(request)), answer));
        settle();
        REQUIRE(answer);
        return *answer;
    }
    void ask_for_work() {
        http::Request request;
        request.path = "/2018-06-01/runtime/invocation/next";
        work.reset();
        scope.spawn(keep(api.handle(std::move(request)), work));
        settle();
    }
    void invoke(const char* id, const char* event = "{}") {
        http::Request request;
        request.headers.add("Lambda-Runtime-Aws-Request-Id", Text(std::string_view(id)));
        request.headers.add("X-Amz-Log-Type", "Tail");
        request.body = Text(std::string_view(event));
        outcome.reset();
        scope.spawn(keep(api.invoke(std::move(request)), outcome));
        settle();
    }
    void expect_ready() {
        scope.spawn(keep_ready(api.ready(), ready, init_error));
        settle();
    }

    test::World world;
    RuntimeApi api{world.clock};
    std::optional<http::Response> work;
    std::optional<http::Response> outcome;
    bool ready = false;
    std::optional<http::Response> init_error;
    Scope scope;
};

constexpr auto get = http::Method::get;
constexpr auto post = http::Method::post;

/// A body as the listener gives it: in pieces, with what comes behind it.
class Pieces final : public http::BodyReader {
public:
    explicit Pieces(Clock& clock) : came_(clock) {}
    [[nodiscard]] std::optional<std::uint64_t> length() const override { return std::nullopt; }
    [[nodiscard]] Task<Result<Text, http::BodyError>> next() override {
        while (pieces_.empty() && !over_ && !gone_) co_await came_.wait();
        if (!pieces_.empty()) {
            Text piece = std::move(pieces_.front());
            pieces_.erase(pieces_.begin());
            co_return piece;
        }
        if (gone_) co_return http::BodyError::gone;
        co_return Text();
    }
    [[nodiscard]] std::string_view trailer(std::string_view name) const override { return trailers.get(name); }
    void put(std::string_view piece) {
        pieces_.emplace_back(piece);
        came_.pulse();
    }
    void end() {
        over_ = true;
        came_.pulse();
    }
    void go() {
        gone_ = true;
        came_.pulse();
    }
    http::Headers trailers;

private:
    std::vector<Text> pieces_;
    bool over_ = false;
    bool gone_ = false;
    Event came_;
};

/// An answer that is streamed, and whoever reads it.
struct Streamed {
    explicit Streamed(Stand& on) : stand(on) {
        pipe = std::make_shared<lambda::AnswerPipe>(stand.world.clock, [this](Text said) { type = said.str(); });
        stand.api.begin();
        stand.ask_for_work();
        http::Request request;
        request.headers.add("Lambda-Runtime-Aws-Request-Id", "a");
        stand.scope.spawn(Stand::keep(stand.api.invoke(std::move(request), pipe), stand.outcome));
        stand.settle();
        stand.scope.spawn(read(pipe, read_so_far));
    }
    static Task<void> read(std::shared_ptr<lambda::AnswerPipe> from, std::string& to) {
        for (;;) {
            const Text piece = co_await from->read();
            if (piece.empty()) co_return;
            to += piece.view();
        }
    }
    void post() {
        body = std::make_shared<Pieces>(stand.world.clock);
        http::Request request;
        request.method = http::Method::post;
        request.path = "/2018-06-01/runtime/invocation/a/response";
        request.headers.add("Lambda-Runtime-Function-Response-Mode", "streaming");
        request.headers.add("Content-Type", "text/plain");
        request.stream = body;
        stand.scope.spawn(Stand::keep(stand.api.handle(std::move(request)), accepted));
        stand.settle();
    }
    Stand& stand;
    std::shared_ptr<lambda::AnswerPipe> pipe;
    std::shared_ptr<Pieces> body;
    std::string type = "none";
    std::string read_so_far;
    std::optional<http::Response> accepted;
};

}  // namespace

TEST_CASE("what a program streams is handed on while it writes, and its end is the answer's") {
    Stand stand;
    Streamed streamed(stand);
    CHECK(streamed.type == "none");
    streamed.post();
    CHECK(streamed.type == "text/plain");
    streamed.body->put("one ");
    stand.settle();
    CHECK(streamed.read_so_far == "one ");
    CHECK_FALSE(stand.outcome);
    streamed.body->put("two");
    streamed.body->end();
    stand.settle();
    CHECK(streamed.read_so_far == "one two");
    REQUIRE(stand.outcome);
    CHECK_FALSE(stand.outcome->headers.has("X-Amz-Function-Error"));
    REQUIRE(streamed.accepted);
    CHECK(streamed.accepted->status == 202);
    CHECK(stand.call(post, "/2018-06-01/runtime/invocation/a/response", "late").status == 400);
}

TEST_CASE("an error stands behind what was streamed before it") {
    Stand stand;
    Streamed streamed(stand);
    streamed.post();
    streamed.body->put("some");
    streamed.body->trailers.add("Lambda-Runtime-Function-Error-Type", "Error");
    streamed.body->trailers.add("Lambda-Runtime-Function-Error-Body",
                                Text(base64_encode(R"({"errorType":"Error","errorMessage":"m"})")));
    streamed.body->end();
    stand.settle();
    REQUIRE(stand.outcome);
    CHECK(stand.outcome->headers.get("X-Amz-Function-Error") == "Unhandled");
    CHECK(stand.outcome->body == R"({"errorType":"Error","errorMessage":"m"})");
    CHECK(streamed.read_so_far == "some");
}

TEST_CASE("a program that dies while it streams has exited, and one that goes on has not answered") {
    Stand stand;
    Streamed streamed(stand);
    streamed.post();
    streamed.body->put("some");
    streamed.body->go();
    stand.settle();
    CHECK_FALSE(stand.outcome);
    const bool dies = GENERATE(true, false);
    if (dies) {
        stand.api.end("exit status 1");
    } else {
        stand.ask_for_work();
    }
    stand.settle();
    REQUIRE(stand.outcome);
    CHECK(stand.outcome->body.view().find(dies ? "Runtime.ExitError" : "Runtime.Unknown") != std::string_view::npos);
}

TEST_CASE("a streamed answer for who wants it whole is whole, and as bounded as any") {
    Stand stand;
    stand.api.begin();
    stand.ask_for_work();
    stand.invoke("a");
    const std::size_t size = GENERATE(std::size_t{10}, RuntimeApi::largest_answer + 1);
    http::Request request;
    request.method = post;
    request.path = "/2018-06-01/runtime/invocation/a/response";
    request.headers.add("Lambda-Runtime-Function-Response-Mode", "streaming");
    const auto body = std::make_shared<Pieces>(stand.world.clock);
    request.stream = body;
    std::optional<http::Response> accepted;
    stand.scope.spawn(Stand::keep(stand.api.handle(std::move(request)), accepted));
    body->put(std::string(size, 'x'));
    body->put("y");
    body->end();
    stand.settle();
    REQUIRE(stand.outcome);
    REQUIRE(accepted);
    CHECK(accepted->status == 202);
    if (size > 10) {
        CHECK(stand.outcome->body.view().find("Function.ResponseSizeTooLarge") != std::string_view::npos);
    } else {
        CHECK(stand.outcome->body == "xxxxxxxxxxy");
    }
}

TEST_CASE("a runtime is ready when it asks for work, gets an invocation with its fields, and answers it") {
    Stand stand;
    stand.api.begin();
    stand.expect_ready();
    CHECK_FALSE(stand.ready);
    stand.ask_for_work();
    CHECK(stand.ready);
    CHECK_FALSE(stand.init_error);
    CHECK_FALSE(stand.work);
    stand.invoke("a", R"({"x":1})");
    REQUIRE(stand.work);
    CHECK(stand.work->status == 200);
    CHECK(stand.work->body == R"({"x":1})");
    CHECK(stand.work->headers.get("Content-Type") == "application/json");
    CHECK(stand.work->headers.get("Lambda-Runtime-Aws-Request-Id") == "a");
    CHECK_FALSE(stand.work->headers.has("X-Amz-Log-Type"));
    CHECK_FALSE(stand.outcome);
    CHECK(stand.call(post, "/2018-06-01/runtime/invocation/a/response", "\xff raw").status == 202);
    REQUIRE(stand.outcome);
    CHECK(stand.outcome->body == "\xff raw");
    CHECK_FALSE(stand.outcome->headers.has("X-Amz-Function-Error"));
}

TEST_CASE("an answer to another invocation is refused, and the open one stays open") {
    Stand stand;
    stand.api.begin();
    stand.ask_for_work();
    stand.invoke("a");
    const http::Response refused = stand.call(post, "/2018-06-01/runtime/invocation/b/response", "1");
    CHECK(refused.status == 400);
    CHECK(refused.body.view().find("InvalidRequestID") != std::string_view::npos);
    CHECK_FALSE(stand.outcome);
    CHECK(stand.call(post, "/2018-06-01/runtime/invocation/a/response", "1").status == 202);
    CHECK(stand.call(post, "/2018-06-01/runtime/invocation/a/response", "2").status == 400);
    CHECK(stand.outcome->body == "1");
}

TEST_CASE("an error has a type in any case: the body's, else the field's, else Unknown") {
    const auto [body, type] =
        GENERATE(std::pair(R"({"errorType":"E","errorMessage":"m","stackTrace":["s"]})", R"("errorType":"E")"),
                 std::pair(R"({"errorMessage":"m"})", R"("errorType":"Unknown")"),
                 std::pair("no JSON", R"("errorMessage":"no JSON")"), std::pair("", R"("errorType":"Unknown")"));
    Stand stand;
    stand.api.begin();
    stand.ask_for_work();
    stand.invoke("a");
    CHECK(stand.call(post, "/2018-06-01/runtime/invocation/a/error", body).status == 202);
    REQUIRE(stand.outcome);
    CHECK(stand.outcome->headers.get("X-Amz-Function-Error") == "Unhandled");
    CHECK(stand.outcome->body.view().find(type) != std::string_view::npos);
}

TEST_CASE("an error that is nested too deep to be written again stands as a text") {
    Stand stand;
    stand.api.begin();
    stand.ask_for_work();
    stand.invoke("a");
    const std::string deep = R"({"a":)" + std::string(1'000'000, '[') + std::string(1'000'000, ']') + "}";
    CHECK(stand.call(post, "/2018-06-01/runtime/invocation/a/error", deep).status == 202);
    REQUIRE(stand.outcome);
    CHECK(stand.outcome->body.view().find(R"("errorMessage":"{\"a\":[[)") != std::string_view::npos);
}

TEST_CASE("too large an answer is taken, and is a function error") {
    Stand stand;
    stand.api.begin();
    stand.ask_for_work();
    stand.invoke("a");
    const std::string large(RuntimeApi::largest_answer + 1, 'x');
    CHECK(stand.call(post, "/2018-06-01/runtime/invocation/a/response", large).status == 202);
    CHECK(stand.outcome->body.view().find("Function.ResponseSizeTooLarge") != std::string_view::npos);
    stand.ask_for_work();
    stand.invoke("b");
    CHECK(stand.call(post, "/2018-06-01/runtime/invocation/b/response", large.substr(1)).status == 202);
    CHECK(stand.outcome->body.size() == RuntimeApi::largest_answer);
}

TEST_CASE("a failed INIT is what the runtime says of it, or else how it ended") {
    Stand said;
    said.api.begin();
    said.expect_ready();
    CHECK(said.call(post, "/2018-06-01/runtime/init/error", R"({"errorType":"Runtime.ImportModuleError"})").status ==
          202);
    said.api.end("exit status 1");
    said.settle();
    REQUIRE(said.init_error);
    CHECK(said.init_error->body == R"({"errorType":"Runtime.ImportModuleError"})");

    Stand silent;
    silent.api.begin();
    silent.expect_ready();
    silent.api.end("signal: killed");
    silent.settle();
    REQUIRE(silent.init_error);
    CHECK(silent.init_error->body ==
          R"({"errorType":"Runtime.ExitError","errorMessage":"Error: Runtime exited with error: signal: killed"})");
}

TEST_CASE("a runtime that ends without an answer ends its invocation") {
    Stand stand;
    stand.api.begin();
    stand.ask_for_work();
    stand.invoke("a");
    stand.api.end("");
    stand.settle();
    REQUIRE(stand.outcome);
    CHECK(stand.outcome->body.view().find("RequestId: a Error: Runtime exited without providing a reason") !=
          std::string_view::npos);
    CHECK_FALSE(stand.api.running());
}

TEST_CASE("a runtime that asks for more before it has answered has failed the invocation, and gets the next") {
    Stand stand;
    stand.api.begin();
    stand.ask_for_work();
    stand.invoke("a");
    stand.ask_for_work();
    REQUIRE(stand.outcome);
    CHECK(stand.outcome->headers.has("X-Amz-Function-Error"));
    CHECK_FALSE(stand.work);
    stand.invoke("b");
    REQUIRE(stand.work);
    CHECK(stand.work->headers.get("Lambda-Runtime-Aws-Request-Id") == "b");
}

TEST_CASE("calls of a program that is gone take nothing from the one after it") {
    Stand stand;
    stand.api.begin();
    stand.ask_for_work();
    std::optional<http::Response> stale;
    stale.swap(stand.work);
    stand.api.end("signal: killed");
    stand.api.begin();
    stand.settle();
    stand.expect_ready();
    CHECK_FALSE(stand.ready);
    http::Request request;
    stand.ask_for_work();
    stand.invoke("a");
    REQUIRE(stand.work);
    CHECK(stand.work->headers.get("Lambda-Runtime-Aws-Request-Id") == "a");
}

TEST_CASE("what is no call of the Runtime API is refused") {
    Stand stand;
    stand.api.begin();
    CHECK(stand.call(get, "/").status == 404);
    CHECK(stand.call(get, "/2018-06-01/runtime/invocation/").status == 404);
    CHECK(stand.call(get, "/2018-06-01/runtime/invocation/a/other").status == 404);
    CHECK(stand.call(get, "/2018-06-01/runtime/invocation/a/response").status == 405);
    CHECK(stand.call(post, "/2018-06-01/runtime/invocation/next").status == 405);
    CHECK(stand.call(get, "/2018-06-01/runtime/init/error").status == 405);
    CHECK(stand.call(get, "/2020-01-01/extension/register").status == 404);
    http::Request page;
    page.path = "/2018-06-01/runtime/invocation/next";
    page.headers.add("Origin", "http://evil.example");
    std::optional<http::Response> answer;
    stand.scope.spawn(Stand::keep(stand.api.handle(std::move(page)), answer));
    stand.settle();
    REQUIRE(answer);
    CHECK(answer->status == 403);
}

TEST_CASE("a wait status reads as AWS words it") {
    CHECK(ending(1 << 8) == "exit status 1");
    CHECK(ending(0).empty());
    CHECK(ending(9) == "signal: killed");
    CHECK(ending(11) == "signal: segmentation fault");
}
