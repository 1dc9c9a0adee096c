#pragma once

namespace wt::postgres {

/// A start that its user no longer wants.
struct Interrupted {};

}  // namespace wt::postgres
