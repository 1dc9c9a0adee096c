#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace wt::edge {

/// Whether a field is one of those by which CloudFront tells origins of their viewers. CloudFront Developer Guide, "Add
/// CloudFront request headers".
[[nodiscard]] bool is_viewer_field(std::string_view name);

/// Sets those of the fields that can be told here: the viewer's address (whose port nobody knows, and is 0), kind of
/// device, scheme, and the country where that is known (Viewers). What a viewer said of them itself goes.
void tell_of_viewer(http::Request& request, const std::vector<std::string>& names);

}  // namespace wt::edge
