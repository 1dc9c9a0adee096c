// A process that writes is killed at random moments. Whatever it had staged is there up to some stage, in order, and
// that is no earlier than the last one that it had acknowledged.
#include <charconv>
#include <sstream>

#include "base/random.hpp"
#include "child.hpp"
#include "world.hpp"

using namespace wt;
using namespace wt::disk;
using store::BlobId;
using store::Change;
using store::Ticket;

namespace {

/// What a row says of the blob that it names.
struct Entry {
    std::uint64_t stage = 0;
    BlobId blob = 0;
    std::size_t size = 0;
    std::uint64_t seed = 0;

    [[nodiscard]] std::string text() const {
        std::ostringstream out;
        out << stage << ' ' << blob << ' ' << size << ' ' << seed;
        return out.str();
    }
    [[nodiscard]] static Entry parse(const std::string& text) {
        std::istringstream in(text);
        Entry entry;
        in >> entry.stage >> entry.blob >> entry.size >> entry.seed;
        return entry;
    }
};
using Entries = std::map<std::string, Entry>;  // by key
using Rows = std::map<std::string, std::string>;

[[nodiscard]] Rows rows_of(FolderStore& store, std::string_view space) {
    Rows rows;
    store.load(space, [&](std::string_view key, std::string_view value) { rows.emplace(key, value); });
    return rows;
}

[[nodiscard]] Entries entries_of(FolderStore& store, std::unordered_set<BlobId>& blobs) {
    Entries entries;
    for (const auto& [key, value] : rows_of(store, "entries")) {
        entries[key] = Entry::parse(value);
        blobs.insert(entries[key].blob);
    }
    return entries;
}

[[nodiscard]] std::uint64_t last_stage(FolderStore& store) {
    const Rows last = rows_of(store, "last");
    return last.empty() ? 0 : std::stoull(last.at("stage"));
}

/// The process that is killed: clients that put and delete, each with keys of its own.
struct Writer {
    Writer(const std::string& folder, int say_to, std::uint64_t seed)
        : to(say_to), store(clock, folder, offload), random(seed, "writer") {
        stages = last_stage(store);
        std::unordered_set<BlobId> blobs;
        entries = entries_of(store, blobs);
        store.keep_only(blobs);
    }

    int to;
    Clock clock;
    ThreadOffload offload;
    FolderStore store;
    Random random;
    std::uint64_t stages = 0;
    Entries entries;
    Scope scope;

