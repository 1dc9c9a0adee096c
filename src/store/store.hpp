#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "base/text.hpp"
#include "http/body.hpp"

namespace wt::store {

/// Names bytes that never change once they are whole: an object's body, an upload's part. Never given twice, also not
/// by later processes on the same folder.
using BlobId = std::uint64_t;

/// One row that becomes another, or goes (no value).
struct Change {
    std::string space;
    std::string key;
    std::optional<std::string> value;
};

/// Counts what was staged; what has a lower number is on disk no later.
using Ticket = std::uint64_t;

/// A blob on its way in. Destroyed before finish() has returned, it leaves nothing.
class BlobWriter {
public:
    BlobWriter() = default;
    BlobWriter(const BlobWriter&) = delete;
    BlobWriter& operator=(const BlobWriter&) = delete;
    virtual ~BlobWriter() = default;

    /// Adds bytes; waits while the disk is behind. Nothing on success, else why it failed (a full disk); the writer is
    /// then of no more use. One call at a time.
    [[nodiscard]] virtual Task<std::optional<Error>> write(Text piece) = 0;
    /// The blob is whole; it is on disk no later than what is staged from now on. Until a staged change names it, it is
    /// nobody's: keep_only() sweeps it.
    [[nodiscard]] virtual Task<Result<BlobId>> finish() = 0;
};

/// What a service keeps of itself: rows by space and key, and blobs. In memory it forgets with the process; in a folder
/// it outlives it, `kill -9` too. A service holds its state in memory, stages each change as it makes it, and answers
/// its client once that is durable. All calls come from the loop's thread.
class Store {
public:
    Store() = default;
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;
    virtual ~Store() = default;

    /// False for a memory store: who stages rows may spare itself making them.
    [[nodiscard]] virtual bool keeps() const = 0;

    /// Every row of `space`, in order of the keys' bytes, as an earlier process left them. Before the first stage().
    virtual void load(std::string_view space, const std::function<void(std::string_view, std::string_view)>& visit) = 0;
    /// After load(): deletes every blob that is not among these.
    virtual void keep_only(const std::unordered_set<BlobId>& blobs) = 0;

    /// These changes happen together or not at all, after all that was staged before. `dropped` blobs are deleted once
    /// the changes are on disk, never before. Streams that read a dropped blob go on to its end.
    virtual Ticket stage(std::vector<Change> changes, std::vector<BlobId> dropped = {}) = 0;
    /// Waits until everything staged up to `ticket` is on disk (group commit). Nothing on success, else why not.
    [[nodiscard]] virtual Task<std::optional<Error>> durable(Ticket ticket) = 0;
    /// Whether durable() would return at once.
    [[nodiscard]] virtual bool is_durable(Ticket ticket) const = 0;

    /// A blob of at most small_blob bytes, whole at once; it goes to disk with the next stage(). Who then does not name
    /// it gives it to stage() as dropped. An error when there is no room for it.
    [[nodiscard]] virtual Result<BlobId> keep(Text bytes) = 0;
    static constexpr std::size_t small_blob = 64 * 1024;
    [[nodiscard]] virtual std::unique_ptr<BlobWriter> write() = 0;

    /// The blob's bytes, where they can be had at once and in one piece; none: read().
    [[nodiscard]] virtual std::optional<Text> whole(BlobId blob) = 0;
    /// `size` bytes from `offset` on; both lie within the blob. Asking for what was never kept is a mistake (asserted);
    /// of what was dropped meanwhile, the stream's first piece is an error.
    [[nodiscard]] virtual std::shared_ptr<http::BodyStream> read(BlobId blob, std::uint64_t offset,
                                                                 std::uint64_t size) = 0;
};

}  // namespace wt::store
