#include "disk/group_commit.hpp"

#include <exception>
#include <mutex>
#include <utility>

#include "base/assert.hpp"

namespace wt::disk {

/// Whoever takes the mutex first carries it out: the Offload's thread, or sync() on the loop's. The batch is the loop's
/// and lives until the attempt is over.
struct GroupCommit::Attempt {
    std::mutex mutex;
    std::shared_ptr<const Commit> commit;
    const Batch* batch = nullptr;
    bool over = false;
    std::optional<Error> failure;
};

GroupCommit::GroupCommit(Clock& clock, Offload& offload, Commit commit, Committed committed)
    : clock_(clock),
      offload_(offload),
      commit_(std::make_shared<const Commit>(std::move(commit))),
      committed_callback_(std::move(committed)),
      work_(clock),
      gathering_(std::make_shared<Round>(clock)) {
    scope_.spawn(run());
}

GroupCommit::~GroupCommit() {
    scope_.cancel();
    if (attempt_ == nullptr) return;
    const std::lock_guard lock(attempt_->mutex);
    attempt_->over = true;
}

void GroupCommit::keep(store::BlobId blob, Text bytes) {
    Batch& batch = gathering_->batch;
    WT_ASSERT(batch.kept.empty() || batch.kept.back().id < blob);
    batch.bytes += bytes.size();
    batch.kept.push_back({blob, std::move(bytes)});
}

store::Ticket GroupCommit::stage(std::vector<store::Change> changes, std::vector<store::BlobId> dropped) {
    Batch& batch = gathering_->batch;
    for (store::Change& change : changes) {
        batch.bytes += change.key.size() + (change.value ? change.value->size() : 0);
        batch.changes.push_back(std::move(change));
    }
    for (const store::BlobId blob : dropped) {
        if (Batch::Kept* kept = batch.find(blob); kept != nullptr) {
            batch.bytes -= kept->bytes.size();
            kept->bytes = Text();
            kept->dropped = true;
        } else {
            batch.dropped.push_back(blob);
        }
    }
    batch.last = ++staged_;
    work_.set();
    return batch.last;
}

Task<std::optional<Error>> GroupCommit::durable(store::Ticket ticket) {
    WT_ASSERT(ticket <= staged_);
    if (is_durable(ticket)) co_return std::nullopt;
    const std::shared_ptr<Round> round =
        under_way_ != nullptr && ticket <= under_way_->batch.last ? under_way_ : gathering_;
    co_await round->over.wait();
    co_return round->failure;
}

std::optional<Text> GroupCommit::find(store::BlobId blob) const {
    for (const auto& round : {gathering_, under_way_}) {
        if (round == nullptr) continue;
        const Batch::Kept* kept = round->batch.find(blob);
        if (kept != nullptr && !kept->dropped) return kept->bytes;
    }
    return std::nullopt;
}

std::uint64_t GroupCommit::waiting_bytes() const {
    return gathering_->batch.bytes + (under_way_ != nullptr ? under_way_->batch.bytes : 0);
}

std::optional<Error> GroupCommit::sync() {
    if (attempt_ != nullptr) {
        carry_out(*attempt_);
        settle();
    }
    if (!is_durable(staged_)) {
        begin();
        carry_out(*attempt_);
        settle();
    }
    if (is_durable(staged_)) return std::nullopt;
    return trouble_;
}

Task<void> GroupCommit::run() {
    for (;;) {
        while (is_durable(staged_)) {
            work_.reset();
            co_await work_.wait();
        }
        begin();
        const std::shared_ptr<Attempt> attempt = attempt_;
        std::function<void()> work = [attempt] { carry_out(*attempt); };
        co_await offload_.run(std::move(work));
        if (attempt_ == attempt) settle();  // else sync() has done it
        if (trouble_) co_await work_.wait_until(clock_.after(retry_after));
    }
}

void GroupCommit::begin() {
    WT_ASSERT(attempt_ == nullptr && gathering_->batch.last != 0);
    work_.reset();
    under_way_ = std::exchange(gathering_, std::make_shared<Round>(clock_));
    attempt_ = std::make_shared<Attempt>();
    attempt_->commit = commit_;
    attempt_->batch = &under_way_->batch;
}

void GroupCommit::settle() {
    const std::shared_ptr<Attempt> attempt = std::exchange(attempt_, nullptr);
    const std::shared_ptr<Round> round = std::exchange(under_way_, nullptr);
    WT_ASSERT(attempt->over);
    trouble_ = attempt->failure;
    round->failure = attempt->failure;
    Batch batch = std::move(round->batch);
    round->over.set();
    if (trouble_) {
        gathering_->batch.prepend(std::move(batch));
    } else {
        committed_ = batch.last;
        committed_callback_(std::move(batch));
    }
}

void GroupCommit::carry_out(Attempt& attempt) {
    const std::lock_guard lock(attempt.mutex);
    if (attempt.over) return;
    try {
        attempt.failure = (*attempt.commit)(*attempt.batch);
    } catch (const std::exception& failure) {  // there is not enough memory
        attempt.failure = Error{failure.what()};
    }
    attempt.over = true;
}

}  // namespace wt::disk
