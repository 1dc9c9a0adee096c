#pragma once
#include <string>
#include <vector>

#include "aws/service.hpp"

/// What the services' tables say, for people and for programs: nobody writes it down a second time.
namespace wt::aws {

/// Markdown: for each service a table of AWS's operations, by name: which are there, and their IAM actions.
[[nodiscard]] std::string coverage_markdown(const std::vector<const ServiceModel*>& models);

/// JSON: {"services": [{"name", "protocol", "operations": [{"name", "there", "method", "uri", "input",
/// "output"...}]}]}, where input and output are shapes with all that is said of them, down to the last member; what
/// tests hold against AWS's own models.
[[nodiscard]] std::string tables_json(const std::vector<const ServiceModel*>& models);

/// The patterns of a service's inputs that cannot be matched here: tests hold that there are none.
[[nodiscard]] std::vector<std::string> unreadable_patterns(const ServiceModel& model);

}  // namespace wt::aws
