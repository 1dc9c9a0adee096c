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
#include "front/server.hpp"
#include "mariadb/server.hpp"
#include "postgres/server.hpp"
#include "servers/interrupted.hpp"

namespace wt::app {

namespace {

namespace fs = std::filesystem;
using rds::api::Servers;

/// What Linux leaves for the path of a Unix socket, less the socket's own name.
constexpr std::size_t longest_sockets_folder = 107 - sizeof("/1000000/.s.PGSQL.65535");

[[nodiscard]] bool is_postgres(std::string_view engine) {
    return engine == "postgres" || engine == "aurora-postgresql";
}

[[nodiscard]] bool is_mysql(std::string_view engine) {
    return engine == "mysql" || engine == "mariadb" || engine == "aurora-mysql";
}

/// The package with that engine's server; empty: Windtunnel starts none.
[[nodiscard]] std::string_view package_of(std::string_view engine) {
    return is_postgres(engine) ? "postgresql" : is_mysql(engine) ? "mariadb-server" : "";
}

/// So that who holds one server's password cannot copy another's data.
[[nodiscard]] std::string fresh_password() {
    std::ifstream entropy("/dev/urandom", std::ios::binary);
    std::string text;
    for (int i = 0; i < 20; ++i) text += fmt::format("{:02x}", static_cast<unsigned>(entropy.get()) & 0xffU);
    return text;
}

void let_in(const std::string& folder) {
    if (const auto account = servers::unprivileged_account();
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
      mariadb_(options_.kind == Kind::embedded ? std::nullopt : mariadb::installation()),
      copying_(loop, 1) {
    read_endpoints();
}

DatabaseServers::~DatabaseServers() {
    // All at once; each is waited for by its thread, which does what it was asked.
    Scope ending;
    for (auto& [id, place] : places_) {
        place->server->interrupt();
        servers::DatabaseServer* const server = place->server.get();
        ending.spawn(place->thread.run([server] { server->stop(); }));
    }
    ending.cancel();
    places_.clear();
    std::error_code ignored;
    if (temporary_sockets_) fs::remove_all(sockets_, ignored);
}

bool DatabaseServers::has(std::string_view engine) const {
    return is_postgres(engine) ? !programs_.empty() : is_mysql(engine) && mariadb_.has_value();
}

Servers::Problem DatabaseServers::refuses(std::string_view engine) const {
    if (options_.kind != Kind::real || has(engine)) return std::nullopt;
    return Error{remark(engine, "")};
}

std::string DatabaseServers::remark(std::string_view engine, std::string_view version) const {
    if (options_.kind == Kind::embedded) return {};
    if (!has(engine)) {
        const std::string_view package = package_of(engine);
        if (package.empty())
            return fmt::format("Windtunnel has no server of {}: nothing listens at the endpoint.", engine);
        return fmt::format("No server of {} is installed here, so nothing listens at the endpoint: apt-get install {}.",
                           engine, package);
    }
    if (is_mysql(engine)) {
        if (engine == "mariadb" && (version.empty() || version.starts_with(mariadb_->version + "."))) return {};
        return fmt::format("MariaDB {} runs in place of {} {}, which is not installed here.", mariadb_->version,
                           engine == "mariadb" ? "MariaDB" : "MySQL", version);
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
std::string DatabaseServers::endpoint_file(std::string_view id) const {
    return fmt::format("{}/{}.endpoint", options_.folder, id);
}
Servers::Endpoint DatabaseServers::told(Endpoint at) const {
    if (is_any(options_.address)) at.address = usual_address;
    return at;
}
void DatabaseServers::let_through(const servers::Account& account) const {
    // Ours are the folder above, and the data folder above that: their group lets the account through, and nobody else.
    const fs::path above = fs::path(options_.folder).parent_path();
    for (fs::path at = above; at != at.parent_path(); at = at.parent_path()) {
        struct stat now{};
        if (::stat(at.c_str(), &now) != 0) continue;  // whoever starts there says what is wrong
        const bool enters = now.st_uid == account.user    ? (now.st_mode & S_IXUSR) != 0
                            : now.st_gid == account.group ? (now.st_mode & S_IXGRP) != 0
                                                          : (now.st_mode & S_IXOTH) != 0;
        if (enters) continue;
        const bool ours = at == above || at == above.parent_path();
        if (!ours || ::chown(at.c_str(), static_cast<uid_t>(-1), account.group) != 0 ||
            ::chmod(at.c_str(), (now.st_mode & 07707U) | S_IXGRP) != 0)
            throw std::runtime_error(fmt::format(
                "a database's server does not run as root, and the account {} cannot enter {}: chmod o+x it, or give "
                "another folder with --data",
                account.name, at.string()));
    }
}

void DatabaseServers::open_folder() {
    if (!sockets_.empty()) return;
    fs::create_directories(options_.folder);
    let_in(options_.folder);
    if (const auto account = servers::unprivileged_account()) let_through(*account);
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
    if (options_.certificate) {
        std::string names;
        for (int number = 2; number <= most_addresses; ++number) names += loopback_address(number) + ",";
        certificate_ = options_.certificate(names);
    }
    const std::string kept = options_.folder + "/replication";
    if (!(std::ifstream(kept) >> replication_)) {
        replication_ = fresh_password();
        std::ofstream(kept) << replication_ << '\n';
        ::chmod(kept.c_str(), 0600);
    }
    sockets_ = std::move(sockets);
}

std::shared_ptr<DatabaseServers::Place> DatabaseServers::place_of(const std::string& id, std::string_view engine,
                                                                  std::string_view version) {
    auto& place = places_[id];
    if (place != nullptr) return place;
    // Data of an earlier process stays with the version that made it, and its server at its port if that is free.
    std::string made(version);
    const bool was_postgres = static_cast<bool>(std::ifstream(folder_of(id) + "/data/PG_VERSION") >> made);
    place = std::make_shared<Place>(loop_);
    const std::string sockets = fmt::format("{}/{}", sockets_, ++socket_folders_);
    fs::create_directories(sockets);
    let_in(sockets);
    if (was_postgres || is_postgres(engine)) {
        place->server = std::make_shared<postgres::Server>(installation_for(made), folder_of(id), sockets);
    } else {
        place->server = std::make_shared<mariadb::Server>(*mariadb_, folder_of(id), sockets);
    }
    Endpoint before;
    std::int64_t asked = 0;
    if (std::ifstream(folder_of(id) + "/endpoint") >> before.address >> before.port >> asked) {
        place->asked = asked;
        if (!is_taken(before, id) && front::free_port(before.address, before.port) == before.port) place->at = before;
    }
    kept_.erase(id);
    return place;
}

servers::DatabaseSettings DatabaseServers::settings_of(const rds::api::ServerSpec& spec, Place& place) {
    if (place.at.port == 0 || (spec.port != 0 && spec.port != place.asked)) {
        place.at = {};
        place.at = free_endpoint(spec.port);
        place.asked = spec.port;
    }
    if (place.at.port == 0) throw std::runtime_error(fmt::format("there is no free port at {}", options_.address));
    note_endpoint(spec.id, place);
    servers::DatabaseSettings settings;
    settings.address = is_any(options_.address) ? "*" : place.at.address;
    settings.port = place.at.port;
    settings.user = spec.user;
    settings.password = spec.password;
    settings.database = spec.database;
    settings.values = spec.settings;
    if (const auto force = settings.values.find("rds.force_ssl"); force != settings.values.end()) {
        settings.tls_only = force->second == "1";
        settings.values.erase(force);
    }
    if (!spec.source.empty()) {
        const auto source = place_of(spec.source, spec.engine, spec.version);
        settings.source = source->server;
        settings.source_address = is_any(source->at.address) ? usual_address : source->at.address;
        settings.source_port = source->at.port;
    }
    if (!spec.begins.empty()) settings.begins = backup_folder(spec.begins);
    if (!spec.archive.empty()) settings.archive = archive_folder(spec.archive);
    settings.archives = spec.archives;
    settings.retention = static_cast<int>(spec.retention);
    if (!spec.recovers.empty()) settings.recovers = archive_folder(spec.recovers);
    settings.until = spec.until;
    settings.certificate = certificate_;
    settings.replication = replication_;
    return settings;
}

Task<Servers::Problem> DatabaseServers::done_by(std::shared_ptr<Place> place,
                                                std::function<void(servers::DatabaseServer&)> work) {
    const auto problem = std::make_shared<Problem>();
    servers::DatabaseServer* const server = place->server.get();
    std::function<void()> guarded = [server, problem, work = std::move(work)] {
        try {
            work(*server);
        } catch (const servers::Interrupted&) {
            *problem = Error{"it went before it was there"};
        } catch (const std::exception& error) {
            *problem = Error{error.what()};
        }
    };
    co_await place->thread.run(std::move(guarded));
    co_return *problem;
}

Task<Servers::Problem> DatabaseServers::begin(rds::api::ServerSpec spec, bool restarts) {
    constexpr int tries = 5;
    for (int i = 1;; ++i) {
        Problem problem = co_await begin_once(spec, restarts);
        const auto found = places_.find(spec.id);
        if (!problem || i == tries || found == places_.end()) co_return problem;
        // Another program of this machine may have taken the port between the choice and the start.
        Endpoint& at = found->second->at;
        if (at.port == 0 || front::free_port(at.address, at.port) == at.port) co_return problem;
        at = {};
    }
}

Task<Servers::Problem> DatabaseServers::begin_once(const rds::api::ServerSpec& spec, bool restarts) {
    std::shared_ptr<Place> place;
    std::function<void(servers::DatabaseServer&)> work;
    try {
        open_folder();
        place = place_of(spec.id, spec.engine, spec.version);
        servers::DatabaseSettings settings = settings_of(spec, *place);
        work = [settings = std::move(settings), restarts](servers::DatabaseServer& server) {
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
    std::function<void(servers::DatabaseServer&)> work = [](servers::DatabaseServer& server) { server.stop(); };
    co_return co_await done_by(std::move(place), std::move(work));
}

Task<Servers::Problem> DatabaseServers::remove(std::string id) {
    const auto found = places_.find(id);
    if (found == places_.end()) {
        std::error_code ignored;
        fs::remove_all(folder_of(id), ignored);
        kept_.erase(id);
        co_return std::nullopt;
    }
    std::shared_ptr<Place> place = found->second;
    places_.erase(found);
    place->server->interrupt();
    std::function<void(servers::DatabaseServer&)> work = [](servers::DatabaseServer& server) { server.remove(); };
    co_return co_await done_by(std::move(place), std::move(work));
}

DatabaseServers::Lead DatabaseServers::listen_for(const std::string& cluster, std::int64_t port) const {
    Lead lead;
    lead.asked = port;
    Endpoint writer;
    Endpoint reader;
    std::int64_t asked = 0;
    const std::string file = endpoint_file(cluster);
    const bool was_there = static_cast<bool>(std::ifstream(file) >> writer.address >> writer.port >> reader.address >>
                                             reader.port >> asked);
    if (!was_there || asked != port || is_taken(writer, cluster) || is_taken(reader, cluster))
        writer = free_endpoint(port);
    constexpr int tries = 20;
    for (int i = 0; i < tries; ++i, writer = free_endpoint(0)) {
        try {
            lead.writer = std::make_unique<front::Forwarder>(loop_, writer.address, writer.port);
            reader = writer;
            if (options_.address == usual_address) {
                reader = free_endpoint(writer.port, writer.address);
                // A cluster has one port for both.
                if (reader.port != writer.port) continue;
                lead.reader = std::make_unique<front::Forwarder>(loop_, reader.address, reader.port);
            }
        } catch (const front::ListenError&) {
            continue;
        }
        lead.writer_at = writer;
        lead.reader_at = reader;
        std::ofstream(file) << writer.address << ' ' << writer.port << ' ' << reader.address << ' ' << reader.port
                            << ' ' << port << '\n';
        return lead;
    }
    throw std::runtime_error(fmt::format("there is no port at {} for a cluster", options_.address));
}

void DatabaseServers::lead(const std::string& cluster, std::int64_t port, const std::string& writer,
                           const std::vector<std::string>& readers) {
    try {
        open_folder();
        if (const auto found = leads_.find(cluster); found == leads_.end() || found->second.asked != port) {
            leads_.erase(cluster);
            leads_[cluster] = listen_for(cluster, port);
            kept_.erase(cluster);
        }
        Lead& lead = leads_[cluster];
        std::vector<front::Forwarder::Target> to_writer;
        std::vector<front::Forwarder::Target> to_readers;
        if (const auto at = live_endpoint(writer)) to_writer.push_back({at->address, at->port});
        for (const std::string& each : readers) {
            if (const auto at = live_endpoint(each)) to_readers.push_back({at->address, at->port});
        }
        lead.writer->lead_to(to_writer);
        if (lead.reader != nullptr) lead.reader->lead_to(to_readers.empty() ? to_writer : to_readers);
    } catch (const std::exception& error) {
        leads_.erase(cluster);
        report(error.what());
    }
}

void DatabaseServers::lead_nowhere(const std::string& cluster) {
    leads_.erase(cluster);
    kept_.erase(cluster);
    std::error_code ignored;
    fs::remove(endpoint_file(cluster), ignored);
}

std::optional<Servers::ClusterEndpoints> DatabaseServers::cluster_endpoints(const std::string& cluster) const {
    const auto found = leads_.find(cluster);
    if (found == leads_.end()) return std::nullopt;
    return ClusterEndpoints{told(found->second.writer_at), told(found->second.reader_at)};
}

void DatabaseServers::report(const std::string& sentence) { fmt::print(stderr, "windtunnel: {}\n", sentence); }

Task<std::optional<Servers::Numbers>> DatabaseServers::numbers(std::string id) {
    const auto found = places_.find(id);
    if (found == places_.end()) co_return std::nullopt;
    std::shared_ptr<Place> place = found->second;
    const auto seen = std::make_shared<std::optional<servers::DatabaseServer::Numbers>>();
    std::function<void(servers::DatabaseServer&)> work = [seen](servers::DatabaseServer& server) {
        *seen = server.numbers();
    };
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
    for (const std::string kind : {"error", "general", "slowquery"}) {
        for (const auto& entry : fs::directory_iterator(fmt::format("{}/log/{}", folder_of(id), kind), none)) {
            struct stat facts{};
            if (::stat(entry.path().c_str(), &facts) != 0) continue;
            all.push_back(
                {fmt::format("{}/{}", kind, entry.path().filename().string()),
                 static_cast<std::uint64_t>(facts.st_size),
                 epoch + std::chrono::seconds(facts.st_mtim.tv_sec) + std::chrono::nanoseconds(facts.st_mtim.tv_nsec)});
        }
    }
    std::sort(all.begin(), all.end(), [](const LogFile& a, const LogFile& b) { return a.name < b.name; });
    return all;
}

std::optional<std::string> DatabaseServers::log_part(const std::string& id, const std::string& name, std::uint64_t from,
                                                     std::size_t most) const {
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
