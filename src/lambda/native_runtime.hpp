#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.hpp"
#include "http/message.hpp"
#include "lambda/backend.hpp"
#include "lambda/runtime.hpp"

namespace wt::lambda {

/// Runs handlers that are written as data: compute for a drawn time, then make the calls in order. It really makes
/// them: what it answers is what the backends said.
///
/// The item is the route's path parameter, or the "id" at the top of a JSON body, or a name of its own. A handler that
/// reads answers 200 with the item or 404; one that writes into a stream answers 202; one that writes to the database
/// answers 201, 200 or 204. A call that fails for good is a function error. A malformed answer has the status 0.
class NativeRuntime final : public Runtime {
public:
    /// The function's streams of chance, which outlive its handlers.
    struct Chance {
        Chance(const Context& context, const std::string& function);
        Random work;
        Random errors;
        Random backoff;
        Random answers;
    };
    NativeRuntime(const Context& context, std::string_view function, const FunctionConfig& config,
                  const std::map<std::string, Backend*>& backends, Chance& chance);

    /// Opens the connections that an environment keeps.
    [[nodiscard]] Task<std::optional<http::Response>> initialise(Environment& environment) override;
    /// A connection that is missing is opened again when a call needs it.
    [[nodiscard]] Task<http::Response> execute(Environment& environment, http::Request&& request) override;
    void reset(Environment& environment) override { environment.connections.clear(); }

private:
    struct Step {
        Call call;
        Backend* backend;
        std::size_t connection;  // index into the environment's, or none
        std::size_t own_get;     // of what is kept there: the step that looked for it there, or none
    };
    struct Handler {
        std::string route;
        Latency work;
        Latency cpu;
        double errors;
        double malformed;
        std::vector<Step> steps;
        std::optional<SaidAnswer> answer;
        std::optional<Poison> fails;
    };
    static constexpr std::size_t no_connection = static_cast<std::size_t>(-1);
    static constexpr std::size_t no_step = static_cast<std::size_t>(-1);

    /// Opens those of an environment that are missing. Empty, or why one was refused.
    [[nodiscard]] Task<std::string> connect(Environment& environment);
    /// It is about something that the handler always fails at.
    [[nodiscard]] bool poisoned(const Poison& poison, const http::Request& request, std::string_view key) const;
    /// What the handler says instead of `found`, which its calls found.
    [[nodiscard]] http::Response say(const SaidAnswer& answer, http::Response found, std::string_view id);
    [[nodiscard]] const Handler* handler_for(std::string_view route) const;
    [[nodiscard]] Timeout<BackendReply> ask(const Step& step, BackendCall call, Environment& environment);
    /// `connection` is the environment's place for it.
    [[nodiscard]] static Task<BackendReply> connect_and_ask(Backend& backend, BackendCall call,
                                                            std::unique_ptr<Connection>& connection);
    /// After a first attempt that failed.
    [[nodiscard]] Task<BackendReply> try_again(const Step& step, BackendCall call, Environment& environment);

    Context context_;
    std::string function_;
    double cpu_share_;  // of a whole CPU
    std::vector<Handler> handlers_;
    std::vector<Backend*> connected_;  // backends that keep connections, in the order of Environment::connections
    Chance& chance_;
};

/// The string value of the member "id" at the top level of a JSON object; none when the text is no object or has no
/// such member. Escapes are not decoded: an id with one is none.
[[nodiscard]] std::optional<std::string_view> top_level_id(std::string_view json);

}  // namespace wt::lambda
