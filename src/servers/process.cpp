#include "servers/process.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace wt::servers {

namespace fs = std::filesystem;

namespace {

/// In the child: only what is safe between fork and exec. Does not return.
[[noreturn]] void become(char* const* arguments, int log, const std::optional<Account>& account, pid_t parent,
                         int last_signal) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    setsid();
    const int null = ::open("/dev/null", O_RDONLY);
    if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(log, STDOUT_FILENO) < 0 || dup2(log, STDERR_FILENO) < 0)
        _exit(126);
    // A socket that a server kept open would outlive its connection.
    syscall(SYS_close_range, STDERR_FILENO + 1, ~0U, 0);
    if (account && (setgroups(0, nullptr) != 0 || setgid(account->group) != 0 || setuid(account->user) != 0))
        _exit(126);
    // After setuid, which would clear it. A parent that ended before this line is seen in the next one.
    prctl(PR_SET_PDEATHSIG, last_signal);
    if (getppid() != parent) _exit(126);
    execv(arguments[0], arguments);
    _exit(127);
}

}  // namespace

std::optional<Account> unprivileged_account(std::initializer_list<const char*> names) {
    if (geteuid() != 0) return std::nullopt;
    for (const char* name : names) {
        if (const passwd* found = getpwnam(name)) return Account{name, found->pw_uid, found->pw_gid};
    }
    throw std::runtime_error(
        fmt::format("a server does not run as root, and there is no account {} to run it", fmt::join(names, " or ")));
}

ServerFolder::ServerFolder(std::string_view name, const std::optional<Account>& owner) {
    path_ = (fs::temp_directory_path() / fmt::format("windtunnel-{}-XXXXXX", name)).string();
    if (mkdtemp(path_.data()) == nullptr)
        throw std::runtime_error(fmt::format("cannot make the folder {}: {}", path_, std::strerror(errno)));
    if (owner && chown(path_.c_str(), owner->user, owner->group) != 0)
        throw std::runtime_error(fmt::format("cannot give {} to {}: {}", path_, owner->name, std::strerror(errno)));
}

ServerFolder::~ServerFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

std::string last_lines(const std::string& file) {
    constexpr std::size_t most = 12;
    std::ifstream in(file);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    std::string text;
    for (std::size_t i = lines.size() - std::min(lines.size(), most); i < lines.size(); ++i) text += "\n  " + lines[i];
    return text;
}

Process::Process(std::vector<std::string> command, const std::string& log, const std::optional<Account>& account,
                 int last_signal)
    : last_signal_(last_signal) {
    std::vector<char*> arguments;
    for (std::string& word : command) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) throw std::runtime_error(fmt::format("cannot write {}: {}", log, std::strerror(errno)));
    const pid_t parent = getpid();
    pid_ = fork();
    if (pid_ == 0) become(arguments.data(), file, account, parent, last_signal);
    const int failure = errno;
    close(file);
    if (pid_ < 0) {
        pid_ = 0;
        throw std::runtime_error(fmt::format("cannot start {}: {}", command.front(), std::strerror(failure)));
    }
}

Process::Process(Process&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)), status_(other.status_), last_signal_(other.last_signal_) {}

Process::~Process() {
    signal(last_signal_);
    for (int left = 1000; left > 0 && running(); --left) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    signal(SIGKILL);
    reap(0);
}

void Process::reap(int flags) {
    if (pid_ == 0) return;
    pid_t ended = 0;
    do {
        ended = waitpid(pid_, &status_, flags);
    } while (ended < 0 && errno == EINTR);
    if (ended != 0) pid_ = 0;
}

bool Process::running() {
    reap(WNOHANG);
    return pid_ != 0;
}

bool Process::succeeded() {
    reap(0);
    return WIFEXITED(status_) && WEXITSTATUS(status_) == 0;
}

void Process::signal(int number) {
    if (pid_ != 0) kill(pid_, number);
}

}  // namespace wt::servers
