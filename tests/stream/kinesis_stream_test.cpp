#include "stream/kinesis_stream.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "storage/world.hpp"
#include "stream/hash_key.hpp"
#include "stream/quota.hpp"

using namespace wt;
using stream::KinesisConfig;
using stream::KinesisStream;
using stream::Shard;
using test::World;

namespace {

KinesisConfig with_shards(std::uint64_t shards, Duration retention = 24h) {
    KinesisConfig config;
    config.shards = shards;
    config.retention = retention;
    return config;
}

KinesisStream::Entry entry(std::string_view key, std::string_view data, std::uint64_t number = 0) {
    return {Text(key), Text(data), number};
}

std::string all_of(const KinesisStream::Records& records) {
    std::string text;
    for (const auto& record : records.records) text += record.data.view();
    return text;
}

bool starts(const Error& error, std::string_view code) { return error.message.starts_with(code); }

}  // namespace

TEST_CASE("a quota gives a second's units at once, then as they flow in") {
    stream::Quota quota(1000, epoch);
    CHECK(quota.has(1000, epoch));
    CHECK_FALSE(quota.has(1001, epoch));
    quota.take(1000);
    CHECK_FALSE(quota.has(1, epoch + 1ms - 1ns));
    CHECK(quota.has(1, epoch + 1ms));
    CHECK(quota.has(1000, epoch + 1h));
    CHECK_FALSE(quota.has(1001, epoch + 2h));
}

TEST_CASE("what is taken beyond a quota is paid back before anything else is there") {
    stream::Quota quota(100, epoch);
    quota.take_all_and(500);
    CHECK_FALSE(quota.has(1, epoch + 5s));
    CHECK(quota.has(1, epoch + 5s + 10ms));
}

TEST_CASE("a partition key's hash is its MD5") {
    // RFC 1321, A.5: MD5("a") = 0cc175b9c0f1b6a831c399e269772661
    const Uint128 hash = stream::hash_key("a");
    CHECK(static_cast<std::uint64_t>(hash >> 64) == 0x0cc175b9c0f1b6a8ULL);
    CHECK(static_cast<std::uint64_t>(hash) == 0x31c399e269772661ULL);
}

TEST_CASE("shards divide the space of hash keys evenly, to its ends") {
    const Uint128 half = Uint128{1} << 127;
    CHECK(stream::shard_of(0, 2) == 0);
    CHECK(stream::shard_of(half - 1, 2) == 0);
    CHECK(stream::shard_of(half, 2) == 1);
    CHECK(stream::shard_of(~Uint128{0}, 2) == 1);
    for (std::size_t shards = 1; shards < 20; ++shards) {
        CHECK(stream::shard_of(0, shards) == 0);
        CHECK(stream::shard_of(~Uint128{0}, shards) == shards - 1);
    }
}

TEST_CASE("records of one partition key go to one shard, in the order in which they came") {
    World world;
    KinesisStream clicks(world.context, "clicks", with_shards(4));
    std::vector<std::size_t> used(4);
    for (int i = 0; i < 100; ++i) {
        const auto place = clicks.put_record(entry(std::to_string(i % 10), std::to_string(i) + ","));
        REQUIRE(place.ok());
        ++used[place->shard];
        CHECK(place->shard == clicks.put_record(entry(std::to_string(i % 10), "x"))->shard);
    }
    CHECK(std::count(used.begin(), used.end(), 0U) < 2);
    const auto records = clicks.get_records(clicks.trim_horizon(0));
    REQUIRE(records.ok());
    for (std::size_t i = 0; i < records->records.size(); ++i) CHECK(records->records[i].index == i);
}

