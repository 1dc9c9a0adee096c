#include "postgres/server.hpp"

#include <libpq-fe.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "postgres/interrupted.hpp"
#include "postgres/query.hpp"

namespace wt::postgres {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view superuser = "rdsadmin";
constexpr std::size_t log_lines_told = 6;
constexpr auto server_look_every = std::chrono::milliseconds(20);
/// A server that recovers from a crash may take long; one that has ended is seen at once.
constexpr auto server_start_limit = std::chrono::minutes(10);
constexpr auto stop_limit = std::chrono::seconds(20);
constexpr auto follow_limit = std::chrono::seconds(10);
/// A server of an earlier run ends with it, but not before it.
constexpr auto predecessor_limit = std::chrono::seconds(20);

[[nodiscard]] std::string read_all(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void write_all(const std::string& file, std::string_view text) {
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << text;
    out.close();
    if (!out) throw std::runtime_error(fmt::format("cannot write {}", file));
    ::chmod(file.c_str(), 0600);
}

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

/// The numbers of the processes below that one, and its own.
[[nodiscard]] std::set<pid_t> family_of(pid_t head) {
    std::multimap<pid_t, pid_t> children;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator("/proc", none)) {
        const pid_t id = std::atoi(entry.path().filename().c_str());
        if (id <= 0) continue;
        const std::string stat = read_all(entry.path().string() + "/stat");
        const std::size_t end = stat.rfind(')');
        if (end == std::string::npos || end + 4 > stat.size()) continue;
        children.emplace(std::atoi(stat.c_str() + end + 4), id);
    }
    std::set<pid_t> family{head};
    std::vector<pid_t> left{head};
    while (!left.empty()) {
        const auto [from, to] = children.equal_range(left.back());
        left.pop_back();
        for (auto each = from; each != to; ++each) {
            if (family.insert(each->second).second) left.push_back(each->second);
        }
    }
    return family;
}

/// proc(5): the user's and the system's time are the 14th and 15th fields, the dead children's the 16th and 17th.
[[nodiscard]] double ticks_of(pid_t id, bool with_children) {
    const std::string stat = read_all(fmt::format("/proc/{}/stat", id));
    const std::size_t end = stat.rfind(')');
    if (end == std::string::npos) return 0;
    std::size_t at = end + 2;
    double ticks = 0;
    for (int field = 3; field <= (with_children ? 17 : 15) && at < stat.size(); ++field) {
        if (field >= 14) ticks += std::atof(stat.c_str() + at);
        at = std::min(stat.find(' ', at), stat.size() - 1) + 1;
    }
    return ticks;
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
    : programs_(std::move(programs)),
      account_(unprivileged_account()),
      folder_(std::move(folder)),
      sockets_(std::move(sockets)),
      log_(folder_ + "/log/start") {}

Server::~Server() = default;

std::string Server::url_of(std::uint16_t port) const {
    return fmt::format("host={} port={} user={} dbname=postgres connect_timeout=10", as_setting(sockets_), port,
                       superuser);
}

bool Server::is_standby() const { return fs::exists(data() + "/standby.signal"); }

void Server::fail(const std::string& what) const {
    std::vector<std::string> lines;
    const auto read = [&lines](const std::string& file) {
        std::ifstream in(file);
        for (std::string line; std::getline(in, line);) lines.push_back(line);
    };
    read(log_);
    std::string newest;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder_ + "/log/error", none))
        newest = std::max(newest, entry.path().string());
    if (!newest.empty()) read(newest);
    std::string text = what;
    for (std::size_t i = lines.size() - std::min(lines.size(), log_lines_told); i < lines.size(); ++i)
        text += " | " + lines[i];
    throw std::runtime_error(text);
}

void Server::wait_a_little() const {
    if (interrupted_) throw Interrupted{};
    std::this_thread::sleep_for(server_look_every);
}

void Server::give(const std::string& path) const {
    if (account_ && ::chown(path.c_str(), account_->user, account_->group) != 0)
        throw std::runtime_error(fmt::format("cannot give {} to {}: {}", path, account_->name, std::strerror(errno)));
}

