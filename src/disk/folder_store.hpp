#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/clock.hpp"
#include "base/offload.hpp"
#include "base/scope.hpp"
#include "disk/blob_files.hpp"
#include "disk/file_writer.hpp"
#include "disk/group_commit.hpp"
#include "disk/recent_blobs.hpp"
#include "disk/records.hpp"
#include "store/journal.hpp"
#include "store/store.hpp"

namespace wt::disk {

/// In bytes.
struct FolderLimits {
    /// Small blobs that are kept in memory, too, because they were used of late.
    std::uint64_t recent = std::uint64_t{64} << 20;
    /// What may wait for a disk that is slow or failing, before keep() is refused.
    std::uint64_t waiting = std::uint64_t{256} << 20;
};

/// Rows and blobs in a folder: what durable() has said is there after `kill -9` and after a power cut. Rows and small
/// blobs are in a database, larger blobs in a file each. One store a folder; writers go before it does, streams need
/// not.
class FolderStore final : public store::Store, public store::Journals {
public:
    /// Makes the folder when it is not there. Throws a sentence when it cannot be used: another process has it, it
    /// holds other things, a later version has written it, it is broken. `clock` and `offload` outlive the store.
    FolderStore(Clock& clock, const std::string& folder, Offload& offload, FolderLimits limits = {});
    /// Commits what is staged, if the disk lets it; sync() before says whether it did.
    ~FolderStore() override;

    /// Commits everything staged, blocking: for an orderly end. Nothing on success.
    [[nodiscard]] std::optional<Error> sync();
    /// Why the latest commit failed; nothing when it did not.
    [[nodiscard]] const std::optional<Error>& trouble() const { return commits_->trouble(); }

    [[nodiscard]] bool keeps() const override { return true; }
    void load(std::string_view space, const std::function<void(std::string_view, std::string_view)>& visit) override;
    void keep_only(const std::unordered_set<store::BlobId>& blobs) override;
    store::Ticket stage(std::vector<store::Change> changes, std::vector<store::BlobId> dropped) override;
    [[nodiscard]] Task<std::optional<Error>> durable(store::Ticket ticket) override;
    [[nodiscard]] bool is_durable(store::Ticket ticket) const override { return commits_->is_durable(ticket); }
    [[nodiscard]] Result<store::BlobId> keep(Text bytes) override;
    [[nodiscard]] std::unique_ptr<store::BlobWriter> write() override;
    [[nodiscard]] std::optional<Text> whole(store::BlobId blob) override;
    [[nodiscard]] std::shared_ptr<http::BodyStream> read(store::BlobId blob, std::uint64_t offset,
                                                         std::uint64_t size) override;
    [[nodiscard]] std::unique_ptr<store::Journal> open_journal(const std::string& name) override;
    void keep_only_journals(std::string_view beginning, const std::unordered_set<std::string>& names) override;

private:
    enum class Kind : std::uint8_t { small, file };
    [[nodiscard]] store::BlobId new_id(Kind kind);
    [[nodiscard]] Result<std::optional<Text>> small_blob_of(store::BlobId blob);
    void committed(Batch batch);
    [[nodiscard]] Task<void> remove(std::vector<std::string> paths);

    Clock& clock_;
    std::string folder_;
    Offload& offload_;
    FolderLimits limits_;
    std::unique_ptr<Records> records_;
    std::shared_ptr<const BlobFiles> files_;
    RecentBlobs recent_;
    FileWriter::Folder writers_;
    store::BlobId last_id_;
    bool blocking_ = false;  // the loop does not go on: what is to be done is done at once
    std::unique_ptr<GroupCommit> commits_;
    Scope scope_;
};

}  // namespace wt::disk
