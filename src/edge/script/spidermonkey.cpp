// The only file that knows SpiderMonkey. It is compiled with or without it (cmake/dependencies.cmake).
#include <atomic>
#include <map>
#include <regex>

#include "edge/script/engine.hpp"
#include "edge/script/prelude.hpp"

#ifdef WT_SPIDERMONKEY
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wdangling-pointer"  // Rooted stands in its context's list while it lives
#endif
#include <js/experimental/JSStencil.h>
#include <jsapi.h>
#include <jsfriendapi.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <js/CompilationAndEvaluation.h>
#include <js/Conversions.h>
#include <js/Exception.h>
#include <js/GCAPI.h>
#include <js/Initialization.h>
#include <js/SourceText.h>
#endif

namespace wt::edge::script {

namespace {

[[nodiscard]] std::uint64_t next_number() {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
}

}  // namespace

Program::Program(std::string source, Edition edition)
    : source_(std::move(source)), edition_(edition), number_(next_number()) {}

#ifndef WT_SPIDERMONKEY

std::optional<std::string> missing_engine() {
    return "Windtunnel was built without a JavaScript engine, so CloudFront Functions do not run here: install the "
           "package libmozjs-102-dev and build it again.";
}

Outcome run(const Program& /*program*/, const Run& /*run*/) {
    Outcome outcome;
    outcome.text = missing_engine().value();
    return outcome;
}

#else

namespace {

/// The engine itself: once a process. It interprets, so that steps are counted alike on every machine.
class Library {
public:
    Library() {
        JS::DisableJitBackend();
        ready_ = JS_Init();
    }
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;
    ~Library() { JS_ShutDown(); }
    [[nodiscard]] bool ready() const { return ready_; }

private:
    bool ready_ = false;
};

/// What the functions that a program calls work on; there is one run at a time on a thread.
struct Going {
    const Run& run;
    Outcome& outcome;
    std::size_t logged = 0;
    bool settled = false;
    bool spent = false;
};

[[nodiscard]] std::string text_of(JSContext* cx, JS::HandleValue value) {
    JS::RootedString string(cx, JS::ToString(cx, value));
    if (string == nullptr) return {};
    JS::UniqueChars chars = JS_EncodeStringToUTF8(cx, string);
    return chars ? std::string(chars.get()) : std::string();
}

/// A text whose characters are bytes.
[[nodiscard]] std::string bytes_of(JSContext* cx, JS::HandleValue value) {
    JS::RootedString string(cx, JS::ToString(cx, value));
    if (string == nullptr) return {};
    std::string bytes(JS_GetStringLength(string), '\0');
    return JS_EncodeStringToBuffer(cx, string, bytes.data(), bytes.size()) ? bytes : std::string();
}

[[nodiscard]] Going& going(JSContext* cx) { return *static_cast<Going*>(JS_GetContextPrivate(cx)); }

[[nodiscard]] bool give_text(JSContext* cx, JS::CallArgs& args, std::string_view text) {
    JS::RootedString string(cx, JS_NewStringCopyUTF8N(cx, JS::UTF8Chars(text.data(), text.size())));
    if (string == nullptr) return false;
    args.rval().setString(string);
    return true;
}

bool log_line(JSContext* cx, unsigned count, JS::Value* values) {
    const JS::CallArgs args = JS::CallArgsFromVp(count, values);
    Going& now = going(cx);
    std::string line = text_of(cx, args.get(0));
    const std::size_t room = now.run.limits.logged - std::min(now.run.limits.logged, now.logged);
    line.resize(std::min(line.size(), room));
    now.logged += line.size();
    if (room > 0) now.outcome.logs.push_back(std::move(line));
    args.rval().setUndefined();
    return true;
}

bool digest(JSContext* cx, unsigned count, JS::Value* values) {
    const JS::CallArgs args = JS::CallArgsFromVp(count, values);
    const std::string algorithm = text_of(cx, args.get(0));
    const std::string data = bytes_of(cx, args.get(1));
    const EVP_MD* const kind = algorithm == "md5" ? EVP_md5() : algorithm == "sha1" ? EVP_sha1() : EVP_sha256();
    unsigned char made[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    if (args.get(2).isUndefined()) {
        (void)EVP_Digest(data.data(), data.size(), made, &size, kind, nullptr);
    } else {
        const std::string key = bytes_of(cx, args.get(2));
        (void)HMAC(kind, key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(data.data()),
                   data.size(), made, &size);
    }
    JS::RootedString string(cx, JS_NewStringCopyN(cx, reinterpret_cast<const char*>(made), size));
    if (string == nullptr) return false;
    args.rval().setString(string);
    return true;
}

bool draw(JSContext* cx, unsigned count, JS::Value* values) {
    JS::CallArgsFromVp(count, values).rval().setDouble(going(cx).run.random.uniform());
    return true;
}

[[nodiscard]] double milliseconds(Instant moment) {
    return static_cast<double>(
        std::chrono::duration_cast<std::chrono::milliseconds>(moment.time_since_epoch()).count());
}

bool now_of_run(JSContext* cx, unsigned count, JS::Value* values) {
    JS::CallArgsFromVp(count, values).rval().setDouble(milliseconds(going(cx).run.now));
    return true;
}

[[nodiscard]] std::string quoted(std::string_view text) {
    std::string made = "\"";
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') made += '\\';
        made += letter;
    }
    return made + '"';
}

bool look_up(JSContext* cx, unsigned count, JS::Value* values) {
    JS::CallArgs args = JS::CallArgsFromVp(count, values);
    args.rval().setUndefined();
    const KeyValues* const store = going(cx).run.values;
    if (store == nullptr) return true;
    if (text_of(cx, args.get(0)) == "about") {
        const auto whole = [](Instant moment) {
            return std::to_string(static_cast<std::int64_t>(milliseconds(moment)));
        };
        const std::string about = "{\"id\":" + quoted(store->id) + ",\"created\":" + whole(store->created) +
                                  ",\"changed\":" + whole(store->changed) +
                                  ",\"keyCount\":" + std::to_string(store->values.size()) + "}";
        return give_text(cx, args, about);
    }
    const auto found = store->values.find(text_of(cx, args.get(1)));
    return found == store->values.end() || give_text(cx, args, found->second);
}

bool settle(JSContext* cx, unsigned count, JS::Value* values) {
    const JS::CallArgs args = JS::CallArgsFromVp(count, values);
    args.rval().setUndefined();
    Going& now = going(cx);
    if (now.settled) return true;
    now.settled = true;
    const bool well = args.get(0).isTrue();
    now.outcome.end = well ? Outcome::End::returned : Outcome::End::threw;
    if (args.get(1).isString() && JS_GetStringLength(args.get(1).toString()) > now.run.limits.returned) {
        now.outcome.end = Outcome::End::threw;
        now.outcome.text = "RangeError: out of memory";
    } else {
        now.outcome.text = text_of(cx, args.get(1));
        if (args.get(2).isString() && JS_GetStringLength(args.get(2).toString()) <= now.run.limits.returned)
            now.outcome.origin = text_of(cx, args.get(2));
    }
    return true;
}

/// Called at each call and each round of a loop: it asks for the next time itself.
bool count_step(JSContext* cx) {
    auto* const now = static_cast<Going*>(JS_GetContextPrivate(cx));
    if (now == nullptr) return true;
    now->spent = ++now->outcome.steps > now->run.limits.steps;
    JS_RequestInterruptCallback(cx);
    return !now->spent;
}

bool no_code_from_texts(JSContext* /*cx*/, JS::RuntimeCode /*kind*/, JS::HandleString /*code*/) { return false; }

constexpr JSSecurityCallbacks security{no_code_from_texts, nullptr};
/// What the language has is made when it is first asked for. What CloudFront's functions do not have, or what would let
/// them see the machine, never is.
bool resolve(JSContext* cx, JS::HandleObject global, JS::HandleId id, bool* resolved) {
    *resolved = false;
    if (!id.isString()) return true;
    for (const char* const name :
         {"Intl", "WebAssembly", "SharedArrayBuffer", "Atomics", "WeakRef", "FinalizationRegistry"}) {
        bool same = false;
        if (!JS_StringEqualsAscii(cx, id.toString(), name, &same)) return false;
        if (same) return true;
    }
    return JS_ResolveStandardClass(cx, global, id, resolved);
}

constexpr JSClassOps global_ops{nullptr, nullptr,
                                nullptr, nullptr,
                                resolve, JS_MayResolveStandardClass,
                                nullptr, nullptr,
                                nullptr, JS_GlobalObjectTraceHook};
constexpr JSClass global_class{"global", JSCLASS_GLOBAL_FLAGS, &global_ops, nullptr, nullptr, nullptr};

/// The engine on one thread, with the programs that it has read.
class Machine {
public:
    Machine() {
        static Library library;
        if (!library.ready()) return;
        constexpr std::uint32_t heap = 16 * 1024 * 1024;  // of all that is there, garbage too; a function has some 2 MB
        cx_ = JS_NewContext(heap);
        if (cx_ == nullptr) return;
        JS_SetGCParameter(cx_, JSGC_MAX_BYTES, heap);
        JS_SetGCParameter(cx_, JSGC_MIN_LAST_DITCH_GC_PERIOD, 0);
        JS_SetGCParameter(cx_, JSGC_INCREMENTAL_GC_ENABLED, 0);
        constexpr std::size_t stack = 2 * 1024 * 1024;
        JS_SetNativeStackQuota(cx_, stack);
        JS_SetSecurityCallbacks(cx_, &security);
        if (!js::UseInternalJobQueues(cx_) || !JS::InitSelfHostedCode(cx_) || !JS_AddInterruptCallback(cx_, count_step))
            drop();
        if (cx_ == nullptr) return;
        home_.init(cx_);
        home_ = new_global();
    }
    Machine(const Machine&) = delete;
    Machine& operator=(const Machine&) = delete;
    ~Machine() { drop(); }

