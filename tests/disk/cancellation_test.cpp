// Tasks, writers, streams and stores that go while work of theirs is on the Offload, before it runs or after.
#include "disk/file_stream.hpp"
#include "world.hpp"

using namespace wt;
using namespace wt::disk;
using store::BlobId;
using store::Change;

namespace {

struct ManualWorld {
    TemporaryFolder folder;
    Clock clock;
    ManualOffload offload;
    std::optional<FolderStore> store{std::in_place, clock, folder.path(), offload};
    Scope scope;

    /// Runs `task` to its end, with all the work that it asks for.
    template <class T>
    [[nodiscard]] T await(Task<T> task) {
        std::optional<T> result;
        scope.spawn(store::await_into(std::move(task), result));
        while (!result) {
            if (clock.run_until(clock.now()) > 0) continue;
            offload.finish_one();
        }
        return std::move(*result);
    }
    [[nodiscard]] BlobId write(const std::string& bytes) {
        const auto writer = store->write();
        REQUIRE_FALSE(await(writer->write(Text(bytes))).has_value());
        return *await(writer->finish());
    }
    void settle() {
        while (clock.run_until(clock.now()) > 0 || offload.waiting() > 0) {
            if (offload.waiting() > 0) offload.finish_one();
        }
    }
};

const std::string large = store::some_bytes(2'500'000, 1);

Task<void> finish(std::shared_ptr<store::BlobWriter> writer, bool& finished) {
    const Result<BlobId> blob = co_await writer->finish();
    finished = blob.ok();
}

}  // namespace

TEST_CASE("a writer takes one buffer while the other is written, and waits with the third") {
    ManualWorld world;
    const auto writer = world.store->write();
    const Text mebibyte(std::string_view(large).substr(0, std::size_t{1} << 20));
    std::optional<std::optional<Error>> first;
    std::optional<std::optional<Error>> second;
    world.scope.spawn(store::await_into(writer->write(mebibyte), first));
    CHECK(first.has_value());
    CHECK(world.offload.waiting() == 1);
    world.scope.spawn(store::await_into(writer->write(mebibyte), second));
    CHECK_FALSE(second.has_value());
    world.offload.finish_one();
    world.clock.run_until(world.clock.now());
    CHECK(second.has_value());
    CHECK(world.offload.waiting() == 1);
}

TEST_CASE("a writer that goes before its work has run, or before it has come back, leaves nothing") {
    for (const bool has_run : {false, true}) {
        ManualWorld world;
        {
            const auto writer = world.store->write();
            std::optional<std::optional<Error>> result;
            Scope scope;
            scope.spawn(store::await_into(writer->write(Text(large)), result));
            REQUIRE(world.offload.waiting() == 1);
            if (has_run) world.offload.do_one();
        }
        if (has_run) {
            world.offload.return_one();
        } else {
            world.offload.finish_one();
        }
        CHECK(files_in(world.folder / "tmp") == 0);
        CHECK(files_in(world.folder / "objects") == 0);
    }
}

