#include "disk/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>

namespace wt::disk {

namespace {

constexpr mode_t private_file = 0600;
constexpr mode_t private_folder = 0700;

}  // namespace

Error file_error(std::string_view what, const std::string& path, int code) {
    return {fmt::format("cannot {} {}: {}", what, path, std::generic_category().message(code))};
}

File::~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<File> File::create(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, private_file);
    if (descriptor < 0) return file_error("create", path, errno);
    return File(descriptor);
}

Result<File> File::open(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return file_error("open", path, errno);
    return File(descriptor);
}

std::optional<Error> File::append(std::string_view bytes, const std::string& path) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
        if (written > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(written));
        } else if (written == 0 || errno != EINTR) {
            return file_error("write", path, written == 0 ? ENOSPC : errno);
        }
    }
    return std::nullopt;
}

std::optional<Error> File::read(char* to, std::uint64_t offset, std::size_t size, const std::string& path) const {
    while (size > 0) {
        const ssize_t found = ::pread(descriptor_, to, size, static_cast<off_t>(offset));
        if (found > 0) {
            to += found;
            offset += static_cast<std::uint64_t>(found);
            size -= static_cast<std::size_t>(found);
        } else if (found == 0) {
            return Error{fmt::format("{} is shorter than it was written", path)};
        } else if (errno != EINTR) {
            return file_error("read", path, errno);
        }
    }
    return std::nullopt;
}

std::optional<Error> File::sync(const std::string& path) {
    if (::fdatasync(descriptor_) != 0) return file_error("write", path, errno);
    return std::nullopt;
}

void or_throw(const std::optional<Error>& error) {
    if (error) throw std::runtime_error(error->message);
}

bool or_throw(const Result<bool>& result) {
    if (!result.ok()) throw std::runtime_error(result.error().message);
    return result.value();
}

std::optional<Error> sync_folder(const std::string& folder) {
    const File open(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!open.is_open()) return file_error("open", folder, errno);
    if (::fsync(open.descriptor()) != 0) return file_error("write", folder, errno);
    return std::nullopt;
}

std::optional<Error> rename_file(const std::string& from, const std::string& to) {
    if (std::rename(from.c_str(), to.c_str()) != 0) return file_error("move a file to", to, errno);
    return std::nullopt;
}

void remove_file(const std::string& path) { ::unlink(path.c_str()); }

Result<bool> make_folder(const std::string& path) {
    if (::mkdir(path.c_str(), private_folder) == 0) return true;
    if (errno == EEXIST) return false;
    return file_error("make the folder", path, errno);
}

}  // namespace wt::disk
