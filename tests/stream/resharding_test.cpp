#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/scope.hpp"
#include "catch.hpp"
#include "storage/world.hpp"
#include "stream/delivery_stream.hpp"
#include "stream/event_source_mapping.hpp"
#include "stream/hash_key.hpp"
#include "stream/kinesis_stream.hpp"

using namespace wt;
using stream::KinesisConfig;
using stream::KinesisStream;
using test::World;

namespace {

/// Frames in memory, which outlive who writes them.
using Frames = std::vector<std::pair<std::uint64_t, std::string>>;
class MemoryJournal final : public store::Journal {
public:
    explicit MemoryJournal(Frames& frames) : frames_(frames) {
        if (!frames.empty()) segment_ = frames.back().first + 1;
    }
    void load(const std::function<void(std::uint64_t, std::string_view)>& visit) override {
        for (const auto& [segment, frame] : frames_) visit(segment, frame);
    }
    store::Ticket append(std::string frame) override {
        frames_.emplace_back(segment_, std::move(frame));
        return ++ticket_;
    }
    [[nodiscard]] Task<std::optional<Error>> durable(store::Ticket) override { co_return std::nullopt; }
    [[nodiscard]] bool is_durable(store::Ticket) const override { return true; }
    [[nodiscard]] std::uint64_t segment() const override { return segment_; }
    [[nodiscard]] bool is_full() const override { return false; }
    void begin_segment() override { ++segment_; }
    void drop_before(std::uint64_t segment) override {
        std::erase_if(frames_, [&](const auto& each) { return each.first < segment; });
    }

private:
    Frames& frames_;
    std::uint64_t segment_ = 1;
    store::Ticket ticket_ = 0;
};

Task<stream::EventSourceMapping::Outcome> done() { co_return stream::EventSourceMapping::Outcome::done; }
Task<bool> whether(bool delivered) { co_return delivered; }
Task<void> until_durable(stream::DeliveryStream& of) { (void)co_await of.durable(); }

constexpr Uint128 half = Uint128{1} << 127;

KinesisStream::Entry at(Uint128 hash, std::string_view data) {
    KinesisStream::Entry entry{Text("k"), Text(data), 0, hash};
    return entry;
}

std::string all_of(const KinesisStream::Records& records) {
    std::string text;
    for (const auto& record : records.records) text += record.data.view();
    return text;
}

/// Open shards' ranges follow one another, from the first hash key to the last.
bool covers_everything(const KinesisStream& stream) {
    std::map<Uint128, Uint128> ranges;
    for (std::size_t i = 0; i < stream.shards(); ++i) {
        if (!stream.info(i).closed) ranges.emplace(stream.info(i).range.first, stream.info(i).range.last);
    }
    Uint128 next = 0;
    for (const auto& [first, last] : ranges) {
        if (first != next) return false;
        next = last + 1;
    }
    return next == 0 && ranges.size() == stream.open_shards();
}

}  // namespace

TEST_CASE("a split divides a shard's hash keys between two children, and closes it") {
    World world;
    KinesisStream stream(world.context, "s", {});
    REQUIRE(stream.put_record(at(0, "a")).ok());
    CHECK(stream.refuse_split(0, 1).has_value());
    REQUIRE_FALSE(stream.refuse_split(0, half).has_value());
    stream.split(0, half);
    CHECK(stream.refuse_split(0, half).has_value());
    CHECK(stream.shards() == 3);
    CHECK(covers_everything(stream));
    CHECK(stream.put_record(at(half - 1, "b"))->shard == 1);
    CHECK(stream.put_record(at(half, "c"))->shard == 2);
    const auto records = stream.get_records(stream.trim_horizon(0));
    REQUIRE(records.ok());
    CHECK(all_of(*records) == "a");
    CHECK(records->ended);
    CHECK(stream.children_of(0) == std::vector<std::size_t>{1, 2});
    CHECK(stream.starting_sequence_number(1) > stream.ending_sequence_number(0));
    CHECK(stream.sequence_number({1, stream.info(1).first}) > stream.starting_sequence_number(1));
}

