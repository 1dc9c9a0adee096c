#include "mariadb/server.hpp"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include <fmt/format.h>

#include "base/hash.hpp"

namespace wt::mariadb {

namespace {

namespace fs = std::filesystem;
using servers::DatabaseSettings;
using servers::read_file;

constexpr std::string_view replicator = "rdsrepladmin";
/// How often a replica is looked at; each look is 20 ms after the other.
constexpr int looks_at_a_replica = 1500;
constexpr int looks_for_an_end = 100;
/// A log of 96 MB, MariaDB's own size, would be half of a small database's files.
constexpr std::string_view redo_log_size = "32M";
constexpr std::uint64_t hash_seed = 14695981039346656037U;

/// Amazon RDS User Guide, "Master user account privileges", MySQL and MariaDB.
constexpr std::string_view master_privileges =
    "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, RELOAD, PROCESS, REFERENCES, INDEX, ALTER, SHOW DATABASES, CREATE "
    "TEMPORARY TABLES, LOCK TABLES, EXECUTE, REPLICATION SLAVE, BINLOG MONITOR, SLAVE MONITOR, CREATE VIEW, SHOW VIEW, "
    "CREATE ROUTINE, ALTER ROUTINE, CREATE USER, EVENT, TRIGGER, DELETE HISTORY";

[[nodiscard]] bool is_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos;
}

/// Whether new connections have it, and no option of the server.
[[nodiscard]] bool is_of_connections(std::string_view name) {
    return (name.starts_with("character_set_") && name != "character_set_server" &&
            name != "character_set_filesystem") ||
           name == "collation_connection" || name == "collation_database";
}

/// Whether every thread of a process stands still: proc(5), its state is "T".
[[nodiscard]] bool stands(pid_t id) {
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(fmt::format("/proc/{}/task", id), none)) {
        const std::string stat = read_file(entry.path().string() + "/stat");
        const std::size_t end = stat.rfind(')');
        if (end != std::string::npos && end + 2 < stat.size() && stat[end + 2] != 'T') return false;
    }
    return true;
}

/// Not in a settings file, or not as it is there.
[[nodiscard]] std::map<std::string, std::string> values_of(const DatabaseSettings& settings) {
    std::map<std::string, std::string> values = settings.values;
    const std::string read_only = values["read_only"];
    const bool standby = settings.source != nullptr;
    values["read_only"] = read_only == "0" || read_only == "1" ? read_only : standby ? "1" : "0";
    values.try_emplace("character_set_server", "utf8mb4");
    // MySQL's, with which MariaDB would not start.
    std::erase_if(values, [](const auto& each) {
        return (each.first.starts_with("collation_") && each.second.find("_0900_") != std::string::npos) ||
               (each.first == "binlog_format" && each.second == "OFF");
    });
    // Names of zones need tables that MariaDB's package does not fill.
    if (const auto zone = values.find("time_zone"); zone != values.end()) {
        if (zone->second == "UTC") zone->second = "+00:00";
        if (!zone->second.starts_with('+') && !zone->second.starts_with('-')) values.erase(zone);
    }
    return values;
}

}  // namespace

Server::Server(Installation programs, std::string folder, std::string sockets)
    : DatabaseServer("MariaDB", std::move(folder), std::move(sockets)), programs_(std::move(programs)) {}

Server::~Server() = default;

Connection Server::connect() const { return Connection(socket(), superuser); }

void Server::stand_still(const Server& whose, const std::function<void()>& work) {
    std::unique_lock lock(standing_, std::try_to_lock);
    while (!lock.owns_lock() && !lock.try_lock()) whose.wait_a_little();
    const bool stood = id_ != 0 && read_file(fmt::format("/proc/{}/comm", id_)).starts_with("mariadbd");
    struct Waking {
        pid_t id;
        ~Waking() {
            if (id != 0) ::kill(id, SIGCONT);
        }
    } const waking{stood ? id_ : 0};
    if (stood) {
        ::kill(id_, SIGSTOP);
        while (!stands(id_)) whose.wait_a_little();
    }
    work();
}

