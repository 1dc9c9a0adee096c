#include "edge/script/engine.hpp"

#include "catch.hpp"

#include <string>
#include <thread>

#include "base/literals.hpp"

using namespace wt;
using namespace wt::edge::script;

namespace {

Outcome run_of(const std::string& source, Edition edition = Edition::second, const KeyValues* values = nullptr,
               std::string_view event = R"({"request":{"uri":"/a"}})") {
    static Random random(7, "test");
    const Program program(source, edition);
    const Run what{event, Instant(std::chrono::hours(24)), random, values, {}};
    return run(program, what);
}

/// What a handler with that body returns.
std::string value_of(const std::string& body, Edition edition = Edition::second) {
    const Outcome outcome = run_of("function handler(event) {" + body + "}", edition);
    CHECK(outcome.end == Outcome::End::returned);
    return outcome.text;
}

#define NEEDS_ENGINE() \
    if (missing_engine()) return

}  // namespace

TEST_CASE("a handler gets its event and gives what it returns, also later") {
    NEEDS_ENGINE();
    CHECK(value_of("event.request.uri += '/index.html'; return event.request;") == R"({"uri":"/a/index.html"})");
    CHECK(value_of("return undefined;") == "null");
    CHECK(run_of("const handler = async (e) => ({ x: await e.request.uri });").text == R"({"x":"/a"})");
    CHECK(run_of("function handler() { return new Promise(() => {}); }").end == Outcome::End::threw);
}

TEST_CASE("what goes wrong in a program is told in its words") {
    NEEDS_ENGINE();
    CHECK(run_of("var x = ;").text.starts_with("SyntaxError: "));
    CHECK(run_of("x = 1; function handler() {}").text.starts_with("ReferenceError: "));  // strict
    CHECK(run_of("function handler() { throw new TypeError('no'); }").text == "TypeError: no");
    CHECK(run_of("async function handler() { throw new Error('later'); }").text == "Error: later");
    CHECK(run_of("var a = 1;").text == "ReferenceError: the function has no \"handler\"");
    CHECK(run_of("function handler(e) { return e.none.x; }").end == Outcome::End::threw);
}

TEST_CASE("a program reaches nothing but its event: no code from texts, no machine") {
    NEEDS_ENGINE();
    CHECK(run_of("function handler() { return eval('1'); }").end == Outcome::End::threw);
    CHECK(run_of("function handler() { return Function('return 1')(); }").end == Outcome::End::threw);
    CHECK(run_of("function handler() { return require('fs'); }").end == Outcome::End::threw);
    CHECK(
        value_of("return [typeof setTimeout, typeof fetch, typeof process, typeof Intl, typeof WebAssembly, "
                 "typeof SharedArrayBuffer, typeof WeakRef, typeof print, typeof load];") ==
        R"(["undefined","undefined","undefined","undefined","undefined","undefined","undefined","undefined","undefined"])");
}

TEST_CASE("nothing of a run is left for the next one") {
    NEEDS_ENGINE();
    Random random(7, "test");
    const Program program("let n = 0; function handler() { ++n; String.prototype.x = 1; return n; }", Edition::second);
    for (int i = 0; i < 3; ++i) {
        const Run what{"{}", epoch, random, nullptr, {}};
        CHECK(run(program, what).text == "1");
    }
    CHECK(value_of("return typeof ''.x;") == R"("undefined")");
}

TEST_CASE("a program that does not end is ended, always after as many steps") {
    NEEDS_ENGINE();
    for (const char* const body :
         {"for (;;) {}", "while (true) { try { for (;;) {} } catch (e) {} }",
          "const f = () => { for (;;) f2(); }, f2 = () => 1; f();", "return (async () => { for (;;) await 1; })();"}) {
        const Outcome outcome = run_of(std::string("function handler() {") + body + "}");
        CHECK(outcome.end == Outcome::End::spent);
        const Outcome again = run_of(std::string("function handler() {") + body + "}");
        CHECK(again.steps == outcome.steps);
    }
    CHECK(run_of("function handler() { var s = 'x'; for (;;) s += s; }").end != Outcome::End::returned);
    CHECK(run_of("function handler() { return 'x'.repeat(1e9); }").end == Outcome::End::threw);
    CHECK(value_of("return 1;") == "1");  // and the next one runs
}

