#pragma once
#include <map>
#include <string>

namespace wt::sandbox {

/// Tells whether something below a folder was written, made, moved or removed since it was last asked. What
/// interpreters write themselves (`__pycache__`) does not count. Asking costs a system call.
class FolderWatch {
public:
    /// More folders than that below it are not looked at.
    static constexpr std::size_t most_folders = 4096;
    explicit FolderWatch(const std::string& folder);
    FolderWatch(const FolderWatch&) = delete;
    FolderWatch& operator=(const FolderWatch&) = delete;
    ~FolderWatch();

    [[nodiscard]] bool changed();

private:
    void add(const std::string& folder);

    int file_;
    std::map<int, std::string> folders_;  // by their watch
};

}  // namespace wt::sandbox
