#include "play/program.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include <fmt/format.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include "play/commands.hpp"
#include "play/version.hpp"
#include "scenario/outcome.hpp"

namespace wt::play {

int program(int argc, char** argv) {
    CLI::App app(
        "Windtunnel: a wind tunnel for serverless AWS architectures. This program plays scenarios; the whole one "
        "serves, too.",
        "windtunnel");
    app.set_version_flag("--version", std::string(version));
    app.require_subcommand(1);
    const Commands plays(app);
    if (const auto problem = unknown_command(app, argc, argv)) {
        fmt::print(stderr, "{}", *problem);
        return scenario::exit_invalid;
    }
    try {
        app.parse(argc, argv);
        return plays.called({}).value();
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : static_cast<int>(scenario::exit_invalid);
    } catch (const NeedsSockets&) {
        // ./windtunnel builds the whole program for the same line.
        if (const char* const starter = std::getenv("WINDTUNNEL_STARTER")) {
            setenv("WINDTUNNEL_WHOLE", "1", 1);
            execv(starter, argv);
        }
        fmt::print(stderr, "windtunnel: a run in the machine's time needs the whole program, which serves, too\n");
        return scenario::exit_invalid;
    } catch (const std::exception& error) {
        fmt::print(stderr, "windtunnel: {}\n", error.what());
        return scenario::exit_invalid;
    }
}

}  // namespace wt::play
