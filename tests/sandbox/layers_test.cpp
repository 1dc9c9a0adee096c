#include "catch.hpp"

#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "sandbox/stand.hpp"
#include "sandbox/usage.hpp"

using namespace wt;
using namespace wt::sandbox;

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
