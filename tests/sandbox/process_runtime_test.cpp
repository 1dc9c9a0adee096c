// Real programs in real environments; what a machine has no interpreter for is left out, and said.
#include "catch.hpp"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include <fmt/format.h>

#include "base/metrics.hpp"
#include "front/loop.hpp"
#include "http/event_form.hpp"
#include "lambda/answer_stream.hpp"
#include "lambda/function.hpp"
#include "sandbox/runtime_api.hpp"
#include "sandbox/runtimes.hpp"
#include "sandbox/stand.hpp"
#include "sandbox/usage.hpp"

using namespace wt;
using namespace wt::sandbox;

TEST_CASE("a Python handler gets its event and context, and its environment is as AWS's") {
    const bool namespaces = GENERATE(true, false);
    Stand stand(namespaces);
    stand.write("app.py", R"(
import os, tempfile
print("loading")
count = 0
def handler(event, context):
    global count
    count += 1
    print("hello", event["name"])
    with tempfile.TemporaryFile() as file:
        file.write(b"x")
    names = ("MINE", "_HANDLER", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_ENDPOINT_URL", "LOCALSTACK_HOSTNAME", "EDGE_PORT", "AWS_LAMBDA_FUNCTION_NAME",
             "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
    return {"name": event["name"], "count": count, "id": context.aws_request_id, "left": context.get_remaining_time_in_millis(),
            **{name: os.environ[name] for name in names}}
)");
    if (!stand.make(python, "app.handler")) return;
    const std::string first = stand.ask(R"({"name":"ann"})");
    CHECK_FALSE(stand.failed());
    CHECK(holds(first, R"("name": "ann", "count": 1)"));
    CHECK(holds(first, fmt::format(R"("id": "{}")", stand.last.headers.get("x-amzn-RequestId"))));
    for (const char* part :
         {R"("MINE": "yes")", R"("AWS_ACCESS_KEY_ID": "ASIAKEY")", R"("AWS_ENDPOINT_URL": "http://127.0.0.1:1")",
          R"("LOCALSTACK_HOSTNAME": "127.0.0.1")", R"("EDGE_PORT": "1")", R"("AWS_LAMBDA_FUNCTION_NAME": "f")",
          R"("AWS_LAMBDA_LOG_STREAM_NAME": "the-stream")", R"("AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256")",
          R"("_HANDLER": "app.handler")"})
        CHECK(holds(first, part));
    CHECK(holds(stand.ask(R"({"name":"ben"})"), R"("count": 2)"));
    CHECK(stand.listener.said == "loading\nhello ann\nhello ben\n");
    CHECK(stand.listener.used.count > 1U << 20U);
    CHECK(stand.listener.used.count <= stand.config.memory.count);
}

TEST_CASE("where there are namespaces, the code is in /var/task, read-only, and /tmp is the environment's own") {
    Stand stand;
    stand.write("app.py", R"(
import os
def handler(event, context):
    try:
        open("/var/task/x", "w")
        wrote = True
    except OSError:
        wrote = False
    return [os.getcwd(), os.environ["LAMBDA_TASK_ROOT"], wrote, sorted(os.listdir("/tmp")), len(os.listdir("/proc")) > 10, os.getpid() < 50]
)");
    if (!stand.make(python, "app.handler")) return;
    const std::string answer = stand.ask();
    if (!stand.runtimes->has_namespaces()) {
        WARN("left out: no namespaces here");
        return;
    }
    CHECK(answer == R"(["/var/task", "/var/task", false, [], true, true])");
}

TEST_CASE("errors of a Python handler, and of its module, are AWS's") {
    Stand stand;
    stand.write("app.py", "def handler(event, context):\n    raise ValueError('no way')\n");
    if (!stand.make(python, "app.handler")) return;
    const std::string raised = stand.ask();
    CHECK(stand.failed());
    CHECK(holds(raised, R"("errorType": "ValueError")"));
    CHECK(holds(raised, R"("stackTrace": ["  File \"/)"));
    CHECK(holds(stand.listener.said, "[ERROR] ValueError: no way\rTraceback"));
    REQUIRE(stand.make(python, "absent.handler"));
    CHECK(holds(stand.ask(), "Runtime.ImportModuleError"));
    REQUIRE(stand.make(python, "app.absent"));
    CHECK(holds(stand.ask(), "Runtime.HandlerNotFound"));
    stand.write("broken.py", "def handler(\n");
    REQUIRE(stand.make(python, "broken.handler"));
    CHECK(holds(stand.ask(), "Runtime.UserCodeSyntaxError"));
}

TEST_CASE("a Node.js handler: promises, callbacks, errors, streams") {
    Stand stand;
    stand.write("index.mjs", R"(
const base = await Promise.resolve(40);
export const handler = async (event, context) => {
  console.log('working', { a: 1 });
  if (event.boom) throw new TypeError('bad');
  if (event.never) return new Promise(() => {});
  return { sum: base + event.a, name: context.functionName };
};
export const nothing = async () => {};
export const streamed = awslambda.streamifyResponse(async (event, stream) => { stream.write('one '); stream.end('two'); });
)");
    stand.write("old.cjs",
                "exports.handler = (event, context, callback) => setTimeout(() => callback(null, [event.a]), 5);\n");
    if (!stand.make("nodejs22.x", "index.handler")) return;
    CHECK(stand.ask(R"({"a":2})") == R"({"sum":42,"name":"f"})");
    CHECK(holds(stand.listener.said, "\tINFO\tworking { a: 1 }\n"));
    CHECK(holds(stand.ask(R"({"boom":1})"), R"("errorType":"TypeError")"));
    CHECK(holds(stand.ask(R"({"never":1})"), "Runtime exited without providing a reason"));
    CHECK(stand.ask(R"({"a":1})") == R"({"sum":41,"name":"f"})");
    REQUIRE(stand.make("nodejs22.x", "index.nothing"));
    CHECK(stand.ask() == "null");
    REQUIRE(stand.make("nodejs22.x", "index.streamed"));
    CHECK(stand.ask() == "one two");
    REQUIRE(stand.make("nodejs22.x", "old.handler"));
    CHECK(stand.ask(R"({"a":7})") == "[7]");
}

TEST_CASE("a bootstrap of one's own speaks to the Runtime API; without one there is no entry point") {
    Stand stand;
    REQUIRE(stand.make("provided.al2023", "x"));
    CHECK(holds(stand.ask(), "Runtime.InvalidEntrypoint"));
    // HTTP by the shell's own sockets: a request, its id, an answer.
    stand.write("bootstrap", R"(#!/bin/bash
while :; do
  exec 5<>/dev/tcp/${AWS_LAMBDA_RUNTIME_API/://}
  printf 'GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' >&5
  id=$(tr -d '\r' <&5 | sed -n 's/^[Ll]ambda-[Rr]untime-[Aa]ws-[Rr]equest-[Ii]d: //p')
  exec 5<>/dev/tcp/${AWS_LAMBDA_RUNTIME_API/://}
  printf 'POST /2018-06-01/runtime/invocation/%s/response HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 4\r\n\r\n"ok"' "$id" >&5
  cat <&5 >/dev/null
done
)");
    chmod((stand.folder + "/bootstrap").c_str(), 0755);
    REQUIRE(stand.make("provided.al2023", "x"));
    CHECK(stand.ask() == "\"ok\"");
    CHECK(stand.ask() == "\"ok\"");
}

TEST_CASE("a program that ends, kills itself or takes too long is reported, started again, and keeps its /tmp") {
    const bool namespaces = GENERATE(true, false);
    Stand stand(namespaces);
    stand.config.timeout = 8s;
    stand.write("app.py", R"(
import os, signal, sys, tempfile, time
def handler(event, context):
    mark = os.path.join(tempfile.gettempdir(), "mark")
    if "exit" in event: os._exit(event["exit"])
    if "signal" in event: os.kill(os.getpid(), event["signal"])
    if "write" in event: open(mark, "w").close()
    if "sleep" in event:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(60)
    return os.path.exists(mark)
)");
    if (!stand.make(python, "app.handler")) return;
    CHECK(stand.ask() == "false");
    CHECK(holds(stand.ask(R"({"exit":3})"), "Runtime exited with error: exit status 3"));
    CHECK(holds(stand.ask(R"({"signal":9})"), "Runtime exited with error: signal: killed"));
    CHECK(holds(stand.ask(R"({"signal":11})"), "signal: segmentation fault"));
    CHECK(stand.ask(R"({"write":1})") == "true");
    CHECK(holds(stand.ask(R"({"sleep":1})"), "Task timed out after 8.00 seconds"));
    CHECK(stand.ask() == "true");
    CHECK(stand.function->environments() == 1);
}

TEST_CASE("six megabytes go in and out, and one more byte out is a function error") {
    Stand stand;
    stand.write("app.py",
                "def handler(event, context):\n    return event if isinstance(event, str) else 'x' * event\n");
    if (!stand.make(python, "app.handler")) return;
    const std::string large = '"' + std::string((6U << 20U) - 2, 'y') + '"';
    CHECK((stand.ask(large) == large));
    CHECK(stand.ask(std::to_string(RuntimeApi::largest_answer - 2)).size() == RuntimeApi::largest_answer);
    CHECK(holds(stand.ask(std::to_string(RuntimeApi::largest_answer - 1)), "Function.ResponseSizeTooLarge"));
    CHECK(stand.ask("1") == "\"x\"");
}

TEST_CASE("endless output is bounded, and a fork bomb and a hunger for memory end the program, not the server") {
    Stand stand;
    stand.config.timeout = 20s;
    stand.write("app.py", R"(
import os, time
def handler(event, context):
    if event == "talk":
        end = time.time() + 0.5
        while time.time() < end: os.write(1, b"blah " * 1000 + b"\n")
    if event == "fork":
        while True:
            try: os.fork()
            except OSError: time.sleep(0.01)
    if event == "eat":
        eaten = []
        while True:
            eaten.append(bytearray(8 << 20))
            time.sleep(0.01)
    return "fine"
)");
    if (!stand.make(python, "app.handler")) return;
    CHECK(stand.ask("\"talk\"") == "\"fine\"");
    CHECK(stand.listener.said.size() < (5U << 20U));
    CHECK(holds(stand.listener.said, "[windtunnel] more than 4 MiB of output"));
    const std::string forked = stand.ask("\"fork\"");
    CHECK(stand.failed());
    CHECK((holds(forked, "signal: killed") || holds(forked, "timed out")));
    CHECK(stand.ask("1") == "\"fine\"");
    CHECK(holds(stand.ask("\"eat\""), "signal: killed"));
    CHECK(holds(stand.listener.said, "[windtunnel] more than 256 MB of memory"));
    CHECK(stand.ask("1") == "\"fine\"");
}

TEST_CASE("a program hears its function's name, and has its keys, wherever the function stands") {
    Stand stand;
    stand.arn = "arn:aws:lambda:us-east-1:000000000000:function:made";
    stand.write("app.py",
                "import os\ndef handler(event, context):\n    return os.environ['AWS_LAMBDA_FUNCTION_NAME'] + "
                "os.environ['AWS_LAMBDA_LOG_GROUP_NAME'] + context.function_name\n");
    if (!stand.make(python, "app.handler")) return;
    CHECK(stand.ask() == "\"made/aws/lambda/mademade\"");
    CHECK(stand.keys_for == "made");
}

TEST_CASE("what is saved is what the next invocation runs") {
    Stand stand;
    stand.watched = true;
    stand.write("app.py", "def handler(event, context):\n    return 'before'\n");
    if (!stand.make(python, "app.handler")) return;
    CHECK(stand.ask() == "\"before\"");
    CHECK(stand.ask() == "\"before\"");
    CHECK(stand.metrics.counter("f.cold").value() == 1);
    stand.write("app.py", "def handler(event, context):\n    return 'after'\n");
    CHECK(stand.ask() == "\"after\"");
    std::filesystem::create_directory(stand.folder + "/lib");
    stand.write("lib/part.py", "value = 'part'\n");
    stand.write("app.py", "from lib import part\ndef handler(event, context):\n    return part.value\n");
    CHECK(stand.ask() == "\"part\"");
    stand.write("lib/part.py", "value = 'other part'\n");
    CHECK(stand.ask() == "\"other part\"");
}

TEST_CASE("many at once, each in an environment of its own, and nothing is left when they go") {
    Stand stand;
    stand.write("app.py",
                "import os, subprocess\ndef handler(event, context):\n    subprocess.Popen(['sleep', '600'])\n    "
                "return os.environ['AWS_LAMBDA_RUNTIME_API']\n");
    if (!stand.make(python, "app.handler")) return;
    std::set<std::string> places;
    for (const http::Response& response : stand.ask_many(12, "{}")) places.insert(response.body.str());
    CHECK(places.size() == 12);
    CHECK(usage_of(getpid(), false, 100'000).processes >= 36);
    stand.function.reset();
    stand.runtimes.reset();
    CHECK(usage_of(getpid(), false, 100'000).processes == 0);
}

namespace {

/// Reads an answer that is streamed, and notes when each piece came.
Task<void> take_stream(Stand& stand, http::Request request, std::vector<std::pair<Instant, std::string>>& pieces,
                       std::optional<http::Response>& head, std::string& error) {
    http::Response response = co_await stand.function->invoke(std::move(request));
    head = response;
    if (response.stream != nullptr) {
        const std::shared_ptr<http::BodyStream> body = response.stream;
        const auto answer = std::static_pointer_cast<lambda::AnswerStream>(body);
        for (;;) {
            const Result<Text> piece = co_await answer->next();
            if (!piece.ok() || piece->empty()) break;
            pieces.emplace_back(stand.clock.now(), piece->str());
        }
        error = answer->how_ended().error.str();
    }
    stand.loop.stop();
}

}  // namespace

TEST_CASE("what a handler of Node.js streams leaves while it writes, and an error in the middle is told at the end") {
    Stand stand;
    stand.write("index.mjs", R"(
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export const handler = awslambda.streamifyResponse(async (event, stream) => {
  const out = awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: { 'X-A': 'b' } });
  out.write('one ');
  await wait(300);
  out.write('two');
  if (event.dies) process.exit(3);
  if (event.throws) throw new Error('as asked');
  if (event.late) {
    setTimeout(() => { throw new Error('as asked'); }, 10);
    await wait(5000);
  }
  out.end();
});
)");
    if (!stand.make("nodejs20.x", "index.handler")) return;
    const std::string event = GENERATE("{}", R"({"throws":true})", R"({"late":true})", R"({"dies":true})");
    http::Request request;
    request.body = Text(event);
    request.headers.add(Text(http::transfer_mode), Text(http::transfer_stream));
    std::vector<std::pair<Instant, std::string>> pieces;
    std::optional<http::Response> head;
    std::string error;
    stand.scope.spawn(take_stream(stand, std::move(request), pieces, head, error));
    stand.loop.run();
    REQUIRE(head);
    CHECK(head->headers.get("Content-Type") == "application/vnd.awslambda.http-integration-response");
    std::string all;
    for (const auto& [when, piece] : pieces) all += piece;
    const std::string zeros(8, '\0');
    if (event == R"({"dies":true})") {
        CHECK(holds(all, zeros + "one "));
        CHECK(holds(error, "Runtime.ExitError"));
        return;
    }
    CHECK(all == R"({"statusCode":201,"headers":{"X-A":"b"}})" + zeros + "one two");
    REQUIRE(pieces.size() > 1);
    CHECK(pieces.back().first - pieces.front().first > 200ms);
    CHECK(holds(error, "as asked") == (event != "{}"));
}

TEST_CASE("a caller who does not take a stream gets what Node.js streams in one piece") {
    Stand stand;
    stand.write("index.mjs", R"(
export const handler = awslambda.streamifyResponse(async (event, stream) => {
  stream.write('a');
  stream.write('b');
  stream.end();
});
)");
    if (!stand.make("nodejs20.x", "index.handler")) return;
    CHECK(stand.ask() == "ab");
    CHECK(stand.ask() == "ab");
}
