#include "sandbox/folder_watch.hpp"

#include <dirent.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <string_view>
#include <vector>

namespace wt::sandbox {

namespace {

constexpr std::uint32_t events =
    IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ATTRIB;

/// What nobody's code is in.
[[nodiscard]] bool is_noise(std::string_view name) {
    return name == "__pycache__" || name == ".git" || name.ends_with(".pyc") || name.ends_with('~') ||
           name.ends_with(".swp") || name.ends_with(".swx");
}

}  // namespace

FolderWatch::FolderWatch(const std::string& folder) : file_(inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) { add(folder); }

FolderWatch::~FolderWatch() {
    if (file_ >= 0) close(file_);
}

void FolderWatch::add(const std::string& folder) {
    std::vector<std::string> waiting{folder};
    while (!waiting.empty() && folders_.size() < most_folders) {
        const std::string path = std::move(waiting.back());
        waiting.pop_back();
        const int watch = inotify_add_watch(file_, path.c_str(), events | IN_ONLYDIR);
        if (watch < 0) continue;
        folders_[watch] = path;
        DIR* const below = opendir(path.c_str());
        if (below == nullptr) continue;
        while (const dirent* entry = readdir(below)) {
            const std::string_view name = entry->d_name;
            if (name == "." || name == ".." || is_noise(name)) continue;
            std::string inside = path;
            inside.append("/").append(name);
            struct stat found{};
            if (lstat(inside.c_str(), &found) == 0 && S_ISDIR(found.st_mode)) waiting.push_back(std::move(inside));
        }
        closedir(below);
    }
}

bool FolderWatch::changed() {
    bool any = false;
    alignas(inotify_event) std::array<char, 16 * 1024> buffer;
    for (;;) {
        const ssize_t size = read(file_, buffer.data(), buffer.size());
        if (size <= 0) return any;
        for (ssize_t at = 0; at < size;) {
            inotify_event event{};
            std::memcpy(&event, buffer.data() + at, sizeof event);
            const std::string_view name(event.len > 0 ? buffer.data() + at + sizeof event : "");
            at += static_cast<ssize_t>(sizeof event + event.len);
            if ((event.mask & IN_IGNORED) != 0) {
                folders_.erase(event.wd);
                continue;
            }
            if (is_noise(name)) continue;
            any = true;
            const auto folder = folders_.find(event.wd);
            if ((event.mask & IN_ISDIR) != 0 && (event.mask & (IN_CREATE | IN_MOVED_TO)) != 0 &&
                folder != folders_.end()) {
                std::string inside = folder->second;
                inside.append("/").append(name);
                add(inside);
            }
        }
    }
}

}  // namespace wt::sandbox
