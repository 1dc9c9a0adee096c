#include "postgres/server.hpp"

#include <libpq-fe.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <vector>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/ascii.hpp"
#include "base/hash.hpp"
#include "postgres/query.hpp"

namespace wt::postgres {

namespace {

namespace fs = std::filesystem;
using servers::DatabaseSettings;
using servers::read_file;

constexpr std::string_view superuser = "rdsadmin";
/// How often a standby is looked at before it is said not to follow; each look is 20 ms after the other.
constexpr int looks_at_a_standby = 500;
constexpr int looks_at_an_archive = 1500;
/// For its standbys, and base backups beside them.
constexpr long long least_senders = 25;
/// Of a segment's name: eight digits of its timeline, and sixteen of its place in the log.
constexpr std::size_t segment_name = 24;
constexpr std::size_t timeline_digits = 8;

/// As PostgreSQL reads it.
[[nodiscard]] std::string recovery_time(Instant moment) {
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(moment.time_since_epoch()).count();
    return fmt::format("{:%Y-%m-%d %H:%M:%S}.{:06}+00", fmt::gmtime(static_cast<std::time_t>(micros / 1000000)),
                       micros % 1000000);
}

/// The segment of the log that a base backup begins with: its backup_label says "... (file 000000010000000000000002)".
[[nodiscard]] std::string first_segment(const std::string& backup) {
    const std::string label = read_file(backup + "/data/backup_label");
    constexpr std::string_view mark = "(file ";
    const std::size_t at = label.find(mark);
    return at == std::string::npos ? "" : label.substr(at + mark.size(), segment_name);
}

constexpr std::string_view now_in_micros = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint";
/// Recovery ends at a commit that is later than what is wanted, so there must be one.
constexpr std::string_view commit_something = "SELECT pg_logical_emit_message(true, 'windtunnel', 'here')";

/// Amazon RDS User Guide, "Understanding PostgreSQL roles and permissions".
constexpr std::string_view roles_of_rds[] = {"rds_iam", "rds_password", "rds_replication"};

/// As a value in a settings file.
[[nodiscard]] std::string as_setting(std::string_view text) {
    std::string value = "'";
    for (const char c : text) {
        if (c == '\'') value += '\'';
        if (c == '\\') value += '\\';
        if (c != '\n') value += c;
    }
    return value + "'";
}

}  // namespace

/// A connection as the superuser, by the socket.
class Server::Connection {
public:
    explicit Connection(const std::string& url) : connection_(PQconnectdb(url.c_str())) {}
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() { PQfinish(connection_); }

    [[nodiscard]] bool is_open() const { return PQstatus(connection_) == CONNECTION_OK; }
    /// Runs it, and gives its first row's texts.
    std::vector<std::string> run(const std::string& sql) {
        const std::unique_ptr<PGresult, void (*)(PGresult*)> result(PQexec(connection_, sql.c_str()), PQclear);
        const ExecStatusType status = PQresultStatus(result.get());
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
            throw std::runtime_error(fmt::format("PostgreSQL: {}", one_line(PQerrorMessage(connection_))));
        std::vector<std::string> row;
        for (int i = 0; PQntuples(result.get()) > 0 && i < PQnfields(result.get()); ++i)
            row.emplace_back(PQgetvalue(result.get(), 0, i));
        return row;
    }
    [[nodiscard]] bool has(const std::string& sql) { return !run(sql).empty(); }
    [[nodiscard]] std::string literal(const std::string& text) const { return taken(PQescapeLiteral, text); }
    [[nodiscard]] std::string identifier(const std::string& text) const { return taken(PQescapeIdentifier, text); }

private:
    [[nodiscard]] std::string taken(char* (*escape)(PGconn*, const char*, std::size_t), const std::string& text) const {
        char* const escaped = escape(connection_, text.data(), text.size());
        if (escaped == nullptr) throw std::runtime_error("PostgreSQL takes texts in UTF-8 only");
        std::string copy = escaped;
        PQfreemem(escaped);
        return copy;
    }

