#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/context.hpp"
#include "base/metrics.hpp"
#include "base/scope.hpp"
#include "base/sync.hpp"
#include "front/server.hpp"
#include "lambda/runtime.hpp"
#include "sandbox/child.hpp"
#include "sandbox/extensions_api.hpp"
#include "sandbox/output.hpp"
#include "sandbox/runtime_api.hpp"

namespace wt::sandbox {

class Place;
class Runtimes;

/// What an environment has of its place: when it goes, what runs there may take its leave.
class Held final : public lambda::Sandbox {
public:
    Held(Runtimes& owner, std::unique_ptr<Place> place);
    ~Held() override;
    [[nodiscard]] Place& place() const { return *place_; }

private:
    Runtimes& owner_;
    std::unique_ptr<Place> place_;
};

/// One execution environment: its keeper, its Runtime API on a port of its own, what its programs write, and how much
/// of the machine they take. Everything in it ends when it goes.
class Place {
public:
    Place(const Context& context, Runtimes& owner, Bytes memory, ExtensionsApi::About about);
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place();

    /// Where the Runtime API listens: "127.0.0.1:PORT".
    [[nodiscard]] std::string address() const;
    /// The folder for its /tmp where it has no root of its own; empty where it has.
    [[nodiscard]] std::string tmp_folder(bool namespaces);
    /// Makes the environment; none, or why it cannot be. Where that is for want of namespaces, nobody tries them again.
    [[nodiscard]] Task<std::optional<std::string>> prepare(Launch launch);
    [[nodiscard]] bool usable() const { return child_ != nullptr; }

    /// Starts the runtime, and the extensions.
    void start();
    /// Waits until they are ready; none then, else the function error that INIT came to.
    [[nodiscard]] Task<std::optional<http::Response>> ready();
    /// Whether an extension wants to know when it is over; it learns of it now.
    [[nodiscard]] bool say_goodbye();
    /// Waits until the extensions have ended, but no longer than Lambda gives them.
    [[nodiscard]] Task<void> leave();
    /// Ends it, and everything that it started; /tmp stays.
    void stop();
    [[nodiscard]] bool running() const { return api_.running(); }
    [[nodiscard]] RuntimeApi& api() { return api_; }
    [[nodiscard]] ExtensionsApi& extensions() { return extensions_; }

    /// From now on lines go there; null: nowhere.
    void write_to(lambda::EnvironmentLog* log) { log_ = log; }
    /// While something runs in it, it is watched.
    void begin_work();
    /// Everything that was written is in the log.
    void end_work();
    /// The most memory that was used until now.
    [[nodiscard]] Bytes memory_used();

private:
    void hear(std::string_view message);
    void take_output(std::string_view bytes);
    void write_down(std::vector<std::string> lines);
    void gone();
    [[nodiscard]] Task<void> watch();

    Context context_;
    Runtimes& owner_;
    Bytes memory_;
    Metrics metrics_;  // of its listener, which nobody looks at
    RuntimeApi api_;
    ExtensionsApi extensions_;
    std::vector<std::string> extension_names_;
    std::size_t extensions_running_ = 0;
    bool leaving_ = false;
    front::Server server_;
    std::shared_ptr<Child> child_;
    bool namespaces_ = false;
    std::string tmp_;
    Event heard_;
    bool ready_ = false;
    bool begun_ = false;  // the keeper has said so of the present program
    std::string refusal_;
    Output output_;
    lambda::EnvironmentLog* log_ = nullptr;
    int status_file_ = -1;  // of the runtime's process
    Bytes most_used_{0};
    std::uint64_t work_ = 0;  // counts begin_work()
    bool working_ = false;
    Scope watching_;
};

}  // namespace wt::sandbox
