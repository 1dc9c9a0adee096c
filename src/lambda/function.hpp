#pragma once
#include <coroutine>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.hpp"
#include "base/scope.hpp"
#include "http/tier.hpp"
#include "lambda/concurrency_pool.hpp"
#include "lambda/invocation_fault.hpp"
#include "lambda/invocation_log.hpp"
#include "lambda/native_runtime.hpp"
#include "lambda/runtime.hpp"

namespace wt::lambda {

struct Compiled {
    FunctionConfig config;
    std::unique_ptr<Runtime> runtime;
    double cpu_share;  // of a whole CPU
};

/// A Lambda function: its pool of environments and the handler that runs in them. An invocation belongs to its
/// environment and not to its caller: when the caller gives up, the function goes on, and its place stays taken until
/// it ends or reaches its own timeout, and no longer.
///
/// As a tier it answers API Gateway's proxy integration by this contract: a throttle is a 429 with
/// `x-amzn-ErrorType: TooManyRequestsException`; an event above 6 MB is a 413 with
/// `x-amzn-ErrorType: RequestTooLargeException`, and no invocation; a function that failed or timed out is a 500 with
/// `X-Amz-Function-Error`; anything else is what the handler answered, without either header. The gateway makes of it
/// what clients see, outcome_of() what events make of it.
///
/// Who says so (http::transfer_mode) gets what a program streams while it writes it: the answer's head when that
/// begins, with an AnswerStream. A program that does not stream answers in one piece, as does an error before there is
/// any answer.
///
/// User code takes an event and returns a payload (Response::payload). The event is what the request's form makes of
/// it; where there is none, it is the body as it is, and fields of the Runtime API (`Lambda-Runtime-Client-Context`,
/// ...) go along: see README.md.
class Function final : public http::Tier {
public:
    /// `backends`: every backend there is, by name; the handlers' calls must name one of them. All outlive the
    /// function. `maker` is there where the configuration has user code, and does not refuse it.
    Function(const Context& context, std::string name, FunctionConfig config, AccountConcurrency& account,
             const std::map<std::string, Backend*>& backends, RuntimeMaker* maker = nullptr);
    ~Function() override;

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const FunctionConfig& config() const { return config_; }
    [[nodiscard]] Task<http::Response> handle(http::Request&& request, http::Next next) override;
    /// The same for whoever is not on the request path. The answer follows the contract above.
    [[nodiscard]] Task<http::Response> invoke(http::Request&& request);

    /// From now on every invocation is told to `log`; null: to nobody, which costs nothing. An invocation that is told
    /// of has its request id when it begins, and draws it.
    void watch(InvocationLog* log) { log_ = log; }

    /// Prepares the provisioned environments, as if they had been there before the run. Once.
    void start();
    /// Throws away this share of the environments; those that are busy finish first.
    void recycle(double fraction);
    /// Other numbers from now on; what is warm stays warm, and what runs runs on.
    void set_concurrency(const Concurrency& concurrency);
    /// Its places are of what is reserved for all its versions; null: of the account again.
    void take_from(std::shared_ptr<Reservation> reservation);
    /// Another configuration from now on. What runs ends with the one that it began with. Numbers of concurrency keep
    /// what is warm, anything else brings new environments, as on AWS. Refused with a sentence, it changes nothing.
    [[nodiscard]] std::optional<Error> update(FunctionConfig config);
    /// New environments from now on, as after a change of code or configuration: what runs ends in those of before.
    void renew();
    /// What is wrong inside its invocations.
    [[nodiscard]] InvocationFaults& faults() { return faults_; }
    [[nodiscard]] std::uint64_t busy() const { return pool_.busy(); }
    [[nodiscard]] std::uint64_t limit() const { return pool_.limit(); }
    /// Provisioned environments that are in service.
    [[nodiscard]] std::uint64_t ready() const { return pool_.ready(); }
    [[nodiscard]] std::size_t environments() const { return pool_.busy() + pool_.idle(); }

private:
    class Answer;
    struct Link;
    struct Streaming;

    [[nodiscard]] Task<void> run(ConcurrencyPool::Grant grant, http::Request request, Answer* answer);
    /// The INIT phase: `init` long, then the connections. A function error, or nothing.
    [[nodiscard]] Task<std::optional<http::Response>> initialise(Environment& environment, Duration init);
    /// The INIT phase of user code before there is an invocation, no longer than `limit`.
    [[nodiscard]] Task<void> initialise_code(Environment& environment, Duration limit);
    /// `again`: how long INIT takes within the invocation, where it must run there.
    [[nodiscard]] Task<http::Response> first_run(Environment& environment, http::Request&& request,
                                                 std::optional<Duration> again);
    /// An invocation, with what befalls it.
    [[nodiscard]] Task<http::Response> disturbed(InvocationFaults::Injection injection, Task<http::Response> running);
    [[nodiscard]] std::shared_ptr<Compiled> compile();
    [[nodiscard]] Task<void> provision(Duration init);
    [[nodiscard]] Duration draw_cold_start();
    void replenish();
    /// The request becomes an invocation of user code: its body the event, its fields those of the Runtime API.
    void present(http::Request& request);
    /// What is known when it begins.
    void address(http::Request& request, const Text& id, const FunctionConfig& config);
    void open_log(Environment& environment);
    /// Tells that an invocation begins. Its request id: `given`, or drawn; empty when nobody needs one.
    [[nodiscard]] Text begin_log(Environment& environment, Text given);
    void end_log(Environment& environment, InvocationReport report, const http::Response& response);
    /// What everybody learns of an invocation of user code, beside its answer.
    static void sign(http::Response& response, const Text& id, const FunctionConfig& config);
    /// `id`: the invocation's request id; an empty one is drawn now.
    [[nodiscard]] http::Response timed_out(Text id, Duration timeout);
    [[nodiscard]] Task<void> reap();
    void show_levels();

    Context context_;
    std::string name_;
    FunctionConfig config_;
    std::map<std::string, Backend*> backends_;
    RuntimeMaker* maker_;
    NativeRuntime::Chance chance_;
    std::shared_ptr<Compiled> compiled_;  // of the environments to come
    AccountConcurrency& account_;
    std::shared_ptr<Reservation> reservation_;
    ConcurrencyPool pool_;
    InvocationFaults faults_;
    Random cold_starts_;
    Random request_ids_;
    InvocationLog* log_ = nullptr;
    bool reaping_ = false;
    std::uint64_t to_recycle_ = 0;  // busy environments that are thrown away when they finish

    Counter& invocations_;
    Counter& throttled_;
    Counter& errors_;
    Counter& timeouts_;
    Counter& cold_;
    Counter& billed_ms_;
    Counter& billed_mb_ms_;
    Counter& provisioned_billed_mb_ms_;  // what of it ran in provisioned environments
    Counter& provisioned_invocations_;
    Counter& spillover_;
    Gauge& concurrency_;
    Gauge& environments_;
    Histogram& duration_;
    Scope running_;
};

}  // namespace wt::lambda
