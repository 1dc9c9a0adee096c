#include "lambda/function.hpp"

#include <cmath>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "base/base64.hpp"
#include "base/fresh_random.hpp"
#include "http/event_form.hpp"
#include "http/ids.hpp"
#include "lambda/answer_stream.hpp"
#include "lambda/outcome.hpp"
#include "lambda/profile_runtime.hpp"
#include "lambda/traced_part.hpp"

namespace wt::lambda {

namespace {

/// "INIT phase is limited to 10 seconds" (Lambda Developer Guide, "execution environment lifecycle").
constexpr Duration init_limit = 10s;

/// Of provisioned environments; longer where the function's timeout is (same page).
constexpr Duration provisioned_init_limit = 130s;

/// Assumed: AWS says that an allocation that fails is tried again, not when.
constexpr Duration provisioning_wait = 1min;

/// What stands at the address of an ARN is called by it.
[[nodiscard]] std::string arn_of(const UserCode& code, const std::string& name) {
    if (name.starts_with("arn:")) return name;
    if (!code.arn.empty()) return code.arn;
    return fmt::format("arn:aws:lambda:{}:{}:function:{}", code.region, code.account, name);
}

[[nodiscard, gnu::cold]] http::Response throttled(Throttle why) {
    http::Response response = http::json_response(
        429, Text(fmt::format(R"({{"Reason":"{}","Type":"User","message":"Rate Exceeded."}})", reason(why))));
    response.headers.add("x-amzn-ErrorType", "TooManyRequestsException");
    return response;
}

/// Lambda Developer Guide, "Lambda quotas": 6 MB for an event of a synchronous invocation.
constexpr std::size_t largest_event = 6'291'456;

/// How large the event is that a handler as data would get as a program. It is written only where it matters: Assumed,
/// that no form makes more than twice of a body.
[[nodiscard]] std::size_t event_size(const http::Request& request) {
    const std::size_t body = request.body.size();
    if (request.form == nullptr || body <= largest_event / 2 || body > largest_event) return body;
    return request.form->event(request).size();
}

/// As Lambda's API words it, by the texts of recorded answers.
[[nodiscard, gnu::cold]] http::Response event_too_large(std::size_t size) {
    constexpr std::string_view text =
        R"x({{"Type":"User","message":"{} byte payload is too large for the RequestResponse invocation type )x"
        R"x((limit {} bytes)"}})x";
    http::Response response = http::json_response(413, Text(fmt::format(text, size, largest_event)));
    response.headers.add("x-amzn-ErrorType", Text(event_too_large_type));
    return response;
}

}  // namespace

/// Where a caller waits for its invocation. Caller and invocation know of one another until either is gone.
class Function::Answer {
public:
    explicit Answer(Clock& clock) : sleeper_(clock) {}
    Answer(const Answer&) = delete;
    Answer& operator=(const Answer&) = delete;
    inline ~Answer();

    void deliver(http::Response response) {
        response_ = std::move(response);
        link_ = nullptr;
        if (waiting_) sleeper_.clock().wake_soon(sleeper_, waiting_);
    }

    bool await_ready() const { return response_.has_value(); }
    void await_suspend(std::coroutine_handle<> frame) { waiting_ = frame; }
    http::Response await_resume() { return std::move(*response_); }

private:
    friend struct Link;
    Link* link_ = nullptr;
    std::coroutine_handle<> waiting_;
    std::optional<http::Response> response_;
    Sleeper sleeper_;
};

/// The invocation's end of it.
struct Function::Link {
    explicit Link(Answer* to) : answer(to) {
        if (answer != nullptr) answer->link_ = this;
    }
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;
    ~Link() {
        if (answer != nullptr) answer->deliver(http::Response::broken_by(http::Delivery::reset));
    }
    void deliver(http::Response response) {
        trace = nullptr;
        if (answer != nullptr) std::exchange(answer, nullptr)->deliver(std::move(response));
    }
    Answer* answer;
    http::Trace* trace = nullptr;  // the caller's, as long as it waits
};

