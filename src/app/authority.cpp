#include "app/authority.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include <fmt/format.h>

#include "app/options.hpp"
#include "front/certificates.hpp"
#include "play/world.hpp"

namespace wt::app {

namespace {

namespace fs = std::filesystem;

[[nodiscard]] std::runtime_error cannot_keep(const std::string& file) {
    return std::runtime_error(fmt::format("cannot keep a certificate authority in {}: {}", file, std::strerror(errno)));
}

void write_all(int to, std::string_view text, const std::string& file) {
    while (!text.empty()) {
        const ssize_t written = ::write(to, text.data(), text.size());
        if (written < 0 && errno != EINTR) throw cannot_keep(file);
        if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(to) != 0) throw cannot_keep(file);
}

/// Whole or not at all, and never in place of one that another program has just made. mkstemp's mode is 0600.
void keep(const std::string& file, const std::string& authority) {
    std::string beside = file + ".XXXXXX";
    const int to = ::mkstemp(beside.data());
    if (to < 0) throw cannot_keep(file);
    try {
        write_all(to, authority, file);
        if (::link(beside.c_str(), file.c_str()) != 0 && errno != EEXIST) throw cannot_keep(file);
    } catch (const std::exception&) {
        ::close(to);
        ::unlink(beside.c_str());
        throw;
    }
    ::close(to);
    ::unlink(beside.c_str());
}

}  // namespace

std::string authority_file(const std::string& data_folder) {
    if (!data_folder.empty()) return data_folder + "/authority.pem";
    const char* cache = std::getenv("XDG_CACHE_HOME");
    if (cache != nullptr && cache[0] == '/') return std::string(cache) + "/windtunnel/authority.pem";
    const char* home = std::getenv("HOME");
    if (home == nullptr || home[0] != '/' || !fs::is_directory(home)) return {};
    return std::string(home) + "/.cache/windtunnel/authority.pem";
}

std::string authority_of(const std::string& file) {
    if (file.empty()) return front::make_authority();
    std::error_code ignored;
    if (!fs::exists(file, ignored)) {
        fs::create_directories(fs::path(file).parent_path(), ignored);
        keep(file, front::make_authority());
    }
    auto text = play::read_file(file);
    if (!text) throw std::runtime_error(fmt::format("cannot read the certificate authority in {}", file));
    return std::move(*text);
}

int cert(const CertOptions& options) {
    const std::string file = authority_file(options.data);
    if (file.empty())
        throw std::runtime_error(
            "there is no home folder to keep an authority in: name the server's with --data FOLDER");
    try {
        fmt::print("{}", front::authority_certificate(authority_of(file)));
    } catch (const std::exception& error) {
        throw std::runtime_error(fmt::format("{}: {}", file, error.what()));
    }
    return 0;
}

}  // namespace wt::app
