#include "sandbox/usage.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <deque>
#include <memory>
#include <string_view>

#include <fmt/format.h>

namespace wt::sandbox {

namespace {

struct Close {
    void operator()(DIR* folder) const { closedir(folder); }
};
using Folder = std::unique_ptr<DIR, Close>;

[[nodiscard]] int number_of(const char* name) {
    int number = 0;
    const std::string_view text(name);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

[[nodiscard]] std::string read_small(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return {};
    std::array<char, 4096> buffer;
    const ssize_t size = read(file, buffer.data(), buffer.size());
    ::close(file);
    return size <= 0 ? std::string() : std::string(buffer.data(), static_cast<std::size_t>(size));
}

/// The second number of /proc/N/statm is in pages.
[[nodiscard]] std::uint64_t resident_of(const std::string& process) {
    const std::string text = read_small(process + "/statm");
    const std::size_t space = text.find(' ');
    if (space == std::string::npos) return 0;
    std::uint64_t pages = 0;
    std::from_chars(text.data() + space + 1, text.data() + text.size(), pages);
    return pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

[[nodiscard]] std::string root_of(pid_t keeper, bool namespaces) {
    return namespaces ? fmt::format("/proc/{}/root/proc", keeper) : std::string("/proc");
}

void add_children(const std::string& process, std::deque<int>& to) {
    const Folder threads(opendir((process + "/task").c_str()));
    if (threads == nullptr) return;
    while (const dirent* thread = readdir(threads.get())) {
        if (number_of(thread->d_name) == 0) continue;
        const std::string text = read_small(fmt::format("{}/task/{}/children", process, thread->d_name));
        const char* at = text.data();
        const char* const end = text.data() + text.size();
        while (at < end) {
            int child = 0;
            const auto [after, error] = std::from_chars(at, end, child);
            if (error != std::errc()) break;
            to.push_back(child);
            at = after + 1;
        }
    }
}

}  // namespace

Usage usage_of(pid_t keeper, bool namespaces, std::size_t most) {
    const std::string root = root_of(keeper, namespaces);
    std::deque<int> found;
    if (namespaces) {
        const Folder all(opendir(root.c_str()));
        if (all == nullptr) return {};
        while (const dirent* entry = readdir(all.get())) {
            if (const int number = number_of(entry->d_name); number > 1) found.push_back(number);
        }
    } else {
        std::deque<int> waiting{keeper};
        while (!waiting.empty() && found.size() <= most) {
            const std::size_t before = waiting.size();
            add_children(fmt::format("{}/{}", root, waiting.front()), waiting);
            waiting.pop_front();
            for (std::size_t i = before - 1; i < waiting.size(); ++i) found.push_back(waiting[i]);
        }
    }
    Usage usage;
    usage.processes = found.size();
    if (found.size() > most) return usage;
    for (const int process : found) usage.resident.count += resident_of(fmt::format("{}/{}", root, process));
    return usage;
}

int open_status(pid_t keeper, bool namespaces, int process) {
    return ::open(fmt::format("{}/{}/status", root_of(keeper, namespaces), process).c_str(), O_RDONLY | O_CLOEXEC);
}

void close_status(int status_file) {
    if (status_file >= 0) ::close(status_file);
}

Bytes peak_memory(int status_file) {
    if (status_file < 0) return Bytes{0};
    std::array<char, 4096> buffer;
    const ssize_t size = pread(status_file, buffer.data(), buffer.size(), 0);
    if (size <= 0) return Bytes{0};
    const std::string_view text(buffer.data(), static_cast<std::size_t>(size));
    constexpr std::string_view name = "VmHWM:";
    std::size_t at = text.find(name);
    if (at == std::string_view::npos) return Bytes{0};
    at = text.find_first_not_of(" \t", at + name.size());
    std::uint64_t kilobytes = 0;
    std::from_chars(text.data() + at, text.data() + text.size(), kilobytes);
    return Bytes{kilobytes * 1024};
}

}  // namespace wt::sandbox
