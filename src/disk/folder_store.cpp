#include "disk/folder_store.hpp"

#include <filesystem>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "disk/file.hpp"
#include "disk/file_stream.hpp"
#include "disk/folder_journal.hpp"
#include "disk/folder_lock.hpp"
#include "store/limit_text.hpp"
#include "store/streams.hpp"

namespace wt::disk {

namespace {

namespace fs = std::filesystem;

/// Each opening of a folder has so many ids of its own, so that none is given twice, whatever a crash has undone.
constexpr store::BlobId ids_of_a_generation = store::BlobId{1} << 40;

/// The folder's full path. Made when it is not there; refused when it holds what is not ours, because we delete in it.
[[nodiscard]] std::string usable_folder(const std::string& given) {
    std::error_code error;
    const fs::path folder = fs::absolute(given, error).lexically_normal();
    if (!error) fs::create_directories(folder, error);
    fs::directory_iterator entry;
    if (!error) entry = fs::directory_iterator(folder, error);
    bool ours = true;
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
        const std::string name = entry->path().filename();
        if (name == "metadata.sqlite") {
            ours = true;
            break;
        }
        // `windtunnel cert` may have been there before.
        if (name != "lock" && name != "lost+found" && name != "authority.pem") ours = false;
    }
    if (error) throw std::runtime_error(fmt::format("cannot use the folder {}: {}", given, error.message()));
    if (!ours)
        throw std::runtime_error(
            fmt::format("the folder {} holds other things, and no metadata.sqlite: give a new or an empty one", given));
    return folder.has_filename() ? folder.string() : folder.parent_path().string();
}

void remove_files(const std::vector<std::string>& paths) {
    for (const std::string& path : paths) remove_file(path);
}

}  // namespace

FolderStore::FolderStore(Clock& clock, const std::string& folder, Offload& offload, FolderLimits limits)
    : clock_(clock),
      folder_(usable_folder(folder)),
      offload_(offload),
      limits_(limits),
      recent_(limits.recent),
      writers_{clock, offload, [this] { return std::make_shared<BlobFile>(files_, new_id(Kind::file)); },
               [this](Text bytes) { return keep(std::move(bytes)); }} {
    FolderLock lock(folder_);
    records_ = std::make_unique<Records>(folder_);
    files_ = std::make_shared<const BlobFiles>(folder_, std::move(lock));
    last_id_ = records_->generation() * ids_of_a_generation;
    commits_ = std::make_unique<GroupCommit>(
        clock, offload, [records = records_.get()](const Batch& batch) { return records->commit(batch); },
        [this](Batch batch) { committed(std::move(batch)); });
}

FolderStore::~FolderStore() { (void)sync(); }

std::optional<Error> FolderStore::sync() {
    blocking_ = true;
    std::optional<Error> failure = commits_->sync();
    blocking_ = false;
    return failure;
}

void FolderStore::load(std::string_view space, const std::function<void(std::string_view, std::string_view)>& visit) {
    WT_ASSERT(commits_->staged() == 0);
    records_->load(space, visit);
}

void FolderStore::keep_only(const std::unordered_set<store::BlobId>& blobs) {
    WT_ASSERT(commits_->staged() == 0);
    records_->keep_only(blobs);
    files_->keep_only(blobs);
}

store::Ticket FolderStore::stage(std::vector<store::Change> changes, std::vector<store::BlobId> dropped) {
    for (const store::BlobId blob : dropped) recent_.drop(blob);
    return commits_->stage(std::move(changes), std::move(dropped));
}

Task<std::optional<Error>> FolderStore::durable(store::Ticket ticket) { return commits_->durable(ticket); }

