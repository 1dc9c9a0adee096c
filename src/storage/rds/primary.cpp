#include "storage/rds/primary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "base/hash.hpp"
#include "storage/rds/replica.hpp"

namespace wt::rds {

Primary::Primary(const Context& context, std::string_view name, const PrimaryConfig& config,
                 std::unique_ptr<Engine> engine)
    : context_(context),
      id_(hash_bytes(name)),
      instance_(context, name, config),
      config_(config),
      engine_(std::move(engine)),
      rows_(context.metrics.gauge(fmt::format("{}.rows", name))),
      failovers_(context.metrics.counter(fmt::format("{}.failovers", name))),
      lost_commits_(context.metrics.counter(fmt::format("{}.lost.commits", name))) {}

std::optional<Error> unchangeable(const PrimaryConfig& from, const PrimaryConfig& to) {
    if (from.engine == to.engine && from.url == to.url) return std::nullopt;
    return Error{"what holds the rows cannot change while the instance runs"};
}

std::optional<Error> Primary::update(const PrimaryConfig& config) {
    if (auto refused = unchangeable(config_, config)) return refused;
    config_ = config;
    instance_.update(config);
    return std::nullopt;
}

void Primary::retire() {
    instance_.retire();
    for (Follower* follower : std::exchange(followers_, {})) follower->left_alone();
    history_.clear();
    if (engine_ == nullptr) database_.clear();
}

Task<Result<std::optional<Text>>> Primary::select(Text id, const ConnectionLease* lease) {
    Result<Instance::Statement> statement = co_await instance_.begin(lease);
    if (!statement) co_return statement.error();
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

Task<Result<Applied>> Primary::apply(std::vector<Write> writes, const ConnectionLease* lease) {
    Result<Instance::Statement> statement = co_await instance_.begin(lease);
    if (!statement) co_return statement.error();
    if (engine_ != nullptr) co_return co_await apply_in_engine(std::move(writes), std::move(*statement));
    const std::size_t draws = std::max<std::size_t>(1, (writes.size() + writes_per_service - 1) / writes_per_service);
    const std::optional<Error> failure = co_await statement->serve(draws);
    if (failure) co_return *failure;
    const bool adds =
        std::any_of(writes.begin(), writes.end(), [](const Write& w) { return w.kind == Write::Kind::put; });
    if (adds && full()) co_return Error{"ERROR: could not extend file: No space left on device"};
    co_return publish(database_.apply(writes, context_.now(), captures() ? Capture::changes : Capture::nothing));
}

Task<Result<Applied>> Primary::apply_in_engine(std::vector<Write> writes, Instance::Statement statement) {
    Result<Applied> applied = co_await engine_->apply(std::move(writes), context_.now());
    // A crash may cut the caller off from a transaction that was committed.
    if (applied) applied = publish(std::move(*applied));
    const std::optional<Error> failure = statement.outcome(applied ? std::nullopt : std::optional(applied.error()));
    if (failure) co_return *failure;
    co_return applied;
}

Task<Result<Applied>> Primary::write(Write write, const ConnectionLease* lease) {
    std::vector<Write> one;
    one.push_back(std::move(write));
    return apply(std::move(one), lease);
}

Applied Primary::publish(Applied applied) {
    const Instant now = context_.now();
    if (applied.changed == 0) return applied;
    ++lsn_;
    rows_.add(static_cast<double>(applied.rows_change), now);
    context_.digest.add(now, id_, lsn_, applied.changed);
    if (captures()) {
        const auto commit = std::make_shared<const Commit>(
            Commit{lsn_, now, std::move(applied.changes), std::move(applied.ids), applied.position});
        for (Follower* follower : followers_) follower->committed(commit);
        if (history_span_ > Duration::zero()) {
            history_.push_back(commit);
            while (history_.front()->committed_at < now - history_span_) history_.pop_front();
        }
    }
    return applied;
}

bool Primary::full() const { return config_.storage && database_.bytes() >= *config_.storage; }

std::uint64_t Primary::take_over(Duration outage, Duration lose_tail) {
    failovers_.add();
    instance_.crash(outage);
    const Instant kept_until = context_.now() - lose_tail;
    std::deque<std::shared_ptr<const Commit>> lost;
    while (!history_.empty() && history_.back()->committed_at > kept_until) {
        lost.push_front(std::move(history_.back()));
        history_.pop_back();
    }
    return roll_back(lost);
}

std::uint64_t Primary::promote(const Replica& replica, Duration outage) {
    failovers_.add();
    instance_.crash(outage);
    const std::deque<std::shared_ptr<const Commit>> lost = replica.backlog();
    while (!history_.empty() && history_.back()->lsn > replica.lsn()) history_.pop_back();
    return roll_back(lost);
}

std::uint64_t Primary::roll_back(const std::deque<std::shared_ptr<const Commit>>& commits) {
    if (commits.empty()) return 0;
    for (auto commit = commits.rbegin(); commit != commits.rend(); ++commit) {
        WT_ASSERT((*commit)->lsn == lsn_);
        database_.undo((*commit)->changes);
        --lsn_;
    }
    rows_.set(static_cast<double>(database_.count()), context_.now());
    lost_commits_.add(commits.size());
    context_.digest.add(context_.now(), id_, lsn_, commits.size());
    for (Follower* follower : followers_) follower->rolled_back(lsn_, database_);
    return commits.size();
}

void Primary::fill(std::uint64_t n, std::string_view body) {
    if (engine_ != nullptr) {
        engine_->fill(n, body, context_.now());
    } else {
        database_.fill(n, body, context_.now());
    }
    rows_.set(static_cast<double>(n), context_.now());
    for (Follower* follower : followers_) follower->seed(database_);
}

void Primary::start_over(std::uint64_t n, std::string_view body) {
    if (engine_ != nullptr) return;
    instance_.crash(Duration::zero());
    history_.clear();
    database_.clear();
    fill(n, body);
}

std::optional<std::uint64_t> Primary::last_write(std::string_view id) const {
    return engine_ != nullptr ? engine_->last_write(id) : database_.last_write(id);
}

std::optional<std::uint64_t> Primary::fingerprint() const {
    return engine_ != nullptr ? engine_->fingerprint() : database_.fingerprint();
}

void Primary::follow(Follower& follower) {
    followers_.push_back(&follower);
    follower.seed(database_);
}

void Primary::unfollow(Follower& follower) { std::erase(followers_, &follower); }

}  // namespace wt::rds
