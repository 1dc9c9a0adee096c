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
#include "sandbox/usage.hpp"

using namespace wt;
using namespace wt::sandbox;

namespace {

class Listener final : public lambda::InvocationLog {
public:
    class Environment final : public lambda::EnvironmentLog {
    public:
        explicit Environment(Listener& to) : to_(to) {}
        void started(std::string_view, Instant) override {}
        void ended(const lambda::InvocationReport& report) override { to_.used = report.memory_used; }
        void said(std::string_view line, Instant) override { to_.said += line; }
        std::string_view stream() const override { return "the-stream"; }

    private:
        Listener& to_;
    };
    std::unique_ptr<lambda::EnvironmentLog> open(std::string_view, const lambda::FunctionConfig&, Instant) override {
        return std::make_unique<Environment>(*this);
    }
    std::string said;
    Bytes used{0};
};

/// A function of a folder that a test writes into.
struct Stand {
    explicit Stand(bool namespaces = true) {
        std::string pattern = "/tmp/windtunnel-code-XXXXXX";
        REQUIRE(mkdtemp(pattern.data()) != nullptr);
        folder = pattern;
        chmod(folder.c_str(), 0755);
        RuntimesOptions options;
        const char* path = std::getenv("PATH");
        if (path != nullptr) options.path = path;
        options.namespaces = namespaces;
        options.endpoint = [] { return std::string("http://127.0.0.1:1"); };
        options.keys = [this](const std::string& called, const lambda::UserCode&) {
            keys_for = called;
            return Keys{"ASIAKEY", "secret", "token"};
        };
        runtimes = std::make_unique<Runtimes>(loop, std::move(options));
        config.timeout = 20s;
        config.memory = Bytes{256U << 20U};
    }
    ~Stand() {
        function.reset();
        runtimes.reset();
        std::filesystem::remove_all(folder);
    }
    void write(const std::string& name, const std::string& text) const { std::ofstream(folder + "/" + name) << text; }
    /// False when the machine has nothing that runs it.
    [[nodiscard]] bool make(const char* runtime, const char* handler) {
        auto code = std::make_shared<lambda::UserCode>();
        code->runtime = runtime;
        code->handler = handler;
        code->folder = folder;
        code->watched = watched;
        code->layers = layers;
        code->arn = arn;
        code->variables = {{"MINE", "yes"}};
        config.code = std::move(code);
        if (runtimes->refuses(*config.code)) {
            WARN("left out: no interpreter for " << runtime);
            return false;
        }
        function = std::make_unique<lambda::Function>(context, "f", config, account,
                                                      std::map<std::string, lambda::Backend*>(), runtimes.get());
        function->watch(&listener);
        return true;
    }
    static Task<void> ask_one(Stand& stand, http::Request request, std::vector<http::Response>& to) {
        http::Response response = co_await stand.function->invoke(std::move(request));
        to.push_back(std::move(response));
        if (to.size() == stand.wanted && stand.waits) stand.loop.stop();
    }
    std::vector<http::Response> ask_many(std::size_t count, std::string_view event) {
        std::vector<http::Response> answers;
        wanted = count;
        for (std::size_t i = 0; i < count; ++i) {
            http::Request request;
            request.body = Text(event);
            scope.spawn(ask_one(*this, std::move(request), answers));
        }
        waits = answers.size() < count;  // a loop that is stopped before it runs would not run
        if (waits) loop.run();
        waits = false;
        REQUIRE(answers.size() == count);
        return answers;
    }
    std::string ask(std::string_view event = "{}") {
        last = ask_many(1, event).front();
        return last.body.str();
    }
    /// Lets the machine's time pass.
    void wait(Duration span) {
        scope.spawn([](Stand& stand, Duration time) -> Task<void> {
            co_await stand.clock.sleep_for(time);
            stand.loop.stop();
        }(*this, span));
        loop.run();
    }
    [[nodiscard]] bool failed() const { return last.headers.has("X-Amz-Function-Error"); }

