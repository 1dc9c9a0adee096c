#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "base/offload.hpp"
#include "base/result.hpp"
#include "base/scope.hpp"
#include "base/sync.hpp"
#include "disk/batch.hpp"

namespace wt::disk {

/// Gathers what is staged while a commit runs, and commits it together: one wait for the disk serves everyone who
/// waits. A batch that fails goes first in the next one, so the order of stages stays; the next is tried as soon as
/// something is staged, or after a second. Knows nothing of how a batch gets to disk.
class GroupCommit {
public:
    /// Puts a batch on disk; called on the Offload, one call at a time. It reads the batch and copies no Text.
    using Commit = std::function<std::optional<Error>(const Batch&)>;
    /// Told of each batch that is on disk, on the loop.
    using Committed = std::function<void(Batch)>;
    static constexpr Duration retry_after = 1s;

    /// `clock` and `offload` outlive it.
    GroupCommit(Clock& clock, Offload& offload, Commit commit, Committed committed);
    /// Everything staged is on disk by sync() before, or lost. What runs on the Offload is waited for.
    ~GroupCommit();
    GroupCommit(const GroupCommit&) = delete;
    GroupCommit& operator=(const GroupCommit&) = delete;

    /// Goes with the next stage(). Ids rise.
    void keep(store::BlobId blob, Text bytes);
    store::Ticket stage(std::vector<store::Change> changes, std::vector<store::BlobId> dropped);
    /// Waits for the next commit that has `ticket` in it: nothing, or why it failed.
    [[nodiscard]] Task<std::optional<Error>> durable(store::Ticket ticket);
    [[nodiscard]] bool is_durable(store::Ticket ticket) const { return ticket <= committed_; }

    /// The latest ticket; 0: nothing was staged.
    [[nodiscard]] store::Ticket staged() const { return staged_; }

    /// A kept blob that is not on disk yet, and not dropped.
    [[nodiscard]] std::optional<Text> find(store::BlobId blob) const;
    /// Bytes that are not on disk yet.
    [[nodiscard]] std::uint64_t waiting_bytes() const;
    /// Why the latest commit failed; nothing when it did not.
    [[nodiscard]] const std::optional<Error>& trouble() const { return trouble_; }

    /// Commits everything staged here and now, blocking. For the end of a process.
    [[nodiscard]] std::optional<Error> sync();

private:
    /// One batch with those who wait for it. Stays on the loop, since it has Texts.
    struct Round {
        explicit Round(Clock& clock) : over(clock) {}
        Batch batch;
        Event over;
        std::optional<Error> failure;
    };
    struct Attempt;  // what the Offload sees of a round

    Task<void> run();
    void begin();
    void settle();
    static void carry_out(Attempt& attempt);

    Clock& clock_;
    Offload& offload_;
    std::shared_ptr<const Commit> commit_;
    Committed committed_callback_;
    Event work_;  // something was staged since the latest begin()
    std::shared_ptr<Round> gathering_;
    std::shared_ptr<Round> under_way_;  // with attempt_; both or neither
    std::shared_ptr<Attempt> attempt_;
    std::optional<Error> trouble_;
    store::Ticket staged_ = 0;
    store::Ticket committed_ = 0;
    Scope scope_;
};

}  // namespace wt::disk
