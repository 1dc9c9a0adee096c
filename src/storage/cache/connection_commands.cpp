// What a connection says of itself, and what it asks of the server.
#include <algorithm>

#include <fmt/format.h>

#include "storage/cache/call.hpp"

namespace wt::cache {

namespace {

bool log_in(Call& call, std::string_view name, std::string_view password) {
    const User* const user = call.engine.user(name);
    if (user == nullptr || !user->takes(password)) {
        ++call.engine.counts().wrong_passwords;
        call.out.error("WRONGPASS invalid username-password pair or user is disabled.");
        return false;
    }
    SessionAccess{call.session}.user() = user->name;
    SessionAccess{call.session}.reader().set_unknown(false);
    return true;
}

void auth(Call& call) {
    if (call.args.size() > 3) return call.out.error(syntax_error);
    const User* const usual = call.engine.user("default");
    if (call.args.size() == 2 && usual != nullptr && !usual->needs_password)
        return call.out.error(
            "ERR AUTH <password> called without any password configured for the default user. Are "
            "you sure your configuration is correct?");
    const bool named = call.args.size() == 3;
    if (log_in(call, named ? call.args[1] : "default", call.args[named ? 2 : 1])) call.out.ok();
}

void hello(Call& call) {
    const SessionAccess session{call.session};
    int protocol = session.protocol();
    std::size_t at = 1;
    if (call.args.size() > 1) {
        const auto wanted = integer_of(call.args[1]);
        if (!wanted) return call.out.error("ERR Protocol version is not an integer or out of range");
        if (*wanted != 2 && *wanted != 3) return call.out.error("NOPROTO unsupported protocol version");
        protocol = static_cast<int>(*wanted);
        at = 2;
    }
    std::optional<std::string_view> name;
    while (at < call.args.size()) {
        if (call.is(at, "auth") && at + 2 < call.args.size()) {
            if (!log_in(call, call.args[at + 1], call.args[at + 2])) return;
            at += 3;
        } else if (call.is(at, "setname") && at + 1 < call.args.size()) {
            name = call.args[at + 1];
            at += 2;
        } else {
            return call.out.error(fmt::format("ERR Syntax error in HELLO option '{}'", call.args[at]));
        }
    }
    if (session.user().empty())
        return call.out.error(
            "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO "
            "<proto> AUTH <user> <pass> option can be used to authenticate the client and select "
            "the RESP protocol version at the same time");
    if (name) session.name() = *name;
    session.protocol() = protocol;
    call.out.set_protocol(protocol);
    const EngineConfig& config = call.engine.config();
    call.out.map(7);
    const auto line = [&](std::string_view key, std::string_view value) {
        call.out.bulk(key);
        call.out.bulk(value);
    };
    line("server", config.product);
    line("version", config.version);
    call.out.bulk("proto");
    call.out.integer(protocol);
    call.out.bulk("id");
    call.out.integer(static_cast<std::int64_t>(session.id()));
    line("mode", config.cluster == nullptr ? "standalone" : "cluster");
    line("role", session.is_replica() ? "replica" : "master");
    call.out.bulk("modules");
    call.out.array(0);
}

void ping(Call& call) {
    if (call.args.size() > 2) return call.wrong_arguments();
    if (call.out.protocol() == 2 && SessionAccess{call.session}.subscriptions() > 0) {
        call.out.array(2);
        call.out.bulk("pong");
        return call.out.bulk(call.args.size() == 2 ? call.args[1] : "");
    }
    call.args.size() == 2 ? call.out.bulk(call.args[1]) : call.out.simple("PONG");
}

void echo(Call& call) { call.out.bulk(call.args[1]); }

void select(Call& call) {
    const auto number = call.integer(1);
    if (!number) return;
    if (*number < 0 || *number >= static_cast<std::int64_t>(Keyspace::databases))
        return call.out.error("ERR DB index is out of range");
    if (*number != 0 && call.engine.config().cluster != nullptr)
        return call.out.error("ERR SELECT is not allowed in cluster mode");
    SessionAccess{call.session}.database() = static_cast<std::size_t>(*number);
    call.out.ok();
}

void quit(Call& call) {
    call.out.ok();
    call.session.end();
}

void reset(Call& call) {
    const SessionAccess session{call.session};
    call.engine.forget(call.session);
    session.queues() = session.queue_broken() = false;
    session.queue().clear();
    session.protocol() = 2;
    session.database() = 0;
    session.name().clear();
    session.replies() = true;
    session.reads_replica() = false;
    const User* const usual = call.engine.user("default");
    const bool open = usual != nullptr && usual->enabled && !usual->needs_password;
    session.user() = open ? "default" : "";
    session.reader().set_unknown(!open);
    call.out.set_protocol(2);
    call.out.simple("RESET");
}

[[nodiscard]] std::string line_of(Call& call, Session& other) {
    const SessionAccess session{other};
    const auto age = std::chrono::duration_cast<std::chrono::seconds>(call.keys().now() - session.since()).count();
    return fmt::format(
        "id={} addr={} laddr=127.0.0.1:{} fd=8 name={} age={} idle=0 flags={} db={} sub={} psub={} ssub=0 multi={} "
        "watch=0 qbuf=0 qbuf-free=0 argv-mem=0 multi-mem=0 rbs=1024 rbp=0 obl=0 oll=0 omem=0 tot-mem=0 events=r "
        "cmd=client user={} redir=-1 resp={} lib-name={} lib-ver={}\n",
        session.id(), session.from(), call.engine.config().port, session.name(), age, session.waits() ? "b" : "N",
        session.database(), session.channels().size(), session.patterns().size(),
        session.queues() ? static_cast<int>(session.queue().size()) : -1, session.user(), session.protocol(),
        session.library(), session.library_version());
}

[[nodiscard]] bool is_plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

void client_kill(Call& call) {
    std::vector<Session*> doomed;
    const bool by_address = call.args.size() == 3;
    for (Session* const each : call.engine.all_sessions()) {
        bool meant = by_address && SessionAccess{*each}.from() == call.args[2];
        for (std::size_t i = 2; !by_address && i + 1 < call.args.size(); i += 2) {
            meant = call.is(i, "id")     ? fmt::format("{}", SessionAccess{*each}.id()) == call.args[i + 1]
                    : call.is(i, "addr") ? SessionAccess{*each}.from() == call.args[i + 1]
                    : call.is(i, "user") ? SessionAccess{*each}.user() == call.args[i + 1]
                                         : false;
            if (!meant) break;
        }
        if (meant && (by_address || each != &call.session)) doomed.push_back(each);
    }
    for (Session* const each : doomed) each->end();
    if (!by_address) return call.out.integer(static_cast<std::int64_t>(doomed.size()));
    doomed.empty() ? call.out.error("ERR No such client") : call.out.ok();
}

void client(Call& call) {
    const SessionAccess session{call.session};
    const std::size_t size = call.args.size();
    if (call.is(1, "id") && size == 2) return call.out.integer(static_cast<std::int64_t>(session.id()));
    if (call.is(1, "getname") && size == 2)
        return session.name().empty() ? call.out.null() : call.out.bulk(session.name());
    if (call.is(1, "setname") && size == 3) {
        if (!is_plain(call.args[2]))
            return call.out.error("ERR Client names cannot contain spaces, newlines or special characters.");
        session.name() = call.args[2];
        return call.out.ok();
    }
    if (call.is(1, "setinfo") && size == 4) {
        if (!is_plain(call.args[3]))
            return call.out.error(
                fmt::format("ERR {} cannot contain spaces, newlines or special characters.", lowered(call.args[2])));
        if (call.is(2, "lib-name")) {
            session.library() = call.args[3];
        } else if (call.is(2, "lib-ver")) {
            session.library_version() = call.args[3];
        } else {
            return call.out.error(fmt::format("ERR Unrecognized option '{}'", call.args[2]));
        }
        return call.out.ok();
    }
    if (call.is(1, "info") && size == 2) return call.out.verbatim(line_of(call, call.session));
    if (call.is(1, "list")) {
        std::string lines;
        for (Session* const each : call.engine.all_sessions()) lines += line_of(call, *each);
        return call.out.verbatim(lines);
    }
    if (call.is(1, "kill") && size >= 3) return client_kill(call);
    if ((call.is(1, "no-evict") || call.is(1, "no-touch")) && size == 3) return call.out.ok();
    if (call.is(1, "reply") && size == 3) {
        if (call.is(2, "skip")) return call.out.error("ERR Windtunnel does not implement CLIENT REPLY SKIP yet");
        if (!call.is(2, "on") && !call.is(2, "off")) return call.out.error(syntax_error);
        session.replies() = call.is(2, "on");
        if (session.replies()) call.out.ok();
        return;
    }
    call.out.error(
        fmt::format("ERR unknown subcommand or wrong number of arguments for '{}'. Try CLIENT HELP.", call.args[1]));
}

void describe(Call& call, const Command& row) {
    call.out.array(10);
    call.out.bulk(row.name);
    call.out.integer(row.arity);
    std::vector<std::string_view> flags;
    const auto add = [&](unsigned flag, std::string_view name) {
        if ((row.flags & flag) != 0) flags.push_back(name);
    };
    add(writes, "write");
    add(reads, "readonly");
    add(takes_memory, "denyoom");
    add(is_fast, "fast");
    add(is_dangerous, "admin");
    add(of_pubsub, "pubsub");
    add(before_auth, "no_auth");
    add(may_block, "blocking");
    if (row.count_at != 0) flags.push_back("movablekeys");
    call.out.set(flags.size());
    for (const std::string_view flag : flags) call.out.simple(flag);
    call.out.integer(row.first_key);
    call.out.integer(row.last_key);
    call.out.integer(row.step);
    const auto categories = categories_of(row);
    call.out.set(categories.size());
    for (const std::string_view each : categories) call.out.simple(each);
    for (int i = 0; i < 3; ++i) call.out.array(0);
}

void command(Call& call) {
    const auto& all = all_commands();
    if (call.args.size() == 1) {
        call.out.array(all.size());
        for (const Command& row : all) describe(call, row);
    } else if (call.is(1, "count") && call.args.size() == 2) {
        call.out.integer(static_cast<std::int64_t>(all.size()));
    } else if (call.is(1, "info")) {
        call.out.array(call.args.size() - 2);
        for (const std::string_view name : call.args.subspan(2)) {
            const Command* const row = find_command(name);
            row == nullptr ? call.out.null_array() : describe(call, *row);
        }
    } else if (call.is(1, "docs")) {
        call.out.map(0);
    } else if (call.is(1, "list") && call.args.size() == 2) {
        call.out.array(all.size());
        for (const Command& row : all) call.out.bulk(row.name);
    } else if (call.is(1, "getkeys") && call.args.size() > 2) {
        const Command* const row = find_command(call.args[2]);
        if (row == nullptr) return call.out.error("ERR Invalid command specified");
        const auto keys = keys_of(*row, call.args.subspan(2));
        if (keys.empty()) return call.out.error("ERR The command has no key arguments");
        call.out.array(keys.size());
        for (const std::size_t at : keys) call.out.bulk(call.args[at + 2]);
    } else {
        call.out.error(fmt::format("ERR unknown subcommand '{}'. Try COMMAND HELP.", call.args[1]));
    }
}

/// How far a primary's changes go, as a number that grows.
[[nodiscard]] std::uint64_t offset_of(const Call& call) { return call.engine.counts().replicated; }

[[nodiscard]] std::string replication(const Call& call) {
    const std::uint64_t offset = offset_of(call);
    std::string text;
    if (SessionAccess{call.session}.is_replica()) {
        const Engine::Peer primary = call.engine.primary();
        text = fmt::format(
            "role:slave\r\nmaster_host:{}\r\nmaster_port:{}\r\nmaster_link_status:up\r\nmaster_last_io_seconds_ago:"
            "0\r\n"
            "master_sync_in_progress:0\r\nslave_read_repl_offset:{}\r\nslave_repl_offset:{}\r\nslave_priority:100\r\n"
            "slave_read_only:1\r\nreplica_announced:1\r\nconnected_slaves:0\r\n",
            primary.address, primary.port, offset, offset);
    } else {
        const auto replicas = call.engine.replicas();
        text = fmt::format("role:master\r\nconnected_slaves:{}\r\n", replicas.size());
        const auto lag = std::chrono::ceil<std::chrono::seconds>(call.redis.lag()).count();
        for (std::size_t i = 0; i < replicas.size(); ++i)
            text += fmt::format("slave{}:ip={},port={},state=online,offset={},lag={}\r\n", i, replicas[i].address,
                                replicas[i].port, offset, lag);
    }
    return text + fmt::format("master_failover_state:no-failover\r\nmaster_repl_offset:{}\r\n", offset);
}

void info(Call& call) {
    const EngineConfig& config = call.engine.config();
    Keyspace& keys = call.keys();
    const auto wants = [&](std::string_view section) {
        for (std::size_t i = 1; i < call.args.size(); ++i) {
            if (call.is(i, section) || call.is(i, "all") || call.is(i, "default") || call.is(i, "everything"))
                return true;
        }
        return call.args.size() == 1;
    };
    std::string text;
    const auto section = [&](std::string_view name, const std::string& lines) {
        if (!wants(lowered(name))) return;
        if (!text.empty()) text += "\r\n";
        text += fmt::format("# {}\r\n{}", name, lines);
    };
    constexpr std::string_view policies[] = {"noeviction",   "volatile-lru",    "allkeys-lru",
                                             "volatile-ttl", "volatile-random", "allkeys-random"};
    // Valkey is compatible with Redis OSS 7.2.4, and says its own version beside that.
    const bool valkey = config.product == "valkey";
    section("Server",
            fmt::format("redis_version:{}\r\n{}server_name:{}\r\nredis_mode:{}\r\nos:Amazon ElastiCache\r\n"
                        "arch_bits:64\r\ntcp_port:{}\r\n",
                        valkey ? std::string("7.2.4") : config.version,
                        valkey ? fmt::format("valkey_version:{}\r\n", config.version) : std::string(), config.product,
                        config.cluster == nullptr ? "standalone" : "cluster", call.engine.own(call.session).port));
    section("Clients", fmt::format("connected_clients:{}\r\nmaxclients:65000\r\n", call.engine.sessions()));
    section("Memory", fmt::format("used_memory:{}\r\nmaxmemory:{}\r\nmaxmemory_policy:{}\r\n", keys.memory(),
                                  keys.max_memory().count, policies[static_cast<std::size_t>(keys.policy())]));
    section("Persistence", "loading:0\r\nrdb_bgsave_in_progress:0\r\naof_enabled:0\r\n");
    section("Stats",
            fmt::format("total_connections_received:{}\r\ntotal_commands_processed:{}\r\nkeyspace_hits:{}\r\n"
                        "keyspace_misses:{}\r\nevicted_keys:{}\r\npubsub_channels:{}\r\npubsub_patterns:{}\r\n",
                        call.engine.connections(), call.engine.commands(), call.redis.hits().value(),
                        call.redis.misses().value(), call.redis.evictions().value(), call.engine.channels().size(),
                        call.engine.patterns().size()));
    section("Replication", replication(call));
    section("Cluster", fmt::format("cluster_enabled:{}\r\n", config.cluster == nullptr ? 0 : 1));
    std::string databases;
    for (std::size_t i = 0; i < Keyspace::databases; ++i) {
        if (keys.keys(i) > 0)
            databases += fmt::format("db{}:keys={},expires={},avg_ttl=0\r\n", i, keys.keys(i), keys.volatile_keys(i));
    }
    section("Keyspace", databases);
    call.out.verbatim(text);
}

void time(Call& call) {
    const auto now = call.engine.context().calendar().time_since_epoch();
    const auto microseconds = std::chrono::floor<std::chrono::microseconds>(now).count();
    call.out.array(2);
    call.out.bulk(fmt::format("{}", microseconds / 1'000'000));
    call.out.bulk(fmt::format("{}", microseconds % 1'000'000));
}

void role(Call& call) {
    const auto offset = static_cast<std::int64_t>(offset_of(call));
    if (SessionAccess{call.session}.is_replica()) {
        const Engine::Peer primary = call.engine.primary();
        call.out.array(5);
        call.out.bulk("slave");
        call.out.bulk(primary.address);
        call.out.integer(primary.port);
        call.out.bulk("connected");
        return call.out.integer(offset);
    }
    const auto replicas = call.engine.replicas();
    call.out.array(3);
    call.out.bulk("master");
    call.out.integer(offset);
    call.out.array(replicas.size());
    for (const Engine::Peer& each : replicas) {
        call.out.array(3);
        call.out.bulk(each.address);
        call.out.bulk(fmt::format("{}", each.port));
        call.out.bulk(fmt::format("{}", offset));
    }
}

void acl(Call& call) {
    if (call.is(1, "whoami") && call.args.size() == 2) return call.out.bulk(SessionAccess{call.session}.user());
    call.out.error(fmt::format("ERR Windtunnel does not implement ACL {} yet", call.args[1]));
}

void slowlog(Call& call) {
    if (call.is(1, "len")) return call.out.integer(0);
    if (call.is(1, "reset")) return call.out.ok();
    call.out.array(0);
}

void none(Call& call) { call.out.integer(0); }

constexpr unsigned of_connection = of_connections | is_fast;
constexpr Command connection_rows[] = {
    {"auth", auth, -2, of_connection | before_auth | not_queued},
    {"hello", hello, -1, of_connection | before_auth},
    {"ping", ping, -1, of_connection},
    {"echo", echo, 2, of_connection},
    {"select", select, 2, of_connection},
    {"quit", quit, -1, of_connection | before_auth | not_queued},
    {"reset", reset, 1, of_connection | before_auth | not_queued},
    {"client", client, -2, of_connections},
    {"command", command, -1, of_connections},
    {"info", info, -1, is_dangerous},
    {"time", time, 1, is_fast},
    {"role", role, 1, is_dangerous | is_fast},
    {"acl", acl, -2, of_connections},
    {"slowlog", slowlog, -2, is_dangerous},
    {"wait", none, 3, of_connections},
};

}  // namespace

std::span<const Command> connection_commands() { return connection_rows; }

}  // namespace wt::cache
