#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "http/event_form.hpp"
#include "http/tier.hpp"
#include "queue/consumer.hpp"
#include "stack/port.hpp"

namespace wt::stack {

/// The way to a queue. `put` sends the record as one line of JSON, as into a stream.
class QueuePort final : public Port {
public:
    QueuePort(const Context& context, const std::string& name, const queue::QueueConfig& config,
              queue::Queue::DeadLetters dead_letters)
        : Port(context, name, config.latency), queue_(context, name, config, std::move(dead_letters)) {}
    [[nodiscard]] queue::Queue& queue() { return queue_; }
    [[nodiscard]] const queue::Queue& queue() const { return queue_; }
    /// For its consumer, which this must outlive.
    [[nodiscard]] queue::Consumer::Reach reach();

private:
    Task<lambda::BackendReply> perform(lambda::BackendCall call, lambda::Connection* connection) override;
    queue::Queue queue_;
};

/// What a queue is known by to the function that reads it.
struct QueueSource {
    std::string arn;
    std::string region;
    std::string account;
};

/// A batch as an event (Lambda Developer Guide, "Using Lambda with Amazon SQS"). All of it outlives the form.
class QueueEvent final : public http::EventForm {
public:
    QueueEvent(const QueueSource& source, const std::vector<queue::Message>& batch) : source_(source), batch_(batch) {}
    [[nodiscard]] Text event(const http::Request& request) override;

private:
    const QueueSource& source_;
    const std::vector<queue::Message>& batch_;
};

/// Hands batches to a function. `reports`: it says which messages failed (batchItemFailures; same guide, "Handling
/// errors for an SQS event source"). The function's hop outlives it.
[[nodiscard]] queue::Consumer::Invoke hand_to(http::Hop& function, QueueSource source, bool reports);

}  // namespace wt::stack