TEST_CASE("a writer that goes while it finishes leaves nothing, although its file was in place") {
    for (const bool has_run : {false, true}) {
        ManualWorld world;
        bool finished = false;
        {
            const std::shared_ptr<store::BlobWriter> writer = world.store->write();
            REQUIRE_FALSE(world.await(writer->write(Text(std::string(100'000, 'x')))).has_value());
            Scope scope;
            scope.spawn(finish(writer, finished));
            REQUIRE(world.offload.waiting() == 1);
            if (has_run) {
                world.offload.do_one();
                CHECK(files_in(world.folder / "objects") == 1);
            }
        }
        if (has_run) {
            world.offload.return_one();
        } else {
            world.offload.finish_one();
        }
        CHECK_FALSE(finished);
        CHECK(files_in(world.folder / "tmp") == 0);
        CHECK(files_in(world.folder / "objects") == 0);
    }
}

TEST_CASE("a stream that goes while it is read does no harm, and one outlives the store") {
    ManualWorld world;
    const BlobId blob = world.write(large);
    {
        const auto stream = world.store->read(blob, 0, large.size());
        std::optional<Result<Text>> piece;
        Scope scope;
        scope.spawn(store::await_into(stream->next(), piece));
        REQUIRE(world.offload.waiting() == 1);
    }
    world.offload.finish_one();
    const auto stream = world.store->read(blob, 5, 10);
    world.store.reset();
    CHECK(world.await(stream->next()).value() == large.substr(5, 10));
}

TEST_CASE("the end of a store commits what was on its way, and the work that comes too late finds nothing to do") {
    for (const bool has_run : {false, true}) {
        ManualWorld world;
        std::vector<std::string> log;
        world.store->stage({Change{"s", "a", "1"}}, {});
        world.clock.run_until(world.clock.now());
        REQUIRE(world.offload.waiting() == 1);
        const store::Ticket ticket = world.store->stage({Change{"s", "b", "2"}}, {});
        world.scope.spawn(note_durable(*world.store, ticket, log, "b"));
        if (has_run) world.offload.do_one();
        world.store.reset();
        if (has_run) {
            world.offload.return_one();
        } else {
            world.offload.finish_one();
        }
        world.clock.run_until(world.clock.now());
        CHECK(log == std::vector<std::string>{"b"});
        CHECK(World(world.folder.path()).rows("s") == std::map<std::string, std::string>{{"a", "1"}, {"b", "2"}});
    }
}

TEST_CASE("files of dropped blobs go away although the store has gone before") {
    ManualWorld world;
    const BlobId blob = world.write(large);
    world.store->stage({}, {blob});
    world.clock.run_until(world.clock.now());
    world.offload.finish_one();
    CHECK(files_in(world.folder / "objects") == 1);
    world.store.reset();
    world.settle();
    CHECK(files_in(world.folder / "objects") == 0);
}

TEST_CASE("the folder stays taken while a writer's work may still touch it") {
    ManualWorld world;
    {
        const auto writer = world.store->write();
        std::optional<std::optional<Error>> result;
        Scope scope;
        scope.spawn(store::await_into(writer->write(Text(large)), result));
    }
    world.store.reset();
    CHECK_THROWS(World(world.folder.path()));
    world.settle();
    CHECK_NOTHROW(World(world.folder.path()));
}

TEST_CASE("many clients at once, with the work on threads, find all that they wrote") {
    const TemporaryFolder folder;
    constexpr int clients = 32;
    std::map<std::string, BlobId> blobs;
    std::map<std::string, std::string> bytes;
    {
        Clock clock;
        ThreadOffload offload(3);
        FolderStore store(clock, folder.path(), offload);
        int left = clients;
        struct Client {
            static Task<void> run(FolderStore& store, int number, std::map<std::string, BlobId>& blobs,
                                  std::map<std::string, std::string>& bytes, int& left) {
                for (int i = 0; i < 6; ++i) {
                    const std::string key = std::to_string(number) + "-" + std::to_string(i);
                    const std::size_t size = static_cast<std::size_t>(number * 7 + i * 60'000);
                    bytes[key] = store::some_bytes(size, static_cast<std::uint64_t>(number * 100 + i));
                    const auto writer = store.write();
                    for (std::size_t at = 0; at < size; at += 40'000) {
                        Text piece(std::string_view(bytes[key]).substr(at, 40'000));
                        if ((co_await writer->write(std::move(piece))).has_value()) co_return;
                    }
                    const Result<BlobId> blob = co_await writer->finish();
                    if (!blob.ok()) co_return;
                    blobs[key] = blob.value();
                    std::vector<Change> changes(1);
                    changes[0].space = "s";
                    changes[0].key = key;
                    changes[0].value = std::to_string(blob.value());
                    const store::Ticket ticket = store.stage(std::move(changes), std::vector<BlobId>());
                    if ((co_await store.durable(ticket)).has_value()) co_return;
                    const auto stream = store.read(blob.value(), 0, size);
                    std::string read;
                    for (;;) {
                        Result<Text> piece = co_await stream->next();
                        if (!piece.ok() || piece->empty()) break;
                        read += piece->view();
                    }
                    if (read != bytes[key]) co_return;
                }
                --left;
            }
        };
        Scope scope;
        for (int i = 0; i < clients; ++i) scope.spawn(Client::run(store, i, blobs, bytes, left));
        offload.run_until(clock, [&] { return scope.running() == 0; });
        CHECK(left == 0);
    }
    World world(folder.path());
    const auto rows = world.rows("s");
    CHECK(rows.size() == bytes.size());
    for (const auto& [key, all] : bytes) {
        CHECK(rows.at(key) == std::to_string(blobs.at(key)));
        CHECK(world.bytes(blobs.at(key), all.size()) == all);
    }
}
