#include "store/gathering.hpp"

#include <string>

#include "finished.hpp"

using namespace wt;
using store::Gathering;

namespace {

std::string joined(const std::vector<Text>& pieces) {
    std::string all;
    for (const Text& piece : pieces) all += piece.view();
    return all;
}

}  // namespace

TEST_CASE("what arrives in one piece is not copied") {
    Gathering gathering;
    const Text whole(std::string(3000, 'x'));
    gathering.add(whole);
    const std::vector<Text> pieces = gathering.finish();
    REQUIRE(pieces.size() == 1);
    CHECK(pieces[0].data() == whole.data());
}

TEST_CASE("pieces of 1 MiB and more are taken as they are") {
    Gathering gathering;
    const Text a(std::string(Gathering::piece_size, 'a'));
    const Text b(std::string(Gathering::piece_size + 1, 'b'));
    gathering.add(a);
    gathering.add(b);
    const std::vector<Text> pieces = gathering.finish();
    REQUIRE(pieces.size() == 2);
    CHECK(pieces[0].data() == a.data());
    CHECK(pieces[1].data() == b.data());
}

TEST_CASE("tiny pieces become pieces of 1 MiB, and the last one is as long as its bytes") {
    Gathering gathering;
    const std::string all = store::some_bytes(2 * Gathering::piece_size + 12345, 1);
    for (std::size_t at = 0, step = 1; at < all.size(); at += step, step = step % 997 + 1)
        gathering.add(Text(std::string_view(all).substr(at, step)));
    CHECK(gathering.size() == all.size());
    const std::vector<Text> pieces = gathering.finish();
    REQUIRE(pieces.size() == 3);
    CHECK(pieces[0].size() == Gathering::piece_size);
    CHECK(pieces[1].size() == Gathering::piece_size);
    CHECK(pieces[2].size() == 12345);
    CHECK(joined(pieces) == all);
}

TEST_CASE("up to 64 KiB become one piece, however they arrive") {
    for (const std::size_t size : {std::size_t{2}, std::size_t{5000}, Gathering::first_size}) {
        Gathering gathering;
        const std::string all = store::some_bytes(size, size);
        gathering.add(Text(std::string_view(all).substr(0, 1)));
        gathering.add(Text(std::string_view(all).substr(1)));
        const std::vector<Text> pieces = gathering.finish();
        REQUIRE(pieces.size() == 1);
        CHECK(pieces[0] == all);
    }
}

TEST_CASE("pieces that straddle every border come out in order") {
    for (const std::size_t step : {Gathering::first_size - 1, Gathering::first_size, Gathering::first_size + 1,
                                   Gathering::piece_size - 1, Gathering::piece_size + 1}) {
        Gathering gathering;
        const std::string all = store::some_bytes(5 * step + 3, step);
        for (std::size_t at = 0; at < all.size(); at += step)
            gathering.add(Text(std::string_view(all).substr(at, step)));
        CHECK(joined(gathering.finish()) == all);
    }
}

TEST_CASE("nothing gathered is no piece, and empty pieces count for nothing") {
    Gathering gathering;
    CHECK(gathering.finish().empty());
    gathering.add(Text());
    CHECK(gathering.size() == 0);
    CHECK(gathering.finish().empty());
}
