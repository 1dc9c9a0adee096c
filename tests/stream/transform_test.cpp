#include <optional>
#include <string>
#include <vector>

#include "base/scope.hpp"
#include "catch.hpp"
#include "storage/world.hpp"
#include "stream/delivery_stream.hpp"

using namespace wt;
using stream::Transformed;
using test::World;
using Verdict = stream::Transformed::Result;

namespace {

struct Bucket {
    [[nodiscard]] stream::Deliver deliver() {
        return [this](std::string key, Text object) -> Task<bool> {
            if (open) {
                keys.push_back(key);
                text += object.view();
            }
            co_return open;
        };
    }
    bool open = true;
    std::vector<std::string> keys;
    std::string text;
};

/// Writes in capitals, drops "d", cannot process "f", says nothing of "m", and "r" twice.
struct Capitals {
    [[nodiscard]] stream::InvokeTransform invoke() {
        return [this](std::vector<stream::Record> records) { return answer(std::move(records)); };
    }
    int invocations = 0;
    int failing = 0;  // so many invocations fail
    std::size_t too_few = 0;

private:
    Task<std::optional<std::vector<Transformed>>> answer(std::vector<stream::Record> records) {
        ++invocations;
        std::vector<Transformed> answers;
        if (failing > 0) {
            --failing;
            co_return std::nullopt;
        }
        for (std::size_t i = 0; i + too_few < records.size(); ++i) {
            std::string text = records[i].data.str();
            Transformed result;
            result.result = text == "d"   ? Verdict::dropped
                            : text == "f" ? Verdict::failed
                            : text == "m" ? Verdict::missing
                            : text == "r" ? Verdict::repeated
                                          : Verdict::ok;
            for (char& c : text) c = static_cast<char>(c - 'a' + 'A');
            result.data = Text(text);
            answers.push_back(std::move(result));
        }
        co_return std::optional(std::move(answers));
    }
};

struct Setting {
    Setting() {
        events.transform_by(capitals.invoke());
        scope.spawn(events.run());
    }
    static stream::DeliveryStreamConfig config() {
        stream::DeliveryStreamConfig config;
        config.buffer_size = Bytes{1024 * 1024};
        config.buffer_interval = 60s;
        config.transform.function = "capitals";
        config.transform.buffer_interval = 10s;
        return config;
    }
    void put(std::string_view letters) {
        for (const char c : letters) REQUIRE(events.put(Text(std::string(1, c)), 0).ok());
    }
    [[nodiscard]] bool conserved() {
        return world.counter("events.accepted") == world.counter("events.delivered") + world.counter("events.lost") +
                                                       world.counter("events.dropped") +
                                                       world.counter("events.failed") + events.backlog();
    }
    World world;
    Bucket bucket;
    Capitals capitals;
    stream::DeliveryStream events{world.context, "events", config(), bucket.deliver()};
    Scope scope;
};

}  // namespace

TEST_CASE("a function sees the records in batches, and what it answers is delivered in order") {
    Setting s;
    s.put("abc");
    s.world.clock.run_until(epoch + 9s);
    CHECK(s.capitals.invocations == 0);
    s.world.clock.run_until(epoch + 10s);
    CHECK(s.capitals.invocations == 1);
    // Then the destination's buffer.
    s.world.clock.run_until(epoch + 69s);
    CHECK(s.bucket.text.empty());
    s.put("e");
    CHECK(s.events.backlog() == 4);
    s.world.clock.run_until(epoch + 200s);
    CHECK(s.bucket.text == "ABCE");
    CHECK(s.conserved());
}

TEST_CASE("a dropped record is gone, a failed one lies under the error prefix as it came") {
    Setting s;
    s.put("adfg");
    s.world.clock.run_until(epoch + 200s);
    REQUIRE(s.bucket.keys.size() == 2);
    CHECK(s.world.counter("events.dropped") == 1);
    CHECK(s.world.counter("events.failed") == 1);
    CHECK(s.world.counter("events.delivered") == 2);
    CHECK(s.world.counter("events.errors.delivered") == 1);
    CHECK((s.bucket.keys[0].starts_with("processing-failed/") || s.bucket.keys[1].starts_with("processing-failed/")));
    CHECK(s.bucket.text.find("AG") != std::string::npos);
    CHECK(s.bucket.text.find(R"("rawData":"Zg==")") != std::string::npos);
    CHECK(s.bucket.text.find(R"("errorCode":"Lambda.ProcessingFailedStatus")") != std::string::npos);
    CHECK(s.events.idle());
    CHECK(s.conserved());
}

