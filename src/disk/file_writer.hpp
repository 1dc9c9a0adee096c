#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "base/clock.hpp"
#include "base/offload.hpp"
#include "base/scope.hpp"
#include "base/sync.hpp"
#include "disk/blob_files.hpp"
#include "store/gathering.hpp"
#include "store/store.hpp"

namespace wt::disk {

/// A blob on its way into a folder. What stays small is kept like any small blob; the rest becomes a file. Two buffers
/// of 1 MiB at the most: one is written on the Offload while the other one fills.
class FileWriter final : public store::BlobWriter {
public:
    /// What the folder does for its writers; outlives them.
    struct Folder {
        Clock& clock;
        Offload& offload;
        std::function<std::shared_ptr<BlobFile>()> new_file;
        std::function<Result<store::BlobId>(Text)> keep;
    };

    explicit FileWriter(const Folder& folder) : folder_(folder), idle_(folder.clock) { idle_.set(); }

    [[nodiscard]] Task<std::optional<Error>> write(Text piece) override;
    [[nodiscard]] Task<Result<store::BlobId>> finish() override;

private:
    static constexpr std::size_t buffer_size = std::size_t{1} << 20;
    struct Buffer;
    struct Job;

    void begin_file();
    /// Adds as much as the buffer takes, and says how much that is.
    [[nodiscard]] std::size_t fill(std::string_view bytes);
    /// Hands the buffer to the Offload, which is idle.
    void write_out();
    [[nodiscard]] Task<void> carry_out(std::shared_ptr<Job> job);

    const Folder& folder_;
    store::Gathering head_;  // everything so far, while that is small
    std::shared_ptr<BlobFile> file_;
    std::shared_ptr<Buffer> filling_;
    std::shared_ptr<Buffer> spare_;
    Event idle_;  // nothing is being written
    std::optional<Error> failure_;
    bool finished_ = false;
    Scope scope_;
};

}  // namespace wt::disk