/// An answer that its caller takes piece by piece. It goes with the invocation, and what is left of the answer then
/// does not come any more.
struct Function::Streaming {
    Streaming() = default;
    Streaming(const Streaming&) = delete;
    Streaming& operator=(const Streaming&) = delete;
    ~Streaming() {
        if (pipe != nullptr) pipe->end({Text("{}"), {}});
    }
    std::shared_ptr<AnswerPipe> pipe;
};

inline Function::Answer::~Answer() {
    if (link_ == nullptr) return;
    link_->answer = nullptr;
    link_->trace = nullptr;
}

Function::Function(const Context& context, std::string name, FunctionConfig config, AccountConcurrency& account,
                   const std::map<std::string, Backend*>& backends, RuntimeMaker* maker)
    : context_(context),
      name_(std::move(name)),
      config_(std::move(config)),
      backends_(backends),
      maker_(maker),
      chance_(context, name_),
      compiled_(compile()),
      account_(account),
      pool_(config_.reserved, config_.idle_ttl, account, config_.provisioned),
      faults_(context, name_),
      cold_starts_(context.random(name_ + ".cold")),
      request_ids_(fresh_random(context, name_ + ".request-ids")),
      invocations_(context.metrics.counter(name_ + ".invocations")),
      throttled_(context.metrics.counter(name_ + ".throttled")),
      errors_(context.metrics.counter(name_ + ".errors")),
      timeouts_(context.metrics.counter(name_ + ".timeouts")),
      cold_(context.metrics.counter(name_ + ".cold")),
      billed_ms_(context.metrics.counter(name_ + ".billed.ms")),
      billed_mb_ms_(context.metrics.counter(name_ + ".billed.mb_ms")),
      provisioned_billed_mb_ms_(context.metrics.counter(name_ + ".provisioned.billed.mb_ms")),
      provisioned_invocations_(context.metrics.counter(name_ + ".provisioned.invocations")),
      spillover_(context.metrics.counter(name_ + ".provisioned.spillover")),
      concurrency_(context.metrics.gauge(name_ + ".concurrency")),
      environments_(context.metrics.gauge(name_ + ".environments")),
      duration_(context.metrics.histogram(name_ + ".duration")) {
    context.metrics.ratio(name_ + ".cold.ratio", {&cold_}, {&invocations_});
    show_levels();
}

Function::~Function() = default;

std::shared_ptr<Compiled> Function::compile() {
    WT_ASSERT(config_.code == nullptr || maker_ != nullptr);
    std::unique_ptr<Runtime> runtime;
    if (config_.code != nullptr) {
        runtime = maker_->make(context_, name_, config_);
    } else if (!config_.profile.empty()) {
        runtime = std::make_unique<ProfileRuntime>(context_, config_.profile, chance_.work);
    } else {
        runtime = std::make_unique<NativeRuntime>(context_, name_, config_, backends_, chance_);
    }
    return std::make_shared<Compiled>(Compiled{config_, std::move(runtime), cpu_share(config_.memory)});
}

void Function::show_levels() {
    concurrency_.set(static_cast<double>(pool_.busy()), context_.now());
    environments_.set(static_cast<double>(environments()), context_.now());
}

Task<http::Response> Function::handle(http::Request&& request, http::Next) { return invoke(std::move(request)); }

Task<http::Response> Function::invoke(http::Request&& request) {
    if (config_.code != nullptr && config_.code->watched && compiled_->runtime->changed()) renew();
    if (config_.code != nullptr) present(request);
    const std::size_t size = config_.code != nullptr ? request.body.size() : event_size(request);
    if (size > largest_event) co_return event_too_large(size);
    ConcurrencyPool::Grant grant = pool_.acquire(context_.now());
    if (grant.environment == nullptr) {
        throttled_.add();
        co_return throttled(grant.throttle);
    }
    invocations_.add();
    if (grant.cold) {
        cold_.add();
        grant.environment->compiled = compiled_;
    }
    if (config_.provisioned > 0) (grant.environment->provisioned ? provisioned_invocations_ : spillover_).add();
    show_levels();
    Answer answer(context_.clock);
    running_.spawn(run(std::move(grant), std::move(request), &answer));
    co_return co_await answer;
}

