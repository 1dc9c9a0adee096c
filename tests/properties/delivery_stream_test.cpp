#include "stream/delivery_stream.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>

#include "base/scope.hpp"
#include "holds.hpp"
#include "storage/world.hpp"
#include "stream/event_source_mapping.hpp"

using namespace wt;
using namespace wt::properties;

namespace {

/// A bucket that fails as it is told: it may refuse an object, keep it and say that it did not, and take its time.
struct Destination {
    explicit Destination(Clock& of) : clock(of) {}
    enum class Mood : std::uint8_t { well, refuses, forgets_to_confirm };

    [[nodiscard]] Task<bool> take(std::string key, Text object) {
        co_await clock.sleep_for(takes);
        if (mood == Mood::refuses) co_return false;
        if (objects.insert_or_assign(key, object.str()).second) order.push_back(key);
        co_return mood == Mood::well;
    }
    [[nodiscard]] std::string text() const {
        std::string all;
        for (const std::string& key : order) all += objects.at(key);
        return all;
    }
    Clock& clock;
    Mood mood = Mood::well;
    Duration takes{0};
    std::map<std::string, std::string> objects;
    std::vector<std::string> order;
};

/// Two shards, a delivery stream and a function that read them, and what was accepted for each key: "KEY:INDEX;".
struct Subject {
    Subject()
        : events(
              world.context, "events", config(),
              [this](std::string key, Text object) { return bucket.take(std::move(key), std::move(object)); }, &clicks),
          mapping(world.context, "loader", source(), clicks,
                  [this](std::string, std::vector<stream::StreamRecord> batch) { return load(std::move(batch)); }) {
        scope.spawn(events.run());
        scope.spawn(mapping.run());
    }
    [[nodiscard]] static stream::KinesisConfig shards() {
        stream::KinesisConfig made;
        made.shards = 2;
        return made;
    }
    [[nodiscard]] static stream::DeliveryStreamConfig config() {
        stream::DeliveryStreamConfig made;
        made.source = "clicks";
        made.buffer_size = Bytes{40};
        made.buffer_interval = 20s;
        return made;
    }
    [[nodiscard]] static stream::EventSourceConfig source() {
        stream::EventSourceConfig made;
        made.batch_size = 7;
        made.window = 3s;
        made.bisect = true;
        return made;
    }
    [[nodiscard]] Task<stream::EventSourceMapping::Outcome> load(std::vector<stream::StreamRecord> batch) {
        const auto outcome = function;
        co_await world.clock.sleep_for(bucket.takes);
        if (outcome != stream::EventSourceMapping::Outcome::done) co_return outcome;
        for (const stream::StreamRecord& record : batch) loaded += record.data.view();
        co_return outcome;
    }
    void put(int key, int count) {
        for (int i = 0; i <= count % 8; ++i) {
            const std::string name = std::to_string(key);
            int& next = accepted[name];
            const Text data(name + ":" + std::to_string(next) + ";");
            if (clicks.put_record({Text(name), data, 0}).ok()) ++next;
        }
    }
    void advance(Duration span) { world.clock.run_until(world.clock.now() + span); }
    void check_conserved() {
        RC_ASSERT(world.counter("events.accepted") ==
                  world.counter("events.delivered") + world.counter("events.lost") + events.backlog());
    }
    /// Every accepted record of every key stands there once, in order.
    void check_whole(const std::string& text) {
        std::map<std::string, int> next;
        for (std::size_t at = 0; at < text.size(); at = text.find(';', at) + 1) {
            const std::size_t colon = text.find(':', at);
            RC_ASSERT(std::stoi(text.substr(colon + 1)) == next[text.substr(at, colon - at)]++);
        }
        for (const auto& [key, count] : accepted) RC_ASSERT(next[key] == count);
    }

    test::World world;
    stream::KinesisStream clicks{world.context, "clicks", shards()};
    Destination bucket{world.clock};
    stream::EventSourceMapping::Outcome function = stream::EventSourceMapping::Outcome::done;
    std::string loaded;
    std::map<std::string, int> accepted;
    stream::DeliveryStream events;
    stream::EventSourceMapping mapping;
    Scope scope;
};

}  // namespace

TEST_CASE("whatever fails on the way, each accepted record is delivered, in order per key, and handed over once") {
    holds([] {
        using Mood = Destination::Mood;
        using Outcome = stream::EventSourceMapping::Outcome;
        Subject subject;
        for (const auto& [what, key, amount] : any_history(12, 5, 60)) {
            switch (what) {
                case 0: subject.bucket.mood = Mood::refuses; break;
                case 1: subject.bucket.mood = Mood::forgets_to_confirm; break;
                case 2: subject.bucket.mood = Mood::well; break;
                case 3: subject.bucket.takes = amount * 100ms; break;
                case 4: subject.function = amount % 2 == 0 ? Outcome::failed : Outcome::not_invoked; break;
                case 5: subject.function = Outcome::done; break;
                case 6:
                case 7:
                case 8: subject.advance(amount * 1s); break;
                default: subject.put(key, amount); break;
            }
            subject.check_conserved();
        }
        subject.bucket.mood = Mood::well;
        subject.bucket.takes = 0s;
        subject.function = Outcome::done;
        subject.advance(1h);
        RC_ASSERT(subject.events.idle());
        RC_ASSERT(subject.mapping.waiting() == 0);
        subject.check_whole(subject.bucket.text());
        subject.check_whole(subject.loaded);
    });
}
