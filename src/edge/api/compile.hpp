#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "edge/api/access_log.hpp"
#include "edge/api/catalogue.hpp"
#include "edge/api/function_reports.hpp"
#include "edge/api/origin.hpp"
#include "edge/api/origin_choice.hpp"
#include "edge/config.hpp"

namespace wt::edge::api {

/// Where an origin, or an origin group, of a distribution stands.
[[nodiscard]] std::string origin_address(const std::string& distribution, const std::string& origin);

/// The bucket that a domain name of S3 names, "BUCKET.s3.us-east-1.amazonaws.com"; empty: it names none.
[[nodiscard]] std::string bucket_of(std::string_view domain);

/// Whether a domain is served here: by AWS's names, and *.localhost.
[[nodiscard]] bool is_here(std::string_view domain);

/// The bucket that standard logs go to, of "BUCKET.s3.amazonaws.com"; empty: that is none.
[[nodiscard]] std::string log_bucket_of(std::string_view domain);
/// Where a distribution's standard logs go; none: it keeps none.
[[nodiscard]] std::optional<LogPlace> log_place(const DistributionRecord& record);

/// What a distribution stands on beside what its record names. All of it outlives the distribution.
struct Ground {
    Surroundings& around;
    Clock& clock;
    Place place;
    FunctionReports& reports;
    std::shared_ptr<Witness> witness;  // keeps its logs; null: nobody
    std::shared_ptr<Rollout> rollout;  // null: all viewers stay
};

/// A record as the request path knows it, but for its web ACL. What it names is there.
[[nodiscard]] edge::DistributionConfig compile(const DistributionRecord& record, Catalogue& catalogue,
                                               const Ground& ground);
[[nodiscard]] OriginPlace compile(const DistributionRecord& record, const Origin& origin, Catalogue& catalogue);

}  // namespace wt::edge::api
