#pragma once
#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "base/task.hpp"
#include "front/loop.hpp"
#include "postgres/session.hpp"

namespace wt::postgres {

/// A fixed number of sessions to one server; exchanges wait for a free one, first come first served. Broken sessions
/// are opened again when they are wanted; while none can be, exchanges fail. The queue has no bound of its own: an
/// instance lets no more statements through than it has servers.
class Pool {
public:
    /// Opens every session, and waits for it. Throws std::runtime_error.
    Pool(front::Loop& loop, const std::string& url, std::size_t sessions);

    /// The exchange, done. When the one who waits goes away, queries that are on their way take effect; those that
    /// still waited for a session do not.
    [[nodiscard]] Task<std::shared_ptr<Exchange>> run(std::vector<Query> queries);

private:
    void pump();

    front::Loop& loop_;
    std::deque<std::shared_ptr<Exchange>> waiting_;
    std::vector<std::shared_ptr<Session>> sessions_;
};

}  // namespace wt::postgres