TEST_CASE("a shard takes 1,000 records a second, and the next one as the second flows") {
    World world;
    KinesisStream clicks(world.context, "clicks", with_shards(1));
    for (int i = 0; i < 1000; ++i) REQUIRE(clicks.put_record(entry("k", "x")).ok());
    const auto refused = clicks.put_record(entry("k", "x"));
    REQUIRE_FALSE(refused.ok());
    CHECK(starts(refused.error(), "ProvisionedThroughputExceededException"));
    world.clock.run_until(epoch + 1ms);
    CHECK(clicks.put_record(entry("k", "x")).ok());
    CHECK_FALSE(clicks.put_record(entry("k", "x")).ok());
    CHECK(world.counter("clicks.throttled") == 2);
    CHECK(world.counter("clicks.accepted") == 1001);
}

TEST_CASE("a shard takes 1 MiB a second") {
    World world;
    KinesisStream clicks(world.context, "clicks", with_shards(1));
    const std::string half(512 * 1024 - 1, 'x');
    CHECK(clicks.put_record(entry("k", half)).ok());
    CHECK(clicks.put_record(entry("k", half)).ok());
    CHECK_FALSE(clicks.put_record(entry("k", "x")).ok());
    world.clock.run_until(epoch + 1s);
    CHECK(clicks.put_record(entry("k", std::string(1024 * 1024 - 1, 'x'))).ok());
}

TEST_CASE("a record above 1 MiB and a partition key above 256 characters are refused") {
    World world;
    KinesisStream clicks(world.context, "clicks", with_shards(1));
    const auto large = clicks.put_record(entry("k", std::string(1024 * 1024, 'x')));
    REQUIRE_FALSE(large.ok());
    CHECK(starts(large.error(), "ValidationException"));
    CHECK_FALSE(clicks.put_record(entry(std::string(257, 'k'), "x")).ok());
    CHECK_FALSE(clicks.put_record(entry("", "x")).ok());
    CHECK(clicks.put_record(entry(std::string(256, 'k'), "x")).ok());
    CHECK(world.counter("clicks.refused") == 3);
}

TEST_CASE("a stream may take records of up to 10 MiB; its shards take no more bytes for that") {
    World world;
    KinesisConfig config = with_shards(1);
    config.max_record = Bytes{10 * 1024 * 1024};
    KinesisStream clicks(world.context, "clicks", config);
    CHECK_FALSE(clicks.put_record(entry("k", std::string(10 * 1024 * 1024, 'x'))).ok());
    CHECK(world.counter("clicks.refused") == 1);
    CHECK(clicks.put_record(entry("k", std::string(10 * 1024 * 1024 - 1, 'x'))).ok());
    // It had to be taken as a whole; what it was too much flows in before anything else is taken.
    world.clock.run_until(epoch + 9s);
    CHECK_FALSE(clicks.put_record(entry("k", "x")).ok());
    world.clock.run_until(epoch + 9001ms);
    CHECK(clicks.put_record(entry("k", "x")).ok());
    const auto read = clicks.get_records(clicks.trim_horizon(0));
    REQUIRE(read.ok());
    CHECK(read->records.front().data.size() == 10 * 1024 * 1024 - 1);
}

TEST_CASE("a batch is accepted record by record, and refused as a whole when it is too large") {
    World world;
    KinesisStream clicks(world.context, "clicks", with_shards(1));
    const auto batch = [](std::size_t count, std::size_t size) {
        return std::vector<KinesisStream::Entry>(count, entry("k", std::string(size, 'x')));
    };
    CHECK_FALSE(clicks.put_records(batch(501, 1)).ok());
    CHECK_FALSE(clicks.put_records(batch(0, 1)).ok());
    CHECK_FALSE(clicks.put_records(batch(11, 1'000'000)).ok());
    CHECK(world.counter("clicks.accepted") == 0);
    // Of 500 records of 4 KiB a second's megabyte is taken: what fits, not a prefix as a whole.
    const auto results = clicks.put_records(batch(500, 4095));
    REQUIRE(results.ok());
    const auto accepted = std::count_if(results->begin(), results->end(), [](const auto& r) { return r.ok(); });
    CHECK(accepted == 256);
    CHECK(starts(results->back().error(), "ProvisionedThroughputExceededException"));
}

