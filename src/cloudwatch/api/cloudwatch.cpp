#include "cloudwatch/api/cloudwatch.hpp"

#include <fmt/format.h>

namespace wt::cloudwatch {

namespace {

[[nodiscard]] aws::Error malformed(const aws::Malformed& problem) {
    if (problem.what != aws::Malformed::What::value) return aws::Error(malformed_input, problem.reason);
    return aws::Error(invalid_value,
                      fmt::format("The value {} for parameter {} is invalid.", problem.value, problem.member));
}

/// Assumed: which of the two errors a required parameter in a structure has.
[[nodiscard]] aws::Error invalid(const aws::Violations& violations) {
    const aws::Violation& first = violations.first();
    if (first.missing)
        return aws::Error(missing_parameter, fmt::format("The parameter {} is required.", first.member->name));
    return aws::Error(validation_error, violations.message());
}

[[nodiscard]] aws::Error unknown(const http::Request&) { return aws::Error(unknown_action); }

}  // namespace

const aws::ServiceModel& CloudWatch::model() const {
    static const aws::ServiceModel model = [] {
        aws::ServiceModel cloudwatch = cloudwatch_model();
        cloudwatch.malformed = malformed;
        cloudwatch.invalid = invalid;
        cloudwatch.unknown = unknown;
        return cloudwatch;
    }();
    return model;
}

bool CloudWatch::claims(const http::Request& request) const {
    const std::string_view host = request.headers.get("Host");
    return host.starts_with("monitoring.localhost") ||
           (host.starts_with("monitoring.") && host.find(".amazonaws.com") != host.npos);
}

Task<std::optional<wt::Error>> CloudWatch::reset(std::string_view account) {
    store_.forget(account);
    alarms_.reset(account);
    return alarms_.durable();
}

}  // namespace wt::cloudwatch
