#include "disk/folder_store.hpp"

#include <fstream>

#include "disk/file_stream.hpp"
#include "world.hpp"

using namespace wt;
using namespace wt::disk;
using store::BlobId;
using store::Change;

namespace {

const std::string large(std::size_t seed = 1) { return store::some_bytes(3'000'000, seed); }

using Rows = std::map<std::string, std::string>;

}  // namespace

TEST_CASE("rows are there again after the folder is opened anew, by space and in the order of their bytes") {
    const TemporaryFolder folder;
    const std::string odd("\xff\0a", 3);
    {
        World world(folder.path());
        CHECK(world.store.keeps());
        world.commit({Change{"s", "b", "2"}, Change{"s", "a", "1"}, Change{"s", odd, std::string("\0", 1)},
                      Change{"other", "a", ""}, Change{"s", "gone", "x"}});
        world.commit({Change{"s", "gone", std::nullopt}, Change{"s", "b", "3"}});
    }
    World world(folder.path());
    CHECK(world.rows("s") == Rows{{"a", "1"}, {"b", "3"}, {odd, std::string("\0", 1)}});
    CHECK(world.rows("other") == Rows{{"a", ""}});
    CHECK(world.rows("none").empty());
}

TEST_CASE("of one key in one stage, the last change stays") {
    const TemporaryFolder folder;
    {
        World world(folder.path());
        world.commit({Change{"s", "k", "1"}, Change{"s", "k", std::nullopt}, Change{"s", "k", "2"},
                      Change{"s", "l", "1"}, Change{"s", "l", std::nullopt}});
    }
    CHECK(World(folder.path()).rows("s") == Rows{{"k", "2"}});
}

TEST_CASE("blobs are there again, small ones in the database and large ones in files") {
    const TemporaryFolder folder;
    BlobId kept = 0;
    BlobId small = 0;
    BlobId file = 0;
    BlobId empty = 0;
    const std::string most(store::Store::small_blob, 'm');
    BlobId border = 0;
    BlobId above = 0;
    {
        World world(folder.path());
        kept = *world.store.keep(Text("kept"));
        small = world.write("small", 2);
        file = world.write(large());
        empty = world.write("");
        border = world.write(most, 1000);
        above = world.write(most + "!", 1000);
        world.commit({Change{"s", "k", "names them"}});
        CHECK(world.bytes(kept, 4) == "kept");
        CHECK(world.bytes(file, large().size()) == large());
        CHECK(files_in(folder / "objects") == 2);
        CHECK(files_in(folder / "tmp") == 0);
    }
    World world(folder.path());
    CHECK(world.store.whole(kept).value() == "kept");
    CHECK(world.store.whole(small).value() == "small");
    CHECK(world.store.whole(empty).value().empty());
    CHECK(world.store.whole(border).value() == most);
    CHECK_FALSE(world.store.whole(above).has_value());
    CHECK(world.bytes(above, most.size() + 1) == most + "!");
    CHECK(world.bytes(file, large().size()) == large());
}

TEST_CASE("a kept blob can be read before it is on disk, and goes there with the next stage") {
    const TemporaryFolder folder;
    BlobId named = 0;
    BlobId unnamed = 0;
    {
        World world(folder.path());
        named = *world.store.keep(Text("named"));
        CHECK(world.store.whole(named).value() == "named");
        CHECK(world.bytes(named, 5) == "named");
        world.commit({Change{"s", "k", "v"}});
        unnamed = *world.store.keep(Text("unnamed"));
    }
    World world(folder.path());
    CHECK(world.store.whole(named).value() == "named");
    CHECK_FALSE(world.store.whole(unnamed).has_value());
}

TEST_CASE("any part of a blob can be read") {
    const TemporaryFolder folder;
    World world(folder.path());
    const std::string all = large();
    const BlobId file = world.write(all);
    const std::size_t piece = FileStream::piece_size;
    const std::pair<std::size_t, std::size_t> parts[] = {
        {0, 0}, {0, 1}, {all.size(), 0}, {all.size() - 1, 1}, {piece - 1, 2}, {piece, piece}, {7, 2 * piece + 9}};
    for (const auto& [offset, size] : parts) {
        const auto stream = world.store.read(file, offset, size);
        CHECK(stream->size() == size);
        CHECK(store::bytes_of(*stream) == all.substr(offset, size));
    }
    const BlobId small = *world.store.keep(Text("0123456789"));
    CHECK(store::bytes_of(*world.store.read(small, 2, 3)) == "234");
}

