// The keeper of one execution environment: the first process in it. It makes the file system that the code sees, starts
// the runtime when it is told to, ends every process when it is told to, or when nobody is there any more to tell it,
// and says how the runtime ended. A program of its own, static and small, so that it starts at once and nothing of the
// server's memory is in it.
//
// Started with 0 nothing, 1 and 2 where the code's output goes, 3 a socket of packets to the server. It is told "S"
// (start), "T" (the runtime is asked to end, and what else runs goes on) and "K" (end everything); it says "R" (ready),
// "S" and a number (the runtime began, as that process), "X" and a wait status (it ended), "Y" and a wait status (an
// extension did), "K" (all is gone), or "E" and a sentence (no such environment can be made here).
//
// Arguments: `namespaces` or `plain`; the empty folder to build a root in; the code's folder; the runtimes' folder; the
// bytes of /tmp; how many layers; the layers; how many extensions; their paths; then the command.
#include <dirent.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>

namespace {

constexpr int control = 3;
constexpr rlim_t most_files = 1024;      // Lambda Developer Guide, "Lambda quotas": file descriptors
constexpr rlim_t most_processes = 1024;  // the same: processes and threads

char path_buffers[4][PATH_MAX];

/// `a` + "/" + `b`, in one of a few buffers that take turns.
const char* joined(const char* a, const char* b) {
    static unsigned turn = 0;
    char* to = path_buffers[turn++ % 4];
    (void)std::snprintf(to, PATH_MAX, "%s/%s", a, b);
    return to;
}

void tell(const char* bytes, std::size_t size) {
    while (send(control, bytes, size, MSG_NOSIGNAL) < 0 && errno == EINTR) {
    }
}

[[noreturn]] void give_up(const char* what) {
    char sentence[512];
    const int size = std::snprintf(sentence, sizeof sentence, "E%s: %s", what, std::strerror(errno));
    tell(sentence, static_cast<std::size_t>(size));
    _exit(1);
}

void must(bool good, const char* what) {
    if (!good) give_up(what);
}

bool bind(const char* from, const char* to) { return mount(from, to, nullptr, MS_BIND | MS_REC, nullptr) == 0; }

bool among(const char* name, const char* const* names) {
    for (; *names != nullptr; ++names) {
        if (std::strcmp(name, *names) == 0) return true;
    }
    return false;
}

/// What stands in `from` stands in `to`, too, but for some names. What cannot be is left out.
void show(const char* from, const char* to, const char* const* but) {
    DIR* const folder = opendir(from);
    if (folder == nullptr) return;
    while (const dirent* entry = readdir(folder)) {
        if (std::strcmp(entry->d_name, ".") == 0 || std::strcmp(entry->d_name, "..") == 0 || among(entry->d_name, but))
            continue;
        char source[PATH_MAX];
        char target[PATH_MAX];
        (void)std::snprintf(source, sizeof source, "%s/%s", std::strcmp(from, "/") == 0 ? "" : from, entry->d_name);
        (void)std::snprintf(target, sizeof target, "%s/%s", to, entry->d_name);
        struct stat found{};
        if (lstat(source, &found) != 0) continue;
        if (S_ISLNK(found.st_mode)) {
            char text[PATH_MAX];
            const ssize_t size = readlink(source, text, sizeof text - 1);
            if (size < 0) continue;
            text[size] = '\0';
            (void)!symlink(text, target);
        } else if (S_ISDIR(found.st_mode)) {
            if (mkdir(target, 0755) != 0) continue;
            if (!bind(source, target)) (void)rmdir(target);
        }
    }
    closedir(folder);
}

struct Plan {
    bool namespaces = false;
    const char* root = nullptr;
    const char* code = nullptr;
    const char* runtimes = nullptr;
    const char* tmp_size = nullptr;
    int layer_count = 0;
    char** layers = nullptr;
    int extension_count = 0;
    char** extensions = nullptr;
    char** command = nullptr;
};

void show_layers(const Plan& plan, const char* opt) {
    if (plan.layer_count == 0) {
        // An interpreter may live there.
        if (std::strncmp(plan.command[0], "/opt/", 5) == 0) must(bind("/opt", opt), "showing /opt");
        return;
    }
    if (plan.layer_count == 1) return must(bind(plan.layers[0], opt), "showing the layer");
    char options[4096];
    std::size_t size = static_cast<std::size_t>(std::snprintf(options, sizeof options, "lowerdir="));
    for (int i = plan.layer_count - 1; i >= 0 && size < sizeof options; --i) {
        size += static_cast<std::size_t>(
            std::snprintf(options + size, sizeof options - size, "%s%s", plan.layers[i], i > 0 ? ":" : ""));
    }
    must(size < sizeof options, "showing the layers");
    must(mount("overlay", opt, "overlay", MS_RDONLY, options) == 0, "showing the layers");
}

/// AWS's runtimes have their interpreter in /var/lang/bin, where the first line of layers' scripts looks for it.
void show_interpreter(const Plan& plan, const char* lang) {
    const char* const program = plan.command[0];
    const char* const name = std::strrchr(program, '/') + 1;
    // A bootstrap is the code's own; and a machine that has the folder is like AWS already.
    if (std::strcmp(name, "bootstrap") == 0 || mkdir(lang, 0755) != 0) return;
    char bin[PATH_MAX];
    (void)std::snprintf(bin, sizeof bin, "%s", joined(lang, "bin"));
    must(mkdir(bin, 0755) == 0, "making /var/lang");
    // python, python3, python3.12: all of its names; of others one.
    for (const std::size_t size : {std::strcspn(name, "0123456789"), std::strcspn(name, "."), std::strlen(name)}) {
        char link[NAME_MAX + 1];
        if (size > NAME_MAX) return;
        std::memcpy(link, name, size);
        link[size] = '\0';
        (void)!symlink(program, joined(bin, link));
    }
}

/// The machine's own file system, read-only, with /var/task, /var/runtime, /opt and a /tmp of the environment's.
void build_root(const Plan& plan) {
    static const char* const not_of_root[] = {"proc", "tmp", "var", "opt", "lost+found", nullptr};
    static const char* const not_of_var[] = {"task", "runtime", "tmp", nullptr};
    must(mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0, "parting from the machine's mounts");
    must(mount("windtunnel", plan.root, "tmpfs", 0, "mode=755,size=4m") == 0, "making a root");
    show("/", plan.root, not_of_root);
    for (const char* folder : {"var", "opt", "tmp", "proc"})
        must(mkdir(joined(plan.root, folder), 0755) == 0, "making a folder");
    const char* const var = joined(plan.root, "var");
    char var_path[PATH_MAX];
    (void)std::snprintf(var_path, sizeof var_path, "%s", var);
    show("/var", var_path, not_of_var);
    must(mkdir(joined(var_path, "task"), 0755) == 0 && mkdir(joined(var_path, "runtime"), 0755) == 0,
         "making /var/task");
    must(bind(plan.code, joined(var_path, "task")), "showing the code");
    must(bind(plan.runtimes, joined(var_path, "runtime")), "showing the runtimes");
    (void)!symlink("/tmp", joined(var_path, "tmp"));
    show_interpreter(plan, joined(var_path, "lang"));
    show_layers(plan, joined(plan.root, "opt"));
    if (mount("proc", joined(plan.root, "proc"), "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) != 0)
        must(bind("/proc", joined(plan.root, "proc")), "showing /proc");

    struct mount_attr readonly{};
    readonly.attr_set = MOUNT_ATTR_RDONLY;
    (void)syscall(SYS_mount_setattr, AT_FDCWD, plan.root, AT_RECURSIVE, &readonly, sizeof readonly);
    char size[64];
    (void)std::snprintf(size, sizeof size, "mode=1777,size=%s", plan.tmp_size);
    must(mount("windtunnel", joined(plan.root, "tmp"), "tmpfs", MS_NOSUID | MS_NODEV, size) == 0, "making /tmp");
    must(chdir(plan.root) == 0 && syscall(SYS_pivot_root, ".", ".") == 0 && umount2(".", MNT_DETACH) == 0,
         "entering the root");
    must(chdir("/var/task") == 0, "entering /var/task");
}

/// What may be done inside of the namespace to build it is nothing that code needs.
void drop_powers() {
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    for (unsigned long power = 0; prctl(PR_CAPBSET_DROP, power, 0, 0, 0) == 0; ++power) {
    }
}

[[noreturn]] void become(const Plan& plan, char** command) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setsid();
    close(control);
    const rlimit files{most_files, most_files};
    setrlimit(RLIMIT_NOFILE, &files);
    const rlimit no_core{0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    if (plan.namespaces) {
        // Outside of a namespace it would count the user's other processes, too.
        const rlimit processes{most_processes, most_processes};
        setrlimit(RLIMIT_NPROC, &processes);
        drop_powers();
    }
    execv(command[0], command);
    (void)std::fprintf(stderr, "%s: %s\n", command[0], std::strerror(errno));
    _exit(127);
}

/// Sends the signal to every child, and to their groups.
void kill_children() {
    DIR* const processes = opendir("/proc");
    if (processes == nullptr) return;
    while (const dirent* entry = readdir(processes)) {
        const int pid = std::atoi(entry->d_name);
        if (pid <= 1) continue;
        char path[64];
        (void)std::snprintf(path, sizeof path, "/proc/%d/stat", pid);
        const int file = open(path, O_RDONLY | O_CLOEXEC);
        if (file < 0) continue;
        char text[512];
        const ssize_t size = read(file, text, sizeof text - 1);
        close(file);
        if (size <= 0) continue;
        text[size] = '\0';
        // The name stands in brackets and may hold anything; state and parent follow.
        const char* const after = std::strrchr(text, ')');
        int parent = 0;
        if (after == nullptr || std::sscanf(after + 1, " %*c %d", &parent) != 1 || parent != getpid()) continue;
        kill(-pid, SIGKILL);
        kill(pid, SIGKILL);
    }
    closedir(processes);
}

/// Ends every process of the environment but this one. Orphans come to this one, so what a round leaves, another gets.
void end_all(bool namespaces) {
    for (int round = 0; round < 1000; ++round) {
        if (namespaces) {
            kill(-1, SIGKILL);
        } else {
            kill_children();
        }
        for (;;) {
            const pid_t ended = waitpid(-1, nullptr, WNOHANG);
            if (ended < 0 && errno == ECHILD) return;
            if (ended == 0) break;
        }
        poll(nullptr, 0, 1);
    }
}

class Keeper {
public:
    explicit Keeper(const Plan& plan) : plan_(plan) {}

    [[noreturn]] void run() {
        sigset_t watched;
        sigemptyset(&watched);
        sigaddset(&watched, SIGCHLD);
        sigprocmask(SIG_BLOCK, &watched, nullptr);
        const int children = signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
        must(children >= 0, "watching processes");
        tell("R", 1);
        for (;;) {
            pollfd waited[2] = {{control, POLLIN, 0}, {children, POLLIN, 0}};
            if (poll(waited, 2, -1) < 0) continue;
            if (waited[1].revents != 0) {
                signalfd_siginfo ignored[16];
                (void)!read(children, ignored, sizeof ignored);
                reap();
            }
            if (waited[0].revents != 0) obey();
        }
    }

private:
    void obey() {
        char order = 0;
        const ssize_t size = recv(control, &order, 1, MSG_DONTWAIT);
        if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (size <= 0) {
            end_all(plan_.namespaces);
            _exit(0);
        }
        if (order == 'S') {
            leaving_ = false;
            for (int i = 0; i < plan_.extension_count; ++i) {
                const pid_t extension = fork();
                char* command[] = {plan_.extensions[i], nullptr};
                if (extension == 0) become(plan_, command);
                if (extension < 0) give_up("starting an extension");
                if (i < most_extensions) extensions_[i] = extension;
            }
            runtime_ = fork();
            if (runtime_ == 0) become(plan_, plan_.command);
            if (runtime_ < 0) give_up("starting the runtime");
            char text[32];
            const int length = std::snprintf(text, sizeof text, "S%d", runtime_);
            tell(text, static_cast<std::size_t>(length));
        } else if (order == 'T') {
            leaving_ = true;
            if (runtime_ > 0) kill(runtime_, SIGTERM);
        } else if (order == 'K') {
            runtime_ = 0;
            forget_extensions();
            end_all(plan_.namespaces);
            tell("K", 1);
        }
    }

    void reap() {
        int status = 0;
        for (pid_t ended = waitpid(-1, &status, WNOHANG); ended > 0; ended = waitpid(-1, &status, WNOHANG)) {
            if (is_extension(ended)) say('Y', status);
            if (ended != runtime_) continue;
            runtime_ = 0;
            if (leaving_) continue;
            forget_extensions();
            end_all(plan_.namespaces);  // what it left behind
            say('X', status);
        }
    }

    /// Whether it was one; then it is one no more.
    bool is_extension(pid_t process) {
        for (pid_t& extension : extensions_) {
            if (extension != process) continue;
            extension = 0;
            return true;
        }
        return false;
    }

    void forget_extensions() {
        for (pid_t& extension : extensions_) extension = 0;
    }

    static void say(char what, int status) {
        char text[32];
        const int size = std::snprintf(text, sizeof text, "%c%d", what, status);
        tell(text, static_cast<std::size_t>(size));
    }

    static constexpr int most_extensions = 10;
    const Plan& plan_;
    pid_t runtime_ = 0;
    pid_t extensions_[most_extensions] = {};
    bool leaving_ = false;
};

}  // namespace

int main(int count, char** words) {
    Plan plan;
    if (count < 8) return 2;
    close_range(control + 1, ~0U, 0);
    plan.namespaces = std::strcmp(words[1], "namespaces") == 0;
    plan.root = words[2];
    plan.code = words[3];
    plan.runtimes = words[4];
    plan.tmp_size = words[5];
    plan.layer_count = std::atoi(words[6]);
    plan.layers = words + 7;
    char** const rest = words + 7 + plan.layer_count;
    if (count <= 8 + plan.layer_count) return 2;
    plan.extension_count = std::atoi(rest[0]);
    plan.extensions = rest + 1;
    plan.command = rest + 1 + plan.extension_count;
    if (count <= 8 + plan.layer_count + plan.extension_count) return 2;
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    setsid();
    if (plan.namespaces) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        build_root(plan);
    } else {
        prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
        must(chdir(plan.code) == 0, "entering the code's folder");
    }
    Keeper(plan).run();
}