void Server::run_tool(const std::string& tool, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), tool);
    Process process(std::move(arguments), log_, account_);
    while (process.running()) wait_a_little();
    if (!process.succeeded())
        fail(fmt::format("PostgreSQL's {} failed; the end of its log:", fs::path(tool).filename().string()));
}

void Server::make(const ServerSettings& settings) {
    const std::string complete = folder_ + "/complete";
    if (fs::exists(complete)) return;
    fs::remove_all(data());
    for (const std::string& each : {folder_, folder_ + "/log", folder_ + "/log/error"}) {
        fs::create_directories(each);
        ::chmod(each.c_str(), 0700);
        give(each);
    }
    if (!settings.begins.empty()) {
        run_tool("/bin/cp", {"-a", "--reflink=auto", settings.begins, data()});
        fs::remove(data() + "/standby.signal");
        fs::remove(data() + "/postmaster.pid");
    } else if (!settings.source.empty()) {
        run_tool(programs_.folder + "/pg_basebackup",
                 {"--pgdata=" + data(), "--dbname=" + settings.source, "--wal-method=stream", "--checkpoint=fast"});
        let_follow();
    } else {
        run_tool(programs_.folder + "/initdb", {"--pgdata=" + data(), fmt::format("--username={}", superuser),
                                                "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"});
        std::ofstream(data() + "/postgresql.conf", std::ios::app) << "include 'windtunnel.conf'\n";
    }
    // Files above were perhaps not synced; the marker says that they are there.
    ::sync();
    write_all(complete, "");
}

void Server::let_follow() const {
    write_all(data() + "/standby.signal", "");
    give(data() + "/standby.signal");
}

void Server::write_settings(const ServerSettings& settings) const {
    std::map<std::string, std::string> values = settings.values;
    values["listen_addresses"] = settings.address;
    values["port"] = std::to_string(settings.port);
    values["unix_socket_directories"] = sockets_;
    values["unix_socket_permissions"] = "0700";
    values["password_encryption"] = "scram-sha-256";
    values["primary_conninfo"] = settings.source;
    values["wal_level"] = values.contains("wal_level") ? values["wal_level"] : "replica";
    values["max_wal_senders"] = "25";
    values["wal_keep_size"] = "128MB";
    values["hot_standby"] = "on";
    // RDS's log: a file an hour.
    values["logging_collector"] = "on";
    values["log_directory"] = folder_ + "/log/error";
    values["log_filename"] = "postgresql.log.%Y-%m-%d-%H";
    values["log_rotation_age"] = "60";
    values["log_rotation_size"] = "0";
    values["log_line_prefix"] = "%t:%r:%u@%d:[%p]:";
    values["log_timezone"] = "UTC";
    if (!settings.certificate.empty()) {
        const std::string file = data() + "/server.pem";
        write_all(file, settings.certificate);
        give(file);
        values["ssl"] = "on";
        values["ssl_cert_file"] = "server.pem";
        values["ssl_key_file"] = "server.pem";
    }
    std::string text = "# Windtunnel writes this file anew with every change.\n";
    for (const auto& [name, value] : values) text += fmt::format("{} = {}\n", name, as_setting(value));
    write_all(data() + "/windtunnel.conf", text);
    give(data() + "/windtunnel.conf");
    // From this machine's side, whoever may enter the folder of sockets; all others with their passwords.
    const std::string rules = fmt::format(
        "local all {0} trust\nlocal replication {0} trust\nlocal all all scram-sha-256\nhost all {0} all reject\n{1} "
        "all all "
        "all scram-sha-256\n{1} replication all all scram-sha-256\n",
        superuser, settings.tls_only && !settings.certificate.empty() ? "hostssl" : "host");
    write_all(data() + "/pg_hba.conf", rules);
    give(data() + "/pg_hba.conf");
}

void Server::await_predecessor() const {
    const std::string file = data() + "/postmaster.pid";
    const pid_t before = std::atoi(read_all(file).c_str());
    if (before <= 0) return;
    for (auto left = predecessor_limit / server_look_every; left > 0; --left) {
        if (!read_all(fmt::format("/proc/{}/comm", before)).starts_with("postgres")) break;
        wait_a_little();
    }
    // Another program may have its number by now, which PostgreSQL would take for the server.
    if (!read_all(fmt::format("/proc/{}/comm", before)).starts_with("postgres")) fs::remove(file);
}

