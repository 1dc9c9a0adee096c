#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/error.hpp"
#include "aws/operation.hpp"
#include "aws/service.hpp"
#include "iam/policy.hpp"

namespace wt::iam {

/// Something that may have a policy of its own, or nothing in particular, as policies see it.
struct Resource {
    std::string arn = "*";
    std::string owner;  // account
    std::shared_ptr<const Policy> policy = {};
};

/// Why the caller may not: within one account its own policies or the resource's let it, and its root may everything;
/// for another account's resource both must. IAM User Guide, "Policy evaluation logic". `more`: keys that conditions
/// may ask for, beside the request's own.
[[nodiscard]] std::optional<aws::Error> refuse(const aws::Call& call, const aws::ServiceModel& model,
                                               std::string_view action, const Resource& target,
                                               const std::vector<std::pair<std::string, std::string>>& more = {});

}  // namespace wt::iam
