#pragma once
#include <string>

#include "base/random.hpp"

namespace wt::s3 {

/// The id that S3 gives to a rule or configuration that came without one: 48 characters, Base64 of a random UUID.
[[nodiscard]] std::string generated_id(Random& random);

}  // namespace wt::s3
