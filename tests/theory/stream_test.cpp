// Theory 14: a delivery stream under an even flow of records, and after an outage of what it delivers to.
#include <string>
#include <vector>

#include "catch.hpp"
#include "stream/delivery_stream.hpp"
#include "world.hpp"

using namespace wt;
using namespace wt::theory;

namespace {

/// A stream that takes records of one size at even moments, and the place that its objects go to.
struct Flow {
    Flow(Bytes buffer, Duration interval, Duration retry = 1s)
        : stream(world.context, "events", config(buffer, interval, retry), deliver()) {
        scope.spawn(stream.run());
    }
    [[nodiscard]] static stream::DeliveryStreamConfig config(Bytes buffer, Duration interval, Duration retry) {
        stream::DeliveryStreamConfig made;
        made.buffer_size = buffer;
        made.buffer_interval = interval;
        made.retry_every = retry;
        return made;
    }
    [[nodiscard]] stream::Deliver deliver() {
        return [this](std::string, Text object) { return take(std::move(object)); };
    }
    [[nodiscard]] Task<bool> take(Text object) {
        if (world.clock.now() < outage_until) co_return false;
        if (capacity > 0) {
            co_await world.clock.sleep_for(from_seconds(static_cast<double>(object.size()) / capacity));
        }
        arrivals.push_back(world.clock.now());
        co_return true;
    }
    void put_evenly(double records_per_second, std::size_t size, std::uint64_t n) {
        const Distribution gap = Distribution::constant(from_seconds(1 / records_per_second));
        scope.spawn(theory::arrivals(world.context, gap, n,
                                     [this, size] { (void)stream.put(Text(std::string(size, 'x')), ++number); }));
    }

    test::World world;
    Instant outage_until = epoch;
    double capacity = 0;  // bytes a second; none: at once
    std::vector<Instant> arrivals;
    std::uint64_t number = 0;
    stream::DeliveryStream stream;
    Scope scope;
};

}  // namespace

TEST_CASE("theory 14: an object is made each time the buffer is full or the interval has passed, whichever is first") {
    struct Case {
        double records;  // a second
        std::size_t size;
        Bytes buffer;
        Duration interval;
    };
    const Case cases[] = {
        {100, 1000, Bytes{1'000'000}, 60s},
        {100, 1000, Bytes{10'000'000}, 60s},
        {2, 500, Bytes{5'000'000}, 300s},
        {50, 4000, Bytes{5'000'000}, 300s},
    };
    for (const Case& c : cases) {
        Flow flow(c.buffer, c.interval);
        const double bytes = c.records * static_cast<double>(c.size);
        const double period =
            closed_form::flush_period(bytes, static_cast<double>(c.buffer.count), seconds(c.interval));
        constexpr std::uint64_t objects = 20;
        const auto n = static_cast<std::uint64_t>((objects + 1) * period * c.records);
        flow.put_evenly(c.records, c.size, n);
        flow.world.clock.run();
        INFO(bytes << " bytes/s into " << c.buffer.count << " bytes, " << seconds(c.interval) << " s");
        REQUIRE(flow.arrivals.size() >= objects);
        // The interval begins with the first record, so a gap between records comes on top.
        const double found = seconds(flow.arrivals[objects - 1] - flow.arrivals[0]) / (objects - 1);
        CHECK(found >= period - 1e-6);
        CHECK(found <= period + 1 / c.records + 1e-6);
        CHECK(flow.world.counter("events.delivered") == n);
        CHECK(flow.world.histogram("events.freshness").max() <= c.interval + 1ns);
    }
}

TEST_CASE("theory 14: what gathered in an outage is worked off after v D / (mu - v)") {
    struct Case {
        double capacity;
        double outage;
    };
    constexpr double inflow = 100'000;  // bytes a second
    for (const Case& c : {Case{150'000, 600}, Case{400'000, 1800}, Case{1'000'000, 3600}}) {
        Flow flow(Bytes{1'000'000}, 60s);
        flow.capacity = c.capacity;
        flow.outage_until = epoch + from_seconds(c.outage);
        const double expected = closed_form::catch_up(inflow, c.outage, c.capacity).value();
        flow.put_evenly(inflow / 10'000, 10'000,
                        static_cast<std::uint64_t>((c.outage + expected + 300) * inflow / 10'000));
        flow.world.clock.run_until(flow.outage_until);
        CHECK(static_cast<double>(flow.stream.backlog()) * 10'000 == Approx(inflow * c.outage).epsilon(0.01));
        // Caught up: no more than a buffer and what arrives while it is on its way.
        const double resting = 1'000'000 * (1 + inflow / c.capacity);
        while (static_cast<double>(flow.stream.backlog()) * 10'000 > resting) {
            flow.world.clock.run_until(flow.world.clock.now() + 1s);
        }
        INFO("capacity " << c.capacity << ", outage " << c.outage);
        CHECK(seconds(flow.world.clock.now() - flow.outage_until) == Approx(expected).epsilon(0.05));
        CHECK(flow.world.counter("events.lost") == 0);
    }
    CHECK_FALSE(closed_form::catch_up(2, 10, 2).has_value());
}

TEST_CASE("theory 14: records are lost only when an outage lasts longer than a day, and then what came too early") {
    for (const Duration outage : {Duration(23h + 50min), Duration(25h)}) {
        Flow flow(Bytes{1'000'000}, 300s, 20s);  // some hundred objects try again all day
        flow.outage_until = epoch + outage;
        flow.put_evenly(1, 100, 26 * 3600);
        flow.world.clock.run();
        const double too_long = std::max(0.0, seconds(outage - Duration(24h)));
        CHECK(static_cast<double>(flow.world.counter("events.lost")) == Approx(too_long).margin(20 + 2));
        CHECK(flow.world.counter("events.lost") + flow.world.counter("events.delivered") == 26 * 3600);
    }
}
