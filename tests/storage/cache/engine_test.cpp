#include "storage/cache/engine.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "storage/cache/glob.hpp"
#include "storage/world.hpp"

using namespace wt;
using namespace wt::cache;

namespace {

struct Node {
    test::World world;
    Shelf<Redis> shelf;
    std::unique_ptr<Engine> engine;

    explicit Node(RedisConfig config = {}, EngineConfig about = {}) {
        shelf.put("r", std::make_shared<Redis>(world.context, "r", config));
        engine = std::make_unique<Engine>(world.context, shelf.place("r"), std::move(about));
    }
    [[nodiscard]] Redis& redis() { return *shelf.find("r"); }
};

struct Client {
    int woken = 0;
    Session session;
    explicit Client(Node& node, NodeRole role = NodeRole::primary)
        : session(*node.engine, role, "127.0.0.1:5", [this] { ++woken; }) {}
    std::string operator()(const std::string& line) {
        session.feed(line + "\r\n");
        return std::exchange(session.out, {});
    }
};

}  // namespace

TEST_CASE("clients and functions find the same keys") {
    Node node;
    Client client(node);
    node.redis().set("a", "one");
    CHECK(client("GET a") == "$3\r\none\r\n");
    CHECK(client("TTL a") == ":60\r\n");
    CHECK(client("SET b two") == "+OK\r\n");
    CHECK(node.redis().get("b") == Text("two"));
    CHECK(client("RPUSH l x") == ":1\r\n");
    CHECK_FALSE(node.redis().get("l").has_value());
    node.redis().flush_all();
    CHECK(client("DBSIZE") == ":0\r\n");
}

TEST_CASE("what a function changes spoils a transaction") {
    Node node;
    Client client(node);
    node.redis().set("a", "one");
    client("WATCH a");
    node.redis().set("a", "two");
    client("MULTI");
    client("GET a");
    CHECK(client("EXEC") == "*-1\r\n");
    client("WATCH a");
    node.redis().flush_all();
    client("MULTI");
    CHECK(client("EXEC") == "*-1\r\n");
}

TEST_CASE("lifetimes go by the run's clock") {
    Node node;
    Client client(node);
    client("SET a 1 PX 1500");
    client("SET b 1 EX 10");
    CHECK(client("PTTL a") == ":1500\r\n");
    node.world.clock.run_until(epoch + 1500ms - 1ns);
    CHECK(client("GET a") == "$1\r\n1\r\n");
    node.world.clock.run_until(epoch + 1500ms);
    CHECK(client("GET a") == "$-1\r\n");
    CHECK(client("EXPIREAT b 5") == ":1\r\n");
    node.world.clock.run_until(epoch + 5s);
    CHECK(client("EXISTS b") == ":0\r\n");
}

TEST_CASE("a lifetime may be longer than any run, and as long as Redis can count") {
    Node node;
    Client client(node);
    node.world.clock.run_until(epoch + 1s);
    client("SET a 1");
    CHECK(client("EXPIRE a 5000000000") == ":1\r\n");
    CHECK(client("TTL a") == ":5000000000\r\n");
    // What ends later than in two hundred years ends then.
    CHECK(client("SET b 1 EXAT 99999999999") == "+OK\r\n");
    CHECK(client("TTL b") == ":6307200000\r\n");
    CHECK(client("PEXPIREAT a 9223372036854775807") == ":1\r\n");
    CHECK(client("EXPIRE a 9223372036854775807") == "-ERR invalid expire time in 'expire' command\r\n");
    CHECK(client("PEXPIRE a 9223372036854775807") == "-ERR invalid expire time in 'pexpire' command\r\n");
    CHECK(client("SET b 1 EX 0") == "-ERR invalid expire time in 'set' command\r\n");
    CHECK(client("PEXPIRE a -9223372036854775808") == ":1\r\n");
    CHECK(client("EXISTS a") == ":0\r\n");
}

TEST_CASE("bits are counted by bits, too") {
    Node node;
    Client client(node);
    client("SET a foobar");
    CHECK(client("BITCOUNT a") == ":26\r\n");
    CHECK(client("BITCOUNT a 1 1 BYTE") == ":6\r\n");
    CHECK(client("BITCOUNT a 5 30 BIT") == ":17\r\n");
    CHECK(client("BITCOUNT a -8 -1 BIT") == ":4\r\n");
    CHECK(client("BITCOUNT a 0 -1 BITS") == "-ERR syntax error\r\n");
}

