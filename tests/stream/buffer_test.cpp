#include "stream/buffer.hpp"

#include <string>

#include "catch.hpp"

using namespace wt;
using stream::Batch;
using stream::Buffer;

TEST_CASE("a buffer is due when it has its size, to the byte") {
    Buffer buffer(Bytes{10}, 60s);
    CHECK_FALSE(buffer.due(epoch));
    buffer.add({"123456", 1, epoch}, epoch);
    buffer.add({"789", 2, epoch + 1s}, epoch + 1s);
    CHECK_FALSE(buffer.due(epoch + 2s));
    buffer.add({"0", 3, epoch + 2s}, epoch + 2s);
    CHECK(buffer.full());
    CHECK(buffer.due(epoch + 2s));
}

TEST_CASE("a buffer is due when its interval has passed since the first record") {
    Buffer buffer(Bytes{1000}, 60s);
    CHECK(buffer.due_at() == never);
    buffer.add({"a", 1, epoch + 5s}, epoch + 5s);
    buffer.add({"b", 2, epoch + 50s}, epoch + 50s);
    CHECK(buffer.due_at() == epoch + 65s);
    CHECK_FALSE(buffer.due(epoch + 65s - 1ns));
    CHECK(buffer.due(epoch + 65s));
}

TEST_CASE("with an interval of zero a buffer is due at once") {
    Buffer buffer(Bytes{1000}, 0s);
    CHECK_FALSE(buffer.due(epoch));
    buffer.add({"a", 1, epoch}, epoch);
    CHECK(buffer.due(epoch));
}

TEST_CASE("a batch has the records one after another as they are, and leaves the buffer empty") {
    Buffer buffer(Bytes{1000}, 60s);
    buffer.add({"one\n", 7, epoch}, epoch);
    buffer.add({"", 8, epoch}, epoch);
    buffer.add({"two", 9, epoch + 1s}, epoch + 1s);
    const Batch batch = buffer.take();
    CHECK(batch.object() == Text("one\ntwo"));
    REQUIRE(batch.records().size() == 3);
    CHECK(batch.records()[2].number == 9);
    CHECK(batch.oldest() == epoch);
    CHECK(buffer.empty());
    CHECK_FALSE(buffer.full());
    CHECK(buffer.due_at() == never);
}

TEST_CASE("records that are too old leave a batch with their bytes") {
    Buffer buffer(Bytes{1000}, 60s);
    buffer.add({"one,", 1, epoch}, epoch);
    buffer.add({"two,", 2, epoch + 1s}, epoch + 1s);
    buffer.add({"three,", 3, epoch + 2s}, epoch + 2s);
    Batch batch = buffer.take();
    CHECK(batch.drop_until(epoch - 1s).empty());
    CHECK(batch.drop_until(epoch + 1s) == std::vector<std::uint64_t>{1, 2});
    CHECK(batch.object() == Text("three,"));
    CHECK(batch.drop_until(epoch + 9s) == std::vector<std::uint64_t>{3});
    CHECK(batch.empty());
    CHECK(batch.object().empty());
}
