#include "storage/rds/replica.hpp"

#include <fmt/format.h>

#include <functional>
#include <utility>

namespace wt::rds {

namespace {

/// How often an engine is asked how far it is while commits wait: measured lags are up to this much too long.
constexpr Duration look_every = 2ms;

}  // namespace

Replica::Replica(const Context& context, std::string_view name, const ReplicaConfig& config, Primary& primary,
                 std::uint64_t member, std::unique_ptr<Engine> engine)
    : context_(context),
      id_(hash_bytes(name, member)),
      configured_lag_(config.lag),
      apply_time_(config.apply),
      lags_(context.random(fmt::format("{}.lag.{}", name, member))),
      primary_(&primary),
      instance_(context, name, config, member),
      engine_(std::move(engine)),
      arrived_(context.clock),
      law_changed_(context.clock),
      lag_(context.metrics.histogram(fmt::format("{}.lag", name))),
      stale_reads_(context.metrics.counter(fmt::format("{}.stale.reads", name))),
      lag_entries_(context.metrics.gauge(fmt::format("{}.lag.entries", name))) {
    primary.follow(*this);
}

Replica::~Replica() {
    if (primary_ != nullptr) primary_->unfollow(*this);
}

void Replica::retire() {
    if (primary_ != nullptr) std::exchange(primary_, nullptr)->unfollow(*this);
    instance_.retire();
    drop_after(0);
    if (engine_ == nullptr) database_.clear();
}

Task<void> Replica::run() {
    for (;;) {
        while (backlog_.empty()) co_await arrived_.wait();
        if (engine_ != nullptr) {
            co_await watch_engine();
            continue;
        }
        // A commit may be rolled back on the primary while it is waited for here.
        const std::shared_ptr<const Commit> commit = backlog_.front();
        co_await until_due(commit);
        if (is_next(commit) && !apply_time_.is_zero()) {
            co_await context_.clock.sleep_for(apply_time_.sample(lags_));
        }
        if (is_next(commit)) apply_first();
    }
}

Task<void> Replica::until_due(std::shared_ptr<const Commit> commit) {
    while (is_next(commit)) {
        Duration lag{0};
        if (lag_override_) {
            lag = override_ramp_.of(lag_override_->sample(lags_), context_.now());
        } else {
            lag = configured_lag_.sample(lags_);
        }
        const Instant due = commit->committed_at + lag;
        if (due <= context_.now()) co_return;
        const bool changed = co_await law_changed_.wait_until(due);
        if (!changed) co_return;
    }
}

Task<void> Replica::watch_engine() {
    const Result<std::uint64_t> here = co_await engine_->position();
    while (here && !backlog_.empty() && backlog_.front()->position <= *here) show_first();
    if (!backlog_.empty()) co_await context_.clock.sleep_for(look_every);
}

void Replica::forget_pending(const Commit& commit) {
    for (const Text& id : commit.ids) {
        const auto waiting = pending_.find(id);
        if (--waiting->second == 0) pending_.erase(waiting);
    }
}

void Replica::apply_first() {
    // A row that differs from what the primary changed would mean that this is no longer a copy of its past.
    WT_ASSERT(database_.repeat(backlog_.front()->changes) == 0);
    show_first();
}

void Replica::show_first() {
    const std::shared_ptr<const Commit> commit = std::move(backlog_.front());
    backlog_.pop_front();
    WT_ASSERT(commit->lsn == lsn_ + 1);
    lsn_ = commit->lsn;
    forget_pending(*commit);
    const Instant now = context_.now();
    lag_.record(now - commit->committed_at);
    lag_entries_.add(-1, now);
    context_.digest.add(now, id_, lsn_, commit->ids.size());
}

Task<Result<std::optional<Text>>> Replica::select(Text id, const ConnectionLease* lease) {
    Result<Instance::Statement> statement = co_await instance_.begin(lease);
    if (!statement) co_return statement.error();
    if (!pending_.empty() && pending_.contains(id)) stale_reads_.add();
    if (engine_ != nullptr) {
        Result<std::optional<Text>> answer = co_await engine_->select(std::move(id));
        const std::optional<Error> failure = statement->outcome(answer ? std::nullopt : std::optional(answer.error()));
        if (failure) co_return *failure;
        co_return answer;
    }
    std::optional<Text> found = database_.select(id);
    const std::optional<Error> failure = co_await statement->serve();
    if (failure) co_return *failure;
    co_return found;
}

std::optional<std::uint64_t> Replica::fingerprint() const {
    return engine_ != nullptr ? engine_->fingerprint() : database_.fingerprint();
}

void Replica::update(const ReplicaConfig& config) {
    apply_time_ = config.apply;
    instance_.update(config);
    if (configured_lag_ == config.lag) return;  // or the lag of a commit that waits would be drawn anew
    configured_lag_ = config.lag;
    law_changed_.pulse();
}

void Replica::set_lag(std::optional<Distribution> lag, Ramp ramp) {
    lag_override_ = std::move(lag);
    override_ramp_ = ramp;
    law_changed_.pulse();
}

void Replica::committed(std::shared_ptr<const Commit> commit) {
    for (const Text& id : commit->ids) ++pending_[id];
    backlog_.push_back(std::move(commit));
    lag_entries_.add(1, context_.now());
    arrived_.pulse();
}

void Replica::seed(const Database& primary) {
    drop_after(0);
    if (engine_ != nullptr) {
        WT_ASSERT(primary_->engine() != nullptr);
        engine_->catch_up(primary_->engine()->position_now());
    } else {
        database_.clone_from(primary);
    }
    lsn_ = primary_->lsn();
}

void Replica::drop_after(std::uint64_t lsn) {
    while (!backlog_.empty() && backlog_.back()->lsn > lsn) {
        forget_pending(*backlog_.back());
        backlog_.pop_back();
        lag_entries_.add(-1, context_.now());
    }
    law_changed_.pulse();
}

void Replica::rolled_back(std::uint64_t lsn, const Database& primary) {
    drop_after(lsn);
    if (lsn_ <= lsn) return;
    // It is ahead of what is left: rebuilt from a copy, as AWS rebuilds such a replica.
    database_.clone_from(primary);
    lsn_ = lsn;
}

}  // namespace wt::rds
