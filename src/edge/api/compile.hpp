#pragma once
#include <string>
#include <vector>

#include "edge/api/catalogue.hpp"
#include "edge/api/origin.hpp"
#include "edge/config.hpp"

namespace wt::edge::api {

/// Where an origin, or an origin group, of a distribution stands.
[[nodiscard]] std::string origin_address(const std::string& distribution, const std::string& origin);

/// The bucket that a domain name of S3 names, "BUCKET.s3.us-east-1.amazonaws.com"; empty: it names none.
[[nodiscard]] std::string bucket_of(std::string_view domain);

/// Whether a domain is served here: by AWS's names, and *.localhost.
[[nodiscard]] bool is_here(std::string_view domain);

/// A record as the request path knows it. What it names is there.
[[nodiscard]] edge::DistributionConfig compile(const DistributionRecord& record, const Catalogue& catalogue);
[[nodiscard]] OriginPlace compile(const DistributionRecord& record, const Origin& origin, const Catalogue& catalogue);

}  // namespace wt::edge::api
