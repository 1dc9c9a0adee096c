#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/context.hpp"
#include "front/loop.hpp"
#include "iam/credentials.hpp"
#include "iam/directory.hpp"
#include "lambda/functions.hpp"
#include "sandbox/runtimes.hpp"
#include "stack/architecture.hpp"

namespace wt::app {

/// Why one of the architecture's functions cannot run here, in a sentence; none: all can.
[[nodiscard]] std::optional<std::string> refused_code(const stack::Architecture& architecture,
                                                      const lambda::RuntimeMaker& runtimes);
/// An address that stands for all of the machine's.
[[nodiscard]] inline bool is_any(const std::string& address) { return address == "0.0.0.0" || address == "::"; }

/// User code in this process's reach: programs on its loop, whose own calls come as their functions' roles.
class Programs {
public:
    /// All of it outlives this. Throws std::runtime_error when there is no place for them.
    Programs(const Context& context, front::Loop& loop, iam::Credentials& credentials, const iam::Directory& directory);

    [[nodiscard]] lambda::RuntimeMaker& runtimes() { return runtimes_; }
    /// Where AWS's APIs answer, for the functions' own calls.
    void call_at(std::string endpoint) { endpoint_ = std::move(endpoint); }

private:
    [[nodiscard]] sandbox::Keys keys_for(const std::string& function, const lambda::UserCode& code);

    Context context_;
    iam::Credentials& credentials_;
    const iam::Directory& directory_;
    Random random_;
    std::string endpoint_;
    sandbox::Runtimes runtimes_;
};

}  // namespace wt::app
