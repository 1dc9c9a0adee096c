#pragma once
#include "base/context.hpp"
#include "base/task.hpp"
#include "cloudwatch/metric_store.hpp"
#include "storage/rds/api/catalogue.hpp"

namespace wt::cloud {

/// What CloudWatch hears of instances that have servers, and of proxies that listen, each minute: connections,
/// processor time, lag of replicas, and what databases leave of the storage that was asked for (their logs are not
/// counted). All is measured, by one look at the end of the minute; of what is not (memory, disks, network) nothing is
/// said.
class DatabaseMetrics {
public:
    /// All outlive this.
    DatabaseMetrics(const Context& context, rds::api::Catalogue& databases, cloudwatch::MetricStore& metrics)
        : context_(context), databases_(databases), metrics_(metrics) {}
    DatabaseMetrics(const DatabaseMetrics&) = delete;
    DatabaseMetrics& operator=(const DatabaseMetrics&) = delete;

    /// For ever; stopped by cancelling.
    [[nodiscard]] Task<void> run();

private:
    [[nodiscard]] Task<void> look(Instant began);
    void publish(const aws::AccountRegion& place, const cloudwatch::Dimension& of, std::string name,
                 std::string_view unit, double value, Instant began);

    Context context_;
    rds::api::Catalogue& databases_;
    cloudwatch::MetricStore& metrics_;
};

}  // namespace wt::cloud
