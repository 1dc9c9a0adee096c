// Folders that cannot be used, or have been broken.
#include <fstream>

#include "base/random.hpp"
#include "child.hpp"
#include "disk/database.hpp"
#include "world.hpp"

using namespace wt;
using namespace wt::disk;
using store::BlobId;
using store::Change;

namespace {

/// The sentence with which a folder is refused; empty when it is not.
[[nodiscard]] std::string refusal(const std::string& folder) {
    Clock clock;
    InlineOffload offload;
    try {
        const FolderStore store(clock, folder, offload);
        return "";
    } catch (const std::exception& failure) {
        return failure.what();
    }
}

[[nodiscard]] bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

[[nodiscard]] bool exists(const std::string& path) { return std::filesystem::exists(path); }

/// Copies what a killed process would have left.
void copy_folder(const std::string& from, const std::string& to) {
    std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
    std::filesystem::remove(to + "/metadata.sqlite-shm");
}

/// A folder whose log has `transactions` in it, each of three rows and a small blob; nothing of it in the tables.
struct Logged {
    static constexpr int transactions = 30;
    TemporaryFolder folder;
    std::vector<BlobId> blobs;
    std::string wal = folder / "killed/metadata.sqlite-wal";
    std::uint64_t wal_size = 0;

    Logged() {
        World world(folder / "live");
        for (int i = 0; i < transactions; ++i) {
            blobs.push_back(*world.store.keep(Text(blob(i))));
            world.commit({Change{"a", key(i), blob(i)}, Change{"b", key(i), "x"}, Change{"last", "n", key(i)}});
        }
        copy_folder(folder / "live", folder / "killed");
        wal_size = std::filesystem::file_size(wal);
        REQUIRE(wal_size > 30 * 4096);
    }
    static std::string key(int i) { return std::to_string(1000 + i); }
    static std::string blob(int i) {
        return store::some_bytes(static_cast<std::size_t>(i) * 300, static_cast<std::uint64_t>(i));
    }

    /// How many transactions are there: each as a whole, and none without all before it.
    [[nodiscard]] int whole_transactions(const std::string& torn) const {
        World world(torn);
        const auto a = world.rows("a");
        const auto b = world.rows("b");
        const auto last = world.rows("last");
        const int there = static_cast<int>(a.size());
        REQUIRE(b.size() == a.size());
        REQUIRE(last.size() == (a.empty() ? 0 : 1));
        for (int i = 0; i < there; ++i) {
            REQUIRE(a.at(key(i)) == blob(i));
            REQUIRE(b.contains(key(i)));
        }
        if (there > 0) REQUIRE(last.at("n") == key(there - 1));
        for (int i = 0; i < transactions; ++i) {
            const auto bytes = world.store.whole(blobs[static_cast<std::size_t>(i)]);
            REQUIRE(bytes.has_value() == (i < there));
            if (bytes) REQUIRE(*bytes == blob(i));
        }
        return there;
    }
};

}  // namespace

TEST_CASE("a log that is cut anywhere loses whole transactions, the latest first") {
    Logged logged;
    Random random(1, "cuts");
    std::map<std::uint64_t, int> there;  // by what was left of the log
    for (int i = 0; i < 40; ++i) {
        const std::uint64_t left = i == 0 ? logged.wal_size : random.below(logged.wal_size);
        const std::string torn = logged.folder / "torn";
        std::filesystem::copy(logged.folder / "killed", torn, std::filesystem::copy_options::recursive);
        std::filesystem::resize_file(torn + "/metadata.sqlite-wal", left);
        there[left] = logged.whole_transactions(torn);
        std::filesystem::remove_all(torn);
    }
    CHECK(there.at(logged.wal_size) == Logged::transactions);
    int before = 0;
    for (const auto& [left, transactions] : there) {
        CHECK(transactions >= before);
        before = transactions;
    }
    CHECK(there.begin()->second < Logged::transactions);
}

