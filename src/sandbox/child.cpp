#include "sandbox/child.hpp"

#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "sandbox/embedded.hpp"

namespace wt::sandbox {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr std::size_t piece = 64 * 1024;
constexpr std::size_t drained_at_once = 1024 * 1024;
constexpr std::chrono::milliseconds slow_beat{5};
/// Above those that every program has.
constexpr int first_descriptor = 10;

/// A file descriptor that is closed at the end.
class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {
        if (number < 0) throw std::system_error(errno, std::generic_category());
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    [[nodiscard]] int get() const { return number_; }
    [[nodiscard]] int release() { return std::exchange(number_, -1); }
    /// The same, away from the numbers that the child gives a meaning.
    [[nodiscard]] int high() const { return fcntl(number_, F_DUPFD_CLOEXEC, first_descriptor); }

private:
    int number_;
};

/// The keeper as a file in memory. Once a program.
[[nodiscard]] int keeper_file() {
    static const int file = [] {
        const int made = memfd_create("windtunnel-keeper", MFD_CLOEXEC);
        const std::string_view program = keeper_program();
        if (made < 0 || write(made, program.data(), program.size()) != static_cast<ssize_t>(program.size())) return -1;
        return made;
    }();
    return file;
}

struct Start {
    int keeper;
    int null;
    int output;
    int control;
    bool namespaces;
    std::string user_map;
    std::string group_map;
    char* const* words;
    char* const* environment;
};

#define WT_PLAIN __attribute__((no_sanitize("address", "undefined", "thread")))

WT_PLAIN bool put(const char* path, const std::string& text) {
    const int file = ::open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return false;
    const bool written = write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    ::close(file);
    return written;
}

/// Powers inside of a new user namespace would end with exec, unless they are ambient.
WT_PLAIN void keep_powers() {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, 2> powers{};
    if (syscall(SYS_capget, &header, powers.data()) != 0) return;
    for (auto& part : powers) part.inheritable = part.permitted;
    if (syscall(SYS_capset, &header, powers.data()) != 0) return;
    for (unsigned long power = 0; prctl(PR_CAPBSET_READ, power, 0, 0, 0) >= 0; ++power)
        prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, power, 0, 0);
}

/// In the child, which shares the memory until exec: system calls only.
WT_PLAIN int become(void* argument) {
    const Start& start = *static_cast<const Start*>(argument);
    dup2(start.null, 0);
    dup2(start.output, 1);
    dup2(start.output, 2);
    dup2(start.control, 3);
    if (start.namespaces) {
        static const std::string deny = "deny";
        (void)put("/proc/self/setgroups", deny);
        if (!put("/proc/self/uid_map", start.user_map) || !put("/proc/self/gid_map", start.group_map)) _exit(126);
        keep_powers();
    }
    syscall(SYS_execveat, start.keeper, "", start.words, start.environment, AT_EMPTY_PATH);
    _exit(127);
}

[[nodiscard]] std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> all;
    all.reserve(words.size() + 1);
    for (std::string& word : words) all.push_back(word.data());
    all.push_back(nullptr);
    return all;
}

/// A process that shares this one's memory until it becomes the keeper, so that it costs the same however large this
/// program is.
[[nodiscard]] pid_t spawn(Start& start) {
    constexpr std::size_t stack_size = 64 * 1024;
    const auto stack = std::make_unique<char[]>(stack_size);
    int flags = CLONE_VM | CLONE_VFORK | SIGCHLD;
    if (start.namespaces) flags |= CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC;
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    const pid_t pid = clone(become, stack.get() + stack_size, flags, &start);
    const int failure = errno;
    sigprocmask(SIG_SETMASK, &before, nullptr);
    if (pid < 0) throw std::system_error(failure, std::generic_category());
    return pid;
}

}  // namespace

struct Child::Ends {
    Ends(asio::io_context& io, int control_end, int output_end)
        : control(io, control_end), output(io, output_end), timer(io) {}
    asio::posix::stream_descriptor control;
    asio::posix::stream_descriptor output;
    asio::steady_timer timer;
    bool output_over = false;
};

Child::Child(front::Loop& loop, Listener listener, bool namespaces)
    : loop_(loop), listener_(std::move(listener)), namespaces_(namespaces) {}

Child::~Child() { close(); }

