#include "catch.hpp"

#include <fmt/format.h>

#include "base/base64.hpp"
#include "http/event_form.hpp"
#include "lambda/answer_stream.hpp"
#include "lambda/functions.hpp"
#include "lambda/outcome.hpp"
#include "storage/world.hpp"

using namespace wt;
using namespace wt::lambda;

namespace {

/// What the programs of a test do, and what they were asked.
struct Script {
    Duration init{0};
    int failing_inits = 0;
    Duration work{0};
    bool exits = false;
    std::vector<std::string> streams;  // pieces of an answer, each after its work
    std::vector<http::Request> asked;
    int inits = 0;
    int resets = 0;
    int sandboxes = 0;
};

class Program final : public Runtime {
public:
    Program(Clock& clock, Script& script) : clock_(clock), script_(script) {}
    Task<std::optional<http::Response>> initialise(Environment& environment) override {
        ++script_.inits;
        if (environment.sandbox == nullptr) environment.sandbox = std::make_unique<Box>(script_);
        co_await clock_.sleep_for(script_.init);
        if (script_.failing_inits > 0) {
            --script_.failing_inits;
            co_return function_error("Runtime.ImportModuleError", "no such module");
        }
        co_return std::nullopt;
    }
    Task<http::Response> execute(Environment& environment, http::Request&& request) override {
        http::Request mine = std::move(request);
        script_.asked.push_back(mine);
        const std::shared_ptr<AnswerPipe> to = environment.answer;
        for (const std::string& piece : to != nullptr ? script_.streams : std::vector<std::string>()) {
            co_await clock_.sleep_for(script_.work);
            to->begin("text/plain");
            co_await to->write(Text(piece));
        }
        if (to != nullptr && to->begun()) co_return http::Response();
        co_await clock_.sleep_for(script_.work);
        if (environment.log != nullptr) environment.log->said("hello", clock_.now());
        if (script_.exits) {
            environment.initialised = false;
            co_return function_error("Runtime.ExitError", "Runtime exited with error: exit status 1");
        }
        http::Response response;
        response.body = mine.body;
        co_return response;
    }
    void reset(Environment&) override { ++script_.resets; }

private:
    struct Box final : Sandbox {
        explicit Box(Script& of) : script(of) { ++script.sandboxes; }
        ~Box() override { --script.sandboxes; }
        Script& script;
    };
    Clock& clock_;
    Script& script_;
};

class Maker final : public RuntimeMaker {
public:
    explicit Maker(Script& script) : script_(script) {}
    std::optional<Error> refuses(const UserCode& code) const override {
        if (code.runtime == "cobol85") return Error{"there is no interpreter for cobol85 here"};
        return std::nullopt;
    }
    std::unique_ptr<Runtime> make(const Context& context, const std::string&, const FunctionConfig&) override {
        return std::make_unique<Program>(context.clock, script_);
    }

private:
    Script& script_;
};

class Listener final : public InvocationLog {
public:
    class Environment final : public EnvironmentLog {
    public:
        explicit Environment(std::vector<std::string>& to) : to_(to) {}
        void started(std::string_view, Instant) override { to_.emplace_back("started"); }
        void ended(const InvocationReport& report) override {
            to_.push_back(report.exited ? "exited" : report.timeout > Duration::zero() ? "late" : "ended");
        }
        void initialising(Instant) override { to_.emplace_back("initialising"); }
        void init_failed(const InitReport& report) override {
            to_.push_back(fmt::format("init {}{}", report.late ? "late" : "failed",
                                      report.in_invocation ? " in the invocation" : ""));
        }
        void said(std::string_view line, Instant) override { to_.emplace_back(line); }
        std::string tail() const override { return to_.back(); }

