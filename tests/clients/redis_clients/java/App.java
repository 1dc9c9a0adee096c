import io.lettuce.core.*;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.*;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.util.*;
import java.util.concurrent.*;

/** Lettuce: App ADDRESS:PORT [cluster]. At "fault" it waits for whoever runs it, on its input. */
public class App {
    static void expect(Object got, Object wanted) {
        if (!Objects.equals(got, wanted)) throw new AssertionError("got " + got + ", expected " + wanted);
    }

    static StatefulRedisConnection<String, String> commands(RedisClient client) throws Exception {
        var connection = client.connect();
        var redis = connection.sync();
        redis.flushall();
        expect(redis.setex("text", 60, "é"), "OK");
        expect(redis.get("text"), "é");
        expect(redis.get("nope"), null);
        expect(redis.incrby("count", 5), 5L);
        expect(redis.expire("count", 100), true);
        expect(redis.ttl("count"), 100L);
        redis.hset("hash", Map.of("a", "1", "b", "2"));
        expect(redis.hgetall("hash"), Map.of("a", "1", "b", "2"));
        redis.zadd("scores", 2.5, "m");
        redis.zadd("scores", 1, "n");
        expect(redis.zrangeWithScores("scores", 0, -1), List.of(ScoredValue.just(1, "n"), ScoredValue.just(2.5, "m")));
        var other = client.connect();
        var popped = other.async().blpop(10, "list");
        redis.rpush("list", "x");
        expect(popped.get(20, TimeUnit.SECONDS), KeyValue.just("list", "x"));
        redis.multi();
        redis.set("m", "1");
        redis.incr("m");
        expect(redis.exec().get(1), 2L);
        redis.watch("m");
        other.sync().set("m", "9");
        redis.multi();
        redis.set("m", "2");
        expect(redis.exec().wasDiscarded(), true);
        var heard = new LinkedBlockingQueue<String>();
        var listener = client.connectPubSub();
        listener.addListener(new RedisPubSubAdapter<>() {
            @Override public void message(String channel, String message) { heard.add(channel + " " + message); }
        });
        listener.sync().subscribe("news");
        expect(redis.publish("news", "hello"), 1L);
        expect(heard.poll(20, TimeUnit.SECONDS), "news hello");
        connection.setAutoFlushCommands(false);
        var all = new ArrayList<RedisFuture<String>>();
        for (int i = 0; i < 500; ++i) all.add(connection.async().set("key:" + i, "" + i));
        connection.flushCommands();
        expect(LettuceFutures.awaitAll(20, TimeUnit.SECONDS, all.toArray(new RedisFuture[0])), true);
        connection.setAutoFlushCommands(true);
        var found = new HashSet<String>();
        ScanIterator.scan(redis, ScanArgs.Builder.matches("key:*").limit(50)).forEachRemaining(found::add);
        expect(found.size(), 500);
        try {
            redis.eval("return 1", ScriptOutputType.INTEGER);
            throw new AssertionError("a script ran");
        } catch (RedisCommandExecutionException error) {
            expect(error.getMessage().toLowerCase().contains("eval"), true);
        }
        other.close();
        listener.close();
        return connection;
    }

    static void cluster(String address) throws Exception {
        var client = RedisClusterClient.create("redis://" + address);
        client.setOptions(ClusterClientOptions.builder().topologyRefreshOptions(
            ClusterTopologyRefreshOptions.builder().enableAllAdaptiveRefreshTriggers().build()).build());
        var connection = client.connect();
        connection.setReadFrom(ReadFrom.REPLICA_PREFERRED);
        var redis = connection.sync();
        for (int i = 0; i < 300; ++i) expect(redis.set("key:" + i, "" + i), "OK");
        for (int i = 0; i < 300; ++i) expect(redis.get("key:" + i), "" + i);
        expect(redis.mset(Map.of("{t}a", "1", "{t}b", "2")), "OK");
        expect(redis.mget("{t}a", "{t}b"), List.of(KeyValue.just("{t}a", "1"), KeyValue.just("{t}b", "2")));
        expect(redis.dbsize(), 302L);
        System.out.println("fault");
        System.in.read();
        for (int i = 0; i < 300; ++i) {
            for (int tries = 0;; ++tries) {
                try {
                    expect(redis.get("key:" + i), "" + i);
                    expect(redis.set("key:" + i, "" + i), "OK");
                    break;
                } catch (RedisException error) {
                    if (tries == 100) throw error;
                    Thread.sleep(20);
                }
            }
        }
        System.out.println("done");
        System.exit(0);
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 1) cluster(arguments[0]);
        StatefulRedisConnection<String, String> connection = null;
        for (var protocol : List.of(ProtocolVersion.RESP2, ProtocolVersion.RESP3)) {
            var client = RedisClient.create("redis://" + arguments[0]);
            client.setOptions(ClientOptions.builder().protocolVersion(protocol).build());
            connection = commands(client);
        }
        System.out.println("fault");
        System.in.read();
        for (int tries = 0;; ++tries) {
            try {
                expect(connection.sync().set("after", "1"), "OK");
                break;
            } catch (RedisException error) {
                if (tries == 100) throw error;
            }
        }
        expect(connection.sync().get("after"), "1");
        System.out.println("done");
        System.exit(0);
    }
}
