#include "disk/folder_journal.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <stdexcept>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "disk/file.hpp"

namespace wt::disk {

namespace {

/// Length and CRC-32, the lowest byte first.
constexpr std::size_t frame_head = 8;

[[nodiscard]] std::string segment_name(std::uint64_t segment) { return fmt::format("{:016x}", segment); }

[[nodiscard]] std::optional<std::uint64_t> segment_of(std::string_view name) {
    std::uint64_t segment = 0;
    const auto read = std::from_chars(name.data(), name.data() + name.size(), segment, 16);
    if (read.ec != std::errc() || segment_name(segment) != name) return std::nullopt;
    return segment;
}

[[nodiscard]] std::uint32_t checksum(std::string_view bytes) {
    return static_cast<std::uint32_t>(
        ::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));  // NOLINT: zlib's bytes
}

void append_word(std::string& to, std::uint64_t number) {
    for (int i = 0; i < 4; ++i) to += static_cast<char>(number >> (8 * i) & 0xff);
}

[[nodiscard]] std::uint32_t word_at(std::string_view bytes) {
    std::uint32_t number = 0;
    for (unsigned i = 0; i < 4; ++i)
        number |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    return number;
}

/// Visits the frames that are whole; how many bytes they take.
[[nodiscard]] std::size_t read_frames(std::string_view bytes, const std::function<void(std::string_view)>& visit) {
    std::size_t at = 0;
    while (bytes.size() - at >= frame_head) {
        const std::uint64_t size = word_at(bytes.substr(at));
        if (size > bytes.size() - at - frame_head) break;
        const std::string_view frame = bytes.substr(at + frame_head, size);
        if (checksum(frame) != word_at(bytes.substr(at + 4))) break;
        visit(frame);
        at += frame_head + size;
    }
    return at;
}

[[nodiscard]] std::string read_whole(const std::string& path) {
    const Result<File> file = File::open(path);
    if (!file.ok()) throw std::runtime_error(file.error().message);
    struct stat about{};
    if (::fstat(file->descriptor(), &about) != 0) throw std::runtime_error(file_error("read", path, errno).message);
    std::string bytes(static_cast<std::size_t>(about.st_size), '\0');
    or_throw(file->read(bytes.data(), 0, bytes.size(), path));
    return bytes;
}

}  // namespace

/// What the Offload sees: the file that is written, and how much of it is good.
class FolderJournal::Writer {
public:
    explicit Writer(std::string folder) : folder_(std::move(folder)) {}

    [[nodiscard]] std::optional<Error> commit(const Batch& batch) {
        std::string bytes;
        for (const store::Change& change : batch.changes) {
            if (change.space != segment_) {
                if (auto failed = write(bytes)) return failed;
                bytes.clear();
                if (auto failed = open(change.space)) return failed;
            }
            append_word(bytes, change.value->size());
            append_word(bytes, checksum(*change.value));
            bytes += *change.value;
        }
        return write(bytes);
    }

private:
    [[nodiscard]] std::string path() const { return fmt::format("{}/{}", folder_, segment_); }

    [[nodiscard]] std::optional<Error> open(const std::string& segment) {
        segment_ = segment;
        // A batch that failed comes again from its beginning: the file may be there.
        const int descriptor = ::open(path().c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
        if (descriptor < 0) {
            segment_.clear();
            return file_error("create", folder_, errno);
        }
        file_ = File(descriptor);
        good_ = 0;
        return sync_folder(folder_);
    }

    [[nodiscard]] std::optional<Error> write(std::string_view bytes) {
        if (bytes.empty()) return std::nullopt;
        // What a failed write has left behind the good part goes.
        if (torn_ && ::ftruncate(file_.descriptor(), static_cast<off_t>(good_)) != 0)
            return file_error("write", path(), errno);
        torn_ = true;
        if (auto failed = file_.append(bytes, path())) return failed;
        if (auto failed = file_.sync(path())) return failed;
        torn_ = false;
        good_ += bytes.size();
        return std::nullopt;
    }

    std::string folder_;
    std::string segment_;
    File file_;
    std::uint64_t good_ = 0;
    bool torn_ = false;
};

FolderJournal::FolderJournal(Clock& clock, Offload& offload, std::string folder)
    : folder_(std::move(folder)),
      writer_(std::make_shared<Writer>(folder_)),
      commits_(
          clock, offload, [writer = writer_](const Batch& batch) { return writer->commit(batch); },
          [](const Batch&) {}) {
    (void)or_throw(make_folder(folder_));
    or_throw(sync_folder(std::filesystem::path(folder_).parent_path()));
}

FolderJournal::~FolderJournal() { (void)commits_.sync(); }

void FolderJournal::load(const std::function<void(std::uint64_t, std::string_view)>& visit) {
    WT_ASSERT(commits_.staged() == 0);
    std::vector<std::uint64_t> segments;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
        if (const auto segment = segment_of(entry.path().filename().string())) segments.push_back(*segment);
    }
    std::sort(segments.begin(), segments.end());
    for (const std::uint64_t segment : segments) {
        const std::string path = fmt::format("{}/{}", folder_, segment_name(segment));
        const std::string bytes = read_whole(path);
        const std::size_t good = read_frames(bytes, [&](std::string_view frame) { visit(segment, frame); });
        if (good == bytes.size()) continue;
        // Only what was written last can be torn.
        if (segment != segments.back()) throw std::runtime_error(fmt::format("{} is broken at byte {}", path, good));
        std::filesystem::resize_file(path, good);
    }
    if (segments.empty()) return;
    oldest_ = segments.front();
    segment_ = segments.back() + 1;
}

store::Ticket FolderJournal::append(std::string frame) {
    size_ += frame.size() + frame_head;
    std::vector<store::Change> changes;
    changes.push_back({segment_name(segment_), {}, std::move(frame)});
    return commits_.stage(std::move(changes), {});
}

void FolderJournal::begin_segment() {
    ++segment_;
    size_ = 0;
}

void FolderJournal::drop_before(std::uint64_t segment) {
    WT_ASSERT(segment <= segment_);
    for (; oldest_ < segment; ++oldest_) remove_file(fmt::format("{}/{}", folder_, segment_name(oldest_)));
}

}  // namespace wt::disk