    private:
        std::vector<std::string>& to_;
    };
    std::unique_ptr<EnvironmentLog> open(std::string_view, const FunctionConfig&, Instant) override {
        return std::make_unique<Environment>(lines);
    }
    std::vector<std::string> lines;
};

class Form final : public http::EventForm {
public:
    Text event(const http::Request& request) override {
        return Text(fmt::format(R"({{"path":"{}"}})", request.path.view()));
    }
};

Task<void> take(std::shared_ptr<AnswerStream> from, std::string& to, std::string& error) {
    for (;;) {
        const Result<Text> piece = co_await from->next();
        if (!piece.ok() || piece->empty()) break;
        to += piece->view();
    }
    error = from->how_ended().error.str();
}

struct Stand {
    Stand() {
        config.code = std::make_shared<UserCode>();
        config.timeout = 3s;
    }
    void make() {
        function =
            std::make_unique<Function>(world.context, "f", config, account, std::map<std::string, Backend*>(), &maker);
        function->watch(&listener);
    }
    static Task<void> keep(Task<http::Response> asking, std::vector<http::Response>& to) {
        to.push_back(co_await asking);
    }
    http::Response ask(http::Request request = {}) {
        scope.spawn(keep(function->invoke(std::move(request)), answers));
        world.clock.run_until(world.clock.now() + 30s);
        REQUIRE_FALSE(answers.empty());
        return answers.back();
    }

    test::World world;
    AccountConcurrency account{AccountConfig{}};
    Script script;
    Maker maker{script};
    Listener listener;
    FunctionConfig config;
    std::unique_ptr<Function> function;
    std::vector<http::Response> answers;
    Scope scope;
};

}  // namespace

TEST_CASE("a request without a form is the invocation: its body the event, its fields the Runtime API's") {
    Stand stand;
    stand.make();
    http::Request request;
    request.body = R"({"a":1})";
    request.headers.add("Lambda-Runtime-Client-Context", "{}");
    request.headers.add("X-Amz-Log-Type", "Tail");
    const http::Response response = stand.ask(std::move(request));
    CHECK(response.payload);
    CHECK(response.status == 200);
    CHECK(response.body == R"({"a":1})");
    CHECK(response.headers.get("X-Amz-Executed-Version") == "$LATEST");
    CHECK(response.headers.get("X-Amz-Log-Result") == base64_encode("ended"));
    REQUIRE(stand.script.asked.size() == 1);
    const http::Headers& told = stand.script.asked[0].headers;
    CHECK(told.get("Lambda-Runtime-Client-Context") == "{}");
    CHECK(told.get("Lambda-Runtime-Aws-Request-Id") == response.headers.get("x-amzn-RequestId"));
    CHECK(told.get("Lambda-Runtime-Invoked-Function-Arn") == "arn:aws:lambda:us-east-1:000000000000:function:f");
    CHECK(told.get("Lambda-Runtime-Trace-Id").starts_with("Root=1-"));
    CHECK(told.get("Lambda-Runtime-Deadline-Ms") ==
          fmt::to_string(std::chrono::floor<std::chrono::milliseconds>(epoch.time_since_epoch() + 3s).count()));
}

TEST_CASE("an id that the caller gives is the invocation's; an empty event is an empty object") {
    Stand stand;
    stand.make();
    http::Request request;
    request.headers.add("Lambda-Runtime-Aws-Request-Id", "the-same-again");
    const http::Response response = stand.ask(std::move(request));
    CHECK(response.headers.get("x-amzn-RequestId") == "the-same-again");
    CHECK(response.body == "{}");
    CHECK_FALSE(response.headers.has("X-Amz-Log-Result"));
}

TEST_CASE("a request's form makes the event, and its client's fields go no further") {
    Stand stand;
    stand.make();
    Form form;
    http::Request request;
    request.path = "/items/1";
    request.form = &form;
    request.headers.add("Lambda-Runtime-Aws-Request-Id", "mine");
    request.headers.add("X-Amz-Log-Type", "Tail");
    request.headers.add("X-Amzn-Trace-Id", "Root=1-2-3");
    const http::Response response = stand.ask(std::move(request));
    CHECK(response.body == R"({"path":"/items/1"})");
    CHECK(response.headers.get("x-amzn-RequestId") != "mine");
    CHECK_FALSE(response.headers.has("X-Amz-Log-Result"));
    CHECK(stand.script.asked[0].headers.get("Lambda-Runtime-Trace-Id") == "Root=1-2-3");
    CHECK(stand.script.asked[0].form == nullptr);
}

