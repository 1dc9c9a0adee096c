#pragma once
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.hpp"
#include "base/sync.hpp"
#include "base/task.hpp"
#include "http/message.hpp"

namespace wt::sandbox {

/// The Lambda Extensions API (2020-01-01) of one environment, without a socket: programs beside the runtime, of layers,
/// register for events and ask for them one after another. The telemetry and logs APIs are not there. (Lambda Developer
/// Guide, "Using the Lambda Extensions API to create extensions".)
///
/// An extension that is still busy with an invocation when the next one comes finds it behind the other.
class ExtensionsApi {
public:
    /// What extensions are told of the function.
    struct About {
        std::string function;
        std::string version;
        std::string handler;
        std::string account;
    };
    ExtensionsApi(const Context& context, About about);

    [[nodiscard]] static bool is_for(const http::Request& request);
    [[nodiscard]] Task<http::Response> handle(http::Request&& request);

    // For who owns the environment.
    /// These programs begin; what was there before is gone.
    void begin(std::vector<std::string> names);
    /// Nobody is there any more.
    void end();
    /// Waits until each has registered, and asks for its first event. None then, also when they have ended; else the
    /// error that one came to.
    [[nodiscard]] Task<std::optional<http::Response>> ready();
    /// An invocation begins, which has the fields Lambda-Runtime-*.
    void tell_invocation(const http::Request& invocation);
    /// It is over with the environment; true: somebody wants to know it.
    [[nodiscard]] bool tell_shutdown(std::string_view reason, Instant deadline);

private:
    struct Extension {
        std::string name;
        std::set<std::string, std::less<>> events;
        std::deque<std::pair<std::string, Text>> waiting;  // with their ids
        bool asked = false;
    };
    [[nodiscard]] http::Response enlist(const http::Request& request);
    [[nodiscard]] Task<http::Response> next(std::string id);
    [[nodiscard]] http::Response fail(const http::Request& request);
    void tell(std::string_view event, const Text& document);

    About about_;
    Random ids_;
    std::vector<std::string> expected_;
    std::map<std::string, Extension, std::less<>> extensions_;  // by id
    std::uint64_t round_ = 0;
    bool running_ = false;
    std::optional<http::Response> error_;
    Event changed_;
};

}  // namespace wt::sandbox
