#pragma once
#include <optional>
#include <string>

#include "play/options.hpp"
#include "play/real_time.hpp"

namespace CLI {
class App;
}

namespace wt::play {

enum class Needs { a_file, nothing };

/// The options of a command that reads a scenario.
void add_scenario_options(CLI::App& command, ScenarioOptions& options, Needs needs = Needs::a_file);

/// The line's first word where it is neither an option nor one of the commands that were added: "there is no command
/// seve; did you mean "serve"?". Nothing: all is well.
[[nodiscard]] std::optional<std::string> unknown_command(const CLI::App& app, int argc, const char* const* argv);

/// The commands that play scenarios, and what is told of their language.
class Commands {
public:
    /// Adds them to the command line, which outlives this.
    explicit Commands(CLI::App& app);

    /// Once the line is read: does what it says, and gives the exit code; nothing: it names none of these commands.
    /// Throws NeedsSockets when a run asks for them and `play_real` is empty, before anything is printed.
    [[nodiscard]] std::optional<int> called(const PlayReal& play_real) const;

private:
    void add_run();
    void add_sweep();
    void add_others();

    CLI::App& app_;
    RunOptions run_;
    NewOptions new_;
    ExplainOptions explain_;
    SweepOptions sweep_;
    MergeOptions merge_;
    CompareOptions compare_;
};

}  // namespace wt::play
