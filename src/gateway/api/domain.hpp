#pragma once
#include <optional>
#include <string>

#include "aws/error.hpp"
#include "gateway/api/catalogue.hpp"

/// Custom domains, which REST and HTTP APIs share.
namespace wt::gateway::api {

/// Why there can be no domain of that name.
[[nodiscard]] std::optional<aws::Error> refuse_domain(const Catalogue& catalogue, const std::string& name);
/// A regional one, as it is when it is new; not yet kept.
[[nodiscard]] DomainName regional_domain(Catalogue& catalogue, const aws::AccountRegion& place, std::string name);
/// Forgets it with its mappings. False where there is none.
[[nodiscard]] bool drop_domain(Catalogue& catalogue, const aws::AccountRegion& place, const std::string& name);

}  // namespace wt::gateway::api