TEST_CASE("time stands still in UTC, and chance is the run's") {
    NEEDS_ENGINE();
    CHECK(value_of("return [Date.now(), new Date().toISOString(), new Date(2020, 0, 2, 3).getHours() >= 0, "
                   "new Date(0).getTimezoneOffset(), new Date() instanceof Date];") ==
          R"([86400000,"1970-01-02T00:00:00.000Z",true,0,true])");
    const auto draw = [] {
        Random random(3, "chance");
        const Program program("function handler() { return [Math.random(), Math.random()]; }", Edition::second);
        const Run what{"{}", epoch, random, nullptr, {}};
        return run(program, what).text;
    };
    CHECK(draw() == draw());
}

TEST_CASE("digests, buffers and query strings are there") {
    NEEDS_ENGINE();
    // FIPS 180-2 and RFC 2202.
    CHECK(value_of("return require('crypto').createHash('sha256').update('abc').digest('hex');") ==
          R"("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")");
    CHECK(
        value_of("return require('crypto').createHmac('sha1', 'Jefe').update('what do ya want ').update('for nothing?')"
                 ".digest('hex');") == R"("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79")");
    CHECK(value_of("return require('crypto').createHash('md5').update('').digest('base64url');") ==
          R"("1B2M2Y8AsgTpgAmY7PhCfg")");
    CHECK(value_of("return Buffer.from('héllo').toString('base64') + Buffer.from('aGk', 'base64url') + btoa('hi') + "
                   "atob('aGk=');") == R"("aMOpbGxvhiaGk=hi")");
    CHECK(value_of("return require('querystring').parse('a=1&b=%20x+y&a=2');") == R"({"a":["1","2"],"b":" x y"})");
    CHECK(value_of("return require('querystring').stringify({ a: ['1', 2], b: 'x y' });") == R"("a=1&a=2&b=x%20y")");
    CHECK(value_of("return String.bytesFrom('aGk', 'base64url') + typeof Buffer;", Edition::first) ==
          R"("hiundefined")");
}

TEST_CASE("a key value store is looked up in") {
    NEEDS_ENGINE();
    KeyValues store;
    store.id = "one";
    store.values = {{"a", "1"}, {"b", R"({"x":[2]})"}};
    const std::string begin = "import cf from 'cloudfront';\nasync function handler() { const kvs = cf.kvs(); ";
    const auto asked = [&](const std::string& body) { return run_of(begin + body + "}", Edition::second, &store); };
    CHECK(asked("return [await kvs.get('a'), (await kvs.get('b', { format: 'json' })).x, await kvs.exists('c'), "
                "await kvs.count()];")
              .text == R"(["1",[2],false,2])");
    CHECK(asked("return await kvs.get('c');").end == Outcome::End::threw);
    CHECK(run_of(begin + "return 1; }").end == Outcome::End::threw);  // none is associated
    CHECK(run_of("import cf from 'cloudfront'; function handler() { return cf.kvs('two'); }", Edition::second, &store)
              .end == Outcome::End::threw);
}

TEST_CASE("what is logged is gathered, and no more than there is room for") {
    NEEDS_ENGINE();
    const Outcome outcome = run_of("function handler() { console.log('a', 1, { b: [2] }); console.error('c'); }");
    REQUIRE(outcome.logs.size() == 2);
    CHECK(outcome.logs[0] == R"(a 1 {"b":[2]})");
    const Outcome much = run_of("function handler() { for (let i = 0; i < 1000; ++i) console.log('x'.repeat(100)); }");
    std::size_t size = 0;
    for (const std::string& line : much.logs) size += line.size();
    CHECK(size == Limits().logged);
}

TEST_CASE("threads run the same program side by side") {
    NEEDS_ENGINE();
    const Program program("function handler(e) { let n = 0; for (const x of e.list) n += x; return n; }",
                          Edition::second);
    std::string texts[2];
    const auto work = [&](std::string& to) {
        Random random(1, "thread");
        for (int i = 0; i < 20; ++i) {
            const Run what{R"({"list":[1,2,3]})", epoch, random, nullptr, {}};
            to = run(program, what).text;
        }
    };
    std::thread one(work, std::ref(texts[0]));
    std::thread other(work, std::ref(texts[1]));
    one.join();
    other.join();
    CHECK(texts[0] == "6");
    CHECK(texts[1] == "6");
}