TEST_CASE("a log with a broken byte ends before the transaction that has it") {
    Logged logged;
    Random random(2, "bytes");
    int least = Logged::transactions;
    for (int i = 0; i < 20; ++i) {
        const std::string torn = logged.folder / "torn";
        std::filesystem::copy(logged.folder / "killed", torn, std::filesystem::copy_options::recursive);
        const auto place = static_cast<std::streamoff>(32 + random.below(logged.wal_size - 32));
        std::fstream log(torn + "/metadata.sqlite-wal", std::ios::in | std::ios::out | std::ios::binary);
        log.seekg(place);
        const int byte = log.get();
        log.seekp(place);
        log.put(static_cast<char>(byte ^ 0x55));
        log.close();
        const int there = logged.whole_transactions(torn);
        CHECK(there < Logged::transactions);
        least = std::min(least, there);
        std::filesystem::remove_all(torn);
    }
    CHECK(least < Logged::transactions / 2);
}

TEST_CASE("a folder belongs to one process, and the other one is told which has it") {
    const TemporaryFolder folder;
    std::optional<World> world(std::in_place, folder.path());
    const auto other = [&] {
        Child child([&](int to) { say(to, refusal(folder.path())); });
        return child.hear();
    };
    CHECK(other() == "the folder " + folder.path() + " is in use by process " + std::to_string(getpid()) +
                         ": stop that one, or give another folder\n");
    CHECK(has(refusal(folder.path()), "is in use by process"));
    world.reset();
    CHECK(other() == "\n");
}

TEST_CASE("a folder of a later version is refused, and stays as it was") {
    const TemporaryFolder folder;
    {
        World world(folder.path());
    }
    {
        Connection database(folder / "metadata.sqlite", Connection::Access::write);
        REQUIRE_FALSE(database.execute("UPDATE folder SET value = 7 WHERE name = 'format'").has_value());
    }
    CHECK(refusal(folder.path()) == "the folder " + folder.path() +
                                        " was written by a later version of Windtunnel (format 7, and this one knows "
                                        "formats up to 1): use that version, or give another folder");
}

TEST_CASE("a folder with other things in it is refused, and nothing in it is touched") {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "tmp");
    std::ofstream(folder / "tmp/00000000000000ff") << "precious";
    CHECK(has(refusal(folder.path()), "holds other things, and no metadata.sqlite"));
    CHECK(exists(folder / "tmp/00000000000000ff"));
    CHECK_FALSE(exists(folder / "lock"));
}

TEST_CASE("a database that is none of ours, or none at all, is refused") {
    const TemporaryFolder folder;
    {
        Connection database(folder / "metadata.sqlite", Connection::Access::write);
        REQUIRE_FALSE(database.execute("CREATE TABLE friends (name)").has_value());
    }
    CHECK(refusal(folder.path()) == folder / "metadata.sqlite" + " is not a database of Windtunnel");
    std::ofstream(folder / "metadata.sqlite") << std::string(10'000, 'x');
    CHECK(refusal(folder.path()) == "cannot use " + folder / "metadata.sqlite" + ": file is not a database");
}

TEST_CASE("what is no folder, and what cannot be made, is refused with a sentence") {
    const TemporaryFolder folder;
    std::ofstream(folder / "file") << "x";
    CHECK(has(refusal(folder / "file"), "cannot use the folder " + folder / "file" + ": Not a directory"));
    CHECK(has(refusal(folder / "file/below"), "cannot use the folder"));
    CHECK(refusal(folder / "a/new/one/") == "");
    CHECK(refusal(folder / "a/new/one") == "");
}

TEST_CASE("a folder whose making was broken off is made whole") {
    const TemporaryFolder folder;
    std::ofstream(folder / "lock") << "123";
    std::ofstream(folder / "metadata.sqlite") << "";
    std::filesystem::create_directory(folder / "lost+found");
    CHECK(refusal(folder.path()) == "");
    World world(folder.path());
    world.commit({Change{"s", "k", "v"}});
    CHECK_FALSE(world.write(std::string(100'000, 'x')) == 0);
}
