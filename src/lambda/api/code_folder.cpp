#include "lambda/api/code_folder.hpp"

#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "aws/digests.hpp"
#include "base/base64.hpp"
#include "base/hex.hpp"

namespace wt::lambda::api {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view archive_name = "package.zip";
constexpr std::string_view content_name = "content";
constexpr std::string_view half = "half-";  // what a name begins with until the package is whole

/// Until all that was written on the folder's file system is on the disk: one call for a thousand files.
[[nodiscard]] bool sync(const fs::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return false;
    const bool done = ::syncfs(descriptor) == 0;
    ::close(descriptor);
    return done;
}

/// Whatever becomes of a task.
class OnLeaving {
public:
    explicit OnLeaving(std::function<void()> what) : what_(std::move(what)) {}
    OnLeaving(const OnLeaving&) = delete;
    OnLeaving& operator=(const OnLeaving&) = delete;
    ~OnLeaving() { what_(); }

private:
    std::function<void()> what_;
};

void erase(const fs::path& path) {
    std::error_code ignored;
    fs::remove_all(path, ignored);
}

/// One package on its way in; for a thread beside the loop.
struct Arrival {
    std::string archive;
    std::string sha256;
    fs::path half;
    fs::path place;
    std::optional<ZipFault> fault;
    std::uint64_t unzipped = 0;

    void digest() { sha256 = aws::sha256(archive).view(); }
    void unpack() {
        std::error_code problem;
        fs::create_directories(half / content_name, problem);
        std::ofstream out(half / archive_name, std::ios::binary);
        if (problem || !out.write(archive.data(), static_cast<std::streamsize>(archive.size())) || !out.flush()) {
            fault = ZipFault::no_room;
        } else {
            const auto bytes = unzip(archive, half / content_name);
            if (bytes.ok()) unzipped = *bytes;
            if (!bytes.ok()) fault = bytes.error();
        }
        if (!fault && !sync(half)) fault = ZipFault::no_room;
        if (!fault) {
            fs::rename(half, place, problem);
            // Somebody else brought the same meanwhile; what is there is whole.
            if (problem && !fs::exists(place / content_name)) fault = ZipFault::no_room;
            if (!fault && !sync(place.parent_path())) fault = ZipFault::no_room;
        }
        erase(half);
    }
};

}  // namespace

CodeFolder::CodeFolder(std::string folder, Offload& offload) : folder_(std::move(folder)), offload_(offload) {
    std::error_code problem;
    fs::create_directories(folder_, problem);
    if (problem) throw std::runtime_error(fmt::format("cannot use the folder {}: {}", folder_, problem.message()));
}

std::string CodeFolder::place_of(std::string_view digest) const { return fmt::format("{}/{}", folder_, digest); }

CodeRef CodeFolder::hold(const std::string& digest, Code code) {
    code.folder = fmt::format("{}/{}", place_of(digest), content_name);
    CodeRef held(new Code(std::move(code)), [unused = unused_, digest](const Code* gone) {  // NOLINT
        unused->push_back(digest);
        delete gone;  // NOLINT
    });
    held_[digest] = held;
    return held;
}

CodeRef CodeFolder::held(std::string_view digest) const {
    const auto known = held_.find(digest);
    return known == held_.end() ? nullptr : known->second.lock();
}

Task<Result<CodeRef, ZipFault>> CodeFolder::keep(std::string archive) {
    Code code;
    code.size = archive.size();
    const auto arrival = std::make_shared<Arrival>();
    arrival->archive = std::move(archive);
    arrival->half = place_of(fmt::format("{}{}", half, ++attempts_));
    std::function<void()> work = [arrival] { arrival->digest(); };
    co_await offload_.run(std::move(work));
    code.sha256 = base64_encode(arrival->sha256);
    const std::string digest = hex_encode(arrival->sha256);
    if (CodeRef there = held(digest)) co_return there;
    arrival->place = place_of(digest);
    ++arriving_[digest];
    const OnLeaving left([this, &digest] {
        if (--arriving_[digest] == 0) arriving_.erase(digest);
    });
    work = [arrival] { arrival->unpack(); };
    co_await offload_.run(std::move(work));
    if (arrival->fault) co_return *arrival->fault;
    if (CodeRef there = held(digest)) co_return there;
    code.unzipped = arrival->unzipped;
    co_return hold(digest, std::move(code));
}

