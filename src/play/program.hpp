#pragma once

namespace wt::play {

/// The program that plays scenarios and has nothing that listens: it is built first on a fresh machine (./windtunnel),
/// in half of the whole one's time. For a run in the machine's time it makes room for the whole one, which
/// WINDTUNNEL_STARTER builds. The exit code.
int program(int argc, char** argv);

}  // namespace wt::play
