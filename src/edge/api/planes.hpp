#pragma once
#include <string>

#include "edge/api/access_log.hpp"
#include "edge/api/catalogue.hpp"
#include "edge/api/function_reports.hpp"
#include "edge/api/origin.hpp"
#include "edge/api/origin_choice.hpp"
#include "edge/api/realtime_log.hpp"
#include "edge/distributions.hpp"

namespace wt::edge::api {

/// Where distributions meet traffic: each stands under its id, and its origins at addresses of their own.
class Planes {
public:
    struct Parts {
        edge::Distributions& distributions;
        Surroundings& around;
        Catalogue& catalogue;
        Place place;
        Duration log_interval;  // how long access logs are gathered
    };
    /// All of it outlives this.
    Planes(const Context& context, Parts parts)
        : context_(context),
          parts_(std::move(parts)),
          logs_(context, parts_.around, parts_.log_interval),
          realtime_logs_(context, parts_.catalogue, parts_.around),
          reports_(context, parts_.around) {}

    [[nodiscard]] Surroundings& around() const { return parts_.around; }
    /// The Lambda functions that were invoked, where they were.
    [[nodiscard]] const std::set<LambdaReplica>& replicas() const { return reports_.replicas(); }

    /// Told of a distribution once it stands in the catalogue, and again after every change of what it says.
    void stand(const DistributionRecord& record);
    void leave(const DistributionRecord& record);
    /// All that an earlier process left, or that a changed policy is about.
    void stand_all();
    void invalidate(const DistributionRecord& record, std::string_view path);

private:
    /// Null: it has none that is on.
    [[nodiscard]] std::shared_ptr<Rollout> rollout_of(const DistributionRecord& record) const;

    Context context_;
    Parts parts_;
    AccessLogs logs_;
    RealtimeLogs realtime_logs_;
    FunctionReports reports_;
};

}  // namespace wt::edge::api