    Task<void> client(int number) {
        for (;;) {
            const std::string key = std::to_string(number) + "-" + std::to_string(random.below(4));
            if (random.below(5) == 0) {
                co_await remove(key);
            } else {
                co_await put(key, random.below(4) == 0 ? 65'537 + random.below(200'000) : random.below(3000));
            }
        }
    }
    Task<void> put(std::string key, std::size_t size) {
        Entry entry;
        entry.size = size;
        entry.seed = random.below(1'000'000);
        const std::string bytes = store::some_bytes(size, entry.seed);
        if (size <= store::Store::small_blob) {
            entry.blob = *store.keep(Text(bytes));
        } else {
            const auto writer = store.write();
            for (std::size_t at = 0; at < size; at += 50'000) {
                Text piece(std::string_view(bytes).substr(at, 50'000));
                if ((co_await writer->write(std::move(piece))).has_value()) _exit(2);
            }
            const Result<BlobId> blob = co_await writer->finish();
            if (!blob.ok()) _exit(2);
            entry.blob = blob.value();
        }
        std::vector<BlobId> dropped;
        if (const auto before = entries.find(key); before != entries.end()) dropped.push_back(before->second.blob);
        entry.stage = ++stages;
        entries[key] = entry;
        std::vector<Change> changes;
        changes.push_back(Change{"entries", key, entry.text()});
        changes.push_back(Change{"again", key, entry.text()});
        co_await commit(key + " " + entry.text(), std::move(changes), std::move(dropped));
    }
    Task<void> remove(std::string key) {
        const auto before = entries.find(key);
        if (before == entries.end()) co_return;
        std::vector<BlobId> dropped{before->second.blob};
        entries.erase(before);
        std::vector<Change> changes;
        changes.push_back(Change{"entries", key, std::nullopt});
        changes.push_back(Change{"again", key, std::nullopt});
        ++stages;
        co_await commit(key + " " + std::to_string(stages), std::move(changes), std::move(dropped));
    }
    Task<void> commit(std::string line, std::vector<Change> changes, std::vector<BlobId> dropped) {
        const std::uint64_t stage = stages;
        changes.push_back(Change{"last", "stage", std::to_string(stage)});
        say(to, "staged " + line);
        const Ticket ticket = store.stage(std::move(changes), std::move(dropped));
        if ((co_await store.durable(ticket)).has_value()) _exit(3);
        say(to, "acknowledged " + std::to_string(stage));
    }
    [[noreturn]] void run() {
        for (int i = 0; i < 8; ++i) scope.spawn(client(i));
        offload.run_until(clock, [] { return false; });
        _exit(4);
    }
};

/// What the killed process has said, and what it must have left.
struct Story {
    std::vector<std::pair<std::string, Entry>> staged;  // key, and its new entry; no size of the name: deleted
    std::uint64_t acknowledged = 0;

    explicit Story(const std::string& said) {
        std::istringstream in(said);
        for (std::string line; std::getline(in, line);) {
            if (in.eof()) break;  // it was killed in the middle of it
            std::istringstream words(line);
            std::string what;
            std::string key;
            words >> what;
            if (what == "acknowledged") {
                std::uint64_t stage = 0;
                words >> stage;
                acknowledged = std::max(acknowledged, stage);
            } else {
                words >> key;
                std::string rest;
                std::getline(words, rest);
                staged.emplace_back(key, Entry::parse(rest));
            }
        }
    }
};

/// Kills a writer `times` times on one folder, and looks at what is there after each.
void kill_and_look(Where where, int times) {
    const TemporaryFolder folder(where);
    Random random(1, "kills");
    Entries expected;
    std::uint64_t acknowledged = 0;
    std::uint64_t stages = 0;
    for (int round = 0; round < times; ++round) {
        const std::uint64_t seed = random.below(1'000'000);
        Child child([&](int to) {
            Writer writer(folder.path(), to, seed);
            writer.run();
        });
        // Each fourth one is killed while it starts, or soon after.
        const std::size_t lines = round % 4 == 0 ? 0 : 1 + random.below(150);
        const Story story(child.hear(lines, std::chrono::microseconds(random.below(lines == 0 ? 20'000 : 2'000))));
        acknowledged = std::max(acknowledged, story.acknowledged);

        World world(folder.path());
        const std::uint64_t last = last_stage(world.store);
        INFO("round " << round << ", " << story.staged.size() << " staged, acknowledged " << acknowledged);
        REQUIRE(last >= acknowledged);
        for (const auto& [key, entry] : story.staged) {
            if (entry.stage > last) continue;
            if (entry.blob == 0) {
                expected.erase(key);
            } else {
                expected[key] = entry;
            }
        }
        std::unordered_set<BlobId> blobs;
        const Entries found = entries_of(world.store, blobs);
        REQUIRE(rows_of(world.store, "entries") == rows_of(world.store, "again"));
        REQUIRE(found.size() == expected.size());
        world.store.keep_only(blobs);
        std::size_t files = 0;
        for (const auto& [key, entry] : expected) {
            REQUIRE(found.contains(key));
            REQUIRE(found.at(key).text() == entry.text());
            REQUIRE(world.bytes(entry.blob, entry.size) == store::some_bytes(entry.size, entry.seed));
            files += is_small(entry.blob) ? 0 : 1;
        }
        REQUIRE(files_in(folder / "objects") == files);
        REQUIRE(files_in(folder / "tmp") == 0);
        stages = last;
    }
    CHECK(stages >= acknowledged);
    CHECK(acknowledged > static_cast<std::uint64_t>(times));
}

}  // namespace

TEST_CASE("a process that is killed leaves all that it had acknowledged, and nothing half (forty times, in memory)") {
    kill_and_look(Where::memory, 40);
}

TEST_CASE("a process that is killed leaves all that it had acknowledged, and nothing half (ten times, on the disk)") {
    kill_and_look(Where::disk, 10);
}
