#pragma once
#include "aws/service.hpp"

namespace wt::aws {

/// Gives a service the words that most services of its protocol have for an input that cannot be read, one that breaks
/// constraints, and a request that names no operation. A service with other words sets its own. Sources: "Common
/// errors" in the services' API references; those of rest-xml are Assumed.
void say_as_usual(ServiceModel& model);

}  // namespace wt::aws