TEST_CASE("what goes along with a form's event is the invocation's, as without a form") {
    Stand stand;
    stand.make();
    Form form;
    form.fields.add("Lambda-Runtime-Aws-Request-Id", "given");
    form.fields.add("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:000000000000:function:f:live");
    form.fields.add("X-Amz-Log-Type", "Tail");
    http::Request request;
    request.form = &form;
    request.headers.add("Lambda-Runtime-Aws-Request-Id", "the client's");
    const http::Response response = stand.ask(std::move(request));
    CHECK(response.headers.get("x-amzn-RequestId") == "given");
    CHECK(response.headers.has("X-Amz-Log-Result"));
    CHECK(stand.script.asked[0].headers.get("Lambda-Runtime-Invoked-Function-Arn").ends_with(":f:live"));
}

TEST_CASE("what a program writes while its caller takes it comes at once; a timeout ends it where it is") {
    Stand stand;
    stand.make();
    stand.script.streams = {"one", "two", "three"};
    stand.script.work = GENERATE(Duration(100ms), Duration(2s));
    const bool late = stand.script.work == 2s;  // each piece takes that long, and the function has three seconds
    http::Request request;
    request.headers.add(Text(http::transfer_mode), Text(http::transfer_stream));
    std::vector<http::Response> heads;
    stand.scope.spawn(Stand::keep(stand.function->invoke(std::move(request)), heads));
    stand.world.clock.run_until(stand.world.clock.now() + stand.script.work);
    REQUIRE(heads.size() == 1);
    CHECK(heads[0].payload);
    CHECK(heads[0].headers.get("Content-Type") == "text/plain");
    CHECK(heads[0].headers.get("X-Amz-Executed-Version") == "$LATEST");
    CHECK(stand.function->busy() == 1);
    std::string read;
    std::string error = "not over";
    const std::shared_ptr<http::BodyStream> body = heads[0].stream;
    stand.scope.spawn(take(std::static_pointer_cast<AnswerStream>(body), read, error));
    CHECK(read == "one");
    stand.world.clock.run_until(stand.world.clock.now() + 10s);
    CHECK(read == (late ? "one" : "onetwothree"));
    CHECK((error.find("Sandbox.Timedout") != std::string::npos) == late);
    CHECK(stand.function->busy() == 0);
    CHECK(stand.world.counter("f.errors") == (late ? 1 : 0));
    CHECK(stand.listener.lines.back() == (late ? "late" : "ended"));
}

TEST_CASE("a caller who goes away does not end what it asked for, nor does one who reads slowly lose anything") {
    Stand stand;
    stand.make();
    const std::string much(2 * AnswerPipe::most_waiting, 'x');
    stand.script.streams = {much, "end"};
    stand.script.work = 10ms;
    http::Request request;
    request.headers.add(Text(http::transfer_mode), Text(http::transfer_stream));
    std::vector<http::Response> heads;
    stand.scope.spawn(Stand::keep(stand.function->invoke(std::move(request)), heads));
    stand.world.clock.run_until(stand.world.clock.now() + 1s);
    REQUIRE(heads.size() == 1);
    CHECK(stand.function->busy() == 1);  // it waits for its reader
    std::string read;
    std::string error = "not over";
    if (GENERATE(true, false)) {
        const std::shared_ptr<http::BodyStream> body = heads[0].stream;
        stand.scope.spawn(take(std::static_pointer_cast<AnswerStream>(body), read, error));
        stand.world.clock.run_until(stand.world.clock.now() + 1s);
        CHECK(read == much + "end");
        CHECK(error.empty());
    } else {
        heads.clear();
        stand.world.clock.run_until(stand.world.clock.now() + 1s);
    }
    CHECK(stand.function->busy() == 0);
    CHECK(stand.world.counter("f.errors") == 0);
}