TEST_CASE("what is left of a file may be taken as a file") {
    const TemporaryFolder folder;
    World world(folder.path());
    const std::string all = large();
    const BlobId file = world.write(all);
    const auto stream = world.store.read(file, 100, 1'000'000);
    const Result<Text> first = world.await(stream->next());
    REQUIRE(first.value() == all.substr(100, FileStream::piece_size));
    const std::optional<http::FileSlice> slice = stream->take_file();
    REQUIRE(slice.has_value());
    CHECK(slice->offset == 100 + FileStream::piece_size);
    CHECK(slice->size == 1'000'000 - FileStream::piece_size);
    std::string read(slice->size, '\0');
    REQUIRE(pread(slice->descriptor, read.data(), read.size(), static_cast<off_t>(slice->offset)) ==
            static_cast<ssize_t>(read.size()));
    CHECK(read == all.substr(slice->offset, slice->size));
    CHECK(world.await(stream->next()).value().empty());
    CHECK_FALSE(stream->take_file().has_value());
    CHECK_FALSE(world.store.read(*world.store.keep(Text("small")), 0, 5)->take_file().has_value());
}

TEST_CASE("dropped blobs are deleted once that is on disk, and who reads them reads on") {
    const TemporaryFolder folder;
    World world(folder.path());
    const BlobId file = world.write(large());
    const BlobId small = *world.store.keep(Text("small"));
    world.commit({Change{"s", "k", "names both"}});
    const auto of_file = world.store.read(file, 0, large().size());
    const auto of_small = world.store.read(small, 0, 5);
    const store::Ticket ticket = world.store.stage({Change{"s", "k", std::nullopt}}, {file, small});
    CHECK(files_in(folder / "objects") == 1);
    CHECK_FALSE(world.await(world.store.durable(ticket)).has_value());
    CHECK(files_in(folder / "objects") == 0);
    CHECK(store::bytes_of(*of_file) == large());
    CHECK(store::bytes_of(*of_small) == "small");
    CHECK_FALSE(world.store.whole(small).has_value());
    CHECK_FALSE(world.await(world.store.read(small, 0, 5)->next()).ok());
    CHECK_FALSE(world.await(world.store.read(file, 0, 5)->next()).ok());
}

TEST_CASE("a kept blob that is dropped before it is on disk never gets there") {
    const TemporaryFolder folder;
    World world(folder.path());
    const BlobId dropped = *world.store.keep(Text("dropped"));
    const BlobId stays = *world.store.keep(Text("stays"));
    world.commit({}, {dropped});
    CHECK_FALSE(world.store.whole(dropped).has_value());
    CHECK(world.store.whole(stays).value() == "stays");
}

TEST_CASE("what no row names is swept at the start, rows of the database and files alike") {
    const TemporaryFolder folder;
    BlobId named_file = 0;
    BlobId named_small = 0;
    BlobId orphan = 0;
    {
        World world(folder.path());
        named_file = world.write(large(1));
        (void)world.write(large(2));
        named_small = *world.store.keep(Text("named"));
        orphan = *world.store.keep(Text("orphan"));
        world.commit({Change{"s", "k", "v"}});
    }
    std::ofstream(folder / "tmp/00000000000000ff") << "half an upload";
    std::ofstream(folder / "tmp/notes.txt") << "not ours";
    World world(folder.path());
    CHECK(files_in(folder / "tmp") == 1);
    CHECK(files_in(folder / "objects") == 2);
    world.store.keep_only({named_file, named_small});
    CHECK(files_in(folder / "objects") == 1);
    CHECK_FALSE(world.store.whole(orphan).has_value());
    CHECK(world.store.whole(named_small).value() == "named");
    CHECK(world.bytes(named_file, large(1).size()) == large(1));
}

