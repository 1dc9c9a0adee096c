#include "play/version.hpp"

namespace wt::play {

const std::string_view version = WINDTUNNEL_VERSION;

}  // namespace wt::play