TEST_CASE("iterators begin at the horizon, at the end, at a record, behind it, or at a time") {
    World world;
    KinesisStream clicks(world.context, "clicks", with_shards(1));
    std::vector<std::string> numbers;
    for (int i = 0; i < 5; ++i) {
        numbers.push_back(clicks.sequence_number(*clicks.put_record(entry("k", std::to_string(i)))));
        world.clock.run_until(epoch + (i + 1) * 10s);
    }
    CHECK(std::is_sorted(numbers.begin(), numbers.end()));
    CHECK(numbers[0].size() == 56);
    const auto read = [&](const KinesisStream::Iterator& from) {
        world.clock.run_until(world.clock.now() + 1s);
        return all_of(*clicks.get_records(from));
    };
    CHECK(read(clicks.trim_horizon(0)) == "01234");
    CHECK(read(clicks.latest(0)).empty());
    CHECK(read(*clicks.at_sequence_number(0, numbers[2])) == "234");
    CHECK(read(*clicks.after_sequence_number(0, numbers[2])) == "34");
    CHECK(read(clicks.at_timestamp(0, epoch + 20s)) == "234");
    CHECK(read(clicks.at_timestamp(0, epoch + 20s + 1ns)) == "34");
    for (const char* wrong : {"", "49", "12345678901234567890123456789012345678901234567890123456"}) {
        const auto refused = clicks.at_sequence_number(0, wrong);
        REQUIRE_FALSE(refused.ok());
        CHECK(starts(refused.error(), "InvalidArgumentException"));
    }
}

TEST_CASE("a sequence number of another shard or another stream is refused with what it is") {
    World world;
    KinesisStream earlier(world.context, "earlier", with_shards(2));
    world.clock.run_until(epoch + 10s);
    KinesisStream clicks(world.context, "clicks", with_shards(2));
    const auto refused = [&](const std::string& number) {
        const auto said = clicks.after_sequence_number(0, number);
        REQUIRE_FALSE(said.ok());
        return said.error().message;
    };
    CHECK(
        refused(clicks.starting_sequence_number(1)) ==
        "InvalidArgumentException: Invalid StartingSequenceNumber. It encodes shardId-000000000001, while it was used "
        "in a call to a shard with shardId-000000000000");
    const std::string number = earlier.starting_sequence_number(0);
    CHECK(refused(number) == "InvalidArgumentException: StartingSequenceNumber " + number +
                                 " used in GetShardIterator on shard shardId-000000000000 in stream clicks under "
                                 "account 000000000000 is invalid because it did not come from this stream.");
    CHECK(refused("7").ends_with(" is invalid."));
}

TEST_CASE("an iterator reads on where it stopped, says how far behind it is, and expires after five minutes") {
    World world;
    KinesisStream clicks(world.context, "clicks", with_shards(1));
    for (int i = 0; i < 5; ++i) (void)clicks.put_record(entry("k", std::to_string(i)));
    world.clock.run_until(epoch + 60s);
    const auto first = clicks.get_records(clicks.trim_horizon(0), 3);
    REQUIRE(first.ok());
    CHECK(all_of(*first) == "012");
    CHECK(first->behind_latest == 60s);
    const auto second = clicks.get_records(first->next, 3);
    REQUIRE(second.ok());
    CHECK(all_of(*second) == "34");
    CHECK(second->behind_latest == 0s);
    world.clock.run_until(epoch + 360s);
    CHECK(clicks.get_records(second->next).ok());
    world.clock.run_until(epoch + 360s + 1ns);
    CHECK(starts(clicks.get_records(second->next).error(), "ExpiredIteratorException"));
}

TEST_CASE("a shard is read five times a second, and 10 MiB at once take five seconds") {
    World world;
    KinesisStream clicks(world.context, "clicks", with_shards(1));
    const auto read = [&] { return clicks.get_records(clicks.trim_horizon(0)); };
    for (int i = 0; i < 5; ++i) CHECK(read().ok());
    CHECK(starts(read().error(), "ProvisionedThroughputExceededException"));
    world.clock.run_until(epoch + 200ms);
    CHECK(read().ok());

    for (int i = 0; i < 12; ++i) {
        world.clock.run_until(world.clock.now() + 1s);
        REQUIRE(clicks.put_record(entry("k", std::string(1024 * 1024 - 1, 'x'))).ok());
    }
    const auto much = read();
    REQUIRE(much.ok());
    CHECK(much->records.size() == 10);
    const Instant then = world.clock.now();
    world.clock.run_until(then + 5s);
    CHECK_FALSE(read().ok());
    world.clock.run_until(then + 5s + 1ms);
    CHECK(read().ok());
}

