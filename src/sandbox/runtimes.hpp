#pragma once
#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/scope.hpp"
#include "front/loop.hpp"
#include "lambda/runtime.hpp"
#include "sandbox/interpreters.hpp"

namespace wt::sandbox {

class Place;  // sandbox/place.hpp

/// By whom a function's own calls are signed.
struct Keys {
    std::string access_key_id;
    std::string secret_access_key;
    std::string session_token;
};

struct RuntimesOptions {
    /// Where runtimes' files and environments' roots are; a new folder in it is made, and removed at the end.
    std::string folder = "/tmp";
    /// Where interpreters are looked for.
    std::string path = "/usr/local/bin:/usr/bin:/bin";
    /// Folders of Node.js modules besides a function's own (NODE_PATH): AWS's runtimes bring the SDK along, here it is
    /// this machine's.
    std::string node_path = {};
    /// False: environments are plain processes even where the machine has namespaces.
    bool namespaces = true;
    /// The keys of an environment that starts now.
    std::function<Keys(const std::string& function, const lambda::UserCode& code)> keys;
    /// Where AWS's APIs are: AWS_ENDPOINT_URL. Asked when an environment starts.
    std::function<std::string()> endpoint;
    /// Told once what somebody who serves should know: another version of an interpreter, no namespaces.
    std::function<void(const std::string& sentence)> warn;
};

/// Runs user code in processes of this machine. Outlives the functions; the loop outlives it.
class Runtimes final : public lambda::RuntimeMaker {
public:
    /// Throws std::runtime_error when the folder cannot be made.
    Runtimes(front::Loop& loop, RuntimesOptions options);
    ~Runtimes() override;

    [[nodiscard]] std::optional<Error> refuses(const lambda::UserCode& code) const override;
    [[nodiscard]] std::unique_ptr<lambda::Runtime> make(const Context& context, const std::string& function,
                                                        const lambda::FunctionConfig& config) override;

    // For the environments.
    [[nodiscard]] front::Loop& loop() { return loop_; }
    [[nodiscard]] const RuntimesOptions& options() const { return options_; }
    [[nodiscard]] const std::optional<Interpreter>& interpreter(const RuntimeKind& kind) const {
        return interpreters_.find(kind);
    }
    /// Holds what the project's own runtime clients are: `bootstrap.py`, `index.mjs`.
    [[nodiscard]] std::string client_folder() const { return folder_ + "/runtime"; }
    /// Empty; environments build their roots there, each in its own namespace.
    [[nodiscard]] std::string root_folder() const { return folder_ + "/root"; }
    /// A new empty folder, for the /tmp of an environment that has no root of its own.
    [[nodiscard]] std::string new_tmp();
    void remove_tmp(const std::string& tmp);
    [[nodiscard]] bool has_namespaces() const { return options_.namespaces; }
    void give_up_namespaces(const std::string& why);
    void warn(const std::string& sentence) const {
        if (options_.warn) options_.warn(sentence);
    }
    /// A function that cannot even start: told once for each reason. Whoever invoked it later on may never hear of it.
    void tell_of_failure(const std::string& function, std::string_view payload);
    void tell_of_failed_event(const std::string& function, std::string_view payload) override;
    /// An environment has gone: its place goes as well, when those in it have heard of it who want to.
    void let_go(std::unique_ptr<Place> place);
    /// A keeper that is ending, so that it is waited for.
    void bury(pid_t keeper, bool namespaces);

private:
    void tell(const std::string& function, std::string_view what, std::string_view payload);
    void reap();

    front::Loop& loop_;
    RuntimesOptions options_;
    mutable Interpreters interpreters_;
    mutable std::vector<std::string> warned_;
    std::set<std::string> failures_told_;
    std::string folder_;
    std::uint64_t tmps_ = 0;
    struct Ending {
        pid_t keeper;
        bool namespaces;
    };
    std::vector<Ending> ending_;
    Scope leaving_;  // before what it uses
};

}  // namespace wt::sandbox