bool CodeFolder::is_file(const std::string& path) {
    std::error_code problem;
    return fs::path(path).is_absolute() && fs::is_regular_file(path, problem);
}

Task<Result<CodeRef, ZipFault>> CodeFolder::keep_file(std::string path, std::size_t longest) {
    std::error_code problem;
    const std::uintmax_t size = fs::file_size(path, problem);
    if (problem) co_return ZipFault::broken;
    if (size > longest) co_return ZipFault::too_large;
    const auto text = std::make_shared<std::string>(size, '\0');
    const auto whole = std::make_shared<bool>(false);
    std::function<void()> work = [path = std::move(path), text, whole] {
        std::ifstream file(path, std::ios::binary);
        file.read(text->data(), static_cast<std::streamsize>(text->size()));
        *whole = file.good();
    };
    co_await offload_.run(std::move(work));
    if (!*whole) co_return ZipFault::broken;
    co_return co_await keep(std::move(*text));
}

CodeRef CodeFolder::found(const Code& code) {
    if (code.watched) return std::make_shared<const Code>(code);
    const std::string digest = hex_encode(base64_decode(code.sha256).value_or(""));
    if (CodeRef there = held(digest)) return there;
    if (!fs::exists(fmt::format("{}/{}", place_of(digest), content_name)))
        throw std::runtime_error(
            fmt::format("the folder {} is not there, and a function's code was in it", place_of(digest)));
    return hold(digest, code);
}

CodeRef CodeFolder::watch(std::string folder) {
    std::error_code problem;
    if (!fs::path(folder).is_absolute() || !fs::is_directory(folder, problem)) return nullptr;
    Code code;
    code.sha256 = aws::sha256(folder).base64();
    code.folder = std::move(folder);
    code.watched = true;
    return std::make_shared<const Code>(std::move(code));
}

bool CodeFolder::is_empty(const std::string& folder) {
    std::error_code problem;
    for (fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, problem);
         !problem && entry != fs::recursive_directory_iterator(); entry.increment(problem)) {
        if (!entry->is_directory(problem) || entry->is_symlink(problem)) return false;
    }
    return true;
}

void CodeFolder::sweep() {
    unused_->clear();
    std::error_code problem;
    std::vector<fs::path> gone;
    for (fs::directory_iterator entry(folder_, problem); !problem && entry != fs::directory_iterator();
         entry.increment(problem)) {
        if (held(entry->path().filename().string()) == nullptr) gone.push_back(entry->path());
    }
    for (const fs::path& each : gone) erase(each);
}

std::vector<std::string> CodeFolder::take_unused() { return std::exchange(*unused_, {}); }

Task<void> CodeFolder::remove(std::vector<std::string> digests) {
    std::vector<std::string> gone;
    for (const std::string& digest : digests) {
        if (held(digest) != nullptr || arriving_.contains(digest)) continue;  // it is back
        held_.erase(digest);
        // Out of the way first, so that it may come again while it goes.
        std::string away = place_of(fmt::format("{}{}", half, ++attempts_));
        std::error_code problem;
        fs::rename(place_of(digest), away, problem);
        if (!problem) gone.push_back(std::move(away));
    }
    if (gone.empty()) co_return;
    std::function<void()> work = [gone = std::move(gone)] {
        for (const std::string& each : gone) erase(each);
    };
    co_await offload_.run(std::move(work));
}

std::string CodeFolder::archive_of(const Code& code) const {
    return fmt::format("{}/{}", place_of(hex_encode(base64_decode(code.sha256).value_or(""))), archive_name);
}

}  // namespace wt::lambda::api