Task<void> Function::run(ConcurrencyPool::Grant grant, http::Request request, Answer* answer) {
    Link link(answer);
    link.trace = answer == nullptr ? nullptr : request.trace;
    std::unique_ptr<Environment> environment = std::move(grant.environment);
    const FunctionConfig& config = environment->compiled->config;
    const bool user_code = config.code != nullptr;
    environment->trace = &link.trace;
    request.trace = nullptr;  // these live with the caller, who may leave first
    request.form = nullptr;
    Duration billed{0};
    Duration init_took{0};
    // An INIT that failed, that did not end in its 10 s, or whose work is gone, runs again within the invocation.
    std::optional<Duration> again;

    if (grant.cold) {
        const Duration placement = config.platform.law.sample(cold_starts_);
        TracedPart placing(context_.clock, &link.trace, http::Trace::placement);
        if (placement > Duration::zero()) co_await context_.clock.sleep_for(placement);
        placing.end(http::Trace::done);
        TracedPart initialising(context_.clock, &link.trace, http::Trace::init);
        const Instant begun = context_.now();
        const Duration init = config.init.law.sample(cold_starts_);
        if (user_code) {
            co_await initialise_code(*environment, init_limit);
        } else if (init > init_limit) {
            co_await context_.clock.sleep_for(init_limit);
        } else {
            (void)co_await initialise(*environment, init);
        }
        initialising.end(environment->initialised ? http::Trace::done : http::Trace::failed);
        init_took = context_.now() - begun;
        billed += init_took;
        if (!environment->initialised) {
            again = init;
            init_took = Duration::zero();  // it is not over
        }
    } else if (!environment->initialised) {
        again = config.init.law.sample(cold_starts_);
    }
    const Instant begun = context_.now();
    const Text id = begin_log(*environment, Text(request.headers.get("Lambda-Runtime-Aws-Request-Id")));
    const Text route = user_code ? request.route : Text();
    const bool wants_tail = user_code && request.headers.get("X-Amz-Log-Type") == "Tail";
    Streaming streaming;
    if (user_code && request.headers.get(http::transfer_mode) == http::transfer_stream) {
        streaming.pipe = std::make_shared<AnswerPipe>(context_.clock, [&](Text content_type) {
            http::Response head;
            head.stream = std::make_shared<AnswerStream>(streaming.pipe);
            if (!content_type.empty()) head.headers.add("Content-Type", std::move(content_type));
            sign(head, id, config);
            link.deliver(std::move(head));
        });
        environment->answer = streaming.pipe;
    }
    if (user_code) address(request, id, config);
    Task<http::Response> running = grant.cold || again
                                       ? first_run(*environment, std::move(request), again)
                                       : environment->compiled->runtime->execute(*environment, std::move(request));
    if (!faults_.none()) running = disturbed(faults_.draw(begun), std::move(running));
    std::optional<http::Response> response =
        co_await Timeout<http::Response>(context_.clock, config.timeout, std::move(running));
    const bool late = !response;
    if (late) response = timed_out(id, config.timeout);
    const Instant now = context_.now();
    billed += now - begun;
    duration_.record(now - begun);
    // Assumed: one that took no time at all is billed its first millisecond, too.
    const auto billed_ms = static_cast<std::uint64_t>(
        std::max(std::chrono::ceil<std::chrono::milliseconds>(billed), std::chrono::milliseconds(1)).count());
    billed_ms_.add(billed_ms);
    const std::uint64_t billed_mb_ms = billed_ms * (config.memory.count >> 20U);
    billed_mb_ms_.add(billed_mb_ms);
    if (environment->provisioned) provisioned_billed_mb_ms_.add(billed_mb_ms);
    if (response->headers.has("X-Amz-Function-Error")) errors_.add();
    // A timeout resets the environment: what it had open is gone, and the next invocation runs INIT again (Lambda
    // Developer Guide, "lifecycle").
    if (late) {
        environment->compiled->runtime->reset(*environment);
        environment->initialised = false;
    }
    if (!id.empty()) {
        InvocationReport report;
        report.request_id = id;
        report.begun = begun;
        report.ended = now;
        report.init = init_took;
        report.route = route;
        report.billed_ms = billed_ms;
        if (late) report.timeout = config.timeout;
        report.exited = !late && !environment->initialised && !environment->spoiled;
        end_log(*environment, report, *response);
    }
    environment->answer = nullptr;
    environment->trace = nullptr;
    std::string tail;
    if (wants_tail && environment->log != nullptr) tail = base64_encode(environment->log->tail());
    const bool streamed = streaming.pipe != nullptr && streaming.pipe->begun();
    if (streamed) {
        const bool failed = response->headers.has("X-Amz-Function-Error");
        streaming.pipe->end({failed ? response->body : Text(), std::move(tail)});
    } else if (user_code) {
        sign(*response, id, config);
        if (!tail.empty()) response->headers.set("X-Amz-Log-Result", Text(tail));
    }

    if (environment->spoiled) {
        pool_.discard(std::move(environment));  // Assumed: one whose INIT failed twice is not kept
    } else if (to_recycle_ > 0) {
        --to_recycle_;
        pool_.discard(std::move(environment));
    } else {
        pool_.release(std::move(environment), now);
        if (!std::exchange(reaping_, true)) running_.spawn(reap());
    }
    replenish();
    show_levels();
    if (!streamed) link.deliver(std::move(*response));
}