void Server::make(const DatabaseSettings& settings) {
    renew([&](const std::string& to) {
        if (!settings.begins.empty()) {
            copy_folder(settings.begins, to);
        } else if (!settings.recovers.empty()) {
            write(recovering(), "");
            const servers::History theirs(settings.recovers);
            const auto backup = theirs.backup_for(settings.until);
            if (!backup) fail("has no backup that early");
            copy_folder(theirs.backup(*backup) + "/data", to);
        } else if (settings.source != nullptr) {
            Server& source = dynamic_cast<Server&>(*settings.source);
            source.stand_still(*this, [&] { copy_folder(source.data(), to); });
        } else {
            run_tool({programs_.install, "--no-defaults", "--datadir=" + to, "--skip-test-db",
                      "--auth-root-authentication-method=socket", "--skip-name-resolve",
                      fmt::format("--innodb-log-file-size={}", redo_log_size)});
        }
    });
    // Of the server whose data it was.
    fs::remove(data() + "/server.pid");
}

void Server::write_accounts(const DatabaseSettings& settings) const {
    // No name is looked up, so nobody who comes by TCP is at "localhost".
    std::string text = "SET sql_log_bin = 0;\n";
    text += fmt::format("CREATE USER IF NOT EXISTS {0}@localhost;\n", superuser);
    text += fmt::format("GRANT ALL PRIVILEGES ON *.* TO {0}@localhost WITH GRANT OPTION;\n", superuser);
    text +=
        fmt::format("CREATE OR REPLACE USER {0}@'%' IDENTIFIED BY {1};\n", replicator, literal(settings.replication));
    text += fmt::format("GRANT REPLICATION SLAVE ON *.* TO {0}@'%';\n", replicator);
    text += "DROP USER IF EXISTS root@localhost, mysql@localhost;\n";
    write(folder() + "/accounts.sql", text);
}

void Server::write_settings(const DatabaseSettings& settings, Clients clients) const {
    std::map<std::string, std::string> values = values_of(settings);
    if (const auto zone = values.extract("time_zone")) values["default_time_zone"] = zone.mapped();
    std::erase_if(values, [](const auto& each) { return is_of_connections(each.first); });
    const std::map<std::string, std::string> asked_for = values;
    values["datadir"] = data();
    values["tmpdir"] = folder() + "/tmp";
    values["socket"] = socket();
    values["pid_file"] = data() + "/server.pid";
    values["init_file"] = folder() + "/accounts.sql";
    values["bind_address"] = settings.address;
    values["port"] = std::to_string(settings.port);
    values["skip_name_resolve"] = "ON";
    if (clients == Clients::none) {
        values["skip_networking"] = "ON";
        values["event_scheduler"] = "OFF";
    }
    values["innodb_log_file_size"] = redo_log_size;
    // Writes that the kernel does by itself would go on while the server stands still.
    values["innodb_use_native_aio"] = "OFF";
    values.try_emplace("innodb_flush_log_at_trx_commit", "1");
    values.try_emplace("sync_binlog", "1");
    values["server_id"] = std::to_string(hash_bytes(folder(), hash_seed) % 0xfffffffeU + 1);
    // Relative, for their indexes are copied with the data.
    values["log_bin"] = "mysql-bin-changelog";
    values["relay_log"] = "relaylog";
    values["log_slave_updates"] = "ON";
    values["gtid_strict_mode"] = "ON";
    values["skip_slave_start"] = "ON";
    values["slave_net_timeout"] = "60";
    values["expire_logs_days"] = "1";
    // Names as RDS has them.
    values["log_error"] = folder() + "/log/error/mysql-error.log";
    values["slow_query_log_file"] = folder() + "/log/slowquery/mysql-slowquery.log";
    values["general_log_file"] = folder() + "/log/general/mysql-general.log";
    if (!settings.certificate.empty()) {
        const std::string file = folder() + "/server.pem";
        write(file, settings.certificate);
        values["ssl_cert"] = values["ssl_key"] = file;
    }
    std::string text = "# Windtunnel writes this file anew with every change.\n[mariadbd]\n";
    for (const auto& [name, value] : values) {
        std::string one = value;
        std::erase_if(one, [](char c) { return c == '\n' || c == '"' || c == '\\'; });
        // What MariaDB does not have is MySQL's, or another version's: it starts without.
        const auto asked = asked_for.find(name);
        const bool is_asked = asked != asked_for.end() && asked->second == value;
        text += fmt::format("{}{} = \"{}\"\n", is_asked ? "loose_" : "", name, one);
    }
    write(folder() + "/my.cnf", text);
}

