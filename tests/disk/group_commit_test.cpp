#include "disk/group_commit.hpp"

#include "world.hpp"

using namespace wt;
using namespace wt::disk;
using store::Change;
using store::Ticket;

namespace {

/// A disk that does what the test says, and what it got: each batch as its keys in order.
struct Disk {
    Clock clock;
    ManualOffload offload;
    std::optional<Error> failure;
    std::vector<std::string> tried;
    std::vector<std::string> committed;
    GroupCommit commits{clock, offload,
                        [this](const Batch& batch) {
                            tried.push_back(keys(batch));
                            return failure;
                        },
                        [this](Batch batch) { committed.push_back(keys(batch)); }};
    std::vector<std::string> log;
    Scope scope;

    static std::string keys(const Batch& batch) {
        std::string all;
        for (const Batch::Kept& kept : batch.kept) all += kept.dropped ? "" : "(" + kept.bytes.str() + ")";
        for (const Change& change : batch.changes) all += change.key;
        for (const store::BlobId blob : batch.dropped) all += "-" + std::to_string(blob);
        return all;
    }
    Ticket stage(const std::string& key) { return commits.stage({Change{"s", key, "v"}}, {}); }
    Task<void> wait(Ticket ticket, std::string name) {
        const std::optional<Error> why = co_await commits.durable(ticket);
        log.push_back(why ? name + ": " + why->message : name);
    }
    void stage_and_wait(const std::string& key) {
        const Ticket ticket = stage(key);
        scope.spawn(wait(ticket, key));
    }
    /// Everybody goes on who can without the disk.
    void settle() { clock.run_until(clock.now()); }
};

using Log = std::vector<std::string>;

}  // namespace

TEST_CASE("what is staged while a commit runs goes together into the next") {
    Disk disk;
    disk.stage_and_wait("a");
    disk.stage_and_wait("b");
    disk.settle();
    REQUIRE(disk.offload.waiting() == 1);
    disk.stage_and_wait("c");
    disk.stage_and_wait("d");
    disk.settle();
    CHECK(disk.log.empty());
    disk.offload.finish_one();
    disk.settle();
    CHECK(disk.log == Log{"a", "b"});
    disk.offload.finish_one();
    disk.settle();
    CHECK(disk.log == Log{"a", "b", "c", "d"});
    CHECK(disk.committed == Log{"ab", "cd"});
    CHECK(disk.offload.waiting() == 0);
}

TEST_CASE("what is durable already does not wait") {
    Disk disk;
    const Ticket ticket = disk.stage("a");
    CHECK_FALSE(disk.commits.is_durable(ticket));
    disk.settle();
    disk.offload.finish_one();
    CHECK(disk.commits.is_durable(ticket));
    CHECK_FALSE(store::finished(disk.commits.durable(ticket)).has_value());
}

TEST_CASE("a commit that fails is told to those who wait, and tried again a second later, in order") {
    Disk disk;
    disk.failure = Error{"the disk is full"};
    disk.stage_and_wait("a");
    disk.settle();
    disk.offload.finish_one();
    disk.settle();
    CHECK(disk.log == Log{"a: the disk is full"});
    CHECK(disk.commits.trouble()->message == "the disk is full");
    CHECK(disk.offload.waiting() == 0);
    disk.failure.reset();
    disk.clock.run_until(disk.clock.now() + 999ms);
    CHECK(disk.offload.waiting() == 0);
    disk.clock.run_until(disk.clock.now() + 1ms);
    REQUIRE(disk.offload.waiting() == 1);
    disk.offload.finish_one();
    CHECK(disk.committed == Log{"a"});
    CHECK_FALSE(disk.commits.trouble().has_value());
    disk.clock.run_until(disk.clock.now() + 10s);
    CHECK(disk.offload.waiting() == 0);
}

TEST_CASE("after a failure the next stage tries again at once, behind what failed") {
    Disk disk;
    disk.failure = Error{"no"};
    disk.commits.keep(2, Text("blob"));
    disk.stage_and_wait("a");
    disk.settle();
    disk.offload.finish_one();
    disk.settle();
    disk.failure.reset();
    disk.commits.keep(4, Text("later"));
    disk.stage_and_wait("b");
    disk.settle();
    REQUIRE(disk.offload.waiting() == 1);
    disk.offload.finish_one();
    disk.settle();
    CHECK(disk.tried == Log{"(blob)a", "(blob)(later)ab"});
    CHECK(disk.committed == Log{"(blob)(later)ab"});
    CHECK(disk.log == Log{"a: no", "b"});
}

