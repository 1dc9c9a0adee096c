#include "servers/history.hpp"

#include <cstdlib>
#include <filesystem>

#include "catch.hpp"

using namespace wt;
using namespace wt::servers;

namespace {

namespace fs = std::filesystem;

/// A history with backups of those seconds, in a folder that goes with it.
class Folder {
public:
    Folder() : path_((fs::temp_directory_path() / "windtunnel-history-XXXXXX").string()) {
        REQUIRE(::mkdtemp(path_.data()) != nullptr);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { fs::remove_all(path_); }
    [[nodiscard]] History with(std::initializer_list<int> seconds) const {
        History history(path_);
        for (const int each : seconds) {
            fs::create_directories(history.coming());
            history.take(at(each));
        }
        return history;
    }
    [[nodiscard]] static Instant at(int seconds) { return epoch + std::chrono::seconds(seconds); }

private:
    std::string path_;
};

}  // namespace

TEST_CASE("a moment is recovered from the last backup that does not hold more") {
    const Folder folder;
    const History history = folder.with({20, 10, 30});
    CHECK(history.backups() == std::vector{Folder::at(10), Folder::at(20), Folder::at(30)});
    CHECK_FALSE(history.backup_for(Folder::at(9)).has_value());
    CHECK(history.backup_for(Folder::at(10)) == Folder::at(10));
    CHECK(history.backup_for(Folder::at(29)) == Folder::at(20));
    CHECK(history.backup_for(Folder::at(1000)) == Folder::at(30));
}

TEST_CASE("a backup that is being made is none yet") {
    const Folder folder;
    const History history = folder.with({10});
    fs::create_directories(history.coming());
    CHECK(history.backups() == std::vector{Folder::at(10)});
}

TEST_CASE("of backups those stay from which the earliest wanted moment is recovered") {
    const Folder folder;
    const History history = folder.with({10, 20, 30});
    history.prune(Folder::at(9));
    CHECK(history.backups().size() == 3);
    history.prune(Folder::at(29));
    CHECK(history.backups() == std::vector{Folder::at(20), Folder::at(30)});
    history.prune(Folder::at(1000));
    CHECK(history.backups() == std::vector{Folder::at(30)});
}

TEST_CASE("a history ends with its server and goes on with it") {
    const Folder folder;
    const History history = folder.with({10});
    CHECK_FALSE(history.ended().has_value());
    history.end(Folder::at(15) + std::chrono::microseconds(7));
    CHECK(history.ended() == Folder::at(15) + std::chrono::microseconds(7));
    history.go_on();
    CHECK_FALSE(history.ended().has_value());
}
