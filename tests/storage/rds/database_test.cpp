#include "storage/rds/database.hpp"

#include <string>
#include <vector>

#include "base/random.hpp"
#include "catch.hpp"

using namespace wt;
using rds::Applied;
using rds::Capture;
using rds::Database;
using rds::Write;

namespace {

Write put(std::string_view id, std::string_view body, std::uint64_t number) {
    return {Write::Kind::put, Text(id), Text(body), number};
}
Write remove(std::string_view id, std::uint64_t number) { return {Write::Kind::remove, Text(id), Text(), number}; }

}  // namespace

TEST_CASE("what was put is selected, byte for byte") {
    Database database;
    const std::string odd("\0'\"\xff\n", 5);
    const std::vector<Write> writes{put("a", "one", 1), put("b", "", 2), put(odd, odd, 3), put("", "empty id", 4)};
    const Applied applied = database.apply(writes, epoch, Capture::nothing);
    CHECK(applied.changed == 4);
    CHECK(applied.rows_change == 4);
    CHECK(database.select("a") == Text("one"));
    CHECK(database.select("b") == Text(""));
    CHECK(database.select(odd) == Text(odd));
    CHECK(database.select("") == Text("empty id"));
    CHECK_FALSE(database.select("c").has_value());
    CHECK(database.count() == 4);
}

TEST_CASE("a write takes effect unless a newer one was there, in whatever order they come") {
    Database database;
    CHECK(database.apply(std::vector{put("a", "new", 5)}, epoch, Capture::nothing).changed == 1);
    const Applied older = database.apply(std::vector{put("a", "old", 4)}, epoch, Capture::nothing);
    CHECK(older.changed == 0);
    CHECK(older.outdated == 1);
    CHECK(database.select("a") == Text("new"));
    CHECK(database.last_write("a") == 5U);
    CHECK(database.apply(std::vector{put("a", "newer", 6)}, epoch, Capture::nothing).rows_change == 0);
    CHECK(database.select("a") == Text("newer"));
}

TEST_CASE("a removed item stays removed when an older put is replayed, and comes back with a newer one") {
    Database database;
    const std::vector<Write> history{put("a", "1", 1), remove("a", 2)};
    CHECK(database.apply(history, epoch, Capture::nothing).rows_change == 0);
    CHECK_FALSE(database.contains("a"));
    CHECK(database.last_write("a") == 2U);
    CHECK(database.apply(history, epoch, Capture::nothing).outdated == 1);
    CHECK_FALSE(database.select("a").has_value());
    CHECK(database.count() == 0);
    CHECK(database.apply(std::vector{put("a", "3", 3)}, epoch, Capture::nothing).rows_change == 1);
    CHECK(database.select("a") == Text("3"));
}

TEST_CASE("batches in any order, each any number of times, leave the same table") {
    std::vector<Write> writes;
    Random random(5, "test");
    for (std::uint64_t n = 1; n <= 60; ++n) {
        const std::string id = std::to_string(random.below(8));
        writes.push_back(random.chance(0.3) ? remove(id, n) : put(id, std::to_string(n), n));
    }
    Database in_order;
    (void)in_order.apply(writes, epoch, Capture::nothing);
    for (int round = 0; round < 50; ++round) {
        Database shuffled;
        std::vector<Write> twice = writes;
        twice.insert(twice.end(), writes.begin(), writes.end());
        for (std::size_t i = twice.size(); i > 1; --i) std::swap(twice[i - 1], twice[random.below(i)]);
        for (std::size_t at = 0; at < twice.size();) {
            const std::size_t size = std::min<std::size_t>(1 + random.below(10), twice.size() - at);
            (void)shuffled.apply(std::span(twice).subspan(at, size), epoch, Capture::nothing);
            at += size;
        }
        REQUIRE(shuffled.fingerprint() == in_order.fingerprint());
    }
}

TEST_CASE("repeating the captured changes makes an equal table") {
    Database primary;
    Database replica;
    Random random(6, "test");
    for (std::uint64_t n = 1; n <= 300; ++n) {
        std::vector<Write> batch;
        for (std::uint64_t i = 0; i < 1 + random.below(5); ++i) {
            const std::string id = std::to_string(random.below(20));
            batch.push_back(random.chance(0.3) ? remove(id, n) : put(id, std::to_string(random.below(3)), n));
        }
        const Applied applied = primary.apply(batch, epoch + Duration(n), Capture::changes);
        REQUIRE(applied.ids.size() == batch.size());
        REQUIRE(replica.repeat(applied.changes) == 0);
        REQUIRE(replica.fingerprint() == primary.fingerprint());
    }
}

