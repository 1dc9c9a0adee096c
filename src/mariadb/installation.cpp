#include "mariadb/installation.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <fmt/format.h>

namespace wt::mariadb {

namespace {

/// In Debian's folders of programs, whoever's PATH it is, then in PATH; empty: nowhere.
[[nodiscard]] std::string find(std::string_view program) {
    const char* const path = std::getenv("PATH");
    const std::string places = fmt::format("/usr/sbin:/usr/bin:{}", path == nullptr ? "" : path);
    std::string_view left = places;
    while (!left.empty()) {
        const std::size_t end = std::min(left.find(':'), left.size());
        std::string file = fmt::format("{}/{}", left.substr(0, end), program);
        if (end > 0 && access(file.c_str(), X_OK) == 0) return file;
        left.remove_prefix(std::min(end + 1, left.size()));
    }
    return {};
}

/// "mariadbd  Ver 10.11.6-MariaDB-0+deb12u1 for debian-linux-gnu": the first two numbers.
[[nodiscard]] std::string version_of(const std::string& program) {
    std::FILE* const asked = popen(fmt::format("'{}' --no-defaults --version 2>/dev/null", program).c_str(), "re");
    if (asked == nullptr) return {};
    std::string text(200, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), asked));
    pclose(asked);
    constexpr std::string_view head = "Ver ";
    const std::size_t at = text.find(head);
    if (at == std::string::npos) return {};
    const std::string_view number = std::string_view(text).substr(at + head.size());
    const std::size_t dot = number.find('.');
    return std::string(number.substr(0, number.find_first_of(".-", dot == std::string_view::npos ? dot : dot + 1)));
}

}  // namespace

std::optional<Installation> installation() {
    Installation found{{}, find("mariadbd"), find("mariadb-install-db"), find("mariadb-binlog"), find("mariadb")};
    if (found.server.empty() || found.install.empty()) return std::nullopt;
    found.version = version_of(found.server);
    return found;
}

}  // namespace wt::mariadb