void Server::apply_settings(const DatabaseSettings& settings) {
    const auto values = values_of(settings);
    Connection connection = connect();
    // What the server refuses waits for a restart.
    for (const auto& [name, value] : values) {
        if (const auto before = values_.find(name); before != values_.end() && before->second == value) continue;
        (void)connection.tries(
            fmt::format("SET GLOBAL {} = {}", identifier(name), is_number(value) ? value : literal(value)));
    }
    for (const auto& [name, value] : values_) {
        if (!values.contains(name)) (void)connection.tries(fmt::format("SET GLOBAL {} = DEFAULT", identifier(name)));
    }
    values_ = values;
}

void Server::begin(const DatabaseSettings& settings, Clients clients) {
    await_predecessor(data() + "/server.pid", "mariadbd");
    fs::create_directories(folder() + "/tmp");
    give(folder() + "/tmp");
    write_settings(settings, clients);
    write_accounts(settings);
    port_ = settings.port;
    values_ = values_of(settings);
    // No file of settings takes these.
    std::erase_if(values_, [](const auto& each) { return is_of_connections(each.first); });
    const std::lock_guard lock(standing_);
    start({programs_.server, "--defaults-file=" + folder() + "/my.cnf"}, SIGKILL,
          [this] { return connect().is_open(); });
    id_ = process().id();
}

bool Server::is_replica() const { return !connect().run("SHOW SLAVE STATUS").rows.empty(); }

void Server::follow(const DatabaseSettings& settings) {
    Connection connection = connect();
    const auto status = connection.run("SHOW SLAVE STATUS");
    if (status.text("Slave_IO_Running") == "Yes" && status.text("Slave_SQL_Running") == "Yes" &&
        status.text("Master_Host") == settings.source_address &&
        status.text("Master_Port") == std::to_string(settings.source_port))
        return;
    if (!status.rows.empty()) connection.run("STOP SLAVE");
    // What it has is in its own log, whether it was a primary or a replica then.
    const auto has = connection.run("SELECT @@gtid_binlog_pos AS it");
    if (!has.text("it").empty()) {
        connection.run("RESET SLAVE ALL");
        connection.run(fmt::format("SET GLOBAL gtid_slave_pos = {}", literal(has.text("it"))));
    }
    connection.run(
        fmt::format("CHANGE MASTER TO MASTER_HOST = {}, MASTER_PORT = {}, MASTER_USER = '{}', MASTER_PASSWORD = {}, "
                    "MASTER_CONNECT_RETRY = 1, MASTER_USE_GTID = slave_pos",
                    literal(settings.source_address), settings.source_port, replicator, literal(settings.replication)));
    connection.run("START SLAVE");
}

bool Server::follows() {
    Connection connection = connect();
    for (int left = looks_at_a_replica; left > 0 && runs(); --left) {
        const auto status = connection.run("SHOW SLAVE STATUS");
        const std::string reading = status.text("Slave_IO_Running");
        const std::string doing = status.text("Slave_SQL_Running");
        if (reading == "Yes" && doing == "Yes") return true;
        if (reading == "No" || doing == "No") return false;
        wait_a_little();
    }
    return false;
}

void Server::promote() {
    Connection connection = connect();
    // A source that has gone left some of its last words on the way.
    for (int left = looks_for_an_end; left > 0; --left) {
        if (connection.run("SHOW SLAVE STATUS").text("Slave_IO_Running") != "Yes") break;
        wait_a_little();
    }
    connection.run("STOP SLAVE IO_THREAD");
    const std::string got = connection.run("SHOW SLAVE STATUS").text("Gtid_IO_Pos");
    while (!got.empty() && connection.run("SHOW SLAVE STATUS").text("Slave_SQL_Running") == "Yes") {
        const auto waited = connection.run(fmt::format("SELECT MASTER_GTID_WAIT({}, 0.2) AS it", literal(got)));
        if (waited.text("it") == "0") break;
        wait_a_little();
    }
    connection.run("STOP SLAVE");
    connection.run("RESET SLAVE ALL");
}

