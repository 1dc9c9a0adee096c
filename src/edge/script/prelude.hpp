#pragma once
#include <string_view>

namespace wt::edge::script {

/// JavaScript: a function that makes a fresh global what CloudFront Functions' programs find there. It takes what the
/// engine lends (log, digest, random, now, values, settle) and which edition it is, and returns what runs a handler.
[[nodiscard]] std::string_view prelude();

}  // namespace wt::edge::script
