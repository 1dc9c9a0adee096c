#pragma once
#include <coroutine>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/context.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/sync.hpp"
#include "storage/rds/config.hpp"

namespace wt::rds {

class Instance;

/// An open connection to an instance; closed when destroyed. One whose instance crashed is cut: statements on it fail,
/// and it no longer counts. The instance outlives it.
class ConnectionLease {
public:
    ConnectionLease(ConnectionLease&& other) noexcept
        : instance_(std::exchange(other.instance_, nullptr)), era_(other.era_) {}
    ConnectionLease& operator=(ConnectionLease&& other) noexcept {
        if (this != &other) {
            close();
            instance_ = std::exchange(other.instance_, nullptr);
            era_ = other.era_;
        }
        return *this;
    }
    ConnectionLease(const ConnectionLease&) = delete;
    ConnectionLease& operator=(const ConnectionLease&) = delete;
    ~ConnectionLease() { close(); }

    /// Whether statements can be sent through it.
    [[nodiscard]] inline bool alive() const;
    /// The instance it goes to; null once it was closed or moved from.
    [[nodiscard]] const Instance* instance() const { return instance_; }

private:
    friend class Instance;
    ConnectionLease(Instance& instance, std::uint64_t era) : instance_(&instance), era_(era) {}
    inline void close();

    Instance* instance_;
    std::uint64_t era_;  // of the instance when it was opened
};

/// A database server's capacity, the same for primary and replica: so many connections, and so many statements served
/// at once, each for a drawn time; the others wait in line, first come first served. What it cannot bear is refused, or
/// brings it down for a while. It knows nothing of data.
class Instance {
public:
    /// `member` tells the instances of a set apart; they count under one name.
    Instance(const Context& context, std::string_view name, const InstanceConfig& config, std::uint64_t member = 0);
    Instance(const Instance&) = delete;
    Instance& operator=(const Instance&) = delete;

    /// Opens a connection, or says why not, in PostgreSQL's words: too many of them, or the instance is down.
    [[nodiscard]] Result<ConnectionLease> connect();

    /// Another capacity from now on. Connections that are open and statements that are served stay, also when they are
    /// more than there may be now.
    void update(const InstanceConfig& config);

    /// Cuts every connection, fails every statement under way, and refuses connections until `recovery` has passed.
    /// What was committed stays.
    void crash(Duration recovery);
    /// Down for ever. Connections to it may be held after that.
    void retire() { cut(never); }
    [[nodiscard]] bool down() const { return context_.now() < up_at_; }

    [[nodiscard]] std::uint64_t connections() const { return connections_; }
    /// How many statements wait for a server.
    [[nodiscard]] std::size_t waiting() const { return servers_.waiting(); }

    /// The time that a server takes for a statement; drawn, ends early when the instance crashes.
    struct Service {
        Instance& instance;
        std::uint64_t era;
        Instant deadline;
        detail::WaitList::Node node;
        bool await_ready() const { return deadline <= instance.context_.now(); }
        void await_suspend(std::coroutine_handle<> frame) {
            instance.in_service_.push(node, frame);
            instance.context_.clock.wake_at(node.sleeper, deadline, frame);
        }
        /// Why the statement failed, if it did.
        [[nodiscard]] std::optional<Error> await_resume() const;
    };

    /// A statement that has got its server, and holds it until destroyed.
    class Statement {
    public:
        Statement(Statement&& other) noexcept
            : instance_(std::exchange(other.instance_, nullptr)),
              server_(std::move(other.server_)),
              own_connection_(std::move(other.own_connection_)),
              era_(other.era_) {}
        Statement& operator=(Statement&&) = delete;
        Statement(const Statement&) = delete;
        Statement& operator=(const Statement&) = delete;
        ~Statement();

        /// Holds the server for the sum of so many drawn service times.
        [[nodiscard]] Service serve(std::uint64_t draws = 1);
        /// For a server that takes its own time: why the statement failed that it has carried out, if it did. `error`
        /// is the server's.
        [[nodiscard]] std::optional<Error> outcome(std::optional<Error> error) const;

    private:
        friend class Instance;
        Statement(Instance& instance, Semaphore::Place server, std::optional<ConnectionLease> own);

        Instance* instance_;
        Semaphore::Place server_;
        std::optional<ConnectionLease> own_connection_;
        std::uint64_t era_;
    };

    /// Waits for a server: awaited, a statement, or why there is none.
    class Begin {
    public:
        Begin(Instance& instance, const ConnectionLease* lease);
        bool await_ready() { return refusal_ || server_.await_ready(); }
        void await_suspend(std::coroutine_handle<> frame) { server_.await_suspend(frame); }
        [[nodiscard]] Result<Statement> await_resume();

    private:
        Instance& instance_;
        std::optional<Error> refusal_;
        std::optional<ConnectionLease> own_connection_;
        std::uint64_t era_;
        Instant asked_;
        Semaphore::Acquire server_;
    };
    /// The lease must outlive the statement; null opens a connection for this statement alone.
    [[nodiscard]] Begin begin(const ConnectionLease* lease) { return Begin(*this, lease); }

private:
    friend class ConnectionLease;

    /// Every connection and every statement is lost, and none comes before `up_at`.
    void cut(Instant up_at);
    [[nodiscard, gnu::cold]] Error failed();

    Context context_;
    InstanceConfig config_;
    Random service_times_;
    Semaphore servers_;
    detail::WaitList in_service_;
    std::uint64_t connections_ = 0;
    std::uint64_t era_ = 0;  // counts crashes
    Instant up_at_ = epoch;

    Counter& statements_;
    Counter& refused_;
    Counter& errors_;
    Counter& crashes_;
    Gauge& connections_gauge_;
    Gauge& busy_;
    Histogram& wait_;
};

inline bool ConnectionLease::alive() const { return instance_ != nullptr && era_ == instance_->era_; }

inline void ConnectionLease::close() {
    if (alive()) {
        --instance_->connections_;
        instance_->connections_gauge_.add(-1, instance_->context_.now());
    }
    instance_ = nullptr;
}

}  // namespace wt::rds
