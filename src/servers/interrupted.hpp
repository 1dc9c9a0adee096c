#pragma once

namespace wt::servers {

/// A start that its user no longer wants.
struct Interrupted {};

}  // namespace wt::servers