TEST_CASE("a writer that is destroyed leaves nothing, however far it was") {
    const TemporaryFolder folder;
    World world(folder.path());
    for (const std::size_t size : {std::size_t{0}, std::size_t{10}, std::size_t{100'000}, std::size_t{3'000'000}}) {
        const auto writer = world.store.write();
        CHECK_FALSE(world.await(writer->write(Text(std::string(size, 'x')))).has_value());
    }
    world.commit({Change{"s", "k", "v"}});
    CHECK(files_in(folder / "tmp") == 0);
    CHECK(files_in(folder / "objects") == 0);
}

TEST_CASE("no id is given twice, also not after the folder was opened anew or its latest was dropped") {
    const TemporaryFolder folder;
    std::unordered_set<BlobId> given;
    for (int opened = 0; opened < 4; ++opened) {
        World world(folder.path());
        for (int i = 0; i < 10; ++i) {
            const BlobId small = *world.store.keep(Text("x"));
            const BlobId file = world.write(std::string(70'000, 'x'));
            CHECK(given.insert(small).second);
            CHECK(given.insert(file).second);
            if (opened % 2 == 0) world.commit({}, {small, file});
        }
    }
}

TEST_CASE("hot small blobs come from memory, and cold ones from the database") {
    const TemporaryFolder folder;
    FolderLimits limits;
    limits.recent = 10 * (100 + RecentBlobs::blob_overhead);
    World world(folder.path(), limits);
    std::vector<BlobId> blobs;
    for (std::size_t i = 0; i < 50; ++i) blobs.push_back(*world.store.keep(Text(store::some_bytes(100, i))));
    world.commit({Change{"s", "k", "v"}});
    for (std::size_t i = 0; i < 50; ++i) CHECK(world.store.whole(blobs[i]).value() == store::some_bytes(100, i));
    // The same bytes again, not a copy of them.
    CHECK(world.store.whole(blobs[49])->data() == world.store.whole(blobs[49])->data());
}

TEST_CASE("the least recently used small blobs leave memory first") {
    RecentBlobs recent(3 * (1 + RecentBlobs::blob_overhead));
    for (const BlobId blob : {2, 4, 6}) recent.put(blob, Text("x"));
    CHECK(recent.get(2).has_value());
    recent.put(8, Text("x"));
    CHECK(recent.get(2).has_value());
    CHECK_FALSE(recent.get(4).has_value());
    recent.put(10, Text(std::string(10'000, 'x')));
    CHECK_FALSE(recent.get(10).has_value());
    CHECK(recent.bytes() == 0);
}

TEST_CASE("a file that somebody has deleted or cut is an error of its stream") {
    const TemporaryFolder folder;
    World world(folder.path());
    const BlobId file = world.write(large());
    const auto cut = world.store.read(file, 0, large().size());
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "objects")) {
        if (entry.is_regular_file()) std::filesystem::resize_file(entry.path(), 10);
    }
    const Result<Text> piece = world.await(cut->next());
    REQUIRE_FALSE(piece.ok());
    CHECK(piece.error().message.find("shorter than it was written") != std::string::npos);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / "objects")) {
        if (entry.is_regular_file()) std::filesystem::remove(entry.path());
    }
    const Result<Text> gone = world.await(world.store.read(file, 0, 10)->next());
    REQUIRE_FALSE(gone.ok());
    CHECK(gone.error().message.find("cannot open " + folder.path()) == 0);
}

TEST_CASE("sync commits everything staged without the loop, and so does the end of the store") {
    const TemporaryFolder folder;
    {
        World world(folder.path());
        const store::Ticket first = world.store.stage({Change{"s", "a", "1"}}, {});
        CHECK_FALSE(world.store.is_durable(first));
        CHECK_FALSE(world.store.sync().has_value());
        CHECK(world.store.is_durable(first));
        const BlobId file = world.write(large());
        const store::Ticket second = world.store.stage({Change{"s", "b", "2"}}, {file});
        CHECK_FALSE(world.store.is_durable(second));
    }
    CHECK(files_in(folder / "objects") == 0);
    CHECK(World(folder.path()).rows("s") == Rows{{"a", "1"}, {"b", "2"}});
}
