#include "catch.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "archive.hpp"
#include "base/clock.hpp"
#include "folder.hpp"
#include "lambda/api/code_folder.hpp"
#include "lambda/api/unzip.hpp"

using namespace wt;
using namespace wt::lambda::api;
using namespace wt::lambda::api::test;

namespace fs = std::filesystem;

namespace {

std::string content(const fs::path& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::optional<ZipFault> fault_of(const std::vector<File>& files) {
    const Folder folder;
    const auto done = unzip(zip_of(files), folder.path);
    if (!done.ok()) return done.error();
    return std::nullopt;
}

constexpr mode_t link_mode = S_IFLNK | 0777;

template <class T>
T run(Task<T> task) {
    (void)task.start(std::noop_coroutine()).resume();
    return task.take();
}

}  // namespace

TEST_CASE("a package lies in its folder as it was packed, with what may be run and links inside it") {
    const Folder folder;
    const std::string archive = zip_of({{"app.py", "print()"},
                                        {"bin/tool", "#!/bin/sh", S_IFREG | 0755},
                                        {"lib/a/b.txt", "b"},
                                        {"bin/b", "../lib/a/b.txt", link_mode}});
    const auto done = unzip(archive, folder.path);
    REQUIRE(done.ok());
    CHECK(*done == 17);
    const fs::path place = folder.path;
    CHECK(content(place / "app.py") == "print()");
    CHECK(content(place / "bin/b") == "b");
    CHECK((fs::status(place / "bin/tool").permissions() & fs::perms::owner_exec) != fs::perms::none);
    CHECK((fs::status(place / "app.py").permissions() & fs::perms::owner_exec) == fs::perms::none);
}

TEST_CASE("what would lie outside of its folder is no package") {
    CHECK(fault_of({{"../out", "x"}}) == ZipFault::broken);
    CHECK(fault_of({{"a/../../out", "x"}}) == ZipFault::broken);
    CHECK(fault_of({{"/etc/out", "x"}}) == ZipFault::broken);
    CHECK(fault_of({{"link", "/etc", link_mode}}) == ZipFault::broken);
    CHECK(fault_of({{"link", "..", link_mode}}) == ZipFault::broken);
    CHECK(fault_of({{"a/link", "../..", link_mode}}) == ZipFault::broken);
    CHECK(fault_of({{"a/up", "..", link_mode}, {"a/up/x", "../..", link_mode}}) == ZipFault::broken);
    CHECK(fault_of({{"a/b/up", "../..", link_mode}, {"out", "a/b/up/../..", link_mode}}) == ZipFault::broken);
    // Through a link, whichever comes first.
    CHECK(fault_of({{"a", ".", link_mode}, {"a/b", "x"}}) == ZipFault::broken);
    CHECK(fault_of({{"a/b", "x"}, {"a", ".", link_mode}}) == ZipFault::broken);
    CHECK_FALSE(fault_of({{"a/b", "x"}, {"c", "a/b", link_mode}}));
}

TEST_CASE("what is no archive, has nothing in it, or is a bomb, is refused") {
    const Folder folder;
    CHECK(unzip("hello", folder.path).error() == ZipFault::broken);
    std::string cut = zip_of({{"a", std::string(10'000, 'a')}});
    cut.resize(cut.size() / 2);
    CHECK(unzip(cut, folder.path).error() == ZipFault::broken);
    const std::string empty("PK\5\6" + std::string(18, '\0'));
    CHECK(unzip(empty, folder.path).error() == ZipFault::empty);
    CHECK(unzip("", folder.path).error() == ZipFault::empty);
    CHECK(fault_of({{"a/", ""}, {"a/b/", ""}}) == ZipFault::empty);
    CHECK_FALSE(fault_of({{"a/", ""}, {"a/b", ""}}));
    const std::string large(100 << 20, 'a');
    CHECK(fault_of({{"a", large}, {"b", large}, {"c", large}}) == ZipFault::too_large);
}

TEST_CASE("equal packages are one, which lies there as long as somebody holds it") {
    const Folder folder;
    InlineOffload offload;
    CodeFolder code(folder.path, offload);
    const std::string archive = zip_of({{"a", "1"}});
    auto first = run(code.keep(archive));
    auto second = run(code.keep(archive));
    REQUIRE(first.ok());
    CHECK(*first == *second);
    const auto other = run(code.keep(zip_of({{"a", "2"}})));
    CHECK((*other)->folder != (*first)->folder);
    CHECK(content(fs::path((*first)->folder) / "a") == "1");
    const std::string place = (*first)->folder;
    CHECK(run(code.keep("nothing")).error() == ZipFault::broken);
    first = ZipFault::broken;
    CHECK(code.take_unused().empty());
    second = ZipFault::broken;
    const auto gone = code.take_unused();
    CHECK(gone.size() == 1);
    // It may come back before it goes.
    const auto again = run(code.keep(archive));
    run(code.remove(gone));
    CHECK(fs::exists(place));
    CHECK((*again)->folder == place);
}

TEST_CASE("a package that an earlier process kept is found, and what nobody names goes") {
    const Folder folder;
    InlineOffload offload;
    Code kept;
    std::string other;
    {
        CodeFolder code(folder.path, offload);
        kept = **run(code.keep(zip_of({{"a", "1"}})));
        other = (*run(code.keep(zip_of({{"a", "2"}}))))->folder;
    }
    fs::create_directories(folder.path + "/half-7/content");
    CodeFolder code(folder.path, offload);
    const CodeRef found = code.found(kept);
    code.sweep();
    CHECK(content(fs::path(found->folder) / "a") == "1");
    CHECK_FALSE(fs::exists(other));
    CHECK_FALSE(fs::exists(folder.path + "/half-7"));
    kept.sha256 = "AAAA";
    CHECK_THROWS_WITH(code.found(kept), Catch::Matchers::Contains("is not there"));
}
