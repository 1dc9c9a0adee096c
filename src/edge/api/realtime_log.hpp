#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/context.hpp"
#include "base/scope.hpp"
#include "edge/api/catalogue.hpp"
#include "edge/api/origin.hpp"
#include "edge/special.hpp"

namespace wt::edge::api {

/// Whether real-time logs have a field of that name. CloudFront Developer Guide, "Use real-time access logs".
[[nodiscard]] bool is_realtime_field(std::string_view name);

/// What a distribution's record says beside the request.
struct RealtimeOccasion {
    std::string pattern;  // of the behaviour that the request met
    // While a continuous deployment is on: the primary distribution, whichever of the two answered.
    std::string primary;
    std::string primary_domain;
};
/// The fields of a request in that order, between tabs, with a line's end. What is not known here is "-": the viewer's
/// port, network and CMCD, and when the origin began and ended.
[[nodiscard]] std::string realtime_line(const Seen& seen, const std::vector<std::string>& fields,
                                        const RealtimeOccasion& occasion);

/// Real-time logs: records go into Kinesis data streams within a second. What waits when the process ends, and what a
/// stream does not take, is lost: CloudFront promises no record.
class RealtimeLogs {
public:
    /// Both outlive it, and it the distributions' last requests.
    RealtimeLogs(const Context& context, const Catalogue& catalogue, Surroundings& around);

    /// Null: none of its behaviours has real-time logs.
    [[nodiscard]] std::shared_ptr<Witness> witness(const DistributionRecord& record);

private:
    class Writer;
    using Place = std::pair<std::string, std::string>;  // the stream's ARN, and the role's
    void note(const Place& place, std::string line);
    [[nodiscard]] Task<void> send_soon();
    [[nodiscard]] Task<void> send(Place place, std::vector<std::string> lines);

    Context context_;
    const Catalogue& catalogue_;
    Surroundings& around_;
    Random chance_;
    Counter& lost_;  // records
    std::map<Place, std::vector<std::string>> waiting_;
    std::size_t bytes_ = 0;
    bool soon_ = false;
    Scope sending_;
};

/// The distribution whose rollout leads to that one, or that has a rollout itself, while its policy is on; null: none.
[[nodiscard]] const DistributionRecord* primary_of(const Catalogue& catalogue, const DistributionRecord& record);
/// A rollout that is on, of a distribution that names its policy; null: there is none.
[[nodiscard]] const ContinuousDeploymentPolicyConfig* rollout_policy(const Catalogue& catalogue,
                                                                     const DistributionRecord& record);

}  // namespace wt::edge::api
