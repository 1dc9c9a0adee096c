#include "catch.hpp"

#include "logs/batch_rules.hpp"
#include "logs/event_key.hpp"
#include "logs/limits.hpp"
#include "logs/names.hpp"
#include "logs/retention.hpp"

using namespace wt;
using namespace wt::logs;

namespace {

constexpr std::int64_t hour = 3600 * 1000;
constexpr std::int64_t now = 1'000'000 * hour;

std::vector<InputEvent> at(const std::vector<std::int64_t>& times) {
    std::vector<InputEvent> events;
    for (const std::int64_t time : times) events.push_back({now + time, "x"});
    return events;
}

}  // namespace

TEST_CASE("an event's id is its time and number in 56 digits, in order of both") {
    // Source of the id: the example of FilterLogEvents in AWS's API reference begins so at that time.
    CHECK(event_id({1'396'035'378'988, 0}).substr(0, 13) == "3113262927494");
    for (const EventKey& key : {EventKey{0, 0}, EventKey{0, 1}, EventKey{1, last_number}, EventKey{now, 17},
                                EventKey{std::numeric_limits<std::int64_t>::max(), last_number}}) {
        CHECK(event_id(key).size() == (key.timestamp <= now ? 56 : 63));
        CHECK((read_event_id(event_id(key)) == key));
    }
    CHECK(event_id({5, last_number}) < event_id({6, 0}));
    CHECK_FALSE(read_event_id(std::string(63, '9')));
    CHECK_FALSE(read_event_id("0" + event_id({now, 1})));
    CHECK_FALSE(read_event_id("17"));
    CHECK_FALSE(read_event_id(std::string(55, '0') + "x"));
    CHECK_FALSE(read_event_id("0000000000000000000000000000000000036893488147419103232"));
}

TEST_CASE("a batch's events that are too old, expired or too new are left out and told") {
    const auto good = admit(at({-hour, 0, 2 * hour}), now, std::nullopt);
    REQUIRE(good.ok());
    CHECK(good->begin == 0);
    CHECK(good->end == 3);
    CHECK_FALSE((good->too_new_from || good->too_old_to || good->expired_to));

    const auto mixed = admit(at({-15 * 24 * hour, -14 * 24 * hour - 1, -25 * hour, 0, 2 * hour + 1}), now, 1);
    REQUIRE(mixed.ok());
    CHECK(mixed->too_old_to == std::size_t{2});
    CHECK(mixed->expired_to == std::size_t{3});
    CHECK(mixed->too_new_from == std::size_t{4});
    CHECK(mixed->begin == 3);
    CHECK(mixed->end == 4);

    const auto none = admit(at({3 * hour, 4 * hour}), now, std::nullopt);
    REQUIRE(none.ok());
    CHECK(none->begin == none->end);
}

TEST_CASE("a batch out of order, over a day, or too large is refused") {
    const auto message = [](const std::vector<InputEvent>& events) {
        const auto admission = admit(events, now, std::nullopt);
        return admission.ok() ? "" : admission.error().message;
    };
    CHECK(message(at({0, -1})) == "Log events in a single PutLogEvents request must be in chronological order.");
    CHECK(message(at({-24 * hour, 0})).empty());
    CHECK(message(at({-24 * hour, 1})).find("24 hours") != std::string::npos);
    CHECK(message(at({-20 * 24 * hour, 0})).empty());
    std::vector<InputEvent> large = at({0, 0});
    large[0].message = std::string(600'000, 'x');
    large[1].message = std::string(largest_batch - 2 * event_overhead - 600'000, 'x');
    CHECK(message(large).empty());
    large[1].message += 'x';
    CHECK(message(large) == "Upload too large: 1048577 bytes exceeds limit of 1048576");
    large = at({0});
    large[0].message = std::string(largest_event, 'x');
    CHECK(message(large) == "Log event too large: 1048602 bytes exceeds limit of 1048576");
}

TEST_CASE("a group is named by its name or its ARN") {
    CHECK(read_group_name("/aws/lambda/f")->name == "/aws/lambda/f");
    const auto arn = read_group_name("arn:aws:logs:eu-west-1:111122223333:log-group:/a/b");
    CHECK(arn->name == "/a/b");
    CHECK(arn->place == aws::AccountRegion{"111122223333", "eu-west-1"});
    CHECK(read_group_name("arn:aws:logs:eu-west-1:111122223333:log-group:/a/b:*")->name == "/a/b");
    CHECK_FALSE(read_group_name("arn:aws:logs:eu-west-1:111122223333:destination:d"));
    CHECK_FALSE(read_group_name("arn:aws:s3:eu-west-1:111122223333:log-group:d"));
    CHECK_FALSE(read_group_name("arn:aws:logs"));
}

TEST_CASE("only AWS's days are a retention") {
    CHECK(is_retention(1));
    CHECK(is_retention(3653));
    CHECK_FALSE(is_retention(2));
    CHECK_FALSE(is_retention(0));
}
