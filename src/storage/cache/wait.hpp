#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "storage/cache/call.hpp"

namespace wt::cache {

/// Until when a command waits that says so in seconds, 0 being for ever; none: the client has been told what is wrong.
[[nodiscard]] std::optional<Instant> end_of_wait(Call& call, std::size_t at);
/// There is nothing yet: the client waits for one of the keys, or, within a transaction, is told so.
void wait_or_give_up(Call& call, std::span<const std::string_view> keys, Instant until, bool list);

}  // namespace wt::cache
