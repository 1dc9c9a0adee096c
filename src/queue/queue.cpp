#include "queue/queue.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace wt::queue {

std::optional<Error> unchangeable(const QueueConfig& from, const QueueConfig& to) {
    if (from.dead_letters != to.dead_letters) return Error{"where a queue's dead letters go cannot change here"};
    return std::nullopt;
}

namespace {

/// SQS pricing: "Every 64 KB chunk of a payload is billed as 1 request".
[[nodiscard]] std::uint64_t billed_for(std::uint64_t bytes) {
    constexpr std::uint64_t chunk = 64 * 1024;
    return std::max<std::uint64_t>(1, (bytes + chunk - 1) / chunk);
}

}  // namespace

std::optional<Error> unchangeable(const ConsumerConfig& from, const ConsumerConfig& to) {
    if (from.queue != to.queue) return Error{"which queue a function reads cannot change while it reads"};
    return std::nullopt;
}

Queue::Queue(const Context& context, std::string_view name, const QueueConfig& config, DeadLetters dead_letters)
    : context_(context),
      config_(config),
      dead_letters_(std::move(dead_letters)),
      changed_(context.clock),
      requests_(context.metrics.counter(fmt::format("{}.requests", name))),
      billed_(context.metrics.counter(fmt::format("{}.billed.requests", name))),
      sent_(context.metrics.counter(fmt::format("{}.sent", name))),
      received_(context.metrics.counter(fmt::format("{}.received", name))),
      deleted_(context.metrics.counter(fmt::format("{}.deleted", name))),
      expired_(context.metrics.counter(fmt::format("{}.expired", name))),
      dead_(context.metrics.counter(fmt::format("{}.dead.letters", name))),
      visible_now_(context.metrics.gauge(fmt::format("{}.visible", name))),
      in_flight_now_(context.metrics.gauge(fmt::format("{}.in.flight", name))) {
    measure();
}

void Queue::measure() {
    visible_now_.set(static_cast<double>(visible_), context_.now());
    in_flight_now_.set(static_cast<double>(in_flight_), context_.now());
}

std::optional<Error> Queue::update(const QueueConfig& config) {
    if (auto refused = unchangeable(config_, config)) return refused;
    config_ = config;
    changed_.pulse();
    return std::nullopt;
}

std::optional<Error> Queue::send(Text body, std::uint64_t request) {
    requests_.add();
    billed_.add(billed_for(body.size()));
    if (body.size() > QueueConfig::largest_message)
        return Error{
            fmt::format("InvalidParameterValue: One or more parameters are invalid. Reason: Message must be "
                        "shorter than {} bytes.",
                        QueueConfig::largest_message)};
    sent_.add();
    put({0, std::move(body), request, context_.now(), {}, 0}, config_.delay);
    return std::nullopt;
}

void Queue::take_in(Message dead) {
    sent_.add();
    dead.receives = 0;
    put(std::move(dead), Duration::zero());
}

void Queue::put(Message message, Duration hidden) {
    const std::uint64_t number = ++last_number_;
    message.number = number;
    Kept& kept = messages_.emplace(number, Kept{std::move(message)}).first->second;
    hide(kept, hidden);
    surface();
    measure();
    changed_.pulse();
}

void Queue::hide(Kept& kept, Duration span) {
    kept.in_sight = false;
    kept.hidden = hidden_.emplace(context_.now() + span, kept.message.number);
}

void Queue::surface() {
    const Instant now = context_.now();
    while (!hidden_.empty() && hidden_.begin()->first <= now) {
        const std::uint64_t number = hidden_.begin()->second;
        hidden_.erase(hidden_.begin());
        Kept& kept = messages_.at(number);
        if (kept.message.receives > 0) --in_flight_;
        kept.in_sight = true;
        in_sight_.push_back(number);
        ++visible_;
    }
}

std::uint64_t Queue::visible() {
    surface();
    return visible_;
}

std::optional<Instant> Queue::next_sight() {
    surface();  // what is in sight by now comes no more
    return hidden_.empty() ? std::nullopt : std::optional(hidden_.begin()->first);
}

void Queue::drop(Messages::iterator gone) {
    if (gone->second.in_sight) {
        --visible_;
    } else {
        hidden_.erase(gone->second.hidden);
        if (gone->second.message.receives > 0) --in_flight_;
    }
    messages_.erase(gone);
}

std::vector<Message> Queue::receive(std::uint64_t most) {
    requests_.add();
    surface();
    const Instant now = context_.now();
    most = std::min(most, QueueConfig::most_per_receive);
    std::vector<Message> batch;
    std::uint64_t bytes = 0;
    while (batch.size() < most && !in_sight_.empty() && in_flight_ < QueueConfig::most_in_flight) {
        const auto found = messages_.find(in_sight_.front());
        in_sight_.pop_front();
        if (found == messages_.end()) continue;
        Kept& kept = found->second;
        if (now - kept.message.sent > config_.retention) {
            expired_.add();
            drop(found);
            continue;
        }
        if (config_.max_receives && kept.message.receives >= *config_.max_receives) {
            dead_.add();
            Message dead = std::move(kept.message);
            drop(found);
            if (dead_letters_) dead_letters_(std::move(dead));
            continue;
        }
        if (kept.message.receives++ == 0) kept.message.received = now;
        --visible_;
        ++in_flight_;
        hide(kept, config_.visibility);
        received_.add();
        bytes += kept.message.body.size();
        batch.push_back(kept.message);
    }
    billed_.add(billed_for(bytes));
    measure();
    return batch;
}

void Queue::remove(const std::vector<Message>& received) {
    const std::uint64_t calls = (received.size() + QueueConfig::most_per_receive - 1) / QueueConfig::most_per_receive;
    requests_.add(calls);
    billed_.add(calls);
    surface();
    for (const Message& message : received) {
        const auto found = messages_.find(message.number);
        if (found == messages_.end() || found->second.message.receives != message.receives) continue;
        drop(found);
        deleted_.add();
    }
    measure();
}

void Queue::clear() {
    messages_.clear();
    in_sight_.clear();
    hidden_.clear();
    visible_ = in_flight_ = 0;
    measure();
}

}  // namespace wt::queue
