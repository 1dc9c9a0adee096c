#pragma once
#include <string>

#include "aws/authenticator.hpp"

namespace wt::iam {

/// The ARN of what a request is about, as policies name it: made from the first of the members in a table that the
/// request has, in its path, its form or its JSON. "*" when the service stands in the table and the request names
/// nothing (ListStreams); empty when nobody knows. Service Authorization Reference, "Resource types".
[[nodiscard]] std::string resource_of(const aws::Call& call, const aws::Wanted& wanted);

}  // namespace wt::iam
