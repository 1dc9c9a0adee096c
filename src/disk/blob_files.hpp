#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>

#include "base/result.hpp"
#include "disk/file.hpp"
#include "disk/folder_lock.hpp"
#include "store/store.hpp"

namespace wt::disk {

/// Where the large blobs of a folder lie: whole ones in objects/ab/ID (ab: part of the id, 256 folders), those on their
/// way in in tmp/ID; ID in 16 hexadecimal digits. Has the folder's lock, as long as anybody writes into it.
class BlobFiles {
public:
    /// `folder` is there and is ours. Empties tmp/; throws a sentence when that cannot be done.
    BlobFiles(std::string folder, FolderLock lock);

    [[nodiscard]] std::string path(store::BlobId blob) const;
    [[nodiscard]] std::string folder_of(store::BlobId blob) const;
    [[nodiscard]] std::string temporary(store::BlobId blob) const;
    /// Deletes the files of all other blobs. Throws a sentence when a folder cannot be read.
    void keep_only(const std::unordered_set<store::BlobId>& blobs) const;

private:
    std::string folder_;
    FolderLock lock_;
};

/// A large blob on its way in: one file, first in tmp/. One call at a time, on whatever thread; all of them block.
/// Removed when destroyed, wherever it lies then, unless it was given().
class BlobFile {
public:
    BlobFile(std::shared_ptr<const BlobFiles> files, store::BlobId id) : files_(std::move(files)), id_(id) {}
    BlobFile(const BlobFile&) = delete;
    BlobFile& operator=(const BlobFile&) = delete;
    ~BlobFile();

    [[nodiscard]] store::BlobId id() const { return id_; }
    [[nodiscard]] std::optional<Error> append(std::string_view bytes);
    /// To the disk itself, then into objects/, and that to the disk, too.
    [[nodiscard]] std::optional<Error> finish();
    /// From now on it is somebody's.
    void give() { place_.clear(); }

private:
    std::shared_ptr<const BlobFiles> files_;
    store::BlobId id_;
    File file_;
    std::string place_;  // where it lies; empty: nowhere, or it is not ours any more
};

}  // namespace wt::disk