    Clock clock;
    Metrics metrics;
    Digest digest;
    Context context{clock, 7, metrics, digest};
    front::Loop loop{clock};
    lambda::AccountConcurrency account{lambda::AccountConfig{}};
    lambda::FunctionConfig config;
    std::string folder;
    bool watched = false;
    std::vector<std::string> layers;
    std::string arn;
    std::string keys_for;
    Listener listener;
    std::unique_ptr<Runtimes> runtimes;
    std::unique_ptr<lambda::Function> function;
    http::Response last;
    std::size_t wanted = 1;
    bool waits = false;
    Scope scope;
};

[[nodiscard]] bool holds(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

constexpr const char* python = "python3.13";

}  // namespace

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
    const std::string large = '"' + std::string(6U << 20U, 'y') + '"';
    CHECK(stand.ask(large) == large);
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

TEST_CASE("layers make /opt, a later one over an earlier") {
    Stand stand;
    stand.write("app.py", "import part\ndef handler(event, context):\n    return part.value\n");
    for (const char* layer : {"one", "two"}) {
        std::filesystem::create_directories(stand.folder + "/" + layer + "/python");
        stand.write(std::string(layer) + "/python/part.py", fmt::format("value = '{}'\n", layer));
    }
    if (!stand.make(python, "app.handler")) return;
    auto code = std::make_shared<lambda::UserCode>(*stand.config.code);
    code->layers = {stand.folder + "/one", stand.folder + "/two"};
    stand.config.code = code;
    CHECK_FALSE(stand.function->update(stand.config));
    CHECK(stand.ask() == "\"two\"");
}

TEST_CASE("the interpreter stands where AWS's runtimes have it, for the scripts of layers") {
    Stand stand;
    const std::string tool = stand.folder + "/layer/bin/tool";
    std::filesystem::create_directories(stand.folder + "/layer/bin");
    stand.write("layer/bin/tool", "#!/var/lang/bin/python3\nprint('run')\n");
    std::filesystem::permissions(tool, std::filesystem::perms::owner_all);
    // Without a root of its own an environment sees the machine's /var.
    stand.write("app.py",
                "import os, subprocess\ndef handler(event, context):\n"
                "    if os.environ['LAMBDA_TASK_ROOT'] != '/var/task': return 'no root'\n"
                "    assert os.path.samefile('/var/lang/bin/python', '/var/lang/bin/python3')\n"
                "    return subprocess.run(['tool'], capture_output=True, text=True, check=True).stdout\n");
    if (!stand.make(python, "app.handler")) return;
    auto code = std::make_shared<lambda::UserCode>(*stand.config.code);
    code->layers = {stand.folder + "/layer"};
    stand.config.code = code;
    CHECK_FALSE(stand.function->update(stand.config));
    const std::string answer = stand.ask();
    CHECK((answer == "\"run\\n\"" || answer == "\"no root\""));
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

namespace {

/// An extension in a layer of its own; `handle` is what it does with an event.
void add_extension(Stand& stand, const std::string& handle) {
    const std::string layer = stand.folder + "-layer";
    std::filesystem::create_directories(layer + "/extensions");
    const std::string file = layer + "/extensions/watcher";
    std::ofstream(file) << R"(#!/usr/bin/env python3
import json, os, sys, time, urllib.request
BASE = f"http://{os.environ['AWS_LAMBDA_RUNTIME_API']}/2020-01-01/extension/"
def call(path, body=None, **fields):
    request = urllib.request.Request(BASE + path, data=body, headers={name.replace("_", "-"): value for name, value in fields.items()})
    with urllib.request.urlopen(request) as answer:
        return answer.headers, json.loads(answer.read())
headers, about = call("register", json.dumps({"events": ["INVOKE", "SHUTDOWN"]}).encode(), Lambda_Extension_Name="watcher")
print("extension of", about["functionName"], about["functionVersion"], about["handler"], flush=True)
while True:
    headers_, event = call("event/next", Lambda_Extension_Identifier=headers["Lambda-Extension-Identifier"])
)" + handle;
    std::filesystem::permissions(file, std::filesystem::perms::owner_all | std::filesystem::perms::group_exec |
                                           std::filesystem::perms::group_read | std::filesystem::perms::others_exec |
                                           std::filesystem::perms::others_read);
    stand.layers = {layer};
}

}  // namespace

TEST_CASE("an extension of a layer runs beside the runtime, and hears of invocations and of the end") {
    const bool namespaces = GENERATE(true, false);
    Stand stand(namespaces);
    add_extension(stand, R"(
    print(event["eventType"], event.get("requestId"), flush=True)
    if event["eventType"] == "SHUTDOWN":
        try:
            open(os.environ["GOODBYE"], "w").write(event["shutdownReason"])
        except OSError:
            pass
        sys.exit(0)
)");
    stand.write("app.py",
                "import time\ndef handler(event, context):\n    time.sleep(0.2)\n    return context.aws_request_id\n");
    if (!stand.make(python, "app.handler")) return;
    auto code = std::make_shared<lambda::UserCode>(*stand.config.code);
    const std::string goodbye = stand.folder + "/goodbye";
    code->variables["GOODBYE"] = goodbye;
    stand.config.code = code;
    REQUIRE_FALSE(stand.function->update(stand.config));
    const std::string first = stand.ask();
    CHECK_FALSE(stand.failed());
    const std::string second = stand.ask();
    stand.wait(300ms);
    (void)stand.ask();  // whose log has what was said meanwhile
    CHECK(holds(stand.listener.said, "extension of f $LATEST app.handler"));
    for (const std::string& id : {first, second}) CHECK(holds(stand.listener.said, "INVOKE " + id.substr(1, 36)));
    const auto before = std::chrono::steady_clock::now();
    stand.function->renew();
    stand.wait(1s);
    CHECK(std::chrono::steady_clock::now() - before < 5s);
    if (!stand.runtimes->has_namespaces()) {
        std::string said;
        std::ifstream(goodbye) >> said;
        CHECK(said == "spindown");
    }
    CHECK_FALSE(holds(stand.ask(), "error"));
    std::filesystem::remove_all(stand.folder + "-layer");
}

TEST_CASE("an extension that ends takes its environment along, and the next invocation has another") {
    Stand stand;
    add_extension(stand, R"(
    if event["eventType"] == "INVOKE" and not os.path.exists("/tmp/once"):
        open("/tmp/once", "w").close()
        sys.exit(3)
)");
    stand.write("app.py", "import time\ndef handler(event, context):\n    time.sleep(1)\n    return 1\n");
    if (!stand.make(python, "app.handler")) return;
    if (!stand.runtimes->has_namespaces()) return;
    const std::string answer = stand.ask();
    CHECK(holds(answer, "Extension.Crash"));
    CHECK(holds(answer, "exit status 3"));
    CHECK(stand.ask() == "1");
    std::filesystem::remove_all(stand.folder + "-layer");
}

TEST_CASE("an extension whose INIT fails says why") {
    Stand stand;
    add_extension(stand, R"(
    pass
)");
    const std::string file = stand.folder + "-layer/extensions/watcher";
    std::string text;
    {
        std::ifstream from(file);
        text.assign(std::istreambuf_iterator<char>(from), {});
    }
    text =
        text.substr(0, text.find("while True")) +
        R"(call("init/error", b'{"errorMessage": "no licence"}', Lambda_Extension_Identifier=headers["Lambda-Extension-Identifier"], Lambda_Extension_Function_Error_Type="Extension.NoLicence"))";
    std::ofstream(file) << text << "\ntime.sleep(5)\n";
    stand.write("app.py", "def handler(event, context):\n    return 1\n");
    if (!stand.make(python, "app.handler")) return;
    const std::string answer = stand.ask();
    CHECK(holds(answer, "Extension.NoLicence"));
    CHECK(holds(answer, "no licence"));
    std::filesystem::remove_all(stand.folder + "-layer");
}
