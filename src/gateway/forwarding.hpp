#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"
#include "http/way.hpp"

/// What requests that go on to an integration have in common.
namespace wt::gateway {

/// Whether a field belongs to one connection, or the gateway makes it itself.
[[nodiscard]] bool stays_here(std::string_view name);
/// Adds to the query.
void add_argument(http::Request& to, std::string_view name, std::string_view value);
/// The way to a function or a web server; none to a web server whose name nobody knows.
[[nodiscard]] std::optional<http::Way> way_to(http::Ways& ways, const std::string& target);

}  // namespace wt::gateway
