#include "scenario/component_fields.hpp"

#include <array>

#include <fmt/format.h>

namespace wt::scenario {

namespace {

constexpr std::array<std::pair<std::string_view, lambda::Operation>, 10> operations{
    {{"get", lambda::Operation::get},
     {"set", lambda::Operation::set},
     {"del", lambda::Operation::del},
     {"select", lambda::Operation::select},
     {"insert", lambda::Operation::insert},
     {"update", lambda::Operation::update},
     {"delete", lambda::Operation::remove},
     {"apply", lambda::Operation::apply},
     {"put", lambda::Operation::put},
     {"call", lambda::Operation::call}}};

const Fields<lambda::Call>& retry_fields() {
    using T = lambda::Call;
    static const Fields<T> fields{
        custom<T>(
            "max", count_shape(),
            [](const Value& value, T& to) {
                const auto parsed = parse_count(value.text("count"));
                if (!parsed.ok() || *parsed > 20) return value.problem("expected a number of retries, 0 to 20");
                to.max_retries = static_cast<int>(*parsed);
            },
            "how often it is tried again", "0"),
        custom<T>(
            "backoff", any_shape("full-jitter(base, cap)"),
            [](const Value& value, T& to) {
                const auto parsed = parse_backoff(value.text("full-jitter(100ms, 2s)"));
                if (!parsed.ok()) return value.problem(parsed.error().message);
                to.backoff_base = parsed->first;
                to.backoff_cap = parsed->second;
            },
            "the wait before", "full-jitter(100ms, 2s)"),
    };
    return fields;
}

const Fields<lambda::Call>& call_fields() {
    using T = lambda::Call;
    static const Fields<T> fields{
        named<T>("to", &T::to, "the backend").needed(),
        choice<T>("op", &T::operation, operations, "what is asked of it").needed(),
        custom<T>(
            "on", choice_shape({"miss"}),
            [](const Value& value, T& to) {
                if (value.text("miss") != "miss") return value.problem("expected \"miss\"");
                to.on_miss = true;
            },
            "miss: only when the last get found nothing"),
        custom<T>(
            "bytes", any_shape("size, or a distribution of sizes"),
            [](const Value& value, T& to) {
                read_as(value, "a size", SizeLaw::parse, [&](SizeLaw law) {
                    const auto constant = parse_size(law.text());
                    if (!constant.ok()) {
                        to.sizes = std::move(law);
                    } else if (*constant > *parse_size("5GiB")) {
                        value.problem("expected 0B to 5GiB");
                    } else {
                        to.bytes = *constant;
                    }
                });
            },
            "what is put is filled up to this size: 64MiB at the most, of an object 5GiB, which takes no memory"),
        custom<T>(
            "key", text_shape(), [](const Value& value, T& to) { to.key = FillIn(value.text("a key")); },
            "what it is about, such as `data.json` or `img-${key}`", "the request's item"),
        duration<T>("timeout", &T::timeout, "of one try", "2s"),
        object<T>(
            "retries", [](T& to) -> T& { return to; }, retry_fields(), "after a failure"),
    };
    return fields;
}

const Fields<lambda::SaidAnswer>& answer_fields() {
    using T = lambda::SaidAnswer;
    static const Fields<T> fields{
        custom<T>(
            "status", any_shape("status, or choice(200: 99%, 404: 1%)"),
            [](const Value& value, T& to) {
                read_as(value, "a status", Choice::parse, [&](Choice read) {
                    for (const Choice::Part& part : read.parts()) {
                        const auto status = parse_count(part.text);
                        if (!status.ok() || *status < 200 || *status > 599)
                            return value.problem(
                                fmt::format("expected statuses from 200 to 599, such as \"choice(200: 99%, 404: 1%)\", "
                                            "got \"{}\"",
                                            part.text));
                    }
                    to.status = std::move(read);
                });
            },
            "which one", "as its calls went"),
        custom<T>(
            "headers", any_shape("map of names to texts or choices"),
            [](const Value& value, T& to) {
                each_member(value, "names with texts", [&](const std::string& name, const Value& item) {
                    item.each([&](const Value& one) {
                        read_as(one, "a text or a choice", parse_texts, [&](Choice text) {
                            for (const Choice::Part& part : text.parts()) {
                                if (part.text.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
                                    return one.problem("a field's value has one line");
                            }
                            to.headers.push_back({name, std::move(text)});
                        });
                    });
                });
            },
            "fields, each a text or `choice(max-age=60: 90%, no-store: 10%)`; a list is said one by one; ${key} is "
            "the item's id"),
        custom<T>(
            "body", text_shape(), [](const Value& value, T& to) { to.body = FillIn(value.text("a text")); },
            "what it is", "what its calls found"),
        custom<T>(
            "bytes", any_shape("size, or a distribution of sizes"),
            [](const Value& value, T& to) {
                read_as(value, "a size", SizeLaw::parse, [&](SizeLaw law) { to.bytes = std::move(law); });
            },
            "filled up to this; without a body, of JSON with the item's id; more than 6 MB is a function error"),
    };
    return fields;
}

const Fields<lambda::Poison>& poison_fields() {
    using T = lambda::Poison;
    static const Fields<T> fields{
        custom<T>(
            "keys", any_shape("list of ids"),
            [](const Value& value, T& to) {
                value.each([&](const Value& item) {
                    std::string_view id = item.text("an id");
                    if (id.starts_with("const(") && id.ends_with(')')) id = id.substr(6, id.size() - 7);
                    to.keys.emplace_back(id);
                });
            },
            "these"),
        share<T>("share", &T::share, "how many of all, always the same ones for a seed", "0%"),
    };
    return fields;
}

const Fields<lambda::NativeHandler>& handler_fields() {
    using T = lambda::NativeHandler;
    static const Fields<T> fields{
        latency<T>("work", &T::work, "the function's own time, whatever its memory", "none"),
        latency<T>("cpu", &T::cpu,
                   "what it computes beside that, with a whole CPU: divided by the share that the memory gives",
                   "none"),
        share<T>("errors", &T::errors, "how many invocations end in an exception", "0%"),
        share<T>("malformed", &T::malformed, "how many answers the gateway cannot understand", "0%"),
        custom<T>(
            "calls", any_shape("list"),
            [](const Value& value, T& to) {
                value.each([&](const Value& item) {
                    to.calls.emplace_back();
                    read_object(item, call_fields(), to.calls.back());
                });
            },
            "in order", "none", infos(call_fields())),
        object<T>(
            "answer", [](T& to) -> lambda::SaidAnswer& { return to.answer ? *to.answer : to.answer.emplace(); },
            answer_fields(), "what it says, where that is more or other than what its calls found"),
        object<T>(
            "fails", [](T& to) -> lambda::Poison& { return to.fails ? *to.fails : to.fails.emplace(); },
            poison_fields(), "items, or records of a batch, at which it fails however often it is tried"),
    };
    return fields;
}

const Fields<lambda::AsyncConfig>& async_fields() {
    using T = lambda::AsyncConfig;
    static const Fields<T> fields{
        custom<T>(
            "retries", count_shape(),
            [](const Value& value, T& to) {
                read_as(value, "0 to 2", parse_count, [&](std::uint64_t retries) {
                    if (retries > 2) return value.problem("Lambda tries an event again 0 to 2 times");
                    to.retries = static_cast<int>(retries);
                });
            },
            "after a function error", "2"),
        custom<T>(
            "maximum_age", duration_shape(),
            [](const Value& value, T& to) {
                read_as(value, "a duration", parse_duration, [&](Duration age) {
                    if (age < 60s || age > 6h) return value.problem("Lambda keeps events for 60s to 6h");
                    to.maximum_age = age;
                });
            },
            "an event that could not be handled by then is given up", "6h"),
        named<T>("on_failure", &T::on_failure, "the bucket that gets a record of each event that was given up"),
    };
    return fields;
}

}  // namespace

namespace {

constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20U;

/// Lambda counts memory in powers of two, whichever way they are written: 1GB and 1GiB are 1,024 MB.
[[nodiscard]] Result<Bytes> parse_memory(std::string_view text) {
    std::string binary(text);
    for (const char* unit : {"KB", "MB", "GB", "TB"}) {
        if (text.ends_with(unit)) binary.insert(binary.size() - 1, "i");
    }
    auto size = parse_size(binary);
    return size.ok() ? size : parse_size(text);
}

/// What is read into it is nobody else's yet.
[[nodiscard]] lambda::UserCode& code_of(lambda::FunctionConfig& config) {
    auto code = config.code == nullptr ? std::make_shared<lambda::UserCode>()
                                       : std::make_shared<lambda::UserCode>(*config.code);
    config.code = code;
    return *code;
}

}  // namespace

const Fields<lambda::FunctionConfig>& lambda_fields() {
    using T = lambda::FunctionConfig;
    static constexpr std::array<std::pair<std::string_view, lambda::Processor>, 2> processors{
        {{"x86_64", lambda::Processor::x86_64}, {"arm64", lambda::Processor::arm64}}};
    static const Fields<T> concurrency{
        custom<T>(
            "reserved", count_shape(),
            [](const Value& value, T& to) {
                const auto parsed = parse_count(value.text("count"));
                if (!parsed.ok()) return value.problem(parsed.error().message);
                to.reserved = *parsed;
            },
            "this many at once, for this function alone", "shares the account's"),
        count<T>("provisioned", &T::provisioned, "environments that are always initialised", "0"),
    };
    static const Fields<T> cold{
        latency<T>("init", &T::init, "the INIT phase", "Node.js 22, measured"),
        latency<T>("platform", &T::platform, "placement and download before it"),
        latency<T>("first_run", &T::first_run,
                   "what the first run takes longer, with a whole CPU: divided by the share that the memory gives"),
    };
    static const Fields<T> fields{
        custom<T>(
            "memory", size_shape(),
            [](const Value& value, T& to) {
                read_as(value, "a size such as 512MB", parse_memory, [&](Bytes size) {
                    if (size.count < 128 * mebibyte || size.count > 10'240 * mebibyte)
                        return value.problem("Lambda has 128MB to 10240MB");
                    if (size.count % mebibyte != 0) return value.problem("expected whole MB, of which a GB has 1024");
                    to.memory = size;
                });
            },
            "128MB to 10240MB, of which a GB has 1024", "128MB"),
        choice<T>("architecture", &T::processor, processors,
                  "what its time is billed as: arm64 costs less; how long it takes is what its handlers say", "x86_64"),
        custom<T>(
            "timeout", duration_shape(),
            [](const Value& value, T& to) {
                const auto parsed = parse_duration(value.text("duration"));
                if (!parsed.ok()) return value.problem(parsed.error().message);
                if (*parsed < 1s || *parsed > 1800s) return value.problem("Lambda runs a function for 1s to 1800s");
                to.timeout = *parsed;
            },
            "1s to 1800s", "3s"),
        object<T>(
            "concurrency", [](T& to) -> T& { return to; }, concurrency, "how many run at once"),
        duration<T>("idle_ttl", &T::idle_ttl, "how long an idle environment is kept", "10m, assumed"),
        object<T>(
            "cold", [](T& to) -> T& { return to; }, cold, "what a cold start costs"),
        object<T>("async", &T::async, async_fields(), "events that nobody waits for"),
        custom<T>(
            "handlers", any_shape("map of \"METHOD /path\" or \"*\" to a native handler"),
            [](const Value& value, T& to) {
                if (!value.is_map()) return value.problem("expected a map: {\"GET /items/{id}\": {work: 5ms}}");
                for (const Tree::Member& member : value.tree.members) {
                    const Value item = value.child(member.value, member.key);
                    if (member.key != "*") {
                        const auto route = parse_route(member.key);
                        if (!route.ok()) item.problem(route.error().message);
                    }
                    lambda::NativeHandler handler;
                    handler.route = member.key;
                    read_object(item, handler_fields(), handler);
                    to.handlers.push_back(std::move(handler));
                }
            },
            "what it does, as data; needed where there is no code", "", infos(handler_fields())),
        text<T>(
            "runtime", [](T& to) -> std::string& { return code_of(to).runtime; },
            "of a program: python3.13, nodejs22.x, provided.al2023; in real time only", "as the code looks"),
        text<T>(
            "code", [](T& to) -> std::string& { return code_of(to).folder; },
            "of a program: the folder that it is in, from the scenario's own"),
        text<T>(
            "handler", [](T& to) -> std::string& { return code_of(to).handler; }, "of a program: FILE.FUNCTION",
            "as the code looks"),
        // The reader has put the file's text in the place of its name.
        custom<T>(
            "profile", text_shape(),
            [](const Value& value, T& to) {
                auto parsed = lambda::parse_profile(value.text("a profile's file"));
                if (!parsed.ok()) return value.problem(parsed.error().message);
                to.profile = lambda::ProfileRef(std::move(*parsed));
            },
            "a file of `windtunnel profile record`: what a program's invocations took, and answered"),
    };
    return fields;
}

}  // namespace wt::scenario