TEST_CASE("what was staged while a commit failed is tried at once, and who waits for it hears of that try alone") {
    Disk disk;
    disk.failure = Error{"no"};
    disk.stage_and_wait("a");
    disk.settle();
    disk.stage_and_wait("b");
    disk.offload.do_one();
    disk.failure.reset();
    disk.offload.return_one();
    disk.settle();
    CHECK(disk.log == Log{"a: no"});
    REQUIRE(disk.offload.waiting() == 1);
    disk.offload.finish_one();
    disk.settle();
    CHECK(disk.log == Log{"a: no", "b"});
    CHECK(disk.committed == Log{"ab"});
}

TEST_CASE("who asks again after a failure waits for the next try") {
    Disk disk;
    disk.failure = Error{"no"};
    const Ticket ticket = disk.stage("a");
    disk.settle();
    disk.offload.finish_one();
    disk.settle();
    disk.failure.reset();
    disk.scope.spawn(disk.wait(ticket, "again"));
    disk.settle();
    CHECK(disk.log.empty());
    disk.clock.run_until(disk.clock.now() + 1s);
    disk.offload.finish_one();
    disk.settle();
    CHECK(disk.log == Log{"again"});
}

TEST_CASE("a waiter that is cancelled leaves the others waiting") {
    Disk disk;
    const Ticket ticket = disk.stage("a");
    std::optional<Scope> impatient(std::in_place);
    impatient->spawn(disk.wait(ticket, "impatient"));
    disk.scope.spawn(disk.wait(ticket, "patient"));
    disk.settle();
    impatient.reset();
    disk.offload.finish_one();
    disk.settle();
    CHECK(disk.log == Log{"patient"});
}

TEST_CASE("kept blobs go with the next stage and not before, and can be had meanwhile") {
    Disk disk;
    disk.commits.keep(2, Text("x"));
    disk.settle();
    CHECK(disk.offload.waiting() == 0);
    CHECK(disk.commits.find(2).value() == "x");
    CHECK(disk.commits.waiting_bytes() == 1);
    disk.stage("a");
    disk.settle();
    CHECK(disk.commits.find(2).value() == "x");
    disk.offload.finish_one();
    CHECK_FALSE(disk.commits.find(2).has_value());
    CHECK(disk.committed == Log{"(x)a"});
    CHECK(disk.commits.waiting_bytes() == 0);
}

TEST_CASE("a kept blob that is dropped in the same batch is left out; one that is under way is deleted in the next") {
    Disk disk;
    disk.commits.keep(2, Text("x"));
    disk.commits.stage({}, {2, 5});
    disk.commits.keep(4, Text("y"));
    CHECK_FALSE(disk.commits.find(2).has_value());
    disk.settle();
    disk.commits.stage({}, {4});
    disk.offload.finish_one();
    disk.settle();
    disk.offload.finish_one();
    CHECK(disk.committed == Log{"(y)-5", "-4"});
}

TEST_CASE("sync commits what is under way and what has gathered, once each") {
    Disk disk;
    disk.stage_and_wait("a");
    disk.settle();
    disk.stage_and_wait("b");
    REQUIRE(disk.offload.waiting() == 1);
    CHECK_FALSE(disk.commits.sync().has_value());
    CHECK(disk.committed == Log{"a", "b"});
    disk.offload.finish_all();
    disk.settle();
    CHECK(disk.tried == Log{"a", "b"});
    CHECK(disk.log == Log{"a", "b"});
    disk.stage_and_wait("c");
    disk.settle();
    disk.offload.finish_one();
    CHECK(disk.committed == Log{"a", "b", "c"});
}

TEST_CASE("sync says why it could not, and what is staged is not lost") {
    Disk disk;
    disk.failure = Error{"no"};
    disk.stage("a");
    CHECK(disk.commits.sync().value().message == "no");
    disk.failure.reset();
    CHECK_FALSE(disk.commits.sync().has_value());
    CHECK(disk.committed == Log{"a"});
}

TEST_CASE("work that is done after the end of the store touches nothing of it") {
    ManualOffload offload;
    Clock clock;
    int commits = 0;
    {
        GroupCommit group(
            clock, offload, [&](const Batch&) { return ++commits, std::optional<Error>(); }, [](Batch) {});
        group.stage({Change{"s", "k", "v"}}, {});
        clock.run_until(clock.now());
        REQUIRE(offload.waiting() == 1);
    }
    offload.finish_all();
    CHECK(commits == 0);
}