    [[nodiscard]] Outcome run(const Program& program, const Run& what) {
        Outcome outcome;
        outcome.text = "InternalError: the JavaScript engine could not be started";
        if (cx_ == nullptr) return outcome;
        outcome.text.clear();
        Going state{what, outcome};
        JS_SetContextPrivate(cx_, &state);
        play(program, state);
        js::RunJobs(cx_);
        JS_SetContextPrivate(cx_, nullptr);
        JS_ClearPendingException(cx_);
        if (state.spent) {
            outcome.end = Outcome::End::spent;
            outcome.text = "The function exceeded the maximum compute time.";
        } else if (!state.settled && outcome.text.empty()) {
            outcome.text = "The function ended without an answer.";
        }
        return outcome;
    }

private:
    using Code = RefPtr<JS::Stencil>;

    void drop() {
        programs_.clear();
        prelude_ = nullptr;
        handler_ = nullptr;
        home_.reset();
        if (cx_ != nullptr) JS_DestroyContext(cx_);
        cx_ = nullptr;
    }

    [[nodiscard]] Code read(std::string_view source, const char* name) {
        JS::CompileOptions options(cx_);
        options.setFileAndLine(name, 1).setForceStrictMode();
        JS::SourceText<mozilla::Utf8Unit> text;
        if (!text.init(cx_, source.data(), source.size(), JS::SourceOwnership::Borrowed)) return nullptr;
        return JS::CompileGlobalScriptToStencil(cx_, options, text);
    }

