#include "queue/consumer.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "base/hash.hpp"

namespace wt::queue {

namespace {

// Assumed: how long a poller waits that could not reach the queue.
constexpr Duration unreachable_wait = 1s;
constexpr Duration per_poller = Duration(1s) / Consumer::pollers_a_second;

}  // namespace

/// A poller at work, counted until it is done or cancelled.
struct Consumer::Busy {
    explicit Busy(Consumer& of) : consumer(of) {
        ++consumer.busy_;
        ++consumer.on_their_way_;
        consumer.concurrency_.set(static_cast<double>(consumer.busy_), consumer.context_.now());
    }
    Busy(const Busy&) = delete;
    Busy& operator=(const Busy&) = delete;
    ~Busy() {
        arrived();
        --consumer.busy_;
        consumer.concurrency_.set(static_cast<double>(consumer.busy_), consumer.context_.now());
        consumer.queue_.changed().pulse();
    }
    void arrived() {
        if (std::exchange(on_its_way, false)) --consumer.on_their_way_;
    }
    Consumer& consumer;
    bool on_its_way = true;
};

Consumer::Consumer(const Context& context, std::string_view name, const ConsumerConfig& config, Queue& queue,
                   Invoke invoke, Reach reach)
    : context_(context),
      config_(config),
      queue_(queue),
      invoke_(std::move(invoke)),
      reach_(std::move(reach)),
      id_(hash_bytes(name, hash_bytes("source"))),
      records_(context.metrics.counter(fmt::format("{}.source.records", name))),
      batches_(context.metrics.counter(fmt::format("{}.source.batches", name))),
      errors_(context.metrics.counter(fmt::format("{}.source.errors", name))),
      concurrency_(context.metrics.gauge(fmt::format("{}.source.concurrency", name))),
      age_(context.metrics.histogram(fmt::format("{}.source.message.age", name))) {
    WT_ASSERT(config.batch_size > 0);
}

std::optional<Error> Consumer::update(const ConsumerConfig& config) {
    if (auto refused = unchangeable(config_, config)) return refused;
    config_ = config;
    queue_.changed().pulse();
    return std::nullopt;
}

std::uint64_t Consumer::most() const { return config_.max_concurrency.value_or(most_pollers); }

std::uint64_t Consumer::allowed() {
    const Instant now = context_.now();
    if (pressed_) {
        const auto more = static_cast<std::uint64_t>((now - pressed_since_) / per_poller);
        extra_ += more;
        pressed_since_ += per_poller * static_cast<std::int64_t>(more);
    } else if (busy_ == 0 && queue_.waiting() == 0) {
        extra_ = 0;
    }
    extra_ = std::min(extra_, most_pollers - first_pollers);
    return std::min(first_pollers + extra_, most());
}

bool Consumer::wants_more() {
    if (waiting_ > 0) return false;
    return queue_.visible() > on_their_way_ * std::min(config_.batch_size, QueueConfig::most_per_receive);
}

Task<void> Consumer::run() {
    Scope pollers;
    for (;;) {
        const std::uint64_t may = allowed();
        while (busy_ < may && wants_more()) pollers.spawn(handle());
        const bool pressed = busy_ >= may && may < most() && wants_more();
        if (pressed && !pressed_) pressed_since_ = context_.now();
        pressed_ = pressed;
        co_await wait();
    }
}

Task<void> Consumer::wait() {
    std::optional<Instant> until = queue_.next_sight();
    if (pressed_) until = std::min(until.value_or(pressed_since_ + per_poller), pressed_since_ + per_poller);
    if (until) {
        (void)co_await queue_.changed().wait_until(*until);
    } else {
        co_await queue_.changed().wait();
    }
}

Task<std::vector<Message>> Consumer::gather() {
    std::vector<Message> batch;
    std::uint64_t bytes = 0;
    const Instant closes = context_.now() + config_.window;
    for (;;) {
        while (batch.size() < config_.batch_size && bytes < most_batch_bytes && queue_.visible() > 0) {
            std::vector<Message> more = queue_.receive(config_.batch_size - batch.size());
            if (more.empty()) break;
            for (Message& message : more) {
                bytes += message.body.size();
                batch.push_back(std::move(message));
            }
        }
        const bool full = batch.size() >= config_.batch_size || bytes >= most_batch_bytes;
        if (full || batch.empty() || context_.now() >= closes) co_return batch;
        ++waiting_;
        (void)co_await queue_.changed().wait_until(closes);
        --waiting_;
    }
}

Task<void> Consumer::handle() {
    Busy busy(*this);
    if (reach_) {
        const bool up = co_await reach_();
        if (!up) {
            co_await context_.clock.sleep_for(unreachable_wait);
            co_return;
        }
    }
    busy.arrived();
    std::vector<Message> batch = co_await gather();
    if (batch.empty()) co_return;
    batches_.add();
    const auto oldest = std::min_element(batch.begin(), batch.end(),
                                         [](const Message& a, const Message& b) { return a.sent < b.sent; });
    age_.record(context_.now() - oldest->sent);
    std::vector<Message> copy = batch;
    const Outcome outcome = co_await invoke_(std::move(copy));
    settle(batch, outcome);
}

void Consumer::settle(const std::vector<Message>& batch, const Outcome& outcome) {
    if (outcome.kind != Outcome::Kind::done) {
        errors_.add();
        if (extra_ > 0) --extra_;
        return;
    }
    std::vector<Message> done;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        const bool failed = std::find(outcome.failed.begin(), outcome.failed.end(), i) != outcome.failed.end();
        if (!failed) done.push_back(batch[i]);
    }
    queue_.remove(done);
    records_.add(done.size());
    context_.digest.add(context_.now(), id_, batch.back().number, done.size());
}

}  // namespace wt::queue
