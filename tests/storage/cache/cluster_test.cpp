#include "storage/cache/cluster.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "storage/cache/engine.hpp"
#include "storage/world.hpp"

using namespace wt;
using namespace wt::cache;

namespace {

/// Two shards of a primary and a replica each, half of the slots each.
struct Shards {
    test::World world;
    Shelf<Redis> shelf;
    std::shared_ptr<Cluster> cluster = std::make_shared<Cluster>();
    std::vector<std::unique_ptr<Engine>> engines;

    explicit Shards(EngineConfig about = {}) {
        for (std::uint16_t i = 1; i <= 2; ++i) {
            const std::string name = "s" + std::to_string(i);
            shelf.put(name, std::make_shared<Redis>(world.context, name, RedisConfig()));
            const auto port = [i](int node) { return static_cast<std::uint16_t>(7000 + 10 * i + node); };
            cluster->shards()[i] = {"000" + std::to_string(i),
                                    1,
                                    {{1, std::string(39, 'a') + std::to_string(i), "127.0.0.1", port(1)},
                                     {2, std::string(39, 'b') + std::to_string(i), "127.0.0.1", port(2)}}};
            about.cluster = cluster;
            about.shard = i;
            engines.push_back(std::make_unique<Engine>(world.context, shelf.place(name), about));
        }
        cluster->give(*slots_named("0-8191"), 1);
        cluster->give(*slots_named("8192-16383"), 2);
    }
    [[nodiscard]] Redis& store(int shard) { return *shelf.find("s" + std::to_string(shard)); }
};

struct NodeClient {
    Session session;
    NodeClient(Shards& shards, std::size_t shard, std::int64_t node = 1)
        : session(*shards.engines[shard - 1], shards.engines[shard - 1]->role_of(node), "127.0.0.1:5", [] {}, node) {}
    std::string operator()(const std::string& line) {
        session.feed(line + "\r\n");
        return std::exchange(session.out, {});
    }
};

}  // namespace

TEST_CASE("a key's slot is the CRC16 of its hash tag, or of all of it") {
    CHECK(slot_of("123456789") == 0x31C3);  // Redis Cluster Specification, appendix A
    CHECK(slot_of("foo") == 12182);
    CHECK(slot_of("bar") == 5061);
    CHECK(slot_of("{foo}.a") == 12182);
    CHECK(slot_of("a{foo}b{bar}") == 12182);
    CHECK(slot_of("foo{}{bar}") != 5061);  // the first tag is empty: all of it counts
    CHECK(slot_of("{{bar}}") == slot_of("{bar"));
}

TEST_CASE("slots are written as ranges and read again") {
    const auto slots = slots_named("0-3,5,16383");
    REQUIRE(slots.has_value());
    CHECK(slots->count() == 6);
    CHECK(text_of(*slots) == "0-3,5,16383");
    for (const char* wrong : {"16384", "3-1", "1,1", "0-3,2", "x", "1-", "-1"}) {
        CAPTURE(wrong);
        CHECK_FALSE(slots_named(wrong).has_value());
    }
}

TEST_CASE("slots spread evenly over any number of shards, and as few move as can be") {
    for (std::size_t from = 1; from <= 7; ++from) {
        for (std::size_t to = 1; to <= 7; ++to) {
            CAPTURE(from, to);
            std::vector<SlotSet> shards(from);
            shards[0].set();
            spread(shards, std::vector<bool>(from, true));
            shards.resize(std::max(from, to));
            const std::vector<SlotSet> before = shards;
            std::vector<bool> stays(shards.size(), true);
            for (std::size_t i = 0; i + to < from; ++i) stays[i] = false;
            spread(shards, stays);
            SlotSet all;
            std::size_t moved = 0;
            for (std::size_t i = 0; i < shards.size(); ++i) {
                CHECK((all & shards[i]).none());
                all |= shards[i];
                moved += (shards[i] & ~before[i]).count();
                CHECK(shards[i].count() >= (stays[i] ? slot_count / to : 0));
                CHECK(shards[i].count() <= (stays[i] ? slot_count / to + 1 : 0));
            }
            CHECK(all.all());
            const std::size_t few = from > to ? from - to : to - from;
            CHECK(moved <= few * (slot_count / std::max(from, to) + 1));
        }
    }
}