    [[nodiscard]] bool execute(const Code& code, JS::MutableHandleValue value) {
        if (code == nullptr) return false;
        const JS::InstantiateOptions options;
        JS::RootedScript script(cx_, JS::InstantiateGlobalStencil(cx_, options, code));
        return script != nullptr && JS_ExecuteScript(cx_, script, value);
    }

    /// Modules are found by require(); the statement that imports a whole one says the same.
    [[nodiscard]] static std::string without_imports(const std::string& source) {
        static const std::regex import(
            R"re((^|\n)([ \t]*)import[ \t]+([A-Za-z_$][\w$]*)[ \t]+from[ \t]+(["'][a-z]+["']))re");
        return std::regex_replace(source, import, "$1$2const $3 = require($4)");
    }

    /// Null, with an exception, when it does not read.
    [[nodiscard]] Code code_of(const Program& program) {
        constexpr std::size_t most = 256;
        const auto found = programs_.find(program.number());
        if (found != programs_.end()) return found->second;
        const bool second = program.edition() == Edition::second;
        Code code = read(second ? without_imports(program.source()) : program.source(), "function");
        if (programs_.size() >= most) programs_.clear();
        if (code != nullptr) programs_[program.number()] = code;
        return code;
    }

    void play(const Program& program, Going& state) {
        JS::RootedObject global(cx_, new_global());
        if (global == nullptr) return;
        const JSAutoRealm realm(cx_, global);
        if (!call_handler(program, state) && !state.settled) tell_failure(state.outcome);
    }

