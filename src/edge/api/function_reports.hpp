#pragma once
#include <memory>
#include <string>

#include "base/context.hpp"
#include "edge/api/function_catalogue.hpp"
#include "edge/api/origin.hpp"

namespace wt::edge::api {

/// What the counts of a CloudFront Function are called, before ".invocations", ".invalid", ".failed", ".throttled" and
/// ".utilization" (percent as seconds).
[[nodiscard]] std::string counts_of(const FunctionRecord& record);

/// Counts the runs of published functions, and brings what they write to CloudWatch Logs. CloudFront Developer Guide,
/// "Metrics for CloudFront Functions", "CloudFront Functions logs".
class FunctionReports {
public:
    /// `around` outlives it, and it the distributions' last requests.
    FunctionReports(const Context& context, Surroundings& around) : context_(context), around_(around) {}
    [[nodiscard]] std::shared_ptr<functions::Audience> of(const FunctionRecord& record);

private:
    class Report;
    Context context_;
    Surroundings& around_;
};

}  // namespace wt::edge::api