TEST_CASE("what is older than the retention is trimmed, and memory with it") {
    World world;
    KinesisStream clicks(world.context, "clicks", with_shards(1, 24h));
    for (int hour = 0; hour < 100; ++hour) {
        (void)clicks.put_record(entry("k", std::to_string(hour) + ","));
        world.clock.run_until(epoch + (hour + 1) * 1h);
    }
    const auto records = clicks.get_records(clicks.trim_horizon(0));
    CHECK(records->records.front().data == Text("76,"));
    CHECK(records->records.size() == 24);
    CHECK(clicks.retained() == 24);
    CHECK(world.counter("clicks.trimmed") == 76);
    // The horizon itself is inside.
    CHECK(world.clock.now() - records->records.front().arrived == 24h);
    // Nobody followed it, so nobody missed anything.
    CHECK(world.counter("clicks.expired") == 0);
}

TEST_CASE("a follower that is too slow learns how many records it will never see") {
    World world;
    KinesisStream clicks(world.context, "clicks", with_shards(1, 24h));
    KinesisStream::Follower fast(clicks, 0, stream::Start::trim_horizon, world.metrics.counter("fast.expired"));
    KinesisStream::Follower slow(clicks, 0, stream::Start::trim_horizon, world.metrics.counter("slow.expired"));
    for (int hour = 0; hour < 30; ++hour) {
        (void)clicks.put_record(entry("k", std::to_string(hour) + ","));
        CHECK(fast.read()->records.size() == 1);
        world.clock.run_until(epoch + (hour + 1) * 1h);
    }
    const auto rest = slow.read();
    CHECK(rest->records.front().data == Text("6,"));
    CHECK(world.counter("slow.expired") == 6);
    CHECK(world.counter("fast.expired") == 0);
    CHECK(world.counter("clicks.expired") == 6);
    CHECK(slow.unread() == 0);
}

TEST_CASE("a stream that is cleared has no records, and its followers go on with the next") {
    World world;
    KinesisStream kinesis(world.context, "clicks", with_shards(1));
    Counter& expired = world.metrics.counter("expired");
    KinesisStream::Follower follower(kinesis, 0, stream::Start::trim_horizon, expired);
    CHECK(kinesis.put_record(entry("k", "before")).ok());
    kinesis.clear();
    CHECK(kinesis.retained() == 0);
    CHECK(follower.unread() == 0);
    CHECK(kinesis.put_record(entry("k", "after")).ok());
    const auto read = follower.read();
    REQUIRE(read.ok());
    CHECK(all_of(*read) == "after");
    CHECK(expired.value() == 0);
}

TEST_CASE("a retention that shrinks takes what is too old; shards stay what they are") {
    World world;
    KinesisStream stream(world.context, "s", with_shards(1, 48h));
    REQUIRE(stream.put_record(entry("k", "old")).ok());
    world.clock.run_until(epoch + 30h);
    REQUIRE(stream.put_record(entry("k", "new")).ok());
    CHECK(stream.update(with_shards(2, 24h)).has_value());
    CHECK(stream.retained() == 2);
    REQUIRE_FALSE(stream.update(with_shards(1, 24h)));
    CHECK(stream.retained() == 1);
    KinesisConfig larger = with_shards(1, 24h);
    const std::string record(1'500'000, 'x');
    CHECK_FALSE(stream.put_record(entry("k", record)).ok());
    larger.max_record = Bytes{2 * 1024 * 1024};
    REQUIRE_FALSE(stream.update(larger));
    CHECK(stream.retention() == 24h);
}