void Server::start(const ServerSettings& settings) {
    await_predecessor();
    write_settings(settings);
    port_ = settings.port;
    process_ = std::make_unique<Process>(std::vector<std::string>{programs_.folder + "/postgres", "-D", data()}, log_,
                                         account_);
    for (auto left = server_start_limit / server_look_every; !Connection(url_of(port_)).is_open(); --left) {
        if (left == 0 || !process_->running()) {
            process_.reset();
            fail("PostgreSQL did not start; the end of its log:");
        }
        wait_a_little();
    }
}

void Server::promote() {
    const auto done = Connection(url_of(port_)).run("SELECT pg_promote(true, 600)");
    if (done.empty() || done.front() != "t") fail("PostgreSQL could not be promoted; the end of its log:");
}

bool Server::follows() {
    for (auto left = follow_limit / server_look_every; left > 0 && runs(); --left) {
        if (Connection(url_of(port_)).has("SELECT 1 FROM pg_stat_wal_receiver WHERE status = 'streaming'")) return true;
        wait_a_little();
    }
    return false;
}

void Server::set_up(const ServerSettings& settings) {
    // What its users change themselves stays, so only what is new is done.
    const std::string file = folder_ + "/master";
    const std::string now = fmt::format("{}\n{}\n{:x}\n", settings.user, settings.database,
                                        hash_bytes(settings.password, 14695981039346656037U));
    if (read_all(file) == now) return;
    Connection connection(url_of(port_));
    const std::string user = connection.identifier(settings.user);
    const auto role = [&](const std::string& name) {
        return connection.has("SELECT 1 FROM pg_roles WHERE rolname = " + connection.literal(name));
    };
    if (!role("rds_superuser")) {
        connection.run("CREATE ROLE rds_superuser NOLOGIN");
        connection.run("GRANT pg_monitor, pg_signal_backend TO rds_superuser WITH ADMIN OPTION");
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
    write_all(file, now);
}

void Server::bring(const ServerSettings& settings) {
    make(settings);
    const bool standby = !settings.source.empty();
    if (runs() && ((standby && !is_standby()) || port_ != settings.port)) stop();
    if (standby && !is_standby()) let_follow();
    if (runs()) {
        write_settings(settings);
        Connection(url_of(port_)).run("SELECT pg_reload_conf()");
    } else {
        start(settings);
    }
    if (standby) {
        if (follows()) return;
        // What it has is no part of its source's history, or too old: it begins again.
        stop();
        fs::remove(folder_ + "/complete");
        make(settings);
        start(settings);
        if (!follows()) fail("the standby does not get what its source writes; the end of its log:");
        return;
    }
    if (is_standby()) promote();
    set_up(settings);
}

void Server::restart(const ServerSettings& settings) {
    stop();
    bring(settings);
}

void Server::stop() {
    if (!runs()) return;
    process_->signal(SIGINT);
    for (auto left = stop_limit / server_look_every; left > 0 && process_->running(); --left)
        std::this_thread::sleep_for(server_look_every);
    process_.reset();
}

void Server::back_up(const std::string& to) {
    fs::create_directories(fs::path(to).parent_path());
    give(fs::path(to).parent_path().string());
    fs::remove_all(to);
    if (runs()) {
        run_tool(programs_.folder + "/pg_basebackup",
                 {"--pgdata=" + to, "--dbname=" + url_of(port_), "--wal-method=stream", "--checkpoint=fast"});
    } else {
        run_tool("/bin/cp", {"-a", "--reflink=auto", data(), to});
    }
    ::sync();
}

void Server::remove() {
    process_.reset();
    fs::remove_all(folder_);
    fs::remove_all(sockets_);
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
    for (const pid_t each : family_of(process_->id())) numbers.ticks += ticks_of(each, each == process_->id());
    return numbers;
}

void copy_data(const std::string& from, const std::string& to) {
    Process process({"/bin/cp", "-a", "--reflink=auto", from, to}, fs::path(to).parent_path().string() + "/log",
                    unprivileged_account());
    if (!process.succeeded()) throw std::runtime_error(fmt::format("cannot copy {} to {}", from, to));
}

}  // namespace wt::postgres