void Function::sign(http::Response& response, const Text& id, const FunctionConfig& config) {
    response.payload = true;
    response.headers.set("x-amzn-RequestId", id);
    response.headers.set("X-Amz-Executed-Version", Text(config.code->version));
}

void Function::present(http::Request& request) {
    if (request.form != nullptr) {
        // What a client of the service in front sent is in the event; of its fields only the trace goes on.
        Text trace(request.headers.get("X-Amzn-Trace-Id"));
        request.body = request.form->event(request);
        request.headers = request.form->fields;
        if (!trace.empty() && !request.headers.has("Lambda-Runtime-Trace-Id"))
            request.headers.add("Lambda-Runtime-Trace-Id", std::move(trace));
    }
    if (request.body.empty()) request.body = "{}";
}

void Function::address(http::Request& request, const Text& id, const FunctionConfig& config) {
    const UserCode& code = *config.code;
    request.headers.set("Lambda-Runtime-Aws-Request-Id", id);
    request.headers.set("Lambda-Runtime-Deadline-Ms",
                        Text(fmt::to_string(std::chrono::floor<std::chrono::milliseconds>(
                                                (context_.calendar() + config.timeout).time_since_epoch())
                                                .count())));
    if (!request.headers.has("Lambda-Runtime-Invoked-Function-Arn")) {
        request.headers.add("Lambda-Runtime-Invoked-Function-Arn", Text(arn_of(code, name_)));
    }
    if (!request.headers.has("Lambda-Runtime-Trace-Id"))
        request.headers.add("Lambda-Runtime-Trace-Id", http::trace_id(request_ids_, context_.calendar()));
}

void Function::open_log(Environment& environment) {
    if (log_ != nullptr && environment.log == nullptr)
        environment.log = log_->open(name_, environment.compiled->config, context_.now());
}