TEST_CASE("only neighbours merge, and into all that they had") {
    World world;
    KinesisConfig config;
    config.shards = 4;
    KinesisStream stream(world.context, "s", config);
    CHECK(stream.refuse_merge(0, 2).has_value());
    CHECK(stream.refuse_merge(1, 1).has_value());
    REQUIRE_FALSE(stream.refuse_merge(2, 1).has_value());
    stream.merge(2, 1);
    CHECK(stream.info(4).parent == 2);
    CHECK(stream.info(4).adjacent_parent == 1);
    CHECK(covers_everything(stream));
    CHECK(stream.refuse_merge(1, 0).has_value());
}

TEST_CASE("a stream gets as many even shards as it is told to") {
    for (const std::uint64_t from : {1, 2, 3, 5, 8}) {
        for (const std::uint64_t to : {1, 2, 3, 4, 7, 16}) {
            World world;
            KinesisConfig config;
            config.shards = from;
            KinesisStream stream(world.context, "s", config);
            stream.reshard(to);
            CHECK(stream.open_shards() == to);
            CHECK(covers_everything(stream));
            for (std::uint64_t part = 0; part < to; ++part)
                CHECK(stream.put_record(at(stream::first_of_part(part, to), "x")).ok());
        }
    }
}

TEST_CASE("whoever reads a stream goes on with the children when it is done with their parents") {
    World world;
    KinesisStream stream(world.context, "s", {});
    std::vector<std::string> seen;
    const auto invoke = [&seen](const std::string& id, const std::vector<stream::StreamRecord>& batch) {
        for (const auto& record : batch) seen.push_back(id.substr(18, 2) + record.data.str());
        return done();
    };
    stream::EventSourceConfig config;
    config.batch_size = 1;
    stream::EventSourceMapping mapping(world.context, "f", config, stream, invoke);
    Scope scope;
    scope.spawn(mapping.run());
    REQUIRE(stream.put_record(at(0, "a")).ok());
    REQUIRE(stream.put_record(at(0, "b")).ok());
    stream.split(0, half);
    REQUIRE(stream.put_record(at(0, "c")).ok());
    stream.merge(1, 2);
    REQUIRE(stream.put_record(at(0, "d")).ok());
    world.clock.run_until(epoch + 1min);
    CHECK(seen == std::vector<std::string>{"00a", "00b", "01c", "03d"});
    CHECK(mapping.waiting() == 0);
}

TEST_CASE("a stream with a journal is after another start what it was") {
    World world;
    Frames frames;
    std::string number;
    {
        KinesisStream stream(world.context, "s", {}, std::make_unique<MemoryJournal>(frames));
        number = stream.sequence_number(*stream.put_record(at(0, "a")));
        stream.split(0, half);
        REQUIRE(stream.put_record(at(0, "b")).ok());
        REQUIRE(stream.put_record(at(half, "c")).ok());
    }
    world.clock.run_until(epoch + 1h);
    KinesisStream again(world.context, "s", {}, std::make_unique<MemoryJournal>(frames));
    CHECK(again.shards() == 3);
    CHECK(again.info(0).closed.has_value());
    CHECK(again.sequence_number({0, 0}) == number);
    CHECK(all_of(*again.get_records(again.trim_horizon(0))) == "a");
    CHECK(all_of(*again.get_records(again.trim_horizon(2))) == "c");
    CHECK(again.retained() == 3);
    REQUIRE(again.put_record(at(0, "d")).ok());
    CHECK(all_of(*again.get_records(again.trim_horizon(1))) == "bd");
}

TEST_CASE("what was trimmed leaves the journal, and places are not given twice") {
    World world;
    Frames frames;
    {
        KinesisStream stream(world.context, "s", {}, std::make_unique<MemoryJournal>(frames));
        REQUIRE(stream.put_record(at(0, "old")).ok());
    }
    world.clock.run_until(epoch + 25h);
    KinesisStream again(world.context, "s", {}, std::make_unique<MemoryJournal>(frames));
    CHECK(again.retained() == 0);
    CHECK(again.put_record(at(0, "new"))->index == 1);
    again.trim();
    CHECK(std::none_of(frames.begin(), frames.end(),
                       [](const auto& each) { return each.second.find("old") != std::string::npos; }));
}

