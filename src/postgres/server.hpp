#pragma once
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "postgres/installation.hpp"
#include "postgres/process.hpp"

namespace wt::postgres {

/// How a server is to stand. Where clients come by TCP they prove their password (scram-sha-256).
struct ServerSettings {
    std::string address;  // as listen_addresses takes it: "127.0.0.1", "*"
    std::uint16_t port = 0;
    std::string user;  // who owns its databases, no superuser; a standby has its source's
    std::string password;
    std::string database;                       // beside `postgres`; empty: none
    std::map<std::string, std::string> values;  // PostgreSQL's own settings
    std::string source;                         // libpq's address of the server that it copies; empty: it is a primary
    std::string begins;                         // a folder of data to begin with; empty: none
    bool tls_only = false;
    std::string certificate;  // in PEM, with its key; empty: no TLS
};

/// A PostgreSQL server that keeps its data in a folder of its own, for clients of its own. Its calls wait, so they are
/// made on a thread beside the loop, one at a time, and always on the same one: the kernel ends the server with that
/// thread. Each throws std::runtime_error, with a sentence and the end of the log, when it could not be done, and
/// Interrupted after interrupt(). When destroyed it stops the server; the data stays.
class Server {
public:
    /// `folder`: with `data`, and `log/error` for the server's own log; `sockets`: where it is reached from here, as
    /// the superuser rdsadmin, by whoever may enter that folder.
    Server(Installation programs, std::string folder, std::string sockets);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Makes its data where there is none yet, starts it, promotes it, lets it follow another source, and takes over
    /// settings that can change while it runs; ends when it takes connections.
    void bring(const ServerSettings& settings);
    void restart(const ServerSettings& settings);
    /// PostgreSQL's fast shutdown: clients are cut off, and standbys get all that was committed.
    void stop();
    /// A copy of its data as it is now. Also of one that does not run.
    void back_up(const std::string& to);
    /// Stops it, and removes its folder.
    void remove();

    struct Numbers {
        double connections = 0;
        std::optional<double> lag;  // seconds
        double ticks = 0;           // of processors, that its processes have used in their lives
        double bytes = 0;           // of its databases
    };
    [[nodiscard]] std::optional<Numbers> numbers();

    /// From any thread: what is under way gives up.
    void interrupt() { interrupted_ = true; }
    /// How libpq reaches it as the superuser; from any thread.
    [[nodiscard]] std::string url_of(std::uint16_t port) const;

private:
    class Connection;
    [[nodiscard]] std::string data() const { return folder_ + "/data"; }
    [[nodiscard]] bool runs() { return process_ != nullptr && process_->running(); }
    [[nodiscard]] bool is_standby() const;
    void make(const ServerSettings& settings);
    void write_settings(const ServerSettings& settings) const;
    void let_follow() const;
    void start(const ServerSettings& settings);
    void await_predecessor() const;
    void promote();
    /// Whether a standby gets what its source writes, soon.
    [[nodiscard]] bool follows();
    void set_up(const ServerSettings& settings);
    void run_tool(const std::string& tool, std::vector<std::string> arguments);
    void give(const std::string& path) const;
    void wait_a_little() const;
    [[noreturn]] void fail(const std::string& what) const;

    Installation programs_;
    std::optional<Account> account_;
    std::string folder_;
    std::string sockets_;
    std::string log_;
    std::uint16_t port_ = 0;  // of the server that runs
    std::atomic<bool> interrupted_ = false;
    std::unique_ptr<Process> process_;
};

/// Copies a backup, owners and all. Waits. Throws std::runtime_error with a sentence.
void copy_data(const std::string& from, const std::string& to);

}  // namespace wt::postgres
