#pragma once
#include <string_view>

#include "aws/operation.hpp"
#include "aws/service.hpp"
#include "http/message.hpp"

namespace wt::aws {

/// What a client of the service would send for that input, as far as policies look at it: host, method, path, query,
/// fields, and a body in JSON or as a form. Not signed, and without a body in XML.
[[nodiscard]] http::Request request_of(const ServiceModel& model, const Operation& operation, const void* input,
                                       std::string_view region);

}  // namespace wt::aws
