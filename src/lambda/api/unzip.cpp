#include "lambda/api/unzip.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <sys/stat.h>
#include <zip.h>

namespace wt::lambda::api {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t piece = std::size_t{64} << 10;
constexpr std::uint64_t longest_link = 4096;
constexpr std::int64_t most_entries = 200'000;  // a quarter of a million empty files are a bomb, too

struct CloseArchive {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct CloseFile {
    void operator()(zip_file_t* file) const { (void)zip_fclose(file); }
};
using Archive = std::unique_ptr<zip_t, CloseArchive>;
using File = std::unique_ptr<zip_file_t, CloseFile>;

[[nodiscard]] Archive open(std::string_view bytes) {
    zip_error_t problem;
    zip_error_init(&problem);
    zip_source_t* const source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &problem);
    if (source == nullptr) return nullptr;
    zip_t* const archive = zip_open_from_source(source, ZIP_RDONLY, &problem);
    if (archive == nullptr) zip_source_free(source);
    zip_error_fini(&problem);
    return Archive(archive);
}

/// A place within the package; none for one that is not.
[[nodiscard]] std::optional<fs::path> inside(const fs::path& path) {
    if (path.is_absolute()) return std::nullopt;
    fs::path place = path.lexically_normal();
    if (place.empty() || *place.begin() == "..") return std::nullopt;
    return place;
}

/// Ways up stand first, where every folder is one and no link: behind a link ".." is another folder's.
[[nodiscard]] bool stays_inside(const fs::path& place, const fs::path& target) {
    if (target.is_absolute() || !inside(place.parent_path() / target)) return false;
    bool down = false;
    for (const fs::path& part : target) {
        if (part == ".." && down) return false;
        down = down || (part != ".." && part != ".");
    }
    return true;
}

class Unpacking {
public:
    Unpacking(Archive archive, fs::path folder) : archive_(std::move(archive)), folder_(std::move(folder)) {}

    [[nodiscard]] std::optional<ZipFault> unpack() {
        const std::int64_t count = zip_get_num_entries(archive_.get(), 0);
        if (count > most_entries) return ZipFault::broken;
        for (std::int64_t i = 0; i < count; ++i) {
            if (auto fault = entry(static_cast<std::uint64_t>(i))) return fault;
        }
        if (!has_file_ && links_.empty()) return ZipFault::empty;
        // Last, so that nothing is written through one.
        for (const auto& [place, target] : links_) {
            for (fs::path above = place.parent_path(); !above.empty(); above = above.parent_path()) {
                if (links_.contains(above)) return ZipFault::broken;
            }
            std::error_code problem;
            fs::create_directories((folder_ / place).parent_path(), problem);
            if (!problem) fs::create_symlink(target, folder_ / place, problem);
            if (problem) return fault_of(problem);
        }
        return std::nullopt;
    }
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

private:
    [[nodiscard]] static ZipFault fault_of(const std::error_code& problem) {
        const bool full = problem == std::errc::no_space_on_device || problem == std::errc::read_only_file_system ||
                          problem == std::errc::permission_denied || problem == std::errc::too_many_files_open;
        return full ? ZipFault::no_room : ZipFault::broken;
    }

    [[nodiscard]] std::optional<ZipFault> entry(std::uint64_t index) {
        zip_stat_t about;
        if (zip_stat_index(archive_.get(), index, 0, &about) != 0 || (about.valid & ZIP_STAT_NAME) == 0)
            return ZipFault::broken;
        const auto place = inside(about.name);
        if (!place) return ZipFault::broken;
        if ((about.valid & ZIP_STAT_SIZE) != 0 && about.size > most_unzipped - bytes_) return ZipFault::too_large;
        std::uint8_t system = 0;
        std::uint32_t attributes = 0;
        (void)zip_file_get_external_attributes(archive_.get(), index, 0, &system, &attributes);
        const mode_t mode = system == ZIP_OPSYS_UNIX ? attributes >> 16U : 0;
        std::error_code problem;
        if (std::string_view(about.name).ends_with('/')) {
            fs::create_directories(folder_ / *place, problem);
            return problem ? std::optional(fault_of(problem)) : std::nullopt;
        }
        if (S_ISLNK(mode)) return link(index, *place);
        fs::create_directories((folder_ / *place).parent_path(), problem);
        if (problem) return fault_of(problem);
        has_file_ = true;
        return file(index, folder_ / *place, mode);
    }

    [[nodiscard]] std::optional<ZipFault> file(std::uint64_t index, const fs::path& to, mode_t mode) {
        const File from(zip_fopen_index(archive_.get(), index, 0));
        if (from == nullptr) return ZipFault::broken;  // with a password, or packed in a way that nobody knows
        std::ofstream out(to, std::ios::binary);
        std::vector<char> buffer(piece);
        for (;;) {
            const zip_int64_t got = zip_fread(from.get(), buffer.data(), buffer.size());
            if (got < 0) return ZipFault::broken;
            if (got == 0) break;
            bytes_ += static_cast<std::uint64_t>(got);
            if (bytes_ > most_unzipped) return ZipFault::too_large;
            if (!out.write(buffer.data(), got)) return ZipFault::no_room;
        }
        out.close();
        if (!out) return ZipFault::no_room;
        // Who may not even read it is the package's word on AWS; here it would be the server's own user.
        const auto may = static_cast<fs::perms>((mode & 0777U) | 0644U);
        std::error_code problem;
        fs::permissions(to, may, problem);
        return problem ? std::optional(ZipFault::no_room) : std::nullopt;
    }

    [[nodiscard]] std::optional<ZipFault> link(std::uint64_t index, const fs::path& place) {
        const File from(zip_fopen_index(archive_.get(), index, 0));
        if (from == nullptr) return ZipFault::broken;
        std::string target(longest_link, '\0');
        const zip_int64_t got = zip_fread(from.get(), target.data(), target.size());
        if (got <= 0 || static_cast<std::uint64_t>(got) == longest_link) return ZipFault::broken;
        target.resize(static_cast<std::size_t>(got));
        if (!stays_inside(place, target)) return ZipFault::broken;
        links_.insert_or_assign(place, std::move(target));
        return std::nullopt;
    }

    Archive archive_;
    fs::path folder_;
    std::uint64_t bytes_ = 0;
    bool has_file_ = false;
    std::map<fs::path, std::string> links_;
};

}  // namespace

Result<std::uint64_t, ZipFault> unzip(std::string_view archive, const std::string& folder) {
    if (archive.empty()) return ZipFault::empty;
    Archive opened = open(archive);
    if (opened == nullptr) return ZipFault::broken;
    Unpacking unpacking(std::move(opened), folder);
    if (const auto fault = unpacking.unpack()) return *fault;
    return unpacking.bytes();
}

}  // namespace wt::lambda::api