    PGconn* connection_;
};

Server::Server(Installation programs, std::string folder, std::string sockets)
    : DatabaseServer("PostgreSQL", std::move(folder), std::move(sockets)), programs_(std::move(programs)) {}

Server::~Server() = default;

std::string Server::url_of(std::uint16_t port) const {
    return fmt::format("host={} port={} user={} dbname=postgres connect_timeout=10", as_setting(sockets()), port,
                       superuser);
}

bool Server::is_standby() const { return fs::exists(data() + "/standby.signal"); }

void Server::base_backup(const std::string& url, const std::string& to) {
    run_tool({programs_.folder + "/pg_basebackup", "--pgdata=" + to, "--dbname=" + url, "--wal-method=stream",
              "--checkpoint=fast"});
}

namespace {

[[nodiscard]] std::string source_url(const DatabaseSettings& settings) {
    if (settings.source == nullptr) return {};
    return dynamic_cast<const Server&>(*settings.source).url_of(settings.source_port);
}

}  // namespace

void Server::make(const DatabaseSettings& settings) {
    renew([&](const std::string& to) {
        if (!settings.begins.empty()) {
            copy_folder(settings.begins, to);
            fs::remove(to + "/standby.signal");
            fs::remove(to + "/postmaster.pid");
        } else if (!settings.recovers.empty()) {
            const servers::History theirs(settings.recovers);
            const auto backup = theirs.backup_for(settings.until);
            if (!backup) fail("has no backup that early");
            copy_folder(theirs.backup(*backup) + "/data", to);
            write(to + "/recovery.signal", "");
        } else if (settings.source != nullptr) {
            base_backup(source_url(settings), to);
        } else {
            run_tool({programs_.folder + "/initdb", "--pgdata=" + to, fmt::format("--username={}", superuser),
                      "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"});
            const std::string file = to + "/postgresql.conf";
            write(file, read_file(file) + "include 'windtunnel.conf'\n");
        }
    });
    if (settings.begins.empty() && settings.source != nullptr) let_follow();
}

void Server::let_follow() const { write(data() + "/standby.signal", ""); }

const std::set<std::string>& Server::known_settings() const {
    if (!known_settings_.empty()) return known_settings_;
    const std::string file = folder() + "/known_settings";
    fs::remove(file);
    servers::Process process({programs_.folder + "/postgres", "--describe-config"}, file,
                             servers::unprivileged_account());
    if (!process.succeeded()) fail("does not say which settings it has");
    std::istringstream lines(read_file(file));
    for (std::string line; std::getline(lines, line);) known_settings_.insert(lowered(line.substr(0, line.find('\t'))));
    fs::remove(file);
    return known_settings_;
}

std::map<std::string, std::string> Server::taken(const std::map<std::string, std::string>& values) const {
    std::map<std::string, std::string> taken;
    for (const auto& [name, value] : values) {
        // An extension's are taken, whether it is there or not.
        if (name.find('.') != std::string::npos || known_settings().contains(lowered(name))) taken[name] = value;
    }
    const auto libraries = taken.find("shared_preload_libraries");
    if (libraries == taken.end()) return taken;
    std::string there;
    std::istringstream names(libraries->second);
    for (std::string name; std::getline(names, name, ',');) {
        std::erase(name, ' ');
        const fs::path folder = fs::path(programs_.folder).parent_path() / "lib";
        if (!fs::exists(folder / (name + ".so")) && !fs::exists(folder / "postgresql" / (name + ".so"))) continue;
        there += there.empty() ? name : "," + name;
    }
    libraries->second = there;
    return taken;
}

void Server::write_settings(const DatabaseSettings& settings) const {
    std::map<std::string, std::string> values = taken(settings.values);
    values["listen_addresses"] = settings.address;
    values["port"] = std::to_string(settings.port);
    values["unix_socket_directories"] = sockets();
    values["unix_socket_permissions"] = "0700";
    values.try_emplace("password_encryption", "scram-sha-256");
    values["primary_conninfo"] = source_url(settings);
    values["wal_level"] = values.contains("wal_level") ? values["wal_level"] : "replica";
    std::string& senders = values["max_wal_senders"];
    senders = std::to_string(std::max(least_senders, std::atoll(senders.c_str())));
    values.try_emplace("wal_keep_size", "128MB");
    values["hot_standby"] = "on";
    // A segment is whole in the archive, or not there. Without one it goes as soon as it can.
    values["archive_mode"] = "on";
    values["archive_command"] = settings.archives
                                    ? fmt::format(
                                          "test -f \"{0}/%f\" || (cp \"%p\" \"{0}/%f.coming\" && mv \"{0}/%f.coming\" "
                                          "\"{0}/%f\")",
                                          settings.archive + "/wal")
                                    : "/bin/true";
    if (!settings.recovers.empty() && fs::exists(data() + "/recovery.signal")) {
        values["restore_command"] = fmt::format("cp \"{}/wal/%f\" \"%p\"", settings.recovers);
        values["recovery_target_time"] = recovery_time(settings.until);
        values["recovery_target_action"] = "promote";
        // Nobody is let in before it is there.
        values["hot_standby"] = "off";
    }
    // RDS's log: a file an hour.
    values["logging_collector"] = "on";
    values["log_directory"] = folder() + "/log/error";
    values.try_emplace("log_filename", "postgresql.log.%Y-%m-%d-%H");
    values.try_emplace("log_rotation_age", "60");
    values.try_emplace("log_rotation_size", "0");
    values.try_emplace("log_line_prefix", "%t:%r:%u@%d:[%p]:");
    values["log_timezone"] = "UTC";
    if (!settings.certificate.empty()) {
        write(data() + "/server.pem", settings.certificate);
        values["ssl"] = "on";
        values["ssl_cert_file"] = "server.pem";
        values["ssl_key_file"] = "server.pem";
    }
    values["rds.force_ssl"] = settings.tls_only ? "on" : "off";
    std::string text = "# Windtunnel writes this file anew with every change.\n";
    for (const auto& [name, value] : values) text += fmt::format("{} = {}\n", name, as_setting(value));
    write(data() + "/windtunnel.conf", text);
    // From this machine's side, whoever may enter the folder of sockets; all others with their passwords.
    const std::string rules = fmt::format(
        "local all {0} trust\nlocal replication {0} trust\nlocal all all scram-sha-256\nhost all {0} all reject\n{1} "
        "all all "
        "all scram-sha-256\n{1} replication all all scram-sha-256\n",
        superuser, settings.tls_only && !settings.certificate.empty() ? "hostssl" : "host");
    write(data() + "/pg_hba.conf", rules);
}

void Server::begin(const DatabaseSettings& settings) {
    await_predecessor(data() + "/postmaster.pid", "postgres");
    write_settings(settings);
    port_ = settings.port;
    // SIGQUIT: PostgreSQL's immediate shutdown.
    start({programs_.folder + "/postgres", "-D", data()}, SIGQUIT,
          [this] { return Connection(url_of(port_)).is_open(); });
}

void Server::begin_history() {
    if (!history()) return;
    history()->go_on();
    const Instant now = this->now();
    if (needs_backup(now)) return back_up_history();
    prune(now);
}

Instant Server::now() const {
    return servers::of_micros(Connection(url_of(port_)).run(std::string(now_in_micros)).front());
}

void Server::back_up_history() {
    if (!runs() || !history()) return;
    fs::remove_all(history()->coming());
    make_folder(history()->coming());
    base_backup(url_of(port_), history()->coming() + "/data");
    const Instant now = this->now();
    history()->take(now);
    prune(now);
}

void Server::prune(Instant now) const {
    history()->prune(kept_since(now));
    const auto all = history()->backups();
    const std::string first = all.empty() ? "" : first_segment(history()->backup(all.front()));
    if (first.size() != segment_name) return;
    for (const auto& entry : fs::directory_iterator(history()->folder() + "/wal")) {
        const std::string name = entry.path().filename().string();
        // Of timelines no history goes, they are small; "....partial" is a segment, too.
        if (name.size() < segment_name || name.find_first_not_of("0123456789ABCDEF") < segment_name) continue;
        if (name.substr(timeline_digits, segment_name - timeline_digits) < first.substr(timeline_digits))
            fs::remove(entry.path());
    }
}

void Server::archive_now() {
    if (!runs()) return;
    Connection connection(url_of(port_));
    connection.run(std::string(commit_something));
    const auto file = connection.run("SELECT pg_walfile_name(pg_switch_wal())");
    for (int left = looks_at_an_archive; left > 0; --left) {
        if (connection.has(fmt::format("SELECT 1 FROM pg_stat_archiver WHERE last_archived_wal >= '{}'", file.front())))
            return;
        wait_a_little();
    }
    fail("does not archive what it has written");
}

void Server::promote() {
    const auto done = Connection(url_of(port_)).run("SELECT pg_promote(true, 600)");
    if (done.empty() || done.front() != "t") fail("could not be promoted");
}

bool Server::follows() {
    for (int left = looks_at_a_standby; left > 0 && runs(); --left) {
        if (Connection(url_of(port_)).has("SELECT 1 FROM pg_stat_wal_receiver WHERE status = 'streaming'")) return true;
        wait_a_little();
    }
    return false;
}

void Server::set_up(const DatabaseSettings& settings) {
    // What its users change themselves stays, so only what is new is done.
    const std::string file = folder() + "/master";
    const std::string now = fmt::format("{}\n{}\n{:x}\n", settings.user, settings.database,
                                        hash_bytes(settings.password, 14695981039346656037U));
    if (read_file(file) == now) return;
    Connection connection(url_of(port_));
    const std::string user = connection.identifier(settings.user);
    const auto role = [&](const std::string& name) {
        return connection.has("SELECT 1 FROM pg_roles WHERE rolname = " + connection.literal(name));
    };
    if (!role("rds_superuser")) {
        connection.run("CREATE ROLE rds_superuser NOLOGIN");
        connection.run("GRANT pg_monitor, pg_signal_backend TO rds_superuser WITH ADMIN OPTION");
    }
    for (const std::string_view each : roles_of_rds) {
        if (role(std::string(each))) continue;
        connection.run(fmt::format("CREATE ROLE {} NOLOGIN", each));
        connection.run(fmt::format("GRANT {} TO rds_superuser WITH ADMIN OPTION", each));
    }
    if (!role(settings.user)) {
        connection.run(fmt::format("CREATE ROLE {} LOGIN CREATEDB CREATEROLE", user));
        connection.run(fmt::format("GRANT rds_superuser TO {} WITH ADMIN OPTION", user));
        connection.run(fmt::format("ALTER DATABASE postgres OWNER TO {}", user));
    }
    connection.run(fmt::format("ALTER ROLE {} LOGIN PASSWORD {}", user, connection.literal(settings.password)));
    const std::string database = settings.database;
    if (!database.empty() &&
        !connection.has("SELECT 1 FROM pg_database WHERE datname = " + connection.literal(database)))
        connection.run(fmt::format("CREATE DATABASE {} OWNER {}", connection.identifier(database), user));
    write(file, now);
}

bool Server::has_too_few_connections(const DatabaseSettings& settings) const {
    const auto wanted = settings.values.find("max_connections");
    if (wanted == settings.values.end()) return false;
    const auto has = Connection(url_of(port_)).run("SHOW max_connections");
    return std::atoll(has.front().c_str()) < std::atoll(wanted->second.c_str());
}

void Server::bring(const DatabaseSettings& settings) {
    const bool standby = settings.source != nullptr;
    keep_history(settings);
    if (history()) make_folder(settings.archive + "/wal");
    if (!has_data()) make(settings);
    if (runs() && ((standby && !is_standby()) || port_ != settings.port)) stop();
    if (standby && !is_standby()) let_follow();
    if (runs()) {
        write_settings(settings);
        Connection(url_of(port_)).run("SELECT pg_reload_conf()");
        // A standby that takes fewer connections than its source stands still.
        if (standby && has_too_few_connections(settings)) {
            stop();
            begin(settings);
        }
    } else {
        begin(settings);
    }
    if (standby) {
        if (follows()) return;
        // What it has is no part of its source's history, or too old: it begins again.
        stop();
        make(settings);
        begin(settings);
        if (!follows()) fail("does not get what its source writes");
        return;
    }
    if (is_standby()) promote();
    set_up(settings);
    begin_history();
}

void Server::stop() {
    if (!runs()) return;
    std::optional<Instant> last;
    if (history() && !is_standby()) {
        try {
            last = now();
            Connection(url_of(port_)).run(std::string(commit_something));
        } catch (const std::runtime_error&) {
            last.reset();  // what it is asked for later is not there, and it says so
        }
    }
    process().signal(SIGINT);
    await_end();
    if (last) history()->end(*last);
}

void Server::back_up(const std::string& to) {
    fs::create_directories(fs::path(to).parent_path());
    give(fs::path(to).parent_path().string());
    fs::remove_all(to);
    if (runs()) {
        base_backup(url_of(port_), to);
    } else {
        copy_folder(data(), to);
    }
    ::sync();
}

std::optional<Server::Numbers> Server::numbers() {
    if (!runs()) return std::nullopt;
    Connection connection(url_of(port_));
    if (!connection.is_open()) return std::nullopt;
    const auto row = connection.run(fmt::format(
        "SELECT (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND usename <> '{}'), "
        "(SELECT sum(pg_database_size(oid)) FROM pg_database), CASE WHEN NOT pg_is_in_recovery() THEN '' WHEN "
        "pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN '0' ELSE coalesce(extract(epoch FROM now() - "
        "pg_last_xact_replay_timestamp()), 0)::text END",
        superuser));
    Numbers numbers;
    numbers.connections = std::atof(row.at(0).c_str());
    numbers.bytes = std::atof(row.at(1).c_str());
    if (!row.at(2).empty()) numbers.lag = std::atof(row.at(2).c_str());
    numbers.ticks = ticks();
    return numbers;
}

}  // namespace wt::postgres
