#pragma once
#include <string>
#include <vector>

#include <sys/stat.h>
#include <zip.h>

#include "catch.hpp"

namespace wt::lambda::api::test {

struct File {
    std::string name;
    std::string content;
    mode_t mode = S_IFREG | 0644;
};

/// An archive of these files.
inline std::string zip_of(const std::vector<File>& files) {
    zip_error_t problem;
    zip_error_init(&problem);
    zip_source_t* const into = zip_source_buffer_create(nullptr, 0, 0, &problem);
    zip_t* const archive = zip_open_from_source(into, ZIP_TRUNCATE, &problem);
    REQUIRE(archive != nullptr);
    zip_source_keep(into);
    for (const File& file : files) {
        zip_source_t* const content = zip_source_buffer(archive, file.content.data(), file.content.size(), 0);
        const zip_int64_t index = zip_file_add(archive, file.name.c_str(), content, ZIP_FL_ENC_UTF_8);
        REQUIRE(index >= 0);
        (void)zip_file_set_external_attributes(archive, static_cast<zip_uint64_t>(index), 0, ZIP_OPSYS_UNIX,
                                               static_cast<zip_uint32_t>(file.mode) << 16U);
        (void)zip_file_set_mtime(archive, static_cast<zip_uint64_t>(index), 1'700'000'000, 0);
    }
    REQUIRE(zip_close(archive) == 0);
    REQUIRE(zip_source_open(into) == 0);
    zip_source_seek(into, 0, SEEK_END);
    std::string bytes(static_cast<std::size_t>(zip_source_tell(into)), '\0');
    zip_source_seek(into, 0, SEEK_SET);
    REQUIRE(zip_source_read(into, bytes.data(), bytes.size()) == static_cast<zip_int64_t>(bytes.size()));
    zip_source_close(into);
    zip_source_free(into);
    return bytes;
}

}  // namespace wt::lambda::api::test
