#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "app/options.hpp"
#include "scenario/outcome.hpp"

namespace wt::app {

namespace {

/// Lines of the server's log that are shown.
constexpr std::size_t log_shown = 16 * 1024;

[[nodiscard]] std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> made;
    for (std::string& each : texts) made.push_back(each.data());
    made.push_back(nullptr);
    return made;
}

/// `windtunnel serve` as a process of its own, and what it prints. It does not outlive this one.
class ServerProcess {
public:
    explicit ServerProcess(const std::vector<std::string>& arguments) {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) != 0) return;
        out_ = ends[0];
        std::vector<std::string> command{"windtunnel", "serve"};
        command.insert(command.end(), arguments.begin(), arguments.end());
        const bool has_port = std::any_of(arguments.begin(), arguments.end(), [](const std::string& each) {
            return each == "--port" || each.starts_with("--port=");
        });
        if (!has_port) command.insert(command.end(), {"--port", "0"});
        const std::vector<char*> argv = pointers(command);
        pid_ = fork();
        if (pid_ == 0) {
            setpgid(0, 0);  // a Ctrl-C is the command's
            prctl(PR_SET_PDEATHSIG, SIGTERM);
            dup2(ends[1], STDOUT_FILENO);
            dup2(ends[1], STDERR_FILENO);
            execv("/proc/self/exe", argv.data());
            _exit(127);
        }
        close(ends[1]);
    }
    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;
    ~ServerProcess() {
        stop();
        if (out_ >= 0) close(out_);
    }

    /// Ends it, and waits until it has: then its log is whole.
    void stop() {
        if (pid_ <= 0) return;
        kill(pid_, SIGTERM);
        while (read_more(-1)) continue;
        waitpid(pid_, nullptr, 0);
        pid_ = -1;
        if (constexpr std::string_view last = "Stopped.\n"; log_.ends_with(last))
            log_.resize(log_.size() - last.size());
    }

    /// Where it listens, once everything stands; none: it has ended before.
    [[nodiscard]] std::optional<std::string> wait_until_ready() {
        constexpr std::string_view says = "Listening on ";
        constexpr std::string_view last = "Stop with Ctrl-C.\n";
        while (log_.find(last) == std::string::npos) {
            if (!read_more(-1)) return std::nullopt;
        }
        const std::size_t begin = log_.find(says);
        const std::size_t at = begin + says.size();
        std::string address = log_.substr(at, log_.find_first_of(" \n", at) - at);
        log_.erase(begin, log_.find(last, at) + last.size() - begin);  // what it tells somebody at a terminal
        return address;
    }
    /// Takes what it has printed, so that it is never held up.
    void listen(int milliseconds) { (void)read_more(milliseconds); }
    [[nodiscard]] std::string_view log() const {
        const std::string_view all = log_;
        return all.size() > log_shown ? all.substr(all.size() - log_shown) : all;
    }

private:
    /// False when nothing comes any more; at most so long, forever when negative.
    bool read_more(int milliseconds) {
        pollfd waiting{out_, POLLIN, 0};
        if (poll(&waiting, 1, milliseconds) <= 0) return true;
        std::array<char, 4096> piece{};
        const ssize_t size = read(out_, piece.data(), piece.size());
        if (size <= 0) return false;
        log_.append(piece.data(), static_cast<std::size_t>(size));
        if (log_.size() > 8 * log_shown) log_.erase(0, log_.size() - log_shown);
        return true;
    }

    pid_t pid_ = -1;
    int out_ = -1;
    std::string log_;
};

/// What SDKs find the server by. A user's own profile would say otherwise.
void point_clients_at(const std::string& address) {
    for (const char* name :
         {"AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE",
          "AWS_CA_BUNDLE", "AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"})
        unsetenv(name);
    // One service's own endpoint goes before the common one. AWS SDKs and Tools Reference Guide, "Service-specific
    // endpoints".
    std::vector<std::string> endpoints;
    for (char** each = environ; *each != nullptr; ++each) {
        const std::string_view variable = *each;
        if (variable.starts_with("AWS_ENDPOINT_URL_")) endpoints.emplace_back(variable.substr(0, variable.find('=')));
    }
    for (const std::string& name : endpoints) unsetenv(name.c_str());
    setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "false", 1);  // whatever a profile says
    // cdklocal takes the first only with the second.
    setenv("AWS_ENDPOINT_URL", address.c_str(), 1);
    setenv("AWS_ENDPOINT_URL_S3", address.c_str(), 1);
    setenv("WINDTUNNEL_URL", address.c_str(), 1);
    setenv("AWS_ACCESS_KEY_ID", "test", 1);
    setenv("AWS_SECRET_ACCESS_KEY", "test", 1);
    setenv("AWS_REGION", "us-east-1", 0);
    setenv("AWS_DEFAULT_REGION", "us-east-1", 0);
    setenv("AWS_EC2_METADATA_DISABLED", "true", 1);
    setenv("S3_HOSTNAME", "127.0.0.1", 0);  // tflocal's
}

/// The exit code of the command, as a shell tells it.
[[nodiscard]] int run_command(std::vector<std::string> command, ServerProcess& server) {
    const std::vector<char*> argv = pointers(command);
    std::fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        std::signal(SIGINT, SIG_DFL);
        execvp(argv[0], argv.data());
        fmt::print(stderr, "windtunnel: cannot run {}\n", command.front());
        _exit(127);
    }
    constexpr int look_every = 20;  // milliseconds
    int status = 0;
    while (waitpid(child, &status, WNOHANG) == 0) server.listen(look_every);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

int exec(const ExecOptions& options) {
    if (options.command.empty()) {
        fmt::print(stderr, "windtunnel: exec: say what to run, as in: windtunnel exec template.yaml -- npm test\n");
        return scenario::exit_invalid;
    }
    ServerProcess server(options.serve);
    const auto address = server.wait_until_ready();
    if (!address) {
        fmt::print(stderr, "{}", server.log());
        return scenario::exit_invalid;
    }
    point_clients_at(*address);
    std::signal(SIGINT, SIG_IGN);  // what the command makes of it counts
    const int code = run_command(options.command, server);
    if (code != 0) {
        server.stop();
        fmt::print(stderr, "windtunnel: the command ended with {}. {}{}", code,
                   server.log().empty() ? "The server's log is empty.\n" : "The server's log:\n", server.log());
    }
    return code;
}

}  // namespace wt::app
