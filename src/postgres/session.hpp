#pragma once
#include <functional>
#include <memory>
#include <string>

#include "front/loop.hpp"
#include "postgres/query.hpp"

namespace wt::postgres {

/// One connection to a server, in libpq's pipeline mode on the loop: it carries one exchange at a time and never makes
/// the loop wait. A connection that breaks fails its exchange, and can be opened again.
class Session : public std::enable_shared_from_this<Session> {
public:
    enum class State : std::uint8_t { idle, busy, opening, broken };

    /// Connects, and waits for it: before the loop runs. Throws std::runtime_error with the server's sentence.
    /// `changed` is called on the loop when the session has come to rest, idle or broken.
    Session(front::Loop& loop, std::string url, std::function<void()> changed);
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session();

    [[nodiscard]] State state() const { return state_; }
    /// Only when idle.
    void carry(std::shared_ptr<Exchange> exchange);
    /// Only when broken: tries again, without waiting.
    void reopen();
    /// Why it is broken.
    [[nodiscard]] const std::string& problem() const { return problem_; }

private:
    class Socket;
    void begin();
    void flush();
    void wait_readable();
    void readable();
    void opening();
    /// Takes what has arrived; true when the exchange is complete.
    [[nodiscard]] bool collect();
    void finish();
    void fail(std::string why);

    front::Loop& loop_;
    std::string url_;
    std::function<void()> changed_;
    PGconn* connection_;
    std::unique_ptr<Socket> socket_;
    State state_ = State::idle;
    std::shared_ptr<Exchange> exchange_;
    std::size_t syncs_left_ = 0;
    std::string problem_;
};

}  // namespace wt::postgres
