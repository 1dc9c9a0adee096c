#include "postgres/installation.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string_view>

namespace wt::postgres {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view tools[] = {"initdb", "postgres", "pg_basebackup"};

[[nodiscard]] bool has_tools(const fs::path& folder) {
    return std::all_of(std::begin(tools), std::end(tools),
                       [&](std::string_view tool) { return access((folder / tool).c_str(), X_OK) == 0; });
}

}  // namespace

std::vector<Installation> installations() {
    std::vector<Installation> found;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", none)) {
        const fs::path folder = entry.path() / "bin";
        if (has_tools(folder)) found.push_back({std::atoi(entry.path().filename().c_str()), folder.string()});
    }
    std::sort(found.begin(), found.end(),
              [](const Installation& a, const Installation& b) { return a.major > b.major; });
    if (!found.empty()) return found;
    const char* path = std::getenv("PATH");
    std::string_view left = path == nullptr ? "" : path;
    while (!left.empty()) {
        const std::size_t end = std::min(left.find(':'), left.size());
        if (end > 0 && has_tools(fs::path(left.substr(0, end)))) return {{0, std::string(left.substr(0, end))}};
        left.remove_prefix(std::min(end + 1, left.size()));
    }
    return {};
}

}  // namespace wt::postgres