TEST_CASE("a browser is hung up on before it says what it was sent for") {
    for (const char* first : {"POST / HTTP/1.1", "Host: 127.0.0.1:6379", "GET / HTTP/1.1\r\nhost: 127.0.0.1:6379"}) {
        Node node;
        Client client(node);
        node.redis().set("a", "one");
        const std::string answer = client(std::string(first) + "\r\nFLUSHALL");
        INFO(answer);
        CHECK(answer.ends_with("-ERR Protocol error: HTTP is not spoken here\r\n"));
        CHECK(client.session.is_over());
        CHECK(node.redis().get("a") == Text("one"));
    }
}

TEST_CASE("a client that waits is served by the next one, and gives up when its time is over") {
    Node node;
    Client waits(node);
    Client pushes(node);
    CHECK(waits("BLPOP q 2").empty());
    CHECK(pushes("RPUSH q x") == ":1\r\n");
    CHECK(waits.woken == 1);
    CHECK(waits.session.out == "*2\r\n$1\r\nq\r\n$1\r\nx\r\n");
    waits.session.out.clear();
    CHECK(waits("BLPOP q 2").empty());
    CHECK(waits("PING").empty());
    node.world.clock.run_until(epoch + 2s);
    CHECK(waits.session.out == "*-1\r\n+PONG\r\n");
}

TEST_CASE("users may what their access strings say") {
    User reader;
    reader.name = "reader";
    reader.needs_password = true;
    reader.passwords = {"secret"};
    reader.access = "on ~app:* +@read +auth";
    User usual;
    usual.enabled = false;
    Node node({}, {.users = {usual, reader}, .over_tls = {}});
    Client client(node);
    CHECK(client("GET app:a").starts_with("-NOAUTH"));
    CHECK(client("AUTH reader wrong").starts_with("-WRONGPASS"));
    CHECK(client("AUTH default x").starts_with("-WRONGPASS"));
    CHECK(client("AUTH reader secret") == "+OK\r\n");
    CHECK(client("GET app:a") == "$-1\r\n");
    CHECK(client("GET other").starts_with("-NOPERM No permissions to access a key"));
    CHECK(client("SET app:a 1").starts_with("-NOPERM User reader has no permissions to run the 'set'"));
    CHECK(client("MGET app:a b").starts_with("-NOPERM"));
}

TEST_CASE("a replica takes no writes") {
    Node node;
    Client client(node, NodeRole::replica);
    CHECK(client("SET a 1") == "-READONLY You can't write against a read only replica.\r\n");
    CHECK(client("GET a") == "$-1\r\n");
}

TEST_CASE("policies choose who goes") {
    const auto left = [](EvictionPolicy policy, const std::string& extra) {
        RedisConfig config;
        config.policy = policy;
        config.max_memory = Bytes{3 * (1 + 100 + Redis::overhead)};
        Node node(config);
        Client client(node);
        const std::string value(100, 'x');
        client("SET a " + value + " EX 50");
        client("SET b " + value);
        client("SET c " + value + " EX 10");
        client(extra);
        client("SET d " + value);
        const std::string last = client("SET e " + value);
        std::string there;
        for (const char* const key : {"a", "b", "c", "d", "e"}) {
            if (client(std::string("EXISTS ") + key) == ":1\r\n") there += key;
        }
        return there + (last.starts_with("-OOM") ? "!" : "");
    };
    CHECK(left(EvictionPolicy::noeviction, "PING") == "abcd!");
    CHECK(left(EvictionPolicy::volatile_lru, "PING") == "bcde");
    CHECK(left(EvictionPolicy::volatile_lru, "GET a") == "abde");
    CHECK(left(EvictionPolicy::allkeys_lru, "GET a") == "acde");
    CHECK(left(EvictionPolicy::volatile_ttl, "PING") == "abde");
}

TEST_CASE("patterns match as Redis matches, in time that does not explode") {
    CHECK(matches_glob("*", ""));
    CHECK(matches_glob("a*c", "abbbc"));
    CHECK(matches_glob("h[^e]llo", "hallo"));
    CHECK_FALSE(matches_glob("h[^e]llo", "hello"));
    CHECK(matches_glob("h[a-c]llo", "hbllo"));
    CHECK(matches_glob("a\\*", "a*"));
    CHECK_FALSE(matches_glob("a\\*", "ab"));
    CHECK(matches_glob("[abc", "a"));
    CHECK_FALSE(matches_glob("?", ""));
    std::string pattern;
    for (int i = 0; i < 200; ++i) pattern += "a*";
    CHECK_FALSE(matches_glob(pattern + "b", std::string(5000, 'a')));
}

