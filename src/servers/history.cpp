#include "servers/history.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <fmt/format.h>

namespace wt::servers {

namespace fs = std::filesystem;

Instant of_micros(const std::string& text) { return epoch + std::chrono::microseconds(std::atoll(text.c_str())); }
std::string as_micros(Instant moment) {
    return std::to_string(std::chrono::floor<std::chrono::microseconds>(moment.time_since_epoch()).count());
}

std::vector<Instant> History::backups() const {
    std::vector<Instant> all;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder_ + "/backups", none)) {
        const std::string name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") == std::string::npos) all.push_back(of_micros(name));
    }
    std::sort(all.begin(), all.end());
    return all;
}

std::string History::backup(Instant moment) const { return fmt::format("{}/backups/{}", folder_, as_micros(moment)); }

std::optional<Instant> History::backup_for(Instant moment) const {
    std::optional<Instant> last;
    for (const Instant each : backups()) {
        if (each <= moment) last = each;
    }
    return last;
}

void History::take(Instant moment) const { fs::rename(coming(), backup(moment)); }

void History::prune(Instant earliest) const {
    const auto all = backups();
    for (std::size_t i = 0; i + 1 < all.size() && all[i + 1] <= earliest; ++i) fs::remove_all(backup(all[i]));
}

void History::end(Instant moment) const { std::ofstream(folder_ + "/ended") << as_micros(moment) << '\n'; }

void History::go_on() const { fs::remove(folder_ + "/ended"); }

std::optional<Instant> History::ended() const {
    std::string micros;
    if (!(std::ifstream(folder_ + "/ended") >> micros)) return std::nullopt;
    return of_micros(micros);
}

}  // namespace wt::servers
