#pragma once
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "base/text.hpp"

namespace wt::cache {

/// A server of Redis' protocol that holds a cache's keys: a process elsewhere, in the real clock only.
class Server {
public:
    Server() = default;
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    virtual ~Server() = default;

    /// Asks a command that is answered with a text, a number, nothing or an error ("OOM command not allowed ..."). Of
    /// a server that cannot be reached: an error of the system's.
    [[nodiscard]] virtual Task<Result<std::optional<Text>>> ask(std::vector<Text> words) = 0;
    /// Asks it, and waits for no answer.
    virtual void tell(std::vector<Text> words) = 0;
};

}  // namespace wt::cache
