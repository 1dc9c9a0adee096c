#pragma once
#include <memory>
#include <string>

#include "aws/accounts.hpp"
#include "base/pace.hpp"
#include "http/tier.hpp"
#include "lambda/runtime.hpp"
#include "storage/rds/engine.hpp"
#include "store/store.hpp"

namespace wt::stack {

/// Opens origins that are web servers elsewhere.
class Origins {
public:
    Origins() = default;
    Origins(const Origins&) = delete;
    Origins& operator=(const Origins&) = delete;
    virtual ~Origins() = default;
    /// Throws std::runtime_error, with a sentence, when there is no such server.
    [[nodiscard]] virtual std::unique_ptr<http::Tier> open(const std::string& url) = 0;
};

/// What stands outside of the program, and only the real clock can wait for. What an architecture does not ask for may
/// be null.
struct Outside {
    rds::Engines* databases = nullptr;
    Origins* origins = nullptr;
    /// Who runs user code.
    lambda::RuntimeMaker* runtimes = nullptr;
    /// Where the buckets keep what is in them; null: in memory.
    store::Store* store = nullptr;
    /// Whose the architecture's resources are.
    aws::Accounts accounts;
    /// How long changes take whose statuses pass.
    Pace::Kind pace = Pace::Kind::at_once;
};

}  // namespace wt::stack
