#pragma once
#include <map>
#include <memory>
#include <string>

#include "lambda/async_queue.hpp"
#include "stack/stack.hpp"
#include "storage/s3/api/destinations.hpp"
#include "storage/s3/event.hpp"

namespace wt::app {

/// Carries the events of buckets to the functions of the stack that the buckets' notification configurations name, by
/// way of Lambda's asynchronous invocation with its retries. At least once, after the change is on disk. Topics and
/// queues are not there yet.
class Notifier final : public s3::api::Destinations {
public:
    /// The stack must outlive this.
    Notifier(const Context& context, stack::Stack& stack);

    [[nodiscard]] std::optional<std::string> refuse(const s3::Destination& destination) const override;

private:
    void tell(const s3::ObjectEvent& event);
    [[nodiscard]] Task<void> invoke(std::string function, lambda::Event event, store::Ticket ticket);
    [[nodiscard]] lambda::AsyncQueue& queue(const std::string& function);

    Context context_;
    stack::Stack& stack_;
    std::map<std::string, std::unique_ptr<lambda::AsyncQueue>, std::less<>> queues_;  // by function
    Counter& sent_;
    Counter& lost_;
    Scope waiting_;
};

}  // namespace wt::app