void Server::set_up(const DatabaseSettings& settings) {
    // What its users change themselves stays, so only what is new is done.
    const std::string file = folder() + "/master";
    const std::string now =
        fmt::format("{}\n{}\n{:x}\n", settings.user, settings.database, hash_bytes(settings.password, hash_seed));
    if (read_file(file) == now) return;
    Connection connection = connect();
    const std::string user = literal(settings.user) + "@'%'";
    connection.run(fmt::format("CREATE USER IF NOT EXISTS {}", user));
    connection.run(fmt::format("ALTER USER {} IDENTIFIED BY {}", user, literal(settings.password)));
    connection.run(fmt::format("GRANT {} ON *.* TO {} WITH GRANT OPTION", master_privileges, user));
    if (!settings.database.empty())
        connection.run(fmt::format("CREATE DATABASE IF NOT EXISTS {}", identifier(settings.database)));
    write(file, now);
}

void Server::bring(const DatabaseSettings& settings) {
    const bool standby = settings.source != nullptr;
    keep_history(settings);
    // What was interrupted begins again, for it does not know how far it has come.
    if (!has_data() || (fs::exists(recovering()) && !settings.recovers.empty())) make(settings);
    if (fs::exists(recovering())) recover(settings);
    if (runs() && port_ != settings.port) stop();
    if (runs()) {
        write_settings(settings, Clients::all);
    } else {
        begin(settings);
    }
    if (standby) {
        follow(settings);
        if (!follows()) {
            // What it has is no part of its source's history, or too old: it begins again.
            stop();
            make(settings);
            begin(settings);
            follow(settings);
            if (!follows()) fail("does not get what its source writes");
        }
        return apply_settings(settings);
    }
    if (is_replica()) promote();
    apply_settings(settings);
    set_up(settings);
    begin_history();
}

void Server::stop() {
    if (!runs()) return;
    const std::lock_guard lock(standing_);
    id_ = 0;
    std::optional<Instant> last;
    try {
        // Its log tells seconds, so the next one holds all of it.
        if (history()) last = std::chrono::ceil<std::chrono::seconds>(now());
    } catch (const std::runtime_error&) {
        last.reset();
    }
    // Replicas have got all that it wrote when it ends.
    if (!connect().tries("SHUTDOWN WAIT FOR ALL SLAVES")) process().signal(SIGTERM);
    await_end();
    (void)link_logs();
    if (last) history()->end(*last);
}

void Server::back_up(const std::string& to) {
    fs::create_directories(fs::path(to).parent_path());
    give(fs::path(to).parent_path().string());
    fs::remove_all(to);
    stand_still(*this, [&] { copy_folder(data(), to); });
    ::sync();
}

std::optional<Server::Numbers> Server::numbers() {
    if (!runs()) return std::nullopt;
    (void)link_logs();
    Connection connection = connect();
    if (!connection.is_open()) return std::nullopt;
    const auto row = connection.run(fmt::format(
        "SELECT (SELECT COUNT(*) FROM information_schema.processlist WHERE user NOT IN ('{}', '{}', 'system user', "
        "'event_scheduler')) AS clients, (SELECT SUM(data_length + index_length) FROM information_schema.tables) AS "
        "size",
        superuser, replicator));
    Numbers numbers;
    numbers.connections = std::atof(row.text("clients").c_str());
    numbers.bytes = std::atof(row.text("size").c_str());
    const auto status = connection.run("SHOW SLAVE STATUS");
    if (!status.rows.empty()) {
        const std::string behind = status.text("Seconds_Behind_Master");
        numbers.lag = behind.empty() ? -1 : std::atof(behind.c_str());
    }
    numbers.ticks = ticks();
    return numbers;
}

}  // namespace wt::mariadb