Text Function::begin_log(Environment& environment, Text given) {
    const bool user_code = environment.compiled->config.code != nullptr;
    if (log_ == nullptr && !user_code) return {};
    Text id = user_code && !given.empty() ? std::move(given) : http::request_id(request_ids_);
    open_log(environment);
    if (environment.log != nullptr && log_ != nullptr) environment.log->started(id, context_.now());
    return id;
}

void Function::end_log(Environment& environment, InvocationReport report, const http::Response& response) {
    if (log_ == nullptr || environment.log == nullptr) return;
    report.memory = environment.compiled->config.memory;
    report.memory_used = environment.memory_used;
    report.answer = response.body;
    if (response.headers.has("X-Amz-Function-Error")) report.error = response.body;
    environment.log->ended(report);
}

http::Response Function::timed_out(Text id, Duration timeout) {
    timeouts_.add();
    if (id.empty()) id = http::request_id(request_ids_);
    return function_error("Sandbox.Timedout", fmt::format("RequestId: {} Error: Task timed out after {:.2f} seconds",
                                                          id.view(), seconds(timeout)));
}

Task<http::Response> Function::disturbed(InvocationFaults::Injection injection, Task<http::Response> running) {
    if (injection.delay > Duration::zero()) co_await context_.clock.sleep_for(injection.delay);
    if (injection.instead && injection.prevents) co_return std::move(*injection.instead);
    http::Response response = co_await running;
    if (injection.instead) response = std::move(*injection.instead);
    co_return response;
}

Task<http::Response> Function::first_run(Environment& environment, http::Request&& request,
                                         std::optional<Duration> again) {
    if (again) {
        const Instant begun = context_.now();
        TracedPart initialising(context_.clock, environment.trace, http::Trace::init);
        std::optional<http::Response> refusal = co_await initialise(environment, *again);
        initialising.end(refusal ? http::Trace::failed : http::Trace::done);
        environment.spoiled = refusal.has_value();
        if (refusal && log_ != nullptr && environment.log != nullptr)
            environment.log->init_failed({context_.now() - begun, context_.now(), true, false, refusal->body});
        if (refusal) co_return std::move(*refusal);
    }
    Compiled& compiled = *environment.compiled;
    const double slower = seconds(compiled.config.first_run.law.sample(cold_starts_)) / compiled.cpu_share;
    if (slower > 0) co_await context_.clock.sleep_for(from_seconds(slower));
    co_return co_await compiled.runtime->execute(environment, std::move(request));
}

Task<std::optional<http::Response>> Function::initialise(Environment& environment, Duration init) {
    if (init > Duration::zero()) co_await context_.clock.sleep_for(init);
    std::optional<http::Response> refusal = co_await environment.compiled->runtime->initialise(environment);
    environment.initialised = !refusal;
    co_return refusal;
}

Task<void> Function::initialise_code(Environment& environment, Duration limit) {
    open_log(environment);
    const Instant begun = context_.now();
    if (environment.log != nullptr) environment.log->initialising(begun);
    Task<std::optional<http::Response>> initialising = initialise(environment, Duration::zero());
    std::optional<std::optional<http::Response>> ended =
        co_await Timeout<std::optional<http::Response>>(context_.clock, limit, std::move(initialising));
    if (environment.initialised) co_return;
    environment.compiled->runtime->reset(environment);
    if (log_ == nullptr || environment.log == nullptr) co_return;
    InitReport report{context_.now() - begun, context_.now(), false, !ended, {}};
    if (ended && *ended) report.error = (*ended)->body;
    environment.log->init_failed(report);
}

void Function::start() {
    while (pool_.missing_provisioned() > 0) running_.spawn(provision(Duration::zero()));
}

Duration Function::draw_cold_start() {
    const Duration placement = config_.platform.law.sample(cold_starts_);
    return placement + config_.init.law.sample(cold_starts_);
}

void Function::replenish() {
    while (pool_.missing_provisioned() > 0) running_.spawn(provision(draw_cold_start()));
}

