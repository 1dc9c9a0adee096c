#include "disk/folder_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>

#include <fmt/format.h>

namespace wt::disk {

FolderLock::FolderLock(const std::string& folder) {
    const std::string path = folder + "/lock";
    file_ = File(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!file_.is_open()) throw std::runtime_error(file_error("open", path, errno).message);
    if (::flock(file_.descriptor(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) throw std::runtime_error(file_error("lock", path, errno).message);
        std::array<char, 16> owner{};
        const ssize_t size = ::pread(file_.descriptor(), owner.data(), owner.size(), 0);
        throw std::runtime_error(
            fmt::format("the folder {} is in use by process {}: stop that one, or give another folder", folder,
                        size > 0 ? std::string_view(owner.data(), static_cast<std::size_t>(size)) : "?"));
    }
    // For the sentence above only, so it does not matter whether it can be written.
    const std::string owner = std::to_string(::getpid());
    if (::ftruncate(file_.descriptor(), 0) == 0) (void)file_.append(owner, path);
}

}  // namespace wt::disk
