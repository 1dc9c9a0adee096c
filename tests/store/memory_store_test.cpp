#include "store/memory_store.hpp"

#include <string>

#include "finished.hpp"
#include "store/gathering.hpp"

using namespace wt;
using namespace wt::store;

namespace {

BlobId written(Store& store, std::string_view bytes, std::size_t step) {
    const auto writer = store.write();
    for (std::size_t at = 0; at < bytes.size(); at += step)
        REQUIRE_FALSE(finished(writer->write(Text(bytes.substr(at, step)))).has_value());
    const Result<BlobId> id = finished(writer->finish());
    REQUIRE(id.ok());
    return id.value();
}

}  // namespace

TEST_CASE("what is kept in memory comes back without a copy") {
    MemoryStore store;
    const Text bytes(std::string(1024, 'x'));
    const BlobId id = *store.keep(bytes);
    REQUIRE(store.whole(id).has_value());
    CHECK(store.whole(id)->data() == bytes.data());
    const auto stream = store.read(id, 0, 1024);
    CHECK(stream->size() == 1024);
    const Result<Text> piece = finished(stream->next());
    CHECK(piece.value().data() == bytes.data());
    CHECK(finished(stream->next()).value().empty());
}

TEST_CASE("memory keeps no rows, and everything is durable at once") {
    MemoryStore store;
    CHECK_FALSE(store.keeps());
    const Ticket ticket = store.stage({Change{"space", "key", "value"}}, {});
    CHECK(store.is_durable(ticket));
    CHECK_FALSE(finished(store.durable(ticket)).has_value());
    int rows = 0;
    store.load("space", [&](std::string_view, std::string_view) { ++rows; });
    CHECK(rows == 0);
}

TEST_CASE("any part of a written blob can be read, across the borders of its pieces") {
    MemoryStore store;
    const std::string all = some_bytes(3 * Gathering::piece_size + 77, 5);
    const BlobId id = written(store, all, 70'001);
    CHECK_FALSE(store.whole(id).has_value());
    const std::uint64_t piece = Gathering::piece_size;
    const std::pair<std::uint64_t, std::uint64_t> parts[] = {
        {0, all.size()},          {0, 0},         {all.size(), 0},    {all.size() - 1, 1},
        {piece - 1, 2},           {piece, piece}, {piece, 2 * piece}, {1, piece},
        {piece + 5, piece + 100}, {10, 10}};
    for (const auto& [offset, size] : parts) {
        const auto stream = store.read(id, offset, size);
        CHECK(stream->size() == size);
        CHECK(bytes_of(*stream) == all.substr(offset, size));
    }
    const BlobId small = *store.keep(Text("0123456789"));
    CHECK(bytes_of(*store.read(small, 3, 4)) == "3456");
}

TEST_CASE("a written blob in one piece, and an empty one, are whole") {
    MemoryStore store;
    CHECK(store.whole(written(store, "hello", 2)).value() == "hello");
    CHECK(store.whole(written(store, "", 1)).value().empty());
    CHECK(store.whole(*store.keep(Text())).value().empty());
}

TEST_CASE("a stream of a blob that is dropped goes on to its end") {
    MemoryStore store;
    const std::string all = some_bytes(2 * Gathering::piece_size, 9);
    const BlobId large = written(store, all, all.size() / 2);
    const BlobId small = *store.keep(Text("small"));
    const auto of_large = store.read(large, 0, all.size());
    const auto of_small = store.read(small, 0, 5);
    CHECK(finished(of_large->next()).value() == all.substr(0, all.size() / 2));
    store.stage({}, {large, small});
    CHECK(finished(of_large->next()).value() == all.substr(all.size() / 2));
    CHECK(bytes_of(*of_small) == "small");
    CHECK_FALSE(store.whole(large).has_value());
    CHECK_FALSE(finished(store.read(small, 0, 5)->next()).ok());
}

TEST_CASE("a full memory says so, for kept and for written blobs, and what is dropped makes room") {
    const std::uint64_t each = 1000 + MemoryStore::blob_overhead;
    MemoryStore store(2 * each);
    const Text bytes(std::string(1000, 'x'));
    const BlobId first = *store.keep(bytes);
    CHECK(store.keep(bytes).ok());
    const Result<BlobId> refused = store.keep(bytes);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().message.find("the store is full") == 0);
    CHECK(refused.error().message.find("use --data DIR or a larger --memory") != std::string::npos);
    const auto writer = store.write();
    CHECK(finished(writer->write(bytes)).has_value());
    store.stage({}, {first});
    CHECK(store.used() == each);
    CHECK(store.keep(bytes).ok());
}

