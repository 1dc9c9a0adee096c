#include "app/package_folder.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include <fmt/format.h>

namespace wt::app {

namespace fs = std::filesystem;

PackageFolder::PackageFolder(const std::string& data, const std::string& name) : temporary_(data.empty()) {
    if (!temporary_) {
        path_ = (fs::absolute(data) / name).lexically_normal().string();
        return;
    }
    std::string made = (fs::temp_directory_path() / ("windtunnel-" + name + "-XXXXXX")).string();
    if (::mkdtemp(made.data()) == nullptr)
        throw std::runtime_error(fmt::format("cannot make the folder {}: {}", made, std::strerror(errno)));
    path_ = std::move(made);
}

PackageFolder::~PackageFolder() {
    std::error_code ignored;
    if (temporary_) fs::remove_all(path_, ignored);
}

}  // namespace wt::app
