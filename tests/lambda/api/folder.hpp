#pragma once
#include <filesystem>
#include <string>

#include <stdlib.h>  // NOLINT: mkdtemp

#include "catch.hpp"

namespace wt::lambda::api::test {

/// A folder that goes with it.
struct Folder {
    Folder() : path((std::filesystem::temp_directory_path() / "wt-lambda-XXXXXX").string()) {
        REQUIRE(::mkdtemp(path.data()) != nullptr);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(path); }
    std::string path;
};

}  // namespace wt::lambda::api::test