TEST_CASE("a delivery stream with a ledger delivers after another start what it had accepted") {
    World world;
    Frames frames;
    std::vector<std::string> objects;
    bool is_up = false;
    const auto deliver = [&](const std::string&, const Text& object) {
        if (is_up) objects.push_back(object.str());
        return whether(is_up);
    };
    stream::DeliveryStreamConfig config;
    config.buffer_interval = 1s;
    {
        stream::DeliveryStream first(world.context, "d", config, deliver, nullptr, {},
                                     std::make_shared<stream::Ledger>(std::make_unique<MemoryJournal>(frames)));
        first.resume();
        Scope scope;
        scope.spawn(first.run());
        REQUIRE(first.put(Text("a"), 0).ok());
        is_up = true;
        world.clock.run_until(epoch + 5s);
        is_up = false;
        REQUIRE(first.put(Text("b"), 0).ok());
        scope.spawn(until_durable(first));
        world.clock.run_until(epoch + 10s);
    }
    CHECK(objects == std::vector<std::string>{"a"});
    is_up = true;
    stream::DeliveryStream again(world.context, "d", config, deliver, nullptr, {},
                                 std::make_shared<stream::Ledger>(std::make_unique<MemoryJournal>(frames)));
    again.resume();
    CHECK(again.backlog() == 1);
    Scope scope;
    scope.spawn(again.run());
    world.clock.run_until(epoch + 30s);
    CHECK(objects == std::vector<std::string>{"a", "b"});
    CHECK(again.backlog() == 0);
}

TEST_CASE("after a crash a record goes only where it has not arrived: to the backup, or to the destination") {
    World world;
    Frames frames;
    std::vector<std::string> objects;
    std::vector<std::string> copies;
    const auto into = [](std::vector<std::string>& list) {
        return [&list](const std::string&, const Text& object) {
            list.push_back(object.str());
            return whether(true);
        };
    };
    // Nothing but the journal outlives each start, and nobody asks whether it is durable.
    const auto live = [&](Duration destination, Duration backup, std::string_view put, Duration time) {
        stream::DeliveryStreamConfig config;
        config.buffer_interval = destination;
        config.backup.to = "copies";
        config.backup.buffer_interval = backup;
        stream::DeliveryStream events(world.context, "d", config, into(objects), nullptr, {},
                                      std::make_shared<stream::Ledger>(std::make_unique<MemoryJournal>(frames)));
        events.back_up_to(into(copies));
        events.resume();
        Scope scope;
        scope.spawn(events.run());
        for (const char c : put) REQUIRE(events.put(Text(std::string(1, c)), 0).ok());
        if (!put.empty()) scope.spawn(until_durable(events));
        world.clock.run_until(world.clock.now() + time);
        return events.backlog();
    };
    using Objects = std::vector<std::string>;
    CHECK(live(1h, 10s, "abc", 30s) == 3);
    CHECK(copies == Objects{"abc"});
    for (int start = 0; start < 3; ++start) CHECK(live(1h, 10s, "", 30s) == 3);
    CHECK(copies == Objects{"abc"});
    CHECK(live(10s, 1h, "d", 30s) == 0);
    CHECK(objects == Objects{"abcd"});
    for (int start = 0; start < 3; ++start) CHECK(live(10s, 1h, "", 30s) == 0);
    CHECK(objects == Objects{"abcd"});
    CHECK(copies == Objects{"abc"});
    CHECK(live(10s, 10s, "", 30s) == 0);
    CHECK(copies == Objects{"abc", "d"});
    // Then nothing is left.
    CHECK(live(10s, 10s, "", 30s) == 0);
    CHECK(objects == Objects{"abcd"});
    CHECK(copies == Objects{"abc", "d"});
}
