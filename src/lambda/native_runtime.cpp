#include "lambda/native_runtime.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "base/assert.hpp"
#include "base/hash.hpp"
#include "lambda/outcome.hpp"
#include "lambda/traced_part.hpp"

namespace wt::lambda {

namespace {

/// What the handler throws.
[[nodiscard, gnu::cold]] http::Response failed(std::string_view message) { return function_error("Error", message); }

[[nodiscard]] http::Response id_answer(int status, std::string_view id, std::string_view state) {
    return http::json_response(status, Text(fmt::format(R"({{"id":"{}","status":"{}"}})", id, state)));
}

/// Lambda Developer Guide, "Lambda quotas": 6 MB, as Lambda's errors count it.
constexpr std::uint64_t largest_answer = 6'291'556;
constexpr std::string_view too_large = "Response payload size exceeded maximum allowed payload size (6291556 bytes).";

/// Whoever takes padding gets what is larger as the request's body and padding.
constexpr std::uint64_t most_filled = 64 * 1024;

/// `text`, filled up with spaces to `size` bytes: JSON does not mind them.
[[nodiscard]] Text filled(const Text& text, std::uint64_t size) {
    if (text.size() >= size) return text;
    return Text::make(size, [&](char* to) {
        to = std::copy_n(text.data(), text.size(), to);
        std::fill_n(to, size - text.size(), ' ');
    });
}

[[nodiscard]] bool harmless_in_json(std::string_view id) {
    return std::none_of(id.begin(), id.end(),
                        [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; });
}

/// True when the caller has that answer already. Assumed: a handler that gives an ETag heeds If-None-Match, as web
/// frameworks do (Express's `req.fresh`); compared weakly (RFC 9110, 13.1.2).
[[nodiscard]] bool is_known(const http::Request& request, const http::Response& made) {
    const Text* const asked = request.headers.find("If-None-Match");
    const Text* const tag = made.headers.find("ETag");
    const bool reads = request.method == http::Method::get || request.method == http::Method::head;
    if (asked == nullptr || tag == nullptr || !reads || made.status != 200) return false;
    const auto strong = [](std::string_view one) { return one.starts_with("W/") ? one.substr(2) : one; };
    bool known = false;
    each_part(asked->view(), ',',
              [&](std::string_view one) { known = known || one == "*" || strong(one) == strong(tag->view()); });
    return known;
}

[[nodiscard]] bool succeeded(const std::optional<BackendReply>& reply) {
    return reply && reply->outcome != BackendReply::Outcome::failed;
}

[[nodiscard, gnu::cold]] BackendReply late(const Call& call, std::string_view backend) {
    BackendReply reply;
    reply.outcome = BackendReply::Outcome::failed;
    reply.error = fmt::format("ETIMEDOUT: {} did not answer within {:.3g} s", backend, seconds(call.timeout));
    return reply;
}

[[nodiscard]] bool reads(Operation operation) { return operation == Operation::get || operation == Operation::select; }

/// What one invocation has found out so far.
struct Findings {
    bool missed = false;        // the last `get` found nothing
    std::uint64_t missing = 0;  // of the first 64 steps, those whose `get` found nothing
    bool looked = false;        // something was read
    bool streamed = false;      // a record was put
    bool wrote = false;         // the database was written to
    std::optional<Text> value;
};

/// In a trace; none: it came too late.
[[nodiscard]] int status_of(const std::optional<BackendReply>& reply) {
    if (!reply) return 0;
    if (reply->status != 0) return reply->status;
    return reply->outcome == BackendReply::Outcome::failed ? http::Trace::failed : http::Trace::done;
}

[[nodiscard]] http::Response answer(const Findings& found, http::Method method, std::string_view id) {
    if (found.streamed) return id_answer(202, id, "accepted");
    if (found.wrote) {
        if (method == http::Method::del) {
            http::Response gone;
            gone.status = 204;
            return gone;
        }
        return id_answer(method == http::Method::post ? 201 : 200, id, "stored");
    }
    if (!found.looked) return http::json_response(200, "{}");
    if (!found.value) return http::json_response(404, R"({"message":"Not Found"})");
    return http::json_response(200, *found.value);
}

}  // namespace

NativeRuntime::Chance::Chance(const Context& context, const std::string& function)
    : work(context.random(function + ".work")),
      errors(context.random(function + ".errors")),
      backoff(context.random(function + ".backoff")),
      answers(context.random(function + ".answers")) {}

NativeRuntime::NativeRuntime(const Context& context, std::string_view function, const FunctionConfig& config,
                             const std::map<std::string, Backend*>& backends, Chance& chance)
    : context_(context), function_(function), cpu_share_(cpu_share(config.memory)), chance_(chance) {
    for (const NativeHandler& native : config.handlers) {
        Handler handler{native.route,     native.work, native.cpu,    native.errors,
                        native.malformed, {},          native.answer, native.fails};
        for (const Call& call : native.calls) {
            const auto found = backends.find(call.to);
            WT_ASSERT(found != backends.end());
            std::size_t connection = no_connection;
            if (found->second->keeps_connections()) {
                const auto kept = std::find(connected_.begin(), connected_.end(), found->second);
                connection = static_cast<std::size_t>(kept - connected_.begin());
                if (kept == connected_.end()) connected_.push_back(found->second);
            }
            std::size_t own_get = no_step;
            for (std::size_t i = 0; !reads(call.operation) && i < std::min<std::size_t>(handler.steps.size(), 64);
                 ++i) {
                const Step& before = handler.steps[i];
                if (before.backend == found->second && before.call.operation == Operation::get) own_get = i;
            }
            handler.steps.push_back({call, found->second, connection, own_get});
        }
        handlers_.push_back(std::move(handler));
    }
}

bool NativeRuntime::poisoned(const Poison& poison, const http::Request& request, std::string_view key) const {
    const auto is = [&](std::string_view id) {
        if (std::find(poison.keys.begin(), poison.keys.end(), id) != poison.keys.end()) return true;
        const double drawn = static_cast<double>(mix(hash_bytes(id), context_.seed) >> 11U) * 0x1.0p-53;
        return drawn < poison.share;
    };
    // An event: a batch of records, each a line with an id of its own. The event's own id is no item's.
    bool records = false;
    bool any = false;
    if (request.route == "*") {
        each_part(request.body.view(), '\n', [&](std::string_view line) {
            const auto id = top_level_id(line);
            records = records || id;
            any = any || (id && is(*id));
        });
    }
    return records ? any : is(key);
}

http::Response NativeRuntime::say(const SaidAnswer& answer, http::Response found, std::string_view id) {
    const auto fill = [&](const FillIn& text) {
        std::string filled;
        text.append_to(filled, [&](std::string_view name) { return name == "key" ? id : std::string_view(); });
        return filled;
    };
    Random& draws = chance_.answers;
    if (!answer.status.empty()) {
        const std::string& status = answer.status.pick(draws);
        std::from_chars(status.data(), status.data() + status.size(), found.status);
    }
    for (const SaidAnswer::Field& field : answer.headers) {
        const Text value(fill(FillIn(field.value.pick(draws))));
        // One field for each cookie; any other is said once.
        if (same_ignoring_case(field.name, "Set-Cookie")) {
            found.headers.add(Text(field.name), value);
        } else {
            found.headers.set(Text(field.name), value);
        }
    }
    if (answer.body || answer.bytes) {
        const std::uint64_t size = answer.bytes ? answer.bytes->sample(draws) : 0;
        if (size > largest_answer) return failed(too_large);
        std::string text = answer.body ? fill(*answer.body) : fmt::format(R"({{"id":"{}"}})", id);
        found.body = filled(Text(text), size);
    }
    if (found.headers.get("Content-Type").empty() && !found.body.empty())
        found.headers.add("Content-Type", "application/json");
    return found;
}

const NativeRuntime::Handler* NativeRuntime::handler_for(std::string_view route) const {
    const Handler* any = nullptr;
    for (const Handler& handler : handlers_) {
        if (handler.route == route) return &handler;
        if (handler.route == "*") any = &handler;
    }
    return any;
}

Task<std::string> NativeRuntime::connect(Environment& environment) {
    environment.connections.resize(connected_.size());
    for (std::size_t i = 0; i < connected_.size(); ++i) {
        if (environment.connections[i] != nullptr) continue;
        auto opened = co_await connected_[i]->connect();
        if (!opened.ok()) co_return opened.error().message;
        environment.connections[i] = std::move(*opened);
    }
    co_return std::string();
}

Task<std::optional<http::Response>> NativeRuntime::initialise(Environment& environment) {
    const std::string refusal = co_await connect(environment);
    if (refusal.empty()) co_return std::nullopt;
    co_return function_error("Runtime.InitError", refusal);
}

Timeout<BackendReply> NativeRuntime::ask(const Step& step, BackendCall call, Environment& environment) {
    if (step.connection == no_connection)
        return {context_.clock, step.call.timeout, step.backend->call(std::move(call), nullptr)};
    std::unique_ptr<Connection>& connection = environment.connections[step.connection];
    if (connection == nullptr)
        return {context_.clock, step.call.timeout, connect_and_ask(*step.backend, std::move(call), connection)};
    return {context_.clock, step.call.timeout, step.backend->call(std::move(call), connection.get())};
}

Task<BackendReply> NativeRuntime::connect_and_ask(Backend& backend, BackendCall call,
                                                  std::unique_ptr<Connection>& connection) {
    auto opened = co_await backend.connect();
    if (!opened.ok()) {
        BackendReply reply;
        reply.outcome = BackendReply::Outcome::failed;
        reply.error = opened.error().message;
        co_return reply;
    }
    connection = std::move(*opened);
    co_return co_await backend.call(std::move(call), connection.get());
}

Task<BackendReply> NativeRuntime::try_again(const Step& step, BackendCall call, Environment& environment) {
    for (int attempt = 1;; ++attempt) {
        const double cap =
            std::min(seconds(step.call.backoff_cap), std::ldexp(seconds(step.call.backoff_base), attempt - 1));
        co_await context_.clock.sleep_for(from_seconds(cap * chance_.backoff.uniform()));
        BackendCall again = call;
        TracedPart asking(context_.clock, environment.trace, step.backend->name());
        std::optional<BackendReply> reply = co_await ask(step, std::move(again), environment);
        asking.end(status_of(reply));
        const bool last = attempt >= step.call.max_retries;
        if (succeeded(reply) || (last && reply)) co_return std::move(*reply);
        if (last) co_return late(step.call, step.backend->name());
    }
}

Task<http::Response> NativeRuntime::execute(Environment& environment, http::Request&& request) {
    const Handler* handler = handler_for(request.route);
    if (handler == nullptr) co_return failed(fmt::format("{} has no handler for {}", function_, request.route));
    environment.connections.resize(connected_.size());
    Duration takes{};
    if (!handler->work.law.is_zero()) takes = handler->work.law.sample(chance_.work);
    if (!handler->cpu.law.is_zero()) takes += from_seconds(seconds(handler->cpu.law.sample(chance_.work)) / cpu_share_);
    if (takes > Duration::zero()) co_await context_.clock.sleep_for(takes);

    Text key = std::move(request.path_parameter);
    if (key.empty()) {
        const auto own = top_level_id(request.body);
        key = own ? Text(*own) : Text(fmt::format("{}-{}", function_, request.number));
    }
    if (handler->fails && poisoned(*handler->fails, request, key)) co_return failed("poisoned");
    if (!harmless_in_json(key)) co_return http::json_response(400, R"({"message":"Invalid item id"})");
    Findings found;
    for (const Step& step : handler->steps) {
        const Operation operation = step.call.operation;
        const auto place = static_cast<std::size_t>(&step - handler->steps.data());
        // What is kept on a miss is kept where it was missed, wherever else it was looked for meanwhile.
        const bool missed = step.own_get == no_step ? found.missed : ((found.missing >> step.own_get) & 1U) != 0;
        if (step.call.on_miss && !missed) continue;
        if (operation == Operation::set && found.looked && !found.value) continue;  // nothing to keep

        BackendCall call;
        call.operation = operation;
        call.key = key;
        call.by_size = true;
        if (!step.call.key.empty()) {
            std::string own;
            step.call.key.append_to(
                own, [&](std::string_view name) { return name == "key" ? key.view() : std::string_view(); });
            call.key = Text(own);
        }
        call.request_number = request.number;
        call.removes = request.method == http::Method::del;
        if (operation == Operation::set && found.value) {
            call.value = *found.value;
        } else if (!reads(operation) && operation != Operation::del && !call.removes) {
            const bool pads = step.backend->takes_padding();
            const std::uint64_t drawn = step.call.sizes ? step.call.sizes->sample(chance_.work) : 0;
            const std::uint64_t size =
                step.call.sizes ? std::min(drawn, pads ? drawn : Call::largest_record) : step.call.bytes.count;
            if (pads && size > most_filled) {
                call.value = request.body;
                call.padding = size - std::min<std::uint64_t>(size, request.body.size());
            } else {
                call.value = filled(request.body, size);
            }
        }
        const bool may_try_again = step.call.max_retries > 0;
        BackendCall first = may_try_again ? call : std::move(call);
        TracedPart asking(context_.clock, environment.trace, step.backend->name());
        std::optional<BackendReply> answered = co_await ask(step, std::move(first), environment);
        asking.end(status_of(answered));
        if (may_try_again && !succeeded(answered)) answered = co_await try_again(step, std::move(call), environment);
        BackendReply reply = answered ? std::move(*answered) : late(step.call, step.backend->name());
        if (reply.outcome == BackendReply::Outcome::failed) {
            // What the environment had open to a backend that failed is not trusted again.
            if (step.connection != no_connection) environment.connections[step.connection].reset();
            // The handler goes on without its cache, as a careful function does; nothing else is optional.
            if (operation == Operation::get && step.backend->kind() == Backend::Kind::cache) {
                found.missed = found.looked = true;
                if (place < 64) found.missing |= std::uint64_t{1} << place;
                found.value.reset();
                continue;
            }
            if (operation == Operation::set || operation == Operation::del) continue;
            co_return failed(reply.error);
        }
        if (reads(operation)) {
            found.looked = true;
            const bool missing = reply.outcome == BackendReply::Outcome::missing;
            if (operation == Operation::get) {
                found.missed = missing;
                if (missing && place < 64) found.missing |= std::uint64_t{1} << place;
            }
            if (missing) {
                found.value.reset();
            } else {
                found.value = std::move(reply.value);
            }
        }
        const bool stores = operation == Operation::put && step.backend->kind() == Backend::Kind::store;
        found.streamed = found.streamed || (operation == Operation::put && !stores);
        found.wrote = found.wrote || stores || operation == Operation::insert || operation == Operation::update ||
                      operation == Operation::remove || operation == Operation::apply;
    }
    if (handler->errors > 0 && chance_.errors.chance(handler->errors)) co_return failed("an injected exception");
    http::Response made = answer(found, request.method, key);
    if (made.body.size() > largest_answer) co_return failed(too_large);
    if (handler->answer) made = say(*handler->answer, std::move(made), key);
    if (is_known(request, made)) {
        made.status = 304;
        made.body = Text();
        made.headers.remove("Content-Type");
    }
    if (handler->malformed > 0 && chance_.errors.chance(handler->malformed)) made.status = 0;
    co_return made;
}

std::optional<std::string_view> top_level_id(std::string_view json) {
    std::size_t at = 0;
    const auto space = [&] {
        while (at < json.size() && (json[at] == ' ' || json[at] == '\n' || json[at] == '\t' || json[at] == '\r')) ++at;
    };
    /// The inside of the string that begins here, its escapes as they are; moves behind it.
    const auto string = [&]() -> std::optional<std::string_view> {
        if (at >= json.size() || json[at] != '"') return std::nullopt;
        const std::size_t begin = ++at;
        while (at < json.size() && json[at] != '"') at += json[at] == '\\' ? 2 : 1;
        if (at >= json.size()) return std::nullopt;
        return json.substr(begin, at++ - begin);
    };
    space();
    if (at >= json.size() || json[at++] != '{') return std::nullopt;
    for (;;) {
        space();
        const auto name = string();
        if (!name) return std::nullopt;
        space();
        if (at >= json.size() || json[at++] != ':') return std::nullopt;
        space();
        if (*name == "id") {
            const auto value = string();
            if (!value || value->find('\\') != std::string_view::npos || value->empty()) return std::nullopt;
            return value;
        }
        // Over the value: to the next comma that is in no string and no bracket.
        for (int depth = 0; at < json.size(); ++at) {
            const char c = json[at];
            if (c == '"') {
                if (!string()) return std::nullopt;
                --at;
            } else if (c == '{' || c == '[') {
                ++depth;
            } else if (c == '}' || c == ']') {
                if (depth-- == 0) return std::nullopt;
            } else if (c == ',' && depth == 0) {
                break;
            }
        }
        if (at >= json.size()) return std::nullopt;
        ++at;
    }
}

}  // namespace wt::lambda