TEST_CASE("a function that goes while it streams ends the answer with an error") {
    Stand stand;
    stand.make();
    stand.script.streams = {"one", "two"};
    stand.script.work = 1s;
    http::Request request;
    request.headers.add(Text(http::transfer_mode), Text(http::transfer_stream));
    std::vector<http::Response> heads;
    stand.scope.spawn(Stand::keep(stand.function->invoke(std::move(request)), heads));
    stand.world.clock.run_until(stand.world.clock.now() + 1s);
    REQUIRE(heads.size() == 1);
    std::string read;
    std::string error = "not over";
    const std::shared_ptr<http::BodyStream> body = heads[0].stream;
    stand.scope.spawn(take(std::static_pointer_cast<AnswerStream>(body), read, error));
    stand.function.reset();
    stand.world.clock.run_until(stand.world.clock.now() + 1s);
    CHECK(read == "one");
    CHECK(error == "{}");
}

TEST_CASE("an INIT that failed runs again within the invocation, and one that fails there ends it") {
    Stand stand;
    stand.make();
    stand.script.failing_inits = 1;
    CHECK(stand.ask().status == 200);
    CHECK(stand.script.inits == 2);
    CHECK(stand.listener.lines == std::vector<std::string>{"initialising", "init failed", "started", "hello", "ended"});
    CHECK(stand.ask().status == 200);
    CHECK(stand.script.inits == 2);

    stand.function->renew();
    stand.listener.lines.clear();
    stand.script.failing_inits = 2;
    const http::Response response = stand.ask();
    CHECK(response.headers.has("X-Amz-Function-Error"));
    CHECK(response.payload);
    CHECK(stand.listener.lines ==
          std::vector<std::string>{"initialising", "init failed", "started", "init failed in the invocation", "ended"});
    CHECK(stand.script.sandboxes == 0);
}

TEST_CASE("an INIT that takes too long is cut off after 10 s, and has the invocation's time then") {
    Stand stand;
    stand.make();
    stand.script.init = 11s;
    const http::Response response = stand.ask();
    CHECK(response.body.view().find("Sandbox.Timedout") != std::string_view::npos);
    CHECK(stand.listener.lines == std::vector<std::string>{"initialising", "init late", "started", "late"});
    CHECK(stand.script.resets == 2);
    CHECK(stand.script.sandboxes == 1);
}

TEST_CASE("a program that ends is started again by the next invocation, in the same environment") {
    Stand stand;
    stand.make();
    stand.script.exits = true;
    CHECK(stand.ask().headers.has("X-Amz-Function-Error"));
    stand.script.exits = false;
    CHECK(stand.ask().status == 200);
    CHECK(stand.listener.lines ==
          std::vector<std::string>{"initialising", "started", "hello", "exited", "started", "hello", "ended"});
    CHECK(stand.script.inits == 2);
    CHECK(stand.world.counter("f.cold") == 1);
}

TEST_CASE("a timeout resets the environment, whose files stay") {
    Stand stand;
    stand.make();
    stand.script.work = 4s;
    CHECK(stand.ask().headers.has("X-Amz-Function-Error"));
    CHECK(stand.script.resets == 1);
    CHECK(stand.script.sandboxes == 1);
    stand.script.work = 1s;
    CHECK(stand.ask().status == 200);
    CHECK(stand.script.inits == 2);
}

TEST_CASE("code that nobody runs is refused with a sentence, also as a change") {
    Stand stand;
    stand.make();
    FunctionConfig other = stand.config;
    auto code = std::make_shared<UserCode>();
    code->runtime = "cobol85";
    other.code = code;
    const auto refused = stand.function->update(other);
    REQUIRE(refused);
    CHECK(refused->message.find("cobol85") != std::string::npos);
    CHECK(stand.ask().status == 200);

    Function native(stand.world.context, "g", {}, stand.account, {});
    CHECK(native.update(stand.config).has_value());
}

TEST_CASE("other code brings new environments") {
    Stand stand;
    stand.make();
    (void)stand.ask();
    FunctionConfig other = stand.config;
    other.code = std::make_shared<UserCode>(*stand.config.code);
    CHECK_FALSE(stand.function->update(other).has_value());
    CHECK(stand.script.sandboxes == 0);
    (void)stand.ask();
    CHECK(stand.script.inits == 2);
}