TEST_CASE("the sentence of a full memory names its limit as people set it") {
    MemoryStore store;
    CHECK(store.used() == 0);
    MemoryStore tiny(std::uint64_t{3} << 20);
    const Text mebibyte(std::string(std::size_t{1} << 20, 'x'));
    const auto writer = tiny.write();
    for (int i = 0; i < 3; ++i) CHECK_FALSE(finished(writer->write(mebibyte)).has_value());
    CHECK(finished(writer->write(mebibyte)).value().message ==
          "the store is full: 3 MiB of objects in memory; use --data DIR or a larger --memory");
}

TEST_CASE("a writer that is destroyed leaves nothing, nor does one that could not finish") {
    MemoryStore store(5000);
    {
        const auto writer = store.write();
        REQUIRE_FALSE(finished(writer->write(Text(std::string(3000, 'x')))).has_value());
        CHECK(store.used() == 3000);
    }
    CHECK(store.used() == 0);
    {
        const auto writer = store.write();
        REQUIRE_FALSE(finished(writer->write(Text(std::string(5000, 'x')))).has_value());
        CHECK_FALSE(finished(writer->finish()).ok());
    }
    CHECK(store.used() == 0);
}

TEST_CASE("a large blob counts as long as somebody reads it") {
    MemoryStore store;
    const BlobId id = written(store, std::string(2 * Gathering::piece_size, 'x'), Gathering::piece_size);
    auto stream = store.read(id, 0, 1);
    store.stage({}, {id});
    CHECK(store.used() > 2 * Gathering::piece_size);
    stream.reset();
    CHECK(store.used() == 0);
}

TEST_CASE("keep_only deletes every other blob") {
    MemoryStore store;
    const BlobId a = *store.keep(Text("a"));
    const BlobId b = *store.keep(Text("b"));
    const BlobId c = written(store, "c", 1);
    store.keep_only({b});
    CHECK_FALSE(store.whole(a).has_value());
    CHECK(store.whole(b).value() == "b");
    CHECK_FALSE(store.whole(c).has_value());
    CHECK(store.used() == 1 + MemoryStore::blob_overhead);
}

TEST_CASE("no id is given twice") {
    MemoryStore store;
    std::unordered_set<BlobId> given;
    for (int i = 0; i < 1000; ++i) {
        const BlobId id = i % 3 == 0 ? written(store, "x", 1) : *store.keep(Text("x"));
        CHECK(given.insert(id).second);
        if (i % 2 == 0) store.stage({}, {id});
    }
}

TEST_CASE("what a body was filled up with is held once for all blobs, and reads as it was written") {
    MemoryStore store;
    const std::string body = R"({"id":"u1"})" + std::string(10'000'000, ' ');
    const std::string end = std::string(300'000, ' ') + "}";
    std::vector<BlobId> filled;
    for (int i = 0; i < 3; ++i) filled.push_back(written(store, body, body.size()));
    CHECK(store.used() == 3 * (body.size() + MemoryStore::blob_overhead));
    const char* shared = nullptr;
    for (const BlobId id : filled) {
        const auto stream = store.read(id, 0, body.size());
        std::string read;
        for (;;) {
            const Result<Text> piece = finished(stream->next());
            if (piece->empty()) break;
            read += piece->view();
            if (piece->size() != 64 * 1024) continue;
            if (shared == nullptr) shared = piece->data();
            CHECK(piece->data() == shared);
        }
        CHECK(read == body);
        CHECK(store.whole(id) == Text(body));
    }
    REQUIRE(shared != nullptr);
    CHECK(bytes_of(*store.read(filled[0], 5, 200'000)) == body.substr(5, 200'000));
    CHECK(store.whole(written(store, end, end.size())) == Text(end));
    const std::string nothing(200'000, ' ');
    CHECK(store.whole(written(store, nothing, nothing.size())) == Text(nothing));
    for (const BlobId id : filled) store.stage({}, {id});
    CHECK(store.used() == end.size() + nothing.size() + 2 * MemoryStore::blob_overhead);
}
