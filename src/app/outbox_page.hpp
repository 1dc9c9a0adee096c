#pragma once
#include "base/task.hpp"
#include "http/message.hpp"
#include "identity/api/outbox.hpp"

namespace wt::app {

/// GET /_windtunnel/outbox: what user pools have sent, the oldest first; of one person with ?to=ADDRESS or ?user=NAME.
/// DELETE empties it. `outbox` outlives the task.
[[nodiscard]] Task<http::Response> outbox_page(identity::Outbox& outbox, http::Request request);

}  // namespace wt::app