TEST_CASE("after a failover the keys are what they were when the last safe change was made") {
    constexpr auto lag = 20ms;
    RedisConfig config;
    config.replica_lag = Distribution::constant(lag);
    const auto picture = [](Node& node) {
        // Sorted, since a key that comes back comes last.
        std::vector<std::string> all;
        Client client(node);
        for (const std::string key : {"a", "b", "c", "d"}) {
            all.push_back(client("TYPE " + key) + client("PTTL " + key) + client("GET " + key) +
                          client("LRANGE " + key + " 0 -1") + client("ZRANGE " + key + " 0 -1 WITHSCORES"));
            for (const std::string item : {"x", "y", "z"})
                all.push_back(client("HGET " + key + " " + item) + client("SISMEMBER " + key + " " + item));
        }
        return all;
    };
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        Node node(config);
        Client client(node);
        Random chance = Context{node.world.clock, seed, node.world.metrics, node.world.digest}.random("test");
        const auto one_of = [&](std::vector<std::string> all) { return all[chance.below(all.size())]; };
        std::vector<std::vector<std::string>> pictures;
        for (int step = 0; step < 200; ++step) {
            node.world.clock.run_until(epoch + step * 1ms);
            const std::string key = one_of({"a", "b", "c", "d"});
            const std::string item = one_of({"x", "y", "z"});
            const std::string line = one_of({"SET K V",
                                             "SET K V PX 100000",
                                             "APPEND K V",
                                             "INCR K",
                                             "DEL K",
                                             "RPUSH K V V",
                                             "LPOP K",
                                             "LTRIM K 1 2",
                                             "LINSERT K BEFORE V q",
                                             "HSET K V V",
                                             "HDEL K V",
                                             "SADD K V",
                                             "SREM K V",
                                             "SMOVE K a V",
                                             "ZADD K 2 V",
                                             "ZINCRBY K 1.5 V",
                                             "ZPOPMIN K",
                                             "RENAME K b",
                                             "COPY K c REPLACE",
                                             "PEXPIRE K 100000",
                                             "PERSIST K",
                                             "LMOVE K d LEFT RIGHT",
                                             "SUNIONSTORE K a b",
                                             "SETRANGE K 3 V",
                                             "GETDEL K",
                                             "MSET K V d V",
                                             "FLUSHALL"});
            std::string command;
            for (const char c : line) command += c == 'K' ? key : c == 'V' ? item : std::string(1, c);
            client(line == "FLUSHALL" && chance.below(10) != 0 ? "PING" : command);
            pictures.push_back(picture(node));
        }
        // The change of that step is the last whose time is over.
        const auto wanted = pictures[pictures.size() - 1 - static_cast<std::size_t>(lag / 1ms)];
        node.redis().fail_over(epoch);
        std::vector<std::string> got = picture(node);
        // Lifetimes go on meanwhile.
        REQUIRE(got.size() == wanted.size());
        for (std::size_t i = 0; i < got.size(); ++i) {
            const auto without_lifetime = [](std::string text) {
                const auto at = text.find("\r\n:");
                if (at != std::string::npos && text[at + 3] != '-')
                    text.erase(at + 3, text.find('\r', at + 3) - at - 3);
                return text;
            };
            CHECK(without_lifetime(got[i]) == without_lifetime(wanted[i]));
        }
    }
}

TEST_CASE("a long list that changes often is taken back to a moment that was safe") {
    RedisConfig config;
    config.replica_lag = Distribution::constant(160ms);
    Node node(config);
    Client client(node);
    for (int i = 0; i < 1000; ++i) {
        node.world.clock.run_until(epoch + i * 1ms);
        client("RPUSH l " + std::to_string(i));
    }
    node.redis().fail_over(epoch);
    const int left = std::stoi(client("LLEN l").substr(1));
    // 840 were safe; what a change of ten milliseconds carries along may be, too.
    CHECK(left >= 840);
    CHECK(left <= 850);
    CHECK(client("LINDEX l -1").find("\r\n" + std::to_string(left - 1) + "\r\n") != std::string::npos);
}
