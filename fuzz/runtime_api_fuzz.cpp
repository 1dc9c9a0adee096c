// Whatever a runtime calls, in whatever order, while programs begin and end and invocations are handed out: each call
// is answered or waits, and each invocation comes to one end.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/assert.hpp"
#include "base/scope.hpp"
#include "sandbox/runtime_api.hpp"

namespace {

using namespace wt;

Task<void> count(Task<http::Response> asking, int& ended) {
    const http::Response response = co_await asking;
    WT_ASSERT(response.status >= 200 && response.status < 600);
    ++ended;
}

Task<void> ready(Task<std::optional<http::Response>> asking) { (void)co_await asking; }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static constexpr std::string_view paths[] = {
        "/2018-06-01/runtime/invocation/next",       "/2018-06-01/runtime/invocation/a/response",
        "/2018-06-01/runtime/invocation/a/error",    "/2018-06-01/runtime/init/error",
        "/2018-06-01/runtime/invocation/",           "/2018-06-01/runtime/invocation//response",
        "/2018-06-01/runtime/invocation/b/response", "/"};
    Clock clock;
    sandbox::RuntimeApi api(clock);
    int calls = 0;
    int answered = 0;
    int invoked = 0;
    int ended = 0;
    Scope scope;
    for (std::size_t at = 0; at < size; ++at) {
        const std::uint8_t what = data[at];
        if (what < 160) {
            http::Request request;
            request.method = what % 2 == 0 ? http::Method::get : http::Method::post;
            request.path = Text(paths[what / 2 % 8]);
            const std::size_t length = std::min<std::size_t>(what / 16, size - at - 1);
            request.body = Text(std::string_view(reinterpret_cast<const char*>(data) + at + 1, length));
            if (what % 5 == 0) request.headers.add("Lambda-Runtime-Function-Response-Mode", "streaming");
            at += length;
            ++calls;
            scope.spawn(count(api.handle(std::move(request)), answered));
        } else if (what < 200) {
            if (invoked != ended) continue;
            http::Request request;
            request.headers.add("Lambda-Runtime-Aws-Request-Id", "a");
            request.body = "{}";
            ++invoked;
            const auto to = what % 2 == 0 ? std::make_shared<lambda::AnswerPipe>(clock, nullptr) : nullptr;
            if (to != nullptr) to->leave();
            scope.spawn(count(api.invoke(std::move(request), to), ended));
        } else if (what < 220) {
            api.end("exit status 1");
        } else if (what < 240) {
            if (!api.running()) api.begin();
        } else {
            scope.spawn(ready(api.ready()));
        }
        if (what % 3 == 0) clock.run_until(clock.now() + Duration(1));
    }
    api.end("");
    clock.run_until(clock.now() + Duration(1));
    WT_ASSERT(calls == answered);
    WT_ASSERT(invoked == ended);
    return 0;
}
