#include "app/database_servers.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <fmt/format.h>

#include "app/programs.hpp"
#include "base/real_time.hpp"
#include "front/free_port.hpp"
#include "postgres/interrupted.hpp"

namespace wt::app {

namespace {

namespace fs = std::filesystem;
using rds::api::Servers;

/// What Linux leaves for the path of a Unix socket, less the socket's own name.
constexpr std::size_t longest_sockets_folder = 107 - sizeof("/.s.PGSQL.65535");

[[nodiscard]] bool is_postgres(std::string_view engine) { return engine == "postgres" || engine == "aurora-postgresql"; }

/// The package with that engine's server; empty: Windtunnel starts none.
[[nodiscard]] std::string_view package_of(std::string_view engine) { return is_postgres(engine) ? "postgresql" : ""; }

void let_in(const std::string& folder) {
    if (const auto account = postgres::unprivileged_account();
        account && ::chown(folder.c_str(), account->user, account->group) != 0)
        throw std::runtime_error(fmt::format("cannot give {} to {}: {}", folder, account->name, std::strerror(errno)));
    ::chmod(folder.c_str(), 0700);
}

[[nodiscard]] int major_of(std::string_view version) { return std::atoi(std::string(version).c_str()); }

}  // namespace

DatabaseServers::DatabaseServers(front::Loop& loop, Options options)
    : loop_(loop),
      options_(std::move(options)),
      programs_(options_.kind == Kind::embedded ? std::vector<postgres::Installation>() : postgres::installations()),
      copying_(loop, 1) {}

DatabaseServers::~DatabaseServers() {
    // All at once; each is waited for by its thread, which does what it was asked.
    Scope ending;
    for (auto& [id, place] : places_) {
        place->server->interrupt();
        postgres::Server* const server = place->server.get();
        ending.spawn(place->thread.run([server] { server->stop(); }));
    }
    ending.cancel();
    places_.clear();
    std::error_code ignored;
    if (temporary_sockets_) fs::remove_all(sockets_, ignored);
}

bool DatabaseServers::has(std::string_view engine) const { return is_postgres(engine) && !programs_.empty(); }

Servers::Problem DatabaseServers::refuses(std::string_view engine) const {
    if (options_.kind != Kind::real || has(engine)) return std::nullopt;
    return Error{remark(engine, "")};
}

std::string DatabaseServers::remark(std::string_view engine, std::string_view version) const {
    if (options_.kind == Kind::embedded) return {};
    if (!has(engine)) {
        const std::string_view package = package_of(engine);
        if (package.empty()) return fmt::format("Windtunnel has no server of {}: nothing listens at the endpoint.", engine);
        return fmt::format("No server of {} is installed here, so nothing listens at the endpoint: apt-get install {}.",
                           engine, package);
    }
    const int major = installation_for(version).major;
    if (major == 0 || major_of(version) == major || version.empty()) return {};
    return fmt::format("PostgreSQL {} runs in place of {}, which is not installed here.", major, version);
}

const postgres::Installation& DatabaseServers::installation_for(std::string_view version) const {
    for (const postgres::Installation& each : programs_) {
        if (each.major == major_of(version)) return each;
    }
    return programs_.front();
}

std::string DatabaseServers::folder_of(std::string_view id) const { return fmt::format("{}/{}", options_.folder, id); }
std::string DatabaseServers::backup_folder(std::string_view backup) const {
    return fmt::format("{}/backups/{}", options_.folder, backup);
}

void DatabaseServers::open_folder() {
    if (!sockets_.empty()) return;
    fs::create_directories(options_.folder);
    let_in(options_.folder);
    // The servers' own account must get there; our own folders let it through.
    if (const auto account = postgres::unprivileged_account()) {
        int above = 0;
        for (fs::path at = fs::path(options_.folder).parent_path(); at != at.parent_path(); at = at.parent_path()) {
            constexpr fs::perms enter = fs::perms::others_exec;
            if ((fs::status(at).permissions() & enter) != fs::perms::none) continue;
            if (++above > 2)
                throw std::runtime_error(fmt::format(
                    "PostgreSQL does not run as root, and the account {} cannot enter {}: chmod o+x it, or give "
                    "another folder with --data",
                    account->name, at.string()));
            fs::permissions(at, enter, fs::perm_options::add);
        }
    }
    std::string sockets = options_.folder + "/sockets";
    fs::remove_all(sockets);
    if (sockets.size() <= longest_sockets_folder) {
        fs::create_directories(sockets);
    } else {
        sockets = (fs::temp_directory_path() / "windtunnel-sockets-XXXXXX").string();
        if (::mkdtemp(sockets.data()) == nullptr)
            throw std::runtime_error(fmt::format("cannot make the folder {}: {}", sockets, std::strerror(errno)));
        temporary_sockets_ = true;
    }
    let_in(sockets);
    if (options_.certificate) certificate_ = options_.certificate();
    sockets_ = std::move(sockets);
}

std::shared_ptr<DatabaseServers::Place> DatabaseServers::place_of(const std::string& id, std::string_view version) {
    auto& place = places_[id];
    if (place != nullptr) return place;
    // Data of an earlier process stays with the version that made it, and its server at its port if that is free.
    std::string made(version);
    std::ifstream(folder_of(id) + "/data/PG_VERSION") >> made;
    place = std::make_shared<Place>(loop_);
    place->server = std::make_unique<postgres::Server>(installation_for(made), folder_of(id), sockets_);
    std::int64_t before = 0;
    std::int64_t asked = 0;
    if (std::ifstream(folder_of(id) + "/port") >> before >> asked) {
        place->port = port_for(before);
        place->asked = asked;
    }
    return place;
}

void DatabaseServers::note_port(const std::string& id, const Place& place) const {
    std::error_code ignored;
    fs::create_directories(folder_of(id), ignored);
    std::ofstream(folder_of(id) + "/port") << place.port << ' ' << place.asked << '\n';
}

std::uint16_t DatabaseServers::port_for(std::int64_t wanted) const {
    const std::string address = is_any(options_.address) ? "0.0.0.0" : options_.address;
    const auto is_taken = [this](std::int64_t port) {
        return std::any_of(places_.begin(), places_.end(), [&](const auto& each) { return each.second->port == port; });
    };
    std::uint16_t port = front::free_port(address, is_taken(wanted) ? 0 : static_cast<std::uint16_t>(wanted));
    for (int tries = 0; tries < 100 && is_taken(port); ++tries) port = front::free_port(address, 0);
    return port;
}

postgres::ServerSettings DatabaseServers::settings_of(const rds::api::ServerSpec& spec, Place& place) {
    if (place.port == 0 || (spec.port != 0 && spec.port != place.asked)) {
        place.port = 0;
        place.port = port_for(spec.port);
        place.asked = spec.port;
    }
    if (place.port == 0) throw std::runtime_error(fmt::format("there is no free port at {}", options_.address));
    note_port(spec.id, place);
    postgres::ServerSettings settings;
    settings.address = is_any(options_.address) ? "*" : options_.address;
    settings.port = place.port;
    settings.user = spec.user;
    settings.password = spec.password;
    settings.database = spec.database;
    settings.values = spec.settings;
    if (const auto force = settings.values.find("rds.force_ssl"); force != settings.values.end()) {
        settings.tls_only = force->second == "1";
        settings.values.erase(force);
    }
    if (!spec.source.empty()) {
        const auto source = place_of(spec.source, spec.version);
        settings.source = source->server->url_of(source->port);
    }
    if (!spec.begins.empty()) settings.begins = backup_folder(spec.begins);
    settings.certificate = certificate_;
    return settings;
}

Task<Servers::Problem> DatabaseServers::done_by(std::shared_ptr<Place> place,
                                                std::function<void(postgres::Server&)> work) {
    const auto problem = std::make_shared<Problem>();
    postgres::Server* const server = place->server.get();
    std::function<void()> guarded = [server, problem, work = std::move(work)] {
        try {
            work(*server);
        } catch (const postgres::Interrupted&) {
            *problem = Error{"it went before it was there"};
        } catch (const std::exception& error) {
            *problem = Error{error.what()};
        }
    };
    co_await place->thread.run(std::move(guarded));
    co_return *problem;
}

Task<Servers::Problem> DatabaseServers::begin(rds::api::ServerSpec spec, bool restarts) {
    std::shared_ptr<Place> place;
    std::function<void(postgres::Server&)> work;
    try {
        open_folder();
        place = place_of(spec.id, spec.version);
        postgres::ServerSettings settings = settings_of(spec, *place);
        work = [settings = std::move(settings), restarts](postgres::Server& server) {
            if (restarts) return server.restart(settings);
            server.bring(settings);
        };
    } catch (const std::exception& error) {
        co_return Error{error.what()};
    }
    co_return co_await done_by(std::move(place), std::move(work));
}

Task<Servers::Problem> DatabaseServers::bring(rds::api::ServerSpec spec) { return begin(std::move(spec), false); }
Task<Servers::Problem> DatabaseServers::restart(rds::api::ServerSpec spec) { return begin(std::move(spec), true); }

Task<Servers::Problem> DatabaseServers::stop(std::string id) {
    const auto found = places_.find(id);
    if (found == places_.end()) co_return std::nullopt;
    std::shared_ptr<Place> place = found->second;
    std::function<void(postgres::Server&)> work = [](postgres::Server& server) { server.stop(); };
    co_return co_await done_by(std::move(place), std::move(work));
}

Task<Servers::Problem> DatabaseServers::remove(std::string id) {
    const auto found = places_.find(id);
    if (found == places_.end()) {
        std::error_code ignored;
        fs::remove_all(folder_of(id), ignored);
        co_return std::nullopt;
    }
    std::shared_ptr<Place> place = found->second;
    places_.erase(found);
    place->server->interrupt();
    std::function<void(postgres::Server&)> work = [](postgres::Server& server) { server.remove(); };
    co_return co_await done_by(std::move(place), std::move(work));
}

Task<Servers::Problem> DatabaseServers::back_up(std::string id, std::string backup) {
    std::shared_ptr<Place> place;
    try {
        open_folder();
        place = place_of(id, "");
    } catch (const std::exception& error) {
        co_return Error{error.what()};
    }
    std::function<void(postgres::Server&)> work = [to = backup_folder(backup)](postgres::Server& server) {
        server.back_up(to);
    };
    co_return co_await done_by(std::move(place), std::move(work));
}

Task<Servers::Problem> DatabaseServers::copy_backup(std::string from, std::string to) {
    std::error_code wrong;
    fs::remove_all(backup_folder(to), wrong);
    if (!fs::exists(backup_folder(from), wrong)) co_return std::nullopt;
    const std::string source = backup_folder(from);
    const std::string target = backup_folder(to);
    const auto problem = std::make_shared<Problem>();
    std::function<void()> work = [source, target, problem] {
        try {
            postgres::copy_data(source, target);
        } catch (const std::exception& error) {
            *problem = Error{error.what()};
        }
    };
    co_await copying_.run(std::move(work));
    co_return *problem;
}

void DatabaseServers::drop_backup(const std::string& backup) {
    std::error_code ignored;
    fs::remove_all(backup_folder(backup), ignored);
}

bool DatabaseServers::has_backup(const std::string& backup) const {
    std::error_code ignored;
    return fs::exists(backup_folder(backup), ignored);
}

void DatabaseServers::swap_ports(const std::string& one, const std::string& other) {
    const auto a = places_.find(one);
    const auto b = places_.find(other);
    if (a == places_.end() || b == places_.end()) return;
    std::swap(a->second->port, b->second->port);
    std::swap(a->second->asked, b->second->asked);
    note_port(one, *a->second);
    note_port(other, *b->second);
}

std::optional<Servers::Endpoint> DatabaseServers::endpoint(const std::string& id) const {
    const auto found = places_.find(id);
    if (found == places_.end() || found->second->port == 0) return std::nullopt;
    return Endpoint{is_any(options_.address) ? "127.0.0.1" : options_.address, found->second->port};
}

Task<std::optional<Servers::Numbers>> DatabaseServers::numbers(std::string id) {
    const auto found = places_.find(id);
    if (found == places_.end()) co_return std::nullopt;
    std::shared_ptr<Place> place = found->second;
    const auto seen = std::make_shared<std::optional<postgres::Server::Numbers>>();
    std::function<void(postgres::Server&)> work = [seen](postgres::Server& server) { *seen = server.numbers(); };
    const Problem problem = co_await done_by(place, std::move(work));
    if (problem || !*seen) co_return std::nullopt;
    Numbers told;
    told.connections = (*seen)->connections;
    told.lag = (*seen)->lag;
    told.database_bytes = (*seen)->bytes;
    const Duration now = machine_time().steady;
    const double passed = std::chrono::duration<double>(now - place->looked).count();
    if (place->ticks >= 0 && passed > 0) {
        const double used = ((*seen)->ticks - place->ticks) / static_cast<double>(::sysconf(_SC_CLK_TCK));
        const auto processors = static_cast<double>(::sysconf(_SC_NPROCESSORS_ONLN));
        told.processor = std::clamp(100 * used / passed / processors, 0.0, 100.0);
    }
    place->ticks = (*seen)->ticks;
    place->looked = now;
    co_return told;
}

std::vector<Servers::LogFile> DatabaseServers::logs(const std::string& id) const {
    std::vector<LogFile> all;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder_of(id) + "/log/error", none)) {
        struct stat facts {};
        if (::stat(entry.path().c_str(), &facts) != 0) continue;
        all.push_back({"error/" + entry.path().filename().string(), static_cast<std::uint64_t>(facts.st_size),
                       epoch + std::chrono::seconds(facts.st_mtim.tv_sec) +
                           std::chrono::nanoseconds(facts.st_mtim.tv_nsec)});
    }
    std::sort(all.begin(), all.end(), [](const LogFile& a, const LogFile& b) { return a.name < b.name; });
    return all;
}

std::optional<std::string> DatabaseServers::log_part(const std::string& id, const std::string& name,
                                                     std::uint64_t from, std::size_t most) const {
    const auto all = logs(id);
    const bool known = std::any_of(all.begin(), all.end(), [&](const LogFile& each) { return each.name == name; });
    if (!known) return std::nullopt;
    std::ifstream in(fmt::format("{}/log/{}", folder_of(id), name), std::ios::binary);
    in.seekg(static_cast<std::streamoff>(from));
    std::string part(most, '\0');
    in.read(part.data(), static_cast<std::streamsize>(most));
    part.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
    return part;
}

}  // namespace wt::app