Task<void> Function::provision(Duration init) {
    std::unique_ptr<Environment> environment = pool_.begin_provisioning();
    environment->compiled = compiled_;
    const bool user_code = compiled_->config.code != nullptr;
    for (;;) {
        if (user_code) {
            co_await initialise_code(*environment, std::max(provisioned_init_limit, compiled_->config.timeout));
        } else {
            (void)co_await initialise(*environment, init);
        }
        // An environment whose INIT failed is not put into service.
        if (environment->initialised || !pool_.wants(*environment)) break;
        environment->compiled->runtime->reset(*environment);
        co_await context_.clock.sleep_for(provisioning_wait);
        if (!pool_.wants(*environment)) break;
        init = draw_cold_start();
    }
    const bool wanted = pool_.wants(*environment);
    pool_.provide(std::move(environment));
    if (!wanted) replenish();  // it is of before renew()
    show_levels();
}

void Function::set_concurrency(const Concurrency& concurrency) {
    config_.reserved = concurrency.reserved;
    config_.provisioned = concurrency.provisioned;
    pool_.set(concurrency, context_.now());
    replenish();
    show_levels();
}

void Function::take_from(std::shared_ptr<Reservation> reservation) {
    pool_.take_from(reservation != nullptr ? reservation->part() : account_);
    reservation_ = std::move(reservation);
    replenish();
}

const NativeHandler* handler_of(const FunctionConfig& function, std::string_view route) {
    const NativeHandler* any = nullptr;
    for (const NativeHandler& handler : function.handlers) {
        if (handler.route == route) return &handler;
        if (handler.route == "*") any = &handler;
    }
    return any;
}

double cpu_share(Bytes memory) { return std::min(1.0, static_cast<double>(memory.count) / (1769.0 * 1024 * 1024)); }

std::optional<Error> unchangeable(const FunctionConfig& from, const FunctionConfig& to) {
    if (from.async.on_failure == to.async.on_failure) return std::nullopt;
    return Error{"where the events go that were given up cannot change while the function runs"};
}

std::optional<Error> Function::update(FunctionConfig config) {
    if (auto refused = unchangeable(config_, config)) return refused;
    if (config.reserved && config.provisioned > *config.reserved)
        return Error{
            "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for "
            "function"};
    if (config.code != nullptr) {
        if (maker_ == nullptr) return Error{std::string(no_user_code)};
        if (auto refused = maker_->refuses(*config.code)) return refused;
    }
    for (const NativeHandler& handler : config.handlers) {
        for (const Call& call : handler.calls) {
            if (!backends_.contains(call.to))
                return Error{fmt::format("{} calls {}, which is not there", name_, call.to)};
        }
    }
    FunctionConfig before = std::exchange(config_, std::move(config));
    // What comes with the same environments: numbers, and what happens to events outside of them.
    before.reserved = config_.reserved;
    before.provisioned = config_.provisioned;
    before.async = config_.async;
    if (before != config_) {
        compiled_ = compile();
        pool_.set_idle_ttl(config_.idle_ttl);
        pool_.renew();
    }
    set_concurrency({config_.reserved, config_.provisioned});
    return std::nullopt;
}

void Function::renew() {
    pool_.renew();
    replenish();
    show_levels();
}

Task<void> Function::reap() {
    while (const auto expiry = pool_.next_expiry()) {
        co_await context_.clock.sleep_until(*expiry);
        pool_.expire(context_.now());
        show_levels();
    }
    reaping_ = false;
}

void Function::recycle(double fraction) {
    const std::size_t before = environments();
    pool_.recycle(fraction);
    const auto wanted = static_cast<std::size_t>(std::ceil(fraction * static_cast<double>(before)));
    const std::size_t thrown = before - environments();
    to_recycle_ = wanted > thrown ? wanted - thrown : 0;
    replenish();
    show_levels();
}

}  // namespace wt::lambda
