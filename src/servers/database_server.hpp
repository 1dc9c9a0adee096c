#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "servers/history.hpp"
#include "servers/process.hpp"

namespace wt::servers {

class DatabaseServer;

/// How a database's server is to stand. Where clients come by TCP they prove their password.
struct DatabaseSettings {
    std::string address;  // where it listens: "127.0.0.1", "*"
    std::uint16_t port = 0;
    std::string user;  // who owns its databases, no superuser; a standby has its source's
    std::string password;
    std::string database;                       // beside the engine's own; empty: none
    std::map<std::string, std::string> values;  // the engine's own settings
    /// The server that it copies, of the same engine; null: it is a primary.
    std::shared_ptr<DatabaseServer> source;
    std::string source_address;  // of the source, where it takes connections
    std::uint16_t source_port = 0;
    std::string begins;     // a folder of data to begin with; empty: none
    std::string archive;    // the folder of its history
    bool archives = false;  // whether it keeps one; else what is there goes
    int retention = 1;      // days that its history goes back
    std::string recovers;   // the folder of another's history to begin with; empty: none
    Instant until;          // of that history
    bool tls_only = false;
    std::string certificate;  // in PEM, with its key; empty: no TLS
    std::string replication;  // a password that servers have among themselves
};

/// A database's server that keeps its data in a folder of its own, for clients of its own. Its calls wait, so they are
/// made on a thread beside the loop, one at a time, and always on the same one: the kernel ends the server with that
/// thread. Each throws std::runtime_error, with a sentence and the end of the log, when it could not be done, and
/// Interrupted after interrupt(). When destroyed it stops the server; the data stays.
class DatabaseServer {
public:
    DatabaseServer(const DatabaseServer&) = delete;
    DatabaseServer& operator=(const DatabaseServer&) = delete;
    virtual ~DatabaseServer();

    /// Makes its data where there is none yet, starts it, promotes it, lets it follow another source, and takes over
    /// settings that can change while it runs; ends when it takes connections.
    virtual void bring(const DatabaseSettings& settings) = 0;
    void restart(const DatabaseSettings& settings);
    /// Clients are cut off, and standbys get all that was committed.
    virtual void stop() = 0;
    /// A copy of its data as it is now. Also of one that does not run.
    virtual void back_up(const std::string& to) = 0;
    /// All that it has done so far is in its history, where it keeps one.
    virtual void archive_now() {}
    /// One backup more in its history, where it keeps one; what is older than asked for goes.
    virtual void back_up_history() {}
    /// Stops it, and removes its folder.
    void remove();

    struct Numbers {
        double connections = 0;
        std::optional<double> lag;  // seconds
        double ticks = 0;           // of processors, that its processes have used in their lives
        double bytes = 0;           // of its databases
    };
    [[nodiscard]] virtual std::optional<Numbers> numbers() = 0;

    /// From any thread: what is under way gives up.
    void interrupt() { interrupted_ = true; }

protected:
    /// `folder`: with `data`, and a folder in `log` for each kind of log that people read; `sockets`: where it is
    /// reached from here, by whoever may enter that folder.
    DatabaseServer(std::string product, std::string folder, std::string sockets);

    [[nodiscard]] const std::string& folder() const { return folder_; }
    [[nodiscard]] const std::string& sockets() const { return sockets_; }
    [[nodiscard]] std::string data() const { return folder_ + "/data"; }
    [[nodiscard]] bool has_data() const;
    /// Its data is from now on what `fill` puts into the folder that it is given; what was there goes when that is
    /// done.
    void renew(const std::function<void(const std::string& to)>& fill);

    [[nodiscard]] bool runs() { return process_ != nullptr && process_->running(); }
    [[nodiscard]] Process& process() { return *process_; }
    /// Of an earlier process of this program, whose server ends with it but not before it. `file` has its number, and
    /// its name begins with `name`.
    void await_predecessor(const std::string& file, std::string_view name) const;
    /// Returns when `takes_connections`; ten minutes at most, for a server that recovers may take long.
    void start(std::vector<std::string> command, int last_signal, const std::function<bool()>& takes_connections);
    /// Until it has ended by itself, and after twenty seconds by force.
    void await_end();
    /// At once, by the signal it was started with.
    void drop_process() { process_.reset(); }

    void run_tool(std::vector<std::string> command);
    /// By its account alone.
    void write(const std::string& file, std::string_view text) const;
    void give(const std::string& path) const;
    /// A folder, and those above it, that its account alone enters.
    void make_folder(const std::string& path) const;

    /// Where it keeps its history, as the settings say; and whether there it needs a first backup, or another day's.
    void keep_history(const DatabaseSettings& settings);
    [[nodiscard]] bool needs_backup(Instant now) const;
    [[nodiscard]] const std::optional<History>& history() const { return history_; }
    /// From when on it is to be recoverable.
    [[nodiscard]] Instant kept_since(Instant now) const;
    void copy_folder(const std::string& from, const std::string& to);
    /// Throws Interrupted when it has been.
    void wait_a_little() const;
    [[nodiscard]] double ticks();
    [[noreturn]] void fail(const std::string& what) const;

private:
    std::string product_;
    std::optional<Account> account_;
    std::string folder_;
    std::string sockets_;
    std::string log_;
    std::atomic<bool> interrupted_ = false;
    std::unique_ptr<Process> process_;
    std::optional<History> history_;  // none: it keeps none
    int retention_ = 1;
};

[[nodiscard]] std::string read_file(const std::string& file);
/// Copies a backup, owners and all. Waits. Throws std::runtime_error with a sentence.
void copy_data(const std::string& from, const std::string& to);

}  // namespace wt::servers
