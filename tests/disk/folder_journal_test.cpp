#include "disk/folder_journal.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "catch.hpp"
#include "world.hpp"

using namespace wt;
using disk::FolderJournal;

namespace {

namespace fs = std::filesystem;

struct Place {
    disk::TemporaryFolder temporary;
    fs::path folder = temporary.path();
    Clock clock;
    InlineOffload offload;
    [[nodiscard]] std::unique_ptr<FolderJournal> open() {
        return std::make_unique<FolderJournal>(clock, offload, (folder / "one").string());
    }
    [[nodiscard]] std::vector<std::string> frames() {
        std::vector<std::string> all;
        const auto journal = open();
        journal->load([&](std::uint64_t, std::string_view frame) { all.emplace_back(frame); });
        return all;
    }
};

}  // namespace

TEST_CASE("a journal gives its frames back in their order, across segments") {
    Place place;
    {
        const auto journal = place.open();
        journal->load([](std::uint64_t, std::string_view) {});
        (void)journal->append("one");
        journal->begin_segment();
        (void)journal->append(std::string("\0two", 4));
        (void)journal->append("");
    }
    CHECK(place.frames() == std::vector<std::string>{"one", std::string("\0two", 4), ""});
    CHECK(place.frames().size() == 3);
}

TEST_CASE("a torn end is cut off, and what comes later lies behind the good part") {
    Place place;
    {
        const auto journal = place.open();
        (void)journal->append("whole");
        (void)journal->append("torn");
    }
    const fs::path file = place.folder / "one" / "0000000000000001";
    fs::resize_file(file, fs::file_size(file) - 1);
    CHECK(place.frames() == std::vector<std::string>{"whole"});
    {
        const auto journal = place.open();
        journal->load([](std::uint64_t, std::string_view) {});
        (void)journal->append("next");
    }
    CHECK(place.frames() == std::vector<std::string>{"whole", "next"});
}

TEST_CASE("a frame that is not what was written ends the last segment, and breaks an earlier one") {
    Place place;
    {
        const auto journal = place.open();
        (void)journal->append("first");
        (void)journal->append("second");
    }
    const fs::path file = place.folder / "one" / "0000000000000001";
    {
        std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
        bytes.seekp(9);
        bytes.put('X');
    }
    {
        const auto journal = place.open();
        journal->load([](std::uint64_t, std::string_view) {});
        (void)journal->append("later");
    }
    CHECK(place.frames() == std::vector<std::string>{"later"});
    {
        std::fstream bytes(place.folder / "one" / "0000000000000002", std::ios::in | std::ios::out | std::ios::binary);
        bytes.seekp(9);
        bytes.put('X');
    }
    {
        std::ofstream(place.folder / "one" / "0000000000000003", std::ios::binary);
    }
    CHECK_THROWS(place.frames());
}

TEST_CASE("what lies in segments before one can go") {
    Place place;
    {
        const auto journal = place.open();
        (void)journal->append("old");
        journal->begin_segment();
        (void)journal->append("new");
        place.clock.run_until(place.clock.now());
        journal->drop_before(journal->segment());
    }
    CHECK(place.frames() == std::vector<std::string>{"new"});
}