std::shared_ptr<Child> Child::start(front::Loop& loop, const Launch& launch, Listener listener) {
    std::vector<std::string> words{"windtunnel-keeper",
                                   launch.namespaces ? "namespaces" : "plain",
                                   launch.root,
                                   launch.code,
                                   launch.runtimes,
                                   fmt::to_string(launch.tmp_bytes),
                                   fmt::to_string(launch.layers.size())};
    words.insert(words.end(), launch.layers.begin(), launch.layers.end());
    words.push_back(fmt::to_string(launch.extensions.size()));
    words.insert(words.end(), launch.extensions.begin(), launch.extensions.end());
    words.insert(words.end(), launch.command.begin(), launch.command.end());
    std::vector<std::string> environment = launch.environment;
    const std::vector<char*> word_pointers = pointers(words);
    const std::vector<char*> environment_pointers = pointers(environment);

    std::array<int, 2> sockets{};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, sockets.data()) != 0)
        throw std::system_error(errno, std::generic_category());
    Descriptor ours(sockets[0]);
    const Descriptor theirs(sockets[1]);
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category());
    Descriptor output(ends[0]);
    const Descriptor input(ends[1]);
    fcntl(output.get(), F_SETFL, O_NONBLOCK);
    fcntl(theirs.get(), F_SETFL, 0);
    const Descriptor null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    const Descriptor high_null(null.high());
    const Descriptor high_input(input.high());
    const Descriptor high_theirs(theirs.high());

    Start start{keeper_file(),
                high_null.get(),
                high_input.get(),
                high_theirs.get(),
                launch.namespaces,
                fmt::format("{0} {0} 1", geteuid()),
                fmt::format("{0} {0} 1", getegid()),
                word_pointers.data(),
                environment_pointers.data()};
    auto child = std::shared_ptr<Child>(new Child(loop, std::move(listener), launch.namespaces));
    child->pid_ = spawn(start);
    child->ends_ = std::make_unique<Ends>(loop.io(), ours.release(), output.release());
    child->wait_for_messages();
    child->wait_for_output();
    return child;
}

void Child::order(char what) {
    if (ends_ != nullptr) (void)!send(ends_->control.native_handle(), &what, 1, MSG_NOSIGNAL);
}

void Child::close() {
    if (ends_ == nullptr) return;
    listener_ = {};
    ends_.reset();
    // Process 1 of its namespace takes everything in it along. Another keeper is asked by the socket's end.
    if (namespaces_) kill(pid_, SIGKILL);
}

void Child::wait_for_messages() {
    ends_->control.async_wait(asio::posix::stream_descriptor::wait_read,
                              [self = shared_from_this()](const error_code& error) {
                                  if (error || self->ends_ == nullptr) return;
                                  self->loop_.advance();
                                  self->hear();
                              });
}

void Child::hear() {
    for (;;) {
        if (ends_ == nullptr) return;
        std::array<char, 1024> buffer;
        const ssize_t size = recv(ends_->control.native_handle(), buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return wait_for_messages();
        if (size <= 0) {
            const auto gone = listener_.gone;
            drain();
            if (ends_ == nullptr) return;
            close();
            if (gone) gone();
            return;
        }
        if (listener_.message) listener_.message({buffer.data(), static_cast<std::size_t>(size)});
    }
}

void Child::wait_for_output() {
    const auto go_on = [self = shared_from_this()](const error_code& error) {
        if (error || self->ends_ == nullptr) return;
        self->loop_.advance();
        if (self->ends_ == nullptr) return;
        (void)self->read_output();
        if (self->ends_ != nullptr && !self->ends_->output_over) self->wait_for_output();
    };
    if (slow_) {
        ends_->timer.expires_after(slow_beat);
        ends_->timer.async_wait(go_on);
    } else {
        ends_->output.async_wait(asio::posix::stream_descriptor::wait_read, go_on);
    }
}

bool Child::read_output() {
    if (ends_ == nullptr || ends_->output_over) return false;
    std::array<char, piece> buffer;
    const ssize_t size = read(ends_->output.native_handle(), buffer.data(), buffer.size());
    if (size < 0) return errno == EINTR;
    if (size == 0) ends_->output_over = true;
    if (size > 0 && listener_.output) listener_.output({buffer.data(), static_cast<std::size_t>(size)});
    return size > 0;
}

void Child::drain() {
    for (std::size_t read = 0; read < drained_at_once && read_output(); read += piece) {
    }
}

void Child::slow_down(bool slow) { slow_ = slow; }

}  // namespace wt::sandbox
