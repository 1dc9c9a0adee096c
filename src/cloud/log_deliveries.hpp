#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/scope.hpp"
#include "cloudwatch/metric_store.hpp"
#include "lambda/api/catalogue.hpp"
#include "lambda/api/invoker.hpp"
#include "logs/destinations.hpp"
#include "logs/log_groups.hpp"
#include "stack/stack.hpp"

namespace wt::cloud {

/// What log groups' filters find goes on its way from here: metric filters' values to CloudWatch, and events to the
/// stack's functions, Kinesis streams and delivery streams that subscription filters name: gzipped documents, after the
/// events are on disk, at least once, tried again for a day.
class LogDeliveries final : public logs::Destinations {
public:
    /// Listens from now on. What it is given outlives this.
    LogDeliveries(const Context& context, stack::Stack& stack, logs::LogGroups& groups,
                  cloudwatch::MetricStore& metrics);
    ~LogDeliveries() override;
    /// Until they are known, no function is a destination. Both outlive the last event.
    void invoke_by(lambda::api::Catalogue& functions, lambda::api::Invoker& invoker) {
        functions_ = &functions;
        invoker_ = &invoker;
    }

    [[nodiscard]] std::optional<std::string> refuse(const aws::AccountRegion& place, const std::string& group,
                                                    const logs::SubscriptionFilter& filter) const override;
    void try_out(const logs::SubscriptionFilter& filter) override;

    /// Documents that wait for their destinations; what comes beyond is lost.
    static constexpr std::size_t most_waiting = 10'000;

private:
    enum class Kind : std::uint8_t { function, kinesis, firehose };
    struct Target {
        Kind kind = Kind::function;
        std::string name;
        lambda::api::FunctionName function;  // where it is one
    };
    using Events = std::vector<logs::InputEvent>;
    /// A metric filter with a default value, in the minute that runs: what is published when nothing matches in it.
    struct Quiet {
        aws::AccountRegion place;
        cloudwatch::Metric metric;
        cloudwatch::Unit unit = 0;
        double value = 0;
        bool matched = false;
    };

    [[nodiscard]] static std::optional<Target> target_of(std::string_view arn);
    void take(const logs::LogStream& stream, std::uint64_t first, const Events& events);
    void measure(const logs::LogGroup& group, const logs::MetricFilter& filter, const Events& events);
    void publish(const aws::AccountRegion& place, cloudwatch::Metric metric, cloudwatch::Unit unit, Instant moment,
                 double value);
    [[nodiscard]] Task<void> end_minute();
    void forward(const logs::LogStream& stream, const logs::SubscriptionFilter& filter, std::uint64_t first,
                 const Events& events);
    void send(Target target, std::string document, std::string partition_key);
    [[nodiscard]] Task<void> deliver(Target target, Text packed, Text partition_key);
    enum class Answer : std::uint8_t { done, busy, refused };
    [[nodiscard]] Task<Answer> put(Target target, Text packed, Text partition_key);
    /// Whether it is there, and lets the log group in; a scenario's need not say so.
    [[nodiscard]] bool open_to(const lambda::api::FunctionName& function, const aws::AccountRegion& place,
                               const std::string& group) const;

    Context context_;
    stack::Stack& stack_;
    logs::LogGroups& groups_;
    cloudwatch::MetricStore& metrics_;
    Random keys_;
    lambda::api::Catalogue* functions_ = nullptr;
    lambda::api::Invoker* invoker_ = nullptr;
    std::map<std::string, Quiet> quiet_;  // by group and filter
    Counter& sent_;
    Counter& lost_;
    Scope minutes_;
    Scope waiting_;
};

}  // namespace wt::cloud