Result<store::BlobId> FolderStore::keep(Text bytes) {
    WT_ASSERT(bytes.size() <= small_blob);
    if (commits_->waiting_bytes() + bytes.size() > limits_.waiting) {
        const std::string why = trouble() ? ": " + trouble()->message : "";
        return Error{
            fmt::format("{} wait to be written to the folder {}{}", store::limit_text(limits_.waiting), folder_, why)};
    }
    const store::BlobId id = new_id(Kind::small);
    commits_->keep(id, std::move(bytes));
    return id;
}

std::unique_ptr<store::BlobWriter> FolderStore::write() { return std::make_unique<FileWriter>(writers_); }

std::optional<Text> FolderStore::whole(store::BlobId blob) {
    if (!is_small(blob)) return std::nullopt;
    Result<std::optional<Text>> bytes = small_blob_of(blob);
    return bytes.ok() ? std::move(*bytes) : std::nullopt;
}

std::shared_ptr<http::BodyStream> FolderStore::read(store::BlobId blob, std::uint64_t offset, std::uint64_t size) {
    if (is_small(blob)) {
        const Result<std::optional<Text>> bytes = small_blob_of(blob);
        if (!bytes.ok()) return std::make_shared<store::BrokenStream>(size, bytes.error().message);
        if (!bytes.value()) return std::make_shared<store::BrokenStream>(size, "the object was deleted meanwhile");
        return std::make_shared<store::TextStream>(store::part_of(**bytes, offset, size));
    }
    WT_ASSERT(blob > ids_of_a_generation && blob <= last_id_);
    std::string path = files_->path(blob);
    Result<File> file = File::open(path);
    if (!file.ok()) return std::make_shared<store::BrokenStream>(size, file.error().message);
    return std::make_shared<FileStream>(offload_, std::move(file.value()), std::move(path), offset, size);
}

std::unique_ptr<store::Journal> FolderStore::open_journal(const std::string& name) {
    (void)or_throw(make_folder(folder_ + "/journals"));
    return std::make_unique<FolderJournal>(clock_, offload_, fmt::format("{}/journals/{}", folder_, name));
}

void FolderStore::keep_only_journals(std::string_view beginning, const std::unordered_set<std::string>& names) {
    std::error_code error;
    std::vector<fs::path> gone;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder_ + "/journals", error)) {
        const std::string name = entry.path().filename();
        if (name.starts_with(beginning) && !names.contains(name)) gone.push_back(entry.path());
    }
    for (const fs::path& folder : gone) fs::remove_all(folder, error);
}

store::BlobId FolderStore::new_id(Kind kind) {
    last_id_ += 2;
    last_id_ = last_id_ / 2 * 2 + (kind == Kind::file ? 1 : 0);
    WT_ASSERT(last_id_ / ids_of_a_generation == records_->generation());
    return last_id_;
}

Result<std::optional<Text>> FolderStore::small_blob_of(store::BlobId blob) {
    WT_ASSERT(blob > ids_of_a_generation && blob <= last_id_);
    if (auto recent = recent_.get(blob)) return recent;
    if (auto waiting = commits_->find(blob)) return waiting;
    Result<std::optional<Text>> stored = records_->blob(blob);
    if (stored.ok() && stored.value()) recent_.put(blob, **stored);
    return stored;
}

void FolderStore::committed(Batch batch) {
    for (Batch::Kept& kept : batch.kept) {
        if (!kept.dropped) recent_.put(kept.id, std::move(kept.bytes));
    }
    std::vector<std::string> paths;
    for (const store::BlobId blob : batch.dropped) {
        if (!is_small(blob)) paths.push_back(files_->path(blob));
    }
    if (paths.empty()) return;
    if (blocking_) {
        remove_files(paths);
    } else {
        scope_.spawn(remove(std::move(paths)));
    }
}

Task<void> FolderStore::remove(std::vector<std::string> paths) {
    const auto shared = std::make_shared<const std::vector<std::string>>(std::move(paths));
    std::function<void()> work = [shared] { remove_files(*shared); };
    co_await offload_.run(std::move(work));
}

}  // namespace wt::disk
