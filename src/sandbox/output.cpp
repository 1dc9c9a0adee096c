#include "sandbox/output.hpp"

#include <utility>

#include <fmt/format.h>

namespace wt::sandbox {

void Output::keep(std::string line, std::vector<std::string>& to) {
    if (full()) return;
    kept_ += line.size();
    to.push_back(std::move(line));
    if (full())
        to.push_back(fmt::format("[windtunnel] more than {} MiB of output: the rest of this invocation's is dropped\n",
                                 most_kept >> 20U));
}

std::vector<std::string> Output::add(std::string_view bytes) {
    std::vector<std::string> lines;
    while (!bytes.empty()) {
        const std::size_t end = bytes.find('\n');
        const std::size_t room = longest_line - begun_.size();
        if (end == std::string_view::npos || end + 1 > room) {
            const std::size_t taken = std::min(bytes.size(), room);
            begun_.append(bytes.substr(0, taken));
            bytes.remove_prefix(taken);
            if (begun_.size() == longest_line) keep(std::exchange(begun_, {}), lines);
            continue;
        }
        begun_.append(bytes.substr(0, end + 1));
        bytes.remove_prefix(end + 1);
        keep(std::exchange(begun_, {}), lines);
    }
    return lines;
}

std::vector<std::string> Output::rest() {
    std::vector<std::string> lines;
    if (!begun_.empty()) keep(std::exchange(begun_, {}), lines);
    return lines;
}

}  // namespace wt::sandbox
