#include "disk/blob_files.hpp"

#include <charconv>
#include <filesystem>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

namespace wt::disk {

namespace {

constexpr unsigned parts = 256;
constexpr std::size_t digits = 16;

[[nodiscard]] std::string part_name(unsigned part) { return fmt::format("{:02x}", part); }

/// The blob that a file is named after; none for other names, which are none of ours.
[[nodiscard]] std::optional<store::BlobId> blob_of(const std::string& name) {
    store::BlobId id = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), id, 16);
    if (name.size() != digits || error != std::errc() || end != name.data() + name.size()) return std::nullopt;
    return id;
}

/// Calls `visit(blob, path)` for each blob's file in `folder`.
template <class Visit>
void each_blob(const std::string& folder, Visit&& visit) {
    std::error_code error;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        if (const auto blob = blob_of(entry->path().filename().string())) visit(*blob, entry->path().string());
    }
    if (error) throw std::runtime_error(fmt::format("cannot read the folder {}: {}", folder, error.message()));
}

[[nodiscard]] bool made(const std::string& folder) { return or_throw(make_folder(folder)); }

}  // namespace

BlobFiles::BlobFiles(std::string folder, FolderLock lock) : folder_(std::move(folder)), lock_(std::move(lock)) {
    const bool tmp = made(folder_ + "/tmp");
    const bool objects = made(folder_ + "/objects");
    bool any_part = false;
    for (unsigned part = 0; part < parts; ++part) any_part |= made(folder_ + "/objects/" + part_name(part));
    if (any_part) or_throw(sync_folder(folder_ + "/objects"));
    if (tmp || objects) or_throw(sync_folder(folder_));
    each_blob(folder_ + "/tmp", [](store::BlobId, const std::string& path) { remove_file(path); });
}

std::string BlobFiles::folder_of(store::BlobId blob) const {
    return folder_ + "/objects/" + part_name(static_cast<unsigned>(blob / 2 % parts));
}

std::string BlobFiles::path(store::BlobId blob) const { return fmt::format("{}/{:016x}", folder_of(blob), blob); }

std::string BlobFiles::temporary(store::BlobId blob) const { return fmt::format("{}/tmp/{:016x}", folder_, blob); }

void BlobFiles::keep_only(const std::unordered_set<store::BlobId>& blobs) const {
    for (unsigned part = 0; part < parts; ++part) {
        each_blob(folder_ + "/objects/" + part_name(part), [&](store::BlobId blob, const std::string& path) {
            if (!blobs.contains(blob)) remove_file(path);
        });
    }
}

BlobFile::~BlobFile() {
    if (!place_.empty()) remove_file(place_);
}

std::optional<Error> BlobFile::append(std::string_view bytes) {
    const std::string path = files_->temporary(id_);
    if (!file_.is_open()) {
        Result<File> created = File::create(path);
        if (!created.ok()) return created.error();
        file_ = std::move(created.value());
        place_ = path;
    }
    return file_.append(bytes, path);
}

std::optional<Error> BlobFile::finish() {
    const std::string path = files_->path(id_);
    if (auto error = file_.sync(place_)) return error;
    if (auto error = rename_file(place_, path)) return error;
    place_ = path;
    file_ = File();
    return sync_folder(files_->folder_of(id_));
}

}  // namespace wt::disk