TEST_CASE("who asks the wrong shard is told the right one") {
    Shards shards;
    NodeClient first(shards, 1);
    NodeClient second(shards, 2);
    CHECK(first("SET bar 1") == "+OK\r\n");
    CHECK(first("SET foo 1") == "-MOVED 12182 127.0.0.1:7021\r\n");
    CHECK(second("SET foo 1") == "+OK\r\n");
    CHECK(first("MSET bar 1 foo 2") == "-CROSSSLOT Keys in request don't hash to the same slot\r\n");
    CHECK(first("MSET bar 1 {bar}x 2") == "+OK\r\n");
    CHECK(second("SINTERCARD 2 foo bar") == "-CROSSSLOT Keys in request don't hash to the same slot\r\n");
    CHECK(second("ZUNION 2 bar {bar}x") == "-MOVED 5061 127.0.0.1:7011\r\n");
    CHECK(first("DBSIZE") == ":2\r\n");
    CHECK(second("DBSIZE") == ":1\r\n");
    CHECK(first("SELECT 1") == "-ERR SELECT is not allowed in cluster mode\r\n");
    CHECK(first("ASKING") == "+OK\r\n");
    CHECK(first("GET foo") == "-MOVED 12182 127.0.0.1:7021\r\n");
}

TEST_CASE("a transaction has one slot") {
    Shards shards;
    NodeClient first(shards, 1);
    first("MULTI");
    CHECK(first("SET bar 1") == "+QUEUED\r\n");
    CHECK(first("SET foo 1") == "-MOVED 12182 127.0.0.1:7021\r\n");
    CHECK(first("EXEC").starts_with("-EXECABORT"));
    std::string other = "b";
    while (slot_of(other) >= 8192 || slot_of(other) == slot_of("bar")) other += 'b';
    first("MULTI");
    first("SET bar 1");
    CHECK(first("SET " + other + " 1") == "+QUEUED\r\n");
    CHECK(first("EXEC").starts_with("-CROSSSLOT"));
    CHECK(first("DISCARD").starts_with("-ERR"));  // it is over
    first("MULTI");
    first("SET bar 1");
    CHECK(first("EXEC") == "*1\r\n+OK\r\n");
}

TEST_CASE("a replica sends readers to its primary until they say READONLY") {
    Shards shards;
    NodeClient primary(shards, 1);
    NodeClient replica(shards, 1, 2);
    primary("SET bar 1");
    CHECK(replica("GET bar") == "-MOVED 5061 127.0.0.1:7011\r\n");
    CHECK(replica("READONLY") == "+OK\r\n");
    CHECK(replica("GET bar") == "$1\r\n1\r\n");
    CHECK(replica("GET foo") == "-MOVED 12182 127.0.0.1:7021\r\n");
    CHECK(replica("SET bar 2") == "-MOVED 5061 127.0.0.1:7011\r\n");
    replica("READWRITE");
    CHECK(replica("GET bar") == "-MOVED 5061 127.0.0.1:7011\r\n");
}

TEST_CASE("keys move with their slots, with lifetimes, and who waits or watches hears of it") {
    Shards shards;
    NodeClient first(shards, 1);
    NodeClient second(shards, 2);
    NodeClient waiting(shards, 1);
    NodeClient watching(shards, 1);
    first("SET bar 1 PX 5000");
    first("RPUSH {bar}l x y");
    first("ZADD {bar}z 1 m");
    const auto memory = shards.store(1).memory();
    waiting("BLPOP {bar}none 0");
    watching("WATCH bar");
    SlotSet going;
    going.set(slot_of("bar"));
    CHECK(shards.store(1).hand_over(shards.store(2), going) == 3);
    CHECK(shards.store(1).memory() == 0);
    CHECK(shards.store(2).memory() == memory);
    shards.cluster->give(going, 2);
    shards.engines[0]->slots_moved();
    CHECK(waiting.session.out == "-MOVED 5061 127.0.0.1:7021\r\n");
    CHECK(first("GET bar") == "-MOVED 5061 127.0.0.1:7021\r\n");
    CHECK(second("PTTL bar") == ":5000\r\n");
    CHECK(second("LRANGE {bar}l 0 -1") == "*2\r\n$1\r\nx\r\n$1\r\ny\r\n");
    CHECK(second("ZSCORE {bar}z m") == "$1\r\n1\r\n");
    watching("MULTI");
    CHECK(watching("EXEC") == "*-1\r\n");
    CHECK(second("CLUSTER COUNTKEYSINSLOT 5061") == ":3\r\n");
    shards.world.clock.run_until(epoch + 6s);
    CHECK(second("GET bar") == "$-1\r\n");
}

