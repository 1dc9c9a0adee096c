#pragma once
#include <optional>
#include <string>
#include <vector>

#include "edge/api/catalogue.hpp"
#include "edge/api/origin.hpp"

namespace wt::edge::api {

[[nodiscard]] inline aws::Error invalid(std::string why) {
    return {cloudfront_errors::invalid_argument, std::move(why)};
}
/// What AWS has, and Windtunnel has not.
[[nodiscard]] inline aws::Error unwritten(std::string what) {
    static constexpr aws::ErrorRow row{"NotImplemented", 501, ""};
    return {row, "Windtunnel does not implement " + std::move(what) + " yet."};
}

/// A Quantity that is not the number of the Items beside it, anywhere in a structure.
[[nodiscard]] std::optional<aws::Error> inconsistent(const aws::Structure& structure, const void* value);
template <class T>
[[nodiscard]] std::optional<aws::Error> inconsistent(const T& value) {
    return inconsistent(shape_of(aws::Tag<T>{}), &value);
}

/// The ARNs of the Lambda functions that its behaviours have.
[[nodiscard]] std::vector<std::string> lambdas_of(const DistributionConfig& config);

/// What AWS fills in where a client says nothing.
void complete(DistributionConfig& config);
/// Why there cannot be such a distribution; `own`: the id of the one that it changes.
[[nodiscard]] std::optional<aws::Error> refuse(const DistributionConfig& config, const std::string& account,
                                               const std::string& own, const Catalogue& catalogue);

/// The same of what is not CloudFront's own: its web ACL, and the bucket of its logs.
[[nodiscard]] std::optional<aws::Error> refuse(const DistributionConfig& config, const std::string& account,
                                               Surroundings& around);

// Why there cannot be such a part.
[[nodiscard]] std::optional<aws::Error> refuse(const CachePolicyConfig& config);
[[nodiscard]] std::optional<aws::Error> refuse(const OriginRequestPolicyConfig& config);
[[nodiscard]] std::optional<aws::Error> refuse(const ResponseHeadersPolicyConfig& config);
[[nodiscard]] std::optional<aws::Error> refuse(const OriginAccessControlConfig& config);
[[nodiscard]] std::optional<aws::Error> refuse(const CloudFrontOriginAccessIdentityConfig& config);
[[nodiscard]] std::optional<aws::Error> refuse(const PublicKeyConfig& config);
[[nodiscard]] std::optional<aws::Error> refuse(const KeyGroupConfig& config);
[[nodiscard]] std::optional<aws::Error> refuse(const ContinuousDeploymentPolicyConfig& config);

}  // namespace wt::edge::api