TEST_CASE("a change wins over a row that is not as it was on the primary, and the difference is counted") {
    Database primary;
    Database replica;
    (void)primary.apply(std::vector{put("a", "1", 1)}, epoch, Capture::nothing);
    (void)replica.apply(std::vector{put("a", "else", 1), put("b", "else", 1)}, epoch, Capture::nothing);
    const Applied applied = primary.apply(std::vector{put("a", "2", 2), put("b", "2", 2)}, epoch, Capture::changes);
    CHECK(replica.repeat(applied.changes) == 2);
    CHECK(replica.fingerprint() == primary.fingerprint());
    CHECK(replica.agrees_with_sqlite());
    CHECK(replica.select("b") == Text("2"));
}

TEST_CASE("writes without effect have no changes to repeat") {
    Database primary;
    (void)primary.apply(std::vector{put("a", "1", 2)}, epoch, Capture::nothing);
    const Applied applied = primary.apply(std::vector{put("a", "0", 1)}, epoch, Capture::changes);
    CHECK(applied.changes.empty());
    CHECK(applied.ids.empty());
}

TEST_CASE("a filled database has the numbers from 0 as ids, and its clone the same") {
    for (const std::uint64_t n : {0, 1, 2, 9, 10, 11, 99, 100, 101, 1234}) {
        Database database;
        database.fill(n, "body", epoch);
        CHECK(database.count() == n);
        for (std::uint64_t i = 0; i < n; ++i) REQUIRE(database.contains(std::to_string(i)));
        Database clone;
        clone.clone_from(database);
        CHECK(clone.fingerprint() == database.fingerprint());
        (void)clone.apply(std::vector{put("0", "other", 1)}, epoch, Capture::nothing);
        CHECK(clone.select("0") == Text("other"));
        CHECK(database.select("0") == (n > 0 ? std::optional<Text>("body") : std::nullopt));
    }
}

TEST_CASE("of many items, some of which hash to the same place, each keeps its own") {
    constexpr std::uint64_t half = 50'000;  // of a hundred thousand, eighteen or so are in another's place
    Database database;
    database.fill(half, "filled", epoch);
    std::vector<Write> writes;
    for (std::uint64_t i = half; i < 2 * half; ++i) writes.push_back(put(std::to_string(i), std::to_string(i), i));
    const Applied applied = database.apply(writes, epoch, Capture::changes);
    CHECK(applied.changed == half);
    std::uint64_t right = 0;
    for (std::uint64_t i = 0; i < 2 * half; ++i) {
        const std::string id = std::to_string(i);
        right += database.select(id) == Text(i < half ? std::string("filled") : id) ? 1 : 0;
    }
    CHECK(right == 2 * half);
    Database copy;
    copy.fill(half, "filled", epoch);
    CHECK(copy.repeat(applied.changes) == 0);
    CHECK(copy.fingerprint() == database.fingerprint());
    CHECK(copy.agrees_with_sqlite());
    CHECK(database.agrees_with_sqlite());
}

TEST_CASE("reads are answered as SQLite would, whatever is written, repeated, taken back, copied or forgotten") {
    Random random(7, "test");
    Database database;
    Database replica;
    std::vector<std::vector<rds::RowChange>> history;
    std::uint64_t number = 0;
    for (int step = 0; step < 2000; ++step) {
        const std::uint64_t what = random.below(20);
        if (what < 14) {
            std::vector<Write> batch;
            for (std::uint64_t i = 0; i <= random.below(4); ++i) {
                const std::string id = std::to_string(random.below(60));
                ++number;
                batch.push_back(random.chance(0.3) ? remove(id, number) : put(id, std::to_string(number), number));
            }
            const Applied applied = database.apply(batch, epoch, Capture::changes);
            history.push_back(applied.changes);
            REQUIRE(replica.repeat(applied.changes) == 0);
        } else if (what < 18) {
            for (std::uint64_t i = 0; i <= random.below(3) && !history.empty(); ++i, history.pop_back()) {
                database.undo(history.back());
            }
            replica.clone_from(database);
        } else if (what < 19) {
            (void)replica.apply(std::vector{put("astray", std::to_string(step), ++number)}, epoch, Capture::nothing);
            REQUIRE(replica.agrees_with_sqlite());
            replica.clone_from(database);
        } else if (random.chance(0.2)) {
            history.clear();
            database.clear();
            database.fill(random.below(40), "filled", epoch);
            replica.clone_from(database);
        }
        REQUIRE(database.agrees_with_sqlite());
        REQUIRE(replica.agrees_with_sqlite());
        REQUIRE(replica.fingerprint() == database.fingerprint());
    }
}

TEST_CASE("reads between writes see each of them") {
    Database database;
    Database replica;
    for (std::uint64_t i = 1; i <= 20; ++i) {
        const std::string body = std::to_string(i);
        const Applied applied = database.apply(std::vector{put("a", body, i)}, epoch, Capture::changes);
        CHECK(database.select("a") == Text(body));
        CHECK(replica.select("a").has_value() == (i > 1));
        CHECK(replica.repeat(applied.changes) == 0);
        CHECK(replica.select("a") == Text(body));
    }
    database.clone_from(replica);
    CHECK(database.select("a") == Text("20"));
}
