#pragma once
#include <string>
#include <vector>

#include "base/scope.hpp"
#include "lambda/api/catalogue.hpp"
#include "lambda/api/invoker.hpp"
#include "stack/stack.hpp"
#include "storage/s3/api/destinations.hpp"
#include "storage/s3/event.hpp"

namespace wt::cloud {

/// Carries the events of buckets to the functions that the buckets' notification configurations name, by way of
/// Lambda's asynchronous invocation with its retries. At least once, after the change is on disk, and with it. A
/// function that the API made must let S3 invoke it; a scenario's need not say so. Topics and queues are not there yet.
class Notifier final : public s3::api::Destinations {
public:
    /// Both must outlive this.
    Notifier(const Context& context, stack::Stack& stack, lambda::api::Catalogue& functions);
    /// Until it is known, events go nowhere. It outlives the last of them.
    void invoke_by(lambda::api::Invoker& invoker) { invoker_ = &invoker; }

    [[nodiscard]] std::optional<std::string> refuse(const s3::Destination& destination,
                                                    const s3::Bucket& bucket) const override;
    [[nodiscard]] std::vector<std::string> provided(const s3::Bucket& bucket) const override;

private:
    void tell(const s3::ObjectEvent& event);
    [[nodiscard]] Task<void> begin(lambda::api::Invoker::Taken taken, store::Ticket ticket);
    /// The function that an ARN names, when it is there and lets the bucket in.
    [[nodiscard]] const lambda::api::FunctionRecord* open_to(const lambda::api::FunctionName& name,
                                                             const s3::Bucket& bucket) const;

    Context context_;
    stack::Stack& stack_;
    lambda::api::Catalogue& functions_;
    lambda::api::Invoker* invoker_ = nullptr;
    Counter& sent_;
    Counter& lost_;
    Scope waiting_;
};

}  // namespace wt::cloud
