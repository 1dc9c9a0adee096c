#pragma once
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "base/context.hpp"
#include "edge/api/function_catalogue.hpp"
#include "edge/api/origin.hpp"
#include "edge/functions/lambda_edge.hpp"

namespace wt::edge::api {

/// What the counts of a CloudFront Function are called, before ".invocations", ".invalid", ".failed", ".throttled" and
/// ".utilization" (percent as seconds).
[[nodiscard]] std::string counts_of(const FunctionRecord& record);

/// A version of a Lambda function, as it was invoked near a point of presence.
struct LambdaReplica {
    std::string account;
    std::string region;    // where it ran
    std::string function;  // "us-east-1.NAME", by which metrics there call it
    std::string version;
    std::string counts;  // what its counts are called, before ".invocations", ".errors", ".throttled" and ".duration"
    friend auto operator<=>(const LambdaReplica&, const LambdaReplica&) = default;
};

/// The region nearest to the point of presence of that number, of those that distributions of the API have. CloudFront
/// Developer Guide, "Edge function logs"; Assumed: which it is, Cape Town's that of Frankfurt.
[[nodiscard]] std::string_view region_near(std::uint32_t place);

/// Counts the runs of published functions, and brings what they write to CloudWatch Logs. CloudFront Developer Guide,
/// "Metrics for CloudFront Functions", "CloudFront Functions logs".
class FunctionReports {
public:
    /// `around` outlives it, and it the distributions' last requests.
    FunctionReports(const Context& context, Surroundings& around) : context_(context), around_(around) {}
    [[nodiscard]] std::shared_ptr<functions::Audience> of(const FunctionRecord& record);
    /// Of a numbered version, by its ARN.
    [[nodiscard]] std::shared_ptr<functions::LambdaAudience> of_lambda(const std::string& arn);
    /// What was invoked since the process began.
    [[nodiscard]] const std::set<LambdaReplica>& replicas() const { return replicas_; }

private:
    class Report;
    class LambdaReport;
    Context context_;
    Surroundings& around_;
    std::set<LambdaReplica> replicas_;
};

}  // namespace wt::edge::api
