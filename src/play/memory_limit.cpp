#include "play/memory_limit.hpp"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <new>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>
#include <sys/resource.h>

#include "base/literals.hpp"
#include "scenario/outcome.hpp"

namespace wt::play {

namespace {

constexpr std::uint64_t unknown = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t least = 64U << 20U;

std::atomic<std::uint64_t> most = unknown;  // bytes, for the sentence
std::atomic<bool> said = false;

/// The first whole number in a file after `key`, times `unit`; unknown where there is none ("max").
[[nodiscard]] std::uint64_t number_in(const std::string& path, std::string_view key, std::uint64_t unit) {
    std::FILE* file = std::fopen(path.c_str(), "r");
    if (file == nullptr) return unknown;
    char buffer[4096];
    const std::string_view text(buffer, std::fread(buffer, 1, sizeof buffer, file));
    std::fclose(file);
    std::size_t at = text.find(key);
    if (at == std::string_view::npos) return unknown;
    at = std::min(text.find_first_not_of(": \t", at + key.size()), text.size());
    std::uint64_t number = 0;
    const auto read = std::from_chars(text.data() + at, text.data() + text.size(), number);
    return read.ec == std::errc() && number < unknown / unit ? number * unit : unknown;
}

[[nodiscard]] std::uint64_t soft_limit(int resource) {
    rlimit limit{};
    return getrlimit(static_cast<__rlimit_resource>(resource), &limit) == 0 && limit.rlim_cur != RLIM_INFINITY
               ? limit.rlim_cur
               : unknown;
}

/// Where the process's control group tells its bound: "0::/user.slice/..." is below the root of the second version.
[[nodiscard]] std::string group_folder() {
    std::string path = "/sys/fs/cgroup";
    std::FILE* file = std::fopen("/proc/self/cgroup", "r");
    if (file == nullptr) return path;
    char line[4096];
    while (std::fgets(line, sizeof line, file) != nullptr) {
        const std::string_view text(line);
        if (text.starts_with("0::")) path += text.substr(3, text.find('\n') - 3);
    }
    std::fclose(file);
    return path;
}

[[nodiscard]] std::uint64_t free_here() {
    const std::uint64_t group = std::min({number_in(group_folder() + "/memory.max", "", 1),
                                          number_in("/sys/fs/cgroup/memory/memory.limit_in_bytes", "", 1)});
    return std::min(
        {number_in("/proc/meminfo", "MemAvailable", 1024), group, soft_limit(RLIMIT_AS), soft_limit(RLIMIT_DATA)});
}

void set_soft_limit(std::uint64_t bytes) {
    rlimit limit{};
    if (getrlimit(RLIMIT_DATA, &limit) != 0) return;
    limit.rlim_cur = std::min<rlim_t>(bytes, limit.rlim_max);
    setrlimit(RLIMIT_DATA, &limit);
}

/// What `operator new` calls when there is no memory.
[[noreturn]] void give_up() {
    if (said.exchange(true)) std::_Exit(scenario::exit_invalid);
    set_soft_limit(unknown);  // so that there is room for the sentence
    std::fflush(stdout);
    fmt::print(stderr,
               "\nwindtunnel: this run needs more memory than the {} that it may take. What grows is what is under way "
               "(more comes than is answered: rates, time-outs, bodies) and what was written (rows, objects). Ask for "
               "less, or give it more by --memory.\n",
               format_size(Bytes{most}));
    std::_Exit(scenario::exit_invalid);
}

}  // namespace

void limit_memory(const std::string& size) {
    std::uint64_t bytes = 0;
    if (size.empty()) {
        const std::uint64_t free = free_here();
        if (free == unknown) return;
        bytes = std::max(free / 2, least);
    } else {
        const auto parsed = parse_size(size);
        if (!parsed.ok()) throw std::runtime_error("--memory: " + parsed.error().message);
        if (parsed->count < least) throw std::runtime_error("--memory: a run takes 64MiB and more");
        bytes = parsed->count;
    }
    // What has more already is a sanitizer's, which reserves terabytes.
    if (number_in("/proc/self/status", "VmData", 1024) > bytes) return;
    most = bytes;
    std::set_new_handler(give_up);
    set_soft_limit(bytes);
}

}  // namespace wt::play