    /// All of them share a heap with the first, which nobody uses: what is left of them goes in one collection.
    [[nodiscard]] JSObject* new_global() {
        JS::RealmOptions options;
        options.creationOptions().setWeakRefsEnabled(JS::WeakRefSpecifier::Disabled);
        if (home_.get() != nullptr) options.creationOptions().setNewCompartmentInExistingZone(home_);
        return JS_NewGlobalObject(cx_, &global_class, nullptr, JS::FireOnNewGlobalHook, options);
    }

    [[nodiscard]] bool call_handler(const Program& program, Going& state) {
        if (prelude_ == nullptr) prelude_ = read(prelude(), "prelude");
        if (handler_ == nullptr) handler_ = read("typeof handler === 'undefined' ? undefined : handler", "handler");
        JS::RootedValue make(cx_);
        JS::RootedValue start(cx_);
        JS::RootedValue handler(cx_);
        JS::RootedValue ignored(cx_);
        if (!execute(prelude_, &make) || !lend(make, program.edition(), &start)) return false;
        state.outcome.steps = 0;
        JS_RequestInterruptCallback(cx_);
        if (!execute(code_of(program), &ignored) || !execute(handler_, &handler)) return false;
        const std::string_view said = state.run.event;
        JS::RootedString event(cx_, JS_NewStringCopyUTF8N(cx_, JS::UTF8Chars(said.data(), said.size())));
        if (event == nullptr) return false;
        JS::RootedValueArray<2> given(cx_);
        given[0].set(handler);
        given[1].setString(event);
        return JS_CallFunctionValue(cx_, nullptr, start, given, &ignored);
    }

    [[nodiscard]] bool lend(JS::HandleValue make, Edition edition, JS::MutableHandleValue start) {
        JS::RootedObject native(cx_, JS_NewPlainObject(cx_));
        if (native == nullptr) return false;
        struct Lent {
            const char* name;
            JSNative function;
        };
        for (const Lent& each : {Lent{"log", log_line}, Lent{"digest", digest}, Lent{"random", draw},
                                 Lent{"now", now_of_run}, Lent{"values", look_up}, Lent{"settle", settle}}) {
            if (JS_DefineFunction(cx_, native, each.name, each.function, 3, 0) == nullptr) return false;
        }
        JS::RootedValueArray<2> given(cx_);
        given[0].setObject(*native);
        given[1].setBoolean(edition == Edition::second);
        return JS_CallFunctionValue(cx_, nullptr, make, given, start);
    }

    void tell_failure(Outcome& outcome) {
        outcome.end = Outcome::End::threw;
        JS::RootedValue error(cx_);
        if (!JS_IsExceptionPending(cx_) || !JS_GetPendingException(cx_, &error)) return;
        JS_ClearPendingException(cx_);
        if (error.isObject()) {
            JS::RootedObject object(cx_, &error.toObject());
            if (const JSErrorReport* const report = JS_ErrorFromException(cx_, object)) {
                const std::string text = text_of(cx_, error);
                outcome.text = text + " (line " + std::to_string(report->lineno) + ")";
                return;
            }
        }
        outcome.text = error.isObject() ? "Error" : "Error: " + text_of(cx_, error);
    }

    JSContext* cx_ = nullptr;
    JS::PersistentRootedObject home_;
    Code prelude_;
    Code handler_;
    std::map<std::uint64_t, Code> programs_;
};

}  // namespace

std::optional<std::string> missing_engine() { return std::nullopt; }

Outcome run(const Program& program, const Run& run) {
    thread_local Machine machine;
    return machine.run(program, run);
}

#endif

}  // namespace wt::edge::script