TEST_CASE("a record whose id is missing or repeated fails by itself, at once") {
    Setting s;
    s.put("amrg");
    s.world.clock.run_until(epoch + 200s);
    CHECK(s.capitals.invocations == 1);
    CHECK(s.world.counter("events.delivered") == 2);
    CHECK(s.world.counter("events.failed") == 2);
    CHECK(s.bucket.text.find("AG") != std::string::npos);
    CHECK(s.bucket.text.find(R"("attemptsMade":1)") != std::string::npos);
    CHECK(s.bucket.text.find(R"("errorCode":"Lambda.MissingRecordId","errorMessage":"One or more record Ids were not )"
                             R"(returned. Ensure that the Lambda function returns all received record Ids.")") !=
          std::string::npos);
    CHECK(
        s.bucket.text.find(R"("errorCode":"Lambda.DuplicatedRecordId","errorMessage":"Multiple records were returned )"
                           R"(with the same record Id. Ensure that the Lambda function returns a unique record Id )"
                           R"(for each record.")") != std::string::npos);
    CHECK(s.conserved());
}

TEST_CASE("an invocation is tried three times again, then its records have failed") {
    Setting s;
    s.capitals.failing = 3;
    s.put("abc");
    s.world.clock.run_until(epoch + 200s);
    CHECK(s.bucket.text == "ABC");
    CHECK(s.capitals.invocations == 4);

    s.capitals.failing = 4;
    s.put("def");
    s.world.clock.run_until(epoch + 400s);
    CHECK(s.world.counter("events.failed") == 3);
    CHECK(s.bucket.text.find(R"("attemptsMade":4)") != std::string::npos);
    CHECK(s.bucket.text.find("Lambda.FunctionError") != std::string::npos);
    CHECK(s.conserved());
}

TEST_CASE("an answer that leaves records out is a failure") {
    Setting s;
    s.capitals.too_few = 1;
    s.put("abc");
    s.world.clock.run_until(epoch + 200s);
    CHECK(s.world.counter("events.failed") == 3);
    CHECK(s.world.counter("events.transform.errors") == 4);
}

TEST_CASE("the transformation's buffer is flushed by its size as well") {
    Setting s;
    for (int i = 0; i < 3; ++i) REQUIRE(s.events.put(Text(std::string(400 * 1024, 'x')), 0).ok());
    s.world.clock.run_until(epoch + 1ms);
    CHECK(s.capitals.invocations == 1);
}

TEST_CASE("draining carries records through the transformation to their end") {
    Setting s;
    s.put("adf");
    s.scope.spawn(s.events.drain());
    s.world.clock.run_until(epoch + 1s);
    CHECK(s.events.idle());
    CHECK(s.bucket.keys.size() == 2);
}

TEST_CASE("a backup gets every record as it came, and keeps it when the destination is down") {
    World world;
    Bucket bucket;
    Bucket backup;
    bucket.open = false;
    Capitals capitals;
    stream::DeliveryStreamConfig config = Setting::config();
    config.retention = 100s;
    stream::DeliveryStream events(world.context, "events", config, bucket.deliver());
    events.transform_by(capitals.invoke());
    events.back_up_to(backup.deliver());
    Scope scope;
    scope.spawn(events.run());
    for (const char* letter : {"a", "d", "f"}) REQUIRE(events.put(Text(std::string(letter)), 0).ok());
    world.clock.run_until(epoch + 300s);
    CHECK(backup.text == "adf");
    CHECK(backup.keys[0].starts_with("source_records/1970/01/01/00/events-1-"));
    CHECK(world.counter("events.lost") == 1);
    CHECK(world.counter("events.errors.lost") == 1);
    CHECK(world.counter("events.backup.delivered") == 3);
    CHECK(events.idle());
}
