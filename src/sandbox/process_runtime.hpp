#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lambda/runtime.hpp"
#include "sandbox/folder_watch.hpp"
#include "sandbox/place.hpp"
#include "sandbox/runtimes.hpp"

namespace wt::sandbox {

/// A function's code as processes: one place for each environment, one program in it at a time.
class ProcessRuntime final : public lambda::Runtime {
public:
    ProcessRuntime(const Context& context, Runtimes& owner, std::string function, const lambda::FunctionConfig& config);

    [[nodiscard]] Task<std::optional<http::Response>> initialise(lambda::Environment& environment) override;
    [[nodiscard]] Task<http::Response> execute(lambda::Environment& environment, http::Request&& request) override;
    void reset(lambda::Environment& environment) override;
    [[nodiscard]] bool changed() override { return watch_ && watch_->changed(); }

private:
    [[nodiscard]] static Place* place_of(lambda::Environment& environment);
    /// Its first word is a path; empty when there is no program.
    [[nodiscard]] std::vector<std::string> command(bool namespaces) const;
    [[nodiscard]] std::vector<std::string> java_command(bool namespaces) const;
    /// Programs of layers that run beside it.
    [[nodiscard]] std::vector<std::string> extensions(bool namespaces) const;
    /// What INIT comes to where there is nothing to run.
    [[nodiscard]] http::Response no_command() const;
    [[nodiscard]] std::vector<std::string> variables(const Place& place, const lambda::Environment& environment,
                                                     bool namespaces, const std::string& tmp) const;

    Context context_;
    Runtimes& owner_;
    std::string function_;
    std::shared_ptr<const lambda::UserCode> code_;
    Bytes memory_;
    RuntimeKind kind_;
    std::optional<FolderWatch> watch_;
};

}  // namespace wt::sandbox
