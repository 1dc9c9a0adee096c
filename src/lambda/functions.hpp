#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/contexts.hpp"
#include "base/scope.hpp"
#include "base/shelf.hpp"
#include "lambda/function.hpp"

namespace wt::lambda {

/// The functions of the account. Each stands at the address of its name.
class Functions {
public:
    /// `backends`: whatever a handler may call, by name; more may come. All of it outlives the functions. `maker`: who
    /// runs user code; null: nobody.
    Functions(Contexts& contexts, http::Ways& ways, AccountConcurrency& account,
              const std::map<std::string, Backend*>& backends, RuntimeMaker* maker = nullptr)
        : contexts_(contexts), ways_(ways), account_(account), backends_(backends), maker_(maker) {}

    /// Why a function of that configuration cannot be: its code does not run here. None: it can.
    [[nodiscard]] std::optional<Error> refuses(const FunctionConfig& config) const;
    /// Whether all that its handlers call is there.
    [[nodiscard]] bool knows_backends_of(const FunctionConfig& config) const;
    /// A new one, of a name that no other has, that is not refused.
    Function& create(const std::string& name, FunctionConfig config);
    /// Other code or configuration, as Function::update; what that refuses brings a new function in the place of the
    /// old one, in which invocations under way end. False when there is none of that name. Its code is not refused.
    bool update(const std::string& name, FunctionConfig config);
    /// From now on nobody stands there; invocations under way end. False when there is none.
    bool remove(const std::string& name);

    /// Provisioned environments are ready: of all that are there, and of all that come. Once.
    void start();
    /// As Function::watch, of all that are there and that come.
    void watch(InvocationLog* log);

    /// An event failed in a function of that name, with this payload. Programs' are told to whoever runs them.
    void tell_of_failed_event(const std::string& name, std::string_view payload);

    [[nodiscard]] Function* find(std::string_view name) const { return functions_.find(name); }
    [[nodiscard]] Shelf<Function>& shelf() { return functions_; }
    [[nodiscard]] const Shelf<Function>& shelf() const { return functions_; }

private:
    void stand(const std::string& name, FunctionConfig config);
    /// Keeps one that is gone until its last invocation has ended, also those that nobody waits for any more.
    [[nodiscard]] Task<void> finish(std::shared_ptr<Function> old);

    Contexts& contexts_;
    http::Ways& ways_;
    AccountConcurrency& account_;
    const std::map<std::string, Backend*>& backends_;
    RuntimeMaker* maker_;
    InvocationLog* log_ = nullptr;
    bool started_ = false;
    Shelf<Function> functions_;
    Scope finishing_;
};

}  // namespace wt::lambda
