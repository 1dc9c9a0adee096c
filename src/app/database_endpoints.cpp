// Where DatabaseServers' servers listen, and where an earlier process's did.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "app/database_servers.hpp"
#include "app/programs.hpp"
#include "front/free_port.hpp"

namespace wt::app {

namespace {

namespace fs = std::filesystem;
using rds::api::Servers;

}  // namespace

void DatabaseServers::read_endpoints() {
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(options_.folder, none)) {
        const bool of_server = entry.is_directory(none);
        if (!of_server && entry.path().extension() != ".endpoint") continue;
        std::ifstream in(of_server ? entry.path() / "endpoint" : entry.path());
        std::vector<Endpoint> all;
        for (Endpoint at; in >> at.address >> at.port;) all.push_back(at);
        if (!all.empty()) kept_[entry.path().stem().string()] = std::move(all);
    }
}

void DatabaseServers::keep_only(const std::set<std::string>& ids) {
    std::error_code none;
    std::vector<fs::path> gone;
    for (const auto& entry : fs::directory_iterator(options_.folder, none)) {
        const std::string id = entry.path().filename().string();
        const bool of_server = id.starts_with("db-") || id.starts_with("restore-");
        if (of_server && entry.is_directory(none) && !ids.contains(id)) gone.push_back(entry.path());
    }
    for (const auto& entry : fs::directory_iterator(options_.folder + "/archives", none)) {
        if (!ids.contains(entry.path().filename().string())) gone.push_back(entry.path());
    }
    for (const auto& entry : fs::directory_iterator(options_.folder + "/backups", none)) {
        if (!ids.contains(entry.path().filename().string())) gone.push_back(entry.path());
    }
    for (const fs::path& each : gone) {
        kept_.erase(each.filename().string());
        fs::remove_all(each, none);
    }
}

void DatabaseServers::note_endpoint(const std::string& id, const Place& place) const {
    std::error_code ignored;
    fs::create_directories(folder_of(id), ignored);
    std::ofstream(folder_of(id) + "/endpoint")
        << place.at.address << ' ' << place.at.port << ' ' << place.asked << '\n';
}

bool DatabaseServers::is_taken(const Endpoint& at, const std::string& by) const {
    const auto is_it = [&](const Endpoint& other) {
        return other.port == at.port && (other.address == at.address || is_any(options_.address));
    };
    const auto keeps_it = [&](const auto& each) {
        return each.first != by && std::any_of(each.second.begin(), each.second.end(), is_it);
    };
    return std::any_of(kept_.begin(), kept_.end(), keeps_it) ||
           std::any_of(places_.begin(), places_.end(), [&](const auto& each) { return is_it(each.second->at); }) ||
           std::any_of(
               leads_.begin(), leads_.end(),
               [&](const auto& each) { return is_it(each.second.writer_at) || is_it(each.second.reader_at); }) ||
           std::any_of(relays_.begin(), relays_.end(), [&](const auto& each) { return is_it(each.second.at); });
}

Servers::Endpoint DatabaseServers::free_endpoint(std::int64_t port, const std::string& besides) const {
    const bool several = options_.address == usual_address;
    const auto wanted = static_cast<std::uint16_t>(port);
    for (int number = 1; wanted != 0 && number <= (several ? most_addresses : 1); ++number) {
        const Endpoint at{several ? loopback_address(number) : options_.address, wanted};
        if (at.address == besides || is_taken(at)) continue;
        if (front::free_port(at.address, wanted) == wanted) return at;
    }
    constexpr int tries = 100;
    for (int i = 0; i < tries; ++i) {
        const Endpoint at{options_.address, front::free_port(options_.address, 0)};
        if (!is_taken(at)) return at;
    }
    return {};
}

void DatabaseServers::swap_ports(const std::string& one, const std::string& other) {
    const auto a = places_.find(one);
    const auto b = places_.find(other);
    if (a == places_.end() || b == places_.end()) return;
    std::swap(a->second->at, b->second->at);
    std::swap(a->second->asked, b->second->asked);
    note_endpoint(one, *a->second);
    note_endpoint(other, *b->second);
}

std::optional<Servers::Endpoint> DatabaseServers::live_endpoint(const std::string& id) const {
    const auto found = places_.find(id);
    if (found == places_.end() || found->second->at.port == 0) return std::nullopt;
    return told(found->second->at);
}

std::optional<Servers::Endpoint> DatabaseServers::endpoint(const std::string& id) const {
    if (auto live = live_endpoint(id)) return live;
    const auto kept = kept_.find(id);
    if (kept == kept_.end()) return std::nullopt;
    return told(kept->second.front());
}

}  // namespace wt::app
