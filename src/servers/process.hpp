#pragma once
#include <sys/types.h>

#include <csignal>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wt::servers {

/// Whom a child process runs as.
struct Account {
    std::string name;
    uid_t user;
    gid_t group;
};

/// A server does not run as root, and PostgreSQL refuses to: the account to drop to, the first of these names that
/// there is. None when this process is not root, whose own account will do.
[[nodiscard]] std::optional<Account> unprivileged_account(std::initializer_list<const char*> names = {"postgres",
                                                                                                      "nobody"});

/// A temporary folder for servers, removed when destroyed.
class ServerFolder {
public:
    /// windtunnel-NAME-XXXXXX, which belongs to `owner` where there is one and nobody else may enter. Throws
    /// std::runtime_error with a sentence.
    ServerFolder(std::string_view name, const std::optional<Account>& owner);
    ServerFolder(const ServerFolder&) = delete;
    ServerFolder& operator=(const ServerFolder&) = delete;
    ~ServerFolder();
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

/// The end of a server's log, for a message: its last twelve lines, each on a line of its own.
[[nodiscard]] std::string last_lines(const std::string& file);

/// A child process in a session of its own, so that Ctrl-C in a terminal does not reach it. The kernel sends it
/// `last_signal` when this program ends, however it does; SIGQUIT is PostgreSQL's immediate shutdown. Destroying it
/// sends the same, waits up to ten seconds for the end, and kills it then.
class Process {
public:
    /// Runs `command`, whose first word is the program's path; both outputs are appended to `log`. Throws
    /// std::runtime_error when no process can be made.
    Process(std::vector<std::string> command, const std::string& log, const std::optional<Account>& account,
            int last_signal = SIGQUIT);
    Process(Process&& other) noexcept;
    Process& operator=(Process&&) = delete;
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    ~Process();

    [[nodiscard]] bool running();
    /// Waits for its end; true when it ended with exit code 0.
    [[nodiscard]] bool succeeded();
    void signal(int number);
    /// 0 once it has ended.
    [[nodiscard]] pid_t id() const { return pid_; }

private:
    void reap(int flags);

    pid_t pid_ = 0;  // 0 once it has ended
    int status_ = 0;
    int last_signal_;
};

}  // namespace wt::servers