TEST_CASE("what is lost at a failover does not come back to a shard that has given it away") {
    Shards shards;
    RedisConfig late;
    late.replica_lag = Distribution::constant(10s);
    shards.store(1).update(late);
    NodeClient first(shards, 1);
    NodeClient second(shards, 2);
    first("SET bar 1");
    first("SET bar 2");
    SlotSet going;
    going.set(slot_of("bar"));
    shards.store(1).hand_over(shards.store(2), going);
    shards.cluster->give(going, 2);
    shards.store(1).fail_over(epoch);
    CHECK(shards.store(1).keys() == 0);
    CHECK(second("GET bar") == "$1\r\n2\r\n");
}

TEST_CASE("what is published is heard at all nodes") {
    Shards shards;
    NodeClient first(shards, 1);
    NodeClient second(shards, 2);
    second("SUBSCRIBE news");
    CHECK(first("PUBLISH news hello") == ":0\r\n");  // here
    CHECK(second.session.out == "*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$5\r\nhello\r\n");
}

TEST_CASE("a node tells the cluster") {
    Shards shards;
    NodeClient replica(shards, 1, 2);
    const std::string primary_id = std::string(39, 'a') + "1";
    CHECK(replica("CLUSTER MYID") == "$40\r\n" + std::string(39, 'b') + "1\r\n");
    CHECK(replica("CLUSTER KEYSLOT foo") == ":12182\r\n");
    const std::string slots = replica("CLUSTER SLOTS");
    CHECK(slots.starts_with("*2\r\n*4\r\n:0\r\n:8191\r\n*4\r\n$9\r\n127.0.0.1\r\n:7011\r\n$40\r\n" + primary_id));
    const std::string nodes = replica("CLUSTER NODES");
    CHECK(nodes.find(primary_id + " 127.0.0.1:7011@1122 master - 0 0 1 connected 0-8191\n") != std::string::npos);
    CHECK(nodes.find(" 127.0.0.1:7012@1122 myself,slave " + primary_id + " 0 0 1 connected\n") != std::string::npos);
    const std::string info = replica("CLUSTER INFO");
    CHECK(info.find("cluster_state:ok\r\ncluster_slots_assigned:16384\r\n") != std::string::npos);
    CHECK(info.find("cluster_known_nodes:4\r\ncluster_size:2\r\n") != std::string::npos);
    CHECK(replica("CLUSTER SHARDS").find("$5\r\nslots\r\n*2\r\n:0\r\n:8191\r\n") != std::string::npos);
    CHECK(replica("CLUSTER FAILOVER").starts_with("-ERR unknown subcommand"));
    CHECK(replica("ROLE") == "*5\r\n$5\r\nslave\r\n$9\r\n127.0.0.1\r\n:7011\r\n$9\r\nconnected\r\n:0\r\n");
    shards.cluster->shards()[1].primary = 2;
    NodeClient now(shards, 1, 2);
    CHECK(now("SET bar 1") == "+OK\r\n");
    CHECK(now("ROLE").find("*1\r\n*3\r\n$9\r\n127.0.0.1\r\n$4\r\n7011\r\n") != std::string::npos);
    CHECK(now("INFO replication").find("connected_slaves:1\r\nslave0:ip=127.0.0.1,port=7011,state=online") !=
          std::string::npos);
    CHECK(now("INFO cluster").find("cluster_enabled:1") != std::string::npos);
}

TEST_CASE("commands take processing units by what they transfer, and no more than a second may") {
    EngineConfig about;
    about.most_units = 3;
    Shards shards(about);
    NodeClient client(shards, 1);
    client("SET bar " + std::string(2048, 'x'));
    const double taken = shards.engines[0]->counts().units;
    CHECK(taken > 2.0);
    CHECK(taken < 2.1);
    CHECK(client("PING") == "+PONG\r\n");
    CHECK(shards.engines[0]->counts().units == taken + 1);
    CHECK(client("PING").starts_with("-ERR Request rate"));
    CHECK(shards.engines[0]->counts().throttled == 1);
    shards.world.clock.run_until(epoch + 1s);
    CHECK(client("PING") == "+PONG\r\n");
    // What is above a second's units is owed by those after it: eight that one command took are gone after two more.
    client("SET bar " + std::string(8192, 'x'));
    shards.world.clock.run_until(epoch + 2s);
    CHECK(client("PING").starts_with("-ERR Request rate"));
    shards.world.clock.run_until(epoch + 4s);
    CHECK(client("PING") == "+PONG\r\n");
}
