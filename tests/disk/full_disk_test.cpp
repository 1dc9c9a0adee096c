// A disk that takes no more: files may not grow beyond a limit that the test sets for its own process.
#include <sys/resource.h>

#include <csignal>

#include "world.hpp"

using namespace wt;
using namespace wt::disk;
using store::BlobId;
using store::Change;
using store::Ticket;

namespace {

/// Lets no file of this process grow beyond `bytes`, as long as it lives.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) : handler_(signal(SIGXFSZ, SIG_IGN)) {
        REQUIRE(getrlimit(RLIMIT_FSIZE, &before_) == 0);
        const rlimit now{bytes, before_.rlim_max};
        REQUIRE(setrlimit(RLIMIT_FSIZE, &now) == 0);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;
    ~FileSizeLimit() {
        setrlimit(RLIMIT_FSIZE, &before_);
        signal(SIGXFSZ, handler_);
    }

private:
    void (*handler_)(int);
    rlimit before_{};
};

[[nodiscard]] std::string value_of(int i) { return store::some_bytes(20'000, static_cast<std::uint64_t>(i)); }
[[nodiscard]] std::string key_of(int i) { return std::to_string(100 + i); }

}  // namespace

TEST_CASE("a full disk is told to who waits, with the folder and the reason; what is staged comes through later") {
    const TemporaryFolder folder;
    std::vector<BlobId> blobs;
    int acknowledged = 0;
    {
        World world(folder.path());
        std::optional<FileSizeLimit> full(std::in_place, 500'000);
        std::optional<Error> failure;
        const auto put = [&](int i) {
            blobs.push_back(*world.store.keep(Text(key_of(i))));
            return world.store.stage({Change{"s", key_of(i), value_of(i)}}, {});
        };
        while (!failure) {
            REQUIRE(acknowledged < 100);
            const Ticket ticket = put(acknowledged);
            failure = world.await(world.store.durable(ticket));
            if (!failure) ++acknowledged;
        }
        INFO(failure->message);
        CHECK(failure->message.find("cannot use " + folder / "metadata.sqlite: ") == 0);
        CHECK(failure->message.find("File too large") != std::string::npos);
        CHECK(world.store.trouble().has_value());
        const Ticket second = put(acknowledged + 1);
        CHECK(world.await(world.store.durable(second)).has_value());
        CHECK(world.store.sync().has_value());
        CHECK_FALSE(world.store.is_durable(second));
        for (int i = 0; i < acknowledged + 2; ++i)
            CHECK(world.store.whole(blobs[static_cast<std::size_t>(i)]).value() == key_of(i));
        full.reset();
        world.clock.run_until(world.clock.now() + 1s);
        CHECK(world.store.is_durable(second));
        CHECK_FALSE(world.store.trouble().has_value());
    }
    World world(folder.path());
    const auto rows = world.rows("s");
    REQUIRE(rows.size() == static_cast<std::size_t>(acknowledged) + 2);
    for (int i = 0; i < acknowledged + 2; ++i) {
        CHECK(rows.at(key_of(i)) == value_of(i));
        CHECK(world.store.whole(blobs[static_cast<std::size_t>(i)]).value() == key_of(i));
    }
}

TEST_CASE("a process that ends while the disk is full leaves all that it had acknowledged") {
    const TemporaryFolder folder;
    {
        std::optional<World> world(std::in_place, folder.path());
        world->commit({Change{"s", "a", "1"}});
        const FileSizeLimit full(20'000);
        world->store.stage({Change{"s", "b", value_of(1)}, Change{"s", "c", value_of(2)}}, {});
        CHECK(world->store.sync().has_value());
        world.reset();
    }
    World world(folder.path());
    CHECK(world.rows("s") == std::map<std::string, std::string>{{"a", "1"}});
}

TEST_CASE("a large blob that does not fit is refused with a sentence, and leaves nothing") {
    const TemporaryFolder folder;
    World world(folder.path());
    const FileSizeLimit full(1'500'000);
    const auto try_write = [&](std::size_t size) -> std::optional<Error> {
        const auto writer = world.store.write();
        for (std::size_t at = 0; at < size; at += 500'000) {
            if (auto failure = world.await(writer->write(Text(std::string(500'000, 'x'))))) {
                CHECK(world.await(writer->write(Text("more"))).has_value());
                return failure;
            }
        }
        const Result<BlobId> blob = world.await(writer->finish());
        return blob.ok() ? std::nullopt : std::optional(blob.error());
    };
    for (const std::size_t size : {std::size_t{2'000'000}, std::size_t{5'000'000}}) {
        const std::optional<Error> failure = try_write(size);
        REQUIRE(failure.has_value());
        CHECK(failure->message.find("cannot write " + folder / "tmp/") == 0);
        CHECK(failure->message.find("File too large") != std::string::npos);
        CHECK(files_in(folder / "tmp") == 0);
    }
    CHECK_FALSE(try_write(1'000'000).has_value());
    CHECK(files_in(folder / "objects") == 1);
}

TEST_CASE("a disk that fails for long does not fill the memory, since small blobs are refused beyond a limit") {
    const TemporaryFolder folder;
    FolderLimits limits;
    limits.waiting = 100'000;
    World world(folder.path(), limits);
    std::optional<FileSizeLimit> full(std::in_place, 30'000);
    int kept = 0;
    Result<BlobId> blob = world.store.keep(Text(value_of(0)));
    while (blob.ok() && kept < 100) {
        ++kept;
        const Ticket ticket = world.store.stage({Change{"s", key_of(kept), "v"}}, {});
        CHECK(world.await(world.store.durable(ticket)).has_value());
        blob = world.store.keep(Text(value_of(kept)));
    }
    CHECK(kept == 4);
    REQUIRE_FALSE(blob.ok());
    CHECK(blob.error().message.find("100000 bytes wait to be written to the folder " + folder.path() +
                                    ": cannot use") == 0);
    full.reset();
    world.clock.run_until(world.clock.now() + 1s);
    CHECK(world.store.keep(Text(value_of(5))).ok());
}
